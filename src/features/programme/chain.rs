//! How an action affects the goal: first in sentences, then as a picture of the straight ways.

use super::cards::{action_path, indicator_path};
use crate::locale::{t, text};
use crate::ui::icon;
use jaettu_domain::programme::api::{LinkView, NodeKind, NodeView};
use jaettu_domain::programme::identifier::ActionId;
use jaettu_domain::programme::views::ways;
use leptos::prelude::*;

/// The chain; nothing when there is none.
pub fn chain(links: &[LinkView]) -> Option<AnyView> {
    if links.is_empty() {
        return None;
    }
    let words = t();
    let sentence = |link: &LinkView| {
        let told = link.told.then(|| [" ", words.programme_chain_told()].concat());
        view! { <li>{words.effect_sentence(link)}{told}</li> }
    };
    let pictures = ways(links).into_iter().map(|way| picture(&way)).collect_view();
    Some(
        view! {
            <ol class="j-list">{links.iter().map(sentence).collect_view()}</ol>
            <details class="j-more j-more--first">
                <summary><span>{words.programme_chain_picture()}</span></summary>
                <div class="j-more__body">{pictures}</div>
            </details>
        }
        .into_any(),
    )
}

fn picture(way: &[&LinkView]) -> AnyView {
    let words = t();
    let step = |link: &&LinkView| {
        let sure = [" (", words.confidence(link.confidence), ")"].concat();
        view! {
            <li>
                <div>{node(&link.from)}</div>
                <p class="j-chain__verb">{icon(icon::DOWN)}<span><b>{words.effect_verb(link.effect)}</b>{sure}</span></p>
            </li>
        }
    };
    let end = way
        .last()
        .map(|link| view! { <li><div>{node(&link.to)}</div></li> });
    view! { <ol class="j-chain" role="list">{way.iter().map(step).collect_view()}{end}</ol> }.into_any()
}

fn node(node: &NodeView) -> AnyView {
    let name = text(&node.name);
    let href = match node.kind {
        NodeKind::Action => ActionId::new(node.id.clone()).ok().map(|id| action_path(&id)),
        NodeKind::Indicator => Some(indicator_path(&node.id)),
        NodeKind::Goal => None,
    };
    let name = match href {
        Some(href) => view! { <a href=href>{name}</a> }.into_any(),
        None => name.into_any(),
    };
    view! { <small>{t().node_kind(node)}</small>{name} }.into_any()
}
