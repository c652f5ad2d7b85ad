//! Rooms, hours, rules and bookings of any kind.

use super::plain::World;
use super::support::{self, date, local, own, quarter, rules};
use crate::busy::{Claim, Days, Quarter, Quarters};
use crate::libraries::{DayHours, Opening, Service};
use crate::rooms::rules::{Booker, Own};
use crate::rooms::{Period, Quota, RoomRules, Scope};
use crate::time::LocalTime;
use chrono::TimeDelta;
use proptest::prelude::*;

/// Hours of a day, to five minutes; the last of them may be a night.
fn openings() -> impl Strategy<Value = Vec<Opening>> {
    let cuts = prop::collection::btree_set(0_u16..=288, 0..7);
    (cuts, any::<[bool; 3]>(), 0_u8..4).prop_map(|(cuts, staffed, night)| {
        let time = |cut: u16| LocalTime::new(cut / 12, cut % 12 * 5).unwrap();
        let cuts: Vec<u16> = cuts.into_iter().collect();
        let pairs = cuts.chunks_exact(2).zip(staffed);
        let mut openings: Vec<Opening> = pairs
            .map(|(cut, staffed)| Opening {
                from: time(cut[0]),
                to: time(cut[1]),
                service: if staffed {
                    Service::Staffed
                } else {
                    Service::SelfService
                },
            })
            .collect();
        // Two services without a break, and a night.
        if let [first, second, ..] = openings.as_mut_slice() {
            second.from = if night == 1 { first.to } else { second.from };
        }
        if let Some(last) = openings
            .last_mut()
            .filter(|last| night == 0 && last.from > time(72))
        {
            last.to = time(36);
        }
        openings
    })
}

fn quarters_near(first: i64, longest: u32) -> impl Strategy<Value = Quarters> {
    (0_i64..480, 1..=longest).prop_map(move |(from, length)| Quarters::new(Quarter(first + from), length))
}

prop_compose! {
    fn some_rules()(
        grid in prop_oneof![Just(15_u32), Just(30), Just(60), Just(90), Just(240)],
        min in 1_u32..4, more in 0_u32..8, buffers in prop::array::uniform2(0_u32..4),
        notice_minutes in prop_oneof![Just(0_u32), 1_u32..300], ahead_days in 0_u32..5,
        opens_at in prop_oneof![Just(0_u16), 0_u16..=96], self_service in any::<bool>(),
    ) -> RoomRules {
        RoomRules {
            grid_minutes: grid, min_minutes: min * 15, max_minutes: (min + more) * 15,
            before_minutes: buffers[0] * 15, after_minutes: buffers[1] * 15,
            notice_minutes, ahead_days, opens_at: LocalTime::new(opens_at / 4, opens_at % 4 * 15).unwrap(),
            self_service, ..rules()
        }
    }
}

fn some_quotas() -> impl Strategy<Value = Vec<Quota>> {
    let scope = prop::sample::select(Scope::ALL);
    let per = prop::sample::select(Period::ALL);
    let bookings = prop::option::of(0_u32..4);
    let minutes = prop::option::of((0_u32..30).prop_map(|quarters| quarters * 15));
    let quota = (scope, per, bookings, minutes);
    let quota =
        quota.prop_map(|(scope, per, bookings, minutes)| support::quota(scope, per, bookings, minutes));
    prop::collection::vec(quota, 0..3)
}

prop_compose! {
    fn some_booker(first: i64)(
        bookings in prop::collection::vec((quarters_near(first, 12), 0_usize..3, any::<bool>()), 0..4),
        quotas in some_quotas(),
    ) -> Booker {
        let rooms = ["kallio-1", "kallio-2", "oodi-1"];
        let bookings = bookings.into_iter().map(|(when, at, beside_others)| Own {
            beside_others, ..own(rooms[at], when)
        });
        Booker { bookings: bookings.collect(), quotas, ..Booker::default() }
    }
}

/// Four days, most of them with a change of clocks, of week, of month or of year.
pub(super) fn worlds() -> impl Strategy<Value = World> {
    let firsts = [
        "2026-10-23",
        "2026-10-24",
        "2027-03-26",
        "2027-03-27",
        "2026-12-30",
        "2026-11-28",
    ];
    prop::sample::select(firsts.to_vec()).prop_flat_map(|first| {
        let start = quarter(&format!("{first} 00:00")).0;
        let claim = (quarters_near(start - 48, 20), 0_u32..5, 0_u32..5);
        let claim = claim.prop_map(|(used, before, after)| Claim { used, before, after });
        (
            prop::collection::vec(prop::option::weighted(0.9, openings()), 4),
            some_rules(),
            0_i64..3000,
            prop::collection::vec(claim, 0..8),
            some_booker(start),
            prop::option::weighted(0.2, (0_i64..4000, 0_i64..4000)),
        )
            .prop_map(move |(hours, rules, minute, claims, booker, published)| {
                let begins = local(&format!("{first} 00:00"));
                let minute_of = |minute: i64| begins + TimeDelta::minutes(minute);
                let published = published.map(|(from, until)| (minute_of(from), minute_of(until)));
                World {
                    known: known(first, hours),
                    window: Days::of_local(date(first), 4),
                    rules: RoomRules {
                        published_from: published.map(|(from, _)| from),
                        published_until: published.map(|(_, until)| until),
                        ..rules
                    },
                    now: minute_of(minute),
                    claims,
                    booker,
                }
            })
    })
}

/// The hours of the days that somebody has told of; the first of them always.
fn known(first: &str, hours: Vec<Option<Vec<Opening>>>) -> Vec<DayHours> {
    let days = date(first).iter_days().zip(hours).enumerate();
    let known = days.filter(|(number, (_, openings))| *number == 0 || openings.is_some());
    known
        .map(|(_, (date, openings))| DayHours {
            date,
            openings: openings.unwrap_or_default(),
            exception: None,
        })
        .collect()
}
