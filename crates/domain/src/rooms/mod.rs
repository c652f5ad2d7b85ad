//! Rooms and workshop machines: what they are, by which rules they are booked, and what a booking is.
//!
//! A room is made of one or more *leaves* ([`crate::busy`]): a hall that can be divided is two leaves, its halves one each,
//! so whole and half exclude each other without a rule that says so. Machines of a kind that stand side by side are a *pool*:
//! one books "a sewing machine" and gets one of them.

pub mod api;
pub mod calendar;
pub mod csv;
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

pub use refusal::Refusal;
pub use terms::{Codes, Induction, Policy};

use crate::busy::{Claim, MINUTES, Quarters};
use crate::id::{BookingId, InductionId, LeafId, LibraryId, PersonId, RoomId, SeriesId};
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

macro_rules! codes {
    ($(#[$doc:meta])* $name:ident { $($(#[$variant_doc:meta])* $variant:ident = $code:literal),+ $(,)? }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
        #[cfg_attr(feature = "wire", derive(jaettu_wire_derive::FromJson))]
        pub enum $name {
            $($(#[$variant_doc])* #[serde(rename = $code)] $variant),+
        }

        impl $name {
            /// All of them.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];
            /// The codes of all of them.
            pub const CODES: &'static [&'static str] = &[$($code),+];

            /// As it stands in the database, the API and CSV files.
            pub const fn code(self) -> &'static str {
                match self {
                    $(Self::$variant => $code),+
                }
            }

            /// The one with this code, exactly as it is written.
            pub fn from_code(code: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|one| one.code() == code)
            }
        }

        impl std::str::FromStr for $name {
            type Err = NoSuchCode;
            fn from_str(code: &str) -> Result<Self, NoSuchCode> {
                Self::from_code(code).ok_or(NoSuchCode(Self::CODES))
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(self.code())
            }
        }
    };
}

/// A word that is none of those that are known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NoSuchCode(&'static [&'static str]);

impl std::fmt::Display for NoSuchCode {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "one of {}", self.0.join(", "))
    }
}

codes! {
    /// Whether it is a room or a machine.
    Kind {
        /// Somewhere to be.
        Room = "room",
        /// Something to work with.
        Machine = "machine",
    }
}

codes! {
    /// What it is for.
    Category {
        /// Meetings.
        Meeting = "meeting",
        /// Working together.
        Group = "group",
        /// Working in quiet.
        Quiet = "quiet",
        /// Events and lectures.
        Hall = "hall",
        /// Playing and practising music.
        Music = "music",
        /// Recording sound or picture.
        Studio = "studio",
        /// Playing games.
        Games = "games",
        /// Cooking together.
        Kitchen = "kitchen",
        /// Making things by hand.
        Workshop = "workshop",
        /// Sewing machine.
        Sewing = "sewing",
        /// Overlocker.
        Overlock = "overlock",
        /// Embroidery machine.
        Embroidery = "embroidery",
        /// 3D printer.
        Printer3d = "3d_printer",
        /// Laser cutter.
        LaserCutter = "laser_cutter",
        /// Vinyl cutter.
        VinylCutter = "vinyl_cutter",
        /// Heat press.
        HeatPress = "heat_press",
        /// Printer for large sheets.
        LargePrinter = "large_printer",
        /// Computer for digitizing old tapes, slides and photos.
        Digitizing = "digitizing",
        /// Computer with heavy software for picture, sound or film.
        MediaComputer = "media_computer",
    }
}

codes! {
    /// What is there.
    Equipment {
        /// Screen or projector.
        Display = "display",
        /// Whiteboard.
        Whiteboard = "whiteboard",
        /// Camera and microphone for meetings at a distance.
        VideoMeeting = "video_meeting",
        /// Computer.
        Computer = "computer",
        /// Loudspeakers.
        Loudspeakers = "loudspeakers",
        /// Piano or keyboard.
        Piano = "piano",
        /// Drums.
        Drums = "drums",
        /// Guitars and amplifiers.
        Guitars = "guitars",
        /// Microphones and recording gear.
        Recording = "recording",
        /// Game console.
        GameConsole = "game_console",
        /// Virtual-reality glasses.
        Vr = "vr",
        /// Stove, oven and dishes.
        Stove = "stove",
        /// Sink with water.
        Sink = "sink",
        /// Tables that can be moved.
        MovableTables = "movable_tables",
        /// Sockets at the places.
        Sockets = "sockets",
        /// Iron and ironing board.
        Iron = "iron",
    }
}

codes! {
    /// What makes it usable for everybody.
    Access {
        /// No steps on the way from the street.
        StepFree = "step_free",
        /// An accessible toilet nearby.
        Toilet = "toilet",
        /// Induction loop for hearing aids.
        InductionLoop = "induction_loop",
        /// A table whose height can be changed.
        AdjustableTable = "adjustable_table",
        /// The door opens by itself or by a button.
        AutomaticDoor = "automatic_door",
    }
}

codes! {
    /// Over what time a quota counts.
    Period {
        /// Bookings that have not ended yet.
        Coming = "coming",
        /// Bookings that begin on the same day in Helsinki.
        Day = "day",
        /// The same week, Monday to Sunday.
        Week = "week",
        /// The same month.
        Month = "month",
    }
}

codes! {
    /// Within what a quota counts.
    Scope {
        /// In this room.
        Room = "room",
        /// In all rooms of the library.
        Library = "library",
        /// Everywhere.
        Account = "account",
    }
}

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

    /// What a booking of these quarters takes of each of its leaves.
    pub const fn claim(&self, used: Quarters) -> Claim {
        Claim {
            used,
            before: self.rules.before_minutes / MINUTES,
            after: self.rules.after_minutes / MINUTES,
        }
    }
}

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
    /// How often it has been changed: `ETag` of the booking and `SEQUENCE` of its calendar entry.
    pub version: u32,
}

impl Booking {
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
