//! Judging: what a booking is measured against, put together from content, hours, what is taken and who asks ([`super::booker`]).

use super::booker::Exchanged;
use super::claims;
use super::content::Content;
use super::index::{self, Taken};
use crate::App;
use crate::db::Tx;
use crate::libraries::Libraries;
use crate::problem::Failure;
use chrono::{DateTime, Utc};
use jaettu_domain::busy::{Days, Mask, Quarter, Quarters};
use jaettu_domain::id::{LeafId, LibraryId, RoomId};
use jaettu_domain::problem::{Alternative, Problem, Reason};
use jaettu_domain::rooms::find::{self, Candidate};
use jaettu_domain::rooms::hours::Hours;
use jaettu_domain::rooms::refusal::Refused;
use jaettu_domain::rooms::rules::{self, Ask, Booker, Setting};
use jaettu_domain::rooms::{Booking, Refusal, Room};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// Around what is asked for, so many days before and in all are looked through for another time.
const BEFORE: i64 = 7;
const AROUND: u32 = 22;
/// So many alternatives are told.
const ALTERNATIVES: usize = 3;
/// Longer than this nothing is booked, whatever a room's rules say; in quarters, two days.
const LONGEST: u32 = 192;

/// What everybody is measured against.
#[derive(Debug)]
pub struct Ground {
    /// When it is judged.
    pub now: DateTime<Utc>,
    /// The rooms.
    pub content: Arc<Content>,
    /// The libraries and their hours.
    pub libraries: Arc<Libraries>,
}

/// One room in one window.
#[derive(Debug)]
pub struct Case<'a> {
    /// The room.
    pub room: &'a Room,
    /// When its library is open.
    pub hours: Arc<Hours>,
    /// When a booking would be in somebody's way.
    pub taken: Mask,
    /// The room as quotas count it: a machine of a pool as the pool.
    pub counted_as: RoomId,
}

impl Case<'_> {
    /// When the library is open for the room.
    pub fn open(&self) -> &Mask {
        self.hours.used(self.room.rules.self_service)
    }

    /// What a booking of it is judged against.
    pub fn setting<'b>(&'b self, now: DateTime<Utc>, booker: Option<&'b Booker>) -> Setting<'b> {
        Setting {
            now,
            room: &self.counted_as,
            library: &self.room.library,
            people: self.room.people(),
            rules: &self.room.rules,
            open: self.open(),
            known_until: self.hours.known_until,
            taken: &self.taken,
            booker,
        }
    }

    /// As finding looks at it.
    pub fn candidate(&self) -> Candidate<'_> {
        Candidate {
            rules: &self.room.rules,
            open: self.open(),
            taken: &self.taken,
        }
    }
}

impl Ground {
    /// As of now.
    pub async fn of(app: &App) -> Result<Self, Failure> {
        Ok(Self {
            content: super::current(app).await?,
            libraries: crate::libraries::current(app).await?,
            now: app.clock.now(),
        })
    }

    /// The same at another moment.
    #[must_use]
    pub fn at(&self, now: DateTime<Utc>) -> Self {
        Self {
            now,
            content: Arc::clone(&self.content),
            libraries: Arc::clone(&self.libraries),
        }
    }

    /// A room that exists.
    pub fn room(&self, id: &RoomId) -> Option<&Room> {
        self.content.room(id)
    }

    /// A room that everybody may see, by what may be its identifier.
    pub fn shown(&self, id: &str) -> Option<&Room> {
        let room = self.room(&RoomId::new(id).ok()?)?;
        find::is_shown(&room.rules, self.now).then_some(room)
    }

    /// The hours of the libraries of these rooms.
    pub fn all_hours<'a>(
        &self,
        rooms: impl IntoIterator<Item = &'a Room>,
        window: Days,
    ) -> BTreeMap<&'a LibraryId, Arc<Hours>> {
        let mut hours = BTreeMap::new();
        for room in rooms {
            hours
                .entry(&room.library)
                .or_insert_with(|| self.libraries.hours(&room.library, window));
        }
        hours
    }

    /// The room as quotas count it.
    pub fn counted_as(&self, room: &Room) -> RoomId {
        self.content.pool_of(&room.id).unwrap_or(&room.id).clone()
    }

    /// Rooms in a window, by what is known to be taken.
    pub fn cases<'a>(&self, rooms: &[&'a Room], taken: &Taken, window: Days) -> Vec<Case<'a>> {
        let hours = self.all_hours(rooms.iter().copied(), window);
        self.cases_in(&hours, rooms, taken, window)
    }

    /// The same where the hours are known already: those of other libraries are left out.
    pub fn cases_in<'a>(
        &self,
        hours: &BTreeMap<&LibraryId, Arc<Hours>>,
        rooms: &[&'a Room],
        taken: &Taken,
        window: Days,
    ) -> Vec<Case<'a>> {
        let cases = rooms.iter().filter_map(|room| {
            Some(Case {
                room,
                hours: Arc::clone(hours.get(&room.library)?),
                taken: taken.of(room, window),
                counted_as: self.counted_as(room),
            })
        });
        cases.collect()
    }
}

/// The days around a time within which another one is looked for.
pub fn around(now: DateTime<Utc>, when: Quarters) -> Days {
    let today = Quarter::of(now).day();
    Days {
        first: (when.from.day() - BEFORE).max(today - 1).min(when.from.day() - 1),
        count: AROUND.max(days_of(when) + 2),
    }
}

fn days_of(when: Quarters) -> u32 {
    when.length().min(LONGEST) / 96 + 2
}

