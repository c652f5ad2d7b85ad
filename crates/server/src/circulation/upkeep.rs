//! What happens without anybody doing anything: pickup times that run out, holds that thaw, reminders, closures that were
//! announced later, and what is forgotten after a while.
//!
//! Every server does it; the lock of each thing's queue, and the occasion of each message, make once of it. One thing that
//! cannot be read keeps nothing else from being done: what fails is noted, and told at the end.

use super::remind::remind;
use super::views::Names;
use super::{forget, store, take, untold, wishes};
use crate::App;
use crate::db::on_db;
use crate::first::First;
use crate::problem::Failure;
use chrono::{DateTime, TimeDelta, Utc};
use jaettu_domain::circulation::{Event, Stock, calendar};
use jaettu_domain::id::ItemId;
use jaettu_domain::time;
use std::sync::Arc;
use std::time::Duration;

/// How often what may have become due is looked for.
const EVERY: Duration = Duration::from_secs(30);
/// How often reminders, calendars and old rows are gone through.
const HOURLY: TimeDelta = TimeDelta::hours(1);
/// Things that are read at once.
const BATCH: usize = 50;

/// Goes on until the program ends.
pub async fn run(app: Arc<App>) {
    let mut last: Option<DateTime<Utc>> = None;
    loop {
        let now = app.clock.now();
        if let Err(failure) = minutely(&app).await {
            tracing::error!(problem = %failure.problem.code, "not all queues could be gone through");
        }
        if last.is_none_or(|last| now - last >= HOURLY) {
            if let Err(failure) = hourly(&app).await {
                tracing::error!(problem = %failure.problem.code, "not everything that is done hourly could be done");
            }
            last = Some(now);
        }
        tokio::time::sleep(EVERY).await;
    }
}

/// Pickup times that have run out, holds that are not wanted any more, and copies that stand free while somebody waits for them
/// or wishes to hear of them.
pub async fn minutely(app: &App) -> Result<(), Failure> {
    const SQL: &str = "SELECT DISTINCT item FROM holds WHERE ended_at IS NULL AND ( \
        (state = 'ready' AND pickup_until <= $1 AND NOT pickup_unverified) \
        OR (state IN ('waiting', 'to_fetch') AND not_after < $2) \
        OR (state = 'waiting' AND (frozen_until IS NULL OR frozen_until <= $2) \
            AND EXISTS (SELECT 1 FROM copies c WHERE c.item = holds.item AND c.place = 'shelf'))) ORDER BY item";
    let now = app.clock.now();
    let mut first = First::default();
    // First: nothing expires of which its person has not been told. If that is not known, nothing expires at all.
    let untold = untold::find(app, now, &mut first).await?;
    decide(app, untold.items, &mut first, |stock, now, calendars| {
        stock.count_anew(&untold.holds, now, calendars)
    })
    .await;
    let items: Vec<String> = on_db!(&app.db, pool => sqlx::query_scalar(SQL)
        .bind(now.timestamp_millis()).bind(time::today(now).to_string()).fetch_all(pool).await?);
    decide(app, items, &mut first, |stock, now, calendars| {
        let mut events = stock.expire_due(now, calendars);
        events.extend(stock.serve(now, calendars));
        events
    })
    .await;
    // Last: what somebody waits for is no longer free.
    let told = fulfil_wishes(app, &mut first).await;
    first.note(told);
    first.end()
}

/// Tells those who wish for what has become free by itself.
async fn fulfil_wishes(app: &App, first: &mut First) -> Result<(), Failure> {
    let names = Names::of(app).await?;
    for item in wishes::due(app).await? {
        first.note(wishes::tell_one(app, &names, &item).await);
        app.bell.ring();
    }
    Ok(())
}

/// Runs a command on each of these things, in a transaction each. One that fails keeps nobody else waiting.
async fn decide(
    app: &App,
    items: Vec<String>,
    first: &mut First,
    command: impl Fn(&mut Stock, DateTime<Utc>, &calendar::Calendars<'_>) -> Vec<Event>,
) {
    for item in items.into_iter().filter_map(|item| ItemId::new(item).ok()) {
        first.note(decide_one(app, &item, &command).await);
        app.bell.ring();
    }
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

/// Reminders, recalls, dates that have to move, figures, and what is forgotten.
pub async fn hourly(app: &App) -> Result<(), Failure> {
    let now = app.clock.now();
    let mut first = First::default();
    let gone_through = go_through(app, now, &mut first).await;
    first.note(gone_through);
    first.note(super::statistics::feed_indicators(app).await);
    first.note(forget::forget(app, now).await);
    first.end()
}

/// Reminds of what is lent and waited for, and moves its dates.
async fn go_through(app: &App, now: DateTime<Utc>, first: &mut First) -> Result<(), Failure> {
    const ALL: &str = "SELECT item FROM loans WHERE returned_at IS NULL AND written_off_at IS NULL \
        UNION SELECT item FROM holds WHERE ended_at IS NULL ORDER BY item";
    let items: Vec<String> = on_db!(&app.db, pool => sqlx::query_scalar(ALL).fetch_all(pool).await?);
    let items = items.into_iter().filter_map(|item| ItemId::new(item).ok());
    let items: Vec<ItemId> = items.collect();
    let names = Names::of(app).await?;
    let mut moved = Vec::new();
    for items in items.chunks(BATCH) {
        let stocks = readable(app, items, first).await;
        first.note(remind(app, &names, &stocks, now).await);
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
    decide(app, moved, first, |stock, now, calendars| {
        let mut events = stock.recompute(now, calendars);
        events.extend(stock.recall(now, calendars));
        events
    })
    .await;
    Ok(())
}

/// The stocks of these things; where one cannot be read, the others.
pub(super) async fn readable(app: &App, items: &[ItemId], first: &mut First) -> Vec<Stock> {
    if let Ok(stocks) = store::look(&app.db, &items.iter().collect::<Vec<_>>()).await {
        return stocks;
    }
    let mut stocks = Vec::with_capacity(items.len());
    for item in items {
        stocks.extend(
            first
                .note(store::look(&app.db, &[item]).await)
                .unwrap_or_default(),
        );
    }
    stocks
}
