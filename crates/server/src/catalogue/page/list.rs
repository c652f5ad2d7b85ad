//! `/items` as HTML: search, choices, results.

use super::{Context, cards, near_button};
use crate::catalogue::{Things, handlers};
use crate::page::{Page, Request, icon};
use jaettu_domain::catalogue::api::{Facets, ItemList, ListItems, MOST_ROWS, ROWS, read_query, write_query};
use jaettu_domain::catalogue::find::Query;
use jaettu_domain::endpoint::{Pairs, Reader};
use jaettu_domain::text::Text;
use jaettu_words::Words;
use jaettu_words::icons;
use maud::{Markup, html};

/// How many cards stand in the page until the app has started, and how many more the app shows at a time.
const SHOWN: usize = 20;
const CLOSE: &str = "m5 5 14 14M19 5 5 19";

/// `/items`.
pub fn page(context: &Context<'_>, things: &Things, request: &Request<'_>) -> Page {
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
        (available(words, &query, &found.facets))
        (panel(&context, &query, &found.facets))
        (chips(&context, &query))
        p.j-count #count tabindex="-1" { (words.count_line(found.total, found.facets.available)) }
        @if found.items.is_empty() { (empty(words, &query, things)) } @else { (results(&context, &found)) }
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

/// The address of the list with something else asked for.
fn changed(words: Words, query: &Query, change: impl FnOnce(&mut Query)) -> String {
    let mut query = query.clone();
    change(&mut query);
    let mut pairs = Pairs::default();
    write_query(&query, &mut pairs);
    let search = pairs.to_query();
    let mark = if search.is_empty() { "" } else { "?" };
    ["/", words.language().code(), "/items", mark, &search].concat()
}

/// Takes every choice back; the words stay.
fn clear(query: &mut Query) {
    query.categories.clear();
    query.library = None;
    query.available = false;
}

/// Adds a category or takes it away.
fn flip<T: PartialEq>(list: &mut Vec<T>, value: T) {
    match list.iter().position(|one| *one == value) {
        Some(position) => drop(list.remove(position)),
        None => list.push(value),
    }
}

/// The search works without the app: it is an ordinary form. The choices below belong to it by its name.
fn search(words: Words, query: &Query) -> Markup {
    let categories: Vec<&str> = query
        .categories
        .iter()
        .map(jaettu_domain::id::CategoryId::as_str)
        .collect();
    html! {
        form.j-search #find role="search" action={ "/" (words.language().code()) "/items" } {
            label.j-search__label for="q" { (words.catalogue_search_label()) }
            div.j-search__box {
                input.j-field__input #q name="q" type="search" autocomplete="off" enterkeyhint="search" maxlength="100"
                    value=(query.words);
                button.hds-button.hds-button--primary type="submit" {
                    (icon(icons::SEARCH)) span { (words.catalogue_search()) }
                }
            }
            @if !categories.is_empty() { input type="hidden" name="category" value=(categories.join(",")); }
        }
    }
}

fn available(words: Words, query: &Query, facets: &Facets) -> Markup {
    html! {
        label.j-check {
            input type="checkbox" name="available" value="true" form="find" checked[query.available];
            span { (words.catalogue_available()) " " span.j-check__count { "(" (facets.available) ")" } }
        }
    }
}

/// Categories, each a link until the app has started; the library, which is sent with the search.
fn panel(context: &Context<'_>, query: &Query, facets: &Facets) -> Markup {
    let words = context.words;
    let summary = match query.choices() {
        0 => words.catalogue_filter().to_owned(),
        some => words.catalogue_filter_count(some),
    };
    html! {
        details.j-filter.j-more #filters {
            summary { span { (summary) } }
            div.j-filter__body {
                fieldset.j-fieldset {
                    legend { (words.catalogue_category()) }
                    div.j-filter__options {
                        @for one in &facets.categories {
                            @let chosen = query.categories.contains(&one.id);
                            @let name = one.name.get(words.language());
                            a.j-check href=(changed(words, query, |query| flip(&mut query.categories, one.id.clone())))
                                aria-current=[chosen.then_some("true")] {
                                span {
                                    @if chosen { b { (name) } } @else { (name) }
                                    " " span.j-check__count { "(" (one.count) ")" }
                                }
                            }
                        }
                    }
                }
                div { (library(context, query, facets)) (near_button(words)) }
                div.j-buttons.j-filter__end {
                    button.hds-button.hds-button--primary.hds-button--small type="submit" form="find" {
                        span { (words.catalogue_search()) }
                    }
                    a.hds-button.hds-button--supplementary.hds-button--small href=(changed(words, query, clear)) {
                        span { (words.catalogue_clear()) }
                    }
                }
            }
        }
    }
}

