//! How long somebody will wait: an estimate that would rather say nothing than promise.

use super::calendar;
use super::{Stock, StockCopy};
use crate::catalogue::Spot;
use crate::id::LibraryId;
use chrono::{Days, NaiveDate};
use std::cmp::Reverse;
use std::collections::BinaryHeap;

/// Nothing is said to whom more than so many turns of every copy stand before.
const MOST_TURNS: usize = 6;

/// A copy is under way between libraries for at most so many days.
const TRANSIT_DAYS: u64 = 3;

/// When a copy comes free.
enum Back {
    /// Between these days.
    Known(NaiveDate, NaiveDate),
    /// Nobody can tell: it is late, or its due day is not certain.
    Unknown,
}

impl Stock {
    /// Between which days somebody is served who stands at `position` in the queue (from 1) and fetches at `pickup`.
    ///
    /// The model: a copy on loan comes back on its due day. Then those before take their turns, each as soon as a
    /// copy is free. A turn takes half the loan period at least, because people bring things back early, and at
    /// most a transport, the time on the hold shelf and the whole period; nobody can renew while others wait.
    ///
    /// `None` if no copy is lent, if more than six turns of every copy come before, or if a copy is needed of which
    /// nobody knows when it comes back.
    pub fn wait(
        &self,
        position: u32,
        pickup: &LibraryId,
        today: NaiveDate,
    ) -> Option<(NaiveDate, NaiveDate)> {
        let position = usize::try_from(position).ok().filter(|position| *position > 0)?;
        let usable = |copy: &&StockCopy| {
            let out_of_use =
                copy.faulty || matches!(copy.place, Spot::Repair | Spot::Missing | Spot::Withdrawn);
            !out_of_use && (!self.rules.home_only || copy.home == *pickup)
        };
        let (mut early, mut late, mut unknown) = (Vec::new(), Vec::new(), 0);
        for copy in self.copies.iter().filter(usable) {
            match self.back(copy, today) {
                Back::Known(first, last) => {
                    early.push(first);
                    late.push(last);
                }
                Back::Unknown => unknown += 1,
            }
        }
        let copies = early.len();
        let needs_unknown = unknown > 0 && position > copies;
        if copies == 0 || position > copies * MOST_TURNS || needs_unknown {
            return None;
        }
        let (shortest, longest) = self.turn();
        let last = turn_of(late, position, longest)?;
        Some((turn_of(early, position, shortest)?, plus(last, TRANSIT_DAYS)))
    }

    /// The days of the shortest and of the longest turn.
    fn turn(&self) -> (u64, u64) {
        let days = u64::from(self.rules.days);
        (days.div_ceil(2).max(1), TRANSIT_DAYS + self.kept_days() + days)
    }

    /// Days on the hold shelf: libraries are open five days of seven or more.
    fn kept_days(&self) -> u64 {
        let open = u64::from(self.rules.pickup_days);
        (open * 7).div_ceil(5).max(calendar::LEAST_PICKUP_DAYS)
    }

    fn back(&self, copy: &StockCopy, today: NaiveDate) -> Back {
        let known = |day: NaiveDate, certain: bool| {
            if certain && day >= today {
                Back::Known(day, day)
            } else {
                Back::Unknown
            }
        };
        if let Some(loan) = self.loan_of(&copy.barcode) {
            return known(calendar::day_of(loan.due_at), !loan.due_unverified);
        }
        if let Some(due) = copy.foreign_due {
            return known(due, true);
        }
        if copy.place == Spot::OnLoan {
            return Back::Unknown;
        }
        if self.is_promised(copy) {
            let (shortest, longest) = self.turn();
            return Back::Known(plus(today, shortest), plus(today, longest));
        }
        Back::Known(today, today)
    }
}

/// The day of the turn `position`, when copies come free on `days` and each turn takes `turn` days.
fn turn_of(days: Vec<NaiveDate>, position: usize, turn: u64) -> Option<NaiveDate> {
    let mut free: BinaryHeap<Reverse<NaiveDate>> = days.into_iter().map(Reverse).collect();
    for _ in 1..position {
        let Reverse(day) = free.pop()?;
        free.push(Reverse(plus(day, turn)));
    }
    free.pop().map(|Reverse(day)| day)
}

fn plus(date: NaiveDate, days: u64) -> NaiveDate {
    date.checked_add_days(Days::new(days)).unwrap_or(date)
}
