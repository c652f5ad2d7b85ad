//! One's own bookings: `/me/bookings` and `/me/bookings/{id}`.

use super::super::{book, bookings, offer::Ground, waits};
use crate::App;
use crate::account::page::private;
use crate::page::{Page, Request};
use crate::problem::Failure;
use jaettu_domain::id::{BookingId, PersonId};
use jaettu_views::rooms::own as views;

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

async fn all(app: &App, request: &Request<'_>, person: &PersonId) -> Result<Page, Failure> {
    let words = request.words;
    let to_come = book::views(app, person, false).await?;
    let past = book::views(app, person, true).await?;
    let waits = waits::views(app, person).await?;
    let main = views::all(words, app.clock.now(), &to_come, &waits, &past);
    Ok(private(words, words.booking_own_back(), main))
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
    let main = views::one(words, ground.now, &view, room.people());
    Ok(Some(private(words, &title, main)))
}
