//! How much one person may book.

use super::nearest::Legal;
use super::{Booker, Own, Setting, times};
use crate::busy::{MINUTES, Quarter, Quarters};
use crate::rooms::refusal::{Refusal, Refused};
use crate::rooms::{Period, Quota, Scope};
use crate::time::{self, LocalTime};
use chrono::{DateTime, Datelike, Days, NaiveDate, Utc};

/// From when on somebody's bookings have to be known for their quotas: the beginning of the week or of the month in which
/// `now` is, whichever is earlier.
pub fn counted_from(now: DateTime<Utc>) -> DateTime<Utc> {
    let today = time::today(now);
    let first = today.with_day(1).unwrap_or(today);
    time::at(monday(today).min(first), LocalTime::MIDNIGHT)
}

fn monday(date: NaiveDate) -> NaiveDate {
    let since = u64::from(date.weekday().num_days_from_monday());
    date.checked_sub_days(Days::new(since)).unwrap_or(date)
}

/// The first day of the period in which a booking counts that begins with `start`, by the calendar in Helsinki.
fn period(per: Period, start: Quarter) -> Option<NaiveDate> {
    let date = time::today(start.instant());
    match per {
        Period::Coming => None,
        Period::Day => Some(date),
        Period::Week => Some(monday(date)),
        Period::Month => date.with_day(1),
    }
}

/// A quota, and whose it is.
#[derive(Clone, Copy)]
struct Share<'a> {
    quota: &'a Quota,
    setting: &'a Setting<'a>,
    booker: &'a Booker,
}

impl Share<'_> {
    fn is_within(&self, own: &Own) -> bool {
        match self.quota.scope {
            Scope::Room => own.room == *self.setting.room,
            Scope::Library => own.library == *self.setting.library,
            Scope::Account => true,
        }
    }

    /// The bookings that count together with one at this time.
    fn counted(&self, when: Quarters) -> impl Iterator<Item = &Own> {
        let per = self.quota.per;
        let asked = period(per, when.from);
        self.booker.bookings.iter().filter(move |own| {
            let together = match per {
                Period::Coming => own.when.until.instant() > self.setting.now,
                per => period(per, own.when.from) == asked,
            };
            together && self.is_within(own)
        })
    }

    /// What stands against one booking more.
    fn too_many(&self, when: Quarters) -> Option<Refusal> {
        let Quota { scope, per, .. } = *self.quota;
        let most = self.quota.bookings?;
        let full = self.counted(when).count() >= most as usize;
        full.then_some(Refusal::QuotaBookings { scope, per, most })
    }

    /// How many minutes are left.
    fn left(&self, when: Quarters) -> Option<u32> {
        let minutes: u32 = self.counted(when).map(|own| own.when.minutes()).sum();
        Some(self.quota.minutes?.saturating_sub(minutes))
    }

    /// What stands against so many minutes more.
    fn too_long(&self, when: Quarters) -> Option<Refusal> {
        let Quota { scope, per, .. } = *self.quota;
        let (most, left) = (self.quota.minutes?, self.left(when)?);
        (when.minutes() > left).then_some(Refusal::QuotaMinutes {
            scope,
            per,
            most,
            left,
        })
    }

    /// The time that was asked for, as much shorter as the quota wants it, if the room can be had for so short.
    fn shorter(&self, when: Quarters) -> Option<Quarters> {
        let shorter = Quarters::new(when.from, self.left(when)? / MINUTES);
        times::refusals(shorter, self.setting)
            .is_empty()
            .then_some(shorter)
    }
}

fn shares<'a>(setting: &'a Setting<'a>, booker: &'a Booker) -> impl Iterator<Item = Share<'a>> {
    let quotas = setting.rules.quotas.iter().chain(&booker.quotas);
    quotas.map(move |quota| Share {
        quota,
        setting,
        booker,
    })
}

/// The quotas of the room, the library and the service that a booking would exceed.
pub(super) fn refusals(when: Quarters, setting: &Setting<'_>, booker: &Booker) -> Vec<Refusal> {
    let both = shares(setting, booker).flat_map(|share| [share.too_many(when), share.too_long(when)]);
    both.flatten().collect()
}

/// The same, each once, with the nearest time at which it would hold: as much of the time that was asked for as is left, or
/// another day, week or month.
pub(super) fn refused(
    when: Quarters,
    setting: &Setting<'_>,
    booker: &Booker,
    legal: &Legal<'_>,
) -> Vec<Refused> {
    let mut all: Vec<Refused> = Vec::new();
    for share in shares(setting, booker) {
        let many = share.too_many(when);
        all.extend(many.map(|refusal| legal.instead_of(refusal, |when| share.too_many(when).is_none())));
        let Some(refusal) = share.too_long(when) else {
            continue;
        };
        let instead = share.shorter(when);
        all.push(if instead.is_some() {
            Refused { refusal, instead }
        } else {
            legal.instead_of(refusal, |when| share.too_long(when).is_none())
        });
    }
    let mut told: Vec<Refused> = Vec::new();
    for one in all {
        if told.iter().all(|other| other.refusal != one.refusal) {
            told.push(one);
        }
    }
    told
}
