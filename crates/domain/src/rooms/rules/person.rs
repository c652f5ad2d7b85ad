//! What stands against a person having a room.

use super::nearest::Legal;
use super::{Booker, Own, Setting, quota};
use crate::busy::Quarters;
use crate::rooms::refusal::{Refusal, Refused};
use crate::time;
use chrono::NaiveDate;

/// Whether nothing stands against this person having the room at this time.
pub(super) fn allows(when: Quarters, setting: &Setting<'_>, booker: &Booker) -> bool {
    standing(when, setting, booker).is_empty()
        && same_time(when, setting, booker).is_empty()
        && quota::refusals(when, setting, booker).is_empty()
}

/// Every reason against this person having the room at this time.
pub(super) fn refused(
    when: Quarters,
    setting: &Setting<'_>,
    booker: &Booker,
    legal: &Legal<'_>,
) -> Vec<Refused> {
    let standing = standing(when, setting, booker).into_iter();
    let mut refused: Vec<Refused> = standing.map(Refused::from).collect();
    if when.from >= when.until {
        return refused;
    }
    for own in same_time(when, setting, booker) {
        let room = own.room.clone();
        let alone = |when| same_time(when, setting, booker).is_empty();
        refused.push(legal.instead_of(Refusal::SameTime { room }, alone));
    }
    refused.extend(quota::refused(when, setting, booker, legal));
    refused
}

/// What stands against the person, whatever else they have booked. Another time would hardly help.
fn standing(when: Quarters, setting: &Setting<'_>, booker: &Booker) -> Vec<Refusal> {
    let mut refusals = Vec::new();
    if booker.disabled {
        refusals.push(Refusal::CardDisabled);
    }
    if booker.blocked {
        refusals.push(Refusal::Blocked);
    }
    let date = time::today(when.from.instant());
    refusals.extend(age(date, setting, booker));
    refusals.extend(induction(date, setting, booker));
    refusals
}

fn age(date: NaiveDate, setting: &Setting<'_>, booker: &Booker) -> Option<Refusal> {
    let age = setting.rules.min_age?;
    let Some(born) = booker.born else {
        return Some(Refusal::AgeUnknown { age });
    };
    let young = date.years_since(born).is_none_or(|years| years < age);
    young.then_some(Refusal::TooYoung { age })
}

fn induction(date: NaiveDate, setting: &Setting<'_>, booker: &Booker) -> Option<Refusal> {
    let induction = setting.rules.induction.as_ref()?;
    let learned = booker.inductions.iter().filter(|(id, _)| id == induction);
    // Whoever has learned it twice has it as long as the longer of them counts.
    let longest = learned.map(|(_, until)| until.unwrap_or(NaiveDate::MAX)).max();
    let induction = induction.clone();
    match longest {
        None => Some(Refusal::InductionMissing {
            induction,
            library: setting.library.clone(),
        }),
        Some(until) if until < date => Some(Refusal::InductionExpired { induction, until }),
        Some(_) => None,
    }
}

/// The person's bookings at the same time, one of each room, that the rules of neither room allow beside this one.
fn same_time<'a>(when: Quarters, setting: &Setting<'_>, booker: &'a Booker) -> Vec<&'a Own> {
    let mut found: Vec<&Own> = Vec::new();
    if setting.rules.beside_others {
        return found;
    }
    for own in &booker.bookings {
        let met = own.when.overlaps(when) && !own.beside_others;
        if met && found.iter().all(|other| other.room != own.room) {
            found.push(own);
        }
    }
    found
}
