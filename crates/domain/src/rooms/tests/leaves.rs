//! Halls that can be divided: whatever is booked, moved and given up in any order, the bits of the leaves stay those of the
//! bookings, and a room is listed as free exactly when its leaves have room for it.

use super::support::*;
use crate::busy::{Claim, Days, LeafDay, Quarter, Quarters};
use crate::rooms::RoomRules;
use crate::rooms::find::{Candidate, in_the_way, starts};
use crate::rooms::hours::Hours;
use proptest::prelude::*;
use proptest::test_runner::TestCaseResult;
use std::collections::BTreeMap;

/// The leaves of each room: a hall, its halves, and a room with a wall to one of them that can be opened.
const ROOMS: [&[usize]; 5] = [&[0, 1], &[0], &[1], &[1, 2], &[2]];
const FIRST: &str = "2026-10-24";
const DAYS: u32 = 3;

/// What a booking has: a room, and what it takes of each of its leaves.
type Booked = (usize, Claim);

#[derive(Default)]
struct House {
    /// What stands in the database.
    days: BTreeMap<(usize, i64), LeafDay>,
    booked: Vec<Booked>,
}

impl House {
    fn parts((room, claim): Booked) -> impl Iterator<Item = ((usize, i64), LeafDay)> {
        let leaves = ROOMS[room].iter();
        leaves.flat_map(move |leaf| claim.days().map(|(day, part)| ((*leaf, day), part)))
    }

    fn day(&self, at: (usize, i64)) -> LeafDay {
        self.days.get(&at).copied().unwrap_or_default()
    }

    /// Books it if every day of every leaf has room for it.
    fn claim(&mut self, booked: Booked) -> bool {
        let room = Self::parts(booked).all(|(at, part)| self.day(at).has_room_for(part));
        if room {
            for (at, part) in Self::parts(booked) {
                let day = self.day(at).with(part);
                self.days.insert(at, day);
            }
            self.booked.push(booked);
        }
        room
    }

    /// Gives it up: what is left of its days is made of the bookings that stay.
    fn free(&mut self, number: usize) -> Booked {
        let gone = self.booked.remove(number);
        for ((leaf, day), _) in Self::parts(gone) {
            let on_it = self
                .booked
                .iter()
                .filter(|(room, _)| ROOMS[*room].contains(&leaf));
            let left = LeafDay::of(day, on_it.map(|(_, claim)| *claim));
            self.days.insert((leaf, day), left);
        }
        gone
    }

    /// Moves it if there is room elsewhere, its own time not counting; otherwise it stays.
    fn shift(&mut self, number: usize, to: Booked) -> bool {
        let old = self.free(number);
        let moved = self.claim(to);
        if !moved {
            assert!(self.claim(old), "what was there has room");
        }
        moved
    }

    /// Whether it gets on with all others that share a leaf with it, without looking at any bits.
    fn agrees(&self, (room, claim): Booked, without: Option<usize>) -> bool {
        let mut others = self.booked.iter().enumerate();
        others.all(|(number, (other, theirs))| {
            let apart = !ROOMS[*other].iter().any(|leaf| ROOMS[room].contains(leaf));
            Some(number) == without || apart || claim.agrees_with(*theirs)
        })
    }

    fn is_sound(&self) -> TestCaseResult {
        for (number, booked) in self.booked.iter().enumerate() {
            prop_assert!(self.agrees(*booked, Some(number)), "{:?}", booked);
        }
        for ((leaf, day), bits) in &self.days {
            let on_it = self.booked.iter().filter(|(room, _)| ROOMS[*room].contains(leaf));
            let made_of = LeafDay::of(*day, on_it.map(|(_, claim)| *claim));
            prop_assert_eq!(*bits, made_of);
        }
        Ok(())
    }

    /// The starts that are listed for a room, as the server lists them.
    fn listed(&self, room: usize, rules: &RoomRules, minutes: u32) -> Vec<Quarter> {
        // A day more on either side, so that what others have there is seen.
        let window = Days {
            first: quarter(&format!("{FIRST} 12:00")).day() - 2,
            count: DAYS + 4,
        };
        let (mut used, mut reach) = (window.empty(), window.empty());
        for ((leaf, day), bits) in &self.days {
            if ROOMS[room].contains(leaf) {
                used.add_day(*day, bits.used);
                reach.add_day(*day, bits.reach);
            }
        }
        let taken = in_the_way(rules, &used, reach);
        let hours = Hours::of(&days(FIRST, 3, &[("00:00", "24:00")]), window);
        let candidate = Candidate {
            rules,
            open: &hours.any,
            taken: &taken,
        };
        starts(&candidate, minutes, local(&format!("{FIRST} 00:00"))).collect()
    }
}

prop_compose! {
    fn some_booked()(
        room in 0..ROOMS.len(), from in 0_i64..292, length in 1_u32..24, before in 0_u32..6, after in 0_u32..6,
    ) -> Booked {
        let first = quarter(&format!("{FIRST} 00:00"));
        (room, Claim { used: Quarters::new(first.plus(from), length), before, after })
    }
}

/// Books; gives up; moves.
fn some_steps() -> impl Strategy<Value = Vec<(u8, usize, Booked)>> {
    prop::collection::vec((0_u8..8, 0_usize..64, some_booked()), 1..60)
}

fn run(steps: Vec<(u8, usize, Booked)>) -> Result<House, TestCaseError> {
    let mut house = House::default();
    for (kind, number, booked) in steps {
        let count = house.booked.len();
        let number = number % count.max(1);
        match kind {
            0 if count > 0 => {
                house.free(number);
            }
            1 | 2 if count > 0 => {
                let agrees = house.agrees(booked, Some(number));
                prop_assert_eq!(house.shift(number, booked), agrees);
                prop_assert_eq!(house.booked.len(), count);
            }
            _ => {
                let agrees = house.agrees(booked, None);
                prop_assert_eq!(house.claim(booked), agrees);
            }
        }
        house.is_sound()?;
    }
    Ok(house)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn whatever_is_booked_moved_and_given_up_no_two_are_in_each_others_way(steps in some_steps()) {
        let house = run(steps)?;
        prop_assert!(house.booked.iter().all(|(room, _)| *room < ROOMS.len()));
    }

    #[test]
    fn what_is_listed_is_what_the_leaves_have_room_for(
        steps in some_steps(), room in 0..ROOMS.len(), length in 1_u32..9, before in 0_u32..5, after in 0_u32..5,
    ) {
        let house = run(steps)?;
        let rules = RoomRules {
            min_minutes: 15, before_minutes: before * 15, after_minutes: after * 15, ..rules()
        };
        let first = quarter(&format!("{FIRST} 00:00"));
        let last = quarter("2026-10-27 00:00").plus(-i64::from(length));
        let has_room = |start: &Quarter| {
            let claim = Claim { used: Quarters::new(*start, length), before, after };
            House::parts((room, claim)).all(|(at, part)| house.day(at).has_room_for(part))
        };
        let expected: Vec<Quarter> = (first.0..=last.0).map(Quarter).filter(has_room).collect();
        prop_assert_eq!(house.listed(room, &rules, length * 15), expected);
    }

    #[test]
    fn giving_everything_up_leaves_nothing(steps in some_steps()) {
        let mut house = run(steps)?;
        while !house.booked.is_empty() {
            house.free(0);
        }
        prop_assert!(house.days.values().all(|day| *day == LeafDay::default()));
    }
}
