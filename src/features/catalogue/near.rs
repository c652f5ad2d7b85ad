//! Libraries with their distances, and the button that asks where the reader is.

use crate::client::Loaded;
use crate::locale::t;
use crate::place::{self, Here};
use crate::ui::html;
use jaettu_domain::libraries::api::LibraryView;
use jaettu_domain::libraries::rules::sort_by_distance;
use jaettu_domain::page::Page;
use jaettu_views::{icon, icons};
use leptos::prelude::*;

/// Libraries as the server told them.
pub type Libraries = Loaded<Page<LibraryView>>;

/// Reads the libraries, with distances if they are wanted and the reader has let us know the place; tracked.
pub fn with_libraries<T>(loaded: Libraries, near: bool, read: impl FnOnce(&[LibraryView]) -> T) -> T {
    let page = loaded.ready();
    let views = page.as_ref().map_or(&[][..], |page| &page.items);
    if near && let Here::At(here) = place::here().get() {
        let mut views = views.to_vec();
        sort_by_distance(&mut views, here);
        read(&views)
    } else {
        read(views)
    }
}

/// The button, and what came of it. The place stays in this page.
pub fn button(near: Signal<bool>, set: Callback<bool>) -> AnyView {
    let words = t();
    let on = move || near.get() && matches!(place::here().get(), Here::At(_));
    let press = move |_| {
        let off = near.get_untracked() && matches!(place::here().get_untracked(), Here::At(_));
        if !off && !matches!(place::here().get_untracked(), Here::At(_)) {
            place::ask();
        }
        set.run(!off);
    };
    let label = move || {
        if on() {
            words.catalogue_near_off()
        } else {
            words.common_near()
        }
    };
    let said = move || match place::here().get() {
        Here::At(_) if near.get() => words.catalogue_near_done(),
        Here::Denied if near.get() => words.catalogue_near_denied(),
        Here::Asking => words.common_loading(),
        _ => "",
    };
    view! {
        <button class="j-linkbutton" type="button" on:click=press>{html(icon(icons::PLACE))}{label}</button>
        <p class="j-quiet" role="status">{said}</p>
    }
    .into_any()
}
