//! The only place in the app that reads a clock.

use chrono::{DateTime, TimeDelta, Utc};

/// The present instant; ahead of the phone's clock in a demonstration that plays another day.
#[expect(
    clippy::cast_possible_truncation,
    reason = "milliseconds since 1970 are far below 2^53"
)]
pub fn now() -> DateTime<Utc> {
    let phone = DateTime::from_timestamp_millis(js_sys::Date::now() as i64).unwrap_or_default();
    phone + ahead()
}

fn ahead() -> TimeDelta {
    let main = leptos::prelude::document().get_element_by_id("main");
    let seconds = main
        .and_then(|main| main.get_attribute("data-ahead"))
        .and_then(|text| text.parse().ok());
    TimeDelta::seconds(seconds.unwrap_or(0))
}
