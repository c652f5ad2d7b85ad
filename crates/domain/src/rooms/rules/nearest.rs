//! The nearest time instead of one that cannot be had.

use super::Setting;
use crate::busy::{MINUTES, Quarter, Quarters};
use crate::rooms::find::{fitting, starts};
use crate::rooms::refusal::{Refusal, Refused};
use std::cell::OnceCell;

/// The times that break no rule of the room, looked up only if somebody wants to know them.
pub(super) struct Legal<'a> {
    asked: Quarters,
    setting: &'a Setting<'a>,
    times: OnceCell<Vec<Quarters>>,
}

impl<'a> Legal<'a> {
    pub(super) const fn new(asked: Quarters, setting: &'a Setting<'a>) -> Self {
        Self {
            asked,
            setting,
            times: OnceCell::new(),
        }
    }

    /// All of them that are as long as was asked for, or as near to it as the rules allow: the nearest to the start that was
    /// asked for first, of two equally near the later, because it is easier to come later than earlier.
    pub(super) fn times(&self) -> &[Quarters] {
        self.times.get_or_init(|| {
            let Setting { rules, now, .. } = *self.setting;
            let length = fitting(rules, self.asked.length());
            let starts = starts(&self.setting.candidate(), length * MINUTES, now);
            let mut times: Vec<Quarters> = starts.map(|start| Quarters::new(start, length)).collect();
            times.sort_unstable_by_key(|when| self.away(when.from));
            times
        })
    }

    fn away(&self, start: Quarter) -> (u64, bool) {
        (start.0.abs_diff(self.asked.from.0), start < self.asked.from)
    }

    /// A refusal with the nearest of them that suits.
    pub(super) fn instead_of(&self, refusal: Refusal, suits: impl Fn(Quarters) -> bool) -> Refused {
        let instead = self.times().iter().copied().find(|when| suits(*when));
        Refused { refusal, instead }
    }
}
