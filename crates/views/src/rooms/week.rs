//! A week of a room as a grid. Every time at which a booking may begin is a link; once one has been chosen, every time at
//! which it may end is one. It works without the app, which brings the keys of a grid (`src/ui/grid.rs`).

use super::room::{Look, Shown};
use crate::{icon, icons};
use chrono::{Datelike, Days, NaiveDate};
use jaettu_domain::busy::{Quarter, Quarters};
use jaettu_domain::rooms::calendar::{Cell, Row, Week, What};
use jaettu_domain::time;
use jaettu_words::Words;
use maud::{Markup, html};

/// The whole part of the page.
pub(super) fn week(shown: &Shown<'_>, date: NaiveDate) -> Markup {
    let words = shown.words;
    let week = shown.calendar.week(date);
    let edge = |day: Option<&NaiveDate>| day.map_or_else(String::new, |day| time::short_date_text(*day));
    let (from, to) = (edge(week.days.first()), edge(week.days.last()));
    let ends = shown
        .picked
        .map(|start| shown.calendar.ends(start))
        .unwrap_or_default();
    html! {
        h3 #day tabindex="-1" data-lost { (words.booking_week(&from, &week.number.to_string(), &to)) }
        (beside(shown, date))
        (picked(shown, date, &ends))
        @if week.rows.is_empty() {
            p { (words.booking_week_none()) }
            @if let Some(next) = shown.calendar.next_free_day(date) {
                p { a.j-linkbutton #next-day href=(shown.at(Look::Week(next), None)) data-noscroll {
                    (words.booking_next_free_day(&words.booking_day(next)))
                } }
            }
        } @else {
            (legend(words))
            (grid(shown, &week, &ends))
            p.j-quiet { (words.booking_week_keys()) }
        }
    }
}

/// The weeks before and after; the keys Page Up and Page Down press these links.
fn beside(shown: &Shown<'_>, date: NaiveDate) -> Markup {
    let words = shown.words;
    let week = Days::new(7);
    let before = date
        .checked_sub_days(week)
        .map(|day| day.max(shown.calendar.today()));
    let before = before.filter(|_| shown.calendar.shows_week_before(date));
    html! {
        p.j-row.j-row--apart {
            @if let Some(day) = before {
                a.j-linkbutton #week-before href=(shown.at(Look::Week(day), shown.picked)) data-noscroll data-page="-1" {
                    (icon(icons::BACK)) (words.booking_week_before())
                }
            } @else { span {} }
            @if let Some(day) = date.checked_add_days(week) {
                a.j-linkbutton #week-after href=(shown.at(Look::Week(day), shown.picked)) data-noscroll data-page="1" {
                    (words.booking_week_after()) (icon(icons::NEXT))
                }
            }
        }
    }
}

/// How one chooses; once the beginning is chosen, the ends, and the way back (which the key Escape presses).
fn picked(shown: &Shown<'_>, date: NaiveDate, ends: &[Quarter]) -> Markup {
    let words = shown.words;
    html! {
        div #picked role="status" {
            @match shown.picked {
                None => p { (words.booking_week_help()) },
                Some(_) if ends.is_empty() => p { (words.booking_picked_none()) },
                Some(start) => p { strong { (words.booking_picked(&words.booking_cell_at(start.instant()))) } },
            }
        }
        @if let Some(start) = shown.picked {
            ul.j-slots role="list" {
                @for end in ends {
                    @let when = Quarters { from: start, until: *end };
                    li { a.j-slot id={ "e-" (end.0) } href=(shown.book(when)) {
                        b { (words.clock_of_two(start.instant())) "–" (words.clock_of_two(end.instant())) } " "
                        span { (words.length(when.minutes())) }
                    } }
                }
            }
            p { a.j-linkbutton #start-over href=(shown.at(Look::Week(date), None)) data-noscroll data-escape {
                (words.booking_start_over())
            } }
        }
    }
}

