//! What stands against a time, whoever asks for it.

use super::Setting;
use super::nearest::Legal;
use crate::busy::{Quarter, Quarters};
use crate::rooms::find::{horizon, is_on_grid, noticed, opens, published};
use crate::rooms::refusal::{Refusal, Refused};
use crate::time;

/// Every reason that the rules of the room have against a time, with the nearest that breaks none of them.
pub(super) fn refused(when: Quarters, setting: &Setting<'_>, legal: &Legal<'_>) -> Vec<Refused> {
    let instead = |refusal| match refusal {
        // What is no time is near to none.
        Refusal::NotQuarters => Refused::from(refusal),
        refusal => legal.instead_of(refusal, |_| true),
    };
    refusals(when, setting).into_iter().map(instead).collect()
}

/// Every reason that the rules of the room have against a time; one that only follows from another is not told.
pub(super) fn refusals(when: Quarters, setting: &Setting<'_>) -> Vec<Refusal> {
    if when.until <= when.from {
        return vec![Refusal::NotQuarters];
    }
    let mut refusals = Vec::new();
    if !published(setting.rules).contains(when) {
        refusals.push(Refusal::NotPublished);
    }
    let too_early = too_early(when, setting);
    let too_far = too_far(when, setting);
    let past = too_early == Some(Refusal::Past);
    let to_come = !past && too_far.is_none();
    refusals.extend(too_early);
    refusals.extend(too_far);
    if to_come {
        refusals.extend(not_open(when, setting));
    }
    if !past {
        refusals.extend(off_grid(when, setting));
    }
    refusals.extend(wrong_length(when, setting));
    if !past && is_taken(when, setting) {
        refusals.push(Refusal::Taken);
    }
    refusals
}

fn too_early(when: Quarters, setting: &Setting<'_>) -> Option<Refusal> {
    if when.from < Quarter::of(setting.now) {
        return Some(Refusal::Past);
    }
    let notice_minutes = setting.rules.notice_minutes;
    let soon = when.from < noticed(setting.rules, setting.now);
    soon.then_some(Refusal::TooSoon { notice_minutes })
}

fn too_far(when: Quarters, setting: &Setting<'_>) -> Option<Refusal> {
    let (rules, date) = (setting.rules, time::today(when.from.instant()));
    let last = horizon(rules, setting.now);
    if date <= last {
        return None;
    }
    let (opens, at) = (opens(rules, date), rules.opens_at);
    // Only the time of day is missing.
    if time::today(opens) == time::today(setting.now) {
        return Some(Refusal::NotYetOpen { opens, at });
    }
    let ahead_days = rules.ahead_days;
    Some(Refusal::TooFar { ahead_days, opens })
}

fn not_open(when: Quarters, setting: &Setting<'_>) -> Option<Refusal> {
    let open = setting.open;
    if open.has_all(when) {
        return None;
    }
    let window = open.window();
    let unknown = Quarters {
        from: when.from.max(setting.known_until.min(window.until)),
        until: when.until,
    };
    // A night of the last day that is known reaches beyond it.
    let beyond = unknown.from < unknown.until && !open.has_all(unknown);
    if beyond || when.from < window.from {
        Some(Refusal::HoursUnknown)
    } else {
        Some(Refusal::Closed)
    }
}

/// Where the library is closed there is no grid.
fn off_grid(when: Quarters, setting: &Setting<'_>) -> Option<Refusal> {
    let (rules, open) = (setting.rules, setting.open);
    let off = open.has(when.from) && !is_on_grid(rules, open, when.from);
    let grid_minutes = rules.grid_minutes;
    off.then_some(Refusal::OffGrid { grid_minutes })
}

fn wrong_length(when: Quarters, setting: &Setting<'_>) -> Option<Refusal> {
    let (fewest, most) = (setting.rules.min_minutes, setting.rules.max_minutes);
    match when.minutes() {
        minutes if minutes < fewest => Some(Refusal::TooShort { minutes: fewest }),
        minutes if minutes > most => Some(Refusal::TooLong { minutes: most }),
        _ => None,
    }
}

/// Whether somebody has part of the time while the library is open.
fn is_taken(when: Quarters, setting: &Setting<'_>) -> bool {
    let taken = setting.taken.from(when.from);
    let mut taken = taken.take_while(|quarter| *quarter < when.until);
    taken.any(|quarter| setting.open.has(quarter))
}
