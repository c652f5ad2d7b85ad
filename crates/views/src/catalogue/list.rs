//! The list of things: search, choices, and what to do when nothing is found.
//!
//! All choices stand in the address, so each is a link or a field of one form: they work without the app, and the app's
//! router follows them without loading a page.

use super::{Around, cards};
use crate::{check, chip, flip, icon, icons, path, search_form};
use jaettu_domain::catalogue::api::{CategoryCount, Facets, ItemList, MOST_ROWS, PAGE, write_query};
use jaettu_domain::catalogue::find::Query;
use jaettu_domain::endpoint::Pairs;
use jaettu_domain::id::CategoryId;
use jaettu_domain::libraries::api::LibraryView;
use jaettu_domain::text::alphabetical;
use jaettu_words::Words;
use maud::{Markup, html};

/// What is asked for, as the address says it.
#[derive(Clone, Copy, Debug)]
pub struct Asked<'a> {
    /// Words and choices.
    pub query: &'a Query,
    /// Whether the nearest shelf comes first.
    pub near: bool,
    /// How many cards are shown.
    pub shown: u32,
}

impl Asked<'_> {
    /// The address of this list.
    pub fn address(&self, words: Words) -> String {
        address(words, self.query, self.near, self.shown)
    }

    /// The address of the list with something else asked for, from its first cards on.
    fn changed(&self, words: Words, change: impl FnOnce(&mut Query)) -> String {
        let mut query = self.query.clone();
        change(&mut query);
        address(words, &query, self.near, PAGE)
    }
}

fn address(words: Words, query: &Query, near: bool, shown: u32) -> String {
    let mut pairs = Pairs::default();
    write_query(query, &mut pairs);
    if near {
        pairs.push("sort", "near");
    }
    pairs.maybe("show", Some(shown).filter(|shown| *shown > PAGE));
    let search = pairs.to_query();
    let mark = if search.is_empty() { "" } else { "?" };
    path(words, &["/items", mark, &search].concat())
}

/// Takes every choice back; the words stay.
pub fn clear(query: &mut Query) {
    query.categories.clear();
    query.library = None;
    query.available = false;
}

/// The heading and the search: an ordinary form. The choices below belong to it by its name.
pub fn search(words: Words, asked: Asked<'_>) -> Markup {
    let query = asked.query;
    let categories: Vec<&str> = query.categories.iter().map(CategoryId::as_str).collect();
    let choices = html! {
        @if !categories.is_empty() { input type="hidden" name="category" value=(categories.join(",")); }
        @if asked.near { input type="hidden" name="sort" value="near"; }
    };
    let action = path(words, "/items");
    let (label, button) = (words.catalogue_search_label(), words.common_search());
    html! {
        h1 tabindex="-1" { (words.catalogue_title()) }
        (search_form(&action, label, button, &query.words, &choices))
    }
}

/// Only what is on the shelf now.
pub fn available(words: Words, query: &Query, facets: &Facets) -> Markup {
    html! {
        label.j-check {
            input #available type="checkbox" name="available" value="true" form="find" checked[query.available];
            span { (words.catalogue_available()) " " span.j-check__count { "(" (facets.available) ")" } }
        }
    }
}

/// Categories and library, folded away until somebody wants them.
pub fn panel(around: &Around<'_>, asked: Asked<'_>, facets: &Facets, total: u32) -> Markup {
    let words = around.words;
    let summary = match asked.query.choices() {
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
                        @for one in &facets.categories { (category(words, asked, one)) }
                    }
                }
                (library(around, asked.query, facets))
                div.j-buttons.j-filter__end {
                    a.hds-button.hds-button--primary.hds-button--small #show href="#count" rel="external" {
                        span { (words.catalogue_show(total as usize)) }
                    }
                    a.hds-button.hds-button--supplementary.hds-button--small href=(asked.changed(words, clear)) data-noscroll {
                        span { (words.catalogue_clear()) }
                    }
                }
            }
        }
    }
}

fn category(words: Words, asked: Asked<'_>, one: &CategoryCount) -> Markup {
    let chosen = asked.query.categories.contains(&one.id);
    let href = asked.changed(words, |query| flip(&mut query.categories, one.id.clone()));
    let id = ["category-", one.id.as_str()].concat();
    check(
        &id,
        one.name.get(words.language()),
        Some(one.count as usize),
        chosen,
        &href,
    )
}

