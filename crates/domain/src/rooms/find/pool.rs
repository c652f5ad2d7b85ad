//! Pools: one books any of several machines that stand side by side, and gets the one that it fits best.

use super::starts::{Candidate, Starts, next_starts};
use super::times::Time;
use crate::busy::{MINUTES, Quarter, Quarters};
use chrono::{DateTime, Utc};

/// All starts of bookings of so many minutes that break no rule of one of the members, in order, each once.
pub fn pool_starts<'a>(
    members: &[Candidate<'a>],
    minutes: u32,
    now: DateTime<Utc>,
) -> impl Iterator<Item = Quarter> + use<'a> {
    let each = members.iter().map(|member| Starts::new(member, minutes, now));
    let mut each: Vec<_> = each.map(Iterator::peekable).collect();
    std::iter::from_fn(move || {
        let first = each
            .iter_mut()
            .filter_map(|starts| starts.peek().copied())
            .min()?;
        for starts in &mut each {
            starts.next_if_eq(&first);
        }
        Some(first)
    })
}

/// The first of [`pool_starts`] that are at one of the times that are wished for, which are in order.
pub fn pool_next_starts(
    members: &[Candidate<'_>],
    minutes: u32,
    now: DateTime<Utc>,
    times: &[Time],
    count: usize,
) -> Vec<Quarter> {
    let each = members
        .iter()
        .flat_map(|member| next_starts(member, minutes, now, times, count));
    let mut all: Vec<Quarter> = each.collect();
    all.sort_unstable();
    all.dedup();
    all.truncate(count);
    all
}

/// Which member gets a booking: of those that are free for all of it, the one whose gap it fits best. `None` if none is free.
///
/// First comes the gap in which the least time is left over that is too short for anybody, then the smallest, then the first
/// in order: so long gaps stay whole for those who need them.
pub fn assign(members: &[Candidate<'_>], when: Quarters) -> Option<usize> {
    let free = members
        .iter()
        .enumerate()
        .filter_map(|(index, member)| Some((left_over(member, when)?, index)));
    free.min().map(|(_, index)| index)
}

/// How many quarters of the gap in which a booking would be nobody could use any more, and how many would be left of it;
/// `None` if it is not free.
fn left_over(member: &Candidate<'_>, when: Quarters) -> Option<(u32, u32)> {
    let free = member.free();
    if !free.has_all(when) {
        return None;
    }
    let before = Quarters {
        from: free.run_start(when.from),
        until: when.from,
    };
    let after = Quarters {
        from: when.until,
        until: free.run_from(when.from),
    };
    let left = [before.length(), after.length()];
    let shortest = member.rules.min_minutes.div_ceil(MINUTES);
    let useless = left.iter().filter(|length| **length < shortest).sum();
    Some((useless, left.iter().sum()))
}
