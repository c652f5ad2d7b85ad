//! Moving, cancelling and reinstating a booking, and changing what it says.
//!
//! A booking that is moved gives its old time back and wins the new one in one transaction: if the new one is lost, everything is
//! as before.

use super::book::{answer, finish, own, quarters, refused_all, room, save, take, told, wanted, win};
use super::booker::{self, Exchanged};
use super::bookings::Coded;
use super::offer::{self, Ground, Request};
use super::{claims, held, index, release, tell, waits};
use crate::App;
use crate::api::{Answer, Asked};
use crate::db::Tx;
use crate::messages::store::news;
use crate::problem::Failure;
use crate::write::Begun;
use chrono::{DateTime, Utc};
use jaettu_domain::busy::Quarters;
use jaettu_domain::messages::Message;
use jaettu_domain::problem::Reason;
use jaettu_domain::rooms::api::{BookingView, CancelBooking, ChangeBooking, ReinstateBooking};
use jaettu_domain::rooms::refusal::Refused;
use jaettu_domain::rooms::{Booking, Refusal, Room, State, rules};
use std::slice;
use std::sync::Arc;

/// The time that a change asks for: who gives a new start alone keeps the length.
fn asked_time(change: &ChangeBooking, known: &Booking, room: &Room) -> Result<Quarters, Failure> {
    let (from, until) = (known.when.from.instant(), known.when.until.instant());
    let start = change.start.unwrap_or(from);
    let kept = if change.start.is_some() {
        start + (until - from)
    } else {
        until
    };
    quarters(start, change.end.unwrap_or(kept), room)
}

/// What stands against changing a booking at all. What it says can be put right to the end; when and where it is, only in time
/// for others.
fn judge(booking: &Booking, room: &Room, moves: bool, ground: &Ground) -> Vec<Refused> {
    let state = booking.state_at(ground.now);
    let mut refused = rules::judge_change(booking.when, state, &room.rules, ground.now);
    refused.retain(|one| moves || !matches!(one.refusal, Refusal::TooLateToChange { .. }));
    refused
}

/// Answers [`ChangeBooking`]: all of it or nothing.
pub async fn change(app: Arc<App>, asked: Asked<ChangeBooking>) -> Result<Answer<BookingView>, Failure> {
    let person = asked.person()?.id.clone();
    let change = &asked.endpoint;
    let known = own(&app, change.id.as_ref(), &person).await?;
    let id = known.booking.id.clone();
    index::settle(&app).await?;
    let mut ground = Ground::of(&app).await?;
    let content = Arc::clone(&ground.content);
    let own_room = room(&content, Some(&known.booking.room))?;
    // Whoever has booked any machine of a pool may get another one.
    let asked_room = change.room.as_ref().or(known.booking.pool.as_ref());
    let wanted = room(&content, asked_room.or(Some(&own_room.id)))?;
    let when = asked_time(change, &known.booking, wanted)?;
    let mut write = match asked.begin(&app).await? {
        Begun::New(write) => write,
        Begun::Repeated(view) => return Ok(answer(view)),
    };
    let who = booker::locked(&mut write, &ground, &person, wanted, when, slice::from_ref(&id)).await?;
    let candidates = content.candidates(wanted);
    let all = [&candidates[..], &[own_room]].concat();
    let mut coded = take(&mut write, &known, &all).await?;
    ground.now = app.clock.now();
    let expected = asked.if_match.or(change.version);
    if expected.is_some_and(|expected| expected != coded.booking.version) {
        return Err(Reason::STALE.into());
    }
    let before = coded.booking.clone();
    let stays = wanted.id == before.room || wanted.members.contains(&before.room);
    let moves = when != before.when || !stays;
    let refused = judge(&before, own_room, moves, &ground);
    if !refused.is_empty() {
        return Err(refused_all(&refused, own_room));
    }
    let people = change.people.or(before.people);
    if moves {
        let request = Request {
            room: wanted,
            when,
            people: people.or(Some(1)),
            booker: Some(&who),
        };
        claims::free(&mut write, &id, &offer::leaves(all)).await?;
        match win(&mut write, &ground, &id, &request, &candidates).await? {
            Ok(got) => put(&mut coded.booking, got, wanted, when, ground.now),
            Err(refused) => {
                drop(write);
                return Err(
                    offer::refused(&app, &ground, &request, &refused, Exchanged::Moved(&before)).await?,
                );
            }
        }
        waits::serve(&mut write, &ground, &offer::leaves([own_room])).await?;
    } else if let Some(refused) = rules::judge_people(people, own_room.people()) {
        return Err(told(&refused));
    }
    coded.booking.people = people;
    if let Some(purpose) = &change.purpose {
        coded.booking.purpose.clone_from(purpose);
    }
    if coded.booking != before {
        save(&mut write, &mut coded.booking).await?;
    }
    if moves {
        tell_of_move(&mut write, &ground, &coded, (&before, own_room)).await?;
    }
    finish(&app, write, &ground, &coded).await
}

/// Writes another time and room into a booking. Another time is another question to staff.
fn put(booking: &mut Booking, got: &Room, wanted: &Room, when: Quarters, now: DateTime<Utc>) {
    booking.put(got, wanted, when);
    // Whoever came for the time before has not come for this one.
    booking.checked_in_at = None;
    if booking.state == State::Held {
        // What was right when it was asked for is so still when it is confirmed: it was asked for now.
        booking.made_at = now;
    } else {
        booking.state = got.rules.first_state();
    }
}

