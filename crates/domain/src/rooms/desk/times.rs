//! How staff book one time or the same in several weeks, in the place of what they have seen to be in the way, and take a series
//! back.

use super::{BLOCK, CARD, DeskBooking, LONGEST_REASON, REASON, nobodys};
use crate::account::Card;
use crate::busy::{Claim, Quarter, Quarters};
use crate::endpoint::{Access, Endpoint, Kind, Method, Pairs, Param, Reader, plain_endpoints};
use crate::id::{BookingId, RoomId, SeriesId};
use crate::page::Page;
use crate::rooms::api::Span;
use crate::rooms::api::bookings::{END, PEOPLE, PURPOSE, ROOM, START, instant, people, purpose};
use crate::rooms::api::series::{MINUTES, SERIES_ID, STARTS, starts};
use crate::time;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// So many weeks staff book at once, at most: a year.
pub const MOST_DATES: u32 = 53;
/// So many bookings are replaced at once, at most.
pub const MOST_SEEN: usize = 200;

/// One date, before it is booked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "wire", derive(jaettu_wire_derive::FromJson))]
pub struct DeskDate {
    /// From.
    pub start: DateTime<Utc>,
    /// Until.
    pub end: DateTime<Utc>,
    /// The bookings in whose way it would be; none if it is free.
    pub in_the_way: Vec<DeskBooking>,
    /// The nearest time of the same length and day that is free while the library is open; only where it is not free itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub instead: Option<Span>,
    /// Whether the library is closed then, or without the staff that the room needs, for part of the time. Staff may book all the
    /// same.
    pub outside_hours: bool,
}

/// The free time within others that begins nearest to one that is not free, and is as long; of two equally near the later,
/// because it is easier to come later than earlier. Nothing of it is in the way of `others`, and it `suits`.
pub fn nearest_free(
    asked: Claim,
    others: &[Claim],
    within: Quarters,
    suits: impl Fn(Quarters) -> bool,
) -> Option<Quarters> {
    let (from, length) = (asked.used.from, asked.used.length());
    let mut starts: Vec<Quarter> = (within.from.0..=within.until.0 - i64::from(length))
        .map(Quarter)
        .collect();
    starts.sort_unstable_by_key(|start| (start.0.abs_diff(from.0), *start < from));
    let times = starts.into_iter().map(|start| Quarters::new(start, length));
    times.into_iter().find(|when| {
        let claim = Claim { used: *when, ..asked };
        others.iter().all(|other| other.agrees_with(claim)) && suits(*when)
    })
}

/// What one time would be, or the same in several weeks.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PlanAtDesk {
    /// The room.
    pub room: Option<RoomId>,
    /// From when in the first week.
    pub start: Option<DateTime<Utc>>,
    /// Until when in the first week.
    pub end: Option<DateTime<Utc>>,
    /// How many weeks.
    pub weeks: u32,
    /// Whether it is a block, around which nothing is kept clear.
    pub block: bool,
}

impl Endpoint for PlanAtDesk {
    type Reply = Page<DeskDate>;
    const ACCESS: Access = Access::Staff;
    const PATH: &'static str = "/api/v1/desk/times/plan";
    const OPERATION: &'static str = "plan_at_desk";
    const SUMMARY: &'static str =
        "What a time would be, or the same in several weeks: each date with every booking that is in the way";
    const PARAMS: &'static [Param] = &[
        ROOM,
        START,
        END,
        Param {
            name: "weeks",
            kind: Kind::Number(1, MOST_DATES),
            doc: "How many weeks, the first included; one if it is not given",
        },
        BLOCK,
    ];

    fn write(&self, pairs: &mut Pairs) {
        pairs.maybe("room", self.room.as_ref());
        pairs.maybe("start", self.start.map(time::write));
        pairs.maybe("end", self.end.map(time::write));
        pairs.push("weeks", self.weeks.to_string());
        pairs.flag("block", self.block);
    }

    fn read(reader: &mut Reader<'_>) -> Self {
        Self {
            room: reader.required("room"),
            start: instant(reader, "start", true),
            end: instant(reader, "end", true),
            weeks: reader.number("weeks", 1..=MOST_DATES, 1),
            block: reader.flag("block"),
        }
    }
}

