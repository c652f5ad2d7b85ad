//! Keeps the server's header true while the app navigates, and tells when the network is away.

use crate::client::{ask_again, saved_at};
use crate::clock;
use crate::erased::effect;
use crate::locale::t;
use crate::ui::{self, live};
use jaettu_views::{Markup, shell as views};
use leptos::ev;
use leptos::prelude::*;
use leptos_router::hooks::use_location;
use std::time::Duration;
use web_sys::Element;
use web_sys::wasm_bindgen::JsCast;

/// A notice above the page when what is shown was saved earlier.
pub fn notice() -> AnyView {
    // The browser says so a little before it is true.
    window_event_listener(ev::online, |_| set_timeout(ask_again, Duration::from_secs(1)));
    live("", || {
        let saved = saved_at().get();
        saved.map_or_else(Markup::default, |saved| views::offline(t(), saved, clock::now()))
    })
}

/// Follows the address.
pub fn follow() {
    let location = use_location();
    let mut before: Option<String> = None;
    effect(move || {
        let pathname = location.pathname.get();
        if before.as_ref().is_some_and(|before| *before != pathname) {
            ui::focus_next_heading();
        }
        update_header(&pathname, &location.search.get());
        before = Some(pathname);
    });
}

/// Marks the current entry of the menu and points the language links at this page.
fn update_header(pathname: &str, search: &str) {
    let rest = pathname.get(3..).unwrap_or_default();
    for link in elements(".j-nav a") {
        let href = link.get_attribute("href").unwrap_or_default();
        let target = href.get(3..).unwrap_or_default();
        let current = if target == "/" {
            rest.len() <= 1
        } else {
            rest.starts_with(target)
        };
        if current {
            let _ = link.set_attribute("aria-current", "page");
        } else {
            let _ = link.remove_attribute("aria-current");
        }
    }
    for link in elements(".j-lang a") {
        let code = link.get_attribute("hreflang").unwrap_or_default();
        let query = if search.is_empty() || search.starts_with('?') {
            search.to_owned()
        } else {
            ["?", search].concat()
        };
        let _ = link.set_attribute("href", &["/", &code, rest, &query].concat());
    }
}

fn elements(selector: &str) -> Vec<Element> {
    let Ok(list) = document().query_selector_all(selector) else {
        return Vec::new();
    };
    (0..list.length())
        .filter_map(|n| list.get(n)?.dyn_into().ok())
        .collect()
}
