//! The desk: whatever is scanned there.

use super::calendar::{self, Calendars};
use super::serve::Work;
use super::{Borrower, Event, HoldState, Loan, Refusal, Route, Stock, StockCopy};
use crate::catalogue::{Condition, Spot};
use crate::id::{Barcode, LibraryId, LoanId};
use crate::time;
use chrono::{DateTime, Utc};

impl Stock {
    /// Takes in a copy that is scanned at `library`, whatever it was before: returned, arrived, fetched from the
    /// shelf, found, or only looked at. Tells where it goes; scanned once more it goes the same way.
    ///
    /// `missing` is what did not come back with it, or what was found missing afterwards: then the copy is set aside
    /// until it is complete, and whoever was promised it waits again.
    pub fn check_in(
        &mut self,
        barcode: &Barcode,
        library: &LibraryId,
        missing: &[String],
        now: DateTime<Utc>,
        calendars: &Calendars<'_>,
    ) -> Result<(Route, Vec<Event>), Vec<Refusal>> {
        let at = self.copy_at(barcode)?;
        if self.copies[at].place == Spot::Withdrawn {
            return Err(vec![Refusal::Withdrawn]);
        }
        Ok(self.run(now, calendars, |stock, work| {
            stock.close_loan(barcode, missing, work);
            let copy = &mut stock.copies[at];
            copy.foreign_due = None;
            if !missing.is_empty() {
                (copy.condition, copy.faulty) = (Condition::Incomplete, true);
            }
            stock.route(at, library, work)
        }))
    }

    fn close_loan(&mut self, barcode: &Barcode, missing: &[String], work: &mut Work<'_>) {
        let mut open = self.loans.iter_mut().filter(|loan| loan.is_open());
        let Some(loan) = open.find(|loan| loan.copy == *barcode) else {
            return;
        };
        loan.returned_at = Some(work.now);
        loan.missing = missing.to_vec();
        work.events.push(Event::Returned {
            loan: loan.id.clone(),
        });
    }

    /// Sends a copy that is in the hands of staff at `library` on its way.
    pub(super) fn route(&mut self, at: usize, library: &LibraryId, work: &mut Work<'_>) -> Route {
        let copy = &mut self.copies[at];
        copy.old_slip = false;
        if copy.faulty || copy.place == Spot::Repair {
            (copy.place, copy.library) = (Spot::Repair, library.clone());
            let barcode = copy.barcode.clone();
            self.put_back(&barcode, work);
            return Route::Repair;
        }
        let copy = &self.copies[at];
        let first = || {
            self.holds
                .iter()
                .position(|hold| hold.is_serviceable(work.today) && self.could_serve(copy, hold))
        };
        match self.hold_of(&copy.barcode).or_else(first) {
            Some(hold) => self.bring(at, hold, library, work),
            None if self.rules.home_only && copy.home != *library => {
                let home = copy.home.clone();
                self.send(at, &home, work);
                Route::Transit { to: home, hold: None }
            }
            None => {
                let copy = &mut self.copies[at];
                (copy.place, copy.library) = (Spot::Shelf, library.clone());
                Route::Shelf
            }
        }
    }

    /// Brings a copy that is at `library` to a hold.
    fn bring(&mut self, copy_at: usize, hold_at: usize, library: &LibraryId, work: &mut Work<'_>) -> Route {
        let (copy, hold) = (&mut self.copies[copy_at], &mut self.holds[hold_at]);
        let (id, pickup) = (hold.id.clone(), hold.pickup.clone());
        hold.copy = Some(copy.barcode.clone());
        if pickup == *library {
            (copy.place, copy.library) = (Spot::HoldShelf, pickup);
            if hold.state != HoldState::Ready {
                self.make_ready(hold_at, work);
            }
            return Route::HoldShelf { hold: id };
        }
        if hold.state == HoldState::Ready {
            // It was ready, and now somebody has carried it elsewhere.
            work.events.push(Event::HoldAway { hold: id.clone() });
            (hold.ready_at, hold.pickup_until, hold.pickup_unverified) = (None, None, false);
        }
        hold.state = HoldState::InTransit;
        self.send(copy_at, &pickup, work);
        Route::Transit {
            to: pickup,
            hold: Some(id),
        }
    }

