//! What is told of the searches that were counted, to everybody.

use super::{About, Counts};
use crate::circulation::statistics::month_of;
use crate::endpoint::{Endpoint, Kind as Takes, Pairs, Param, Reader};
use crate::id::LibraryId;
use crate::page::Page;
use crate::rooms::Kind;
use chrono::{DateTime, Datelike, Months, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

/// Fewer searches than this are not told: what was asked for so rarely may be known to be of somebody.
pub const TOLD_FROM: u32 = 5;
/// Without a month so many are told.
const USUAL: u32 = 12;

/// How many looked for something in one month, and how many of them in vain.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "wire", derive(jaettu_wire_derive::FromJson))]
pub struct SearchCount {
    /// First day of the month in which was searched, Helsinki time.
    pub month: NaiveDate,
    /// Rooms or machines, if the searches said so.
    pub kind: Option<Kind>,
    /// Which thing that was asked for.
    pub about: About,
    /// Which of its values; empty for all.
    pub value: String,
    /// Searches that asked for it.
    pub searches: u32,
    /// Of those, for which there is no room; `null`: some, but fewer than five.
    pub no_room: Option<u32>,
    /// Of those, for which there is a room but no time; `null`: some, but fewer than five.
    pub no_time: Option<u32>,
}

/// What is told of some searches; `None` if there are too few to tell.
pub fn told(
    month: NaiveDate,
    kind: Option<Kind>,
    (about, value): (About, String),
    counts: Counts,
) -> Option<SearchCount> {
    let some = |count: u32| (count == 0 || count >= TOLD_FROM).then_some(count);
    (counts.searches >= TOLD_FROM).then(|| SearchCount {
        month,
        kind,
        about,
        value,
        searches: counts.searches,
        no_room: some(counts.no_room),
        no_time: some(counts.no_time),
    })
}

/// The first month that is told at `now` where no month is asked for.
pub fn first_told(now: DateTime<Utc>) -> NaiveDate {
    let month = month_of(now);
    month.checked_sub_months(Months::new(USUAL)).unwrap_or(month)
}

/// What was looked for, and how often in vain.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ListSearchCounts {
    /// Only this month, by its first day.
    pub month: Option<NaiveDate>,
    /// Only searches that asked for this library.
    pub library: Option<LibraryId>,
}

impl Endpoint for ListSearchCounts {
    type Reply = Page<SearchCount>;
    const PATH: &'static str = "/api/v1/statistics/rooms/searches";
    const OPERATION: &'static str = "list_search_counts";
    const SUMMARY: &'static str = "What rooms and machines were searched for in each month that is over, and how often in vain; without a month of the last twelve";
    const PARAMS: &'static [Param] = &[
        Param {
            name: "month",
            kind: Takes::Text(10),
            doc: "First day of one month that is over, 2026-11-01",
        },
        Param {
            name: "library",
            kind: Takes::Text(64),
            doc: "Only searches that asked for this library; without it all",
        },
    ];

    fn write(&self, pairs: &mut Pairs) {
        pairs.maybe("month", self.month);
        pairs.maybe("library", self.library.as_ref());
    }

    fn read(reader: &mut Reader<'_>) -> Self {
        let month = reader.date("month");
        if month.is_some_and(|day| day.day() != 1 || !(2000..2200).contains(&day.year())) {
            reader.refuse("month", "not_valid", "takes the first day of a month, 2026-11-01");
        }
        Self {
            month,
            library: reader.value("library"),
        }
    }
}
