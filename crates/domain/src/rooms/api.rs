//! How rooms and bookings travel.

use super::find::{Sort, Wish};
use super::{
    Access as Accessible, Category, Equipment, Kind as RoomKind, LONGEST_PURPOSE, MOST_WEEKS, Origin, Photo,
    RoomRules, State,
};
use crate::account::api::Done;
use crate::catalogue::api::LONGEST_SEARCH;
use crate::endpoint::{Access, Endpoint, Kind, Method, Pairs, Param, Reader, plain_endpoints};
use crate::id::{BookingId, LibraryId, RoomId, SeriesId};
use crate::page::Page;
use crate::problem::{Alternative, FieldError};
use crate::text::Text;
use crate::time;
use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

/// How many starts a room in a list comes with.
pub const STARTS: usize = 3;
/// How many days of free times are told at once, at most.
pub const MOST_DAYS: u32 = 62;
/// How many days of free times are told unless something else is asked for.
pub const DAYS: u32 = 14;

/// A room as everybody sees it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "wire", derive(jaettu_wire_derive::FromJson))]
pub struct RoomView {
    /// Its identifier.
    pub id: RoomId,
    /// Where it is.
    pub library: LibraryId,
    /// Short name of that library.
    pub library_name: Text,
    /// Room or machine.
    pub kind: RoomKind,
    /// What it is for.
    pub category: Category,
    /// Name.
    pub name: Text,
    /// What it is good for; told of one room, not in lists.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub about: Option<Text>,
    /// Where in the library.
    pub place: Text,
    /// What it looks like.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub photo: Option<Photo>,
    /// The fewest people.
    pub min_people: u32,
    /// The most people.
    pub max_people: u32,
    /// What is there.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub equipment: Vec<Equipment>,
    /// What makes it usable for everybody.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub access: Vec<Accessible>,
    /// The machines of a pool.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub members: Vec<RoomId>,
    /// The pool to which a machine belongs: whoever does not mind which one it is books that.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pool: Option<RoomId>,
    /// By which rules it is booked.
    pub rules: RoomRules,
    /// The length for which `next_starts` are told, in minutes.
    pub minutes: u32,
    /// The next starts that can be booked for so long, at most three.
    pub next_starts: Vec<DateTime<Utc>>,
    /// Distance from the place that was given, in metres.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub metres: Option<u32>,
}

/// A time from one instant to another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "wire", derive(jaettu_wire_derive::FromJson))]
pub struct Span {
    /// From.
    pub start: DateTime<Utc>,
    /// Until.
    pub end: DateTime<Utc>,
}

/// When a room is free.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "wire", derive(jaettu_wire_derive::FromJson))]
pub struct RoomAvailability {
    /// Which room.
    pub room: RoomId,
    /// The first day.
    pub from: NaiveDate,
    /// How many days.
    pub days: u32,
    /// When it can be used and nobody else has it, in order. Of a pool: when any machine is free.
    pub free: Vec<Span>,
    /// When the library is open for it, in order.
    pub open: Vec<Span>,
}

/// When a library is open, quarter by quarter.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "wire", derive(jaettu_wire_derive::FromJson))]
pub struct OpenMask {
    /// Which library.
    pub library: LibraryId,
    /// With staff; twelve bytes a day in UTC, the first quarter the lowest bit of the first byte, in hexadecimal.
    pub staffed: String,
    /// With or without staff.
    pub any: String,
}

/// When a room cannot be booked because others have it, quarter by quarter.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "wire", derive(jaettu_wire_derive::FromJson))]
pub struct RoomMask {
    /// Which room; pools are not told, as they are their machines.
    pub room: RoomId,
    /// Quarters in which a booking of it would be in somebody's way.
    pub taken: String,
}

/// What is free everywhere, for searching without asking: no more than times.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "wire", derive(jaettu_wire_derive::FromJson))]
pub struct Availability {
    /// The first day, in UTC: counted from 1970-01-01.
    pub first_day: u32,
    /// How many days.
    pub days: u32,
    /// The libraries that have any of the rooms.
    pub open: Vec<OpenMask>,
    /// The rooms.
    pub rooms: Vec<RoomMask>,
}

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
    /// How often it has been changed; the same number is its `ETag`.
    pub version: u32,
}

