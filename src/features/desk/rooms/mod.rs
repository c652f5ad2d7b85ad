//! The rooms of the library: what is booked, what waits for staff, booking and blocking, inductions.

mod form;
mod jobs;

pub use form::is_writing_why;
pub use jobs::{Act, scanned, work};

use super::focus;
use super::queue::{Job, push};
use super::state::State;
use crate::clock;
use crate::erased::dynamic;
use crate::locale::t;
use crate::send::{Key, send};
use crate::ui::{html, live};
use chrono::{DateTime, DurationRound, NaiveDate, TimeDelta, Utc};
use jaettu_domain::id::{BookingId, LibraryId, PersonId};
use jaettu_domain::rooms::desk::rooms::{DeskRooms, GetDeskRooms};
use jaettu_domain::rooms::desk::{DeskBooking, ListDeskBookings, WithdrawInduction};
use jaettu_domain::time;
use jaettu_views::Markup;
use jaettu_views::desk::rooms::{self as views, List, Show, TITLE, book, result};
use jobs::Plan;
use leptos::prelude::*;

/// What is known of the rooms.
#[derive(Debug)]
pub struct Rooms {
    /// What is shown.
    pub show: RwSignal<Show>,
    /// The day that is shown; today if it is none.
    pub date: RwSignal<Option<NaiveDate>>,
    /// The minute that it is: what is on now follows it.
    pub now: RwSignal<DateTime<Utc>>,
    /// The bookings of today.
    pub today: RwSignal<List>,
    /// Those of the day that is shown, if it is another.
    pub day: RwSignal<List>,
    /// Those that wait for staff.
    pub waiting: RwSignal<List>,
    /// Those outside the hours as they are now.
    pub outside: RwSignal<List>,
    /// What can be booked and learned, and in which library.
    pub known: RwSignal<Option<(LibraryId, DeskRooms)>>,
    /// In which minute, and for whose card, the lists were last asked for; `None` once something has changed.
    asked: StoredValue<Option<(DateTime<Utc>, Option<PersonId>)>>,
    /// The induction that was given last, as it is taken back.
    given: StoredValue<Option<WithdrawInduction>>,
    /// The times that were asked for, once they have been checked.
    plan: RwSignal<Option<Plan>>,
}

impl Rooms {
    /// What was checked was another wish: it must not be booked for what the form says now.
    pub fn forget_plan(&self) {
        if self.plan.with_untracked(Option::is_some) {
            self.plan.set(None);
        }
    }

    /// Nothing is known yet.
    pub fn new() -> Self {
        Self {
            show: RwSignal::default(),
            date: RwSignal::default(),
            now: RwSignal::new(minute()),
            today: RwSignal::default(),
            day: RwSignal::default(),
            waiting: RwSignal::default(),
            outside: RwSignal::default(),
            known: RwSignal::default(),
            asked: StoredValue::default(),
            given: StoredValue::default(),
            plan: RwSignal::default(),
        }
    }

    /// Forgets everything about people, and what one person did here.
    pub fn forget(&self) {
        self.show.set(Show::default());
        self.date.set(None);
        self.asked.set_value(None);
        self.given.set_value(None);
        self.plan.set(None);
        for list in [self.today, self.day, self.waiting, self.outside] {
            list.set(List::default());
        }
    }

    /// A booking that is shown somewhere.
    pub fn booking(&self, id: &BookingId) -> Option<DeskBooking> {
        let lists = [self.today, self.day, self.waiting, self.outside];
        lists.into_iter().find_map(|list| {
            list.with_untracked(|list| list.all().iter().find(|booking| booking.id == *id).cloned())
        })
    }

    fn shown_day(&self) -> NaiveDate {
        self.date.get().unwrap_or_else(today)
    }
}

fn today() -> NaiveDate {
    time::today(clock::now())
}

fn minute() -> DateTime<Utc> {
    let now = clock::now();
    now.duration_trunc(TimeDelta::minutes(1)).unwrap_or(now)
}

/// What stands beside the box where rooms are looked after. Forms are drawn once, so that what is typed stays.
pub fn panel(state: State) -> AnyView {
    let rooms = &state.rooms;
    view! {
        {live(TITLE, move || views::tabs(t(), rooms.show.get(), rooms.waiting.get().count(), rooms.outside.get().count()))}
        {dynamic(move || shown(state))}
    }
    .into_any()
}

fn shown(state: State) -> AnyView {
    let rooms = &state.rooms;
    match rooms.show.get() {
        Show::Day => view! {
            {live("day-today", move || views::days(t(), rooms.shown_day(), today()))}
            {live(TITLE, move || day(state))}
        }
        .into_any(),
        Show::Waiting => live(TITLE, move || {
            rooms.waiting.with(|list| views::waiting(t(), rooms.now.get(), list))
        }),
        Show::Outside => live(TITLE, move || {
            rooms.outside.with(|list| views::outside(t(), rooms.now.get(), list))
        }),
        Show::Book => view! {
            {dynamic(move || known(state, |known| book::form(t(), known, rooms.date.get_untracked().unwrap_or_else(today))))}
            {live(TITLE, move || rooms.plan.with(|plan| plan_of(plan.as_ref())))}
        }
        .into_any(),
        Show::Induct => dynamic(move || known(state, |known| views::induct::form(t(), known))),
    }
}

fn day(state: State) -> Markup {
    let rooms = &state.rooms;
    let list = match rooms.date.get() {
        None => rooms.today,
        Some(_) => rooms.day,
    };
    list.with(|list| views::day(t(), rooms.now.get(), rooms.shown_day(), list))
}

/// A form, once it is known what there is to choose.
fn known(state: State, form: impl Fn(&DeskRooms) -> Markup) -> AnyView {
    state.rooms.known.with(|known| match known {
        Some((_, known)) => html(form(known)),
        None => html(views::unknown(t())),
    })
}

