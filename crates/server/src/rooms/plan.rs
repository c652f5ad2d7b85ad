//! What the same time in several weeks would be: each week with what stands against it and what is free instead.

use super::index::Taken;
use super::offer::{self, Ground, Request};
use super::page::give_back;
use super::{bookings, index, series};
use crate::App;
use crate::problem::Failure;
use chrono::{DateTime, Days, Utc};
use jaettu_domain::busy::Quarters;
use jaettu_domain::id::PersonId;
use jaettu_domain::problem::Alternative;
use jaettu_domain::rooms::refusal::Refused;
use jaettu_domain::rooms::rules::Booker;
use jaettu_domain::rooms::{Room, State};
use jaettu_domain::time;

/// One week of a series.
#[derive(Debug)]
pub struct Week {
    /// When.
    pub when: Quarters,
    /// Everything against it; nothing if it can be booked.
    pub refused: Vec<Refused>,
    /// What is free instead.
    pub instead: Vec<Alternative>,
}

/// The same time on Helsinki's clock so many weeks later.
pub fn later(instant: DateTime<Utc>, weeks: u32) -> DateTime<Utc> {
    let local = time::local(instant);
    let moved = local.checked_add_days(Days::new(u64::from(weeks) * 7));
    time::instant(moved.unwrap_or(local))
}

/// The times of so many weeks; an hour longer or shorter where one of them holds the change of the clocks.
pub fn times(first: Quarters, weeks: u32) -> impl Iterator<Item = Quarters> {
    (0..weeks).filter_map(move |week| {
        let (start, end) = (first.from.instant(), first.until.instant());
        Quarters::between(later(start, week), later(end, week))
    })
}

/// Judges each of these times as if those before it were booked. What is kept of the room for the person's form is nobody's
/// obstacle: it is exchanged for the series.
pub async fn weeks(
    app: &App,
    ground: &Ground,
    wanted: &Room,
    person: Option<&PersonId>,
    times: impl IntoIterator<Item = Quarters>,
) -> Result<Vec<Week>, Failure> {
    let taken = index::current(app).await?;
    let times: Vec<Quarters> = times.into_iter().collect();
    let Some(first) = times.first().copied() else {
        return Ok(Vec::new());
    };
    let (mut who, held) = match person {
        Some(person) => {
            let held = held_of(app, ground, person, wanted).await?;
            let without = held.as_ref().map(|held| &held.booking.id);
            let who = offer::booker_now(app, ground, person, wanted, first, without).await?;
            (Some(who), held)
        }
        None => (None, None),
    };
    let mut weeks = Vec::new();
    for when in times {
        weeks.push(week(ground, &taken, wanted, when, &mut who, held.as_ref())?);
    }
    Ok(weeks)
}

async fn held_of(
    app: &App,
    ground: &Ground,
    person: &PersonId,
    wanted: &Room,
) -> Result<Option<bookings::Coded>, Failure> {
    let coming = bookings::coming(&app.db, person, ground.now).await?;
    Ok(coming.into_iter().find(|coded| {
        let booking = &coded.booking;
        let same = booking.room == wanted.id || booking.pool.as_ref() == Some(&wanted.id);
        same && booking.state_at(ground.now) == State::Held
    }))
}

fn week(
    ground: &Ground,
    taken: &Taken,
    wanted: &Room,
    when: Quarters,
    who: &mut Option<Booker>,
    held: Option<&bookings::Coded>,
) -> Result<Week, Failure> {
    let request = Request {
        room: wanted,
        when,
        people: None,
        booker: who.as_ref(),
    };
    let window = offer::around(ground.now, when);
    let mut cases = ground.cases(&ground.content.candidates(wanted), taken, window);
    if let Some(held) = held {
        give_back(ground, &mut cases, held);
    }
    let (refused, instead) = match offer::choose(ground.now, &cases, &request) {
        Ok(_) => (Vec::new(), Vec::new()),
        Err(refused) => (refused, offer::alternatives(ground, taken, &request)),
    };
    if refused.is_empty()
        && let Some(who) = who
    {
        series::remember(who, ground, wanted, when)?;
    }
    Ok(Week {
        when,
        refused,
        instead,
    })
}
