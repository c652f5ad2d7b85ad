//! A window over many days, bit by bit: whole numbers that are shifted and compared instead of quarters that are counted.

use super::{Bits, PER_DAY, Quarter, Quarters};

/// A set of quarters within some days on end.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Mask {
    first: i64,
    days: u32,
    /// Bit by bit from the first quarter of the first day on; what is beyond the last day is never set.
    words: Vec<u64>,
}

const WORD: u32 = u64::BITS;

impl Mask {
    /// None of the quarters of so many days from the day `first` on, counted from 1970-01-01 in UTC.
    pub fn new(first: i64, days: u32) -> Self {
        let words = (days as usize * PER_DAY as usize).div_ceil(WORD as usize);
        Self {
            first,
            days,
            words: vec![0; words],
        }
    }

    /// The first day.
    pub const fn first_day(&self) -> i64 {
        self.first
    }

    /// How many days.
    pub const fn days(&self) -> u32 {
        self.days
    }

    /// All that it speaks of.
    pub const fn window(&self) -> Quarters {
        Quarters {
            from: Quarter::first_of(self.first),
            until: Quarter::first_of(self.first + self.days as i64),
        }
    }

    fn size(&self) -> usize {
        self.days as usize * PER_DAY as usize
    }

    fn index(&self, quarter: Quarter) -> Option<usize> {
        let index = usize::try_from(quarter.0.checked_sub(self.window().from.0)?).ok()?;
        (index < self.size()).then_some(index)
    }

    fn quarter(&self, index: usize) -> Quarter {
        self.window().from.plus(i64::try_from(index).unwrap_or(i64::MAX))
    }

    /// Whether a quarter is in it; none is outside its days.
    pub fn has(&self, quarter: Quarter) -> bool {
        self.index(quarter).is_some_and(|index| self.bit(index))
    }

    fn bit(&self, index: usize) -> bool {
        let word = self.words.get(index / WORD as usize);
        word.is_some_and(|word| word >> (index % WORD as usize) & 1 == 1)
    }

    /// Whether all of them are in it.
    pub fn has_all(&self, quarters: Quarters) -> bool {
        quarters.from < quarters.until && self.run_from(quarters.from) >= quarters.until
    }

    /// Adds quarters; those outside its days are left out.
    pub fn add(&mut self, quarters: Quarters) {
        for (day, bits) in quarters.days() {
            self.add_day(day, bits);
        }
    }

    /// Adds quarters of one day, unless it is outside.
    pub fn add_day(&mut self, day: i64, bits: Bits) {
        let Ok(at) = u32::try_from(day - self.first) else {
            return;
        };
        if at >= self.days {
            return;
        }
        let mut index = at as usize * PER_DAY as usize;
        for part in [bits.0 & 0xffff_ffff, bits.0 >> 32 & 0xffff_ffff, bits.0 >> 64] {
            // Days begin at multiples of 32 bits, so a third of one never crosses a word.
            if let Some(word) = self.words.get_mut(index / WORD as usize) {
                *word |= u64::try_from(part).unwrap_or_default() << (index % WORD as usize);
            }
            index += 32;
        }
    }

    /// The quarters of one of its days.
    pub fn day(&self, day: i64) -> Bits {
        let Some(start) = self.index(Quarter::first_of(day)) else {
            return Bits::NONE;
        };
        let third = |third: usize| {
            let index = start + third * 32;
            let word = self.words.get(index / WORD as usize).copied().unwrap_or_default();
            u128::from(word >> (index % WORD as usize) & 0xffff_ffff) << (third * 32)
        };
        Bits(third(0) | third(1) | third(2))
    }

    /// Adds all of another one over the same days.
    pub fn or(&mut self, other: &Self) {
        self.combine(other, |mine, theirs| mine | theirs);
    }

    /// Keeps what another one over the same days has, too.
    pub fn and(&mut self, other: &Self) {
        self.combine(other, |mine, theirs| mine & theirs);
    }

    /// Takes away what another one over the same days has.
    pub fn without(&mut self, other: &Self) {
        self.combine(other, |mine, theirs| mine & !theirs);
    }

    fn combine(&mut self, other: &Self, with: impl Fn(u64, u64) -> u64) {
        debug_assert_eq!((self.first, self.days), (other.first, other.days));
        for (mine, theirs) in self.words.iter_mut().zip(&other.words) {
            *mine = with(*mine, *theirs);
        }
    }

    /// The quarters `by` later than those in it are the ones of the new.
    fn later(&self, by: u32) -> Self {
        let (whole, bits) = ((by / WORD) as usize, by % WORD);
        let mut words = vec![0; self.words.len()];
        for (at, word) in words.iter_mut().enumerate().skip(whole) {
            let from = at - whole;
            let here = self.words[from] << bits;
            let carried = if bits == 0 || from == 0 {
                0
            } else {
                self.words[from - 1] >> (WORD - bits)
            };
            *word = here | carried;
        }
        let mut mask = Self {
            words,
            ..self.clone()
        };
        mask.trim();
        mask
    }

