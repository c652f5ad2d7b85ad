//! Why a booking is not allowed, one reason each, with what its sentence needs and the nearest time at which it would be.

use super::{Period, Scope};
use crate::busy::Quarters;
use crate::id::{InductionId, LibraryId, RoomId};
use crate::problem::{Alternative, FieldError};
use crate::time::LocalTime;
use chrono::{DateTime, NaiveDate, Utc};
use std::fmt;

/// A reason that stands against a booking.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// It does not begin and end on quarter-hours, or ends before it begins.
    NotQuarters,
    /// The room is not booked at that time: not yet, or no more.
    NotPublished,
    /// Its beginning is over.
    Past,
    /// It begins too soon.
    TooSoon {
        /// How many minutes before the start it has to be booked.
        notice_minutes: u32,
    },
    /// It is too far ahead.
    TooFar {
        /// So many days ahead are open.
        ahead_days: u32,
        /// When that day can be booked.
        opens: DateTime<Utc>,
    },
    /// The library is closed for part of the time, or open without staff where staff are needed.
    Closed,
    /// The hours of that day are not known yet.
    HoursUnknown,
    /// It does not begin when bookings of this room begin.
    OffGrid {
        /// They begin every so many minutes from when the library opens.
        grid_minutes: u32,
    },
    /// It is too short.
    TooShort {
        /// The least, in minutes.
        minutes: u32,
    },
    /// It is too long.
    TooLong {
        /// The most, in minutes.
        minutes: u32,
    },
    /// Somebody else has part of the time, or keeps it clear.
    Taken,
    /// Too many people.
    TooManyPeople {
        /// The most.
        people: u32,
    },
    /// Too few people.
    TooFewPeople {
        /// The fewest.
        people: u32,
    },
    /// The person has as many bookings as they may.
    QuotaBookings {
        /// Within what.
        scope: Scope,
        /// Over what time.
        per: Period,
        /// The most.
        most: u32,
    },
    /// The person would have more time than they may.
    QuotaMinutes {
        /// Within what.
        scope: Scope,
        /// Over what time.
        per: Period,
        /// The most, in minutes.
        most: u32,
        /// How many of them are left.
        left: u32,
    },
    /// The person has another room at the same time.
    SameTime {
        /// Which.
        room: RoomId,
    },
    /// The person is younger than the room asks for.
    TooYoung {
        /// The least age.
        age: u32,
    },
    /// The room has a least age, and the person's is not known.
    AgeUnknown {
        /// The least age.
        age: u32,
    },
    /// The person has not learned yet how to use the machine.
    InductionMissing {
        /// What has to be learned.
        induction: InductionId,
        /// Where.
        library: LibraryId,
    },
    /// What the person has learned is too long ago at that time.
    InductionExpired {
        /// What has to be learned again.
        induction: InductionId,
        /// The last day on which it counted.
        until: NaiveDate,
    },
    /// Staff have blocked the person.
    Blocked,
    /// The card has been disabled.
    CardDisabled,
    /// It cannot be cancelled or moved any more.
    TooLateToChange {
        /// How many minutes before the start it could be, at the latest.
        cancel_minutes: u32,
    },
    /// The booking is over, cancelled or was never confirmed.
    AlreadyEnded,
    /// One more day is opened at this time of day only; part of [`Refusal::TooFar`] in words.
    NotYetOpen {
        /// When that day can be booked.
        opens: DateTime<Utc>,
        /// The time of day.
        at: LocalTime,
    },
    /// It is not confirmed, or nobody has to check in.
    NotNow,
    /// It is too early to check in.
    TooEarlyToCheckIn,
    /// It is too late to check in.
    TooLateToCheckIn,
    /// The code that was given is not the one at the door.
    WrongCode,
    /// Nobody has to wait for it: it can be booked.
    NotTaken,
    /// The person waits for it already.
    WaitsAlready,
    /// The person waits for as many times as anybody may.
    TooManyWaits {
        /// The most.
        most: u32,
    },
}

