//! The days of a room as people look at them: what of a day can still be booked, and the weeks as a grid.
//!
//! Everything here follows from the starts that [`find`](super::find) allows, so that a calendar never offers what a booking
//! would be refused, whoever asks. Of a pool it is what any of its machines can be booked for.

mod week;

pub use week::{Cell, Row, Week, What};

use super::RoomRules;
use super::find::{Candidate, earliest, horizon, opens, pool_starts, published, starts};
use crate::busy::{MINUTES, Mask, Quarter, Quarters};
use crate::time::{self, LocalTime};
use chrono::{DateTime, NaiveDate, Utc};

/// What can be said of a whole day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Day {
    /// It is over.
    Past,
    /// Nobody has told the hours of that day.
    Unknown,
    /// It can be booked from then on.
    Later(DateTime<Utc>),
    /// Nobody gets in, or not any more.
    Closed,
    /// One gets in; so many minutes of it can be booked.
    Open {
        /// None, if everything is taken.
        free: u32,
    },
}

/// What a part of a day is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Use {
    /// It can be booked; the first booking in it may begin at its beginning.
    Free,
    /// Nobody has it, but it begins too soon for that.
    TooSoon,
    /// Nobody has it, but it is too short, or no booking begins there.
    TooShort,
    /// Others have it, or it is kept clear for them.
    Taken,
    /// Nobody gets in.
    Closed,
}

/// A part of a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Part {
    /// From when until when.
    pub when: Quarters,
    /// What it is.
    pub used: Use,
}

/// When a room can be booked, within the days of its masks.
#[derive(Clone, Debug)]
pub struct Calendar<'a> {
    now: DateTime<Utc>,
    rules: &'a RoomRules,
    members: &'a [Candidate<'a>],
    known_until: Quarter,
    /// When any of the members is open.
    open: Mask,
    /// When any of them is free.
    free: Mask,
    /// What bookings of some length can use.
    bookable: Mask,
    /// Where one may begin.
    starts: Mask,
}

/// The quarters of a day in Helsinki.
fn local_day(date: NaiveDate) -> Quarters {
    let midnight = |date| Quarter::of(time::at(date, LocalTime::MIDNIGHT));
    Quarters {
        from: midnight(date),
        until: midnight(date.succ_opt().unwrap_or(date)),
    }
}

/// The day in Helsinki on which a quarter begins.
fn day_of(quarter: Quarter) -> NaiveDate {
    time::today(quarter.instant())
}

/// When a booking that begins there has to end at the latest.
fn longest(member: &Candidate<'_>, free: &Mask, start: Quarter) -> Quarter {
    let rules = member.rules;
    let most = start.plus(i64::from(rules.max_minutes / MINUTES));
    free.run_from(start).min(most).min(published(rules).until)
}

/// The shortest booking.
fn shortest(rules: &RoomRules) -> u32 {
    rules.min_minutes.max(MINUTES)
}

