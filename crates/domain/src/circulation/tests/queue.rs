use super::support::*;
use crate::catalogue::Spot;
use crate::circulation::{Event, HoldState, Refusal, Route, Stock, UNTIL_THAWED};
use HoldState::{Cancelled, Expired, InTransit, Ready, ToFetch, Waiting};
use chrono::TimeDelta;

#[test]
fn a_copy_at_the_pickup_library_is_taken_before_one_elsewhere() {
    let mut town = Town::new(&[("A1", "oodi"), ("B1", "kallio")]);
    let hold = town.hold(1, "kallio");
    assert_eq!(town.state(&hold), ToFetch);
    assert_eq!(town.the_hold(&hold).copy, Some(barcode("B1")));
    assert_eq!(
        (town.place("B1"), town.place("A1")),
        (Spot::Reserved, Spot::Shelf)
    );
}

#[test]
fn a_reserved_copy_that_is_fetched_at_the_pickup_library_is_ready_for_five_open_days() {
    let mut town = Town::new(&[("A1", "kallio")]);
    let hold = town.hold(1, "kallio");
    let done =
        town.act(|stock, now, hours| stock.check_in(&barcode("A1"), &library("kallio"), &[], now, hours));
    let route = Route::HoldShelf { hold: hold.clone() };
    assert_eq!(
        done.unwrap(),
        (route, vec![Event::HoldReady { hold: hold.clone() }])
    );
    let ready = town.the_hold(&hold);
    assert_eq!((ready.state, ready.ready_at), (Ready, Some(town.now)));
    // Tuesday 2 to Saturday 6 June.
    assert_eq!(ready.pickup_until, Some(utc("2026-06-06T15:00:00Z")));
}

#[test]
fn a_copy_from_elsewhere_travels_and_is_ready_when_it_arrives() {
    let mut town = Town::new(&[("A1", "oodi")]);
    let hold = town.hold(1, "kallio");
    let transit = Route::Transit {
        to: library("kallio"),
        hold: Some(hold.clone()),
    };
    let (route, events) = town.scan_with_events("A1", "oodi");
    let sent = Event::Sent {
        copy: barcode("A1"),
        to: library("kallio"),
    };
    assert_eq!((route, events), (transit.clone(), vec![sent]));
    assert_eq!(town.state(&hold), InTransit);
    // Scanned once more, nothing else happens.
    assert_eq!(town.scan_with_events("A1", "oodi"), (transit, vec![]));
    assert_eq!(town.scan("A1", "kallio"), Route::HoldShelf { hold: hold.clone() });
    assert_eq!(town.state(&hold), Ready);
}

#[test]
fn a_returned_copy_goes_to_the_first_unfrozen_hold() {
    let mut town = Town::new(&[("A1", "kallio")]);
    town.lend("A1", 9, "kallio");
    let (frozen, first, second) = (
        town.hold(1, "kallio"),
        town.hold(2, "kallio"),
        town.hold(3, "kallio"),
    );
    town.act(|stock, now, hours| stock.freeze(&frozen, date("2026-07-01"), now, hours))
        .unwrap();
    assert_eq!(
        town.scan("A1", "kallio"),
        Route::HoldShelf { hold: first.clone() }
    );
    let states = [&frozen, &first, &second].map(|hold| town.state(hold));
    assert_eq!(states, [Waiting, Ready, Waiting]);
}

#[test]
fn a_frozen_hold_keeps_its_place_and_counts() {
    let mut town = Town::new(&[("A1", "kallio")]);
    let loan = town.lend("A1", 9, "kallio");
    let holds = [town.hold(1, "kallio"), town.hold(2, "kallio")];
    town.act(|stock, now, hours| stock.freeze(&holds[0], UNTIL_THAWED, now, hours))
        .unwrap();
    assert_eq!(town.stock.position(&holds[0]), Some(1));
    assert_eq!(town.stock.position(&holds[1]), Some(2));
    assert_eq!(town.stock.position(&hold_id(99)), None);
    town.act(|stock, now, hours| stock.thaw(&holds[0], now, hours))
        .unwrap();
    town.scan("A1", "kallio");
    assert_eq!(town.state(&holds[0]), Ready);
    assert_eq!(town.stock.position(&holds[0]), None);
    assert!(!town.loan(&loan).is_open());
}

