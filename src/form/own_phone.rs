//! Whether one's own pages may be kept on this phone for when there is no network: only if its owner says so.
//!
//! The cache is the answer: where it is there, the service worker keeps them in it (`public/sw.js`).

use leptos::prelude::{document, window};
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::HtmlInputElement;
use web_sys::wasm_bindgen::JsCast;

/// The same name as in `public/sw.js`.
const CACHE: &str = "own";
/// The box that asks.
pub(super) const BOX: &str = "own-phone";

/// Ticks the box if the page is kept.
pub(super) fn show() {
    let found = document().get_element_by_id(BOX);
    let Some(Ok(ticked)) = found.map(JsCast::dyn_into::<HtmlInputElement>) else {
        return;
    };
    spawn_local(async move {
        if let Ok(caches) = window().caches() {
            let has = JsFuture::from(caches.has(CACHE)).await;
            ticked.set_checked(has.is_ok_and(|has| has.is_truthy()));
        }
    });
}

/// Keeps the page from now on, or forgets it.
pub(super) fn change(on: bool) {
    spawn_local(async move {
        let Ok(caches) = window().caches() else { return };
        if !on {
            let _ = JsFuture::from(caches.delete(CACHE)).await;
        } else if JsFuture::from(caches.open(CACHE)).await.is_ok() {
            // On their way through the service worker the pages are kept.
            let path = window().location().pathname().unwrap_or_default();
            for page in [&*path, &[&path, "/bookings"].concat()] {
                let _ = crate::client::fetch(page).await;
            }
        }
    });
}
