//! Giving up bookings that nobody asks about one by one: when their person is forgotten.

use super::{bookings, claims};
use crate::db::{Tx, on_tx};
use chrono::{DateTime, Utc};
use jaettu_domain::busy::Quarter;
use jaettu_domain::id::{BookingId, LeafId, PersonId};
use std::collections::BTreeSet;

/// Gives up all bookings of a person that are not over. They have to be locked.
pub async fn all_of(tx: &mut Tx, person: &PersonId, now: DateTime<Utc>) -> Result<(), sqlx::Error> {
    const LIVE: &str = "SELECT id FROM bookings WHERE person = $1 AND ended_at IS NULL AND until_quarter > $2 ORDER BY id";
    const END: &str = "UPDATE bookings SET ended_at = $2, version = version + 1, \
        state = CASE WHEN state = 'held' THEN 'expired' ELSE 'cancelled' END WHERE id = $1 AND ended_at IS NULL";
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
        claims::free(tx, id).await?;
        on_tx!(&mut *tx, connection => sqlx::query(END)
            .bind(id.as_str()).bind(now.timestamp_millis()).execute(connection).await?.rows_affected());
    }
    Ok(())
}
