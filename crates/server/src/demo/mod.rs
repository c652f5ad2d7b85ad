//! Example data for trying the service out: believable, invented, and the same for the same `now`.
//!
//! What can be imported goes through the importers, so the demonstration shows what they do.

mod catalogue;
mod libraries;
mod programme;

use crate::db::{Db, on_db};
use chrono::{DateTime, Utc};

/// Why the demonstration cannot start.
#[derive(Debug, thiserror::Error)]
pub enum DemoError {
    /// The database failed.
    #[error("the example data could not be written: {0}")]
    Database(#[from] sqlx::Error),
    /// The example data itself is wrong.
    #[error("the example data is not valid: {0}")]
    Data(String),
}

/// Fills `db` with example data as of `now`, unless it has this day's example data already.
pub async fn fill(db: &Db, now: DateTime<Utc>) -> Result<(), DemoError> {
    let stamp = stamp(now);
    if known_stamp(db).await? == Some(stamp) {
        return Ok(());
    }
    libraries::fill(db, now).await?;
    catalogue::fill(db, now).await?;
    programme::fill(db, now).await?;
    note_stamp(db, stamp).await?;
    Ok(())
}

/// A number that changes with the day and with the program, and so with the example data.
fn stamp(now: DateTime<Utc>) -> i64 {
    let day = jaettu_domain::time::today(now).to_string();
    let made = std::env::current_exe()
        .and_then(std::fs::metadata)
        .and_then(|file| file.modified())
        .ok();
    let text = format!("{day} {} {made:?}", env!("CARGO_PKG_VERSION"));
    let hash = crate::assets::short_hash(text.as_bytes());
    i64::from_str_radix(&hash[..15], 16).unwrap_or(1)
}

async fn known_stamp(db: &Db) -> Result<Option<i64>, sqlx::Error> {
    const SQL: &str = "SELECT version FROM content_versions WHERE feature = 'demo'";
    on_db!(db, pool => sqlx::query_scalar(SQL).fetch_optional(pool).await)
}

async fn note_stamp(db: &Db, stamp: i64) -> Result<(), sqlx::Error> {
    const SQL: &str = "INSERT INTO content_versions (feature, version) VALUES ('demo', $1) \
        ON CONFLICT (feature) DO UPDATE SET version = excluded.version";
    on_db!(db, pool => sqlx::query(SQL).bind(stamp).execute(pool).await.map(|_| ()))
}
