//! What happened, for messages, statistics and the desk.

use crate::id::{Barcode, HoldId, ItemId, LibraryId, LoanId};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// Something that a command has brought about.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "snake_case")]
pub enum Event {
    /// A copy on a shelf is promised to a hold: staff are to fetch it.
    Reserved {
        /// For whom.
        hold: HoldId,
        /// Which copy.
        copy: Barcode,
    },
    /// A copy waits on the hold shelf.
    HoldReady {
        /// For whom.
        hold: HoldId,
    },
    /// A hold was ready and was not fetched in time.
    HoldExpired {
        /// Which.
        hold: HoldId,
    },
    /// A hold was not served by the last day on which its person wanted to be.
    HoldLapsed {
        /// Which.
        hold: HoldId,
    },
    /// A hold waits again that was ready or had its copy on the way: the copy is broken or lost.
    HoldBack {
        /// Which.
        hold: HoldId,
    },
    /// The copy of a ready hold was carried to another library and is on its way back.
    HoldAway {
        /// Which.
        hold: HoldId,
    },
    /// A hold was given up.
    HoldCancelled {
        /// Which.
        hold: HoldId,
    },
    /// The last day to fetch a hold has moved, because the library is closed then.
    PickupMoved {
        /// Which hold.
        hold: HoldId,
        /// Until when it was.
        before: DateTime<Utc>,
    },
    /// The time for fetching a ready hold has begun anew, because its person has not been told yet.
    PickupProlonged {
        /// Which hold.
        hold: HoldId,
    },
    /// A copy goes to another library.
    Sent {
        /// Which copy.
        copy: Barcode,
        /// Where to.
        to: LibraryId,
    },
    /// A copy was lent.
    Lent {
        /// The loan.
        loan: LoanId,
    },
    /// A loan was renewed.
    Renewed {
        /// Which.
        loan: LoanId,
        /// When it was due before.
        before: DateTime<Utc>,
    },
    /// A copy came back.
    Returned {
        /// From which loan.
        loan: LoanId,
    },
    /// A loan is asked back, because others wait.
    Recalled {
        /// Which.
        loan: LoanId,
        /// When it was due before: on a later day.
        before: DateTime<Utc>,
    },
    /// A loan is due at another time, because the library's hours have changed or have become known.
    DueMoved {
        /// Which.
        loan: LoanId,
        /// When it was due before.
        before: DateTime<Utc>,
    },
    /// Staff gave up waiting for a loan.
    WrittenOff {
        /// Which.
        loan: LoanId,
    },
    /// A copy has come to the shelf and nobody waits for it: for who wanted to be told.
    Freed {
        /// The thing.
        item: ItemId,
    },
}

impl Event {
    /// The hold that waits again, if that is what has happened.
    pub const fn put_back(&self) -> Option<&HoldId> {
        match self {
            Self::HoldBack { hold } => Some(hold),
            _ => None,
        }
    }
}

/// Where a copy goes that was scanned at the desk.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "wire", derive(jaettu_wire_derive::FromJson))]
#[serde(tag = "route", rename_all = "snake_case")]
pub enum Route {
    /// To the shelf.
    Shelf,
    /// To the hold shelf.
    HoldShelf {
        /// For whom.
        hold: HoldId,
    },
    /// Into the box for another library.
    Transit {
        /// Which library.
        to: LibraryId,
        /// For whom, if for somebody.
        hold: Option<HoldId>,
    },
    /// To be repaired.
    Repair,
}
