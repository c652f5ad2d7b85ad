//! One indicator.

use super::share;
use crate::client::load;
use crate::locale::{language, t};
use crate::ui::{arrive, html, show};
use jaettu_domain::programme::api::GetIndicator;
use jaettu_views as views;
use leptos::prelude::*;

/// `/programme/indicators/{id}`.
pub fn indicator(id: &str) -> AnyView {
    let asked = GetIndicator::new(id);
    let indicator = load(move || asked.clone());
    show(indicator, views::page_skeleton, |view| {
        arrive(view.name.get(language()));
        view! { {html(views::programme::indicator::page(t(), &view))}{share::buttons()} }.into_any()
    })
}