const ROOM_ID: Param = Param {
    name: "id",
    kind: Kind::Text(64),
    doc: "Identifier of the room",
};
const ID: Param = Param {
    name: "id",
    kind: Kind::Text(36),
    doc: "Identifier of the booking",
};
const SERIES_ID: Param = Param {
    name: "id",
    kind: Kind::Text(36),
    doc: "Identifier of the series",
};
const KIND: Param = Param {
    name: "kind",
    kind: Kind::OneOf(RoomKind::CODES),
    doc: "Only rooms, or only machines",
};
const FROM_DAY: Param = Param {
    name: "from",
    kind: Kind::Text(10),
    doc: "First day, 2026-12-24; today if it is not given",
};
const HOW_MANY_DAYS: Param = Param {
    name: "days",
    kind: Kind::Number(1, MOST_DAYS),
    doc: "How many days",
};
const ROOM: Param = Param {
    name: "room",
    kind: Kind::Text(64),
    doc: "Identifier of the room, or of a pool of machines",
};
const START: Param = Param {
    name: "start",
    kind: Kind::Text(40),
    doc: "From when, 2026-12-24T10:00:00Z",
};
const END: Param = Param {
    name: "end",
    kind: Kind::Text(40),
    doc: "Until when, 2026-12-24T11:00:00Z",
};
const PEOPLE: Param = Param {
    name: "people",
    kind: Kind::Number(1, 1000),
    doc: "How many people come",
};
const CODE: Param = Param {
    name: "code",
    kind: Kind::Text(20),
    doc: "What is written at the door",
};
const PURPOSE: Param = Param {
    name: "purpose",
    kind: Kind::Text(LONGEST_PURPOSE),
    doc: "What for; nobody else reads it but staff",
};

/// Finds rooms and machines.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ListRooms(pub Wish);

impl Endpoint for ListRooms {
    type Reply = Page<RoomView>;
    const PATH: &'static str = "/api/v1/rooms";
    const OPERATION: &'static str = "list_rooms";
    const SUMMARY: &'static str = "Rooms and machines, each with its next starts that can be booked";
    const PARAMS: &'static [Param] = &[
        Param {
            name: "q",
            kind: Kind::Text(LONGEST_SEARCH),
            doc: "Words of its name, library or use",
        },
        KIND,
        Param {
            name: "library",
            kind: Kind::Text(64),
            doc: "Only in this library",
        },
        Param {
            name: "category",
            kind: Kind::OneOf(Category::CODES),
            doc: "Only for this use",
        },
        Param {
            name: "date",
            kind: Kind::Text(10),
            doc: "Only starts on this day, 2026-12-24",
        },
        Param {
            name: "from",
            kind: Kind::Text(5),
            doc: "Only starts from this time of day on, 16:00",
        },
        Param {
            name: "until",
            kind: Kind::Text(5),
            doc: "Only times that end by this time of day, 20:00",
        },
        Param {
            name: "minutes",
            kind: Kind::Number(15, 1440),
            doc: "For so long; if it is not given, as long as the room is usually booked",
        },
        Param {
            name: "people",
            kind: Kind::Number(1, 1000),
            doc: "Room for so many people",
        },
        Param {
            name: "equipment",
            kind: Kind::Texts(20),
            doc: "Only with this; repeat it to ask for several",
        },
        Param {
            name: "access",
            kind: Kind::Texts(20),
            doc: "Only with this; repeat it to ask for several",
        },
        Param {
            name: "sort",
            kind: Kind::OneOf(&["first_free", "near", "name"]),
            doc: "first_free: the soonest first; near: the nearest first, with near=",
        },
        Param {
            name: "near",
            kind: Kind::Text(40),
            doc: "A place as latitude,longitude",
        },
    ];

    fn write(&self, pairs: &mut Pairs) {
        let wish = &self.0;
        if !wish.q.is_empty() {
            pairs.push("q", wish.q.clone());
        }
        pairs.maybe("kind", wish.kind);
        pairs.maybe("library", wish.library.as_ref());
        pairs.maybe("category", wish.category);
        pairs.maybe("date", wish.date);
        pairs.maybe("from", wish.from);
        pairs.maybe("until", wish.until);
        pairs.maybe("minutes", wish.minutes);
        pairs.maybe("people", wish.people);
        for equipment in &wish.equipment {
            pairs.push("equipment", equipment.code());
        }
        for access in &wish.access {
            pairs.push("access", access.code());
        }
        if wish.sort != Sort::default() {
            pairs.push("sort", wish.sort.code());
        }
        pairs.maybe("near", wish.near.as_ref());
    }

    fn read(reader: &mut Reader<'_>) -> Self {
        let minutes = reader
            .has("minutes")
            .then(|| reader.number("minutes", 15..=1440, 60));
        let people = reader.has("people").then(|| reader.number("people", 1..=1000, 1));
        Self(Wish {
            q: reader.text("q", LONGEST_SEARCH),
            kind: reader.value("kind"),
            library: reader.value("library"),
            category: reader.value("category"),
            date: reader.date("date"),
            from: reader.value("from"),
            until: reader.value("until"),
            minutes,
            people,
            equipment: codes(reader, "equipment"),
            access: codes(reader, "access"),
            sort: reader.value("sort").unwrap_or_default(),
            near: reader.value("near"),
        })
    }
}

