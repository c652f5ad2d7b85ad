//! The queue: holds and what may be done to them.

use super::calendar::Calendars;
use super::serve::Work;
use super::{Borrower, Event, Hold, HoldState, Refusal, Stock};
use crate::id::{HoldId, LibraryId};
use crate::time;
use chrono::{DateTime, NaiveDate, TimeDelta, Utc};

/// So long somebody can take back that they gave a hold up.
pub const RESTORABLE: TimeDelta = TimeDelta::minutes(10);

impl Stock {
    /// Puts a person at the end of the queue; served at once if a copy is free.
    pub fn place_hold(
        &mut self,
        who: &Borrower,
        pickup: &LibraryId,
        not_after: Option<NaiveDate>,
        id: HoldId,
        now: DateTime<Utc>,
        calendars: &Calendars<'_>,
    ) -> Result<Vec<Event>, Vec<Refusal>> {
        let today = time::today(now);
        let mut refusals = who.refused_to_hold(&self.rules, today);
        refusals.extend(self.not_to_be_held(who));
        refusals.extend(self.not_fetched_from(pickup));
        refusals.extend(date_passed(not_after, today));
        if !refusals.is_empty() {
            return Err(refusals);
        }
        let hold = Hold {
            id,
            item: self.item.clone(),
            person: who.id.clone(),
            pickup: pickup.clone(),
            placed_at: now,
            state: HoldState::Waiting,
            frozen_until: None,
            not_after,
            copy: None,
            ready_at: None,
            pickup_until: None,
            pickup_unverified: false,
            ended_at: None,
        };
        Ok(self.run(now, calendars, |stock, _| stock.enqueue(hold)).1)
    }

    /// Puts a hold into its place.
    fn enqueue(&mut self, hold: Hold) {
        self.holds.retain(|other| other.id != hold.id);
        let before = |other: &Hold| (other.placed_at, &other.id) < (hold.placed_at, &hold.id);
        let at = self.holds.partition_point(before);
        self.holds.insert(at, hold);
    }

    fn not_to_be_held(&self, who: &Borrower) -> Vec<Refusal> {
        let mut refusals = Vec::new();
        if self.hold_by(&who.id).is_some() {
            refusals.push(Refusal::AlreadyHeld);
        }
        let mut open = self.loans.iter().filter(|loan| loan.is_open());
        if open.any(|loan| loan.person == who.id) {
            refusals.push(Refusal::AlreadyBorrowed);
        }
        if !self.copies.iter().any(super::StockCopy::circulates) {
            refusals.push(Refusal::NoCopies);
        }
        refusals
    }

    fn not_fetched_from(&self, pickup: &LibraryId) -> Option<Refusal> {
        let libraries = self.own_libraries();
        let impossible = self.rules.home_only && !libraries.is_empty() && !libraries.contains(pickup);
        impossible.then_some(Refusal::PickupNotPossible { libraries })
    }

    /// Lets others pass until the day `until`; a copy that has not been fetched yet goes to the next.
    pub fn freeze(
        &mut self,
        id: &HoldId,
        until: NaiveDate,
        now: DateTime<Utc>,
        calendars: &Calendars<'_>,
    ) -> Result<Vec<Event>, Vec<Refusal>> {
        let at = self.live_hold(id)?;
        let state = self.holds[at].state;
        let mut refusals = Vec::new();
        if matches!(state, HoldState::InTransit | HoldState::Ready) {
            refusals.push(Refusal::CannotFreeze { state });
        }
        if until <= time::today(now) {
            refusals.push(Refusal::PauseTooShort);
        }
        if !refusals.is_empty() {
            return Err(refusals);
        }
        let freeze = |stock: &mut Self| {
            stock.take_copy(at);
            stock.holds[at].state = HoldState::Waiting;
            stock.holds[at].frozen_until = Some(until);
        };
        Ok(self.run(now, calendars, |stock, _| freeze(stock)).1)
    }

    /// Ends a freeze; nothing happens if there is none.
    pub fn thaw(
        &mut self,
        id: &HoldId,
        now: DateTime<Utc>,
        calendars: &Calendars<'_>,
    ) -> Result<Vec<Event>, Vec<Refusal>> {
        let at = self.live_hold(id)?;
        Ok(self
            .run(now, calendars, |stock, _| stock.holds[at].frozen_until = None)
            .1)
    }

    /// Changes where the hold is fetched, as long as no copy is on its way. The place in the queue stays.
    pub fn move_pickup(
        &mut self,
        id: &HoldId,
        pickup: &LibraryId,
        now: DateTime<Utc>,
        calendars: &Calendars<'_>,
    ) -> Result<Vec<Event>, Vec<Refusal>> {
        let at = self.live_hold(id)?;
        if self.holds[at].pickup == *pickup {
            return Ok(Vec::new());
        }
        let state = self.holds[at].state;
        let mut refusals = Vec::new();
        if matches!(state, HoldState::InTransit | HoldState::Ready) {
            refusals.push(Refusal::CannotMove { state });
        }
        refusals.extend(self.not_fetched_from(pickup));
        if !refusals.is_empty() {
            return Err(refusals);
        }
        let change = |stock: &mut Self| {
            // Another copy may be nearer now.
            stock.take_copy(at);
            stock.holds[at].state = HoldState::Waiting;
            stock.holds[at].pickup = pickup.clone();
        };
        Ok(self.run(now, calendars, |stock, _| change(stock)).1)
    }

