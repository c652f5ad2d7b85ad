//! What a command has changed, so that no more is written than that.

use super::{Hold, HoldState, Loan, Stock, StockCopy};
use crate::id::{HoldId, LoanId};

/// The rows by which two stocks of one thing differ.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Changes<'a> {
    /// Copies that are new or other than before.
    pub copies: Vec<&'a StockCopy>,
    /// Holds that are new or other than before.
    pub holds: Vec<&'a Hold>,
    /// Loans that are new or other than before.
    pub loans: Vec<&'a Loan>,
    /// Holds that are no longer there: only when something is undone.
    pub gone_holds: Vec<&'a HoldId>,
    /// Loans that are no longer there: only when something is undone.
    pub gone_loans: Vec<&'a LoanId>,
}

impl Changes<'_> {
    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        *self == Changes::default()
    }
}

impl Stock {
    /// What is other than in `before`.
    pub fn changes<'a>(&'a self, before: &'a Self) -> Changes<'a> {
        let gone_hold = |hold: &&Hold| self.holds.iter().all(|other| other.id != hold.id);
        let gone_loan = |loan: &&Loan| self.loans.iter().all(|other| other.id != loan.id);
        Changes {
            copies: other(&self.copies, &before.copies),
            holds: other(&self.holds, &before.holds),
            loans: other(&self.loans, &before.loans),
            gone_holds: before
                .holds
                .iter()
                .filter(gone_hold)
                .map(|hold| &hold.id)
                .collect(),
            gone_loans: before
                .loans
                .iter()
                .filter(gone_loan)
                .map(|loan| &loan.id)
                .collect(),
        }
    }

    /// Drops the holds and loans that have ended, once they are stored.
    pub fn forget_ended(&mut self) {
        self.holds.retain(|hold| hold.state.is_live());
        self.loans.retain(Loan::is_open);
    }
}

impl Loan {
    /// Whether what was told of it as it was `before`, and has not left yet, is true no longer: it has ended, or is due
    /// at another time.
    pub fn outdates(&self, before: &Self) -> bool {
        !self.is_open() || self.due_at != before.due_at
    }
}

impl Hold {
    /// Whether what was told of it as it was `before`, and has not left yet, is true no longer: it has ended, or cannot
    /// be fetched any more.
    pub fn outdates(&self, before: &Self) -> bool {
        let was_ready = before.state == HoldState::Ready;
        !self.state.is_live() || (was_ready && self.state != HoldState::Ready)
    }
}

fn other<'a, T: PartialEq>(after: &'a [T], before: &[T]) -> Vec<&'a T> {
    after.iter().filter(|row| !before.contains(row)).collect()
}