/// Several words of a list that is known.
fn codes<T: std::str::FromStr<Err: std::fmt::Display>>(reader: &mut Reader<'_>, name: &str) -> Vec<T> {
    let mut known = Vec::new();
    for text in reader.texts(name, 20) {
        match text.parse() {
            Ok(code) => known.push(code),
            Err(error) => reader.refuse(name, "not_valid", format!("takes {error}")),
        }
    }
    known
}

/// One room.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct GetRoom {
    /// Which; `None` if the address names none.
    pub id: Option<RoomId>,
}

impl Endpoint for GetRoom {
    type Reply = RoomView;
    const PATH: &'static str = "/api/v1/rooms/{id}";
    const OPERATION: &'static str = "get_room";
    const SUMMARY: &'static str = "One room or machine, with its rules";
    const PARAMS: &'static [Param] = &[ROOM_ID];

    fn write(&self, pairs: &mut Pairs) {
        pairs.maybe("id", self.id.as_ref());
    }

    fn read(reader: &mut Reader<'_>) -> Self {
        Self { id: reader.id("id") }
    }
}

/// When one room is free.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct GetRoomAvailability {
    /// Which; `None` if the address names none.
    pub id: Option<RoomId>,
    /// From which day on; today if it is not given.
    pub from: Option<NaiveDate>,
    /// How many days.
    pub days: Option<u32>,
}

impl Endpoint for GetRoomAvailability {
    type Reply = RoomAvailability;
    const PATH: &'static str = "/api/v1/rooms/{id}/availability";
    const OPERATION: &'static str = "get_room_availability";
    const SUMMARY: &'static str = "When one room or machine is free";
    const PARAMS: &'static [Param] = &[ROOM_ID, FROM_DAY, HOW_MANY_DAYS];

    fn write(&self, pairs: &mut Pairs) {
        pairs.maybe("id", self.id.as_ref());
        pairs.maybe("from", self.from);
        pairs.maybe("days", self.days);
    }

    fn read(reader: &mut Reader<'_>) -> Self {
        Self {
            id: reader.id("id"),
            from: day(reader),
            days: how_many(reader),
        }
    }
}

/// When everything is free.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct GetAvailability {
    /// Only rooms, or only machines.
    pub kind: Option<RoomKind>,
    /// From which day on; today if it is not given.
    pub from: Option<NaiveDate>,
    /// How many days.
    pub days: Option<u32>,
}

impl Endpoint for GetAvailability {
    type Reply = Availability;
    const PATH: &'static str = "/api/v1/availability";
    const OPERATION: &'static str = "get_availability";
    const SUMMARY: &'static str =
        "When all rooms and machines are free, bit by bit, to search without asking";
    const PARAMS: &'static [Param] = &[KIND, FROM_DAY, HOW_MANY_DAYS];

    fn write(&self, pairs: &mut Pairs) {
        pairs.maybe("kind", self.kind);
        pairs.maybe("from", self.from);
        pairs.maybe("days", self.days);
    }

