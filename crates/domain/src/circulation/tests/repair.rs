use super::support::*;
use crate::catalogue::Spot;
use crate::circulation::{Event, HoldState, Refusal, Route};
use HoldState::{InTransit, Ready, ToFetch, Waiting};

#[test]
fn whoever_was_promised_a_broken_copy_is_first_again() {
    let mut town = Town::new(&[("A1", "kallio"), ("B1", "kallio")]);
    town.lend("B1", 9, "kallio");
    let (first, second) = (town.hold(1, "kallio"), town.hold(2, "kallio"));
    town.scan("A1", "kallio");
    let events = town
        .act(|stock, now, hours| stock.report_fault(&barcode("A1"), now, hours))
        .unwrap();
    assert_eq!(events, [Event::HoldBack { hold: first.clone() }]);
    assert_eq!((town.place("A1"), town.state(&first)), (Spot::Repair, Waiting));
    assert_eq!(town.stock.position(&first), Some(1));
    town.scan("B1", "kallio");
    assert_eq!((town.state(&first), town.state(&second)), (Ready, Waiting));
    let done = town.act(|stock, now, hours| stock.solve(&barcode("A1"), &library("kallio"), now, hours));
    assert_eq!(done.unwrap().0, Some(Route::HoldShelf { hold: second }));
    assert!(!town.copy("A1").faulty);
}

#[test]
fn a_fault_that_is_reported_from_home_sends_the_copy_to_repair_when_it_comes_back() {
    let mut town = Town::new(&[("A1", "kallio")]);
    let loan = town.lend("A1", 1, "kallio");
    town.act(|stock, now, hours| stock.report_fault(&barcode("A1"), now, hours))
        .unwrap();
    assert_eq!(town.renew(&loan), Err(vec![Refusal::FaultReported]));
    let hold = town.hold(2, "kallio");
    assert_eq!(town.scan("A1", "oodi"), Route::Repair);
    assert_eq!(
        (town.copy("A1").library.clone(), town.state(&hold)),
        (library("oodi"), Waiting)
    );
    assert_eq!(town.scan("A1", "oodi"), Route::Repair);
    assert!(!town.loan(&loan).is_open());
}

#[test]
fn a_fault_on_the_way_is_seen_to_on_arrival_and_one_that_is_none_is_forgotten() {
    let mut town = Town::new(&[("A1", "oodi")]);
    let hold = town.hold(1, "kallio");
    town.scan("A1", "oodi");
    town.act(|stock, now, hours| stock.report_fault(&barcode("A1"), now, hours))
        .unwrap();
    assert_eq!((town.place("A1"), town.state(&hold)), (Spot::Transit, Waiting));
    let solved = town.act(|stock, now, hours| stock.solve(&barcode("A1"), &library("oodi"), now, hours));
    assert_eq!(solved.unwrap().0, None);
    assert_eq!((town.place("A1"), town.state(&hold)), (Spot::Transit, InTransit));
}

#[test]
fn a_lost_copy_ends_no_loan_and_comes_back_into_use_when_it_is_found() {
    let mut town = Town::new(&[("A1", "kallio")]);
    let loan = town.lend("A1", 1, "kallio");
    town.act(|stock, now, hours| stock.lost(&barcode("A1"), now, hours))
        .unwrap();
    assert_eq!(
        (town.place("A1"), town.loan(&loan).is_open()),
        (Spot::Missing, true)
    );
    assert_eq!(town.renew(&loan), Err(vec![Refusal::Missing]));
    let withdrawn = town.act(|stock, now, hours| stock.withdraw(&barcode("A1"), now, hours));
    assert_eq!(withdrawn, Err(vec![Refusal::OnLoan]));
    let found =
        town.act(|stock, now, hours| stock.check_in(&barcode("A1"), &library("oodi"), &[], now, hours));
    assert_eq!(found.unwrap().0, Route::Shelf);
    assert!(!town.loan(&loan).is_open());
}

#[test]
fn a_copy_that_is_not_on_its_shelf_is_replaced_by_another() {
    let mut town = Town::new(&[("A1", "kallio"), ("B1", "oodi")]);
    let hold = town.hold(1, "kallio");
    let events = town
        .act(|stock, now, hours| stock.lost(&barcode("A1"), now, hours))
        .unwrap();
    let copy = barcode("B1");
    assert_eq!(
        events,
        [Event::Reserved {
            hold: hold.clone(),
            copy
        }]
    );
    assert_eq!(town.state(&hold), ToFetch);
}

#[test]
fn a_copy_out_of_use_is_out_of_everything() {
    let mut town = Town::new(&[("A1", "kallio")]);
    let hold = town.hold(1, "kallio");
    town.act(|stock, now, hours| stock.report_fault(&barcode("A1"), now, hours))
        .unwrap();
    assert_eq!(town.state(&hold), Waiting);
    town.act(|stock, now, hours| stock.withdraw(&barcode("A1"), now, hours))
        .unwrap();
    assert_eq!(town.place("A1"), Spot::Withdrawn);
    let withdrawn = Err(vec![Refusal::Withdrawn]);
    let scanned =
        town.act(|stock, now, hours| stock.check_in(&barcode("A1"), &library("kallio"), &[], now, hours));
    assert_eq!(scanned.map(|(_, events)| events), withdrawn);
    assert_eq!(
        town.act(|stock, now, hours| stock.report_fault(&barcode("A1"), now, hours)),
        withdrawn
    );
    assert_eq!(
        town.act(|stock, now, hours| stock.lost(&barcode("A1"), now, hours)),
        withdrawn
    );
}

#[test]
fn what_is_not_faulty_is_not_solved() {
    let mut town = Town::new(&[("A1", "kallio"), ("B1", "kallio")]);
    town.lend("A1", 1, "kallio");
    for (word, refusal) in [
        ("A1", Refusal::NotInRepair),
        ("B1", Refusal::NotInRepair),
        ("C1", Refusal::UnknownCopy),
    ] {
        let refused =
            town.act(|stock, now, hours| stock.solve(&barcode(word), &library("kallio"), now, hours));
        assert_eq!(refused.map(|_| ()), Err(vec![refusal]));
    }
}
