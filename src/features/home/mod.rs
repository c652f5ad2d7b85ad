//! The home page: what do you need, the doors of the service, and what is open.

use crate::client::load;
use crate::clock;
use crate::features::libraries::{cards, near_button};
use crate::locale::{path, t};
use crate::place::{self, Here};
use crate::ui::{Heading, icon, show};
use jaettu_domain::libraries::api::{LibraryView, ListLibraries};
use jaettu_domain::libraries::rules;
use leptos::prelude::*;
use std::rc::Rc;

/// How many libraries the home page shows.
const SHOWN: usize = 6;

/// `/`.
#[component]
pub fn Home() -> impl IntoView {
    let words = t();
    let libraries = load(ListLibraries::default);
    view! {
        <div class="j-hero">
            <Heading text=words.home_title().to_owned() />
            {search()}
        </div>
        <div class="j-doors">
            {door("/items", "j-door", words.home_borrow(), words.home_borrow_text())}
            {door("/programme", "j-door j-door--climate", words.home_programme(), words.home_programme_text())}
        </div>
        <section class="j-section" aria-labelledby="near">
            <div class="j-row j-row--apart">
                <h2 id="near">{words.libraries_now()}</h2>
                {near_button()}
            </div>
            {show(libraries, cards::skeleton, |page| cards::cards(Rc::new(nearest(&page.items))))}
            <p>
                <a class="j-back" href=path("/libraries")>
                    {move || words.libraries_all(libraries.ready().map_or(0, |page| page.items.len()))}
                    {icon(icon::NEXT)}
                </a>
            </p>
        </section>
    }
}

/// A plain form: it works before the app has started, and without it.
fn search() -> impl IntoView {
    let words = t();
    let examples = [
        words.home_example_1(),
        words.home_example_2(),
        words.home_example_3(),
    ];
    let links = examples.map(|word| {
        let url = path(&["/items?q=", word].concat());
        view! { <a href=url>{word}</a>" " }
    });
    view! {
        <form class="j-search" role="search" action=path("/items")>
            <label class="j-search__label j-search__label--large" for="q">{words.home_search_label()}</label>
            <div class="j-search__box">
                <input class="j-field__input" id="q" name="q" type="search" autocomplete="off" enterkeyhint="search" />
                <button class="hds-button hds-button--primary" type="submit">
                    {icon(icon::SEARCH)}<span>{words.home_search()}</span>
                </button>
            </div>
        </form>
        <p class="j-quiet">{words.home_for_example()}" "{links}</p>
    }
}

fn door(rest: &str, class: &'static str, name: &'static str, text: &'static str) -> impl IntoView + use<> {
    view! {
        <a class=class href=path(rest)>
            <h2 class="j-door__name">{name}</h2>
            <p>{text}</p>
            {icon(icon::NEXT)}
        </a>
    }
}

/// The nearest when the reader has said where that is; otherwise those that are open, or open first.
fn nearest(items: &[LibraryView]) -> Vec<LibraryView> {
    let mut items = items.to_vec();
    if let Here::At(here) = place::here().get() {
        rules::sort_by_distance(&mut items, here);
    } else {
        rules::sort_by_opening(&mut items, clock::now());
    }
    items.truncate(SHOWN);
    items
}
