//! Ready holds of which nobody has been told: the mail server is away, or the address is wrong. Their time does not run, up to
//! an end; staff see them and may ring up.

use super::store::{HOLD, HoldRow};
use super::upkeep::readable;
use super::views::Names;
use crate::App;
use crate::db::on_db;
use crate::first::First;
use crate::messages::store::news::{self, Outstanding};
use crate::problem::Failure;
use chrono::{DateTime, Utc};
use jaettu_domain::circulation::Hold;
use jaettu_domain::id::{HoldId, ItemId};
use sqlx::AssertSqlSafe;
use std::collections::BTreeSet;

/// What is to be counted anew.
#[derive(Debug, Default)]
pub(super) struct Untold {
    /// The holds whose people have not been told.
    pub(super) holds: Vec<HoldId>,
    /// The things of which some of them would be kept for longer.
    pub(super) items: Vec<String>,
}

/// The ready holds of which telling has failed for good: nothing of it has arrived, and nothing is on its way. Whoever wants
/// no messages is not among them. What cannot be read is left out.
pub async fn holds(app: &App) -> Result<BTreeSet<HoldId>, Failure> {
    let outstanding = news::outstanding(&app.db).await?;
    let failed = |about: &str, since| outstanding.has_failed(about, since);
    let ready = ready(app, &outstanding, &mut First::default()).await?;
    let ready = ready.into_iter().filter(|hold| is(hold, failed));
    Ok(ready.map(|hold| hold.id).collect())
}

/// The holds whose people have not been told, and the things of which some have to be counted anew. What cannot be read is
/// noted in `first` and keeps no other from being found.
pub(super) async fn find(app: &App, now: DateTime<Utc>, first: &mut First) -> Result<Untold, Failure> {
    let outstanding = news::outstanding(&app.db).await?;
    let mut ready = ready(app, &outstanding, first).await?;
    ready.retain(|hold| is(hold, |about, since| outstanding.is_untold(about, since)));
    let items: BTreeSet<&ItemId> = ready.iter().map(|hold| &hold.item).collect();
    let items: Vec<ItemId> = items.into_iter().cloned().collect();
    let mut untold = Untold {
        holds: ready.into_iter().map(|hold| hold.id).collect(),
        items: Vec::new(),
    };
    let names = Names::of(app).await?;
    for mut stock in readable(app, &items, first).await {
        // Only what would change is locked.
        let events = stock.count_anew(&untold.holds, now, &names.libraries().calendars());
        if !events.is_empty() {
            untold.items.push(stock.item.to_string());
        }
    }
    Ok(untold)
}

fn is(hold: &Hold, so: impl Fn(&str, DateTime<Utc>) -> bool) -> bool {
    so(hold.id.as_str(), hold.ready_at.unwrap_or_default())
}

/// Everything that can be fetched, if anybody waits for any message at all.
async fn ready(app: &App, outstanding: &Outstanding, first: &mut First) -> Result<Vec<Hold>, Failure> {
    if outstanding.is_empty() {
        return Ok(Vec::new());
    }
    let sql = AssertSqlSafe(format!("SELECT {HOLD} FROM holds WHERE state = 'ready'"));
    let rows: Vec<HoldRow> = on_db!(&app.db, pool => sqlx::query_as(sql).fetch_all(pool).await?);
    Ok(rows.iter().filter_map(|row| first.note(row.hold())).collect())
}
