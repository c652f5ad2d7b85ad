//! Pages of the things as HTML: the same blocks in the same order as the app draws (`src/features/catalogue`), so that
//! nothing moves when it takes over. What only the app can do keeps its place, unseen.

mod list;

use super::current;
use crate::App;
use crate::page::{Page, Request, icon};
use crate::problem::Failure;
use chrono::{DateTime, Utc};
use jaettu_domain::catalogue::Category;
use jaettu_domain::catalogue::api::{GetItem, ItemRow, ItemView};
use jaettu_domain::catalogue::rules::{self, best_shelf, due_date};
use jaettu_domain::id::LibraryId;
use jaettu_domain::libraries::api::{LibraryView, ListLibraries};
use jaettu_domain::time;
use jaettu_words::Words;
use jaettu_words::catalogue::{Said, tile};
use jaettu_words::icons;
use maud::{Markup, html};

/// What every part of a page needs.
struct Context<'a> {
    words: Words,
    libraries: &'a [LibraryView],
    now: DateTime<Utc>,
    /// The library that was chosen.
    chosen: Option<&'a LibraryId>,
    categories: &'a [Category],
}

/// `/items` and `/items/{id}`.
pub async fn page(app: &App, request: &Request<'_>) -> Result<Option<Page>, Failure> {
    let now = app.clock.now();
    let things = current(app).await?;
    let libraries: Vec<LibraryView> = crate::libraries::current(app).await?.views(now).collect();
    let context = Context {
        words: request.words,
        libraries: &libraries,
        now,
        chosen: None,
        categories: things.catalogue.categories(),
    };
    let page = match request.path {
        [_] => Some(list::page(&context, &things, request)),
        [_, id] => things.view(id).map(|view| item(&context, &view)),
        _ => None,
    };
    Ok(page.map(|page| {
        let reply = jaettu_domain::page::Page {
            items: libraries,
            next: None,
        };
        page.with(&ListLibraries::default(), &reply)
    }))
}

/// The place of the button that sorts by distance, which the app brings.
fn near_button(words: Words) -> Markup {
    html! {
        span.j-linkbutton.j-waiting { (icon(icons::PLACE)) (words.catalogue_near()) }
        p.j-quiet {}
    }
}

fn cards<'a>(context: &Context<'_>, rows: impl Iterator<Item = &'a ItemRow>, small: bool) -> Markup {
    html! {
        ul.j-cards role="list" {
            @for row in rows { (card(context, row, small)) }
        }
    }
}

fn card(context: &Context<'_>, row: &ItemRow, small: bool) -> Markup {
    let words = context.words;
    let language = words.language();
    let shelves = rules::shelves_at(row, context.chosen).into_iter();
    let best = best_shelf(shelves, context.libraries, row.desk_only, context.now);
    let name = html! {
        a href={ "/" (language.code()) "/items/" (row.id) } lang=[other(words, &row.name)] {
            (row.name.get(language))
        }
    };
    html! {
        li.j-card.j-card--thing {
            svg.j-icon.j-icon--tile viewBox="0 0 24 24" aria-hidden="true" { path d=(tile(row.category.as_str())) {} }
            div.j-card__body {
                @if small { h3.j-card__title { (name) } } @else { h2.j-card__title { (name) } }
                @if let Some(category) = context.categories.iter().find(|one| one.id == row.category) {
                    p.j-card__meta { (category.name.get(language)) }
                }
                (state(&words.thing_state(row, best, context.now), ""))
                p.j-quiet { (words.thing_line(row)) }
            }
        }
    }
}

/// The language of a text that is not translated.
fn other(words: Words, text: &jaettu_domain::text::Text) -> Option<&'static str> {
    let shown = text.language_of(words.language());
    (shown != words.language()).then(|| shown.code())
}

fn state(said: &Said, more: &str) -> Markup {
    html! {
        p class={ (said.class) (more) } {
            span { b { (said.lead) } @if !said.rest.is_empty() { " " (said.rest) } }
        }
    }
}

fn item(context: &Context<'_>, view: &ItemView) -> Page {
    let words = context.words;
    let language = words.language();
    let name = view.name.get(language);
    let main = html! {
        a.j-back href={ "/" (language.code()) "/items" } { (icon(icons::BACK)) (words.catalogue_back()) }
        div.j-columns {
            div {
                p.j-eyebrow { (view.category_name.get(language)) }
                h1 tabindex="-1" lang=[other(words, &view.name)] { (name) }
                (answer(context, view))
                (places(context, view))
                (about(words, view))
            }
            aside aria-labelledby="deal" {
                h2 #deal { (words.catalogue_deal()) }
                (deal(context, view))
            }
        }
        @if !view.similar.is_empty() {
            section.j-section aria-labelledby="like" {
                h2 #like { (words.catalogue_similar()) }
                (cards(context, view.similar.iter(), true))
            }
        }
    };
    let get = GetItem {
        id: Some(view.id.clone()),
    };
    Page::new(name, words.catalogue_item_description(name), main).with(&get, view)
}

fn answer(context: &Context<'_>, view: &ItemView) -> Markup {
    let words = context.words;
    let row = rules::as_row(view);
    let shelves = row.on_shelf.iter().map(|shelf| &shelf.library);
    let best = best_shelf(shelves, context.libraries, row.desk_only, context.now);
    let class = if best.is_some() {
        "j-answer"
    } else {
        "j-answer j-answer--out"
    };
    let how = words.how_to_fetch(view);
    html! {
        div class=(class) {
            (state(&words.thing_state(&row, best, context.now), " j-state--big"))
            p { (how) }
        }
    }
}

fn places(context: &Context<'_>, view: &ItemView) -> Markup {
    let words = context.words;
    let language = words.language();
    let find = |id| context.libraries.iter().find(|view| view.id == id);
    html! {
        section aria-labelledby="where" {
            h2 #where { (words.catalogue_where()) }
            (near_button(words))
            @if view.libraries.is_empty() { p { (words.catalogue_no_copies()) } }
            ul.j-places role="list" {
                @for holding in rules::places(view, context.libraries, context.now) {
                    @if let Some(library) = find(holding.library.clone()) {
                        @let fetch = rules::fetch(&library.hours, view.loan.desk_only, context.now);
                        li {
                            a href={ "/" (language.code()) "/libraries/" (holding.library) } {
                                (library.short_name.get(language))
                            }
                            (state(&words.holding(holding, fetch, view.loan.desk_only, context.now), ""))
                        }
                    }
                }
            }
            p.j-quiet { (words.queue_line(view.waiting, context.now)) }
        }
    }
}

fn about(words: Words, view: &ItemView) -> Markup {
    let language = words.language();
    let included = view.included.get(language);
    html! {
        section.j-section aria-labelledby="about" {
            h2 #about { (words.catalogue_about()) }
            p lang=[other(words, &view.description)] { (view.description.get(language)) }
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

fn deal(context: &Context<'_>, view: &ItemView) -> Markup {
    let hours = rules::places(view, context.libraries, context.now)
        .first()
        .and_then(|holding| context.libraries.iter().find(|view| view.id == holding.library))
        .map_or(&[][..], |library| &library.hours);
    let due = due_date(
        hours,
        time::today(context.now),
        view.loan.days,
        view.loan.desk_only,
    );
    html! {
        dl.j-facts {
            @for fact in context.words.deal(view, due) {
                div {
                    dt { (fact.name) }
                    dd { (fact.value) @if !fact.note.is_empty() { small { (fact.note) } } }
                }
            }
        }
    }
}
