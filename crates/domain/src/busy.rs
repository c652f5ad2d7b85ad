//! When something is taken: quarter-hours, days of them, and windows over many days.
//!
//! Rooms, machines, guides and desks are all the same here: a *leaf* that one party uses at a time. Time is cut into
//! absolute quarter-hours counted in UTC, so a day always has 96 and summer time is only a matter of how they are shown.
//! A day of a leaf is two sets of 96 bits ([`LeafDay`]): the quarters that bookings use, and those that bookings keep
//! clear on either side. What can be booked is then found by shifting and comparing whole numbers, exactly and for hundreds
//! of rooms at once, and a phone can do the same with a few bytes a day.

mod mask;

pub use mask::Mask;

use crate::time::{self, LocalTime};
use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

/// Minutes of a quarter-hour.
pub const MINUTES: u32 = 15;
/// Quarter-hours of a day in UTC, always.
pub const PER_DAY: u32 = 96;
/// No booking keeps more clear on either side than this, in quarters: four hours.
pub const MOST_CLEAR: u32 = 16;
const SECONDS: i64 = 900;
const DAY: i64 = 96;
const HALF: u32 = 48;
const LOW: u128 = (1 << HALF) - 1;
const ALL: u128 = (1 << PER_DAY) - 1;

/// A quarter-hour, counted from 1970-01-01T00:00Z.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Quarter(pub i64);

impl Quarter {
    /// The quarter in which `instant` is.
    pub fn of(instant: DateTime<Utc>) -> Self {
        Self(instant.timestamp().div_euclid(SECONDS))
    }

    /// The first quarter that does not begin before `instant`.
    pub fn not_before(instant: DateTime<Utc>) -> Self {
        let early = Self::of(instant);
        if early.instant() < instant {
            early.plus(1)
        } else {
            early
        }
    }

    /// The quarter that begins exactly at `instant`, if one does.
    pub fn exactly(instant: DateTime<Utc>) -> Option<Self> {
        let quarter = Self::of(instant);
        (quarter.instant() == instant).then_some(quarter)
    }

    /// The first quarter of a day counted from 1970-01-01 in UTC.
    pub const fn first_of(day: i64) -> Self {
        Self(day * DAY)
    }

    /// The day, counted from 1970-01-01 in UTC.
    pub const fn day(self) -> i64 {
        self.0.div_euclid(DAY)
    }

    /// Which quarter of its day it is, 0 to 95.
    fn of_day(self) -> u32 {
        u32::try_from(self.0.rem_euclid(DAY)).unwrap_or_default()
    }

    /// So many quarters later, or earlier.
    #[must_use]
    pub const fn plus(self, quarters: i64) -> Self {
        Self(self.0.saturating_add(quarters))
    }

    /// When it begins.
    pub fn instant(self) -> DateTime<Utc> {
        let seconds = TimeDelta::try_seconds(self.0.saturating_mul(SECONDS)).unwrap_or_default();
        DateTime::UNIX_EPOCH
            .checked_add_signed(seconds)
            .unwrap_or_default()
    }
}

/// Quarters from one to before another: what a booking is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Quarters {
    /// The first one.
    pub from: Quarter,
    /// The first one that is not part of it.
    pub until: Quarter,
}

impl Quarters {
    /// So many quarters from one on.
    pub const fn new(from: Quarter, length: u32) -> Self {
        Self {
            from,
            until: from.plus(length as i64),
        }
    }

    /// Those between two instants on quarter-hours, the first before the second.
    pub fn between(start: DateTime<Utc>, end: DateTime<Utc>) -> Option<Self> {
        let (from, until) = (Quarter::exactly(start)?, Quarter::exactly(end)?);
        (from < until).then_some(Self { from, until })
    }

    /// How many.
    pub fn length(self) -> u32 {
        u32::try_from(self.until.0.saturating_sub(self.from.0)).unwrap_or_default()
    }

    /// How many minutes.
    pub fn minutes(self) -> u32 {
        self.length().saturating_mul(MINUTES)
    }

