//! `/items`: search, choices, results.

use super::browse::Browse;
use super::near;
use crate::client::{Load, load};
use crate::clock;
use crate::erased::{dynamic, effect};
use crate::locale::t;
use crate::ui::{arrive, html, live, show, trouble};
use jaettu_domain::catalogue::api::ItemList;
use jaettu_domain::catalogue::find::Query;
use jaettu_domain::id::LibraryId;
use jaettu_views::catalogue::list::{self as views, Asked};
use jaettu_views::catalogue::{Around, skeleton};
use jaettu_views::{Markup, waiting};
use leptos::ev;
use leptos::prelude::*;
use web_sys::wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement, HtmlInputElement, HtmlSelectElement};

/// `/items`.
pub fn list() -> AnyView {
    let browse = Browse::new();
    let words = browse.query.get_untracked();
    let asked = untrack(|| asked_of(browse, &words));
    // The card at which whoever has asked for more goes on.
    let goes_on = StoredValue::new(None);
    // Whether anything has been found or not found; changes once.
    let here = Memo::new(move |_| browse.found.with(Option::is_some));
    arrive(t().catalogue_title());
    // The fields are written by the markup that the server shares, so they are listened to from around it.
    view! {
        <div class="j-part" on:input=move |event| typed(browse, &event) on:change=move |event| chosen(browse, &event)
            on:submit=move |event| submitted(&event) on:click=move |event| clicked(browse, goes_on, &event)>
            {html(views::search(t(), asked))}
            <div class="j-sort">
                {live("count", move || with_found(browse, |around, query, found| {
                    views::available(around.words, query, &found.facets)
                }))}
                {near::button(browse.near.into(), Callback::new(move |near| browse.sort(near)))}
            </div>
            {live("count", move || with_found(browse, |around, query, found| {
                views::panel(around, asked_of(browse, query), &found.facets, found.total)
            }))}
            {live("count", move || with_found(browse, |around, query, _| views::chips(around, asked_of(browse, query))))}
            {count(browse)}
            {dynamic(move || if browse.remote.get() { remote(browse) } else { ().into_any() })}
            {dynamic(move || {
                if here.get() {
                    show(browse.libraries, skeleton, move |_| results(browse, goes_on))
                } else {
                    show(browse.everything, skeleton, |_| html(skeleton()))
                }
            })}
        </div>
    }
    .into_any()
}

fn asked_of(browse: Browse, query: &Query) -> Asked<'_> {
    Asked {
        query,
        near: browse.near.get(),
        shown: browse.limit.get(),
    }
}

