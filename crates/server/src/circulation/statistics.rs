//! Figures of lending, from the system's own data: open to everybody, and written into the indicator that asks for them.

use crate::App;
use crate::account::sessions::instant;
use crate::db::{Db, on_db};
use crate::problem::Failure;
use crate::programme;
use chrono::{DateTime, Months, Utc};
use jaettu_domain::circulation::statistics::{
    Happened, ListLoanCounts, LoanCount, by_month, count, month_of, span,
};
use jaettu_domain::id::{ItemId, LibraryId};
use jaettu_domain::page::Page;
use jaettu_domain::programme::indicator::{Counted, Indicator, Resolution, Value};
use jaettu_domain::time::{self, LocalTime};
use std::sync::Arc;

/// Answers [`ListLoanCounts`].
pub async fn list(app: Arc<App>, request: ListLoanCounts) -> Result<Page<LoanCount>, Failure> {
    let now = app.clock.now();
    let as_of = request
        .as_of
        .map_or(now, |day| time::at(day, LocalTime::MIDNIGHT).min(now));
    let year_ago = || {
        month_of(now)
            .checked_sub_months(Months::new(12))
            .unwrap_or_default()
    };
    let (from, until) = request.month.map_or_else(|| (span(year_ago()).0, now), span);
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

/// Writes the loans of each month that is over into the indicators that are counted by loans; what was measured for a month
/// before the log began, or by hand, stays.
pub async fn feed_indicators(app: &App) -> Result<(), Failure> {
    let mut programme = programme::store::read(&app.db).await?;
    let asks = |indicator: &Indicator| {
        indicator.counted == Some(Counted::Loans) && indicator.resolution == Resolution::Month
    };
    if !programme.indicators.iter().any(asks) {
        return Ok(());
    }
    let now = app.clock.now();
    let months = by_month(&count(&log(&app.db, DateTime::UNIX_EPOCH, now).await?, now), now);
    let mut changed = false;
    for indicator in programme
        .indicators
        .iter_mut()
        .filter(|indicator| asks(indicator))
    {
        for (month, loans) in &months {
            let has = |value: &Value| value.date == *month && value.category.is_none();
            if !indicator.values.iter().any(has) {
                indicator.values.push(Value {
                    date: *month,
                    value: f64::from(*loans),
                    category: None,
                });
                indicator.last_update = Some(time::today(now));
                changed = true;
            }
        }
        indicator.values.sort_by_key(|value| value.date);
    }
    if changed {
        programme::import::load(&app.db, &programme, now).await?;
    }
    Ok(())
}
