//! How the rest of the desk's work travels: copies that are lost or faulty, and what people ask for in person.

use super::{BARCODE, BORN, CARD, CheckedIn, Holder, LIBRARY, LONGEST_NAME, LONGEST_NOTE, PIN, REASON};
use crate::account::Card;
use crate::account::api::Done;
use crate::account::rules::Pin;
use crate::circulation::api::{LONGEST_FAULT, LoanView};
use crate::endpoint::{Access, Endpoint, Kind, Method, Pairs, Param, Reader, plain_endpoints};
use crate::id::{Barcode, LibraryId, LoanId, PersonId, TicketId};
use crate::page::Page;
use crate::text::Text;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

const ID: Param = Param {
    name: "id",
    kind: Kind::Text(36),
    doc: "Identifier",
};

/// A library at whose desk somebody works.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "wire", derive(jaettu_wire_derive::FromJson))]
pub struct Desk {
    /// Which one.
    pub id: LibraryId,
    /// Its short name.
    pub name: Text,
}

/// The desks at which one works.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ListDesks;

impl Endpoint for ListDesks {
    type Reply = Page<Desk>;
    const ACCESS: Access = Access::Staff;
    const PATH: &'static str = "/api/v1/desk/libraries";
    const OPERATION: &'static str = "list_desks";
    const SUMMARY: &'static str = "The libraries at whose desks one works";

    fn write(&self, _: &mut Pairs) {}

    fn read(_: &mut Reader<'_>) -> Self {
        Self
    }
}

/// Something was done that can be taken back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "wire", derive(jaettu_wire_derive::FromJson))]
pub struct Undoable {
    /// By which the desk can take it back: `POST /desk/undo`.
    pub undo: String,
}

/// Sets a copy aside because something is wrong with it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct MarkFaulty {
    /// Which copy.
    pub barcode: Option<Barcode>,
    /// At which desk.
    pub library: Option<LibraryId>,
    /// What is wrong.
    pub text: String,
}

impl Endpoint for MarkFaulty {
    type Reply = Undoable;
    const METHOD: Method = Method::Post;
    const ACCESS: Access = Access::Staff;
    const STATUS: u16 = 201;
    const PATH: &'static str = "/api/v1/desk/faults";
    const OPERATION: &'static str = "mark_faulty";
    const SUMMARY: &'static str = "Sets a copy aside because something is wrong with it";
    const FIELDS: &'static [Param] = &[
        BARCODE,
        LIBRARY,
        Param {
            name: "text",
            kind: Kind::Text(LONGEST_FAULT),
            doc: "What is wrong",
        },
    ];

    fn write(&self, pairs: &mut Pairs) {
        pairs.maybe("barcode", self.barcode.as_ref());
        pairs.maybe("library", self.library.as_ref());
        pairs.push("text", &self.text);
    }

    fn read(reader: &mut Reader<'_>) -> Self {
        let text = reader.text("text", LONGEST_FAULT);
        if text.is_empty() {
            reader.missing("text");
        }
        Self {
            barcode: reader.required("barcode"),
            library: reader.required("library"),
            text,
        }
    }
}

/// Notes what turns out to be missing from a copy after it has been taken in.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NoteMissing {
    /// The loan with which it came back; `None` if the address names none.
    pub id: Option<LoanId>,
    /// At which desk.
    pub library: Option<LibraryId>,
    /// What is not there, in the words of the checklist.
    pub parts: Vec<String>,
}

impl Endpoint for NoteMissing {
    type Reply = CheckedIn;
    const METHOD: Method = Method::Post;
    const ACCESS: Access = Access::Staff;
    const PATH: &'static str = "/api/v1/desk/loans/{id}/missing";
    const OPERATION: &'static str = "note_missing";
    const SUMMARY: &'static str = "Notes what did not come back with a loan; the copy is set aside, whoever was promised it waits again";
    const PARAMS: &'static [Param] = &[ID];
    const FIELDS: &'static [Param] = &[
        LIBRARY,
        Param {
            name: "parts",
            kind: Kind::Texts(120),
            doc: "What is not there, in the words of the checklist",
        },
    ];

    fn write(&self, pairs: &mut Pairs) {
        pairs.maybe("id", self.id.as_ref());
        pairs.maybe("library", self.library.as_ref());
        for part in &self.parts {
            pairs.push("parts", part);
        }
    }

    fn read(reader: &mut Reader<'_>) -> Self {
        let parts = reader.texts("parts", 120);
        if parts.is_empty() {
            reader.missing("parts");
        }
        Self {
            id: reader.id("id"),
            library: reader.required("library"),
            parts,
        }
    }
}

