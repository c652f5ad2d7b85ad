use super::support::*;
use crate::catalogue::Spot;
use crate::circulation::calendar::Calendars;
use crate::circulation::{Event, HoldState, Refusal, Stock};
use crate::id::LoanId;
use chrono::Days;

#[test]
fn a_renewal_counts_from_the_due_day_and_from_today_if_that_is_over() {
    let mut town = Town::new(&[("A1", "kallio")]);
    let loan = town.lend("A1", 1, "kallio");
    let before = town.loan(&loan).due_at;
    assert_eq!(
        town.renew(&loan),
        Ok(vec![Event::Renewed {
            loan: loan.clone(),
            before
        }])
    );
    // 15 + 14 = Monday 29 June.
    assert_eq!(town.loan(&loan).due_at, utc("2026-06-29T15:00:00Z"));
    town.now = utc("2026-07-03T09:00:00Z");
    town.renew(&loan).unwrap();
    let renewed = town.loan(&loan);
    assert_eq!(renewed.due_at, utc("2026-07-17T15:00:00Z"));
    assert_eq!(
        (renewed.renewals, renewed.promised_until),
        (2, utc("2026-07-17T15:00:00Z"))
    );
    assert_eq!(town.renew(&loan), Err(vec![Refusal::RenewalsUsed { limit: 2 }]));
}

#[test]
fn a_loan_can_be_renewed_within_the_days_of_grace_only() {
    let mut town = Town::new(&[("A1", "kallio")]);
    let loan = town.lend("A1", 1, "kallio");
    town.now = utc("2026-06-23T09:00:00Z");
    assert_eq!(town.renew(&loan), Err(vec![Refusal::Overdue { days: 8 }]));
    town.now = utc("2026-06-22T09:00:00Z");
    town.renew(&loan).unwrap();
}

#[test]
fn who_waits_stops_a_renewal_unless_frozen_or_served() {
    let mut town = Town::new(&[("A1", "kallio"), ("B1", "kallio")]);
    let loan = town.lend("A1", 1, "kallio");
    let served = town.hold(2, "kallio");
    town.renew(&loan).unwrap();
    let waiting = town.hold(3, "kallio");
    assert_eq!(town.renew(&loan), Err(vec![Refusal::OthersWaiting { count: 1 }]));
    town.act(|stock, now, hours| stock.freeze(&waiting, date("2026-08-01"), now, hours))
        .unwrap();
    town.renew(&loan).unwrap();
    assert_eq!(town.state(&served), HoldState::ToFetch);
}

#[test]
fn everything_that_stands_against_a_renewal_is_told_at_once() {
    let mut town = Town::new(&[("A1", "kallio")]).with(|stock| {
        stock.rules.renewals = 0;
        stock.rules.recall_after_days = Some(7);
    });
    let loan = town.lend("A1", 1, "kallio");
    town.hold(2, "kallio");
    town.act(Stock::recall);
    town.later(30);
    // 8 June, where it was asked back for, to 1 July.
    let expected = vec![
        Refusal::Overdue { days: 23 },
        Refusal::RenewalsUsed { limit: 0 },
        Refusal::AskedBack,
        Refusal::OthersWaiting { count: 1 },
    ];
    assert_eq!(town.renew(&loan), Err(expected));
}

#[test]
fn what_may_be_asked_back_is_guaranteed_for_its_first_days() {
    let mut town = Town::new(&[("A1", "kallio"), ("B1", "kallio")])
        .with(|stock| (stock.rules.days, stock.rules.recall_after_days) = (28, Some(14)));
    let first = town.lend("A1", 1, "kallio");
    town.later(1);
    let second = town.lend("B1", 2, "kallio");
    assert_eq!(town.loan(&first).promised_until, utc("2026-06-15T15:00:00Z"));
    assert_eq!(town.loan(&first).due_at, utc("2026-06-29T15:00:00Z"));
    town.hold(3, "kallio");
    let before = town.loan(&first).due_at;
    let events = town.act(Stock::recall);
    let recalled = Event::Recalled {
        loan: first.clone(),
        before,
    };
    assert_eq!(events, [recalled]);
    assert_eq!(town.loan(&first).due_at, utc("2026-06-15T15:00:00Z"));
    // One loan for each that waits, however often it is asked.
    assert_eq!(town.act(Stock::recall), []);
    assert_eq!(town.loan(&second).recalled_at, None);
    town.hold(4, "oodi");
    town.now = utc("2026-06-24T09:00:00Z");
    town.act(Stock::recall);
    // Its guaranteed time is over: three days, and then the closing time of that Saturday.
    assert_eq!(town.loan(&second).due_at, utc("2026-06-27T15:00:00Z"));
    assert_eq!(town.renew(&second).unwrap_err()[0], Refusal::AskedBack);
}

