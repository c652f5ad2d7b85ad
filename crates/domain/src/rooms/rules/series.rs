//! For how many weeks in a row the same time can be asked for.

use crate::busy::Quarters;
use crate::rooms::find::horizon;
use crate::rooms::{MOST_WEEKS, Period, Quota, RoomRules};
use crate::time;
use chrono::{DateTime, Utc};

/// What sets the limit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Limit {
    /// Nobody books more at once.
    AtOnce,
    /// Later weeks cannot be booked yet: so many days ahead are open.
    Ahead(u32),
    /// One person may not have more.
    Quota(Quota),
}

/// For how many weeks the same time can be asked for, the first included.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Weeks {
    /// So many at most; at least two.
    pub most: u32,
    /// Why not more.
    pub limit: Limit,
}

/// For how many weeks a time can be asked for, whoever asks and whatever is taken; `None` where it is one week or none, and
/// so no series. `quotas` are those of the library and of the whole service.
pub fn most_weeks(when: Quarters, rules: &RoomRules, quotas: &[Quota], now: DateTime<Utc>) -> Option<Weeks> {
    let first = time::today(when.from.instant());
    let ahead = (horizon(rules, now) - first).num_days();
    let ahead = u32::try_from(ahead).ok()? / 7 + 1;
    let ahead = (ahead, Limit::Ahead(rules.ahead_days));
    let coming = rules.quotas.iter().chain(quotas);
    let coming = coming.filter(|quota| quota.per == Period::Coming);
    let coming = coming.filter_map(|quota| Some((quota.bookings?, Limit::Quota(*quota))));
    // Of two limits alike the one that concerns the person least is told.
    let all = [(MOST_WEEKS, Limit::AtOnce), ahead].into_iter().chain(coming);
    let (most, limit) = all.min_by_key(|(most, _)| *most)?;
    (most >= 2).then_some(Weeks { most, limit })
}
