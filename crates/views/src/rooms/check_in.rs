//! Saying that one has come: from when it is possible a field for the code at the door and a button, and otherwise when that is.

use crate::form::{Field, Form, field, without_scripts};
use chrono::{DateTime, Utc};
use jaettu_domain::rooms::State;
use jaettu_domain::rooms::api::{BookingView, CheckIn};
use jaettu_domain::time;
use jaettu_words::Words;
use maud::{Markup, html};

/// The part of a booking about coming; nothing where nobody has to check in, or somebody has. What is said that one has come
/// is its state. `code` is what stands in the field already, from the address that is written at the door.
pub fn check_in(words: Words, now: DateTime<Utc>, booking: &BookingView, code: &str) -> Markup {
    let awaited = booking.state == State::Confirmed && booking.checked_in_at.is_none();
    let window = booking.check_in.filter(|_| awaited);
    html! {
        @match window {
            None => {}
            Some(window) if now < window.start => {
                @let date = time::short_date_text(time::today(window.start));
                p #check-in-later data-in=((window.start - now).num_seconds()) {
                    (words.booking_check_in_when(&date, &words.clock(window.start), &words.clock(window.end)))
                    " " (words.booking_check_in_later())
                    // Where the field will be: whoever is here when it appears goes on in it.
                    " " a #code href="" rel="external" { (words.booking_check_in_now()) }
                }
            }
            Some(window) if now >= window.end => p { (words.booking_check_in_over(&words.clock(window.end))) },
            Some(window) => {
                @let until = words.booking_check_in_until(&words.clock(window.end));
                p.j-vh #arrival role="status" data-text=(until) {}
                p { strong { (until) } }
                (without_scripts(words))
                (form(words, booking, code))
            }
        }
    }
}

fn form(words: Words, booking: &BookingView, code: &str) -> Markup {
    let form = Form {
        words,
        id: "check-in",
        button: words.booking_check_in_button(),
        look: "primary",
        said: words.booking_state_here(),
        to: "",
    };
    let check_in = CheckIn {
        id: Some(booking.id.clone()),
        ..CheckIn::default()
    };
    form.of(
        &check_in,
        &field(Field {
            id: "code",
            name: "code",
            kind: "text",
            label: words.booking_check_in_code(),
            help: words.booking_check_in_help(),
            wrong: words.booking_check_in_wrong(),
            value: code,
            inputmode: None,
            autocomplete: Some("off"),
            longest: Some(20),
        }),
    )
}
