//! The page of a room: when it is free, what it is, and every rule in words.

use super::{Errand, book_path, day, picture, place, room_path, week};
use crate::{icon, icons, other_language, paragraphs, path, text};
use chrono::{DateTime, NaiveDate, Utc};
use jaettu_domain::busy::{Quarter, Quarters};
use jaettu_domain::endpoint::Pairs;
use jaettu_domain::id::RoomId;
use jaettu_domain::rooms::api::RoomView;
use jaettu_domain::rooms::calendar::Calendar;
use jaettu_domain::rooms::{Kind, Quota};
use jaettu_domain::text::Text;
use jaettu_words::Words;
use maud::{Markup, html};

/// What the page looks at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Look {
    /// One day, as a list.
    Day(NaiveDate),
    /// The week of a day, as a grid.
    Week(NaiveDate),
}

/// The page of a room.
#[derive(Debug)]
pub struct Shown<'a> {
    /// Words of the reader's language.
    pub words: Words,
    /// The present instant.
    pub now: DateTime<Utc>,
    /// The room.
    pub room: &'a RoomView,
    /// When it can be booked.
    pub calendar: &'a Calendar<'a>,
    /// What is looked at.
    pub look: Look,
    /// In the grid: when the booking begins that is being chosen.
    pub picked: Option<Quarter>,
    /// What is carried along.
    pub errand: &'a Errand,
    /// How much one person may book beside the room's own rules.
    pub quotas: &'a [Quota],
    /// What has to be learned first: its name and what one learns.
    pub induction: Option<(&'a Text, &'a Text)>,
    /// The machines of a pool.
    pub members: &'a [(&'a RoomId, &'a Text)],
    /// The pool of which it is one.
    pub pool: Option<(&'a RoomId, &'a Text)>,
}

impl Shown<'_> {
    /// The address of this page with something else looked at.
    pub(super) fn at(&self, look: Look, picked: Option<Quarter>) -> String {
        let mut pairs = Pairs::default();
        let date = match look {
            Look::Day(date) => date,
            Look::Week(date) => {
                pairs.push("view", "week");
                date
            }
        };
        pairs.push("date", date.to_string());
        pairs.maybe(
            "from",
            picked.map(|picked| jaettu_domain::time::write(picked.instant())),
        );
        self.errand.write(&mut pairs);
        super::address(self.words, &["/", self.room.id.as_str()], &pairs)
    }

    /// The page on which a time of it is booked.
    pub(super) fn book(&self, when: Quarters) -> String {
        book_path(self.words, &self.room.id, when, self.errand)
    }

    /// The day that is looked at.
    const fn date(&self) -> NaiveDate {
        match self.look {
            Look::Day(date) | Look::Week(date) => date,
        }
    }
}

/// The whole page.
pub fn page(shown: &Shown<'_>) -> Markup {
    html! {
        a.j-back href=(path(shown.words, "/rooms")) { (icon(icons::BACK)) (shown.words.booking_back()) }
        div.j-columns {
            div {
                (head(shown))
                (calendar(shown))
            }
            aside aria-labelledby="about" { (about(shown)) }
        }
        (rules(shown))
    }
}

fn head(shown: &Shown<'_>) -> Markup {
    let Shown { words, room, .. } = *shown;
    let library = path(words, &["/libraries/", room.library.as_str()].concat());
    html! {
        p.j-eyebrow { (words.category(room.category)) }
        h1 tabindex="-1" lang=[other_language(words, &room.name)] { (room.name.get(words.language())) }
        p {
            a href=(library) { (text(words, &room.library_name)) }
            @if !room.place.is_empty() { ", " (text(words, &room.place)) }
        }
        p.j-quiet { (words.room_line(room)) }
        @if let Some((id, name)) = shown.pool {
            p { a href=(room_path(words, id)) { (words.booking_pool(name.get(words.language()))) } }
        }
        (moving(shown))
    }
}

/// Somebody is moving a booking: that nothing is lost, and the way out.
fn moving(shown: &Shown<'_>) -> Markup {
    let words = shown.words;
    html! {
        @if let Some(id) = &shown.errand.moves {
            div.j-notice {
                p { (words.booking_moving()) }
                p { a.j-linkbutton href=(super::own::booking_path(words, id)) { (words.booking_moving_stop()) } }
            }
        }
    }
}

