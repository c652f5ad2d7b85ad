//! Giving back the times that were kept for a form, or offered to whoever waited, and not confirmed in time.

use super::offer::Ground;
use super::{bookings, claims, release};
use crate::App;
use crate::db::{on_db, on_tx};
use crate::first::First;
use crate::messages::store::news;
use crate::problem::Failure;
use jaettu_domain::id::BookingId;

/// So many are given back in one go.
const BATCH: i64 = 200;

/// Gives back the times that were kept for a form and not confirmed in time, each in a transaction of its own.
pub async fn due(app: &App) -> Result<(), Failure> {
    const DUE: &str =
        "SELECT id FROM bookings WHERE state = 'held' AND held_until <= $1 ORDER BY held_until LIMIT $2";
    let now = app.clock.now();
    let due: Vec<String> = on_db!(&app.db, pool => sqlx::query_scalar(DUE)
        .bind(now.timestamp_millis()).bind(BATCH).fetch_all(pool).await?);
    if due.is_empty() {
        return Ok(());
    }
    let ground = Ground::of(app).await?;
    let mut first = First::default();
    for id in due.into_iter().filter_map(|id| BookingId::new(id).ok()) {
        first.note(one(app, &ground, &id).await);
    }
    first.end()
}

async fn one(app: &App, ground: &Ground, id: &BookingId) -> Result<(), Failure> {
    const END: &str = "UPDATE bookings SET state = 'expired', ended_at = held_until, version = version + 1 \
        WHERE id = $1 AND state = 'held' AND held_until <= $2";
    let mut tx = app.db.begin().await?;
    let taken = bookings::leaves(&mut tx, id.as_str()).await?;
    claims::lock(&mut tx, &taken).await?;
    let ended = on_tx!(&mut tx, connection => sqlx::query(END)
        .bind(id.as_str()).bind(ground.now.timestamp_millis()).execute(connection).await?.rows_affected());
    // Another server may have been there first, or its person have confirmed it.
    if ended == 1 {
        // Nobody is offered any more what has gone to the next.
        news::withdraw(&mut tx, id.as_str()).await?;
        release::give_back(&mut tx, ground, id, &taken).await?;
        tx.commit().await?;
    }
    Ok(())
}
