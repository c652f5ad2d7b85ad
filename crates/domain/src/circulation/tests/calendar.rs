use super::support::*;
use crate::catalogue::LoanRules;
use crate::circulation::calendar::*;
use crate::libraries::{DayHours, Service};
use crate::time;
use chrono::{Days, NaiveDate};
use proptest::prelude::*;

fn year() -> Vec<DayHours> {
    hours("2026-05-01", 300, &HOLIDAYS)
}

fn spread() -> LoanRules {
    LoanRules {
        spread_returns: true,
        ..rules()
    }
}

#[test]
fn a_loan_due_at_midsummer_is_due_on_the_monday_after() {
    let due = due(&year(), date("2026-06-05"), 14, &rules());
    assert_eq!(due.day, date("2026-06-22"));
    assert_eq!((due.at, due.unverified), (utc("2026-06-22T15:00:00Z"), false));
}

#[test]
fn returns_that_are_spread_keep_their_weekday() {
    let due = due(&year(), date("2026-06-05"), 14, &spread());
    assert_eq!((due.day, due.unverified), (date("2026-06-26"), false));
}

#[test]
fn a_loan_due_at_christmas_is_due_on_the_monday_after() {
    let due = due(&year(), date("2026-12-10"), 14, &rules());
    assert_eq!(
        (due.day, due.at),
        (date("2026-12-28"), utc("2026-12-28T16:00:00Z"))
    );
}

#[test]
fn a_hold_that_is_ready_before_midsummer_is_kept_for_five_open_days() {
    let until = pickup_until(&year(), utc("2026-06-17T08:00:00Z"), &rules());
    assert_eq!(until.day, date("2026-06-25"));
    assert_eq!((until.at, until.unverified), (utc("2026-06-25T15:00:00Z"), false));
}

#[test]
fn on_the_sunday_when_the_clocks_go_back_a_loan_is_due_at_the_same_local_hour() {
    let sunday = date("2026-10-25");
    let open = |date| day(date, vec![opening("10:00", "16:00", Service::Staffed)]);
    let hours = [open(sunday - Days::new(7)), open(sunday)];
    let due = due(&hours, date("2026-10-11"), 14, &rules());
    assert_eq!((due.day, due.at), (sunday, utc("2026-10-25T14:00:00Z")));
    let week_before = closes(&hours, sunday - Days::new(7), false).unwrap();
    assert_eq!(time::local(week_before).time(), time::local(due.at).time());
}

#[test]
fn what_everybody_wants_is_kept_for_one_open_day_but_for_two_days_at_least() {
    let hot = LoanRules {
        pickup_days: 1,
        ..rules()
    };
    let until = |ready| pickup_until(&year(), utc(ready), &hot).day;
    assert_eq!(until("2026-06-01T08:00:00Z"), date("2026-06-03"));
    // Two days after Friday is Sunday.
    assert_eq!(until("2026-06-05T08:00:00Z"), date("2026-06-08"));
}

#[test]
fn after_weeks_of_closure_on_a_weekday_the_next_open_day_is_taken() {
    let fridays = [
        "2026-07-03",
        "2026-07-10",
        "2026-07-17",
        "2026-07-24",
        "2026-07-31",
    ];
    let due = due(
        &hours("2026-06-01", 90, &fridays),
        date("2026-06-19"),
        14,
        &spread(),
    );
    assert_eq!(due.day, date("2026-07-04"));
}

#[test]
fn beyond_the_known_hours_a_date_is_kept_at_eight_in_the_evening_and_unverified() {
    let known = hours("2026-06-01", 7, &[]);
    let due = due(&known, date("2026-06-01"), 14, &rules());
    assert_eq!((due.day, due.unverified), (date("2026-06-15"), true));
    assert_eq!(due.at, utc("2026-06-15T17:00:00Z"));
    let until = pickup_until(&known, utc("2026-06-05T08:00:00Z"), &rules());
    assert_eq!((until.day, until.unverified), (date("2026-06-11"), true));
    assert_eq!(closes(&known, date("2026-06-15"), false), None);
    assert_eq!(usable(&[], date("2026-06-15"), false), None);
}

#[test]
fn what_needs_the_desk_is_due_when_staff_leave() {
    let hours = [day(
        date("2026-06-15"),
        vec![
            opening("10:00", "16:00", Service::Staffed),
            opening("16:00", "22:00", Service::SelfService),
        ],
    )];
    let desk = LoanRules {
        desk_only: true,
        ..rules()
    };
    let at = |rules| due(&hours, date("2026-06-01"), 14, rules).at;
    assert_eq!(at(&desk), utc("2026-06-15T13:00:00Z"));
    assert_eq!(at(&rules()), utc("2026-06-15T19:00:00Z"));
    let alone = [day(
        date("2026-06-15"),
        vec![opening("16:00", "22:00", Service::SelfService)],
    )];
    assert_eq!(usable(&alone, date("2026-06-15"), true), Some(false));
}

