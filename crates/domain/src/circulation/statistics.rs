//! What lending is counted by: one definition for everybody who asks.
//!
//! A loan counts in the month, Helsinki time, in which it was handed over, for the library where that was. A renewal is not
//! a new loan; it is counted beside. What a desk took back a moment later was never lent. A month is counted when it is
//! over: figures of the month that goes on are told, but no indicator takes them.

use crate::endpoint::{Endpoint, Kind, Pairs, Param, Reader};
use crate::id::{ItemId, LibraryId};
use crate::page::Page;
use crate::time;
use chrono::{DateTime, Datelike, Months, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// One thing that happened, as the log keeps it: not with whom.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Happened {
    /// When.
    pub at: DateTime<Utc>,
    /// Whether a loan was renewed rather than begun.
    pub renewal: bool,
    /// Which thing.
    pub item: ItemId,
    /// At which library.
    pub library: LibraryId,
}

/// Loans and renewals of one thing at one library in one month.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "wire", derive(jaettu_wire_derive::FromJson))]
pub struct LoanCount {
    /// First day of the month.
    pub month: NaiveDate,
    /// The thing.
    pub item: ItemId,
    /// The library.
    pub library: LibraryId,
    /// Loans that were begun.
    pub loans: u32,
    /// Loans that were renewed.
    pub renewals: u32,
}

/// First day of the month in which something happened, Helsinki time.
pub fn month_of(at: DateTime<Utc>) -> NaiveDate {
    let day = time::today(at);
    day.with_day(1).unwrap_or(day)
}

/// The instants between which a month lies: from the first, before the second.
pub fn span(month: NaiveDate) -> (DateTime<Utc>, DateTime<Utc>) {
    let next = month.checked_add_months(Months::new(1)).unwrap_or(month);
    let begins = |day| time::at(day, time::LocalTime::MIDNIGHT);
    (begins(month), begins(next))
}

/// Counts what happened before `as_of`, by month, thing and library.
pub fn count(happened: &[Happened], as_of: DateTime<Utc>) -> Vec<LoanCount> {
    let mut counts: BTreeMap<(NaiveDate, &ItemId, &LibraryId), (u32, u32)> = BTreeMap::new();
    for one in happened.iter().filter(|one| one.at < as_of) {
        let (loans, renewals) = counts
            .entry((month_of(one.at), &one.item, &one.library))
            .or_default();
        if one.renewal {
            *renewals += 1;
        } else {
            *loans += 1;
        }
    }
    let row =
        |((month, item, library), (loans, renewals)): ((NaiveDate, &ItemId, &LibraryId), (u32, u32))| {
            LoanCount {
                month,
                item: item.clone(),
                library: library.clone(),
                loans,
                renewals,
            }
        };
    counts.into_iter().map(row).collect()
}

/// The first month of the figures as of `as_of` that are told where no month is asked for: twelve before the one that goes on
/// then. It follows from what is asked and not from when, so the same question has the same answer later.
pub fn first_told(as_of: DateTime<Utc>) -> NaiveDate {
    let month = month_of(as_of);
    month.checked_sub_months(Months::new(12)).unwrap_or(month)
}

/// The first month that the log tells whole, if it began at `began`: the one after. Before that nobody knows what was lent.
pub fn first_whole(began: DateTime<Utc>) -> NaiveDate {
    let month = month_of(began);
    month.checked_add_months(Months::new(1)).unwrap_or(month)
}

/// Loans of each month from `first` on that is over at `as_of`: what an indicator takes. A month in which nothing was lent
/// counts as none.
pub fn by_month(counts: &[LoanCount], first: NaiveDate, as_of: DateTime<Utc>) -> Vec<(NaiveDate, u32)> {
    let mut months: BTreeMap<NaiveDate, u32> = BTreeMap::new();
    for count in counts {
        *months.entry(count.month).or_default() += count.loans;
    }
    let this = month_of(as_of);
    let all = (0..).map_while(|number| first.checked_add_months(Months::new(number)));
    all.take_while(|month| *month < this)
        .map(|month| (month, months.get(&month).copied().unwrap_or(0)))
        .collect()
}

/// Loans and renewals by month, thing and library.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ListLoanCounts {
    /// Counts only this month, named by its first day; without it the last twelve and the one that goes on.
    pub month: Option<NaiveDate>,
    /// Counts what happened before this day, at its beginning; without it all.
    pub as_of: Option<NaiveDate>,
}

