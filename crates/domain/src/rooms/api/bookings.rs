//! How bookings travel, and what their own person does with them.

use super::{Span, is_spoken_of};
use crate::endpoint::{Access, Endpoint, Kind, Method, Pairs, Param, Reader, plain_endpoints};
use crate::id::{BookingId, LibraryId, RoomId, SeriesId};
use crate::page::Page;
use crate::rooms::{LONGEST_PURPOSE, Origin, State};
use crate::text::Text;
use crate::time;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

pub(in crate::rooms) const ID: Param = Param {
    name: "id",
    kind: Kind::Text(36),
    doc: "Identifier of the booking",
};
pub(in crate::rooms) const ROOM: Param = Param {
    name: "room",
    kind: Kind::Text(64),
    doc: "Identifier of the room, or of a pool of machines",
};
pub(in crate::rooms) const START: Param = Param {
    name: "start",
    kind: Kind::Text(40),
    doc: "From when, 2026-12-24T10:00:00Z",
};
pub(in crate::rooms) const END: Param = Param {
    name: "end",
    kind: Kind::Text(40),
    doc: "Until when, 2026-12-24T11:00:00Z",
};
pub(in crate::rooms) const PEOPLE: Param = Param {
    name: "people",
    kind: Kind::Number(1, 1000),
    doc: "How many people come",
};
pub(in crate::rooms) const PURPOSE: Param = Param {
    name: "purpose",
    kind: Kind::Text(LONGEST_PURPOSE),
    doc: "What for; nobody else reads it but staff",
};
const CODE: Param = Param {
    name: "code",
    kind: Kind::Text(20),
    doc: "What is written at the door",
};

/// A booking as its person sees it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "wire", derive(jaettu_wire_derive::FromJson))]
pub struct BookingView {
    /// Its identifier.
    pub id: BookingId,
    /// The room; of a pool the machine that was assigned.
    pub room: RoomId,
    /// Its name.
    pub room_name: Text,
    /// The pool from which it was assigned: whoever takes another time takes any of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pool: Option<RoomId>,
    /// Where in the library.
    pub place: Text,
    /// Where it is.
    pub library: LibraryId,
    /// Short name of that library.
    pub library_name: Text,
    /// The weekly series that it was booked with.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub series: Option<SeriesId>,
    /// How far it is.
    pub state: State,
    /// How it came about.
    pub origin: Origin,
    /// From.
    pub start: DateTime<Utc>,
    /// Until.
    pub end: DateTime<Utc>,
    /// How many people come.
    pub people: Option<u32>,
    /// What for.
    pub purpose: String,
    /// When it was made.
    pub made_at: DateTime<Utc>,
    /// Until when the time is kept for filling in the form.
    pub held_until: Option<DateTime<Utc>>,
    /// Until when it can be moved or cancelled.
    pub changeable_until: DateTime<Utc>,
    /// What is said at the desk, or typed at the door to check in.
    pub code: Option<String>,
    /// The code of the door, from the time on from which it is shown.
    pub door_code: Option<String>,
    /// From when the code of the door is shown.
    pub door_code_from: Option<DateTime<Utc>>,
    /// From when and until when one checks in.
    pub check_in: Option<Span>,
    /// When somebody has come.
    pub checked_in_at: Option<DateTime<Utc>>,
    /// When it was cancelled, denied or released.
    pub ended_at: Option<DateTime<Utc>>,
    /// Why staff refused it or took it back, in their words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// How often it has been changed; the same number is its `ETag`.
    pub version: u32,
}

impl BookingView {
    /// What its person asked for: the pool, or the room.
    pub fn asked(&self) -> &RoomId {
        self.pool.as_ref().unwrap_or(&self.room)
    }
}

/// Books a time, or keeps it while the form is filled in.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Book {
    /// The room, or a pool.
    pub room: Option<RoomId>,
    /// From when.
    pub start: Option<DateTime<Utc>>,
    /// Until when.
    pub end: Option<DateTime<Utc>>,
    /// How many people come; one if nothing is said.
    pub people: Option<u32>,
    /// What for.
    pub purpose: String,
    /// Whether it is only kept for ten minutes, to be confirmed.
    pub hold: bool,
}

