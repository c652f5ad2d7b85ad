//! SQL of what has been sent: reading it again, and forgetting it in time.

use crate::db::{Db, on_db, on_writer};
use chrono::{DateTime, Utc};
use jaettu_domain::id::PersonId;
use sqlx::FromRow;

/// A letter or text message that went out.
#[derive(FromRow)]
pub struct Sent {
    /// Its identifier.
    pub id: String,
    /// `email` or `sms`.
    pub channel: String,
    /// Where it went.
    pub address: String,
    /// The subject; empty for a text message.
    pub subject: String,
    /// The text.
    pub body: String,
    /// When, in milliseconds since 1970.
    pub sent_at: i64,
}

/// The last `count` that went out to anybody, newest first: for the mailbox of the demonstration.
pub async fn newest(db: &Db, count: i64) -> Result<Vec<Sent>, sqlx::Error> {
    const SQL: &str = "SELECT id, channel, address, subject, body, sent_at FROM deliveries \
        ORDER BY sent_at DESC, id DESC LIMIT $1";
    on_db!(db, pool => sqlx::query_as(SQL).bind(count).fetch_all(pool).await)
}

/// What went out to a person, newest first.
pub async fn to(db: &Db, person: &PersonId) -> Result<Vec<Sent>, sqlx::Error> {
    const SQL: &str = "SELECT id, channel, address, subject, body, sent_at FROM deliveries WHERE person = $1 \
        ORDER BY sent_at DESC, id DESC LIMIT 200";
    on_db!(db, pool => sqlx::query_as(SQL).bind(person.as_str()).fetch_all(pool).await)
}

/// Deletes what ended before `before`: messages and what went out.
pub async fn forget(db: &Db, before: DateTime<Utc>) -> Result<(), sqlx::Error> {
    const MESSAGES: &str =
        "DELETE FROM outbox WHERE state IN ('sent', 'failed', 'dropped') AND ended_at < $1";
    const DELIVERIES: &str = "DELETE FROM deliveries WHERE sent_at < $1";
    for sql in [MESSAGES, DELIVERIES] {
        on_writer!(db, pool => sqlx::query(sql).bind(before.timestamp_millis()).execute(pool).await.map(|_| ()))?;
    }
    Ok(())
}
