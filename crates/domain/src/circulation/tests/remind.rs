//! Who is reminded, and of what.

use super::support::*;
use crate::circulation::Loan;
use crate::circulation::remind::Reminder;
use chrono::{Days, NaiveDate};

/// Days after the due day on which a loan is told to be late, each with how late it is then.
fn told(loan: &Loan, reminders: &[Reminder<'_>]) -> Option<(u32, u32)> {
    reminders.iter().find_map(|reminder| match reminder {
        Reminder::Late {
            loan: late,
            since,
            days,
        } if late.id == loan.id => Some((*since, *days)),
        _ => None,
    })
}

#[test]
fn a_loan_is_reminded_of_the_day_before_and_when_it_is_late() {
    let mut town = Town::new(&[("A1", "kallio")]);
    town.lend("A1", 1, "kallio");
    let loan = town.stock.loans[0].clone();
    let due: NaiveDate = crate::circulation::calendar::day_of(loan.due_at);
    let on = |day: NaiveDate| town.stock.reminders(day);
    assert_eq!(on(due - Days::new(2)), []);
    assert_eq!(on(due - Days::new(1)), [Reminder::DueSoon(&loan)]);
    assert_eq!(on(due), []);
    for (day, said) in [(1, 1), (6, 1), (7, 7), (20, 14), (28, 28), (90, 28)] {
        let reminders = on(due + Days::new(u64::from(day)));
        assert_eq!(told(&loan, &reminders), Some((said, day)));
    }
}

#[test]
fn nobody_is_late_by_a_day_whose_hours_are_not_known() {
    let mut town = Town::new(&[("A1", "kallio")]);
    town.lend("A1", 1, "kallio");
    town.stock.loans[0].due_unverified = true;
    let due = crate::circulation::calendar::day_of(town.stock.loans[0].due_at);
    assert_eq!(town.stock.reminders(due + Days::new(8)), []);
}

#[test]
fn the_last_day_of_a_hold_is_reminded_of_the_day_before() {
    let mut town = Town::new(&[("A1", "kallio")]);
    let hold = town.hold(1, "kallio");
    let last = date("2026-06-06");
    assert_eq!(town.stock.reminders(last - Days::new(1)), [], "it is not ready");
    town.scan("A1", "kallio");
    let ready = town.the_hold(&hold).clone();
    assert_eq!(
        town.stock.reminders(last - Days::new(1)),
        [Reminder::LastDay(&ready)]
    );
    assert_eq!(town.stock.reminders(last), []);
}