    fn read(reader: &mut Reader<'_>) -> Self {
        Self {
            kind: reader.value("kind"),
            from: day(reader),
            days: how_many(reader),
        }
    }
}

/// A day within what calendars of this service speak of.
fn day(reader: &mut Reader<'_>) -> Option<NaiveDate> {
    let date = reader.date("from")?;
    if (2000..2200).contains(&chrono::Datelike::year(&date)) {
        return Some(date);
    }
    reader.refuse("from", "out_of_range", "takes a day from 2000 to 2199");
    None
}

fn how_many(reader: &mut Reader<'_>) -> Option<u32> {
    reader
        .has("days")
        .then(|| reader.number("days", 1..=MOST_DAYS, DAYS))
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

/// Whether an instant is one that calendars of this service speak of.
fn is_sane(instant: &DateTime<Utc>) -> bool {
    (2000..2200).contains(&chrono::Datelike::year(&instant.date_naive()))
}

pub(super) fn instant(reader: &mut Reader<'_>, name: &str, required: bool) -> Option<DateTime<Utc>> {
    let given = reader.text(name, 40);
    if given.is_empty() {
        if required {
            reader.missing(name);
        }
        return None;
    }
    let read = time::read(&given).filter(is_sane);
    if read.is_none() {
        reader.refuse(name, "not_valid", "takes an instant as 2026-12-24T10:00:00Z");
    }
    read
}

pub(super) fn people(reader: &mut Reader<'_>) -> Option<u32> {
    reader.has("people").then(|| reader.number("people", 1..=1000, 1))
}

pub(super) fn purpose(reader: &mut Reader<'_>) -> Option<String> {
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

/// One week of a series, before it is booked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "wire", derive(jaettu_wire_derive::FromJson))]
pub struct SeriesWeek {
    /// From.
    pub start: DateTime<Utc>,
    /// Until.
    pub end: DateTime<Utc>,
    /// What stands against it; nothing if it can be booked.
    pub refused: Vec<FieldError>,
    /// Times that are free instead.
    pub alternatives: Vec<Alternative>,
}

/// A series, before it is booked: each week for itself.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "wire", derive(jaettu_wire_derive::FromJson))]
pub struct SeriesPlan {
    /// The room.
    pub room: RoomId,
    /// The weeks, in order.
    pub weeks: Vec<SeriesWeek>,
}

const WEEKS: Param = Param {
    name: "weeks",
    kind: Kind::Number(2, MOST_WEEKS),
    doc: "How many weeks, the first included",
};

/// What a weekly series would be.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PlanSeries {
    /// The room.
    pub room: Option<RoomId>,
    /// From when in the first week.
    pub start: Option<DateTime<Utc>>,
    /// Until when in the first week.
    pub end: Option<DateTime<Utc>>,
    /// How many weeks.
    pub weeks: u32,
}

impl Endpoint for PlanSeries {
    type Reply = SeriesPlan;
    const ACCESS: Access = Access::SignedIn;
    const PATH: &'static str = "/api/v1/series/plan";
    const OPERATION: &'static str = "plan_series";
    const SUMMARY: &'static str =
        "What a weekly series would be: each week with what stands against it and what is free instead";
    const PARAMS: &'static [Param] = &[ROOM, START, END, WEEKS];

    fn write(&self, pairs: &mut Pairs) {
        pairs.maybe("room", self.room.as_ref());
        pairs.maybe("start", self.start.map(time::write));
        pairs.maybe("end", self.end.map(time::write));
        pairs.push("weeks", self.weeks.to_string());
    }

    fn read(reader: &mut Reader<'_>) -> Self {
        Self {
            room: reader.required("room"),
            start: instant(reader, "start", true),
            end: instant(reader, "end", true),
            weeks: reader.number("weeks", 2..=MOST_WEEKS, 2),
        }
    }
}

/// Books several times of a room of the same length, all of them or none.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct BookSeries {
    /// The room.
    pub room: Option<RoomId>,
    /// The starts that were chosen.
    pub starts: Vec<DateTime<Utc>>,
    /// How long each is, in minutes.
    pub minutes: u32,
    /// How many people come.
    pub people: Option<u32>,
    /// What for.
    pub purpose: String,
}

