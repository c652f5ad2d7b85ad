//! Sharing a page: by the phone's own menu, or by copying the address; and printing it. Another address that a page shows is copied
//! the same way.

use leptos::prelude::*;
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::wasm_bindgen::{JsCast, JsValue};
use web_sys::{Element, HtmlInputElement, ShareData};

/// Does what the pressed button of `jaettu_views::programme::share` says.
pub fn pressed(within: &Element) {
    let is = |id: &str| within.closest(id).is_ok_and(|found| found.is_some());
    if is("#print") {
        print();
    } else if is("#share") {
        spawn_local(async {
            say("");
            say(&share_page().await);
        });
    } else if is("#copy") {
        spawn_local(async {
            say("");
            say(&copied(&told()).await);
        });
    }
}

fn say(what: &str) {
    if let Some(place) = document().get_element_by_id("shared") {
        place.set_text_content(Some(what));
    }
}

/// Shares the page and answers what to say about it: nothing where the phone's menu has said it.
async fn share_page() -> String {
    let navigator = window().navigator();
    let url = window().location().href().unwrap_or_default();
    // Not every browser has a menu for sharing; asking for it where it is missing would fail silently.
    if js_sys::Reflect::has(&navigator, &JsValue::from_str("share")).unwrap_or(false) {
        let data = ShareData::new();
        data.set_title(&document().title());
        data.set_url(&url);
        let shared = JsFuture::from(navigator.share_with_data(&data)).await;
        // Closing the menu is an answer too; anything else falls back to copying.
        match shared {
            Ok(_) => return String::new(),
            Err(error) if is_abort(&error) => return String::new(),
            Err(_) => {}
        }
    }
    copied(&url).await
}

/// The address that the page shows to be copied.
fn told() -> String {
    let field = document().get_element_by_id("told");
    let field = field.and_then(|field| field.dyn_into::<HtmlInputElement>().ok());
    field.map_or_else(String::new, |field| field.value())
}

/// Copies a text, and answers what to say about it.
async fn copied(text: &str) -> String {
    let navigator = window().navigator();
    let has_clipboard =
        js_sys::Reflect::get(&navigator, &JsValue::from_str("clipboard")).is_ok_and(|c| c.is_object());
    let done = has_clipboard
        && JsFuture::from(navigator.clipboard().write_text(text))
            .await
            .is_ok();
    said(if done { "data-copied" } else { "data-failed" })
}

/// What there is to say, in the words of the page.
fn said(which: &str) -> String {
    let place = document().get_element_by_id("shared");
    place
        .and_then(|place| place.get_attribute(which))
        .unwrap_or_default()
}

fn is_abort(error: &JsValue) -> bool {
    js_sys::Reflect::get(error, &JsValue::from_str("name")).is_ok_and(|name| name == "AbortError")
}

/// Opens everything that is folded away and prints: on paper nothing can be opened any more.
fn print() {
    if let Ok(folded) = document().query_selector_all("main details:not([open])") {
        for n in 0..folded.length() {
            if let Some(element) = folded.get(n).and_then(|node| node.dyn_into::<Element>().ok()) {
                let _ = element.set_attribute("open", "");
            }
        }
    }
    let _ = window().print();
}
