//! Example data for trying the service out: believable, invented, and the same for the same `now`.
//!
//! What can be imported goes through the importers, so the demonstration shows what they do.

mod catalogue;
pub mod circulation;
mod libraries;
mod programme;
mod rooms;

use crate::App;
use crate::db::{Db, on_db, on_tx, on_writer};
use chrono::{DateTime, Utc};

/// Why example data and real content do not come together.
#[derive(Debug, thiserror::Error)]
pub enum DemoError {
    /// The database failed.
    #[error("the example data could not be written: {0}")]
    Database(#[from] sqlx::Error),
    /// There is content already, and it is nobody's example.
    #[error(
        "this database has content that is not example data, and the demonstration would replace it: \
         give it a folder of its own with --data-dir"
    )]
    Real,
    /// There is example data already.
    #[error(
        "this database holds example data, and what you import would be lost when that is renewed: \
         give your data a folder of its own with --data-dir"
    )]
    Example,
    /// The example data itself is wrong.
    #[error("the example data is not valid: {0}")]
    Data(String),
}

/// Fills `db` with example data as of `now`, unless it has this day's example data already. Example data of another day
/// is replaced; other content never.
///
/// Once somebody has tried something out, what they did stays: then only the opening hours go on.
pub async fn fill(app: &App) -> Result<(), DemoError> {
    let (db, now) = (&app.db, app.clock.now());
    let stamp = stamp(now);
    match known_stamp(db).await? {
        Some(known) if known == stamp => return Ok(()),
        None if has_content(db).await? => return Err(DemoError::Real),
        Some(_) if is_used(db).await? => libraries::fill(db, now).await?,
        Some(_) | None => {
            clear(db).await?;
            libraries::fill(db, now).await?;
            let waiting = catalogue::fill(db, now).await?;
            programme::fill(db, now).await?;
            let people = circulation::fill(app, &waiting).await?;
            rooms::fill(app, &people).await?;
        }
    }
    note_stamp(db, stamp).await?;
    Ok(())
}

/// Whether somebody has signed in since the example data was made.
async fn is_used(db: &Db) -> Result<bool, sqlx::Error> {
    const SQL: &str = "SELECT (SELECT COUNT(*) FROM sessions) + (SELECT COUNT(*) FROM replies)";
    let rows: i64 = on_db!(db, pool => sqlx::query_scalar(SQL).fetch_one(pool).await)?;
    Ok(rows > 0)
}

/// Whether the content of `db` is example data.
pub async fn is_in(db: &Db) -> Result<bool, sqlx::Error> {
    Ok(known_stamp(db).await?.is_some())
}

async fn has_content(db: &Db) -> Result<bool, sqlx::Error> {
    const SQL: &str = "SELECT CAST((SELECT COUNT(*) FROM libraries) + (SELECT COUNT(*) FROM items) \
        + (SELECT COUNT(*) FROM programme_parts) + (SELECT COUNT(*) FROM rooms) AS BIGINT)";
    let rows: i64 = on_db!(db, pool => sqlx::query_scalar(SQL).fetch_one(pool).await)?;
    Ok(rows > 0)
}

/// Takes everything away, children first. From here on the content counts as example data, even if filling it in is
/// interrupted.
async fn clear(db: &Db) -> Result<(), sqlx::Error> {
    const ALL: [&str; 29] = [
        "DELETE FROM waits",
        "DELETE FROM claims",
        "UPDATE leaves SET version = version + 1",
        "DELETE FROM busy_days",
        "DELETE FROM bookings",
        "DELETE FROM inducted",
        "DELETE FROM inductions",
        "DELETE FROM booking_policies",
        "DELETE FROM rooms",
        "DELETE FROM undos",
        "DELETE FROM tickets",
        "DELETE FROM wishes",
        "DELETE FROM circulation_log",
        "DELETE FROM loans",
        "DELETE FROM holds",
        "DELETE FROM outbox",
        "DELETE FROM deliveries",
        "DELETE FROM replies",
        "DELETE FROM sessions",
        "DELETE FROM throttles",
        "DELETE FROM audit",
        "DELETE FROM people",
        "DELETE FROM copies",
        "DELETE FROM items",
        "DELETE FROM categories",
        "DELETE FROM programme_changes",
        "DELETE FROM programme_parts",
        "DELETE FROM library_days",
        "DELETE FROM libraries",
    ];
    note_stamp(db, UNFINISHED).await?;
    let mut tx = db.begin().await?;
    for sql in ALL {
        on_tx!(&mut tx, connection => sqlx::query(sql).execute(connection).await.map(|_| ()))?;
    }
    tx.commit().await
}

/// The stamp of example data that has not been filled in wholly.
const UNFINISHED: i64 = 0;

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
    on_writer!(db, pool => sqlx::query(SQL).bind(stamp).execute(pool).await.map(|_| ()))
}
