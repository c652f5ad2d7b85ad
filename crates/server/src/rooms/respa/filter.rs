//! Which rooms and machines are asked for.

use super::asked::{Asked, Times};
use super::names::Purpose;
use super::refused::Refused;
use super::{span, times, unit};
use crate::rooms::handlers::named;
use crate::rooms::index::Taken;
use crate::rooms::offer::{Case, Ground};
use chrono::TimeDelta;
use jaettu_domain::busy::{Days, Quarter, Quarters};
use jaettu_domain::catalogue::api::LONGEST_SEARCH;
use jaettu_domain::geo::Place;
use jaettu_domain::libraries::Library;
use jaettu_domain::rooms::find::{self, Wish};
use jaettu_domain::rooms::{Equipment, Room};
use jaettu_domain::time::{self, LocalTime};

/// A room or machine that everybody may see. Pools are their machines here: nobody has heard of them.
#[derive(Clone, Copy, Debug)]
pub(super) struct Seen<'a> {
    pub(super) room: &'a Room,
    pub(super) library: &'a Library,
    /// How far away it is, if that was asked.
    pub(super) metres: Option<u32>,
}

impl<'a> Seen<'a> {
    /// One of them.
    fn of(ground: &'a Ground, room: &'a Room) -> Option<Self> {
        let seen = !room.is_pool() && find::is_shown(&room.rules, ground.now);
        let library = ground.libraries.by_id(room.library.as_str()).filter(|_| seen)?;
        Some(Self {
            room,
            library,
            metres: None,
        })
    }

    /// All of them.
    pub(super) fn all(ground: &'a Ground) -> impl Iterator<Item = Self> {
        ground
            .content
            .rooms()
            .iter()
            .filter_map(|room| Self::of(ground, room))
    }

    /// The one of an identifier.
    pub(super) fn by_id(ground: &'a Ground, id: &str) -> Result<Self, Refused> {
        let room = id.parse().ok().and_then(|id| ground.room(&id));
        room.and_then(|room| Self::of(ground, room))
            .ok_or_else(Refused::not_found)
    }
}

/// Whether a library has this identifier, that of the service map or our own.
pub(super) fn is_unit(library: &Library, id: &str) -> bool {
    unit::id(library).eq_ignore_ascii_case(id) || library.id.as_str().eq_ignore_ascii_case(id)
}

/// What is asked of a room.
pub(super) struct Filter<'a> {
    asked: &'a Asked,
    wish: Wish,
    equipment: Option<Vec<Equipment>>,
    manual: Option<bool>,
    near: Option<(Place, Option<f64>)>,
    between: Option<(Times, Option<TimeDelta>)>,
    nothing: bool,
}

impl<'a> Filter<'a> {
    pub(super) fn read(asked: &'a Asked) -> Result<Self, Refused> {
        let number = |text: &str| {
            text.parse()
                .map_err(|_| Refused::parameter("people", "Enter a number."))
        };
        let equipment = asked.words("equipment");
        let free_of_charge = asked.flag("free_of_charge")?.unwrap_or(true);
        let favourites = asked.flag("is_favorite")?.unwrap_or(false);
        Ok(Self {
            wish: Wish {
                q: asked
                    .get("search")
                    .unwrap_or_default()
                    .chars()
                    .take(LONGEST_SEARCH)
                    .collect(),
                people: asked.get("people").map(number).transpose()?,
                ..Wish::default()
            },
            equipment: equipment.map(|words| words.into_iter().filter_map(Equipment::from_code).collect()),
            manual: asked.flag("need_manual_confirmation")?,
            near: near(asked)?,
            between: between(asked)?,
            nothing: !free_of_charge || favourites,
            asked,
        })
    }

