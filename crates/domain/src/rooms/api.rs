//! How rooms and their free times travel, and, a module each, bookings ([`bookings`]), several weeks at once ([`series`]) and the
//! address of somebody's own calendar ([`calendar`]).

pub mod bookings;
pub mod calendar;
pub mod series;

pub use bookings::*;
pub use calendar::*;
pub use series::*;

use super::find::{Sort, Wish};
use super::{Access as Accessible, Category, Equipment, Kind as RoomKind, Photo, RoomRules};
use crate::catalogue::api::LONGEST_SEARCH;
use crate::endpoint::{Endpoint, Kind, Pairs, Param, Reader};
use crate::id::{LibraryId, RoomId};
use crate::page::Page;
use crate::text::Text;
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

const ROOM_ID: Param = Param {
    name: "id",
    kind: Kind::Text(64),
    doc: "Identifier of the room",
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
            kind: Kind::OneOf(Sort::CODES),
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
        Self(Wish {
            q: reader.text("q", LONGEST_SEARCH),
            kind: reader.value("kind"),
            library: reader.value("library"),
            category: reader.value("category"),
            date: reader.date("date"),
            from: reader.value("from"),
            until: reader.value("until"),
            minutes,
            people: people(reader),
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

/// Whether calendars of this service speak of a day.
fn is_spoken_of(date: NaiveDate) -> bool {
    (2000..2200).contains(&chrono::Datelike::year(&date))
}

/// A day that calendars of this service speak of.
fn day(reader: &mut Reader<'_>) -> Option<NaiveDate> {
    let date = reader.date("from")?;
    if is_spoken_of(date) {
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