fn plan_of(plan: Option<&Plan>) -> Markup {
    plan.map_or_else(Markup::default, |plan| {
        book::plan(t(), clock::now(), &plan.dates, plan.wish.block)
    })
}

/// What somebody has booked here today, for the panel of their card.
pub fn of_person(state: State, person: &PersonId) -> Markup {
    let theirs = |booking: &&DeskBooking| booking.person.as_ref() == Some(person);
    let own: Vec<DeskBooking> = state
        .rooms
        .today
        .with(|list| list.all().iter().filter(theirs).cloned().collect());
    views::of_person(t(), state.rooms.now.get(), &own)
}

/// Asks for what the counter shows of the rooms: once a minute, for a card that was opened, and after something was done. A queue
/// is emptied far more often.
pub async fn follow(state: State) {
    let (asked, open) = (state.rooms.asked.get_value(), state.open_person());
    let known = asked.is_some_and(|(when, whose)| when == minute() && (open.is_none() || open == whose));
    if !known {
        refresh(state, false).await;
    }
}

/// Asks for the lists that are shown. What cannot be had stays as it was.
pub async fn refresh(state: State, all: bool) {
    let rooms = &state.rooms;
    let library = state.here_id();
    rooms.asked.set_value(Some((minute(), state.open_person())));
    if rooms.now.get_untracked() != minute() {
        rooms.now.set(minute());
    }
    let asked = ListDeskBookings {
        library: library.clone(),
        ..ListDeskBookings::default()
    };
    fetch(state, rooms.today, asked.clone()).await;
    let waiting = ListDeskBookings {
        pending: true,
        ..asked.clone()
    };
    fetch(state, rooms.waiting, waiting).await;
    if !all {
        return;
    }
    if let Some(date) = rooms.date.get_untracked() {
        let date = Some(date);
        fetch(
            state,
            rooms.day,
            ListDeskBookings {
                date,
                ..asked.clone()
            },
        )
        .await;
    }
    let outside = ListDeskBookings {
        outside_hours: true,
        ..asked
    };
    fetch(state, rooms.outside, outside).await;
    let has = rooms
        .known
        .with_untracked(|known| known.as_ref().map(|(of, _)| of.clone()));
    if has != library
        && let Ok(known) = send(
            &GetDeskRooms {
                library: library.clone(),
            },
            &Key::new(),
        )
        .await
    {
        rooms.known.set(library.map(|library| (library, known)));
    }
}

async fn fetch(state: State, list: RwSignal<List>, asked: ListDeskBookings) {
    let answer = send(&asked, &Key::new()).await;
    // Somebody may have gone on to another day or library meanwhile.
    let still = state.here_id() == asked.library
        && (asked.date.is_none() || asked.date == state.rooms.date.get_untracked());
    if !still {
        return;
    }
    match answer {
        Ok(page) if list.with_untracked(|before| before.all() != page.items || before.count().is_none()) => {
            list.set(List::Ready(page.items));
        }
        Err(_) if list.with_untracked(|before| before.count().is_none()) => list.set(List::Failed),
        _ => {}
    }
}

/// Shows another day.
fn go(state: State, date: NaiveDate) {
    let date = Some(date).filter(|date| *date != today());
    if state.rooms.date.get_untracked() != date {
        state.rooms.day.set(List::default());
        state.rooms.date.set(date);
        again(state);
    }
}

fn again(state: State) {
    wasm_bindgen_futures::spawn_local(refresh(state, true));
}

/// A button was pressed; false if it has nothing to do with rooms.
pub fn press(state: State, act: &str, id: &str) -> bool {
    let rooms = &state.rooms;
    match act {
        "show" => {
            rooms.plan.set(None);
            rooms.show.set(Show::from_code(id).unwrap_or_default());
        }
        "day" => {
            if let Ok(date) = id.parse() {
                go(state, date);
            }
        }
        "rooms-again" => {
            for list in [rooms.today, rooms.day, rooms.waiting, rooms.outside] {
                list.update(|list| {
                    if *list == List::Failed {
                        *list = List::Loading;
                    }
                });
            }
            again(state);
            focus::soon(TITLE);
        }
        "induct-undo" => form::not_induct(state),
        "came" => one(state, id, Act::Came),
        "not-came" => one(state, id, Act::NotCame),
        "not-inducted" => {
            if let Some(given) = rooms.given.get_value() {
                push(state, Job::Rooms(Act::NotInduct(given)));
            }
        }
        "approve" => one(state, id, Act::Approve),
        "back" | "back-series" => ask_why(state, id, act == "back-series"),
        "times-not" => {
            rooms.plan.set(None);
            focus::soon("for-whom");
        }
        _ => return false,
    }
    true
}

fn one(state: State, id: &str, act: impl FnOnce(BookingId) -> Act) {
    if let Ok(id) = id.parse() {
        push(state, Job::Rooms(act(id)));
    }
}

/// Asks whether a booking shall be taken back, and why.
fn ask_why(state: State, id: &str, series: bool) {
    let booking = id.parse().ok().and_then(|id| jobs::known(state, &id));
    if let Some(booking) = booking {
        state.show_of_person(result::take_back(t(), clock::now(), &booking, series));
        focus::soon(result::WHY);
    }
}

/// A form was sent; false if it has nothing to do with rooms.
pub fn submit(state: State, act: &str, id: &str) -> bool {
    match act {
        "day-send" => form::day(state),
        "times-send" => form::times(state),
        "times-chosen" => form::chosen(state),
        "back-send" => form::take_back(state, id, false),
        "back-series-send" => form::take_back(state, id, true),
        "induct-send" => form::induct(state),
        _ => return false,
    }
    true
}
