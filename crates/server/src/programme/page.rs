//! Pages of the programme as HTML: the same blocks in the same order as the app draws (`src/features/programme`), so
//! that nothing moves when it takes over. What only the app can do keeps its place, unseen.

mod action;
mod changes;
mod indicator;
mod list;

use super::{current, today};
use crate::App;
use crate::page::{Page, Request, icon};
use crate::problem::Failure;
use jaettu_domain::endpoint::Endpoint;
use jaettu_domain::programme::api::{ActionRef, GetAction, GetIndicator, LinkView, NodeKind, NodeView};
use jaettu_domain::programme::views::ways;
use jaettu_domain::text::Text;
use jaettu_words::Words;
use jaettu_words::icons;
use maud::{Markup, html};

/// `/programme`, `/programme/actions/{identifier}`, `/programme/indicators/{id}`, `/programme/changes`.
pub async fn page(app: &App, request: &Request<'_>) -> Result<Option<Page>, Failure> {
    let words = request.words;
    match request.path {
        [_] => list::page(app, request).await.map(Some),
        [_, "changes"] => changes::page(app, request).await.map(Some),
        [_, "actions", id] => {
            let content = current(app).await?;
            let wanted = GetAction::new(id);
            let view = match &wanted.identifier {
                Some(identifier) => content.action(app, identifier).await?,
                None => None,
            };
            Ok(view.map(|view| action::page(words, &view).with(&wanted, &view)))
        }
        [_, "indicators", id] => {
            let view = current(app).await?.indicator(id, today(app));
            Ok(view.map(|view| indicator::page(words, &view).with(&GetIndicator::new(id), &view)))
        }
        _ => Ok(None),
    }
}

/// A text in the reader's language, or marked as Finnish where it has not been translated.
fn text(words: Words, text: &Text) -> Markup {
    let language = text.language_of(words.language());
    html! {
        @if language == words.language() { (text.get(language)) } @else { span lang=(language.code()) { (text.get(language)) } }
    }
}

/// A text in paragraphs.
fn paragraphs(words: Words, text: &Text) -> Markup {
    let language = text.language_of(words.language());
    let lang = (language != words.language()).then(|| language.code());
    html! {
        @for paragraph in text.get(language).split("\n\n").filter(|part| !part.is_empty()) { p lang=[lang] { (paragraph) } }
    }
}

fn href(words: Words, rest: &str) -> String {
    ["/", words.language().code(), "/programme", rest].concat()
}

fn action_href(words: Words, action: &ActionRef) -> String {
    href(words, &["/actions/", action.identifier.as_str()].concat())
}

/// The query of an address of the programme, with its question mark.
fn query(wanted: &impl Endpoint) -> String {
    let url = wanted.url();
    url.split_once('?')
        .map_or_else(String::new, |(_, query)| ["?", query].concat())
}

/// A file to take home.
fn file(href: &str, name: &str) -> Markup {
    html! {
        a.hds-button.hds-button--supplementary.hds-button--small href=(href) rel="external" download="" {
            (icon(icons::DOWNLOAD)) span { (name) }
        }
    }
}

/// The place of the buttons that share and print, which the app brings.
fn share(words: Words) -> Markup {
    html! {
        div.j-buttons.j-waiting {
            span.hds-button.hds-button--secondary.hds-button--small { (icon(icons::SHARE)) span { (words.programme_share()) } }
            span.hds-button.hds-button--secondary.hds-button--small { (icon(icons::PRINT)) span { (words.programme_print()) } }
        }
        p.j-quiet {}
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

/// The effects, each a sentence, then as pictures; nothing when there are none.
fn chain(words: Words, links: &[LinkView]) -> Markup {
    html! {
        @if !links.is_empty() {
            ol.j-list {
                @for link in links {
                    li { (words.effect_sentence(link)) @if link.told { " " (words.programme_chain_told()) } }
                }
            }
            details.j-more.j-more--first {
                summary { span { (words.programme_chain_picture()) } }
                div.j-more__body { @for way in ways(links) { (picture(words, &way)) } }
            }
        }
    }
}

fn picture(words: Words, way: &[&LinkView]) -> Markup {
    html! {
        ol.j-chain role="list" {
            @for link in way {
                li {
                    div { (node(words, &link.from)) }
                    p.j-chain__verb {
                        (icon(icons::DOWN))
                        span { b { (words.effect_verb(link.effect)) } " (" (words.confidence(link.confidence)) ")" }
                    }
                }
            }
            @if let Some(last) = way.last() { li { div { (node(words, &last.to)) } } }
        }
    }
}

fn node(words: Words, node: &NodeView) -> Markup {
    let name = node.name.get(words.language());
    let folder = match node.kind {
        NodeKind::Action => Some("/actions/"),
        NodeKind::Indicator => Some("/indicators/"),
        NodeKind::Goal => None,
    };
    html! {
        small { (words.node_kind(node)) }
        @if let Some(folder) = folder { a href=(href(words, &[folder, &node.id].concat())) { (name) } } @else { (name) }
    }
}
