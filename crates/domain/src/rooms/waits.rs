//! Waiting for a time that others have.
//!
//! Whoever waits first gets it first: as soon as the time is free it is kept for them, as if they had opened the form, for half
//! an hour. Then it is the next one's.

use super::api::bookings::{END, ROOM, START, instant, people};
use crate::account::api::Done;
use crate::endpoint::{Access, Endpoint, Kind, Method, Pairs, Param, Reader, plain_endpoints};
use crate::id::{BookingId, LibraryId, RoomId, WaitId};
use crate::page::Page;
use crate::text::Text;
use crate::time;
use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

/// How many times one person may wait for.
pub const MOST_WAITS: usize = 5;
/// How long a time that has become free is kept for whoever waited, in minutes.
pub const OFFER_MINUTES: i64 = 30;

/// Until when a time is kept that becomes free at `now`: half an hour, but not beyond its start; `None` if it has begun.
pub fn offered_until(start: DateTime<Utc>, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
    (now < start).then(|| start.min(now + TimeDelta::minutes(OFFER_MINUTES)))
}

/// A time that somebody waits for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "wire", derive(jaettu_wire_derive::FromJson))]
pub struct WaitView {
    /// Its identifier.
    pub id: WaitId,
    /// The room, or a pool.
    pub room: RoomId,
    /// Its name.
    pub room_name: Text,
    /// Where it is.
    pub library: LibraryId,
    /// Short name of that library.
    pub library_name: Text,
    /// From.
    pub start: DateTime<Utc>,
    /// Until.
    pub end: DateTime<Utc>,
    /// How many waited for some of the same time before.
    pub before: u32,
    /// The booking that is kept for them, once the time is free.
    pub booking: Option<BookingId>,
    /// Until when it is kept.
    pub offered_until: Option<DateTime<Utc>>,
}

const ID: Param = Param {
    name: "id",
    kind: Kind::Text(36),
    doc: "Identifier",
};

/// Waits for a time.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AddWait {
    /// The room, or a pool.
    pub room: Option<RoomId>,
    /// From when.
    pub start: Option<DateTime<Utc>>,
    /// Until when.
    pub end: Option<DateTime<Utc>>,
    /// How many people would come.
    pub people: Option<u32>,
}

impl Endpoint for AddWait {
    type Reply = WaitView;
    const METHOD: Method = Method::Post;
    const ACCESS: Access = Access::SignedIn;
    const STATUS: u16 = 201;
    const PATH: &'static str = "/api/v1/waits";
    const OPERATION: &'static str = "add_wait";
    const SUMMARY: &'static str = "Waits for a time that others have: once it is free it is kept for half an hour for whoever waited first";
    const FIELDS: &'static [Param] = &[
        ROOM,
        START,
        END,
        Param {
            name: "people",
            kind: Kind::Number(1, 1000),
            doc: "How many people would come",
        },
    ];

    fn write(&self, pairs: &mut Pairs) {
        pairs.maybe("room", self.room.as_ref());
        pairs.maybe("start", self.start.map(time::write));
        pairs.maybe("end", self.end.map(time::write));
        pairs.maybe("people", self.people);
    }

    fn read(reader: &mut Reader<'_>) -> Self {
        Self {
            room: reader.required("room"),
            start: instant(reader, "start", true),
            end: instant(reader, "end", true),
            people: people(reader),
        }
    }
}

/// What one waits for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ListWaits;

impl Endpoint for ListWaits {
    type Reply = Page<WaitView>;
    const ACCESS: Access = Access::SignedIn;
    const PATH: &'static str = "/api/v1/me/waits";
    const OPERATION: &'static str = "list_waits";
    const SUMMARY: &'static str = "The times that one waits for";

    fn write(&self, _: &mut Pairs) {}

    fn read(_: &mut Reader<'_>) -> Self {
        Self
    }
}

plain_endpoints! {
    /// Waits no longer.
    RemoveWait: SignedIn Delete "/api/v1/waits/{id}" "remove_wait" -> Done;
    "Waits no longer for a time"
    at {
        /// Which; `None` if the address names none.
        id: WaitId = ID
    };
}
