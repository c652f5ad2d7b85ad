//! What came of a scan, to be read from a distance: where the thing goes, or until when it is lent.

use super::{button, checklist, small};
use crate::text;
use jaettu_domain::circulation::api::LoanView;
use jaettu_domain::desk::api::care::FaultPhoto;
use jaettu_domain::desk::api::{CheckedIn, CheckedOut, DeskRow, Goes};
use jaettu_domain::desk::rules::code_text;
use jaettu_domain::id::{Barcode, LoanId};
use jaettu_domain::text::Text;
use jaettu_words::Words;
use maud::{Markup, html};

/// How a result looks: its colour says it at a glance, its sign and words to everybody.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// Done, nothing more to do.
    Done,
    /// Done, and the thing has to go somewhere.
    Go,
    /// Not done.
    No,
}

impl Kind {
    const fn class(self) -> &'static str {
        match self {
            Self::Done => "j-result j-result--done",
            Self::Go => "j-result j-result--go",
            Self::No => "j-result j-result--no",
        }
    }
}

pub(super) fn panel(kind: Kind, head: &str, rest: &Markup) -> Markup {
    html! {
        section class=(kind.class()) aria-labelledby="result" {
            h2.j-result__head #result { (head) }
            (rest)
        }
    }
}

fn thing(words: Words, name: &Text, barcode: &Barcode) -> Markup {
    html! { p.j-result__thing { b { (text(words, name)) } " " span.j-quiet { (barcode) } } }
}

/// Lent: until when, and what has to go along.
pub fn lent(words: Words, lent: &CheckedOut) -> Markup {
    panel(
        Kind::Done,
        words.desk_lent(),
        &html! {
            (thing(words, &lent.name, &lent.barcode))
            p.j-result__big { (words.desk_due(&words.near(lent.due_at))) }
            @if lent.due_unverified { p.j-quiet { (words.desk_unverified()) } }
            (checklist(words, words.desk_hand_over(), &lent.included))
            div.j-buttons { (button("undo", &lent.undo, words.desk_undo())) }
        },
    )
}

/// Scanned in: where it goes, and what was noted to be missing from it.
pub fn came_in(words: Words, came: &CheckedIn, missing: &[String]) -> Markup {
    let kind = match came.goes {
        Goes::Shelf | Goes::Stays => Kind::Done,
        Goes::HoldShelf { .. } | Goes::Transit { .. } | Goes::Repair => Kind::Go,
    };
    panel(
        kind,
        &words.goes(&came.goes),
        &html! {
            (goes(words, &came.goes))
            (thing(words, &came.name, &came.barcode))
            @if came.loan.is_some() { p.j-result__big { (words.desk_returned()) } }
            @if let Some(late) = words.lateness(came.days_late, came.fee_cents) { p.j-desk__alert { (late) } }
            @if missing.is_empty() {
                (checklist(words, words.desk_check(), &came.included))
            } @else {
                p.j-desk__alert { (words.desk_missing_parts(&missing.join(", "))) }
            }
            div.j-buttons {
                @if !came.undo.is_empty() { (button("undo", &came.undo, words.desk_undo())) }
                @if let Some(loan) = came.loan.as_ref().filter(|_| missing.is_empty() && !came.included.get(words.language()).is_empty()) {
                    (button("missing", loan.as_str(), words.desk_rest_missing()))
                }
                @if !matches!(came.goes, Goes::Repair | Goes::Stays) { (small("fault", came.barcode.as_str(), words.desk_fault())) }
            }
        },
    )
}

fn goes(words: Words, goes: &Goes) -> Markup {
    match goes {
        Goes::HoldShelf { code, until } => html! {
            p.j-result__code { (code_text(code)) }
            @if let Some(until) = until { p { (words.desk_kept_until(&words.near(*until))) } }
            div.j-buttons {
                button.hds-button.hds-button--primary type="button" data-do="print-slip" { (words.desk_print_slip()) }
            }
        },
        Goes::Transit { for_hold, .. } => html! {
            p { @if *for_hold { (words.desk_somebody_waits()) } @else { (words.desk_lives_there()) } }
            div.j-buttons { (button("print-slip", "", words.desk_print_slip())) }
        },
        Goes::Repair => html! { p { (words.desk_repair_text()) } },
        Goes::Stays => html! { p { (words.desk_stays_text()) } },
        Goes::Shelf => html! {},
    }
}

/// A pickup code was shown: what is to be taken from the hold shelf.
pub fn fetch(words: Words, name: &Text, barcode: &Barcode, row: Option<&DeskRow>) -> Markup {
    let code = row.and_then(|row| row.code.as_deref());
    panel(
        Kind::Go,
        words.desk_take(),
        &html! {
            @if let Some(code) = code { p.j-result__code { (code_text(code)) } }
            (thing(words, name, barcode))
            @if row.is_some_and(|row| row.old_slip) { p.j-desk__alert { (words.desk_old_slip()) } }
            p { (words.desk_take_text()) }
        },
    )
}

