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

/// A page older than this has come from the phone's own store, and what stands in it is asked for again. The server itself
/// gives the same page for up to a minute (`kept.rs`), and a phone takes a while to start.
const FRESH: TimeDelta = TimeDelta::minutes(2);

/// When the server wrote this page.
pub fn page_written() -> Option<DateTime<Utc>> {
    time::read(&page_attribute("data-at")?)
}

/// Whether the server has written this page just now.
pub fn page_is_fresh() -> bool {
    let on_line = leptos::prelude::window().navigator().on_line();
    page_written().is_some_and(|at| now() - at < FRESH) && on_line
}

fn page_attribute(name: &str) -> Option<String> {
    leptos::prelude::document()
        .get_element_by_id("main")?
        .get_attribute(name)
}