#[test]
fn a_freeze_ends_by_itself_on_its_day() {
    let mut town = Town::new(&[("A1", "kallio"), ("B1", "kallio")]);
    town.lend("B1", 9, "kallio");
    let hold = town.hold(1, "kallio");
    town.act(|stock, now, hours| stock.freeze(&hold, date("2026-06-03"), now, hours))
        .unwrap();
    assert_eq!((town.state(&hold), town.place("A1")), (Waiting, Spot::Shelf));
    town.later(1);
    assert_eq!(town.act(Stock::serve), []);
    town.now += TimeDelta::days(1);
    let stale = town.stock.check(date("2026-06-03"));
    assert_eq!(stale, ["a copy is free while a hold waits that it could serve"]);
    town.act(Stock::serve);
    assert_eq!(town.state(&hold), ToFetch);
}

#[test]
fn freezing_gives_the_copy_that_was_to_be_fetched_to_the_next() {
    let mut town = Town::new(&[("A1", "kallio")]);
    let (first, second) = (town.hold(1, "kallio"), town.hold(2, "oodi"));
    town.act(|stock, now, hours| stock.freeze(&first, UNTIL_THAWED, now, hours))
        .unwrap();
    assert_eq!((town.state(&first), town.state(&second)), (Waiting, ToFetch));
    assert_eq!(town.the_hold(&second).copy, Some(barcode("A1")));
}

#[test]
fn what_is_on_its_way_or_ready_can_be_neither_frozen_nor_moved() {
    let mut town = Town::new(&[("A1", "oodi")]);
    let hold = town.hold(1, "kallio");
    for (at, state) in [("oodi", InTransit), ("kallio", Ready)] {
        town.scan("A1", at);
        let frozen = town.act(|stock, now, hours| stock.freeze(&hold, UNTIL_THAWED, now, hours));
        assert_eq!(frozen, Err(vec![Refusal::CannotFreeze { state }]));
        let moved = town.act(|stock, now, hours| stock.move_pickup(&hold, &library("pasila"), now, hours));
        assert_eq!(moved, Err(vec![Refusal::CannotMove { state }]));
    }
}

#[test]
fn a_hold_that_is_fetched_elsewhere_gets_the_copy_that_is_there() {
    let mut town = Town::new(&[("A1", "kallio"), ("B1", "oodi")]);
    let hold = town.hold(1, "kallio");
    assert_eq!(town.the_hold(&hold).copy, Some(barcode("A1")));
    town.act(|stock, now, hours| stock.move_pickup(&hold, &library("oodi"), now, hours))
        .unwrap();
    assert_eq!(town.the_hold(&hold).copy, Some(barcode("B1")));
    assert_eq!(town.place("A1"), Spot::Shelf);
}

#[test]
fn a_ready_hold_that_is_cancelled_is_ready_at_once_for_the_next_at_the_same_library() {
    let mut town = Town::new(&[("A1", "kallio")]);
    let (first, second) = (town.hold(1, "kallio"), town.hold(2, "kallio"));
    town.scan("A1", "kallio");
    let events = town.cancel(&first);
    assert_eq!((town.state(&first), town.state(&second)), (Cancelled, Ready));
    assert_eq!(town.the_hold(&first).copy, None);
    let ready = Event::HoldReady { hold: second };
    assert_eq!(events, [Event::HoldCancelled { hold: first }, ready]);
}

#[test]
fn a_hold_that_was_given_up_by_mistake_has_its_place_again_for_ten_minutes() {
    let mut town = Town::new(&[("A1", "kallio")]);
    town.lend("A1", 9, "kallio");
    let (first, second) = (town.hold(1, "kallio"), town.hold(2, "kallio"));
    town.cancel(&first);
    assert_eq!(town.stock.position(&second), Some(1));
    let restore = |town: &mut Town, hold: &crate::circulation::Hold| {
        town.act(|stock, now, hours| stock.restore_hold(&person(1), hold.clone(), now, hours))
    };
    let given_up = town.the_hold(&first).clone();
    town.now += TimeDelta::minutes(10);
    restore(&mut town, &given_up).unwrap();
    assert_eq!(
        (town.stock.position(&first), town.stock.position(&second)),
        (Some(1), Some(2))
    );
    assert_eq!(restore(&mut town, &given_up), Err(vec![Refusal::AlreadyHeld]));
    town.cancel(&first);
    let given_up = town.the_hold(&first).clone();
    town.now += TimeDelta::minutes(11);
    assert_eq!(restore(&mut town, &given_up), Err(vec![Refusal::TooLate]));
}

