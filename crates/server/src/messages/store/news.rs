//! SQL of messages by what they are about: taking back what is true no longer, and knowing what has not arrived.

use crate::account::sessions::instant;
use crate::db::{Db, Tx, on_db, on_tx, places};
use crate::libraries::store::to_json;
use chrono::{DateTime, Utc};
use jaettu_domain::messages::Message;
use sqlx::{AssertSqlSafe, FromRow};
use std::collections::HashSet;

/// Takes back what waits to be told about something. What is being sent at this moment goes out.
pub async fn withdraw(tx: &mut Tx, about: &str) -> Result<(), sqlx::Error> {
    const SQL: &str = "DELETE FROM outbox WHERE about = $1 AND state = 'waiting'";
    on_tx!(tx, connection => sqlx::query(SQL).bind(about).execute(connection).await.map(|_| ()))
}

/// Takes back what was to be told on an occasion: whom, if it has certainly not arrived. What may have arrived, as a letter
/// that is to be repeated or as a text message that a letter stands in for, counts as told.
pub async fn take_back(tx: &mut Tx, occasion: &str) -> Result<Option<String>, sqlx::Error> {
    const SQL: &str = "DELETE FROM outbox WHERE occasion = $1 AND state = 'waiting' AND delivery IS NULL \
        AND NOT instead RETURNING person";
    on_tx!(tx, connection => sqlx::query_scalar(SQL).bind(occasion).fetch_optional(connection).await)
}

/// Repeats no more what may have arrived on an occasion and is true no longer; its opposite is told.
pub async fn end_repeating(tx: &mut Tx, occasion: &str) -> Result<(), sqlx::Error> {
    const SQL: &str = "DELETE FROM outbox WHERE occasion = $1 AND state = 'waiting'";
    on_tx!(tx, connection => sqlx::query(SQL).bind(occasion).execute(connection).await.map(|_| ()))
}

/// Tells on this occasion what is true now, if nobody has been told yet. A letter that may have arrived stays as it was.
pub async fn reword(tx: &mut Tx, occasion: &str, message: &Message) -> Result<(), sqlx::Error> {
    const SQL: &str = "UPDATE outbox SET message = $2 WHERE occasion = $1 AND state = 'waiting' AND delivery IS NULL AND NOT instead";
    let message = to_json(message)?;
    on_tx!(tx, connection => sqlx::query(SQL)
        .bind(occasion).bind(message).execute(connection).await.map(|_| ()))
}

/// Those of the occasions that have been told, or wait to be.
pub async fn known(db: &Db, occasions: &[&String]) -> Result<HashSet<String>, sqlx::Error> {
    if occasions.is_empty() {
        return Ok(HashSet::new());
    }
    let sql = AssertSqlSafe(format!(
        "SELECT occasion FROM outbox WHERE occasion IN ({})",
        places(1, occasions.len())
    ));
    let known: Vec<String> = on_db!(db, pool => {
        let mut query = sqlx::query_scalar(sql);
        for occasion in occasions {
            query = query.bind(occasion.as_str());
        }
        query.fetch_all(pool).await?
    });
    Ok(known.into_iter().collect())
}

#[derive(FromRow)]
struct Row {
    about: String,
    created_at: i64,
    state: String,
}

/// What people want to be told, as far as something of it has not arrived.
pub struct Outstanding(Vec<Row>);

/// What has not arrived, with what has arrived about the same. Whoever wants no messages waits for none.
pub async fn outstanding(db: &Db) -> Result<Outstanding, sqlx::Error> {
    const SQL: &str = "SELECT o.about, o.created_at, o.state FROM outbox o JOIN people p ON p.id = o.person \
        WHERE p.channel <> 'none' AND o.state <> 'dropped' AND o.about IN \
        (SELECT about FROM outbox WHERE about IS NOT NULL AND state IN ('waiting', 'sending', 'failed'))";
    on_db!(db, pool => sqlx::query_as(SQL).fetch_all(pool).await).map(Outstanding)
}

impl Outstanding {
    /// Whether everybody has been told everything.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether something was to be told about this since then, and nothing of it has arrived.
    pub fn is_untold(&self, about: &str, since: DateTime<Utc>) -> bool {
        let mut states = self.states(about, since).peekable();
        states.peek().is_some() && states.all(|state| state != "sent")
    }

    /// Whether telling about this has failed since then: nothing of it has arrived, and nothing is on its way.
    pub fn has_failed(&self, about: &str, since: DateTime<Utc>) -> bool {
        let mut states = self.states(about, since).peekable();
        states.peek().is_some() && states.all(|state| state == "failed")
    }

    fn states(&self, about: &str, since: DateTime<Utc>) -> impl Iterator<Item = &str> {
        let rows = self.0.iter().filter(move |row| row.about == about);
        let rows = rows.filter(move |row| instant(row.created_at) >= since);
        rows.map(|row| row.state.as_str())
    }
}
