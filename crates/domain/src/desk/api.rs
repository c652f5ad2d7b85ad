//! How the work of the desk travels.

pub mod care;

use crate::account::api::LONGEST_NAME;
use crate::account::rules::{Email, Phone, Pin, lacking};
use crate::account::{Card, Channel, Role};
use crate::catalogue::{Spot, Texts};
use crate::circulation::HoldState;
use crate::endpoint::{Access, Endpoint, Kind, Method, Pairs, Param, Reader, plain_endpoints};
use crate::id::{Barcode, HoldId, ItemId, LibraryId, LoanId, PersonId, TicketId};
use crate::page::Page;
use crate::rooms::desk::DeskBooking;
use crate::text::{Language, Text};
use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

/// The longest reason for looking somebody up, or note, in characters.
pub const LONGEST_NOTE: usize = 200;

/// What was lent, for the slip and for the person at the desk.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "wire", derive(jaettu_wire_derive::FromJson))]
pub struct CheckedOut {
    /// The loan.
    pub loan: LoanId,
    /// By which the desk can take it back: `POST /desk/undo`.
    pub undo: String,
    /// The thing.
    pub item: ItemId,
    /// Its name.
    pub name: Text,
    /// Which copy.
    pub barcode: Barcode,
    /// What has to be there: the checklist.
    pub included: Texts,
    /// The day on which it is due.
    pub due: NaiveDate,
    /// Until when on that day.
    pub due_at: DateTime<Utc>,
    /// Whether the library's hours of that day are not known yet.
    pub due_unverified: bool,
    /// Whether it was on the hold shelf for this person.
    pub from_hold: bool,
}

/// Where a copy goes that was scanned.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "wire", derive(jaettu_wire_derive::FromJson))]
#[serde(tag = "to", rename_all = "snake_case")]
pub enum Goes {
    /// On the shelf here.
    Shelf,
    /// On the hold shelf here.
    HoldShelf {
        /// What the slip says: the code that the person will show.
        code: String,
        /// Until when it is kept.
        until: Option<DateTime<Utc>>,
    },
    /// To another library.
    Transit {
        /// Which one.
        library: LibraryId,
        /// Its name.
        name: Text,
        /// Whether somebody waits for it there.
        for_hold: bool,
    },
    /// Aside: a fault has been reported.
    Repair,
    /// Nowhere: it is at somebody's home, or on its way already.
    Stays,
}

/// What came of scanning a copy in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "wire", derive(jaettu_wire_derive::FromJson))]
pub struct CheckedIn {
    /// The thing.
    pub item: ItemId,
    /// Its name.
    pub name: Text,
    /// Which copy.
    pub barcode: Barcode,
    /// Where it goes now.
    pub goes: Goes,
    /// The loan that ended, if it was on loan.
    pub loan: Option<LoanId>,
    /// By how many days it was late.
    pub days_late: u32,
    /// What that costs by the terms, in cents. Nothing is collected here.
    pub fee_cents: u32,
    /// What has to be there: the checklist.
    pub included: Texts,
    /// By which the desk can take it back: `POST /desk/undo`; empty where it cannot.
    pub undo: String,
}

const BARCODE: Param = Param {
    name: "barcode",
    kind: Kind::Text(40),
    doc: "Barcode of the copy",
};
const LIBRARY: Param = Param {
    name: "library",
    kind: Kind::Text(64),
    doc: "Library of the desk",
};
const CARD: Param = Param {
    name: "card",
    kind: Kind::Text(20),
    doc: "Number of the library card; spaces are allowed",
};
const PIN: Param = Param {
    name: "pin",
    kind: Kind::Text(8),
    doc: "PIN that the person has chosen, 4 to 8 digits",
};
const BORN: Param = Param {
    name: "born",
    kind: Kind::Text(10),
    doc: "Day of birth, 1950-12-24",
};
const REASON: Param = Param {
    name: "reason",
    kind: Kind::Text(LONGEST_NOTE),
    doc: "Why it is needed; kept with who asked",
};

/// Lends a copy.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CheckOut {
    /// To whom, by the card.
    pub card: Option<Card>,
    /// To whom, if they have no card: whoever signs in at an OpenID provider need not have one.
    pub person: Option<PersonId>,
    /// What.
    pub barcode: Option<Barcode>,
    /// At which desk; without it where the copy is.
    pub library: Option<LibraryId>,
}

