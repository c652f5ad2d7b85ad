//! The form in which one says what one looks for.

use super::Asked;
use crate::rooms::address;
use crate::{icon, icons};
use jaettu_domain::endpoint::Pairs;
use jaettu_domain::geo::Place;
use jaettu_domain::id::LibraryId;
use jaettu_domain::rooms::find::Wish;
use jaettu_domain::rooms::{Access, Category, Equipment, Kind};
use jaettu_domain::time::LocalTime;
use jaettu_words::Words;
use maud::{Markup, html};

/// Lengths among which one chooses, in minutes.
const LENGTHS: [u32; 6] = [30, 60, 90, 120, 180, 240];
/// Numbers of people among which one chooses.
const PEOPLE: [u32; 12] = [1, 2, 3, 4, 5, 6, 8, 10, 15, 20, 30, 50];
/// Hours of the day among which one chooses.
const HOURS: std::ops::RangeInclusive<u16> = 7..=21;

/// The form. Its choices among libraries come with the list.
pub fn form(words: Words, asked: &Asked, libraries: &[At<'_>]) -> Markup {
    let wish = &asked.wish;
    html! {
        form.j-find.j-search #find role="search" action=(address(words, &[], &Pairs::default())) {
            @if asked.kind() == Kind::Machine { input type="hidden" name="kind" value=(Kind::Machine); }
            div.j-find__words {
                label.j-field__label for="q" { (words.booking_find_words()) }
                div.j-search__box {
                    input.j-field__input #q name="q" type="search" autocomplete="off" enterkeyhint="search" maxlength="100"
                        value=(wish.q);
                    button.hds-button.hds-button--primary type="submit" { (icon(icons::SEARCH)) span { (words.common_search()) } }
                }
            }
            div.j-field {
                label.j-field__label for="date" { (words.booking_find_day()) }
                input.j-field__input #date name="date" type="date" value=[wish.date];
            }
            (times_of_day(words, wish))
            (lengths(words, wish))
            @if asked.kind() == Kind::Room { (numbers(words, wish)) }
            (choice_of_library(words, wish, libraries))
            (more(words, asked))
        }
    }
}

/// A field in which one chooses among words; the first of them takes the choice back.
fn select(id: &str, label: &str, any: &str, options: &[(String, String)], chosen: &str) -> Markup {
    html! {
        div.j-field {
            label.j-field__label for=(id) { (label) }
            select.j-field__input id=(id) name=(id) {
                option value="" { (any) }
                @for (value, text) in options { option value=(value) selected[value == chosen] { (text) } }
            }
        }
    }
}

fn times_of_day(words: Words, wish: &Wish) -> Markup {
    let hours = HOURS.filter_map(|hour| LocalTime::new(hour, 0));
    let options: Vec<(String, String)> = with(hours, wish.from)
        .into_iter()
        .map(|time| (time.to_string(), time.to_string()))
        .collect();
    let chosen = text_of(wish.from);
    select(
        "from",
        words.booking_find_from(),
        words.booking_find_any_time(),
        &options,
        &chosen,
    )
}

fn lengths(words: Words, wish: &Wish) -> Markup {
    let options: Vec<(String, String)> = with(LENGTHS, wish.minutes)
        .into_iter()
        .map(|minutes| (minutes.to_string(), words.length(minutes)))
        .collect();
    let chosen = text_of(wish.minutes);
    select(
        "minutes",
        words.booking_find_length(),
        words.booking_find_any_length(),
        &options,
        &chosen,
    )
}

fn numbers(words: Words, wish: &Wish) -> Markup {
    let options: Vec<(String, String)> = with(PEOPLE, wish.people)
        .into_iter()
        .map(|people| (people.to_string(), people.to_string()))
        .collect();
    let chosen = text_of(wish.people);
    select(
        "people",
        words.booking_find_people(),
        words.booking_find_any_people(),
        &options,
        &chosen,
    )
}

/// A library among which one chooses. Where each of them is travels along, so that the phone need not ask.
#[derive(Clone, Debug, PartialEq)]
pub struct At<'a> {
    /// Which.
    pub id: &'a LibraryId,
    /// Its name.
    pub name: &'a str,
    /// Where it is.
    pub place: Place,
}

fn choice_of_library(words: Words, wish: &Wish, libraries: &[At<'_>]) -> Markup {
    html! {
        div.j-field {
            label.j-field__label for="library" { (words.booking_find_library()) }
            select.j-field__input #library name="library" {
                option value="" { (words.booking_find_anywhere()) }
                @for one in libraries {
                    @let at = format!("{:.4},{:.4}", one.place.lat, one.place.lon);
                    option value=(one.id) data-at=(at) selected[wish.library.as_ref() == Some(one.id)] { (one.name) }
                }
            }
        }
    }
}

/// The options with the one that is chosen among them, in order.
fn with<T: Ord>(options: impl IntoIterator<Item = T>, chosen: Option<T>) -> Vec<T> {
    let all: std::collections::BTreeSet<T> = options.into_iter().chain(chosen).collect();
    all.into_iter().collect()
}

fn text_of(value: Option<impl ToString>) -> String {
    value.map_or_else(String::new, |value| value.to_string())
}

/// What few look for, folded away.
fn more(words: Words, asked: &Asked) -> Markup {
    let wish = &asked.wish;
    let summary = match asked.folded() {
        0 => words.booking_find_more().to_owned(),
        some => words.booking_find_more_count(some),
    };
    let categories = Category::ALL.iter().filter(|one| one.kind() == asked.kind());
    let categories: Vec<(String, String)> = categories
        .map(|one| (one.to_string(), words.category(*one).to_owned()))
        .collect();
    let chosen = text_of(wish.category);
    html! {
        details.j-more.j-find__more #more-choices {
            summary { (summary) }
            div.j-more__body {
                (select("category", words.booking_find_category(), words.booking_find_any_category(), &categories, &chosen))
                @if asked.kind() == Kind::Room {
                    (boxes("equipment", words.booking_find_equipment(), Equipment::ALL.iter().map(|one| {
                        (one.code(), words.equipment(*one), wish.equipment.contains(one))
                    })))
                }
                (boxes("access", words.booking_find_access(), Access::ALL.iter().map(|one| {
                    (one.code(), words.accessible(*one), wish.access.contains(one))
                })))
            }
        }
    }
}

fn boxes(
    name: &str,
    legend: &str,
    options: impl Iterator<Item = (&'static str, &'static str, bool)>,
) -> Markup {
    html! {
        fieldset.j-fieldset {
            legend { (legend) }
            div.j-filter__options {
                @for (code, text, chosen) in options {
                    label.j-check {
                        input id={ (name) "-" (code) } type="checkbox" name=(name) value=(code) checked[chosen];
                        span { (text) }
                    }
                }
            }
        }
    }
}
