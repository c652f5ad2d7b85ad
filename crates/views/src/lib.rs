//! What pages look like, written once.
//!
//! The server writes every page complete, and the app draws it again when the reader goes on or something changes
//! (docs/adr/0004-first-paint.md). Both call these functions: data and words in, markup out. Buttons and fields that
//! only work with the app are not here; each side puts its own between the parts. Text is escaped by maud.

pub mod account;
pub mod catalogue;
pub mod circulation;
pub mod desk;
pub mod form;
pub mod home;
pub mod libraries;
pub mod messages;
pub mod programme;
pub mod rooms;
pub mod shell;

use jaettu_domain::text::Text;
use jaettu_words::Words;
use jaettu_words::catalogue::Said;
pub use jaettu_words::icons;
use maud::html;
pub use maud::{Markup, PreEscaped};

/// An icon from its path, 24 by 24: in the colour of the text beside it and silent for screen readers.
pub fn icon(path: &str) -> Markup {
    html! { svg.j-icon viewBox="0 0 24 24" aria-hidden="true" { path d=(path) {} } }
}

/// An address of ours in the reader's language: `/libraries` becomes `/fi/libraries`.
pub fn path(words: Words, rest: &str) -> String {
    ["/", words.language().code(), rest].concat()
}

/// The language of a text that is not translated; `None` where it is in the reader's own.
fn other_language(words: Words, text: &Text) -> Option<&'static str> {
    let shown = text.language_of(words.language());
    (shown != words.language()).then(|| shown.code())
}

/// A text in the reader's language, or marked as what it is where it has not been translated.
fn text(words: Words, text: &Text) -> Markup {
    let shown = text.get(words.language());
    match other_language(words, text) {
        None => html! { (shown) },
        Some(lang) => html! { span lang=(lang) { (shown) } },
    }
}

/// A text in paragraphs.
fn paragraphs(words: Words, text: &Text) -> Markup {
    let lang = other_language(words, text);
    let parts = text
        .get(words.language())
        .split("\n\n")
        .filter(|part| !part.is_empty());
    html! { @for part in parts { p lang=[lang] { (part) } } }
}

/// The search of a list: an ordinary form, which works without the app and keeps the `choices` of the address. On a page that the
/// server writes the app goes where it leads without loading a page (`src/form/goes.rs`).
fn search_form(action: &str, label: &str, button: &str, words: &str, choices: &Markup) -> Markup {
    html! {
        form.j-search #find role="search" action=(action) data-goes {
            label.j-search__label for="q" { (label) }
            div.j-search__box {
                input.j-field__input #q name="q" type="search" autocomplete="off" enterkeyhint="search" maxlength="100"
                    value=(words);
                button.hds-button.hds-button--primary type="submit" { (icon(icons::SEARCH)) span { (button) } }
            }
            (choices)
        }
    }
}

/// Adds `value` or takes it away.
fn flip<T: PartialEq>(list: &mut Vec<T>, value: T) {
    match list.iter().position(|one| *one == value) {
        Some(position) => drop(list.remove(position)),
        None => list.push(value),
    }
}

/// A choice that can be made or taken back, as a link: it stands in the address, so it works without the app.
fn check(id: &str, name: &str, count: Option<usize>, chosen: bool, href: &str) -> Markup {
    html! {
        a.j-check id=(id) href=(href) data-noscroll aria-current=[chosen.then_some("true")] {
            span { (name) @if let Some(count) = count { " " span.j-check__count { "(" (count) ")" } } }
        }
    }
}

/// A state in words with its sign.
fn state(said: &Said) -> Markup {
    html! {
        p class=(said.class) { span { b { (said.lead) } @if !said.rest.is_empty() { " " (said.rest) } } }
    }
}

/// A choice in force, as a link that takes it back.
fn chip(words: Words, label: &str, href: String) -> Markup {
    html! {
        li {
            a.j-chip href=(href) data-noscroll { span.j-vh { (words.common_remove()) " " } (label) (icon(icons::CLOSE)) }
        }
    }
}

/// What stands where something is on its way.
pub fn waiting(words: Words, skeleton: &Markup) -> Markup {
    html! {
        p.j-vh role="status" { (words.common_loading()) }
        div aria-hidden="true" { (skeleton) }
    }
}

/// The shape of a page while it is on its way.
pub fn page_skeleton() -> Markup {
    html! {
        div.j-skeleton.j-skeleton--line.j-skeleton--short {}
        div.j-skeleton.j-skeleton--title {}
        div.j-skeleton.j-skeleton--block {}
        div.j-skeleton.j-skeleton--line {}
        div.j-skeleton.j-skeleton--line {}
    }
}
