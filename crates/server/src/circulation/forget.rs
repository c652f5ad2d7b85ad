//! What is forgotten after a while (docs/privacy.md).

use crate::App;
use crate::account::erase;
use crate::db::{on_db, on_tx};
use crate::first::First;
use crate::problem::Failure;
use chrono::{DateTime, TimeDelta, Utc};
use jaettu_domain::account::Role;
use jaettu_domain::account::erase::IDLE;
use jaettu_domain::account::rules::lifetime;
use jaettu_domain::id::PersonId;

/// No session lives longer without being used than a resident's.
const UNUSED: i64 = lifetime(Role::Resident).idle.num_days();

/// What is forgotten after so many days: statements with the instant before which it goes.
const FORGOTTEN: [(i64, &str); 12] = [
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
        erase::COUNTED.num_days(),
        "UPDATE bookings SET person = NULL, purpose = '', reason = NULL WHERE person IS NOT NULL \
         AND COALESCE(ended_at, until_quarter * 900000) < $1 \
         AND person IN (SELECT id FROM people WHERE NOT keeps_history)",
    ),
    (
        1,
        "DELETE FROM waits WHERE until_quarter * 900000 < $1 \
         OR booking IN (SELECT id FROM bookings WHERE ended_at < $1)",
    ),
    // What was never confirmed tells nobody anything.
    (
        1,
        "DELETE FROM bookings WHERE state = 'expired' AND ended_at < $1",
    ),
    (
        30,
        "UPDATE tickets SET reporter = NULL, photo = NULL, photo_type = NULL, fault = '' WHERE solved_at < $1",
    ),
    (730, "DELETE FROM audit WHERE at < $1"),
];

/// Forgets what is old enough; one statement that fails keeps no other from forgetting.
pub(super) async fn forget(app: &App, now: DateTime<Utc>) -> Result<(), Failure> {
    let mut first = First::default();
    for (days, sql) in FORGOTTEN {
        first.note(run(app, sql, now - TimeDelta::days(days)).await);
    }
    let idle = forget_idle(app, now, &mut first).await;
    first.note(idle);
    first.note(app.db.fold_log().await);
    first.end()
}

/// Forgets whoever has not used the service for years, as if they had asked for it; so many at once at most.
async fn forget_idle(app: &App, now: DateTime<Utc>, first: &mut First) -> Result<(), Failure> {
    const SQL: &str = "SELECT id FROM people WHERE seen_at < $1 AND role IN ('resident', 'volunteer') AND blocked IS NULL \
        AND NOT disabled AND NOT EXISTS (SELECT 1 FROM loans l WHERE l.person = people.id AND l.returned_at IS NULL \
            AND l.written_off_at IS NULL) ORDER BY seen_at LIMIT 500";
    let idle: Vec<String> = on_db!(&app.db, pool => sqlx::query_scalar(SQL)
        .bind((now - IDLE).timestamp_millis()).fetch_all(pool).await?);
    for person in idle.into_iter().filter_map(|person| PersonId::new(person).ok()) {
        first.note(erase::person(app, &person).await);
    }
    Ok(())
}

async fn run(app: &App, sql: &'static str, before: DateTime<Utc>) -> Result<(), sqlx::Error> {
    let mut tx = app.db.begin().await?;
    on_tx!(&mut tx, connection => sqlx::query(sql)
        .bind(before.timestamp_millis()).execute(connection).await?.rows_affected());
    tx.commit().await
}
