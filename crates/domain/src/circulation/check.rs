//! What is true of every stock, between any two commands.

use super::{Hold, HoldState, Loan, Stock, StockCopy};
use crate::catalogue::Spot;
use chrono::NaiveDate;

impl Stock {
    /// What is not as it must be, a sentence each, for tests and for whoever looks after the data.
    pub fn check(&self, today: NaiveDate) -> Vec<String> {
        let mut wrong = Vec::new();
        for copy in &self.copies {
            wrong.extend(self.wrong_with_copy(copy));
        }
        for hold in &self.holds {
            wrong.extend(self.wrong_with_hold(hold));
        }
        for loan in self.loans.iter().filter(|loan| loan.is_open()) {
            wrong.extend(self.wrong_with_loan(loan));
        }
        let mut served = self.clone();
        served.give_out_unseen(today);
        let waiting = |stock: &Self| {
            stock
                .holds
                .iter()
                .filter(|hold| hold.is_serviceable(today))
                .count()
        };
        if waiting(&served) < waiting(self) {
            wrong.push("a copy is free while a hold waits that it could serve".to_owned());
        }
        let placed = |pair: &[Hold]| (pair[0].placed_at, &pair[0].id) < (pair[1].placed_at, &pair[1].id);
        if !self.holds.windows(2).all(placed) {
            wrong.push("the queue is out of order".to_owned());
        }
        wrong
    }

    fn wrong_with_copy(&self, copy: &StockCopy) -> Vec<String> {
        let mut wrong = Vec::new();
        let mut say = |what: &str| wrong.push(format!("copy {}: {what}", copy.barcode));
        let loans = self.loans.iter().filter(|loan| loan.is_open());
        let loans = loans.filter(|loan| loan.copy == copy.barcode).count();
        let holds = self
            .holds
            .iter()
            .filter(|hold| hold.state.has_copy() && hold.copy.as_ref() == Some(&copy.barcode));
        let states: Vec<HoldState> = holds.map(|hold| hold.state).collect();
        let expected: &[HoldState] = match copy.place {
            Spot::Reserved => &[HoldState::ToFetch],
            Spot::HoldShelf => &[HoldState::Ready],
            Spot::Transit if !states.is_empty() => &[HoldState::InTransit],
            _ => &[],
        };
        if states != expected {
            say(&format!("is at {} but has holds {states:?}", copy.place.code()));
        }
        let holders = loans + usize::from(copy.foreign_due.is_some());
        match copy.place {
            Spot::OnLoan if holders != 1 => say(&format!("is on loan to {holders}")),
            // A lost copy may still be somebody's.
            Spot::Missing if holders > 1 => say("is missing from two"),
            Spot::OnLoan | Spot::Missing => {}
            _ if holders > 0 => say(&format!("is at {} and lent", copy.place.code())),
            _ => {}
        }
        if copy.old_slip && !matches!(copy.place, Spot::Shelf | Spot::Reserved | Spot::HoldShelf) {
            say("has an old slip and is not on a shelf");
        }
        if copy.faulty && matches!(copy.place, Spot::Shelf | Spot::Reserved | Spot::HoldShelf) {
            say("is faulty and to be had");
        }
        wrong
    }

    fn wrong_with_hold(&self, hold: &Hold) -> Vec<String> {
        let mut wrong = Vec::new();
        let mut say = |what: &str| wrong.push(format!("hold {}: {what}", hold.id));
        let state = hold.state;
        if hold.copy.is_some() != (state.has_copy() || state == HoldState::Loaned) {
            say("has a copy and should not, or the reverse");
        }
        if let Some(barcode) = hold.copy.as_ref().filter(|_| state.has_copy()) {
            match self.copies.iter().find(|copy| copy.barcode == *barcode) {
                None => say("has a copy that is not there"),
                Some(copy) => {
                    if state != HoldState::ToFetch && copy.library != hold.pickup {
                        say("has a copy that is not, or does not go, where it is fetched");
                    }
                    if !self.could_serve(copy, hold) {
                        say("has a copy that cannot serve it");
                    }
                }
            }
        }
        if (state == HoldState::Ready) != (hold.ready_at.is_some() && hold.pickup_until.is_some()) {
            say("has dates of a ready hold and is not, or the reverse");
        }
        if state.is_live() != hold.ended_at.is_none() {
            say("has ended and not, or the reverse");
        }
        let twin = |other: &&Hold| other.state.is_live() && other.person == hold.person;
        if state.is_live() && self.holds.iter().filter(twin).count() > 1 {
            say("is one of two by one person");
        }
        wrong
    }

    fn wrong_with_loan(&self, loan: &Loan) -> Vec<String> {
        let mut wrong = Vec::new();
        let mut say = |what: &str| wrong.push(format!("loan {}: {what}", loan.id));
        match self.copies.iter().find(|copy| copy.barcode == loan.copy) {
            None => say("has a copy that is not there"),
            Some(copy) if !matches!(copy.place, Spot::OnLoan | Spot::Missing) => {
                say("has a copy that is not lent");
            }
            Some(_) => {}
        }
        if loan.due_at < loan.promised_until {
            say("is due before it was promised");
        }
        wrong
    }
}
