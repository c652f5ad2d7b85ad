//! How much rooms are used: one definition for everybody who asks, each figure with its denominator.
//!
//! *Time utilisation* is what was booked of the time in which it could be booked. It is counted by leaf, so a hall and its halves
//! are not counted twice. *Bookable* is every quarter-hour in which the library was open for the room and staff had not blocked
//! it. *Booked* are the bookings that stood at the end, cut to bookable time: what was cancelled, refused or only kept for a form
//! is not, nor what is kept clear around a booking. What nobody came for is booked, but not *attended*. *Peak* is the same on
//! weekdays from 16 to 20, when most want a room. *Seats* are people times minutes, of places times minutes booked.

use crate::busy::{MINUTES, Mask, Quarters};
use crate::endpoint::{Endpoint, Kind, Pairs, Param, Reader};
use crate::id::{LibraryId, RoomId};
use crate::page::Page;
use crate::time::{self, LocalTime};
use chrono::{Datelike, Days, NaiveDate};
use serde::{Deserialize, Serialize};

/// When most want a room: from and until what hour on weekdays.
const PEAK: (u16, u16) = (16, 20);
/// The longest period that is told at once, in days: a year.
pub const LONGEST: u32 = 366;

/// A booking as it is counted: it stood at the end, or nobody came.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Counted {
    /// When.
    pub when: Quarters,
    /// How many people, if that is known.
    pub people: Option<u32>,
    /// Whether nobody came.
    pub missed: bool,
    /// Whether staff blocked the time.
    pub block: bool,
}

/// What is counted of a room in a period. Minutes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "wire", derive(jaettu_wire_derive::FromJson))]
pub struct Use {
    /// Minutes that could be booked: the denominator of booked and attended.
    pub bookable: u32,
    /// Minutes that were booked.
    pub booked: u32,
    /// Minutes booked for which somebody came.
    pub attended: u32,
    /// Minutes that could be booked when most want a room.
    pub peak_bookable: u32,
    /// Minutes of those that were booked.
    pub peak_booked: u32,
    /// People times minutes of the bookings of which is known how many came.
    pub person_minutes: u32,
    /// Places times minutes of the same bookings: the denominator of `person_minutes`.
    pub seat_minutes: u32,
    /// Bookings that were counted, without blocks.
    pub bookings: u32,
    /// How many of them nobody came for.
    pub missed: u32,
}

impl Use {
    /// Both together.
    #[must_use]
    pub const fn plus(self, other: Self) -> Self {
        Self {
            bookable: self.bookable + other.bookable,
            booked: self.booked + other.booked,
            attended: self.attended + other.attended,
            peak_bookable: self.peak_bookable + other.peak_bookable,
            peak_booked: self.peak_booked + other.peak_booked,
            person_minutes: self.person_minutes + other.person_minutes,
            seat_minutes: self.seat_minutes + other.seat_minutes,
            bookings: self.bookings + other.bookings,
            missed: self.missed + other.missed,
        }
    }

    /// Time utilisation in thousandths, 0 to 1000; `None` where nothing could be booked.
    pub fn permille(self) -> Option<u32> {
        self.of_bookable(self.booked)
    }

    /// The same of the time for which somebody came.
    pub fn attended_permille(self) -> Option<u32> {
        self.of_bookable(self.attended)
    }

    fn of_bookable(self, minutes: u32) -> Option<u32> {
        let share = u64::from(minutes) * 1000 / u64::from(self.bookable).max(1);
        (self.bookable > 0).then(|| u32::try_from(share).unwrap_or(1000))
    }
}

