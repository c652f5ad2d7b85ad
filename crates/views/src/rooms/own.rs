//! One's own bookings: one with everything that can be done with it, those to come, and those that are over.

use super::check_in::check_in;
use super::{Errand, book, place, room_path, title};
use crate::form::{secondary, without_scripts};
use crate::{icon, icons, other_language, path};
use chrono::{DateTime, Utc};
use jaettu_domain::busy::Quarters;
use jaettu_domain::desk::rules::code_text;
use jaettu_domain::endpoint::{Endpoint, Pairs};
use jaettu_domain::id::BookingId;
use jaettu_domain::rooms::State;
use jaettu_domain::rooms::api::{
    BookingView, CancelBooking, CancelSeries, ChangeBooking, GetBooking, ReinstateBooking,
};
use jaettu_domain::rooms::waits::{RemoveWait, WaitView};
use jaettu_domain::time;
use jaettu_words::Words;
use maud::{Markup, html};

/// The page of one's own booking.
pub fn booking_path(words: Words, id: &BookingId) -> String {
    path(words, &["/me/bookings/", id.as_str()].concat())
}

/// Where another time is looked for, for this booking: of a pool any of its machines.
fn move_path(words: Words, booking: &BookingView) -> String {
    let mut pairs = Pairs::default();
    pairs.push("move", booking.id.as_str());
    pairs.push("date", time::today(booking.start).to_string());
    pairs.push("minutes", (booking.end - booking.start).num_minutes().to_string());
    super::address(words, &["/", booking.asked().as_str()], &pairs)
}

/// The booking as a file for one's calendar: beside where it is read.
fn file_path(booking: &BookingView) -> String {
    let id = Some(booking.id.clone());
    [&GetBooking { id }.url(), ".ics"].concat()
}

/// Whether it is still to come, or goes on.
fn is_coming(booking: &BookingView, now: DateTime<Utc>) -> bool {
    booking.state.is_live() && now < booking.end
}

/// One booking, and what belongs to it.
#[derive(Clone, Copy, Debug)]
pub struct One<'a> {
    /// The booking.
    pub booking: &'a BookingView,
    /// For how many people its room is, at least and at most.
    pub people: (u32, u32),
    /// What is still to come of its series, itself among them.
    pub series: &'a [BookingView],
    /// Whether it was given up and can be had again.
    pub can_reinstate: bool,
    /// Whether staff would have to approve of it once more.
    pub approval: bool,
}

/// One of one's own bookings.
pub fn one(words: Words, now: DateTime<Utc>, one: &One<'_>) -> Markup {
    let One {
        booking,
        people,
        series,
        ..
    } = *one;
    let name = booking.room_name.get(words.language());
    html! {
        a.j-back href=(path(words, "/me/bookings")) { (icon(icons::BACK)) (words.booking_own_back()) }
        (title(words, &words.booking_own_title(name), &booking.room_name))
        div.j-answer.j-answer--out[!is_coming(booking, now)] {
            (crate::state(&words.booking_state(booking, now)))
            p.j-when {
                strong { (words.booking_when(booking.start, booking.end)) }
                span { (place(words, &booking.library_name, &booking.place)) }
            }
            @if is_coming(booking, now) { (on_the_spot(words, now, booking)) }
        }
        @if is_coming(booking, now) { (to_do(words, now, booking, people)) } @else { (again(words, one)) }
        @if booking.series.is_some() { (of_series(words, now, booking, series, is_coming(booking, now))) }
        p.j-row {
            a.j-linkbutton href=(path(words, &["/libraries/", booking.library.as_str()].concat())) {
                (words.booking_own_library(booking.library_name.get(words.language())))
            }
        }
    }
}

/// What one says, types and does there.
fn on_the_spot(words: Words, now: DateTime<Utc>, booking: &BookingView) -> Markup {
    html! {
        @if let Some(code) = &booking.door_code {
            p { (words.booking_door_code()) " " strong.j-code { (code) } }
        } @else if let Some(from) = booking.door_code_from {
            p { (words.booking_door_code_from(&words.booking_on(from))) }
        }
        (check_in(words, now, booking, ""))
        @if let Some(code) = &booking.code {
            p { (words.booking_code()) ": " strong { (code_text(code)) } }
        }
        @if let Some(people) = booking.people {
            p.j-quiet {
                (words.booking_people_now(people as usize))
                @if !booking.purpose.is_empty() { ". " (words.booking_purpose_now(&booking.purpose)) }
            }
        }
    }
}