#[test]
fn a_hold_that_was_ready_when_it_was_given_up_is_over() {
    let mut town = Town::new(&[("A1", "kallio")]);
    let first = town.hold(1, "kallio");
    town.scan("A1", "kallio");
    town.cancel(&first);
    let given_up = town.the_hold(&first).clone();
    let restored = town.act(|stock, now, hours| stock.restore_hold(&person(1), given_up, now, hours));
    assert_eq!(restored, Err(vec![Refusal::TooLate]));
}

#[test]
fn a_ready_hold_that_is_cancelled_is_taken_down_for_the_next_elsewhere_or_for_nobody() {
    let mut town = Town::new(&[("A1", "kallio")]);
    let (first, second) = (town.hold(1, "kallio"), town.hold(2, "oodi"));
    town.scan("A1", "kallio");
    assert!(!town.copy("A1").old_slip);
    town.cancel(&first);
    assert_eq!((town.state(&second), town.place("A1")), (ToFetch, Spot::Reserved));
    assert!(
        town.copy("A1").old_slip,
        "it stands on the hold shelf of another library"
    );
    let events = town.cancel(&second);
    let item = town.stock.item.clone();
    assert_eq!(
        events,
        [Event::HoldCancelled { hold: second }, Event::Freed { item }]
    );
    assert_eq!(town.place("A1"), Spot::Shelf);
    assert!(town.copy("A1").old_slip, "nobody has taken it down yet");
    assert_eq!(town.scan("A1", "kallio"), Route::Shelf);
    assert!(!town.copy("A1").old_slip);
}

#[test]
fn a_ready_copy_that_goes_to_the_next_needs_a_new_slip_until_it_is_scanned_or_lent() {
    let mut town = Town::new(&[("A1", "kallio")]);
    let (first, second) = (town.hold(1, "kallio"), town.hold(2, "kallio"));
    town.scan("A1", "kallio");
    town.cancel(&first);
    assert_eq!((town.state(&second), town.place("A1")), (Ready, Spot::HoldShelf));
    assert!(town.copy("A1").old_slip);
    let before = town.stock.clone();
    town.scan("A1", "kallio");
    assert!(!town.copy("A1").old_slip);
    assert_eq!(
        town.stock.changes(&before).holds,
        Vec::<&crate::circulation::Hold>::new()
    );
    town.stock = before;
    town.lend("A1", 2, "kallio");
    assert!(!town.copy("A1").old_slip);
}

#[test]
fn a_copy_that_is_lost_broken_or_sent_on_stands_on_no_hold_shelf() {
    let marked = || {
        let mut town = Town::new(&[("A1", "kallio")]);
        let (first, _) = (town.hold(1, "kallio"), town.hold(2, "oodi"));
        town.scan("A1", "kallio");
        town.cancel(&first);
        assert!(town.copy("A1").old_slip);
        town
    };
    let mut lost = marked();
    lost.act(|stock, now, hours| stock.lost(&barcode("A1"), now, hours))
        .unwrap();
    let mut broken = marked();
    broken
        .act(|stock, now, hours| stock.report_fault(&barcode("A1"), now, hours))
        .unwrap();
    let mut sent = marked();
    sent.scan("A1", "kallio");
    assert_eq!(sent.place("A1"), Spot::Transit);
    for town in [lost, broken, sent] {
        assert!(!town.copy("A1").old_slip, "{:?}", town.place("A1"));
    }
}

#[test]
fn a_hold_that_is_cancelled_on_its_way_goes_on_to_whoever_waits_there() {
    let mut town = Town::new(&[("A1", "oodi")]);
    let (first, second, third) = (
        town.hold(1, "kallio"),
        town.hold(2, "pasila"),
        town.hold(3, "kallio"),
    );
    town.scan("A1", "oodi");
    town.cancel(&first);
    // Nobody can turn a van round: the third, not the second.
    assert_eq!((town.state(&second), town.state(&third)), (Waiting, InTransit));
    town.cancel(&third);
    assert_eq!(town.place("A1"), Spot::Transit);
    let route = Route::Transit {
        to: library("pasila"),
        hold: Some(second),
    };
    assert_eq!(town.scan("A1", "kallio"), route);
}

