use super::support::*;
use crate::busy::Quarters;
use crate::rooms::rules::{Booker, Own};
use crate::rooms::{Period, Refusal, Scope};
use chrono::NaiveDate;

fn asked() -> Quarters {
    when("2026-12-01 10:00", 60)
}

fn has(bookings: Vec<Own>) -> Booker {
    Booker {
        bookings,
        ..Booker::default()
    }
}

#[test]
fn who_is_blocked_or_whose_card_is_disabled_books_nothing() {
    let booker = Booker {
        blocked: true,
        disabled: true,
        ..Booker::default()
    };
    let scene = Scene::new().booked_by(booker);
    assert_eq!(scene.reasons(asked()), ["card_disabled", "blocked_to_book"]);
    assert!(scene.judge(asked()).iter().all(|one| one.instead.is_none()));
    // Nor is it forgotten where the time is none.
    let none = Quarters::new(asked().from, 0);
    let full = quota(Scope::Account, Period::Day, Some(0), None);
    let booker = Booker {
        bookings: vec![own("oodi-1", when("2026-12-01 09:30", 60))],
        quotas: vec![full],
        ..scene.booker.clone().unwrap()
    };
    let scene = scene.booked_by(booker);
    let reasons = ["not_quarters", "card_disabled", "blocked_to_book"];
    assert_eq!(scene.reasons(none), reasons);
}

#[test]
fn the_age_is_that_on_the_day_of_the_booking() {
    let born = |born: Option<&str>| {
        let booker = Booker {
            born: born.map(date),
            ..Booker::default()
        };
        let scene = Scene::new().booked_by(booker);
        scene.ruled(|rules| rules.min_age = Some(15)).reasons(asked())
    };
    assert_eq!(born(None), ["age_unknown"]);
    assert_eq!(born(Some("2011-12-02")), ["too_young_to_book"]);
    assert!(born(Some("2011-12-01")).is_empty());
    assert_eq!(born(Some("2030-12-01")), ["too_young_to_book"]);
}

#[test]
fn a_machine_that_has_to_be_learned_is_booked_until_the_last_day_on_which_that_counts() {
    let laser = || induction("laser-cutter");
    let learned = |inductions: Vec<(_, Option<NaiveDate>)>| {
        let booker = Booker {
            inductions,
            ..Booker::default()
        };
        let scene = Scene::new().booked_by(booker);
        let scene = scene.ruled(|rules| rules.induction = Some(laser()));
        scene.judge(asked()).pop().map(|one| one.refusal)
    };
    let missing = Refusal::InductionMissing {
        induction: laser(),
        library: library("kallio"),
    };
    assert_eq!(learned(vec![(induction("sewing"), None)]), Some(missing));
    let until = date("2026-11-30");
    let expired = Refusal::InductionExpired {
        induction: laser(),
        until,
    };
    assert_eq!(learned(vec![(laser(), Some(until))]), Some(expired));
    assert_eq!(learned(vec![(laser(), Some(date("2026-12-01")))]), None);
    assert_eq!(learned(vec![(laser(), None)]), None);
    assert_eq!(learned(vec![(laser(), Some(until)), (laser(), None)]), None);
}

#[test]
fn nobody_has_two_rooms_at_the_same_time_unless_one_of_them_allows_it() {
    let scene = |bookings| Scene::new().booked_by(has(bookings));
    let met = || own("oodi-1", when("2026-12-01 10:45", 60));
    let refused = scene(vec![met()]).judge(asked()).remove(0);
    let same_time = Refusal::SameTime { room: room("oodi-1") };
    assert_eq!(refused.refusal, same_time);
    assert_eq!(refused.instead, Some(when("2026-12-01 09:45", 60)));
    assert!(
        scene(vec![own("oodi-1", when("2026-12-01 11:00", 60))])
            .reasons(asked())
            .is_empty()
    );
    let beside = Own {
        beside_others: true,
        ..met()
    };
    assert!(scene(vec![beside]).reasons(asked()).is_empty());
    let scene = scene(vec![met()]).ruled(|rules| rules.beside_others = true);
    assert!(scene.reasons(asked()).is_empty());
}

#[test]
fn each_room_that_somebody_has_at_the_same_time_is_told_once() {
    let bookings = vec![
        own("oodi-1", when("2026-12-01 09:30", 60)),
        own("oodi-2", when("2026-12-01 10:45", 60)),
        own("oodi-1", when("2026-12-01 10:30", 15)),
    ];
    let scene = Scene::new().booked_by(has(bookings));
    assert_eq!(scene.reasons(asked()), ["same_time", "same_time"]);
    assert_eq!(
        scene.instead(asked(), "same_time"),
        Some(when("2026-12-01 08:30", 60))
    );
}

#[test]
fn who_has_the_room_already_is_told_so_and_not_that_somebody_else_has_it() {
    let booker = has(vec![own("kallio-1", asked())]);
    let scene = Scene::new().taken(asked()).booked_by(booker);
    assert_eq!(scene.reasons(asked()), ["same_time"]);
    let scene = scene.ruled(|rules| rules.beside_others = true);
    assert_eq!(scene.reasons(asked()), ["slot_taken"]);
}
