//! Ready holds of which nobody has been told: the mail server is away, or the address is wrong. Their time does not run.

use super::store::{self, HOLD, HoldRow};
use super::views::Names;
use crate::App;
use crate::db::on_db;
use crate::messages::store::news;
use crate::problem::Failure;
use chrono::{DateTime, Utc};
use jaettu_domain::circulation::Hold;
use jaettu_domain::id::{HoldId, ItemId};
use sqlx::AssertSqlSafe;
use std::collections::BTreeSet;

/// The holds whose people have not been told, and the things of which some have to be counted anew.
pub async fn find(app: &App, now: DateTime<Utc>) -> Result<(Vec<String>, Vec<HoldId>), Failure> {
    let outstanding = news::outstanding(&app.db).await?;
    if outstanding.is_empty() {
        return Ok((Vec::new(), Vec::new()));
    }
    let sql = AssertSqlSafe(format!("SELECT {HOLD} FROM holds WHERE state = 'ready'"));
    let rows: Vec<HoldRow> = on_db!(&app.db, pool => sqlx::query_as(sql).fetch_all(pool).await?);
    let ready: Vec<Hold> = rows.iter().map(HoldRow::hold).collect::<Result<_, _>>()?;
    let is_untold = |hold: &&Hold| {
        let ready_at = hold.ready_at.unwrap_or_default();
        outstanding.is_untold(hold.id.as_str(), ready_at)
    };
    let untold: Vec<&Hold> = ready.iter().filter(is_untold).collect();
    let items: BTreeSet<&ItemId> = untold.iter().map(|hold| &hold.item).collect();
    let untold: Vec<HoldId> = untold.iter().map(|hold| hold.id.clone()).collect();
    let names = Names::of(app).await?;
    let mut late = Vec::new();
    for mut stock in store::look(&app.db, &items.into_iter().collect::<Vec<_>>()).await? {
        // Only what would change is locked.
        let events = stock.count_anew(&untold, now, &names.libraries().calendars());
        if !events.is_empty() {
            late.push(stock.item.to_string());
        }
    }
    Ok((late, untold))
}
