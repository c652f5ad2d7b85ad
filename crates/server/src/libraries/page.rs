//! Pages of the libraries as HTML.

use super::current;
use crate::App;
use crate::page::{self, Page, Request};
use crate::problem::Failure;
use chrono::{DateTime, NaiveDate, Utc};
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
                div.j-sort {
                    (near_button(words))
                    label.j-check.j-waiting { input type="checkbox"; span { (words.libraries_only_open()) } }
                }
                p.j-count { (count(words, &items)) }
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

/// The place of the button that sorts by distance, which the app brings.
pub fn near_button(words: Words) -> Markup {
    html! {
        span.j-linkbutton.j-waiting { (page::icon(page::PLACE)) (words.libraries_near_button()) }
        p.j-quiet {}
    }
}

fn count(words: Words, items: &[LibraryView]) -> String {
    let count = |is: fn(&OpenState) -> bool| items.iter().filter(|view| is(&view.open_state)).count();
    let staffed = count(|state| matches!(state, OpenState::Staffed { .. }));
    let alone = count(|state| matches!(state, OpenState::SelfService { .. }));
    words.libraries_count_open(
        &(staffed + alone).to_string(),
        &alone.to_string(),
        &staffed.to_string(),
        &words.libraries_count(items.len()),
    )
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
                        (state(words, "j-state", &view.open_state, now))
                    }
                }
            }
        }
    }
}

/// The class of a state's sign.
const fn state_class(state: &OpenState) -> &'static str {
    match state {
        OpenState::Staffed { .. } => "j-state--staffed",
        OpenState::SelfService { .. } => "j-state--self-service",
        OpenState::Closed { .. } | OpenState::Unknown => "j-state--closed",
    }
}

fn state(words: Words, class: &str, state: &OpenState, now: DateTime<Utc>) -> Markup {
    let (word, rest) = words.open_state(state, now);
    html! {
        p class={ (class) " " (state_class(state)) } {
            span { b { (word) } @if !rest.is_empty() { ", " (rest) } }
        }
    }
}

fn one(words: Words, view: &LibraryView, now: DateTime<Utc>) -> Page {
    let language = words.language();
    let library = view;
    let (name, street) = (library.name.get(language), library.street.get(language));
    let code = language.code();
    let main = html! {
        a.j-back href={ "/" (code) "/libraries" } { (page::icon(page::BACK)) (words.libraries_back()) }
        h1 tabindex="-1" { (name) }
        div.j-answer {
            (state(words, "j-state j-state--big", &view.open_state, now))
            p { (street) ", " (library.zip) " Helsinki" }
        }
        @if let Some(tprek) = library.tprek {
            div.j-buttons {
                a.hds-button.hds-button--secondary.hds-button--small rel="external"
                    href={ "https://palvelukartta.hel.fi/" (code) "/unit/" (tprek) } {
                    (page::icon(page::PLACE)) span { (words.libraries_map()) }
                }
            }
            p.j-quiet { (words.libraries_map_note()) }
        }
        @if !library.about.is_empty() {
            p lang=(library.about.language_of(language).code()) { (library.about.get(language)) }
        }
        div.j-columns {
            section.j-section aria-labelledby="hours" {
                h2 #hours { (words.libraries_hours()) }
                (hours(words, &view.hours, time::today(now)))
            }
            section.j-section aria-labelledby="offers" {
                h2 #offers { (words.libraries_offers()) }
                ul.j-list { @for offer in &library.offers { li { (words.offer(*offer)) } } }
                p { a href={ "/" (code) "/items?library=" (library.id) } { (words.libraries_borrow_here()) } }
            }
        }
    };
    let get = GetLibrary {
        id: Some(library.id.clone()),
    };
    Page::new(name, words.libraries_description(name, street), main).with(&get, view)
}

fn hours(words: Words, days: &[DayHours], today: NaiveDate) -> Markup {
    let language = words.language();
    html! {
        table.j-table {
            caption { (words.libraries_hours_caption()) }
            thead { tr { th scope="col" { (words.libraries_hours_day()) } th scope="col" { (words.libraries_hours_open()) } } }
            tbody {
                @for day in days.iter().filter(|day| day.date >= today) {
                    tr.j-table__today[day.date == today] {
                        th scope="row" { @if day.date == today { (words.common_today()) " " } (words.day(day.date)) " " (time::short_date_text(day.date)) }
                        td {
                            @for opening in &day.openings {
                                span.j-hours__span {
                                    span { (opening.from) "–" (opening.to) } " " span { (words.service(opening.service)) }
                                }
                            }
                            @if day.openings.is_empty() { (words.libraries_hours_closed()) }
                            @if let Some(reason) = &day.exception {
                                span.j-table__note lang=(reason.language_of(language).code()) { (words.libraries_hours_exception(reason.get(language))) }
                            }
                        }
                    }
                }
            }
        }
    }
}
