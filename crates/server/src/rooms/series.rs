//! The same time in several weeks: what each week would be, and booking those that were chosen, all or none.

use super::book::{self, room, win};
use super::bookings::{self, Coded};
use super::offer::{self, Ground, Request};
use super::{booker, claims, held, index, plan, release, tell, waits};
use crate::App;
use crate::api::{Answer, Asked};
use crate::ids;
use crate::problem::Failure;
use crate::write::{Begun, Write};
use jaettu_domain::busy::Quarters;
use jaettu_domain::id::{BookingId, SeriesId};
use jaettu_domain::messages::Message;
use jaettu_domain::page::Page;
use jaettu_domain::problem::{FieldError, Problem, Reason};
use jaettu_domain::rooms::api::{BookSeries, BookingView, CancelSeries, PlanSeries, SeriesPlan, SeriesWeek};
use jaettu_domain::rooms::rules::{self, Booker, Own};
use jaettu_domain::rooms::{Booking, Refusal, Room, State};
use std::sync::Arc;

/// Answers [`PlanSeries`].
pub async fn plan(app: Arc<App>, asked: Asked<PlanSeries>) -> Result<Answer<SeriesPlan>, Failure> {
    let person = asked.person()?.id.clone();
    let ground = Ground::of(&app).await?;
    let wanted = room(&ground.content, asked.endpoint.room.as_ref())?;
    let (Some(start), Some(end)) = (asked.endpoint.start, asked.endpoint.end) else {
        return Err(Reason::INVALID.into());
    };
    let first = book::quarters(start, end, wanted)?;
    let times = plan::times(first, asked.endpoint.weeks);
    let weeks = plan::weeks(&app, &ground, wanted, Some(&person), times).await?;
    let weeks = weeks.into_iter().map(|week| SeriesWeek {
        start: week.when.from.instant(),
        end: week.when.until.instant(),
        refused: week.refused.iter().map(|one| one.error(&wanted.id)).collect(),
        alternatives: week.instead,
    });
    Ok(SeriesPlan {
        room: wanted.id.clone(),
        weeks: weeks.collect(),
    }
    .into())
}

/// The next times are judged as if this one were booked.
pub(super) fn remember(
    who: &mut Booker,
    ground: &Ground,
    room: &Room,
    when: Quarters,
) -> Result<(), Failure> {
    who.bookings.push(Own {
        id: ids::new(ground.now)?,
        room: ground.counted_as(room),
        library: room.library.clone(),
        when,
        beside_others: room.rules.beside_others,
    });
    Ok(())
}

/// Answers [`BookSeries`]. Each start that cannot be had is told with its place in the list; then nothing is booked.
pub async fn book(app: Arc<App>, asked: Asked<BookSeries>) -> Result<Answer<Page<BookingView>>, Failure> {
    let person = asked.person()?.id.clone();
    let endpoint = &asked.endpoint;
    index::settle(&app).await?;
    let mut ground = Ground::of(&app).await?;
    let content = Arc::clone(&ground.content);
    let wanted = room(&content, endpoint.room.as_ref())?;
    let times = plan::of_length(&endpoint.starts, endpoint.minutes, wanted)?;
    let Some(earliest) = times.iter().min().copied() else {
        return Err(Reason::INVALID.into());
    };
    let mut write = match asked.begin(&app).await? {
        Begun::New(write) => write,
        Begun::Repeated(views) => return Ok(views.into()),
    };
    let mut who = booker::locked(&mut write, &ground, &person, wanted, earliest, &[]).await?;
    let candidates = content.candidates(wanted);
    let leaves = offer::leaves(candidates.iter().copied());
    claims::lock(&mut write, &leaves).await?;
    ground.now = app.clock.now();
    let held = held::exchange(&mut write, ground.now, &person, (&candidates, &leaves), &times).await?;
    who.bookings.retain(|own| !held.contains(&own.id));
    let series: SeriesId = ids::new(ground.now)?;
    let mut views = Vec::new();
    let mut errors = Vec::new();
    for (at, when) in times.iter().enumerate() {
        let id: BookingId = ids::new(ground.now)?;
        let people = endpoint.people.or(Some(1));
        let request = Request {
            room: wanted,
            when: *when,
            people,
            booker: Some(&who),
        };
        match win(&mut write, &ground, &id, &request, &candidates).await? {
            Ok(got) => {
                let coded = Coded::new(Booking {
                    series: Some(series.clone()),
                    person: Some(person.clone()),
                    people,
                    purpose: endpoint.purpose.clone(),
                    ..Booking::new(id, got, wanted, *when, ground.now)
                })?;
                bookings::add(&mut write, &coded).await?;
                tell::made(&mut write, &ground, &coded).await?;
                views.push(book::view(&ground, &coded)?);
                remember(&mut who, &ground, got, *when)?;
            }
            Err(refused) => errors.extend(refused.iter().map(|one| FieldError {
                field: format!("starts.{at}"),
                ..one.error(&wanted.id)
            })),
        }
    }
    if !errors.is_empty() {
        return Err(refused(errors).into());
    }
    if !held.is_empty() {
        waits::serve(&mut write, &ground, &leaves).await?;
    }
    finish(&app, write, views).await
}

