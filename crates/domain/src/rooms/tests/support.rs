//! A room in a library that is open from eight to eight, in the December of 2026.

use crate::busy::{Claim, Days, Mask, Quarter, Quarters};
use crate::id::{BookingId, InductionId, LibraryId, RoomId};
use crate::libraries::{DayHours, Opening, Service};
use crate::rooms::find::{self, Candidate};
use crate::rooms::hours::Hours;
use crate::rooms::refusal::Refused;
use crate::rooms::rules::{Ask, Booker, Own, Setting, alternatives, judge};
use crate::rooms::{Period, Quota, RoomRules, Scope};
use crate::time::{self, LocalTime};
use chrono::{DateTime, NaiveDate, Utc};

pub(super) fn utc(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

pub(super) fn date(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

pub(super) fn clock(text: &str) -> LocalTime {
    text.parse().unwrap()
}

/// An instant by the clocks of Helsinki: `2026-12-01 10:00`.
pub(super) fn local(text: &str) -> DateTime<Utc> {
    let (day, hour) = text.split_once(' ').unwrap();
    time::at(date(day), clock(hour))
}

pub(super) fn quarter(text: &str) -> Quarter {
    Quarter::exactly(local(text)).unwrap()
}

/// So many minutes from a time in Helsinki on.
pub(super) fn when(text: &str, minutes: u32) -> Quarters {
    Quarters::new(quarter(text), minutes / 15)
}

/// The starts as they are read in Helsinki.
pub(super) fn clocks(starts: impl IntoIterator<Item = Quarter>) -> Vec<String> {
    let read = |start: Quarter| time::local(start.instant()).to_string()[8..16].to_owned();
    starts.into_iter().map(read).collect()
}

pub(super) fn opening(from: &str, to: &str, service: Service) -> Opening {
    Opening {
        from: clock(from),
        to: clock(to),
        service,
    }
}

pub(super) fn day(text: &str, openings: &[(&str, &str)]) -> DayHours {
    let staffed = openings
        .iter()
        .map(|(from, to)| opening(from, to, Service::Staffed));
    DayHours {
        date: date(text),
        openings: staffed.collect(),
        exception: None,
    }
}

/// So many days with the same hours.
pub(super) fn days(first: &str, count: usize, openings: &[(&str, &str)]) -> Vec<DayHours> {
    let dates = date(first).iter_days().take(count);
    dates.map(|date| day(&date.to_string(), openings)).collect()
}

pub(super) fn rules() -> RoomRules {
    RoomRules {
        published_from: None,
        published_until: None,
        self_service: false,
        grid_minutes: 15,
        min_minutes: 30,
        max_minutes: 120,
        notice_minutes: 0,
        ahead_days: 30,
        opens_at: LocalTime::MIDNIGHT,
        before_minutes: 0,
        after_minutes: 0,
        approval: false,
        quotas: Vec::new(),
        beside_others: false,
        cancel_minutes: 0,
        min_age: None,
        induction: None,
        door_code_minutes: None,
        check_in: None,
    }
}

pub(super) fn room(id: &str) -> RoomId {
    RoomId::new(id).unwrap()
}

pub(super) fn library(id: &str) -> LibraryId {
    LibraryId::new(id).unwrap()
}

pub(super) fn induction(id: &str) -> InductionId {
    InductionId::new(id).unwrap()
}

pub(super) fn quota(scope: Scope, per: Period, bookings: Option<u32>, minutes: Option<u32>) -> Quota {
    Quota {
        scope,
        per,
        bookings,
        minutes,
    }
}

/// A booking of somebody in a room, `oodi-1` or `kallio-2`.
pub(super) fn own(id: &str, when: Quarters) -> Own {
    Own {
        id: BookingId::new(format!("00000000-0000-7000-8000-{:012x}", when.from.0)).unwrap(),
        room: room(id),
        library: library(id.split('-').next().unwrap()),
        when,
        beside_others: false,
    }
}

pub(super) struct Scene {
    pub(super) now: DateTime<Utc>,
    pub(super) room: RoomId,
    pub(super) library: LibraryId,
    pub(super) people: (u32, u32),
    pub(super) rules: RoomRules,
    pub(super) hours: Hours,
    pub(super) taken: Mask,
    pub(super) booker: Option<Booker>,
}

impl Scene {
    /// Monday 30 November 2026, 12:00; the hours are known for 28 days.
    pub(super) fn new() -> Self {
        Self::open("2026-11-30", 28, &[("08:00", "20:00")])
    }

    /// At noon of the first day.
    pub(super) fn open(first: &str, count: u32, openings: &[(&str, &str)]) -> Self {
        let known = days(first, usize::try_from(count).unwrap(), openings);
        Self::of(&known, Days::of_local(date(first), count))
    }

    pub(super) fn of(known: &[DayHours], window: Days) -> Self {
        Self {
            now: time::at(known[0].date, clock("12:00")),
            room: room("kallio-1"),
            library: library("kallio"),
            people: (1, 8),
            rules: rules(),
            hours: Hours::of(known, window),
            taken: window.empty(),
            booker: None,
        }
    }

    pub(super) fn ruled(self, change: impl FnOnce(&mut RoomRules)) -> Self {
        let mut rules = self.rules;
        change(&mut rules);
        Self { rules, ..self }
    }

    pub(super) fn at(self, now: &str) -> Self {
        Self {
            now: local(now),
            ..self
        }
    }

    /// Somebody else has it.
    pub(super) fn taken(mut self, when: Quarters) -> Self {
        self.taken.add(when);
        self
    }

    pub(super) fn booked_by(self, booker: Booker) -> Self {
        Self {
            booker: Some(booker),
            ..self
        }
    }

    pub(super) fn setting(&self) -> Setting<'_> {
        Setting {
            now: self.now,
            room: &self.room,
            library: &self.library,
            people: self.people,
            rules: &self.rules,
            open: self.hours.used(self.rules.self_service),
            known_until: self.hours.known_until,
            taken: &self.taken,
            booker: self.booker.as_ref(),
        }
    }

    pub(super) fn candidate(&self) -> Candidate<'_> {
        self.setting().candidate()
    }

    pub(super) fn starts(&self, minutes: u32) -> Vec<Quarter> {
        find::starts(&self.candidate(), minutes, self.now).collect()
    }

    pub(super) fn judge(&self, when: Quarters) -> Vec<Refused> {
        judge(&Ask { when, people: None }, &self.setting())
    }

    /// The codes of the reasons against a time.
    pub(super) fn reasons(&self, when: Quarters) -> Vec<&'static str> {
        self.judge(when).iter().map(|one| one.refusal.code()).collect()
    }

    /// The time that comes with a reason.
    pub(super) fn instead(&self, when: Quarters, code: &str) -> Option<Quarters> {
        let refused = self.judge(when);
        let one = refused.iter().find(|one| one.refusal.code() == code);
        one.unwrap().instead
    }

    pub(super) fn alternatives(&self, when: Quarters, count: usize) -> Vec<Quarters> {
        alternatives(&Ask { when, people: None }, &self.setting(), None, count)
    }
}

/// What some claims take of one leaf, as it is looked at by a room with these rules.
pub(super) fn taken_by(claims: &[Claim], rules: &RoomRules, window: Days) -> Mask {
    // What begins right after the window may be kept clear of within it.
    let wider = Days {
        first: window.first - 1,
        count: window.count + 2,
    };
    let (mut used, mut reach) = (wider.empty(), wider.empty());
    for claim in claims {
        used.add(claim.used);
        reach.add(claim.reach());
    }
    find::in_the_way(rules, &used, reach).part(window.first, window.count)
}