/// How somebody is reached.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "wire", derive(jaettu_wire_derive::FromJson))]
pub struct Contact {
    /// Who.
    pub holder: Holder,
    /// E-mail address.
    pub email: Option<String>,
    /// Mobile number.
    pub phone: Option<String>,
}

/// Asks how somebody is reached; who asked, and why, is kept.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct GetContact {
    /// Who; `None` if the address names nobody.
    pub id: Option<PersonId>,
    /// Why it is needed.
    pub reason: String,
}

impl Endpoint for GetContact {
    type Reply = Contact;
    // Reasons in an address would end up in logs.
    const METHOD: Method = Method::Post;
    const ACCESS: Access = Access::Staff;
    const PATH: &'static str = "/api/v1/desk/people/{id}/contact";
    const OPERATION: &'static str = "get_contact";
    const SUMMARY: &'static str = "How somebody is reached; who asked, and why, is kept";
    const PARAMS: &'static [Param] = &[ID];
    const FIELDS: &'static [Param] = &[REASON];

    fn write(&self, pairs: &mut Pairs) {
        pairs.maybe("id", self.id.as_ref());
        pairs.push("reason", &self.reason);
    }

    fn read(reader: &mut Reader<'_>) -> Self {
        Self {
            id: reader.id("id"),
            reason: reader.line("reason", LONGEST_NOTE),
        }
    }
}

/// A photo of a fault.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "wire", derive(jaettu_wire_derive::FromJson))]
pub struct FaultPhoto {
    /// Media type: `image/jpeg`, `image/png` or `image/webp`.
    pub media: String,
    /// The photo in base64.
    pub base64: String,
}

/// Changes whether somebody may borrow, their card, PIN or day of birth; what is not given stays as it is.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct UpdatePerson {
    /// Who; `None` if the address names nobody.
    pub id: Option<PersonId>,
    /// Why they may not borrow; `Some("")` lets them borrow again.
    pub blocked: Option<String>,
    /// Whether the card is disabled.
    pub disabled: Option<bool>,
    /// Number of the card that they have from now on: the one before is lost.
    pub card: Option<Card>,
    /// PIN that they have chosen anew: the one before is forgotten.
    pub pin: Option<Pin>,
    /// Day of birth.
    pub born: Option<NaiveDate>,
    /// Name, where it was written down wrongly or has changed.
    pub name: Option<String>,
}

impl UpdatePerson {
    /// Whether it asks for nothing.
    pub fn changes_nothing(&self) -> bool {
        let id = self.id.clone();
        *self
            == Self {
                id,
                ..Self::default()
            }
    }
}

impl std::fmt::Debug for UpdatePerson {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("UpdatePerson")
    }
}

