//! One day of a room: which other day one may choose, and the day from now on, part by part, in sentences.

use super::room::{Look, Shown};
use crate::{icon, icons};
use chrono::NaiveDate;
use jaettu_domain::rooms::calendar::{Day, Part, Use};
use jaettu_domain::time;
use maud::{Markup, html};

/// The whole part of the page.
pub(super) fn day(shown: &Shown<'_>, date: NaiveDate) -> Markup {
    let Shown { words, calendar, .. } = *shown;
    let state = calendar.day(date);
    html! {
        (choice(shown, date))
        h3 #day tabindex="-1" data-lost { (words.booking_day(date)) }
        @if let Some(text) = words.booking_day_text(state) {
            p { (text) }
            @if let Some(next) = calendar.next_free_day(date) {
                p { a.j-linkbutton #next-day href=(shown.at(Look::Day(next), None)) data-noscroll {
                    (words.booking_next_free_day(&words.booking_day(next)))
                } }
            }
        }
        (parts(shown, date))
        (beside(shown, date))
    }
}

/// Seven days to choose among, each with how much of it is left.
fn choice(shown: &Shown<'_>, date: NaiveDate) -> Markup {
    let Shown { words, calendar, .. } = *shown;
    let days = calendar.choice(date);
    let earlier = days.first().and_then(NaiveDate::pred_opt);
    let later = days.last().and_then(NaiveDate::succ_opt);
    html! {
        nav aria-label=(words.booking_choose_day()) {
            ul.j-days role="list" { @for day in &days { li { (one(shown, *day, *day == date)) } } }
            p.j-row.j-row--apart {
                @if let Some(day) = earlier.filter(|day| *day >= calendar.today()) {
                    a.j-linkbutton #earlier href=(shown.at(Look::Day(day), None)) data-noscroll {
                        (icon(icons::BACK)) (words.booking_earlier_days())
                    }
                } @else { span {} }
                @if let Some(day) = later {
                    a.j-linkbutton #later href=(shown.at(Look::Day(day), None)) data-noscroll {
                        (words.booking_later_days()) (icon(icons::NEXT))
                    }
                }
            }
        }
    }
}

fn one(shown: &Shown<'_>, date: NaiveDate, chosen: bool) -> Markup {
    let words = shown.words;
    let state = shown.calendar.day(date);
    let class = match state {
        Day::Open { free: 0 } => "j-day j-day--full",
        Day::Open { .. } => "j-day j-day--free",
        _ => "j-day",
    };
    html! {
        a class=(class) id={ "d-" (date) } href=(shown.at(Look::Day(date), None)) data-noscroll
            aria-current=[chosen.then_some("date")] {
            // Two short lines and a number for the eye, whole words for the ear.
            span aria-hidden="true" { (words.day(date)) } span.j-vh { (words.weekday(date)) } " "
            span { (time::short_date_text(date)) } " "
            @if let Day::Open { free: free @ 1.. } = state {
                b aria-hidden="true" { (words.booking_day_brief(state)) }
                span.j-vh { (words.length(free)) " " (words.booking_part_free()) }
            } @else {
                b { (words.booking_day_brief(state)) }
            }
        }
    }
}

/// The parts of the day. What can be booked is a link as wide as the page.
fn parts(shown: &Shown<'_>, date: NaiveDate) -> Markup {
    let parts = shown.calendar.parts(date);
    html! {
        @if !parts.is_empty() {
            ol.j-times role="list" { @for part in parts { li { (one_part(shown, part)) } } }
        }
    }
}

fn one_part(shown: &Shown<'_>, part: Part) -> Markup {
    let words = shown.words;
    let when = html! {
        span.j-time__when {
            (words.clock_of_two(part.when.from.instant())) "–" (words.clock_of_two(part.when.until.instant()))
        }
    };
    let said = words.booking_part(part.used);
    let class = match part.used {
        Use::Free | Use::TooSoon | Use::TooShort => "j-time",
        Use::Taken | Use::Closed => "j-time j-time--taken",
    };
    let act = if shown.errand.moves.is_some() {
        words.booking_part_move()
    } else {
        words.booking_part_book()
    };
    html! {
        @match shown.calendar.offer(part, shown.room.minutes) {
            Some(offer) => a.j-time.j-time--free id={ "t-" (part.when.from.0) } href=(shown.book(offer)) {
                (when) " " span { (said) } " " b.j-time__act { (act) (icon(icons::NEXT)) }
            },
            None => p class=(class) { (when) " " span { (said) } },
        }
    }
}

/// The days before and after.
fn beside(shown: &Shown<'_>, date: NaiveDate) -> Markup {
    let words = shown.words;
    let before = date.pred_opt().filter(|day| *day >= shown.calendar.today());
    html! {
        p.j-row.j-row--apart {
            @if let Some(day) = before {
                a.j-linkbutton #day-before href=(shown.at(Look::Day(day), None)) data-noscroll {
                    (icon(icons::BACK)) (words.booking_day_before())
                }
            } @else { span {} }
            @if let Some(day) = date.succ_opt() {
                a.j-linkbutton #day-after href=(shown.at(Look::Day(day), None)) data-noscroll {
                    (words.booking_day_after()) (icon(icons::NEXT))
                }
            }
        }
    }
}
