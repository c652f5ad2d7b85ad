//! What goes along with rooms: what has to be learned first, how much one person may book, and what opens a door.

use super::Quota;
use crate::id::{InductionId, LibraryId};
use crate::text::Text;
use serde::{Deserialize, Serialize};

/// What has to be learned before a machine can be used.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Induction {
    /// `laser-cutter`.
    pub id: InductionId,
    /// Its name.
    pub name: Text,
    /// What one learns, and how to get to it.
    #[serde(default)]
    pub about: Text,
    /// For so many months it counts; for ever if nothing is said.
    #[serde(default)]
    pub months: Option<u32>,
}

/// How much one person may book.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Policy {
    /// In which library; everywhere if none is named.
    pub library: Option<LibraryId>,
    /// How much.
    pub quotas: Vec<Quota>,
}

/// What opens a room, and what is written at its door.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Codes {
    /// The code of its door.
    pub door: Option<String>,
    /// What one types to check in.
    pub here: Option<String>,
}
