//! What others book disappears while one looks: the part of a written page that says so is asked for again now and then, and
//! exchanged where it has changed. Nothing else of the page is touched.

use crate::client::fetch;
use crate::ui::{grid, keep_place};
use crate::written;
use leptos::ev;
use leptos::prelude::*;
use std::cell::RefCell;
use std::time::Duration;
use wasm_bindgen_futures::spawn_local;
use web_sys::Element;

/// So often, while somebody looks.
const OFTEN: Duration = Duration::from_secs(30);
const PART: &str = "live";

thread_local! {
    /// The part as it was written, before the keys of the grid have changed it.
    static WRITTEN: RefCell<String> = const { RefCell::new(String::new()) };
}

fn part() -> Option<Element> {
    document().get_element_by_id(PART)
}

/// The page has appeared.
pub(super) fn appeared() {
    if let Some(part) = part() {
        WRITTEN.set(part.inner_html());
    }
    grid::wake();
}

/// Asks again as long as the page is there.
pub(super) fn listen(address: impl Fn() -> String + 'static) {
    let address = StoredValue::new_local(address);
    let ask = move || {
        if part().is_some() && !document().hidden() {
            spawn_local(renew(address.with_value(|address| address())));
        }
    };
    let often = set_interval_with_handle(ask, OFTEN);
    let back = window_event_listener(ev::visibilitychange, move |_| ask());
    on_cleanup(move || {
        if let Ok(often) = often {
            often.clear();
        }
        back.remove();
    });
}

async fn renew(address: String) {
    let here = || window().location().href().unwrap_or_default();
    let before = here();
    let Ok((text, None)) = fetch(&address).await else {
        return;
    };
    let new = written::parse(&text).and_then(|page| page.get_element_by_id(PART));
    // The reader may have gone on meanwhile.
    if let (Some(new), Some(part)) = (new, part())
        && here() == before
    {
        let html = new.inner_html();
        if WRITTEN.with_borrow(|written| *written != html) {
            keep_place(&part, PART);
            part.set_inner_html(&html);
            appeared();
        }
    }
}
