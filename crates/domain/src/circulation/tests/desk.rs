use super::support::*;
use crate::catalogue::{Condition, Spot};
use crate::circulation::calendar::days_late;
use crate::circulation::{Event, HoldState, Refusal, Route};
use chrono::TimeDelta;

#[test]
fn a_loan_is_due_at_closing_time() {
    let mut town = Town::new(&[("A1", "kallio")]);
    let loan = town.lend("A1", 1, "kallio");
    let lent = town.loan(&loan);
    assert_eq!(lent.due_at, utc("2026-06-15T15:00:00Z"));
    assert_eq!(lent.promised_until, lent.due_at);
    assert_eq!((lent.lent_at, lent.renewals), (town.now, 0));
    assert_eq!(town.place("A1"), Spot::OnLoan);
}

#[test]
fn a_copy_that_comes_back_ends_its_loan_and_stands_on_the_shelf_where_it_came_back() {
    let mut town = Town::new(&[("A1", "kallio")]);
    let loan = town.lend("A1", 1, "kallio");
    let (route, events) = town.scan_with_events("A1", "oodi");
    let item = town.stock.item.clone();
    let returned = Event::Returned { loan: loan.clone() };
    assert_eq!(
        (route, events),
        (Route::Shelf, vec![returned, Event::Freed { item }])
    );
    assert_eq!(town.loan(&loan).returned_at, Some(town.now));
    assert_eq!(town.copy("A1").library, library("oodi"));
    // Looked at once more, nothing happens.
    assert_eq!(town.scan_with_events("A1", "oodi"), (Route::Shelf, vec![]));
}

#[test]
fn a_loan_is_late_by_days_and_never_by_a_day_whose_hours_are_not_known() {
    let due = utc("2026-06-15T15:00:00Z");
    for (today, days) in [
        ("2026-06-14", 0),
        ("2026-06-15", 0),
        ("2026-06-16", 1),
        ("2026-06-30", 15),
    ] {
        assert_eq!(days_late(due, false, date(today)), days, "{today}");
        assert_eq!(days_late(due, true, date(today)), 0, "{today}");
    }
    // A service that ends after midnight is still that of the evening before.
    assert_eq!(
        days_late(utc("2026-06-15T23:00:00Z"), false, date("2026-06-16")),
        1
    );
}

#[test]
fn what_did_not_come_back_with_a_copy_is_noted() {
    let mut town = Town::new(&[("A1", "kallio")]);
    let loan = town.lend("A1", 1, "kallio");
    let missing = ["laturi".to_owned()];
    let at = library("kallio");
    town.act(|stock, now, hours| stock.check_in(&barcode("A1"), &at, &missing, now, hours))
        .unwrap();
    assert_eq!(town.loan(&loan).missing, missing);
    assert_eq!(town.copy("A1").condition, Condition::Incomplete);
    assert_eq!(town.place("A1"), Spot::Repair, "it is not lent as it is");
    town.act(|stock, now, hours| stock.solve(&barcode("A1"), &at, now, hours))
        .unwrap();
    assert_eq!(town.copy("A1").condition, Condition::Good);
}

#[test]
fn what_is_found_missing_after_the_return_sets_the_copy_aside_and_whoever_was_promised_it_waits_again() {
    let mut town = Town::new(&[("A1", "kallio")]);
    let loan = town.lend("A1", 1, "kallio");
    let hold = town.hold(2, "oodi");
    assert!(matches!(town.scan("A1", "kallio"), Route::Transit { .. }));
    let (missing, at) = (["laturi".to_owned()], library("kallio"));
    let done = town.act(|stock, now, hours| stock.check_in(&barcode("A1"), &at, &missing, now, hours));
    assert_eq!(
        done,
        Ok((Route::Repair, vec![Event::HoldBack { hold: hold.clone() }]))
    );
    assert_eq!(
        (
            town.place("A1"),
            town.copy("A1").library.clone(),
            town.state(&hold)
        ),
        (Spot::Repair, at, HoldState::Waiting)
    );
    assert!(!town.loan(&loan).is_open());
}

#[test]
fn a_ready_hold_becomes_a_loan() {
    let mut town = Town::new(&[("A1", "kallio")]);
    let hold = town.hold(1, "kallio");
    town.scan("A1", "kallio");
    let loan = town.lend("A1", 1, "kallio");
    let ended = town.the_hold(&hold);
    assert_eq!((ended.state, ended.ended_at), (HoldState::Loaned, Some(town.now)));
    assert_eq!(ended.copy, Some(barcode("A1")));
    assert!(town.loan(&loan).is_open());
}

#[test]
fn who_borrows_another_copy_needs_the_reserved_one_no_more() {
    let mut town = Town::new(&[("A1", "oodi"), ("B1", "kallio")]);
    town.lend("B1", 9, "kallio");
    let (first, second) = (town.hold(1, "oodi"), town.hold(2, "oodi"));
    town.scan("A1", "oodi");
    // B1 comes back and goes to the second; now the first finds A1 ready, but a third copy on the shelf.
    town.scan("B1", "kallio");
    town.stock.copies.push(copy("C1", "kallio"));
    town.lend("C1", 1, "kallio");
    assert_eq!(town.state(&first), HoldState::Loaned);
    assert_eq!(town.state(&second), HoldState::InTransit);
    assert_eq!(town.place("A1"), Spot::Shelf);
}

