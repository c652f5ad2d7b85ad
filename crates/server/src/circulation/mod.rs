//! Lending: holds and loans. A decision about a thing locks its queue, runs one command of the domain on its stock, and
//! writes what differs, what the statistics count and what people are to be told, all in one transaction.

mod compose;
pub mod due;
mod forget;
pub mod handlers;
pub mod lists;
pub mod page;
mod remind;
pub mod statistics;
pub mod store;
pub mod tell;
pub mod tickets;
pub mod undo;
pub mod untold;
pub mod upkeep;
pub mod views;
mod wishes;

use crate::App;
use crate::account::secrets;
use crate::db::Tx;
use crate::libraries::Libraries;
use crate::problem::Failure;
use chrono::{DateTime, Utc};
use jaettu_domain::circulation::calendar::Calendars;
use jaettu_domain::circulation::{Event, Hold, HoldState, Loan, Refusal, Stock};
use jaettu_domain::id::{HoldId, ItemId, LibraryId, LoanId, PersonId};
use jaettu_domain::problem::{FieldError, Reason};
use std::sync::Arc;

/// A thing whose queue this transaction holds.
#[derive(Debug)]
pub struct Turn {
    /// When it is decided.
    pub now: DateTime<Utc>,
    /// As it was read.
    pub before: Stock,
    /// As the command leaves it.
    pub stock: Stock,
    libraries: Arc<Libraries>,
}

/// What went along with a decision.
#[derive(Debug, Default)]
pub struct Trail {
    /// Lines of the statistics.
    pub lines: Vec<String>,
    /// Occasions of messages.
    pub occasions: Vec<String>,
    /// Faults that were written down.
    pub tickets: Vec<String>,
    /// Faults that were ended.
    pub solved: Vec<String>,
    /// The wish that ended with a loan: whose, and when it was made.
    pub wish: Option<(PersonId, i64)>,
    /// A loan that had ended, and what was missing from it before this decision noted more.
    pub noted: Option<(LoanId, Vec<String>)>,
}

/// The problem that tells every refusal.
pub fn refused(refusals: Vec<Refusal>) -> Failure {
    Failure::refused(refusals.iter().map(FieldError::from).collect())
}

/// Takes the queue of a thing; not found if there is no such thing.
pub async fn take(app: &App, tx: &mut Tx, item: &ItemId) -> Result<Turn, Failure> {
    let libraries = crate::libraries::current(app).await?;
    let stock = store::lock(tx, item)
        .await?
        .ok_or_else(|| Failure::not_found("thing"))?;
    Ok(Turn {
        // Read after the lock: of two at once the one that waited is the later one.
        now: app.clock.now(),
        before: stock.clone(),
        stock,
        libraries,
    })
}

impl Turn {
    /// Runs a command of the domain; its refusals are a problem.
    pub fn run<T>(
        &mut self,
        command: impl FnOnce(&mut Stock, DateTime<Utc>, &Calendars<'_>) -> Result<T, Vec<Refusal>>,
    ) -> Result<T, Failure> {
        let calendars = self.libraries.calendars();
        command(&mut self.stock, self.now, &calendars).map_err(refused)
    }

    /// A hold of the thing.
    pub fn hold(&self, id: &HoldId) -> Result<&Hold, Failure> {
        let hold = self.stock.holds.iter().find(|hold| hold.id == *id);
        hold.ok_or_else(|| Failure::not_found("hold"))
    }

    /// A loan of the thing.
    pub fn loan(&self, id: &LoanId) -> Result<&Loan, Failure> {
        let loan = self.stock.loans.iter().find(|loan| loan.id == *id);
        loan.ok_or_else(|| Failure::not_found("loan"))
    }

    /// Writes what the command has changed, and whatever follows from what happened.
    pub async fn end(&self, app: &App, tx: &mut Tx, events: &[Event]) -> Result<Trail, Failure> {
        if self.stock.changes(&self.before).is_empty() {
            return Ok(Trail::default());
        }
        store::save(tx, &self.before, &self.stock).await?;
        let wish = tell::withdraw(tx, self).await?;
        for hold in self.newly_ready() {
            give_code(tx, hold).await?;
        }
        let trail = Trail {
            lines: self.count(tx, events).await?,
            occasions: tell::tell(app, tx, self, events).await?,
            wish,
            ..Trail::default()
        };
        // What is shown to everybody has changed.
        tx.bump_content("catalogue").await?;
        Ok(trail)
    }

    fn newly_ready(&self) -> impl Iterator<Item = &Hold> {
        let was = |hold: &Hold| {
            let before = self.before.holds.iter().find(|before| before.id == hold.id);
            before.is_some_and(|before| before.state == HoldState::Ready)
        };
        let ready = self
            .stock
            .holds
            .iter()
            .filter(|hold| hold.state == HoldState::Ready);
        ready.filter(move |hold| !was(hold))
    }

    /// Writes down what the statistics count.
    async fn count(&self, tx: &mut Tx, events: &[Event]) -> Result<Vec<String>, Failure> {
        let mut lines = Vec::new();
        for event in events {
            if let Some((kind, library)) = self.counted(event) {
                lines.push(store::log(tx, kind, &self.stock.item, &library, self.now).await?);
            }
        }
        Ok(lines)
    }

    fn counted(&self, event: &Event) -> Option<(&'static str, LibraryId)> {
        let loan = |id: &LoanId| {
            Some(
                self.stock
                    .loans
                    .iter()
                    .find(|loan| loan.id == *id)?
                    .library
                    .clone(),
            )
        };
        let hold = |id: &HoldId| {
            Some(
                self.stock
                    .holds
                    .iter()
                    .find(|hold| hold.id == *id)?
                    .pickup
                    .clone(),
            )
        };
        Some(match event {
            Event::Lent { loan: id } => ("loan", loan(id)?),
            Event::Renewed { loan: id, .. } => ("renewal", loan(id)?),
            Event::Returned { loan: id } => ("return", loan(id)?),
            Event::HoldReady { hold: id } => ("pickup", hold(id)?),
            Event::HoldExpired { hold: id } | Event::HoldLapsed { hold: id } => ("expiry", hold(id)?),
            _ => return None,
        })
    }
}

/// Gives a hold a code that nobody else has who can fetch something now.
async fn give_code(tx: &mut Tx, hold: &Hold) -> Result<(), Failure> {
    for _ in 0..5 {
        let code = secrets::pickup_code().map_err(|_| Failure::from(Reason::INTERNAL))?;
        if store::put_code(tx, hold, &code).await? {
            return Ok(());
        }
    }
    Err(Reason::INTERNAL.into())
}
