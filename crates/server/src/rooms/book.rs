//! Booking and confirming, and what every way of booking has in common.
//!
//! All go the same way: lock the person, then the leaves in order, judge by the domain's rules as the transaction sees things,
//! and claim. What is lost on the way is rolled back whole.

use super::booker::{self, Exchanged};
use super::bookings::{self, Coded};
use super::content::Content;
use super::offer::{self, Ground, Request};
use super::{claims, index, tell};
use crate::App;
use crate::api::{Answer, Asked};
use crate::db::Tx;
use crate::ids;
use crate::problem::Failure;
use crate::write::{Begun, Write};
use chrono::TimeDelta;
use jaettu_domain::busy::Quarters;
use jaettu_domain::id::{BookingId, PersonId, RoomId};
use jaettu_domain::page::Page;
use jaettu_domain::problem::{FieldError, Reason};
use jaettu_domain::rooms::api::{Book, BookingView, ConfirmBooking, GetBooking, ListBookings};
use jaettu_domain::rooms::refusal::Refused;
use jaettu_domain::rooms::{Booking, HOLD_MINUTES, Refusal, Room, State};
use std::slice;
use std::sync::Arc;

/// A room that exists.
pub(super) fn room<'a>(content: &'a Content, id: Option<&RoomId>) -> Result<&'a Room, Failure> {
    let found = id.and_then(|id| content.room(id));
    found.ok_or_else(|| vec![FieldError::new("room", "unknown", "there is no such room")].into())
}

/// What a booking was asked for as: its pool, or its room.
pub(super) fn wanted<'a>(content: &'a Content, booking: &Booking, own: &'a Room) -> &'a Room {
    let pool = booking.pool.as_ref().and_then(|pool| content.room(pool));
    pool.unwrap_or(own)
}

/// The problem that tells every refusal.
pub(super) fn refused_all(refused: &[Refused], room: &Room) -> Failure {
    Failure::refused(refused.iter().map(|one| one.error(&room.id)).collect())
}

/// The problem that tells one refusal.
pub(super) fn told(refusal: &Refusal) -> Failure {
    Failure::refused(vec![refusal.error()])
}

/// The quarters between two instants, if they are some that can be looked at at all.
pub(super) fn quarters(
    start: chrono::DateTime<chrono::Utc>,
    end: chrono::DateTime<chrono::Utc>,
    room: &Room,
) -> Result<Quarters, Failure> {
    let when = Quarters::between(start, end).ok_or_else(|| told(&Refusal::NotQuarters))?;
    if offer::is_endless(when) {
        let minutes = room.rules.max_minutes;
        return Err(told(&Refusal::TooLong { minutes }));
    }
    Ok(when)
}

/// What came of judging: the answer, or why not.
pub(super) type Judged<T> = Result<Result<T, Vec<Refused>>, Failure>;

/// Claims a time for a booking that is new or has given back what it had: the room that it got.
pub(super) async fn win<'a>(
    tx: &mut Tx,
    ground: &Ground,
    id: &BookingId,
    request: &Request<'_>,
    candidates: &[&'a Room],
) -> Judged<&'a Room> {
    let room = match offer::judge(tx, ground, request, candidates).await? {
        Ok(room) => room,
        Err(refused) => return Ok(Err(refused)),
    };
    if claims::claim(tx, id, &room.leaves, room.claim(request.when)).await? {
        Ok(Ok(room))
    } else {
        Ok(Err(vec![Refusal::Taken.into()]))
    }
}

pub(super) fn view(ground: &Ground, coded: &Coded) -> Result<BookingView, Failure> {
    ground
        .booking_view(coded)
        .ok_or_else(|| Failure::not_found("booking"))
}

