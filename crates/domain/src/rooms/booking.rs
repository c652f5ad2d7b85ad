//! What a booking is, and how far it is.

use super::codes::{NoSuchCode, codes};
use super::refusal::Refused;
use super::{Room, rules};
use crate::busy::{Claim, MINUTES, Quarters};
use crate::id::{BookingId, PersonId, RoomId, SeriesId};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

codes! {
    /// How far a booking is.
    State {
        /// Kept for ten minutes while the form is filled in.
        Held = "held",
        /// Waits for staff.
        Pending = "pending",
        /// Booked.
        Confirmed = "confirmed",
        /// Given up by its person, or by staff.
        Cancelled = "cancelled",
        /// Refused by staff.
        Denied = "denied",
        /// The form was not sent in time.
        Expired = "expired",
        /// Nobody came, so it was given to others.
        NoShow = "no_show",
    }
}

impl State {
    /// Whether it takes its time away from others.
    pub const fn is_live(self) -> bool {
        matches!(self, Self::Held | Self::Pending | Self::Confirmed)
    }
}

codes! {
    /// Whose booking it is.
    Origin {
        /// Made by its person.
        Own = "own",
        /// Made by staff for somebody.
        Behalf = "behalf",
        /// Of the library itself: an event, a course.
        Library = "library",
        /// Nobody can use it: cleaning, repair.
        Block = "block",
    }
}

/// A booking.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Booking {
    /// Its identifier.
    pub id: BookingId,
    /// The room; of a pool the machine that was assigned.
    pub room: RoomId,
    /// The pool through which it was booked.
    pub pool: Option<RoomId>,
    /// The weekly series that it was booked with.
    pub series: Option<SeriesId>,
    /// Whose it is; nobody's if it is the library's, or its person has been forgotten.
    pub person: Option<PersonId>,
    /// How it came about.
    pub origin: Origin,
    /// How far it is.
    pub state: State,
    /// When.
    pub when: Quarters,
    /// Minutes kept clear before and after, as they were agreed.
    pub before_minutes: u32,
    /// See `before_minutes`.
    pub after_minutes: u32,
    /// How many people come.
    pub people: Option<u32>,
    /// What for.
    pub purpose: String,
    /// When it was made.
    pub made_at: DateTime<Utc>,
    /// Until when the time is kept for the form.
    pub held_until: Option<DateTime<Utc>>,
    /// When somebody has come.
    pub checked_in_at: Option<DateTime<Utc>>,
    /// When it was cancelled, denied or released.
    pub ended_at: Option<DateTime<Utc>>,
    /// Why staff refused it or took it back; `None` where they did neither.
    pub reason: Option<String>,
    /// How often it has been changed: `ETag` of the booking and `SEQUENCE` of its calendar entry.
    pub version: u32,
}

impl Booking {
    /// A booking of `got`, asked for as `wanted`: the same room, or the pool of which it is. It is nobody's yet, and as far as
    /// the room's rules let it be at once.
    pub fn new(id: BookingId, got: &Room, wanted: &Room, when: Quarters, made_at: DateTime<Utc>) -> Self {
        let mut booking = Self {
            id,
            room: got.id.clone(),
            pool: None,
            series: None,
            person: None,
            origin: Origin::Own,
            state: got.rules.first_state(),
            when,
            before_minutes: 0,
            after_minutes: 0,
            people: None,
            purpose: String::new(),
            made_at,
            held_until: None,
            checked_in_at: None,
            ended_at: None,
            reason: None,
            version: 0,
        };
        booking.put(got, wanted, when);
        booking
    }

    /// Puts it into another room, or at another time: what is kept clear is as the room says by now.
    pub fn put(&mut self, got: &Room, wanted: &Room, when: Quarters) {
        self.room = got.id.clone();
        self.pool = wanted.is_pool().then(|| wanted.id.clone());
        self.when = when;
        self.before_minutes = got.rules.before_minutes;
        self.after_minutes = got.rules.after_minutes;
    }

    /// Keeps its time for the form only, until then.
    pub const fn hold(&mut self, until: DateTime<Utc>) {
        self.state = State::Held;
        self.held_until = Some(until);
    }

    /// Ends it: it takes no time from others any more.
    pub const fn end(&mut self, state: State, now: DateTime<Utc>) {
        self.state = state;
        self.ended_at = Some(now);
    }

    /// Takes back that it was given up: it is in the room that it got now, and as if it were booked now.
    pub fn reinstate(&mut self, got: &Room, wanted: &Room, now: DateTime<Utc>) {
        self.put(got, wanted, self.when);
        self.state = got.rules.first_state();
        self.made_at = now;
        self.checked_in_at = None;
        self.ended_at = None;
    }

    /// What stands against taking back that it was given up; see [`rules::judge_reinstate`].
    pub fn judge_reinstate(&self, now: DateTime<Utc>) -> Vec<Refused> {
        rules::judge_reinstate(self.when, self.state, self.reason.is_some(), now)
    }

    /// Whether it was given up, or its time is over.
    pub fn has_ended(&self, now: DateTime<Utc>) -> bool {
        rules::has_ended(self.when, self.state_at(now), now)
    }

    /// What it takes of each of its leaves.
    pub const fn claim(&self) -> Claim {
        Claim {
            used: self.when,
            before: self.before_minutes / MINUTES,
            after: self.after_minutes / MINUTES,
        }
    }

    /// How far it is at `now`: what was kept for the form counts no longer once the time is over, whether or not anybody has
    /// cleared it away.
    pub fn state_at(&self, now: DateTime<Utc>) -> State {
        match self.state {
            State::Held if self.held_until.is_none_or(|until| until <= now) => State::Expired,
            state => state,
        }
    }
}
