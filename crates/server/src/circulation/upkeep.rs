//! What happens without anybody doing anything: pickup times that run out, holds that thaw, reminders, closures that were
//! announced later, and what is forgotten after a while.
//!
//! Every server does it; the lock of each thing's queue, and the occasion of each message, make once of it.

use super::views::{Names, fee};
use super::{store, take, tell, untold};
use crate::App;
use crate::db::{on_db, on_tx};
use crate::problem::Failure;
use chrono::{DateTime, Days, TimeDelta, Utc};
use jaettu_domain::circulation::{Event, HoldState, Stock, calendar};
use jaettu_domain::id::ItemId;
use jaettu_domain::time;
use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

/// How often what may have become due is looked for.
const EVERY: Duration = Duration::from_secs(30);
/// How often reminders, calendars and old rows are gone through.
const HOURLY: TimeDelta = TimeDelta::hours(1);
/// Things that are read at once.
const BATCH: usize = 50;
/// On these days after the due day somebody is told that a loan is late.
const LATE: [u32; 5] = [1, 7, 14, 21, 28];

/// Goes on until the program ends.
pub async fn run(app: Arc<App>) {
    let mut last: Option<DateTime<Utc>> = None;
    loop {
        let now = app.clock.now();
        if let Err(failure) = minutely(&app).await {
            tracing::error!(problem = %failure.problem.code, "the queues could not be gone through");
        }
        if last.is_none_or(|last| now - last >= HOURLY) {
            match hourly(&app).await {
                Ok(()) => last = Some(now),
                Err(failure) => {
                    tracing::error!(problem = %failure.problem.code, "reminders could not be gone through");
                }
            }
        }
        tokio::time::sleep(EVERY).await;
    }
}

/// Pickup times that have run out, holds that are not wanted any more, and copies that stand free while somebody waits.
pub async fn minutely(app: &App) -> Result<(), Failure> {
    const SQL: &str = "SELECT DISTINCT item FROM holds WHERE ended_at IS NULL AND ( \
        (state = 'ready' AND pickup_until <= $1 AND NOT pickup_unverified) \
        OR (state IN ('waiting', 'to_fetch') AND not_after < $2) \
        OR (state = 'waiting' AND (frozen_until IS NULL OR frozen_until <= $2) \
            AND EXISTS (SELECT 1 FROM copies c WHERE c.item = holds.item AND c.place = 'shelf'))) ORDER BY item";
    let now = app.clock.now();
    // First: nothing expires of which its person has not been told.
    let (items, untold) = untold::find(app, now).await?;
    decide(app, items, |stock, now, calendars| {
        stock.count_anew(&untold, now, calendars)
    })
    .await?;
    let items: Vec<String> = on_db!(&app.db, pool => sqlx::query_scalar(SQL)
        .bind(now.timestamp_millis()).bind(time::today(now).to_string()).fetch_all(pool).await?);
    decide(app, items, |stock, now, calendars| {
        let mut events = stock.expire_due(now, calendars);
        events.extend(stock.serve(now, calendars));
        events
    })
    .await
}

