//! The same rules once more, as slowly and plainly as they can be said: minute by minute, booking by booking, with the clocks
//! of a zone database, and without any bits.

use super::support::*;
use crate::busy::{Claim, Days, Quarter, Quarters};
use crate::libraries::{DayHours, Opening, Service};
use crate::rooms::rules::{Booker, Own};
use crate::rooms::{Period, Quota, RoomRules, Scope};
use crate::time::LocalTime;
use chrono::{DateTime, Datelike, LocalResult, NaiveDate, TimeDelta, TimeZone, Utc};
use chrono_tz::Europe::Helsinki;
use std::collections::BTreeSet;

/// A room, and all that is known about it and around it.
#[derive(Clone, Debug)]
pub(super) struct World {
    pub(super) known: Vec<DayHours>,
    pub(super) window: Days,
    pub(super) rules: RoomRules,
    pub(super) now: DateTime<Utc>,
    /// What others have of the room's leaf.
    pub(super) claims: Vec<Claim>,
    pub(super) booker: Booker,
}

fn minutes(minutes: u32) -> TimeDelta {
    TimeDelta::minutes(i64::from(minutes))
}

fn on_the_wall(instant: DateTime<Utc>) -> NaiveDate {
    instant.with_timezone(&Helsinki).date_naive()
}

/// When clocks first show a time; one that they skip when they have skipped it.
fn shown(date: NaiveDate, time: LocalTime) -> DateTime<Utc> {
    let mut wall = date.and_hms_opt(0, 0, 0).unwrap() + minutes(u32::from(time.minutes()));
    loop {
        match Helsinki.from_local_datetime(&wall) {
            LocalResult::Single(instant) | LocalResult::Ambiguous(instant, _) => return instant.to_utc(),
            LocalResult::None => wall += minutes(1),
        }
    }
}

impl World {
    pub(super) fn scene(&self) -> Scene {
        Scene {
            now: self.now,
            rules: self.rules.clone(),
            taken: taken_by(&self.claims, &self.rules, self.window),
            booker: Some(self.booker.clone()),
            ..Scene::of(&self.known, self.window)
        }
    }

    pub(super) fn quarters(&self) -> impl Iterator<Item = Quarter> + use<> {
        let window = self.window.empty().window();
        (window.from.0..window.until.0).map(Quarter)
    }

    /// From when until when it is open, one opening after another.
    fn openings(&self) -> Vec<(DateTime<Utc>, DateTime<Utc>)> {
        let used = |opening: &&Opening| self.rules.self_service || opening.service == Service::Staffed;
        let from_until = |date: NaiveDate, opening: &Opening| {
            let night = opening.to <= opening.from;
            let last = if night { date.succ_opt().unwrap() } else { date };
            (shown(date, opening.from), shown(last, opening.to))
        };
        let of_day = |day: &DayHours| {
            let openings = day.openings.iter().filter(used);
            openings
                .map(|opening| from_until(day.date, opening))
                .collect::<Vec<_>>()
        };
        self.known.iter().flat_map(of_day).collect()
    }

    /// The quarters of the window in which it is open all the time.
    pub(super) fn open(&self) -> BTreeSet<Quarter> {
        let openings = self.openings();
        let is_open = |minute: DateTime<Utc>| {
            openings
                .iter()
                .any(|(from, until)| *from <= minute && minute < *until)
        };
        let all = |quarter: &Quarter| (0..15).all(|minute| is_open(quarter.instant() + minutes(minute)));
        self.quarters().filter(all).collect()
    }

    /// Whether a booking breaks no rule of the room, given when it is open.
    pub(super) fn is_legal(&self, when: Quarters, open: &BTreeSet<Quarter>) -> bool {
        let (rules, length) = (&self.rules, when.minutes());
        let (start, end) = (when.from.instant(), when.until.instant());
        let begun = rules.notice_minutes == 0 && self.now < start + minutes(15);
        let in_time = begun || start >= self.now + minutes(rules.notice_minutes);
        let day_before = on_the_wall(start) - chrono::Days::new(u64::from(rules.ahead_days));
        let opened = shown(day_before, rules.opens_at) <= self.now;
        let published = rules.published_from.is_none_or(|from| start >= from)
            && rules.published_until.is_none_or(|until| end <= until);
        let mut all = (when.from.0..when.until.0).map(Quarter);
        let is_open = length > 0 && all.all(|quarter| open.contains(&quarter));
        (rules.min_minutes..=rules.max_minutes).contains(&length)
            && in_time
            && opened
            && published
            && is_open
            && self.is_on_grid(when.from, open)
            && self.claims.iter().all(|claim| self.leaves_room(claim, when))
    }

    fn is_on_grid(&self, start: Quarter, open: &BTreeSet<Quarter>) -> bool {
        let date = on_the_wall(start.instant());
        let mut first = start;
        while open.contains(&first.plus(-1)) && on_the_wall(first.plus(-1).instant()) == date {
            first = first.plus(-1);
        }
        let since = (start.instant() - first.instant()).num_minutes();
        // What was open when the window began may have opened earlier.
        let begins = self.quarters().next() != Some(first);
        self.rules.grid_minutes == 15 || (begins && since % i64::from(self.rules.grid_minutes) == 0)
    }

    /// Between two bookings the larger of what either keeps clear lies.
    fn leaves_room(&self, claim: &Claim, when: Quarters) -> bool {
        let (before, after) = (self.rules.before_minutes, self.rules.after_minutes);
        let gap =
            |early: Quarters, late: Quarters| (late.from.instant() - early.until.instant()).num_minutes();
        gap(claim.used, when) >= i64::from(before.max(claim.after * 15))
            || gap(when, claim.used) >= i64::from(after.max(claim.before * 15))
    }

    /// Whether the person may have it, too.
    pub(super) fn is_allowed(&self, when: Quarters) -> bool {
        let others = self.booker.bookings.iter();
        let beside = |own: &Own| {
            let apart = own.when.until <= when.from || when.until <= own.when.from;
            apart || own.beside_others || self.rules.beside_others
        };
        let mut quotas = self.booker.quotas.iter().chain(&self.rules.quotas);
        others.clone().all(beside) && quotas.all(|quota| self.holds(quota, when))
    }

    fn holds(&self, quota: &Quota, when: Quarters) -> bool {
        let date = |when: Quarters| on_the_wall(when.from.instant());
        let (mut bookings, mut sum) = (1, when.minutes());
        for own in &self.booker.bookings {
            let (one, other) = (date(when), date(own.when));
            let together = match quota.per {
                Period::Coming => self.now < own.when.until.instant(),
                Period::Day => one == other,
                Period::Week => one.iso_week() == other.iso_week(),
                Period::Month => (one.year(), one.month()) == (other.year(), other.month()),
            };
            let within = match quota.scope {
                Scope::Room => own.room.as_str() == "kallio-1",
                Scope::Library => own.library.as_str() == "kallio",
                Scope::Account => true,
            };
            if together && within {
                bookings += 1;
                sum += own.when.minutes();
            }
        }
        quota.bookings.is_none_or(|most| bookings <= most) && quota.minutes.is_none_or(|most| sum <= most)
    }
}
