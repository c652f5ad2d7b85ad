//! Finding a room: what somebody wishes for, and the next starts of each room that answer it.
//!
//! The same functions run on the server, which is exact, and on the phone, from the masks that it has downloaded.

mod facts;
mod grid;
mod limits;
mod pool;
mod starts;
mod times;

pub use facts::{Facts, Rank, document, matches, rank};
pub use grid::anchor;
pub(super) use grid::is_on_grid;
pub use limits::{earliest, fitting, horizon, is_shown, opens, usual_minutes};
pub(super) use limits::{noticed, published};
pub use pool::{assign, pool_next_starts, pool_starts};
pub use starts::{Candidate, in_the_way, next_starts, starts};
pub use times::Time;

use super::codes::{NoSuchCode, codes};
use super::{Access, Category, Equipment, Kind};
use crate::geo::Place;
use crate::id::LibraryId;
use crate::time::LocalTime;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;

codes! {
    /// In which order rooms are shown.
    #[derive(Default)]
    Sort {
        /// The soonest first.
        #[default]
        FirstFree = "first_free",
        /// The nearest first.
        Near = "near",
        /// By library and name.
        Name = "name",
    }
}

/// Where somebody is. The text is kept as it came, because writing numbers with a point costs every phone some kilobytes.
#[derive(Clone, Debug, PartialEq)]
pub struct Near {
    text: String,
    place: Place,
}

impl Near {
    /// The place.
    pub const fn place(&self) -> Place {
        self.place
    }
}

/// A text that is not a place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotAPlace;

impl fmt::Display for NotAPlace {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("degrees north and east as 60.17,24.94")
    }
}

impl FromStr for Near {
    type Err = NotAPlace;
    fn from_str(text: &str) -> Result<Self, NotAPlace> {
        let place = Place::parse(text).filter(|_| text.len() <= 40);
        let text = text.to_owned();
        place.map(|place| Self { text, place }).ok_or(NotAPlace)
    }
}

impl fmt::Display for Near {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

/// What somebody looks for.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Wish {
    /// Words of its name, library or use.
    pub q: String,
    /// Only rooms, or only machines.
    pub kind: Option<Kind>,
    /// Only in this library.
    pub library: Option<LibraryId>,
    /// Only for this use.
    pub category: Option<Category>,
    /// Only starts on this day.
    pub date: Option<NaiveDate>,
    /// Only starts from this time of day on.
    pub from: Option<LocalTime>,
    /// Only times that end by this time of day; by the next day's if it is not later than `from`.
    pub until: Option<LocalTime>,
    /// For so long; if it is not given, for [`usual_minutes`].
    pub minutes: Option<u32>,
    /// Room for so many people.
    pub people: Option<u32>,
    /// Only with all of these.
    pub equipment: Vec<Equipment>,
    /// Only with all of these.
    pub access: Vec<Access>,
    /// In which order.
    pub sort: Sort,
    /// Where somebody is.
    pub near: Option<Near>,
}