/// Free now or when next, with the first time to book.
fn next(shown: &Shown<'_>) -> Markup {
    let Shown { words, now, room, .. } = *shown;
    let first = room.next_times().next();
    html! {
        @match first {
            None => p.j-state.j-state--out { span { b { (words.booking_free_none()) } } },
            Some(when) if when.from <= Quarter::of(now) => {
                @let until = shown.calendar.free_until(when.from).instant();
                p.j-state.j-state--on-shelf.j-state--big {
                    span { b { (words.booking_free_now()) } " " (words.booking_free_until(&words.clock(until))) }
                }
            }
            Some(when) => p.j-state.j-state--later.j-state--big {
                span { b { (words.booking_free_next()) } " " (words.near_time(when.from.instant(), now)) }
            },
        }
        @if let Some(when) = first.filter(|_| shown.errand.moves.is_none()) {
            p.j-buttons {
                a.hds-button.hds-button--primary #next href=(shown.book(when)) {
                    span { (words.booking_book_next(&words.near_time(when.from.instant(), now))) }
                }
            }
        }
    }
}

/// What is booked by others changes: this part is asked for again while it is looked at (`src/features/rooms/live.rs`).
fn calendar(shown: &Shown<'_>) -> Markup {
    let words = shown.words;
    let week = matches!(shown.look, Look::Week(_));
    html! {
        div #live data-live {
            (next(shown))
            section.j-section aria-labelledby="times" {
                h2 #times tabindex="-1" { (words.booking_calendar()) }
                nav.j-tabs aria-label=(words.booking_ways()) {
                    a #as-list href=(shown.at(Look::Day(shown.date()), None)) data-noscroll
                        aria-current=[(!week).then_some("true")] { (words.booking_as_list()) }
                    a #as-week href=(shown.at(Look::Week(shown.date()), None)) data-noscroll
                        aria-current=[week.then_some("true")] { (words.booking_as_week()) }
                }
                @match shown.look {
                    Look::Day(date) => (day::day(shown, date)),
                    Look::Week(date) => (week::week(shown, date)),
                }
            }
        }
    }
}

/// What it is.
fn about(shown: &Shown<'_>) -> Markup {
    let Shown { words, room, .. } = *shown;
    html! {
        h2 #about { (words.booking_about()) }
        (picture(words, room.photo.as_ref()))
        @if let Some(about) = &room.about { (paragraphs(words, about)) }
        dl.j-facts {
            div { dt { (words.booking_where()) } dd { (place(words, &room.library_name, &room.place)) } }
            @if room.kind == Kind::Room { (fact(words.booking_capacity(), &capacity(words, room))) }
            @if !room.equipment.is_empty() {
                (list(words.booking_equipment(), room.equipment.iter().map(|one| words.equipment(*one))))
            }
            @if !room.access.is_empty() {
                (list(words.booking_access(), room.access.iter().map(|one| words.accessible(*one))))
            }
        }
        @if !shown.members.is_empty() {
            h3 { (words.booking_members()) }
            ul.j-links role="list" {
                @for (id, name) in shown.members { li { a href=(room_path(words, id)) { (text(words, name)) } } }
            }
        }
    }
}

fn capacity(words: Words, room: &RoomView) -> String {
    let (least, most) = (room.min_people.to_string(), room.max_people.to_string());
    if room.min_people > 1 {
        words.booking_capacity_range(&least, &most)
    } else {
        words.booking_capacity_most(&most)
    }
}

fn fact(name: &str, value: &str) -> Markup {
    html! { div { dt { (name) } dd { (value) } } }
}

fn list<'a>(name: &str, values: impl Iterator<Item = &'a str>) -> Markup {
    html! { div { dt { (name) } dd { ul.j-list { @for value in values { li { (value) } } } } } }
}

/// Every rule by which it is booked, in words.
fn rules(shown: &Shown<'_>) -> Markup {
    let Shown { words, room, .. } = *shown;
    let language = words.language();
    let induction = shown.induction.map(|(name, _)| name.get(language));
    html! {
        section.j-section.j-narrow aria-labelledby="rules" {
            h2 #rules { (words.booking_rules()) }
            dl.j-facts {
                @for fact in words.room_rules(&room.rules, shown.quotas, induction) {
                    div { dt { (fact.name) } dd { (fact.value) @if !fact.note.is_empty() { small { (fact.note) } } } }
                }
            }
            @if let Some((_, about)) = shown.induction { p { (text(words, about)) } }
        }
    }
}
