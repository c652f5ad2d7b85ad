//! What came of something that was done to a booking, and the questions before it.

use super::{act, cancel, quiet, said};
use crate::desk::result::{Kind, panel};
use chrono::{DateTime, Utc};
use jaettu_domain::rooms::State;
use jaettu_domain::rooms::desk::{DeskBooking, LONGEST_REASON};
use jaettu_domain::time;
use jaettu_words::Words;
use maud::{Markup, html};

/// The field for why a booking is taken back.
pub const WHY: &str = "why-back";

/// Something was done, with what came of it.
pub(super) fn done(head: &str, rest: &Markup) -> Markup {
    panel(Kind::Done, head, rest)
}

/// The field for the reason that people are told.
pub(super) fn reason(words: Words, id: &str) -> Markup {
    html! {
        div.j-field {
            label.j-field__label for=(id) { (words.desk_rooms_why()) }
            textarea.j-field__input.j-field__input--short id=(id) maxlength=(LONGEST_REASON)
                aria-describedby={ (id) "-wrong " (id) "-help" } {}
            p.j-field__help id={ (id) "-help" } { (words.desk_rooms_why_help()) }
            p.j-field__error id={ (id) "-wrong" } {}
        }
    }
}

/// A booking with its day and time.
fn whole(words: Words, now: DateTime<Utc>, booking: &DeskBooking) -> Markup {
    html! { div.j-booking { (said(words, now, booking, true)) } }
}

/// Somebody has come.
pub fn arrived(words: Words, now: DateTime<Utc>, booking: &DeskBooking) -> Markup {
    done(
        words.desk_rooms_arrived(),
        &html! { (whole(words, now, booking)) (not_came(words, booking)) },
    )
}

/// It was somebody else who has come.
pub fn not_arrived(words: Words, now: DateTime<Utc>, booking: &DeskBooking) -> Markup {
    done(words.desk_rooms_not_came_done(), &whole(words, now, booking))
}

/// A code was scanned of a booking for which somebody has come already.
pub fn arrived_before(words: Words, now: DateTime<Utc>, booking: &DeskBooking, at: DateTime<Utc>) -> Markup {
    done(
        words.desk_rooms_arrived(),
        &html! {
            p.j-result__big { (words.desk_rooms_arrived_before(&words.clock(at))) }
            (whole(words, now, booking))
            (not_came(words, booking))
        },
    )
}

/// For who has come by mistake: it was somebody else.
fn not_came(words: Words, booking: &DeskBooking) -> Markup {
    html! { div.j-buttons { (quiet(words, "not-came", booking, words.desk_rooms_not_came(), false)) } }
}

/// A code was scanned of a booking for which nobody can come now: it is for another time, waits for staff, or has ended. What can
/// be done stands beside.
pub fn not_now(words: Words, now: DateTime<Utc>, booking: &DeskBooking) -> Markup {
    let head = match booking.state {
        State::Confirmed => words.desk_rooms_other_time(),
        State::Pending => words.desk_rooms_state_pending(),
        _ => words.desk_refused(),
    };
    panel(
        Kind::No,
        head,
        &html! {
            (whole(words, now, booking))
            div.j-buttons {
                // Nobody comes for another day's.
                @if booking.is_awaited() && now < booking.end && time::today(booking.start) <= time::today(now) { (act(words, "came", booking, words.desk_rooms_came(), false)) }
                @if booking.state == State::Pending {
                    (act(words, "approve", booking, words.desk_rooms_approve(), false))
                    (quiet(words, "back", booking, words.desk_rooms_refuse(), false))
                }
            }
        },
    )
}

/// Whether a booking, or all that is to come of its series, shall be taken back: with the reason that its person is told.
pub fn take_back(words: Words, now: DateTime<Utc>, booking: &DeskBooking, series: bool) -> Markup {
    let pending = booking.state == State::Pending;
    let (head, label, what) = match (series, pending) {
        (true, _) => (
            words.desk_rooms_series_ask(),
            words.desk_rooms_take_back_series(),
            "back-series-send",
        ),
        (_, true) => (
            words.desk_rooms_refuse_ask(),
            words.desk_rooms_refuse(),
            "back-send",
        ),
        _ => (
            words.desk_rooms_take_back_ask(),
            words.desk_rooms_take_back(),
            "back-send",
        ),
    };
    panel(
        Kind::No,
        head,
        &html! {
            (whole(words, now, booking))
            @if series { p { (words.desk_rooms_series_text()) } }
            form data-do=(what) data-id=(booking.id) {
                (reason(words, WHY))
                div.j-buttons {
                    button.hds-button.hds-button--secondary type="submit" { (label) }
                    (cancel(words))
                }
            }
        },
    )
}

/// A booking was approved, refused or taken back: its person is told, if it has one.
pub fn decided(words: Words, now: DateTime<Utc>, head: &str, booking: &DeskBooking) -> Markup {
    done(
        head,
        &html! {
            (whole(words, now, booking))
            @if booking.person.is_some() { p { (words.desk_rooms_told()) } }
        },
    )
}