async fn tell_of_move(
    tx: &mut Tx,
    ground: &Ground,
    coded: &Coded,
    (before, room): (&Booking, &Room),
) -> Result<(), Failure> {
    if coded.booking.state == State::Held {
        // An offer that is moved is no longer what was offered.
        news::withdraw(tx, coded.booking.id.as_str()).await?;
        return Ok(());
    }
    if coded.booking.state != State::Confirmed {
        return tell::made(tx, ground, coded).await;
    }
    let (was, before_name) = (before.when.from.instant(), room.name.clone());
    let message = |booked| Message::BookingMoved {
        before: was,
        before_name,
        booked,
    };
    tell::tell(tx, ground, coded, message).await
}

/// Answers [`CancelBooking`]. What has been given up already stays so.
pub async fn cancel(app: Arc<App>, asked: Asked<CancelBooking>) -> Result<Answer<BookingView>, Failure> {
    let person = asked.person()?.id.clone();
    let known = own(&app, asked.endpoint.id.as_ref(), &person).await?;
    let mut ground = Ground::of(&app).await?;
    let content = Arc::clone(&ground.content);
    let own_room = room(&content, Some(&known.booking.room))?;
    let mut write = match asked.begin(&app).await? {
        Begun::New(write) => write,
        Begun::Repeated(view) => return Ok(answer(view)),
    };
    let mut coded = take(&mut write, &known, &[own_room]).await?;
    ground.now = app.clock.now();
    let booking = &mut coded.booking;
    if matches!(booking.state, State::Cancelled | State::Expired) {
        return finish(&app, write, &ground, &coded).await;
    }
    // Who lets go of what was kept for a form does not mean what has been confirmed meanwhile, in another window.
    if asked.if_match.is_some_and(|version| version != booking.version) {
        return Err(Reason::STALE.into());
    }
    let state = booking.state_at(ground.now);
    let refused = rules::judge_change(booking.when, state, &own_room.rules, ground.now);
    if !refused.is_empty() && state != State::Expired {
        return Err(refused_all(&refused, own_room));
    }
    release::give_back(&mut write, &ground, &booking.id, &offer::leaves([own_room])).await?;
    let ended = if booking.state == State::Held {
        State::Expired
    } else {
        State::Cancelled
    };
    booking.end(ended, ground.now);
    save(&mut write, booking).await?;
    if coded.booking.state == State::Cancelled {
        tell::tell(&mut write, &ground, &coded, Message::BookingCancelled).await?;
    } else {
        news::withdraw(&mut write, coded.booking.id.as_str()).await?;
    }
    finish(&app, write, &ground, &coded).await
}

/// Answers [`ReinstateBooking`]. What has not been given up stays as it is.
pub async fn reinstate(
    app: Arc<App>,
    asked: Asked<ReinstateBooking>,
) -> Result<Answer<BookingView>, Failure> {
    let person = asked.person()?.id.clone();
    let known = own(&app, asked.endpoint.id.as_ref(), &person).await?;
    let (id, when) = (known.booking.id.clone(), known.booking.when);
    index::settle(&app).await?;
    let mut ground = Ground::of(&app).await?;
    let content = Arc::clone(&ground.content);
    let own_room = room(&content, Some(&known.booking.room))?;
    let wanted = wanted(&content, &known.booking, own_room);
    let mut write = match asked.begin(&app).await? {
        Begun::New(write) => write,
        Begun::Repeated(view) => return Ok(answer(view)),
    };
    let mut who = booker::locked(&mut write, &ground, &person, wanted, when, slice::from_ref(&id)).await?;
    let candidates = content.candidates(wanted);
    let mut coded = take(&mut write, &known, &[&candidates[..], &[own_room]].concat()).await?;
    ground.now = app.clock.now();
    if !coded.booking.has_ended(ground.now) {
        return finish(&app, write, &ground, &coded).await;
    }
    let refused = coded.booking.judge_reinstate(ground.now);
    if !refused.is_empty() {
        return Err(refused_all(&refused, own_room));
    }
    // What is kept for their form of the same time is exchanged for it.
    let leaves = offer::leaves(candidates.iter().copied());
    let held = held::exchange(&mut write, ground.now, &person, (&candidates, &leaves), &[when]).await?;
    who.bookings.retain(|own| !held.contains(&own.id));
    let request = Request {
        room: wanted,
        when,
        people: coded.booking.people.or(Some(1)),
        booker: Some(&who),
    };
    match win(&mut write, &ground, &id, &request, &candidates).await? {
        Ok(got) => coded.booking.reinstate(got, wanted, ground.now),
        Err(refused) => {
            drop(write);
            return Err(offer::refused(&app, &ground, &request, &refused, Exchanged::Held(&held)).await?);
        }
    }
    if !held.is_empty() {
        waits::serve(&mut write, &ground, &leaves).await?;
    }
    save(&mut write, &mut coded.booking).await?;
    tell::made(&mut write, &ground, &coded).await?;
    finish(&app, write, &ground, &coded).await
}
