//! Taking back what a desk did a moment ago: somebody scanned the wrong thing.
//!
//! Possible while nothing else has happened to the thing; then the stock is written as it was. Messages that have not left
//! yet do not leave; who has been told something that is not so any more is told that; the statistics forget it, and faults
//! that were written down are not there.

use super::wishes::{self, Wish};
use super::{Trail, Turn, store, take, tell, tickets};
use crate::App;
use crate::account::Person;
use crate::db::{Tx, on_tx};
use crate::ids;
use crate::libraries::store::{json, to_json};
use crate::problem::Failure;
use chrono::TimeDelta;
use jaettu_domain::circulation::Stock;
use jaettu_domain::id::{ItemId, LoanId};
use jaettu_domain::problem::Reason;

/// How long something can be taken back.
const POSSIBLE: TimeDelta = TimeDelta::minutes(15);

/// Remembers what was done: by what it can be taken back.
pub async fn remember(tx: &mut Tx, actor: &Person, turn: &Turn, trail: &Trail) -> Result<String, Failure> {
    const SQL: &str = "INSERT INTO undos (id, actor, item, at, before, after, lines, occasions, tickets, noted, wish, \
        solved) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)";
    let id = ids::uuid(turn.now);
    let mut after = turn.stock.clone();
    after.forget_ended();
    let (before, after) = (to_json(&turn.before)?, to_json(&after)?);
    let (lines, occasions) = (to_json(&trail.lines)?, to_json(&trail.occasions)?);
    let (tickets, noted, wish) = (
        to_json(&trail.tickets)?,
        trail.noted.as_ref().map(to_json).transpose()?,
        trail.wish.as_ref().map(to_json).transpose()?,
    );
    on_tx!(tx, connection => sqlx::query(SQL)
        .bind(&id).bind(actor.id.as_str()).bind(turn.stock.item.as_str()).bind(turn.now.timestamp_millis())
        .bind(before).bind(after).bind(lines).bind(occasions).bind(tickets).bind(noted).bind(wish)
        .bind(to_json(&trail.solved)?)
        .execute(connection).await?.rows_affected());
    Ok(id)
}

#[derive(sqlx::FromRow)]
struct Row {
    item: String,
    at: i64,
    before: String,
    after: String,
    lines: String,
    occasions: String,
    tickets: String,
    noted: Option<String>,
    wish: Option<String>,
    solved: String,
}

/// Takes something back that this person did.
pub async fn take_back(app: &App, tx: &mut Tx, actor: &Person, id: &str) -> Result<(), Failure> {
    const FIND: &str = "SELECT item, at, before, after, lines, occasions, tickets, noted, wish, solved FROM undos \
        WHERE id = $1 AND actor = $2";
    const FORGET: &str = "DELETE FROM undos WHERE id = $1";
    let cannot = || Failure::from(Reason::CANNOT_UNDO);
    let row: Option<Row> = on_tx!(&mut *tx, connection => sqlx::query_as(FIND)
        .bind(id).bind(actor.id.as_str()).fetch_optional(connection).await?);
    let row = row.ok_or_else(cannot)?;
    let item = ItemId::new(row.item).map_err(|_| cannot())?;
    let turn = take(app, tx, &item).await?;
    let after: Stock = json(&row.after)?;
    // Compared row by row: the database tells them in another order than the command did.
    let touched = !turn.stock.changes(&after).is_empty();
    if turn.now.timestamp_millis() - row.at > POSSIBLE.num_milliseconds() || touched {
        return Err(cannot());
    }
    let before: Stock = json(&row.before)?;
    restore(tx, &after, &before).await?;
    for ticket in json::<Vec<String>>(&row.tickets)? {
        tickets::forget(tx, &ticket).await?;
    }
    for ticket in json::<Vec<String>>(&row.solved)? {
        tickets::reopen(tx, &ticket).await?;
    }
    if let Some(noted) = &row.noted {
        let (loan, missing): (LoanId, Vec<String>) = json(noted)?;
        store::put_missing(tx, &loan, &missing).await?;
    }
    // Somebody else may have told of a fault meanwhile: then it is not as it was.
    let now = store::lock(tx, &item).await?.ok_or_else(cannot)?;
    if !now.changes(&before).is_empty() {
        return Err(cannot());
    }
    for line in json::<Vec<String>>(&row.lines)? {
        const SQL: &str = "DELETE FROM circulation_log WHERE id = $1";
        on_tx!(&mut *tx, connection => sqlx::query(SQL).bind(line).execute(connection).await?.rows_affected());
    }
    if let Some(wish) = &row.wish {
        let (person, made_at): Wish = json(wish)?;
        wishes::restore(tx, &item, person.as_str(), made_at).await?;
    }
    let occasions = json::<Vec<String>>(&row.occasions)?;
    tell::take_back(app, tx, (&after, &before), &occasions, turn.now).await?;
    on_tx!(&mut *tx, connection => sqlx::query(FORGET).bind(id).execute(connection).await?.rows_affected());
    tx.bump_content("catalogue").await?;
    Ok(())
}

/// Writes the stock as it was; loans and holds that were not there then go.
async fn restore(tx: &mut Tx, after: &Stock, before: &Stock) -> Result<(), sqlx::Error> {
    const LOAN: &str = "DELETE FROM loans WHERE id = $1";
    const RELEASE: &str = "UPDATE holds SET copy = NULL, state = 'waiting', ended_at = NULL WHERE id = $1";
    for loan in after
        .loans
        .iter()
        .filter(|loan| before.loans.iter().all(|other| other.id != loan.id))
    {
        on_tx!(&mut *tx, connection => sqlx::query(LOAN).bind(loan.id.as_str()).execute(connection).await?.rows_affected());
    }
    // A copy that goes from one hold back to another is let go of first.
    for hold in after.changes(before).holds {
        on_tx!(&mut *tx, connection => sqlx::query(RELEASE).bind(hold.id.as_str()).execute(connection).await?.rows_affected());
    }
    store::save(tx, after, before).await
}
