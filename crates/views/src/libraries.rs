//! Libraries: cards with the sign that says whether each is open, and the page of one.
//!
//! Whether a library is open is worked out from its hours at `now`, not taken from an answer: it is right on a page
//! that has been open for an hour or was saved yesterday, too.

use crate::{icon, icons, other_language, path, text};
use chrono::{DateTime, NaiveDate, Utc};
use jaettu_domain::endpoint::Pairs;
use jaettu_domain::libraries::DayHours;
use jaettu_domain::libraries::api::LibraryView;
use jaettu_domain::libraries::rules::{self, DAYS_SHOWN, OpenState};
use jaettu_domain::time;
use jaettu_words::Words;
use maud::{Markup, html};

/// The search by name: an ordinary form, which works without the app.
pub fn search(words: Words, named: &str) -> Markup {
    let (label, button) = (words.libraries_search_label(), words.common_search());
    let action = address(words, "");
    crate::search_form(&action, label, button, named, &Markup::default())
}

/// The address of the list with what is searched for.
pub fn address(words: Words, named: &str) -> String {
    let mut pairs = Pairs::default();
    pairs.maybe("q", Some(named).filter(|named| !named.is_empty()));
    let query = pairs.to_query();
    let mark = if query.is_empty() { "" } else { "?" };
    path(words, &["/libraries", mark, &query].concat())
}

/// How many are open, and how.
pub fn count_line(words: Words, views: &[LibraryView], now: DateTime<Utc>) -> String {
    let (mut staffed, mut alone) = (0_usize, 0_usize);
    for view in views {
        match rules::state(&view.hours, now) {
            OpenState::Staffed { .. } => staffed += 1,
            OpenState::SelfService { .. } => alone += 1,
            OpenState::Closed { .. } | OpenState::Unknown => {}
        }
    }
    words.libraries_count_open(
        &(staffed + alone).to_string(),
        &alone.to_string(),
        &staffed.to_string(),
        &words.libraries_count(views.len()),
    )
}

/// A list of libraries.
pub fn cards(words: Words, views: &[LibraryView], now: DateTime<Utc>) -> Markup {
    html! {
        ul.j-cards role="list" {
            @for view in views {
                li.j-card.j-card--library {
                    div.j-card__body {
                        h2.j-card__title {
                            a id={ "library-" (view.id) } href=(path(words, &["/libraries/", view.id.as_str()].concat())) { (text(words, &view.name)) }
                        }
                        p.j-card__meta {
                            @if let Some(metres) = view.metres { (words.distance(metres)) " · " }
                            (text(words, &view.street))
                        }
                        (state(words, view, now, ""))
                    }
                }
            }
        }
    }
}

/// Whether the library is open, in words and by a sign.
fn state(words: Words, view: &LibraryView, now: DateTime<Utc>, more: &str) -> Markup {
    let state = rules::state(&view.hours, now);
    let (word, rest) = words.open_state(&state, now);
    let kind = match state {
        OpenState::Staffed { .. } => "staffed",
        OpenState::SelfService { .. } => "self-service",
        OpenState::Closed { .. } | OpenState::Unknown => "closed",
    };
    html! {
        p class={ "j-state j-state--" (kind) (more) } {
            span { b { (word) } @if !rest.is_empty() { ", " (rest) } }
        }
    }
}

/// The page of one library: open now, where, when, what it has.
pub fn one(words: Words, view: &LibraryView, now: DateTime<Utc>) -> Markup {
    let language = words.language();
    html! {
        a.j-back href=(path(words, "/libraries")) { (icon(icons::BACK)) (words.libraries_back()) }
        h1 tabindex="-1" { (text(words, &view.name)) }
        div.j-answer {
            (state(words, view, now, " j-state--big"))
            p { (text(words, &view.street)) ", " (view.zip) " Helsinki" }
        }
        @if let Some(tprek) = view.tprek {
            div.j-buttons {
                a.hds-button.hds-button--secondary.hds-button--small rel="external"
                    href={ "https://palvelukartta.hel.fi/" (language.code()) "/unit/" (tprek) } {
                    (icon(icons::PLACE)) span { (words.libraries_map()) }
                }
            }
            p.j-quiet { (words.libraries_map_note()) }
        }
        @if !view.about.is_empty() { p lang=[other_language(words, &view.about)] { (view.about.get(language)) } }
        div.j-columns {
            section.j-section aria-labelledby="hours" {
                h2 #hours { (words.libraries_hours()) }
                (hours(words, &view.hours, time::today(now)))
            }
            section.j-section aria-labelledby="offers" {
                h2 #offers { (words.libraries_offers()) }
                ul.j-list { @for offer in &view.offers { li { (words.offer(*offer)) } } }
                p { a href=(path(words, &["/items?library=", view.id.as_str()].concat())) { (words.libraries_borrow_here()) } }
            }
        }
    }
}

/// The next two weeks. A day whose hours nobody has told is shown as such: nothing is guessed.
fn hours(words: Words, days: &[DayHours], today: NaiveDate) -> Markup {
    let known = days.iter().any(|day| day.date >= today);
    html! {
        table.j-table {
            caption { (words.libraries_hours_caption()) }
            thead { tr { th scope="col" { (words.libraries_hours_day()) } th scope="col" { (words.libraries_hours_open()) } } }
            tbody {
                @for date in today.iter_days().take(DAYS_SHOWN as usize) {
                    tr.j-table__today[date == today] {
                        th scope="row" {
                            @if date == today { (words.common_today()) " " }
                            (words.day(date)) " " (time::short_date_text(date))
                        }
                        td {
                            @match days.iter().find(|day| day.date == date) {
                                Some(day) => (one_day(words, day)),
                                None => (words.libraries_hours_unknown()),
                            }
                        }
                    }
                }
            }
        }
        @if !known { p { (words.libraries_hours_missing()) } }
    }
}

fn one_day(words: Words, day: &DayHours) -> Markup {
    let language = words.language();
    html! {
        @for opening in &day.openings {
            span.j-hours__span {
                span { (opening.from) "–" (opening.to) } " " span { (words.service(opening.service)) }
            }
        }
        @if day.openings.is_empty() { (words.libraries_hours_closed()) }
        @if let Some(reason) = &day.exception {
            span.j-table__note lang=(reason.language_of(language).code()) {
                (words.libraries_hours_exception(reason.get(language)))
            }
        }
    }
}

/// The shape of six cards.
pub fn skeleton() -> Markup {
    html! {
        ul.j-cards role="list" {
            @for _ in 0..6 {
                li.j-card.j-card--library.j-skeleton { div.j-card__body { @for _ in 0..3 { p { "\u{a0}" } } } }
            }
        }
    }
}
