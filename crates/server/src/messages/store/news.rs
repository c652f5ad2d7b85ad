//! SQL of messages by what they are about: taking back what is true no longer, and knowing what has not arrived.

use crate::account::sessions::instant;
use crate::db::{Db, Tx, on_db, on_tx};
use crate::libraries::store::to_json;
use chrono::{DateTime, Utc};
use jaettu_domain::messages::Message;
use sqlx::FromRow;

/// Takes back what waits to be told about something. What is being sent at this moment goes out.
pub async fn withdraw(tx: &mut Tx, about: &str) -> Result<(), sqlx::Error> {
    const SQL: &str = "DELETE FROM outbox WHERE about = $1 AND state = 'waiting'";
    on_tx!(tx, connection => sqlx::query(SQL).bind(about).execute(connection).await.map(|_| ()))
}

/// Tells on this occasion what is true now, if nobody has been told yet. A letter that may have arrived stays as it was.
pub async fn reword(tx: &mut Tx, occasion: &str, message: &Message) -> Result<(), sqlx::Error> {
    const SQL: &str =
        "UPDATE outbox SET message = $2 WHERE occasion = $1 AND state = 'waiting' AND delivery IS NULL";
    let message = to_json(message)?;
    on_tx!(tx, connection => sqlx::query(SQL)
        .bind(occasion).bind(message).execute(connection).await.map(|_| ()))
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
        let rows = self.0.iter().filter(|row| row.about == about);
        let mut states = rows
            .filter(|row| instant(row.created_at) >= since)
            .map(|row| row.state.as_str())
            .peekable();
        states.peek().is_some() && states.all(|state| state != "sent")
    }
}
