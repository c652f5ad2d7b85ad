//! What staff do with bookings of their libraries, and how it travels; a module each, several times at once ([`times`]) and what
//! there is to book ([`rooms`]).

pub mod rooms;
pub mod times;

use super::api::Span;
use super::api::bookings::ID;
use super::{Origin, State};
use crate::account::Card;
use crate::account::api::Done;
use crate::endpoint::{Access, Endpoint, Kind, Method, Pairs, Param, Reader, plain_endpoints};
use crate::id::{BookingId, InductionId, LibraryId, PersonId, RoomId, SeriesId};
use crate::page::Page;
use crate::text::Text;
use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

/// The longest reason that staff give, in characters.
pub const LONGEST_REASON: usize = 500;
/// Whoever says their code so long before the start has come for it.
const EARLY: TimeDelta = TimeDelta::hours(1);

/// A booking as staff of its library see it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "wire", derive(jaettu_wire_derive::FromJson))]
pub struct DeskBooking {
    /// Its identifier.
    pub id: BookingId,
    /// The room.
    pub room: RoomId,
    /// Its name.
    pub room_name: Text,
    /// How far it is.
    pub state: State,
    /// How it came about.
    pub origin: Origin,
    /// From.
    pub start: DateTime<Utc>,
    /// Until.
    pub end: DateTime<Utc>,
    /// The weekly series that it was booked with.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub series: Option<SeriesId>,
    /// Whose it is; nobody's if it is the library's own or a block.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub person: Option<PersonId>,
    /// Who comes; nobody if it is the library's own or a block.
    pub name: Option<String>,
    /// How many people.
    pub people: Option<u32>,
    /// What for.
    pub purpose: String,
    /// What its person says at the desk.
    pub code: String,
    /// From when and until when one checks in, where one does.
    pub check_in: Option<Span>,
    /// When somebody came.
    pub checked_in_at: Option<DateTime<Utc>>,
    /// Whether the library is closed, or without the staff that the room needs, for part of its time.
    pub outside_hours: bool,
    /// How often it has been changed.
    pub version: u32,
}

impl DeskBooking {
    /// Whether it is going on.
    pub fn is_on(&self, now: DateTime<Utc>) -> bool {
        self.state.is_live() && self.start <= now && now < self.end
    }

    /// Whether somebody is to come for it, and has not yet.
    pub const fn is_awaited(&self) -> bool {
        matches!(self.state, State::Confirmed)
            && matches!(self.origin, Origin::Own | Origin::Behalf)
            && self.checked_in_at.is_none()
    }

    /// Whether whoever stands at the desk now has come for it: from an hour before the start until the end.
    pub fn is_around(&self, now: DateTime<Utc>) -> bool {
        self.start - EARLY <= now && now < self.end
    }

    /// Whether staff can take it back, or refuse it.
    pub fn can_be_taken_back(&self, now: DateTime<Utc>) -> bool {
        self.state.is_live() && now < self.end
    }
}

const LIBRARY: Param = Param {
    name: "library",
    kind: Kind::Text(64),
    doc: "Identifier of the library",
};
const REASON: Param = Param {
    name: "reason",
    kind: Kind::Text(LONGEST_REASON),
    doc: "Why; its person is told",
};
const CARD: Param = Param {
    name: "card",
    kind: Kind::Text(40),
    doc: "Number of the library card",
};
const INDUCTION: Param = Param {
    name: "induction",
    kind: Kind::Text(64),
    doc: "What was learned",
};
const BLOCK: Param = Param {
    name: "block",
    kind: Kind::Flag,
    doc: "Nobody can use it then",
};

/// For whom, and whether it is a block: a block is nobody's.
fn nobodys(reader: &mut Reader<'_>) -> (Option<Card>, bool) {
    let card: Option<Card> = reader.value("card");
    let block = reader.flag("block");
    if block && card.is_some() {
        reader.refuse("card", "not_valid", "a block is nobody's");
    }
    (card, block)
}

