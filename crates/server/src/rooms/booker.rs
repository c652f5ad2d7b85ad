//! Who asks: what the rules want to know of them, and what they have already that is exchanged for what they ask for.

use super::index::{self, Taken};
use super::offer::{Case, Ground, around};
use super::{bookings, inductions};
use crate::App;
use crate::account::store as people;
use crate::db::Tx;
use crate::problem::Failure;
use chrono::{DateTime, Utc};
use jaettu_domain::busy::{Quarter, Quarters};
use jaettu_domain::id::{BookingId, PersonId};
use jaettu_domain::rooms::rules::{self, Booker, Own};
use jaettu_domain::rooms::{Booking, Room};
use std::slice;
use std::sync::Arc;

/// What somebody has already and gives up for what they ask for, in the same step.
#[derive(Clone, Copy, Debug)]
pub enum Exchanged<'a> {
    /// Nothing.
    Nothing,
    /// Times that are kept for their forms.
    Held(&'a [BookingId]),
    /// The booking that is moved.
    Moved(&'a Booking),
}

impl<'a> Exchanged<'a> {
    /// The identifiers.
    pub const fn ids(self) -> &'a [BookingId] {
        match self {
            Self::Nothing => &[],
            Self::Held(ids) => ids,
            Self::Moved(booking) => slice::from_ref(&booking.id),
        }
    }

    /// The booking that is moved: what it has is no alternative to what was asked for.
    pub const fn moved(self) -> Option<&'a Booking> {
        match self {
            Self::Moved(booking) => Some(booking),
            Self::Nothing | Self::Held(_) => None,
        }
    }
}

/// Locks a person and tells what the rules want to know of them, without the bookings that are exchanged.
pub async fn locked(
    tx: &mut Tx,
    ground: &Ground,
    person: &PersonId,
    room: &Room,
    when: Quarters,
    exchanged: &[BookingId],
) -> Result<Booker, Failure> {
    people::lock(tx, person).await?;
    unlocked(tx, ground, person, room, when, exchanged).await
}

/// The same without locking the person: for keeping a time for them, which is judged once more when they confirm it, and for
/// telling what would be.
pub async fn unlocked(
    tx: &mut Tx,
    ground: &Ground,
    person: &PersonId,
    room: &Room,
    when: Quarters,
    exchanged: &[BookingId],
) -> Result<Booker, Failure> {
    let profile = people::profile_in(tx, person).await?;
    let profile = profile.ok_or_else(|| Failure::not_found("person"))?;
    let counted = bookings::counted(tx, person, counted_after(ground.now, when), ground.now).await?;
    // Most rooms ask for no induction, and each question counts where many book at once.
    let learned = if ground.content.asks_for_induction(&room.library) {
        inductions::of(tx, person).await?
    } else {
        Vec::new()
    };
    Ok(Booker {
        born: profile.born()?,
        blocked: profile.blocked.is_some(),
        disabled: profile.disabled,
        inductions: learned,
        bookings: owns(ground, counted, exchanged),
        quotas: ground.content.quotas(&room.library),
    })
}

/// Quotas look at the week and the month of the time asked for, and at whatever is to come.
fn counted_after(now: DateTime<Utc>, when: Quarters) -> Quarter {
    Quarter::of(rules::counted_from(now.min(when.from.instant())))
}

fn owns(ground: &Ground, counted: Vec<Booking>, exchanged: &[BookingId]) -> Vec<Own> {
    let others = counted
        .into_iter()
        .filter(|booking| !exchanged.contains(&booking.id));
    let own = others.filter_map(|booking| {
        let room = ground.room(&booking.room)?;
        Some(Own {
            library: room.library.clone(),
            beside_others: room.rules.beside_others,
            id: booking.id,
            room: ground.counted_as(room),
            when: booking.when,
        })
    });
    own.collect()
}

/// Somebody who looks at what they could have, before they ask for it.
#[derive(Debug)]
pub struct Looking {
    /// Who they are; `None` if nobody has signed in.
    pub booker: Option<Booker>,
    /// What is taken, without what is exchanged.
    pub taken: Arc<Taken>,
}

impl Looking {
    /// Reads first the booker, then what is taken. What is exchanged has to be read before this is called: a phone lets go of what
    /// it kept while it asks for another time, and what it has let go of in between is nobody's; read the other way round it
    /// would look like somebody else's.
    pub async fn of(
        app: &App,
        ground: &Ground,
        person: Option<&PersonId>,
        room: &Room,
        when: Quarters,
        exchanged: Exchanged<'_>,
    ) -> Result<Self, Failure> {
        let exchanged = exchanged.ids();
        let booker = match person {
            Some(person) => {
                let mut tx = app.db.snapshot().await?;
                Some(unlocked(&mut tx, ground, person, room, when, exchanged).await?)
            }
            None => None,
        };
        let taken = index::without(app, exchanged).await?;
        Ok(Self { booker, taken })
    }

    /// The room, or each of a pool, around a time.
    pub fn cases<'a>(&self, ground: &'a Ground, room: &'a Room, when: Quarters) -> Vec<Case<'a>> {
        let window = around(ground.now, when);
        ground.cases(&ground.content.candidates(room), &self.taken, window)
    }
}
