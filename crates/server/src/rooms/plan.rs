//! What the same time in several weeks would be: each week with what stands against it and what is free instead.

use super::booker::{Exchanged, Looking};
use super::offer::{self, Ground, Request};
use super::{book, held, series};
use crate::App;
use crate::problem::Failure;
use chrono::{DateTime, Days, Utc};
use jaettu_domain::busy::Quarters;
use jaettu_domain::id::PersonId;
use jaettu_domain::problem::Alternative;
use jaettu_domain::rooms::Room;
use jaettu_domain::rooms::refusal::Refused;
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
    let held = match person {
        Some(person) => held::of(app, ground, person, wanted, &times).await?,
        None => Vec::new(),
    };
    let mut looking = Looking::of(app, ground, person, wanted, first, Exchanged::Held(&held)).await?;
    let mut weeks = Vec::new();
    for when in times {
        weeks.push(week(ground, &mut looking, wanted, when)?);
    }
    Ok(weeks)
}

fn week(ground: &Ground, looking: &mut Looking, wanted: &Room, when: Quarters) -> Result<Week, Failure> {
    let request = Request {
        room: wanted,
        when,
        people: None,
        booker: looking.booker.as_ref(),
    };
    let cases = looking.cases(ground, wanted, when);
    let (refused, instead) = match offer::choose(ground.now, &cases, &request) {
        Ok(_) => (Vec::new(), Vec::new()),
        Err(refused) => (
            refused,
            offer::alternatives(ground, &looking.taken, &request, None),
        ),
    };
    if refused.is_empty()
        && let Some(who) = &mut looking.booker
    {
        series::remember(who, ground, wanted, when)?;
    }
    Ok(Week {
        when,
        refused,
        instead,
    })
}
