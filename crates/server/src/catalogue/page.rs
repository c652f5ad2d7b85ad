//! Pages of the things as HTML.

use super::{Things, current, handlers};
use crate::App;
use crate::page::{Page, Request};
use crate::problem::Failure;
use chrono::{DateTime, Utc};
use jaettu_domain::catalogue::api::{GetItem, ItemRow, ItemView, ListItems, MOST_ROWS, ROWS, read_query};
use jaettu_domain::catalogue::find::Query;
use jaettu_domain::catalogue::rules::{self, best_shelf, due_date};
use jaettu_domain::endpoint::Reader;
use jaettu_domain::id::LibraryId;
use jaettu_domain::libraries::api::{LibraryView, ListLibraries};
use jaettu_domain::time;
use jaettu_words::Words;
use jaettu_words::catalogue::{Said, tile};
use maud::{Markup, html};

/// How many cards stand in the page until the app has started.
const SHOWN: usize = 20;

/// What every part of a page needs.
struct Context<'a> {
    words: Words,
    libraries: &'a [LibraryView],
    now: DateTime<Utc>,
    /// The library that was chosen.
    chosen: Option<&'a LibraryId>,
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
    };
    let page = match request.path {
        [_] => Some(list(&context, &things, request)),
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

fn list(context: &Context<'_>, things: &Things, request: &Request<'_>) -> Page {
    let words = context.words;
    // What is wrong in an address is left out: a reader is better served by a list than by an error.
    let mut query = read_query(&mut Reader::new(&request.query));
    query.language = words.language();
    let known = things.catalogue.categories();
    query
        .categories
        .retain(|id| known.iter().any(|category| category.id == *id));
    query.library = query
        .library
        .filter(|id| context.libraries.iter().any(|view| view.id == *id));
    let context = Context {
        chosen: query.library.as_ref(),
        ..*context
    };
    let found = handlers::answer(
        things,
        &ListItems {
            query: query.clone(),
            cursor: None,
            limit: ROWS,
        },
    );
    let main = html! {
        h1 tabindex="-1" { (words.catalogue_title()) }
        (search(words, &query))
        (categories(&context, &found.facets.categories))
        p.j-count role="status" { (words.count_line(found.total, found.facets.available)) }
        @if found.items.is_empty() {
            div.j-empty {
                h2 {
                    @if query.words.is_empty() { (words.catalogue_empty_filters()) }
                    @else { (words.catalogue_empty_words(&query.words)) }
                }
                p { (words.catalogue_empty_try()) }
                p { a href={ "/" (words.language().code()) "/items" } { (words.catalogue_all()) } }
            }
        }
        (cards(&context, found.items.iter().take(SHOWN), false))
    };
    let page = Page::new(words.catalogue_title(), words.catalogue_description(), main);
    let everything = ListItems::everything();
    let whole = handlers::answer(things, &everything);
    if whole.total <= MOST_ROWS {
        page.with(&everything, &whole)
    } else {
        page
    }
}

/// The search works without the app: it is an ordinary form.
fn search(words: Words, query: &Query) -> Markup {
    html! {
        form.j-search role="search" action={ "/" (words.language().code()) "/items" } {
            label.j-search__label for="q" { (words.catalogue_search_label()) }
            div.j-search__box {
                input.j-field__input #q name="q" type="search" autocomplete="off" enterkeyhint="search"
                    value=(query.words);
                button.hds-button.hds-button--primary type="submit" { span { (words.catalogue_search()) } }
            }
            label.j-check {
                input type="checkbox" name="available" value="true" checked[query.available];
                span { (words.catalogue_available()) }
            }
        }
    }
}

fn categories(context: &Context<'_>, counts: &[jaettu_domain::catalogue::api::CategoryCount]) -> Markup {
    let words = context.words;
    let language = words.language();
    html! {
        details.j-filter.j-more {
            summary { span { (words.catalogue_filter()) } }
            div.j-filter__body {
                ul role="list" {
                    @for category in counts {
                        li {
                            a href={ "/" (language.code()) "/items?category=" (category.id) } {
                                (category.name.get(language))
                            }
                            " (" (category.count) ")"
                        }
                    }
                }
            }
        }
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
        a.j-back href={ "/" (language.code()) "/items" } { (words.catalogue_back()) }
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
            @if !view.description.is_empty() {
                p lang=[other(words, &view.description)] { (view.description.get(language)) }
            }
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
