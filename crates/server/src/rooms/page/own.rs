//! One's own bookings: `/me/bookings` and `/me/bookings/{id}`.

use super::super::booker::{Exchanged, Looking};
use super::super::bookings::{self, Coded};
use super::super::offer::{self, Ground};
use super::super::{book, feed, held, waits};
use crate::App;
use crate::account::page::private;
use crate::page::{Page, Request};
use crate::problem::Failure;
use chrono::{DateTime, TimeDelta, Utc};
use jaettu_domain::id::{BookingId, PersonId, SeriesId};
use jaettu_domain::rooms::api::BookingView;
use jaettu_views::rooms::own::{self as views, All, One};

/// `/me/bookings` and `/me/bookings/{id}`, for whoever is signed in; nothing where there is no such page or booking.
pub async fn own(app: &App, request: &Request<'_>) -> Result<Option<Page>, Failure> {
    let Some(person) = &request.by else {
        return Ok(None);
    };
    match request.path {
        [_, "bookings"] => all(app, request, &person.id).await.map(Some),
        [_, "bookings", id] => one(app, request, &person.id, id).await,
        _ => Ok(None),
    }
}

/// So long somebody hears that what they booked is booked: whoever comes back to the page later knows.
const JUST_NOW: TimeDelta = TimeDelta::minutes(10);

async fn all(app: &App, request: &Request<'_>, person: &PersonId) -> Result<Page, Failure> {
    let words = request.words;
    let to_come = book::views(app, person, false).await?;
    let past = book::views(app, person, true).await?;
    let waits = waits::views(app, person).await?;
    let made = (request.query.get("made") == Some("series"))
        .then(|| newest(&to_come, app.clock.now()))
        .flatten();
    let all = All {
        to_come: &to_come,
        waits: &waits,
        past: &past,
        made,
        feed: feed::since(&app.db, person).await?,
    };
    let main = views::all(words, app.clock.now(), &all);
    Ok(private(words, words.booking_own_back(), main))
}

/// How many times the series has that was booked just now.
fn newest(to_come: &[BookingView], now: DateTime<Utc>) -> Option<usize> {
    let in_series = to_come
        .iter()
        .filter(|booking| booking.series.is_some() && now < booking.made_at + JUST_NOW);
    let last = in_series.max_by_key(|booking| booking.made_at)?;
    let same = to_come.iter().filter(|booking| booking.series == last.series);
    Some(same.count())
}

/// What is still to come of a series.
async fn of_series(
    app: &App,
    ground: &Ground,
    person: &PersonId,
    series: Option<&SeriesId>,
) -> Result<Vec<BookingView>, Failure> {
    let Some(series) = series else {
        return Ok(Vec::new());
    };
    let coming = bookings::coming(&app.db, person, ground.now).await?;
    let same = coming
        .iter()
        .filter(|coded| coded.booking.series.as_ref() == Some(series));
    Ok(same.filter_map(|coded| ground.booking_view(coded)).collect())
}

/// Whether the time of a booking that was given up can be had again, as far as is known now.
async fn can_reinstate(
    app: &App,
    ground: &Ground,
    coded: &Coded,
    person: &PersonId,
) -> Result<bool, Failure> {
    let booking = &coded.booking;
    let Some(room) = ground.room(&booking.room) else {
        return Ok(false);
    };
    if !booking.judge_reinstate(ground.now).is_empty() {
        return Ok(false);
    }
    let wanted = book::wanted(&ground.content, booking, room);
    let mut exchanged = held::of(app, ground, person, wanted, &[booking.when]).await?;
    exchanged.push(booking.id.clone());
    let looking = Looking::of(
        app,
        ground,
        Some(person),
        wanted,
        booking.when,
        Exchanged::Held(&exchanged),
    )
    .await?;
    let request = offer::Request {
        room: wanted,
        when: booking.when,
        people: booking.people.or(Some(1)),
        booker: looking.booker.as_ref(),
    };
    let cases = looking.cases(ground, wanted, booking.when);
    Ok(offer::choose(ground.now, &cases, &request).is_ok())
}

async fn one(app: &App, request: &Request<'_>, person: &PersonId, id: &str) -> Result<Option<Page>, Failure> {
    let Ok(id) = BookingId::new(id) else {
        return Ok(None);
    };
    let ground = Ground::of(app).await?;
    let Some(coded) = bookings::own_of(&app.db, &id, person).await? else {
        return Ok(None);
    };
    let (Some(view), Some(room)) = (ground.booking_view(&coded), ground.room(&coded.booking.room)) else {
        return Ok(None);
    };
    let words = request.words;
    let title = words.booking_own_title(view.room_name.get(words.language()));
    let series = of_series(app, &ground, person, view.series.as_ref()).await?;
    let main = views::one(
        words,
        ground.now,
        &One {
            booking: &view,
            people: room.people(),
            series: &series,
            can_reinstate: can_reinstate(app, &ground, &coded, person).await?,
            approval: room.rules.approval,
        },
    );
    Ok(Some(private(words, &title, main)))
}
