//! Before the desk can work: who works at it, and in which library it stands.

use super::{button, field, small};
use crate::text;
use jaettu_domain::account::api::Me;
use jaettu_domain::desk::api::care::Desk;
use jaettu_words::Words;
use maud::{Markup, html};

/// The form for signing in; what is wrong with it is drawn beside it.
pub fn sign_in(words: Words) -> Markup {
    html! {
        h1 { (words.desk_title()) }
        p.j-lead { (words.desk_lead()) }
        form.j-desk__form data-do="sign-in" {
            (field("card", "text", words.desk_card_label(), Some(words.desk_card_help())))
            (field("pin", "password", words.desk_pin(), None))
            div.j-buttons {
                button.hds-button.hds-button--primary type="submit" { (words.desk_sign_in()) }
            }
        }
    }
}

/// While somebody is being signed out; `trouble` if the server does not answer, so that they are still signed in.
pub fn leaving(words: Words, trouble: bool) -> Markup {
    html! {
        h1 { (words.desk_signing_out()) }
        @if trouble {
            div.j-desk__trouble role="alert" {
                p { b { (words.desk_no_answer()) } " " (words.desk_still_signed_in()) }
                div.j-buttons { (button("again", "", words.common_retry())) }
            }
        }
    }
}

/// What was scanned and not answered yet when somebody left: when, whether it was done, and what it was.
pub fn left<'a>(words: Words, left: impl Iterator<Item = (&'a str, bool, &'a str)>) -> Markup {
    let mut left = left.peekable();
    html! {
        @if left.peek().is_some() {
            div role="status" {
                @for (time, well, text) in left { (super::line(words, time, well, text)) }
                p { (words.desk_left_again()) }
            }
        }
    }
}

/// For somebody who is signed in and does not work here.
pub fn not_staff(words: Words) -> Markup {
    html! {
        h1 { (words.desk_title()) }
        div.j-field__error role="alert" {
            p { (words.desk_not_staff()) }
            p { a href=(crate::path(words, "/")) { (words.desk_to_residents()) } }
        }
        div.j-buttons { (button("sign-out", "", words.desk_sign_out())) }
    }
}

/// In which library this desk stands.
pub fn choose(words: Words, desks: &[Desk]) -> Markup {
    html! {
        h1 #desks tabindex="-1" { (words.desk_choose()) }
        p { (words.desk_choose_text()) }
        ul.j-desks role="list" {
            @for desk in desks {
                li {
                    button.hds-button.hds-button--secondary type="button" data-do="library" data-id=(desk.id.as_str()) {
                        (text(words, &desk.name))
                    }
                }
            }
        }
        div.j-buttons { (small("sign-out", "", words.desk_sign_out())) }
    }
}

/// Where the desk stands, who works at it, and the way to what else can be done there.
pub fn bar(
    words: Words,
    (me, desk): (&Me, &Desk),
    (sounds, several): (bool, bool),
    at_rooms: bool,
    way: &Markup,
) -> Markup {
    let library = desk.name.get(words.language());
    html! {
        div.j-desk__bar {
            h1 #at tabindex="-1" {
                @if at_rooms { (words.desk_rooms_at(library)) } @else { (words.desk_at(library)) }
            }
            (way)
            @if several { (small("choose", "", words.desk_other_library())) }
            label.j-check {
                input type="checkbox" data-do="sounds" checked[sounds];
                span { (words.desk_sounds()) }
            }
            span.j-desk__who { (me.name) }
            (small("sign-out", "", words.desk_sign_out()))
        }
    }
}
