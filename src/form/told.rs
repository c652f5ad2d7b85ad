//! An answer that is shown once and kept nowhere: the address of one's own calendar (`jaettu_views`, `rooms/feed.rs`).

use super::fields;
use jaettu_domain::rooms::api::CalendarAddress;
use jaettu_domain::wire;
use leptos::prelude::{document, window};
use web_sys::wasm_bindgen::JsCast;
use web_sys::{HtmlFormElement, HtmlInputElement};

/// Shows what a form was answered in the part of the page that waits for it; false where none does.
pub(super) fn show(form: &HtmlFormElement, answer: &str) -> bool {
    let place = form.closest("[data-tells]").ok().flatten();
    let Some((place, address)) = place.zip(wire::read::<CalendarAddress>(answer)) else {
        return false;
    };
    for waiting in fields::all(&place, "[hidden]") {
        let _ = waiting.remove_attribute("hidden");
    }
    for over in fields::all(&place, "[data-untold]") {
        let _ = over.set_attribute("hidden", "");
    }
    let field = document().get_element_by_id("told");
    if let Some(Ok(field)) = field.map(JsCast::dyn_into::<HtmlInputElement>) {
        let here = window().location().origin().unwrap_or_default();
        field.set_value(&[here, address.path].concat());
        let _ = field.focus();
        field.select();
    }
    true
}
