//! The home page: what do you need, the doors of the service, and what is open.

use crate::client::load;
use crate::clock;
use crate::features::libraries::near_button;
use crate::locale::t;
use crate::place::{self, Here};
use crate::ui::{arrive, html, live, show};
use jaettu_domain::libraries::api::{LibraryView, ListLibraries};
use jaettu_domain::libraries::rules;
use jaettu_views as views;
use leptos::prelude::*;

/// `/`.
pub fn home() -> AnyView {
    let words = t();
    let libraries = load(ListLibraries::brief);
    arrive(words.home_title());
    view! {
        {html(views::home::top(words))}
        <section class="j-section" aria-labelledby="near">
            <div class="j-row j-row--apart">
                <h2 id="near" tabindex="-1">{words.libraries_now()}</h2>
                {near_button()}
            </div>
            {show(libraries, views::libraries::skeleton, |page| {
                html(views::libraries::cards(t(), &nearest(&page.items), clock::now()))
            })}
            {live("near", move || {
                views::home::all_libraries(t(), libraries.ready().map_or(0, |page| page.items.len()))
            })}
        </section>
    }
    .into_any()
}

/// The nearest when the reader has said where that is; otherwise those that are open, or open first.
fn nearest(items: &[LibraryView]) -> Vec<LibraryView> {
    let mut items = items.to_vec();
    if let Here::At(here) = place::here().get() {
        rules::sort_by_distance(&mut items, here);
    } else {
        rules::sort_by_opening(&mut items, clock::now());
    }
    items.truncate(views::home::SHOWN);
    items
}
