use super::support::*;
use crate::catalogue::Spot;
use crate::circulation::{Borrower, HoldState, Refusal};
use crate::problem::FieldError;

#[test]
fn everything_that_stands_against_a_hold_is_told_at_once() {
    let mut town = Town::new(&[("A1", "kallio"), ("B1", "kallio")]).with(|stock| {
        stock.rules.min_age = Some(18);
        stock.rules.home_only = true;
    });
    let who = person(1);
    town.try_hold(&who, "kallio").unwrap();
    town.try_lend("B1", &person(2), "kallio").unwrap();
    let nobody = Borrower {
        born: None,
        blocked: true,
        disabled: true,
        holds: 100,
        ..who
    };
    let yesterday = Some(date("2026-05-31"));
    let refused = town.act(|stock, now, hours| {
        stock.place_hold(&nobody, &library("oodi"), yesterday, hold_id(50), now, hours)
    });
    let libraries = vec![library("kallio")];
    let expected = vec![
        Refusal::Blocked,
        Refusal::CardDisabled,
        Refusal::AgeUnknown { age: 18 },
        Refusal::TooManyHolds { limit: 100 },
        Refusal::AlreadyHeld,
        Refusal::PickupNotPossible { libraries },
        Refusal::DatePassed,
    ];
    assert_eq!(refused, Err(expected));
}

#[test]
fn who_has_it_at_home_does_not_queue_for_it() {
    let mut town = Town::new(&[("A1", "kallio")]);
    town.lend("A1", 1, "kallio");
    assert_eq!(
        town.try_hold(&person(1), "kallio"),
        Err(vec![Refusal::AlreadyBorrowed])
    );
}

#[test]
fn nobody_queues_for_what_is_lent_no_more() {
    let mut town = Town::new(&[("A1", "kallio")]).with(|stock| stock.copies[0].place = Spot::Missing);
    assert_eq!(town.try_hold(&person(1), "kallio"), Err(vec![Refusal::NoCopies]));
    // What is being repaired will be lent again.
    town.stock.copies[0].place = Spot::Repair;
    town.hold(1, "kallio");
}

#[test]
fn everything_that_stands_against_a_loan_is_told_at_once() {
    let mut town = Town::new(&[("A1", "kallio")]).with(|stock| {
        stock.rules.min_age = Some(15);
        stock.rules.home_only = true;
        stock.copies[0].place = Spot::Repair;
        stock.copies[0].faulty = true;
    });
    let who = Borrower {
        born: Some(date("2011-06-02")),
        blocked: true,
        disabled: true,
        loans: 100,
        longest_overdue_days: 29,
        ..person(1)
    };
    let expected = vec![
        Refusal::Blocked,
        Refusal::CardDisabled,
        Refusal::TooYoung { age: 15 },
        Refusal::TooManyLoans { limit: 100 },
        Refusal::LongOverdue { days: 29 },
        Refusal::PickupNotPossible {
            libraries: vec![library("kallio")],
        },
        Refusal::FaultReported,
        Refusal::InRepair,
    ];
    assert_eq!(town.try_lend("A1", &who, "oodi"), Err(expected));
}

#[test]
fn at_every_limit_there_is_still_room() {
    let mut town = Town::new(&[("A1", "kallio")]).with(|stock| stock.rules.min_age = Some(15));
    let who = Borrower {
        born: Some(date("2011-06-01")),
        loans: 99,
        longest_overdue_days: 28,
        ..person(1)
    };
    town.try_lend("A1", &who, "kallio").unwrap();
}

#[test]
fn a_copy_that_is_elsewhere_is_not_lent() {
    let mut town = Town::new(&[("A1", "kallio")]);
    for (place, refusal) in [
        (Spot::Missing, Refusal::Missing),
        (Spot::Withdrawn, Refusal::Withdrawn),
        (Spot::Repair, Refusal::InRepair),
    ] {
        town.stock.copies[0].place = place;
        assert_eq!(
            town.try_lend("A1", &person(1), "kallio"),
            Err(vec![refusal]),
            "{place:?}"
        );
    }
    assert_eq!(
        town.try_lend("Z1", &person(1), "kallio"),
        Err(vec![Refusal::UnknownCopy])
    );
}

