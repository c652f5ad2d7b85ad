//! Where things stand in a stock.

use super::{Hold, Loan, Refusal, Stock};
use crate::id::{Barcode, HoldId, LibraryId, LoanId, PersonId};

impl Stock {
    /// Where the live hold stands that has been promised this copy.
    pub(super) fn hold_of(&self, barcode: &Barcode) -> Option<usize> {
        let has = |hold: &Hold| hold.state.has_copy() && hold.copy.as_ref() == Some(barcode);
        self.holds.iter().position(has)
    }

    /// Where a live hold stands.
    pub(super) fn live_hold(&self, id: &HoldId) -> Result<usize, Vec<Refusal>> {
        let at = self.holds.iter().position(|hold| hold.id == *id);
        let at = at.ok_or_else(|| vec![Refusal::UnknownHold])?;
        if self.holds[at].state.is_live() {
            Ok(at)
        } else {
            Err(vec![Refusal::AlreadyEnded])
        }
    }

    /// Where an open loan stands.
    pub(super) fn open_loan(&self, id: &LoanId) -> Result<usize, Vec<Refusal>> {
        let at = self.loans.iter().position(|loan| loan.id == *id);
        let at = at.ok_or_else(|| vec![Refusal::NotLent])?;
        if self.loans[at].is_open() {
            Ok(at)
        } else {
            Err(vec![Refusal::AlreadyEnded])
        }
    }

    /// Where a copy stands in the list.
    pub(super) fn copy_at(&self, barcode: &Barcode) -> Result<usize, Vec<Refusal>> {
        let at = self.copies.iter().position(|copy| copy.barcode == *barcode);
        at.ok_or_else(|| vec![Refusal::UnknownCopy])
    }

    /// The open loan of a copy.
    pub fn loan_of(&self, barcode: &Barcode) -> Option<&Loan> {
        let mut open = self.loans.iter().filter(|loan| loan.is_open());
        open.find(|loan| loan.copy == *barcode)
    }

    /// Where the live hold of a person stands.
    pub(super) fn hold_by(&self, person: &PersonId) -> Option<usize> {
        let theirs = |hold: &Hold| hold.state.is_live() && hold.person == *person;
        self.holds.iter().position(theirs)
    }

    /// The libraries from which the thing is fetched, if not from all.
    pub fn own_libraries(&self) -> Vec<LibraryId> {
        let copies = self.copies.iter().filter(|copy| copy.circulates());
        let mut libraries: Vec<LibraryId> = copies.map(|copy| copy.home.clone()).collect();
        libraries.sort();
        libraries.dedup();
        libraries
    }
}
