//! On which quarters bookings of a room begin.

use super::limits::{day_after, midnight};
use crate::busy::{MINUTES, Mask, Quarter, Quarters};
use crate::rooms::RoomRules;
use crate::time;

/// A time without a break in which a library is open, within one day in Helsinki.
#[derive(Clone, Copy)]
struct Opening {
    when: Quarters,
    /// Whether that is its beginning: it may have been open before the days that are looked at.
    begins: bool,
}

impl Opening {
    /// The one in which a quarter is.
    fn around(open: &Mask, quarter: Quarter) -> Self {
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
        Self {
            when: Quarters { from, until },
            begins: from > open.window().from,
        }
    }
}

/// The quarter from which the starts of bookings are counted that begin in an open one: when the library opened, or midnight
/// in Helsinki if it was open then. There is no other grid. `None` if it was open already when the mask begins, which is never
/// at midnight in Helsinki.
pub fn anchor(open: &Mask, quarter: Quarter) -> Option<Quarter> {
    let opening = Opening::around(open, quarter);
    opening.begins.then_some(opening.when.from)
}

/// The starts that the rules of a room know of, one opening after another.
pub(super) struct Grid<'a> {
    open: &'a Mask,
    step: i64,
    opening: Option<Opening>,
}

impl<'a> Grid<'a> {
    pub(super) fn new(rules: &RoomRules, open: &'a Mask) -> Self {
        Self {
            open,
            step: i64::from((rules.grid_minutes / MINUTES).max(1)),
            opening: None,
        }
    }

    /// Whether a booking can begin in an open quarter, which is not before the last one asked for.
    pub(super) fn has(&mut self, quarter: Quarter) -> bool {
        if self.step == 1 {
            return true;
        }
        let same = self.opening.filter(|opening| quarter < opening.when.until);
        let opening = same.unwrap_or_else(|| Opening::around(self.open, quarter));
        self.opening = Some(opening);
        opening.begins && (quarter.0 - opening.when.from.0) % self.step == 0
    }
}

/// Whether a booking can begin in an open quarter.
pub(in crate::rooms) fn is_on_grid(rules: &RoomRules, open: &Mask, quarter: Quarter) -> bool {
    Grid::new(rules, open).has(quarter)
}
