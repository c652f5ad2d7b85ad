//! Things as cards.

use crate::clock;
use crate::locale::{language, path, t, text};
use jaettu_domain::catalogue::api::ItemRow;
use jaettu_domain::catalogue::rules::{best_shelf, metres, shelves_at};
use jaettu_domain::id::LibraryId;
use jaettu_domain::libraries::api::LibraryView;
use jaettu_domain::text::Text;
use jaettu_words::catalogue::{Said, tile};
use leptos::prelude::*;

/// What all cards of a list have in common.
#[derive(Clone, Copy)]
pub struct Around<'a> {
    /// The libraries, with distances if they are known.
    pub libraries: &'a [LibraryView],
    /// The library that was chosen.
    pub chosen: Option<&'a LibraryId>,
    /// Whether the page has a heading above the list already.
    pub small: bool,
}

/// A list of things.
pub fn cards(rows: &[ItemRow], around: Around<'_>) -> AnyView {
    let cards = rows.iter().map(|row| card(row, around)).collect_view();
    view! { <ul class="j-cards" role="list">{cards}</ul> }.into_any()
}

fn card(row: &ItemRow, around: Around<'_>) -> AnyView {
    let words = t();
    let shelves = shelves_at(row, around.chosen).into_iter();
    let now = clock::now();
    let best = best_shelf(shelves, around.libraries, row.desk_only, now);
    let href = path(&["/items/", row.id.as_str()].concat());
    let link = view! { <a href=href lang=other(&row.name)>{text(&row.name)}</a> };
    let title = if around.small {
        view! { <h3 class="j-card__title">{link}</h3> }.into_any()
    } else {
        view! { <h2 class="j-card__title">{link}</h2> }.into_any()
    };
    let far = metres(row, around.libraries).map(|metres| [&words.distance(metres), " · "].concat());
    view! {
        <li class="j-card j-card--thing">
            {drawing(row.category.as_str())}
            <div class="j-card__body">
                {title}
                {state(words.thing_state(row, best, now), "")}
                <p class="j-quiet">{far}{words.thing_line(row)}</p>
            </div>
        </li>
    }
    .into_any()
}

fn drawing(category: &str) -> impl IntoView + use<> {
    view! {
        <svg class="j-icon j-icon--tile" viewBox="0 0 24 24" aria-hidden="true">
            <path d=tile(category) />
        </svg>
    }
}

/// A state in words with its sign.
pub fn state(said: Said, more: &str) -> AnyView {
    let rest = if said.rest.is_empty() {
        said.rest
    } else {
        [" ", &said.rest].concat()
    };
    view! { <p class=[said.class, more].concat()><span><b>{said.lead}</b>{rest}</span></p> }.into_any()
}

/// The language of a text that is not translated.
pub fn other(text: &Text) -> Option<&'static str> {
    let shown = text.language_of(language());
    (shown != language()).then(|| shown.code())
}

/// The shape of six cards.
pub fn skeleton() -> AnyView {
    let card = || {
        view! {
            <div class="j-card j-card--thing">
                <div class="j-skeleton j-skeleton--tile"></div>
                <div class="j-card__body">
                    <div class="j-skeleton j-skeleton--name"></div>
                    <div class="j-skeleton j-skeleton--line"></div>
                    <div class="j-skeleton j-skeleton--line j-skeleton--short"></div>
                </div>
            </div>
        }
    };
    view! { <div class="j-cards">{(0..6).map(|_| card()).collect_view()}</div> }.into_any()
}
