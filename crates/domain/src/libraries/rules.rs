//! When a library is open.
//!
//! Hours are looked up, never guessed: beyond the days that are known the answer is "unknown", not "closed".

use super::api::LibraryView;
use super::{DayHours, Opening, Service};
use crate::geo::Place;
use crate::search::{Document, Index};
use crate::text::{Language, Text, alphabetical};
use crate::time;
use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

/// How many days of hours a page shows, today included.
pub const DAYS_SHOWN: u32 = 14;

/// An interval with the instants at which it begins and ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Span {
    /// The first instant at which the library is open.
    pub from: DateTime<Utc>,
    /// The first instant at which it is not.
    pub until: DateTime<Utc>,
    /// How it serves meanwhile.
    pub service: Service,
}

/// Whether a library is open at an instant, and what comes next.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "wire", derive(jaettu_wire_derive::FromJson))]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum OpenState {
    /// Staff are at the desk.
    Staffed {
        /// Until when somebody is at the desk.
        until: DateTime<Utc>,
        /// When the library closes, if it goes on with self-service.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        closes: Option<DateTime<Utc>>,
    },
    /// Open with card and PIN, nobody at the desk.
    SelfService {
        /// When the library closes, whoever serves till then.
        closes: DateTime<Utc>,
        /// When staff come to the desk, if they do before it closes.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        staffed_from: Option<DateTime<Utc>>,
    },
    /// Closed.
    Closed {
        /// When it opens next; `null` when that is beyond the known hours.
        opens: Option<DateTime<Utc>>,
        /// How it opens.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        service: Option<Service>,
    },
    /// The hours of the day are not known.
    Unknown,
}

impl OpenState {
    /// Whether one can go in.
    pub const fn is_open(self) -> bool {
        matches!(self, Self::Staffed { .. } | Self::SelfService { .. })
    }
}

/// The instants of `opening` on `date`; an end not later than its beginning is on the next day.
pub fn span(date: NaiveDate, opening: Opening) -> Span {
    let last = if opening.to <= opening.from {
        date.succ_opt().unwrap_or(date)
    } else {
        date
    };
    Span {
        from: time::at(date, opening.from),
        until: time::at(last, opening.to),
        service: opening.service,
    }
}

/// All intervals of `days` as instants, in order.
pub fn spans(days: &[DayHours]) -> impl Iterator<Item = Span> + '_ {
    days.iter()
        .flat_map(|day| day.openings.iter().map(|opening| span(day.date, *opening)))
}

/// The days up to the first one after `today` that is not known.
fn consecutive(days: &[DayHours], today: NaiveDate) -> &[DayHours] {
    let from = days.iter().position(|day| day.date == today).unwrap_or(0);
    let known = days[from..]
        .iter()
        .zip(today.iter_days())
        .take_while(|(day, date)| day.date == *date);
    &days[..from + known.count()]
}

/// The state at `now`, given the hours of consecutive days; hours of yesterday count if they cross midnight.
pub fn state(days: &[DayHours], now: DateTime<Utc>) -> OpenState {
    let today = time::today(now);
    if !days.iter().any(|day| day.date == today) {
        return OpenState::Unknown;
    }
    let Some(current) = spans(days).find(|span| span.from <= now && now < span.until) else {
        // Beyond a day that nobody has told of another may come before it.
        let next = spans(consecutive(days, today)).find(|span| now < span.from);
        return OpenState::Closed {
            opens: next.map(|s| s.from),
            service: next.map(|s| s.service),
        };
    };
    // What follows without a break belongs to the same visit.
    let mut closes = current.until;
    let mut staffed_from = None;
    for span in spans(days).filter(|span| span.from > current.from) {
        if span.from > closes {
            break;
        }
        closes = closes.max(span.until);
        if span.service == Service::Staffed && staffed_from.is_none() {
            staffed_from = Some(span.from);
        }
    }
    match current.service {
        Service::Staffed => OpenState::Staffed {
            until: current.until,
            closes: (closes > current.until).then_some(closes),
        },
        Service::SelfService => OpenState::SelfService { closes, staffed_from },
    }
}

/// Fills in the distance from `here` and puts the nearest first.
pub fn sort_by_distance(libraries: &mut [LibraryView], here: Place) {
    for view in libraries.iter_mut() {
        view.metres = Some(here.whole_metres_to(view.place));
    }
    libraries.sort_by_key(|view| view.metres);
}