/// What of one leaf, open as `open` says, these bookings of it used within `period`. Each booking has the places of its room.
pub fn of_leaf(open: &Mask, period: Quarters, bookings: &[(Counted, u32)]) -> Use {
    let mut bookable = Mask::new(open.first_day(), open.days());
    bookable.add(period);
    bookable.and(open);
    let taken = |wanted: &dyn Fn(&Counted) -> bool| {
        let mut mask = Mask::new(open.first_day(), open.days());
        for (one, _) in bookings.iter().filter(|(one, _)| wanted(one)) {
            mask.add(one.when);
        }
        mask
    };
    bookable.without(&taken(&|one| one.block));
    let within = |mut mask: Mask| {
        mask.and(&bookable);
        mask
    };
    let booked = within(taken(&|one| !one.block));
    let attended = within(taken(&|one| !one.block && !one.missed));
    let peak = peak(open, period);
    let minutes = |mask: &Mask| mask.count(mask.window()).saturating_mul(MINUTES);
    let at_peak = |mask: &Mask| {
        let mut mask = mask.clone();
        mask.and(&peak);
        minutes(&mask)
    };
    let (person_minutes, seat_minutes) = seats(&bookable, bookings);
    Use {
        bookable: minutes(&bookable),
        booked: minutes(&booked),
        attended: minutes(&attended),
        peak_bookable: at_peak(&bookable),
        peak_booked: at_peak(&booked),
        person_minutes,
        seat_minutes,
        bookings: 0,
        missed: 0,
    }
}

/// People times minutes and places times minutes of bookings that somebody came to and of which is known how many.
fn seats(bookable: &Mask, bookings: &[(Counted, u32)]) -> (u32, u32) {
    let mut sums = (0_u32, 0_u32);
    for (one, places) in bookings.iter().filter(|(one, _)| !one.block && !one.missed) {
        if let Some(people) = one.people {
            let minutes = bookable.count(one.when) * MINUTES;
            sums.0 = sums.0.saturating_add(minutes.saturating_mul(people.min(*places)));
            sums.1 = sums.1.saturating_add(minutes.saturating_mul(*places));
        }
    }
    sums
}

/// The quarters in which most want a room.
fn peak(like: &Mask, period: Quarters) -> Mask {
    let mut mask = Mask::new(like.first_day(), like.days());
    let mut date = time::today(period.from.instant());
    let last = time::today(period.until.plus(-1).instant());
    while date <= last {
        let clock = |hour| LocalTime::new(hour, 0).map(|hour| time::at(date, hour));
        let weekday = date.weekday().num_days_from_monday() < 5;
        if let (true, Some(from), Some(until)) = (weekday, clock(PEAK.0), clock(PEAK.1))
            && let Some(hours) = Quarters::between(from, until)
        {
            mask.add(hours);
        }
        date = date.checked_add_days(Days::new(1)).unwrap_or(NaiveDate::MAX);
    }
    mask
}

/// The use of one room in a period.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "wire", derive(jaettu_wire_derive::FromJson))]
pub struct RoomUse {
    /// The room. A hall is counted by its halves, where it has any of its own.
    pub room: RoomId,
    /// Its library.
    pub library: LibraryId,
    /// The first day.
    pub from: NaiveDate,
    /// The last day.
    pub until: NaiveDate,
    /// What was counted.
    pub counted: Use,
    /// Time utilisation in thousandths; `null` where nothing could be booked.
    pub utilisation_permille: Option<u32>,
}

/// How much rooms were used.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ListRoomUse {
    /// The first day.
    pub from: Option<NaiveDate>,
    /// The last day; what goes on is counted up to yesterday.
    pub until: Option<NaiveDate>,
    /// Only this library.
    pub library: Option<LibraryId>,
}