#[test]
fn an_evening_that_ends_after_midnight_belongs_to_its_own_day() {
    let night = date("2026-08-27");
    let hours = [day(night, vec![opening("18:00", "02:00", Service::Staffed)])];
    let due = due(&hours, date("2026-08-13"), 14, &rules());
    assert_eq!((due.day, due.at), (night, utc("2026-08-27T23:00:00Z")));
    assert_eq!(day_of(due.at), night);
    let midnight = [day(night, vec![opening("18:00", "24:00", Service::Staffed)])];
    assert_eq!(day_of(closes(&midnight, night, false).unwrap()), night);
}

#[test]
fn a_library_that_nobody_knows_has_no_hours() {
    let days = year();
    let calendars = Calendars::new([(library("kallio"), days.as_slice())]);
    assert!(calendars.of(&library("oodi")).is_empty());
    assert_eq!(calendars.of(&library("kallio")).len(), 300);
}

prop_compose! {
    /// Hours of eight weeks from 1 June 2026, some days closed or with staff only part of the time.
    fn any_hours()(kinds in proptest::collection::vec(0_u8..5, 56)) -> Vec<DayHours> {
        let openings = |kind| match kind {
            0 | 1 => Vec::new(),
            2 => vec![opening("09:00", "20:00", Service::SelfService)],
            3 => vec![opening("10:00", "18:00", Service::Staffed)],
            _ => vec![opening("10:00", "16:00", Service::Staffed), opening("16:00", "01:00", Service::SelfService)],
        };
        date("2026-06-01").iter_days().zip(kinds).map(|(date, kind)| day(date, openings(kind))).collect()
    }
}

prop_compose! {
    fn any_rules()(days in 0_u32..60, pickup_days in 0_u32..9, desk_only in any::<bool>(), spread_returns in any::<bool>())
        -> LoanRules {
        LoanRules { days, desk_only, pickup_days, spread_returns, ..rules() }
    }
}

/// What is true of every deadline.
fn is_sound(deadline: Deadline, hours: &[DayHours], rules: &LoanRules) -> Result<(), TestCaseError> {
    let usable = usable(hours, deadline.day, rules.desk_only);
    prop_assert_ne!(usable, Some(false));
    prop_assert_eq!(deadline.unverified, usable.is_none());
    prop_assert_eq!(day_of(deadline.at), deadline.day);
    Ok(())
}

proptest! {
    #[test]
    fn a_due_day_is_usable_or_not_known_and_never_early(hours in any_hours(), rules in any_rules(), lent in 0_u64..30) {
        let lent: NaiveDate = date("2026-06-01") + Days::new(lent);
        let due = due(&hours, lent, rules.days, &rules);
        is_sound(due, &hours, &rules)?;
        let least = lent + Days::new(rules.days.into());
        prop_assert!(due.day >= least);
        // Not later than it has to be, either.
        let mut between = least.iter_days().take_while(|date| *date < due.day);
        let same_weekday = (due.day - least).num_days() % 7 == 0 && rules.spread_returns;
        prop_assert!(same_weekday || between.all(|date| usable(&hours, date, rules.desk_only) == Some(false)));
    }

    #[test]
    fn a_pickup_deadline_leaves_as_many_open_days_as_the_rules_say(
        hours in any_hours(), rules in any_rules(), ready in 0_i64..(40 * 24 * 60),
    ) {
        let ready = utc("2026-06-01T00:00:00Z") + chrono::TimeDelta::minutes(ready);
        let until = pickup_until(&hours, ready, &rules);
        is_sound(until, &hours, &rules)?;
        let first = time::today(ready);
        prop_assert!(until.day >= first + Days::new(2));
        let days = first.iter_days().skip(1).take_while(|date| *date <= until.day);
        let open = days.filter(|date| usable(&hours, *date, rules.desk_only) != Some(false)).count();
        prop_assert!(open >= rules.pickup_days as usize);
    }

    #[test]
    fn hours_that_change_never_move_a_date_to_an_earlier_day(
        before in any_hours(), after in any_hours(), rules in any_rules(), known in 0_usize..56,
    ) {
        let given = due(&before[..known], date("2026-06-01"), rules.days, &rules);
        let again = |day| due(&after, day, 0, &rules);
        let moved = moved(&after, given.at, given.unverified, rules.desk_only, again);
        if let Some(moved) = moved {
            prop_assert!(moved.day >= given.day);
            prop_assert_eq!(day_of(moved.at), moved.day);
            let closed = usable(&after, given.day, rules.desk_only) == Some(false);
            prop_assert!(closed || given.unverified);
        } else {
            let usable = usable(&after, given.day, rules.desk_only);
            prop_assert!(usable.is_none() || usable == Some(true) && !given.unverified);
        }
    }
}
