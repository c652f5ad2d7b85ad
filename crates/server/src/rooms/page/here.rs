//! The page that a code at the door leads to.

use super::super::offer::Ground;
use super::super::{bookings, handlers};
use super::view;
use crate::App;
use crate::account::page::private;
use crate::page::{Page, Request};
use crate::problem::Failure;
use jaettu_domain::id::{PersonId, RoomId};
use jaettu_domain::rooms::api::BookingView;
use jaettu_domain::rooms::{Room, State};
use jaettu_views::rooms::here::{self as views, Who};

/// The longest code that an address may bring along, in characters.
const LONGEST: usize = 20;

/// `/rooms/{id}/here`; with `?code=` what is written at the door is in the field already.
pub(super) async fn page(app: &App, request: &Request<'_>, id: &str) -> Result<Option<Page>, Failure> {
    let words = request.words;
    let ground = Ground::of(app).await?;
    let Ok(room) = handlers::shown(&ground, RoomId::new(id).ok().as_ref()) else {
        return Ok(None);
    };
    let name = room.name.get(words.language());
    let own = match &request.by {
        Some(person) => here(app, &ground, room, &person.id).await?,
        None => Vec::new(),
    };
    let begins = |booking: &BookingView| booking.check_in.map_or(booking.start, |window| window.start);
    let on = || own.iter().filter(|booking| begins(booking) <= ground.now);
    // Of two that follow each other the one to which nobody has come yet.
    let awaited = on().find(|booking| booking.check_in.is_some() && booking.checked_in_at.is_none());
    let on = awaited.or_else(|| on().next());
    let query = request.query.to_query();
    let mark = if query.is_empty() { "" } else { "?" };
    let here = jaettu_views::path(words, &["/", &request.path.join("/"), mark, &query].concat());
    let who = match (&request.by, on) {
        (None, _) => Who::Stranger(&here),
        (Some(_), Some(booking)) => Who::Booked(booking),
        (Some(_), None) => Who::Nobody(own.first()),
    };
    let code = request.query.get("code").unwrap_or_default();
    let code: String = code.chars().take(LONGEST).collect();
    let main = views::page(words, ground.now, &view(&ground, room, &[], None), who, &code);
    Ok(Some(Page {
        description: words.booking_here_description(name),
        ..private(words, &words.booking_here_title(name), main)
    }))
}

/// Somebody's bookings behind this door that are not over, the next one first: of the room, of its pool, and of any of which it
/// is a part.
async fn here(
    app: &App,
    ground: &Ground,
    room: &Room,
    person: &PersonId,
) -> Result<Vec<BookingView>, Failure> {
    let coming = bookings::coming(&app.db, person, ground.now).await?;
    let behind = coming.iter().filter(|coded| {
        let booking = &coded.booking;
        let own = ground.room(&booking.room);
        let part = own.is_some_and(|own| own.leaves.iter().any(|leaf| room.leaves.contains(leaf)));
        (part || booking.pool.as_ref() == Some(&room.id)) && booking.state == State::Confirmed
    });
    Ok(behind.filter_map(|coded| ground.booking_view(coded)).collect())
}
