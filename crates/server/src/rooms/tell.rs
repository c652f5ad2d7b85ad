//! What people are told of their bookings.

use super::bookings::{self, Coded};
use super::claims;
use super::offer::{self, Ground};
use super::staff::is_outside_hours;
use crate::App;
use crate::db::Tx;
use crate::messages::store::{Recipient, news, queue};
use crate::problem::Failure;
use chrono::{DateTime, TimeDelta, Utc};
use jaettu_domain::busy::Quarter;
use jaettu_domain::messages::{Booked, Message, rules};
use jaettu_domain::rooms::{Origin, Room, State};

/// So long before the start somebody is reminded, if not at night,
const REMINDED: TimeDelta = TimeDelta::hours(24);
/// if they booked so long before it.
const FORGOTTEN: TimeDelta = TimeDelta::hours(48);

impl Ground {
    /// A booking as messages carry it; nothing where its room is gone.
    pub(super) fn booked(&self, coded: &Coded) -> Option<Booked> {
        let booking = &coded.booking;
        let room = self.room(&booking.room)?;
        let library = self.libraries.by_id(room.library.as_str())?;
        Some(Booked {
            booking: booking.id.clone(),
            room: room.id.clone(),
            name: room.name.clone(),
            library: room.library.clone(),
            library_name: library.name.clone(),
            place: room.place.clone(),
            start: booking.when.from.instant(),
            end: booking.when.until.instant(),
            code: coded.code.clone(),
            sequence: booking.version,
        })
    }
}

/// Tells the person of a booking, if it has one, once for each of its versions.
pub async fn tell(
    tx: &mut Tx,
    ground: &Ground,
    coded: &Coded,
    message: impl FnOnce(Booked) -> Message,
) -> Result<(), Failure> {
    let (Some(person), Some(booked)) = (&coded.booking.person, ground.booked(coded)) else {
        return Ok(());
    };
    let message = message(booked);
    let (id, version) = (&coded.booking.id, coded.booking.version);
    let occasion = format!("booking-{}-{id}-{version}", kind(&message));
    let (to, now) = (Recipient::Person(person), ground.now);
    let due_at = match &message {
        Message::BookingReminder(booked) => rules::remind_at(booked.start, REMINDED).max(now),
        _ => now,
    };
    if !matches!(message, Message::BookingReminder(_) | Message::BookingConflict(_)) {
        // What has not left yet of what was true before is true no longer.
        news::withdraw(tx, id.as_str()).await?;
    }
    queue(tx, to, &message, &occasion, Some(id.as_str()), due_at, now).await?;
    Ok(())
}

/// What happened, in a word: one booking can be reminded of and be outside the hours in the same version.
const fn kind(message: &Message) -> &'static str {
    match message {
        Message::BookingReminder(_) => "soon",
        Message::BookingConflict(_) => "hours",
        Message::WaitOffered { .. } => "offered",
        _ => "is",
    }
}

/// Tells that a booking was made.
pub async fn made(tx: &mut Tx, ground: &Ground, coded: &Coded) -> Result<(), Failure> {
    match coded.booking.state {
        State::Confirmed => tell(tx, ground, coded, Message::BookingConfirmed).await,
        State::Pending => tell(tx, ground, coded, Message::BookingPending).await,
        _ => Ok(()),
    }
}

/// Reminds of what begins tomorrow and was booked long before, and tells whose booking is outside the hours that a library
/// has by now: it stays, and they may choose another time.
pub async fn coming(app: &App) -> Result<(), Failure> {
    let ground = Ground::of(app).await?;
    for coded in bookings::to_come(&app.db, Quarter::of(ground.now)).await? {
        let mut due: Vec<fn(Booked) -> Message> = Vec::new();
        if is_to_be_reminded(&coded, ground.now) {
            due.push(Message::BookingReminder);
        }
        let room = ground.room(&coded.booking.room);
        if coded.booking.origin == Origin::Own
            && room.is_some_and(|room| is_outside_hours(&ground, room, &coded.booking))
        {
            due.push(Message::BookingConflict);
        }
        if let Some(room) = room.filter(|_| !due.is_empty()) {
            say(app, &ground, &coded, room, due).await?;
        }
    }
    Ok(())
}

/// Says it of a booking that is still as it was read; of what is changed at this moment the next hour tells.
async fn say(
    app: &App,
    ground: &Ground,
    known: &Coded,
    room: &Room,
    due: Vec<fn(Booked) -> Message>,
) -> Result<(), Failure> {
    let mut tx = app.db.begin().await?;
    claims::lock(&mut tx, &offer::leaves([room])).await?;
    if bookings::one_in(&mut tx, &known.booking.id).await?.as_ref() != Some(known) {
        return Ok(());
    }
    for message in due {
        tell(&mut tx, ground, known, message).await?;
    }
    tx.commit().await?;
    Ok(())
}

fn is_to_be_reminded(coded: &Coded, now: DateTime<Utc>) -> bool {
    let start = coded.booking.when.from.instant();
    coded.booking.state == State::Confirmed
        && start - REMINDED <= now
        && coded.booking.made_at <= start - FORGOTTEN
}
