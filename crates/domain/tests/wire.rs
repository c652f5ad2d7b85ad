//! The browser's reader takes what serde writes, and nothing that serde would refuse.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use chrono::{DateTime, NaiveDate, Utc};
use jaettu_domain::catalogue::Texts;
use jaettu_domain::catalogue::api::ItemView;
use jaettu_domain::libraries::api::LibraryView;
use jaettu_domain::libraries::rules::OpenState;
use jaettu_domain::page::Page;
use jaettu_domain::problem::{FieldError, Problem};
use jaettu_domain::programme::action::State;
use jaettu_domain::programme::api::{ActionView, ChangeList};
use jaettu_domain::programme::changes::Shown;
use jaettu_domain::text::{Language, Text};
use jaettu_domain::time::{LocalTime, PartialDate};
use jaettu_domain::wire::{FromJson, Value, read};
use proptest::prelude::*;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::json;
use std::fmt::Debug;

/// Everything that the derive knows and that has no answer of its own.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, FromJson)]
struct Odd {
    #[serde(rename = "other-name")]
    renamed: bool,
    r#type: i8,
    #[serde(default)]
    level: u8,
    port: u16,
    id: i64,
    sizes: [u32; 3],
    share: Option<f64>,
    wrapped: Wrapped<LocalTime>,
    kinds: Vec<Kind>,
    outcome: Outcome,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, FromJson)]
struct Wrapped<T>(T);

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, FromJson)]
#[serde(rename_all = "lowercase")]
enum Kind {
    Nothing,
    OneThing(Text),
    #[serde(rename = "named fields")]
    Fields {
        number: i32,
    },
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, FromJson)]
#[serde(tag = "is", rename_all = "snake_case")]
enum Outcome {
    InSight { text: Text },
    AsIs(Text),
    Unknown,
}

fn same<T>(value: &T)
where
    T: FromJson + Serialize + DeserializeOwned + PartialEq + Debug,
{
    let text = serde_json::to_string(value).unwrap();
    assert_eq!(read::<T>(&text).as_ref(), Some(value), "{text}");
    assert_eq!(
        serde_json::from_str::<T>(&text).ok().as_ref(),
        Some(value),
        "{text}"
    );
}

#[test]
fn every_form_of_type_is_read_as_it_was_written() {
    let odd = |outcome| Odd {
        renamed: true,
        r#type: -128,
        level: 255,
        port: 65_535,
        id: i64::MIN,
        sizes: [1, 2, u32::MAX],
        share: Some(-0.25),
        wrapped: Wrapped(LocalTime::END),
        kinds: vec![
            Kind::Nothing,
            Kind::OneThing(Text::same("a")),
            Kind::Fields { number: -1 },
        ],
        outcome,
    };
    same(&odd(Outcome::InSight {
        text: Text::same("b"),
    }));
    same(&odd(Outcome::AsIs(Text::default())));
    same(&odd(Outcome::Unknown));
    same(&Problem {
        errors: vec![FieldError::new("near", "not_valid", "takes a place")],
        ..Problem::not_found("library")
    });
    same(&Language::Sv);
    same(&State::ALL.to_vec());
}

#[test]
fn what_does_not_fit_is_nothing() {
    let whole = json!({
        "other-name": true, "type": 1, "level": 1, "port": 1, "id": 1, "sizes": [1, 2, 3], "share": null,
        "wrapped": "10:00", "kinds": [], "outcome": { "is": "unknown" }, "unheard of": 1
    });
    assert!(Odd::from_json(&whole).is_some());
    let change = |name: &str, value: Value| {
        let mut changed = whole.clone();
        changed[name] = value;
        let ours = Odd::from_json(&changed);
        assert_eq!(
            ours,
            serde_json::from_value(changed).ok(),
            "{name} makes a difference"
        );
        ours.is_some()
    };
    assert!(change("share", json!(1)));
    for (name, value) in [
        ("other-name", json!(1)),
        ("type", json!(128)),
        ("level", json!(-1)),
        ("level", json!(null)),
        ("port", json!(65_536)),
        ("id", json!(1.5)),
        ("sizes", json!([1, 2])),
        ("wrapped", json!("25:00")),
        ("kinds", json!(["one thing"])),
        ("kinds", json!([{}])),
        ("kinds", json!([{ "onething": { "fi": "a" }, "nothing": null }])),
        ("outcome", json!("unknown")),
        ("outcome", json!({ "is": "lost" })),
        ("outcome", json!({})),
    ] {
        assert!(!change(name, value.clone()), "{name}: {value}");
    }
    let without = |name: &str| {
        let mut changed = whole.clone();
        changed.as_object_mut().unwrap().remove(name);
        Odd::from_json(&changed)
    };
    assert_eq!(without("level").unwrap().level, 0);
    assert_eq!(without("share").unwrap().share, None);
    assert_eq!(without("sizes"), None);
    assert_eq!(read("{}"), Some(Texts::default()));
    assert_eq!(read::<Texts>("null"), None);
}

fn any_json() -> impl Strategy<Value = Value> {
    let word = prop_oneof![
        "\\PC{0,8}",
        Just("state".to_owned()),
        Just("items".to_owned()),
        Just("staffed".to_owned()),
        Just("2026-11-22T07:00:00Z".to_owned()),
        Just("fi".to_owned()),
    ];
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        word.clone().prop_map(Value::from),
    ];
    leaf.prop_recursive(4, 32, 6, move |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::btree_map(word.clone(), inner, 0..4)
                .prop_map(|entries| Value::Object(entries.into_iter().collect())),
        ]
    })
}

proptest! {
    #[test]
    fn dates_and_times_are_read_as_they_were_written(
        seconds in -62_135_596_800_i64..253_402_300_800,
        nano in prop_oneof![Just(0_u32), 0..1_000_000_000_u32],
        minutes in 0..=1440_u16,
    ) {
        let at = DateTime::<Utc>::from_timestamp(seconds, nano).unwrap();
        let date = at.date_naive();
        same(&at);
        same(&date);
        same(&PartialDate::Day(date));
        same(&Some(LocalTime::new(minutes / 60, minutes % 60).unwrap()));
        same(&OpenState::Closed { opens: Some(at), service: None });
    }

    #[test]
    fn words_and_figures_are_read_as_they_were_written(fi: String, sv: String, figure: f64, count: usize) {
        prop_assume!(figure.is_finite());
        same(&Shown::Text(Text::new(fi.clone(), sv, "")));
        same(&Page { items: vec![fi.clone()], next: Some(fi) });
        same(&count);
        // serde_json may differ by the last bit of a number, and so does its tree.
        let text = serde_json::to_string(&figure).unwrap();
        prop_assert_eq!(read::<f64>(&text), serde_json::from_str(&text).ok());
    }

    #[test]
    fn no_text_makes_the_reader_panic(text: String) {
        prop_assert_eq!(read::<String>(&text), serde_json::from_str(&text).ok());
        prop_assert_eq!(read::<Page<LibraryView>>(&text), None);
    }

    #[test]
    fn no_json_makes_the_reader_panic(json in any_json()) {
        let text = json.to_string();
        let _ = read::<Page<LibraryView>>(&text);
        let _ = read::<ItemView>(&text);
        let _ = read::<ActionView>(&text);
        let _ = read::<ChangeList>(&text);
        let _ = read::<NaiveDate>(&text);
        let _ = read::<OpenState>(&text);
        let _ = read::<Odd>(&text);
        if let Some(state) = read::<OpenState>(&text) {
            prop_assert_eq!(serde_json::from_str::<OpenState>(&text).ok(), Some(state));
        }
    }
}
