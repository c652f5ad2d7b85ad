//! What people have: their loans, holds and wishes, read without taking a queue.

use super::store::{self, HOLD, HoldRow, LOAN, LoanRow};
use super::views::{self, Names};
use crate::App;
use crate::account::Person;
use crate::db::{Db, Tx, on_db, on_tx};
use crate::problem::Failure;
use chrono::{DateTime, Utc};
use jaettu_domain::circulation::api::{HoldView, LoanView, WishView};
use jaettu_domain::circulation::{Hold, HoldState, Loan, RESTORABLE, Stock};
use jaettu_domain::id::{HoldId, ItemId, LibraryId, PersonId};
use jaettu_domain::problem::Reason;
use sqlx::AssertSqlSafe;
use std::collections::BTreeSet;

/// Wishes of one person at most.
const MOST_WISHES: i64 = 100;

/// The stock of one thing as it is.
pub async fn stock(db: &Db, item: &ItemId) -> Result<Option<Stock>, sqlx::Error> {
    Ok(store::look(db, &[item]).await?.pop())
}

/// A person's open loans, the first due first, or those that have ended, the last first.
pub async fn loans(app: &App, person: &PersonId, ended: bool) -> Result<Vec<LoanView>, Failure> {
    let which = if ended {
        "(returned_at IS NOT NULL OR written_off_at IS NOT NULL) ORDER BY COALESCE(returned_at, written_off_at) DESC, id LIMIT 200"
    } else {
        "returned_at IS NULL AND written_off_at IS NULL ORDER BY due_at, id"
    };
    let sql = AssertSqlSafe(format!("SELECT {LOAN} FROM loans WHERE person = $1 AND {which}"));
    let rows: Vec<LoanRow> =
        on_db!(&app.db, pool => sqlx::query_as(sql).bind(person.as_str()).fetch_all(pool).await?);
    let loans: Vec<Loan> = rows.iter().map(LoanRow::loan).collect::<Result<_, _>>()?;
    let stocks = stocks(app, loans.iter().map(|loan| &loan.item)).await?;
    let (names, now) = (Names::of(app).await?, app.clock.now());
    let view = |loan: &Loan| Some(views::loan(&names, of(&stocks, &loan.item)?, loan, now));
    Ok(loans.iter().filter_map(view).collect())
}

/// A person's live holds: first what can be fetched, then in the order in which they were placed.
pub async fn holds(app: &App, person: &PersonId) -> Result<Vec<HoldView>, Failure> {
    let sql = AssertSqlSafe(format!(
        "SELECT {HOLD} FROM holds WHERE person = $1 AND ended_at IS NULL ORDER BY placed_at, id"
    ));
    let rows: Vec<HoldRow> =
        on_db!(&app.db, pool => sqlx::query_as(sql).bind(person.as_str()).fetch_all(pool).await?);
    let mut holds: Vec<(Hold, Option<String>)> = Vec::with_capacity(rows.len());
    for row in rows {
        holds.push((row.hold()?, row.pickup_code));
    }
    holds.sort_by_key(|(hold, _)| hold.state != HoldState::Ready);
    let stocks = stocks(app, holds.iter().map(|(hold, _)| &hold.item)).await?;
    let (names, now) = (Names::of(app).await?, app.clock.now());
    let view = |(hold, code): &(Hold, Option<String>)| {
        Some(views::hold(
            &names,
            of(&stocks, &hold.item)?,
            hold,
            code.clone(),
            now,
        ))
    };
    Ok(holds.iter().filter_map(view).collect())
}

/// What a person gave up a moment ago and can take back, the last first; not what they have reserved anew since.
pub async fn given_up(app: &App, person: &PersonId) -> Result<Vec<HoldView>, Failure> {
    let sql = AssertSqlSafe(format!(
        "SELECT {HOLD} FROM holds WHERE person = $1 AND ended_at >= $2 AND state = 'cancelled' AND NOT EXISTS \
         (SELECT 1 FROM holds o WHERE o.person = $1 AND o.item = holds.item AND o.ended_at IS NULL) ORDER BY ended_at DESC, id"
    ));
    let now = app.clock.now();
    let since = (now - RESTORABLE).timestamp_millis();
    let rows: Vec<HoldRow> =
        on_db!(&app.db, pool => sqlx::query_as(sql).bind(person.as_str()).bind(since).fetch_all(pool).await?);
    let mut holds: Vec<Hold> = rows.iter().map(HoldRow::hold).collect::<Result<_, _>>()?;
    holds.retain(|hold| hold.is_restorable(now));
    let stocks = stocks(app, holds.iter().map(|hold| &hold.item)).await?;
    let names = Names::of(app).await?;
    let view = |hold: &Hold| Some(views::hold(&names, of(&stocks, &hold.item)?, hold, None, now));
    Ok(holds.iter().filter_map(view).collect())
}

