//! What stands around pages or in their place.

use crate::path;
use chrono::{DateTime, Utc};
use jaettu_words::Words;
use maud::{Markup, html};

type Name = fn(Words) -> &'static str;

/// The main menu: feature, path after the language, name.
pub const NAVIGATION: [(&str, &str, Name); 6] = [
    ("", "/", Words::shell_home),
    ("items", "/items", Words::shell_items),
    ("rooms", "/rooms", Words::shell_rooms),
    ("libraries", "/libraries", Words::shell_libraries),
    ("programme", "/programme", Words::shell_programme),
    ("me", "/me", Words::shell_me),
];

/// The page for an address at which there is nothing, with ways on.
pub fn not_found(words: Words) -> Markup {
    html! {
        h1 tabindex="-1" { (words.shell_not_found_title()) }
        p { (words.shell_not_found_text()) }
        p { (words.shell_not_found_next()) }
        ul { @for (_, rest, name) in NAVIGATION { li { a href=(path(words, rest)) { (name(words)) } } } }
    }
}

/// The page when the network is away and nothing is known of what was asked for.
pub fn unreachable(words: Words) -> Markup {
    html! {
        h1 tabindex="-1" { (words.common_failed_title()) }
        p { (words.common_failed_network()) }
    }
}

/// Where the service worker puts the address of the page from which one came.
const FROM: &str = "#back";

/// The page for an address that is not kept on this phone, in a language that the app on it does not know. The service worker
/// is given it when the app is built (`xtask`) and fills in the way back.
pub fn not_kept(words: Words) -> Markup {
    html! {
        div.j-notice.j-notice--failed {
            h1 tabindex="-1" { (words.offline_title()) }
            p { (words.offline_text()) }
        }
        p.j-buttons {
            a.hds-button.hds-button--primary href=(FROM) { (words.shell_came_from()) }
            a.hds-button.hds-button--secondary href="" { (words.common_retry()) }
        }
    }
}

/// A way back from where nothing could be had.
pub fn way_back(href: &str, name: &str) -> Markup {
    html! { p { a href=(href) { (name) } } }
}

/// Says that what is shown was saved at `saved`, because the network is away.
pub fn offline(words: Words, saved: DateTime<Utc>, now: DateTime<Utc>) -> Markup {
    html! { div.j-banner role="status" { p { (words.shell_offline(&words.when(saved, now))) } } }
}