impl Endpoint for BookSeries {
    type Reply = Page<BookingView>;
    const METHOD: Method = Method::Post;
    const ACCESS: Access = Access::SignedIn;
    const STATUS: u16 = 201;
    const PATH: &'static str = "/api/v1/series";
    const OPERATION: &'static str = "book_series";
    const SUMMARY: &'static str = "Books several times of a room, all of them or none";
    const FIELDS: &'static [Param] = &[
        ROOM,
        Param {
            name: "starts",
            kind: Kind::Texts(40),
            doc: "The starts, 2026-12-24T10:00:00Z each",
        },
        Param {
            name: "minutes",
            kind: Kind::Number(15, 1440),
            doc: "How long each is",
        },
        PEOPLE,
        PURPOSE,
    ];

    fn write(&self, pairs: &mut Pairs) {
        pairs.maybe("room", self.room.as_ref());
        for start in &self.starts {
            pairs.push("starts", time::write(*start));
        }
        pairs.push("minutes", self.minutes.to_string());
        pairs.maybe("people", self.people);
        if !self.purpose.is_empty() {
            pairs.push("purpose", self.purpose.clone());
        }
    }

    fn read(reader: &mut Reader<'_>) -> Self {
        let mut starts = Vec::new();
        for text in reader.texts("starts", 40) {
            match time::read(&text).filter(is_sane) {
                Some(start) => starts.push(start),
                None => reader.refuse("starts", "not_valid", "takes instants as 2026-12-24T10:00:00Z"),
            }
        }
        if starts.is_empty() {
            reader.missing("starts");
        }
        if starts.len() > MOST_WEEKS as usize {
            reader.refuse("starts", "too_many", format!("takes at most {MOST_WEEKS}"));
        }
        if !reader.has("minutes") {
            reader.missing("minutes");
        }
        Self {
            room: reader.required("room"),
            starts,
            minutes: reader.number("minutes", 15..=1440, 60),
            people: people(reader),
            purpose: purpose(reader).unwrap_or_default(),
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

/// Where one's own bookings can be had as a calendar.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "wire", derive(jaettu_wire_derive::FromJson))]
pub struct CalendarAddress {
    /// The address on this server. It is told once: whoever has it sees the bookings.
    pub path: String,
}

/// Makes an address for one's own bookings; the one before is of no use any more.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct MakeCalendar;

impl Endpoint for MakeCalendar {
    type Reply = CalendarAddress;
    const METHOD: Method = Method::Post;
    const ACCESS: Access = Access::SignedIn;
    const STATUS: u16 = 201;
    const PATH: &'static str = "/api/v1/me/calendar";
    const OPERATION: &'static str = "make_calendar";
    const SUMMARY: &'static str =
        "Makes an address at which one's own bookings can be had as a calendar; the one before ends";

    fn write(&self, _: &mut Pairs) {}

    fn read(_: &mut Reader<'_>) -> Self {
        Self
    }
}

/// Ends the address of one's own bookings.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct RevokeCalendar;

impl Endpoint for RevokeCalendar {
    type Reply = Done;
    const METHOD: Method = Method::Delete;
    const ACCESS: Access = Access::SignedIn;
    const PATH: &'static str = "/api/v1/me/calendar";
    const OPERATION: &'static str = "revoke_calendar";
    const SUMMARY: &'static str = "Ends the address at which one's own bookings could be had as a calendar";

    fn write(&self, _: &mut Pairs) {}

    fn read(_: &mut Reader<'_>) -> Self {
        Self
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

    /// Gives up what is left of a series.
    CancelSeries: SignedIn Delete "/api/v1/series/{id}" "cancel_series" -> Page<BookingView>;
    "Gives up what of a series can still be cancelled"
    at {
        /// Which; `None` if the address names none.
        id: SeriesId = SERIES_ID
    };

    /// Gives a booking up.
    CancelBooking: SignedIn Delete "/api/v1/bookings/{id}" "cancel_booking" -> BookingView;
    "Gives a booking up; the time is free for others at once"
    at {
        /// Which; `None` if the address names none.
        id: BookingId = ID
    };
}