/// The leaves of some rooms.
pub fn leaves<'a>(rooms: impl IntoIterator<Item = &'a Room>) -> BTreeSet<LeafId> {
    rooms
        .into_iter()
        .flat_map(|room| room.leaves.iter().cloned())
        .collect()
}

/// What somebody asks for.
#[derive(Clone, Copy, Debug)]
pub struct Request<'a> {
    /// The room, or a pool.
    pub room: &'a Room,
    /// When.
    pub when: Quarters,
    /// For how many people, if that is known.
    pub people: Option<u32>,
    /// Who asks; `None` if nobody has signed in.
    pub booker: Option<&'a Booker>,
}

impl Request<'_> {
    const fn ask(&self) -> Ask {
        Ask {
            when: self.when,
            people: self.people,
        }
    }
}

/// Judges a request in a transaction that has the leaves: which room it would be, or every reason against it.
pub async fn judge<'a>(
    tx: &mut Tx,
    ground: &Ground,
    request: &Request<'_>,
    candidates: &[&'a Room],
) -> Result<Result<&'a Room, Vec<Refused>>, Failure> {
    let window = around(ground.now, request.when);
    let wide = index::wide(window);
    let until = wide.first + i64::from(wide.count);
    let days = claims::days_in(tx, &leaves(candidates.iter().copied()), wide.first, until).await?;
    let cases = ground.cases(candidates, &Taken::of_days(days), window);
    Ok(choose(ground.now, &cases, request))
}

/// The room that a request would get, or every reason against it.
pub fn choose<'a>(
    now: DateTime<Utc>,
    cases: &[Case<'a>],
    request: &Request<'_>,
) -> Result<&'a Room, Vec<Refused>> {
    let candidates: Vec<Candidate<'_>> = cases.iter().map(Case::candidate).collect();
    let fitting = find::assign(&candidates, request.when).and_then(|at| cases.get(at));
    // Where none is free, one stands for all: its rules are those of the pool.
    let Some(case) = fitting.or(cases.first()) else {
        return Err(vec![Refusal::NotPublished.into()]);
    };
    if !find::is_shown(&case.room.rules, now) {
        return Err(vec![Refusal::NotPublished.into()]);
    }
    let refused = rules::judge(&request.ask(), &case.setting(now, request.booker));
    if refused.is_empty() {
        Ok(case.room)
    } else {
        Err(refused)
    }
}

/// Times that the person could have instead, the nearest first: the same time in another room like it, then the same room at
/// another time.
pub fn alternatives(
    ground: &Ground,
    taken: &Taken,
    request: &Request<'_>,
    moved: Option<&Booking>,
) -> Vec<Alternative> {
    let window = around(ground.now, request.when);
    let (ask, now) = (request.ask(), ground.now);
    let mut found = Vec::new();
    let similar = ground.content.rooms().iter().filter(|room| {
        room.library == request.room.library
            && room.category == request.room.category
            && room.id != request.room.id
            && moved.is_none_or(|moved| moved.room != room.id || moved.when != request.when)
            && !request.room.members.contains(&room.id)
            && !room.is_pool()
    });
    let similar: Vec<&Room> = similar.collect();
    let elsewhere = ground.cases(&similar, taken, window);
    let free = |case: &&Case<'_>| rules::judge(&ask, &case.setting(now, request.booker)).is_empty();
    if let Some(case) = elsewhere.iter().find(free) {
        found.push(Alternative::new(&case.room.id, request.when));
    }
    let own = ground.content.candidates(request.room);
    let moved = moved.filter(|moved| own.iter().any(|room| room.id == moved.room));
    let moved = moved.map(|moved| moved.when);
    let mut later: Vec<(Quarters, &RoomId)> = Vec::new();
    for case in ground.cases(&own, taken, window) {
        let times = rules::alternatives(&ask, &case.setting(now, request.booker), moved, ALTERNATIVES);
        for when in times {
            if later.iter().all(|(other, _)| *other != when) {
                later.push((when, &case.room.id));
            }
        }
    }
    later.sort_by_key(|(when, _)| ((when.from.0 - request.when.from.0).abs(), when.from));
    // A pool is asked for as such: which machine it will be is seen then.
    let room = |own: &RoomId| {
        if request.room.is_pool() {
            request.room.id.clone()
        } else {
            own.clone()
        }
    };
    found.extend(
        later
            .into_iter()
            .map(|(when, own)| Alternative::new(&room(own), when)),
    );
    found.truncate(ALTERNATIVES);
    found
}

/// What is told to whoever cannot have it: 409 where only somebody else stands in the way, 422 with every reason otherwise. What of
/// theirs would have been exchanged for it is no obstacle to the alternatives either.
pub async fn refused(
    app: &App,
    ground: &Ground,
    request: &Request<'_>,
    refused: &[Refused],
    exchanged: Exchanged<'_>,
) -> Result<Failure, Failure> {
    let taken = index::without(app, exchanged.ids()).await?;
    let errors = refused.iter().map(|one| one.error(&request.room.id)).collect();
    let only_taken = refused.iter().all(|one| one.refusal == Refusal::Taken);
    let mut problem = if only_taken {
        Problem::new(Reason::SLOT_TAKEN, Reason::SLOT_TAKEN.title)
    } else {
        Problem::refused(errors)
    };
    problem.alternatives = alternatives(ground, &taken, request, exchanged.moved());
    Ok(problem.into())
}

/// Whether a time is so long that it is not even looked at.
pub fn is_endless(when: Quarters) -> bool {
    when.length() > LONGEST
}
