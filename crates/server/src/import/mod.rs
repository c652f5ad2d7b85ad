//! Loading data from elsewhere.
//!
//! Every import reads everything, checks everything, and then writes all of it in one transaction or nothing.
//! What is refused is told row by row with field and reason. Running an import twice changes nothing.

pub mod kirkanta;
mod lines;
pub mod table;
pub mod tprek;

use std::fmt;
use std::io::ErrorKind;
use std::path::Path;

/// Where it is written what the files of libraries look like.
const SHAPES: &str = "docs/import-libraries.md shows what is read";

/// How an import ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// Everything was written; what was done, for people.
    Done(String),
    /// Nothing was written.
    Refused(Vec<Refusal>),
}

/// One thing that is wrong with the data.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// File, and line or path within it: `hours.json: data.schedules[3]`.
    pub place: String,
    /// The field; empty where the whole place is meant.
    pub field: String,
    /// What would be right.
    pub reason: String,
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.field.is_empty() {
            write!(f, "{}: {}", self.place, self.reason)
        } else {
            write!(f, "{}: {}: {}", self.place, self.field, self.reason)
        }
    }
}

impl Refusal {
    /// A refusal at `place`.
    pub fn new(place: impl Into<String>, field: impl Into<String>, reason: impl Into<String>) -> Self {
        Self {
            place: place.into(),
            field: field.into(),
            reason: reason.into(),
        }
    }

    /// A refusal of a file as a whole.
    pub fn whole(file: impl Into<String>, reason: impl Into<String>) -> Self {
        Self::new(file, "", reason)
    }

    /// A refusal of a file that cannot be read.
    pub fn unreadable(file: impl Into<String>, error: &std::io::Error) -> Self {
        let reason = match error.kind() {
            ErrorKind::NotFound => "there is no such file".to_owned(),
            ErrorKind::PermissionDenied => "may not be read".to_owned(),
            ErrorKind::IsADirectory => "is a folder".to_owned(),
            _ => format!("cannot be read: {error}"),
        };
        Self::whole(file, reason)
    }
}

/// How many there are: `1 copy`, `2 copies`.
pub fn counted(count: usize, one: &str, many: &str) -> String {
    format!("{count} {}", if count == 1 { one } else { many })
}

/// A file's content as text; a wrong encoding is a refusal that says where.
pub fn read(path: &Path) -> Result<String, Refusal> {
    let name = path.display().to_string();
    let bytes = std::fs::read(path).map_err(|error| Refusal::unreadable(&name, &error))?;
    String::from_utf8(bytes).map_err(|error| {
        let valid = error.utf8_error().valid_up_to();
        let line = error.as_bytes()[..valid].split(|byte| *byte == b'\n').count();
        Refusal::new(
            name,
            format!("line {line}"),
            "is not UTF-8 text; save the file as UTF-8",
        )
    })
}
