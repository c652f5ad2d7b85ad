//! The demo programme shows every case that the service knows, and has no faults.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use chrono::NaiveDate;
use jaettu_domain::programme::action::State;
use jaettu_domain::programme::identifier::ActionId;
use jaettu_domain::programme::pace::{PaceStatus, figures};
use jaettu_domain::programme::rules::{Freshness, freshness, status};
use jaettu_domain::programme::timeline::{Group, timeline};
use jaettu_domain::programme::validate::validate;
use jaettu_domain::programme::{Node, Programme, chain};
use std::collections::BTreeSet;

fn demo() -> Programme {
    serde_json::from_str(include_str!("../../server/demo/programme.json")).unwrap()
}

fn today() -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 11, 22).unwrap()
}

#[test]
fn the_demo_programme_has_no_faults() {
    assert_eq!(validate(&demo()), []);
}

#[test]
fn action_116_has_tasks_in_every_group_and_tells_how_it_affects_the_goal() {
    let demo = demo();
    let identifier = ActionId::new("116").unwrap();
    let action = demo.action(&identifier).unwrap();
    let groups: Vec<_> = timeline(&action.tasks, today())
        .into_iter()
        .map(|(group, _)| group)
        .collect();
    assert_eq!(groups, Group::ALL);
    assert_eq!(status(action, &demo.indicators, today()).state, State::Late);
    let links = chain::chain(&demo, &Node::Action(identifier));
    assert!(
        links.iter().any(|link| matches!(link.to, Node::Goal(_))),
        "{links:?}"
    );
}

#[test]
fn the_demo_shows_every_state_and_every_pace_but_few() {
    let demo = demo();
    let states: BTreeSet<_> = demo
        .actions
        .iter()
        .map(|action| status(action, &demo.indicators, today()).state)
        .collect();
    let missing: Vec<_> = State::ALL
        .into_iter()
        .filter(|state| !states.contains(state))
        .collect();
    assert_eq!(missing, [State::Undefined]);
    let paces: BTreeSet<_> = demo
        .indicators
        .iter()
        .map(|indicator| figures(indicator, today()).status)
        .collect();
    for wanted in [
        PaceStatus::OnPace,
        PaceStatus::Behind,
        PaceStatus::Backwards,
        PaceStatus::NoData,
    ] {
        assert!(paces.contains(&wanted), "{wanted:?}");
    }
    assert!(
        demo.actions
            .iter()
            .any(|action| freshness(action.updated, today()) == Freshness::Stale)
    );
}

#[test]
fn everything_invented_is_marked_and_nothing_lacks_a_translation() {
    let demo = demo();
    assert!(demo.indicators.iter().all(|indicator| indicator.example));
    for action in &demo.actions {
        assert!(action.example || action.identifier.as_str() == "116");
        let sourced = [
            "116-contact",
            "116-overview",
            "116-sharing",
            "116-digituki",
            "116-workshops",
        ];
        for task in &action.tasks {
            assert!(task.example != sourced.contains(&task.id.as_str()), "{}", task.id);
        }
    }
    let json = serde_json::to_value(&demo).unwrap();
    every_text(&json, &mut |text| {
        let given: Vec<_> = ["fi", "sv", "en"]
            .iter()
            .map(|code| !text[*code].as_str().unwrap().is_empty())
            .collect();
        assert!(given.iter().all(|one| *one == given[0]), "{text:?}");
    });
}

fn every_text(value: &serde_json::Value, seen: &mut impl FnMut(&serde_json::Map<String, serde_json::Value>)) {
    match value {
        serde_json::Value::Object(map) if map.contains_key("fi") => seen(map),
        serde_json::Value::Object(map) => map.values().for_each(|value| every_text(value, seen)),
        serde_json::Value::Array(items) => items.iter().for_each(|value| every_text(value, seen)),
        _ => {}
    }
}

#[test]
fn the_document_reads_what_it_writes() {
    let demo = demo();
    let text = serde_json::to_string(&demo).unwrap();
    assert_eq!(serde_json::from_str::<Programme>(&text).unwrap(), demo);
}
