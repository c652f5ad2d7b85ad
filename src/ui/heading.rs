//! Arriving on a page: its title in the window, and where the reader is put.

use super::markup::focus_heading;
use crate::erased::effect;
use crate::locale::t;
use leptos::prelude::*;
use std::cell::Cell;

thread_local! {
    static FOCUS_NEXT: Cell<bool> = const { Cell::new(false) };
}

/// The next heading that appears takes the focus: a screen reader then reads the new page's name.
pub fn focus_next_heading() {
    FOCUS_NEXT.set(true);
}

/// Called by every page when its heading is about to be there: names the window, and moves the focus after navigation.
pub fn arrive(title: &str) {
    document().set_title(&t().shell_page_title(title));
    settle();
}

/// Moves the focus to the heading that is about to be there, if somebody wants it there by then.
pub fn settle() {
    effect(|| {
        if FOCUS_NEXT.get() && focus_heading() {
            FOCUS_NEXT.set(false);
        }
    });
}
