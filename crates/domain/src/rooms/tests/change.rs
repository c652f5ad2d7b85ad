use super::support::*;
use crate::busy::Quarters;
use crate::rooms::refusal::Refused;
use crate::rooms::rules::{changeable_until, check_in_window, judge_change, judge_check_in, judge_reinstate};
use crate::rooms::{CheckIn, RoomRules, State};
use State::{Cancelled, Confirmed, Expired, Held, NoShow, Pending};

fn booked() -> Quarters {
    when("2026-12-01 14:00", 60)
}

fn codes(refused: Vec<Refused>) -> Vec<&'static str> {
    refused.iter().map(|one| one.refusal.code()).collect()
}

fn until_two_hours_before() -> RoomRules {
    RoomRules {
        cancel_minutes: 120,
        ..rules()
    }
}

#[test]
fn a_booking_can_be_changed_until_its_rules_say() {
    let rules = until_two_hours_before();
    assert_eq!(changeable_until(booked(), &rules), local("2026-12-01 12:00"));
    let at = |now, state| codes(judge_change(booked(), state, &rules, now));
    for state in [Confirmed, Pending] {
        assert!(at(local("2026-12-01 12:00"), state).is_empty());
        assert_eq!(at(local("2026-12-01 12:01"), state), ["too_late_to_change"]);
        assert_eq!(at(local("2026-12-01 14:59"), state), ["too_late_to_change"]);
        assert_eq!(at(local("2026-12-01 15:00"), state), ["booking_ended"]);
    }
}

#[test]
fn what_has_ended_is_not_changed_any_more() {
    for state in [Cancelled, Expired, NoShow, State::Denied] {
        let refused = judge_change(booked(), state, &rules(), local("2026-11-30 12:00"));
        assert_eq!(codes(refused), ["booking_ended"]);
    }
}

#[test]
fn who_gave_a_booking_up_can_take_that_back_until_it_is_over_but_not_what_staff_took_back() {
    let at = |state, by_staff, now| codes(judge_reinstate(booked(), state, by_staff, local(now)));
    assert!(at(Cancelled, false, "2026-12-01 12:00").is_empty());
    assert!(at(Cancelled, false, "2026-12-01 14:59").is_empty());
    assert_eq!(at(Cancelled, false, "2026-12-01 15:00"), ["booking_ended"]);
    assert_eq!(at(Cancelled, true, "2026-12-01 12:00"), ["booking_ended"]);
    for state in [Held, Pending, Confirmed, Expired, NoShow, State::Denied] {
        assert_eq!(
            at(state, false, "2026-12-01 12:00"),
            ["booking_ended"],
            "{state:?}"
        );
    }
}

#[test]
fn what_is_only_kept_for_the_form_can_be_given_back_at_any_time() {
    let now = local("2026-12-01 14:07");
    assert!(judge_change(booked(), Held, &until_two_hours_before(), now).is_empty());
}

fn with_check_in() -> RoomRules {
    RoomRules {
        check_in: Some(CheckIn {
            before_minutes: 10,
            after_minutes: 20,
        }),
        ..rules()
    }
}

#[test]
fn one_checks_in_around_the_start() {
    let made_at = local("2026-11-30 12:00");
    let window = Some((local("2026-12-01 13:50"), local("2026-12-01 14:20")));
    assert_eq!(check_in_window(booked(), made_at, &with_check_in()), window);
    assert_eq!(check_in_window(booked(), made_at, &rules()), None);
    let at = |now, state| {
        codes(judge_check_in(
            booked(),
            made_at,
            state,
            &with_check_in(),
            local(now),
        ))
    };
    assert_eq!(at("2026-12-01 13:49", Confirmed), ["too_early_to_check_in"]);
    assert!(at("2026-12-01 13:50", Confirmed).is_empty());
    assert!(at("2026-12-01 14:19", Confirmed).is_empty());
    assert_eq!(at("2026-12-01 14:20", Confirmed), ["too_late_to_check_in"]);
    assert_eq!(at("2026-12-01 14:00", Pending), ["not_now"]);
    assert_eq!(at("2026-12-01 14:00", Cancelled), ["booking_ended"]);
    assert_eq!(at("2026-12-01 15:00", Confirmed), ["booking_ended"]);
    let without = judge_check_in(booked(), made_at, Confirmed, &rules(), local("2026-12-01 14:00"));
    assert_eq!(codes(without), ["not_now"]);
}

#[test]
fn who_books_a_quarter_that_has_begun_has_as_long_to_come_as_others() {
    let window = |made_at| check_in_window(booked(), local(made_at), &with_check_in()).unwrap();
    assert_eq!(window("2026-12-01 14:14").1, local("2026-12-01 14:34"));
    // At the latest at the end.
    let short = Quarters::new(booked().from, 2);
    let until = check_in_window(short, local("2026-12-01 14:14"), &with_check_in())
        .unwrap()
        .1;
    assert_eq!(until, local("2026-12-01 14:30"));
}
