//! Identifiers of actions, and the order in which people expect them.

use serde::{Deserialize, Serialize};
use std::cmp::Ordering;
use std::fmt;

/// What the programme calls an action: `116`, `12a`, `1.10`.
///
/// Sorted as people read them: runs of digits count as numbers, so `9` comes before `10`, `1.9` before `1.10`
/// and `12` before `12a`.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "wire", derive(jaettu_wire_derive::FromJson))]
#[cfg_attr(feature = "schema", schemars(with = "String", extend("pattern" = "^[A-Za-z0-9]([A-Za-z0-9._-]*[A-Za-z0-9])?$")))]
#[serde(try_from = "String")]
pub struct ActionId(String);

/// Why a word cannot identify an action.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotAnActionId;

impl fmt::Display for NotAnActionId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("1 to 32 of A-Z, a-z, 0-9 and . _ - between them")
    }
}

impl std::error::Error for NotAnActionId {}

impl ActionId {
    /// The identifier written as `word`, when it can be one.
    pub fn new(word: impl Into<String>) -> Result<Self, NotAnActionId> {
        let word = word.into();
        let edge = |byte: Option<&u8>| byte.is_some_and(u8::is_ascii_alphanumeric);
        let bytes = word.as_bytes();
        let inside = |b: &u8| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'_' | b'-');
        if bytes.len() <= 32 && edge(bytes.first()) && edge(bytes.last()) && bytes.iter().all(inside) {
            Ok(Self(word))
        } else {
            Err(NotAnActionId)
        }
    }

    /// The identifier as it stands in addresses and in the database.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// The first run of digits or of other characters, and the rest.
fn split_run(text: &str) -> (&str, &str) {
    let digit = text.bytes().next().is_some_and(|b| b.is_ascii_digit());
    let end = text.bytes().position(|b| b.is_ascii_digit() != digit);
    text.split_at(end.unwrap_or(text.len()))
}

fn natural(mut a: &str, mut b: &str) -> Ordering {
    while !a.is_empty() && !b.is_empty() {
        let ((run_a, rest_a), (run_b, rest_b)) = (split_run(a), split_run(b));
        let number = |run: &str| run.bytes().all(|byte| byte.is_ascii_digit());
        let order = if number(run_a) && number(run_b) {
            // As many digits as there are, so compared without reading them into a number.
            let (a, b) = (run_a.trim_start_matches('0'), run_b.trim_start_matches('0'));
            a.len().cmp(&b.len()).then_with(|| a.cmp(b))
        } else {
            run_a.cmp(run_b)
        };
        if order != Ordering::Equal {
            return order;
        }
        (a, b) = (rest_a, rest_b);
    }
    a.len().cmp(&b.len())
}

impl Ord for ActionId {
    fn cmp(&self, other: &Self) -> Ordering {
        natural(&self.0, &other.0).then_with(|| self.0.cmp(&other.0))
    }
}

impl PartialOrd for ActionId {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl TryFrom<String> for ActionId {
    type Error = NotAnActionId;
    fn try_from(word: String) -> Result<Self, NotAnActionId> {
        Self::new(word)
    }
}

impl std::str::FromStr for ActionId {
    type Err = NotAnActionId;
    fn from_str(word: &str) -> Result<Self, NotAnActionId> {
        Self::new(word)
    }
}

impl fmt::Display for ActionId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn id(word: &str) -> ActionId {
        ActionId::new(word).unwrap()
    }

    #[test]
    fn numbers_inside_identifiers_sort_as_numbers() {
        let sorted = [
            "1", "1.1", "1.9", "1.10", "2", "9", "10", "12", "12a", "12b", "116", "A1", "A10",
        ];
        let mut ids: Vec<_> = sorted.iter().rev().map(|word| id(word)).collect();
        ids.sort();
        assert_eq!(ids.iter().map(ActionId::as_str).collect::<Vec<_>>(), sorted);
    }

    #[test]
    fn identifiers_stay_inside_their_part_of_an_address() {
        for good in ["116", "12a", "1.10", "E-4_b"] {
            assert!(ActionId::new(good).is_ok(), "{good}");
        }
        for bad in ["", ".", "..", "1/2", "1 2", "-1", "1.", "ä", &"1".repeat(33)] {
            assert!(ActionId::new(bad).is_err(), "{bad}");
        }
    }

    proptest! {
        #[test]
        fn the_order_is_total(a in "[0-9a-b.]{1,6}", b in "[0-9a-b.]{1,6}", c in "[0-9a-b.]{1,6}") {
            let (a, b, c) = (ActionId(a), ActionId(b), ActionId(c));
            prop_assert_eq!(a.cmp(&b), b.cmp(&a).reverse());
            prop_assert_eq!(a.cmp(&b) == Ordering::Equal, a == b);
            if a <= b && b <= c {
                prop_assert!(a <= c);
            }
        }

        #[test]
        fn whole_numbers_sort_by_their_value(a in 0_u64..100_000, b in 0_u64..100_000) {
            prop_assert_eq!(id(&a.to_string()).cmp(&id(&b.to_string())), a.cmp(&b));
        }
    }
}
