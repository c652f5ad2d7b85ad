//! The days on which the clocks change: 25 October 2026 has the hour from three to four twice, 28 March 2027 has none.

use super::support::*;
use crate::busy::{Quarter, Quarters};
use crate::rooms::rules::{Booker, counted_from};
use crate::rooms::{Period, Scope};
use crate::time;

fn hour(from: &str) -> Quarters {
    Quarters::new(Quarter::exactly(utc(from)).unwrap(), 4)
}

fn night(first: &str) -> Scene {
    Scene::open(first, 3, &[("00:00", "24:00")]).ruled(|rules| rules.grid_minutes = 60)
}

#[test]
fn the_hour_that_comes_twice_can_be_booked_twice() {
    let (first, second) = (hour("2026-10-25T00:00:00Z"), hour("2026-10-25T01:00:00Z"));
    let wall = [first, second].map(|hour| time::local(hour.from.instant()).to_string());
    assert_eq!(wall, ["2026-10-25 03:00:00", "2026-10-25 03:00:00"]);
    let scene = night("2026-10-24");
    assert!(scene.reasons(first).is_empty() && scene.reasons(second).is_empty());
    let scene = scene.taken(first);
    assert_eq!(scene.reasons(first), ["slot_taken"]);
    assert!(scene.reasons(second).is_empty());
    assert_eq!(scene.instead(first, "slot_taken"), Some(second));
}

#[test]
fn the_day_has_as_many_hours_to_book_as_it_has() {
    for (eve, day, hours) in [("2026-10-24", "25", 25), ("2027-03-27", "28", 23)] {
        let scene = night(eve).ruled(|rules| rules.ahead_days = 1);
        let starts = clocks(scene.starts(60));
        let on_it = starts.iter().filter(|start| start.starts_with(day)).count();
        assert_eq!(on_it, hours, "{day}");
    }
}

#[test]
fn the_hour_that_is_skipped_does_not_exist() {
    let scene = night("2027-03-27");
    let starts = clocks(scene.starts(60));
    let morning: Vec<&str> = starts
        .iter()
        .filter(|start| start.as_str() < "28 06:00" && start.starts_with("28"))
        .map(String::as_str)
        .collect();
    assert_eq!(
        morning,
        ["28 00:00", "28 01:00", "28 02:00", "28 04:00", "28 05:00"]
    );
    // From two to four by the clock is one hour.
    let two = Quarters {
        from: quarter("2027-03-28 02:00"),
        until: quarter("2027-03-28 04:00"),
    };
    assert_eq!(two.minutes(), 60);
    assert!(scene.reasons(two).is_empty());
}

#[test]
fn a_grid_of_two_hours_is_counted_in_time_that_passes() {
    let autumn = night("2026-10-24").ruled(|rules| rules.grid_minutes = 120);
    let starts = clocks(autumn.starts(60));
    assert!(starts.contains(&"25 03:00".to_owned()) && !starts.contains(&"25 04:00".to_owned()));
    // At midnight it begins anew.
    assert!(starts.contains(&"26 00:00".to_owned()));
}

#[test]
fn a_week_with_a_change_of_clocks_is_a_week_from_monday_to_sunday() {
    let quotas = vec![quota(Scope::Room, Period::Week, Some(1), None)];
    for (first, sunday, monday) in [
        ("2026-10-19", "2026-10-25", "2026-10-26"),
        ("2027-03-22", "2027-03-28", "2027-03-29"),
    ] {
        let late = when(&format!("{sunday} 23:00"), 60);
        let early = when(&format!("{monday} 00:00"), 60);
        assert_eq!(late.until, early.from);
        let has = |when| Booker {
            bookings: vec![own("kallio-1", when)],
            quotas: quotas.clone(),
            ..Booker::default()
        };
        let scene = || Scene::open(first, 9, &[("00:00", "24:00")]);
        let evening = when(&format!("{first} 20:00"), 60);
        assert_eq!(scene().booked_by(has(late)).reasons(evening), ["quota_bookings"]);
        assert!(scene().booked_by(has(early)).reasons(evening).is_empty());
        assert!(scene().booked_by(has(late)).reasons(early).is_empty());
        assert_eq!(
            scene().booked_by(has(evening)).instead(late, "quota_bookings"),
            Some(early)
        );
    }
}

#[test]
fn what_counts_for_a_quota_reaches_back_to_the_week_or_the_month() {
    for (now, from) in [
        // Thursday: the week began in September.
        ("2026-10-01 12:00", "2026-09-28 00:00"),
        ("2026-10-25 12:00", "2026-10-01 00:00"),
        ("2027-03-01 00:00", "2027-03-01 00:00"),
    ] {
        assert_eq!(counted_from(local(now)), local(from), "{now}");
    }
}
