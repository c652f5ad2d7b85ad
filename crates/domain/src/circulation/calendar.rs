//! On which days a thing can be brought back or fetched, and until what hour.
//!
//! There is one answer to "when is it due": the page that promises it, the desk that lends, and the nightly run
//! that moves dates when a closure is announced all ask here. A day that is over ends when the library closes, not
//! at midnight, and nobody is held to a day whose hours are not known: such a date is `unverified`, nothing is late
//! by it, nothing expires on it, and it is settled when the hours come.

use super::rules::MOST_PICKUP_TIMES;
use crate::catalogue::LoanRules;
use crate::id::LibraryId;
use crate::libraries::rules::span;
use crate::libraries::{DayHours, Opening, Service};
use crate::time::{self, LocalTime};
use chrono::{DateTime, Days, NaiveDate, TimeDelta, Utc};
use std::collections::BTreeMap;

/// How many weeks on the same weekday is looked for, before the next open day is taken.
pub const SPREAD_WEEKS: u64 = 4;

/// A hold is kept for at least so many days, however many days the rules say.
pub const LEAST_PICKUP_DAYS: u64 = 2;

/// A service that ends before this many hours after midnight belongs to the day before.
const NIGHT_HOURS: i64 = 6;

/// The opening hours of libraries, as far as they are known.
#[derive(Clone, Debug, Default)]
pub struct Calendars<'a> {
    hours: BTreeMap<LibraryId, &'a [DayHours]>,
}

impl<'a> Calendars<'a> {
    /// The hours of these libraries.
    pub fn new(hours: impl IntoIterator<Item = (LibraryId, &'a [DayHours])>) -> Self {
        Self {
            hours: hours.into_iter().collect(),
        }
    }

    /// The hours of a library; none if it is not known.
    pub fn of(&self, library: &LibraryId) -> &'a [DayHours] {
        self.hours.get(library).copied().unwrap_or_default()
    }
}

/// A day by whose end something has to happen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Deadline {
    /// The day, in Helsinki.
    pub day: NaiveDate,
    /// The end of service that day; 20:00 if the hours are not known.
    pub at: DateTime<Utc>,
    /// Whether the hours of the day are not known, so that it may turn out to be closed.
    pub unverified: bool,
}

/// The intervals of a day in which a thing can be lent and returned, if its hours are known.
fn usable_openings(
    hours: &[DayHours],
    date: NaiveDate,
    desk_only: bool,
) -> Option<impl DoubleEndedIterator<Item = Opening>> {
    let day = hours.iter().find(|day| day.date == date)?;
    let serves = move |opening: &Opening| !desk_only || opening.service == Service::Staffed;
    Some(day.openings.iter().copied().filter(serves))
}

/// Whether a thing can be lent and returned on `date`; what is `desk_only` needs staff. `None`: the hours are not
/// known.
pub fn usable(hours: &[DayHours], date: NaiveDate, desk_only: bool) -> Option<bool> {
    usable_openings(hours, date, desk_only).map(|mut openings| openings.next().is_some())
}

/// The end of the last interval of `date` in which a thing can be returned; it may be after midnight.
pub fn closes(hours: &[DayHours], date: NaiveDate, desk_only: bool) -> Option<DateTime<Utc>> {
    let last = usable_openings(hours, date, desk_only)?.next_back()?;
    Some(span(date, last).until)
}

/// The day to which the end of a service belongs: two in the night is still the evening before.
pub fn day_of(end: DateTime<Utc>) -> NaiveDate {
    time::today(end - TimeDelta::hours(NIGHT_HOURS))
}

/// By how many days what is or was due at `due` is late on `today`: by days, not by hours, and by none as long as the hours of
/// the due day are not known. What is late by no day is not late.
pub fn days_late(due: DateTime<Utc>, unverified: bool, today: NaiveDate) -> u32 {
    if unverified {
        return 0;
    }
    u32::try_from((today - day_of(due)).num_days()).unwrap_or(0)
}

fn later(date: NaiveDate, days: u64) -> NaiveDate {
    date.checked_add_days(Days::new(days)).unwrap_or(date)
}

/// The end of `day`, by its hours or, if they are not known, at 20:00.
fn end_of(hours: &[DayHours], day: NaiveDate, desk_only: bool) -> Deadline {
    let known = closes(hours, day, desk_only);
    let assumed = LocalTime::new(20, 0).unwrap_or(LocalTime::END);
    Deadline {
        day,
        at: known.unwrap_or_else(|| time::at(day, assumed)),
        unverified: known.is_none(),
    }
}

/// The end of the first usable day from `from` on.
pub fn next(hours: &[DayHours], from: NaiveDate, desk_only: bool) -> Deadline {
    end_of(hours, next_usable(hours, from, desk_only), desk_only)
}

