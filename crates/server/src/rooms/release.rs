//! Giving time back: to whoever waits for it, and otherwise to everybody.

use super::offer::Ground;
use super::{bookings, claims, waits};
use crate::db::{Tx, on_tx};
use crate::problem::Failure;
use jaettu_domain::busy::Quarter;
use jaettu_domain::id::{BookingId, LeafId, PersonId};
use std::collections::BTreeSet;

/// Frees all that a booking took of these leaves, which have to be locked: all of its own among them.
pub async fn give_back(
    tx: &mut Tx,
    ground: &Ground,
    booking: &BookingId,
    leaves: &BTreeSet<LeafId>,
) -> Result<(), Failure> {
    claims::free(tx, booking, leaves).await?;
    waits::serve(tx, ground, leaves).await
}

/// Gives up all bookings of a person that are not over, and whatever they wait for. They have to be locked.
pub async fn all_of(tx: &mut Tx, ground: &Ground, person: &PersonId) -> Result<(), Failure> {
    const WAITS: &str = "DELETE FROM waits WHERE person = $1";
    const LIVE: &str =
        "SELECT id FROM bookings WHERE person = $1 AND ended_at IS NULL AND until_quarter > $2 ORDER BY id";
    const END: &str = "UPDATE bookings SET ended_at = $2, version = version + 1, \
        state = CASE WHEN state = 'held' THEN 'expired' ELSE 'cancelled' END WHERE id = $1 AND ended_at IS NULL";
    let now = ground.now;
    on_tx!(&mut *tx, connection => sqlx::query(WAITS)
        .bind(person.as_str()).execute(connection).await?.rows_affected());
    let live: Vec<String> = on_tx!(&mut *tx, connection => sqlx::query_scalar(LIVE)
        .bind(person.as_str()).bind(Quarter::of(now).0).fetch_all(connection).await?);
    let live: Vec<BookingId> = live
        .into_iter()
        .filter_map(|id| BookingId::new(id).ok())
        .collect();
    // All leaves at once and in order, as everybody takes them.
    let mut leaves: BTreeSet<LeafId> = BTreeSet::new();
    for id in &live {
        leaves.extend(bookings::leaves(tx, id.as_str()).await?);
    }
    claims::lock(tx, &leaves).await?;
    for id in &live {
        claims::free(tx, id, &leaves).await?;
        on_tx!(&mut *tx, connection => sqlx::query(END)
            .bind(id.as_str()).bind(now.timestamp_millis()).execute(connection).await?.rows_affected());
    }
    waits::serve(tx, ground, &leaves).await
}
