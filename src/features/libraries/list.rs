//! All libraries, by name or nearest first.

use super::cards;
use crate::client::load;
use crate::clock;
use crate::locale::t;
use crate::place::{self, Here};
use crate::ui::{Heading, icon, show};
use jaettu_domain::libraries::api::{LibraryView, ListLibraries};
use jaettu_domain::libraries::rules::{self, OpenState};
use leptos::prelude::*;
use std::rc::Rc;

/// `/libraries`.
#[component]
pub fn List() -> impl IntoView {
    let words = t();
    let libraries = load(ListLibraries::default);
    let only_open = RwSignal::new(false);
    view! {
        <Heading text=words.libraries_title().to_owned() />
        <div class="j-sort">
            {near_button()}
            <label class="j-check">
                <input type="checkbox" prop:checked=only_open on:change:target=move |event| only_open.set(event.target().checked()) />
                <span>{words.libraries_only_open()}</span>
            </label>
        </div>
        {show(libraries, cards::skeleton, move |page| ready(&page.items, only_open.get()))}
    }
}

/// Sorts by distance, and back by name; says what it did.
pub fn near_button() -> impl IntoView {
    let words = t();
    let press = move |_| match place::here().get_untracked() {
        Here::At(_) => place::here().set(Here::Unasked),
        _ => place::ask(),
    };
    let label = move || {
        if matches!(place::here().get(), Here::At(_)) {
            words.libraries_by_name()
        } else {
            words.libraries_near_button()
        }
    };
    let said = move || match place::here().get() {
        Here::At(_) => [words.libraries_sorted_near(), " ", words.libraries_near_note()].concat(),
        Here::Denied => words.libraries_near_denied().to_owned(),
        Here::Asking => words.common_loading().to_owned(),
        Here::Unasked => String::new(),
    };
    view! {
        <button class="j-linkbutton" type="button" on:click=press>{icon(icon::PLACE)}{label}</button>
        <p class="j-quiet" role="status">{said}</p>
    }
}

fn ready(items: &[LibraryView], only_open: bool) -> AnyView {
    let words = t();
    let now = clock::now();
    let count = |is: fn(&OpenState) -> bool| {
        items
            .iter()
            .filter(|view| is(&rules::state(&view.hours, now)))
            .count()
    };
    let staffed = count(|state| matches!(state, OpenState::Staffed { .. }));
    let alone = count(|state| matches!(state, OpenState::SelfService { .. }));
    let mut shown: Vec<LibraryView> = items
        .iter()
        .filter(|view| !only_open || rules::state(&view.hours, now).is_open())
        .cloned()
        .collect();
    if let Here::At(here) = place::here().get() {
        rules::sort_by_distance(&mut shown, here);
    }
    let summary = words.libraries_count_open(
        &(staffed + alone).to_string(),
        &alone.to_string(),
        &staffed.to_string(),
        &words.libraries_count(items.len()),
    );
    let list = if shown.is_empty() {
        view! { <p>{words.libraries_none_open()}</p> }.into_any()
    } else {
        cards::cards(Rc::new(shown))
    };
    view! { <p class="j-count" role="status">{summary}</p>{list} }.into_any()
}
