//! Booking a time: what, where and when in one sentence, the deal, everything that stands against it, and one button.
//!
//! The app keeps the time for the reader as soon as the page is there: it sends the form `#hold` by itself and asks for the
//! page again, which then counts down and has the form that confirms (`src/features/rooms/hold.rs`).

mod act;

pub(super) use act::fields_of;

use super::{Errand, book_path, place, room_path, title};
use crate::form::{Form, without_scripts};
use crate::{icon, icons, path};
use chrono::{DateTime, Utc};
use jaettu_domain::busy::{Quarter, Quarters};
use jaettu_domain::endpoint::Pairs;
use jaettu_domain::id::{BookingId, RoomId};
use jaettu_domain::rooms::api::{BookingView, RoomView};
use jaettu_domain::rooms::waits::AddWait;
use jaettu_domain::text::Text;
use jaettu_domain::time;
use jaettu_words::Words;
use maud::{Markup, html};

/// A reason against it, in words, with the nearest time at which it would not stand.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Told {
    /// "Aika on liian pitkä. Voit varata enintään 4 tuntia."
    pub text: String,
    /// When else.
    pub nearest: Option<Quarters>,
    /// The reader's own booking that stands in the way.
    pub own: Option<BookingId>,
}

/// Whether somebody waits for a time that others have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wait {
    /// They could.
    Possible,
    /// They do.
    Waits,
}

/// Another time or room that is free.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Instead<'a> {
    /// Which room.
    pub room: &'a RoomId,
    /// Its name.
    pub name: &'a Text,
    /// When.
    pub when: Quarters,
}

/// Who reads the page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reader<'a> {
    /// Nobody who is known.
    Stranger,
    /// Somebody for whom no time is kept, or another one of this room.
    Known {
        /// The time that is kept, to be exchanged for this one.
        other: Option<&'a BookingId>,
    },
    /// Somebody for whom this time is kept.
    Holding {
        /// The booking.
        id: &'a BookingId,
        /// Its version.
        version: u32,
        /// For so many more seconds.
        seconds: u32,
    },
}

/// The page on which a time is booked.
#[derive(Clone, Copy, Debug)]
pub struct Offer<'a> {
    /// Words of the reader's language.
    pub words: Words,
    /// The present instant.
    pub now: DateTime<Utc>,
    /// The room, or a pool.
    pub room: &'a RoomView,
    /// When.
    pub when: Quarters,
    /// When else one may begin on that day, for so long.
    pub starts: &'a [Quarter],
    /// When else one may end.
    pub ends: &'a [Quarter],
    /// Everything against it.
    pub told: &'a [Told],
    /// Whether only others stand in the way: then one can wait for it, or does already.
    pub wait: Option<Wait>,
    /// What is free instead.
    pub instead: &'a [Instead<'a>],
    /// Until when it could be cancelled or moved.
    pub changeable_until: DateTime<Utc>,
    /// Who reads.
    pub reader: Reader<'a>,
    /// What is carried along.
    pub errand: &'a Errand,
    /// The booking that is moved.
    pub moves: Option<&'a BookingView>,
    /// Whether the same time can be asked for in several weeks.
    pub weekly: bool,
}

impl Offer<'_> {
    fn here(&self) -> String {
        book_path(self.words, &self.room.id, self.when, self.errand)
    }

    fn book(&self, room: &RoomId, when: Quarters) -> String {
        book_path(self.words, room, when, self.errand)
    }

    /// "ti 1.12. klo 14:00–15:00".
    fn brief(&self, when: Quarters) -> String {
        let end = self.words.clock_of_two(when.until.instant());
        [&self.words.booking_cell_at(when.from.instant()), "–", &end].concat()
    }
}

/// The whole page.
pub fn page(offer: &Offer<'_>) -> Markup {
    html! {
        (back(offer))
        (head(offer))
        (choice(offer))
        (against(offer))
        @if offer.told.is_empty() { (act::act(offer)) }
        @if offer.weekly && offer.moves.is_none() { (weekly(offer)) }
        (terms(offer))
    }
}

/// The way back to the calendar of the day, with the errand.
fn back(offer: &Offer<'_>) -> Markup {
    let words = offer.words;
    let mut pairs = Pairs::default();
    offer.errand.write(&mut pairs);
    let date = time::today(offer.when.from.instant());
    pairs.push("date", date.max(time::today(offer.now)).to_string());
    let href = super::address(words, &["/", offer.room.id.as_str()], &pairs);
    html! { a.j-back href=(href) { (icon(icons::BACK)) (words.booking_to_room()) } }
}

/// The page where no time is named.
pub fn without_time(words: Words, room: &RoomView) -> Markup {
    let name = room.name.get(words.language());
    html! {
        (title(words, &words.booking_book_title(name), &room.name))
        p { (words.booking_no_time()) }
        p { a.hds-button.hds-button--primary href=(room_path(words, &room.id)) { span { (words.booking_calendar()) } } }
    }
}

