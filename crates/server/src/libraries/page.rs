//! Pages of the libraries as HTML.

use super::current;
use crate::App;
use crate::page::{Page, Request};
use crate::problem::Failure;
use chrono::{DateTime, Utc};
use jaettu_domain::libraries::DayHours;
use jaettu_domain::libraries::api::{GetLibrary, LibraryView, ListLibraries};
use jaettu_domain::libraries::rules::OpenState;
use jaettu_domain::time;
use jaettu_words::Words;
use maud::{Markup, html};

/// `/libraries` and `/libraries/{id}`.
pub async fn page(app: &App, request: &Request<'_>) -> Result<Option<Page>, Failure> {
    let (words, now) = (request.words, app.clock.now());
    let libraries = current(app).await?;
    match request.path {
        [_] => {
            let items: Vec<LibraryView> = libraries.views(now).collect();
            let main = html! {
                h1 tabindex="-1" { (words.libraries_title()) }
                (cards(words, items.iter(), now))
            };
            let reply = jaettu_domain::page::Page { items, next: None };
            let page = Page::new(words.libraries_title(), words.libraries_lead(), main);
            Ok(Some(page.with(&ListLibraries::default(), &reply)))
        }
        [_, id] => Ok(libraries.view(id, now).map(|view| one(words, &view, now))),
        _ => Ok(None),
    }
}

/// Libraries as a list of cards.
pub fn cards<'a>(words: Words, views: impl Iterator<Item = &'a LibraryView>, now: DateTime<Utc>) -> Markup {
    let language = words.language();
    html! {
        ul.j-cards role="list" {
            @for view in views {
                li.j-card.j-card--library {
                    div.j-card__body {
                        h2.j-card__title {
                            a href={ "/" (language.code()) "/libraries/" (view.id) } {
                                (view.name.get(language))
                            }
                        }
                        p.j-card__meta { (view.street.get(language)) }
                        (state(words, &view.open_state, now))
                    }
                }
            }
        }
    }
}

/// The class of a state's sign.
pub const fn state_class(state: &OpenState) -> &'static str {
    match state {
        OpenState::Staffed { .. } => "j-state j-state--staffed",
        OpenState::SelfService { .. } => "j-state j-state--self-service",
        OpenState::Closed { .. } | OpenState::Unknown => "j-state j-state--closed",
    }
}

fn state(words: Words, state: &OpenState, now: DateTime<Utc>) -> Markup {
    let (word, rest) = words.open_state(state, now);
    html! {
        p class=(state_class(state)) {
            span { b { (word) } @if !rest.is_empty() { ", " (rest) } }
        }
    }
}

fn one(words: Words, view: &LibraryView, now: DateTime<Utc>) -> Page {
    let language = words.language();
    let library = view;
    let (name, street) = (library.name.get(language), library.street.get(language));
    let main = html! {
        h1 tabindex="-1" { (name) }
        div.j-answer {
            (state(words, &view.open_state, now))
            p { (street) ", " (library.zip) " Helsinki" }
        }
        @if !library.about.is_empty() { p { (library.about.get(language)) } }
        section.j-section aria-labelledby="hours" {
            h2 #hours { (words.libraries_hours()) }
            (hours(words, &view.hours))
        }
    };
    let get = GetLibrary {
        id: Some(library.id.clone()),
    };
    Page::new(name, words.libraries_description(name, street), main).with(&get, view)
}

fn hours(words: Words, days: &[DayHours]) -> Markup {
    let language = words.language();
    html! {
        table.j-table {
            caption { (words.libraries_hours_caption()) }
            thead { tr { th scope="col" { (words.libraries_hours_day()) } th scope="col" { (words.libraries_hours_open()) } } }
            tbody {
                @for day in days {
                    tr {
                        th scope="row" { (words.day(day.date)) " " (time::short_date_text(day.date)) }
                        td {
                            @for opening in &day.openings {
                                span.j-hours__span {
                                    span { (opening.from) "–" (opening.to) } " " span { (words.service(opening.service)) }
                                }
                            }
                            @if day.openings.is_empty() { (words.libraries_hours_closed()) }
                            @if let Some(reason) = &day.exception {
                                span.j-table__note { (words.libraries_hours_exception(reason.get(language))) }
                            }
                        }
                    }
                }
            }
        }
    }
}
