//! Reminders: a loan is due tomorrow or late, a hold is kept for one more day.
//!
//! What is to be said is looked for without a lock, and said under the lock of the thing's queue, if it is still true: whoever
//! has just brought something back does not hear that it is late.

use super::compose::{News, due, occasion, pickup};
use super::tell::send;
use super::views::{Names, fee};
use super::{lists, take};
use crate::App;
use crate::db::Tx;
use crate::first::First;
use crate::messages::store::news::known;
use crate::problem::Failure;
use chrono::{DateTime, Utc};
use jaettu_domain::circulation::Stock;
use jaettu_domain::circulation::remind::Reminder;
use jaettu_domain::id::ItemId;
use jaettu_domain::messages::{Due, Message};
use jaettu_domain::time;

/// Reminds the people of these stocks of what they have not been reminded of.
pub(super) async fn remind(
    app: &App,
    names: &Names,
    stocks: &[Stock],
    now: DateTime<Utc>,
) -> Result<(), Failure> {
    let today = time::today(now);
    let occasions =
        |stock: &Stock| -> Vec<String> { stock.reminders(today).iter().map(occasion_of).collect() };
    let wanted: Vec<(&Stock, Vec<String>)> = stocks.iter().map(|stock| (stock, occasions(stock))).collect();
    let all: Vec<&String> = wanted.iter().flat_map(|(_, occasions)| occasions).collect();
    let known = known(&app.db, &all).await?;
    let mut first = First::default();
    for (stock, occasions) in wanted {
        if occasions.iter().any(|occasion| !known.contains(occasion)) {
            first.note(remind_one(app, names, &stock.item).await);
            app.bell.ring();
        }
    }
    first.end()
}

/// Queues the reminders of one thing, as it is now that nobody else changes it.
async fn remind_one(app: &App, names: &Names, item: &ItemId) -> Result<(), Failure> {
    let mut tx = app.db.begin().await?;
    let turn = take(app, &mut tx, item).await?;
    for reminder in turn.stock.reminders(time::today(turn.now)) {
        if let Some(news) = news_of(&mut tx, names, &turn.stock, &reminder).await? {
            send(&mut tx, &news, turn.now, turn.now).await?;
        }
    }
    tx.commit().await?;
    Ok(())
}

fn occasion_of(reminder: &Reminder<'_>) -> String {
    match reminder {
        Reminder::DueSoon(loan) => occasion("due soon", loan.id.as_str(), Some(loan.due_at)),
        Reminder::Late { loan, since, .. } => {
            occasion(&format!("late {since}"), loan.id.as_str(), Some(loan.due_at))
        }
        Reminder::LastDay(hold) => occasion("last day", hold.id.as_str(), hold.pickup_until),
    }
}

/// What is said; nothing of a hold that cannot be fetched.
async fn news_of(
    tx: &mut Tx,
    names: &Names,
    stock: &Stock,
    reminder: &Reminder<'_>,
) -> Result<Option<News>, sqlx::Error> {
    let (person, about, message) = match reminder {
        Reminder::DueSoon(loan) => (
            &loan.person,
            loan.id.as_str(),
            Message::LoanDueSoon(due(names, loan)),
        ),
        Reminder::Late { loan, days, .. } => {
            let Due {
                loan: id,
                item,
                name,
                due,
            } = due(names, loan);
            let message = Message::LoanOverdue {
                loan: id,
                item,
                name,
                due,
                days_late: *days,
                fee_cents_now: Some(fee(stock, *days)).filter(|cents| *cents > 0),
            };
            (&loan.person, loan.id.as_str(), message)
        }
        Reminder::LastDay(hold) => {
            let code = lists::code(tx, &hold.id).await?;
            let Some(pickup) = pickup(names, hold, code) else {
                return Ok(None);
            };
            (&hold.person, hold.id.as_str(), Message::HoldReminder(pickup))
        }
    };
    Ok(Some(News {
        person: person.clone(),
        message,
        occasion: occasion_of(reminder),
        about: Some(about.to_owned()),
    }))
}