    /// The rooms that are what is asked for.
    pub(super) fn of<'g>(&self, ground: &'g Ground, taken: &Taken) -> Vec<Seen<'g>> {
        let named = named(ground, &self.wish.q);
        let rooms = ground.content.rooms().iter().enumerate();
        let rooms =
            rooms.filter(|(at, _)| !self.nothing && named.as_ref().is_none_or(|named| named.contains(at)));
        let seen = rooms.filter_map(|(_, room)| Seen::of(ground, room));
        let seen = seen
            .filter(|seen| self.is_right(seen))
            .filter_map(|seen| self.placed(seen));
        self.available(ground, taken, seen.collect())
    }

    fn is_right(&self, seen: &Seen<'_>) -> bool {
        let (asked, room) = (self.asked, seen.room);
        let types = asked.words("type");
        find::matches(room, &self.wish)
            && asked
                .get("purpose")
                .is_none_or(|id| Purpose::of(room.category).id.eq_ignore_ascii_case(id))
            && types.is_none_or(|types| types.contains(&room.category.code()))
            && asked.get("unit").is_none_or(|unit| is_unit(seen.library, unit))
            && self.manual.is_none_or(|manual| manual == room.rules.approval)
            && self
                .equipment
                .as_ref()
                .is_none_or(|wanted| wanted.iter().any(|one| room.equipment.contains(one)))
    }

    /// With how far away it is; nothing if that is too far.
    fn placed<'g>(&self, seen: Seen<'g>) -> Option<Seen<'g>> {
        let Some((place, most)) = self.near else {
            return Some(seen);
        };
        let far = place.metres_to(seen.library.place);
        most.is_none_or(|most| far <= most).then(|| Seen {
            metres: Some(place.whole_metres_to(seen.library.place)),
            ..seen
        })
    }

    /// Those that are open and free when it is asked for.
    fn available<'g>(&self, ground: &Ground, taken: &Taken, seen: Vec<Seen<'g>>) -> Vec<Seen<'g>> {
        let Some(((start, end), period)) = self.between else {
            return seen;
        };
        let rooms: Vec<&Room> = seen.iter().map(|seen| seen.room).collect();
        let cases = ground.cases(&rooms, taken, window((start, end)));
        let least = period.unwrap_or(end - start);
        let free = |case: &Case<'_>| !span::free(&free(ground, case), (start, end), least).is_empty();
        seen.into_iter()
            .zip(&cases)
            .filter(|(_, case)| free(case))
            .map(|(seen, _)| seen)
            .collect()
    }
}

/// The days that have to be looked at.
pub(super) fn window(times: Times) -> Days {
    let (from, count) = span::days(times);
    Days::of_local(from, count)
}

/// When a room can still be had: it is open, nobody has it, it is shown, and the day is not over.
pub(super) fn free(ground: &Ground, case: &Case<'_>) -> Vec<Quarters> {
    let rules = &case.room.rules;
    let today = Quarter::of(time::at(time::today(ground.now), LocalTime::MIDNIGHT));
    // What was taken on the days before is not known any more.
    let from = rules
        .published_from
        .map_or(today, |from| Quarter::not_before(from).max(today));
    let until = rules.published_until.map_or(Quarter(i64::MAX), Quarter::of);
    let runs = case.candidate().free().runs().into_iter();
    let cut = runs.map(|run| Quarters {
        from: run.from.max(from),
        until: run.until.min(until),
    });
    cut.filter(|run| run.from < run.until).collect()
}

/// Where somebody is, and how far they would go.
fn near(asked: &Asked) -> Result<Option<(Place, Option<f64>)>, Refused> {
    let (lat, lon) = match (asked.get("lat"), asked.get("lon")) {
        (None, None) => return Ok(None),
        (lat, lon) => (lat.unwrap_or_default(), lon.unwrap_or_default()),
    };
    let place = lat.parse().ok().zip(lon.parse().ok());
    let place = place.and_then(|(lat, lon)| Place::new(lat, lon));
    let place = place.ok_or_else(|| Refused::detail("'lat' and 'lon' need to be floating point numbers"))?;
    let distance = asked.get("distance").map(|text| {
        let metres = text.parse().ok().filter(|metres: &f64| *metres > 0.0);
        metres.ok_or_else(|| Refused::detail("'distance' needs to be a floating point number"))
    });
    Ok(Some((place, distance.transpose()?)))
}

/// When it has to be free, and for how long if not for all of it.
fn between(asked: &Asked) -> Result<Option<(Times, Option<TimeDelta>)>, Refused> {
    let Some(text) = asked.get("available_between") else {
        return Ok(None);
    };
    let parts: Vec<&str> = text.split(',').map(str::trim).collect();
    let (start, end, period) = match parts[..] {
        [start, end] => (start, end, None),
        [start, end, period] => (start, end, Some(period)),
        _ => {
            return Err(Refused::detail(
                "available_between takes two or three comma-separated values.",
            ));
        }
    };
    let instant = |text: &str| times::read(text).ok_or_else(|| Refused::instant(text));
    let (start, end) = (instant(start)?, instant(end)?);
    if time::today(start) != time::today(end) {
        return Err(Refused::detail(
            "available_between timestamps must be on the same day.",
        ));
    }
    let period = period.map(|minutes| {
        let minutes = minutes
            .parse()
            .ok()
            .map(|minutes: i32| TimeDelta::minutes(minutes.into()));
        minutes.ok_or_else(|| Refused::detail("available_between period must be an integer."))
    });
    Ok(Some(((start, end), period.transpose()?)))
}