fn library(around: &Around<'_>, query: &Query, facets: &Facets) -> Markup {
    let words = around.words;
    let mut libraries: Vec<&LibraryView> = around.libraries.iter().collect();
    libraries.sort_by_cached_key(|view| alphabetical(view.short_name.get(words.language())));
    html! {
        div.j-field {
            label.j-field__label for="library" { (words.catalogue_library()) }
            select.j-field__input #library name="library" form="find" {
                option value="" { (words.catalogue_all_libraries()) }
                @for view in libraries {
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
pub fn chips(around: &Around<'_>, asked: Asked<'_>) -> Markup {
    let (words, query) = (around.words, asked.query);
    html! {
        @if query.choices() > 0 {
            ul.j-chips role="list" aria-label=(words.common_chips()) {
                @if query.available {
                    (chip(words, words.catalogue_available_chip(), asked.changed(words, |query| query.available = false)))
                }
                @for id in &query.categories {
                    @let known = around.categories.iter().find(|one| one.id == *id);
                    @let name = known.map_or(id.as_str(), |one| one.name.get(words.language()));
                    (chip(words, name, asked.changed(words, |query| query.categories.retain(|one| one != id))))
                }
                @if let Some(id) = &query.library {
                    @let known = around.libraries.iter().find(|view| view.id == *id);
                    @let name = known.map_or(id.as_str(), |view| view.short_name.get(words.language()));
                    (chip(words, name, asked.changed(words, |query| query.library = None)))
                }
            }
        }
    }
}

/// What was found, and the way to more of it: a link, which works without the app and goes on at the last card.
pub fn found(around: &Around<'_>, asked: Asked<'_>, list: &ItemList) -> Markup {
    let rest = (list.total as usize).saturating_sub(list.items.len());
    let last = list.items.last().filter(|_| rest > 0 && asked.shown < MOST_ROWS);
    let more = Asked {
        shown: asked.shown + PAGE,
        ..asked
    };
    html! {
        (cards(around, &list.items))
        @if let Some(last) = last {
            div.j-buttons {
                a.hds-button.hds-button--secondary.hds-button--small #more
                    href={ (more.address(around.words)) "#thing-" (last.id) } {
                    span { (around.words.catalogue_more(rest.min(PAGE as usize))) }
                }
            }
        }
    }
}

/// Nothing was found: suggests what would find something, with how much `count` says that it would find.
pub fn empty(words: Words, asked: Asked<'_>, count: impl Fn(&Query) -> usize) -> Markup {
    let query = asked.query;
    let title = if query.words.is_empty() {
        words.catalogue_empty_filters().to_owned()
    } else {
        words.catalogue_empty_words(&query.words)
    };
    let found = |change: fn(&mut Query)| {
        let mut query = query.clone();
        change(&mut query);
        Some(count(&query)).filter(|count| *count > 0)
    };
    let anywhere: fn(&mut Query) = |query| query.available = false;
    let without_available = query.available.then(|| found(anywhere)).flatten();
    let without_choices = (query.choices() > 0).then(|| found(clear)).flatten();
    let (hint, way_out) = match (without_available, without_choices) {
        (Some(count), _) => (
            words.catalogue_empty_available(count),
            Some((words.catalogue_show_out(), asked.changed(words, anywhere))),
        ),
        (None, Some(count)) => (
            words.catalogue_empty_all(count),
            Some((words.catalogue_clear(), asked.changed(words, clear))),
        ),
        (None, None) => (
            [words.catalogue_empty_try(), " ", words.catalogue_empty_ask()].concat(),
            None,
        ),
    };
    html! {
        div.j-empty {
            (icon(icons::SEARCH))
            h2 { (title) }
            p { (hint) }
            div.j-buttons {
                @if let Some((label, href)) = way_out {
                    a.hds-button.hds-button--primary.hds-button--small href=(href) data-noscroll { span { (label) } }
                }
                a.hds-button.hds-button--secondary.hds-button--small #all href=(path(words, "/items")) data-noscroll {
                    span { (words.catalogue_all()) }
                }
            }
        }
    }
}
