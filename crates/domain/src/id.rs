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

/// Why a word cannot be the identifier of something that people keep to themselves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotAUuid;

impl fmt::Display for NotAUuid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a UUID")
    }
}

impl std::error::Error for NotAUuid {}

/// Whether `word` is a UUID in small letters: `0190b5a2-7c1e-7d5a-9b1f-2f6a3c4d5e6f`.
pub fn is_uuid(word: &str) -> bool {
    let hex = |byte: u8| byte.is_ascii_digit() || matches!(byte, b'a'..=b'f');
    word.len() == 36
        && word.bytes().enumerate().all(|(at, byte)| match at {
            8 | 13 | 18 | 23 => byte == b'-',
            _ => hex(byte),
        })
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

macro_rules! checked_words {
    ($check:ident, $error:ident; $($(#[$doc:meta])* $name:ident),+ $(,)?) => {$(
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        #[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
        #[cfg_attr(feature = "wire", derive(jaettu_wire_derive::FromJson))]
        #[serde(try_from = "String")]
        pub struct $name(String);

        impl $name {
            #[doc = concat!("The one written as `word`, if [`", stringify!($check), "`] finds it right.")]
            pub fn new(word: impl Into<String>) -> Result<Self, $error> {
                let word = word.into();
                if $check(&word) { Ok(Self(word)) } else { Err($error) }
            }

            /// The word as it stands in addresses and in the database.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl TryFrom<String> for $name {
            type Error = $error;
            fn try_from(word: String) -> Result<Self, $error> {
                Self::new(word)
            }
        }

        impl std::str::FromStr for $name {
            type Err = $error;
            fn from_str(word: &str) -> Result<Self, $error> {
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

macro_rules! slug_ids {
    ($($names:tt)+) => { checked_words! { is_slug, NotAnId; $($names)+ } };
}

macro_rules! uuid_ids {
    ($($names:tt)+) => { checked_words! { is_uuid, NotAUuid; $($names)+ } };
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
    /// A room, a machine, or a pool of machines: `kallio-ryhmatyotila-1`.
    RoomId,
    /// What one party uses at a time: a room, or a part of one that can be divided.
    LeafId,
    /// What has to be learned before a machine can be used: `laser-cutter`.
    InductionId,
}

uuid_ids! {
    /// A person with a library card.
    PersonId,
    /// A hold on a thing.
    HoldId,
    /// A loan of a copy.
    LoanId,
    /// A report of a fault.
    TicketId,
    /// A visit that somebody has signed in for.
    SessionId,
    /// A booking of a room or a machine.
    BookingId,
    /// Bookings of the same time in several weeks, made together.
    SeriesId,
    /// Waiting for a time that others have.
    WaitId,
}

checked_words! { is_barcode, NotABarcode;
    /// What the reader at the desk reads from a copy.
    Barcode,
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

    #[test]
    fn a_uuid_is_written_in_one_way_only() {
        let good = "0190b5a2-7c1e-7d5a-9b1f-2f6a3c4d5e6f";
        assert_eq!(LoanId::new(good).unwrap().as_str(), good);
        for bad in [
            "",
            "0190b5a2-7c1e-7d5a-9b1f-2f6a3c4d5e6",
            "0190B5A2-7c1e-7d5a-9b1f-2f6a3c4d5e6f",
            "0190b5a27-c1e-7d5a-9b1f-2f6a3c4d5e6f",
            "0190b5a2-7c1e-7d5a-9b1f-2f6a3c4d5e6g",
            "{190b5a2-7c1e-7d5a-9b1f-2f6a3c4d5e6f",
        ] {
            assert_eq!(HoldId::new(bad), Err(NotAUuid), "{bad}");
        }
        assert_eq!(NotAUuid.to_string(), "a UUID");
    }

    #[test]
    fn a_barcode_is_short_and_plain() {
        for good in ["3000123456", "X-1", "a.b_c/d", &"7".repeat(40)] {
            assert!(Barcode::new(good).is_ok(), "{good}");
        }
        for bad in ["", "a b", "ä", &"7".repeat(41)] {
            assert_eq!(Barcode::new(bad), Err(NotABarcode), "{bad}");
        }
    }
}
