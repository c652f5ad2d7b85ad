//! What has changed as HTML, newest first.

use super::{href, query, text};
use crate::App;
use crate::page::{Page, Request, icon};
use crate::problem::Failure;
use crate::programme::handlers;
use jaettu_domain::endpoint::Reader;
use jaettu_domain::programme::api::{ChangeView, ListChanges};
use jaettu_domain::time;
use jaettu_words::Words;
use jaettu_words::icons;
use maud::{Markup, html};

/// `/programme/changes`.
pub async fn page(app: &App, request: &Request<'_>) -> Result<Page, Failure> {
    let words = request.words;
    let wanted: ListChanges = Reader::endpoint(&request.query).unwrap_or_default();
    let reply = handlers::change_list(app, &wanted).await?;
    let next = reply.next.as_ref().and_then(|next| next.parse().ok());
    let next = next.map(|cursor| ListChanges {
        cursor: Some(cursor),
        ..wanted.clone()
    });
    let main = html! {
        a.j-back href=(href(words, "")) { (icon(icons::BACK)) (words.programme_short()) }
        h1 tabindex="-1" { (words.programme_changes()) }
        p.j-lead {
            (words.programme_changes_lead()) " "
            a href=(words.feed_href(&wanted)) rel="external" { (words.programme_feed()) }
        }
        @if reply.items.is_empty() { p { (words.programme_changes_none()) } }
        (items(words, reply.items.iter()))
        @if let Some(next) = next {
            p {
                a.hds-button.hds-button--secondary.hds-button--small
                    href=(href(words, &["/changes", &query(&next)].concat())) { span { (words.programme_more()) } }
            }
        }
    };
    let page = Page::new(words.programme_changes(), words.programme_changes_lead(), main);
    Ok(page.with(&wanted, &reply))
}

/// Changes as a list of sentences with before and after.
pub fn items<'a>(words: Words, changes: impl Iterator<Item = &'a ChangeView>) -> Markup {
    html! {
        ol.j-changes role="list" {
            @for view in changes {
                @let change = &view.change;
                @let date = time::today(view.at);
                li {
                    time datetime=(date) { (time::date_text(date)) }
                    @if let Some((path, number)) = words.change_path(change) {
                        a href=(href(words, &path)) { (number) (text(words, &view.name)) } ": "
                    }
                    (words.change_what(change))
                    @if change.before.is_some() { " " del { (words.change_value(change, change.before.as_ref())) } }
                    @if change.after.is_some() { " → " ins { (words.change_value(change, change.after.as_ref())) } }
                }
            }
        }
    }
}
