//! Rooms at the desk: what is booked on a day, what waits for staff, what is outside the hours.

pub mod book;
pub mod induct;
pub mod result;

use super::small;
use crate::{state, text};
use chrono::{DateTime, Days, NaiveDate, Utc};
use jaettu_domain::desk::rules::code_text;
use jaettu_domain::rooms::desk::DeskBooking;
use jaettu_domain::text::Language;
use jaettu_words::Words;
use maud::{Markup, html};

/// Where the reader goes when a booking that had the focus is no longer in its list.
pub const TITLE: &str = "rooms";

/// The address of the rooms at the desk: `/desk/rooms` in Finnish, `/desk/sv/rooms` in Swedish.
pub fn path(language: Language) -> String {
    [&*super::path(language), "rooms"].concat()
}

/// Name and purpose of the page.
pub fn intro(words: Words) -> Markup {
    html! {
        h1 { (words.desk_rooms_title()) }
        p.j-lead { (words.desk_rooms_lead()) }
    }
}

/// In place of bookings, where nobody has done anything for a while. Any key uncovers them; whoever has none presses the button.
pub fn cover(words: Words) -> Markup {
    html! {
        section.j-holder aria-labelledby="covered" {
            h2 #covered { (words.desk_rooms_covered()) }
            p { (words.desk_rooms_covered_text()) }
            div.j-buttons { button.hds-button.hds-button--secondary type="button" { (words.desk_rooms_uncover()) } }
        }
    }
}

/// What is shown of the rooms.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Show {
    /// The bookings of a day.
    #[default]
    Day,
    /// Those that wait for staff.
    Waiting,
    /// Those outside the hours as they are now.
    Outside,
    /// The form for booking and blocking.
    Book,
    /// The form for inductions.
    Induct,
}

impl Show {
    const ALL: [Self; 5] = [Self::Day, Self::Waiting, Self::Outside, Self::Book, Self::Induct];

    /// As it stands in a button.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Day => "day",
            Self::Waiting => "waiting",
            Self::Outside => "outside",
            Self::Book => "book",
            Self::Induct => "induct",
        }
    }

    /// What a button shows.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|show| show.code() == code)
    }

    fn title(self, words: Words) -> &'static str {
        match self {
            Self::Day => words.desk_rooms_day(),
            Self::Waiting => words.desk_rooms_waiting(),
            Self::Outside => words.desk_rooms_outside(),
            Self::Book => words.desk_rooms_book(),
            Self::Induct => words.desk_rooms_induct(),
        }
    }
}

/// Bookings, as far as they are known.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum List {
    /// They are on their way.
    #[default]
    Loading,
    /// They could not be had.
    Failed,
    /// These.
    Ready(Vec<DeskBooking>),
}

impl List {
    /// Those that are known.
    pub fn all(&self) -> &[DeskBooking] {
        match self {
            Self::Ready(bookings) => bookings,
            Self::Loading | Self::Failed => &[],
        }
    }

    /// How many they are; `None` while that is not known.
    pub const fn count(&self) -> Option<usize> {
        match self {
            Self::Ready(bookings) => Some(bookings.len()),
            Self::Loading | Self::Failed => None,
        }
    }
}

/// The choice of what is shown, with how much there is to do.
pub fn tabs(words: Words, shown: Show, waiting: Option<usize>, outside: Option<usize>) -> Markup {
    let count = |show| match show {
        Show::Waiting => waiting,
        Show::Outside => outside,
        Show::Day | Show::Book | Show::Induct => None,
    };
    html! {
        nav.j-tabs aria-label=(words.desk_rooms_views()) {
            @for show in Show::ALL {
                button.j-tab id={ "show-" (show.code()) } type="button" data-do="show" data-id=(show.code())
                    aria-current=[(show == shown).then_some("true")] {
                    (show.title(words))
                    @if let Some(count) = count(show).filter(|count| *count > 0) { " " b.j-tab__count { (count) } }
                }
            }
        }
    }
}

/// The bookings of a day, with the way to other days. What is over already is folded away.
pub fn day(words: Words, now: DateTime<Utc>, date: NaiveDate, list: &List) -> Markup {
    let (over, rest): (Vec<&DeskBooking>, Vec<&DeskBooking>) =
        list.all().iter().partition(|booking| booking.end <= now);
    html! {
        section aria-labelledby=(TITLE) {
            (title(&words.desk_day(date)))
            @if list.count() == Some(0) {
                p { (words.desk_rooms_none_day()) }
            } @else {
                (known(words, list))
                @if !over.is_empty() {
                    details.j-more #rooms-over {
                        summary { span { (words.desk_rooms_over(over.len())) } }
                        (rows(words, now, &over, Row::Day))
                    }
                }
                (rows(words, now, &rest, Row::Day))
            }
        }
    }
}

