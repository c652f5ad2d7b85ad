//! Of what people are reminded: a loan that is due tomorrow or late already, and a hold that is kept for one more day.

use super::{Hold, HoldState, Loan, Stock, calendar};
use chrono::{Days, NaiveDate};

/// On these days after the due day somebody is told that a loan is late.
pub const LATE: [u32; 5] = [1, 7, 14, 21, 28];

/// Something of which somebody is reminded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reminder<'a> {
    /// A loan is due tomorrow.
    DueSoon(&'a Loan),
    /// A loan is late.
    Late {
        /// Which.
        loan: &'a Loan,
        /// Which of the days of [`LATE`] has come. Whoever is told of the seventh need not be told of the first any more.
        since: u32,
        /// How many days late it is.
        days: u32,
    },
    /// The last day for fetching a hold is tomorrow.
    LastDay(&'a Hold),
}

impl Stock {
    /// Of what the people who have or wait for this thing are to be reminded on `today`, whether or not they have been.
    pub fn reminders(&self, today: NaiveDate) -> Vec<Reminder<'_>> {
        let tomorrow = today.checked_add_days(Days::new(1)).unwrap_or(today);
        let of_loan = |loan| {
            let days = Loan::days_late(loan, today);
            let since = LATE.into_iter().filter(|day| *day <= days).max();
            match since {
                Some(since) => Some(Reminder::Late { loan, since, days }),
                None => (calendar::day_of(loan.due_at) == tomorrow).then_some(Reminder::DueSoon(loan)),
            }
        };
        let is_last = |hold: &&Hold| {
            hold.state == HoldState::Ready && hold.pickup_until.map(calendar::day_of) == Some(tomorrow)
        };
        let loans = self
            .loans
            .iter()
            .filter(|loan| loan.is_open())
            .filter_map(of_loan);
        loans
            .chain(self.holds.iter().filter(is_last).map(Reminder::LastDay))
            .collect()
    }
}
