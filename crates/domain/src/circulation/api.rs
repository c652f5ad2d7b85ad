//! How holds and loans travel.

use super::HoldState;
use crate::account::api::Done;
use crate::catalogue::Texts;
use crate::endpoint::{Access, Endpoint, Kind, Method, Pairs, Param, Reader, plain_endpoints};
use crate::id::{Barcode, HoldId, ItemId, LibraryId, LoanId};
use crate::page::Page;
use crate::problem::FieldError;
use crate::text::Text;
use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

/// The longest description of a fault, in characters.
pub const LONGEST_FAULT: usize = 2000;
/// The largest photo of a fault, in bytes.
pub const LARGEST_PHOTO: usize = 512 * 1024;

/// Between which days something is likely to happen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "wire", derive(jaettu_wire_derive::FromJson))]
pub struct Wait {
    /// Not before this day.
    pub earliest: NaiveDate,
    /// Hardly after this day.
    pub latest: NaiveDate,
}

/// A hold as the person who placed it sees it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "wire", derive(jaettu_wire_derive::FromJson))]
pub struct HoldView {
    /// Its identifier.
    pub id: HoldId,
    /// The thing.
    pub item: ItemId,
    /// Its name.
    pub name: Text,
    /// How far it has come.
    pub state: HoldState,
    /// The place in the queue, from 1, while it waits.
    pub position: Option<u32>,
    /// How many wait in the same queue: where a thing stays in its own library, each library has one.
    pub queue: u32,
    /// When it is likely to be served, if that can be told honestly.
    pub wait: Option<Wait>,
    /// Where it will be fetched.
    pub pickup_library: LibraryId,
    /// Name of that library.
    pub pickup_name: Text,
    /// When it was placed.
    pub placed_at: DateTime<Utc>,
    /// Whether it is passed over for now. It keeps its place.
    pub frozen: bool,
    /// Until when, unless somebody thaws it.
    pub frozen_until: Option<NaiveDate>,
    /// The last day on which it is still wanted.
    pub not_after: Option<NaiveDate>,
    /// Until when it stays on the hold shelf.
    pub pickup_by: Option<DateTime<Utc>>,
    /// Whether the library's hours of that day are not known yet.
    pub pickup_unverified: bool,
    /// What is shown or said when it is fetched.
    pub code: Option<String>,
    /// Until when it can be taken back that it was given up.
    pub restorable_until: Option<DateTime<Utc>>,
}

/// A loan as the person who has it sees it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "wire", derive(jaettu_wire_derive::FromJson))]
pub struct LoanView {
    /// Its identifier.
    pub id: LoanId,
    /// The thing.
    pub item: ItemId,
    /// Its name.
    pub name: Text,
    /// Which copy.
    pub barcode: Barcode,
    /// Where it was lent, and goes back to.
    pub library: LibraryId,
    /// Name of that library.
    pub library_name: Text,
    /// What belongs to it.
    pub included: Texts,
    /// When it was lent.
    pub lent_at: DateTime<Utc>,
    /// The day on which it is due.
    pub due: NaiveDate,
    /// Until when on that day.
    pub due_at: DateTime<Utc>,
    /// Whether the library's hours of that day are not known yet.
    pub due_unverified: bool,
    /// Whether it was asked back because others wait.
    pub recalled: bool,
    /// By how many days it is late.
    pub days_late: u32,
    /// What being late costs so far, in cents. Nothing is collected here.
    pub fee_cents: u32,
    /// How many times it has been renewed.
    pub renewals: u32,
    /// How many times it can be.
    pub most_renewals: u32,
    /// When it would be due if it were renewed now.
    pub renewed_due: Option<NaiveDate>,
    /// Why it cannot be renewed now; empty if it can.
    pub not_renewable: Vec<FieldError>,
    /// When it came back.
    pub returned_at: Option<DateTime<Utc>>,
}

