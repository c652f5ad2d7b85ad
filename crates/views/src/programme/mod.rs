//! The climate programme: actions, indicators, what has changed.

pub mod action;
mod chain;
pub mod changes;
pub mod indicator;
pub mod list;

use crate::{icon, icons, path};
use jaettu_domain::endpoint::Endpoint;
use jaettu_domain::programme::api::ActionRef;
use jaettu_words::Words;
use maud::{Markup, html};

/// An address of the programme in the reader's language.
pub fn href(words: Words, rest: &str) -> String {
    path(words, &["/programme", rest].concat())
}

/// The query of an address of the programme, with its question mark.
pub fn query(wanted: &impl Endpoint) -> String {
    let url = wanted.url();
    url.split_once('?')
        .map_or_else(String::new, |(_, query)| ["?", query].concat())
}

fn action_href(words: Words, action: &ActionRef) -> String {
    href(words, &["/actions/", action.identifier.as_str()].concat())
}

/// A file to take home.
fn file(href: &str, name: &str) -> Markup {
    html! {
        a.hds-button.hds-button--supplementary.hds-button--small href=(href) rel="external" download="" {
            (icon(icons::DOWNLOAD)) span { (name) }
        }
    }
}

/// Buttons that share and print the page, and the place where is said how sharing ended. The app wakes them.
pub fn share(words: Words) -> Markup {
    let (copied, failed) = (words.programme_shared_copied(), words.programme_shared_failed());
    let button = |id: &str, drawing: &str, name: &str| {
        html! {
            button.hds-button.hds-button--secondary.hds-button--small.j-waiting id=(id) type="button" disabled data-waits {
                (icon(drawing)) span { (name) }
            }
        }
    };
    html! {
        div.j-buttons {
            (button("share", icons::SHARE, words.programme_share()))
            (button("print", icons::PRINT, words.programme_print()))
        }
        p.j-quiet #shared role="status" data-copied=(copied) data-failed=(failed) {}
    }
}

/// Actions as links.
fn links(words: Words, actions: &[ActionRef]) -> Markup {
    html! {
        ul.j-list {
            @for action in actions {
                li { a href=(action_href(words, action)) { (action.identifier) " " (action.name.get(words.language())) } }
            }
        }
    }
}