impl Endpoint for UpdatePerson {
    type Reply = Holder;
    const METHOD: Method = Method::Patch;
    const ACCESS: Access = Access::Staff;
    const PATH: &'static str = "/api/v1/desk/people/{id}";
    const OPERATION: &'static str = "update_person";
    const SUMMARY: &'static str = "Blocks somebody from borrowing, disables a card, or the reverse; gives a new card or PIN, corrects the name; who did it is kept";
    const PARAMS: &'static [Param] = &[ID];
    const SECRET: &'static [&'static str] = &["pin"];
    const FIELDS: &'static [Param] = &[
        Param {
            name: "blocked",
            kind: Kind::Text(LONGEST_NOTE),
            doc: "Why they may not borrow; empty lets them borrow again",
        },
        Param {
            name: "disabled",
            kind: Kind::Flag,
            doc: "Whether the card is disabled",
        },
        CARD,
        PIN,
        BORN,
        Param {
            name: "name",
            kind: Kind::Text(LONGEST_NAME),
            doc: "Name, where it was written down wrongly or has changed",
        },
    ];

    fn write(&self, pairs: &mut Pairs) {
        pairs.maybe("id", self.id.as_ref());
        pairs.maybe("blocked", self.blocked.as_ref());
        pairs.maybe("disabled", self.disabled);
        pairs.maybe("card", self.card.as_ref().map(Card::as_str));
        pairs.maybe("pin", self.pin.as_ref().map(Pin::as_str));
        pairs.maybe("born", self.born);
        pairs.maybe("name", self.name.as_ref());
    }

    fn read(reader: &mut Reader<'_>) -> Self {
        Self {
            id: reader.id("id"),
            blocked: reader
                .has("blocked")
                .then(|| reader.text("blocked", LONGEST_NOTE)),
            disabled: reader.has("disabled").then(|| reader.flag("disabled")),
            card: reader.value("card"),
            pin: reader.value("pin"),
            born: reader.date("born"),
            name: reader.has("name").then(|| reader.line("name", LONGEST_NAME)),
        }
    }
}

/// A loan that a desk has renewed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "wire", derive(jaettu_wire_derive::FromJson))]
pub struct Renewed {
    /// As it is now.
    pub loan: LoanView,
    /// By which the desk can take it back: `POST /desk/undo`.
    pub undo: String,
}

plain_endpoints! {
    /// Says that a copy is not where it should be.
    MarkLost: Staff Post "/api/v1/desk/losses" "mark_lost" -> Undoable;
    "Says that a copy is not where it should be; whoever was promised it gets another"
    with {
        /// Which copy.
        barcode: Barcode = BARCODE,
        /// At which desk.
        library: LibraryId = LIBRARY,
    };

    /// Gives up waiting for a loan.
    WriteOff: Staff Post "/api/v1/desk/loans/{id}/write-off" "write_off" -> Undoable;
    "Ends a loan whose copy will not come back; the copy is missing, who did it is kept"
    at {
        /// Which loan; `None` if the address names none.
        id: LoanId = ID
    }
    with {
        /// At which desk.
        library: LibraryId = LIBRARY,
    };

    /// Takes a copy out of use for good.
    Withdraw: Staff Post "/api/v1/desk/withdrawals" "withdraw" -> Done, 201;
    "Takes a copy out of use for good and ends its faults; who did it is kept; cannot be taken back"
    with {
        /// Which copy.
        barcode: Barcode = BARCODE,
        /// At which desk.
        library: LibraryId = LIBRARY,
    };

    /// The photo that came with a report of a fault.
    GetFaultPhoto: Staff Get "/api/v1/desk/faults/{id}/photo" "get_fault_photo" -> FaultPhoto;
    "The photo that came with a report of a fault"
    at {
        /// Which fault; `None` if the address names none.
        id: TicketId = ID
    };

    /// Says that the copy of a fault works again, or always did.
    SolveFault: Staff Post "/api/v1/desk/faults/{id}/solve" "solve_fault" -> CheckedIn;
    "Ends every open fault of a copy, also where it turned out to be none, and tells where it goes"
    at {
        /// Which fault; `None` if the address names none.
        id: TicketId = ID
    }
    with {
        /// At which desk.
        library: LibraryId = LIBRARY,
    };

    /// What somebody has on loan, for whoever has opened their card or found them.
    ListLoansOf: Staff Get "/api/v1/desk/people/{id}/loans" "list_loans_of" -> Page<LoanView>;
    "What somebody has on loan, the first due first; who looked is kept"
    at {
        /// Who; `None` if the address names nobody.
        id: PersonId = ID
    };

    /// Renews a loan for the person who stands at the desk or calls.
    RenewFor: Staff Post "/api/v1/desk/loans/{id}/renew" "renew_for" -> Renewed;
    "Renews somebody's loan by the same rules as they could themselves; who did it is kept"
    at {
        /// Which loan; `None` if the address names none.
        id: LoanId = ID
    };
}
