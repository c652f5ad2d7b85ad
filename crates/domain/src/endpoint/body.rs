//! Bodies of requests: flat objects of JSON, read and written as the same pairs as a query.
//!
//! So a field is declared once, like a parameter; everything that is wrong is told at once, with the field's name; and a
//! field that nobody has declared is refused, so that no one can slip in what is not theirs to set.

use super::{Kind, Pairs, Param};
use crate::problem::FieldError;
use serde::Deserializer;
use serde::de::{Error, MapAccess, Visitor};
use serde_json::Value;
use std::fmt;

/// Reads the fields of a body into `pairs`. No body is an empty one.
pub fn read(fields: &[Param], text: &[u8], pairs: &mut Pairs) -> Result<(), Vec<FieldError>> {
    if text.is_empty() && fields.is_empty() {
        return Ok(());
    }
    let text = if text.is_empty() { b"{}" } else { text };
    let entries = entries(text).map_err(|error| {
        vec![FieldError::new(
            "body",
            "not_json",
            format!("takes an object of JSON: {error}"),
        )]
    })?;
    let mut errors = Vec::new();
    for (name, value) in entries {
        let Some(field) = fields.iter().find(|field| field.name == name) else {
            errors.push(FieldError::new(
                shortened(&name),
                "unknown",
                "there is no such field",
            ));
            continue;
        };
        if let Err(takes) = add(field, value, pairs) {
            errors.push(FieldError::new(field.name, "not_valid", takes));
        }
    }
    if errors.is_empty() { Ok(()) } else { Err(errors) }
}

/// Names come from strangers; an answer repeats no more of them than anybody would call a name.
fn shortened(name: &str) -> String {
    name.chars().filter(|c| !c.is_control()).take(40).collect()
}

fn add(field: &Param, value: Value, pairs: &mut Pairs) -> Result<(), &'static str> {
    match (field.kind, value) {
        // Given, and empty: a change that clears the field.
        (_, Value::Null) => pairs.push(field.name, ""),
        // PostgreSQL keeps no text with it, and nobody writes it.
        (_, Value::String(text)) if text.contains('\0') => {
            return Err("takes text without the character zero");
        }
        (Kind::Text(_) | Kind::OneOf(_), Value::String(text)) => pairs.push(field.name, text),
        (Kind::Flag, Value::Bool(flag)) => pairs.push(field.name, if flag { "true" } else { "false" }),
        (Kind::Number(..), Value::Number(number)) if number.is_u64() => {
            pairs.push(field.name, number.to_string());
        }
        (Kind::Texts(_), Value::Array(list)) => {
            for entry in list {
                let Value::String(text) = entry else {
                    return Err("takes a list of texts");
                };
                pairs.push(field.name, text);
            }
        }
        (Kind::Text(_) | Kind::OneOf(_), _) => return Err("takes a text"),
        (Kind::Flag, _) => return Err("takes true or false"),
        (Kind::Number(..), _) => return Err("takes a whole number"),
        (Kind::Texts(_), _) => return Err("takes a list of texts"),
    }
    Ok(())
}

/// Writes the fields of a body.
pub fn write(fields: &[Param], pairs: &Pairs) -> String {
    let mut body = serde_json::Map::new();
    for field in fields.iter().filter(|field| pairs.has(field.name)) {
        let mut texts = pairs.all(field.name);
        let value = match field.kind {
            Kind::Texts(_) => texts.map(Value::from).collect(),
            _ => one(field.kind, texts.next().unwrap_or_default()),
        };
        body.insert(field.name.to_owned(), value);
    }
    Value::Object(body).to_string()
}

fn one(kind: Kind, text: &str) -> Value {
    match kind {
        _ if text.is_empty() => Value::Null,
        Kind::Flag => Value::Bool(text == "true"),
        Kind::Number(..) => text.parse::<u32>().map_or(Value::Null, Value::from),
        Kind::Text(_) | Kind::OneOf(_) | Kind::Texts(_) => Value::from(text),
    }
}

