//! What surrounds every page: what is said on navigation, which menu entry is current, and what is shown when
//! the network is away.

mod notices;

pub use notices::{follow, notice};

use crate::locale::t;
use crate::ui::{arrive, html};
use jaettu_views::shell as views;
use leptos::prelude::*;

/// Registers the service worker, which keeps what was seen for when there is no network. It may take over at any
/// moment: the app loads nothing later that a newer version could have taken away.
pub fn keep_for_later() {
    let navigator = window().navigator();
    // Absent on plain http, except on the developer's own machine.
    if js_sys::Reflect::has(&navigator, &"serviceWorker".into()).unwrap_or(false) {
        let registered = navigator.service_worker().register("/sw.js");
        wasm_bindgen_futures::spawn_local(async move {
            // Without it everything works but the offline pages.
            let _ = wasm_bindgen_futures::JsFuture::from(registered).await;
        });
    }
}

/// The page for an address of ours at which there is nothing.
pub fn not_found() -> AnyView {
    let words = t();
    // Without a network this stands in for pages that the app does not have: nothing is known of them.
    if !window().navigator().on_line() {
        arrive(words.common_failed_title());
        return html(views::unreachable(words));
    }
    arrive(words.shell_not_found_title());
    html(views::not_found(words))
}
