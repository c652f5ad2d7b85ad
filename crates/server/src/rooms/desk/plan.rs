//! What times would be: each date with every booking that is in the way.

use super::terms::claim;
use super::{collisions, room};
use crate::App;
use crate::api::{Answer, Asked};
use crate::db::Tx;
use crate::problem::Failure;
use crate::rooms::offer::Ground;
use crate::rooms::plan::later;
use crate::rooms::{book, bookings, index, staff};
use jaettu_domain::page::Page;
use jaettu_domain::problem::Reason;
use jaettu_domain::rooms::Booking;
use jaettu_domain::rooms::desk::DeskBooking;
use jaettu_domain::rooms::desk::times::{DeskDate, PlanAtDesk};
use std::sync::Arc;

/// Answers [`PlanAtDesk`].
pub async fn plan(app: Arc<App>, asked: Asked<PlanAtDesk>) -> Result<Answer<Page<DeskDate>>, Failure> {
    let wanted = &asked.endpoint;
    let (Some(start), Some(end)) = (wanted.start, wanted.end) else {
        return Err(Reason::INVALID.into());
    };
    // What was kept for a form and is over is in nobody's way.
    index::current(&app).await?;
    let ground = Ground::of(&app).await?;
    let room = room(&ground.content, asked.person()?, wanted.room.as_ref())?;
    let mut tx = app.db.snapshot().await?;
    let mut items = Vec::new();
    for week in 0..wanted.weeks {
        let when = book::quarters(later(start, week), later(end, week), room)?;
        staff::refuse_far(&ground, when)?;
        let others = collisions(&mut tx, room, claim(room, when, wanted.block)).await?;
        items.push(DeskDate {
            start: when.from.instant(),
            end: when.until.instant(),
            in_the_way: views(&mut tx, &ground, &others).await?,
            outside_hours: staff::is_closed(&ground, room, when),
        });
    }
    Ok(Page { items, next: None }.into())
}

async fn views(tx: &mut Tx, ground: &Ground, others: &[Booking]) -> Result<Vec<DeskBooking>, Failure> {
    let mut views = Vec::with_capacity(others.len());
    for other in others {
        if let Some(coded) = bookings::one_in(tx, &other.id).await? {
            let name = bookings::name_of(tx, &coded.booking).await?;
            views.extend(staff::view(ground, &coded, name));
        }
    }
    Ok(views)
}
