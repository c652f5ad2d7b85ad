//! Sharing a page: by the phone's own menu, or by copying the address; and printing it.

use crate::locale::t;
use crate::ui::html;
use jaettu_views::{icon, icons};
use leptos::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::ShareData;
use web_sys::wasm_bindgen::JsValue;

/// Buttons that share and print this page, and a line that says how sharing ended.
pub fn buttons() -> AnyView {
    let words = t();
    let said = RwSignal::new("");
    let share = move |_| {
        wasm_bindgen_futures::spawn_local(async move {
            said.set("");
            said.set(share_page().await);
        });
    };
    view! {
        <div class="j-buttons">
            <button class="hds-button hds-button--secondary hds-button--small" type="button" on:click=share>
                {html(icon(icons::SHARE))}<span>{words.programme_share()}</span>
            </button>
            <button class="hds-button hds-button--secondary hds-button--small" type="button" on:click=|_| print()>
                {html(icon(icons::PRINT))}<span>{words.programme_print()}</span>
            </button>
        </div>
        <p class="j-quiet" role="status">{said}</p>
    }
    .into_any()
}

/// Shares the page and answers what to say about it: nothing where the phone's menu has said it.
async fn share_page() -> &'static str {
    let words = t();
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
            Ok(_) => return "",
            Err(error) if is_abort(&error) => return "",
            Err(_) => {}
        }
    }
    let has_clipboard =
        js_sys::Reflect::get(&navigator, &JsValue::from_str("clipboard")).is_ok_and(|c| c.is_object());
    if has_clipboard
        && JsFuture::from(navigator.clipboard().write_text(&url))
            .await
            .is_ok()
    {
        words.programme_shared_copied()
    } else {
        words.programme_shared_failed()
    }
}

fn is_abort(error: &JsValue) -> bool {
    js_sys::Reflect::get(error, &JsValue::from_str("name")).is_ok_and(|name| name == "AbortError")
}

/// Opens everything that is folded away and prints: on paper nothing can be opened any more.
fn print() {
    if let Ok(folded) = document().query_selector_all("main details:not([open])") {
        for n in 0..folded.length() {
            if let Some(element) = folded.get(n).and_then(|node| {
                use web_sys::wasm_bindgen::JsCast;
                node.dyn_into::<web_sys::Element>().ok()
            }) {
                let _ = element.set_attribute("open", "");
            }
        }
    }
    let _ = window().print();
}
