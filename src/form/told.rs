//! An answer that is shown once and kept nowhere: the address of one's own calendar (`jaettu_views`, `rooms/feed.rs`).

use super::fields;
use crate::ui::focus;
use jaettu_domain::rooms::api::CalendarAddress;
use jaettu_domain::wire;
use leptos::prelude::{document, window};
use web_sys::wasm_bindgen::JsCast;
use web_sys::{Element, HtmlFormElement, HtmlInputElement};

/// What is shown only since something was told.
const SHOWN: &str = "data-told";

/// Shows what a form was answered in the part of the page that waits for it; false where none does.
pub(super) fn show(form: &HtmlFormElement, answer: &str) -> bool {
    let Some((place, address)) = place(form).zip(wire::read::<CalendarAddress>(answer)) else {
        return false;
    };
    for waiting in fields::all(&place, "[hidden]") {
        let _ = waiting.remove_attribute("hidden");
        let _ = waiting.set_attribute(SHOWN, "");
    }
    for over in fields::all(&place, "[data-untold]") {
        let _ = over.set_attribute("hidden", "");
    }
    if let Some(field) = field() {
        let here = window().location().origin().unwrap_or_default();
        field.set_value(&[&here, &*address.path].concat());
        // Where a program keeps calendars, it asks whether it shall follow this one.
        if let (Some(open), Some((_, host))) = (open(), here.split_once("://")) {
            let _ = open.set_attribute("href", &["webcal://", host, &address.path].concat());
        }
        let _ = field.focus();
        field.select();
    }
    true
}

/// Takes back what was told, once another form of that part has been done: the address holds no longer.
///
/// The page that is asked for then may well be the one from before it was told, and is not drawn anew.
pub(super) fn forget(form: &HtmlFormElement) {
    let Some(place) = place(form) else { return };
    for shown in fields::all(&place, &["[", SHOWN, "]"].concat()) {
        let _ = shown.remove_attribute(SHOWN);
        let _ = shown.remove_attribute("open");
        let _ = shown.set_attribute("hidden", "");
    }
    for over in fields::all(&place, "[data-untold]") {
        let _ = over.remove_attribute("hidden");
    }
    if let Some(field) = field() {
        field.set_value("");
    }
    if let Some(open) = open() {
        let _ = open.remove_attribute("href");
    }
    for said in fields::all(&place, "#shared") {
        said.set_text_content(None);
    }
    // What the reader has pressed has gone with it.
    if let Some(name) = place.get_attribute("aria-labelledby") {
        focus(&name);
    }
}

fn place(form: &HtmlFormElement) -> Option<Element> {
    form.closest("[data-tells]").ok().flatten()
}

/// What leads to the address in another program.
fn open() -> Option<Element> {
    document().get_element_by_id("told-open")
}

/// Where the address is shown.
fn field() -> Option<HtmlInputElement> {
    document().get_element_by_id("told")?.dyn_into().ok()
}
