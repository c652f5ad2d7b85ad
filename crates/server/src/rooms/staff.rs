//! What staff do with one booking of their libraries: look, approve, take back, note who has come.

use super::book::{save, take, told};
use super::bookings::{self, Coded, Listed};
use super::offer::{self, Ground};
use super::{desk, release, tell};
use crate::App;
use crate::account::{Person, store as people};
use crate::api::{Answer, Asked};
use crate::circulation::handlers::library;
use crate::problem::Failure;
use crate::write::{Begun, Write};
use chrono::TimeDelta;
use jaettu_domain::account::Card;
use jaettu_domain::busy::{Days, Quarter, Quarters, local_days};
use jaettu_domain::endpoint::Endpoint;
use jaettu_domain::id::{BookingId, PersonId};
use jaettu_domain::messages::Message;
use jaettu_domain::page::Page;
use jaettu_domain::problem::Reason;
use jaettu_domain::rooms::api::Span;
use jaettu_domain::rooms::desk::{
    ApproveBooking, CheckInAtDesk, DeskBooking, ListDeskBookings, UndoCheckInAtDesk, WithdrawBooking,
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
    let hours = ground.libraries.hours(&room.library, window(when));
    hours.is_outside(when, room.rules.self_service)
}

/// The days of a time.
pub(super) fn window(when: Quarters) -> Days {
    Days {
        first: when.from.day(),
        count: when.length() / jaettu_domain::busy::PER_DAY + 2,
    }
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

/// What has ended, or is not confirmed, has no arrival.
fn refuse_ended(coded: &Coded, ground: &Ground) -> Result<(), Failure> {
    let Coded { booking, .. } = coded;
    if booking.state == State::Confirmed && !booking.has_ended(ground.now) {
        Ok(())
    } else {
        Err(ended())
    }
}

/// Answers [`ApproveBooking`]. What is confirmed already stays so.
pub async fn approve(app: Arc<App>, asked: Asked<ApproveBooking>) -> Result<Answer<DeskBooking>, Failure> {
    let ready = of_own_library(&app, &asked, asked.endpoint.id.as_ref()).await?;
    let (mut write, ground, mut coded, _) = match ready {
        Ok(ready) => ready,
        Err(view) => return Ok(view.into()),
    };
    let action = match coded.booking.state {
        State::Confirmed => None,
        State::Pending if !coded.booking.has_ended(ground.now) => {
            coded.booking.state = State::Confirmed;
            if coded.booking.when.from.instant() < ground.now {
                // Whoever hears of it only now has as long to come as others have from the start.
                coded.booking.made_at = ground.now;
            }
            save(&mut write, &mut coded.booking).await?;
            tell::tell(&mut write, &ground, &coded, Message::BookingApproved).await?;
            app.bell.ring();
            Some("approved a booking of")
        }
        _ => return Err(ended()),
    };
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
    refuse_ended(&coded, &ground)?;
    if coded.booking.checked_in_at.is_none() {
        coded.booking.checked_in_at = Some(ground.now);
        save(&mut write, &mut coded.booking).await?;
    }
    // Nothing to be told of anybody later: it stands in the booking.
    finish(write, &ground, asked.person()?, &coded, None, "").await
}

/// Answers [`UndoCheckInAtDesk`].
pub async fn undo_check_in(
    app: Arc<App>,
    asked: Asked<UndoCheckInAtDesk>,
) -> Result<Answer<DeskBooking>, Failure> {
    let ready = of_own_library(&app, &asked, asked.endpoint.id.as_ref()).await?;
    let (mut write, ground, mut coded, _) = match ready {
        Ok(ready) => ready,
        Err(view) => return Ok(view.into()),
    };
    refuse_ended(&coded, &ground)?;
    let mut action = None;
    if coded.booking.checked_in_at.take().is_some() {
        if coded.booking.when.from.instant() < ground.now {
            // Whoever was noted by mistake has as long to come as others have from the start; so has whoever comes for it.
            coded.booking.made_at = ground.now;
        }
        save(&mut write, &mut coded.booking).await?;
        action = Some("undid the arrival of");
    }
    finish(write, &ground, asked.person()?, &coded, action, "").await
}
