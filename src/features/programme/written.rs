//! The pages of the programme that the server writes: what they do once they are there.

use super::{changes, share};
use leptos::prelude::*;
use web_sys::wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement};

/// The page has appeared, or has been exchanged.
pub fn appeared() {
    changes::mark_new();
    request_animation_frame(open_linked);
}

/// Something on it was pressed.
pub fn pressed(within: &Element) {
    share::pressed(within);
}

/// Opens the task that the address names, and puts the reader there.
fn open_linked() {
    let hash = window().location().hash().unwrap_or_default();
    let Some(id) = hash.strip_prefix('#').filter(|id| id.starts_with("task-")) else {
        return;
    };
    let Some(item) = document().get_element_by_id(id) else {
        return;
    };
    if let Ok(Some(details)) = item.query_selector("details") {
        let _ = details.set_attribute("open", "");
    }
    item.scroll_into_view();
    let summary = item.query_selector("summary").ok().flatten();
    if let Some(summary) = summary.and_then(|summary| summary.dyn_into::<HtmlElement>().ok()) {
        let _ = summary.focus();
    }
}
