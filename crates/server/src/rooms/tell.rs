//! What people are told of their bookings.

use super::bookings::{self, Coded};
use super::claims;
use super::offer::{self, Ground};
use super::staff::is_outside_hours;
use crate::App;
use crate::db::Tx;
use crate::first::First;
use crate::messages::store::{Recipient, news, queue};
use crate::problem::Failure;
use chrono::{DateTime, TimeDelta, Utc};
use jaettu_domain::busy::Quarter;
use jaettu_domain::messages::{Booked, Message, rules};
use jaettu_domain::rooms::rules::check_in_window;
use jaettu_domain::rooms::{Booking, State};

/// So long before the start somebody is reminded, if not at night,
const REMINDED: TimeDelta = TimeDelta::hours(24);
/// if they booked so long before it.
const FORGOTTEN: TimeDelta = TimeDelta::hours(48);

/// So many bookings are looked at with one question about what has been told.
const AT_ONCE: usize = 500;

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
            come_by: check_in_window(booking.when, booking.made_at, &room.rules).map(|(_, until)| until),
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
    match ground.booked(coded) {
        Some(booked) => send(tx, ground, &coded.booking, &message(booked)).await,
        None => Ok(()),
    }
}

async fn send(tx: &mut Tx, ground: &Ground, booking: &Booking, message: &Message) -> Result<(), Failure> {
    let Some(person) = &booking.person else {
        return Ok(());
    };
    let (to, now, about) = (Recipient::Person(person), ground.now, booking.id.as_str());
    let due_at = match message {
        Message::BookingReminder(booked) => rules::remind_at(booked.start, REMINDED).max(now),
        _ => now,
    };
    let beside = matches!(message, Message::BookingReminder(_) | Message::BookingConflict(_));
    // Of a booking that has just been made nothing has been told.
    if !beside && booking.version > 0 {
        // What has not left yet of what was true before is true no longer.
        news::withdraw(tx, about).await?;
    }
    let occasion = occasion(message, booking);
    queue(tx, to, message, &occasion, Some(about), due_at, now).await?;
    Ok(())
}

/// What makes one message of all attempts to tell the same of a booking.
fn occasion(message: &Message, booking: &Booking) -> String {
    let of = match message {
        // Once for each time that it is moved to, whatever else is changed about it.
        Message::BookingReminder(_) | Message::BookingConflict(_) => booking.when.from.0,
        _ => i64::from(booking.version),
    };
    format!("booking-{}-{}-{of}", kind(message), booking.id)
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
    let to_come = bookings::to_come(&app.db, Quarter::of(ground.now)).await?;
    let mut first = First::default();
    for some in to_come.chunks(AT_ONCE) {
        let due: Vec<_> = some.iter().flat_map(|coded| due(&ground, coded)).collect();
        let occasions: Vec<String> = due
            .iter()
            .map(|(coded, message)| occasion(message, &coded.booking))
            .collect();
        let known = news::known(&app.db, &occasions.iter().collect::<Vec<_>>()).await?;
        for ((coded, message), occasion) in due.iter().zip(&occasions) {
            if !known.contains(occasion) {
                first.note(say(app, &ground, coded, message).await);
            }
        }
    }
    first.end()
}

/// What is to be told of a booking, whether or not it has been told already.
fn due<'a>(ground: &Ground, coded: &'a Coded) -> Vec<(&'a Coded, Message)> {
    let room = ground.room(&coded.booking.room);
    // Whoever is there already need not be told that it begins.
    let Some(room) = room.filter(|_| coded.booking.checked_in_at.is_none()) else {
        return Vec::new();
    };
    let mut due: Vec<fn(Booked) -> Message> = Vec::new();
    if is_to_be_reminded(coded, ground.now) {
        due.push(Message::BookingReminder);
    }
    if is_outside_hours(ground, room, &coded.booking) {
        due.push(Message::BookingConflict);
    }
    due.into_iter()
        .filter_map(|message| Some((coded, message(ground.booked(coded)?))))
        .collect()
}

/// Says it of a booking that is still as it was read; of what is changed at this moment the next hour tells.
async fn say(app: &App, ground: &Ground, known: &Coded, message: &Message) -> Result<(), Failure> {
    let Some(room) = ground.room(&known.booking.room) else {
        return Ok(());
    };
    let mut tx = app.db.begin().await?;
    claims::lock(&mut tx, &offer::leaves([room])).await?;
    if bookings::one_in(&mut tx, &known.booking.id).await?.as_ref() == Some(known) {
        send(&mut tx, ground, &known.booking, message).await?;
        tx.commit().await?;
    }
    Ok(())
}

fn is_to_be_reminded(coded: &Coded, now: DateTime<Utc>) -> bool {
    let start = coded.booking.when.from.instant();
    coded.booking.state == State::Confirmed
        && start - REMINDED <= now
        && coded.booking.made_at <= start - FORGOTTEN
}