impl Endpoint for ListRoomUse {
    type Reply = Page<RoomUse>;
    const PATH: &'static str = "/api/v1/statistics/rooms";
    const OPERATION: &'static str = "list_room_use";
    const SUMMARY: &'static str = "How much rooms and machines were used in a period, with the denominators; without a period the last 28 days";
    const PARAMS: &'static [Param] = &[
        Param {
            name: "from",
            kind: Kind::Text(10),
            doc: "First day, 2026-12-01",
        },
        Param {
            name: "until",
            kind: Kind::Text(10),
            doc: "Last day, 2026-12-31; at most a year after the first",
        },
        Param {
            name: "library",
            kind: Kind::Text(64),
            doc: "Only this library",
        },
    ];

    fn write(&self, pairs: &mut Pairs) {
        pairs.maybe("from", self.from);
        pairs.maybe("until", self.until);
        pairs.maybe("library", self.library.as_ref());
    }

    fn read(reader: &mut Reader<'_>) -> Self {
        let (from, until) = (reader.date("from"), reader.date("until"));
        if let (Some(from), Some(until)) = (from, until)
            && !(0..i64::from(LONGEST)).contains(&until.signed_duration_since(from).num_days())
        {
            reader.refuse(
                "until",
                "out_of_range",
                "takes a day from the first on, within a year",
            );
        }
        for (name, day) in [("from", from), ("until", until)] {
            if day.is_some_and(|day| !(2000..2200).contains(&day.year())) {
                reader.refuse(name, "out_of_range", "takes a day from 2000 to 2199");
            }
        }
        Self {
            from,
            until,
            library: reader.value("library"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::busy::{Quarter, local_days};
    use proptest::prelude::*;

    fn open() -> Mask {
        let mut open = Mask::new(20_785, 3);
        open.add(Quarters::new(Quarter::first_of(20_785).plus(28), 44));
        open.add(Quarters::new(Quarter::first_of(20_786).plus(28), 44));
        open
    }

    fn booking(from: i64, length: u32) -> Counted {
        Counted {
            when: Quarters::new(Quarter::first_of(20_785).plus(from), length),
            people: Some(2),
            missed: false,
            block: false,
        }
    }

    #[test]
    fn what_is_booked_is_told_of_what_could_be() {
        let period = open().window();
        // Two hours of 22, one of them missed; a block of four hours cannot be booked.
        let missed = Counted {
            missed: true,
            ..booking(40, 4)
        };
        let block = Counted {
            block: true,
            ..booking(28 + 96, 16)
        };
        let counted = of_leaf(&open(), period, &[(booking(28, 4), 4), (missed, 4), (block, 4)]);
        assert_eq!(counted.bookable, 22 * 60 - 240);
        assert_eq!((counted.booked, counted.attended), (120, 60));
        assert_eq!((counted.person_minutes, counted.seat_minutes), (120, 240));
        assert_eq!(counted.permille(), Some(111));
    }

    #[test]
    fn the_peak_is_in_the_afternoon_of_weekdays() {
        // 28 November 2026 is a Saturday, 30 November a Monday.
        let saturday = local_days("2026-11-28".parse().unwrap(), 1);
        let monday = local_days("2026-11-30".parse().unwrap(), 1);
        let all = Mask::new(saturday.from.day(), 5).inverted();
        assert_eq!(of_leaf(&all, saturday, &[]).peak_bookable, 0);
        assert_eq!(of_leaf(&all, monday, &[]).peak_bookable, 240);
    }

    proptest! {
        #[test]
        fn nothing_is_used_more_than_wholly(
            bookings in prop::collection::vec((-50_i64..250, 1_u32..60, any::<bool>(), any::<bool>()), 0..20),
            from in 0_i64..100, length in 1_u32..200,
        ) {
            let period = Quarters::new(Quarter::first_of(20_785).plus(from), length);
            let bookings: Vec<(Counted, u32)> = bookings
                .into_iter()
                .map(|(from, length, missed, block)| (Counted { missed, block, ..booking(from, length) }, 3))
                .collect();
            let counted = of_leaf(&open(), period, &bookings);
            prop_assert!(counted.attended <= counted.booked && counted.booked <= counted.bookable);
            prop_assert!(counted.peak_booked <= counted.peak_bookable && counted.peak_bookable <= counted.bookable);
            prop_assert!(counted.person_minutes <= counted.seat_minutes);
            prop_assert!(counted.permille().is_none_or(|share| share <= 1000));
        }
    }
}
