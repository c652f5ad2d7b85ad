//! What staff do with several times at once: see what is in the way, book in its place, take a series back; and what the desk
//! asks beside that: what there is to book, and whose code was scanned.

pub mod plan;
pub mod rooms;
pub mod scan;
pub mod series;
pub mod terms;
pub mod times;

use super::book::{self, save};
use super::bookings::Coded;
use super::content::Content;
use super::offer::Ground;
use super::tell;
use crate::account::{Person, store as people};
use crate::db::Tx;
use crate::messages::store::news;
use crate::problem::Failure;
use jaettu_domain::busy::Claim;
use jaettu_domain::id::{PersonId, RoomId};
use jaettu_domain::messages::Message;
use jaettu_domain::problem::{Alternative, FieldError, Problem, Reason};
use jaettu_domain::rooms::{Booking, Refusal, Room, State};

/// A room that staff book where they work: no pool, because of that a machine has to be chosen.
pub(super) fn room<'a>(
    content: &'a Content,
    staff: &Person,
    id: Option<&RoomId>,
) -> Result<&'a Room, Failure> {
    let room = book::room(content, id)?;
    staff.at_desk(&room.library)?;
    if room.is_pool() {
        let takes = "takes one machine; which of a pool is free is seen in its list";
        return Err(vec![FieldError::new("room", "not_valid", takes)].into());
    }
    Ok(room)
}

/// Those of some bookings in whose way a claim would be.
pub(super) fn in_the_way(near: &[Coded], claim: Claim) -> impl Iterator<Item = &Coded> {
    near.iter()
        .filter(move |other| !other.booking.claim().agrees_with(claim))
}

/// An error of `field` for each booking that is in the way.
pub(super) fn told<'a>(field: &str, others: impl IntoIterator<Item = &'a Booking>) -> Vec<FieldError> {
    let error = |other: &Booking| FieldError {
        nearest: Some(Alternative::new(&other.room, other.when)),
        ..FieldError::new(field, Refusal::Taken.code(), format!("booking {}", other.id))
    };
    others.into_iter().map(error).collect()
}

/// The problem of times that others have.
pub(super) fn taken(errors: Vec<FieldError>) -> Failure {
    Problem {
        errors,
        ..Problem::new(Reason::SLOT_TAKEN, Reason::SLOT_TAKEN.title)
    }
    .into()
}

/// Ends a booking whose time has been given back: refused if it has waited for staff, else taken back. Its person is told why.
pub(super) async fn end(
    tx: &mut Tx,
    ground: &Ground,
    coded: &mut Coded,
    reason: &str,
) -> Result<(), Failure> {
    let before = coded.booking.state;
    let denied = before == State::Pending;
    coded.booking.end(
        match before {
            State::Held => State::Expired,
            State::Pending => State::Denied,
            _ => State::Cancelled,
        },
        ground.now,
    );
    if before != State::Held && coded.booking.person.is_some() {
        // Nobody reads why what is nobody's was taken back; that stands in the audit log.
        coded.booking.reason = Some(reason.to_owned());
    }
    save(tx, &mut coded.booking).await?;
    if before == State::Held {
        // Nobody has been promised anything yet: the form tells when it is sent.
        news::withdraw(tx, coded.booking.id.as_str()).await?;
        return Ok(());
    }
    let reason = reason.to_owned();
    tell::tell(tx, ground, coded, |booked| {
        if denied {
            Message::BookingDenied { booked, reason }
        } else {
            Message::BookingWithdrawn { booked, reason }
        }
    })
    .await
}

/// Writes down which staff did something with a booking, and with whose; never what it was for. Also where it is nobody's: somebody
/// has to be able to say who closed a room.
pub(super) async fn audit(
    tx: &mut Tx,
    ground: &Ground,
    staff: &Person,
    booking: &Booking,
    (action, reason): (&'static str, &str),
) -> Result<(), Failure> {
    let person = booking.person.as_ref().map(PersonId::as_str);
    people::audit(tx, &staff.id, action, person, reason, ground.now).await?;
    Ok(())
}
