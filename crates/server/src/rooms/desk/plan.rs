//! What times would be: each date with every booking that is in the way.

use super::terms::claim;
use super::{in_the_way, room};
use crate::App;
use crate::api::{Answer, Asked};
use crate::problem::Failure;
use crate::rooms::bookings::{self, Coded};
use crate::rooms::offer::Ground;
use crate::rooms::plan::later;
use crate::rooms::{book, index, staff};
use jaettu_domain::busy::{Claim, Quarter, Quarters, local_days};
use jaettu_domain::page::Page;
use jaettu_domain::problem::Reason;
use jaettu_domain::rooms::Room;
use jaettu_domain::rooms::api::Span;
use jaettu_domain::rooms::desk::DeskBooking;
use jaettu_domain::rooms::desk::times::{DeskDate, PlanAtDesk, nearest_free};
use jaettu_domain::time;
use std::sync::Arc;

/// Answers [`PlanAtDesk`].
pub async fn plan(app: Arc<App>, asked: Asked<PlanAtDesk>) -> Result<Answer<Page<DeskDate>>, Failure> {
    let wanted = &asked.endpoint;
    let (Some(start), Some(end)) = (wanted.start, wanted.end) else {
        return Err(Reason::INVALID.into());
    };
    // What was kept for a form and is over is in nobody's way.
    index::settle(&app).await?;
    let ground = Ground::of(&app).await?;
    let room = room(&ground.content, asked.person()?, wanted.room.as_ref())?;
    let mut claims = Vec::new();
    for week in 0..wanted.weeks {
        let when = book::quarters(later(start, week), later(end, week), room)?;
        staff::refuse_far(&ground, when)?;
        claims.push(claim(room, when, wanted.block));
    }
    let around: Vec<Quarters> = claims.iter().map(|claim| around(*claim)).collect();
    let mut tx = app.db.snapshot().await?;
    let near = bookings::near(&mut tx, &room.leaves, &around).await?;
    let names = bookings::names(&mut tx, near.iter()).await?;
    let view = |coded: &Coded| {
        let person = coded.booking.person.as_ref();
        staff::view(
            &ground,
            coded,
            person.and_then(|person| names.get(person)).cloned(),
        )
    };
    let date = |claim: &Claim| {
        let in_the_way: Vec<DeskBooking> = in_the_way(&near, *claim).filter_map(view).collect();
        DeskDate {
            start: claim.used.from.instant(),
            end: claim.used.until.instant(),
            instead: (!in_the_way.is_empty())
                .then(|| instead(&ground, room, *claim, &near))
                .flatten(),
            in_the_way,
            outside_hours: staff::is_closed(&ground, room, claim.used),
        }
    };
    let items = claims.iter().map(date).collect();
    Ok(Page { items, next: None }.into())
}

/// The day of a time, and all of the time.
fn around(claim: Claim) -> Quarters {
    let day = local_days(time::today(claim.used.from.instant()), 1);
    Quarters {
        from: day.from.min(claim.reach().from),
        until: day.until.max(claim.reach().until),
    }
}

/// What of its day is free instead of a time, not before now and while it is known that the library is open.
fn instead(ground: &Ground, room: &Room, claim: Claim, near: &[Coded]) -> Option<Span> {
    let day = local_days(time::today(claim.used.from.instant()), 1);
    let hours = ground.libraries.hours(&room.library, staff::window(day));
    // What is near the other weeks is in nobody's way here.
    let reach = day.widened(claim.before, claim.after);
    let others = near.iter().map(|coded| coded.booking.claim());
    let others: Vec<Claim> = others.filter(|other| other.reach().overlaps(reach)).collect();
    let now = Quarter::of(ground.now);
    let free = nearest_free(claim, &others, day, |when| {
        when.from >= now && hours.is_open(when, room.rules.self_service)
    })?;
    Some(Span {
        start: free.from.instant(),
        end: free.until.instant(),
    })
}