impl<'a> Calendar<'a> {
    /// That of a room, or of the machines of a pool, whose masks are over the same days.
    pub fn new(
        rules: &'a RoomRules,
        members: &'a [Candidate<'a>],
        known_until: Quarter,
        now: DateTime<Utc>,
    ) -> Self {
        let none = members.first().map_or_else(Mask::default, |one| {
            Mask::new(one.open.first_day(), one.open.days())
        });
        let mut calendar = Self {
            now,
            rules,
            members,
            known_until,
            open: none.clone(),
            free: none.clone(),
            bookable: none.clone(),
            starts: none,
        };
        for member in members {
            let free = member.free();
            for start in starts(member, shortest(member.rules), now) {
                let until = longest(member, &free, start);
                calendar.starts.add(Quarters::new(start, 1));
                calendar.bookable.add(Quarters { from: start, until });
            }
            calendar.open.or(member.open);
            calendar.free.or(&free);
        }
        calendar
    }

    /// The present day.
    pub fn today(&self) -> NaiveDate {
        time::today(self.now)
    }

    /// What can be said of a day.
    pub fn day(&self, date: NaiveDate) -> Day {
        let rest = self.rest_of(date);
        if date < self.today() {
            return Day::Past;
        }
        let open = self.open.count(rest) > 0;
        if !open && self.known_until <= local_day(date).from {
            return Day::Unknown;
        }
        if date > horizon(self.rules, self.now) {
            return Day::Later(opens(self.rules, date));
        }
        if open {
            let free = self.bookable.count(rest) * MINUTES;
            Day::Open { free }
        } else {
            Day::Closed
        }
    }

    /// What is left of a day.
    fn rest_of(&self, date: NaiveDate) -> Quarters {
        let day = local_day(date);
        Quarters {
            from: day.from.max(Quarter::of(self.now)).min(day.until),
            until: day.until,
        }
    }

    /// The parts of what is left of a day, in order, from the first on in which one gets in until the last.
    pub fn parts(&self, date: NaiveDate) -> Vec<Part> {
        let mut parts: Vec<Part> = Vec::new();
        let mut at = self.rest_of(date);
        while at.from < at.until {
            let (used, when) = (self.used(at.from), Quarters::new(at.from, 1));
            match parts.last_mut() {
                Some(last) if last.used == used => last.when.until = when.until,
                None if used == Use::Closed => {}
                _ => parts.push(Part { when, used }),
            }
            at.from = when.until;
        }
        while parts.last().is_some_and(|part| part.used == Use::Closed) {
            parts.pop();
        }
        parts
    }

    fn used(&self, quarter: Quarter) -> Use {
        if !self.open.has(quarter) {
            Use::Closed
        } else if self.bookable.has(quarter) {
            Use::Free
        } else if !self.free.has(quarter) {
            Use::Taken
        } else if quarter < earliest(self.rules, self.now) {
            Use::TooSoon
        } else {
            Use::TooShort
        }
    }

    /// The booking that a part offers: from its first start on, so long as is usual or as long as is possible.
    pub fn offer(&self, part: Part, minutes: u32) -> Option<Quarters> {
        let from = self.starts.from(part.when.from).next();
        let from = from.filter(|from| part.used == Use::Free && *from < part.when.until)?;
        let ends = self.ends(from);
        let wanted = from.plus(i64::from(minutes / MINUTES));
        let until = ends.iter().rev().find(|end| **end <= wanted).or(ends.first())?;
        Some(Quarters { from, until: *until })
    }

    /// All starts on a day of bookings of so many minutes.
    pub fn starts_on(&self, date: NaiveDate, minutes: u32) -> Vec<Quarter> {
        let day = local_day(date);
        pool_starts(self.members, minutes, self.now)
            .skip_while(|start| *start < day.from)
            .take_while(|start| *start < day.until)
            .collect()
    }

    /// Whether a booking may begin there.
    pub fn can_begin(&self, start: Quarter) -> bool {
        self.starts.has(start)
    }

    /// When a booking that begins there can end: from the shortest on in steps of the grid, an hour at most, and the longest.
    pub fn ends(&self, start: Quarter) -> Vec<Quarter> {
        let ends = self.members.iter().filter_map(|member| {
            let free = member.free();
            starts(member, shortest(member.rules), self.now)
                .find(|one| *one >= start)
                .filter(|one| *one == start)?;
            Some(longest(member, &free, start))
        });
        let Some(last) = ends.max() else {
            return Vec::new();
        };
        let step = i64::from((self.rules.grid_minutes / MINUTES).clamp(1, 4));
        let first = start.plus(i64::from(shortest(self.rules).div_ceil(MINUTES)));
        let mut all: Vec<Quarter> = std::iter::successors(Some(first), |end| Some(end.plus(step)))
            .take_while(|end| *end < last)
            .collect();
        all.push(last);
        all
    }

    /// The first start from now on.
    pub fn first_start(&self) -> Option<Quarter> {
        self.starts.from(Quarter::of(self.now)).next()
    }

    /// Until when it is free from there on, without a break.
    pub fn free_until(&self, quarter: Quarter) -> Quarter {
        self.free.run_from(quarter)
    }

    /// The first day after this one on which something can be booked.
    pub fn next_free_day(&self, date: NaiveDate) -> Option<NaiveDate> {
        self.starts.from(local_day(date).until).next().map(day_of)
    }

    /// The day to begin with: the first on which one gets in early enough to book, whether or not others have it all. So it
    /// stays the same while others book.
    pub fn first_day(&self) -> NaiveDate {
        let first = self.open.from(earliest(self.rules, self.now)).next().map(day_of);
        let last = horizon(self.rules, self.now);
        first.filter(|date| *date <= last).unwrap_or_else(|| self.today())
    }

    /// The seven days among which one chooses, counted from today on in whole weeks, of which `date` is one.
    pub fn choice(&self, date: NaiveDate) -> Vec<NaiveDate> {
        let today = self.today();
        let week = (date - today).num_days().max(0) / 7;
        let first = today.checked_add_days(chrono::Days::new(week.unsigned_abs() * 7));
        first.unwrap_or(today).iter_days().take(7).collect()
    }
}

#[cfg(test)]
mod tests;
