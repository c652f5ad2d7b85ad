//! What is forgotten after a while (docs/privacy.md).

use super::upkeep::First;
use crate::App;
use crate::db::on_tx;
use crate::problem::Failure;
use chrono::{DateTime, TimeDelta, Utc};
use jaettu_domain::account::Role;
use jaettu_domain::account::rules::lifetime;

/// No session lives longer without being used than a resident's.
const UNUSED: i64 = lifetime(Role::Resident).idle.num_days();

/// What is forgotten after so many days: statements with the instant before which it goes.
const FORGOTTEN: [(i64, &str); 9] = [
    (1, "DELETE FROM undos WHERE at < $1"),
    (1, "DELETE FROM sign_ins WHERE created_at < $1"),
    (1, "DELETE FROM throttles WHERE whole_at < $1"),
    (1, "DELETE FROM replies WHERE created_at < $1"),
    (UNUSED, "DELETE FROM sessions WHERE seen_at < $1"),
    (
        1,
        "UPDATE loans SET person = NULL WHERE person IS NOT NULL AND COALESCE(returned_at, written_off_at) < $1 \
         AND person IN (SELECT id FROM people WHERE NOT keeps_history)",
    ),
    (
        1,
        "UPDATE holds SET person = NULL WHERE person IS NOT NULL AND ended_at < $1 \
         AND person IN (SELECT id FROM people WHERE NOT keeps_history)",
    ),
    (
        30,
        "UPDATE tickets SET reporter = NULL, photo = NULL, photo_type = NULL WHERE solved_at < $1",
    ),
    (730, "DELETE FROM audit WHERE at < $1"),
];

/// Forgets what is old enough; one statement that fails keeps no other from forgetting.
pub(super) async fn forget(app: &App, now: DateTime<Utc>) -> Result<(), Failure> {
    let mut first = First::default();
    for (days, sql) in FORGOTTEN {
        first.note(run(app, sql, now - TimeDelta::days(days)).await);
    }
    first.end()
}

async fn run(app: &App, sql: &'static str, before: DateTime<Utc>) -> Result<(), sqlx::Error> {
    let mut tx = app.db.begin().await?;
    on_tx!(&mut tx, connection => sqlx::query(sql)
        .bind(before.timestamp_millis()).execute(connection).await?.rows_affected());
    tx.commit().await
}
