//! The same question answered without bits: each room has a list of when its library is open for it and a list of its
//! bookings, both in order and in memory, as most systems have them once they have read them from the database.
//!
//! Both ways are given everything for nothing that the server's way is measured with: lists that are read, sorted and cut to the
//! days that are looked at, opening hours that are worked out. Both stop at the first time that they find.

use crate::world::{AHEAD, World};
use chrono::{DateTime, Utc};
use jaettu_domain::busy::{Claim, Days, MINUTES, Quarter, Quarters};
use jaettu_domain::rooms::{Room, RoomRules};
use jaettu_domain::time;
use jaettu_server::rooms::offer::Ground;

/// What is known of a room, as lists.
pub struct Listed {
    rules: RoomRules,
    open: Vec<Quarters>,
    booked: Vec<Claim>,
}

/// Of each room, in the order of the rooms.
pub fn lists(ground: &Ground, world: &World) -> Vec<Listed> {
    let window = Days::of_local(time::today(ground.now), AHEAD);
    let one = |room: &Room| {
        let mut booked = world.claims(room).to_vec();
        booked.sort_by_key(|claim| claim.used.from);
        Listed {
            rules: room.rules.clone(),
            open: ground
                .libraries
                .hours(&room.library, window)
                .used(room.rules.self_service)
                .runs(),
            booked,
        }
    };
    ground.content.rooms().iter().map(one).collect()
}

impl Listed {
    /// What somebody writes first: each start that the rules know of, held against each booking.
    pub fn start_by_start(&self, minutes: u32, now: DateTime<Utc>) -> Option<Quarter> {
        let free = |claim: &Claim| self.booked.iter().all(|other| claim.agrees_with(*other));
        let starts = self.open.iter().flat_map(|open| self.grid(*open, minutes, now));
        starts
            .map(|when| self.claim(when))
            .find(free)
            .map(|claim| claim.used.from)
    }

    /// With more care: the bookings are in order, so each start is held against those alone that are not over before it; a
    /// second finger goes along the list and never back.
    pub fn gap_by_gap(&self, minutes: u32, now: DateTime<Utc>) -> Option<Quarter> {
        let mut rest = self.booked.as_slice();
        for open in &self.open {
            for when in self.grid(*open, minutes, now) {
                let claim = self.claim(when);
                while let Some((first, later)) = rest.split_first() {
                    let clear = first.after.max(claim.before);
                    if first.used.until.plus(i64::from(clear)) > when.from {
                        break;
                    }
                    rest = later;
                }
                // The next one begins first of all that are left.
                if rest.first().is_none_or(|next| claim.agrees_with(*next)) {
                    return Some(when.from);
                }
            }
        }
        None
    }

    /// The starts of one opening, not before now, that end in it.
    fn grid(
        &self,
        open: Quarters,
        minutes: u32,
        now: DateTime<Utc>,
    ) -> impl Iterator<Item = Quarters> + use<> {
        let length = minutes / MINUTES;
        let fits = (self.rules.min_minutes..=self.rules.max_minutes).contains(&minutes);
        let step = usize::try_from(self.rules.grid_minutes / MINUTES).unwrap_or(1);
        let starts = (open.from.0..=open.until.0 - i64::from(length)).step_by(step);
        let now = Quarter::of(now);
        starts
            .map(Quarter)
            .filter(move |start| fits && *start >= now)
            .map(move |start| Quarters::new(start, length))
    }

    const fn claim(&self, when: Quarters) -> Claim {
        Claim {
            used: when,
            before: self.rules.before_minutes / MINUTES,
            after: self.rules.after_minutes / MINUTES,
        }
    }
}