/// The entries of an object, none of them twice.
fn entries(text: &[u8]) -> serde_json::Result<Vec<(String, Value)>> {
    struct Entries;
    impl<'de> Visitor<'de> for Entries {
        type Value = Vec<(String, Value)>;
        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("an object")
        }
        fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
            let mut entries: Self::Value = Vec::new();
            while let Some((name, value)) = map.next_entry::<String, Value>()? {
                if entries.iter().any(|(other, _)| *other == name) {
                    return Err(A::Error::custom("a field stands there twice"));
                }
                entries.push((name, value));
            }
            Ok(entries)
        }
    }
    let mut reader = serde_json::Deserializer::from_slice(text);
    let entries = reader.deserialize_map(Entries)?;
    reader.end()?;
    Ok(entries)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const FIELDS: &[Param] = &[
        Param {
            name: "text",
            kind: Kind::Text(10),
            doc: "",
        },
        Param {
            name: "flag",
            kind: Kind::Flag,
            doc: "",
        },
        Param {
            name: "number",
            kind: Kind::Number(0, 9),
            doc: "",
        },
        Param {
            name: "texts",
            kind: Kind::Texts(10),
            doc: "",
        },
    ];

    fn codes(text: &str) -> Vec<(String, String)> {
        let errors = read(FIELDS, text.as_bytes(), &mut Pairs::default()).unwrap_err();
        errors
            .into_iter()
            .map(|error| (error.field, error.code))
            .collect()
    }

    #[test]
    fn what_is_not_an_object_of_known_fields_is_refused_with_the_field() {
        for text in [
            "[]",
            "1",
            "{",
            "{\"text\":\"a\"} x",
            "{\"text\":\"a\",\"text\":\"b\"}",
            "\"a\"",
        ] {
            assert_eq!(
                codes(text),
                [("body".to_owned(), "not_json".to_owned())],
                "{text}"
            );
        }
        assert_eq!(
            codes("{\"role\":\"admin\",\"text\":1,\"flag\":\"true\",\"number\":1.5,\"texts\":[1]}"),
            [
                ("role".to_owned(), "unknown".to_owned()),
                ("text".to_owned(), "not_valid".to_owned()),
                ("flag".to_owned(), "not_valid".to_owned()),
                ("number".to_owned(), "not_valid".to_owned()),
                ("texts".to_owned(), "not_valid".to_owned()),
            ]
        );
        assert!(read(&[], b"{\"x\":1}", &mut Pairs::default()).is_err());
    }

    #[test]
    fn null_clears_and_nothing_leaves_as_it_is() {
        let mut pairs = Pairs::default();
        read(FIELDS, b"{\"text\":null}", &mut pairs).unwrap();
        assert!(pairs.has("text") && pairs.get("text").is_none() && !pairs.has("flag"));
        assert_eq!(write(FIELDS, &pairs), "{\"text\":null}");
    }

    #[test]
    fn the_character_zero_is_refused_in_every_text() {
        assert_eq!(
            codes("{\"text\":\"a\\u0000\"}"),
            [("text".to_owned(), "not_valid".to_owned())]
        );
    }

    #[test]
    fn nesting_without_end_is_refused() {
        let deep = format!("{{\"text\":{}", "[".repeat(10_000));
        assert_eq!(codes(&deep)[0].1, "not_json");
    }

    proptest! {
        #[test]
        fn what_is_written_is_read_again(text in "[^\\x00]{1,10}", flag: bool, number in 0_u32..10, texts in prop::collection::vec(".{0,5}", 1..4)) {
            let mut pairs = Pairs::default();
            pairs.push("text", text);
            pairs.push("flag", flag.to_string());
            pairs.push("number", number.to_string());
            for text in texts {
                pairs.push("texts", text);
            }
            let mut again = Pairs::default();
            read(FIELDS, write(FIELDS, &pairs).as_bytes(), &mut again).unwrap();
            let sorted = |pairs: &Pairs| {
                let mut all = pairs.0.clone();
                all.sort();
                all
            };
            prop_assert_eq!(sorted(&again), sorted(&pairs));
        }
    }
}