/// The bookings of a library: those of a day, those that wait for staff, or those that are outside its hours now.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ListDeskBookings {
    /// Which library; `None` if the address names none.
    pub library: Option<LibraryId>,
    /// Of which day; today if it is not given.
    pub date: Option<NaiveDate>,
    /// Those that wait for staff, of any day to come.
    pub pending: bool,
    /// Those to come that are outside the library's hours as they are now.
    pub outside_hours: bool,
}

impl Endpoint for ListDeskBookings {
    type Reply = Page<DeskBooking>;
    const ACCESS: Access = Access::Staff;
    const PATH: &'static str = "/api/v1/desk/{library}/bookings";
    const OPERATION: &'static str = "list_desk_bookings";
    const SUMMARY: &'static str =
        "Bookings of a library: of a day, waiting for staff, or outside the hours as they are now";
    const PARAMS: &'static [Param] = &[
        LIBRARY,
        Param {
            name: "date",
            kind: Kind::Text(10),
            doc: "Of this day, 2026-12-24; today if it is not given",
        },
        Param {
            name: "pending",
            kind: Kind::Flag,
            doc: "Those that wait for staff, of any day to come",
        },
        Param {
            name: "outside_hours",
            kind: Kind::Flag,
            doc: "Those to come that are outside the hours as they are now",
        },
    ];

    fn write(&self, pairs: &mut Pairs) {
        pairs.maybe("library", self.library.as_ref());
        pairs.maybe("date", self.date);
        pairs.flag("pending", self.pending);
        pairs.flag("outside_hours", self.outside_hours);
    }

    fn read(reader: &mut Reader<'_>) -> Self {
        Self {
            library: reader.id("library"),
            date: reader.date("date"),
            pending: reader.flag("pending"),
            outside_hours: reader.flag("outside_hours"),
        }
    }
}

plain_endpoints! {
    /// Lets a booking have its room that waits for staff.
    ApproveBooking: Staff Post "/api/v1/desk/bookings/{id}/approve" "approve_booking" -> DeskBooking;
    "Approves a booking that waits for staff"
    at {
        /// Which; `None` if the address names none.
        id: BookingId = ID
    };

    /// Takes a booking away from its person, or refuses one that waits.
    WithdrawBooking: Staff Post "/api/v1/desk/bookings/{id}/withdraw" "withdraw_booking" -> DeskBooking;
    "Refuses a booking that waits, or takes one back; its person is told why"
    at {
        /// Which; `None` if the address names none.
        id: BookingId = ID
    }
    with {
        /// Why.
        reason: String = REASON
    };

    /// Notes that somebody has come.
    CheckInAtDesk: Staff Post "/api/v1/desk/bookings/{id}/check-in" "check_in_at_desk" -> DeskBooking;
    "Notes at the desk that somebody has come"
    at {
        /// Which; `None` if the address names none.
        id: BookingId = ID
    };

    /// Takes back that somebody has come.
    UndoCheckInAtDesk: Staff Delete "/api/v1/desk/bookings/{id}/check-in" "undo_check_in_at_desk" -> DeskBooking;
    "Takes back that somebody has come: it was noted by mistake"
    at {
        /// Which; `None` if the address names none.
        id: BookingId = ID
    };
}

/// What somebody has learned.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "wire", derive(jaettu_wire_derive::FromJson))]
pub struct Inducted {
    /// Who.
    pub name: String,
    /// What.
    pub induction: InductionId,
    /// The last day on which it counts; for ever if there is none.
    pub valid_until: Option<NaiveDate>,
}

/// Notes that somebody has learned how to use machines.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct GiveInduction {
    /// Who.
    pub card: Option<Card>,
    /// What.
    pub induction: Option<InductionId>,
    /// Where.
    pub library: Option<LibraryId>,
}

impl Endpoint for GiveInduction {
    type Reply = Inducted;
    const METHOD: Method = Method::Post;
    const ACCESS: Access = Access::Staff;
    const PATH: &'static str = "/api/v1/desk/inductions";
    const OPERATION: &'static str = "give_induction";
    const SUMMARY: &'static str = "Notes that somebody has learned how to use machines, from today on";
    const FIELDS: &'static [Param] = &[CARD, INDUCTION, LIBRARY];

