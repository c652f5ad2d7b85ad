//! Keeping a time while the form is filled in: asked for as soon as the page is there, counted down, and let go when the
//! reader goes elsewhere.

use crate::clock;
use crate::form;
use chrono::{DateTime, TimeDelta, Utc};
use jaettu_domain::endpoint::Endpoint;
use jaettu_domain::id::BookingId;
use jaettu_domain::rooms::api::CancelBooking;
use js_sys::{Object, Reflect};
use leptos::ev;
use leptos::prelude::*;
use std::cell::{Cell, RefCell};
use std::time::Duration;
use web_sys::wasm_bindgen::{JsCast, JsValue};
use web_sys::{Element, HtmlFormElement, RequestInit};

thread_local! {
    /// Until when the time is kept, by the phone's clock.
    static UNTIL: Cell<Option<DateTime<Utc>>> = const { Cell::new(None) };
    /// So many seconds were left when that was told last.
    static LEFT: Cell<i64> = const { Cell::new(0) };
    /// What is kept, and its version: only that is let go.
    static KEPT: RefCell<Option<(BookingId, String)>> = const { RefCell::new(None) };
    /// The time that was asked for in vain; it is not asked for again by itself.
    static VAIN: RefCell<String> = const { RefCell::new(String::new()) };
}

fn by_id(id: &str) -> Option<Element> {
    document().get_element_by_id(id)
}

/// The page has appeared.
pub(super) fn appeared(first: bool, again: Callback<()>) {
    KEPT.set(by_id("kept").and_then(|kept| {
        let id = BookingId::new(kept.get_attribute("data-booking")?).ok()?;
        Some((id, kept.get_attribute("data-version")?))
    }));
    match by_id("countdown").and_then(|place| place.get_attribute("data-left")?.parse().ok()) {
        Some(seconds) => begin(seconds, first, again),
        None => UNTIL.set(None),
    }
    let hold = by_id("hold").and_then(|form| form.dyn_into::<HtmlFormElement>().ok());
    if let Some(hold) = hold {
        ask(hold, again);
    }
}

fn begin(seconds: i64, first: bool, again: Callback<()>) {
    UNTIL.set(Some(clock::now() + TimeDelta::seconds(seconds)));
    LEFT.set(seconds);
    if first {
        // A page that is loaded anew is there before its predecessor has let go of the time.
        again.run(());
    }
}

/// Asks for the time, once: what was refused is not asked for again by itself.
fn ask(hold: HtmlFormElement, again: Callback<()>) {
    let place = hold.inner_html();
    if VAIN.with_borrow(|vain| *vain == place) {
        return show(&hold);
    }
    form::send_unasked(hold, move |kept| {
        if !kept {
            VAIN.set(place);
        }
        again.run(());
    });
}

/// The button with which one asks oneself.
fn show(hold: &HtmlFormElement) {
    if let Some(around) = hold.parent_element() {
        let _ = around.class_list().add_1("j-hold--seen");
    }
}

/// Counts down, and lets go with the page.
pub(super) fn listen() {
    let tick = set_interval_with_handle(count, Duration::from_secs(1));
    let closing = window_event_listener(ev::pagehide, |_| left());
    on_cleanup(move || {
        if let Ok(tick) = tick {
            tick.clear();
        }
        closing.remove();
    });
}

fn count() {
    let (Some(until), Some(place)) = (UNTIL.get(), by_id("countdown")) else {
        return;
    };
    let left = (until - clock::now()).num_seconds();
    let before = LEFT.replace(left);
    if left <= 0 {
        UNTIL.set(None);
        say(&place, "data-over");
        if let Some(Ok(Some(sentence))) = by_id("clock").map(|clock| clock.closest("p")) {
            sentence.set_text_content(place.get_attribute("data-over").as_deref());
        }
        return;
    }
    if let Some(clock) = by_id("clock") {
        let (minutes, seconds) = (left / 60, left % 60);
        let zero = if seconds < 10 { "0" } else { "" };
        clock.set_text_content(Some(
            &[&minutes.to_string(), ":", zero, &seconds.to_string()].concat(),
        ));
    }
    // A phone that is busy skips a second now and then.
    let passes = |mark: i64| before > mark && left <= mark;
    if passes(60) {
        say(&place, "data-one");
    } else if passes(300) {
        say(&place, "data-five");
    }
}

fn say(place: &Element, what: &str) {
    if let Some(said) = by_id("held-said") {
        said.set_text_content(place.get_attribute(what).as_deref());
    }
}

/// The reader goes elsewhere: others may have the time. Not once it has been confirmed, or may have been.
pub fn left() {
    let Some((id, version)) = KEPT.take() else { return };
    if by_id("confirm").is_some_and(|form| form.has_attribute("data-label")) {
        return;
    }
    let cancel = CancelBooking { id: Some(id) };
    let init = RequestInit::new();
    init.set_method("DELETE");
    let headers = Object::new();
    let tag = ["\"", &version, "\""].concat();
    let _ = Reflect::set(&headers, &"if-match".into(), &tag.into());
    init.set_headers(&headers);
    // So that it goes out even if this is the last thing the page does.
    let _ = Reflect::set(&init, &"keepalive".into(), &JsValue::TRUE);
    let _ = window().fetch_with_str_and_init(&cancel.url(), &init);
}
