//! Why something is not allowed, one reason each.

use crate::circulation::HoldState;
use crate::id::LibraryId;
use crate::problem::FieldError;
use serde::{Deserialize, Serialize};
use std::fmt;

/// A reason that stands against a command, with what its sentence needs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "code", rename_all = "snake_case")]
pub enum Refusal {
    /// The person has a hold on the thing already.
    AlreadyHeld,
    /// The person has the thing at home already.
    AlreadyBorrowed,
    /// The person has as many holds as anybody may have.
    TooManyHolds {
        /// How many.
        limit: u32,
    },
    /// The person has as many loans as anybody may have.
    TooManyLoans {
        /// How many.
        limit: u32,
    },
    /// No copy is lent any more.
    NoCopies,
    /// The thing is fetched from its own libraries only.
    PickupNotPossible {
        /// Which those are.
        libraries: Vec<LibraryId>,
    },
    /// The last day on which it is wanted is over.
    DatePassed,
    /// It was given up too long ago, or was ready then, so that somebody else has got it.
    TooLate,
    /// The day until which the hold would be frozen has come already.
    PauseTooShort,
    /// The person is younger than the thing asks for.
    TooYoung {
        /// The least age.
        age: u32,
    },
    /// The thing has a least age, and the person's is not known.
    AgeUnknown {
        /// The least age.
        age: u32,
    },
    /// Staff have blocked the person.
    Blocked,
    /// The card has been disabled.
    CardDisabled,
    /// A loan of the person is very late.
    LongOverdue {
        /// By how many days.
        days: u32,
    },
    /// The copy is kept for somebody else.
    ReservedForOther,
    /// The copy is lent.
    OnLoan,
    /// The copy is being repaired.
    InRepair,
    /// The copy is not being repaired.
    NotInRepair,
    /// The copy is missing.
    Missing,
    /// The copy is out of use for good.
    Withdrawn,
    /// No copy with this barcode belongs to the thing.
    UnknownCopy,
    /// There is no such hold on the thing.
    UnknownHold,
    /// Others wait for the thing.
    OthersWaiting {
        /// How many.
        count: u32,
    },
    /// The loan has been renewed as often as it can be.
    RenewalsUsed {
        /// How often that is.
        limit: u32,
    },
    /// The loan is late by more than the days of grace.
    Overdue {
        /// By how many days.
        days: u32,
    },
    /// The loan has been asked back.
    AskedBack,
    /// A fault of the copy has been reported.
    FaultReported,
    /// The copy is on its way or ready: the hold cannot be frozen now.
    CannotFreeze {
        /// How far the hold is.
        state: HoldState,
    },
    /// The copy is on its way or ready: the pickup library cannot be changed now.
    CannotMove {
        /// How far the hold is.
        state: HoldState,
    },
    /// There is no such loan of the thing.
    NotLent,
    /// The hold or loan has ended already.
    AlreadyEnded,
}

