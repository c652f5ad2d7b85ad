//! What may be done with a booking that somebody has.

use crate::busy::Quarters;
use crate::rooms::refusal::{Refusal, Refused};
use crate::rooms::{RoomRules, State};
use chrono::{DateTime, TimeDelta, Utc};

fn minutes(minutes: u32) -> TimeDelta {
    TimeDelta::minutes(i64::from(minutes))
}

/// The last instant at which a booking can be moved or cancelled.
pub fn changeable_until(when: Quarters, rules: &RoomRules) -> DateTime<Utc> {
    when.from.instant() - minutes(rules.cancel_minutes)
}

/// Whether a booking was given up, or its time is over.
pub fn has_ended(when: Quarters, state: State, now: DateTime<Utc>) -> bool {
    !state.is_live() || when.until.instant() <= now
}

/// What stands against moving or cancelling a booking; `state` is that of [`super::super::Booking::state_at`].
///
/// What is only kept for filling in the form can be given back at any time: nobody has been promised anything yet.
pub fn judge_change(when: Quarters, state: State, rules: &RoomRules, now: DateTime<Utc>) -> Vec<Refused> {
    if has_ended(when, state, now) {
        return vec![Refusal::AlreadyEnded.into()];
    }
    if state != State::Held && now > changeable_until(when, rules) {
        let cancel_minutes = rules.cancel_minutes;
        return vec![Refusal::TooLateToChange { cancel_minutes }.into()];
    }
    Vec::new()
}

/// What stands against taking back that a booking was given up: what staff took back stays so, and what is over too. Whether its
/// time is still to be had is judged as for a new booking.
pub fn judge_reinstate(when: Quarters, state: State, by_staff: bool, now: DateTime<Utc>) -> Vec<Refused> {
    if state == State::Cancelled && !by_staff && now < when.until.instant() {
        Vec::new()
    } else {
        vec![Refusal::AlreadyEnded.into()]
    }
}

/// From when until before when one checks in, at the latest at the end; `None` if one does not. Whoever books a quarter that
/// has begun has as long to come, from then on, as others have from the start.
pub fn check_in_window(
    when: Quarters,
    made_at: DateTime<Utc>,
    rules: &RoomRules,
) -> Option<(DateTime<Utc>, DateTime<Utc>)> {
    let rule = rules.check_in?;
    let start = when.from.instant();
    let until = start.max(made_at) + minutes(rule.after_minutes);
    Some((
        start - minutes(rule.before_minutes),
        until.min(when.until.instant()),
    ))
}

/// What stands against checking in.
pub fn judge_check_in(
    when: Quarters,
    made_at: DateTime<Utc>,
    state: State,
    rules: &RoomRules,
    now: DateTime<Utc>,
) -> Vec<Refused> {
    if has_ended(when, state, now) {
        return vec![Refusal::AlreadyEnded.into()];
    }
    let window = check_in_window(when, made_at, rules);
    match window.filter(|_| state == State::Confirmed) {
        None => vec![Refusal::NotNow.into()],
        Some((from, _)) if now < from => vec![Refusal::TooEarlyToCheckIn.into()],
        Some((_, until)) if now >= until => vec![Refusal::TooLateToCheckIn.into()],
        Some(_) => Vec::new(),
    }
}