/// The first day from `from` on on which a thing can be returned, or the first whose hours are not known.
fn next_usable(hours: &[DayHours], from: NaiveDate, desk_only: bool) -> NaiveDate {
    let mut date = from;
    while usable(hours, date, desk_only) == Some(false) {
        date = later(date, 1);
    }
    date
}

/// The day on which what would be due on `from` is due: that day, or if it is closed then the same weekday up to
/// four weeks on (`spread_returns`; Koha calls it "Dayweek"), else the next day that is open (Circulate, FOLIO,
/// Koha "Datedue").
///
/// Where the known hours end before such a day the first day that is not known is taken: the days before it are
/// known to be closed.
pub fn due_day(hours: &[DayHours], from: NaiveDate, rules: &LoanRules) -> NaiveDate {
    let closed = usable(hours, from, rules.desk_only) == Some(false);
    let weeks = if closed && rules.spread_returns {
        SPREAD_WEEKS
    } else {
        0
    };
    let mut same_weekday = (1..=weeks).map(|week| later(from, 7 * week));
    same_weekday
        .find(|date| usable(hours, *date, rules.desk_only) == Some(true))
        .unwrap_or_else(|| next_usable(hours, from, rules.desk_only))
}

/// When a loan is due that lasts `days` days from `from` on, at the library that lends it: at closing time, as in
/// the OUTI libraries.
///
/// That is also the library whose days count for a thing that may be returned anywhere: it is the one that the
/// borrower knows.
pub fn due(hours: &[DayHours], from: NaiveDate, days: u32, rules: &LoanRules) -> Deadline {
    let day = due_day(hours, later(from, days.into()), rules);
    end_of(hours, day, rules.desk_only)
}

/// The end of service on the first usable day that ends at or after `instant`.
pub fn next_after(hours: &[DayHours], instant: DateTime<Utc>, desk_only: bool) -> Deadline {
    let deadline = next(hours, day_of(instant), desk_only);
    // The day of `instant` may be over before it.
    if deadline.at < instant {
        next(hours, later(day_of(instant), 1), desk_only)
    } else {
        deadline
    }
}

/// Until when a copy is kept that is ready since `ready`: the end of the n-th day after it on which it can be
/// fetched (the Helle libraries count open days, too), and never fewer than two days.
///
/// Beyond the known hours every day counts, and the deadline is unverified.
pub fn pickup_until(hours: &[DayHours], ready: DateTime<Utc>, rules: &LoanRules) -> Deadline {
    kept_until(hours, ready, rules.pickup_days, rules.desk_only)
}

/// Until when a copy is kept at the longest that is ready since `ready`, while its person cannot be told of it:
/// [`MOST_PICKUP_TIMES`] times as long as usual. Then it is the next one's: whoever cannot be reached for so long does not
/// keep a thing from everybody else.
pub fn pickup_at_most(hours: &[DayHours], ready: DateTime<Utc>, rules: &LoanRules) -> Deadline {
    let days = rules.pickup_days.saturating_mul(MOST_PICKUP_TIMES);
    kept_until(hours, ready, days, rules.desk_only)
}

fn kept_until(hours: &[DayHours], ready: DateTime<Utc>, days: u32, desk_only: bool) -> Deadline {
    let first = time::today(ready);
    let least = later(first, LEAST_PICKUP_DAYS);
    let (mut day, mut open_days) = (first, 0);
    loop {
        day = later(day, 1);
        if usable(hours, day, desk_only) == Some(false) {
            continue;
        }
        open_days += 1;
        if open_days >= days && day >= least {
            return end_of(hours, day, desk_only);
        }
    }
}

/// The date in the place of one that went by before the hours of its day were known: the end of the next usable day.
/// `None`: the hours are still not known.
pub fn settled(hours: &[DayHours], now: DateTime<Utc>, desk_only: bool) -> Option<Deadline> {
    let deadline = next_after(hours, now, desk_only);
    (!deadline.unverified).then_some(deadline)
}

/// What becomes of a date that was given, now that the hours are these; `None`: it stays.
///
/// It moves only if its day is closed now, or if it was unverified and its hour is known now; `later` says which
/// day then. It never moves to an earlier day: what people have been told holds.
pub fn moved(
    hours: &[DayHours],
    old: DateTime<Utc>,
    unverified: bool,
    desk_only: bool,
    later: impl FnOnce(NaiveDate) -> Deadline,
) -> Option<Deadline> {
    let day = day_of(old);
    match usable(hours, day, desk_only) {
        None => None,
        Some(true) if unverified => Some(end_of(hours, day, desk_only)),
        Some(true) => None,
        Some(false) => {
            let new = later(day);
            // A day that nobody knows is no better than the old one: it waits for the hours.
            let settled = if new.unverified || new.day < day {
                Deadline {
                    day,
                    at: old,
                    unverified: true,
                }
            } else {
                new
            };
            Some(settled)
        }
    }
}