    /// Changes the last day on which the person still wants to be served. A copy that is on its way or ready stays.
    pub fn set_not_after(
        &mut self,
        id: &HoldId,
        not_after: Option<NaiveDate>,
        now: DateTime<Utc>,
        calendars: &Calendars<'_>,
    ) -> Result<Vec<Event>, Vec<Refusal>> {
        let at = self.live_hold(id)?;
        if let Some(refusal) = date_passed(not_after, time::today(now)) {
            return Err(vec![refusal]);
        }
        Ok(self
            .run(now, calendars, |stock, _| {
                stock.holds[at].not_after = not_after;
            })
            .1)
    }

    /// Gives a hold up; a copy that was promised goes to the next.
    pub fn cancel(
        &mut self,
        id: &HoldId,
        now: DateTime<Utc>,
        calendars: &Calendars<'_>,
    ) -> Result<Vec<Event>, Vec<Refusal>> {
        let at = self.live_hold(id)?;
        let cancelled = Event::HoldCancelled { hold: id.clone() };
        let ended = self.run(now, calendars, |stock, work| {
            // That it was ready stays known: then it cannot be taken back.
            let ready_at = stock.holds[at].ready_at;
            stock.end_hold(at, HoldState::Cancelled, work);
            stock.holds[at].ready_at = ready_at;
            work.events.push(cancelled);
        });
        Ok(ended.1)
    }

    /// Takes back that a person gave up `hold`, which has its place again; a copy that was promised may have gone to the next.
    ///
    /// Not one that was ready: its time on the hold shelf would begin anew, as often as somebody likes.
    pub fn restore_hold(
        &mut self,
        who: &Borrower,
        hold: Hold,
        now: DateTime<Utc>,
        calendars: &Calendars<'_>,
    ) -> Result<Vec<Event>, Vec<Refusal>> {
        let today = time::today(now);
        let mut refusals = who.refused_to_hold(&self.rules, today);
        refusals.extend(self.not_to_be_held(who));
        refusals.extend(date_passed(hold.not_after, today));
        if !hold.is_restorable(now) {
            refusals.push(Refusal::TooLate);
        }
        if !refusals.is_empty() {
            return Err(refusals);
        }
        let hold = Hold {
            state: HoldState::Waiting,
            ended_at: None,
            ..hold
        };
        Ok(self.run(now, calendars, |stock, _| stock.enqueue(hold)).1)
    }

    /// Ends the holds that were not fetched or not served in time; their copies go to the next.
    pub fn expire_due(&mut self, now: DateTime<Utc>, calendars: &Calendars<'_>) -> Vec<Event> {
        let expire = |stock: &mut Self, work: &mut Work<'_>| {
            for at in 0..stock.holds.len() {
                if let Some(event) = stock.holds[at].ended_by_time(work) {
                    stock.end_hold(at, HoldState::Expired, work);
                    work.events.push(event);
                }
            }
        };
        self.run(now, calendars, expire).1
    }

    /// The place of a waiting hold in the queue, from 1; `None` if it does not wait.
    ///
    /// Frozen holds count too (Helmet): they keep their place, even if those behind may be served first. For a
    /// thing that is fetched from its own library only, each library has a queue of its own.
    pub fn position(&self, id: &HoldId) -> Option<u32> {
        let own = self.holds.iter().find(|hold| hold.id == *id)?;
        let place = self.queue(&own.pickup).position(|hold| hold.id == own.id)?;
        u32::try_from(place + 1).ok()
    }

    /// How many wait in the queue in which somebody stands, or would stand, who fetches at `pickup`.
    pub fn queue_length(&self, pickup: &LibraryId) -> u32 {
        u32::try_from(self.queue(pickup).count()).unwrap_or(u32::MAX)
    }

    fn queue(&self, pickup: &LibraryId) -> impl Iterator<Item = &Hold> {
        let same = move |hold: &&Hold| !self.rules.home_only || hold.pickup == *pickup;
        let waiting = self.holds.iter().filter(|hold| hold.state == HoldState::Waiting);
        waiting.filter(same)
    }
}

impl Hold {
    /// Whether it was given up a moment ago and can be taken back.
    pub fn is_restorable(&self, now: DateTime<Utc>) -> bool {
        let cancelled = self.state == HoldState::Cancelled && self.ready_at.is_none();
        cancelled && self.ended_at.is_some_and(|ended| now - ended <= RESTORABLE)
    }

    /// What has happened to it if its time is over.
    fn ended_by_time(&self, work: &Work<'_>) -> Option<Event> {
        let hold = self.id.clone();
        match self.state {
            HoldState::Ready if self.is_unfetched(work.now) => Some(Event::HoldExpired { hold }),
            HoldState::Waiting | HoldState::ToFetch if self.is_out_of_date(work.today) => {
                Some(Event::HoldLapsed { hold })
            }
            // It is on its way: the person is told, and may let it expire there.
            _ => None,
        }
    }

    /// Whether its last day is over. A day whose hours are not known holds nobody.
    fn is_unfetched(&self, now: DateTime<Utc>) -> bool {
        !self.pickup_unverified && self.pickup_until.is_some_and(|until| until <= now)
    }
}

fn date_passed(date: Option<NaiveDate>, today: NaiveDate) -> Option<Refusal> {
    date.is_some_and(|date| date < today)
        .then_some(Refusal::DatePassed)
}
