//! Libraries: their list, their pages, their hours.

pub mod handlers;
pub mod page;
mod quarters;
pub mod store;

use crate::App;
use crate::cached::Cached;
use chrono::{DateTime, Days, NaiveDate, Utc};
use jaettu_domain::busy::{Days as Window, Quarter};
use jaettu_domain::circulation::calendar::Calendars;
use jaettu_domain::id::LibraryId;
use jaettu_domain::libraries::api::LibraryView;
use jaettu_domain::libraries::rules::{self, DAYS_SHOWN};
use jaettu_domain::libraries::{DayHours, Library};
use jaettu_domain::rooms::hours::Hours;
use jaettu_domain::text::Text;
use quarters::Quarters;
use std::sync::Arc;

/// Over Easter libraries are closed for four days, and the evening before and the morning after belong to the answer.
const DAYS_IN_BRIEF: u64 = 6;

/// All libraries by name, with every day of hours that is known, and those hours as rooms look at them.
#[derive(Debug)]
pub struct Libraries(Vec<(Library, Vec<DayHours>)>, Quarters);

/// Libraries in memory.
pub type Cache = Cached<Libraries>;

/// The libraries as of now.
pub async fn current(app: &App) -> Result<Arc<Libraries>, sqlx::Error> {
    app.libraries.get(&app.db, store::all).await
}

impl Libraries {
    /// These libraries, in order of name, each with its days in order.
    pub fn new(all: Vec<(Library, Vec<DayHours>)>) -> Self {
        Self(all, Quarters::default())
    }

    /// The hours of a library within a window.
    pub fn hours(&self, id: &LibraryId, window: Window) -> Arc<Hours> {
        self.1.of(id, window, || {
            // The evening before may reach into the window.
            let from = Quarter::first_of(window.first - 1).instant().date_naive();
            let until = Quarter::first_of(window.first + i64::from(window.count) + 1);
            let days = self.days(id, from, until.instant().date_naive());
            Hours::of(days, window)
        })
    }

    /// Every library as it is seen at `now`, in order of name.
    pub fn views(&self, now: DateTime<Utc>) -> impl Iterator<Item = LibraryView> + '_ {
        self.0.iter().map(move |(library, days)| view(library, days, now))
    }

    /// Every library with what a list shows of it, in order of name.
    pub fn brief(&self, now: DateTime<Utc>) -> Vec<LibraryView> {
        let last = jaettu_domain::time::today(now) + Days::new(DAYS_IN_BRIEF);
        let mut views: Vec<LibraryView> = self.views(now).collect();
        for view in &mut views {
            view.hours.retain(|day| day.date < last);
            view.offers = Vec::new();
            view.about = Text::default();
        }
        views
    }

    fn get(&self, is: impl Fn(&Library) -> bool) -> Option<&Library> {
        self.0
            .iter()
            .map(|(library, _)| library)
            .find(|library| is(library))
    }

    /// Every library, in order of name.
    pub fn all(&self) -> impl Iterator<Item = &Library> {
        self.0.iter().map(|(library, _)| library)
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The library with this Kirkanta id, or else with the register's slug and no other id.
    pub fn find_kirkanta(&self, id: u32, slug: Option<&str>) -> Option<&Library> {
        self.get(|library| library.kirkanta == Some(id))
            .or_else(|| self.get(|library| library.kirkanta.is_none() && Some(library.id.as_str()) == slug))
    }

    /// The library with this id in the service map, or else with this Kirkanta id and no other.
    pub fn find_tprek(&self, id: u32, kirkanta: Option<u32>) -> Option<&Library> {
        self.get(|library| library.tprek == Some(id)).or_else(|| {
            self.get(|library| library.tprek.is_none() && kirkanta.is_some() && library.kirkanta == kirkanta)
        })
    }

    /// The library with this id.
    pub fn by_id(&self, id: &str) -> Option<&Library> {
        self.get(|library| library.id.as_str() == id)
    }

    /// The Kirkanta id of a library.
    pub fn kirkanta(&self, id: &LibraryId) -> Option<u32> {
        self.get(|library| library.id == *id)?.kirkanta
    }

    /// Every library's hours, as far as they are known.
    pub fn calendars(&self) -> Calendars<'_> {
        Calendars::new(
            self.0
                .iter()
                .map(|(library, days)| (library.id.clone(), days.as_slice())),
        )
    }

    /// The hours of one day, if they are known.
    pub fn day(&self, id: &LibraryId, date: NaiveDate) -> Option<&DayHours> {
        let (_, days) = self.0.iter().find(|(library, _)| library.id == *id)?;
        days.iter().find(|day| day.date == date)
    }

    /// The hours that are known from one day to another, both included.
    pub fn days(&self, id: &LibraryId, from: NaiveDate, until: NaiveDate) -> &[DayHours] {
        let days = self.0.iter().find(|(library, _)| library.id == *id);
        let days = days.map_or(&[][..], |(_, days)| days.as_slice());
        let first = days.partition_point(|day| day.date < from);
        let last = days.partition_point(|day| day.date <= until);
        &days[first..last.max(first)]
    }

    /// One library as it is seen at `now`.
    pub fn view(&self, id: &str, now: DateTime<Utc>) -> Option<LibraryView> {
        let (library, days) = self.0.iter().find(|(library, _)| library.id.as_str() == id)?;
        Some(view(library, days, now))
    }
}

fn view(library: &Library, days: &[DayHours], now: DateTime<Utc>) -> LibraryView {
    let today = jaettu_domain::time::today(now);
    let last = today + Days::new(u64::from(DAYS_SHOWN));
    let from = days.partition_point(|day| Some(day.date) < today.pred_opt());
    let mut hours: Vec<DayHours> = days[from..]
        .iter()
        .take_while(|day| day.date < last)
        .cloned()
        .collect();
    // Yesterday matters only while its last interval goes on.
    hours.retain(|day| {
        day.date >= today
            || day
                .openings
                .iter()
                .any(|opening| now < rules::span(day.date, *opening).until)
    });
    LibraryView::new(library.clone(), hours, now)
}