/// What the looks of the cells mean; the cells say it themselves to whoever does not see them.
fn legend(words: Words) -> Markup {
    html! {
        ul.j-legend role="list" aria-hidden="true" {
            li.j-week__free { (words.booking_part_free()) }
            li.j-week__taken { (words.booking_part_taken()) }
            li { (words.booking_part_closed()) }
        }
    }
}

fn grid(shown: &Shown<'_>, week: &Week, ends: &[Quarter]) -> Markup {
    let words = shown.words;
    html! {
        div.j-grid-scroll data-scrolls {
            table.j-week role="grid" aria-labelledby="day" aria-describedby="picked" {
                thead {
                    tr {
                        th scope="col" { span.j-vh { (words.booking_week_time()) } }
                        @for day in &week.days {
                            th scope="col" aria-current=[(*day == shown.calendar.today()).then_some("date")] {
                                (words.day(*day)) " " span { (day.day()) "." }
                            }
                        }
                    }
                }
                tbody {
                    @for row in &week.rows { (one_row(shown, row, ends)) }
                }
            }
        }
    }
}

fn one_row(shown: &Shown<'_>, row: &Row, ends: &[Quarter]) -> Markup {
    let first = row.cells.iter().flatten().next();
    let hour = row.time.minutes().is_multiple_of(60).then_some("j-week__hour");
    html! {
        tr class=[hour] {
            th scope="row" {
                @match first {
                    Some(cell) if row.again => (shown.words.clock_of_two(cell.when.from.instant())),
                    _ => (row.time),
                }
            }
            @for (column, cell) in row.cells.iter().enumerate() {
                @match cell {
                    Some(cell) => (one_cell(shown, row, column, cell, ends)),
                    None => td {},
                }
            }
        }
    }
}

/// What a cell is for, as a link where something can be done with it.
fn one_cell(shown: &Shown<'_>, row: &Row, column: usize, cell: &Cell, ends: &[Quarter]) -> Markup {
    let words = shown.words;
    let at = words.booking_cell_at(cell.when.from.instant());
    let id = format!("c-{column}-{}-{}", row.time.minutes(), u8::from(row.again));
    let (class, said) = look(shown, cell);
    if let Some(start) = shown.picked {
        let when = Quarters {
            from: start,
            until: cell.when.until,
        };
        let within = when.from <= cell.when.from && ends.last().is_some_and(|last| cell.when.until <= *last);
        if ends.contains(&cell.when.until) {
            let (from, until) = (start.instant(), cell.when.until.instant());
            let label = words.booking_picked_end(&words.clock_of_two(from), &words.clock_of_two(until));
            return html! {
                td.j-week__end { a id=(id) href=(shown.book(when)) aria-label={ (label) ", " (words.length(when.minutes())) } {} }
            };
        }
        return html! { td class={ (class) @if within { " j-week__within" } } id=(id) { span.j-vh { (at) ", " (said) } } };
    }
    html! {
        td class=(class) id=[(cell.what != What::Start).then_some(&id)] {
            @if cell.what == What::Start {
                a id=(id) href=(shown.at(Look::Week(time::today(cell.when.from.instant())), Some(cell.when.from)))
                    data-noscroll aria-label={ (at) ", " (said) } {}
            } @else {
                span.j-vh { (at) ", " (said) }
            }
        }
    }
}

/// How a cell looks, and what is said of it.
fn look(shown: &Shown<'_>, cell: &Cell) -> (&'static str, String) {
    let words = shown.words;
    match cell.what {
        What::Start => {
            let until = shown.calendar.free_until(cell.when.from).instant();
            (
                "j-week__free",
                words.booking_cell_free(&words.clock_of_two(until)),
            )
        }
        What::Free => ("j-week__free", words.booking_cell_begun().to_owned()),
        What::Left => ("j-week__left", words.booking_part_left().to_owned()),
        What::Taken => ("j-week__taken", words.booking_part_taken().to_owned()),
        What::Closed => ("j-week__closed", words.booking_part_closed().to_owned()),
        What::Past => ("j-week__closed", words.booking_cell_past().to_owned()),
    }
}
