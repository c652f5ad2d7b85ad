//! The list of rooms: what is asked for stands in the address, and every part of it is a field of one ordinary form, so it
//! works without the app. The server writes the page; as soon as a field changes the app finds the rooms by itself and draws them
//! with the same cards ([`found`]), before the server has answered (`src/features/rooms/list.rs`).

mod form;

pub use form::{At, form};

use super::{Errand, address, cards};
use crate::{icon, icons};
use chrono::{DateTime, Utc};
use jaettu_domain::catalogue::api::LONGEST_SEARCH;
use jaettu_domain::endpoint::{Endpoint, Pairs, Reader};
use jaettu_domain::rooms::api::{ListRooms, RoomView};
use jaettu_domain::rooms::find::Wish;
use jaettu_domain::rooms::{Access, Equipment, Kind};
use jaettu_domain::time;
use jaettu_words::Words;
use maud::{Markup, html};

/// So many cards are shown at first, and so many more each time.
pub const PAGE: usize = 20;

/// What somebody asks for.
#[derive(Clone, Debug, PartialEq)]
pub struct Asked {
    /// What for; always rooms or machines.
    pub wish: Wish,
    /// How many cards are shown.
    pub shown: usize,
}

impl Asked {
    /// As it stands in an address or a form. What cannot be read in it is left out: people follow old links, and fields that
    /// nobody has filled in come along empty.
    pub fn read(pairs: &Pairs) -> Self {
        let number = |name| pairs.get(name).and_then(|text| text.parse::<u32>().ok());
        let mut reader = Reader::new(pairs);
        let wish = Wish {
            q: reader.text("q", LONGEST_SEARCH),
            kind: Some(reader.value("kind").unwrap_or(Kind::Room)),
            library: reader.value("library"),
            category: reader.value("category"),
            date: reader.date("date"),
            from: reader.value("from"),
            minutes: number("minutes").filter(|minutes| (15..=1440).contains(minutes)),
            people: number("people").filter(|people| (1..=1000).contains(people)),
            equipment: pairs.all("equipment").filter_map(Equipment::from_code).collect(),
            access: pairs.all("access").filter_map(Access::from_code).collect(),
            ..Wish::default()
        };
        let shown = number("show").and_then(|shown| usize::try_from(shown).ok());
        Self {
            wish,
            shown: shown.unwrap_or(PAGE),
        }
    }

    /// Rooms or machines.
    pub fn kind(&self) -> Kind {
        self.wish.kind.unwrap_or(Kind::Room)
    }

    /// The address of this list.
    pub fn address(&self, words: Words) -> String {
        let mut pairs = Pairs::default();
        let wish = Wish {
            kind: self.wish.kind.filter(|kind| *kind != Kind::Room),
            ..self.wish.clone()
        };
        ListRooms(wish).write(&mut pairs);
        pairs.maybe("show", Some(self.shown).filter(|shown| *shown > PAGE));
        address(words, &[], &pairs)
    }

    /// What is asked for, changed, from the first cards on.
    fn changed(&self, change: impl FnOnce(&mut Wish)) -> Self {
        let mut wish = self.wish.clone();
        change(&mut wish);
        Self { wish, shown: PAGE }
    }

    /// The other kind, for the same time and place.
    fn of_kind(&self, kind: Kind) -> Self {
        self.changed(|wish| {
            wish.kind = Some(kind);
            wish.category = None;
            wish.equipment.clear();
        })
    }

    /// Nothing but the kind.
    fn cleared(&self) -> Self {
        let wish = Wish {
            kind: self.wish.kind,
            ..Wish::default()
        };
        Self { wish, shown: PAGE }
    }

    /// How many things are chosen that stand folded away.
    fn folded(&self) -> usize {
        let Wish {
            category,
            equipment,
            access,
            ..
        } = &self.wish;
        usize::from(category.is_some()) + equipment.len() + access.len()
    }

    /// Whether it is asked for certain times only.
    pub const fn at_certain_times(&self) -> bool {
        self.wish.date.is_some() || self.wish.from.is_some() || self.wish.until.is_some()
    }

    /// What is carried to the page on which one books.
    fn errand(&self) -> Errand {
        Errand {
            people: self.wish.people,
            ..Errand::default()
        }
    }
}

/// The heading, and the two kinds.
pub fn head(words: Words, asked: &Asked) -> Markup {
    html! {
        h1 tabindex="-1" { (words.booking_find_title()) }
        p.j-find__lead { (words.booking_find_lead()) }
        nav.j-tabs #kinds aria-label=(words.booking_find_kind()) {
            @for (kind, name) in [(Kind::Room, words.booking_find_kind_room()), (Kind::Machine, words.booking_find_kind_machine())] {
                a id={ "kind-" (kind) } href=(asked.of_kind(kind).address(words)) data-noscroll
                    aria-current=[(kind == asked.kind()).then_some("true")] { (name) }
            }
        }
    }
}

/// How many were found.
pub fn count(words: Words, asked: &Asked, found: usize) -> String {
    words.room_count(asked.kind(), found)
}

/// How many were found, and in which order: soonest first, or nearest first, for which the app asks the reader's place. What
/// has changed is said in words for whoever does not see it.
pub fn above(words: Words, asked: &Asked, found: usize) -> Markup {
    html! {
        div.j-row.j-row--apart {
            p.j-count #count tabindex="-1" data-lost { (count(words, asked, found)) }
            button.j-linkbutton.j-waiting #near type="button" disabled data-waits { (near(words, false)) }
        }
        p.j-quiet #near-said role="status" {}
        p.j-vh #said role="status" data-text=(count(words, asked, found)) {}
    }
}

/// What the button that changes the order says.
pub fn near(words: Words, is_near: bool) -> Markup {
    let label = if is_near {
        words.rooms_near_off()
    } else {
        words.common_near()
    };
    html! { (icon(icons::PLACE)) (label) }
}

/// What was found, and the way to more of it.
pub fn found(words: Words, now: DateTime<Utc>, asked: &Asked, rooms: &[RoomView]) -> Markup {
    let rest = rooms.len().saturating_sub(asked.shown);
    let last = rooms.iter().take(asked.shown).next_back().filter(|_| rest > 0);
    let more = Asked {
        wish: asked.wish.clone(),
        shown: asked.shown.saturating_add(PAGE),
    };
    html! {
        @if asked.wish.date.is_some_and(|date| date < time::today(now)) {
            div.j-notice #past { p { (words.booking_past_day()) } }
        }
        @if rooms.is_empty() { (empty(words, asked)) } @else {
            (cards(words, now, &asked.errand(), asked.at_certain_times(), rooms.iter().take(asked.shown)))
        }
        @if let Some(last) = last {
            div.j-buttons {
                a.hds-button.hds-button--secondary.hds-button--small #more rel="external"
                    href={ (more.address(words)) "#room-" (last.id) } {
                    span { (words.rooms_more_found(rest.min(PAGE))) }
                }
            }
        }
    }
}

/// Nothing was found: what would find something.
fn empty(words: Words, asked: &Asked) -> Markup {
    html! {
        div.j-empty {
            (icon(icons::SEARCH))
            h2 { (words.rooms_empty()) }
            p { (words.rooms_empty_try()) }
            div.j-buttons {
                a.hds-button.hds-button--primary.hds-button--small #clear rel="external" href=(asked.cleared().address(words)) {
                    span { (words.rooms_clear()) }
                }
            }
        }
    }
}