fn library(context: &Context<'_>, query: &Query, facets: &Facets) -> Markup {
    let words = context.words;
    html! {
        div.j-field {
            label.j-field__label for="library" { (words.catalogue_library()) }
            select.j-field__input #library name="library" form="find" {
                option value="" { (words.catalogue_all_libraries()) }
                @for view in context.libraries {
                    @let found = facets.libraries.iter().find(|one| one.id == view.id);
                    option value=(view.id) selected[query.library.as_ref() == Some(&view.id)] {
                        (view.short_name.get(words.language())) " (" (found.map_or(0, |one| one.count)) ")"
                    }
                }
            }
        }
    }
}

/// The choices in force, each a link that takes it back.
fn chips(context: &Context<'_>, query: &Query) -> Markup {
    let words = context.words;
    let said = |text: &Text| text.get(words.language()).to_owned();
    let chip = |label: &str, href: String| {
        html! {
            li {
                a.j-chip href=(href) { span.j-vh { (words.catalogue_remove()) " " } (label) (icon(CLOSE)) }
            }
        }
    };
    html! {
        @if query.choices() > 0 {
            ul.j-chips role="list" aria-label=(words.catalogue_chips()) {
                @if query.available {
                    (chip(words.catalogue_available_chip(), changed(words, query, |query| query.available = false)))
                }
                @for id in &query.categories {
                    @let known = context.categories.iter().find(|one| one.id == *id);
                    @let name = known.map_or_else(|| id.to_string(), |one| said(&one.name));
                    (chip(&name, changed(words, query, |query| query.categories.retain(|one| one != id))))
                }
                @if let Some(id) = &query.library {
                    @let known = context.libraries.iter().find(|view| view.id == *id);
                    @let name = known.map_or_else(|| id.to_string(), |view| said(&view.short_name));
                    (chip(&name, changed(words, query, |query| query.library = None)))
                }
            }
        }
    }
}

fn results(context: &Context<'_>, found: &ItemList) -> Markup {
    let rest = (found.total as usize).saturating_sub(SHOWN);
    html! {
        (cards(context, found.items.iter().take(SHOWN), false))
        @if rest > 0 {
            // The place of the button for more, which the app brings.
            div.j-buttons.j-waiting {
                span.hds-button.hds-button--secondary.hds-button--small {
                    span { (context.words.catalogue_more(rest.min(SHOWN))) }
                }
            }
        }
    }
}

/// Suggests what would find something, with how much it would find.
fn empty(words: Words, query: &Query, things: &Things) -> Markup {
    let title = if query.words.is_empty() {
        words.catalogue_empty_filters().to_owned()
    } else {
        words.catalogue_empty_words(&query.words)
    };
    let count = |change: fn(&mut Query)| {
        let mut query = query.clone();
        change(&mut query);
        let request = ListItems {
            query,
            cursor: None,
            limit: 1,
        };
        handlers::answer(things, &request).total as usize
    };
    let anywhere: fn(&mut Query) = |query| query.available = false;
    let without_available = Some(count(anywhere)).filter(|count| query.available && *count > 0);
    let without_choices = Some(count(clear)).filter(|count| query.choices() > 0 && *count > 0);
    let hint = match (without_available, without_choices) {
        (Some(count), _) => words.catalogue_empty_available(count),
        (None, Some(count)) => words.catalogue_empty_all(count),
        (None, None) => [words.catalogue_empty_try(), " ", words.catalogue_empty_ask()].concat(),
    };
    let way_out = match (without_available, without_choices) {
        (Some(_), _) => Some((words.catalogue_show_out(), changed(words, query, anywhere))),
        (None, Some(_)) => Some((words.catalogue_clear(), changed(words, query, clear))),
        (None, None) => None,
    };
    html! {
        div.j-empty {
            (icon(icons::SEARCH))
            h2 { (title) }
            p { (hint) }
            div.j-buttons {
                @if let Some((label, href)) = way_out {
                    a.hds-button.hds-button--primary.hds-button--small href=(href) { span { (label) } }
                }
                a.hds-button.hds-button--secondary.hds-button--small href={ "/" (words.language().code()) "/items" } {
                    span { (words.catalogue_all()) }
                }
            }
        }
    }
}
