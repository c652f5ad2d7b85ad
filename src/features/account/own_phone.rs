//! Whether what is one's own may be kept on this phone for when there is no network: only if its owner says so.
//!
//! The cache is the answer: where it is there, the service worker keeps card, loans and holds in it (`public/sw.js`).

use crate::locale::t;
use jaettu_domain::account::api::GetSession;
use jaettu_domain::circulation::api::{ListHolds, ListLoans};
use jaettu_domain::endpoint::Endpoint;
use gloo_net::http::Request;
use leptos::prelude::*;
use wasm_bindgen_futures::{JsFuture, spawn_local};

/// The same name as in `public/sw.js`.
const CACHE: &str = "own";

/// The switch.
pub(super) fn switch() -> AnyView {
    let kept = RwSignal::new(false);
    spawn_local(async move {
        let is_there = has().await;
        let _ = kept.try_set(is_there);
    });
    let change = move |on: bool| {
        kept.set(on);
        spawn_local(async move { keep(on).await });
    };
    let words = t();
    view! {
        <label class="j-check">
            <input type="checkbox" id="own-phone" prop:checked=kept on:change=move |event| change(event_target_checked(&event)) />
            <span>{words.account_own_phone()}</span>
        </label>
        <p class="j-quiet">{words.account_own_phone_note()}</p>
    }
    .into_any()
}

async fn has() -> bool {
    let Ok(caches) = window().caches() else { return false };
    JsFuture::from(caches.has(CACHE)).await.is_ok_and(|has| has.is_truthy())
}

async fn keep(on: bool) {
    let Ok(caches) = window().caches() else { return };
    if !on {
        let _ = JsFuture::from(caches.delete(CACHE)).await;
        return;
    }
    if JsFuture::from(caches.open(CACHE)).await.is_ok() {
        // On their way through the service worker it keeps them.
        for url in [GetSession.url(), ListLoans::default().url(), ListHolds.url()] {
            let _ = Request::get(&url).send().await;
        }
    }
}
