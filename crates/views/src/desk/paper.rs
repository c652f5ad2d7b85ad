//! What is printed: slips of 58 or 80 mm, or A4. No name of a person is on any of them.

use super::today::goes;
use crate::text;
use chrono::{DateTime, Utc};
use jaettu_domain::desk::api::care::Desk;
use jaettu_domain::desk::api::{CheckedIn, CheckedOut, DeskRow, Goes};
use jaettu_domain::desk::rules::code_text;
use jaettu_domain::text::Text;
use jaettu_words::Words;
use maud::{Markup, html};

/// The slip around a thing on the hold shelf, or one that is sent to another library; nothing for what stays here.
pub fn slip(words: Words, desk: &Desk, came: &CheckedIn) -> Option<Markup> {
    match &came.goes {
        Goes::HoldShelf { code, until } => Some(kept(words, desk, &came.name, code, *until)),
        Goes::Transit { for_hold, .. } => Some(html! {
            p.j-paper__big { (words.goes(&came.goes)) }
            @if *for_hold { p { (words.desk_somebody_waits()) } }
            p { (text(words, &came.name)) " " (came.barcode) }
            p { (words.desk_sent_from(desk.name.get(words.language()))) }
        }),
        Goes::Shelf | Goes::Repair | Goes::Stays => None,
    }
}

/// The slip of what stands on the hold shelf already.
pub fn row_slip(words: Words, desk: &Desk, row: &DeskRow) -> Option<Markup> {
    Some(kept(words, desk, &row.name, row.code.as_deref()?, row.until))
}

fn kept(words: Words, desk: &Desk, name: &Text, code: &str, until: Option<DateTime<Utc>>) -> Markup {
    html! {
        p.j-paper__code { (code_text(code)) }
        @if let Some(until) = until { p.j-paper__big { (words.desk_kept_until(&words.near(until))) } }
        p { (text(words, name)) }
        p { (text(words, &desk.name)) }
    }
}

/// What somebody takes home, and until when.
pub fn receipt(words: Words, desk: &Desk, lent: &[CheckedOut], now: DateTime<Utc>) -> Markup {
    html! {
        p.j-paper__big { (words.desk_receipt()) }
        p { (text(words, &desk.name)) ", " (words.near(now)) }
        @for one in lent {
            p { b { (text(words, &one.name)) } br; (words.desk_due(&words.near(one.due_at))) }
        }
    }
}

/// What has to be fetched from the shelves, grouped by where it goes then.
pub fn to_fetch(words: Words, desk: &Desk, rows: &[DeskRow], now: DateTime<Utc>) -> Markup {
    let mut rows: Vec<(String, &DeskRow)> =
        rows.iter().map(|row| (goes(words, row, &desk.id), row)).collect();
    rows.sort_by(|(a, _), (b, _)| a.cmp(b));
    html! {
        p.j-paper__big { (words.desk_to_fetch()) }
        p { (text(words, &desk.name)) ", " (words.near(now)) }
        @for group in rows.chunk_by(|(a, _), (b, _)| a == b) {
            @if let Some((place, _)) = group.first() { p { b { (place) } } }
            @for (_, row) in group { p.j-paper__tick { (text(words, &row.name)) " " (row.barcode) @if row.old_slip { " " (words.desk_stands_on_hold_shelf()) } } }
        }
    }
}
