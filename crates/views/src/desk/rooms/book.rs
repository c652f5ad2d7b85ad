//! Booking for somebody, for the library, or so that nobody can: the form, and what is in the way.

use crate::desk::{field, select, small};
use crate::text;
use chrono::{DateTime, NaiveDate, Utc};
use jaettu_domain::rooms::desk::rooms::DeskRooms;
use jaettu_domain::rooms::desk::times::DeskDate;
use jaettu_domain::text::Text;
use jaettu_words::Words;
use maud::{Markup, html};

/// Where the reader is led when the times have been checked.
pub const PLAN: &str = "plan";
/// The field for why others' bookings are taken back.
pub const WHY: &str = "why-replace";

/// The form, on a day that is suggested.
pub fn form(words: Words, known: &DeskRooms, date: NaiveDate) -> Markup {
    let whose = [
        ("person", words.desk_rooms_for_person()),
        ("library", words.desk_rooms_for_library()),
        ("block", words.desk_rooms_for_nobody()),
    ];
    let named = known
        .rooms
        .iter()
        .map(|room| (room.id.as_str(), room.name.get(words.language())));
    let rooms: Vec<(&str, &str)> = [("", words.desk_rooms_choose())]
        .into_iter()
        .chain(named)
        .collect();
    let day = date.to_string();
    html! {
        section aria-labelledby=(super::TITLE) {
            (super::title(words.desk_rooms_book_title()))
            form.j-desk__form data-do="times-send" {
                (select("for-whom", words.desk_rooms_for(), &whose))
                (field("for-card", "text", words.desk_rooms_card(), Some(words.desk_rooms_card_help())))
                (select("for-room", words.desk_rooms_room(), &rooms))
                (given("for-day", "date", words.desk_rooms_date(), &day, None))
                div.j-times {
                    (given("for-start", "time", words.desk_rooms_start(), "", None))
                    (given("for-end", "time", words.desk_rooms_end(), "", Some(words.desk_rooms_quarters())))
                }
                (given("for-weeks", "number", words.desk_rooms_weeks(), "1", Some(words.desk_rooms_weeks_help())))
                (given("for-people", "number", words.desk_rooms_how_many(), "", Some(words.desk_rooms_may_be_empty())))
                (given("for-purpose", "text", words.desk_rooms_purpose(), "", Some(words.desk_rooms_purpose_help())))
                div.j-buttons {
                    button.hds-button.hds-button--primary type="submit" { (words.desk_rooms_go_on()) }
                }
            }
        }
    }
}

/// A field in which something may stand already.
fn given(id: &str, kind: &str, label: &str, value: &str, help: Option<&str>) -> Markup {
    let help_id = [id, "-help"].concat();
    html! {
        div.j-field {
            label.j-field__label for=(id) { (label) }
            input.j-field__input id=(id) type=(kind) value=(value) autocomplete="off"
                step=[(kind == "time").then_some("900")] min=[(kind == "number").then_some("1")]
                maxlength=[(kind == "text").then_some("200")]
                aria-describedby={ (id) "-wrong" @if help.is_some() { " " (help_id) } };
            @if let Some(help) = help { p.j-field__help id=(help_id) { (help) } }
            p.j-field__error id={ (id) "-wrong" } {}
        }
    }
}

/// The dates, and where it is said that none of them was chosen.
pub const DATES: &str = "dates";

/// What becomes of a date: the field that says so has an identifier made of it and of the place of the date.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Choice {
    /// It is free, and taken.
    Take,
    /// It is not free, and left out.
    Skip,
    /// It is not free; the time that is free instead is taken.
    Instead,
    /// It is taken in the place of what is in the way.
    Replace,
}

impl Choice {
    /// Identifier of its field, for the date in this place.
    pub fn id(self, at: usize) -> String {
        let choice = match self {
            Self::Take => "take",
            Self::Skip => "skip",
            Self::Instead => "instead",
            Self::Replace => "replace",
        };
        format!("{choice}-{at}")
    }
}