#[test]
fn nothing_is_asked_back_that_is_guaranteed_throughout() {
    let mut town = Town::new(&[("A1", "kallio")]);
    let loan = town.lend("A1", 1, "kallio");
    town.hold(2, "kallio");
    assert_eq!(town.act(Stock::recall), []);
    assert_eq!(town.loan(&loan).recalled_at, None);
}

#[test]
fn a_loan_that_comes_back_in_three_days_anyhow_is_not_asked_back() {
    let mut town = Town::new(&[("A1", "kallio"), ("B1", "kallio")])
        .with(|stock| stock.rules.recall_after_days = Some(7));
    let loan = town.lend("A1", 1, "kallio");
    town.later(1);
    let later = town.lend("B1", 3, "kallio");
    town.hold(2, "kallio");
    town.now = utc("2026-06-13T09:00:00Z");
    let before = town.stock.clone();
    assert_eq!(town.act(Stock::recall), []);
    assert!(town.stock.changes(&before).is_empty());
    assert_eq!(
        (town.loan(&loan).recalled_at, town.loan(&later).recalled_at),
        (None, None)
    );
    assert_eq!(town.renew(&loan), Err(vec![Refusal::OthersWaiting { count: 1 }]));
}

#[test]
fn nothing_is_late_by_a_day_whose_hours_are_not_known() {
    // Until 2 June.
    let (mut town, loan, _) = with_dates(33);
    town.now = utc("2026-06-20T09:00:00Z");
    assert_eq!(town.loan(&loan).days_late(date("2026-06-20")), 0);
    assert_eq!(town.act(Stock::recompute), [], "nobody knows more");
    town.days = hours("2026-05-01", 400, &["2026-06-20"]);
    town.act(Stock::recompute);
    let settled = town.loan(&loan);
    assert_eq!(
        (settled.due_at, settled.due_unverified),
        (utc("2026-06-22T15:00:00Z"), false)
    );
    assert_eq!(settled.days_late(date("2026-06-23")), 1);
}

#[test]
fn what_was_told_is_outdated_by_the_end_and_by_another_date() {
    let (mut town, loan, hold) = with_dates(400);
    let before = town.stock.clone();
    let outdated = |town: &Town| {
        let (loan_before, hold_before) = (&before.loans[0], &before.holds[0]);
        (
            town.loan(&loan).outdates(loan_before),
            town.the_hold(&hold).outdates(hold_before),
        )
    };
    assert_eq!(outdated(&town), (false, false));
    town.scan("B1", "oodi");
    assert_eq!(outdated(&town), (false, true), "it cannot be fetched any more");
    town.renew(&loan).unwrap();
    assert_eq!(outdated(&town), (true, true));
    town.scan("A1", "kallio");
    town.cancel(&hold);
    assert_eq!(outdated(&town), (true, true));
}

/// A loan due on 15 June and a hold ready until 6 June; then the hours become those of `town`.
fn with_dates(known: usize) -> (Town, LoanId, crate::id::HoldId) {
    let mut town = Town::new(&[("A1", "kallio"), ("B1", "kallio")]);
    town.days.truncate(known);
    let loan = town.lend("A1", 1, "kallio");
    let hold = town.hold(2, "kallio");
    town.scan("B1", "kallio");
    (town, loan, hold)
}

#[test]
fn a_closure_that_is_announced_late_moves_dates_and_says_so_once() {
    let (mut town, loan, hold) = with_dates(400);
    town.days = hours("2026-05-01", 400, &["2026-06-15", "2026-06-16", "2026-06-06"]);
    let events = town.act(Stock::recompute);
    assert_eq!(town.loan(&loan).due_at, utc("2026-06-17T15:00:00Z"));
    assert_eq!(town.loan(&loan).promised_until, town.loan(&loan).due_at);
    assert_eq!(
        town.the_hold(&hold).pickup_until,
        Some(utc("2026-06-08T15:00:00Z"))
    );
    let moved = Event::DueMoved {
        loan: loan.clone(),
        before: utc("2026-06-15T15:00:00Z"),
    };
    let kept = Event::PickupMoved {
        hold: hold.clone(),
        before: utc("2026-06-06T15:00:00Z"),
    };
    assert_eq!(events, [moved, kept]);
    assert_eq!(town.act(Stock::recompute), []);
    // And they stay where they are when the closure is taken back.
    town.days = hours("2026-05-01", 400, &[]);
    assert_eq!(town.act(Stock::recompute), []);
}