/// Draws with what was found; nothing until something is known.
fn with_found(browse: Browse, draw: impl Fn(&Around<'_>, &Query, &ItemList) -> Markup) -> Markup {
    let categories = browse.categories();
    let near = browse.near.get();
    browse.query.with(|query| {
        near::with_libraries(browse.libraries, near, |libraries| {
            let around = Around {
                words: t(),
                now: clock::now(),
                libraries,
                categories: &categories,
                chosen: query.library.as_ref(),
            };
            browse.found.with(|found| {
                let known = found.as_ref().filter(|_| !libraries.is_empty());
                known.map_or_else(Markup::default, |found| draw(&around, query, found))
            })
        })
    })
}

fn typed(browse: Browse, event: &ev::Event) {
    let field = event
        .target()
        .and_then(|target| target.dyn_into::<HtmlInputElement>().ok());
    if let Some(field) = field.filter(|field| field.id() == "q") {
        browse.typed.set(field.value());
    }
}

fn chosen(browse: Browse, event: &ev::Event) {
    let Some(target) = event.target() else { return };
    if let Some(field) = target.dyn_ref::<HtmlInputElement>()
        && field.id() == "available"
    {
        browse.choose(|query| query.available = field.checked());
    } else if let Some(select) = target.dyn_ref::<HtmlSelectElement>() {
        browse.choose(|query| query.library = LibraryId::new(select.value()).ok());
    }
}

/// Everything has been found already; this only puts the keyboard of a phone away.
fn submitted(event: &ev::SubmitEvent) {
    event.prevent_default();
    if let Some(field) = super::browse::field() {
        let _ = field.blur();
    }
}

/// The link to all things takes back what is being typed, too, which the address does not know yet; the link to the
/// results folds the choices away; the link to more adds to what is there.
fn clicked(browse: Browse, goes_on: StoredValue<Option<u32>>, event: &ev::MouseEvent) {
    // With a key held the link opens elsewhere.
    if event.ctrl_key() || event.meta_key() || event.shift_key() {
        return;
    }
    let target = event
        .target()
        .and_then(|target| target.dyn_into::<Element>().ok());
    let Some(target) = target else { return };
    let within = |link: &str| target.closest(link).is_ok_and(|found| found.is_some());
    if within("#all") {
        browse.forget_words();
    } else if within("#show")
        && let Some(filters) = document().get_element_by_id("filters")
    {
        let _ = filters.remove_attribute("open");
    } else if within("#more") {
        event.prevent_default();
        goes_on.set_value(Some(browse.limit.get_untracked()));
        browse.more();
    }
}

/// How many were found: at once for the eye, after a pause for the ear.
fn count(browse: Browse) -> AnyView {
    let line = move || {
        // Nobody can say how many there are.
        if browse.failed.get() && browse.stale() {
            return String::new();
        }
        browse.found.with(|found| {
            found.as_ref().map_or_else(String::new, |found| {
                t().count_line(found.total, found.facets.available)
            })
        })
    };
    let said = RwSignal::new(String::new());
    // What stands in the page when it is opened is read with the page.
    let mut told = browse.query.get_untracked();
    effect(move || {
        let query = browse.query.get_untracked();
        if browse.pause.get() > 0 && !browse.stale() && query != told {
            said.set(untrack(line));
            told = query;
        }
    });
    view! {
        <p class="j-count" id="count" tabindex="-1">{line}</p>
        <p class="j-vh" role="status">{said}</p>
    }
    .into_any()
}

/// Asks the server in place of the browser's own search.
fn remote(browse: Browse) -> AnyView {
    let asked = StoredValue::new(Query::default());
    let answer = load(move || {
        let request = browse.request();
        asked.set_value(request.query.clone());
        request
    });
    effect(move || {
        let state = answer.get();
        browse.failed.set(matches!(state, Load::Failed(_)));
        // What is typed meanwhile will be asked for when the reader stops.
        let asked = asked.get_value();
        if let Load::Ready(list) = state
            && browse.query.with_untracked(|query| *query == asked)
        {
            browse.find(list, asked);
        }
    });
    trouble(answer, "count")
}

fn results(browse: Browse, goes_on: StoredValue<Option<u32>>) -> AnyView {
    let shown = move || {
        // What was found for other words is no answer, neither meanwhile nor in vain.
        if browse.stale() {
            let vain = browse.failed.get();
            return if vain {
                Markup::default()
            } else {
                waiting(t(), &skeleton())
            };
        }
        with_found(browse, move |around, query, found| {
            if found.total == 0 {
                views::empty(around.words, asked_of(browse, query), |query| browse.count(query))
            } else {
                views::found(around, asked_of(browse, query), found)
            }
        })
    };
    // Whoever asks for more goes on at the first of them, as soon as they are here.
    effect(move || {
        let cards = browse
            .found
            .with(|found| found.as_ref().map_or(0, |found| found.items.len()));
        let number = goes_on.get_value().filter(|number| cards > *number as usize);
        if let Some(number) = number {
            goes_on.set_value(None);
            go_to_card(number);
        }
    });
    live("count", shown)
}

/// Goes to a card once there are so many.
fn go_to_card(number: u32) {
    let go = move || {
        let links = document().query_selector_all(".j-card__title a").ok();
        if let Some(link) = links.and_then(|links| links.get(number)?.dyn_into::<HtmlElement>().ok()) {
            let _ = link.focus();
        }
    };
    set_timeout(go, std::time::Duration::from_millis(50));
}
