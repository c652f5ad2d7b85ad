//! Figures of lending, from the system's own data: open to everybody, and written into the indicator that asks for them.

use crate::App;
use crate::account::sessions::instant;
use crate::db::{Db, on_db};
use crate::problem::Failure;
use crate::programme;
use chrono::{DateTime, NaiveDate, Utc};
use jaettu_domain::circulation::statistics::{
    Happened, ListLoanCounts, LoanCount, by_month, count, first_told, first_whole, span,
};
use jaettu_domain::id::{ItemId, LibraryId};
use jaettu_domain::page::Page;
use jaettu_domain::programme::Programme;
use jaettu_domain::programme::indicator::{Counted, Indicator, Resolution, Value};
use jaettu_domain::time::{self, LocalTime};
use std::sync::Arc;

/// Answers [`ListLoanCounts`].
pub async fn list(app: Arc<App>, request: ListLoanCounts) -> Result<Page<LoanCount>, Failure> {
    let now = app.clock.now();
    let as_of = request
        .as_of
        .map_or(now, |day| time::at(day, LocalTime::MIDNIGHT).min(now));
    let (from, until) = request
        .month
        .map_or_else(|| (span(first_told(as_of)).0, as_of), span);
    let items = count(&log(&app.db, from, until).await?, as_of);
    Ok(Page { items, next: None })
}

/// Loans and renewals from one instant until before another.
async fn log(db: &Db, from: DateTime<Utc>, until: DateTime<Utc>) -> Result<Vec<Happened>, sqlx::Error> {
    const SQL: &str = "SELECT at, kind, item, library FROM circulation_log \
        WHERE at >= $1 AND at < $2 AND kind IN ('loan', 'renewal')";
    let rows: Vec<(i64, String, String, String)> = on_db!(db, pool => sqlx::query_as(SQL)
        .bind(from.timestamp_millis()).bind(until.timestamp_millis()).fetch_all(pool).await?);
    let happened = |(at, kind, item, library): (i64, String, String, String)| {
        Some(Happened {
            at: instant(at),
            renewal: kind == "renewal",
            item: ItemId::new(item).ok()?,
            library: LibraryId::new(library).ok()?,
        })
    };
    Ok(rows.into_iter().filter_map(happened).collect())
}

/// When the log began, if anything is in it.
async fn began(db: &Db) -> Result<Option<DateTime<Utc>>, sqlx::Error> {
    const SQL: &str = "SELECT MIN(at) FROM circulation_log";
    let began: Option<i64> = on_db!(db, pool => sqlx::query_scalar(SQL).fetch_one(pool).await?);
    Ok(began.map(instant))
}

/// Writes the loans of each month that is over into the indicators that are counted by loans; what was measured for a month
/// before the log began, or by hand, stays. The month in which the log began is not counted: nobody knows what was lent in it before.
pub async fn feed_indicators(app: &App) -> Result<(), Failure> {
    let now = app.clock.now();
    let Some(began) = began(&app.db).await? else {
        return Ok(());
    };
    // Older months have been written long ago.
    let first = first_told(now).max(first_whole(began));
    let counts = count(&log(&app.db, span(first).0, now).await?, now);
    let months = by_month(&counts, first, now);
    let programme = programme::store::read(&app.db).await?;
    if fed(&programme, &months, now) != programme {
        programme::import::change(&app.db, now, |programme| fed(programme, &months, now)).await?;
    }
    Ok(())
}

/// The programme with the loans of months that its indicators lack.
fn fed(programme: &Programme, months: &[(NaiveDate, u32)], now: DateTime<Utc>) -> Programme {
    let mut programme = programme.clone();
    let asks = |indicator: &&mut Indicator| {
        indicator.counted == Some(Counted::Loans) && indicator.resolution == Resolution::Month
    };
    for indicator in programme.indicators.iter_mut().filter(asks) {
        for (month, loans) in months {
            let has = |value: &Value| value.date == *month && value.category.is_none();
            if indicator.values.iter().any(has) {
                continue;
            }
            indicator.values.push(Value {
                date: *month,
                value: f64::from(*loans),
                category: None,
            });
            indicator.values.sort_by_key(|value| value.date);
            indicator.last_update = Some(time::today(now));
        }
    }
    programme
}
