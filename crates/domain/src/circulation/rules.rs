//! What everybody may: limits, and who is refused.
//!
//! The rules of each command stand beside it: `queue.rs`, `desk.rs`, `lend.rs`, `repair.rs`. How copies are given to
//! those who wait is in `serve.rs`, when things are due in `calendar.rs`.

use super::Refusal;
use crate::catalogue::LoanRules;
use crate::id::PersonId;
use chrono::{Days, NaiveDate};

/// The most loans that a person may have (Helmet: 100).
pub const MOST_LOANS: u32 = 100;

/// The most holds that a person may have (Helmet: 100).
pub const MOST_HOLDS: u32 = 100;

/// A loan can be renewed up to so many days after it was due: who forgot, brings it into order alone.
pub const GRACE_DAYS: u32 = 7;

/// Who has a loan that is later than this borrows nothing more (Helmet: 28 days).
pub const LONG_OVERDUE_DAYS: u32 = 28;

/// A loan that is asked back can be kept for at least so many days more.
pub const RECALL_NOTICE_DAYS: i64 = 3;

/// A hold of which its person could not be told is kept for so many pickup times in all.
pub const MOST_PICKUP_TIMES: u32 = 2;

/// So many reports of faults of one copy may be open: more say nothing new, and each may bring a photo along.
pub const MOST_FAULTS: i64 = 5;

/// What the rules want to know of a person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Borrower {
    /// Who.
    pub id: PersonId,
    /// Day of birth, if known.
    pub born: Option<NaiveDate>,
    /// Whether staff have blocked the person.
    pub blocked: bool,
    /// Whether the card has been disabled, because it was lost for example.
    pub disabled: bool,
    /// How many open loans the person has, of all things.
    pub loans: u32,
    /// How many live holds.
    pub holds: u32,
    /// By how many days the person's latest loan is late.
    pub longest_overdue_days: u32,
}

impl Borrower {
    /// Somebody of whom nothing is known that stands against anything: what a stranger is told that they would get.
    pub fn anybody(id: PersonId, today: NaiveDate) -> Self {
        Self {
            id,
            born: today.checked_sub_days(Days::new(120 * 365)),
            blocked: false,
            disabled: false,
            loans: 0,
            holds: 0,
            longest_overdue_days: 0,
        }
    }

    /// What stands against this person using a thing on these terms at all.
    fn refused(&self, rules: &LoanRules, today: NaiveDate) -> Vec<Refusal> {
        let mut refusals = Vec::new();
        if self.blocked {
            refusals.push(Refusal::Blocked);
        }
        if self.disabled {
            refusals.push(Refusal::CardDisabled);
        }
        if let Some(age) = rules.min_age {
            match self.born {
                None => refusals.push(Refusal::AgeUnknown { age }),
                Some(born) if today.years_since(born).is_none_or(|years| years < age) => {
                    refusals.push(Refusal::TooYoung { age });
                }
                Some(_) => {}
            }
        }
        refusals
    }

    pub(super) fn refused_to_hold(&self, rules: &LoanRules, today: NaiveDate) -> Vec<Refusal> {
        let mut refusals = self.refused(rules, today);
        if self.holds >= MOST_HOLDS {
            refusals.push(Refusal::TooManyHolds { limit: MOST_HOLDS });
        }
        refusals
    }

    pub(super) fn refused_to_borrow(&self, rules: &LoanRules, today: NaiveDate) -> Vec<Refusal> {
        let mut refusals = self.refused(rules, today);
        if self.loans >= MOST_LOANS {
            refusals.push(Refusal::TooManyLoans { limit: MOST_LOANS });
        }
        if self.longest_overdue_days > LONG_OVERDUE_DAYS {
            refusals.push(Refusal::LongOverdue {
                days: self.longest_overdue_days,
            });
        }
        refusals
    }
}
