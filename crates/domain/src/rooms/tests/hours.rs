use super::support::*;
use crate::busy::{Days, Quarter, Quarters};
use crate::libraries::DayHours;
use crate::libraries::Service::{SelfService, Staffed};
use crate::rooms::hours::Hours;

fn hours(known: &[DayHours], first: &str, count: u32) -> Hours {
    Hours::of(known, Days::of_local(date(first), count))
}

fn between(from: &str, until: &str) -> Quarters {
    Quarters {
        from: quarter(from),
        until: quarter(until),
    }
}

#[test]
fn a_quarter_counts_only_if_the_library_is_open_for_all_of_it() {
    let known = days("2026-12-01", 1, &[("08:10", "12:50"), ("13:05", "13:20")]);
    let hours = hours(&known, "2026-12-01", 1);
    assert_eq!(
        hours.any.runs(),
        [between("2026-12-01 08:15", "2026-12-01 12:45")]
    );
}

#[test]
fn a_quarter_in_which_one_service_follows_upon_another_is_open_but_not_staffed() {
    let openings = vec![
        opening("07:00", "10:07", SelfService),
        opening("10:07", "18:05", Staffed),
        opening("18:05", "20:00", SelfService),
    ];
    let known = DayHours {
        openings,
        ..day("2026-12-01", &[])
    };
    let hours = hours(&[known], "2026-12-01", 1);
    assert_eq!(
        hours.any.runs(),
        [between("2026-12-01 07:00", "2026-12-01 20:00")]
    );
    assert_eq!(
        hours.staffed.runs(),
        [between("2026-12-01 10:15", "2026-12-01 18:00")]
    );
    assert_eq!(hours.used(true), &hours.any);
    assert_eq!(hours.used(false), &hours.staffed);
}

#[test]
fn a_night_reaches_into_the_next_day_and_into_the_window() {
    let known = days("2026-11-30", 2, &[("18:00", "02:10")]);
    let hours = hours(&known, "2026-12-01", 2);
    let runs = [
        between("2026-12-01 02:00", "2026-12-01 02:00"),
        between("2026-12-01 18:00", "2026-12-02 02:00"),
    ];
    assert_eq!(hours.any.runs()[1..], runs[1..]);
    // The window begins at midnight in UTC, which is two in the morning of the day before; so all of the night is in it.
    assert_eq!(
        hours.any.runs()[0],
        between("2026-11-30 18:00", "2026-12-01 02:00")
    );
    assert_eq!(hours.known_until, quarter("2026-12-02 00:00"));
}

#[test]
fn the_hours_are_known_until_the_first_day_that_nobody_has_told_of() {
    let mut known = days("2026-12-01", 5, &[("08:00", "20:00")]);
    known.remove(2);
    let hours = hours(&known, "2026-12-01", 5);
    assert_eq!(hours.known_until, quarter("2026-12-03 00:00"));
    // What is known beyond it is open all the same.
    assert!(hours.any.has(quarter("2026-12-04 10:00")));
    assert!(!hours.any.has(quarter("2026-12-03 10:00")));
    let nothing = Hours::of(&[], Days::of_local(date("2026-12-01"), 5));
    assert_eq!(nothing.known_until, Quarter(i64::MIN));
    assert!(nothing.any.runs().is_empty());
}

#[test]
fn a_day_has_25_hours_in_autumn_and_23_in_spring() {
    for (text, hours_of_day, next) in [
        ("2026-10-25", 25, "2026-10-26"),
        ("2027-03-28", 23, "2027-03-29"),
        ("2026-12-01", 24, "2026-12-02"),
    ] {
        let hours = hours(&days(text, 1, &[("00:00", "24:00")]), text, 1);
        let run = between(&format!("{text} 00:00"), &format!("{next} 00:00"));
        assert_eq!(hours.staffed.runs(), [run]);
        assert_eq!(run.minutes(), hours_of_day * 60);
        assert_eq!(hours.known_until, run.until);
    }
}

#[test]
fn an_opening_across_the_change_of_clocks_is_an_hour_longer_or_shorter() {
    let autumn = hours(&days("2026-10-24", 1, &[("22:00", "06:00")]), "2026-10-24", 2);
    assert_eq!(autumn.any.count(autumn.any.window()), 9 * 4);
    let spring = hours(&days("2027-03-27", 1, &[("22:00", "06:00")]), "2027-03-27", 2);
    assert_eq!(spring.any.count(spring.any.window()), 7 * 4);
    // An opening in the hour that is skipped begins with the change, and one all within it is none.
    let skipped = hours(&days("2027-03-28", 1, &[("03:15", "04:15")]), "2027-03-28", 1);
    let first = Quarter::exactly(utc("2027-03-28T01:00:00Z")).unwrap();
    assert_eq!(skipped.any.runs(), [Quarters::new(first, 1)]);
    let none = hours(&days("2027-03-28", 1, &[("03:00", "03:45")]), "2027-03-28", 1);
    assert!(none.any.runs().is_empty());
}
