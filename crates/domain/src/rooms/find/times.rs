//! When somebody wishes to have a room: a day, a time of day, or both.

use super::Wish;
use super::limits::{day_after, midnight};
use crate::busy::{Quarter, Quarters};
use crate::time::{self, LocalTime};
use chrono::NaiveDate;

/// A time that is wished for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Time {
    /// The first quarter in which a booking may begin.
    pub from: Quarter,
    /// The first quarter in which it may not begin any more.
    pub begins_before: Quarter,
    /// By when it has to end.
    pub until: Quarter,
}

impl Time {
    /// Any.
    pub const ANY: Self = Self {
        from: Quarter(i64::MIN),
        begins_before: Quarter(i64::MAX),
        until: Quarter(i64::MAX),
    };
}

impl Wish {
    /// The times that it leaves open within `window`, in order: found once, they do for all rooms.
    pub fn times(&self, window: Quarters) -> Vec<Time> {
        match self.date {
            Some(date) => vec![self.on(date)],
            None if self.from.is_none() && self.until.is_none() => vec![Time::ANY],
            None => {
                // The night before may reach into it.
                let first = time::today(window.from.plus(-96).instant());
                let days = first.iter_days().map(|date| self.on(date));
                days.take_while(|time| time.from < window.until).collect()
            }
        }
    }

    /// The time that begins on a day.
    fn on(&self, date: NaiveDate) -> Time {
        let (from, next) = (self.from.unwrap_or(LocalTime::MIDNIGHT), day_after(date));
        let begins = Quarter::not_before(time::at(date, from));
        let Some(until) = self.until else {
            return Time {
                from: begins,
                begins_before: midnight(next),
                until: Quarter(i64::MAX),
            };
        };
        // From ten in the evening until two is a night, as it is in the hours of a library.
        let night = until <= from;
        let until = Quarter::of(time::at(if night { next } else { date }, until));
        let begins_before = if night && self.date.is_none() {
            until
        } else {
            until.min(midnight(next))
        };
        Time {
            from: begins,
            begins_before,
            until,
        }
    }
}
