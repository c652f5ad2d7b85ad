//! How an action affects the goal: first in sentences, then as a picture of the straight ways.

use super::href;
use crate::{icon, icons};
use jaettu_domain::programme::api::{LinkView, NodeKind, NodeView};
use jaettu_domain::programme::views::ways;
use jaettu_words::Words;
use maud::{Markup, html};

/// The effects, each a sentence, then as pictures; nothing when there are none.
pub fn chain(words: Words, links: &[LinkView]) -> Markup {
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
