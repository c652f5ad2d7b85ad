//! Loans after they were made: renewed, asked back, moved, given up.

use super::calendar::{self, Calendars, Deadline};
use super::rules::{GRACE_DAYS, RECALL_NOTICE_DAYS};
use super::serve::Work;
use super::{Event, Hold, HoldState, Loan, Refusal, Stock};
use crate::catalogue::Spot;
use crate::id::LoanId;
use crate::time;
use chrono::{DateTime, TimeDelta, Utc};

impl Stock {
    /// Lends the copy for another period, counted from the due day or, if that is over, from today
    /// (Circulate).
    pub fn renew(
        &mut self,
        id: &LoanId,
        now: DateTime<Utc>,
        calendars: &Calendars<'_>,
    ) -> Result<Vec<Event>, Vec<Refusal>> {
        let at = self.open_loan(id)?;
        let refusals = self.not_renewed(&self.loans[at], now, calendars);
        if !refusals.is_empty() {
            return Err(refusals);
        }
        Ok(self.run(now, calendars, |stock, work| stock.prolong(at, work)).1)
    }

    fn not_renewed(&self, loan: &Loan, now: DateTime<Utc>, calendars: &Calendars<'_>) -> Vec<Refusal> {
        let today = time::today(now);
        let mut refusals = Vec::new();
        let days = loan.days_late(today);
        if days > GRACE_DAYS {
            refusals.push(Refusal::Overdue { days });
        }
        let limit = self.rules.renewals;
        if loan.renewals >= limit {
            refusals.push(Refusal::RenewalsUsed { limit });
        }
        if loan.recalled_at.is_some() {
            refusals.push(Refusal::AskedBack);
        }
        if let Some(copy) = self.copies.iter().find(|copy| copy.barcode == loan.copy) {
            if copy.faulty {
                refusals.push(Refusal::FaultReported);
            }
            if copy.place == Spot::Missing {
                refusals.push(Refusal::Missing);
            }
            // Those whom a free copy can serve do not stand in the way.
            let mut served = self.clone();
            served.serve(now, calendars);
            let waiting = |hold: &&Hold| hold.is_serviceable(today) && self.could_serve(copy, hold);
            let count = served.holds.iter().filter(waiting).count();
            if count > 0 {
                let count = u32::try_from(count).unwrap_or(u32::MAX);
                refusals.push(Refusal::OthersWaiting { count });
            }
        }
        refusals
    }

    fn prolong(&mut self, at: usize, work: &mut Work<'_>) {
        let (loan, rules) = (&mut self.loans[at], &self.rules);
        let base = calendar::day_of(loan.due_at).max(work.today);
        let due = calendar::due(work.calendars.of(&loan.library), base, rules.days, rules);
        let before = loan.due_at;
        if due.at > before {
            (loan.due_at, loan.due_unverified) = (due.at, due.unverified);
        }
        // What may be asked back has been guaranteed for the first period only.
        if rules.recall_after_days.is_none() {
            loan.promised_until = loan.due_at;
        }
        loan.renewals += 1;
        work.events.push(Event::Renewed {
            loan: loan.id.clone(),
            before,
        });
    }

    /// Asks loans back for those who wait and cannot be served: one loan for each of them, the longest first.
    ///
    /// A loan that is asked back is due when its guaranteed time is over, at the earliest in three days. One that
    /// comes back by then anyhow is waited for, and its person is not bothered. What is late already, or broken, is
    /// left alone.
    pub fn recall(&mut self, now: DateTime<Utc>, calendars: &Calendars<'_>) -> Vec<Event> {
        if self.rules.recall_after_days.is_none() {
            return self.serve(now, calendars);
        }
        self.run(now, calendars, |stock, work| {
            stock.give_out(work);
            stock.ask_back(work);
        })
        .1
    }

    fn ask_back(&mut self, work: &mut Work<'_>) {
        let mut taken: Vec<usize> = Vec::new();
        for hold in 0..self.holds.len() {
            if !self.holds[hold].is_serviceable(work.today) {
                continue;
            }
            let for_hold = |at: &usize| {
                let loan = &self.loans[*at];
                let mut copies = self.copies.iter();
                let serves = copies.any(|copy| {
                    let out = copy.barcode == loan.copy && copy.place == Spot::OnLoan;
                    out && self.could_serve(copy, &self.holds[hold])
                });
                loan.is_open() && serves && !taken.contains(at)
            };
            let all = || (0..self.loans.len()).filter(for_hold);
            let asked = all().find(|at| self.loans[*at].recalled_at.is_some());
            let fresh =
                all().filter(|at| self.loans[*at].recalled_at.is_none() && self.loans[*at].due_at > work.now);
            let longest = fresh.min_by_key(|at| (self.loans[*at].lent_at, *at));
            let Some(at) = asked.or(longest) else { continue };
            taken.push(at);
            if asked.is_none() {
                self.ask_back_one(at, work);
            }
        }
    }

