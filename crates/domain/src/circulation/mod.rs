//! Lending: who has which copy, who waits for one, and what may happen next.
//!
//! A [`Stock`] is everything about one thing that a decision needs: its terms, its copies, its queue and its open
//! loans. A command changes it and tells in [`Event`]s what happened, or changes nothing and tells in [`Refusal`]s
//! everything that stands against it. So whoever stores it locks one thing, reads its stock, runs one command, and
//! writes what differs ([`Stock::changes`]), all in one transaction.
//!
//! The queue belongs to the thing, not to a copy: the first whom a free copy can serve gets it, in the same command
//! that freed it. A copy that is free while somebody could have it does not exist ([`Stock::check`]).
//!
//! The rules were found in how other systems lend (Helmet, Koha, Circulate, FOLIO); where one is taken from, its
//! text says so.

pub mod api;
pub mod calendar;
mod change;
mod check;
mod desk;
mod event;
mod find;
mod lend;
mod queue;
mod refusal;
pub mod remind;
mod repair;
pub mod rules;
mod serve;
pub mod statistics;
mod wait;

pub use change::Changes;
pub use event::{Event, Route};
pub use queue::RESTORABLE;
pub use refusal::Refusal;
pub use rules::Borrower;

use crate::catalogue::{Condition, LoanRules, Spot};
use crate::id::{Barcode, HoldId, ItemId, LibraryId, LoanId, PersonId};
use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

/// Until when a hold is frozen that is frozen until somebody thaws it.
pub const UNTIL_THAWED: NaiveDate = match NaiveDate::from_ymd_opt(9999, 12, 31) {
    Some(day) => day,
    None => NaiveDate::MAX,
};

/// How far a hold has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "wire", derive(jaettu_wire_derive::FromJson))]
#[serde(rename_all = "snake_case")]
pub enum HoldState {
    /// No copy is free yet.
    Waiting,
    /// A copy stands on a shelf for it; staff are to fetch it.
    ToFetch,
    /// A copy is on its way to the pickup library.
    InTransit,
    /// A copy waits on the hold shelf of the pickup library.
    Ready,
    /// The person has borrowed a copy.
    Loaned,
    /// The person, or staff, gave it up.
    Cancelled,
    /// Not fetched in time, or not served in time.
    Expired,
}

impl HoldState {
    /// All of them.
    pub const ALL: [Self; 7] = [
        Self::Waiting,
        Self::ToFetch,
        Self::InTransit,
        Self::Ready,
        Self::Loaned,
        Self::Cancelled,
        Self::Expired,
    ];

    /// As it stands in the database and the API.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::ToFetch => "to_fetch",
            Self::InTransit => "in_transit",
            Self::Ready => "ready",
            Self::Loaned => "loaned",
            Self::Cancelled => "cancelled",
            Self::Expired => "expired",
        }
    }

    /// The state with this code, exactly as [`HoldState::code`] writes it.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.code() == code)
    }

    /// Whether the hold has still to be served.
    pub const fn is_live(self) -> bool {
        matches!(
            self,
            Self::Waiting | Self::ToFetch | Self::InTransit | Self::Ready
        )
    }

    /// Whether a copy is promised to the hold.
    pub const fn has_copy(self) -> bool {
        matches!(self, Self::ToFetch | Self::InTransit | Self::Ready)
    }
}

/// A person's place in the queue for a thing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "wire", derive(jaettu_wire_derive::FromJson))]
pub struct Hold {
    /// Its identifier.
    pub id: HoldId,
    /// The thing.
    pub item: ItemId,
    /// Who wants it.
    pub person: PersonId,
    /// Where it will be fetched.
    pub pickup: LibraryId,
    /// When it was placed; stays when a promised copy turns out broken, so the hold is first again.
    pub placed_at: DateTime<Utc>,
    /// How far it has come.
    pub state: HoldState,
    /// Frozen as long as today is before this day; [`UNTIL_THAWED`] for no end. It keeps its place meanwhile.
    pub frozen_until: Option<NaiveDate>,
    /// The last day on which the person still wants to be served.
    pub not_after: Option<NaiveDate>,
    /// The copy that is promised, or was lent.
    pub copy: Option<Barcode>,
    /// Since when the copy has been on the hold shelf.
    pub ready_at: Option<DateTime<Utc>>,
    /// Until when it stays there: the end of service of the last day.
    pub pickup_until: Option<DateTime<Utc>>,
    /// Whether the hours of that day are not known yet.
    pub pickup_unverified: bool,
    /// When it was loaned, cancelled or expired.
    pub ended_at: Option<DateTime<Utc>>,
}