/// Answers [`Book`].
pub async fn book(app: Arc<App>, asked: Asked<Book>) -> Result<Answer<BookingView>, Failure> {
    let person = asked.person()?.id.clone();
    let Book {
        start: Some(start),
        end: Some(end),
        people,
        hold,
        ..
    } = asked.endpoint
    else {
        return Err(Reason::INVALID.into());
    };
    index::settle(&app).await?;
    let mut ground = Ground::of(&app).await?;
    let content = Arc::clone(&ground.content);
    let wanted = room(&content, asked.endpoint.room.as_ref())?;
    let when = quarters(start, end, wanted)?;
    let mut write = match asked.begin(&app).await? {
        Begun::New(write) => write,
        Begun::Repeated(view) => return Ok(answer(view)),
    };
    let who = booker::locked(&mut write, &ground, &person, wanted, when, &[]).await?;
    let candidates = content.candidates(wanted);
    claims::lock(&mut write, &offer::leaves(candidates.iter().copied())).await?;
    // Of two at once the one that waited is the later one.
    ground.now = app.clock.now();
    let people = people.or((!hold).then_some(1));
    let request = Request {
        room: wanted,
        when,
        people,
        booker: Some(&who),
    };
    let id: BookingId = ids::new(ground.now)?;
    let got = match win(&mut write, &ground, &id, &request, &candidates).await? {
        Ok(got) => got,
        Err(refused) => {
            drop(write);
            return Err(offer::refused(&app, &ground, &request, &refused, Exchanged::Nothing).await?);
        }
    };
    let mut booking = Booking {
        person: Some(person),
        people,
        purpose: asked.endpoint.purpose.clone(),
        ..Booking::new(id, got, wanted, when, ground.now)
    };
    if hold {
        booking.hold(ground.now + TimeDelta::minutes(HOLD_MINUTES));
    }
    let coded = Coded::new(booking)?;
    bookings::add(&mut write, &coded).await?;
    tell::made(&mut write, &ground, &coded).await?;
    finish(&app, write, &ground, &coded).await
}

/// Makes it durable, and answers.
pub(super) async fn finish(
    app: &App,
    write: Write,
    ground: &Ground,
    coded: &Coded,
) -> Result<Answer<BookingView>, Failure> {
    let view = view(ground, coded)?;
    write.end(&view).await?;
    app.bell.ring();
    Ok(answer(view))
}

/// One's own booking; what is another's is not found.
pub(super) async fn own(app: &App, id: Option<&BookingId>, person: &PersonId) -> Result<Coded, Failure> {
    let missing = || Failure::not_found("booking");
    let coded = bookings::own_of(&app.db, id.ok_or_else(missing)?, person).await?;
    coded.ok_or_else(missing)
}

/// Takes the leaves of a booking as it is, and of those who may get it, and reads it once more: whoever had them before may
/// have changed it.
pub(super) async fn take(tx: &mut Tx, known: &Coded, rooms: &[&Room]) -> Result<Coded, Failure> {
    claims::lock(tx, &offer::leaves(rooms.iter().copied())).await?;
    let now = bookings::one_in(tx, &known.booking.id).await?;
    let now = now.ok_or_else(|| Failure::not_found("booking"))?;
    let same = |one: &Coded| {
        (
            one.booking.person.clone(),
            one.booking.room.clone(),
            one.booking.pool.clone(),
            one.booking.when,
        )
    };
    if same(&now) == same(known) {
        return Ok(now);
    }
    // It was moved or forgotten meanwhile: what was asked was asked of another time.
    Err(Failure {
        again: true,
        ..Reason::BUSY.into()
    })
}

