//! `/items`: search, choices, results.

use super::browse::{Browse, STEP};
use super::cards::Around;
use super::{cards, empty, filters, near};
use crate::client::{Load, load};
use crate::locale::t;
use crate::ui::{Heading, icon, show};
use leptos::ev::SubmitEvent;
use leptos::html::Input;
use leptos::prelude::*;
use web_sys::HtmlElement;
use web_sys::wasm_bindgen::JsCast;

/// `/items`.
#[component]
pub fn List() -> impl IntoView {
    let words = t();
    let browse = Browse::new();
    view! {
        <Heading text=words.catalogue_title().to_owned() />
        {search(browse)}
        {filters::available(browse)}
        {move || ready(browse).then(|| filters::panel(browse))}
        {filters::chips(browse)}
        {count(browse)}
        {move || browse.remote.get().then(|| remote(browse))}
        {show(browse.everything, cards::skeleton, move |_| results(browse))}
    }
}

/// Whether the choices can be drawn; they stay where they are once they are.
fn ready(browse: Browse) -> bool {
    browse.everything.ready().is_some() && browse.libraries.ready().is_some()
}

fn search(browse: Browse) -> impl IntoView {
    let words = t();
    let field = NodeRef::<Input>::new();
    // Everything has been found already; this only puts the keyboard of a phone away.
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        if let Some(field) = field.get_untracked() {
            let _ = field.blur();
        }
    };
    view! {
        <form class="j-search" role="search" on:submit=submit>
            <label class="j-search__label" for="q">{words.catalogue_search_label()}</label>
            <div class="j-search__box">
                <input
                    class="j-field__input"
                    id="q"
                    name="q"
                    type="search"
                    autocomplete="off"
                    enterkeyhint="search"
                    maxlength="100"
                    node_ref=field
                    prop:value=browse.typed
                    on:input:target=move |event| browse.typed.set(event.target().value())
                />
                <button class="hds-button hds-button--primary" type="submit">
                    {icon(icon::SEARCH)}<span>{words.catalogue_search()}</span>
                </button>
            </div>
        </form>
    }
}

/// How many were found: at once for the eye, after a pause for the ear.
fn count(browse: Browse) -> impl IntoView {
    let line = move || {
        browse.found.with(|found| {
            found.as_ref().map_or_else(String::new, |found| {
                t().count_line(found.total, found.facets.available)
            })
        })
    };
    let said = RwSignal::new(String::new());
    Effect::new(move |_| {
        if browse.pause.get() > 1 {
            said.set(untrack(line));
        }
    });
    view! {
        <p class="j-count" id="count" tabindex="-1">{line}</p>
        <p class="j-vh" role="status">{said}</p>
    }
}

/// Puts the reader where the results begin, when what had the focus is gone.
pub fn focus_count() {
    let count = document()
        .get_element_by_id("count")
        .and_then(|count| count.dyn_into::<HtmlElement>().ok());
    if let Some(count) = count {
        let _ = count.focus();
    }
}

/// Asks the server in place of the browser's own search.
fn remote(browse: Browse) -> impl IntoView {
    let answer = load(move || browse.request());
    Effect::new(move |_| {
        if let Load::Ready(list) = answer.get() {
            browse.found.set(Some(list));
        }
    });
}

fn results(browse: Browse) -> AnyView {
    let shown = move || {
        let libraries = near::libraries(browse.libraries, browse.near.get());
        browse.found.with(|found| match found {
            None => cards::skeleton(),
            Some(found) if found.total == 0 => empty::empty(browse),
            Some(found) => browse.query.with(|query| {
                let around = Around {
                    libraries: &libraries,
                    chosen: query.library.as_ref(),
                    small: false,
                };
                cards::cards(&found.items, around)
            }),
        })
    };
    let rest = move || {
        browse.found.with(|found| {
            found.as_ref().map_or(0, |found| {
                (found.total as usize).saturating_sub(found.items.len())
            })
        })
    };
    view! {
        {move || if browse.libraries.ready().is_some() { shown() } else { cards::skeleton() }}
        <div class="j-buttons" hidden=move || rest() == 0>
            <button class="hds-button hds-button--secondary hds-button--small" type="button" on:click=move |_| more(browse)>
                <span>{move || t().catalogue_more(rest().min(STEP))}</span>
            </button>
        </div>
    }
    .into_any()
}

/// Shows more cards and goes to the first of them.
fn more(browse: Browse) {
    let before = browse.limit.get_untracked();
    browse.limit.update(|limit| *limit += STEP);
    let first = move || {
        let links = document().query_selector_all(".j-card__title a").ok();
        let number = u32::try_from(before).unwrap_or(0);
        if let Some(link) = links.and_then(|links| links.get(number)?.dyn_into::<HtmlElement>().ok()) {
            let _ = link.focus();
        }
    };
    set_timeout(first, std::time::Duration::from_millis(50));
}