    /// The quarters `by` earlier than those in it are the ones of the new.
    fn earlier(&self, by: u32) -> Self {
        let (whole, bits) = ((by / WORD) as usize, by % WORD);
        let word = |at: usize| self.words.get(at).copied().unwrap_or_default();
        let words = (0..self.words.len()).map(|at| {
            let here = word(at + whole) >> bits;
            let carried = if bits == 0 {
                0
            } else {
                word(at + whole + 1) << (WORD - bits)
            };
            here | carried
        });
        Self {
            words: words.collect(),
            ..self.clone()
        }
    }

    fn trim(&mut self) {
        let over = self.words.len() * WORD as usize - self.size();
        if let Some(last) = self.words.last_mut()
            && over > 0
        {
            *last &= u64::MAX >> over;
        }
    }

    /// Those with which so many on end begin that are all in it.
    #[must_use]
    pub fn starts_of(&self, length: u32) -> Self {
        let mut starts = self.clone();
        let mut have = 1;
        while have < length {
            let step = have.min(length - have);
            let moved = starts.earlier(step);
            starts.and(&moved);
            have += step;
        }
        starts
    }

    /// Those that a booking must not use which keeps so much clear before and after, if others use what is in it.
    #[must_use]
    pub fn in_reach_of(&self, before: u32, after: u32) -> Self {
        // One that ends as late as `after` quarters before somebody is in the way of them, and likewise on the other side.
        let (mut reach, mut have) = (self.clone(), 0);
        while have < after {
            let step = (have + 1).min(after - have);
            let moved = reach.earlier(step);
            reach.or(&moved);
            have += step;
        }
        have = 0;
        while have < before {
            let step = (have + 1).min(before - have);
            let moved = reach.later(step);
            reach.or(&moved);
            have += step;
        }
        reach
    }

    /// What is in it, within the same days, of neither.
    #[must_use]
    pub fn inverted(&self) -> Self {
        let mut mask = self.clone();
        for word in &mut mask.words {
            *word = !*word;
        }
        mask.trim();
        mask
    }

    /// Every quarter in it from `from` on, in order.
    pub fn from(&self, from: Quarter) -> impl Iterator<Item = Quarter> + '_ {
        let start = from.max(self.window().from);
        let first = self.index(start).unwrap_or(self.size());
        let mut at = first / WORD as usize;
        let mut word = self.words.get(at).copied().unwrap_or_default();
        word &= u64::MAX
            .checked_shl(u32::try_from(first % WORD as usize).unwrap_or_default())
            .unwrap_or_default();
        std::iter::from_fn(move || {
            while word == 0 {
                at += 1;
                word = *self.words.get(at)?;
            }
            let bit = word.trailing_zeros();
            word &= word - 1;
            Some(self.quarter(at * WORD as usize + bit as usize))
        })
    }

    /// The first quarter from `quarter` on that is not in it.
    pub fn run_from(&self, quarter: Quarter) -> Quarter {
        let Some(start) = self.index(quarter) else {
            return quarter;
        };
        let mut index = start;
        while self.bit(index) {
            index += 1;
        }
        self.quarter(index)
    }

    /// The first quarter of the run without a gap in which `quarter` is; itself if it is not in it.
    pub fn run_start(&self, quarter: Quarter) -> Quarter {
        let mut first = quarter;
        while self.has(first.plus(-1)) {
            first = first.plus(-1);
        }
        first
    }

    /// The runs without a gap, in order.
    pub fn runs(&self) -> Vec<Quarters> {
        let mut runs = Vec::new();
        let mut from = self.window().from;
        while let Some(first) = self.from(from).next() {
            from = self.run_from(first);
            runs.push(Quarters {
                from: first,
                until: from,
            });
        }
        runs
    }

    /// How many of `quarters` are in it.
    pub fn count(&self, quarters: Quarters) -> u32 {
        let parts = quarters
            .days()
            .map(|(day, bits)| self.day(day).and(bits).0.count_ones());
        parts.sum()
    }

    /// Its days from `first` on, so many of them: part of a longer one.
    #[must_use]
    pub fn part(&self, first: i64, days: u32) -> Self {
        let mut part = Self::new(first, days);
        for day in first..first + i64::from(days) {
            part.add_day(day, self.day(day));
        }
        part
    }

    /// As text: twelve bytes a day, in hexadecimal, the first quarter the lowest bit of the first byte. Compressed on the way
    /// it is no longer than anything denser would be.
    pub fn to_text(&self) -> String {
        use std::fmt::Write;
        let bytes = self.words.iter().flat_map(|word| word.to_le_bytes());
        let mut text = String::with_capacity(self.size() / 4);
        for byte in bytes.take(self.size() / 8) {
            let _ = write!(text, "{byte:02x}");
        }
        text
    }

    /// Reads [`Mask::to_text`] of so many days from `first` on; `None` if it is not one.
    pub fn from_text(first: i64, days: u32, text: &str) -> Option<Self> {
        let mut mask = Self::new(first, days);
        if text.len() != mask.size() / 4 {
            return None;
        }
        for (at, pair) in text.as_bytes().chunks_exact(2).enumerate() {
            let digit = |byte: u8| char::from(byte).to_digit(16).map(u64::from);
            let byte = digit(pair[0])? << 4 | digit(pair[1])?;
            *mask.words.get_mut(at / 8)? |= byte << (at % 8 * 8);
        }
        Some(mask)
    }
}
