//! What is done with bookings, each in its turn.

use super::{Show, book, result, views};
use crate::clock;
use crate::features::desk::focus;
use crate::features::desk::forms::is_checked;
use crate::features::desk::queue::{No, ask, end_of};
use crate::features::desk::state::State;
use crate::locale::{language, t};
use book::Choice;
use chrono::{DateTime, Utc};
use jaettu_domain::account::Card;
use jaettu_domain::id::{BookingId, InductionId, RoomId};
use jaettu_domain::page::Page;
use jaettu_domain::problem::Reason;
use jaettu_domain::rooms::State as Stand;
use jaettu_domain::rooms::desk::times::{BookTimesAtDesk, DeskDate, PlanAtDesk, WithdrawSeries};
use jaettu_domain::rooms::desk::{
    ApproveBooking, CheckInAtDesk, DeskBooking, GiveInduction, UndoCheckInAtDesk, WithdrawBooking,
    WithdrawInduction,
};
use jaettu_domain::text::Text;
use jaettu_domain::time;
use leptos::prelude::*;

/// Something to do with rooms.
#[derive(Clone, Debug)]
pub enum Act {
    /// Somebody has come.
    Came(BookingId),
    /// It was somebody else who has come.
    NotCame(BookingId),
    /// A booking that waits for staff is approved.
    Approve(BookingId),
    /// A booking is taken back or refused, or all that is to come of its series: why.
    Back(Box<DeskBooking>, String, bool),
    /// What was asked for is booked, or what is in the way is looked for.
    Book(Box<Wish>),
    /// Times that were checked are booked.
    Set(Box<Plan>, Box<BookTimesAtDesk>),
    /// Somebody has learned something.
    Induct(GiveInduction),
    /// It was somebody else who has learned it.
    NotInduct(WithdrawInduction),
}

/// What the form asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wish {
    /// The room.
    pub room: RoomId,
    /// From when in the first week.
    pub start: DateTime<Utc>,
    /// Until when in the first week.
    pub end: DateTime<Utc>,
    /// How many weeks.
    pub weeks: u32,
    /// For whom.
    pub card: Option<Card>,
    /// Whether nobody can use it.
    pub block: bool,
    /// How many people.
    pub people: Option<u32>,
    /// What for.
    pub purpose: String,
}

/// What was asked for, and what each of its dates would be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Plan {
    /// What was asked for.
    pub wish: Wish,
    /// The dates.
    pub dates: Vec<DeskDate>,
}

impl Wish {
    fn times(&self, starts: Vec<DateTime<Utc>>) -> BookTimesAtDesk {
        BookTimesAtDesk {
            room: Some(self.room.clone()),
            starts,
            minutes: time::clock_minutes(self.start, self.end),
            card: self.card.clone(),
            block: self.block,
            people: self.people,
            purpose: self.purpose.clone(),
            ..BookTimesAtDesk::default()
        }
    }
}

/// What was chosen of the dates that were checked.
#[derive(Debug, Default)]
pub struct Chosen {
    /// When what is booked begins.
    pub starts: Vec<DateTime<Utc>>,
    /// The bookings that are taken back for it.
    pub seen: Vec<BookingId>,
}

impl Chosen {
    /// What the boxes of the plan say.
    pub fn of(dates: &[DeskDate]) -> Self {
        let mut chosen = Self::default();
        for (at, date) in dates.iter().enumerate() {
            let is = |choice: Choice| is_checked(&choice.id(at));
            if is(Choice::Take) || is(Choice::Replace) {
                chosen.starts.push(date.start);
                chosen.seen(date);
            } else if let Some(free) = date.instead.filter(|_| is(Choice::Instead)) {
                chosen.starts.push(free.start);
            }
        }
        chosen
    }

    /// One booking may be in the way of several dates.
    fn seen(&mut self, date: &DeskDate) {
        for booking in &date.in_the_way {
            if !self.seen.contains(&booking.id) {
                self.seen.push(booking.id.clone());
            }
        }
    }
}

/// Booking what was chosen of a plan.
pub fn some_of(plan: Plan, chosen: Chosen, reason: String) -> Act {
    let times = BookTimesAtDesk {
        seen: chosen.seen,
        reason,
        ..plan.wish.times(chosen.starts)
    };
    Act::Set(Box::new(plan), Box::new(times))
}

impl Act {
    /// What it books, if it books.
    pub fn wish(&self) -> Option<&Wish> {
        match self {
            Self::Book(wish) => Some(wish),
            Self::Set(plan, _) => Some(&plan.wish),
            Self::Came(_)
            | Self::NotCame(_)
            | Self::Approve(_)
            | Self::Back(..)
            | Self::Induct(_)
            | Self::NotInduct(_) => None,
        }
    }