    fn write(&self, pairs: &mut Pairs) {
        pairs.maybe("card", self.card.as_ref().map(Card::as_str));
        pairs.maybe("induction", self.induction.as_ref());
        pairs.maybe("library", self.library.as_ref());
    }

    fn read(reader: &mut Reader<'_>) -> Self {
        Self {
            card: reader.required("card"),
            induction: reader.required("induction"),
            library: reader.required("library"),
        }
    }
}

/// Takes back that somebody has learned how to use machines.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct WithdrawInduction {
    /// Who.
    pub card: Option<Card>,
    /// What.
    pub induction: Option<InductionId>,
}

impl Endpoint for WithdrawInduction {
    type Reply = Done;
    const METHOD: Method = Method::Post;
    const ACCESS: Access = Access::Staff;
    const PATH: &'static str = "/api/v1/desk/inductions/withdraw";
    const OPERATION: &'static str = "withdraw_induction";
    const SUMMARY: &'static str = "Takes back an induction that was given in a library in which one works: by mistake, or because it has to be learned anew";
    const FIELDS: &'static [Param] = &[CARD, INDUCTION];

    fn write(&self, pairs: &mut Pairs) {
        pairs.maybe("card", self.card.as_ref().map(Card::as_str));
        pairs.maybe("induction", self.induction.as_ref());
    }

    fn read(reader: &mut Reader<'_>) -> Self {
        Self {
            card: reader.required("card"),
            induction: reader.required("induction"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::time;
    use proptest::prelude::*;

    fn booking(state: State, origin: Origin) -> DeskBooking {
        let start = time::read("2026-11-23T12:00:00Z").unwrap();
        DeskBooking {
            id: "0192f0c1-7a3b-7c4d-8e5f-0123456789ab".parse().unwrap(),
            room: "sali".parse().unwrap(),
            room_name: Text::same("Sali"),
            state,
            origin,
            start,
            end: start + TimeDelta::hours(2),
            series: None,
            person: None,
            name: None,
            people: None,
            purpose: String::new(),
            code: String::new(),
            check_in: None,
            checked_in_at: None,
            outside_hours: false,
            version: 0,
        }
    }

    #[test]
    fn whoever_stands_there_an_hour_before_the_start_has_come_and_nobody_comes_at_the_end() {
        let booking = booking(State::Confirmed, Origin::Own);
        let around = |minutes| booking.is_around(booking.start + TimeDelta::minutes(minutes));
        assert_eq!(
            [-61, -60, 0, 119, 120].map(around),
            [false, true, true, true, false]
        );
    }

    #[test]
    fn only_people_with_a_confirmed_booking_are_awaited() {
        let awaited = |state, origin| booking(state, origin).is_awaited();
        assert!(awaited(State::Confirmed, Origin::Own) && awaited(State::Confirmed, Origin::Behalf));
        assert!(!awaited(State::Confirmed, Origin::Library) && !awaited(State::Confirmed, Origin::Block));
        assert!(!awaited(State::Pending, Origin::Own) && !awaited(State::NoShow, Origin::Own));
        let mut here = booking(State::Confirmed, Origin::Own);
        here.checked_in_at = Some(here.start);
        assert!(!here.is_awaited());
    }

    proptest! {
        #[test]
        fn what_is_on_can_be_taken_back_and_what_has_ended_cannot(minutes in -300_i64..300) {
            for state in [State::Held, State::Pending, State::Confirmed, State::Cancelled, State::Denied, State::NoShow] {
                let booking = booking(state, Origin::Own);
                let now = booking.start + TimeDelta::minutes(minutes);
                prop_assert!(!booking.is_on(now) || booking.can_be_taken_back(now));
                prop_assert!(state.is_live() || !booking.can_be_taken_back(now));
                prop_assert!(now < booking.end || !booking.can_be_taken_back(now));
            }
        }
    }
}
