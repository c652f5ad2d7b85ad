//! The only place in the app that reads a clock.

use chrono::{DateTime, TimeDelta, Utc};
use jaettu_domain::time;

/// The present instant; ahead of the phone's clock in a demonstration that plays another day.
#[expect(
    clippy::cast_possible_truncation,
    reason = "milliseconds since 1970 are far below 2^53"
)]
pub fn now() -> DateTime<Utc> {
    of_phone(DateTime::from_timestamp_millis(js_sys::Date::now() as i64).unwrap_or_default())
}

/// An instant of the phone's clock as one of ours.
pub fn of_phone(instant: DateTime<Utc>) -> DateTime<Utc> {
    let ahead = TimeDelta::seconds(
        page_attribute("data-ahead")
            .and_then(|text| text.parse().ok())
            .unwrap_or(0),
    );
    instant + ahead
}

/// When the server wrote this page, which may be long ago: the page may come from the phone's own store.
pub fn page_written() -> Option<DateTime<Utc>> {
    time::read(&page_attribute("data-at")?)
}

fn page_attribute(name: &str) -> Option<String> {
    leptos::prelude::document()
        .get_element_by_id("main")?
        .get_attribute(name)
}