    /// With so many quarters more before and after.
    #[must_use]
    pub const fn widened(self, before: u32, after: u32) -> Self {
        Self {
            from: self.from.plus(-(before as i64)),
            until: self.until.plus(after as i64),
        }
    }

    /// Whether both have a quarter in common.
    pub fn overlaps(self, other: Self) -> bool {
        self.from < other.until && other.from < self.until
    }

    /// Whether all of `other` is part of it.
    pub fn contains(self, other: Self) -> bool {
        self.from <= other.from && other.until <= self.until
    }

    /// The days on which it is, with the bits of each.
    pub fn days(self) -> impl Iterator<Item = (i64, Bits)> {
        let last = self.until.plus(-1).day();
        (self.from.day()..=last).map(move |day| {
            let first = Quarter::first_of(day);
            let from = self.from.max(first);
            let until = self.until.min(Quarter::first_of(day + 1));
            let length = Self { from, until }.length();
            (day, Bits::run(from.of_day(), length))
        })
    }
}

/// The quarters of one day: a set of 96.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Bits(u128);

impl Bits {
    /// None of them.
    pub const NONE: Self = Self(0);

    /// `length` quarters from the one numbered `from` on.
    fn run(from: u32, length: u32) -> Self {
        let length = length.min(PER_DAY);
        Self((((1_u128 << length) - 1) << from.min(PER_DAY)) & ALL)
    }

    /// Read from two halves of 48, as they stand in the database.
    pub fn from_halves(low: i64, high: i64) -> Self {
        let half = |half: i64| u128::from(half.cast_unsigned()) & LOW;
        Self(half(low) | (half(high) << HALF))
    }

    /// The first half of the day.
    pub fn low(self) -> i64 {
        i64::try_from(self.0 & LOW).unwrap_or_default()
    }

    /// The second half of the day.
    pub fn high(self) -> i64 {
        i64::try_from((self.0 >> HALF) & LOW).unwrap_or_default()
    }

    /// Whether there is none.
    pub const fn is_none(self) -> bool {
        self.0 == 0
    }

    /// Those of either.
    #[must_use]
    pub const fn or(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// Those of both.
    #[must_use]
    pub const fn and(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }

    /// Without those of the other.
    #[must_use]
    pub const fn without(self, other: Self) -> Self {
        Self(self.0 & !other.0)
    }
}

/// What a booking takes of a leaf: the quarters it uses, and those that it keeps clear of others around them.
///
/// Between two bookings the larger of what the first keeps clear after it and the second before it has to lie. Both sides
/// are looked at: neither may use what the other keeps clear.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Claim {
    /// What it uses.
    pub used: Quarters,
    /// Quarters kept clear before.
    pub before: u32,
    /// Quarters kept clear after.
    pub after: u32,
}

impl Claim {
    /// What it uses and what it keeps clear, together.
    pub const fn reach(self) -> Quarters {
        self.used.widened(self.before, self.after)
    }

    /// Whether both can be on one leaf.
    pub fn agrees_with(self, other: Self) -> bool {
        !self.reach().overlaps(other.used) && !other.reach().overlaps(self.used)
    }

    /// The days it touches, with what it uses and what it reaches of each.
    pub fn days(self) -> impl Iterator<Item = (i64, LeafDay)> {
        self.reach().days().map(move |(day, reach)| {
            let used = self.used.days().find(|(used, _)| *used == day);
            let used = used.map_or(Bits::NONE, |(_, bits)| bits);
            (day, LeafDay { used, reach })
        })
    }
}

/// One day of one leaf.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct LeafDay {
    /// What bookings use.
    pub used: Bits,
    /// What bookings use or keep clear.
    pub reach: Bits,
}

impl LeafDay {
    /// Whether a claim that uses and reaches this much of the day finds room in it. The database decides by the same
    /// comparison, in the statement that sets the bits.
    pub const fn has_room_for(self, claim: Self) -> bool {
        self.used.and(claim.reach).is_none() && self.reach.and(claim.used).is_none()
    }

