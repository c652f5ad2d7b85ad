//! What one does on the page on which a time is booked: sign in, have it kept and confirm it, or move a booking to it.

use super::{Offer, Reader};
use crate::form::{Field, Form, field, late, room_for_wrong, without_scripts};
use jaettu_domain::busy::Quarters;
use jaettu_domain::id::BookingId;
use jaettu_domain::rooms::LONGEST_PURPOSE;
use jaettu_domain::rooms::api::{Book, BookingView, ChangeBooking, ConfirmBooking};
use jaettu_domain::time;
use jaettu_words::Words;
use maud::{Markup, html};

/// What to do: sign in, move, or keep and confirm the time.
pub(super) fn act(offer: &Offer<'_>) -> Markup {
    let words = offer.words;
    let label = if offer.errand.moves.is_some() {
        words.booking_sign_in_move()
    } else {
        words.booking_sign_in()
    };
    html! {
        @if matches!(offer.reader, Reader::Stranger) {
            @let href = crate::account::sign_in_path(words, &offer.here());
            p.j-buttons { a.hds-button.hds-button--primary #sign-in-to-book rel="external" href=(href) { span { (label) } } }
        } @else {
            (without_scripts(words))
            @match (offer.reader, offer.moves) {
                (_, Some(old)) => (move_form(offer, old)),
                (Reader::Holding { id, version, seconds }, None) => {
                    (countdown(words, seconds))
                    (confirm(offer, id, version))
                }
                (Reader::Known { other }, None) => {
                    (hold(offer, other))
                    (confirm_to_come(offer))
                }
                (Reader::Stranger, None) => {}
            }
        }
    }
}

pub(super) fn hidden(name: &str, value: &str) -> Markup {
    html! { input type="hidden" name=(name) value=(value); }
}

pub(super) fn hidden_time(when: Quarters) -> Markup {
    html! {
        (hidden("start", &time::write(when.from.instant())))
        (hidden("end", &time::write(when.until.instant())))
    }
}

/// Keeps the time: sent by the app itself. What is kept of another time of the room is exchanged for it.
fn hold(offer: &Offer<'_>, other: Option<&BookingId>) -> Markup {
    let words = offer.words;
    let form = Form {
        words,
        id: "hold",
        button: words.booking_hold_again(),
        look: "secondary",
        said: "",
        to: "",
    };
    let time = html! { (hidden("room", offer.room.id.as_str())) (hidden_time(offer.when)) };
    let form = match other {
        Some(id) => {
            let change = ChangeBooking {
                id: Some(id.clone()),
                ..ChangeBooking::default()
            };
            form.of(&change, &time)
        }
        None => form.of(&Book::default(), &html! { (time) (hidden("hold", "true")) }),
    };
    html! {
        div.j-notice.j-held-notice #holding { p { (words.booking_holding()) } }
        div.j-hold data-auto { (form) }
    }
}

/// For how long the time is kept: drawn each second by the app, and said aloud three times.
fn countdown(words: Words, seconds: u32) -> Markup {
    let left = format!("{}:{:02}", seconds / 60, seconds % 60);
    let (before, after) = around(&words.booking_held(MARK));
    html! {
        div.j-notice.j-held-notice #countdown data-left=(seconds) data-five=(words.booking_held_five())
            data-one=(words.booking_held_one()) data-over=(words.booking_held_over()) {
            p.j-vh #held-said role="status" {}
            p { (before) span.j-clock #clock { (left) } (after) " " (words.booking_held_help()) }
        }
    }
}

/// Stands for the time in its sentence.
const MARK: &str = "|";

/// What stands before and after the mark.
fn around(sentence: &str) -> (String, String) {
    let (before, after) = sentence.split_once(MARK).unwrap_or((sentence, ""));
    (before.to_owned(), after.to_owned())
}

fn confirm(offer: &Offer<'_>, id: &BookingId, version: u32) -> Markup {
    let words = offer.words;
    let to = crate::rooms::own::booking_path(words, id);
    let form = Form {
        words,
        id: "confirm",
        button: confirm_label(offer),
        look: "primary",
        said: "",
        to: &to,
    };
    let confirm = ConfirmBooking {
        id: Some(id.clone()),
        ..ConfirmBooking::default()
    };
    html! { div #kept data-booking=(id) data-version=(version) { (form.of(&confirm, &fields(offer))) } }
}

/// The same form before the time is kept: everything in its place, and what is typed already stays.
fn confirm_to_come(offer: &Offer<'_>) -> Markup {
    html! {
        div.j-form {
            div.j-form__trouble {}
            (fields(offer))
            button.hds-button.hds-button--primary.j-waiting type="button" disabled { (confirm_label(offer)) }
            (late(offer.words))
        }
    }
}

fn confirm_label(offer: &Offer<'_>) -> &'static str {
    if offer.room.rules.approval {
        offer.words.booking_ask_approval()
    } else {
        offer.words.booking_confirm()
    }
}

fn fields(offer: &Offer<'_>) -> Markup {
    let room = offer.room;
    fields_of(
        offer.words,
        (room.min_people, room.max_people),
        offer.errand.people.unwrap_or(room.min_people),
        "",
    )
}

/// More people than these are typed, not chosen.
const CHOSEN: u32 = 30;

/// How many come, and what for.
pub fn fields_of(words: Words, (least, most): (u32, u32), people: u32, purpose: &str) -> Markup {
    html! {
        @if most > 1 { (people_field(words, least, most, people)) }
        (field(Field {
            id: "purpose", name: "purpose", kind: "text", label: words.booking_purpose(), help: words.booking_purpose_help(),
            wrong: words.booking_purpose_wrong(), value: purpose, autocomplete: Some("off"),
            longest: u32::try_from(LONGEST_PURPOSE).ok(), ..Field::default()
        }))
    }
}

fn people_field(words: Words, least: u32, most: u32, people: u32) -> Markup {
    let wrong = words.booking_people_wrong();
    let chosen = people.clamp(least, most);
    html! {
        div.j-field {
            label.j-field__label for="people" { (words.booking_how_many()) }
            @if most <= CHOSEN {
                select.j-field__input #people name="people" data-number data-wrong=(wrong) aria-describedby="people-wrong" {
                    @for number in least..=most { option value=(number) selected[number == chosen] { (number) } }
                }
            } @else {
                input.j-field__input #people name="people" type="number" min=(least) max=(most) value=(chosen) data-number
                    inputmode="numeric" data-wrong=(wrong) aria-describedby="people-wrong";
            }
            (room_for_wrong("people"))
        }
    }
}

/// Moving goes in one step: nothing is kept meanwhile, because nothing can be lost.
fn move_form(offer: &Offer<'_>, old: &BookingView) -> Markup {
    let words = offer.words;
    let to = crate::rooms::own::booking_path(words, &old.id);
    let form = Form {
        words,
        id: "move",
        button: words.booking_move(),
        look: "primary",
        said: "",
        to: &to,
    };
    let change = ChangeBooking {
        id: Some(old.id.clone()),
        ..ChangeBooking::default()
    };
    form.of(
        &change,
        &html! {
            (hidden("room", offer.room.id.as_str()))
            (hidden_time(offer.when))
            (hidden("version", &old.version.to_string()))
        },
    )
}