#[test]
fn dates_that_are_over_stay_over() {
    let (mut town, loan, hold) = with_dates(400);
    town.now = utc("2026-06-15T16:00:00Z");
    town.days = hours("2026-05-01", 400, &["2026-06-15", "2026-06-06"]);
    let before = town.stock.clone();
    town.act(Stock::recompute);
    assert!(town.stock.changes(&before).is_empty());
    assert!(town.loan(&loan).is_open() && town.state(&hold) == HoldState::Ready);
}

#[test]
fn an_unverified_date_settles_when_its_hours_become_known() {
    // Until 2 June.
    let (mut town, loan, hold) = with_dates(33);
    assert!(town.loan(&loan).due_unverified && town.the_hold(&hold).pickup_unverified);
    assert_eq!(town.loan(&loan).due_at, utc("2026-06-15T17:00:00Z"));
    assert_eq!(town.act(Stock::recompute), []);
    town.days = hours("2026-05-01", 60, &["2026-06-06"]);
    town.act(Stock::recompute);
    // The same day, at its true closing time.
    let known = town.loan(&loan);
    assert_eq!(
        (known.due_at, known.due_unverified),
        (utc("2026-06-15T15:00:00Z"), false)
    );
    assert_eq!(known.promised_until, known.due_at);
    let kept = town.the_hold(&hold);
    assert_eq!(kept.pickup_until, Some(utc("2026-06-08T15:00:00Z")));
    assert!(!kept.pickup_unverified);
}

#[test]
fn a_closed_day_without_a_known_day_after_it_waits_for_the_hours() {
    let (mut town, loan, _) = with_dates(400);
    let before = town.loan(&loan).due_at;
    // 15 June is the last day known, and closed.
    town.days = hours("2026-05-01", 46, &["2026-06-15"]);
    town.act(Stock::recompute);
    assert_eq!(
        (town.loan(&loan).due_at, town.loan(&loan).due_unverified),
        (before, true)
    );
    town.days = hours("2026-05-01", 60, &["2026-06-15"]);
    town.act(Stock::recompute);
    assert_eq!(
        (town.loan(&loan).due_at, town.loan(&loan).due_unverified),
        (utc("2026-06-16T15:00:00Z"), false)
    );
}

#[test]
fn a_library_without_hours_lends_until_eight_in_the_evening() {
    let mut town = Town::new(&[("A1", "kallio")]);
    let who = person(1);
    let at = library("kallio");
    let lend = |stock: &mut Stock, now| {
        stock.check_out(&barcode("A1"), &who, &at, loan_id(1), now, &Calendars::default())
    };
    town.act(|stock, now, _| lend(stock, now)).unwrap();
    let loan = &town.stock.loans[0];
    assert_eq!(
        (loan.due_at, loan.due_unverified),
        (utc("2026-06-15T17:00:00Z"), true)
    );
}

#[test]
fn a_loan_that_is_written_off_leaves_a_missing_copy_that_may_be_found() {
    let mut town = Town::new(&[("A1", "kallio")]);
    let loan = town.lend("A1", 1, "kallio");
    let ended = town
        .act(|stock, now, hours| stock.write_off(&loan, now, hours))
        .unwrap();
    assert_eq!(ended, [Event::WrittenOff { loan: loan.clone() }]);
    assert_eq!(town.place("A1"), Spot::Missing);
    let again = town.act(|stock, now, hours| stock.write_off(&loan, now, hours));
    assert_eq!(again, Err(vec![Refusal::AlreadyEnded]));
    let (route, events) = town.scan_with_events("A1", "oodi");
    let item = town.stock.item.clone();
    assert_eq!(
        (route, events),
        (crate::circulation::Route::Shelf, vec![Event::Freed { item }])
    );
    assert_eq!(town.loan(&loan).returned_at, None);
}

#[test]
fn days_late_are_counted_from_the_due_day() {
    let mut town = Town::new(&[("A1", "kallio")]);
    let loan = town.lend("A1", 1, "kallio");
    let due = date("2026-06-15");
    for (days, late) in [(0, 0), (1, 1), (30, 30)] {
        assert_eq!(town.loan(&loan).days_late(due + Days::new(days)), late);
    }
    assert_eq!(town.loan(&loan).days_late(date("2026-06-01")), 0);
}

#[test]
fn a_hold_is_not_kept_for_less_when_the_rules_become_stricter_and_its_last_day_is_closed() {
    let (mut town, _, hold) = with_dates(400);
    town.stock.rules.pickup_days = 2;
    town.days = hours("2026-05-01", 400, &["2026-06-06"]);
    town.act(Stock::recompute);
    assert_eq!(
        town.the_hold(&hold).pickup_until,
        Some(utc("2026-06-08T15:00:00Z"))
    );
}