fn to_do(words: Words, now: DateTime<Utc>, booking: &BookingView, people: (u32, u32)) -> Markup {
    let changeable = now <= booking.changeable_until;
    html! {
        (without_scripts(words))
        @if booking.state == State::Held {
            (finish(words, booking))
        } @else {
            p.j-buttons {
                a.hds-button.hds-button--secondary href=(file_path(booking)) rel="external" download {
                    (icon(icons::DOWNLOAD)) span { (words.booking_calendar_file()) }
                }
                @if changeable {
                    a.hds-button.hds-button--secondary #move-booking href=(move_path(words, booking)) { span { (words.booking_move_link()) } }
                }
            }
            p.j-quiet {
                @if changeable { (words.booking_changeable(&words.booking_cell_at(booking.changeable_until))) }
                @else { (words.booking_not_changeable()) }
            }
            (change(words, booking, people))
        }
        @if changeable || booking.state == State::Held { (cancel(words, booking)) }
    }
}

/// The form was never sent: the way back to it.
fn finish(words: Words, booking: &BookingView) -> Markup {
    let when = Quarters::between(booking.start, booking.end);
    html! {
        @if let Some(when) = when {
            p.j-buttons {
                a.hds-button.hds-button--primary href=(super::book_path(words, booking.asked(), when, &Errand::default())) {
                    span { (words.booking_finish()) }
                }
            }
        }
    }
}

fn change(words: Words, booking: &BookingView, people: (u32, u32)) -> Markup {
    let change = ChangeBooking {
        id: Some(booking.id.clone()),
        ..ChangeBooking::default()
    };
    let fields = html! {
        (book::fields_of(words, people, booking.people.unwrap_or(people.0), &booking.purpose))
        input type="hidden" name="version" value=(booking.version);
    };
    html! {
        details.j-more.j-more--first #change {
            summary { (words.booking_change()) }
            div.j-more__body {
                (secondary(words, "change-form", words.booking_save(), words.booking_saved()).of(&change, &fields))
            }
        }
    }
}

/// One press unfolds the question, the next one gives it up.
fn cancel(words: Words, booking: &BookingView) -> Markup {
    let cancel = CancelBooking {
        id: Some(booking.id.clone()),
    };
    html! {
        details.j-more #cancel {
            summary { @if booking.series.is_some() { (words.booking_series_cancel_one()) } @else { (words.booking_cancel()) } }
            div.j-more__body {
                p { (words.booking_cancel_text()) }
                (secondary(words, "cancel-form", words.booking_cancel_yes(), words.booking_cancelled()).of(&cancel, &html! {}))
            }
        }
    }
}

fn again(words: Words, one: &One<'_>) -> Markup {
    let booking = one.booking;
    let reinstate = ReinstateBooking {
        id: Some(booking.id.clone()),
    };
    html! {
        @if one.can_reinstate {
            (without_scripts(words))
            p {
                (words.booking_reinstate_text())
                @if one.approval { " " (words.booking_reinstate_approval()) }
            }
            (secondary(words, "reinstate-form", words.booking_reinstate(), words.booking_reinstated()).of(&reinstate, &html! {}))
        }
        p.j-buttons {
            a.hds-button.hds-button--primary #again href=(room_path(words, booking.asked())) { span { (words.booking_again()) } }
        }
    }
}

/// The other times of a series, and giving up all of it.
fn of_series(
    words: Words,
    now: DateTime<Utc>,
    booking: &BookingView,
    series: &[BookingView],
    coming: bool,
) -> Markup {
    let others: Vec<&BookingView> = series.iter().filter(|other| other.id != booking.id).collect();
    let cancel = CancelSeries {
        id: booking.series.clone(),
    };
    if others.is_empty() && !coming {
        return html! {};
    }
    html! {
        section.j-section.j-narrow aria-labelledby="series-times" {
            h2 #series-times tabindex="-1" { (words.booking_series_others()) " (" (others.len()) ")" }
            @if others.is_empty() {
                p { (words.booking_series_alone()) }
            } @else {
                ul.j-links role="list" {
                    @for other in &others {
                        li { a href=(booking_path(words, &other.id)) { (words.booking_when(other.start, other.end)) } }
                    }
                }
                @if series.iter().any(|one| now <= one.changeable_until) {
                    details.j-more.j-more--first #cancel-series {
                        summary { (words.booking_series_cancel()) }
                        div.j-more__body {
                            p { (words.booking_series_cancel_text()) }
                            (secondary(words, "cancel-series-form", words.booking_series_cancel_yes(), words.booking_series_cancelled())
                                .of(&cancel, &html! {}))
                        }
                    }
                }
            }
        }
    }
}

/// The part of one's own page: what is to come, and for how many times one waits.
pub fn own(words: Words, now: DateTime<Utc>, bookings: &[BookingView], waits: usize) -> Markup {
    html! {
        section.j-section aria-labelledby="bookings" {
            h2 #bookings tabindex="-1" { (words.booking_own()) " (" (bookings.len()) ")" }
            (coming(words, now, bookings))
            @if waits > 0 { p { a href=(path(words, "/me/bookings#waits")) { (words.booking_waits_way(waits)) } } }
            p { a href=(path(words, "/me/bookings")) { (words.booking_own_all()) } }
        }
    }
}