/// The way to another day, around `date`.
pub fn days(words: Words, date: NaiveDate, today: NaiveDate) -> Markup {
    let step = |id: &str, to: Option<NaiveDate>, label: &str| {
        html! {
            @if let Some(to) = to {
                button.hds-button.hds-button--secondary id=(id) type="button" data-do="day" data-id=(to) { (label) }
            }
        }
    };
    html! {
        form.j-days data-do="day-send" {
            (step("day-before", date.checked_sub_days(Days::new(1)), words.desk_rooms_previous()))
            (step("day-today", Some(today), words.common_today()))
            (step("day-after", date.checked_add_days(Days::new(1)), words.desk_rooms_next()))
            div.j-days__pick {
                label.j-vh for="day" { (words.desk_rooms_date()) }
                input.j-field__input #day type="date" value=(date);
                button.hds-button.hds-button--secondary #day-show type="submit" { (words.desk_rooms_show()) }
            }
        }
    }
}

/// The bookings that wait for staff.
pub fn waiting(words: Words, now: DateTime<Utc>, list: &List) -> Markup {
    html! {
        section aria-labelledby=(TITLE) {
            (title(&titled(words.desk_rooms_waiting(), list)))
            (known(words, list))
            @if list.count() == Some(0) { p { (words.desk_rooms_none_waiting()) } }
            (rows(words, now, &Vec::from_iter(list.all()), Row::Waiting))
        }
    }
}

/// The bookings outside the hours as they are now.
pub fn outside(words: Words, now: DateTime<Utc>, list: &List) -> Markup {
    html! {
        section aria-labelledby=(TITLE) {
            (title(&titled(words.desk_rooms_outside(), list)))
            (known(words, list))
            @match list.count() {
                Some(0) => p { (words.desk_rooms_none_outside()) },
                Some(_) => p { (words.desk_rooms_outside_text()) },
                None => {},
            }
            (rows(words, now, &Vec::from_iter(list.all()), Row::Outside))
        }
    }
}

/// "Hyväksyttävät (2)".
fn titled(title: &str, list: &List) -> String {
    list.count()
        .map_or_else(|| title.to_owned(), |count| format!("{title} ({count})"))
}

fn title(text: &str) -> Markup {
    html! { h2.j-rooms__title id=(TITLE) tabindex="-1" { (text) } }
}

/// That it is not known yet what there is to choose.
pub fn unknown(words: Words) -> Markup {
    known(words, &List::Loading)
}

/// That a list is on its way, or cannot be had.
fn known(words: Words, list: &List) -> Markup {
    match list {
        List::Loading => html! { p role="status" { (words.common_loading()) } },
        List::Failed => html! {
            div.j-desk__trouble role="alert" {
                p { b { (words.common_failed_title()) } " " (words.common_failed_network()) }
                div.j-buttons { (super::button("rooms-again", "", words.common_retry())) }
            }
        },
        List::Ready(_) => html! {},
    }
}

/// In which list a booking stands: what is said of it and what can be done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Row {
    Day,
    Waiting,
    Outside,
}

fn rows(words: Words, now: DateTime<Utc>, bookings: &[&DeskBooking], row: Row) -> Markup {
    html! {
        @if !bookings.is_empty() {
            ul.j-bookings.j-bookings--dated[row != Row::Day] role="list" {
                @for booking in bookings {
                    li.j-booking.j-booking--on[booking.is_on(now)] {
                        (said(words, now, booking, row != Row::Day))
                        (acts(words, now, booking, row))
                    }
                }
            }
        }
    }
}

