//! Whether a booking is allowed: every reason against it at once, each with the nearest time at which it would not stand.

mod change;
mod nearest;
mod person;
mod quota;
mod series;
mod times;

pub use change::{
    changeable_until, check_in_window, has_ended, judge_change, judge_check_in, judge_reinstate,
};
pub use quota::counted_from;
pub use series::{Limit, Weeks, most_weeks};

use super::find::Candidate;
use super::refusal::{Refusal, Refused};
use super::{Quota, RoomRules};
use crate::busy::{Mask, Quarter, Quarters};
use crate::id::{BookingId, InductionId, LibraryId, RoomId};
use chrono::{DateTime, NaiveDate, Utc};
use nearest::Legal;

/// What is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ask {
    /// When.
    pub when: Quarters,
    /// For how many people; `None` if that is not known yet.
    pub people: Option<u32>,
}

/// A booking that somebody has, as the rules look at it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Own {
    /// Which.
    pub id: BookingId,
    /// The room.
    pub room: RoomId,
    /// Its library.
    pub library: LibraryId,
    /// When.
    pub when: Quarters,
    /// Whether its room may be had beside others.
    pub beside_others: bool,
}

/// What the rules want to know of a person.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Booker {
    /// Day of birth, if known.
    pub born: Option<NaiveDate>,
    /// Whether staff have blocked the person.
    pub blocked: bool,
    /// Whether the card has been disabled.
    pub disabled: bool,
    /// What the person has learned, and the last day on which it counts; may be empty where nothing is asked for.
    pub inductions: Vec<(InductionId, Option<NaiveDate>)>,
    /// The person's live bookings that have not ended or begin from [`counted_from`] on, without those that are exchanged.
    pub bookings: Vec<Own>,
    /// The quotas of the library and of the whole service.
    pub quotas: Vec<Quota>,
}

/// What a booking is judged against.
#[derive(Clone, Copy, Debug)]
pub struct Setting<'a> {
    /// When it is judged.
    pub now: DateTime<Utc>,
    /// The room.
    pub room: &'a RoomId,
    /// Its library.
    pub library: &'a LibraryId,
    /// The fewest and the most people.
    pub people: (u32, u32),
    /// By which rules it is booked.
    pub rules: &'a RoomRules,
    /// When the library is open for it.
    pub open: &'a Mask,
    /// From then on the hours are not known.
    pub known_until: Quarter,
    /// Quarters in which it would be in somebody's way; over the same days as `open`.
    pub taken: &'a Mask,
    /// Who books; `None` if nobody has signed in yet.
    pub booker: Option<&'a Booker>,
}

impl<'a> Setting<'a> {
    /// As finding looks at it.
    pub const fn candidate(&self) -> Candidate<'a> {
        Candidate {
            rules: self.rules,
            open: self.open,
            taken: self.taken,
        }
    }
}

/// Every reason against a booking; none if it is allowed.
///
/// First what concerns the time, then the people, then the person. A reason that only follows from another is not told. The
/// time that comes with a reason breaks no rule of the room, as long as the length that was asked for or as near to it as the
/// rules allow: the nearest such time at which this one reason would not stand, the later of two that are equally near.
/// Whether the person may have it, too, is what [`alternatives`] look at.
pub fn judge(ask: &Ask, setting: &Setting<'_>) -> Vec<Refused> {
    let legal = Legal::new(ask.when, setting);
    let mut refused = times::refused(ask.when, setting, &legal);
    refused.extend(judge_people(ask.people, setting.people).map(Refused::from));
    let Some(booker) = setting.booker else {
        return refused;
    };
    let of_person = person::refused(ask.when, setting, booker, &legal);
    let room = setting.room.clone();
    let has_it = Refusal::SameTime { room };
    if of_person.iter().any(|one| one.refusal == has_it) {
        // It is not somebody else who has it.
        refused.retain(|one| one.refusal != Refusal::Taken);
    }
    refused.extend(of_person);
    refused
}

/// What stands against so many people, if that is known, in a room for the fewest and the most.
pub fn judge_people(people: Option<u32>, (fewest, most): (u32, u32)) -> Option<Refusal> {
    match people? {
        people if people > most => Some(Refusal::TooManyPeople { people: most }),
        people if people < fewest => Some(Refusal::TooFewPeople { people: fewest }),
        _ => None,
    }
}

/// At most so many times that are allowed instead, the nearest to the start that was asked for first, of two equally near the
/// later. No two overlap, so that each is a choice of its own. What they have there already and would move is none.
pub fn alternatives(
    ask: &Ask,
    setting: &Setting<'_>,
    moved: Option<Quarters>,
    count: usize,
) -> Vec<Quarters> {
    let mut chosen: Vec<Quarters> = Vec::new();
    if judge_people(ask.people, setting.people).is_some() {
        return chosen;
    }
    for when in Legal::new(ask.when, setting).times() {
        if chosen.len() >= count {
            break;
        }
        let other =
            *when != ask.when && Some(*when) != moved && !chosen.iter().any(|one| one.overlaps(*when));
        let allowed = |booker| person::allows(*when, setting, booker);
        if other && setting.booker.is_none_or(allowed) {
            chosen.push(*when);
        }
    }
    chosen
}
