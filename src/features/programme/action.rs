//! One action.

use super::share;
use crate::client::load;
use crate::locale::{language, t};
use crate::ui::{arrive, html, show};
use jaettu_domain::programme::api::GetAction;
use jaettu_views as views;
use leptos::prelude::*;
use web_sys::HtmlElement;
use web_sys::wasm_bindgen::JsCast;

/// `/programme/actions/{identifier}`.
pub fn action(identifier: &str) -> AnyView {
    let asked = GetAction::new(identifier);
    let action = load(move || asked.clone());
    show(action, views::page_skeleton, |view| {
        arrive(&[view.identifier.as_str(), " ", view.name.get(language())].concat());
        request_animation_frame(open_linked);
        view! {
            {html(views::programme::action::head(t(), &view))}
            {share::buttons()}
            {html(views::programme::action::body(t(), &view))}
        }
        .into_any()
    })
}

/// Opens the task that the address names, and puts the reader there.
fn open_linked() {
    let hash = window().location().hash().unwrap_or_default();
    let Some(id) = hash.strip_prefix('#').filter(|id| id.starts_with("task-")) else {
        return;
    };
    let Some(item) = document().get_element_by_id(id) else {
        return;
    };
    if let Ok(Some(details)) = item.query_selector("details") {
        let _ = details.set_attribute("open", "");
    }
    item.scroll_into_view();
    let summary = item.query_selector("summary").ok().flatten();
    if let Some(summary) = summary.and_then(|summary| summary.dyn_into::<HtmlElement>().ok()) {
        let _ = summary.focus();
    }
}
