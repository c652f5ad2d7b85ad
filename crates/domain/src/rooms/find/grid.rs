//! On which quarters bookings of a room begin.

use super::limits::{day_after, midnight};
use crate::busy::{MINUTES, Mask, Quarter, Quarters};
use crate::rooms::RoomRules;
use crate::time;

/// How long the library stays open around a quarter without a break, within the day in Helsinki.
fn opening(open: &Mask, quarter: Quarter) -> Quarters {
    let date = time::today(quarter.instant());
    let (first, last) = (midnight(date), midnight(day_after(date)));
    let mut from = quarter;
    while from > first && open.has(from.plus(-1)) {
        from = from.plus(-1);
    }
    let mut until = quarter;
    while until < last && open.has(until) {
        until = until.plus(1);
    }
    Quarters { from, until }
}

/// The quarter from which the starts of bookings are counted that begin in an open one: when the library opened, or midnight
/// in Helsinki if it was open then. There is no other grid.
pub fn anchor(open: &Mask, quarter: Quarter) -> Quarter {
    opening(open, quarter).from
}

/// The starts that the rules of a room know of, one opening after another.
pub(super) struct Grid<'a> {
    open: &'a Mask,
    step: i64,
    opening: Quarters,
}

impl<'a> Grid<'a> {
    pub(super) fn new(rules: &RoomRules, open: &'a Mask) -> Self {
        let none = Quarter(i64::MIN);
        Self {
            open,
            step: i64::from((rules.grid_minutes / MINUTES).max(1)),
            opening: Quarters {
                from: none,
                until: none,
            },
        }
    }

    /// Whether a booking can begin in an open quarter, which is not before the last one asked for.
    pub(super) fn has(&mut self, quarter: Quarter) -> bool {
        if self.step == 1 {
            return true;
        }
        if quarter >= self.opening.until {
            self.opening = opening(self.open, quarter);
        }
        (quarter.0 - self.opening.from.0) % self.step == 0
    }
}

/// Whether a booking can begin in an open quarter.
pub(in crate::rooms) fn is_on_grid(rules: &RoomRules, open: &Mask, quarter: Quarter) -> bool {
    Grid::new(rules, open).has(quarter)
}
