//! The forms about rooms: what is typed is read here, and what is wrong is said at its field.

use super::jobs::{Act, Chosen, Plan, Wish, some_of};
use super::{book, go, result};
use crate::features::desk::focus::{self, BOX};
use crate::features::desk::forms::{clear, forget_wrong, mark, one, value};
use crate::features::desk::queue::{Job, has, push};
use crate::features::desk::state::State;
use crate::locale::t;
use chrono::NaiveDate;
use jaettu_domain::account::Card;
use jaettu_domain::id::{InductionId, RoomId};
use jaettu_domain::rooms::desk::times::MOST_DATES;
use jaettu_domain::rooms::desk::{GiveInduction, WithdrawInduction};
use jaettu_domain::time::{self, LocalTime};
use leptos::prelude::*;
use std::str::FromStr;

/// Shows the day that was chosen.
pub fn day(state: State) {
    if let Ok(date) = value("day").parse() {
        go(state, date);
    }
}

/// What the fields of a form say, and which of them first says nothing that can be.
struct Fields {
    wrong: Option<&'static str>,
}

impl Fields {
    fn new<const N: usize>(ids: [&'static str; N]) -> Self {
        forget_wrong(ids);
        Self { wrong: None }
    }

    fn refuse(&mut self, id: &'static str, text: &str) {
        mark(id, text);
        self.wrong = self.wrong.or(Some(id));
    }

    fn read<T: FromStr>(&mut self, id: &'static str, text: &str) -> Option<T> {
        let read = value(id).parse().ok();
        if read.is_none() {
            self.refuse(id, text);
        }
        read
    }

    /// A whole number from 1 on, or nothing.
    fn number(&mut self, id: &'static str, most: u32, text: &str) -> Option<u32> {
        if value(id).is_empty() {
            return None;
        }
        let number = self.read(id, text)?;
        if !(1..=most).contains(&number) {
            self.refuse(id, text);
        }
        Some(number)
    }
}

/// Books what the form says, or checks what is in the way. Pressed twice it is asked for once: the second would meet what the first
/// has booked.
pub fn times(state: State) {
    let Some(wish) = wish() else { return };
    let same = |job: &Job| matches!(job, Job::Rooms(act) if act.wish() == Some(&wish));
    if !has(same) {
        state.rooms.plan.set(None);
        push(state, Job::Rooms(Act::Book(Box::new(wish))));
    }
}

fn wish() -> Option<Wish> {
    let words = t();
    let mut fields = Fields::new([
        "for-card",
        "for-room",
        "for-day",
        "for-start",
        "for-end",
        "for-weeks",
        "for-people",
    ]);
    let whose = value("for-whom");
    let card: Option<Card> = match (whose.as_str(), value("for-card").is_empty()) {
        ("person", _) => fields.read("for-card", words.desk_wrong_card()),
        (_, false) => {
            fields.refuse("for-card", words.desk_rooms_card_needless());
            None
        }
        (_, true) => None,
    };
    let room: Option<RoomId> = fields.read("for-room", words.desk_rooms_wrong_room());
    let day: Option<NaiveDate> = fields.read("for-day", words.desk_rooms_wrong_day());
    let start: Option<LocalTime> = fields.read("for-start", words.desk_rooms_wrong_start());
    let end: Option<LocalTime> = fields.read("for-end", words.desk_rooms_wrong_end());
    if let (Some(start), Some(end)) = (start, end)
        && end <= start
    {
        fields.refuse("for-end", words.desk_rooms_wrong_end());
    }
    let weeks = fields.number("for-weeks", MOST_DATES, words.desk_rooms_wrong_weeks());
    let people = fields.number("for-people", 1000, words.desk_rooms_wrong_people());
    if let Some(wrong) = fields.wrong {
        focus::soon(wrong);
        return None;
    }
    let day = day?;
    Some(Wish {
        room: room?,
        start: time::at(day, start?),
        end: time::at(day, end?),
        weeks: weeks.unwrap_or(1),
        card,
        block: whose == "block",
        people,
        purpose: value("for-purpose"),
    })
}

/// Books the times that were chosen, of those that were checked, and takes back what is in the way of some of them.
pub fn chosen(state: State) {
    forget_wrong([book::DATES]);
    let chosen = state.rooms.plan.with_untracked(|plan| {
        let dates = plan.as_ref().map(|plan| &*plan.dates).unwrap_or_default();
        Chosen::of(dates)
    });
    if chosen.starts.is_empty() {
        mark(book::DATES, t().desk_rooms_none_chosen());
        return focus::soon(book::DATES);
    }
    let reason = if chosen.seen.is_empty() {
        String::new()
    } else {
        let Some(reason) = reason(book::WHY) else { return };
        reason
    };
    if let Some(plan) = taken_plan(state) {
        push(state, Job::Rooms(some_of(plan, chosen, reason)));
    }
}

/// The times that were checked. They are shown no longer: a second press must not book them again.
fn taken_plan(state: State) -> Option<Plan> {
    let plan = state.rooms.plan.get_untracked();
    state.rooms.plan.set(None);
    plan
}

/// Takes a booking back, or all that is to come of its series.
pub fn take_back(state: State, id: &str, series: bool) {
    let Some(reason) = reason(result::WHY) else {
        return;
    };
    let Some(booking) = id.parse().ok().and_then(|id| super::jobs::known(state, &id)) else {
        return;
    };
    push(state, Job::Rooms(Act::Back(Box::new(booking), reason, series)));
    focus::soon(BOX);
}

/// Whether it is being written why a booking is taken back.
pub fn is_writing_why() -> bool {
    !value(result::WHY).is_empty()
}

/// The reason that people are told; without one that is said.
fn reason(id: &'static str) -> Option<String> {
    forget_wrong([id]);
    let text = value(id);
    if text.is_empty() {
        mark(id, t().desk_rooms_why_wrong());
        focus::soon(id);
        return None;
    }
    Some(text)
}

/// Whose card and which induction the form says.
fn inducted() -> Option<(Card, InductionId)> {
    let card = one("inducted", t().desk_wrong_card());
    let induction = one("induction", t().desk_rooms_wrong_which());
    card.zip(induction)
}

/// Notes that somebody has learned something.
pub fn induct(state: State) {
    if let Some((card, induction)) = inducted() {
        let library = state.here_id();
        let given = GiveInduction {
            card: Some(card),
            induction: Some(induction),
            library,
        };
        push(state, Job::Rooms(Act::Induct(given)));
        clear("inducted");
        focus::soon("inducted");
    }
}

/// Takes back that somebody has learned something.
pub fn not_induct(state: State) {
    if let Some((card, induction)) = inducted() {
        let taken_back = WithdrawInduction {
            card: Some(card),
            induction: Some(induction),
        };
        push(state, Job::Rooms(Act::NotInduct(taken_back)));
        clear("inducted");
        focus::soon("inducted");
    }
}