impl Hold {
    /// Whether it is to be passed over on `today`.
    pub fn is_frozen(&self, today: NaiveDate) -> bool {
        self.frozen_until.is_some_and(|until| today < until)
    }

    /// Whether the person does not want it any more on `today`.
    pub fn is_out_of_date(&self, today: NaiveDate) -> bool {
        self.not_after.is_some_and(|last| last < today)
    }

    /// Whether it takes a copy if one is free on `today`.
    pub fn is_serviceable(&self, today: NaiveDate) -> bool {
        self.state == HoldState::Waiting && !self.is_frozen(today) && !self.is_out_of_date(today)
    }
}

/// A copy that somebody has at home.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "wire", derive(jaettu_wire_derive::FromJson))]
pub struct Loan {
    /// Its identifier.
    pub id: LoanId,
    /// The thing.
    pub item: ItemId,
    /// Which copy.
    pub copy: Barcode,
    /// Who has it.
    pub person: PersonId,
    /// Where it was lent.
    pub library: LibraryId,
    /// When it was lent.
    pub lent_at: DateTime<Utc>,
    /// When it is due: the closing time of a day on which it can be returned.
    pub due_at: DateTime<Utc>,
    /// Whether the hours of that day are not known yet.
    pub due_unverified: bool,
    /// It is never due before this: `due_at` itself, or the end of the guaranteed time if it may be asked back.
    pub promised_until: DateTime<Utc>,
    /// How many times it has been renewed.
    pub renewals: u32,
    /// When it was asked back because others wait.
    pub recalled_at: Option<DateTime<Utc>>,
    /// When it came back.
    pub returned_at: Option<DateTime<Utc>>,
    /// When staff gave up waiting for it.
    pub written_off_at: Option<DateTime<Utc>>,
    /// What belongs to the copy and did not come back with it, in words of the checklist.
    pub missing: Vec<String>,
}

impl Loan {
    /// Whether the copy has still to come back.
    pub const fn is_open(&self) -> bool {
        self.returned_at.is_none() && self.written_off_at.is_none()
    }

    /// By how many days it is late on `today`; by none as long as the hours of its due day are not known.
    pub fn days_late(&self, today: NaiveDate) -> u32 {
        calendar::days_late(self.due_at, self.due_unverified, today)
    }
}

/// A copy, as far as lending needs to know it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StockCopy {
    /// What the reader at the desk reads.
    pub barcode: Barcode,
    /// The library it belongs to.
    pub home: LibraryId,
    /// The library it is in or was lent from; for a copy in transit, the library it is going to.
    pub library: LibraryId,
    /// Where in that library.
    pub place: Spot,
    /// What it is like.
    pub condition: Condition,
    /// Whether somebody has reported a fault that nobody has looked at; then it is not lent.
    pub faulty: bool,
    /// When it is due, if another system lent it and there is no loan of ours.
    pub foreign_due: Option<NaiveDate>,
    /// Whether it stands on the hold shelf of its library with the slip of somebody for whom it is no longer: staff
    /// take it down or give it a new slip. The next scan ends it.
    #[serde(default)]
    pub old_slip: bool,
}

impl StockCopy {
    /// Whether anybody may take it from the shelf.
    pub fn is_free(&self) -> bool {
        self.place == Spot::Shelf && !self.faulty
    }

    /// Whether it is lent, or will be again.
    pub const fn circulates(&self) -> bool {
        !matches!(self.place, Spot::Missing | Spot::Withdrawn)
    }
}

/// Everything about one thing that a decision needs.
///
/// It is read with live holds and open loans only. What a command ends stays in the lists, so that it can be
/// stored; every rule passes it over.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stock {
    /// The thing.
    pub item: ItemId,
    /// On what terms it is lent.
    pub rules: LoanRules,
    /// Its copies.
    pub copies: Vec<StockCopy>,
    /// Its queue, in order of (`placed_at`, `id`).
    pub holds: Vec<Hold>,
    /// Its loans.
    pub loans: Vec<Loan>,
}

#[cfg(test)]
mod tests;
