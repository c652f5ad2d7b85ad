//! What people look for and do not find: searches for a room, as they are counted.
//!
//! A *search* is a question for rooms that says more than "rooms" or "machines": where, when, how long, for how many, what for or
//! with what. It is *unmet* if nothing that it found can be booked: there is *no room* like that, or there is, but *no time*. What
//! is counted is by month, and one thing at a time: how many asked for a piano, how many for seven people; never who asked, in
//! which words, on which day, nor what was asked for together. Words are not counted at all: what was meant by them nobody knows.

mod told;

pub use told::{ListSearchCounts, SearchCount, TOLD_FROM, first_told, told};

use super::codes::{NoSuchCode, codes};
use super::find::Wish;
use super::{FARTHEST_DAYS, Kind};
use crate::id::LibraryId;
use crate::time::{self, LocalTime};
use chrono::{DateTime, Datelike, Days, NaiveDate, Utc, Weekday};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

codes! {
    /// Which thing that was asked for is counted.
    About {
        /// None: every search once.
        All = "all",
        /// For what use.
        Category = "category",
        /// With what.
        Equipment = "equipment",
        /// What makes it usable for everybody.
        Access = "access",
        /// For how many people: `1`, `2-4`, `5-8`, `9-20`, `21-`.
        People = "people",
        /// For how many minutes: `-60`, `61-120`, `121-240`, `241-`.
        Minutes = "minutes",
        /// On which day of the week: `mon` to `sun`.
        Weekday = "weekday",
        /// From what time of day: `-12`, `12-16`, `16-`.
        Hour = "hour",
    }
}

/// What came of a search.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Came {
    /// Something can be booked.
    Found,
    /// There is no room like that.
    NoRoom,
    /// There is one, but no time that could be booked.
    NoTime,
}

/// A search, as it is counted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Search {
    /// Where, if it says so.
    pub library: Option<LibraryId>,
    /// Rooms or machines, if it says so.
    pub kind: Option<Kind>,
    /// Everything that was asked for, each once, with [`About::All`].
    pub about: BTreeSet<(About, &'static str)>,
    /// What came of it.
    pub came: Came,
}

/// How many searches, and what came of them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// All of them.
    pub searches: u32,
    /// For which there is no room.
    pub no_room: u32,
    /// For which there is no time.
    pub no_time: u32,
}

impl Counts {
    /// One search.
    pub fn one(came: Came) -> Self {
        Self {
            searches: 1,
            no_room: u32::from(came == Came::NoRoom),
            no_time: u32::from(came == Came::NoTime),
        }
    }

    /// Both together.
    #[must_use]
    pub const fn plus(self, other: Self) -> Self {
        Self {
            searches: self.searches.saturating_add(other.searches),
            no_room: self.no_room.saturating_add(other.no_room),
            no_time: self.no_time.saturating_add(other.no_time),
        }
    }
}

impl Search {
    /// A wish and what it found at `now`: of each room whether there is a time that can be booked. `None` if it is not counted:
    /// it asks for nothing in particular, by words, or for a day on which nobody could book anything.
    pub fn of(wish: &Wish, now: DateTime<Utc>, found: impl IntoIterator<Item = bool>) -> Option<Self> {
        let about = about(wish);
        let particular = about.len() > 1 || wish.library.is_some() || wish.until.is_some();
        if !particular || !wish.q.is_empty() || wish.date.is_some_and(|date| !can_be_booked(date, now)) {
            return None;
        }
        let came = match found.into_iter().reduce(|one, other| one || other) {
            None => Came::NoRoom,
            Some(false) => Came::NoTime,
            Some(true) => Came::Found,
        };
        Some(Self {
            library: wish.library.clone(),
            kind: wish.kind.or(wish.category.map(super::Category::kind)),
            about,
            came,
        })
    }
}

fn can_be_booked(date: NaiveDate, now: DateTime<Utc>) -> bool {
    let today = time::today(now);
    let last = today.checked_add_days(Days::new(u64::from(FARTHEST_DAYS)));
    today <= date && last.is_none_or(|last| date <= last)
}

fn about(wish: &Wish) -> BTreeSet<(About, &'static str)> {
    let mut about = BTreeSet::from([(About::All, "")]);
    about.extend(wish.category.map(|one| (About::Category, one.code())));
    about.extend(wish.equipment.iter().map(|one| (About::Equipment, one.code())));
    about.extend(wish.access.iter().map(|one| (About::Access, one.code())));
    about.extend(wish.people.map(|people| (About::People, people_band(people))));
    about.extend(
        wish.minutes
            .map(|minutes| (About::Minutes, minutes_band(minutes))),
    );
    about.extend(wish.date.map(|date| (About::Weekday, weekday(date))));
    about.extend(wish.from.map(|from| (About::Hour, hour_band(from))));
    about
}

const fn people_band(people: u32) -> &'static str {
    match people {
        0..=1 => "1",
        2..=4 => "2-4",
        5..=8 => "5-8",
        9..=20 => "9-20",
        21.. => "21-",
    }
}

const fn minutes_band(minutes: u32) -> &'static str {
    match minutes {
        0..=60 => "-60",
        61..=120 => "61-120",
        121..=240 => "121-240",
        241.. => "241-",
    }
}

fn weekday(date: NaiveDate) -> &'static str {
    match date.weekday() {
        Weekday::Mon => "mon",
        Weekday::Tue => "tue",
        Weekday::Wed => "wed",
        Weekday::Thu => "thu",
        Weekday::Fri => "fri",
        Weekday::Sat => "sat",
        Weekday::Sun => "sun",
    }
}

const fn hour_band(from: LocalTime) -> &'static str {
    match from.minutes() {
        0..720 => "-12",
        720..960 => "12-16",
        960.. => "16-",
    }
}

#[cfg(test)]
mod tests;