impl Endpoint for ListLoanCounts {
    type Reply = Page<LoanCount>;
    const PATH: &'static str = "/api/v1/statistics/loans";
    const OPERATION: &'static str = "list_loan_counts";
    const SUMMARY: &'static str = "Loans and renewals by month, thing and library, as of a day";
    const PARAMS: &'static [Param] = &[
        Param {
            name: "month",
            kind: Kind::Text(10),
            doc: "First day of one month, 2026-11-01; without it the last twelve months and the one that goes on",
        },
        Param {
            name: "as_of",
            kind: Kind::Text(10),
            doc: "Counts what happened before this day; without it all",
        },
    ];

    fn write(&self, pairs: &mut Pairs) {
        pairs.maybe("month", self.month);
        pairs.maybe("as_of", self.as_of);
    }

    fn read(reader: &mut Reader<'_>) -> Self {
        let month = reader.date("month");
        if month.is_some_and(|month| month.day() != 1) {
            reader.refuse(
                "month",
                "not_valid",
                "takes the first day of a month as 2026-11-01",
            );
        }
        Self {
            month,
            as_of: reader.date("as_of"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn happened(at: &str, renewal: bool) -> Happened {
        Happened {
            at: at.parse().unwrap(),
            renewal,
            item: ItemId::new("porakone").unwrap(),
            library: LibraryId::new("kallio").unwrap(),
        }
    }

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn a_loan_counts_in_its_month_in_helsinki_and_a_renewal_beside() {
        let log = [
            // 1 November, 00:30 in Helsinki.
            happened("2026-10-31T22:30:00Z", false),
            happened("2026-10-31T21:30:00Z", false),
            happened("2026-11-05T10:00:00Z", true),
        ];
        let counts = count(&log, "2026-12-02T00:00:00Z".parse().unwrap());
        let figures: Vec<_> = counts.iter().map(|c| (c.month, c.loans, c.renewals)).collect();
        assert_eq!(figures, [(day("2026-10-01"), 1, 0), (day("2026-11-01"), 1, 1)]);
    }

    #[test]
    fn a_month_that_goes_on_is_not_over_and_one_without_loans_is_none() {
        let log = [
            happened("2026-08-05T10:00:00Z", false),
            happened("2026-11-05T10:00:00Z", false),
        ];
        let now = "2026-11-20T00:00:00Z".parse().unwrap();
        let months = by_month(&count(&log, now), day("2026-08-01"), now);
        assert_eq!(
            months,
            [
                (day("2026-08-01"), 1),
                (day("2026-09-01"), 0),
                (day("2026-10-01"), 0)
            ]
        );
        assert!(by_month(&[], day("2026-11-01"), now).is_empty());
    }

    #[test]
    fn the_month_in_which_the_log_began_is_not_whole() {
        // 1 November, 00:30 in Helsinki, and the last half hour of October.
        for (began, first) in [
            ("2026-10-31T22:30:00Z", "2026-12-01"),
            ("2026-10-31T21:30:00Z", "2026-11-01"),
        ] {
            assert_eq!(first_whole(began.parse().unwrap()), day(first), "{began}");
        }
    }

    #[test]
    fn the_months_that_are_told_follow_from_the_day_that_is_asked_for() {
        for (as_of, first) in [
            ("2026-11-20T00:00:00Z", "2025-11-01"),
            ("2026-10-31T22:00:00Z", "2025-11-01"),
            ("2026-10-31T21:59:59Z", "2025-10-01"),
        ] {
            assert_eq!(first_told(as_of.parse().unwrap()), day(first), "{as_of}");
        }
    }

    proptest! {
        #[test]
        fn everything_before_the_day_is_counted_once(hours in prop::collection::vec((0_i64..20_000, any::<bool>()), 0..60), until in 0_i64..20_000) {
            let start: DateTime<Utc> = "2025-01-01T00:00:00Z".parse().unwrap();
            let at = |hours| start + chrono::TimeDelta::hours(hours);
            let log: Vec<Happened> = hours.iter().map(|(hours, renewal)| Happened { at: at(*hours), ..happened("2026-01-01T00:00:00Z", *renewal) }).collect();
            let counts = count(&log, at(until));
            let all: u32 = counts.iter().map(|count| count.loans + count.renewals).sum();
            prop_assert_eq!(all as usize, log.iter().filter(|one| one.at < at(until)).count());
            for count in counts {
                let (from, before) = span(count.month);
                let within = log.iter().filter(|one| one.at < at(until) && from <= one.at && one.at < before).count();
                prop_assert_eq!((count.loans + count.renewals) as usize, within);
            }
        }
    }
}