/// What somebody gets who places a hold now: the whole deal, before it is made.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "wire", derive(jaettu_wire_derive::FromJson))]
pub struct Deal {
    /// The thing.
    pub item: ItemId,
    /// Its name.
    pub name: Text,
    /// Where it would be fetched.
    pub pickup_library: LibraryId,
    /// Name of that library.
    pub pickup_name: Text,
    /// The place in the queue that one would have, from 1; 1 with `fetched` if a copy is free.
    pub position: u32,
    /// Whether a copy stands on a shelf and is fetched for the person at once.
    pub free: bool,
    /// When it is likely to be there, if that can be told honestly.
    pub wait: Option<Wait>,
    /// Days on which the library is open that it is kept on the hold shelf.
    pub pickup_days: u32,
    /// Days of the loan.
    pub loan_days: u32,
    /// How many times it can be renewed while nobody waits.
    pub renewals: u32,
    /// After how many days of the loan it may be asked back when others wait; `None`: not before it is due.
    pub recall_after_days: Option<u32>,
    /// Fee for each day it is late, in cents.
    pub late_fee_cents_per_day: u32,
    /// The libraries where it can be fetched; empty if it can be fetched at every one.
    pub only_at: Vec<LibraryId>,
    /// Why it cannot be had now; empty if it can. Only told to somebody who is signed in.
    pub refused: Vec<FieldError>,
}

const ITEM: Param = Param {
    name: "id",
    kind: Kind::Text(64),
    doc: "Identifier of the thing",
};
const PICKUP: Param = Param {
    name: "pickup_library",
    kind: Kind::Text(64),
    doc: "Library where it is fetched",
};
const NOT_AFTER: Param = Param {
    name: "not_after",
    kind: Kind::Text(10),
    doc: "Last day on which it is still wanted, 2026-12-24",
};
const ID: Param = Param {
    name: "id",
    kind: Kind::Text(36),
    doc: "Identifier",
};

/// What somebody gets who places a hold now.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct GetDeal {
    /// The thing; `None` if the address names none.
    pub id: Option<ItemId>,
    /// Where it would be fetched; without it, where the person last fetched something or a copy is.
    pub pickup_library: Option<LibraryId>,
}

impl Endpoint for GetDeal {
    type Reply = Deal;
    const ACCESS: Access = Access::Personal;
    const PATH: &'static str = "/api/v1/items/{id}/deal";
    const OPERATION: &'static str = "get_deal";
    const SUMMARY: &'static str =
        "What a hold placed now would mean: place in the queue, wait, pickup, terms";
    const PARAMS: &'static [Param] = &[ITEM, PICKUP];

    fn write(&self, pairs: &mut Pairs) {
        pairs.maybe("id", self.id.as_ref());
        pairs.maybe("pickup_library", self.pickup_library.as_ref());
    }

    fn read(reader: &mut Reader<'_>) -> Self {
        Self {
            id: reader.id("id"),
            pickup_library: reader.value("pickup_library"),
        }
    }
}

/// Joins the queue for a thing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PlaceHold {
    /// The thing; `None` if the address names none.
    pub id: Option<ItemId>,
    /// Where it will be fetched.
    pub pickup_library: Option<LibraryId>,
    /// The last day on which it is still wanted.
    pub not_after: Option<NaiveDate>,
}

impl Endpoint for PlaceHold {
    type Reply = HoldView;
    const METHOD: Method = Method::Post;
    const ACCESS: Access = Access::SignedIn;
    const STATUS: u16 = 201;
    const PATH: &'static str = "/api/v1/items/{id}/holds";
    const OPERATION: &'static str = "place_hold";
    const SUMMARY: &'static str = "Joins the queue for a thing";
    const PARAMS: &'static [Param] = &[ITEM];
    const FIELDS: &'static [Param] = &[PICKUP, NOT_AFTER];

    fn write(&self, pairs: &mut Pairs) {
        pairs.maybe("id", self.id.as_ref());
        pairs.maybe("pickup_library", self.pickup_library.as_ref());
        pairs.maybe("not_after", self.not_after);
    }

