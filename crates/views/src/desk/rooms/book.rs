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

/// Where it is said that none of the times was chosen.
pub const DATES: &str = "dates";

/// The box with which the date in this place is chosen as it is.
pub fn date_id(at: usize) -> String {
    format!("date-{at}")
}

/// The box with which the time that is free instead of the date in this place is chosen.
pub fn instead_id(at: usize) -> String {
    format!("instead-{at}")
}

/// What the times would be that were asked for: each date with what is in the way and what is free instead. Those that are chosen
/// can be booked, or all in the place of what is in the way.
pub fn plan(words: Words, now: DateTime<Utc>, dates: &[DeskDate]) -> Markup {
    let free = dates.iter().filter(|date| date.in_the_way.is_empty()).count();
    let clashes = dates.len() - free;
    let others: usize = dates.iter().map(|date| date.in_the_way.len()).sum();
    html! {
        section.j-plan aria-labelledby=(PLAN) {
            h2 id=(PLAN) tabindex="-1" { (words.desk_rooms_plan()) }
            p { b {
                @if clashes == 0 { (words.desk_rooms_plan_free()) } @else { (words.desk_rooms_plan_clash(clashes)) }
            } }
            ol.j-plan__dates role="list" {
                @for (at, date) in dates.iter().enumerate() { li { (one(words, now, at, date)) } }
            }
            @if dates.iter().any(|date| date.in_the_way.is_empty() || date.instead.is_some()) {
                p.j-field__error id={ (DATES) "-wrong" } {}
                div.j-buttons {
                    button.hds-button.hds-button--primary type="button" data-do="times-chosen" { (words.desk_rooms_book_chosen()) }
                }
            }
            @if others > 0 { (replace(words, others)) }
            div.j-buttons { (small("times-not", "", words.desk_rooms_leave())) }
        }
    }
}

fn one(words: Words, now: DateTime<Utc>, at: usize, date: &DeskDate) -> Markup {
    html! {
        p {
            b { (words.desk_when(date.start, date.end)) } " · "
            @if date.in_the_way.is_empty() { (words.desk_rooms_free()) } @else { (words.desk_rooms_in_the_way()) }
        }
        @if date.outside_hours { p.j-desk__alert { (words.desk_rooms_closed_then()) } }
        @if date.in_the_way.is_empty() {
            label.j-check {
                input type="checkbox" id=(date_id(at)) checked;
                span { (words.desk_rooms_choose_time()) span.j-vh { ": " (words.desk_when(date.start, date.end)) } }
            }
        } @else {
            (super::in_the_way(words, now, &date.in_the_way))
            @if let Some(free) = date.instead {
                label.j-check {
                    input type="checkbox" id=(instead_id(at));
                    span { (words.desk_rooms_instead(&words.desk_when(free.start, free.end))) }
                }
            }
        }
    }
}

/// Taking back what is in the way: with the reason that its people are told.
fn replace(words: Words, others: usize) -> Markup {
    html! {
        form.j-desk__form data-do="times-replace" {
            p { (words.desk_rooms_replace_text()) }
            (super::result::reason(words, WHY))
            div.j-buttons {
                button.hds-button.hds-button--secondary type="submit" { (words.desk_rooms_replace(others)) }
            }
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
