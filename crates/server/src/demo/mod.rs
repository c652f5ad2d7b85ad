//! Example data for trying the service out: believable, invented, and the same for the same `now`.
//!
//! What can be imported goes through the importers, so the demonstration shows what they do.

mod libraries;

use crate::db::Db;
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

/// Fills `db` with example data as of `now`; what is there already is brought to the same state.
pub async fn fill(db: &Db, now: DateTime<Utc>) -> Result<(), DemoError> {
    libraries::fill(db, now).await
}