    fn read(reader: &mut Reader<'_>) -> Self {
        Self {
            id: reader.id("id"),
            pickup_library: reader.required("pickup_library"),
            not_after: reader.date("not_after"),
        }
    }
}

/// Changes a hold; what is not given stays as it is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ChangeHold {
    /// Which hold; `None` if the address names none.
    pub id: Option<HoldId>,
    /// Where it will be fetched.
    pub pickup_library: Option<LibraryId>,
    /// Whether it is passed over for now.
    pub frozen: Option<bool>,
    /// Until when it is passed over; with `frozen` alone until it is thawed.
    pub frozen_until: Option<NaiveDate>,
    /// The last day on which it is still wanted; `Some(None)` takes it away.
    pub not_after: Option<Option<NaiveDate>>,
}

impl Endpoint for ChangeHold {
    type Reply = HoldView;
    const METHOD: Method = Method::Patch;
    const ACCESS: Access = Access::SignedIn;
    const PATH: &'static str = "/api/v1/me/holds/{id}";
    const OPERATION: &'static str = "change_hold";
    const SUMMARY: &'static str = "Freezes, thaws or moves a hold; it keeps its place";
    const PARAMS: &'static [Param] = &[ID];
    const FIELDS: &'static [Param] = &[
        PICKUP,
        Param {
            name: "frozen",
            kind: Kind::Flag,
            doc: "Whether it is passed over for now",
        },
        Param {
            name: "frozen_until",
            kind: Kind::Text(10),
            doc: "Passed over until this day, 2026-12-24",
        },
        NOT_AFTER,
    ];

    fn write(&self, pairs: &mut Pairs) {
        pairs.maybe("id", self.id.as_ref());
        pairs.maybe("pickup_library", self.pickup_library.as_ref());
        pairs.maybe("frozen", self.frozen);
        pairs.maybe("frozen_until", self.frozen_until);
        let date = |date: Option<NaiveDate>| date.map_or_else(String::new, |date| date.to_string());
        pairs.maybe("not_after", self.not_after.map(date));
    }

    fn read(reader: &mut Reader<'_>) -> Self {
        Self {
            id: reader.id("id"),
            pickup_library: reader.value("pickup_library"),
            frozen: reader.has("frozen").then(|| reader.flag("frozen")),
            frozen_until: reader.date("frozen_until"),
            not_after: reader.has("not_after").then(|| reader.date("not_after")),
        }
    }
}

plain_endpoints! {
    /// Takes back that a hold was given up, for some minutes.
    RestoreHold: SignedIn Post "/api/v1/me/holds/{id}/restore" "restore_hold" -> HoldView;
    "Takes back that a hold was given up: it has its place again"
    at {
        /// Which hold; `None` if the address names none.
        id: HoldId = ID
    };

    /// Gives a hold up.
    CancelHold: SignedIn Delete "/api/v1/me/holds/{id}" "cancel_hold" -> Done;
    "Gives a hold up"
    at {
        /// Which hold; `None` if the address names none.
        id: HoldId = ID
    };

    /// Keeps a loan longer.
    RenewLoan: SignedIn Post "/api/v1/me/loans/{id}/renew" "renew_loan" -> LoanView;
    "Renews a loan"
    at {
        /// Which loan; `None` if the address names none.
        id: LoanId = ID
    };

    /// Asks to be told once when a copy stands on a shelf. Not a place in the queue.
    AddWish: SignedIn Post "/api/v1/items/{id}/wish" "add_wish" -> Done;
    "Asks to be told once when a copy is free; not a place in the queue"
    at {
        /// Which thing; `None` if the address names none.
        id: ItemId = ITEM
    };

    /// Asks no more.
    RemoveWish: SignedIn Delete "/api/v1/items/{id}/wish" "remove_wish" -> Done;
    "Asks no more to be told"
    at {
        /// Which thing; `None` if the address names none.
        id: ItemId = ITEM
    };
}