impl Endpoint for CheckOut {
    type Reply = CheckedOut;
    const METHOD: Method = Method::Post;
    const ACCESS: Access = Access::Staff;
    const STATUS: u16 = 201;
    const PATH: &'static str = "/api/v1/desk/checkouts";
    const OPERATION: &'static str = "check_out";
    const SUMMARY: &'static str =
        "Lends a copy to the holder of a card, or to somebody who was found without one";
    const FIELDS: &'static [Param] = &[
        CARD,
        Param {
            name: "person",
            kind: Kind::Text(36),
            doc: "Instead of the card: who, as a search or a collection code has told",
        },
        BARCODE,
        LIBRARY,
    ];

    fn write(&self, pairs: &mut Pairs) {
        pairs.maybe("card", self.card.as_ref().map(Card::as_str));
        pairs.maybe("person", self.person.as_ref());
        pairs.maybe("barcode", self.barcode.as_ref());
        pairs.maybe("library", self.library.as_ref());
    }

    fn read(reader: &mut Reader<'_>) -> Self {
        let person = reader.value("person");
        Self {
            card: if person.is_some() {
                reader.value("card")
            } else {
                reader.required("card")
            },
            person,
            barcode: reader.required("barcode"),
            library: reader.value("library"),
        }
    }
}

/// Scans a copy in: returned, arrived, fetched from the shelf or found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CheckIn {
    /// Which copy.
    pub barcode: Option<Barcode>,
    /// At which desk.
    pub library: Option<LibraryId>,
    /// What belongs to it and is not there.
    pub missing: Vec<String>,
}

impl Endpoint for CheckIn {
    type Reply = CheckedIn;
    const METHOD: Method = Method::Post;
    const ACCESS: Access = Access::Staff;
    const PATH: &'static str = "/api/v1/desk/returns";
    const OPERATION: &'static str = "check_in";
    const SUMMARY: &'static str = "Scans a copy in and tells where it goes";
    const FIELDS: &'static [Param] = &[
        BARCODE,
        LIBRARY,
        Param {
            name: "missing",
            kind: Kind::Texts(120),
            doc: "What belongs to it and is not there, in the words of the checklist",
        },
    ];

    fn write(&self, pairs: &mut Pairs) {
        pairs.maybe("barcode", self.barcode.as_ref());
        pairs.maybe("library", self.library.as_ref());
        for text in &self.missing {
            pairs.push("missing", text);
        }
    }

    fn read(reader: &mut Reader<'_>) -> Self {
        Self {
            barcode: reader.required("barcode"),
            library: reader.required("library"),
            missing: reader.texts("missing", 120),
        }
    }
}

/// A copy that somebody has to do something with.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "wire", derive(jaettu_wire_derive::FromJson))]
pub struct DeskRow {
    /// The thing.
    pub item: ItemId,
    /// Its name.
    pub name: Text,
    /// Which copy.
    pub barcode: Barcode,
    /// Where it is.
    pub place: Spot,
    /// The hold it is for.
    pub hold: Option<HoldId>,
    /// State of that hold.
    pub state: Option<HoldState>,
    /// What its person shows.
    pub code: Option<String>,
    /// The library it goes to, or comes from.
    pub other_library: Option<LibraryId>,
    /// Name of that library.
    pub other_name: Option<Text>,
    /// Whether it stands on the hold shelf with a slip that is no longer true.
    pub old_slip: bool,
    /// The loan that is late.
    pub loan: Option<LoanId>,
    /// Who has it on loan, or could not be told that it is ready.
    pub person: Option<PersonId>,
    /// Whether its person could not be told that it is ready.
    pub untold: bool,
    /// Until when: the hold is kept, or the loan was due.
    pub until: Option<DateTime<Utc>>,
    /// The fault, in the words of who told of it.
    pub fault: Option<String>,
    /// The report of the fault.
    pub ticket: Option<TicketId>,
    /// Whether a photo of the fault came with it.
    pub photo: bool,
}

/// What there is to do at a desk today.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "wire", derive(jaettu_wire_derive::FromJson))]
pub struct Today {
    /// To be fetched from the shelves.
    pub to_fetch: Vec<DeskRow>,
    /// On the hold shelf.
    pub waiting: Vec<DeskRow>,
    /// On the hold shelf until today.
    pub expiring: Vec<DeskRow>,
    /// On the hold shelf with a slip that is no longer true: to be taken down, sent on or given a new slip.
    pub take_down: Vec<DeskRow>,
    /// On the way here.
    pub arriving: Vec<DeskRow>,
    /// Lent here and late.
    pub overdue: Vec<DeskRow>,
    /// Faults that nobody has solved.
    pub faults: Vec<DeskRow>,
}

