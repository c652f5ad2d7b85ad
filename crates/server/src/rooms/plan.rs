//! What the same time in several weeks would be: each week with what stands against it and what is free instead.

use super::bookings::{self, Coded};
use super::index::Taken;
use super::offer::{self, Ground, Request};
use super::page::give_back;
use super::{book, held, index, series};
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

/// The times that begin at these instants, each so many minutes long as the clock on the wall shows them: what was planned from one
/// hour to another is so also on the days on which the clocks are changed.
pub fn of_length(starts: &[DateTime<Utc>], minutes: u32, room: &Room) -> Result<Vec<Quarters>, Failure> {
    let times = starts
        .iter()
        .map(|start| book::quarters(*start, time::after_clock_minutes(*start, minutes), room));
    times.collect()
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
    let times: Vec<Quarters> = times.into_iter().collect();
    let Some(first) = times.first().copied() else {
        return Ok(Vec::new());
    };
    let (mut who, held) = match person {
        Some(person) => {
            let held = held_of(app, ground, person, wanted, &times).await?;
            let mut who = offer::booker_now(app, ground, person, wanted, first, None).await?;
            who.bookings
                .retain(|own| held.iter().all(|held| held.booking.id != own.id));
            (Some(who), held)
        }
        None => (None, Vec::new()),
    };
    // Only now: what their phone lets go of meanwhile must not look like somebody else's.
    let taken = index::current(app).await?;
    let mut weeks = Vec::new();
    for when in times {
        weeks.push(week(ground, &taken, wanted, when, &mut who, &held)?);
    }
    Ok(weeks)
}

/// What of a person's is kept for a form and would be exchanged for these times.
pub(super) async fn held_of(
    app: &App,
    ground: &Ground,
    person: &PersonId,
    wanted: &Room,
    times: &[Quarters],
) -> Result<Vec<Coded>, Failure> {
    let mut coming = bookings::coming(&app.db, person, ground.now).await?;
    let candidates = ground.content.candidates(wanted);
    coming.retain(|coded| {
        let booking = &coded.booking;
        booking.state_at(ground.now) == State::Held
            && held::meets(&booking.room, booking.when, &candidates, times)
    });
    Ok(coming)
}

fn week(
    ground: &Ground,
    taken: &Taken,
    wanted: &Room,
    when: Quarters,
    who: &mut Option<Booker>,
    held: &[Coded],
) -> Result<Week, Failure> {
    let request = Request {
        room: wanted,
        when,
        people: None,
        booker: who.as_ref(),
    };
    let window = offer::around(ground.now, when);
    let mut cases = ground.cases(&ground.content.candidates(wanted), taken, window);
    for held in held {
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
