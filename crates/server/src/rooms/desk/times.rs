//! Booking times in the place of what is in the way: what staff have seen is taken back and the times are won in one transaction,
//! so nobody gets between, whoever waits for them included.

use super::terms::{Terms, claim};
use super::{audit, end, in_the_way, room, taken, told};
use crate::App;
use crate::account::store as people;
use crate::api::{Answer, Asked};
use crate::ids;
use crate::problem::Failure;
use crate::rooms::bookings::{self, Coded};
use crate::rooms::offer::{self, Ground};
use crate::rooms::{claims, index, plan, staff, tell, waits};
use crate::write::{Begun, Write};
use jaettu_domain::busy::{Claim, Quarters};
use jaettu_domain::id::{BookingId, LeafId, PersonId, SeriesId};
use jaettu_domain::page::Page;
use jaettu_domain::rooms::desk::DeskBooking;
use jaettu_domain::rooms::desk::times::BookTimesAtDesk;
use jaettu_domain::rooms::{Booking, Room};
use std::collections::BTreeSet;
use std::sync::Arc;

/// What is asked for, looked up.
struct Wish<'a> {
    asked: &'a BookTimesAtDesk,
    room: Room,
    times: Vec<Quarters>,
    holder: Option<PersonId>,
}

/// Answers [`BookTimesAtDesk`].
pub async fn book(
    app: Arc<App>,
    asked: Asked<BookTimesAtDesk>,
) -> Result<Answer<Page<DeskBooking>>, Failure> {
    let by = asked.person()?;
    index::settle(&app).await?;
    let mut ground = Ground::of(&app).await?;
    let wish = wish(&app, &ground, &asked).await?;
    let leaves = leaves(&app, &ground, &wish).await?;
    let mut write = match asked.begin(&app).await? {
        Begun::New(write) => write,
        Begun::Repeated(views) => return Ok(views.into()),
    };
    if let Some(person) = &wish.holder {
        people::lock(&mut write, person).await?;
        write.is_about(person);
    }
    claims::lock(&mut write, &leaves).await?;
    ground.now = app.clock.now();
    let mut replaced = clear(&mut write, &ground, &wish, &leaves).await?;
    let made = win(&mut write, &ground, &wish).await?;
    // Only what is left over by now is offered to whoever waits.
    waits::serve(&mut write, &ground, &leaves).await?;
    for coded in &mut replaced {
        end(&mut write, &ground, coded, &wish.asked.reason).await?;
        let done = ("took back a booking of", wish.asked.reason.as_str());
        audit(&mut write, &ground, by, &coded.booking, done).await?;
    }
    let name = match made.first() {
        Some(coded) => bookings::name_of(&mut write, &coded.booking).await?,
        None => None,
    };
    let mut items = Vec::with_capacity(made.len());
    for coded in &made {
        tell::made(&mut write, &ground, coded).await?;
        // What it is for stays with the booking: it goes when the booking does, and what staff did is kept for longer.
        audit(&mut write, &ground, by, &coded.booking, ("booked for", "")).await?;
        items.extend(staff::view(&ground, coded, name.clone()));
    }
    let page = Page { items, next: None };
    write.end(&page).await?;
    app.bell.ring();
    Ok(page.into())
}

async fn wish<'a>(
    app: &App,
    ground: &Ground,
    asked: &'a Asked<BookTimesAtDesk>,
) -> Result<Wish<'a>, Failure> {
    let wanted = &asked.endpoint;
    let room = room(&ground.content, asked.person()?, wanted.room.as_ref())?.clone();
    let times = plan::of_length(&wanted.starts, wanted.minutes, &room)?;
    for when in &times {
        staff::refuse_far(ground, *when)?;
    }
    let holder = match &wanted.card {
        Some(card) => Some(staff::holder(app, card).await?),
        None => None,
    };
    Ok(Wish {
        asked: wanted,
        room,
        times,
        holder,
    })
}

/// The leaves that may change: the room's, and all of whatever was seen. What belongs to another library is in nobody's way here.
async fn leaves(app: &App, ground: &Ground, wish: &Wish<'_>) -> Result<BTreeSet<LeafId>, Failure> {
    let mut leaves = offer::leaves([&wish.room]);
    let seen = bookings::some(&app.db, &wish.asked.seen).await?;
    let rooms = seen.iter().filter_map(|coded| ground.room(&coded.booking.room));
    leaves.extend(offer::leaves(
        rooms.filter(|room| room.library == wish.room.library),
    ));
    Ok(leaves)
}

/// Gives back what is in the way and was seen. If anything else is in the way, all of it is told.
async fn clear(
    write: &mut Write,
    ground: &Ground,
    wish: &Wish<'_>,
    leaves: &BTreeSet<LeafId>,
) -> Result<Vec<Coded>, Failure> {
    let mut errors = Vec::new();
    let mut seen: BTreeSet<BookingId> = BTreeSet::new();
    let claims = wish
        .times
        .iter()
        .map(|when| claim(&wish.room, *when, wish.asked.block));
    let claims: Vec<Claim> = claims.collect();
    let reaches: Vec<Quarters> = claims.iter().map(|claim| claim.reach()).collect();
    let near = bookings::near(write, &wish.room.leaves, &reaches).await?;
    for (at, claim) in claims.iter().enumerate() {
        let others: Vec<&Booking> = in_the_way(&near, *claim).map(|other| &other.booking).collect();
        if others.iter().all(|other| wish.asked.seen.contains(&other.id)) {
            seen.extend(others.into_iter().map(|other| other.id.clone()));
        } else {
            errors.extend(told(&format!("starts.{at}"), others));
        }
    }
    if !errors.is_empty() {
        return Err(taken(errors));
    }
    let mut replaced = Vec::with_capacity(seen.len());
    for id in seen {
        claims::free(write, &id, leaves).await?;
        let coded = bookings::one_in(write, &id).await?;
        // What has run out by itself was given back, and nobody has to be told.
        replaced.extend(coded.filter(|coded| coded.booking.state_at(ground.now).is_live()));
    }
    Ok(replaced)
}

/// Claims every time, and writes its booking.
async fn win(write: &mut Write, ground: &Ground, wish: &Wish<'_>) -> Result<Vec<Coded>, Failure> {
    let series: Option<SeriesId> = match wish.times.len() {
        0 | 1 => None,
        _ => Some(ids::new(ground.now)?),
    };
    let terms = Terms {
        holder: wish.holder.as_ref(),
        block: wish.asked.block,
        people: wish.asked.people,
        purpose: &wish.asked.purpose,
    };
    let mut made = Vec::with_capacity(wish.times.len());
    for (at, when) in wish.times.iter().enumerate() {
        let booking = Booking {
            series: series.clone(),
            ..terms.booking(ground, &wish.room, *when)?
        };
        if !claims::claim(write, &booking.id, &wish.room.leaves, booking.claim()).await? {
            // Two of the times are in each other's way.
            return Err(taken(told(&format!("starts.{at}"), [&booking])));
        }
        made.push(Coded::new(booking)?);
    }
    bookings::add_many(write, &made).await?;
    Ok(made)
}