#[test]
fn what_is_not_fetched_in_time_goes_to_the_next() {
    let mut town = Town::new(&[("A1", "kallio")]);
    let (first, second) = (town.hold(1, "kallio"), town.hold(2, "kallio"));
    town.scan("A1", "kallio");
    town.now = utc("2026-06-06T14:59:59Z");
    assert_eq!(town.act(Stock::expire_due), []);
    town.now = utc("2026-06-06T15:00:00Z");
    let events = town.act(Stock::expire_due);
    assert_eq!((town.state(&first), town.state(&second)), (Expired, Ready));
    assert_eq!(town.the_hold(&first).ended_at, Some(town.now));
    assert_eq!(events[0], Event::HoldExpired { hold: first });
    assert_eq!(
        town.the_hold(&second).pickup_until,
        Some(utc("2026-06-12T15:00:00Z"))
    );
}

#[test]
fn who_is_not_served_by_the_last_day_they_named_waits_no_longer() {
    let mut town = Town::new(&[("A1", "kallio")]);
    town.lend("A1", 9, "kallio");
    let hold = town.hold(1, "kallio");
    let last = Some(date("2026-06-03"));
    town.act(|stock, now, hours| stock.set_not_after(&hold, last, now, hours))
        .unwrap();
    town.later(2);
    assert_eq!(town.act(Stock::expire_due), []);
    town.later(1);
    assert_eq!(town.scan("A1", "kallio"), Route::Shelf);
    let events = town.act(Stock::expire_due);
    // Nothing was left lying that it could be blamed for.
    assert_eq!(events, [Event::HoldLapsed { hold: hold.clone() }]);
    assert_eq!(town.state(&hold), Expired);
}

#[test]
fn nothing_expires_on_a_day_whose_hours_are_not_known() {
    let mut town = Town::new(&[("A1", "kallio")]);
    let hold = town.hold(1, "kallio");
    // Until 2 June.
    town.days.truncate(33);
    town.scan("A1", "kallio");
    assert!(town.the_hold(&hold).pickup_unverified);
    town.now = utc("2026-06-20T09:00:00Z");
    assert_eq!(town.act(Stock::expire_due), []);
    assert_eq!(town.act(Stock::recompute), [], "nobody knows more");
    // Once the hours are known it is kept until the next day that is open.
    town.days = hours("2026-05-01", 400, &["2026-06-20"]);
    town.act(Stock::recompute);
    let kept = town.the_hold(&hold);
    assert_eq!(
        (kept.pickup_until, kept.pickup_unverified),
        (Some(utc("2026-06-22T15:00:00Z")), false)
    );
    town.now = utc("2026-06-22T15:00:00Z");
    assert_eq!(town.act(Stock::expire_due)[0], Event::HoldExpired { hold });
}

#[test]
fn the_time_of_a_hold_does_not_run_until_its_person_has_been_told() {
    let mut town = Town::new(&[("A1", "kallio")]);
    let hold = town.hold(1, "kallio");
    town.scan("A1", "kallio");
    let untold = [hold.clone()];
    let count = |town: &mut Town| town.act(|stock, now, hours| stock.count_anew(&untold, now, hours));
    assert_eq!(count(&mut town), [], "on the same day nothing changes");
    for day in 1..3 {
        town.later(1);
        let events = count(&mut town);
        assert!(
            events.len() == 1 && town.act(Stock::expire_due).is_empty(),
            "{day}"
        );
    }
    // 3 June: five open days from there.
    let until = utc("2026-06-09T15:00:00Z");
    assert_eq!(town.the_hold(&hold).pickup_until, Some(until));
    assert_eq!(
        town.act(|stock, now, hours| stock.count_anew(&[], now, hours)),
        []
    );
    town.now = until;
    assert_eq!(town.act(Stock::expire_due)[0], Event::HoldExpired { hold });
}

