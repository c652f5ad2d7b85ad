//! How an action affects the goal: from cause to effect, one sentence a link.

use super::{Confidence, EffectKind, Node, Programme};
use std::collections::BTreeSet;

/// One link of a chain: `from` does something to `to`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Link {
    /// How many links lie between the start and this one.
    pub depth: usize,
    /// The cause.
    pub from: Node,
    /// The effect.
    pub to: Node,
    /// What the one does to the other.
    pub effect: EffectKind,
    /// How sure that is.
    pub confidence: Confidence,
    /// Whether what follows from `to` has been told already, further up.
    pub told: bool,
}

/// Every effect of the document: those between an action and its indicators, and the others.
pub fn effects(programme: &Programme) -> Vec<super::Effect> {
    let own = programme.actions.iter().flat_map(|action| {
        action.indicators.iter().map(|link| super::Effect {
            from: Node::Action(action.identifier.clone()),
            to: Node::Indicator(link.id.clone()),
            effect: link.effect,
            confidence: link.confidence,
        })
    });
    let mut all: Vec<super::Effect> = own.collect();
    for effect in &programme.effects {
        if !all
            .iter()
            .any(|one| one.from == effect.from && one.to == effect.to)
        {
            all.push(effect.clone());
        }
    }
    all
}

/// Everything that follows from `start`, each branch told to its end before the next, each link once. Circles
/// are told once and then left.
pub fn chain(programme: &Programme, start: &Node) -> Vec<Link> {
    let effects = effects(programme);
    let mut told = BTreeSet::from([start.clone()]);
    let mut links: Vec<Link> = Vec::new();
    // What is still to be told, the next one last.
    let mut waiting: Vec<(usize, &super::Effect)> = Vec::new();
    let push = |waiting: &mut Vec<_>, depth, from: &Node| {
        for effect in effects.iter().rev().filter(|effect| &effect.from == from) {
            waiting.push((depth, effect));
        }
    };
    push(&mut waiting, 0, start);
    while let Some((depth, effect)) = waiting.pop() {
        let new = told.insert(effect.to.clone());
        links.push(Link {
            depth,
            from: effect.from.clone(),
            to: effect.to.clone(),
            effect: effect.effect,
            confidence: effect.confidence,
            told: !new,
        });
        if new {
            push(&mut waiting, depth + 1, &effect.to);
        }
    }
    links
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::programme::samples::{effect, programme};
    use proptest::prelude::*;

    fn node(text: &str) -> Node {
        Node::try_from(text.to_owned()).unwrap()
    }

    fn spoken(programme: &Programme, start: &str) -> Vec<String> {
        chain(programme, &node(start))
            .iter()
            .map(|link| {
                format!(
                    "{} {} -> {}{}",
                    link.depth,
                    link.from,
                    link.to,
                    if link.told { " *" } else { "" }
                )
            })
            .collect()
    }

    #[test]
    fn the_chain_of_an_action_goes_through_its_indicators_to_the_goal() {
        assert_eq!(
            spoken(&programme(), "action:116"),
            [
                "0 action:116 -> indicator:loans",
                "1 indicator:loans -> indicator:emissions",
                "2 indicator:emissions -> goal:hnh2035",
            ]
        );
        assert!(spoken(&programme(), "action:9").is_empty());
    }

    #[test]
    fn a_circle_is_told_once_and_a_shared_end_is_not_repeated() {
        let mut programme = programme();
        programme.actions.clear();
        programme.effects = vec![
            effect("indicator:a", "indicator:b"),
            effect("indicator:b", "indicator:a"),
            effect("indicator:a", "indicator:c"),
            effect("indicator:b", "goal:hnh2035"),
            effect("indicator:c", "goal:hnh2035"),
        ];
        assert_eq!(
            spoken(&programme, "indicator:a"),
            [
                "0 indicator:a -> indicator:b",
                "1 indicator:b -> indicator:a *",
                "1 indicator:b -> goal:hnh2035",
                "0 indicator:a -> indicator:c",
                "1 indicator:c -> goal:hnh2035 *",
            ]
        );
    }

    proptest! {
        #[test]
        fn every_walk_ends_and_tells_each_reachable_link_once(
            edges in proptest::collection::btree_set((0_u8..6, 0_u8..6), 0..20),
        ) {
            let mut programme = programme();
            programme.actions.clear();
            let name = |n: u8| format!("indicator:i{n}");
            programme.effects = edges.iter().map(|&(a, b)| effect(&name(a), &name(b))).collect();
            let links = chain(&programme, &node("indicator:i0"));
            let told: BTreeSet<_> = links.iter().map(|link| (link.from.clone(), link.to.clone())).collect();
            prop_assert_eq!(told.len(), links.len());
            for link in &links {
                let from_start = link.from == node("indicator:i0");
                prop_assert!(from_start || links.iter().any(|before| before.to == link.from));
                let onward = edges.iter().filter(|(a, _)| name(*a) == link.to.to_string()).count();
                let told_onward = links.iter().filter(|next| next.from == link.to).count();
                prop_assert_eq!(onward, told_onward);
            }
        }
    }
}
