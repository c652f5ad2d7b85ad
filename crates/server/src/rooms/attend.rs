//! Coming, and not coming: checking in with the code at the door, and giving to others what nobody came for.

use super::book::{answer, finish, own, refused_all, room, save, take};
use super::bookings::{self, Coded};
use super::offer::{self, Ground};
use super::{release, tell};
use crate::App;
use crate::api::{Answer, Asked};
use crate::first::First;
use crate::problem::Failure;
use crate::write::Begun;
use jaettu_domain::busy::Quarter;
use jaettu_domain::messages::Message;
use jaettu_domain::problem::Reason;
use jaettu_domain::rooms::api::{BookingView, CheckIn};
use jaettu_domain::rooms::refusal::Refused;
use jaettu_domain::rooms::{Booking, Refusal, Room, State, rules};
use std::sync::Arc;

fn judge(booking: &Booking, room: &Room, ground: &Ground) -> Vec<Refused> {
    let state = booking.state_at(ground.now);
    rules::judge_check_in(booking.when, booking.made_at, state, &room.rules, ground.now)
}

/// Answers [`CheckIn`]. Who has checked in already has done so.
pub async fn check_in(app: Arc<App>, asked: Asked<CheckIn>) -> Result<Answer<BookingView>, Failure> {
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
    if coded.booking.checked_in_at.is_none() {
        let mut refused = judge(&coded.booking, own_room, &ground);
        let given = asked.endpoint.code.as_deref().unwrap_or_default().trim();
        if !content.here_codes(own_room).any(|written| written == given) {
            refused.push(Refusal::WrongCode.into());
        }
        if !refused.is_empty() {
            return Err(refused_all(&refused, own_room));
        }
        coded.booking.checked_in_at = Some(ground.now);
        save(&mut write, &mut coded.booking).await?;
    }
    finish(&app, write, &ground, &coded).await
}

/// Gives to others what nobody came for.
pub async fn release_no_shows(app: &App) -> Result<(), Failure> {
    let ground = Ground::of(app).await?;
    let mut first = First::default();
    for coded in bookings::waited_for(&app.db, Quarter::of(ground.now)).await? {
        first.note(release_one(app, &ground, &coded).await);
    }
    first.end()
}

/// Whether nobody has come in time.
fn is_missed(booking: &Booking, room: &Room, ground: &Ground) -> bool {
    let window = rules::check_in_window(booking.when, booking.made_at, &room.rules);
    let over = window.is_some_and(|(_, until)| until <= ground.now);
    over && booking.state == State::Confirmed && booking.checked_in_at.is_none()
}

async fn release_one(app: &App, ground: &Ground, known: &Coded) -> Result<(), Failure> {
    let Some(own_room) = ground.room(&known.booking.room) else {
        return Ok(());
    };
    if !is_missed(&known.booking, own_room, ground) {
        return Ok(());
    }
    let mut tx = app.db.begin().await?;
    let mut coded = match take(&mut tx, known, &[own_room]).await {
        Ok(coded) => coded,
        // It is being moved; the next time will tell.
        Err(failure) if failure.problem.code == Reason::BUSY.code => return Ok(()),
        Err(failure) => return Err(failure),
    };
    let ground = ground.at(app.clock.now());
    if !is_missed(&coded.booking, own_room, &ground) {
        return Ok(());
    }
    let booking = &mut coded.booking;
    release::give_back(&mut tx, &ground, &booking.id, &offer::leaves([own_room])).await?;
    booking.end(State::NoShow, ground.now);
    save(&mut tx, booking).await?;
    tell::tell(&mut tx, &ground, &coded, Message::BookingReleased).await?;
    tx.commit().await?;
    app.bell.ring();
    Ok(())
}
