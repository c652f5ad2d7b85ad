//! The same time in several weeks: what each week would be, and booking those that were chosen, all or none.

use super::book::{self, made, room, win};
use super::bookings::{self, Coded};
use super::offer::{self, Ground, Request};
use super::{claims, index, release, tell};
use crate::App;
use crate::account::secrets;
use crate::api::{Answer, Asked};
use crate::ids;
use crate::problem::Failure;
use crate::write::Begun;
use chrono::{DateTime, Days, Utc};
use jaettu_domain::busy::Quarters;
use jaettu_domain::id::{BookingId, SeriesId};
use jaettu_domain::messages::Message;
use jaettu_domain::page::Page;
use jaettu_domain::problem::{FieldError, Problem, Reason};
use jaettu_domain::rooms::api::{BookSeries, BookingView, CancelSeries, PlanSeries, SeriesPlan, SeriesWeek};
use jaettu_domain::rooms::rules::{self, Booker, Own};
use jaettu_domain::rooms::{Booking, Origin, Refusal, Room, State};
use jaettu_domain::time;
use std::sync::Arc;

/// The same time on Helsinki's clock so many weeks later.
pub(super) fn later(instant: DateTime<Utc>, weeks: u32) -> DateTime<Utc> {
    let local = time::local(instant);
    let moved = local.checked_add_days(Days::new(u64::from(weeks) * 7));
    time::instant(moved.unwrap_or(local))
}

/// Answers [`PlanSeries`].
pub async fn plan(app: Arc<App>, asked: Asked<PlanSeries>) -> Result<Answer<SeriesPlan>, Failure> {
    let person = asked.person()?.id.clone();
    let ground = Ground::of(&app).await?;
    let wanted = room(&ground, asked.endpoint.room.as_ref())?;
    let (Some(start), Some(end)) = (asked.endpoint.start, asked.endpoint.end) else {
        return Err(Reason::INVALID.into());
    };
    let taken = index::current(&app).await?;
    let first = book::quarters(start, end, wanted)?;
    let mut who = offer::booker_now(&app, &ground, &person, wanted, first, None).await?;
    let mut weeks = Vec::new();
    for week in 0..asked.endpoint.weeks {
        let when = book::quarters(later(start, week), later(end, week), wanted)?;
        let request = Request {
            room: wanted,
            when,
            people: None,
            booker: Some(&who),
        };
        let cases = ground.cases(
            &ground.content.candidates(wanted),
            &taken,
            offer::around(ground.now, when),
        );
        let (refused, alternatives) = match offer::choose(ground.now, &cases, &request) {
            Ok(_) => (Vec::new(), Vec::new()),
            Err(refused) => (refused, offer::alternatives(&ground, &taken, &request)),
        };
        let possible = refused.is_empty();
        weeks.push(SeriesWeek {
            start: when.from.instant(),
            end: when.until.instant(),
            refused: refused.iter().map(|one| one.error(&wanted.id)).collect(),
            alternatives,
        });
        if possible {
            // The next weeks are judged as if this one were booked.
            remember(&mut who, wanted, when, ids::new(ground.now)?);
        }
    }
    Ok(SeriesPlan {
        room: wanted.id.clone(),
        weeks,
    }
    .into())
}

fn remember(who: &mut Booker, room: &Room, when: Quarters, id: BookingId) {
    who.bookings.push(Own {
        id,
        room: room.id.clone(),
        library: room.library.clone(),
        when,
        beside_others: room.rules.beside_others,
    });
}

/// Answers [`BookSeries`]. Each start that cannot be had is told with its place in the list; then nothing is booked.
pub async fn book(app: Arc<App>, asked: Asked<BookSeries>) -> Result<Answer<Page<BookingView>>, Failure> {
    let person = asked.person()?.id.clone();
    let endpoint = &asked.endpoint;
    index::current(&app).await?;
    let mut ground = Ground::of(&app).await?;
    let wanted = room(&ground, endpoint.room.as_ref())?.clone();
    let length = chrono::TimeDelta::minutes(i64::from(endpoint.minutes));
    let times = endpoint
        .starts
        .iter()
        .map(|start| book::quarters(*start, *start + length, &wanted));
    let times: Vec<Quarters> = times.collect::<Result<_, _>>()?;
    let Some(earliest) = times.iter().min().copied() else {
        return Err(Reason::INVALID.into());
    };
    let mut write = match asked.begin(&app).await? {
        Begun::New(write) => write,
        Begun::Repeated(views) => return Ok(views.into()),
    };
    let mut who = offer::booker(&mut write, &ground, &person, &wanted, earliest, None).await?;
    let content = Arc::clone(&ground.content);
    let candidates = content.candidates(&wanted);
    claims::lock(&mut write, &offer::leaves(candidates.iter().copied())).await?;
    ground.now = app.clock.now();
    let series: SeriesId = ids::new(ground.now)?;
    let mut views = Vec::new();
    let mut errors = Vec::new();
    for (at, when) in times.iter().enumerate() {
        let id: BookingId = ids::new(ground.now)?;
        let people = endpoint.people.or(Some(1));
        let request = Request {
            room: &wanted,
            when: *when,
            people,
            booker: Some(&who),
        };
        match win(&mut write, &ground, &id, &request, &candidates).await? {
            Ok(got) => {
                let booking = Booking {
                    id: id.clone(),
                    room: got.id.clone(),
                    pool: wanted.is_pool().then(|| wanted.id.clone()),
                    series: Some(series.clone()),
                    person: Some(person.clone()),
                    origin: Origin::Own,
                    state: made(got),
                    when: *when,
                    before_minutes: got.rules.before_minutes,
                    after_minutes: got.rules.after_minutes,
                    people,
                    purpose: endpoint.purpose.clone(),
                    made_at: ground.now,
                    held_until: None,
                    checked_in_at: None,
                    ended_at: None,
                    version: 0,
                };
                let coded = Coded {
                    code: secrets::pickup_code().map_err(|_| Reason::INTERNAL)?,
                    booking,
                };
                bookings::add(&mut write, &coded).await?;
                tell::made(&mut write, &ground, &coded).await?;
                views.push(book::view(&ground, &coded)?);
                remember(&mut who, got, *when, id);
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
    let page = Page {
        items: views,
        next: None,
    };
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

/// Answers [`CancelSeries`]: those that were cancelled now. What begins too soon stays, and is not told.
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
        if !rules::judge_change(coded.booking.when, state, &room.rules, ground.now).is_empty() {
            continue;
        }
        release::give_back(&mut write, &ground, &coded.booking.id, &leaves).await?;
        coded.booking.state = State::Cancelled;
        coded.booking.ended_at = Some(ground.now);
        book::save(&mut write, &mut coded.booking).await?;
        tell::tell(&mut write, &ground, &coded, Message::BookingCancelled).await?;
        views.push(book::view(&ground, &coded)?);
    }
    let page = Page {
        items: views,
        next: None,
    };
    write.end(&page).await?;
    app.bell.ring();
    Ok(page.into())
}
