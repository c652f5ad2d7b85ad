use super::support::*;
use crate::catalogue::Spot;
use crate::circulation::HoldState;
use chrono::NaiveDate;

fn wait(town: &Town, position: u32) -> Option<(NaiveDate, NaiveDate)> {
    let today = crate::time::today(town.now);
    town.stock.wait(position, &library("kallio"), today)
}

fn between(first: &str, last: &str) -> (NaiveDate, NaiveDate) {
    (date(first), date(last))
}

#[test]
fn the_first_waits_until_a_loan_is_due_and_the_copy_has_travelled() {
    let mut town = Town::new(&[("A1", "kallio")]);
    town.lend("A1", 1, "kallio");
    assert_eq!(wait(&town, 1), Some(between("2026-06-15", "2026-06-18")));
}

#[test]
fn the_second_waits_for_a_turn_of_the_first_between_half_a_loan_and_all_of_it() {
    let mut town = Town::new(&[("A1", "kallio")]);
    town.lend("A1", 1, "kallio");
    // 15 June + 7; 15 June + 3 on the way + 7 on the hold shelf + 14 + 3 on the way.
    assert_eq!(wait(&town, 2), Some(between("2026-06-22", "2026-07-12")));
}

#[test]
fn more_copies_make_a_shorter_wait() {
    let mut town = Town::new(&[("A1", "kallio"), ("B1", "oodi")]);
    town.lend("A1", 1, "kallio");
    town.later(2);
    town.lend("B1", 2, "oodi");
    assert_eq!(wait(&town, 2), Some(between("2026-06-17", "2026-06-20")));
}

#[test]
fn nothing_is_said_when_a_copy_is_needed_of_which_nobody_knows_when_it_comes_back() {
    let mut town = Town::new(&[("A1", "kallio"), ("B1", "oodi")]);
    town.lend("A1", 1, "kallio");
    town.later(20);
    town.lend("B1", 2, "oodi");
    // A1 is late: it is not counted upon, and not needed for the first.
    assert!(wait(&town, 1).is_some());
    assert_eq!(wait(&town, 2), None);
    town.stock.loans[1].due_unverified = true;
    assert_eq!(wait(&town, 1), None);
}

#[test]
fn nothing_is_said_when_the_queue_is_too_long_or_nothing_is_lent() {
    let mut town = Town::new(&[("A1", "kallio")]);
    town.lend("A1", 1, "kallio");
    assert!(wait(&town, 6).is_some());
    assert_eq!((wait(&town, 7), wait(&town, 0)), (None, None));
    town.stock.copies[0].place = Spot::Missing;
    assert_eq!(wait(&town, 1), None);
}

#[test]
fn what_is_kept_for_another_comes_back_after_their_turn() {
    let mut town = Town::new(&[("A1", "kallio")]);
    let hold = town.hold(1, "kallio");
    assert_eq!(town.state(&hold), HoldState::ToFetch);
    assert_eq!(wait(&town, 1), Some(between("2026-06-08", "2026-06-28")));
}

#[test]
fn only_the_copies_of_its_own_library_count_for_what_stays_there() {
    let mut town = Town::new(&[("A1", "oodi")]).with(|stock| stock.rules.home_only = true);
    assert_eq!(wait(&town, 1), None);
    let today = crate::time::today(town.now);
    assert!(town.stock.wait(1, &library("oodi"), today).is_some());
    town.stock.copies[0].place = Spot::OnLoan;
    town.stock.copies[0].foreign_due = Some(date("2026-06-09"));
    let oodi = town.stock.wait(1, &library("oodi"), today);
    assert_eq!(oodi, Some((date("2026-06-09"), date("2026-06-12"))));
}
