//! How long a booking of a room may be, and from when until when it may begin.

use crate::busy::{MINUTES, Quarter, Quarters};
use crate::rooms::RoomRules;
use crate::time::{self, LocalTime};
use chrono::{DateTime, Days, NaiveDate, TimeDelta, Utc};

/// The quarter at which a day begins in Helsinki.
pub(super) fn midnight(date: NaiveDate) -> Quarter {
    Quarter::of(time::at(date, LocalTime::MIDNIGHT))
}

pub(super) fn day_after(date: NaiveDate) -> NaiveDate {
    date.succ_opt().unwrap_or(date)
}

/// How many minutes are booked where nobody says how many: an hour, or what comes nearest to it.
pub fn usual_minutes(rules: &RoomRules) -> u32 {
    let minutes = 60.max(rules.min_minutes).min(rules.max_minutes);
    minutes.div_ceil(MINUTES) * MINUTES
}

/// As many quarters as the rules allow, so near to `length` as they can be.
pub fn fitting(rules: &RoomRules, length: u32) -> u32 {
    length
        .max(rules.min_minutes.div_ceil(MINUTES))
        .min(rules.max_minutes / MINUTES)
}

/// Whether the room is shown to everybody at `now`.
pub fn is_shown(rules: &RoomRules, now: DateTime<Utc>) -> bool {
    rules.published_from.is_none_or(|from| from <= now)
        && rules.published_until.is_none_or(|until| now < until)
}

/// The first quarter for which there is still notice enough.
pub(in crate::rooms) fn noticed(rules: &RoomRules, now: DateTime<Utc>) -> Quarter {
    match rules.notice_minutes {
        // Who stands at the door at seven past may have the quarter that began on the hour.
        0 => Quarter::of(now),
        minutes => Quarter::not_before(now + TimeDelta::minutes(i64::from(minutes))),
    }
}

/// The quarters in which the room is booked at all.
pub(in crate::rooms) fn published(rules: &RoomRules) -> Quarters {
    Quarters {
        from: rules
            .published_from
            .map_or(Quarter(i64::MIN), Quarter::not_before),
        until: rules.published_until.map_or(Quarter(i64::MAX), Quarter::of),
    }
}

/// The first quarter in which a booking that is made at `now` may begin.
pub fn earliest(rules: &RoomRules, now: DateTime<Utc>) -> Quarter {
    noticed(rules, now).max(published(rules).from)
}

fn days_after(date: NaiveDate, days: u32) -> NaiveDate {
    date.checked_add_days(Days::new(u64::from(days))).unwrap_or(date)
}

/// The last day in Helsinki on which a booking that is made at `now` may begin. One more day is opened every day, at the
/// time of day that the rules say.
pub fn horizon(rules: &RoomRules, now: DateTime<Utc>) -> NaiveDate {
    let today = time::today(now);
    let last = days_after(today, rules.ahead_days);
    if now < time::at(today, rules.opens_at) {
        last.pred_opt().unwrap_or(last)
    } else {
        last
    }
}

/// From when on bookings may be made that begin on a day in Helsinki.
pub fn opens(rules: &RoomRules, date: NaiveDate) -> DateTime<Utc> {
    let day = date.checked_sub_days(Days::new(u64::from(rules.ahead_days)));
    time::at(day.unwrap_or(date), rules.opens_at)
}