fn coming(words: Words, now: DateTime<Utc>, bookings: &[BookingView]) -> Markup {
    html! {
        @if bookings.is_empty() {
            p { (words.booking_own_none()) }
            p { a href=(path(words, "/rooms")) { (words.booking_own_find()) } }
        } @else {
            (things(words, now, bookings))
        }
    }
}

fn things(words: Words, now: DateTime<Utc>, bookings: &[BookingView]) -> Markup {
    html! { ul.j-things role="list" { @for booking in bookings { li.j-thing { (brief(words, now, booking)) } } } }
}

fn brief(words: Words, now: DateTime<Utc>, booking: &BookingView) -> Markup {
    let lang = other_language(words, &booking.room_name);
    html! {
        h3 id={ "booking-" (booking.id) } tabindex="-1" {
            a href=(booking_path(words, &booking.id)) lang=[lang] { (booking.room_name.get(words.language())) }
        }
        p { strong { (words.booking_when(booking.start, booking.end)) } }
        (crate::state(&words.booking_state(booking, now)))
        p.j-quiet { (place(words, &booking.library_name, &booking.place)) }
        @if booking.series.is_some() { p.j-quiet { (words.booking_series_part()) } }
        @if let Some(code) = &booking.door_code { p { (words.booking_door_code()) ": " strong { (code) } } }
        @if let Some(code) = &booking.code { p.j-quiet { (words.booking_code_brief(&code_text(code))) } }
    }
}

/// Everything that somebody has of rooms and machines.
#[derive(Clone, Copy, Debug)]
pub struct All<'a> {
    /// What is to come.
    pub to_come: &'a [BookingView],
    /// What they wait for.
    pub waits: &'a [WaitView],
    /// What is over or was given up.
    pub past: &'a [BookingView],
    /// So many times of a series that they have just booked.
    pub made: Option<usize>,
    /// When the address of their calendar was made.
    pub feed: Option<DateTime<Utc>>,
}

/// All of one's own bookings.
pub fn all(words: Words, now: DateTime<Utc>, all: &All<'_>) -> Markup {
    let All {
        to_come, waits, past, ..
    } = *all;
    html! {
        a.j-back href=(path(words, "/me")) { (icon(icons::BACK)) (words.account_title()) }
        h1 tabindex="-1" { (words.booking_own_back()) }
        (without_scripts(words))
        @if let Some(made) = all.made {
            div.j-notice role="status" { p { (words.booking_series_made(made)) } }
        }
        section.j-section aria-labelledby="coming" {
            h2 #coming tabindex="-1" { (words.booking_own_coming()) " (" (to_come.len()) ")" }
            (coming(words, now, to_come))
        }
        @if !waits.is_empty() { (waiting(words, waits)) }
        section.j-section aria-labelledby="past" {
            h2 #past tabindex="-1" { (words.booking_own_past()) " (" (past.len()) ")" }
            @if past.is_empty() { p { (words.booking_own_past_none()) } } @else { (things(words, now, past)) }
        }
        (super::feed::feed(words, now, all.feed))
    }
}

/// The times that somebody waits for.
fn waiting(words: Words, waits: &[WaitView]) -> Markup {
    html! {
        section.j-section aria-labelledby="waits" {
            h2 #waits tabindex="-1" { (words.booking_waits()) " (" (waits.len()) ")" }
            ul.j-things role="list" { @for wait in waits { li.j-thing { (one_wait(words, wait)) } } }
        }
    }
}

fn one_wait(words: Words, wait: &WaitView) -> Markup {
    let id = ["wait-", wait.id.as_str()].concat();
    let remove = RemoveWait {
        id: Some(wait.id.clone()),
    };
    let name = wait.room_name.get(words.language());
    html! {
        h3 id={ (id) "-name" } tabindex="-1" {
            a href=(room_path(words, &wait.room)) lang=[other_language(words, &wait.room_name)] { (name) }
        }
        p { strong { (words.booking_when(wait.start, wait.end)) } }
        @if let Some((booking, until)) = wait.booking.as_ref().zip(wait.offered_until) {
            p { (words.booking_wait_offered(&words.clock(until))) }
            p { a.hds-button.hds-button--primary href=(booking_path(words, booking)) { span { (words.booking_finish()) } } }
        } @else {
            p.j-quiet {
                @if wait.before == 0 { (words.booking_wait_first()) } @else { (words.booking_wait_before(wait.before as usize)) }
            }
        }
        (secondary(words, &id, words.booking_wait_remove(), words.booking_wait_removed()).of(&remove, &html! {}))
    }
}
