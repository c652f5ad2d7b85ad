//! Rooms and workshop machines: what they are, by which rules they are booked, and what a booking is.
//!
//! A room is made of one or more *leaves* ([`crate::busy`]): a hall that can be divided is two leaves, its halves one each,
//! so whole and half exclude each other without a rule that says so. Machines of a kind that stand side by side are a *pool*:
//! one books "a sewing machine" and gets one of them.

pub mod api;
mod booking;
pub mod calendar;
mod codes;
pub mod csv;
pub mod demand;
pub mod desk;
pub mod find;
pub mod hours;
pub mod known;
pub mod refusal;
pub mod rules;
mod terms;
#[cfg(test)]
mod tests;
pub mod utilisation;
pub mod waits;

pub use booking::{Booking, Origin, State};
pub use codes::{Access, Category, Equipment, Kind, NoSuchCode, Period, Scope};
pub use refusal::Refusal;
pub use terms::{Codes, Induction, Policy};

use crate::busy::{Claim, MINUTES, Quarters};
use crate::id::{InductionId, LeafId, LibraryId, RoomId};
use crate::text::Text;
use crate::time::LocalTime;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// How long a time is kept for somebody who fills in the form, in minutes.
pub const HOLD_MINUTES: i64 = 10;
/// The most weeks that a resident books at once.
pub const MOST_WEEKS: u32 = 12;
/// The longest day that staff or a rule may speak of: how far ahead anything can be booked at all, in days.
pub const FARTHEST_DAYS: u32 = 400;
/// The longest purpose of a booking, in characters.
pub const LONGEST_PURPOSE: usize = 200;

/// How much one person may book.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "wire", derive(jaettu_wire_derive::FromJson))]
pub struct Quota {
    /// Within what.
    pub scope: Scope,
    /// Over what time.
    pub per: Period,
    /// So many bookings at most.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub bookings: Option<u32>,
    /// So many minutes at most.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub minutes: Option<u32>,
}

/// Who does not come gives the room back.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "wire", derive(jaettu_wire_derive::FromJson))]
pub struct CheckIn {
    /// Minutes before the start from which one can check in.
    pub before_minutes: u32,
    /// Minutes after the start after which the room is given to others.
    pub after_minutes: u32,
}

/// By which rules a room is booked. Minutes are whole quarter-hours, except where it says otherwise.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "wire", derive(jaettu_wire_derive::FromJson))]
pub struct RoomRules {
    /// Not shown and not booked before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub published_from: Option<DateTime<Utc>>,
    /// Not shown and not booked from then on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub published_until: Option<DateTime<Utc>>,
    /// Whether it is also used while the library is open without staff.
    #[serde(default)]
    pub self_service: bool,
    /// Bookings begin every so many minutes, counted from when the library opens (15 to 240).
    pub grid_minutes: u32,
    /// The shortest booking.
    pub min_minutes: u32,
    /// The longest booking.
    pub max_minutes: u32,
    /// At least so many minutes before the start, any number; 0: also the quarter-hour that has begun.
    #[serde(default)]
    pub notice_minutes: u32,
    /// So many days ahead, today being 0, in Helsinki.
    pub ahead_days: u32,
    /// The time of day at which one more day can be booked.
    #[serde(default = "midnight", skip_serializing_if = "is_midnight")]
    pub opens_at: LocalTime,
    /// Minutes kept clear before each booking.
    #[serde(default)]
    pub before_minutes: u32,
    /// Minutes kept clear after each booking.
    #[serde(default)]
    pub after_minutes: u32,
    /// Whether staff look at each booking first.
    #[serde(default)]
    pub approval: bool,
    /// How much one person may book.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub quotas: Vec<Quota>,
    /// Whether somebody may have it and another room at the same time.
    #[serde(default)]
    pub beside_others: bool,
    /// Cancelled or moved at the latest so many minutes before the start, any number.
    #[serde(default)]
    pub cancel_minutes: u32,
    /// The least age, in years.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub min_age: Option<u32>,
    /// What has to be learned first.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub induction: Option<InductionId>,
    /// The code of the door is shown so many minutes before the start, any number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub door_code_minutes: Option<u32>,
    /// Whether one checks in, and when.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub check_in: Option<CheckIn>,
}

impl RoomRules {
    /// How far a booking is that its person has made for good.
    pub const fn first_state(&self) -> State {
        if self.approval {
            State::Pending
        } else {
            State::Confirmed
        }
    }
}

const fn midnight() -> LocalTime {
    LocalTime::MIDNIGHT
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde calls it so")]
fn is_midnight(time: &LocalTime) -> bool {
    *time == LocalTime::MIDNIGHT
}

/// A picture of a room.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "wire", derive(jaettu_wire_derive::FromJson))]
pub struct Photo {
    /// Address on this server.
    pub url: String,
    /// What can be seen, for who does not see it.
    #[serde(default)]
    pub alt: Text,
}

/// A room, a machine, or a pool of machines.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Room {
    /// `kallio-ryhmatyotila-1`.
    pub id: RoomId,
    /// Where it is.
    pub library: LibraryId,
    /// Room or machine.
    pub kind: Kind,
    /// What it is for.
    pub category: Category,
    /// Name.
    pub name: Text,
    /// What it is good for and what to mind.
    #[serde(default)]
    pub about: Text,
    /// Where in the library: "2nd floor, behind the music department".
    #[serde(default)]
    pub place: Text,
    /// What it looks like.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub photo: Option<Photo>,
    /// The fewest people; 1 unless it is kept for groups.
    #[serde(default = "one")]
    pub min_people: u32,
    /// The most people.
    pub max_people: u32,
    /// What is there.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub equipment: Vec<Equipment>,
    /// What makes it usable for everybody.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub access: Vec<Access>,
    /// What it is made of; none if it is a pool.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub leaves: Vec<LeafId>,
    /// The machines of a pool, by which it is made; none if it is no pool.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub members: Vec<RoomId>,
    /// By which rules it is booked.
    pub rules: RoomRules,
}

const fn one() -> u32 {
    1
}

impl Room {
    /// Whether one books any of several.
    pub const fn is_pool(&self) -> bool {
        !self.members.is_empty()
    }

    /// The fewest and the most people.
    pub const fn people(&self) -> (u32, u32) {
        (self.min_people, self.max_people)
    }

    /// What a booking of these quarters takes of each of its leaves.
    pub const fn claim(&self, used: Quarters) -> Claim {
        Claim {
            used,
            before: self.rules.before_minutes / MINUTES,
            after: self.rules.after_minutes / MINUTES,
        }
    }
}