async fn stocks<'a>(app: &App, items: impl Iterator<Item = &'a ItemId>) -> Result<Vec<Stock>, sqlx::Error> {
    let items: BTreeSet<&ItemId> = items.collect();
    store::look(&app.db, &items.into_iter().collect::<Vec<_>>()).await
}

fn of<'a>(stocks: &'a [Stock], item: &ItemId) -> Option<&'a Stock> {
    stocks.iter().find(|stock| stock.item == *item)
}

/// The code of a hold that can be fetched.
pub async fn code(tx: &mut Tx, hold: &HoldId) -> Result<Option<String>, sqlx::Error> {
    const SQL: &str = "SELECT pickup_code FROM holds WHERE id = $1";
    on_tx!(tx, connection => sqlx::query_scalar(SQL).bind(hold.as_str()).fetch_one(connection).await)
}

/// Where somebody is likely to fetch a thing: where they fetched the last one, if it can be fetched there; else where a copy
/// is.
pub async fn usual_pickup(app: &App, person: Option<&Person>, stock: &Stock) -> Result<LibraryId, Failure> {
    const SQL: &str = "SELECT pickup FROM holds WHERE person = $1 ORDER BY placed_at DESC LIMIT 1";
    let copies = || stock.copies.iter().filter(|copy| copy.circulates());
    if let Some(person) = person {
        let last: Option<String> = on_db!(&app.db, pool => sqlx::query_scalar(SQL)
            .bind(person.id.as_str()).fetch_optional(pool).await?);
        let last = last.and_then(|library| LibraryId::new(library).ok());
        let can = |library: &LibraryId| !stock.rules.home_only || copies().any(|copy| copy.home == *library);
        if let Some(library) = last.filter(can) {
            return Ok(library);
        }
    }
    let free = copies().find(|copy| copy.is_free()).or_else(|| copies().next());
    let library = free.map(|copy| {
        if stock.rules.home_only {
            &copy.home
        } else {
            &copy.library
        }
    });
    match library {
        Some(library) => Ok(library.clone()),
        None => crate::libraries::current(app)
            .await?
            .views(app.clock.now())
            .next()
            .map(|view| view.id)
            .ok_or_else(|| Reason::INTERNAL.into()),
    }
}

/// The things of which a person wants to hear, the last first.
pub async fn wishes(app: &App, person: &PersonId) -> Result<Vec<WishView>, Failure> {
    const SQL: &str = "SELECT item FROM wishes WHERE person = $1 ORDER BY created_at DESC, item";
    let items: Vec<String> =
        on_db!(&app.db, pool => sqlx::query_scalar(SQL).bind(person.as_str()).fetch_all(pool).await?);
    let names = Names::of(app).await?;
    let view = |item: String| {
        let item = ItemId::new(item).ok()?;
        let name = names.item(&item);
        Some(WishView { item, name })
    };
    Ok(items.into_iter().filter_map(view).collect())
}

/// Notes that a person wants to hear; false if they want to hear of too much.
pub async fn add_wish(
    tx: &mut Tx,
    item: &ItemId,
    person: &PersonId,
    now: DateTime<Utc>,
) -> Result<bool, sqlx::Error> {
    const COUNT: &str = "SELECT COUNT(*) FROM wishes WHERE person = $1";
    const SQL: &str =
        "INSERT INTO wishes (item, person, created_at) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING";
    let wishes: i64 = on_tx!(&mut *tx, connection => sqlx::query_scalar(COUNT)
        .bind(person.as_str()).fetch_one(connection).await?);
    if wishes >= MOST_WISHES {
        return Ok(false);
    }
    on_tx!(tx, connection => sqlx::query(SQL)
        .bind(item.as_str()).bind(person.as_str()).bind(now.timestamp_millis()).execute(connection).await?.rows_affected());
    Ok(true)
}

/// Notes that a person does not want to hear any more.
pub async fn remove_wish(tx: &mut Tx, item: &ItemId, person: &PersonId) -> Result<(), sqlx::Error> {
    const SQL: &str = "DELETE FROM wishes WHERE item = $1 AND person = $2";
    on_tx!(tx, connection => sqlx::query(SQL)
        .bind(item.as_str()).bind(person.as_str()).execute(connection).await.map(|_| ()))
}
