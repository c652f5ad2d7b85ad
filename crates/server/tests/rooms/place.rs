//! What the tests of rooms look at.

pub use crate::at_desk::{TIMES, at_desk};
pub use crate::to_book::{BOOKINGS, DAY, at, booked, room, wanted};

use crate::support::person::Guest;
use crate::support::{Answer, Service};
use crate::to_book::put;
use jaettu_domain::rooms::Room;
use jaettu_server::rooms::check;
use serde_json::Value;

/// The example data with these rooms beside it.
pub async fn with_rooms(service: Service, rooms: &[Room]) -> Service {
    let service = service.with_demo().await;
    put(&service, rooms).await;
    service
}

/// Staff book, and go on only if that went well: the booking.
pub async fn booked_at_desk(staff: &Guest<'_>, body: Value) -> Value {
    let answer = staff.post(TIMES, at_desk(body)).await;
    assert_eq!(answer.status, 201, "{}", answer.text());
    answer.json()["items"][0].clone()
}

/// A wall-clock time in Helsinki on another day in winter, as an instant.
pub fn on(day: &str, time: &str) -> String {
    at(time).replace(DAY, day)
}

/// The codes of everything that was refused.
pub fn codes(answer: &Answer) -> Vec<String> {
    let problem = answer.json();
    let errors = problem["errors"].as_array().cloned().unwrap_or_default();
    let codes = errors
        .iter()
        .filter_map(|error| error["code"].as_str().map(str::to_owned));
    codes.collect()
}

/// What is inconsistent: nothing.
pub async fn faults(service: &Service) -> Vec<String> {
    let found = check::run(&service.app.db).await.expect("the check runs");
    found.faults
}

/// When a room is free on [`DAY`], as `09:00-20:00` in Helsinki.
pub async fn free(service: &Service, room: &str) -> Vec<String> {
    let path = format!("/api/v1/rooms/{room}/availability?from={DAY}&days=1");
    let answer = service.get(&path).await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    let spans = answer.json()["free"].as_array().cloned().unwrap_or_default();
    let clock = |value: &Value| {
        let text = value.as_str().expect("an instant");
        let hour: u32 = text[11..13].parse().expect("an hour");
        format!("{:02}{}", hour + 2, &text[13..16])
    };
    spans
        .iter()
        .map(|span| format!("{}-{}", clock(&span["start"]), clock(&span["end"])))
        .collect()
}
