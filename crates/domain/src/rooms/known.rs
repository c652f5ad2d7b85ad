//! Finding a room without asking: what a phone does with the list and the free times that it has downloaded.
//!
//! It is the server's search with the server's functions, over as many days as are known.

use super::api::{Availability, RoomView, STARTS};
use super::find::{Candidate, Sort, Time, Wish, is_shown, matches, next_starts, rank, usual_minutes};
use super::{Category, Kind};
use crate::busy::{Days, MINUTES, Mask, Quarter, Quarters};
use crate::id::{LibraryId, RoomId};
use chrono::{DateTime, NaiveDate, Utc};

/// When rooms are free, as far as it has been told.
#[derive(Clone, Debug, Default)]
pub struct Known {
    days: Mask,
    /// With staff, and with or without.
    open: Vec<(LibraryId, [Mask; 2])>,
    taken: Vec<(RoomId, Mask)>,
}

impl Known {
    /// What an answer tells; what cannot be read in it is left out.
    pub fn new(told: &Availability) -> Self {
        let (first, days) = (i64::from(told.first_day), told.days);
        let read = |text: &str| Mask::from_text(first, days, text);
        let open = told.open.iter().filter_map(|one| {
            let masks = [read(&one.staffed)?, read(&one.any)?];
            Some((one.library.clone(), masks))
        });
        let taken = told.rooms.iter();
        Self {
            days: Mask::new(first, days),
            open: open.collect(),
            taken: taken
                .filter_map(|one| Some((one.room.clone(), read(&one.taken)?)))
                .collect(),
        }
    }

    /// Whether all of a day in Helsinki is known.
    pub fn knows(&self, date: NaiveDate) -> bool {
        let day = Days::of_local(date, 1);
        let known = self.days.window();
        known.from <= Quarter::first_of(day.first)
            && Quarter::first_of(day.first + i64::from(day.count)) <= known.until
    }

    fn candidate<'a>(&'a self, room: &'a RoomView) -> Option<Candidate<'a>> {
        let (_, [staffed, any]) = self.open.iter().find(|(library, _)| *library == room.library)?;
        let (_, taken) = self.taken.iter().find(|(id, _)| *id == room.id)?;
        Some(Candidate {
            rules: &room.rules,
            open: if room.rules.self_service { any } else { staffed },
            taken,
        })
    }

    /// A room, or the machines of a pool.
    fn candidates<'a>(&'a self, room: &'a RoomView, all: &'a [RoomView]) -> Vec<Candidate<'a>> {
        let members = room.members.iter();
        let members = members.filter_map(|id| self.candidate(all.iter().find(|one| one.id == *id)?));
        members.chain(self.candidate(room)).collect()
    }

    /// The rooms among `all` that answer a wish, in its order, each with its next starts. `named` are those that its words
    /// find, if it has any; `metres` is how far away a room is, if that is known: then the nearest come first.
    pub fn find(
        &self,
        all: &[RoomView],
        wish: &Wish,
        now: DateTime<Utc>,
        named: impl Fn(usize) -> bool,
        metres: impl Fn(&RoomView) -> Option<u32>,
    ) -> Vec<RoomView> {
        let times = wish.times(self.days.window());
        let mut found = Vec::new();
        for (at, room) in all.iter().enumerate() {
            if !named(at) || !matches(room, wish) || !is_shown(&room.rules, now) {
                continue;
            }
            let minutes = wish.minutes.unwrap_or_else(|| usual_minutes(&room.rules));
            let minutes = minutes.div_ceil(MINUTES) * MINUTES;
            let starts = first_starts(&self.candidates(room, all), minutes, now, &times);
            found.push(RoomView {
                minutes,
                next_starts: starts.iter().map(|start| start.instant()).collect(),
                metres: metres(room),
                ..room.clone()
            });
        }
        in_order(found)
    }
}

/// The next starts of any of some machines, as [`super::find::pool_next_starts`] finds them: by looking for the next one each
/// time, because there are few and sorting costs every phone a kilobyte.
fn first_starts(members: &[Candidate<'_>], minutes: u32, now: DateTime<Utc>, times: &[Time]) -> Vec<Quarter> {
    let mut all = Vec::new();
    for member in members {
        all.append(&mut next_starts(member, minutes, now, times, STARTS));
    }
    let mut first: Vec<Quarter> = Vec::new();
    while first.len() < STARTS {
        let last = first.last().copied();
        let later = all.iter().filter(|start| last.is_none_or(|last| **start > last));
        let Some(next) = later.min() else { break };
        first.push(*next);
    }
    first
}

/// The nearest first where distances are known, otherwise the soonest; equals stay as they are.
fn in_order(mut rooms: Vec<RoomView>) -> Vec<RoomView> {
    let near = rooms.iter().any(|room| room.metres.is_some());
    let sort = if near { Sort::Near } else { Sort::FirstFree };
    let mut sorted = Vec::with_capacity(rooms.len());
    let place = |room: &RoomView| {
        let first = room.next_starts.first().map(|start| Quarter::of(*start));
        rank(sort, first, room.metres)
    };
    while let Some(at) = (0..rooms.len()).min_by_key(|at| rooms.get(*at).map(place)) {
        sorted.push(rooms.remove(at));
    }
    sorted
}

/// Leaves out the machines of a pool that is in the list itself: one books any of them there.
pub fn without_members(rooms: &mut Vec<RoomView>) {
    let members: Vec<RoomId> = rooms.iter().flat_map(|room| room.members.clone()).collect();
    rooms.retain(|room| !members.contains(&room.id));
}

impl Category {
    /// Whether it is a use of rooms or of machines.
    pub const fn kind(self) -> Kind {
        match self {
            Self::Meeting
            | Self::Group
            | Self::Quiet
            | Self::Hall
            | Self::Music
            | Self::Studio
            | Self::Games
            | Self::Kitchen
            | Self::Workshop => Kind::Room,
            Self::Sewing
            | Self::Overlock
            | Self::Embroidery
            | Self::Printer3d
            | Self::LaserCutter
            | Self::VinylCutter
            | Self::HeatPress
            | Self::LargePrinter
            | Self::Digitizing
            | Self::MediaComputer => Kind::Machine,
        }
    }
}

impl RoomView {
    /// The bookings that its next starts are the beginnings of.
    pub fn next_times(&self) -> impl Iterator<Item = Quarters> {
        let length = self.minutes.div_ceil(MINUTES);
        let starts = self.next_starts.iter();
        starts.map(move |start| Quarters::new(Quarter::of(*start), length))
    }
}
