//! A week as a grid: a column for each day, a row for each time of day.

use super::{Calendar, Use, day_of, local_day};
use crate::busy::{Quarter, Quarters};
use crate::time::{self, LocalTime};
use chrono::{Datelike, Days, NaiveDate, TimeDelta, Timelike};
use std::collections::BTreeMap;

/// What stands in a cell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum What {
    /// A booking may begin here.
    Start,
    /// It is free, but no booking begins here.
    Free,
    /// It is free, but not to be booked any more, or too short.
    Left,
    /// Others have it.
    Taken,
    /// Nobody gets in.
    Closed,
    /// It is over.
    Past,
}

/// One time of one day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cell {
    /// From when until when.
    pub when: Quarters,
    /// What stands in it.
    pub what: What,
}

/// One time of day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Row {
    /// As clocks show it.
    pub time: LocalTime,
    /// Whether it is the second of an hour that comes twice.
    pub again: bool,
    /// From Monday to Sunday; nothing where the day does not have this time.
    pub cells: [Option<Cell>; 7],
}

/// A week, as far as anybody gets in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Week {
    /// Its number, as calendars count.
    pub number: u32,
    /// Monday to Sunday.
    pub days: Vec<NaiveDate>,
    /// In the order of the day.
    pub rows: Vec<Row>,
}

/// By hour, whether it is the second of its kind, and minute: in the order in which they pass.
type Key = (u32, bool, u32);

fn key(quarter: Quarter) -> Key {
    let local = time::local(quarter.instant());
    let before = time::local(quarter.instant() - TimeDelta::hours(1));
    (local.hour(), local == before, local.minute())
}

impl Calendar<'_> {
    /// The week in which a day is.
    pub fn week(&self, date: NaiveDate) -> Week {
        let monday = date.checked_sub_days(Days::new(u64::from(date.weekday().num_days_from_monday())));
        let days: Vec<NaiveDate> = monday.unwrap_or(date).iter_days().take(7).collect();
        let step = self.step(&days);
        let mut rows: BTreeMap<Key, [Option<Cell>; 7]> = BTreeMap::new();
        for (column, day) in days.iter().enumerate() {
            let Quarters { mut from, until } = local_day(*day);
            while from < until {
                if let Some(place) = rows.entry(key(from)).or_default().get_mut(column) {
                    *place = Some(self.cell(Quarters {
                        from,
                        until: from.plus(step),
                    }));
                }
                from = from.plus(step);
            }
        }
        Week {
            number: date.iso_week().week(),
            rows: shown(rows),
            days,
        }
    }

    /// How many quarters a cell is: an hour where bookings begin every hour, otherwise half of one; less where a booking may
    /// begin or an opening begin or end in between.
    fn step(&self, days: &[NaiveDate]) -> i64 {
        let within = |day: &NaiveDate| {
            let day = local_day(*day);
            let starts = self
                .starts
                .from(day.from)
                .take_while(move |start| *start < day.until);
            let opens = self.open.runs().into_iter().filter(move |run| run.overlaps(day));
            starts.chain(opens.flat_map(|run| [run.from, run.until]))
        };
        let all: Vec<Quarter> = days.iter().flat_map(within).collect();
        let fits = |step: &i64| all.iter().all(|quarter| quarter.0 % step == 0);
        let hourly = self.rules.grid_minutes.is_multiple_of(60);
        let steps = if hourly { &[4, 2][..] } else { &[2] };
        steps.iter().copied().find(fits).unwrap_or(1)
    }

    fn cell(&self, when: Quarters) -> Cell {
        let past = when.until <= Quarter::of(self.now);
        // Of two quarters in one cell the one that is worse off speaks for both, except that a start is a start.
        let last = self.used(when.until.plus(-1));
        let what = match self.used(when.from) {
            _ if past => What::Past,
            Use::Closed => What::Closed,
            Use::Taken => What::Taken,
            _ if self.can_begin(when.from) => What::Start,
            Use::Free if last == Use::Free => What::Free,
            _ if last == Use::Taken => What::Taken,
            _ => What::Left,
        };
        Cell { when, what }
    }

    /// Whether a week has anything of the present day on in it that one might look at.
    pub fn shows_week_before(&self, date: NaiveDate) -> bool {
        let monday = date.checked_sub_days(Days::new(u64::from(date.weekday().num_days_from_monday())));
        monday.is_some_and(|monday| monday > self.today())
    }

    /// The day on which a quarter begins.
    pub fn day_of(quarter: Quarter) -> NaiveDate {
        day_of(quarter)
    }
}

/// Without what is before the first and after the last opening of the week.
fn shown(rows: BTreeMap<Key, [Option<Cell>; 7]>) -> Vec<Row> {
    let lies_open = |cells: &[Option<Cell>; 7]| {
        let open = |cell: &Cell| !matches!(cell.what, What::Closed | What::Past);
        cells.iter().flatten().any(open)
    };
    let first = rows
        .iter()
        .find(|(_, cells)| lies_open(cells))
        .map(|(key, _)| *key);
    let last = rows
        .iter()
        .rev()
        .find(|(_, cells)| lies_open(cells))
        .map(|(key, _)| *key);
    let within =
        |key: &Key| first.is_some_and(|first| first <= *key) && last.is_some_and(|last| *key <= last);
    let rows = rows.into_iter().filter(|(key, _)| within(key));
    rows.filter_map(|((hour, again, minute), cells)| {
        let time = LocalTime::new(u16::try_from(hour).ok()?, u16::try_from(minute).ok()?)?;
        Some(Row { time, again, cells })
    })
    .collect()
}