#[test]
fn what_is_not_there_or_over_is_said_to_be() {
    let mut town = Town::new(&[("A1", "kallio")]);
    let (hold, loan) = (hold_id(7), loan_id(7));
    let unknown = town.act(|stock, now, hours| stock.cancel(&hold, now, hours));
    assert_eq!(unknown, Err(vec![Refusal::UnknownHold]));
    assert_eq!(town.renew(&loan), Err(vec![Refusal::NotLent]));
    let hold = town.hold(1, "kallio");
    town.cancel(&hold);
    let over = town.act(|stock, now, hours| stock.thaw(&hold, now, hours));
    assert_eq!(over, Err(vec![Refusal::AlreadyEnded]));
}

#[test]
fn a_freeze_ends_in_the_future() {
    let mut town = Town::new(&[("A1", "kallio")]);
    let hold = town.hold(1, "kallio");
    let today = town.act(|stock, now, hours| stock.freeze(&hold, date("2026-06-01"), now, hours));
    assert_eq!(today, Err(vec![Refusal::PauseTooShort]));
    let yesterday = Some(date("2026-05-31"));
    let over = town.act(|stock, now, hours| stock.set_not_after(&hold, yesterday, now, hours));
    assert_eq!(over, Err(vec![Refusal::DatePassed]));
}

#[test]
fn a_day_that_is_refused_is_named_like_the_field_in_which_it_stands() {
    for (refusal, field) in [
        (Refusal::DatePassed, "not_after"),
        (Refusal::PauseTooShort, "frozen_until"),
        (Refusal::PickupNotPossible { libraries: vec![] }, "pickup_library"),
    ] {
        assert_eq!(refusal.field(), field);
    }
}

/// One of each.
fn all() -> Vec<Refusal> {
    let (limit, age, days, count, state) = (1, 1, 1, 1, HoldState::Ready);
    let libraries = vec![library("kallio")];
    vec![
        Refusal::AlreadyHeld,
        Refusal::AlreadyBorrowed,
        Refusal::TooManyHolds { limit },
        Refusal::TooManyLoans { limit },
        Refusal::NoCopies,
        Refusal::PickupNotPossible { libraries },
        Refusal::DatePassed,
        Refusal::PauseTooShort,
        Refusal::TooLate,
        Refusal::TooYoung { age },
        Refusal::AgeUnknown { age },
        Refusal::Blocked,
        Refusal::CardDisabled,
        Refusal::LongOverdue { days },
        Refusal::ReservedForOther,
        Refusal::OnLoan,
        Refusal::InRepair,
        Refusal::NotInRepair,
        Refusal::Missing,
        Refusal::Withdrawn,
        Refusal::UnknownCopy,
        Refusal::UnknownHold,
        Refusal::OthersWaiting { count },
        Refusal::RenewalsUsed { limit },
        Refusal::Overdue { days },
        Refusal::AskedBack,
        Refusal::FaultReported,
        Refusal::CannotFreeze { state },
        Refusal::CannotMove { state },
        Refusal::NotLent,
        Refusal::AlreadyEnded,
    ]
}

#[test]
fn every_refusal_has_a_code_of_its_own_a_field_and_a_sentence() {
    let all = all();
    let mut codes: Vec<&str> = all.iter().map(Refusal::code).collect();
    codes.sort_unstable();
    codes.dedup();
    assert_eq!(codes.len(), all.len());
    for refusal in &all {
        let error = FieldError::from(refusal);
        assert!(!error.field.is_empty() && error.detail.len() > 9, "{refusal:?}");
        let json = serde_json::to_value(refusal).unwrap();
        assert_eq!(json["code"], refusal.code());
    }
}

#[test]
fn every_state_has_a_code_of_its_own() {
    for state in HoldState::ALL {
        assert_eq!(HoldState::from_code(state.code()), Some(state));
        assert_eq!(serde_json::to_value(state).unwrap(), state.code());
        assert!(state.is_live() || !state.has_copy());
    }
    assert_eq!(HoldState::from_code("Ready"), None);
}