impl Refusal {
    /// Every code there is; each has a sentence in `locales/*/problem.json`.
    pub const CODES: &'static [&'static str] = &[
        "already_held",
        "already_borrowed",
        "too_many_holds",
        "too_many_loans",
        "no_copies",
        "pickup_not_possible",
        "date_passed",
        "too_late",
        "pause_too_short",
        "too_young",
        "age_unknown",
        "blocked",
        "card_disabled",
        "long_overdue",
        "reserved_for_other",
        "on_loan",
        "in_repair",
        "not_in_repair",
        "missing",
        "withdrawn",
        "unknown_copy",
        "unknown_hold",
        "others_waiting",
        "renewals_used",
        "overdue",
        "asked_back",
        "fault_reported",
        "cannot_freeze",
        "cannot_move",
        "not_lent",
        "already_ended",
    ];

    /// Stable name, `snake_case`.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::AlreadyHeld => "already_held",
            Self::AlreadyBorrowed => "already_borrowed",
            Self::TooManyHolds { .. } => "too_many_holds",
            Self::TooManyLoans { .. } => "too_many_loans",
            Self::NoCopies => "no_copies",
            Self::PickupNotPossible { .. } => "pickup_not_possible",
            Self::DatePassed => "date_passed",
            Self::TooLate => "too_late",
            Self::PauseTooShort => "pause_too_short",
            Self::TooYoung { .. } => "too_young",
            Self::AgeUnknown { .. } => "age_unknown",
            Self::Blocked => "blocked",
            Self::CardDisabled => "card_disabled",
            Self::LongOverdue { .. } => "long_overdue",
            Self::ReservedForOther => "reserved_for_other",
            Self::OnLoan => "on_loan",
            Self::InRepair => "in_repair",
            Self::NotInRepair => "not_in_repair",
            Self::Missing => "missing",
            Self::Withdrawn => "withdrawn",
            Self::UnknownCopy => "unknown_copy",
            Self::UnknownHold => "unknown_hold",
            Self::OthersWaiting { .. } => "others_waiting",
            Self::RenewalsUsed { .. } => "renewals_used",
            Self::Overdue { .. } => "overdue",
            Self::AskedBack => "asked_back",
            Self::FaultReported => "fault_reported",
            Self::CannotFreeze { .. } => "cannot_freeze",
            Self::CannotMove { .. } => "cannot_move",
            Self::NotLent => "not_lent",
            Self::AlreadyEnded => "already_ended",
        }
    }

    /// The field of the request that it concerns.
    pub const fn field(&self) -> &'static str {
        match self {
            Self::AlreadyHeld | Self::AlreadyBorrowed | Self::NoCopies => "item",
            Self::PickupNotPossible { .. } | Self::CannotMove { .. } => "pickup_library",
            Self::DatePassed => "not_after",
            Self::PauseTooShort => "frozen_until",
            Self::CannotFreeze { .. } => "frozen",
            Self::TooManyHolds { .. }
            | Self::TooManyLoans { .. }
            | Self::TooYoung { .. }
            | Self::AgeUnknown { .. }
            | Self::Blocked
            | Self::CardDisabled
            | Self::LongOverdue { .. } => "person",
            Self::ReservedForOther
            | Self::OnLoan
            | Self::InRepair
            | Self::NotInRepair
            | Self::Missing
            | Self::Withdrawn
            | Self::UnknownCopy
            | Self::FaultReported => "barcode",
            Self::UnknownHold | Self::TooLate => "hold",
            Self::OthersWaiting { .. }
            | Self::RenewalsUsed { .. }
            | Self::Overdue { .. }
            | Self::AskedBack
            | Self::NotLent
            | Self::AlreadyEnded => "id",
        }
    }
}

impl fmt::Display for Refusal {
    /// English, for whoever reads the API.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::AlreadyHeld => f.write_str("the person has a hold on it already"),
            Self::AlreadyBorrowed => f.write_str("the person has it on loan already"),
            Self::TooManyHolds { limit } => write!(f, "nobody may have more than {limit} holds"),
            Self::TooManyLoans { limit } => write!(f, "nobody may have more than {limit} loans"),
            Self::NoCopies => f.write_str("no copy of it is lent any more"),
            Self::PickupNotPossible { libraries } => {
                let libraries: Vec<&str> = libraries.iter().map(LibraryId::as_str).collect();
                write!(f, "it is fetched from {} only", libraries.join(", "))
            }
            Self::DatePassed => f.write_str("the day is over"),
            Self::TooLate => f.write_str("it was given up too long ago, or somebody else has got it"),
            Self::PauseTooShort => f.write_str("a hold is frozen until tomorrow at the earliest"),
            Self::TooYoung { age } => write!(f, "it is lent from the age of {age}"),
            Self::AgeUnknown { age } => {
                write!(f, "it is lent from the age of {age}; the person's is not known")
            }
            Self::Blocked => f.write_str("the person is blocked"),
            Self::CardDisabled => f.write_str("the card has been disabled"),
            Self::LongOverdue { days } => write!(f, "the person has a loan that is {days} days late"),
            Self::ReservedForOther => f.write_str("the copy is kept for somebody else"),
            Self::OnLoan => f.write_str("the copy is on loan"),
            Self::InRepair => f.write_str("the copy is being repaired"),
            Self::NotInRepair => f.write_str("the copy is not being repaired"),
            Self::Missing => f.write_str("the copy is missing; scan it in first"),
            Self::Withdrawn => f.write_str("the copy is out of use for good"),
            Self::UnknownCopy => f.write_str("the thing has no such copy"),
            Self::UnknownHold => f.write_str("the thing has no such hold"),
            Self::OthersWaiting { count } => write!(f, "others wait for it: {count}"),
            Self::RenewalsUsed { limit } => write!(f, "it can be renewed {limit} times"),
            Self::Overdue { days } => write!(f, "it is {days} days late"),
            Self::AskedBack => f.write_str("it has been asked back"),
            Self::FaultReported => f.write_str("a fault of the copy has been reported"),
            Self::CannotFreeze { state } => write!(f, "a hold cannot be frozen when it is {}", state.code()),
            Self::CannotMove { state } => write!(f, "a hold cannot be moved when it is {}", state.code()),
            Self::NotLent => f.write_str("the thing has no such loan"),
            Self::AlreadyEnded => f.write_str("it has ended already"),
        }
    }
}

impl From<&Refusal> for FieldError {
    fn from(refusal: &Refusal) -> Self {
        Self::new(refusal.field(), refusal.code(), refusal.to_string())
    }
}
