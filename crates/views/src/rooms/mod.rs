//! Rooms and machines: the list with its cards here and in [`list`], and the pages that only the server draws.

pub mod book;
mod check_in;
mod day;
pub mod feed;
pub mod here;
pub mod list;
pub mod own;
pub mod room;
pub mod series;
mod week;

use crate::{other_language, path, text};
use chrono::{DateTime, Utc};
use jaettu_domain::busy::Quarters;
use jaettu_domain::endpoint::Pairs;
use jaettu_domain::id::{BookingId, RoomId};
use jaettu_domain::rooms::Photo;
use jaettu_domain::rooms::api::RoomView;
use jaettu_domain::time;
use jaettu_words::Words;
use maud::{Markup, html};

/// An address below `/rooms` with what is asked for.
fn address(words: Words, parts: &[&str], pairs: &Pairs) -> String {
    let query = pairs.to_query();
    let mark = if query.is_empty() { "" } else { "?" };
    path(words, &["/rooms", &parts.concat(), mark, &query].concat())
}

/// The page of a room.
pub fn room_path(words: Words, room: &RoomId) -> String {
    address(words, &["/", room.as_str()], &Pairs::default())
}

/// What is carried from page to page while somebody looks for a time.
#[derive(Clone, Debug, Default)]
pub struct Errand {
    /// The booking that is being moved.
    pub moves: Option<BookingId>,
    /// For how many people.
    pub people: Option<u32>,
    /// How long the booking is that is being moved, in minutes.
    pub minutes: Option<u32>,
}

impl Errand {
    fn write(&self, pairs: &mut Pairs) {
        pairs.maybe("move", self.moves.as_ref());
        pairs.maybe("people", self.people);
        pairs.maybe("minutes", self.minutes);
    }
}

/// The page on which a time of a room is booked.
pub fn book_path(words: Words, room: &RoomId, when: Quarters, errand: &Errand) -> String {
    let mut pairs = Pairs::default();
    pairs.push("start", time::write(when.from.instant()));
    pairs.push("end", time::write(when.until.instant()));
    errand.write(&mut pairs);
    address(words, &["/", room.as_str(), "/book"], &pairs)
}

/// Rooms with their next times.
pub fn cards<'a>(
    words: Words,
    now: DateTime<Utc>,
    errand: &Errand,
    then: bool,
    rooms: impl IntoIterator<Item = &'a RoomView>,
) -> Markup {
    html! {
        ul.j-cards.j-cards--rooms role="list" {
            @for room in rooms { (card(words, now, errand, then, room)) }
        }
    }
}

fn card(words: Words, now: DateTime<Utc>, errand: &Errand, then: bool, room: &RoomView) -> Markup {
    let language = words.language();
    let (library, place) = (room.library_name.get(language), room.place.get(language));
    html! {
        li.j-card.j-card--room {
            (picture(words, room.photo.as_ref()))
            div.j-card__body {
                h2.j-card__title {
                    a id={ "room-" (room.id) } href=(room_path(words, &room.id)) lang=[other_language(words, &room.name)] {
                        (room.name.get(language))
                    }
                }
                p.j-card__meta {
                    @if let Some(metres) = room.metres { (words.distance(metres)) " · " }
                    (library) @if !place.is_empty() { ", " (place) }
                }
                p.j-quiet { (words.room_line(room)) }
            }
            (times(words, now, errand, then, room))
        }
    }
}

/// A picture that keeps its place before it is there. It is beside a name that says what it shows.
fn picture(words: Words, photo: Option<&Photo>) -> Markup {
    let alt = photo.map_or("", |photo| photo.alt.get(words.language()));
    html! {
        div.j-picture {
            @if let Some(photo) = photo {
                img src=(photo.url) alt=(alt) width="640" height="360" loading="lazy" decoding="async";
            }
        }
    }
}

/// The next times of a room, each a link that books it; or that there is none, and the way to its calendar.
fn times(words: Words, now: DateTime<Utc>, errand: &Errand, then: bool, room: &RoomView) -> Markup {
    let name = room.name.get(words.language());
    html! {
        div.j-card__foot {
            @if room.next_starts.is_empty() {
                p { @if then { (words.rooms_none_then()) } @else { (words.rooms_none_soon()) } }
                a.j-card__more href=(room_path(words, &room.id)) aria-label=(words.rooms_other_times_of(name)) {
                    (words.rooms_other_times())
                }
            } @else {
                p { (words.rooms_book_for(&words.length(room.minutes))) }
                ul.j-slots role="list" {
                    @for when in room.next_times() { li { (slot(words, now, errand, room, when)) } }
                }
            }
        }
    }
}

/// A time that can be booked: two short lines for the eye, one sentence for the ear, in which nothing stands between the clocks.
fn slot(words: Words, now: DateTime<Utc>, errand: &Errand, room: &RoomView, when: Quarters) -> Markup {
    let (start, end) = (when.from.instant(), when.until.instant());
    html! {
        a.j-slot href=(book_path(words, &room.id, when, errand)) {
            span.j-vh {
                (words.rooms_book_it(room.name.get(words.language()))) " " (words.near_start(start, now))
                " " (words.clock(start)) "–" (words.clock(end))
            }
            span aria-hidden="true" { (words.near_start(start, now)) }
            b aria-hidden="true" { (words.clock(start)) }
        }
    }
}

/// The name of a room as the title of a page.
fn title(words: Words, title: &str, name: &jaettu_domain::text::Text) -> Markup {
    html! { h1 tabindex="-1" lang=[other_language(words, name)] { (title) } }
}

/// Library and place: "Kallio, 2. kerros".
fn place(words: Words, library: &jaettu_domain::text::Text, place: &jaettu_domain::text::Text) -> Markup {
    html! { (text(words, library)) @if !place.is_empty() { ", " (text(words, place)) } }
}

/// The shape of six cards.
pub fn skeleton() -> Markup {
    html! {
        div.j-cards.j-cards--rooms {
            @for _ in 0..6 {
                div.j-card.j-card--room {
                    div.j-picture.j-skeleton {}
                    div.j-card__body {
                        div.j-skeleton.j-skeleton--name {}
                        div.j-skeleton.j-skeleton--line {}
                    }
                    div.j-card__foot { div.j-skeleton.j-skeleton--line {} }
                }
            }
        }
    }
}
