//! The staff desk: takes over `<main>` of the page that the server sent.
//!
//! Unlike the residents' app it has no router: one page, made for one desk, with two places (`features/desk/place.rs`).

use crate::features::desk;
use leptos::prelude::*;
use web_sys::HtmlElement;
use web_sys::wasm_bindgen::JsCast;

/// Exchanges what stands in `<main>` for the desk.
pub fn mount() {
    let main = document()
        .get_element_by_id("main")
        .and_then(|main| main.dyn_into::<HtmlElement>().ok());
    let Some(main) = main else { return };
    main.set_inner_html("");
    mount_to(main, desk::page).forget();
    if let Some(performance) = window().performance() {
        let _ = performance.mark("app-mounted");
    }
}