    fn send(&mut self, at: usize, to: &LibraryId, work: &mut Work<'_>) {
        let copy = &mut self.copies[at];
        if copy.place != Spot::Transit || copy.library != *to {
            work.events.push(Event::Sent {
                copy: copy.barcode.clone(),
                to: to.clone(),
            });
        }
        (copy.place, copy.library) = (Spot::Transit, to.clone());
    }

    /// Lends a copy that is in somebody's hands at `library`.
    ///
    /// A copy that staff are to fetch for another is lent only if another copy can serve that hold at once.
    pub fn check_out(
        &mut self,
        barcode: &Barcode,
        who: &Borrower,
        library: &LibraryId,
        id: LoanId,
        now: DateTime<Utc>,
        calendars: &Calendars<'_>,
    ) -> Result<Vec<Event>, Vec<Refusal>> {
        let mut refusals = who.refused_to_borrow(&self.rules, time::today(now));
        let copy = match self.copy_at(barcode) {
            Ok(at) => &self.copies[at],
            Err(unknown) => {
                refusals.extend(unknown);
                return Err(refusals);
            }
        };
        refusals.extend(self.not_lent(copy, who, library));
        let others = self
            .hold_of(barcode)
            .filter(|hold| self.holds[*hold].person != who.id);
        let mut next = self.clone();
        let (done, events) = next.run(now, calendars, |stock, work| {
            stock.lend(barcode, who, library, id, work)
        });
        done?;
        // It was tried on a copy of the stock: has the other been served?
        if others.is_some_and(|hold| !next.holds[hold].state.has_copy()) {
            refusals.push(Refusal::ReservedForOther);
        }
        refusals.dedup();
        if refusals.is_empty() {
            *self = next;
            Ok(events)
        } else {
            Err(refusals)
        }
    }

    /// What stands against lending this copy.
    fn not_lent(&self, copy: &StockCopy, who: &Borrower, library: &LibraryId) -> Vec<Refusal> {
        let mut refusals = Vec::new();
        if self.rules.home_only && copy.home != *library {
            let libraries = vec![copy.home.clone()];
            refusals.push(Refusal::PickupNotPossible { libraries });
        }
        if copy.faulty {
            refusals.push(Refusal::FaultReported);
        }
        let others = self.hold_of(&copy.barcode).map(|hold| &self.holds[hold]);
        let others = others.filter(|hold| hold.person != who.id);
        match copy.place {
            Spot::OnLoan => refusals.push(Refusal::OnLoan),
            Spot::Repair => refusals.push(Refusal::InRepair),
            Spot::Missing => refusals.push(Refusal::Missing),
            Spot::Withdrawn => refusals.push(Refusal::Withdrawn),
            // The other has been told already, or soon will be.
            Spot::HoldShelf | Spot::Transit if others.is_some() => refusals.push(Refusal::ReservedForOther),
            Spot::Shelf | Spot::Reserved | Spot::HoldShelf | Spot::Transit => {}
        }
        refusals
    }

    fn lend(
        &mut self,
        barcode: &Barcode,
        who: &Borrower,
        library: &LibraryId,
        id: LoanId,
        work: &mut Work<'_>,
    ) -> Result<(), Vec<Refusal>> {
        let at = self.copy_at(barcode)?;
        if let Some(own) = self.hold_by(&who.id) {
            self.end_hold(own, HoldState::Loaned, work);
            self.holds[own].copy = Some(barcode.clone());
        }
        self.put_back(barcode, work);
        let copy = &mut self.copies[at];
        (copy.place, copy.library, copy.old_slip) = (Spot::OnLoan, library.clone(), false);
        let rules = &self.rules;
        let hours = work.calendars.of(library);
        let due = calendar::due(hours, work.today, rules.days, rules);
        let guaranteed = rules
            .recall_after_days
            .map_or(due, |days| calendar::due(hours, work.today, days, rules));
        self.loans.push(Loan {
            id: id.clone(),
            item: self.item.clone(),
            copy: barcode.clone(),
            person: who.id.clone(),
            library: library.clone(),
            lent_at: work.now,
            due_at: due.at,
            due_unverified: due.unverified,
            promised_until: due.at.min(guaranteed.at),
            renewals: 0,
            recalled_at: None,
            returned_at: None,
            written_off_at: None,
            missing: Vec::new(),
        });
        work.events.push(Event::Lent { loan: id });
        Ok(())
    }
}
