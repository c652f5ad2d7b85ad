//! Taking back what of a series has not begun, whoever's it is.

use super::{audit, end};
use crate::App;
use crate::api::{Answer, Asked};
use crate::problem::Failure;
use crate::rooms::bookings::{self, Coded};
use crate::rooms::offer::{self, Ground};
use crate::rooms::{claims, release, staff};
use crate::write::Begun;
use jaettu_domain::busy::Quarter;
use jaettu_domain::page::Page;
use jaettu_domain::rooms::Room;
use jaettu_domain::rooms::desk::DeskBooking;
use jaettu_domain::rooms::desk::times::WithdrawSeries;
use std::sync::Arc;

/// Answers [`WithdrawSeries`]: those that were taken back now. What of it is in a library in which one does not work does not
/// exist.
pub async fn withdraw(
    app: Arc<App>,
    asked: Asked<WithdrawSeries>,
) -> Result<Answer<Page<DeskBooking>>, Failure> {
    let missing = || Failure::not_found("series");
    let by = asked.person()?;
    let series = asked.endpoint.id.as_ref().ok_or_else(missing)?;
    let reason = asked.endpoint.reason.clone().unwrap_or_default();
    let mut ground = Ground::of(&app).await?;
    let content = Arc::clone(&ground.content);
    let mut known = bookings::to_come_of_series(&app.db, series, Quarter::of(ground.now)).await?;
    let own = |coded: &Coded| {
        content
            .room(&coded.booking.room)
            .is_some_and(|room| by.works_at(&room.library))
    };
    known.retain(own);
    let rooms: Vec<&Room> = known
        .iter()
        .filter_map(|coded| content.room(&coded.booking.room))
        .collect();
    let leaves = offer::leaves(rooms);
    let mut write = match asked.begin(&app).await? {
        Begun::New(write) => write,
        Begun::Repeated(views) => return Ok(views.into()),
    };
    // Only now: what was answered before is answered again, though nothing of the series is left.
    if known.is_empty() {
        return Err(missing());
    }
    if let Some(person) = known.first().and_then(|coded| coded.booking.person.as_ref()) {
        write.is_about(person);
    }
    claims::lock(&mut write, &leaves).await?;
    ground.now = app.clock.now();
    let mut items = Vec::with_capacity(known.len());
    for one in &known {
        let now = bookings::one_in(&mut write, &one.booking.id).await?;
        let stands = |coded: &Coded| {
            own(coded)
                && coded.booking.state_at(ground.now).is_live()
                && coded.booking.when.from.instant() > ground.now
        };
        let Some(mut coded) = now.filter(stands) else {
            continue;
        };
        release::give_back(&mut write, &ground, &coded.booking.id, &leaves).await?;
        end(&mut write, &ground, &mut coded, &reason).await?;
        let done = ("took back a booking of", reason.as_str());
        audit(&mut write, &ground, by, &coded.booking, done).await?;
        let name = bookings::name_of(&mut write, &coded.booking).await?;
        items.extend(staff::view(&ground, &coded, name));
    }
    let page = Page { items, next: None };
    write.end(&page).await?;
    app.bell.ring();
    Ok(page.into())
}
