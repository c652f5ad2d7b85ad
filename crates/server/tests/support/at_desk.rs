//! Booking at the desk.

use serde_json::{Value, json};

/// Where staff book.
pub const TIMES: &str = "/api/v1/desk/times";

/// A booking as residents ask for it, as staff do.
pub fn at_desk(mut wanted: Value) -> Value {
    let instant = |value: &Value| {
        let text = value.as_str().expect("an instant");
        chrono::DateTime::parse_from_rfc3339(text).expect("an instant")
    };
    let minutes = (instant(&wanted["end"]) - instant(&wanted["start"])).num_minutes();
    let body = wanted.as_object_mut().expect("an object");
    let start = body.remove("start");
    body.remove("end");
    body.insert("starts".to_owned(), json!([start]));
    body.insert("minutes".to_owned(), json!(minutes));
    wanted
}
