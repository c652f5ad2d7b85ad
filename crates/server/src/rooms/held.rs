//! What is kept for somebody's form, when they book the same time in another way.

use super::offer::Ground;
use super::{bookings, claims};
use crate::App;
use crate::db::{Tx, on_tx};
use crate::messages::store::news;
use crate::problem::Failure;
use chrono::{DateTime, Utc};
use jaettu_domain::busy::{Quarter, Quarters};
use jaettu_domain::id::{BookingId, LeafId, PersonId, RoomId};
use jaettu_domain::rooms::{Room, State};
use sqlx::FromRow;
use std::collections::BTreeSet;

#[derive(FromRow)]
struct Row {
    id: String,
    room: String,
    from_quarter: i64,
    until_quarter: i64,
}

impl Row {
    fn meets(&self, rooms: &[&Room], times: &[Quarters]) -> bool {
        let when = Quarters {
            from: Quarter(self.from_quarter),
            until: Quarter(self.until_quarter),
        };
        RoomId::new(&*self.room).is_ok_and(|room| meets(&room, when, rooms, times))
    }
}

/// What of a person's is kept for a form and would be exchanged for these times.
pub async fn of(
    app: &App,
    ground: &Ground,
    person: &PersonId,
    wanted: &Room,
    times: &[Quarters],
) -> Result<Vec<BookingId>, Failure> {
    let candidates = ground.content.candidates(wanted);
    let coming = bookings::coming(&app.db, person, ground.now).await?;
    let held = coming.into_iter().map(|coded| coded.booking).filter(|booking| {
        booking.state_at(ground.now) == State::Held && meets(&booking.room, booking.when, &candidates, times)
    });
    Ok(held.map(|booking| booking.id).collect())
}

/// Whether what is kept of a room is of one of these and meets one of these times: then it is exchanged for them.
fn meets(room: &RoomId, when: Quarters, rooms: &[&Room], times: &[Quarters]) -> bool {
    rooms.iter().any(|one| one.id == *room) && times.iter().any(|time| time.overlaps(when))
}

/// Ends what is kept of these rooms for a person's form and meets one of these times: which bookings those were. The person and
/// the leaves have to be locked. Whoever waits for what is left over is served afterwards, once the times are claimed.
pub async fn exchange(
    tx: &mut Tx,
    now: DateTime<Utc>,
    person: &PersonId,
    (rooms, leaves): (&[&Room], &BTreeSet<LeafId>),
    times: &[Quarters],
) -> Result<Vec<BookingId>, Failure> {
    const HELD: &str = "SELECT id, room, from_quarter, until_quarter FROM bookings \
        WHERE person = $1 AND state = 'held' ORDER BY id";
    const END: &str =
        "UPDATE bookings SET state = 'expired', ended_at = $2, version = version + 1 WHERE id = $1";
    let held: Vec<Row> = on_tx!(&mut *tx, connection => sqlx::query_as(HELD)
        .bind(person.as_str()).fetch_all(connection).await?);
    let mut ended = Vec::new();
    for row in held.into_iter().filter(|row| row.meets(rooms, times)) {
        let Ok(id) = BookingId::new(row.id) else { continue };
        claims::free(tx, &id, leaves).await?;
        let now = now.timestamp_millis();
        on_tx!(&mut *tx, connection => sqlx::query(END)
            .bind(id.as_str()).bind(now).execute(connection).await?.rows_affected());
        news::withdraw(tx, id.as_str()).await?;
        ended.push(id);
    }
    Ok(ended)
}
