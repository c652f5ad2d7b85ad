//! The page that a code at the door leads to: one's own booking that is on now there, or that there is none and what to do.

use super::check_in::check_in;
use super::own::booking_path;
use super::{place, room_path, title};
use crate::{icon, icons, path, state};
use chrono::{DateTime, Utc};
use jaettu_domain::rooms::api::{BookingView, RoomView};
use jaettu_words::Words;
use maud::{Markup, html};

/// Who stands at the door.
#[derive(Clone, Copy, Debug)]
pub enum Who<'a> {
    /// Nobody who is known; `here` is the address to come back to.
    Stranger(&'a str),
    /// Somebody whose booking is on now, or can be checked in to.
    Booked(&'a BookingView),
    /// Somebody without one; the next that they have here.
    Nobody(Option<&'a BookingView>),
}

/// The whole page; `code` is what the address says that is written at the door.
pub fn page(words: Words, now: DateTime<Utc>, room: &RoomView, who: Who<'_>, code: &str) -> Markup {
    html! {
        a.j-back href=(room_path(words, &room.id)) { (icon(icons::BACK)) (words.booking_to_room()) }
        (title(words, &words.booking_here_title(room.name.get(words.language())), &room.name))
        p { (place(words, &room.library_name, &room.place)) }
        @match who {
            Who::Stranger(here) => (stranger(words, here)),
            Who::Booked(booking) => (booked(words, now, booking, code)),
            Who::Nobody(next) => (nobody(words, room, next)),
        }
    }
}

fn stranger(words: Words, here: &str) -> Markup {
    let href = crate::account::sign_in_path(words, here);
    html! {
        p { (words.booking_here_why()) }
        p.j-buttons {
            a.hds-button.hds-button--primary rel="external" href=(href) { span { (words.account_sign_in()) } }
        }
    }
}

fn booked(words: Words, now: DateTime<Utc>, booking: &BookingView, code: &str) -> Markup {
    html! {
        div.j-answer {
            (state(&words.booking_state(booking, now)))
            p.j-when { strong { (words.booking_when(booking.start, booking.end)) } }
            @if booking.check_in.is_none() { p { (words.booking_here_no_check_in()) } }
            (check_in(words, now, booking, code))
        }
        p { a.j-linkbutton href=(booking_path(words, &booking.id)) { (words.booking_here_booking()) } }
    }
}

fn nobody(words: Words, room: &RoomView, next: Option<&BookingView>) -> Markup {
    html! {
        p { strong { (words.booking_here_none()) } }
        @if let Some(next) = next {
            p {
                (words.booking_here_next()) ": "
                a href=(booking_path(words, &next.id)) { (words.booking_when(next.start, next.end)) }
            }
        }
        p { (words.booking_here_none_what()) }
        p.j-buttons {
            a.hds-button.hds-button--primary href=(room_path(words, &room.id)) { span { (words.booking_calendar()) } }
            a.hds-button.hds-button--secondary href=(path(words, "/me/bookings")) { span { (words.booking_own_all()) } }
        }
    }
}
