//! What is shown at the desk or to a machine: as large as the screen, dark on white.

use super::{Mine, barcode};
use crate::form::late;
use jaettu_domain::account::Card;
use jaettu_words::Words;
use maud::{Markup, html};

/// The button that shows the library card, and the card.
pub(super) fn card(mine: &Mine<'_>) -> Markup {
    let words = mine.words;
    html! {
        @if let Some(number) = &mine.me.card {
            (button(words, "card-sheet", words.circulation_show_card()))
            (sheet(words, "card-sheet", words.circulation_card(), &bars(number)))
        }
    }
}

/// A button that shows a sheet.
pub(super) fn button(words: Words, sheet: &str, label: &str) -> Markup {
    html! {
        div.j-form {
            button.hds-button.hds-button--secondary.j-waiting type="button" data-sheet=(sheet) disabled data-waits { (label) }
            (late(words))
        }
    }
}

/// A sheet that fills the screen.
pub(super) fn sheet(words: Words, id: &str, title: &str, content: &Markup) -> Markup {
    html! {
        dialog.j-sheet id=(id) aria-label=(title) {
            form method="dialog" {
                p.j-sheet__title { (title) }
                (content)
                button.hds-button.hds-button--primary type="submit" { (words.form_close()) }
            }
        }
    }
}

/// The barcode of a card with its number, and the number to be read.
pub(super) fn bars(number: &str) -> Markup {
    let grouped = number
        .parse()
        .map_or_else(|_| number.to_owned(), |card: Card| card.grouped());
    html! {
        @if let Some(bars) = barcode::code128(number) { (barcode::svg(&bars)) }
        p.j-sheet__number { (grouped) }
    }
}