/// A pickup code was shown for what waits in another library.
pub fn waits_at(words: Words, name: &Text, barcode: &Barcode, library: &Text) -> Markup {
    panel(
        Kind::No,
        &words.desk_waits_at(library.get(words.language())),
        &html! {
            (thing(words, name, barcode))
            p { (words.desk_waits_at_text()) }
        },
    )
}

/// Whether a loan shall be given up: asked, because the thing is missing then.
pub fn write_off(words: Words, row: &DeskRow, loan: &LoanId) -> Markup {
    let sure = button("write-off-sure", loan.as_str(), words.desk_write_off());
    sure_of(
        words,
        row,
        words.desk_write_off_ask(),
        words.desk_write_off_text(),
        &sure,
    )
}

/// Whether a copy shall be taken out of use: asked, because that cannot be taken back.
pub fn withdraw(words: Words, row: &DeskRow) -> Markup {
    let sure = button("withdraw-sure", row.barcode.as_str(), words.desk_withdraw());
    sure_of(
        words,
        row,
        words.desk_withdraw_ask(),
        words.desk_withdraw_text(),
        &sure,
    )
}

/// A question before something is done.
fn sure_of(words: Words, row: &DeskRow, ask: &str, why: &str, sure: &Markup) -> Markup {
    panel(
        Kind::No,
        ask,
        &html! {
            (thing(words, &row.name, &row.barcode))
            p { (why) }
            div.j-buttons {
                (sure)
                (small("dismiss", "", words.desk_cancel()))
            }
        },
    )
}

/// Something was done that needs no more words.
pub fn done(head: &str, rest: &str) -> Markup {
    panel(Kind::Done, head, &html! { p { (rest) } })
}

/// A loan was renewed.
pub fn renewed(words: Words, loan: &LoanView, undo: &str) -> Markup {
    panel(
        Kind::Done,
        &words.desk_renewed(&words.near(loan.due_at)),
        &html! {
            (thing(words, &loan.name, &loan.barcode))
            div.j-buttons { (button("undo", undo, words.desk_undo())) }
        },
    )
}

/// Something was done that can be taken back.
pub fn undoable(words: Words, head: &str, rest: &str, undo: &str) -> Markup {
    panel(
        Kind::Done,
        head,
        &html! {
            p { (rest) }
            div.j-buttons { (button("undo", undo, words.desk_undo())) }
        },
    )
}

/// Whether the last act shall be taken back: asked, because the screen showed something else.
pub fn undo(words: Words, undo: &str, what: &str) -> Markup {
    panel(
        Kind::No,
        words.desk_undo_question(),
        &html! {
            p.j-result__thing role="alert" { b { (words.desk_undo_question()) " " (what) } }
            div.j-buttons {
                (button("undo", undo, words.desk_undo()))
                (small("dismiss", "", words.desk_undo_not()))
            }
        },
    )
}

/// The photo that came with a report of a fault.
pub fn photo(words: Words, row: &DeskRow, photo: &FaultPhoto) -> Markup {
    panel(
        Kind::Go,
        words.desk_photo(),
        &html! {
            (thing(words, &row.name, &row.barcode))
            @if let Some(fault) = &row.fault { p { (fault) } }
            img.j-result__photo src={ "data:" (photo.media) ";base64," (photo.base64) } alt=(words.desk_photo());
            div.j-buttons { (small("dismiss", "", words.desk_photo_close())) }
        },
    )
}

/// It was refused: every reason.
pub fn refused(words: Words, what: &str, reasons: &[String]) -> Markup {
    panel(
        Kind::No,
        words.desk_refused(),
        &html! {
            p.j-result__thing { b { (what) } }
            ul { @for reason in reasons { li { (reason) } } }
        },
    )
}

/// What is wrong with a copy, to be written.
pub fn fault(words: Words, name: &Text, barcode: &str) -> Markup {
    panel(
        Kind::Go,
        words.desk_fault(),
        &html! {
            p.j-result__thing { b { (text(words, name)) } " " span.j-quiet { (barcode) } }
            form data-do="fault-send" data-id=(barcode) {
                div.j-field {
                    label.j-field__label for="fault" { (words.desk_fault_text()) }
                    textarea.j-field__input #fault maxlength="2000" aria-describedby="fault-wrong" {}
                    p.j-field__error #fault-wrong {}
                }
                div.j-buttons {
                    button.hds-button.hds-button--primary type="submit" { (words.desk_fault_send()) }
                    (small("dismiss", "", words.desk_cancel()))
                }
            }
        },
    )
}