impl Refusal {
    /// Every code there is; each has a sentence in `locales/*/problem.json`.
    pub const CODES: &'static [&'static str] = &[
        "not_quarters",
        "not_published",
        "past",
        "too_soon",
        "too_far",
        "closed",
        "hours_unknown",
        "off_grid",
        "too_short",
        "too_long",
        "slot_taken",
        "too_many_people",
        "too_few_people",
        "quota_bookings",
        "quota_minutes",
        "same_time",
        "too_young_to_book",
        "age_unknown",
        "induction_missing",
        "induction_expired",
        "blocked_to_book",
        "card_disabled",
        "too_late_to_change",
        "booking_ended",
        "not_yet_open",
        "not_now",
        "too_early_to_check_in",
        "too_late_to_check_in",
        "wrong_code",
        "not_taken",
        "waits_already",
        "too_many_waits",
    ];

    /// Stable name, `snake_case`.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::NotQuarters => "not_quarters",
            Self::NotPublished => "not_published",
            Self::Past => "past",
            Self::TooSoon { .. } => "too_soon",
            Self::TooFar { .. } => "too_far",
            Self::Closed => "closed",
            Self::HoursUnknown => "hours_unknown",
            Self::OffGrid { .. } => "off_grid",
            Self::TooShort { .. } => "too_short",
            Self::TooLong { .. } => "too_long",
            Self::Taken => "slot_taken",
            Self::TooManyPeople { .. } => "too_many_people",
            Self::TooFewPeople { .. } => "too_few_people",
            Self::QuotaBookings { .. } => "quota_bookings",
            Self::QuotaMinutes { .. } => "quota_minutes",
            Self::SameTime { .. } => "same_time",
            Self::TooYoung { .. } => "too_young_to_book",
            Self::AgeUnknown { .. } => "age_unknown",
            Self::InductionMissing { .. } => "induction_missing",
            Self::InductionExpired { .. } => "induction_expired",
            Self::Blocked => "blocked_to_book",
            Self::CardDisabled => "card_disabled",
            Self::TooLateToChange { .. } => "too_late_to_change",
            Self::AlreadyEnded => "booking_ended",
            Self::NotYetOpen { .. } => "not_yet_open",
            Self::NotNow => "not_now",
            Self::TooEarlyToCheckIn => "too_early_to_check_in",
            Self::TooLateToCheckIn => "too_late_to_check_in",
            Self::WrongCode => "wrong_code",
            Self::NotTaken => "not_taken",
            Self::WaitsAlready => "waits_already",
            Self::TooManyWaits { .. } => "too_many_waits",
        }
    }

    /// The field of the request that it concerns.
    pub const fn field(&self) -> &'static str {
        match self {
            Self::NotQuarters
            | Self::Past
            | Self::TooSoon { .. }
            | Self::TooFar { .. }
            | Self::NotYetOpen { .. }
            | Self::Closed
            | Self::HoursUnknown
            | Self::OffGrid { .. }
            | Self::Taken
            | Self::SameTime { .. }
            | Self::NotNow
            | Self::TooEarlyToCheckIn
            | Self::TooLateToCheckIn
            | Self::NotTaken
            | Self::WaitsAlready => "start",
            Self::TooShort { .. } | Self::TooLong { .. } => "end",
            Self::TooManyPeople { .. } | Self::TooFewPeople { .. } => "people",
            Self::NotPublished => "room",
            Self::QuotaBookings { .. }
            | Self::QuotaMinutes { .. }
            | Self::TooYoung { .. }
            | Self::AgeUnknown { .. }
            | Self::InductionMissing { .. }
            | Self::InductionExpired { .. }
            | Self::Blocked
            | Self::CardDisabled
            | Self::TooManyWaits { .. } => "person",
            Self::TooLateToChange { .. } | Self::AlreadyEnded => "id",
            Self::WrongCode => "code",
        }
    }
}

