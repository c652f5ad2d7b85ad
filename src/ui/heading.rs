//! The heading of a page: its title, and where the reader is put after navigation.

use crate::locale::t;
use leptos::html::H1;
use leptos::prelude::*;
use std::cell::Cell;

thread_local! {
    static FOCUS_NEXT: Cell<bool> = const { Cell::new(false) };
}

/// The next heading that appears takes the focus: a screen reader then reads the new page's name.
pub fn focus_next_heading() {
    FOCUS_NEXT.set(true);
}

/// The one `<h1>` of a page; also its title in the window.
#[component]
pub fn Heading(text: String) -> impl IntoView {
    let node = NodeRef::<H1>::new();
    document().set_title(&t().shell_page_title(&text));
    Effect::new(move |_| {
        if let Some(heading) = node.get()
            && FOCUS_NEXT.replace(false)
        {
            let _ = heading.focus();
        }
    });
    view! { <h1 tabindex="-1" node_ref=node>{text}</h1> }
}
