//! What staff book, and what it takes: for somebody, for the library itself, or so that nobody can.

use crate::ids;
use crate::problem::Failure;
use crate::rooms::offer::Ground;
use jaettu_domain::busy::{Claim, MINUTES, Quarters};
use jaettu_domain::id::PersonId;
use jaettu_domain::rooms::{Booking, Origin, Room, State};

/// What staff take of each leaf of a room: for cleaning and repair no time is kept clear around it.
pub fn claim(room: &Room, when: Quarters, block: bool) -> Claim {
    if block {
        return Claim {
            used: when,
            before: 0,
            after: 0,
        };
    }
    room.claim(when)
}

/// What staff say of whatever they book.
pub struct Terms<'a> {
    /// For whom.
    pub holder: Option<&'a PersonId>,
    /// Whether nobody can use it.
    pub block: bool,
    /// How many people come.
    pub people: Option<u32>,
    /// What for.
    pub purpose: &'a str,
}

impl Terms<'_> {
    /// A booking of a room by these terms: nobody else has to approve of it.
    pub fn booking(&self, ground: &Ground, room: &Room, when: Quarters) -> Result<Booking, Failure> {
        let claim = claim(room, when, self.block);
        Ok(Booking {
            person: self.holder.cloned(),
            origin: match (self.holder, self.block) {
                (_, true) => Origin::Block,
                (Some(_), _) => Origin::Behalf,
                (None, _) => Origin::Library,
            },
            state: State::Confirmed,
            before_minutes: claim.before * MINUTES,
            after_minutes: claim.after * MINUTES,
            people: self.people,
            purpose: self.purpose.to_owned(),
            // Who stands at the desk when it has begun has come.
            checked_in_at: (when.from.instant() <= ground.now).then_some(ground.now),
            ..Booking::new(ids::new(ground.now)?, room, room, when, ground.now)
        })
    }
}
