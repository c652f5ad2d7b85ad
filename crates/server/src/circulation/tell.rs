//! Who is told what of a decision.

use super::Turn;
use super::compose::{News, back, occasion, of_event, ready};
use super::views::Names;
use super::wishes::{self, FIRST, Wish};
use crate::App;
use crate::db::Tx;
use crate::messages::store::news::{self, reword};
use crate::messages::store::{Recipient, queue};
use crate::problem::Failure;
use chrono::{DateTime, TimeDelta, Utc};
use jaettu_domain::circulation::{Event, Hold, HoldState, Stock, StockCopy};
use jaettu_domain::id::{HoldId, ItemId, LoanId, PersonId};
use jaettu_domain::messages::Message;

/// So long something waits that is ready to be told: what is scanned in a row goes into one letter, and what was scanned by
/// mistake can be taken back.
pub(super) const SETTLE: TimeDelta = TimeDelta::seconds(60);

/// Queues the messages that follow from what happened: their occasions.
pub async fn tell(app: &App, tx: &mut Tx, turn: &Turn, events: &[Event]) -> Result<Vec<String>, Failure> {
    let names = Names::of(app).await?;
    let mut occasions = Vec::new();
    for event in events {
        let news = match event {
            Event::HoldReady { hold } => ready(tx, &names, turn.hold(hold)?).await?,
            Event::PickupProlonged { hold } => {
                if let Some(news) = ready(tx, &names, turn.hold(hold)?).await? {
                    reword(tx, &news.occasion, &news.message).await?;
                }
                None
            }
            Event::Freed { .. } => {
                occasions.extend(wishes::tell(app, tx, &names, &turn.stock, turn.now).await?);
                None
            }
            event => of_event(&names, turn, event)?,
        };
        if let Some(news) = news {
            send(tx, &news, turn.now + SETTLE, turn.now).await?;
            occasions.push(news.occasion);
        }
    }
    Ok(occasions)
}

/// Takes back what waits to be told and is true no longer, before what is true now is told. Whoever has borrowed a thing
/// need not hear that it is free, least of all when they bring it back themselves.
///
/// Tells the wish that has ended with it.
pub async fn withdraw(tx: &mut Tx, turn: &Turn) -> Result<Option<Wish>, sqlx::Error> {
    let (before, after) = (&turn.before, &turn.stock);
    let changes = after.changes(before);
    let mut wish = None;
    for loan in changes.loans {
        match before.loans.iter().find(|before| before.id == loan.id) {
            Some(before) if loan.outdates(before) => news::withdraw(tx, loan.id.as_str()).await?,
            Some(_) => {}
            None => wish = wishes::end(tx, &loan.item, &loan.person).await?,
        }
    }
    for hold in changes.holds {
        let before = before.holds.iter().find(|before| before.id == hold.id);
        if before.is_some_and(|before| hold.outdates(before)) {
            news::withdraw(tx, hold.id.as_str()).await?;
        }
    }
    Ok(wish)
}

/// Queues one message.
pub(super) async fn send(
    tx: &mut Tx,
    news: &News,
    due_at: DateTime<Utc>,
    now: DateTime<Utc>,
) -> Result<bool, sqlx::Error> {
    queue(
        tx,
        Recipient::Person(&news.person),
        &news.message,
        &news.occasion,
        news.about.as_deref(),
        due_at,
        now,
    )
    .await
}

/// Takes back what has certainly not left yet of what this decision makes untrue: who has not been told that something is
/// ready need not be told that it is not, and who has not been told that it is free has their wish again.
pub async fn unsay(tx: &mut Tx, turn: &Turn, events: &mut Vec<Event>) -> Result<(), sqlx::Error> {
    let backs: Vec<HoldId> = events.iter().filter_map(Event::put_back).cloned().collect();
    for id in backs {
        let before = turn.before.holds.iter().find(|hold| hold.id == id);
        let Some(ready_at) = before.and_then(|hold| hold.ready_at) else {
            continue;
        };
        let ready = occasion("ready", id.as_str(), Some(ready_at));
        if news::take_back(tx, &ready).await?.is_some() {
            events.retain(|event| event.put_back() != Some(&id));
        }
    }
    if is_free(&turn.before) && !is_free(&turn.stock) {
        wishes::again(tx, &turn.stock.item).await?;
    }
    Ok(())
}

/// Takes back what was told of something that is undone, so that the stock is `before` again and not `after`: what has not left
/// does not leave, and its wish is there again. Whoever has been told that something is ready, or may have been, hears that it
/// is not; what was ready before is, which is told if it was not, or was unsaid; and what is free again is told to whoever
/// wishes for it.
pub async fn take_back(
    app: &App,
    tx: &mut Tx,
    (after, before): (&Stock, &Stock),
    occasions: &[String],
    now: DateTime<Utc>,
) -> Result<(), Failure> {
    let names = Names::of(app).await?;
    for told in occasions {
        let gone = news::take_back(tx, told).await?;
        let mut words = told.split(' ');
        match (words.next(), gone) {
            (Some("free"), Some(person)) => wishes::restore(tx, &before.item, &person, FIRST).await?,
            (Some("ready"), None) => {
                news::end_repeating(tx, told).await?;
                if let Some(hold) = hold_of(before, words.next()) {
                    send(tx, &back(&names, hold, now), now, now).await?;
                }
            }
            (Some("back"), None) => {
                news::end_repeating(tx, told).await?;
                let hold = hold_of(before, words.next()).filter(|hold| hold.state == HoldState::Ready);
                if let Some(hold) = hold
                    && let Some(news) = ready(tx, &names, hold).await?
                {
                    let occasion = occasion("ready after all", hold.id.as_str(), Some(now));
                    send(tx, &News { occasion, ..news }, now, now).await?;
                }
            }
            _ => {}
        }
    }
    for hold in before.holds.iter().filter(|hold| hold.state == HoldState::Ready) {
        if let Some(news) = ready(tx, &names, hold).await? {
            send(tx, &news, now + SETTLE, now).await?;
        }
    }
    if is_free(before) && !is_free(after) {
        wishes::tell(app, tx, &names, before, now).await?;
    }
    Ok(())
}

fn hold_of<'a>(stock: &'a Stock, id: Option<&str>) -> Option<&'a Hold> {
    stock.holds.iter().find(|hold| Some(hold.id.as_str()) == id)
}

/// Whether anybody may take a copy from a shelf.
fn is_free(stock: &Stock) -> bool {
    stock.copies.iter().any(StockCopy::is_free)
}

/// What somebody said about a fault has arrived.
pub(super) async fn fault_received(
    tx: &mut Tx,
    names: &Names,
    item: &ItemId,
    loan: &LoanId,
    person: &PersonId,
    now: DateTime<Utc>,
) -> Result<(), sqlx::Error> {
    let news = News {
        person: person.clone(),
        occasion: occasion("fault", loan.as_str(), Some(now)),
        message: Message::FaultReceived {
            name: names.item(item),
        },
        about: None,
    };
    send(tx, &news, now, now).await.map(|_| ())
}
