//! What surrounds every page: what is said on navigation, which menu entry is current, and what is shown when
//! the network is away.

mod notices;

pub use notices::Frame;

use crate::locale::{path, t};
use crate::ui::Heading;
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
#[component]
pub fn NotFound() -> impl IntoView {
    let words = t();
    // Without a network this stands in for pages that the app does not have: nothing is known of them.
    if !window().navigator().on_line() {
        return view! {
            <Heading text=words.common_failed_title().to_owned() />
            <p>{words.common_failed_network()}</p>
        }
        .into_any();
    }
    let links = [
        ("/", words.shell_home()),
        ("/items", words.shell_items()),
        ("/libraries", words.shell_libraries()),
    ];
    view! {
        <Heading text=words.shell_not_found_title().to_owned() />
        <p>{words.shell_not_found_text()}</p>
        <p>{words.shell_not_found_next()}</p>
        <ul>
            {links.map(|(rest, name)| view! { <li><a href=path(rest)>{name}</a></li> }).collect_view()}
        </ul>
    }
    .into_any()
}
