//! Rooms over HTTP, on both databases: what is free, booking, moving, cancelling, what is refused, what happens at once.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test that cannot go on fails"
)]

#[macro_use]
mod support;

#[path = "support/at_desk.rs"]
mod at_desk;
#[path = "rooms/at_once.rs"]
mod at_once;
#[path = "rooms/attending.rs"]
mod attending;
#[path = "rooms/booking.rs"]
mod booking;
#[path = "rooms/calendar.rs"]
mod calendar;
#[path = "rooms/check.rs"]
mod check;
#[path = "rooms/codes.rs"]
mod codes;
#[path = "rooms/demand.rs"]
mod demand;
#[path = "rooms/finding.rs"]
mod finding;
#[path = "rooms/moving.rs"]
mod moving;
#[path = "rooms/place.rs"]
mod place;
#[path = "rooms/reinstating.rs"]
mod reinstating;
#[path = "rooms/series.rs"]
mod series;
#[path = "rooms/staff.rs"]
mod staff;
#[path = "rooms/times.rs"]
mod times;
#[path = "support/rooms.rs"]
mod to_book;
#[path = "rooms/waiting.rs"]
mod waiting;
#[path = "rooms/without.rs"]
mod without;