/// Makes it durable, and answers.
async fn finish(
    app: &App,
    write: Write,
    items: Vec<BookingView>,
) -> Result<Answer<Page<BookingView>>, Failure> {
    let page = Page { items, next: None };
    write.end(&page).await?;
    app.bell.ring();
    Ok(page.into())
}

/// 409 where only others stand in the way, 422 otherwise.
fn refused(errors: Vec<FieldError>) -> Problem {
    let taken = Refusal::Taken.code();
    if errors.iter().all(|error| error.code == taken) {
        return Problem {
            errors,
            ..Problem::new(Reason::SLOT_TAKEN, Reason::SLOT_TAKEN.title)
        };
    }
    Problem::refused(errors)
}

/// Answers [`CancelSeries`]: those that were cancelled now. What begins too soon stays; if that is all there is, it is refused.
pub async fn cancel(app: Arc<App>, asked: Asked<CancelSeries>) -> Result<Answer<Page<BookingView>>, Failure> {
    let person = asked.person()?.id.clone();
    let missing = || Failure::not_found("series");
    let series = asked.endpoint.id.clone().ok_or_else(missing)?;
    let known = bookings::of_series(&app.db, &person, &series).await?;
    if known.is_empty() {
        return Err(missing());
    }
    let mut ground = Ground::of(&app).await?;
    let mut write = match asked.begin(&app).await? {
        Begun::New(write) => write,
        Begun::Repeated(views) => return Ok(views.into()),
    };
    let content = Arc::clone(&ground.content);
    let rooms: Vec<&Room> = known
        .iter()
        .filter_map(|one| content.room(&one.booking.room))
        .collect();
    let leaves = offer::leaves(rooms);
    claims::lock(&mut write, &leaves).await?;
    ground.now = app.clock.now();
    let mut views = Vec::new();
    let mut too_late = Vec::new();
    for one in &known {
        let Some(mut coded) = bookings::one_in(&mut write, &one.booking.id).await? else {
            continue;
        };
        let Some(room) = content
            .room(&coded.booking.room)
            .filter(|_| coded.booking.room == one.booking.room)
        else {
            continue;
        };
        let state = coded.booking.state_at(ground.now);
        let refused = rules::judge_change(coded.booking.when, state, &room.rules, ground.now);
        if !refused.is_empty() {
            too_late.extend(refused.iter().map(|one| one.error(&room.id)));
            continue;
        }
        release::give_back(&mut write, &ground, &coded.booking.id, &leaves).await?;
        coded.booking.end(State::Cancelled, ground.now);
        book::save(&mut write, &mut coded.booking).await?;
        tell::tell(&mut write, &ground, &coded, Message::BookingCancelled).await?;
        views.push(book::view(&ground, &coded)?);
    }
    if views.is_empty() && !too_late.is_empty() {
        too_late.truncate(1);
        return Err(Failure::refused(too_late));
    }
    finish(&app, write, views).await
}
