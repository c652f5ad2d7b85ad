//! How free copies are given to those who wait.
//!
//! Every command goes through [`Stock::run`], which gives out what it has freed before anybody else can ask.

use super::calendar::{self, Calendars};
use super::{Event, Hold, HoldState, Stock, StockCopy};
use crate::catalogue::Spot;
use crate::id::{Barcode, HoldId};
use crate::time;
use chrono::{DateTime, NaiveDate, Utc};

/// One command at work: when, by which hours, and what has happened so far.
pub(super) struct Work<'a> {
    pub(super) now: DateTime<Utc>,
    pub(super) today: NaiveDate,
    pub(super) calendars: &'a Calendars<'a>,
    pub(super) events: Vec<Event>,
}

impl Stock {
    /// Gives free copies to those who wait, in order; does nothing where nothing is free.
    ///
    /// Every command does this by itself. It is for the morning, when holds are no longer frozen.
    pub fn serve(&mut self, now: DateTime<Utc>, calendars: &Calendars<'_>) -> Vec<Event> {
        self.run(now, calendars, |_, _| ()).1
    }

    /// Does `act`, gives out what is free after it, and tells whether a copy was left over.
    pub(super) fn run<T>(
        &mut self,
        now: DateTime<Utc>,
        calendars: &Calendars<'_>,
        act: impl FnOnce(&mut Self, &mut Work<'_>) -> T,
    ) -> (T, Vec<Event>) {
        let free = |stock: &Self| -> Vec<Barcode> {
            let free = stock.copies.iter().filter(|copy| copy.is_free());
            free.map(|copy| copy.barcode.clone()).collect()
        };
        let before = free(self);
        let mut work = Work {
            now,
            today: time::today(now),
            calendars,
            events: Vec::new(),
        };
        let done = act(self, &mut work);
        self.give_out(&mut work);
        if free(self).iter().any(|copy| !before.contains(copy)) {
            let item = self.item.clone();
            work.events.push(Event::Freed { item });
        }
        (done, work.events)
    }

    pub(super) fn give_out(&mut self, work: &mut Work<'_>) {
        for hold in 0..self.holds.len() {
            if self.holds[hold].is_serviceable(work.today)
                && let Some(copy) = self.best_copy(&self.holds[hold])
            {
                self.promise(hold, copy, work);
            }
        }
        for at in 0..self.copies.len() {
            let copy = &self.copies[at];
            if !matches!(copy.place, Spot::HoldShelf | Spot::Reserved) || self.is_promised(copy) {
                continue;
            }
            let copy = &mut self.copies[at];
            copy.old_slip |= copy.place == Spot::HoldShelf;
            copy.place = Spot::Shelf;
        }
    }

    /// What [`Stock::serve`] would do on `today`, for who only wants to know whether it would do anything.
    pub(super) fn give_out_unseen(&mut self, today: NaiveDate) {
        let mut work = Work {
            now: DateTime::UNIX_EPOCH,
            today,
            calendars: &Calendars::default(),
            events: Vec::new(),
        };
        self.give_out(&mut work);
    }

    /// The copy that serves `hold` soonest: on the hold shelf or the shelf where it is fetched, on another shelf,
    /// on its way there for nobody.
    fn best_copy(&self, hold: &Hold) -> Option<usize> {
        let usable = |(at, copy): (usize, &StockCopy)| {
            let near = copy.library == hold.pickup;
            let rank = match copy.place {
                Spot::HoldShelf if near => 0,
                Spot::Shelf | Spot::Reserved if near => 1,
                Spot::Shelf | Spot::Reserved | Spot::HoldShelf => 2,
                Spot::Transit if near => 3,
                _ => return None,
            };
            let possible = self.could_serve(copy, hold) && !self.is_promised(copy);
            possible.then_some((rank, copy.barcode.clone(), at))
        };
        let best = self.copies.iter().enumerate().filter_map(usable).min();
        best.map(|(_, _, at)| at)
    }

    /// Whether this copy, once free, can be brought to where the hold is fetched.
    pub(super) fn could_serve(&self, copy: &StockCopy, hold: &Hold) -> bool {
        !copy.faulty && (!self.rules.home_only || copy.home == hold.pickup)
    }

    /// Whether a live hold has been promised this copy.
    pub(super) fn is_promised(&self, copy: &StockCopy) -> bool {
        self.hold_of(&copy.barcode).is_some()
    }

    fn promise(&mut self, hold: usize, copy: usize, work: &mut Work<'_>) {
        let (hold_at, copy_at) = (hold, copy);
        let (hold, copy) = (&mut self.holds[hold_at], &mut self.copies[copy_at]);
        hold.copy = Some(copy.barcode.clone());
        // What is promised from the hold shelf was somebody else's until now.
        copy.old_slip |= copy.place == Spot::HoldShelf;
        match copy.place {
            Spot::HoldShelf if copy.library == hold.pickup => self.make_ready(hold_at, work),
            Spot::Transit => hold.state = HoldState::InTransit,
            _ => {
                copy.place = Spot::Reserved;
                hold.state = HoldState::ToFetch;
                work.events.push(Event::Reserved {
                    hold: hold.id.clone(),
                    copy: copy.barcode.clone(),
                });
            }
        }
    }

    /// The copy of this hold is on the hold shelf of its pickup library from now on.
    pub(super) fn make_ready(&mut self, hold: usize, work: &mut Work<'_>) {
        let hold = &mut self.holds[hold];
        let hours = work.calendars.of(&hold.pickup);
        let until = calendar::pickup_until(hours, work.now, &self.rules);
        hold.state = HoldState::Ready;
        hold.ready_at = Some(work.now);
        hold.pickup_until = Some(until.at);
        hold.pickup_unverified = until.unverified;
        work.events.push(Event::HoldReady {
            hold: hold.id.clone(),
        });
    }

    /// Begins the pickup time of those `untold` anew: of ready holds whose people have not been told so yet.
    ///
    /// Nobody misses what they could not know of: the day on which they are told counts as the day it became ready. That
    /// has an end ([`calendar::pickup_at_most`]).
    pub fn count_anew(
        &mut self,
        untold: &[HoldId],
        now: DateTime<Utc>,
        calendars: &Calendars<'_>,
    ) -> Vec<Event> {
        let count = |stock: &mut Self, work: &mut Work<'_>| {
            for at in 0..stock.holds.len() {
                if untold.contains(&stock.holds[at].id) {
                    stock.prolong_pickup(at, work);
                }
            }
        };
        self.run(now, calendars, count).1
    }