fn head(offer: &Offer<'_>) -> Markup {
    let Offer {
        words, room, when, ..
    } = *offer;
    let name = room.name.get(words.language());
    let heading = match offer.moves {
        Some(_) => words.booking_move_title(name),
        None => words.booking_book_title(name),
    };
    html! {
        (title(words, &heading, &room.name))
        p.j-when {
            strong { (words.booking_when(when.from.instant(), when.until.instant())) }
            span { (words.length(when.minutes())) }
            span { (place(words, &room.library_name, &room.place)) }
        }
        @if let Some(old) = offer.moves {
            dl.j-facts.j-narrow {
                div { dt { (words.booking_move_old()) } dd { (words.booking_when(old.start, old.end)) } }
                div { dt { (words.booking_move_new()) } dd { (words.booking_when(when.from.instant(), when.until.instant())) } }
            }
        }
    }
}

/// Another start or length: an ordinary form, which the app follows as soon as something is chosen.
fn choice(offer: &Offer<'_>) -> Markup {
    let Offer {
        words, room, when, ..
    } = *offer;
    let action = super::address(words, &["/", room.id.as_str(), "/book"], &Pairs::default());
    let mut kept = Pairs::default();
    offer.errand.write(&mut kept);
    html! {
        form.j-find.j-find--time #choice action=(action) data-goes {
            @for (name, value) in kept.iter() { input type="hidden" name=(name) value=(value); }
            div.j-field {
                label.j-field__label for="start" { (words.booking_starts()) }
                select.j-field__input #start name="start" {
                    @for start in offer.starts {
                        option value=(time::write(start.instant())) selected[*start == when.from] {
                            (words.clock_of_two(start.instant()))
                        }
                    }
                }
            }
            div.j-field {
                label.j-field__label for="minutes" { (words.booking_lasts()) }
                select.j-field__input #minutes name="minutes" {
                    @for end in offer.ends {
                        @let minutes = Quarters { from: when.from, until: *end }.minutes();
                        option value=(minutes) selected[*end == when.until] { (words.length(minutes)) }
                    }
                }
            }
            noscript { button.hds-button.hds-button--secondary type="submit" { (words.booking_show_time()) } }
        }
    }
}

/// Everything that stands against it, at once, and what would be possible instead.
fn against(offer: &Offer<'_>) -> Markup {
    let words = offer.words;
    html! {
        @if !offer.told.is_empty() {
            div.j-notice.j-notice--failed #against {
                p { strong { (words.booking_refused()) } }
                @for (at, one) in offer.told.iter().enumerate() {
                    // The same time twice helps nobody twice.
                    @let said = offer.told.iter().take(at).any(|before| before.nearest == one.nearest);
                    @if let Some(own) = &one.own {
                        p { (one.text) " " a href=(super::own::booking_path(words, own)) { (words.booking_see_own()) } }
                    }
                    @let nearest = one.nearest.filter(|_| !said);
                    @if one.own.is_none() || nearest.is_some() {
                        p {
                            @if one.own.is_none() { (one.text) " " }
                            @if let Some(when) = nearest {
                                a href=(offer.book(&offer.room.id, when)) { (words.booking_nearest(&offer.brief(when))) }
                            }
                        }
                    }
                }
            }
            @if !offer.instead.is_empty() { (instead(offer)) }
            (wait(offer))
        }
    }
}

fn instead(offer: &Offer<'_>) -> Markup {
    let words = offer.words;
    html! {
        section.j-narrow aria-labelledby="instead" {
            h2 #instead { (words.booking_instead()) }
            ol.j-times role="list" {
                @for one in offer.instead {
                    li { a.j-time.j-time--free href=(offer.book(one.room, one.when)) {
                        span.j-time__when { (offer.brief(one.when)) } " "
                        span { (one.name.get(words.language())) } " "
                        b.j-time__act { (words.booking_part_book()) (icon(icons::NEXT)) }
                    } }
                }
            }
        }
    }
}

/// Waiting for a time that only others stand in the way of.
fn wait(offer: &Offer<'_>) -> Markup {
    let words = offer.words;
    let form = Form {
        words,
        id: "wait",
        button: words.booking_wait(),
        look: "secondary",
        said: words.booking_waited(),
        to: "",
    };
    let time = html! { (act::hidden("room", offer.room.id.as_str())) (act::hidden_time(offer.when)) };
    html! {
        @match offer.wait {
            Some(Wait::Possible) => {
                (without_scripts(words))
                (form.of(&AddWait::default(), &time))
                p.j-quiet { (words.booking_wait_note()) " " (words.booking_wait_told()) }
            }
            Some(Wait::Waits) => p { strong { (words.booking_waited()) } " " a href=(path(words, "/me/bookings#waits")) { (words.booking_own_all()) } },
            None => {}
        }
    }
}

/// The way to the same time in several weeks; also where this one week is taken.
fn weekly(offer: &Offer<'_>) -> Markup {
    let Offer {
        words, room, when, ..
    } = *offer;
    let href = super::series::series_path(words, &room.id, when, offer.errand.people);
    html! { p { a.j-linkbutton #weekly href=(href) { (words.booking_series_way()) } } }
}

/// What one agrees to.
fn terms(offer: &Offer<'_>) -> Markup {
    let words = offer.words;
    html! {
        section.j-section.j-narrow aria-labelledby="deal" {
            h2 #deal { (words.booking_deal()) }
            dl.j-facts {
                @for fact in words.booking_terms(&offer.room.rules, offer.changeable_until, offer.now) {
                    div { dt { (fact.name) } dd { (fact.value) @if !fact.note.is_empty() { small { (fact.note) } } } }
                }
            }
            p { a href=(room_path(words, &offer.room.id)) { (words.booking_rules()) } }
        }
    }
}
