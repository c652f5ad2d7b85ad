//! Things to borrow: cards, and the parts of the page of one; the list with its choices in [`list`].

pub mod list;

use crate::{icon, icons, other_language, path, text};
use chrono::{DateTime, Utc};
use jaettu_domain::catalogue::Category;
use jaettu_domain::catalogue::api::{ItemRow, ItemView};
use jaettu_domain::catalogue::rules::{self, best_shelf, metres};
use jaettu_domain::id::LibraryId;
use jaettu_domain::libraries::api::LibraryView;
use jaettu_domain::time;
use jaettu_words::Words;
use jaettu_words::catalogue::{Said, tile};
use maud::{Markup, html};

/// What every part of a page needs to know beside its thing.
#[derive(Clone, Copy, Debug)]
pub struct Around<'a> {
    /// Words of the reader's language.
    pub words: Words,
    /// The present instant.
    pub now: DateTime<Utc>,
    /// The libraries, with distances if they are known.
    pub libraries: &'a [LibraryView],
    /// Names of the categories.
    pub categories: &'a [Category],
    /// The library that was chosen.
    pub chosen: Option<&'a LibraryId>,
}

/// A list of things.
pub fn cards<'a>(around: &Around<'_>, rows: impl IntoIterator<Item = &'a ItemRow>) -> Markup {
    html! {
        ul.j-cards role="list" { @for row in rows { (card(around, row, false)) } }
    }
}

fn card(around: &Around<'_>, row: &ItemRow, below_heading: bool) -> Markup {
    let words = around.words;
    let language = words.language();
    let shelves = rules::shelves_at(row, around.chosen).into_iter();
    let best = best_shelf(shelves, around.libraries, row.desk_only, around.now);
    let name = html! {
        a id={ "thing-" (row.id) } href=(path(words, &["/items/", row.id.as_str()].concat())) lang=[other_language(words, &row.name)] {
            (row.name.get(language))
        }
    };
    html! {
        li.j-card.j-card--thing {
            svg.j-icon.j-icon--tile viewBox="0 0 24 24" aria-hidden="true" { path d=(tile(row.category.as_str())) {} }
            div.j-card__body {
                @if below_heading { h3.j-card__title { (name) } } @else { h2.j-card__title { (name) } }
                @if let Some(category) = around.categories.iter().find(|one| one.id == row.category) {
                    p.j-card__meta { (text(words, &category.name)) }
                }
                (state(&words.thing_state(row, best, around.now), ""))
                p.j-quiet {
                    @if let Some(metres) = metres(row, around.libraries) { (words.distance(metres)) " · " }
                    (words.thing_line(row))
                }
            }
        }
    }
}

/// A state in words with its sign.
fn state(said: &Said, more: &str) -> Markup {
    html! {
        p class={ (said.class) (more) } {
            span { b { (said.lead) } @if !said.rest.is_empty() { " " (said.rest) } }
        }
    }
}

/// The way back to all things.
pub fn back(words: Words) -> Markup {
    html! { a.j-back href=(path(words, "/items")) { (icon(icons::BACK)) (words.catalogue_back()) } }
}

/// What it is, and whether and where it can be had.
pub fn head(around: &Around<'_>, view: &ItemView) -> Markup {
    let words = around.words;
    html! {
        p.j-eyebrow { (text(words, &view.category_name)) }
        h1 tabindex="-1" lang=[other_language(words, &view.name)] { (view.name.get(words.language())) }
        (answer(around, view))
    }
}

fn answer(around: &Around<'_>, view: &ItemView) -> Markup {
    let words = around.words;
    let row = rules::as_row(view);
    let shelves = row.on_shelf.iter().map(|shelf| &shelf.library);
    let best = best_shelf(shelves, around.libraries, row.desk_only, around.now);
    let out = row.on_shelf.is_empty().then_some(" j-answer--out");
    html! {
        div class={ "j-answer" (out.unwrap_or_default()) } {
            // Until the libraries are here nobody can say where; the rest can be read already.
            @if best.is_some() || out.is_some() { (state(&words.thing_state(&row, best, around.now), " j-state--big")) }
            p { (words.how_to_fetch(view)) }
        }
    }
}

/// Each library that has it, with what can be had there now, and the queue.
pub fn places(around: &Around<'_>, view: &ItemView) -> Markup {
    let words = around.words;
    html! {
        @if view.libraries.is_empty() { p { (words.catalogue_no_copies()) } }
        ul.j-places role="list" {
            @for holding in rules::places(view, around.libraries, around.now) {
                @if let Some(library) = around.libraries.iter().find(|one| one.id == holding.library) {
                    @let fetch = rules::fetch(&library.hours, view.loan.desk_only, around.now);
                    li {
                        a id={ "at-" (library.id) } href=(path(words, &["/libraries/", library.id.as_str()].concat())) {
                            (text(words, &library.short_name))
                        }
                        @if let Some(metres) = library.metres { span.j-places__far { (words.distance(metres)) } }
                        (state(&words.holding(holding, fetch, view.loan.desk_only, around.now), ""))
                    }
                }
            }
        }
        p.j-quiet { (words.queue_line(view.waiting, around.now)) }
    }
}

/// What it is, what comes with it, how it is used.
pub fn about(words: Words, view: &ItemView) -> Markup {
    let language = words.language();
    let included = view.included.get(language);
    html! {
        section.j-section aria-labelledby="about" {
            h2 #about { (words.catalogue_about()) }
            p lang=[other_language(words, &view.description)] { (view.description.get(language)) }
            @if !included.is_empty() {
                h3 { (words.catalogue_included()) }
                ul { @for part in included { li { (part) } } }
            }
            @if let Some(url) = &view.instructions_url {
                p { a href=(url) rel="external" { (words.catalogue_instructions()) } }
            }
        }
    }
}

/// The whole deal: for how long, how often longer, what it costs.
pub fn deal(around: &Around<'_>, view: &ItemView) -> Markup {
    let words = around.words;
    let due = rules::places(view, around.libraries, around.now)
        .first()
        .and_then(|holding| holding.due_if_today)
        // On a page that was saved yesterday nothing is said of today.
        .filter(|_| view.today == Some(time::today(around.now)));
    html! {
        h2 #deal tabindex="-1" { (words.catalogue_deal()) }
        dl.j-facts {
            @for fact in words.deal(view, due) {
                div {
                    dt { (fact.name) }
                    dd { (fact.value) @if !fact.note.is_empty() { small { (fact.note) } } }
                }
            }
        }
    }
}

/// Things like it; nothing where there are none.
pub fn similar(around: &Around<'_>, view: &ItemView) -> Markup {
    html! {
        @if !view.similar.is_empty() {
            section.j-section aria-labelledby="like" {
                h2 #like tabindex="-1" { (around.words.catalogue_similar()) }
                ul.j-cards role="list" { @for row in &view.similar { (card(around, row, true)) } }
            }
        }
    }
}

/// The shape of six cards.
pub fn skeleton() -> Markup {
    html! {
        div.j-cards {
            @for _ in 0..6 {
                div.j-card.j-card--thing {
                    div.j-skeleton.j-skeleton--tile {}
                    div.j-card__body {
                        div.j-skeleton.j-skeleton--name {}
                        div.j-skeleton.j-skeleton--line {}
                        div.j-skeleton.j-skeleton--line.j-skeleton--short {}
                    }
                }
            }
        }
    }
}