/// What a booking is: when, where, who, how many, what for, and how far.
fn said(words: Words, now: DateTime<Utc>, booking: &DeskBooking, dated: bool) -> Markup {
    let whose = words.desk_whose(booking);
    html! {
        p.j-booking__when {
            b { @if dated { (words.desk_when(booking.start, booking.end)) } @else { (words.desk_span(booking.start, booking.end)) } }
        }
        div.j-booking__what {
            p { b { (text(words, &booking.room_name)) } }
            p {
                (whose)
                @if let Some(people) = booking.people { " · " (words.desk_rooms_people(people as usize)) }
                @if booking.name.is_some() {
                    " · " span.j-booking__code { (words.desk_rooms_code(&code_text(&booking.code))) }
                }
            }
            @if !booking.purpose.is_empty() { p { (booking.purpose) } }
            @if booking.series.is_some() { p.j-quiet { (words.desk_rooms_weekly()) } }
            (state(&words.desk_booking_state(booking, now)))
        }
    }
}

fn acts(words: Words, now: DateTime<Utc>, booking: &DeskBooking, row: Row) -> Markup {
    let pending = booking.state == jaettu_domain::rooms::State::Pending;
    html! {
        @if booking.can_be_taken_back(now) {
            div.j-booking__acts {
                @if row == Row::Day && booking.is_awaited() && booking.is_around(now) {
                    (act(words, "came", booking, words.desk_rooms_came(), true))
                }
                @if pending && row != Row::Outside {
                    (act(words, "approve", booking, words.desk_rooms_approve(), true))
                    (quiet(words, "back", booking, words.desk_rooms_refuse(), true))
                } @else {
                    (quiet(words, "back", booking, words.desk_rooms_take_back(), true))
                }
                @if booking.series.is_some() && row == Row::Day {
                    (quiet(words, "back-series", booking, words.desk_rooms_take_back_series(), true))
                }
            }
        }
    }
}

/// What a button does and to which of the many bookings, for who hears it alone.
fn named(words: Words, label: &str, booking: &DeskBooking) -> String {
    let (room, when) = (
        booking.room_name.get(words.language()),
        words.desk_span(booking.start, booking.end),
    );
    [label, ": ", room, " ", &when, ", ", &words.desk_whose(booking)].concat()
}

/// A button that does something to a booking; in the list, where it keeps the focus, it has an identifier.
fn act(words: Words, act: &str, booking: &DeskBooking, label: &str, listed: bool) -> Markup {
    let id = listed.then(|| [act, "-", booking.id.as_str()].concat());
    html! {
        button.hds-button.hds-button--secondary id=[id] type="button" data-do=(act) data-id=(booking.id)
            aria-label=(named(words, label, booking)) { (label) }
    }
}

/// The same as a link, for what is done rarely.
fn quiet(words: Words, act: &str, booking: &DeskBooking, label: &str, listed: bool) -> Markup {
    let id = listed.then(|| [act, "-", booking.id.as_str()].concat());
    html! {
        button.j-linkbutton id=[id] type="button" data-do=(act) data-id=(booking.id) aria-label=(named(words, label, booking)) { (label) }
    }
}

/// What somebody who stands at the desk has booked here today.
pub fn of_person(words: Words, now: DateTime<Utc>, bookings: &[DeskBooking]) -> Markup {
    html! {
        @if !bookings.is_empty() {
            h3 { (words.desk_rooms_of_today()) }
            ul.j-bookings role="list" {
                @for booking in bookings {
                    li.j-booking.j-booking--on[booking.is_on(now)] {
                        (said(words, now, booking, false))
                        @if booking.is_awaited() && now < booking.end {
                            div.j-booking__acts { (act(words, "came", booking, words.desk_rooms_came(), true)) }
                        }
                    }
                }
            }
        }
    }
}

/// The bookings in whose way a time would be, each with who has it, its code and how far it is.
fn in_the_way(words: Words, now: DateTime<Utc>, bookings: &[DeskBooking]) -> Markup {
    html! {
        ul.j-bookings role="list" {
            @for booking in bookings { li.j-booking { (said(words, now, booking, false)) } }
        }
    }
}

/// The way from the desk to the rooms, with how many bookings wait for staff; or back.
pub fn way(words: Words, at_rooms: bool, waiting: Option<usize>) -> Markup {
    let (to, label) = if at_rooms {
        (super::path(words.language()), words.desk_back())
    } else {
        (path(words.language()), words.desk_rooms_title())
    };
    html! {
        a.j-linkbutton #way href=(to) data-place {
            (label)
            @if let Some(waiting) = waiting.filter(|waiting| *waiting > 0 && !at_rooms) { " " b.j-tab__count { (waiting) } }
        }
    }
}

/// A button that leads away from what is asked.
fn cancel(words: Words) -> Markup {
    small("dismiss", "", words.desk_rooms_leave())
}
