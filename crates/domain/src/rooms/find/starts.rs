//! When bookings of a room can begin.

use super::grid::Grid;
use super::limits::{day_after, earliest, fitting, horizon, midnight, published};
use super::times::Time;
use crate::busy::{MINUTES, Mask, Quarter};
use crate::rooms::RoomRules;
use chrono::{DateTime, Utc};

/// What decides when a room can be had.
#[derive(Clone, Copy, Debug)]
pub struct Candidate<'a> {
    /// By which rules it is booked.
    pub rules: &'a RoomRules,
    /// When the library is open for it.
    pub open: &'a Mask,
    /// Quarters in which a booking would be in somebody's way; over the same days as `open`.
    pub taken: &'a Mask,
}

impl Candidate<'_> {
    /// When it is open and nobody has it.
    pub fn free(&self) -> Mask {
        let mut free = self.open.clone();
        free.without(self.taken);
        free
    }
}

/// The quarters that a booking by these rules must not use, where others use `used`, and use or keep clear `reach`.
///
/// Look a day further than is asked for, and take the [`Mask::part`] of it: what begins right after the last quarter is kept
/// clear of before it.
pub fn in_the_way(rules: &RoomRules, used: &Mask, mut reach: Mask) -> Mask {
    let (before, after) = (rules.before_minutes / MINUTES, rules.after_minutes / MINUTES);
    if before > 0 || after > 0 {
        reach.or(&used.in_reach_of(before, after));
    }
    reach
}

/// The starts of bookings of one length that break no rule of the room, in order.
pub(super) struct Starts<'a> {
    /// Where so many quarters on end are free.
    free: Mask,
    grid: Grid<'a>,
    length: i64,
    /// From where on to look.
    at: Quarter,
    /// The first quarter in which none may begin any more.
    end: Quarter,
}

impl<'a> Starts<'a> {
    pub(super) fn new(room: &Candidate<'a>, minutes: u32, now: DateTime<Utc>) -> Self {
        let rules = room.rules;
        let length = minutes.div_ceil(MINUTES);
        let mut starts = Self {
            free: Mask::default(),
            grid: Grid::new(rules, room.open),
            length: i64::from(length),
            at: earliest(rules, now),
            end: midnight(day_after(horizon(rules, now))),
        };
        starts.end = starts.last_start(published(rules).until).min(starts.end);
        if length > 0 && length == fitting(rules, length) && starts.at < starts.end {
            starts.free = room.free().starts_of(length);
        }
        starts
    }

    /// The first quarter in which none may begin that has to end by `until`.
    fn last_start(&self, until: Quarter) -> Quarter {
        until.plus(1 - self.length)
    }

    /// Leaves out those before `quarter`.
    pub(super) fn skip_to(&mut self, quarter: Quarter) {
        self.at = self.at.max(quarter);
    }

    /// The next one before `end`.
    fn next_before(&mut self, end: Quarter) -> Option<Quarter> {
        loop {
            let start = self.free.from(self.at).next().filter(|start| *start < end)?;
            self.at = start.plus(1);
            if self.grid.has(start) {
                return Some(start);
            }
        }
    }

    /// The next one at a time that is wished for.
    pub(super) fn next_at(&mut self, time: &Time) -> Option<Quarter> {
        self.skip_to(time.from);
        let end = time.begins_before.min(self.last_start(time.until));
        self.next_before(end.min(self.end))
    }
}

impl Iterator for Starts<'_> {
    type Item = Quarter;
    fn next(&mut self) -> Option<Quarter> {
        self.next_before(self.end)
    }
}

/// All starts of bookings of so many minutes that break no rule of the room, in order. Minutes that are no whole
/// quarter-hours take the last one whole.
pub fn starts<'a>(
    room: &Candidate<'a>,
    minutes: u32,
    now: DateTime<Utc>,
) -> impl Iterator<Item = Quarter> + use<'a> {
    Starts::new(room, minutes, now)
}

/// The first of [`starts`] that are at one of the times that are wished for, which are in order.
pub fn next_starts(
    room: &Candidate<'_>,
    minutes: u32,
    now: DateTime<Utc>,
    times: &[Time],
    count: usize,
) -> Vec<Quarter> {
    let (mut starts, mut found) = (Starts::new(room, minutes, now), Vec::new());
    for time in times {
        while found.len() < count
            && let Some(start) = starts.next_at(time)
        {
            found.push(start);
        }
    }
    found
}
