//! `/rooms`: what is asked for stands in one form and in the address.

use super::search::Search;
use crate::clock;
use crate::erased::effect;
use crate::form;
use crate::locale::t;
use crate::place::{self, Here};
use crate::ui::{arrive, focus, live, trouble};
use jaettu_domain::id::LibraryId;
use jaettu_domain::rooms::find::Sort;
use jaettu_views::rooms::list::{self as views, Asked};
use jaettu_views::rooms::skeleton;
use jaettu_views::{Markup, PreEscaped, waiting};
use leptos::ev;
use leptos::prelude::*;
use web_sys::wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement};

/// What the server wrote into this page, if it is the one with which the visit began and of now.
fn written(id: &str) -> Option<String> {
    let found = document().query_selector(&["#main > #", id].concat()).ok()?;
    found
        .filter(|_| clock::page_is_fresh())
        .map(|part| part.inner_html())
}

/// `/rooms`.
pub fn list() -> AnyView {
    let (cards, fields) = (written("results"), written("find"));
    let search = Search::new(cards.is_some());
    let redraw = followed(search, fields.is_some());
    arrive(t().rooms_title());
    view! {
        <div class="j-part" on:input=move |event| typed(search, &event) on:change=move |event| chosen(search, redraw, &event)
            on:submit=move |event| submitted(&event) on:click=move |event| clicked(search, &event)>
            {live("count", move || views::head(t(), &search.asked.get()))}
            {live("count", move || fields_of(search, redraw, fields.as_deref()))}
            <div class="j-row j-row--apart">
                {count(search)}
                {live("count", move || views::order(t(), search.asked.with(|asked| asked.wish.sort == Sort::Near)))}
            </div>
            {live("", move || html_of_near(search))}
            {trouble(search.rooms, "count")}
            <div id="results">{live("count", move || results(search, cards.as_deref()))}</div>
        </div>
    }
    .into_any()
}

/// Grows when the form has to be drawn again: the libraries are there now, or something has been chosen elsewhere than in it.
fn followed(search: Search, drawn: bool) -> RwSignal<u32> {
    let redraw = RwSignal::new(u32::from(!drawn));
    if !drawn {
        let mut known = false;
        effect(move || {
            if search.all().is_some() && !std::mem::replace(&mut known, true) {
                redraw.update(|count| *count += 1);
            }
        });
    }
    let mut before = search.asked.get_untracked().wish;
    effect(move || {
        let wish = search.asked.get().wish;
        if wish != before && in_form().is_some_and(|form| form.wish != wish) {
            redraw.update(|count| *count += 1);
        }
        before = wish;
    });
    redraw
}

/// What the form asks for.
fn in_form() -> Option<Asked> {
    let form = document().get_element_by_id("find")?;
    Some(Asked::read(&form::asked(&form)))
}

/// The form as it was written, until it has to be drawn again. What is typed and chosen in it is not drawn over.
fn fields_of(search: Search, redraw: RwSignal<u32>, written: Option<&str>) -> Markup {
    let asked = search.asked.get_untracked();
    match written {
        Some(written) if redraw.get() == 0 => PreEscaped(
            [
                "<form class=\"j-find j-search\" id=\"find\" role=\"search\">",
                written,
                "</form>",
            ]
            .concat(),
        ),
        _ => {
            redraw.track();
            let all = search.rooms.ready();
            let of_kind = all.as_ref().map_or_else(Vec::new, |all| {
                let rooms = all.items.iter().filter(|room| room.kind == asked.kind());
                rooms.cloned().collect()
            });
            let names: Vec<(&LibraryId, &str)> = views::libraries(t(), &of_kind);
            views::form(t(), &asked, &names)
        }
    }
}

fn target<T: JsCast>(event: &ev::Event) -> Option<T> {
    event.target()?.dyn_into().ok()
}

fn typed(search: Search, event: &ev::Event) {
    if target::<Element>(event).is_some_and(|field| field.id() == "q") {
        search.typed.set(event_target_value(event));
    }
}

fn chosen(search: Search, redraw: RwSignal<u32>, event: &ev::Event) {
    if target::<Element>(event).is_none_or(|field| field.closest("#find").ok().flatten().is_none()) {
        return;
    }
    // From now on the form is the reader's.
    redraw.update_untracked(|count| *count += 1);
    if let Some(asked) = in_form() {
        search.go(&asked);
    }
}

/// Everything has been found already: the reader goes to what it is, and the keyboard of a phone goes away.
fn submitted(event: &ev::SubmitEvent) {
    event.prevent_default();
    focus("count");
}

/// The link to more adds to what is there, and the reader goes on at the first that is new.
fn clicked(search: Search, event: &ev::MouseEvent) {
    // With a key held a link opens elsewhere.
    if event.ctrl_key() || event.meta_key() || event.shift_key() {
        return;
    }
    let within = |link: &str| {
        let target = target::<Element>(event);
        target.is_some_and(|target| target.closest(link).is_ok_and(|found| found.is_some()))
    };
    if within("#near") {
        search.sort();
    } else if within("#more") {
        event.prevent_default();
        let mut asked = search.asked.get_untracked();
        let from = asked.shown;
        asked.shown += views::PAGE;
        search.go(&asked);
        set_timeout(move || go_to_card(from), std::time::Duration::from_millis(100));
    }
}

fn go_to_card(number: usize) {
    let links = document().query_selector_all(".j-card__title a").ok();
    let link = u32::try_from(number).ok().and_then(|number| links?.get(number));
    if let Some(Ok(link)) = link.map(JsCast::dyn_into::<HtmlElement>) {
        let _ = link.focus();
    }
}

/// What came of asking for the place.
fn html_of_near(search: Search) -> Markup {
    let near = search.asked.with(|asked| asked.wish.sort == Sort::Near);
    let said = match place::here().get() {
        Here::At(_) if near => t().rooms_near_done(),
        Here::Denied if near => t().rooms_near_denied(),
        Here::Asking => t().common_loading(),
        _ => "",
    };
    views::near_said(said)
}

/// How many were found: at once for the eye, after a pause for the ear.
fn count(search: Search) -> AnyView {
    let line = move || {
        let asked = search.asked.get();
        search.found.with(|found| match found {
            Some((wish, rows)) if *wish == asked.wish => views::count(t(), &asked, rows.len()),
            _ => String::new(),
        })
    };
    let written = StoredValue::new(written("count").unwrap_or_default());
    let shown = move || {
        let line = line();
        if line.is_empty() && !search.wants_anew() {
            return written.get_value();
        }
        line
    };
    let said = RwSignal::new(String::new());
    let mut told = search.asked.get_untracked().wish;
    effect(move || {
        let wish = search.asked.get_untracked().wish;
        if search.pause.get() > 1 && !search.stale() && wish != told {
            said.set(untrack(line));
            told = wish;
        }
    });
    view! {
        <p class="j-count" id="count" tabindex="-1">{shown}</p>
        <p class="j-vh" role="status">{said}</p>
    }
    .into_any()
}

fn results(search: Search, written: Option<&str>) -> Markup {
    let asked = search.asked.get();
    let found = search.found.get();
    match (found, written) {
        (Some((wish, rows)), _) if wish == asked.wish => views::found(t(), clock::now(), &asked, &rows),
        (None, Some(written)) if !search.wants_anew() => PreEscaped(written.to_owned()),
        // What was found for something else is no answer, neither meanwhile nor in vain.
        _ if search.failed() => Markup::default(),
        _ => waiting(t(), &skeleton()),
    }
}
