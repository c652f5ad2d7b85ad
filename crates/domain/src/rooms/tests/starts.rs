use super::support::*;
use crate::busy::{self, Quarter, Quarters};
use crate::rooms::RoomRules;
use crate::rooms::find::{self, anchor, earliest, fitting, horizon, opens, usual_minutes};
use chrono::{Days, TimeDelta};
use proptest::prelude::*;

#[test]
fn starts_are_counted_from_when_the_library_opens() {
    let scene =
        Scene::open("2026-12-01", 2, &[("08:30", "12:00"), ("13:15", "16:00")]).at("2026-12-01 07:00");
    let scene = scene.ruled(|rules| rules.grid_minutes = 60);
    let first_day = ["01 08:30", "01 09:30", "01 10:30", "01 13:15", "01 14:15"];
    assert_eq!(clocks(scene.starts(60))[..5], first_day);
    // An hour in which the library closes is too long for the last one.
    assert_eq!(clocks(scene.starts(60))[5], "02 08:30");
    let open = &scene.hours.any;
    assert_eq!(
        anchor(open, quarter("2026-12-01 11:45")),
        Some(quarter("2026-12-01 08:30"))
    );
    assert_eq!(
        anchor(open, quarter("2026-12-01 13:15")),
        Some(quarter("2026-12-01 13:15"))
    );
}

#[test]
fn a_library_that_never_closes_counts_from_midnight() {
    let scene = Scene::open("2026-12-01", 3, &[("00:00", "24:00")]).ruled(|rules| {
        rules.grid_minutes = 240;
        rules.max_minutes = 240;
    });
    let starts = ["01 12:00", "01 16:00", "01 20:00", "02 00:00", "02 04:00"];
    assert_eq!(clocks(scene.starts(240))[..5], starts);
    let open = &scene.hours.any;
    assert_eq!(
        anchor(open, quarter("2026-12-02 23:45")),
        Some(quarter("2026-12-02 00:00"))
    );
}

#[test]
fn where_it_is_not_seen_when_the_library_opened_only_starts_without_a_grid_are_known() {
    // The window begins at two in the morning.
    let night = |grid| {
        let window = busy::Days {
            first: quarter("2026-12-01 02:00").day(),
            count: 2,
        };
        let scene = Scene::of(&days("2026-12-01", 2, &[("00:00", "04:00")]), window);
        let scene = scene.ruled(|rules| rules.grid_minutes = grid);
        clocks(scene.at("2026-12-01 00:00").starts(60))
    };
    assert_eq!(night(15)[0], "01 02:00");
    assert_eq!(night(90)[0], "02 00:00");
}

#[test]
fn a_night_is_counted_from_its_beginning_and_from_midnight_on_anew() {
    let scene = Scene::open("2026-12-01", 3, &[("18:30", "02:00")]).ruled(|rules| rules.grid_minutes = 60);
    let starts = [
        "01 18:30", "01 19:30", "01 20:30", "01 21:30", "01 22:30", "01 23:30", "02 00:00", "02 01:00",
    ];
    assert_eq!(clocks(scene.starts(60))[..8], starts);
    // One that begins before midnight may end after it.
    assert!(scene.reasons(when("2026-12-01 23:30", 120)).is_empty());
}

#[test]
fn who_comes_at_seven_past_may_still_take_the_quarter_that_has_begun() {
    let scene = Scene::new().at("2026-12-01 14:07");
    assert_eq!(clocks(scene.starts(60))[0], "01 14:00");
    let scene = scene.ruled(|rules| rules.notice_minutes = 30);
    assert_eq!(clocks(scene.starts(60))[0], "01 14:45");
    let scene = scene.at("2026-12-01 14:15");
    assert_eq!(clocks(scene.starts(60))[0], "01 14:45");
}

#[test]
fn one_more_day_is_opened_every_day_at_its_time() {
    let scene = Scene::new().ruled(|rules| {
        rules.ahead_days = 3;
        rules.opens_at = clock("18:00");
    });
    let rules = &scene.rules;
    assert_eq!(horizon(rules, local("2026-12-01 17:59")), date("2026-12-03"));
    assert_eq!(horizon(rules, local("2026-12-01 18:00")), date("2026-12-04"));
    assert_eq!(opens(rules, date("2026-12-04")), local("2026-12-01 18:00"));
    let last = |now| clocks(scene_at(&scene, now)).last().cloned();
    assert_eq!(last("2026-12-01 17:59").unwrap(), "03 19:00");
    assert_eq!(last("2026-12-01 18:00").unwrap(), "04 19:00");
}

fn scene_at(scene: &Scene, now: &str) -> Vec<Quarter> {
    find::starts(&scene.candidate(), 60, local(now)).collect()
}

#[test]
fn a_room_is_booked_only_while_it_is_published() {
    let scene = Scene::new().ruled(|rules| {
        rules.published_from = Some(local("2026-12-02 10:07"));
        rules.published_until = Some(local("2026-12-03 12:08"));
    });
    assert_eq!(earliest(&scene.rules, scene.now), quarter("2026-12-02 10:15"));
    let starts = clocks(scene.starts(60));
    assert_eq!(
        (starts[0].as_str(), starts.last().unwrap().as_str()),
        ("02 10:15", "03 11:00")
    );
    assert!(!find::is_shown(&scene.rules, scene.now));
    assert!(find::is_shown(&scene.rules, local("2026-12-02 10:07")));
    assert!(!find::is_shown(&scene.rules, local("2026-12-03 12:08")));
}

#[test]
fn nothing_begins_where_the_length_is_not_allowed() {
    let scene = Scene::new();
    for minutes in [0, 15, 121, 135, 10_000] {
        assert!(scene.starts(minutes).is_empty(), "{minutes}");
    }
    // Fifty minutes take an hour.
    assert_eq!(scene.starts(50), scene.starts(60));
}

#[test]
fn a_room_is_usually_booked_for_an_hour() {
    let usual = |min_minutes, max_minutes| {
        usual_minutes(&RoomRules {
            min_minutes,
            max_minutes,
            ..rules()
        })
    };
    assert_eq!((usual(15, 240), usual(90, 240), usual(15, 45)), (60, 90, 45));
    assert_eq!(fitting(&rules(), 1), 2);
    assert_eq!(fitting(&rules(), 5), 5);
    assert_eq!(fitting(&rules(), 99), 8);
}

#[test]
fn what_others_have_is_left_out() {
    let scene = Scene::new()
        .taken(when("2026-11-30 12:00", 60))
        .taken(when("2026-11-30 14:00", 60));
    let starts = ["30 13:00", "30 15:00", "30 15:15"];
    assert_eq!(clocks(scene.starts(60))[..3], starts);
    assert!(scene.candidate().free().has_all(Quarters {
        from: quarter("2026-11-30 13:00"),
        until: quarter("2026-11-30 14:00"),
    }));
}

proptest! {
    #[test]
    fn a_day_can_be_booked_from_when_it_opens_on(
        first in prop_oneof![Just("2026-10-24"), Just("2027-03-27"), Just("2026-12-01")],
        minute in 0_i64..4500, ahead_days in 0_u32..4, opens_at in 0_u16..=96, day in 0_u64..8,
    ) {
        let opens_at = crate::time::LocalTime::new(opens_at / 4, opens_at % 4 * 15).unwrap();
        let rules = RoomRules { ahead_days, opens_at, ..rules() };
        let now = local(&format!("{first} 00:00")) + TimeDelta::minutes(minute);
        let day = date(first) + Days::new(day);
        prop_assert_eq!(day <= horizon(&rules, now), opens(&rules, day) <= now);
    }
}
