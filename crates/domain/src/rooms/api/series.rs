//! How the same time in several weeks travels: what each week would be, and booking and giving up all of it.

use super::bookings::{BookingView, END, PEOPLE, PURPOSE, ROOM, START, instant, people, purpose};
use super::is_spoken_of;
use crate::endpoint::{Access, Endpoint, Kind, Method, Pairs, Param, Reader, plain_endpoints};
use crate::id::{RoomId, SeriesId};
use crate::page::Page;
use crate::problem::{Alternative, FieldError};
use crate::rooms::MOST_WEEKS;
use crate::time;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

pub(in crate::rooms) const SERIES_ID: Param = Param {
    name: "id",
    kind: Kind::Text(36),
    doc: "Identifier of the series",
};
const WEEKS: Param = Param {
    name: "weeks",
    kind: Kind::Number(2, MOST_WEEKS),
    doc: "How many weeks, the first included",
};

pub(in crate::rooms) const STARTS: Param = Param {
    name: "starts",
    kind: Kind::Texts(40),
    doc: "The starts, 2026-12-24T10:00:00Z each",
};
pub(in crate::rooms) const MINUTES: Param = Param {
    name: "minutes",
    kind: Kind::Number(15, 1440),
    doc: "How long each is, as the clock on the wall shows it",
};

/// The starts, at most so many, and how many minutes each is long.
pub(in crate::rooms) fn starts(reader: &mut Reader<'_>, most: u32) -> (Vec<DateTime<Utc>>, u32) {
    let mut starts = Vec::new();
    for text in reader.texts("starts", 40) {
        match time::read(&text).filter(|start| is_spoken_of(start.date_naive())) {
            Some(start) => starts.push(start),
            None => reader.refuse("starts", "not_valid", "takes instants as 2026-12-24T10:00:00Z"),
        }
    }
    if starts.is_empty() {
        reader.missing("starts");
    }
    if starts.len() > most as usize {
        reader.refuse("starts", "too_many", format!("takes at most {most}"));
    }
    if !reader.has("minutes") {
        reader.missing("minutes");
    }
    (starts, reader.number("minutes", 15..=1440, 60))
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
    const FIELDS: &'static [Param] = &[ROOM, STARTS, MINUTES, PEOPLE, PURPOSE];

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
        let (starts, minutes) = starts(reader, MOST_WEEKS);
        Self {
            room: reader.required("room"),
            starts,
            minutes,
            people: people(reader),
            purpose: purpose(reader).unwrap_or_default(),
        }
    }
}

plain_endpoints! {
    /// Gives up what is left of a series.
    CancelSeries: SignedIn Delete "/api/v1/series/{id}" "cancel_series" -> Page<BookingView>;
    "Gives up what of a series can still be cancelled"
    at {
        /// Which; `None` if the address names none.
        id: SeriesId = SERIES_ID
    };
}