impl Refusal {
    /// As it travels.
    pub fn error(&self) -> FieldError {
        FieldError::new(self.field(), self.code(), self.to_string())
    }
}

impl fmt::Display for Refusal {
    /// English, for whoever reads the API.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotQuarters => f.write_str("a booking is whole quarter-hours and ends after it begins"),
            Self::NotPublished => f.write_str("the room is not booked at that time"),
            Self::Past => f.write_str("its beginning is over"),
            Self::TooSoon { notice_minutes } => {
                write!(f, "it has to be booked {notice_minutes} minutes before it begins")
            }
            Self::TooFar { ahead_days, opens } => {
                write!(f, "{ahead_days} days ahead are open; that day from {opens} on")
            }
            Self::NotYetOpen { opens, at } => write!(f, "that day opens at {opens}, {at} in Helsinki"),
            Self::Closed => f.write_str("the library is closed for part of the time"),
            Self::HoursUnknown => f.write_str("the hours of that day are not known yet"),
            Self::OffGrid { grid_minutes } => {
                write!(
                    f,
                    "bookings begin every {grid_minutes} minutes from when the library opens"
                )
            }
            Self::TooShort { minutes } => write!(f, "at least {minutes} minutes"),
            Self::TooLong { minutes } => write!(f, "at most {minutes} minutes"),
            Self::Taken => f.write_str("somebody else has part of the time"),
            Self::TooManyPeople { people } => write!(f, "at most {people} people"),
            Self::TooFewPeople { people } => write!(f, "at least {people} people"),
            Self::QuotaBookings { scope, per, most } => {
                write!(f, "at most {most} bookings: within {scope}, per {per}")
            }
            Self::QuotaMinutes {
                scope,
                per,
                most,
                left,
            } => {
                write!(
                    f,
                    "at most {most} minutes: within {scope}, per {per}; {left} are left"
                )
            }
            Self::SameTime { room } => write!(f, "the person has {room} at the same time"),
            Self::TooYoung { age } => write!(f, "from the age of {age}"),
            Self::AgeUnknown { age } => write!(f, "from the age of {age}; the person's is not known"),
            Self::InductionMissing { induction, library } => {
                write!(f, "the induction {induction} is needed, given at {library}")
            }
            Self::InductionExpired { induction, until } => {
                write!(f, "the induction {induction} counts until {until}")
            }
            Self::Blocked => f.write_str("the person is blocked"),
            Self::CardDisabled => f.write_str("the card has been disabled"),
            Self::TooLateToChange { cancel_minutes } => {
                write!(
                    f,
                    "it can be changed until {cancel_minutes} minutes before it begins"
                )
            }
            Self::AlreadyEnded => f.write_str("the booking has ended"),
            Self::NotNow => f.write_str("one cannot check in to this booking"),
            Self::TooEarlyToCheckIn => f.write_str("it is too early to check in"),
            Self::TooLateToCheckIn => f.write_str("it is too late to check in"),
            Self::WrongCode => f.write_str("it is not the code at the door"),
            Self::NotTaken => f.write_str("the time is free: it can be booked"),
            Self::WaitsAlready => f.write_str("the person waits for it already"),
            Self::TooManyWaits { most } => write!(f, "nobody waits for more than {most} times"),
        }
    }
}

/// A refusal, and the nearest time at which this reason would not stand against it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refused {
    /// The reason.
    pub refusal: Refusal,
    /// When it would not; `None` where another time does not help, or there is none.
    pub instead: Option<Quarters>,
}

impl Refused {
    /// As it travels; the nearest time is one of `room`.
    pub fn error(&self, room: &RoomId) -> FieldError {
        let nearest = self.instead.map(|when| Alternative::new(room, when));
        FieldError {
            nearest,
            ..self.refusal.error()
        }
    }
}

impl From<Refusal> for Refused {
    fn from(refusal: Refusal) -> Self {
        Self {
            refusal,
            instead: None,
        }
    }
}
