//! Noting that somebody has learned how to use machines.

use crate::desk::{field, select, small};
use jaettu_domain::rooms::desk::Inducted;
use jaettu_domain::rooms::desk::rooms::DeskRooms;
use jaettu_domain::time;
use jaettu_words::Words;
use maud::{Markup, html};

/// The form.
pub fn form(words: Words, known: &DeskRooms) -> Markup {
    let named = known
        .inductions
        .iter()
        .map(|induction| (induction.id.as_str(), induction.name.get(words.language())));
    let all: Vec<(&str, &str)> = [("", words.desk_rooms_choose())]
        .into_iter()
        .chain(named)
        .collect();
    html! {
        section aria-labelledby=(super::TITLE) {
            (super::title(words.desk_rooms_induct_title()))
            form.j-desk__form data-do="induct-send" {
                (field("inducted", "text", words.desk_rooms_card(), Some(words.desk_card_help())))
                (select("induction", words.desk_rooms_which(), &all))
                div.j-buttons {
                    button.hds-button.hds-button--primary type="submit" { (words.desk_rooms_give()) }
                    (small("induct-undo", "", words.desk_rooms_not_given()))
                }
            }
        }
    }
}

/// What was noted: who has learned what, and until when it counts.
pub fn given(words: Words, given: &Inducted, name: &str) -> Markup {
    super::result::done(
        words.desk_rooms_given(),
        &html! {
            p.j-result__thing { b { (given.name) } " · " (name) }
            p.j-result__big {
                @match given.valid_until {
                    Some(until) => (words.desk_rooms_valid_until(&time::date_text(until))),
                    None => (words.desk_rooms_valid_always()),
                }
            }
            div.j-buttons { (small("not-inducted", "", words.desk_rooms_not_given())) }
        },
    )
}

/// What was noted is taken back.
pub fn taken_back(words: Words, name: &str) -> Markup {
    super::result::done(
        words.desk_rooms_not_given_done(),
        &html! { p.j-result__thing { b { (name) } } },
    )
}
