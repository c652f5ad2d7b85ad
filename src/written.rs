//! Pages that the server writes for one person: `/me`, its settings, and the page on which a thing is reserved.
//!
//! The app draws none of it. It takes the page as the server wrote it, wakes its forms, and asks for it again when
//! something has changed: what a page shows is then what the server knows, never what the phone hopes; and residents
//! download no code for it (docs/adr/0015-written-pages.md).

use crate::client::{Failure, fetch, saved_at};
use crate::clock;
use crate::erased::{dynamic, effect};
use crate::form;
use crate::locale::t;
use crate::ui::{failed, live, settle};
use jaettu_views::{self as views, Markup, PreEscaped};
use leptos::ev::Event;
use leptos::prelude::*;
use leptos_router::hooks::use_location;
use std::cell::RefCell;
use wasm_bindgen_futures::spawn_local;
use web_sys::{Document, DomParser, Element, HtmlElement, SupportedType};

thread_local! {
    /// The page with which this visit began: address, title, what stands in `<main>`.
    static FIRST: RefCell<Option<(String, Page)>> = const { RefCell::new(None) };
}

/// A page as it was written.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Page {
    title: String,
    main: String,
}

/// Keeps the page that the server sent, if it is for one person.
pub fn keep(main: &HtmlElement) {
    if main.has_attribute("data-one") {
        let page = Page {
            title: document().title(),
            main: main.inner_html(),
        };
        FIRST.set(Some((address(), page)));
    }
}

fn address() -> String {
    let location = window().location();
    let part = |part: Result<String, _>| part.unwrap_or_default();
    [part(location.pathname()), part(location.search())].concat()
}

/// The page at the present address.
pub fn page() -> AnyView {
    // The router's own: the address bar follows only once the page is drawn.
    let location = use_location();
    let search = location.search.get_untracked();
    let search = search.trim_start_matches('?');
    let mark = if search.is_empty() { "" } else { "?" };
    let url = [&location.pathname.get_untracked(), mark, search].concat();
    let first = FIRST.take().filter(|(at, _)| *at == url);
    let shown = RwSignal::new(first.map(|(_, page)| page));
    let trouble = RwSignal::new(None::<Failure>);
    let place = StoredValue::new(url);
    let again = Callback::new(move |()| {
        trouble.set(None);
        spawn_local(ask(place.get_value(), shown, trouble));
    });
    if shown.with_untracked(Option::is_none) || !clock::page_is_fresh() {
        again.run(());
    }
    effect(move || {
        if let Some(page) = shown.get() {
            document().set_title(&page.title);
            settle();
            form::wake();
        }
    });
    let draw = move || match shown.get() {
        Some(page) => PreEscaped(page.main),
        None if trouble.get().is_some() => Markup::default(),
        None => views::waiting(t(), &views::page_skeleton()),
    };
    let change = move |event: Event| {
        if event_target::<Element>(&event).id() == "pickup" {
            let path = place.get_value();
            let path = path.split('?').next().unwrap_or_default();
            spawn_local(renew_terms(
                [path, "?pickup_library=", &event_target_value(&event)].concat(),
            ));
        }
    };
    let inside = view! {
        <div class="j-part" on:change=change>{live("main", draw)}</div>
        {dynamic(move || match trouble.get() {
            Some(failure) if shown.with_untracked(Option::is_none) => failed(failure, again),
            _ => ().into_any(),
        })}
    };
    form::area(Callback::new(move |_| again.run(())), inside.into_any())
}

/// The page as it is now.
async fn ask(url: String, shown: RwSignal<Option<Page>>, trouble: RwSignal<Option<Failure>>) {
    let answer = fetch(&url).await;
    let page = answer.and_then(|(text, saved)| {
        saved_at().set(saved);
        let document = parse(&text).ok_or(Failure::Server)?;
        let main = document.get_element_by_id("main").ok_or(Failure::Server)?;
        Ok(Page {
            title: document.title(),
            main: main.inner_html(),
        })
    });
    // The reader may have gone on meanwhile.
    match page {
        Ok(page) => drop(shown.try_set(Some(page))),
        // What is shown stays: the notice above it says how old it is.
        Err(Failure::Network) if shown.try_with_untracked(Option::is_some) == Some(true) => {
            saved_at().set(Some(clock::page_written().unwrap_or_else(clock::now)));
        }
        Err(failure) => drop(trouble.try_set(Some(failure))),
    }
}

/// Another pickup library was chosen: only the terms are exchanged, so that nothing typed is lost.
async fn renew_terms(url: String) {
    let Ok((text, _)) = fetch(&url).await else { return };
    let terms = parse(&text).and_then(|document| document.get_element_by_id("terms"));
    if let (Some(new), Some(old)) = (terms, document().get_element_by_id("terms")) {
        old.set_inner_html(&new.inner_html());
    }
}

fn parse(text: &str) -> Option<Document> {
    DomParser::new()
        .ok()?
        .parse_from_string(text, SupportedType::TextHtml)
        .ok()
}