/// Puts libraries in the order of their names in `language`.
pub fn sort_by_name(libraries: &mut [LibraryView], language: Language) {
    libraries.sort_by_cached_key(|view| alphabetical(view.name.get(language)));
}

/// Puts libraries in the order of their short names in `language`: for a choice that shows these.
pub fn sort_by_short_name(libraries: &mut [LibraryView], language: Language) {
    libraries.sort_by_cached_key(|view| alphabetical(view.short_name.get(language)));
}

/// Keeps the libraries whose name or street answers `words`, in the order they are in.
pub fn keep_named(libraries: &mut Vec<LibraryView>, words: &str) {
    let all = |text: &Text| text.all().into_iter().map(str::to_owned).collect();
    let index = Index::new(libraries.iter().map(|view| Document {
        titles: all(&view.name),
        synonyms: all(&view.short_name),
        keywords: all(&view.street),
        text: Vec::new(),
    }));
    let mut kept = vec![false; libraries.len()];
    for hit in index.search(words) {
        if let Some(kept) = kept.get_mut(hit.document) {
            *kept = true;
        }
    }
    let mut kept = kept.into_iter();
    libraries.retain(|_| kept.next().unwrap_or_default());
}

/// Puts first those that are open at `now`, staffed before self-service, then those that open soonest.
pub fn sort_by_opening(libraries: &mut [LibraryView], now: DateTime<Utc>) {
    libraries.sort_by_key(|view| match state(&view.hours, now) {
        OpenState::Staffed { .. } => (0, now),
        OpenState::SelfService { .. } => (1, now),
        OpenState::Closed {
            opens: Some(opens), ..
        } => (2, opens),
        OpenState::Closed { opens: None, .. } | OpenState::Unknown => (3, now),
    });
}

/// Why a day's intervals cannot be taken as they are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HoursError {
    /// An interval begins before the one before it has ended.
    Overlap,
    /// An interval that is not the last of its day ends on the next.
    CrossesMidnight,
}