#[test]
fn whoever_cannot_be_told_keeps_a_thing_for_two_pickup_times_and_then_the_next_has_it() {
    let mut town = Town::new(&[("A1", "kallio")]);
    let (hold, next) = (town.hold(1, "kallio"), town.hold(2, "kallio"));
    town.scan("A1", "kallio");
    let untold = [hold.clone()];
    // Ready on 1 June: ten open days, Sundays are none.
    let until = utc("2026-06-12T15:00:00Z");
    while town.now < until {
        town.act(|stock, now, hours| stock.count_anew(&untold, now, hours));
        assert_eq!(town.act(Stock::expire_due), []);
        assert!(town.the_hold(&hold).pickup_until <= Some(until));
        town.later(1);
    }
    assert_eq!(town.the_hold(&hold).pickup_until, Some(until));
    let events = town.act(Stock::expire_due);
    assert_eq!(events[0], Event::HoldExpired { hold });
    assert_eq!(town.state(&next), Ready);
}

#[test]
fn what_stays_in_its_library_is_fetched_there_and_each_library_has_its_own_queue() {
    let mut town = Town::new(&[("A1", "kallio"), ("B1", "oodi")]).with(|stock| stock.rules.home_only = true);
    town.lend("A1", 8, "kallio");
    let libraries = vec![library("kallio"), library("oodi")];
    let refused = town.try_hold(&person(1), "pasila");
    assert_eq!(refused, Err(vec![Refusal::PickupNotPossible { libraries }]));
    let (kallio, other) = (town.hold(1, "kallio"), town.hold(2, "oodi"));
    assert_eq!((town.state(&kallio), town.state(&other)), (Waiting, ToFetch));
    let third = town.hold(3, "oodi");
    assert_eq!(town.stock.position(&kallio), Some(1));
    assert_eq!(town.stock.position(&third), Some(1));
    let lengths = ["kallio", "oodi", "pasila"].map(|at| town.stock.queue_length(&library(at)));
    assert_eq!(
        lengths,
        [1, 1, 0],
        "the place and the length are of the same queue"
    );
    // Returned in the wrong place it goes home, where somebody waits.
    let route = Route::Transit {
        to: library("kallio"),
        hold: Some(kallio.clone()),
    };
    assert_eq!(town.scan("A1", "oodi"), route);
    town.cancel(&kallio);
    let home = Route::Transit {
        to: library("kallio"),
        hold: None,
    };
    assert_eq!(town.scan("A1", "oodi"), home);
    assert_eq!(town.scan("A1", "kallio"), Route::Shelf);
}

#[test]
fn of_two_copies_that_come_free_at_once_the_one_on_the_right_hold_shelf_is_taken() {
    let mut town = Town::new(&[("A1", "oodi"), ("B1", "kallio")]);
    town.hold(1, "oodi");
    town.hold(2, "kallio");
    let third = town.hold(3, "kallio");
    town.scan("A1", "oodi");
    town.scan("B1", "kallio");
    town.later(10);
    town.act(Stock::expire_due);
    assert_eq!(town.the_hold(&third).copy, Some(barcode("B1")));
    assert_eq!((town.state(&third), town.place("A1")), (Ready, Spot::Shelf));
}

#[test]
fn a_copy_that_was_ready_for_the_only_one_is_taken_down_to_the_shelf() {
    let mut town = Town::new(&[("A1", "kallio")]);
    let hold = town.hold(1, "kallio");
    town.scan("A1", "kallio");
    let events = town.cancel(&hold);
    let item = town.stock.item.clone();
    assert_eq!(events, [Event::HoldCancelled { hold }, Event::Freed { item }]);
    assert!(town.copy("A1").old_slip);
}

#[test]
fn a_copy_that_nobody_has_fetched_by_the_last_day_stays_on_its_shelf() {
    let mut town = Town::new(&[("A1", "kallio")]);
    let hold = town.hold(1, "oodi");
    let last = Some(date("2026-06-03"));
    town.act(|stock, now, hours| stock.set_not_after(&hold, last, now, hours))
        .unwrap();
    town.later(3);
    town.act(Stock::expire_due);
    assert_eq!((town.state(&hold), town.place("A1")), (Expired, Spot::Shelf));
}