    /// What has to be done again if it was left undone.
    pub fn said(&self) -> String {
        let words = t();
        match self {
            Self::Came(_) => words.desk_rooms_came().to_owned(),
            Self::NotCame(_) => words.desk_rooms_not_came().to_owned(),
            Self::Approve(_) => words.desk_rooms_approve().to_owned(),
            Self::Back(booking, _, _) => {
                [words.desk_rooms_take_back(), ": ", &words.desk_booking(booking)].concat()
            }
            Self::Book(wish) => [words.desk_rooms_book_title(), ": ", &wish.when()].concat(),
            Self::Set(plan, _) => [words.desk_rooms_book_title(), ": ", &plan.wish.when()].concat(),
            Self::Induct(_) => words.desk_rooms_induct_title().to_owned(),
            Self::NotInduct(_) => words.desk_rooms_not_given().to_owned(),
        }
    }
}

impl Wish {
    fn when(&self) -> String {
        t().desk_when(self.start, self.end)
    }
}

/// Does it.
pub async fn work(state: State, act: Act) {
    match act {
        Act::Came(id) => came(state, id).await,
        Act::NotCame(id) => not_came(state, id).await,
        Act::Approve(id) => approve(state, id).await,
        Act::Back(booking, reason, false) => back(state, &booking, reason).await,
        Act::Back(booking, reason, true) => back_series(state, &booking, reason).await,
        Act::Book(wish) if wish.weeks == 1 => book_one(state, *wish).await,
        Act::Book(wish) => plan(state, *wish).await,
        Act::Set(plan, times) => set(state, *plan, *times).await,
        Act::Induct(asked) => induct(state, asked).await,
        Act::NotInduct(asked) => not_induct(state, &asked).await,
    }
    state.rooms.asked.set_value(None);
}

/// A booking that is shown somewhere, or was scanned last.
pub fn known(state: State, id: &BookingId) -> Option<DeskBooking> {
    let scanned = state.booking.get_value().filter(|booking| booking.id == *id);
    scanned.or_else(|| state.rooms.booking(id))
}

/// What a booking is called in the log.
fn called(state: State, id: &BookingId) -> String {
    known(state, id).map_or_else(String::new, |booking| t().desk_booking(&booking))
}

/// Whose code was scanned: whoever comes for what is on now, or soon, has come. Whatever else it is is shown with what can be done.
pub async fn scanned(state: State, booking: DeskBooking) {
    let now = clock::now();
    state.booking.set_value(Some(booking.clone()));
    match booking.checked_in_at {
        // A reader that reads twice changes nothing.
        Some(at) if booking.state == Stand::Confirmed => {
            let said = [&t().desk_booking(&booking), ": ", t().desk_rooms_arrived()].concat();
            state.tell(true, said);
            state.show_of_person(result::arrived_before(t(), now, &booking, at));
        }
        None if booking.is_awaited() && booking.is_around(now) => came(state, booking.id).await,
        _ => {
            state.tell(false, t().desk_booking(&booking));
            state.show_of_person(result::not_now(t(), now, &booking));
        }
    }
    state.rooms.asked.set_value(None);
}

async fn came(state: State, id: BookingId) {
    let what = called(state, &id);
    match ask(state, &CheckInAtDesk { id: Some(id) }).await {
        Err(no) => state.refuse(&what, &no),
        Ok(booking) => {
            let said = [&t().desk_booking(&booking), ": ", t().desk_rooms_arrived()].concat();
            state.tell(true, said);
            state.show_of_person(result::arrived(t(), clock::now(), &booking));
        }
    }
}

async fn not_came(state: State, id: BookingId) {
    let what = called(state, &id);
    match ask(state, &UndoCheckInAtDesk { id: Some(id) }).await {
        Err(no) => state.refuse(&what, &no),
        Ok(booking) => {
            let said = [&t().desk_booking(&booking), ": ", t().desk_rooms_not_came_done()].concat();
            state.tell(true, said);
            state.show_of_person(result::not_arrived(t(), clock::now(), &booking));
        }
    }
}

async fn approve(state: State, id: BookingId) {
    let what = called(state, &id);
    match ask(state, &ApproveBooking { id: Some(id) }).await {
        Err(no) => state.refuse(&what, &no),
        Ok(booking) => decided(state, t().desk_rooms_approved(), &booking),
    }
}

async fn back(state: State, booking: &DeskBooking, reason: String) {
    let asked = WithdrawBooking {
        id: Some(booking.id.clone()),
        reason: Some(reason),
    };
    match ask(state, &asked).await {
        Err(no) => state.refuse(&t().desk_booking(booking), &no),
        Ok(booking) if booking.state == Stand::Denied => decided(state, t().desk_rooms_denied(), &booking),
        Ok(booking) => decided(state, t().desk_rooms_taken_back(), &booking),
    }
}

fn decided(state: State, head: &str, booking: &DeskBooking) {
    state.tell(true, [&t().desk_booking(booking), ": ", head].concat());
    state.show_of_person(result::decided(t(), clock::now(), head, booking));
}

async fn back_series(state: State, booking: &DeskBooking, reason: String) {
    let asked = WithdrawSeries {
        id: booking.series.clone(),
        reason: Some(reason),
    };
    match ask(state, &asked).await {
        Err(no) => state.refuse(&t().desk_booking(booking), &no),
        Ok(page) => {
            let head = t().desk_rooms_series_taken_back(page.items.len());
            decided(state, &head, page.items.first().unwrap_or(booking));
        }
    }
}

