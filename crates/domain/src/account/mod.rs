//! Who uses the service: what is known of them, what they may do, and how they sign in.

pub mod api;
pub mod erase;
pub mod groups;
pub mod oidc;
pub mod rules;

use crate::id::LibraryId;
use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;

/// What somebody is to the service.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "wire", derive(jaettu_wire_derive::FromJson))]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Borrows and books.
    Resident,
    /// Gives digital guidance, beside what a resident does.
    Volunteer,
    /// Works at the desk of some libraries or of all.
    Staff,
    /// Keeps the climate programme true.
    Coordinator,
    /// Runs the service.
    Admin,
}

impl Role {
    /// All of them.
    pub const ALL: [Self; 5] = [
        Self::Resident,
        Self::Volunteer,
        Self::Staff,
        Self::Coordinator,
        Self::Admin,
    ];

    /// As it stands in the database, the API and on the command line.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Resident => "resident",
            Self::Volunteer => "volunteer",
            Self::Staff => "staff",
            Self::Coordinator => "coordinator",
            Self::Admin => "admin",
        }
    }

    /// Whether somebody works at the desk of `library` to whom these desks are given. The one rule of it: whoever runs the
    /// service works at every desk; staff and coordinators at those that are given to them, because the programme is kept
    /// beside the work of a library; nobody else at any.
    pub fn works_at(self, desks: &Desks, library: &LibraryId) -> bool {
        match self {
            Self::Admin => true,
            Self::Staff | Self::Coordinator => desks.has(library),
            Self::Resident | Self::Volunteer => false,
        }
    }

    /// Whether somebody does the work of a desk to whom these desks are given; which desk is another question
    /// ([`Role::works_at`]).
    pub fn does_desk_work(self, desks: &Desks) -> bool {
        match self {
            Self::Admin => true,
            Self::Staff | Self::Coordinator => !desks.is_none(),
            Self::Resident | Self::Volunteer => false,
        }
    }
}

/// A word that is none of those that are taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotOneOf(&'static str);

impl fmt::Display for NotOneOf {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "one of {}", self.0)
    }
}

impl std::error::Error for NotOneOf {}

impl FromStr for Role {
    type Err = NotOneOf;
    fn from_str(word: &str) -> Result<Self, NotOneOf> {
        let found = Self::ALL.into_iter().find(|role| role.code() == word);
        found.ok_or(NotOneOf("resident, volunteer, staff, coordinator, admin"))
    }
}

/// How somebody wants to be told what happens.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "wire", derive(jaettu_wire_derive::FromJson))]
#[serde(rename_all = "snake_case")]
pub enum Channel {
    /// By e-mail.
    Email,
    /// By text message.
    Sms,
    /// Not at all: they look at their page.
    None,
}

impl Channel {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Email, Self::Sms, Self::None];
    /// Their codes.
    pub const CODES: &'static [&'static str] = &["email", "sms", "none"];

    /// As it stands in the database and in the API.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Email => "email",
            Self::Sms => "sms",
            Self::None => "none",
        }
    }
}

impl FromStr for Channel {
    type Err = NotOneOf;
    fn from_str(word: &str) -> Result<Self, NotOneOf> {
        let found = Self::ALL.into_iter().find(|channel| channel.code() == word);
        found.ok_or(NotOneOf("email, sms, none"))
    }
}

/// The libraries at whose desks somebody works.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "wire", derive(jaettu_wire_derive::FromJson))]
#[serde(rename_all = "snake_case")]
pub enum Desks {
    /// At all.
    All,
    /// At these; at none if there are none.
    These(Vec<LibraryId>),
}

impl Desks {
    /// At none.
    pub const NONE: Self = Self::These(Vec::new());

    /// Whether there is none.
    pub const fn is_none(&self) -> bool {
        matches!(self, Self::These(libraries) if libraries.is_empty())
    }

    /// Whether the desk of `library` is among them. Whether somebody works there is for [`Role::works_at`] to say.
    pub fn has(&self, library: &LibraryId) -> bool {
        match self {
            Self::All => true,
            Self::These(libraries) => libraries.contains(library),
        }
    }
}

/// Number of a library card: 6 to 14 digits, which people write in groups.
///
/// Helmet's cards have up to 14 digits; those of the demonstration have 8.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "wire", derive(jaettu_wire_derive::FromJson))]
#[serde(try_from = "String")]
pub struct Card(String);

/// A text that is not the number of a library card.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotACard;

impl fmt::Display for NotACard {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("6 to 14 digits, spaces and hyphens between them allowed")
    }
}

impl std::error::Error for NotACard {}

impl Card {
    /// The digits.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// As it is printed: in groups of four, `1000 0001`.
    pub fn grouped(&self) -> String {
        let mut text = String::with_capacity(self.0.len() + 3);
        for (place, digit) in self.0.chars().enumerate() {
            if place > 0 && place % 4 == 0 {
                text.push(' ');
            }
            text.push(digit);
        }
        text
    }
}

impl FromStr for Card {
    type Err = NotACard;
    fn from_str(text: &str) -> Result<Self, NotACard> {
        let digits: String = text.chars().filter(|c| !matches!(c, ' ' | '-')).collect();
        let right = (6..=14).contains(&digits.len()) && digits.bytes().all(|b| b.is_ascii_digit());
        if right { Ok(Self(digits)) } else { Err(NotACard) }
    }
}

impl TryFrom<String> for Card {
    type Error = NotACard;
    fn try_from(text: String) -> Result<Self, NotACard> {
        text.parse()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whoever_has_a_desk_works_there_and_whoever_runs_the_service_everywhere() {
        let (kallio, oodi) = (LibraryId::new("kallio").unwrap(), LibraryId::new("oodi").unwrap());
        let one = Desks::These(vec![kallio.clone()]);
        for (role, desks, work, here, there) in [
            (Role::Resident, &one, false, false, false),
            (Role::Volunteer, &Desks::All, false, false, false),
            (Role::Staff, &Desks::NONE, false, false, false),
            (Role::Staff, &one, true, true, false),
            (Role::Staff, &Desks::All, true, true, true),
            (Role::Coordinator, &Desks::NONE, false, false, false),
            (Role::Coordinator, &one, true, true, false),
            (Role::Admin, &Desks::NONE, true, true, true),
        ] {
            let does = (
                role.does_desk_work(desks),
                role.works_at(desks, &kallio),
                role.works_at(desks, &oodi),
            );
            assert_eq!(does, (work, here, there), "{role:?} {desks:?}");
        }
    }
}