plain_endpoints! {
    /// What there is to do at a desk today.
    GetToday: Staff Get "/api/v1/desk/{library}/today" "get_today" -> Today;
    "What there is to do at a desk today"
    at {
        /// Which desk; `None` if the address names none.
        library: LibraryId = LIBRARY
    };
}

/// What was scanned.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "wire", derive(jaettu_wire_derive::FromJson))]
#[serde(tag = "is", rename_all = "snake_case")]
pub enum Scanned {
    /// A library card.
    Card {
        /// Its holder.
        holder: Holder,
    },
    /// A copy of a thing.
    Copy {
        /// Which copy.
        barcode: Barcode,
        /// Its thing.
        item: ItemId,
        /// Name of the thing.
        name: Text,
        /// Where it is.
        place: Spot,
        /// What belongs to it: the checklist.
        included: Texts,
        /// Whether it is on loan to the person whose card is open: then they bring it back.
        theirs: bool,
    },
    /// The code of a hold that can be fetched.
    Pickup {
        /// The person whose hold it is.
        holder: Holder,
        /// The library in which it waits.
        library: LibraryId,
        /// Short name of that library.
        library_name: Text,
        /// The copy that is to be fetched from the hold shelf.
        barcode: Barcode,
        /// Its thing.
        item: ItemId,
        /// Name of the thing.
        name: Text,
    },
    /// The code of a booking of a room of this library.
    Booking {
        /// The booking.
        booking: DeskBooking,
    },
}

/// A card holder, as far as the desk needs to know while something is handed over.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "wire", derive(jaettu_wire_derive::FromJson))]
pub struct Holder {
    /// Who.
    pub id: PersonId,
    /// Digits of the card.
    pub card: Option<String>,
    /// Name.
    pub name: String,
    /// Why they may not borrow, as staff wrote it.
    pub blocked: Option<String>,
    /// Whether the card is disabled.
    pub disabled: bool,
    /// How many things they have on loan.
    pub loans: u32,
    /// How many of those are late.
    pub late: u32,
    /// What they can fetch here now.
    pub ready: Vec<DeskRow>,
}

/// Finds out what was scanned.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Scan {
    /// What the reader read, or somebody typed.
    pub code: String,
    /// At which desk.
    pub library: Option<LibraryId>,
    /// Whose card is open there.
    pub person: Option<PersonId>,
}

impl Endpoint for Scan {
    type Reply = Scanned;
    // A card's number in an address would end up in logs.
    const METHOD: Method = Method::Post;
    const ACCESS: Access = Access::Staff;
    const PATH: &'static str = "/api/v1/desk/scans";
    const OPERATION: &'static str = "scan";
    const SUMMARY: &'static str = "Tells whether a code is a card, a copy, a pickup code or the code of a booking; whose card was opened at a desk is kept";
    const FIELDS: &'static [Param] = &[
        Param {
            name: "code",
            kind: Kind::Text(60),
            doc: "What was read or typed",
        },
        LIBRARY,
        Param {
            name: "person",
            kind: Kind::Text(36),
            doc: "Whose card is open at the desk",
        },
    ];

    fn write(&self, pairs: &mut Pairs) {
        pairs.push("code", &self.code);
        pairs.maybe("library", self.library.as_ref());
        pairs.maybe("person", self.person.as_ref());
    }

    fn read(reader: &mut Reader<'_>) -> Self {
        Self {
            code: reader.line("code", 60),
            library: reader.required("library"),
            person: reader.value("person"),
        }
    }
}

/// Takes back the last thing that a desk did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Undo {
    /// What the answer said.
    pub undo: String,
}

impl Endpoint for Undo {
    type Reply = crate::account::api::Done;
    const METHOD: Method = Method::Post;
    const ACCESS: Access = Access::Staff;
    const PATH: &'static str = "/api/v1/desk/undo";
    const OPERATION: &'static str = "undo";
    const SUMMARY: &'static str = "Takes back what a desk did, while nothing else has happened to the thing";
    const FIELDS: &'static [Param] = &[Param {
        name: "undo",
        kind: Kind::Text(64),
        doc: "What the answer said",
    }];

    fn write(&self, pairs: &mut Pairs) {
        pairs.push("undo", &self.undo);
    }

    fn read(reader: &mut Reader<'_>) -> Self {
        Self {
            undo: reader.line("undo", 64),
        }
    }
}