/// Books times of a room of the same length, all of them or none, in the place of the bookings that were seen.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct BookTimesAtDesk {
    /// The room.
    pub room: Option<RoomId>,
    /// The starts that were chosen.
    pub starts: Vec<DateTime<Utc>>,
    /// How long each is, in minutes.
    pub minutes: u32,
    /// For whom; nobody for the library's own and for blocks.
    pub card: Option<Card>,
    /// Whether nobody can use it: cleaning, repair.
    pub block: bool,
    /// How many people come.
    pub people: Option<u32>,
    /// What for.
    pub purpose: String,
    /// The bookings that were seen to be in the way, and are taken back.
    pub seen: Vec<BookingId>,
    /// Why they are taken back; empty where none is.
    pub reason: String,
}

impl Endpoint for BookTimesAtDesk {
    type Reply = Page<DeskBooking>;
    const METHOD: Method = Method::Post;
    const ACCESS: Access = Access::Staff;
    const STATUS: u16 = 201;
    const PATH: &'static str = "/api/v1/desk/times";
    const OPERATION: &'static str = "book_times_at_desk";
    const SUMMARY: &'static str = "Books times of a room, all of them or none, and takes back for them the bookings that staff have seen to be in the \
        way; if anything else is, nothing changes";
    const FIELDS: &'static [Param] = &[
        ROOM,
        STARTS,
        MINUTES,
        CARD,
        BLOCK,
        PEOPLE,
        PURPOSE,
        Param {
            name: "seen",
            kind: Kind::Texts(36),
            doc: "Identifiers of the bookings that are in the way and are taken back",
        },
        REASON,
    ];

    fn write(&self, pairs: &mut Pairs) {
        pairs.maybe("room", self.room.as_ref());
        for start in &self.starts {
            pairs.push("starts", time::write(*start));
        }
        pairs.push("minutes", self.minutes.to_string());
        pairs.maybe("card", self.card.as_ref().map(Card::as_str));
        pairs.flag("block", self.block);
        pairs.maybe("people", self.people);
        pairs.maybe(
            "purpose",
            Some(&self.purpose).filter(|purpose| !purpose.is_empty()),
        );
        for seen in &self.seen {
            pairs.push("seen", seen.as_str());
        }
        pairs.maybe("reason", Some(&self.reason).filter(|reason| !reason.is_empty()));
    }

    fn read(reader: &mut Reader<'_>) -> Self {
        let (starts, minutes) = starts(reader, MOST_DATES);
        let (card, block) = nobodys(reader);
        let seen = seen(reader);
        let reason = reader.text("reason", LONGEST_REASON);
        if !seen.is_empty() && reason.is_empty() {
            reader.missing("reason");
        }
        Self {
            room: reader.required("room"),
            starts,
            minutes,
            card,
            block,
            people: people(reader),
            purpose: purpose(reader).unwrap_or_default(),
            seen,
            reason,
        }
    }
}

fn seen(reader: &mut Reader<'_>) -> Vec<BookingId> {
    let texts = reader.texts("seen", 36);
    if texts.len() > MOST_SEEN {
        reader.refuse("seen", "too_many", format!("takes at most {MOST_SEEN}"));
        return Vec::new();
    }
    let mut seen = Vec::with_capacity(texts.len());
    for text in texts {
        match text.parse() {
            Ok(id) => seen.push(id),
            Err(_) => reader.refuse("seen", "not_valid", "takes identifiers of bookings"),
        }
    }
    seen
}

plain_endpoints! {
    /// Takes back what of a series has not begun.
    WithdrawSeries: Staff Post "/api/v1/desk/series/{id}/withdraw" "withdraw_series" -> Page<DeskBooking>;
    "Takes back what of a series has not begun; its people are told why"
    at {
        /// Which; `None` if the address names none.
        id: SeriesId = SERIES_ID
    }
    with {
        /// Why.
        reason: String = REASON
    };
}

#[cfg(test)]
#[path = "times_tests.rs"]
mod tests;
