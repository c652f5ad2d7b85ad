//! What has changed, newest first.

use super::{href, query};
use crate::{icon, icons, text};
use jaettu_domain::programme::api::{ChangeList, ChangeView, ListChanges};
use jaettu_domain::time;
use jaettu_words::Words;
use maud::{Markup, html};

/// Stands for the date from which on something is new: only the reader's device knows it (`src/features/programme/changes.rs`).
const DATE: &str = "|";

/// Above the list: what this is, and how to follow it.
pub fn head(words: Words, wanted: &ListChanges) -> Markup {
    html! {
        a.j-back href=(href(words, "")) { (icon(icons::BACK)) (words.programme_short()) }
        h1 tabindex="-1" { (words.programme_changes()) }
        p.j-lead {
            (words.programme_changes_lead()) " "
            a href=(words.feed_href(wanted)) rel="external" { (words.programme_feed()) }
        }
    }
}

/// The list. The app remembers on the device what was newest in the whole log, and parts what is new from the rest.
pub fn list(words: Words, wanted: &ListChanges, reply: &ChangeList) -> Markup {
    let first = wanted.cursor.is_none() && wanted.action.is_none();
    let next = reply.next.as_ref().and_then(|next| next.parse().ok());
    let next = next.map(|cursor| ListChanges {
        cursor: Some(cursor),
        ..wanted.clone()
    });
    html! {
        @if reply.items.is_empty() { p { (words.programme_changes_none()) } }
        div id=[first.then_some("log")] data-since=(words.programme_since(DATE)) data-earlier=(words.programme_earlier()) {
            (items(words, reply.items.iter()))
        }
        @if let Some(next) = next {
            p {
                a.hds-button.hds-button--secondary.hds-button--small
                    href=(href(words, &["/changes", &query(&next)].concat())) { span { (words.programme_more()) } }
            }
        }
    }
}

/// Changes as a list of sentences with before and after.
pub fn items<'a>(words: Words, changes: impl Iterator<Item = &'a ChangeView>) -> Markup {
    html! {
        ol.j-changes role="list" {
            @for view in changes {
                @let change = &view.change;
                @let date = time::today(view.at);
                li data-change=(view.id) {
                    time datetime=(date) { (time::date_text(date)) }
                    @if let Some((path, number)) = words.change_path(change) {
                        a href=(href(words, &path)) { (number) (text(words, &view.name)) } ": "
                    }
                    (words.change_what(view))
                    @if change.before.is_some() { " " del { (words.change_value(change, change.before.as_ref())) } }
                    @if change.after.is_some() { " → " ins { (words.change_value(change, change.after.as_ref())) } }
                }
            }
        }
    }
}