    fn ask_back_one(&mut self, at: usize, work: &mut Work<'_>) {
        let loan = &mut self.loans[at];
        let earliest = loan
            .promised_until
            .max(work.now + TimeDelta::days(RECALL_NOTICE_DAYS));
        let hours = work.calendars.of(&loan.library);
        let due = calendar::next_after(hours, earliest, self.rules.desk_only);
        let before = loan.due_at;
        if due.day >= calendar::day_of(before) {
            return;
        }
        (loan.due_at, loan.due_unverified) = (due.at, due.unverified);
        loan.recalled_at = Some(work.now);
        work.events.push(Event::Recalled {
            loan: loan.id.clone(),
            before,
        });
    }

    /// Moves dates that were given, after the hours of libraries have changed or more of them have become known.
    ///
    /// Only dates to come of open loans and ready holds, and only to a later day ([`calendar::moved`]). A date that
    /// went by before anybody knew the hours of its day is settled anew, from today ([`calendar::settled`]).
    pub fn recompute(&mut self, now: DateTime<Utc>, calendars: &Calendars<'_>) -> Vec<Event> {
        self.run(now, calendars, |stock, work| {
            for at in 0..stock.loans.len() {
                stock.move_due(at, work);
            }
            for at in 0..stock.holds.len() {
                stock.move_deadline(at, work);
            }
        })
        .1
    }

    fn move_due(&mut self, at: usize, work: &mut Work<'_>) {
        let (loan, rules) = (&mut self.loans[at], &self.rules);
        let hours = work.calendars.of(&loan.library);
        let before = loan.due_at;
        let again = |day| calendar::due(hours, day, 0, rules);
        let moved = if loan.due_unverified && before <= work.now {
            calendar::settled(hours, work.now, rules.desk_only)
        } else {
            calendar::moved(hours, before, loan.due_unverified, rules.desk_only, again)
                .filter(|due| to_come(before, due, work))
        };
        let Some(due) = moved.filter(|_| loan.is_open()) else {
            return;
        };
        (loan.due_at, loan.due_unverified) = (due.at, due.unverified);
        if loan.promised_until >= before || loan.promised_until > due.at {
            loan.promised_until = due.at;
        }
        if due.at != before {
            work.events.push(Event::DueMoved {
                loan: loan.id.clone(),
                before,
            });
        }
    }

    fn move_deadline(&mut self, at: usize, work: &mut Work<'_>) {
        let (hold, rules) = (&mut self.holds[at], &self.rules);
        let (HoldState::Ready, Some(ready), Some(before)) = (hold.state, hold.ready_at, hold.pickup_until)
        else {
            return;
        };
        let hours = work.calendars.of(&hold.pickup);
        // Counted anew; but days that were added since do not make it earlier.
        let again = |day| {
            let counted = calendar::pickup_until(hours, ready, rules);
            if counted.day > day {
                counted
            } else {
                calendar::next(hours, day, rules.desk_only)
            }
        };
        let moved = if hold.pickup_unverified && before <= work.now {
            calendar::settled(hours, work.now, rules.desk_only)
        } else {
            calendar::moved(hours, before, hold.pickup_unverified, rules.desk_only, again)
                .filter(|until| to_come(before, until, work))
        };
        let Some(until) = moved else { return };
        (hold.pickup_until, hold.pickup_unverified) = (Some(until.at), until.unverified);
        if until.at != before {
            work.events.push(Event::PickupMoved {
                hold: hold.id.clone(),
                before,
            });
        }
    }

    /// Ends a loan whose copy will not come back; the copy is missing from then on.
    pub fn write_off(
        &mut self,
        id: &LoanId,
        now: DateTime<Utc>,
        calendars: &Calendars<'_>,
    ) -> Result<Vec<Event>, Vec<Refusal>> {
        let at = self.open_loan(id)?;
        let ended = self.run(now, calendars, |stock, work| {
            let loan = &mut stock.loans[at];
            loan.written_off_at = Some(work.now);
            work.events.push(Event::WrittenOff {
                loan: loan.id.clone(),
            });
            let mut copies = stock.copies.iter_mut();
            if let Some(copy) = copies.find(|copy| copy.barcode == loan.copy) {
                (copy.place, copy.old_slip) = (Spot::Missing, false);
            }
        });
        Ok(ended.1)
    }
}

/// Whether both the old and the new date are in the future: what is late stays late, and nothing becomes late.
fn to_come(before: DateTime<Utc>, after: &Deadline, work: &Work<'_>) -> bool {
    before > work.now && after.at > work.now
}