/// Answers [`ConfirmBooking`].
pub async fn confirm(app: Arc<App>, asked: Asked<ConfirmBooking>) -> Result<Answer<BookingView>, Failure> {
    let person = asked.person()?.id.clone();
    let known = own(&app, asked.endpoint.id.as_ref(), &person).await?;
    let mut ground = Ground::of(&app).await?;
    let mut write = match asked.begin(&app).await? {
        Begun::New(write) => write,
        Begun::Repeated(view) => return Ok(answer(view)),
    };
    let id = known.booking.id.clone();
    let content = Arc::clone(&ground.content);
    let own_room = room(&content, Some(&known.booking.room))?;
    let wanted = wanted(&content, &known.booking, own_room);
    let when = known.booking.when;
    let who = booker::locked(&mut write, &ground, &person, wanted, when, slice::from_ref(&id)).await?;
    let candidates = content.candidates(wanted);
    let mut coded = take(&mut write, &known, &[&candidates[..], &[own_room]].concat()).await?;
    ground.now = app.clock.now();
    let booking = &mut coded.booking;
    match booking.state {
        State::Held | State::Expired => {}
        // Confirmed already: another press of the same button, or another device.
        State::Pending | State::Confirmed => return finish(&app, write, &ground, &coded).await,
        State::Cancelled | State::Denied | State::NoShow => return Err(told(&Refusal::AlreadyEnded)),
    }
    // What is asked now counts, as if it were asked for the first time: the form may have been open for long.
    let leaves = offer::leaves(candidates.iter().copied().chain([own_room]));
    claims::free(&mut write, &id, &leaves).await?;
    let people = asked.endpoint.people.or(Some(1));
    let request = Request {
        room: wanted,
        when,
        people,
        booker: Some(&who),
    };
    // While it is kept it keeps its machine, and what was right when it was asked for is so still.
    let kept = booking.state_at(ground.now) == State::Held;
    let judged = ground.at(if kept { booking.made_at } else { ground.now });
    let only = [own_room];
    let candidates = if kept { &only[..] } else { &candidates[..] };
    let got = match win(&mut write, &judged, &id, &request, candidates).await? {
        Ok(got) => got,
        Err(refused) => {
            drop(write);
            return Err(offer::refused(
                &app,
                &ground,
                &request,
                &refused,
                Exchanged::Held(slice::from_ref(&id)),
            )
            .await?);
        }
    };
    booking.put(got, wanted, when);
    booking.state = got.rules.first_state();
    booking.people = people;
    booking.purpose.clone_from(&asked.endpoint.purpose);
    booking.ended_at = None;
    save(&mut write, booking).await?;
    tell::made(&mut write, &ground, &coded).await?;
    finish(&app, write, &ground, &coded).await
}

/// Writes a booking as its next version.
pub(super) async fn save(tx: &mut Tx, booking: &mut Booking) -> Result<(), Failure> {
    booking.version += 1;
    if bookings::put(tx, booking).await? {
        Ok(())
    } else {
        Err(Reason::CONFLICT.into())
    }
}

/// Answers [`GetBooking`].
pub async fn get(app: Arc<App>, asked: Asked<GetBooking>) -> Result<Answer<BookingView>, Failure> {
    let coded = own(&app, asked.endpoint.id.as_ref(), &asked.person()?.id).await?;
    Ok(answer(view(&Ground::of(&app).await?, &coded)?))
}

/// A booking with its version.
pub(super) fn answer(view: BookingView) -> Answer<BookingView> {
    Answer {
        version: Some(view.version),
        ..view.into()
    }
}

/// Answers [`ListBookings`].
pub async fn list(app: Arc<App>, asked: Asked<ListBookings>) -> Result<Answer<Page<BookingView>>, Failure> {
    let items = views(&app, &asked.person()?.id, asked.endpoint.past).await?;
    Ok(Page { items, next: None }.into())
}

/// A person's bookings: those to come, or those that are over.
pub async fn views(app: &App, person: &PersonId, past: bool) -> Result<Vec<BookingView>, Failure> {
    let ground = Ground::of(app).await?;
    let coded = if past {
        bookings::past(&app.db, person, ground.now).await?
    } else {
        bookings::coming(&app.db, person, ground.now).await?
    };
    Ok(coded
        .iter()
        .filter_map(|coded| ground.booking_view(coded))
        .collect())
}
