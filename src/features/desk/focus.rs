//! The scan box always has the focus: what a barcode reader types must never be lost.
//!
//! It comes back after a click on nothing in particular, and with the first letter typed elsewhere. What people do with
//! other controls stays theirs: clicks on them, Tab, Enter and space, shortcuts, text that they mark.

use crate::ui::focus;
use leptos::ev::{self, KeyboardEvent, MouseEvent};
use leptos::prelude::*;
use web_sys::Element;
use web_sys::wasm_bindgen::JsCast;

/// The scan box.
pub const BOX: &str = "scan";
const CONTROLS: &str = "a, button, input, label, select, summary, textarea";
const TYPED_INTO: &str = "input:not([type=checkbox]), select, textarea";

/// Brings the focus back to the box, whenever there is one.
pub fn keep() {
    // Both stay for as long as the page: the desk has no other.
    let _ = window_event_listener(ev::click, |event: MouseEvent| {
        if !within(event.target(), CONTROLS) && !marking() {
            focus(BOX);
        }
    });
    let _ = window_event_listener(ev::keydown, |event: KeyboardEvent| {
        let shortcut = event.ctrl_key() || event.alt_key() || event.meta_key();
        if !shortcut && writes(&event.key()) && !within(event.target(), TYPED_INTO) {
            // Before the browser writes the letter: it then lands in the box.
            focus(BOX);
        }
    });
}

/// Puts the reader at an element that is about to be there.
pub fn soon(id: &'static str) {
    let there = move || {
        focus(id);
    };
    set_timeout(there, std::time::Duration::ZERO);
}

/// Unfolds a section that is about to be there: what has to be done first shall be seen first.
pub fn unfold(id: &'static str) {
    let there = move || {
        if let Some(section) = document().get_element_by_id(id) {
            let _ = section.set_attribute("open", "");
        }
    };
    set_timeout(there, std::time::Duration::ZERO);
}

/// Whether the focus is at an element.
pub fn is_at(id: &str) -> bool {
    document()
        .active_element()
        .is_some_and(|element| element.id() == id)
}

/// Whether somebody types into something else than the box.
pub fn typing_elsewhere() -> bool {
    let active = document().active_element();
    active.is_some_and(|element| element.id() != BOX && element.matches(TYPED_INTO).unwrap_or(false))
}

fn within(target: Option<web_sys::EventTarget>, selector: &str) -> bool {
    let element = target.and_then(|target| target.dyn_into::<Element>().ok());
    element.is_some_and(|element| element.closest(selector).is_ok_and(|found| found.is_some()))
}

/// Whether the person has marked text, perhaps to copy it.
fn marking() -> bool {
    let selection = window().get_selection().ok().flatten();
    selection.is_some_and(|selection| !selection.is_collapsed())
}

/// Whether a key writes something, by its name; the space presses buttons and is no part of a code.
fn writes(key: &str) -> bool {
    let mut letters = key.chars();
    matches!((letters.next(), letters.next()), (Some(letter), None) if letter != ' ')
}

#[cfg(test)]
mod tests {
    use super::writes;

    #[test]
    fn keys_that_write_bring_the_focus_back_and_others_do_not() {
        for key in ["3", "a", "Å", "-"] {
            assert!(writes(key), "{key}");
        }
        for key in ["Tab", "Enter", " ", "ArrowDown", "Escape", "F5", ""] {
            assert!(!writes(key), "{key}");
        }
    }
}
