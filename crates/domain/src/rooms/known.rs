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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rooms::api::{OpenMask, RoomMask};
    use crate::rooms::find::pool_next_starts;
    use proptest::prelude::*;

    /// Tuesday the 1st of December 2026, in UTC.
    const FIRST: i64 = 20_788;
    const DAYS: u32 = 3;

    fn room(id: &str, members: &[&str]) -> RoomView {
        let json = serde_json::json!({
            "id": id, "library": "kallio", "library_name": {"fi": "Kallio"}, "kind": "machine", "category": "sewing",
            "name": {"fi": id}, "place": {"fi": ""}, "min_people": 1, "max_people": 1, "members": members, "minutes": 60,
            "next_starts": [],
            "rules": {"grid_minutes": 15, "min_minutes": 30, "max_minutes": 240, "ahead_days": 30},
        });
        serde_json::from_value(json).unwrap()
    }

    fn mask(runs: &[(i64, u32)]) -> Mask {
        let mut mask = Mask::new(FIRST, DAYS);
        for (from, length) in runs {
            mask.add(Quarters::new(Quarter::first_of(FIRST).plus(*from), *length));
        }
        mask
    }

    fn known(open: &Mask, taken: &[(&str, &Mask)]) -> Known {
        Known::new(&Availability {
            first_day: u32::try_from(FIRST).unwrap(),
            days: DAYS,
            open: vec![OpenMask {
                library: "kallio".parse().unwrap(),
                staffed: open.to_text(),
                any: open.to_text(),
            }],
            rooms: taken
                .iter()
                .map(|(id, mask)| RoomMask {
                    room: id.parse().unwrap(),
                    taken: mask.to_text(),
                })
                .collect(),
        })
    }

    fn now() -> DateTime<Utc> {
        Quarter::first_of(FIRST).plus(20).instant()
    }

    fn names(rooms: &[RoomView]) -> Vec<&str> {
        rooms.iter().map(|room| room.id.as_str()).collect()
    }

    #[test]
    fn the_soonest_come_first_or_the_nearest_and_equals_stay() {
        let open = mask(&[(0, 200)]);
        let (early, late) = (mask(&[]), mask(&[(0, 60)]));
        let known = known(&open, &[("a", &late), ("b", &early), ("c", &late)]);
        let all = [room("a", &[]), room("b", &[]), room("c", &[]), room("d", &[])];
        let found = known.find(&all, &Wish::default(), now(), |_| true, |_| None);
        // Of what nothing is known nothing is offered.
        assert_eq!(names(&found), ["b", "a", "c", "d"]);
        assert!(found[3].next_starts.is_empty());
        let metres = |room: &RoomView| Some(if room.id.as_str() == "c" { 10 } else { 20 });
        let found = known.find(&all, &Wish::default(), now(), |at| at != 3, metres);
        assert_eq!(names(&found), ["c", "b", "a"]);
    }

    #[test]
    fn a_machine_stands_for_itself_only_where_its_pool_is_not_listed() {
        let mut rooms = vec![room("any", &["one", "two"]), room("one", &[]), room("other", &[])];
        without_members(&mut rooms);
        assert_eq!(names(&rooms), ["any", "other"]);
    }

    #[test]
    fn a_day_is_known_if_all_of_it_is() {
        let known = known(&mask(&[]), &[]);
        let day = |date: &str| known.knows(date.parse().unwrap());
        // The first day in Helsinki begins the evening before in UTC.
        assert!(!day("2026-12-01"));
        assert!(day("2026-12-02") && day("2026-12-03") && !day("2026-12-04"));
    }

    #[test]
    fn every_use_is_one_of_rooms_or_of_machines() {
        let rooms = Category::ALL.iter().filter(|one| one.kind() == Kind::Room);
        assert_eq!(rooms.count(), 9);
    }

    proptest! {
        #[test]
        fn a_pool_has_the_same_starts_as_on_the_server(
            open in prop::collection::vec((0_i64..280, 1_u32..80), 1..4),
            one in prop::collection::vec((0_i64..280, 1_u32..40), 0..5),
            two in prop::collection::vec((0_i64..280, 1_u32..40), 0..5),
            minutes in prop::sample::select(vec![None, Some(30_u32), Some(45), Some(120)]),
        ) {
            let (open, one, two) = (mask(&open), mask(&one), mask(&two));
            let known = known(&open, &[("one", &one), ("two", &two)]);
            let all = [room("any", &["one", "two"]), room("one", &[]), room("two", &[])];
            let wish = Wish { minutes, ..Wish::default() };
            let found = known.find(&all, &wish, now(), |at| at == 0, |_| None);
            let rules = &all[0].rules;
            let members = [&one, &two].map(|taken| Candidate { rules, open: &open, taken });
            let length = minutes.unwrap_or_else(|| usual_minutes(rules));
            let times = wish.times(open.window());
            let starts = pool_next_starts(&members, length, now(), &times, STARTS);
            let starts: Vec<_> = starts.into_iter().map(Quarter::instant).collect();
            prop_assert_eq!(&found[0].next_starts, &starts);
            for (when, start) in found[0].next_times().zip(starts) {
                prop_assert_eq!((when.from.instant(), when.minutes()), (start, length));
            }
        }
    }
}
