//! Rooms to book, beside those of the example data: at Kallio, on a day on which it is staffed from 8:00 to 20:00.

use crate::support::Service;
use crate::support::person::Guest;
use jaettu_domain::rooms::Room;
use jaettu_server::rooms::content;
use serde_json::{Value, json};

/// Where bookings are made.
pub const BOOKINGS: &str = "/api/v1/bookings";
/// Tuesday, the day after the fixed moment.
pub const DAY: &str = "2026-11-24";

/// A room at Kallio with ordinary rules; `change` overwrites parts of it.
pub fn room(id: &str, change: &Value) -> Room {
    let mut room = json!({
        "id": id,
        "library": "kallio",
        "kind": "room",
        "category": "group",
        "name": { "fi": id, "sv": "", "en": "" },
        "max_people": 6,
        "leaves": [id],
        "rules": {
            "grid_minutes": 15,
            "min_minutes": 30,
            "max_minutes": 240,
            "ahead_days": 90,
        },
    });
    merge(&mut room, change);
    serde_json::from_value(room).expect("a room")
}

fn merge(into: &mut Value, change: &Value) {
    match (into, change) {
        (Value::Object(into), Value::Object(change)) => {
            for (name, value) in change {
                merge(into.entry(name).or_insert(Value::Null), value);
            }
        }
        (into, change) => *into = change.clone(),
    }
}

/// Writes rooms.
pub async fn put(service: &Service, rooms: &[Room]) {
    let mut tx = service.app.db.begin().await.expect("a transaction");
    content::put(&mut tx, rooms).await.expect("rooms are written");
    tx.commit().await.expect("the transaction ends");
}

/// `09:00` in Helsinki on [`DAY`], as an instant.
pub fn at(time: &str) -> String {
    let (hour, minute) = time.split_once(':').expect("a time");
    let hour: u32 = hour.parse().expect("an hour");
    format!("{DAY}T{:02}:{minute}:00Z", hour - 2)
}

/// The body of a booking on [`DAY`].
pub fn wanted(room: &str, from: &str, until: &str) -> Value {
    json!({ "room": room, "start": at(from), "end": at(until), "people": 2 })
}

/// Books, and goes on only if that went well: the booking.
pub async fn booked(guest: &Guest<'_>, body: Value) -> Value {
    let answer = guest.post(BOOKINGS, body).await;
    assert_eq!(answer.status, 201, "{}", answer.text());
    answer.json()
}
