//! Draws the markup of `crates/views`.

use super::turns;
use leptos::html::Div;
use leptos::prelude::*;
use std::sync::Arc;
use std::time::Duration;
use web_sys::wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement};

/// Markup that stays as it is.
pub fn html(markup: jaettu_views::Markup) -> AnyView {
    view! { <div class="j-part" inner_html=markup.into_string()></div> }.into_any()
}

/// Markup that is drawn again when what it reads changes.
///
/// What the reader has unfolded stays unfolded, and the focus stays where it is (both known by their ids); where that
/// place is gone, the focus goes to the element with the id `lost`.
pub fn live(
    lost: &'static str,
    markup: impl Fn() -> jaettu_views::Markup + Send + Sync + 'static,
) -> AnyView {
    redrawn(lost, Arc::new(move || markup().into_string()))
}

fn redrawn(lost: &'static str, markup: Arc<dyn Fn() -> String + Send + Sync>) -> AnyView {
    let node = NodeRef::<Div>::new();
    let turn = turns::wait();
    let draw = move || {
        if turns::waits(turn.as_ref()) {
            return String::new();
        }
        let markup = markup();
        if let Some(part) = node.get_untracked() {
            keep_place(part.unchecked_ref(), lost);
        }
        markup
    };
    view! { <div class="j-part" inner_html=draw node_ref=node></div> }.into_any()
}

/// Puts back, once the new markup is there, what the reader had unfolded and focused in this part.
pub fn keep_place(part: &Element, lost: &str) {
    let unfolded: Vec<String> = part
        .query_selector_all("details[open][id]")
        .map(|list| (0..list.length()).filter_map(|n| id_of(list.get(n)?)).collect())
        .unwrap_or_default();
    let focused = document()
        .active_element()
        .filter(|element| part.contains(Some(element)));
    if unfolded.is_empty() && focused.is_none() {
        return;
    }
    let lost = lost.to_owned();
    queue_microtask(move || {
        for details in unfolded.iter().filter_map(|id| document().get_element_by_id(id)) {
            let _ = details.set_attribute("open", "");
        }
        // Where nothing has changed the element is still there.
        let Some(element) = focused.filter(|element| !element.is_connected()) else {
            return;
        };
        // Whoever hears a heading goes on hearing the heading, as it is now.
        let again = element.tag_name() == "H1" && focus_heading();
        if !again && !focus(&element.id()) {
            focus(&lost);
        }
    });
}

fn id_of(node: web_sys::Node) -> Option<String> {
    node.dyn_into::<Element>().ok().map(|element| element.id())
}

/// Says what stands in the `data-text` of a live region, to whoever does not see that the page has changed.
pub fn announce(id: &'static str) {
    /// The place for it has to be there before it is said.
    const AFTER: Duration = Duration::from_millis(100);
    let say = move || {
        if let Some(said) = document().get_element_by_id(id) {
            said.set_text_content(said.get_attribute("data-text").as_deref());
        }
    };
    set_timeout(say, AFTER);
}

/// Puts the reader at the page's heading, if there is one.
pub fn focus_heading() -> bool {
    let heading = document().query_selector("#main h1").ok().flatten();
    let heading = heading.and_then(|heading| heading.dyn_into::<HtmlElement>().ok());
    heading.is_some_and(|heading| heading.focus().is_ok())
}

/// Puts the reader at an element, if it is there.
pub fn focus(id: &str) -> bool {
    let found = document().get_element_by_id(id);
    let element = found.and_then(|found| found.dyn_into::<HtmlElement>().ok());
    element.is_some_and(|element| element.focus().is_ok())
}