/// Books one time at once, unless something is in the way.
async fn book_one(state: State, wish: Wish) {
    let Some(dates) = check(state, &wish).await else {
        return;
    };
    if dates.iter().any(|date| !date.in_the_way.is_empty()) {
        return show_plan(state, wish, dates);
    }
    let times = wish.times(vec![wish.start]);
    set(state, Plan { wish, dates }, times).await;
}

/// Checks each date, and shows what it would be.
async fn plan(state: State, wish: Wish) {
    if let Some(dates) = check(state, &wish).await {
        show_plan(state, wish, dates);
    }
}

/// What each date would be; nothing where that was refused, which is said.
async fn check(state: State, wish: &Wish) -> Option<Vec<DeskDate>> {
    let asked = PlanAtDesk {
        room: Some(wish.room.clone()),
        start: Some(wish.start),
        end: Some(wish.end),
        weeks: wish.weeks,
        block: wish.block,
    };
    match ask(state, &asked).await {
        Err(no) => {
            refused(state, wish, &no);
            None
        }
        Ok(page) => Some(page.items),
    }
}

fn show_plan(state: State, wish: Wish, dates: Vec<DeskDate>) {
    state.sound(dates.iter().all(|date| date.in_the_way.is_empty()));
    state.rooms.plan.set(Some(Plan { wish, dates }));
    focus::soon(book::PLAN);
}

async fn set(state: State, plan_before: Plan, times: BookTimesAtDesk) {
    let Plan { wish, dates } = plan_before;
    match ask(state, &times).await {
        Err(no) if is_taken(&no) => {
            let said = t().desk_rooms_changed();
            state.tell(false, [&wish.when(), ": ", said].concat());
            plan(state, wish).await;
        }
        Err(no) => refused(state, &wish, &no),
        Ok(page) => booked(state, &page, &dates),
    }
}

fn is_taken(no: &No) -> bool {
    matches!(no, No::Refused(problem) if problem.code == Reason::SLOT_TAKEN.code)
}

fn refused(state: State, wish: &Wish, no: &No) {
    let words = t();
    let fields = [
        ("card", words.desk_rooms_card()),
        ("room", words.desk_rooms_room()),
    ];
    state.refuse_with(&wish.when(), no, &fields);
}

/// Says what was booked, of the dates that were checked, and shows its day.
fn booked(state: State, page: &Page<DeskBooking>, checked: &[DeskDate]) {
    let words = t();
    let when = |booking: &DeskBooking| {
        // What staff book is never outside the hours for itself: only the check says it.
        let mut outside = checked.iter().filter(|date| date.outside_hours);
        let outside = outside.any(|date| date.start == booking.start);
        (words.desk_when(booking.start, booking.end), outside)
    };
    let dates: Vec<(String, bool)> = page.items.iter().map(when).collect();
    let Some(first) = page.items.first() else { return };
    let said = words.desk_rooms_done(first.origin, dates.len());
    state.tell(true, [&words.desk_booking(first), ": ", &said].concat());
    state.show_of_person(book::booked(
        words,
        &said,
        (&first.room_name, first.name.as_deref()),
        &dates,
    ));
    state.rooms.plan.set(None);
    super::go(state, time::today(first.start));
    state.rooms.show.set(Show::Day);
    focus::soon(views::TITLE);
}

/// What an induction is called.
fn learned(state: State, id: Option<&InductionId>) -> Text {
    let name = state.rooms.known.with_untracked(|known| {
        let (_, known) = known.as_ref()?;
        let one = known.inductions.iter().find(|one| Some(&one.id) == id)?;
        Some(one.name.clone())
    });
    name.unwrap_or_default()
}

/// An induction in a line of the log, which others may read: the end of the card and what it is.
fn line(card: Option<&Card>, said: &str, name: &str) -> String {
    let card = card.map(|card| end_of(card.as_str()));
    let whose = t().card_number(&card.unwrap_or_default());
    [&whose, ": ", said, ", ", name].concat()
}

async fn induct(state: State, asked: GiveInduction) {
    let name = learned(state, asked.induction.as_ref());
    let name = name.get(language());
    match ask(state, &asked).await {
        Err(no) => state.refuse_with(name, &no, &[("card", t().desk_rooms_card())]),
        Ok(given) => {
            state.tell(true, line(asked.card.as_ref(), t().desk_rooms_given(), name));
            state.show_of_person(views::induct::given(t(), &given, name));
            state.rooms.given.set_value(Some(WithdrawInduction {
                card: asked.card,
                induction: asked.induction,
            }));
        }
    }
}

async fn not_induct(state: State, asked: &WithdrawInduction) {
    let name = learned(state, asked.induction.as_ref());
    let name = name.get(language());
    if let Err(no) = ask(state, asked).await {
        return state.refuse_with(name, &no, &[("card", t().desk_rooms_card())]);
    }
    state.rooms.given.set_value(None);
    let said = t().desk_rooms_not_given_done();
    state.tell(true, line(asked.card.as_ref(), said, name));
    state.show_of_person(views::induct::taken_back(t(), name));
}
