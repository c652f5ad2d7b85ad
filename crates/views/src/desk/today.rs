//! What there is to do today, in sections that unfold.

use super::small;
use crate::text;
use jaettu_domain::catalogue::Spot;
use jaettu_domain::circulation::HoldState;
use jaettu_domain::desk::api::{DeskRow, Today};
use jaettu_domain::desk::rules::code_text;
use jaettu_domain::id::LibraryId;
use jaettu_words::Words;
use maud::{Markup, html};

/// The sections, what has to be fetched first.
pub fn sections(words: Words, today: &Today, here: &LibraryId) -> Markup {
    let part = |id: &str, title: &str, rows: &[DeskRow], say: &dyn Fn(&DeskRow) -> Markup| {
        section(words, id, title, rows, say)
    };
    html! {
        section.j-today aria-labelledby="today" {
            h2 #today { (words.desk_today()) }
            (part("today-fetch", words.desk_to_fetch(), &today.to_fetch, &|row| to_fetch(words, row, here)))
            (part("today-expiring", words.desk_expiring(), &today.expiring, &|row| kept(words, row)))
            (part("today-waiting", words.desk_waiting_pickups(), &today.waiting, &|row| kept(words, row)))
            (part("today-take-down", words.desk_take_down(), &today.take_down, &|row| take_down(words, row, here)))
            (part("today-arriving", words.desk_arriving(), &today.arriving, &|row| from(words, row)))
            (part("today-overdue", words.desk_overdue(), &today.overdue, &|row| due(words, row)))
            (part("today-faults", words.desk_faults(), &today.faults, &|row| fault(words, row)))
        }
        div.j-buttons {
            (super::button("find", "", words.desk_find()))
            (super::button("register", "", words.desk_register()))
            @if !today.to_fetch.is_empty() { (small("print-list", "", words.desk_print_list())) }
        }
    }
}

fn section(
    words: Words,
    id: &str,
    title: &str,
    rows: &[DeskRow],
    say: &dyn Fn(&DeskRow) -> Markup,
) -> Markup {
    html! {
        @if rows.is_empty() {
            p.j-today__none { span { (title) } b { "0" } }
        } @else {
            details.j-more id=(id) {
                summary { span { (title) } b.j-today__count { (rows.len()) } }
                ul.j-rows role="list" {
                    @for row in rows {
                        li { span { (text(words, &row.name)) " " span.j-quiet { (row.barcode) } } (say(row)) }
                    }
                }
            }
        }
    }
}

fn to_fetch(words: Words, row: &DeskRow, here: &LibraryId) -> Markup {
    html! {
        span.j-quiet { (goes(words, row, here)) @if row.old_slip { " " b { (words.desk_stands_on_hold_shelf()) } } }
        (small("lost", row.barcode.as_str(), words.desk_not_on_shelf()))
    }
}

/// Where a thing goes that has been fetched from the shelf.
pub(super) fn goes(words: Words, row: &DeskRow, here: &LibraryId) -> String {
    match &row.other_name {
        Some(name) if row.other_library.as_ref() != Some(here) => {
            words.desk_send_to(name.get(words.language()))
        }
        _ => words.desk_hold_shelf().to_owned(),
    }
}

fn kept(words: Words, row: &DeskRow) -> Markup {
    html! {
        @if let Some(code) = &row.code { b.j-rows__code { (code_text(code)) } }
        @if let Some(until) = row.until { span.j-quiet { (words.near(until)) } }
        @if row.old_slip { span.j-quiet { (words.desk_old_slip()) } }
        @if row.untold { b.j-desk__late { (words.desk_untold()) } }
        @if let Some(person) = &row.person { (small("contact", person.as_str(), words.desk_contact())) }
        (small("print-slip", row.barcode.as_str(), words.desk_print_slip()))
    }
}

/// What to do with a thing on the hold shelf whose slip is no longer true. Its scan tells the same, and ends it.
fn take_down(words: Words, row: &DeskRow, here: &LibraryId) -> Markup {
    let ready = row.state == Some(HoldState::Ready);
    html! {
        @match (&row.other_name, &row.code) {
            (_, Some(code)) if ready => {
                b.j-rows__code { (code_text(code)) }
                span.j-quiet { (words.desk_take_down_slip()) }
            }
            // Fetched here, too: the scan makes it ready, with a slip of its own.
            (Some(_), _) if row.other_library.as_ref() == Some(here) => {
                span.j-quiet { (words.desk_take_down_slip()) }
            }
            (Some(name), _) => span.j-quiet { (words.desk_take_down_send(name.get(words.language()))) },
            (None, _) => span.j-quiet { (words.desk_take_down_shelf()) },
        }
    }
}

fn from(words: Words, row: &DeskRow) -> Markup {
    let waits = row.hold.is_some();
    html! { span.j-quiet { @if waits { (words.desk_somebody_waits()) } } }
}

fn due(words: Words, row: &DeskRow) -> Markup {
    html! {
        @if let Some(until) = row.until { b.j-desk__late { (words.near(until)) } }
        @if let Some(person) = &row.person { (small("contact", person.as_str(), words.desk_contact())) }
        @if let Some(loan) = &row.loan { (small("write-off", loan.as_str(), words.desk_write_off())) }
    }
}

fn fault(words: Words, row: &DeskRow) -> Markup {
    html! {
        @if let Some(fault) = &row.fault { span { (fault) } }
        @if let Some(ticket) = row.ticket.as_ref().filter(|_| row.photo) {
            (small("photo", ticket.as_str(), words.desk_photo()))
        }
        @if let Some(ticket) = &row.ticket {
            @if row.place == Spot::Repair {
                (small("solve", ticket.as_str(), words.desk_solved()))
                (small("withdraw", row.barcode.as_str(), words.desk_withdraw()))
            } @else {
                span.j-quiet { (words.desk_not_here_yet()) }
                @if row.place != Spot::Missing { (small("solve", ticket.as_str(), words.desk_no_fault())) }
            }
        }
    }
}
