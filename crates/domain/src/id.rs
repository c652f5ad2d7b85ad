//! Identifiers that cannot be mixed up.
//!
//! A library, a thing and an action are all named by short readable words in addresses; a type of its own for
//! each keeps a thing's id from being handed to a function that wants a library's.

use serde::{Deserialize, Serialize};
use std::fmt;

/// Why a word cannot be an identifier.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotAnId;

impl fmt::Display for NotAnId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("1 to 64 of a-z, 0-9 and single hyphens between them")
    }
}

impl std::error::Error for NotAnId {}

/// Whether `word` is a slug: 1 to 64 of `a-z`, `0-9`, `_` and hyphens, beginning and ending with a letter or digit.
pub fn is_slug(word: &str) -> bool {
    let edge = |byte: Option<&u8>| byte.is_some_and(|b| b.is_ascii_lowercase() || b.is_ascii_digit());
    let bytes = word.as_bytes();
    bytes.len() <= 64
        && edge(bytes.first())
        && edge(bytes.last())
        && bytes
            .iter()
            .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || matches!(b, b'-' | b'_'))
}

/// Why a word cannot be a barcode.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotABarcode;

impl fmt::Display for NotABarcode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("1 to 40 letters a–z, digits and - . _ /")
    }
}

impl std::error::Error for NotABarcode {}

/// Whether `word` can be a barcode: 1 to 40 ASCII letters, digits and `-._/`.
pub fn is_barcode(word: &str) -> bool {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-._/".contains(&byte);
    (1..=40).contains(&word.len()) && word.bytes().all(plain)
}

macro_rules! slug_ids {
    ($($(#[$doc:meta])* $name:ident),+ $(,)?) => {$(
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        #[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
        #[cfg_attr(feature = "wire", derive(jaettu_wire_derive::FromJson))]
        #[serde(try_from = "String")]
        pub struct $name(String);

        impl $name {
            /// The identifier written as `word`, when it is a slug (see [`is_slug`]).
            pub fn new(word: impl Into<String>) -> Result<Self, NotAnId> {
                let word = word.into();
                if is_slug(&word) { Ok(Self(word)) } else { Err(NotAnId) }
            }

            /// The identifier as it stands in addresses and in the database.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl TryFrom<String> for $name {
            type Error = NotAnId;
            fn try_from(word: String) -> Result<Self, NotAnId> {
                Self::new(word)
            }
        }

        impl std::str::FromStr for $name {
            type Err = NotAnId;
            fn from_str(word: &str) -> Result<Self, NotAnId> {
                Self::new(word)
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }
    )+};
}

slug_ids! {
    /// A library: the slug of its short name, `kallio`.
    LibraryId,
    /// A kind of thing that can be borrowed: the slug of its Finnish name, `porakone`.
    ItemId,
    /// A category of things: `tools`.
    CategoryId,
    /// A version of the programme: `hnh2035`.
    PlanId,
    /// A category of actions: `sharing`, `scope-1-2`.
    ActionCategoryId,
    /// A task of an action; stays when the task is renamed or moved: `116-digituki`.
    TaskId,
    /// An indicator of the programme: `room-utilisation`.
    IndicatorId,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slugs_are_short_plain_words() {
        for good in [
            "kallio",
            "pikku-huopalahti",
            "116",
            "a",
            "3d-printer",
            "sound_and_image",
        ] {
            assert!(is_slug(good), "{good}");
        }
        for bad in [
            "",
            "-a",
            "a-",
            "Kallio",
            "käpylä",
            "a b",
            "a/b",
            "..",
            &"a".repeat(65),
        ] {
            assert!(!is_slug(bad), "{bad}");
        }
    }

    #[test]
    fn a_bad_identifier_is_refused_when_it_is_read() {
        assert!(serde_json::from_str::<LibraryId>("\"../etc\"").is_err());
        assert_eq!(
            serde_json::to_string(&LibraryId::new("oodi").unwrap()).unwrap(),
            "\"oodi\""
        );
    }
}
