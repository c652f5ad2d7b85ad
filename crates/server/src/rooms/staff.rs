//! What staff do with the bookings of their libraries: look, book for somebody, block, approve, take back, note who has come.
//!
//! Staff are not held to hours, lengths and quotas, but nobody can have what somebody else has: what is in the way is told, one
//! booking each, and they decide what becomes of it.

use super::book::{quarters, save, take, told};
use super::bookings::{self, Coded, Listed};
use super::desk::terms::Terms;
use super::offer::{self, Ground};
use super::{claims, desk, index, release, tell};
use crate::App;
use crate::account::{Person, store as people};
use crate::api::{Answer, Asked};
use crate::circulation::handlers::library;
use crate::db::{Tx, on_tx};
use crate::problem::Failure;
use crate::write::{Begun, Write};
use chrono::{Months, TimeDelta};
use jaettu_domain::account::Card;
use jaettu_domain::busy::{Claim, Days, Quarter, Quarters, local_days};
use jaettu_domain::endpoint::Endpoint;
use jaettu_domain::id::{BookingId, LibraryId, PersonId};
use jaettu_domain::messages::Message;
use jaettu_domain::page::Page;
use jaettu_domain::problem::{FieldError, Reason};
use jaettu_domain::rooms::api::Span;
use jaettu_domain::rooms::desk::{
    ApproveBooking, BookAtDesk, CheckInAtDesk, DeskBooking, GiveInduction, Inducted, ListDeskBookings,
    WithdrawBooking,
};
use jaettu_domain::rooms::{Booking, FARTHEST_DAYS, Origin, Refusal, Room, State, rules};
use jaettu_domain::time;
use std::sync::Arc;

/// Answers [`ListDeskBookings`].
pub async fn list(
    app: Arc<App>,
    asked: Asked<ListDeskBookings>,
) -> Result<Answer<Page<DeskBooking>>, Failure> {
    let wanted = &asked.endpoint;
    let at = wanted
        .library
        .as_ref()
        .ok_or_else(|| Failure::not_found("library"))?;
    library(&app, at, "library").await?;
    asked.person()?.at_desk(at)?;
    let ground = Ground::of(&app).await?;
    let now = Quarter::of(ground.now);
    let listed = match (wanted.pending, wanted.outside_hours) {
        (true, _) => Listed::Pending(now),
        (_, true) => Listed::Coming(now),
        _ => Listed::Within(local_days(
            wanted.date.unwrap_or_else(|| time::today(ground.now)),
            1,
        )),
    };
    let known = bookings::of_library(&app.db, at, listed, None, ground.now).await?;
    let views = known
        .into_iter()
        .filter_map(|(coded, name)| view(&ground, &coded, name));
    let items = views
        .filter(|view| !wanted.outside_hours || view.outside_hours)
        .collect();
    Ok(Page { items, next: None }.into())
}

/// A booking as staff see it; nothing where its room is gone.
pub(super) fn view(ground: &Ground, coded: &Coded, name: Option<String>) -> Option<DeskBooking> {
    let Coded { booking, code } = coded;
    let room = ground.room(&booking.room)?;
    Some(DeskBooking {
        id: booking.id.clone(),
        room: room.id.clone(),
        room_name: room.name.clone(),
        state: booking.state_at(ground.now),
        origin: booking.origin,
        start: booking.when.from.instant(),
        end: booking.when.until.instant(),
        series: booking.series.clone(),
        person: booking.person.clone(),
        name,
        people: booking.people,
        purpose: booking.purpose.clone(),
        code: code.clone(),
        check_in: rules::check_in_window(booking.when, booking.made_at, &room.rules)
            .map(|(start, end)| Span { start, end }),
        checked_in_at: booking.checked_in_at,
        outside_hours: is_outside_hours(ground, room, booking),
        version: booking.version,
    })
}

/// Whether the library is not open, as the room needs it, for all of a booking. What staff booked is not outside: they may do so
/// at any time.
pub fn is_outside_hours(ground: &Ground, room: &Room, booking: &Booking) -> bool {
    booking.origin == Origin::Own && is_closed(ground, room, booking.when)
}

/// Whether it is known that the library is not open, as the room needs it, for all of a time.
pub(super) fn is_closed(ground: &Ground, room: &Room, when: Quarters) -> bool {
    let window = Days {
        first: when.from.day(),
        count: when.length() / jaettu_domain::busy::PER_DAY + 2,
    };
    let hours = ground.libraries.hours(&room.library, window);
    hours.is_outside(when, room.rules.self_service)
}