/// The intervals of one day in order, if they do not overlap.
pub fn in_order(mut openings: Vec<Opening>) -> Result<Vec<Opening>, HoursError> {
    openings.sort();
    for pair in openings.windows(2) {
        if pair[0].to <= pair[0].from {
            return Err(HoursError::CrossesMidnight);
        }
        if pair[1].from < pair[0].to {
            return Err(HoursError::Overlap);
        }
    }
    Ok(openings)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::id::LibraryId;
    use crate::libraries::Library;
    use crate::time::LocalTime;
    use Service::{SelfService, Staffed};
    use proptest::prelude::*;

    fn opening(from: &str, to: &str, service: Service) -> Opening {
        Opening {
            from: from.parse().unwrap(),
            to: to.parse().unwrap(),
            service,
        }
    }

    fn day(date: &str, openings: Vec<Opening>) -> DayHours {
        DayHours {
            date: date.parse().unwrap(),
            openings,
            exception: None,
        }
    }

    fn utc(text: &str) -> DateTime<Utc> {
        text.parse().unwrap()
    }

    fn kallio() -> Vec<DayHours> {
        let hours = || {
            vec![
                opening("08:00", "10:00", SelfService),
                opening("10:00", "20:00", Staffed),
            ]
        };
        vec![
            day("2020-06-22", hours()),
            day("2020-06-23", hours()),
            day("2020-06-24", vec![]),
        ]
    }

    #[test]
    fn self_service_in_the_morning_says_when_staff_come_and_when_the_doors_close() {
        let state = state(&kallio(), utc("2020-06-22T05:30:00Z"));
        let expected = OpenState::SelfService {
            closes: utc("2020-06-22T17:00:00Z"),
            staffed_from: Some(utc("2020-06-22T07:00:00Z")),
        };
        assert_eq!(state, expected);
    }

    #[test]
    fn the_end_of_an_interval_is_no_longer_open() {
        assert!(state(&kallio(), utc("2020-06-22T16:59:59Z")).is_open());
        let closed = state(&kallio(), utc("2020-06-22T17:00:00Z"));
        let opens = Some(utc("2020-06-23T05:00:00Z"));
        assert_eq!(
            closed,
            OpenState::Closed {
                opens,
                service: Some(SelfService)
            }
        );
    }

    #[test]
    fn beyond_the_known_days_nothing_is_guessed() {
        assert_eq!(
            state(&kallio(), utc("2020-06-24T09:00:00Z")),
            OpenState::Closed {
                opens: None,
                service: None
            }
        );
        assert_eq!(state(&kallio(), utc("2020-06-25T09:00:00Z")), OpenState::Unknown);
        assert_eq!(state(&[], utc("2020-06-25T09:00:00Z")), OpenState::Unknown);
    }

    #[test]
    fn the_next_opening_is_not_looked_for_beyond_a_day_that_nobody_has_told_of() {
        let days = [
            day("2026-11-24", vec![opening("09:00", "18:00", Staffed)]),
            day("2026-11-26", vec![opening("09:00", "18:00", Staffed)]),
        ];
        let closed = OpenState::Closed {
            opens: None,
            service: None,
        };
        assert_eq!(state(&days, utc("2026-11-24T18:00:00Z")), closed);
    }

    #[test]
    fn names_stand_in_the_order_of_the_readers_language() {
        let named = |fi: &str, sv: &str| {
            let library = Library {
                name: Text::new(fi, sv, ""),
                ..kallio_itself()
            };
            LibraryView::new(library, Vec::new(), utc("2026-11-24T18:00:00Z"))
        };
        let mut views = vec![
            named("Etelä-Haaga", "Södra Haga"),
            named("Itäkeskus", "Östra centrum"),
            named("Arabianranta", "Arabiastranden"),
            named("Herttoniemi", "Hertonäs"),
        ];
        sort_by_name(&mut views, Language::Sv);
        let names: Vec<&str> = views.iter().map(|view| view.name.get(Language::Sv)).collect();
        assert_eq!(
            names,
            ["Arabiastranden", "Hertonäs", "Södra Haga", "Östra centrum"]
        );
    }

    #[test]
    fn a_choice_stands_in_the_order_of_the_names_that_it_shows() {
        let view = |name: &str, short: &str| {
            let library = Library {
                name: Text::same(name),
                short_name: Text::same(short),
                ..kallio_itself()
            };
            LibraryView::new(library, Vec::new(), utc("2026-11-24T18:00:00Z"))
        };
        let mut views = vec![
            view("Aleksanterinkadun kirjasto", "Östersundom"),
            view("Zoo", "Ämtö"),
            view("Keskustakirjasto Oodi", "Oodi"),
        ];
        sort_by_short_name(&mut views, Language::Fi);
        let names: Vec<&str> = views
            .iter()
            .map(|view| view.short_name.get(Language::Fi))
            .collect();
        assert_eq!(names, ["Oodi", "Ämtö", "Östersundom"]);
    }

    #[test]
    fn a_library_is_found_by_its_name_in_any_language_and_by_its_street() {
        let view = |name: Text, street: &str| {
            let street = Text::new(street, "", "");
            let library = Library {
                name,
                street,
                ..kallio_itself()
            };
            LibraryView::new(library, Vec::new(), utc("2026-11-24T18:00:00Z"))
        };
        let all = [
            view(
                Text::new("Kallion kirjasto", "Berghälls bibliotek", ""),
                "Viides linja 11",
            ),
            view(Text::new("Oodi", "Ode", ""), "Töölönlahdenkatu 4"),
            view(
                Text::new("Töölön kirjasto", "Tölö bibliotek", ""),
                "Topeliuksenkatu 6",
            ),
        ];
        for (words, found) in [
            ("", vec!["Kallion kirjasto", "Oodi", "Töölön kirjasto"]),
            ("kallio", vec!["Kallion kirjasto"]),
            ("berghäll", vec!["Kallion kirjasto"]),
            ("viides linja", vec!["Kallion kirjasto"]),
            ("toolo", vec!["Oodi", "Töölön kirjasto"]),
            ("%", vec![]),
        ] {
            let mut views = all.to_vec();
            keep_named(&mut views, words);
            let names: Vec<&str> = views.iter().map(|view| view.name.fi.as_str()).collect();
            assert_eq!(names, found, "{words}");
        }
    }

    fn kallio_itself() -> Library {
        Library {
            id: LibraryId::new("kallio").unwrap(),
            tprek: None,
            kirkanta: None,
            name: Text::default(),
            short_name: Text::default(),
            street: Text::default(),
            zip: "00530".to_owned(),
            place: Place {
                lat: 60.18,
                lon: 24.95,
            },
            offers: Vec::new(),
            about: Text::default(),
        }
    }

    #[test]
    fn a_night_that_crosses_midnight_is_open_on_both_sides() {
        let days = vec![
            day("2026-08-28", vec![opening("18:00", "02:00", Staffed)]),
            day("2026-08-29", vec![]),
        ];
        assert!(state(&days, utc("2026-08-28T22:30:00Z")).is_open());
        assert!(!state(&days, utc("2026-08-28T23:00:00Z")).is_open());
    }

    #[test]
    fn opening_hours_keep_to_the_wall_clock_on_the_days_the_clocks_change() {
        for (date, opens, closes) in [
            ("2027-03-28", "2027-03-28T07:00:00Z", "2027-03-28T13:00:00Z"),
            ("2027-10-31", "2027-10-31T08:00:00Z", "2027-10-31T14:00:00Z"),
        ] {
            let span = span(date.parse().unwrap(), opening("10:00", "16:00", Staffed));
            assert_eq!((span.from, span.until), (utc(opens), utc(closes)));
        }
        let night = span(
            "2027-10-30".parse().unwrap(),
            opening("22:00", "06:00", SelfService),
        );
        assert_eq!((night.until - night.from).num_hours(), 9);
    }

    #[test]
    fn an_opening_in_the_skipped_hour_begins_with_the_change() {
        let days = vec![day("2027-03-28", vec![opening("03:15", "04:15", SelfService)])];
        assert!(!state(&days, utc("2027-03-28T00:59:00Z")).is_open());
        assert!(state(&days, utc("2027-03-28T01:00:00Z")).is_open());
    }

    #[test]
    fn overlapping_intervals_are_refused() {
        let overlap = vec![
            opening("10:00", "14:00", Staffed),
            opening("08:00", "11:00", SelfService),
        ];
        assert_eq!(in_order(overlap), Err(HoursError::Overlap));
        let crossing = vec![
            opening("10:00", "02:00", Staffed),
            opening("12:00", "13:00", Staffed),
        ];
        assert_eq!(in_order(crossing), Err(HoursError::CrossesMidnight));
    }

    prop_compose! {
        /// One to three touching or separate intervals within a day.
        fn openings()(cuts in proptest::collection::btree_set(0_u16..=96, 2..7), staffed in any::<[bool; 3]>()) -> Vec<Opening> {
            let cuts: Vec<u16> = cuts.into_iter().collect();
            cuts.chunks_exact(2).zip(staffed).filter_map(|(cut, staffed)| {
                let time = |quarter: u16| LocalTime::new(quarter / 4, quarter % 4 * 15);
                let service = if staffed { Staffed } else { SelfService };
                Some(Opening { from: time(cut[0])?, to: time(cut[1])?, service })
            }).collect()
        }
    }

    proptest! {
        #[test]
        fn the_state_agrees_with_looking_at_every_minute(
            week in proptest::collection::vec(openings(), 3),
            start in prop_oneof![Just("2027-03-27"), Just("2027-10-30"), Just("2026-11-22")],
            minute in 0_i64..4320,
        ) {
            let start: NaiveDate = start.parse().unwrap();
            let days: Vec<DayHours> = start.iter_days().zip(week)
                .map(|(date, openings)| DayHours { date, openings, exception: None }).collect();
            let now = time::at(start, LocalTime::MIDNIGHT) + chrono::TimeDelta::minutes(minute);
            let wall = time::local(now);
            let Some(today) = days.iter().find(|day| day.date == wall.date()) else { return Ok(()) };
            let clock = LocalTime::of(wall);
            let open = today.openings.iter().find(|o| o.from <= clock && clock < o.to);
            // In the hour that comes twice the wall clock cannot tell; the libraries are closed then anyway.
            prop_assume!(clock.minutes() >= 240 || wall.date() == start);
            match (state(&days, now), open) {
                (OpenState::Staffed { until, .. }, Some(o)) => {
                    prop_assert_eq!(o.service, Staffed);
                    prop_assert!(until > now);
                }
                (OpenState::SelfService { closes, staffed_from }, Some(o)) => {
                    prop_assert_eq!(o.service, SelfService);
                    prop_assert!(closes > now && staffed_from.is_none_or(|from| from > now && from < closes));
                }
                (OpenState::Closed { opens, .. }, None) => prop_assert!(opens.is_none_or(|opens| opens > now)),
                (state, open) => prop_assert!(false, "{state:?} but {open:?}"),
            }
        }
    }
}