/// Runs a command on each of these things, in a transaction each. One that fails keeps nobody else waiting; the first failure
/// is told at the end.
async fn decide(
    app: &App,
    items: Vec<String>,
    command: impl Fn(&mut Stock, DateTime<Utc>, &calendar::Calendars<'_>) -> Vec<Event>,
) -> Result<(), Failure> {
    let mut all = Ok(());
    for item in items.into_iter().filter_map(|item| ItemId::new(item).ok()) {
        let one = decide_one(app, &item, &command).await;
        app.bell.ring();
        all = all.and(one);
    }
    all
}

async fn decide_one(
    app: &App,
    item: &ItemId,
    command: &impl Fn(&mut Stock, DateTime<Utc>, &calendar::Calendars<'_>) -> Vec<Event>,
) -> Result<(), Failure> {
    let mut tx = app.db.begin().await?;
    let mut turn = take(app, &mut tx, item).await?;
    let events = turn.run(|stock, now, calendars| Ok(command(stock, now, calendars)))?;
    turn.end(app, &mut tx, &events).await?;
    tx.commit().await?;
    Ok(())
}

/// Reminders, recalls, dates that have to move, and what is forgotten.
pub async fn hourly(app: &App) -> Result<(), Failure> {
    const ALL: &str = "SELECT item FROM loans WHERE returned_at IS NULL AND written_off_at IS NULL \
        UNION SELECT item FROM holds WHERE ended_at IS NULL ORDER BY item";
    let items: Vec<String> = on_db!(&app.db, pool => sqlx::query_scalar(ALL).fetch_all(pool).await?);
    let items: Vec<ItemId> = items
        .into_iter()
        .filter_map(|item| ItemId::new(item).ok())
        .collect();
    let names = Names::of(app).await?;
    let now = app.clock.now();
    let mut moved = Vec::new();
    let mut all = Ok(());
    for items in items.chunks(BATCH) {
        let (stocks, failed) = readable(app, items).await;
        all = all.and(failed);
        remind(app, &names, &stocks, now).await?;
        for mut stock in stocks {
            // Only what would change is locked: dates, or only that they are certain now.
            let (before, calendars) = (stock.clone(), names.libraries().calendars());
            stock.recompute(now, &calendars);
            stock.recall(now, &calendars);
            if !stock.changes(&before).is_empty() {
                moved.push(stock.item.to_string());
            }
        }
    }
    decide(app, moved, |stock, now, calendars| {
        let mut events = stock.recompute(now, calendars);
        events.extend(stock.recall(now, calendars));
        events
    })
    .await?;
    super::statistics::feed_indicators(app).await?;
    forget(app, now).await?;
    all
}

/// The stocks of these things; where one cannot be read, the others, and why.
async fn readable(app: &App, items: &[ItemId]) -> (Vec<Stock>, Result<(), Failure>) {
    if let Ok(stocks) = store::look(&app.db, &items.iter().collect::<Vec<_>>()).await {
        return (stocks, Ok(()));
    }
    let mut stocks = Vec::with_capacity(items.len());
    let mut all = Ok(());
    for item in items {
        match store::look(&app.db, &[item]).await {
            Ok(one) => stocks.extend(one),
            Err(failure) => all = all.and(Err(failure.into())),
        }
    }
    (stocks, all)
}

/// Tells of what is due tomorrow, what is late, and what is kept for one more day.
async fn remind(app: &App, names: &Names, stocks: &[Stock], now: DateTime<Utc>) -> Result<(), Failure> {
    let today = time::today(now);
    let tomorrow = today + Days::new(1);
    let mut news = Vec::new();
    let mut last = Vec::new();
    for stock in stocks {
        for loan in &stock.loans {
            let late = loan.days_late(today);
            // Whoever was told of the seventh day need not be told of the sixth any more.
            let told = LATE.into_iter().filter(|day| *day <= late).max();
            if let Some(day) = told {
                news.push(tell::overdue(names, loan, day, fee(stock, late)));
            } else if calendar::day_of(loan.due_at) == tomorrow {
                news.push(tell::due_soon(names, loan));
            }
        }
        for hold in stock.holds.iter().filter(|hold| hold.state == HoldState::Ready) {
            if hold.pickup_until.map(calendar::day_of) == Some(tomorrow) {
                last.push(hold);
            }
        }
    }
    if !last.is_empty() {
        let codes = codes(app).await?;
        news.extend(last.iter().filter_map(|hold| {
            let code = codes.get(hold.id.as_str()).cloned();
            tell::last_day(names, hold, code)
        }));
    }
    if news.is_empty() {
        return Ok(());
    }
    let mut tx = app.db.begin().await?;
    for news in &news {
        tell::send(&mut tx, news, now, now).await?;
    }
    tx.commit().await?;
    app.bell.ring();
    Ok(())
}

/// The codes of what can be fetched, by hold.
async fn codes(app: &App) -> Result<HashMap<String, String>, sqlx::Error> {
    const SQL: &str = "SELECT id, pickup_code FROM holds WHERE state = 'ready' AND pickup_code IS NOT NULL";
    let codes: Vec<(String, String)> = on_db!(&app.db, pool => sqlx::query_as(SQL).fetch_all(pool).await?);
    Ok(codes.into_iter().collect())
}

/// What is forgotten after so many days: statements with the instant before which it goes (docs/privacy.md).
const FORGOTTEN: [(i64, &str); 9] = [
    (1, "DELETE FROM undos WHERE at < $1"),
    (1, "DELETE FROM sign_ins WHERE created_at < $1"),
    (1, "DELETE FROM throttles WHERE whole_at < $1"),
    (1, "DELETE FROM replies WHERE created_at < $1"),
    // Nobody's session lives longer without being used (`account::rules::lifetime`).
    (14, "DELETE FROM sessions WHERE seen_at < $1"),
    (
        1,
        "UPDATE loans SET person = NULL WHERE person IS NOT NULL AND COALESCE(returned_at, written_off_at) < $1 \
         AND person IN (SELECT id FROM people WHERE NOT keeps_history)",
    ),
    (
        1,
        "UPDATE holds SET person = NULL WHERE person IS NOT NULL AND ended_at < $1 \
         AND person IN (SELECT id FROM people WHERE NOT keeps_history)",
    ),
    (
        30,
        "UPDATE tickets SET reporter = NULL, photo = NULL, photo_type = NULL WHERE solved_at < $1",
    ),
    (730, "DELETE FROM audit WHERE at < $1"),
];

async fn forget(app: &App, now: DateTime<Utc>) -> Result<(), Failure> {
    let mut tx = app.db.begin().await?;
    for (days, sql) in FORGOTTEN {
        let before = (now - TimeDelta::days(days)).timestamp_millis();
        on_tx!(&mut tx, connection => sqlx::query(sql).bind(before).execute(connection).await?.rows_affected());
    }
    tx.commit().await?;
    Ok(())
}