/// Answers [`BookAtDesk`].
pub async fn book(app: Arc<App>, asked: Asked<BookAtDesk>) -> Result<Answer<DeskBooking>, Failure> {
    let wanted = &asked.endpoint;
    let (Some(start), Some(end)) = (wanted.start, wanted.end) else {
        return Err(Reason::INVALID.into());
    };
    index::current(&app).await?;
    let mut ground = Ground::of(&app).await?;
    let content = Arc::clone(&ground.content);
    let room = desk::room(&content, asked.person()?, wanted.room.as_ref())?;
    let when = quarters(start, end, room)?;
    let holder = match &wanted.card {
        Some(card) => Some(holder(&app, card).await?),
        None => None,
    };
    let mut write = match asked.begin(&app).await? {
        Begun::New(write) => write,
        Begun::Repeated(view) => return Ok(view.into()),
    };
    if let Some(person) = &holder {
        people::lock(&mut write, person).await?;
        write.is_about(person);
    }
    claims::lock(&mut write, &offer::leaves([room])).await?;
    ground.now = app.clock.now();
    let terms = Terms {
        holder: holder.as_ref(),
        block: wanted.block,
        people: wanted.people,
        purpose: &wanted.purpose,
    };
    let coded = Coded::new(terms.booking(&ground, room, when)?)?;
    refuse_far(&ground, when)?;
    let id = coded.booking.id.clone();
    if !claims::claim(&mut write, &id, &room.leaves, coded.booking.claim()).await? {
        drop(write);
        return Err(in_the_way(&app, room, coded.booking.claim()).await?);
    }
    bookings::add(&mut write, &coded).await?;
    tell::made(&mut write, &ground, &coded).await?;
    app.bell.ring();
    // What it is for stays with the booking: it goes when the booking does, and what staff did is kept for longer.
    finish(write, &ground, asked.person()?, &coded, Some("booked for"), "").await
}

/// Staff may book from the beginning of the day on, because what has begun is written down late, and not beyond what anybody plans.
pub(super) fn refuse_far(ground: &Ground, when: Quarters) -> Result<(), Failure> {
    let days = local_days(time::today(ground.now), FARTHEST_DAYS);
    if when.from < days.from {
        return Err(told(&Refusal::Past));
    }
    if when.from < days.until {
        return Ok(());
    }
    Err(told(&Refusal::TooFar {
        ahead_days: FARTHEST_DAYS,
        opens: when.from.instant() - TimeDelta::days(i64::from(FARTHEST_DAYS)),
    }))
}

/// Whose a card is.
pub(super) async fn holder(app: &App, card: &Card) -> Result<PersonId, Failure> {
    let profile = people::profile_of_card(&app.db, card).await?;
    let profile = profile.ok_or_else(|| Failure::from(Reason::NOT_KNOWN))?;
    Ok(profile.person()?)
}

/// The problem that tells every booking in whose way a time would be.
async fn in_the_way(app: &App, room: &Room, claim: Claim) -> Result<Failure, Failure> {
    let mut tx = app.db.snapshot().await?;
    let others = desk::collisions(&mut tx, room, claim).await?;
    Ok(desk::taken(desk::told("start", &others)))
}

/// Writes down who did it, if that is told of anybody, and answers.
async fn finish(
    mut write: Write,
    ground: &Ground,
    staff: &Person,
    coded: &Coded,
    action: Option<&'static str>,
    reason: &str,
) -> Result<Answer<DeskBooking>, Failure> {
    let name = bookings::name_of(&mut write, &coded.booking).await?;
    if let Some(action) = action {
        desk::audit(&mut write, ground, staff, &coded.booking, (action, reason)).await?;
    }
    let view = view(ground, coded, name).ok_or_else(|| Failure::not_found("booking"))?;
    write.end(&view).await?;
    Ok(view.into())
}

/// What staff ask about one booking of their libraries.
type Ready = (Write, Ground, Coded, Room);

/// Takes a booking of one of the libraries in which somebody works; what of others there is they do not hear.
async fn of_own_library<E>(
    app: &App,
    asked: &Asked<E>,
    id: Option<&BookingId>,
) -> Result<Result<Ready, E::Reply>, Failure>
where
    E: Endpoint<Reply: serde::de::DeserializeOwned>,
{
    let missing = || Failure::not_found("booking");
    let known = bookings::one(&app.db, id.ok_or_else(missing)?)
        .await?
        .ok_or_else(missing)?;
    let mut ground = Ground::of(app).await?;
    let room = ground.room(&known.booking.room).ok_or_else(missing)?.clone();
    if !asked.person()?.works_at(&room.library) {
        return Err(missing());
    }
    let mut write = match asked.begin(app).await? {
        Begun::New(write) => write,
        Begun::Repeated(reply) => return Ok(Err(reply)),
    };
    if let Some(person) = &known.booking.person {
        write.is_about(person);
    }
    let coded = take(&mut write, &known, &[&room]).await?;
    ground.now = app.clock.now();
    Ok(Ok((write, ground, coded, room)))
}

fn ended() -> Failure {
    told(&Refusal::AlreadyEnded)
}