    /// With the claim in it.
    #[must_use]
    pub const fn with(self, claim: Self) -> Self {
        Self {
            used: self.used.or(claim.used),
            reach: self.reach.or(claim.reach),
        }
    }

    /// What a day is made of that these claims are on.
    pub fn of(day: i64, claims: impl IntoIterator<Item = Claim>) -> Self {
        let parts = claims
            .into_iter()
            .flat_map(Claim::days)
            .filter(|(on, _)| *on == day);
        parts.fold(Self::default(), |sum, (_, part)| sum.with(part))
    }
}

/// The first and the last day of a window, as people ask for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Days {
    /// The first day, counted from 1970-01-01 in UTC.
    pub first: i64,
    /// How many.
    pub count: u32,
}

impl Days {
    /// The days in UTC that `count` days in Helsinki from `from` on touch.
    pub fn of_local(from: NaiveDate, count: u32) -> Self {
        let local = local_days(from, count);
        let first = local.from.day();
        let until = local.until.plus(-1).day() + 1;
        Self {
            first,
            count: u32::try_from(until - first).unwrap_or_default(),
        }
    }

    /// None of their quarters.
    pub fn empty(self) -> Mask {
        Mask::new(self.first, self.count)
    }
}

/// The quarters of `count` days in Helsinki from `from` on.
pub fn local_days(from: NaiveDate, count: u32) -> Quarters {
    let midnight = |date| Quarter::of(time::at(date, LocalTime::MIDNIGHT));
    let end = from.checked_add_days(chrono::Days::new(u64::from(count)));
    Quarters {
        from: midnight(from),
        until: midnight(end.unwrap_or(from)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::BTreeSet;

    const FIRST: i64 = 20_000;
    const DAYS: u32 = 3;

    fn quarters() -> impl Strategy<Value = Quarters> {
        let from = Quarter::first_of(FIRST - 1).0..Quarter::first_of(FIRST + 4).0;
        (from, 1_u32..150).prop_map(|(from, length)| Quarters::new(Quarter(from), length))
    }

    fn mask() -> impl Strategy<Value = (Mask, BTreeSet<i64>)> {
        prop::collection::vec(quarters(), 0..8).prop_map(|runs| {
            let mut mask = Mask::new(FIRST, DAYS);
            let mut set = BTreeSet::new();
            let window = mask.window();
            for run in runs {
                mask.add(run);
                set.extend(
                    (run.from.0..run.until.0)
                        .filter(|quarter| (window.from.0..window.until.0).contains(quarter)),
                );
            }
            (mask, set)
        })
    }

    fn members(mask: &Mask) -> BTreeSet<i64> {
        mask.from(Quarter(i64::MIN)).map(|quarter| quarter.0).collect()
    }

    #[test]
    fn quarters_are_absolute() {
        let instant: DateTime<Utc> = "2026-10-25T00:45:00Z".parse().unwrap();
        let quarter = Quarter::exactly(instant).unwrap();
        assert_eq!(quarter.instant(), instant);
        assert_eq!(Quarter::exactly(instant + TimeDelta::seconds(1)), None);
        assert_eq!(Quarter::of(instant + TimeDelta::seconds(1)), quarter);
        assert_eq!(
            Quarter::not_before(instant + TimeDelta::seconds(1)),
            quarter.plus(1)
        );
        assert_eq!(Quarter::not_before(instant), quarter);
        assert_eq!(Quarter(-1).day(), -1);
        assert_eq!(Quarter(-1).of_day(), 95);
    }

    #[test]
    fn a_day_on_which_clocks_change_touches_the_right_quarters() {
        let day = |date: &str| date.parse().unwrap();
        // 25 hours: from 21:00 UTC the day before to 22:00 UTC.
        let days = Days::of_local(day("2026-10-25"), 1);
        assert_eq!(days.count, 2);
        // 23 hours.
        assert_eq!(Days::of_local(day("2027-03-28"), 1).count, 2);
        assert_eq!(Days::of_local(day("2026-11-30"), 14).count, 15);
    }

    proptest! {
        #[test]
        fn a_mask_is_a_set_of_quarters((mask, set) in mask()) {
            prop_assert_eq!(members(&mask), set.clone());
            let inverted = members(&mask.inverted());
            prop_assert!(inverted.is_disjoint(&set));
            prop_assert_eq!(inverted.len() + set.len(), 96 * DAYS as usize);
            prop_assert_eq!(mask.count(mask.window()) as usize, set.len());
        }

        #[test]
        fn a_mask_is_read_as_it_was_written((mask, _) in mask()) {
            let text = mask.to_text();
            prop_assert_eq!(text.len(), 24 * DAYS as usize);
            prop_assert_eq!(Mask::from_text(FIRST, DAYS, &text), Some(mask));
        }

        #[test]
        fn its_days_are_halves_of_the_database((mask, _) in mask()) {
            let mut copy = Mask::new(FIRST, DAYS);
            for day in FIRST..FIRST + i64::from(DAYS) {
                let bits = mask.day(day);
                copy.add_day(day, Bits::from_halves(bits.low(), bits.high()));
                prop_assert!(bits.low() >= 0 && bits.high() >= 0);
            }
            prop_assert_eq!(copy, mask);
        }

        #[test]
        fn starts_are_where_so_many_on_end_are_in_it((mask, set) in mask(), length in 1_u32..200) {
            let naive: BTreeSet<i64> = set
                .iter()
                .copied()
                .filter(|start| (0..i64::from(length)).all(|step| set.contains(&(start + step))))
                .collect();
            prop_assert_eq!(members(&mask.starts_of(length)), naive);
        }

        #[test]
        fn what_is_in_reach_is_as_far_as_the_buffers((mask, set) in mask(), before in 0_i64..20, after in 0_i64..20) {
            let window = mask.window();
            let naive: BTreeSet<i64> = (window.from.0..window.until.0)
                .filter(|quarter| (quarter - before..=quarter + after).any(|near| set.contains(&near)))
                .collect();
            let reach = mask.in_reach_of(u32::try_from(before).unwrap(), u32::try_from(after).unwrap());
            prop_assert_eq!(members(&reach), naive);
        }

        #[test]
        fn runs_cover_it_without_a_gap((mask, set) in mask()) {
            let mut sum = Mask::new(FIRST, DAYS);
            for run in mask.runs() {
                prop_assert!(mask.has_all(run));
                prop_assert!(!mask.has(run.until));
                prop_assert_eq!(mask.run_start(run.until.plus(-1)), run.from);
                sum.add(run);
            }
            prop_assert_eq!(members(&sum), set);
        }

        #[test]
        fn the_bits_of_its_days_are_those_of_a_run(run in quarters()) {
            let mut sum = 0;
            for (day, bits) in run.days() {
                let back = Bits::from_halves(bits.low(), bits.high());
                prop_assert_eq!(back, bits);
                let mut mask = Mask::new(day, 1);
                mask.add_day(day, bits);
                for quarter in mask.from(Quarter(i64::MIN)) {
                    prop_assert!(run.from <= quarter && quarter < run.until);
                    sum += 1;
                }
            }
            prop_assert_eq!(sum, run.length());
        }

        #[test]
        fn bits_agree_exactly_where_claims_do(
            first in quarters(), second in quarters(),
            buffers in prop::array::uniform4(0_u32..17),
        ) {
            let [b1, a1, b2, a2] = buffers;
            let one = Claim { used: first, before: b1, after: a1 };
            let two = Claim { used: second, before: b2, after: a2 };
            // The rule in words: the gap is at least the larger of the two buffers that meet in it.
            let (early, late) = if first.from <= second.from { (one, two) } else { (two, one) };
            let gap = late.used.from.0 - early.used.until.0;
            let legal = gap >= i64::from(early.after.max(late.before));
            prop_assert_eq!(one.agrees_with(two), legal);
            let by_day = two.days().all(|(day, part)| LeafDay::of(day, [one]).has_room_for(part));
            prop_assert_eq!(by_day, legal);
        }
    }
}
