//! For how many weeks a time can be asked for.

use super::support::{local, rules, when};
use crate::rooms::rules::{Limit, Weeks, most_weeks};
use crate::rooms::{MOST_WEEKS, Period, Quota, RoomRules, Scope};

fn ahead(days: u32) -> RoomRules {
    RoomRules {
        ahead_days: days,
        ..rules()
    }
}

fn coming(most: u32) -> Quota {
    Quota {
        scope: Scope::Account,
        per: Period::Coming,
        bookings: Some(most),
        minutes: None,
    }
}

fn weeks(rules: &RoomRules, quotas: &[Quota]) -> Option<(u32, Limit)> {
    let found = most_weeks(
        when("2026-12-01 14:00", 60),
        rules,
        quotas,
        local("2026-11-30 12:00"),
    );
    found.map(|Weeks { most, limit }| (most, limit))
}

#[test]
fn a_series_reaches_as_far_as_the_room_is_open_and_no_farther_than_anybody_may() {
    assert_eq!(weeks(&ahead(200), &[]), Some((MOST_WEEKS, Limit::AtOnce)));
    assert_eq!(weeks(&ahead(29), &[]), Some((5, Limit::Ahead(29))));
    assert_eq!(weeks(&ahead(28), &[]), Some((4, Limit::Ahead(28))));
    assert_eq!(weeks(&ahead(7), &[]), None, "one week is no series");
    assert_eq!(weeks(&ahead(0), &[]), None, "it begins too far ahead itself");
}

#[test]
fn what_one_person_may_have_at_a_time_limits_a_series() {
    let own = RoomRules {
        quotas: vec![coming(3)],
        ..ahead(200)
    };
    assert_eq!(weeks(&own, &[coming(10)]), Some((3, Limit::Quota(coming(3)))));
    assert_eq!(
        weeks(&ahead(200), &[coming(10)]),
        Some((10, Limit::Quota(coming(10))))
    );
    assert_eq!(weeks(&ahead(200), &[coming(1)]), None);
    let per_day = Quota {
        per: Period::Day,
        ..coming(1)
    };
    assert_eq!(weeks(&ahead(200), &[per_day]), Some((MOST_WEEKS, Limit::AtOnce)));
}
