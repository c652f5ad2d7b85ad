//! All actions. What is filtered by stands in the address; every filter is a link that the router follows.

use crate::client::load;
use crate::erased::effect;
use crate::locale::t;
use crate::ui::{arrive, html, live, show};
use jaettu_domain::endpoint::{Pairs, Reader};
use jaettu_domain::programme::api::{ActionList, ListActions, ListChanges};
use jaettu_views::Markup;
use jaettu_views::programme::list as views;
use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::hooks::{use_location, use_navigate};
use std::rc::Rc;
use web_sys::HtmlInputElement;
use web_sys::wasm_bindgen::JsCast;

/// `/programme`.
pub fn list() -> AnyView {
    let words = t();
    let search = use_location().search;
    let wanted = Memo::new(move |_| {
        let search = search.get();
        let pairs = Pairs::from_query(search.trim_start_matches('?'));
        Reader::endpoint::<ListActions>(&pairs).unwrap_or_default()
    });
    let actions = load(move || wanted.get());
    let changes = load(ListChanges::default);
    // What the filters offer is the same for every filter: the last list serves while the next is on its way.
    let last = RwSignal::new_local(None::<Rc<ActionList>>);
    effect(move || {
        if let Some(list) = actions.ready() {
            last.set(Some(list));
        }
    });
    let with_last = move |draw: fn(&ListActions, &ActionList) -> Markup| {
        last.with(|list| {
            list.as_ref()
                .map_or_else(Markup::default, |list| draw(&wanted.get(), list))
        })
    };
    let said = RwSignal::new(String::new());
    let mut told = wanted.get_untracked();
    effect(move || {
        let now = wanted.get();
        if let Some(list) = actions.ready().filter(|_| now != told) {
            said.set(t().programme_count(list.total));
            told = now;
        }
    });
    follow(wanted);
    arrive(words.programme_title());
    view! {
        {html(views::head(words))}
        {live("acts", move || with_last(|_, list| views::summary(t(), list)))}
        <section class="j-section" aria-labelledby="acts">
            <h2 id="acts" tabindex="-1">{words.programme_actions()}</h2>
            <div class="j-part" on:submit=submit(wanted)>{html(views::search(words, &wanted.get_untracked()))}</div>
            {live("acts", move || with_last(|wanted, list| views::filters(t(), wanted, list)))}
            {live("acts", move || with_last(|wanted, list| views::chips(t(), wanted, list)))}
            <p class="j-vh" role="status">{said}</p>
            {show(actions, views::skeleton, move |list| html(views::found(t(), &wanted.get_untracked(), &list)))}
        </section>
        <section class="j-section" aria-labelledby="new">
            <h2 id="new">{words.programme_changes_latest()}</h2>
            {show(changes, Markup::default, |log| html(views::latest(t(), &log)))}
            {html(views::all_changes(words))}
        </section>
    }
    .into_any()
}

fn field() -> Option<HtmlInputElement> {
    document().get_element_by_id("q")?.dyn_into().ok()
}

/// Keeps the field true to the address when the reader goes back or takes the filters away.
fn follow(wanted: Memo<ListActions>) {
    effect(move || {
        let words = wanted.with(|wanted| wanted.q.clone());
        if let Some(field) = field()
            && field.value() != words
        {
            field.set_value(&words);
        }
    });
}

/// Searches without loading a page.
fn submit(wanted: Memo<ListActions>) -> impl Fn(SubmitEvent) {
    let navigate = use_navigate();
    move |event| {
        event.prevent_default();
        let words = field().map(|field| field.value()).unwrap_or_default();
        let address = views::changed(t(), &wanted.get_untracked(), |list| {
            words.trim().clone_into(&mut list.q);
        });
        let options = NavigateOptions {
            resolve: false,
            scroll: false,
            ..NavigateOptions::default()
        };
        navigate(&address, options);
    }
}