/// What the times would be that were asked for: each date with what is in the way and what is free instead, and what shall become
/// of it. All that is chosen is done in one step.
pub fn plan(words: Words, now: DateTime<Utc>, dates: &[DeskDate], block: bool) -> Markup {
    let clashes = dates.iter().filter(|date| !date.in_the_way.is_empty()).count();
    let (label, wrong) = (
        if block {
            words.desk_rooms_close_chosen()
        } else {
            words.desk_rooms_book_chosen()
        },
        [DATES, "-wrong"].concat(),
    );
    html! {
        section.j-plan aria-labelledby=(PLAN) {
            h2 id=(PLAN) tabindex="-1" { (words.desk_rooms_plan()) }
            p { b {
                @if clashes == 0 { (words.desk_rooms_plan_free()) } @else { (words.desk_rooms_plan_clash(clashes)) }
            } }
            form data-do="times-chosen" {
                div id=(DATES) role="group" tabindex="-1" aria-labelledby=(PLAN) aria-describedby=(wrong) {
                    ol.j-plan__dates role="list" {
                        @for (at, date) in dates.iter().enumerate() { li { (one(words, now, at, date)) } }
                    }
                    p.j-field__error id=(wrong) {}
                }
                @if clashes > 0 {
                    p { (words.desk_rooms_replace_text()) }
                    (super::result::reason(words, WHY))
                }
                div.j-buttons {
                    button.hds-button.hds-button--primary type="submit" { (label) }
                    (small("times-not", "", words.desk_rooms_leave()))
                }
            }
        }
    }
}

fn one(words: Words, now: DateTime<Utc>, at: usize, date: &DeskDate) -> Markup {
    let when = words.desk_when(date.start, date.end);
    html! {
        p {
            b { (when) } " · "
            @if date.in_the_way.is_empty() { (words.desk_rooms_free()) } @else { (words.desk_rooms_in_the_way()) }
        }
        @if date.outside_hours { p.j-desk__alert { (words.desk_rooms_closed_then()) } }
        @if date.in_the_way.is_empty() {
            label.j-check {
                input type="checkbox" id=(Choice::Take.id(at)) checked;
                span { (words.desk_rooms_choose_time()) span.j-vh { ": " (when) } }
            }
        } @else {
            (super::in_the_way(words, now, &date.in_the_way))
            (clash(words, at, date, &when))
        }
    }
}

/// What becomes of a date that is not free.
fn clash(words: Words, at: usize, date: &DeskDate, when: &str) -> Markup {
    let choice = |choice: Choice, label: &str| {
        html! {
            label.j-check {
                input type="radio" name={ "clash-" (at) } id=(choice.id(at)) checked[choice == Choice::Skip];
                span { (label) }
            }
        }
    };
    html! {
        fieldset.j-fieldset {
            legend.j-vh { (when) }
            (choice(Choice::Skip, words.desk_rooms_skip()))
            @if let Some(free) = date.instead {
                (choice(Choice::Instead, &words.desk_rooms_instead(&words.desk_when(free.start, free.end))))
            }
            (choice(Choice::Replace, &words.desk_rooms_replace(date.in_the_way.len())))
        }
    }
}

/// What is booked or closed, for whom, if it is for somebody, and when: its times, each with whether the library is closed then or without the
/// staff that the room needs.
pub fn booked(
    words: Words,
    said: &str,
    (name, who): (&Text, Option<&str>),
    dates: &[(String, bool)],
) -> Markup {
    super::result::done(
        said,
        &html! {
            p.j-result__thing { b { (text(words, name)) } @if let Some(who) = who { " · " (who) } }
            ul {
                @for (date, outside_hours) in dates {
                    li {
                        (date)
                        @if *outside_hours { p.j-desk__alert { (words.desk_rooms_closed_then()) } }
                    }
                }
            }
        },
    )
}
