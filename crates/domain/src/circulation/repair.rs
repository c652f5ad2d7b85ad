//! Copies that cannot be lent: faulty, being repaired, lost, out of use.
//!
//! Whoever was promised such a copy waits again in the place that was theirs, and gets the next one.

use super::calendar::Calendars;
use super::serve::Work;
use super::{Event, Refusal, Route, Stock};
use crate::catalogue::{Condition, Spot};
use crate::id::{Barcode, LibraryId};
use chrono::{DateTime, Utc};

impl Stock {
    /// Notes a fault. A copy in a library is set aside at once; one on loan or on its way when it is scanned in.
    pub fn report_fault(
        &mut self,
        barcode: &Barcode,
        now: DateTime<Utc>,
        calendars: &Calendars<'_>,
    ) -> Result<Vec<Event>, Vec<Refusal>> {
        let at = self.copy_at(barcode)?;
        if self.copies[at].place == Spot::Withdrawn {
            return Err(vec![Refusal::Withdrawn]);
        }
        let set_aside = |stock: &mut Self, work: &mut Work<'_>| {
            let copy = &mut stock.copies[at];
            copy.faulty = true;
            if matches!(copy.place, Spot::Shelf | Spot::Reserved | Spot::HoldShelf) {
                (copy.place, copy.old_slip) = (Spot::Repair, false);
            }
            stock.put_back(barcode, work);
        };
        Ok(self.run(now, calendars, set_aside).1)
    }

    /// Ends the faults of a copy. One that was set aside is put back into use at `library`, and goes where the route says; one
    /// that is at somebody's home or on its way stays there, and is lent again like any other.
    pub fn solve(
        &mut self,
        barcode: &Barcode,
        library: &LibraryId,
        now: DateTime<Utc>,
        calendars: &Calendars<'_>,
    ) -> Result<(Option<Route>, Vec<Event>), Vec<Refusal>> {
        let at = self.copy_at(barcode)?;
        match self.copies[at].place {
            Spot::Repair => Ok(self.run(now, calendars, |stock, work| {
                let copy = &mut stock.copies[at];
                copy.faulty = false;
                // What was missing is there again, or was found not to be needed.
                if copy.condition == Condition::Incomplete {
                    copy.condition = Condition::Good;
                }
                // In the hands of staff, as after any scan.
                copy.place = Spot::Missing;
                Some(stock.route(at, library, work))
            })),
            _ if !self.copies[at].faulty => Err(vec![Refusal::NotInRepair]),
            _ => Ok(self.run(now, calendars, |stock, _| {
                stock.copies[at].faulty = false;
                None
            })),
        }
    }

    /// Nobody knows where the copy is. A loan of it stays open until staff write it off.
    pub fn lost(
        &mut self,
        barcode: &Barcode,
        now: DateTime<Utc>,
        calendars: &Calendars<'_>,
    ) -> Result<Vec<Event>, Vec<Refusal>> {
        let at = self.copy_at(barcode)?;
        if self.copies[at].place == Spot::Withdrawn {
            return Err(vec![Refusal::Withdrawn]);
        }
        self.copies[at].foreign_due = None;
        Ok(self.take_out(barcode, at, Spot::Missing, now, calendars))
    }

    /// Takes a copy out of use for good. One that is lent comes back, or is written off, first.
    pub fn withdraw(
        &mut self,
        barcode: &Barcode,
        now: DateTime<Utc>,
        calendars: &Calendars<'_>,
    ) -> Result<Vec<Event>, Vec<Refusal>> {
        let at = self.copy_at(barcode)?;
        if self.copies[at].place == Spot::OnLoan || self.loan_of(barcode).is_some() {
            return Err(vec![Refusal::OnLoan]);
        }
        Ok(self.take_out(barcode, at, Spot::Withdrawn, now, calendars))
    }

    fn take_out(
        &mut self,
        barcode: &Barcode,
        at: usize,
        place: Spot,
        now: DateTime<Utc>,
        calendars: &Calendars<'_>,
    ) -> Vec<Event> {
        self.run(now, calendars, |stock, work| {
            let copy = &mut stock.copies[at];
            (copy.place, copy.old_slip) = (place, false);
            stock.put_back(barcode, work);
        })
        .1
    }
}
