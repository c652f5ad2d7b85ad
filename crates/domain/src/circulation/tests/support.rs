//! A small town: three libraries, shut on Sundays, some drills.

use crate::catalogue::{Condition, LoanRules, Spot};
use crate::circulation::calendar::Calendars;
use crate::circulation::{Borrower, Event, Hold, HoldState, Refusal, Route, Stock, StockCopy};
use crate::id::{Barcode, HoldId, ItemId, LibraryId, LoanId, PersonId};
use crate::libraries::{DayHours, Opening, Service};
use chrono::{DateTime, Datelike, Days, NaiveDate, TimeDelta, Utc, Weekday};

pub(super) type Done = Result<Vec<Event>, Vec<Refusal>>;

pub(super) fn utc(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

pub(super) fn date(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

pub(super) fn library(id: &str) -> LibraryId {
    LibraryId::new(id).unwrap()
}

pub(super) fn barcode(word: &str) -> Barcode {
    Barcode::new(word).unwrap()
}

fn uuid(number: u32) -> String {
    format!("00000000-0000-7000-8000-{number:012x}")
}

pub(super) fn loan_id(number: u32) -> LoanId {
    LoanId::new(uuid(number)).unwrap()
}

pub(super) fn hold_id(number: u32) -> HoldId {
    HoldId::new(uuid(number)).unwrap()
}

pub(super) fn person(number: u32) -> Borrower {
    Borrower {
        id: PersonId::new(uuid(number)).unwrap(),
        born: Some(date("1990-02-28")),
        blocked: false,
        disabled: false,
        loans: 0,
        holds: 0,
        longest_overdue_days: 0,
    }
}

pub(super) fn rules() -> LoanRules {
    LoanRules {
        days: 14,
        renewals: 2,
        late_fee_cents_per_day: 0,
        late_fee_max_cents: 0,
        deposit_cents: 0,
        desk_only: false,
        home_only: false,
        min_age: None,
        pickup_days: 5,
        recall_after_days: None,
        spread_returns: false,
    }
}

pub(super) fn opening(from: &str, to: &str, service: Service) -> Opening {
    Opening {
        from: from.parse().unwrap(),
        to: to.parse().unwrap(),
        service,
    }
}

pub(super) fn day(date: NaiveDate, openings: Vec<Opening>) -> DayHours {
    DayHours {
        date,
        openings,
        exception: None,
    }
}

/// Self-service from 8, staff from 10 to 18, shut on Sundays and on the days of `closed`.
pub(super) fn hours(from: &str, days: usize, closed: &[&str]) -> Vec<DayHours> {
    let open = || {
        vec![
            opening("08:00", "10:00", Service::SelfService),
            opening("10:00", "18:00", Service::Staffed),
        ]
    };
    let shut =
        |date: &NaiveDate| date.weekday() == Weekday::Sun || closed.contains(&date.to_string().as_str());
    let dates = date(from).iter_days().take(days);
    dates
        .map(|date| day(date, if shut(&date) { Vec::new() } else { open() }))
        .collect()
}

/// Midsummer and Christmas 2026.
pub(super) const HOLIDAYS: [&str; 5] = [
    "2026-06-19",
    "2026-06-20",
    "2026-12-24",
    "2026-12-25",
    "2026-12-26",
];

pub(super) fn copy(word: &str, at: &str) -> StockCopy {
    StockCopy {
        barcode: barcode(word),
        home: library(at),
        library: library(at),
        place: Spot::Shelf,
        condition: Condition::Good,
        faulty: false,
        foreign_due: None,
        old_slip: false,
    }
}

/// A stock with a clock and opening hours. After every command the stock is checked.
pub(super) struct Town {
    pub(super) stock: Stock,
    pub(super) days: Vec<DayHours>,
    pub(super) now: DateTime<Utc>,
    made: u32,
}

impl Town {
    /// Monday 1 June 2026, noon; copies `(barcode, library)` on their shelves.
    pub(super) fn new(copies: &[(&str, &str)]) -> Self {
        Self {
            stock: Stock {
                item: ItemId::new("porakone").unwrap(),
                rules: rules(),
                copies: copies.iter().map(|(word, at)| copy(word, at)).collect(),
                holds: Vec::new(),
                loans: Vec::new(),
            },
            days: hours("2026-05-01", 400, &HOLIDAYS),
            now: utc("2026-06-01T09:00:00Z"),
            made: 0,
        }
    }

    pub(super) fn with(mut self, change: impl FnOnce(&mut Stock)) -> Self {
        change(&mut self.stock);
        self
    }

    pub(super) fn act<T>(&mut self, act: impl FnOnce(&mut Stock, DateTime<Utc>, &Calendars<'_>) -> T) -> T {
        let at = |id| (library(id), self.days.as_slice());
        let calendars = Calendars::new([at("kallio"), at("oodi"), at("pasila")]);
        let done = act(&mut self.stock, self.now, &calendars);
        let wrong = self.stock.check(crate::time::today(self.now));
        assert!(wrong.is_empty(), "{wrong:#?}\n{:#?}", self.stock);
        done
    }

    pub(super) fn later(&mut self, days: u64) {
        self.now = self.now + Days::new(days);
    }

    /// A hold of a new person, a minute after the one before.
    pub(super) fn hold(&mut self, who: u32, pickup: &str) -> HoldId {
        self.try_hold(&person(who), pickup).unwrap()
    }

    pub(super) fn try_hold(&mut self, who: &Borrower, pickup: &str) -> Result<HoldId, Vec<Refusal>> {
        self.made += 1;
        self.now += TimeDelta::minutes(1);
        let id = hold_id(self.made);
        let (new, pickup) = (id.clone(), library(pickup));
        self.act(|stock, now, hours| stock.place_hold(who, &pickup, None, new, now, hours))?;
        Ok(id)
    }

    pub(super) fn lend(&mut self, word: &str, who: u32, at: &str) -> LoanId {
        self.try_lend(word, &person(who), at).unwrap()
    }

    pub(super) fn try_lend(&mut self, word: &str, who: &Borrower, at: &str) -> Result<LoanId, Vec<Refusal>> {
        self.made += 1;
        let id = loan_id(self.made);
        let (new, at) = (id.clone(), library(at));
        self.act(|stock, now, hours| stock.check_out(&barcode(word), who, &at, new, now, hours))?;
        Ok(id)
    }

    pub(super) fn scan(&mut self, word: &str, at: &str) -> Route {
        self.scan_with_events(word, at).0
    }

    pub(super) fn scan_with_events(&mut self, word: &str, at: &str) -> (Route, Vec<Event>) {
        let at = library(at);
        self.act(|stock, now, hours| stock.check_in(&barcode(word), &at, &[], now, hours))
            .unwrap()
    }

    pub(super) fn cancel(&mut self, hold: &HoldId) -> Vec<Event> {
        self.act(|stock, now, hours| stock.cancel(hold, now, hours))
            .unwrap()
    }

    pub(super) fn renew(&mut self, loan: &LoanId) -> Done {
        self.act(|stock, now, hours| stock.renew(loan, now, hours))
    }

    pub(super) fn the_hold(&self, id: &HoldId) -> &Hold {
        self.stock.holds.iter().find(|hold| hold.id == *id).unwrap()
    }

    pub(super) fn state(&self, id: &HoldId) -> HoldState {
        self.the_hold(id).state
    }

    pub(super) fn loan(&self, id: &LoanId) -> &crate::circulation::Loan {
        self.stock.loans.iter().find(|loan| loan.id == *id).unwrap()
    }

    pub(super) fn copy(&self, word: &str) -> &StockCopy {
        self.stock
            .copies
            .iter()
            .find(|copy| copy.barcode == barcode(word))
            .unwrap()
    }

    pub(super) fn place(&self, word: &str) -> Spot {
        self.copy(word).place
    }
}
