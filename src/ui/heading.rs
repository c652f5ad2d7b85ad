//! Arriving on a page: its title in the window, and where the reader is put.

use crate::erased::effect;
use crate::locale::t;
use leptos::prelude::*;
use std::cell::Cell;
use web_sys::HtmlElement;
use web_sys::wasm_bindgen::JsCast;

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
        let heading = document().query_selector("#main h1").ok().flatten();
        let heading = heading.and_then(|heading| heading.dyn_into::<HtmlElement>().ok());
        if let Some(heading) = heading
            && FOCUS_NEXT.replace(false)
        {
            let _ = heading.focus();
        }
    });
}
