//! All libraries, by name or nearest first.

use crate::client::load;
use crate::clock;
use crate::locale::{language, t};
use crate::place::{self, Here};
use crate::ui::{arrive, html, show};
use jaettu_domain::endpoint::Pairs;
use jaettu_domain::libraries::api::{LibraryView, ListLibraries};
use jaettu_domain::libraries::rules;
use jaettu_views::{self as views, icon, icons};
use leptos::ev::Event;
use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::hooks::{use_location, use_navigate};
use web_sys::HtmlInputElement;
use web_sys::wasm_bindgen::JsCast;

/// `/libraries`.
pub fn list() -> AnyView {
    let words = t();
    let libraries = load(ListLibraries::brief);
    let only_open = RwSignal::new(false);
    let search = use_location().search;
    let named = Memo::new(move |_| {
        let pairs = Pairs::from_query(search.get().trim_start_matches('?'));
        pairs.get("q").unwrap_or_default().to_owned()
    });
    arrive(words.libraries_title());
    view! {
        <h1 tabindex="-1">{words.libraries_title()}</h1>
        // Everything has been found while typing; sending the form only would load the page.
        <div class="j-part" on:input=typed() on:submit=|event| event.prevent_default()>
            {html(views::libraries::search(words, &named.get_untracked()))}
        </div>
        <div class="j-sort">
            {near_button()}
            <label class="j-check">
                <input type="checkbox" prop:checked=only_open on:change:target=move |event| only_open.set(event.target().checked()) />
                <span>{words.libraries_only_open()}</span>
            </label>
        </div>
        {show(libraries, views::libraries::skeleton, move |page| ready(&page.items, only_open.get(), &named.get()))}
    }
    .into_any()
}

/// Sorts by distance, and back by name; says what it did.
pub fn near_button() -> AnyView {
    let words = t();
    let press = move |_| match place::here().get_untracked() {
        Here::At(_) => place::here().set(Here::Unasked),
        _ => place::ask(),
    };
    let label = move || {
        if matches!(place::here().get(), Here::At(_)) {
            words.libraries_by_name()
        } else {
            words.common_near()
        }
    };
    let said = move || match place::here().get() {
        Here::At(_) => [words.libraries_sorted_near(), " ", words.libraries_near_note()].concat(),
        Here::Denied => words.libraries_near_denied().to_owned(),
        Here::Asking => words.common_loading().to_owned(),
        Here::Unasked => String::new(),
    };
    view! {
        <button class="j-linkbutton" type="button" on:click=press>{html(icon(icons::PLACE))}{label}</button>
        <p class="j-quiet" role="status">{said}</p>
    }
    .into_any()
}

/// Keeps the address true to what is typed, without a history of every letter.
fn typed() -> impl Fn(Event) {
    let navigate = use_navigate();
    move |event| {
        let field = event
            .target()
            .and_then(|target| target.dyn_into::<HtmlInputElement>().ok());
        let Some(field) = field else { return };
        let options = NavigateOptions {
            resolve: false,
            replace: true,
            scroll: false,
            ..NavigateOptions::default()
        };
        navigate(&views::libraries::address(t(), &field.value()), options);
    }
}

fn ready(items: &[LibraryView], only_open: bool, named: &str) -> AnyView {
    let words = t();
    let now = clock::now();
    let mut shown = items.to_vec();
    rules::keep_named(&mut shown, named);
    let summary = views::libraries::count_line(words, &shown, now);
    let none = if shown.is_empty() {
        words.libraries_none_named()
    } else {
        words.libraries_none_open()
    };
    shown.retain(|view| !only_open || rules::state(&view.hours, now).is_open());
    if let Here::At(here) = place::here().get() {
        rules::sort_by_distance(&mut shown, here);
    } else {
        rules::sort_by_name(&mut shown, language());
    }
    let list = if shown.is_empty() {
        view! { <p>{none}</p> }.into_any()
    } else {
        html(views::libraries::cards(words, &shown, now))
    };
    view! { <p class="j-count" role="status">{summary}</p>{list} }.into_any()
}
