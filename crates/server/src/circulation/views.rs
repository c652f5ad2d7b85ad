//! Holds and loans as the people see them whose they are.

use super::Turn;
use crate::App;
use crate::catalogue::Items;
use crate::libraries::Libraries;
use crate::problem::Failure;
use chrono::{DateTime, Utc};
use jaettu_domain::catalogue::Texts;
use jaettu_domain::circulation::api::{HoldView, LoanView, Wait};
use jaettu_domain::circulation::{Hold, HoldState, Loan, RESTORABLE, Stock, calendar};
use jaettu_domain::id::{ItemId, LibraryId};
use jaettu_domain::problem::FieldError;
use jaettu_domain::text::Text;
use jaettu_domain::time;
use std::sync::Arc;

/// What things and libraries are called: beside the database, in memory.
#[derive(Debug)]
pub struct Names {
    items: Arc<Items>,
    libraries: Arc<Libraries>,
}

impl Names {
    /// The names as of now.
    pub async fn of(app: &App) -> Result<Self, Failure> {
        Ok(Self {
            items: crate::catalogue::items(app).await?,
            libraries: crate::libraries::current(app).await?,
        })
    }

    /// Name of a thing.
    pub fn item(&self, id: &ItemId) -> Text {
        self.items
            .item(id)
            .map(|item| item.name.clone())
            .unwrap_or_default()
    }

    /// What belongs to a thing.
    pub fn included(&self, id: &ItemId) -> Texts {
        self.items
            .item(id)
            .map(|item| item.included.clone())
            .unwrap_or_default()
    }

    /// Short name of a library.
    pub fn library(&self, id: &LibraryId) -> Text {
        let library = self.libraries.by_id(id.as_str());
        library
            .map(|library| library.short_name.clone())
            .unwrap_or_default()
    }

    /// The libraries.
    pub fn libraries(&self) -> &Libraries {
        &self.libraries
    }
}

/// A hold of `stock` as its person sees it.
pub fn hold(names: &Names, stock: &Stock, hold: &Hold, code: Option<String>, now: DateTime<Utc>) -> HoldView {
    let today = time::today(now);
    let position = stock
        .position(&hold.id)
        .filter(|_| hold.state == HoldState::Waiting);
    let wait = position
        .filter(|_| !hold.is_frozen(today))
        .and_then(|position| stock.wait(position, &hold.pickup, today));
    HoldView {
        id: hold.id.clone(),
        item: hold.item.clone(),
        name: names.item(&hold.item),
        state: hold.state,
        position,
        queue: stock.queue_length(&hold.pickup),
        wait: wait.map(|(earliest, latest)| Wait { earliest, latest }),
        pickup_library: hold.pickup.clone(),
        pickup_name: names.library(&hold.pickup),
        placed_at: hold.placed_at,
        frozen: hold.is_frozen(today),
        frozen_until: hold
            .frozen_until
            .filter(|until| today < *until && *until != jaettu_domain::circulation::UNTIL_THAWED),
        not_after: hold.not_after,
        pickup_by: hold.pickup_until.filter(|_| hold.state == HoldState::Ready),
        pickup_unverified: hold.pickup_unverified,
        code: code.filter(|_| hold.state == HoldState::Ready),
        restorable_until: hold
            .ended_at
            .filter(|_| hold.is_restorable(now))
            .map(|ended| ended + RESTORABLE),
    }
}

/// What being late costs so far by the terms of a thing, in cents.
pub fn fee(stock: &Stock, days_late: u32) -> u32 {
    let fee = stock.rules.late_fee_cents_per_day.saturating_mul(days_late);
    fee.min(stock.rules.late_fee_max_cents)
}

/// A loan of `stock` as its person sees it.
pub fn loan(names: &Names, stock: &Stock, loan: &Loan, now: DateTime<Utc>) -> LoanView {
    let today = time::today(now);
    let days_late = if loan.is_open() { loan.days_late(today) } else { 0 };
    // The answer to "could I?" is what would happen: the same rule, on a copy.
    let mut renewed = stock.clone();
    let renewal = renewed.renew(&loan.id, now, &names.libraries().calendars());
    let due_then = || {
        let after = renewed.loans.iter().find(|other| other.id == loan.id)?;
        Some(calendar::day_of(after.due_at))
    };
    LoanView {
        id: loan.id.clone(),
        item: loan.item.clone(),
        name: names.item(&loan.item),
        barcode: loan.copy.clone(),
        library: loan.library.clone(),
        library_name: names.library(&loan.library),
        included: names.included(&loan.item),
        lent_at: loan.lent_at,
        due: calendar::day_of(loan.due_at),
        due_at: loan.due_at,
        due_unverified: loan.due_unverified,
        recalled: loan.recalled_at.is_some(),
        days_late,
        fee_cents: fee(stock, days_late),
        renewals: loan.renewals,
        most_renewals: stock.rules.renewals,
        renewed_due: if renewal.is_ok() { due_then() } else { None },
        not_renewable: renewal
            .err()
            .unwrap_or_default()
            .iter()
            .map(FieldError::from)
            .collect(),
        returned_at: loan.returned_at,
    }
}

impl Turn {
    /// A hold as its person sees it after this decision.
    pub fn hold_view(
        &self,
        names: &Names,
        id: &jaettu_domain::id::HoldId,
        code: Option<String>,
    ) -> Result<HoldView, Failure> {
        Ok(hold(names, &self.stock, self.hold(id)?, code, self.now))
    }

    /// A loan as its person sees it after this decision.
    pub fn loan_view(&self, names: &Names, id: &jaettu_domain::id::LoanId) -> Result<LoanView, Failure> {
        Ok(loan(names, &self.stock, self.loan(id)?, self.now))
    }
}
