//! How the browser reads answers of the API.
//!
//! The server reads and writes with serde. In the browser serde's readers were a fifth of the whole app, so there
//! `serde_json` only makes a tree, and [`FromJson`] picks the values out of it: smaller, and with no account of
//! what is wrong, because the app has no use for one. Both follow the same attributes (`jaettu-wire-derive`), and
//! the tests hold both to the same result. Unknown fields are skipped, so the server may add some.

use crate::time::{self, PartialDate};
use chrono::{DateTime, NaiveDate, Utc};
use std::borrow::Cow;

pub use jaettu_wire_derive::FromJson;
pub use serde_json::Value;

/// A type that can be read from JSON.
pub trait FromJson: Sized {
    /// The value that `json` stands for, if it does.
    fn from_json(json: &Value) -> Option<Self>;

    /// The value of a field that is not there, if it may be left out.
    fn missing() -> Option<Self> {
        None
    }
}

/// Reads an answer.
pub fn read<T: FromJson>(text: &str) -> Option<T> {
    T::from_json(&tree(text)?)
}

/// The first half of [`read`], for who has the time now and knows the type later.
#[inline(never)]
pub fn tree(text: &str) -> Option<Value> {
    serde_json::from_str(text).ok()
}

/// An object of JSON.
pub type Object = serde_json::Map<String, Value>;

/// What `object` holds under `name`.
#[inline(never)]
pub fn get<'a>(object: &'a Object, name: &str) -> Option<&'a Value> {
    object.get(name)
}

/// The field `name` of `object`.
#[inline(never)]
pub fn field<T: FromJson>(object: &Object, name: &str) -> Option<T> {
    match get(object, name) {
        Some(value) => T::from_json(value),
        None => T::missing(),
    }
}

/// The field `name` of `object`, or its default if it is not there.
#[inline(never)]
pub fn field_or_default<T: FromJson + Default>(object: &Object, name: &str) -> Option<T> {
    match get(object, name) {
        Some(value) => T::from_json(value),
        None => Some(T::default()),
    }
}

/// The field `name` of `object`, or what `default` makes if it is not there.
#[inline(never)]
pub fn field_or<T: FromJson>(object: &Object, name: &str, default: fn() -> T) -> Option<T> {
    match get(object, name) {
        Some(value) => T::from_json(value),
        None => Some(default()),
    }
}

/// Which of `words` the text `json` is.
#[inline(never)]
pub fn position(json: &Value, words: &[&str]) -> Option<usize> {
    let word = json.as_str()?;
    words.iter().position(|candidate| *candidate == word)
}

/// Which of `words` names the variant `json`, `"name"` or `{"name": data}`, and its data.
#[inline(never)]
pub fn variant<'a>(json: &'a Value, words: &[&str]) -> Option<(usize, &'a Value)> {
    let Value::Object(object) = json else {
        return Some((position(json, words)?, &Value::Null));
    };
    let mut entries = object.iter();
    let (Some((word, data)), None) = (entries.next(), entries.next()) else {
        return None;
    };
    let position = words.iter().position(|candidate| *candidate == word)?;
    Some((position, data))
}

impl FromJson for String {
    fn from_json(json: &Value) -> Option<Self> {
        json.as_str().map(str::to_owned)
    }
}

impl FromJson for Cow<'static, str> {
    fn from_json(json: &Value) -> Option<Self> {
        String::from_json(json).map(Cow::Owned)
    }
}

impl FromJson for bool {
    fn from_json(json: &Value) -> Option<Self> {
        json.as_bool()
    }
}

impl FromJson for f64 {
    fn from_json(json: &Value) -> Option<Self> {
        json.as_f64()
    }
}

macro_rules! integers {
    ($($kind:ty, $read:ident);+ $(;)?) => {$(
        impl FromJson for $kind {
            fn from_json(json: &Value) -> Option<Self> {
                json.$read()?.try_into().ok()
            }
        }
    )+};
}

integers! {
    u8, as_u64;
    u16, as_u64;
    u32, as_u64;
    usize, as_u64;
    i8, as_i64;
    i32, as_i64;
}

impl FromJson for i64 {
    fn from_json(json: &Value) -> Option<Self> {
        json.as_i64()
    }
}

impl FromJson for NaiveDate {
    fn from_json(json: &Value) -> Option<Self> {
        match json.as_str()?.parse() {
            Ok(PartialDate::Day(date)) => Some(date),
            _ => None,
        }
    }
}

impl FromJson for DateTime<Utc> {
    fn from_json(json: &Value) -> Option<Self> {
        time::read(json.as_str()?)
    }
}

impl<T: FromJson> FromJson for Option<T> {
    fn from_json(json: &Value) -> Option<Self> {
        if json.is_null() {
            Some(None)
        } else {
            T::from_json(json).map(Some)
        }
    }

    fn missing() -> Option<Self> {
        Some(None)
    }
}

impl<T: FromJson> FromJson for Vec<T> {
    fn from_json(json: &Value) -> Option<Self> {
        let rows = json.as_array()?;
        let mut list = Self::with_capacity(rows.len());
        for row in rows {
            list.push(T::from_json(row)?);
        }
        Some(list)
    }
}

impl<T: FromJson, const N: usize> FromJson for [T; N] {
    fn from_json(json: &Value) -> Option<Self> {
        Vec::from_json(json)?.try_into().ok()
    }
}