impl Endpoint for Book {
    type Reply = BookingView;
    const METHOD: Method = Method::Post;
    const ACCESS: Access = Access::SignedIn;
    const STATUS: u16 = 201;
    const PATH: &'static str = "/api/v1/bookings";
    const OPERATION: &'static str = "book";
    const SUMMARY: &'static str = "Books a time, or keeps it for ten minutes while the form is filled in";
    const FIELDS: &'static [Param] = &[
        ROOM,
        START,
        END,
        PEOPLE,
        PURPOSE,
        Param {
            name: "hold",
            kind: Kind::Flag,
            doc: "Only keep it for ten minutes, until it is confirmed",
        },
    ];

    fn write(&self, pairs: &mut Pairs) {
        pairs.maybe("room", self.room.as_ref());
        pairs.maybe("start", self.start.map(time::write));
        pairs.maybe("end", self.end.map(time::write));
        pairs.maybe("people", self.people);
        if !self.purpose.is_empty() {
            pairs.push("purpose", self.purpose.clone());
        }
        pairs.flag("hold", self.hold);
    }

    fn read(reader: &mut Reader<'_>) -> Self {
        Self {
            room: reader.required("room"),
            start: instant(reader, "start", true),
            end: instant(reader, "end", true),
            people: people(reader),
            purpose: purpose(reader).unwrap_or_default(),
            hold: reader.flag("hold"),
        }
    }
}

pub(in crate::rooms) fn instant(
    reader: &mut Reader<'_>,
    name: &str,
    required: bool,
) -> Option<DateTime<Utc>> {
    let given = reader.text(name, 40);
    if given.is_empty() {
        if required {
            reader.missing(name);
        }
        return None;
    }
    let read = time::read(&given).filter(|instant| is_spoken_of(instant.date_naive()));
    if read.is_none() {
        reader.refuse(name, "not_valid", "takes an instant as 2026-12-24T10:00:00Z");
    }
    read
}

pub(in crate::rooms) fn people(reader: &mut Reader<'_>) -> Option<u32> {
    reader.has("people").then(|| reader.number("people", 1..=1000, 1))
}

pub(in crate::rooms) fn purpose(reader: &mut Reader<'_>) -> Option<String> {
    let text = reader.text("purpose", LONGEST_PURPOSE);
    if text.is_empty() {
        return reader.has("purpose").then_some(text);
    }
    Some(reader.line("purpose", LONGEST_PURPOSE))
}

/// Confirms a time that was kept.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ConfirmBooking {
    /// Which; `None` if the address names none.
    pub id: Option<BookingId>,
    /// How many people come.
    pub people: Option<u32>,
    /// What for.
    pub purpose: String,
}

impl Endpoint for ConfirmBooking {
    type Reply = BookingView;
    const METHOD: Method = Method::Post;
    const ACCESS: Access = Access::SignedIn;
    const PATH: &'static str = "/api/v1/bookings/{id}/confirm";
    const OPERATION: &'static str = "confirm_booking";
    const SUMMARY: &'static str =
        "Confirms a time that was kept; when the ten minutes are over, books it anew if it is still free";
    const PARAMS: &'static [Param] = &[ID];
    const FIELDS: &'static [Param] = &[PEOPLE, PURPOSE];

    fn write(&self, pairs: &mut Pairs) {
        pairs.maybe("id", self.id.as_ref());
        pairs.maybe("people", self.people);
        if !self.purpose.is_empty() {
            pairs.push("purpose", self.purpose.clone());
        }
    }

    fn read(reader: &mut Reader<'_>) -> Self {
        Self {
            id: reader.id("id"),
            people: people(reader),
            purpose: purpose(reader).unwrap_or_default(),
        }
    }
}

