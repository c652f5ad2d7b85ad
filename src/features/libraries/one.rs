//! One library.

use crate::client::load;
use crate::clock;
use crate::locale::{language, t};
use crate::ui::{arrive, html, show};
use jaettu_domain::libraries::api::GetLibrary;
use jaettu_views as views;
use leptos::prelude::*;

/// `/libraries/{id}`.
pub fn one(id: &str) -> AnyView {
    let asked = GetLibrary::new(id);
    let library = load(move || asked.clone());
    show(library, views::page_skeleton, |view| {
        arrive(view.name.get(language()));
        html(views::libraries::one(t(), &view, clock::now()))
    })
}
