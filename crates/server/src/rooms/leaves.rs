//! When a room comes to be made of other parts: what was booked of it goes over to them.

use super::offer::leaves;
use super::{bookings, claims};
use crate::db::Tx;
use crate::import::counted;
use chrono::{DateTime, Utc};
use jaettu_domain::busy::Quarter;
use jaettu_domain::rooms::{Booking, Room};

/// A room as it was and as it is to be.
pub type Change<'a> = (&'a Room, &'a Room);

/// Whether its parts change.
pub fn differ((before, after): Change<'_>) -> bool {
    leaves([before]) != leaves([after])
}

/// Takes the parts of rooms that change, old and new, and gives what was booked of the old to the new. Rooms that cannot
/// change are told, each with a sentence; then this transaction has to be given up.
///
/// What is to come keeps the parts that it has: a wall that is built in may halve what somebody has been promised. What is
/// over harms nobody, as long as the new parts were not used by others at the same time.
pub async fn change<'a>(
    tx: &mut Tx,
    changes: &[Change<'a>],
    now: DateTime<Utc>,
) -> Result<Vec<(&'a Room, String)>, sqlx::Error> {
    let all = changes.iter().flat_map(|(before, after)| [*before, *after]);
    claims::lock(tx, &leaves(all)).await?;
    let (mut refused, mut over): (_, Vec<(&Room, Vec<Booking>)>) = (Vec::new(), Vec::new());
    for (_, after) in changes {
        let kept = bookings::kept_of(tx, &after.id).await?;
        let coming = kept
            .iter()
            .filter(|booking| booking.when.until > Quarter::of(now))
            .count();
        if coming > 0 {
            refused.push((*after, to_come(coming)));
        }
        over.push((after, kept));
    }
    if refused.is_empty() {
        hand_over(tx, &over, &mut refused).await?;
    }
    Ok(refused)
}

fn to_come(count: usize) -> String {
    format!(
        "are others than before, but {} to come of the room as it is; wait until they are over or moved, or give what is new an \
         identifier of its own",
        counted(count, "booking is", "bookings are")
    )
}

/// All are given back before any is claimed: two rooms may have changed places.
async fn hand_over<'a>(
    tx: &mut Tx,
    over: &[(&'a Room, Vec<Booking>)],
    refused: &mut Vec<(&'a Room, String)>,
) -> Result<(), sqlx::Error> {
    for booking in over.iter().flat_map(|(_, bookings)| bookings) {
        // Its leaves are those of its room before, and those are locked.
        claims::free_locked(tx, &booking.id).await?;
    }
    for (room, bookings) in over {
        for booking in bookings {
            if !claims::claim(tx, &booking.id, &room.leaves, booking.claim()).await? {
                let reason = "are others than before, and of those both this room and another were booked at the same time in \
                    the past; give what is new an identifier of its own";
                refused.push((room, reason.to_owned()));
                break;
            }
        }
    }
    Ok(())
}
