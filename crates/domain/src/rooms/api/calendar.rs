//! The address at which somebody's own calendar reads their bookings.

use crate::account::api::Done;
use crate::endpoint::{Access, Endpoint, Method, Pairs, Reader};
use serde::{Deserialize, Serialize};

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