#[test]
fn a_copy_reserved_for_another_is_lent_only_if_another_copy_takes_its_place() {
    let mut town = Town::new(&[("A1", "kallio"), ("B1", "oodi")]);
    let hold = town.hold(1, "kallio");
    town.lend("A1", 2, "kallio");
    assert_eq!(town.the_hold(&hold).copy, Some(barcode("B1")));
    let before = town.stock.clone();
    let refused = town.try_lend("B1", &person(3), "oodi");
    assert_eq!(refused, Err(vec![Refusal::ReservedForOther]));
    assert!(town.stock.changes(&before).is_empty());
    // Nor when it is ready, whatever else is free.
    town.scan("B1", "kallio");
    town.stock.copies.push(copy("C1", "kallio"));
    let refused = town.try_lend("B1", &person(3), "kallio");
    assert_eq!(refused, Err(vec![Refusal::ReservedForOther]));
}

#[test]
fn two_can_change_places_at_the_desk() {
    let mut town = Town::new(&[("A1", "kallio"), ("B1", "kallio")]);
    let (first, second) = (town.hold(1, "kallio"), town.hold(2, "kallio"));
    town.lend("B1", 1, "kallio");
    assert_eq!(town.state(&first), HoldState::Loaned);
    assert_eq!(town.the_hold(&second).copy, Some(barcode("A1")));
}

#[test]
fn a_copy_that_another_system_lent_comes_back_like_any_other() {
    let mut town = Town::new(&[("A1", "kallio")]).with(|stock| {
        stock.copies[0].place = Spot::OnLoan;
        stock.copies[0].foreign_due = Some(date("2026-06-10"));
    });
    let refused = town.try_lend("A1", &person(1), "kallio");
    assert_eq!(refused, Err(vec![Refusal::OnLoan]));
    assert_eq!(town.scan("A1", "kallio"), Route::Shelf);
    assert_eq!(town.copy("A1").foreign_due, None);
}

#[test]
fn a_ready_copy_that_was_carried_elsewhere_is_sent_back() {
    let mut town = Town::new(&[("A1", "kallio")]);
    let hold = town.hold(1, "kallio");
    town.scan("A1", "kallio");
    let (route, events) = town.scan_with_events("A1", "oodi");
    let to = library("kallio");
    let expected = Route::Transit {
        to,
        hold: Some(hold.clone()),
    };
    assert_eq!(route, expected);
    // It is neither broken nor lost.
    assert_eq!(events[0], Event::HoldAway { hold: hold.clone() });
    assert_eq!(town.the_hold(&hold).pickup_until, None);
}

#[test]
fn what_differs_is_told_and_what_is_undone_is_gone() {
    let mut town = Town::new(&[("A1", "kallio"), ("B1", "kallio")]);
    let hold = town.hold(1, "kallio");
    let before = town.stock.clone();
    let loan = town.lend("A1", 1, "kallio");
    let changes = town.stock.changes(&before);
    assert_eq!(
        (changes.copies.len(), changes.holds.len(), changes.loans.len()),
        (1, 1, 1)
    );
    assert!(changes.gone_loans.is_empty() && changes.gone_holds.is_empty());
    let undone = before.changes(&town.stock);
    assert_eq!((undone.gone_loans, undone.holds.len()), (vec![&loan], 1));
    let mut kept = town.stock.clone();
    kept.forget_ended();
    assert_eq!((kept.holds.len(), kept.loans.len()), (0, 1));
    assert_eq!(kept.changes(&town.stock).gone_holds, [&hold]);
}

#[test]
fn a_stock_is_the_same_after_it_was_written_and_read() {
    let mut town = Town::new(&[("A1", "kallio"), ("B1", "oodi")]);
    town.lend("A1", 1, "kallio");
    town.hold(2, "kallio");
    town.now += TimeDelta::seconds(1);
    let json = serde_json::to_string(&town.stock).unwrap();
    assert_eq!(
        serde_json::from_str::<crate::circulation::Stock>(&json).unwrap(),
        town.stock
    );
    // As terms were written before there was lending.
    let old = json.replace(
        ",\"pickup_days\":5,\"recall_after_days\":null,\"spread_returns\":false",
        "",
    );
    assert_ne!(old, json);
    assert_eq!(
        serde_json::from_str::<crate::circulation::Stock>(&old).unwrap(),
        town.stock
    );
}

#[cfg(feature = "wire")]
#[test]
fn the_browser_reads_terms_holds_loans_and_routes_as_the_server_writes_them() {
    use crate::catalogue::LoanRules;
    use crate::circulation::{Hold, Loan};
    fn json(value: &impl serde::Serialize) -> String {
        serde_json::to_string(value).unwrap()
    }
    let mut town = Town::new(&[("A1", "kallio"), ("B1", "oodi")]);
    town.lend("A1", 1, "kallio");
    let hold = town.hold(2, "kallio");
    assert_eq!(
        crate::wire::read::<Hold>(&json(&town.stock.holds[0])).as_ref(),
        town.stock.holds.first()
    );
    assert_eq!(
        crate::wire::read::<Loan>(&json(&town.stock.loans[0])).as_ref(),
        town.stock.loans.first()
    );
    let to = library("kallio");
    let route = Route::Transit { to, hold: Some(hold) };
    assert_eq!(crate::wire::read::<Route>(&json(&route)), Some(route));
    let old = json(&rules()).replace(
        ",\"pickup_days\":5,\"recall_after_days\":null,\"spread_returns\":false",
        "",
    );
    assert_eq!(crate::wire::read::<LoanRules>(&old), Some(rules()));
}