/// Moves or changes a booking; what is not given stays as it is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ChangeBooking {
    /// Which; `None` if the address names none.
    pub id: Option<BookingId>,
    /// Another room, or a pool.
    pub room: Option<RoomId>,
    /// Another start.
    pub start: Option<DateTime<Utc>>,
    /// Another end.
    pub end: Option<DateTime<Utc>>,
    /// Another number of people.
    pub people: Option<u32>,
    /// Another purpose.
    pub purpose: Option<String>,
    /// The version that was looked at, also as `If-Match`: nothing changes if it is another one by now.
    pub version: Option<u32>,
}

impl Endpoint for ChangeBooking {
    type Reply = BookingView;
    const METHOD: Method = Method::Patch;
    const ACCESS: Access = Access::SignedIn;
    const PATH: &'static str = "/api/v1/bookings/{id}";
    const OPERATION: &'static str = "change_booking";
    const SUMMARY: &'static str = "Moves a booking to another time or room in one step, or changes what it says; the old time stays until the new one is won";
    const PARAMS: &'static [Param] = &[ID];
    const FIELDS: &'static [Param] = &[
        ROOM,
        START,
        END,
        PEOPLE,
        PURPOSE,
        Param {
            name: "version",
            kind: Kind::Number(0, u32::MAX),
            doc: "The version that was looked at; instead of the header If-Match",
        },
    ];

    fn write(&self, pairs: &mut Pairs) {
        pairs.maybe("id", self.id.as_ref());
        pairs.maybe("room", self.room.as_ref());
        pairs.maybe("start", self.start.map(time::write));
        pairs.maybe("end", self.end.map(time::write));
        pairs.maybe("people", self.people);
        pairs.maybe("purpose", self.purpose.as_ref());
        pairs.maybe("version", self.version);
    }

    fn read(reader: &mut Reader<'_>) -> Self {
        Self {
            id: reader.id("id"),
            room: reader.value("room"),
            start: instant(reader, "start", false),
            end: instant(reader, "end", false),
            people: people(reader),
            purpose: purpose(reader),
            version: reader
                .has("version")
                .then(|| reader.number("version", 0..=u32::MAX, 0)),
        }
    }
}

/// One's own bookings.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ListBookings {
    /// Those that are over or were given up, instead of those to come.
    pub past: bool,
}

impl Endpoint for ListBookings {
    type Reply = Page<BookingView>;
    const ACCESS: Access = Access::SignedIn;
    const PATH: &'static str = "/api/v1/me/bookings";
    const OPERATION: &'static str = "list_bookings";
    const SUMMARY: &'static str = "One's own bookings, those to come or those that are over";
    const PARAMS: &'static [Param] = &[Param {
        name: "past",
        kind: Kind::Flag,
        doc: "Those that are over or were given up",
    }];

    fn write(&self, pairs: &mut Pairs) {
        pairs.flag("past", self.past);
    }

    fn read(reader: &mut Reader<'_>) -> Self {
        Self {
            past: reader.flag("past"),
        }
    }
}

plain_endpoints! {
    /// One of one's own bookings.
    GetBooking: SignedIn Get "/api/v1/bookings/{id}" "get_booking" -> BookingView;
    "One of one's own bookings"
    at {
        /// Which; `None` if the address names none.
        id: BookingId = ID
    };

    /// Says that one has come.
    CheckIn: SignedIn Post "/api/v1/bookings/{id}/check-in" "check_in_booking" -> BookingView;
    "Says that one has come, with the code that is written at the door"
    at {
        /// Which; `None` if the address names none.
        id: BookingId = ID
    }
    with {
        /// What is written at the door.
        code: String = CODE
    };

    /// Gives a booking up.
    CancelBooking: SignedIn Delete "/api/v1/bookings/{id}" "cancel_booking" -> BookingView;
    "Gives a booking up; the time is free for others at once"
    at {
        /// Which; `None` if the address names none.
        id: BookingId = ID
    };

    /// Takes back that one has given a booking up.
    ReinstateBooking: SignedIn Post "/api/v1/bookings/{id}/reinstate" "reinstate_booking" -> BookingView;
    "Takes back that a booking was given up: it gets its time again, judged as if it were new"
    at {
        /// Which; `None` if the address names none.
        id: BookingId = ID
    };
}