/// Answers [`ApproveBooking`]. What is confirmed already stays so.
pub async fn approve(app: Arc<App>, asked: Asked<ApproveBooking>) -> Result<Answer<DeskBooking>, Failure> {
    let ready = of_own_library(&app, &asked, asked.endpoint.id.as_ref()).await?;
    let (mut write, ground, mut coded, _) = match ready {
        Ok(ready) => ready,
        Err(view) => return Ok(view.into()),
    };
    match coded.booking.state {
        State::Confirmed => {}
        State::Pending if !coded.booking.has_ended(ground.now) => {
            coded.booking.state = State::Confirmed;
            if coded.booking.when.from.instant() < ground.now {
                // Whoever hears of it only now has as long to come as others have from the start.
                coded.booking.made_at = ground.now;
            }
            save(&mut write, &mut coded.booking).await?;
            tell::tell(&mut write, &ground, &coded, Message::BookingApproved).await?;
        }
        _ => return Err(ended()),
    }
    app.bell.ring();
    let action = Some("approved a booking of");
    finish(write, &ground, asked.person()?, &coded, action, "").await
}

/// Answers [`WithdrawBooking`].
pub async fn withdraw(app: Arc<App>, asked: Asked<WithdrawBooking>) -> Result<Answer<DeskBooking>, Failure> {
    let ready = of_own_library(&app, &asked, asked.endpoint.id.as_ref()).await?;
    let (mut write, ground, mut coded, room) = match ready {
        Ok(ready) => ready,
        Err(view) => return Ok(view.into()),
    };
    let booking = &coded.booking;
    if booking.has_ended(ground.now) {
        return Err(ended());
    }
    release::give_back(&mut write, &ground, &booking.id, &offer::leaves([&room])).await?;
    let reason = asked.endpoint.reason.clone().unwrap_or_default();
    desk::end(&mut write, &ground, &mut coded, &reason).await?;
    app.bell.ring();
    let action = Some("took back a booking of");
    finish(write, &ground, asked.person()?, &coded, action, &reason).await
}

/// Answers [`CheckInAtDesk`]. Staff see who stands before them: no code, and no time but that it is still theirs.
pub async fn check_in(app: Arc<App>, asked: Asked<CheckInAtDesk>) -> Result<Answer<DeskBooking>, Failure> {
    let ready = of_own_library(&app, &asked, asked.endpoint.id.as_ref()).await?;
    let (mut write, ground, mut coded, _) = match ready {
        Ok(ready) => ready,
        Err(view) => return Ok(view.into()),
    };
    if coded.booking.state != State::Confirmed || coded.booking.has_ended(ground.now) {
        return Err(ended());
    }
    if coded.booking.checked_in_at.is_none() {
        coded.booking.checked_in_at = Some(ground.now);
        save(&mut write, &mut coded.booking).await?;
    }
    // Nothing to be told of anybody later: it stands in the booking.
    finish(write, &ground, asked.person()?, &coded, None, "").await
}

/// Answers [`GiveInduction`].
pub async fn give_induction(app: Arc<App>, asked: Asked<GiveInduction>) -> Result<Answer<Inducted>, Failure> {
    let wanted = &asked.endpoint;
    let (Some(card), Some(induction), Some(at)) = (&wanted.card, &wanted.induction, &wanted.library) else {
        return Err(Reason::INVALID.into());
    };
    library(&app, at, "library").await?;
    let staff = asked.person()?;
    staff.at_desk(at)?;
    let ground = Ground::of(&app).await?;
    let Some(known) = ground.content.induction(induction) else {
        return Err(vec![FieldError::new(
            "induction",
            "unknown",
            "there is no such induction",
        )]
        .into());
    };
    let person = holder(&app, card).await?;
    let mut write = match asked.begin(&app).await? {
        Begun::New(write) => write,
        Begun::Repeated(given) => return Ok(given.into()),
    };
    write.is_about(&person);
    let today = time::today(ground.now);
    let until = known
        .months
        .and_then(|months| today.checked_add_months(Months::new(months)));
    put_induction(&mut write, &person, induction.as_str(), at, until, ground.now).await?;
    people::audit(
        &mut write,
        &staff.id,
        "gave an induction to",
        Some(person.as_str()),
        induction.as_str(),
        ground.now,
    )
    .await?;
    let profile = people::profile_in(&mut write, &person).await?;
    let given = Inducted {
        name: profile.ok_or_else(|| Failure::from(Reason::NOT_KNOWN))?.name,
        induction: induction.clone(),
        valid_until: until,
    };
    write.end(&given).await?;
    Ok(given.into())
}

async fn put_induction(
    tx: &mut Tx,
    person: &PersonId,
    induction: &str,
    library: &LibraryId,
    until: Option<chrono::NaiveDate>,
    now: chrono::DateTime<chrono::Utc>,
) -> Result<(), sqlx::Error> {
    const SQL: &str = "INSERT INTO inducted (person, induction, library, given_at, valid_until) VALUES ($1, $2, $3, $4, $5) \
        ON CONFLICT (person, induction) DO UPDATE SET library = excluded.library, given_at = excluded.given_at, \
        valid_until = excluded.valid_until";
    let until = until.map(|day| day.to_string());
    on_tx!(tx, connection => sqlx::query(SQL)
        .bind(person.as_str()).bind(induction).bind(library.as_str()).bind(now.timestamp_millis()).bind(until)
        .execute(connection).await.map(|_| ()))
}