    fn prolong_pickup(&mut self, at: usize, work: &mut Work<'_>) {
        let hold = &mut self.holds[at];
        let hours = work.calendars.of(&hold.pickup);
        let until = calendar::pickup_until(hours, work.now, &self.rules);
        let most = calendar::pickup_at_most(hours, hold.ready_at.unwrap_or(work.now), &self.rules);
        let until = if most.at < until.at { most } else { until };
        if hold.state == HoldState::Ready && hold.pickup_until.is_some_and(|before| before < until.at) {
            (hold.pickup_until, hold.pickup_unverified) = (Some(until.at), until.unverified);
            work.events.push(Event::PickupProlonged {
                hold: hold.id.clone(),
            });
        }
    }

    /// Takes the copy from a hold. It stays where it is, for nobody, until [`Stock::run`] gives it out.
    pub(super) fn take_copy(&mut self, hold: usize) {
        let hold = &mut self.holds[hold];
        hold.copy = None;
        hold.ready_at = None;
        hold.pickup_until = None;
        hold.pickup_unverified = false;
    }

    /// Ends a hold that has not been served.
    pub(super) fn end_hold(&mut self, hold: usize, state: HoldState, work: &Work<'_>) {
        self.take_copy(hold);
        self.holds[hold].state = state;
        self.holds[hold].ended_at = Some(work.now);
    }

    /// Whoever was promised this copy waits again, in the place that was theirs.
    pub(super) fn put_back(&mut self, barcode: &Barcode, work: &mut Work<'_>) {
        let Some(at) = self.hold_of(barcode) else { return };
        self.take_copy(at);
        let hold = &mut self.holds[at];
        // Before that nobody was told anything.
        if matches!(hold.state, HoldState::InTransit | HoldState::Ready) {
            work.events.push(Event::HoldBack {
                hold: hold.id.clone(),
            });
        }
        hold.state = HoldState::Waiting;
    }
}