/// Finds card holders by name or card; who asked, and why, is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FindPeople {
    /// Part of a name, or a card.
    pub query: String,
    /// Why it is needed.
    pub reason: String,
}

impl Endpoint for FindPeople {
    type Reply = Page<Holder>;
    // Names in an address would end up in logs.
    const METHOD: Method = Method::Post;
    const ACCESS: Access = Access::Staff;
    const PATH: &'static str = "/api/v1/desk/people/search";
    const OPERATION: &'static str = "find_people";
    const SUMMARY: &'static str = "Finds card holders by name or card; who asked, and why, is kept";
    const FIELDS: &'static [Param] = &[
        Param {
            name: "query",
            kind: Kind::Text(LONGEST_NAME),
            doc: "Part of a name, three letters at least, or a card",
        },
        REASON,
    ];

    fn write(&self, pairs: &mut Pairs) {
        pairs.push("query", &self.query);
        pairs.push("reason", &self.reason);
    }

    fn read(reader: &mut Reader<'_>) -> Self {
        let query = reader.line("query", LONGEST_NAME);
        if !query.is_empty() && query.chars().count() < 3 {
            reader.refuse("query", "too_short", "takes three characters at least");
        }
        Self {
            query,
            reason: reader.line("reason", LONGEST_NOTE),
        }
    }
}

/// Registers a new card holder.
#[derive(Clone, PartialEq, Eq)]
pub struct AddPerson {
    /// Number of the new card.
    pub card: Option<Card>,
    /// PIN that the person has chosen.
    pub pin: Option<Pin>,
    /// Name.
    pub name: String,
    /// Day of birth.
    pub born: Option<NaiveDate>,
    /// E-mail address.
    pub email: Option<Email>,
    /// Mobile number.
    pub phone: Option<Phone>,
    /// How they are told what happens.
    pub channel: Channel,
    /// In which language.
    pub language: Language,
}

impl std::fmt::Debug for AddPerson {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("AddPerson")
    }
}

impl AddPerson {
    /// What a new card holder is.
    pub const ROLE: Role = Role::Resident;
}

impl Endpoint for AddPerson {
    type Reply = Holder;
    const METHOD: Method = Method::Post;
    const ACCESS: Access = Access::Staff;
    const STATUS: u16 = 201;
    const PATH: &'static str = "/api/v1/desk/people";
    const OPERATION: &'static str = "add_person";
    const SUMMARY: &'static str = "Registers a new card holder";
    const SECRET: &'static [&'static str] = &["pin"];
    const FIELDS: &'static [Param] = &[
        CARD,
        PIN,
        Param {
            name: "name",
            kind: Kind::Text(LONGEST_NAME),
            doc: "Name",
        },
        BORN,
        Param {
            name: "email",
            kind: Kind::Text(254),
            doc: "E-mail address",
        },
        Param {
            name: "phone",
            kind: Kind::Text(30),
            doc: "Mobile number",
        },
        Param {
            name: "channel",
            kind: Kind::OneOf(Channel::CODES),
            doc: "How to tell them what happens; none by default",
        },
        Param {
            name: "language",
            kind: Kind::OneOf(Language::CODES),
            doc: "In which language; fi by default",
        },
    ];

    fn write(&self, pairs: &mut Pairs) {
        pairs.maybe("card", self.card.as_ref().map(Card::as_str));
        pairs.maybe("pin", self.pin.as_ref().map(Pin::as_str));
        pairs.push("name", &self.name);
        pairs.maybe("born", self.born);
        pairs.maybe("email", self.email.as_ref().map(Email::as_str));
        pairs.maybe("phone", self.phone.as_ref().map(Phone::as_str));
        pairs.push("channel", self.channel.code());
        pairs.push("language", self.language.code());
    }

    fn read(reader: &mut Reader<'_>) -> Self {
        let person = Self {
            card: reader.required("card"),
            pin: reader.required("pin"),
            name: reader.line("name", LONGEST_NAME),
            born: reader.date("born"),
            email: reader.value("email"),
            phone: reader.value("phone"),
            channel: reader.value("channel").unwrap_or(Channel::None),
            language: reader.value("language").unwrap_or_default(),
        };
        // Who wants to be told has to be reachable that way.
        if let Some(field) = lacking(person.channel, person.email.is_some(), person.phone.is_some()) {
            reader.missing(field);
        }
        person
    }
}