/// One's own loans.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ListLoans {
    /// Those that have ended instead of those that have not.
    pub ended: bool,
}

impl Endpoint for ListLoans {
    type Reply = Page<LoanView>;
    const ACCESS: Access = Access::SignedIn;
    const PATH: &'static str = "/api/v1/me/loans";
    const OPERATION: &'static str = "list_loans";
    const SUMMARY: &'static str = "One's own loans, the first due first";
    const PARAMS: &'static [Param] = &[Param {
        name: "ended",
        kind: Kind::Flag,
        doc: "Those that have ended, if the person keeps them",
    }];

    fn write(&self, pairs: &mut Pairs) {
        pairs.flag("ended", self.ended);
    }

    fn read(reader: &mut Reader<'_>) -> Self {
        Self {
            ended: reader.flag("ended"),
        }
    }
}

/// One's own holds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ListHolds;

impl Endpoint for ListHolds {
    type Reply = Page<HoldView>;
    const ACCESS: Access = Access::SignedIn;
    const PATH: &'static str = "/api/v1/me/holds";
    const OPERATION: &'static str = "list_holds";
    const SUMMARY: &'static str = "One's own holds, those that can be fetched first";

    fn write(&self, _: &mut Pairs) {}

    fn read(_: &mut Reader<'_>) -> Self {
        Self
    }
}

/// A thing of which somebody wants to hear when a copy is free.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "wire", derive(jaettu_wire_derive::FromJson))]
pub struct WishView {
    /// The thing.
    pub item: ItemId,
    /// Its name.
    pub name: Text,
}

/// The things of which one wants to hear.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ListWishes;

impl Endpoint for ListWishes {
    type Reply = Page<WishView>;
    const ACCESS: Access = Access::SignedIn;
    const PATH: &'static str = "/api/v1/me/wishes";
    const OPERATION: &'static str = "list_wishes";
    const SUMMARY: &'static str = "The things of which one wants to hear when a copy is free";

    fn write(&self, _: &mut Pairs) {}

    fn read(_: &mut Reader<'_>) -> Self {
        Self
    }
}

/// Tells of a fault of something on loan.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ReportFault {
    /// Which loan; `None` if the address names none.
    pub id: Option<LoanId>,
    /// What is wrong.
    pub text: String,
    /// A photo, JPEG, PNG or WebP, in base64; empty if there is none.
    pub photo: String,
}

impl Endpoint for ReportFault {
    type Reply = Done;
    const METHOD: Method = Method::Post;
    const ACCESS: Access = Access::SignedIn;
    const STATUS: u16 = 201;
    const PATH: &'static str = "/api/v1/me/loans/{id}/faults";
    const OPERATION: &'static str = "report_fault";
    const SUMMARY: &'static str =
        "Tells of a fault; the copy is not lent again until somebody has looked at it";
    const PARAMS: &'static [Param] = &[ID];
    const FIELDS: &'static [Param] = &[
        Param {
            name: "text",
            kind: Kind::Text(LONGEST_FAULT),
            doc: "What is wrong",
        },
        Param {
            name: "photo",
            kind: Kind::Text(LARGEST_PHOTO / 3 * 4 + 4),
            doc: "A photo, JPEG, PNG or WebP, at most 512 kB, in base64",
        },
    ];
    const LARGEST: usize = LARGEST_PHOTO / 3 * 4 + 32 * 1024;

    fn write(&self, pairs: &mut Pairs) {
        pairs.maybe("id", self.id.as_ref());
        pairs.push("text", &self.text);
        if !self.photo.is_empty() {
            pairs.push("photo", &self.photo);
        }
    }

    fn read(reader: &mut Reader<'_>) -> Self {
        let text = reader.text("text", LONGEST_FAULT);
        if text.is_empty() {
            reader.missing("text");
        }
        Self {
            id: reader.id("id"),
            text,
            photo: reader.text("photo", LARGEST_PHOTO / 3 * 4 + 4),
        }
    }
}
