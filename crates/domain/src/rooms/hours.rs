//! When a library is open, as quarters: the ground on which bookings stand.

use crate::busy::{Days, Mask, Quarter, Quarters};
use crate::libraries::rules::{Span, spans};
use crate::libraries::{DayHours, Service};
use crate::time::{self, LocalTime};

/// The hours of a library within a window.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hours {
    /// When staff are there.
    pub staffed: Mask,
    /// When it is open, with staff or without.
    pub any: Mask,
    /// From then on nobody knows the hours yet.
    pub known_until: Quarter,
}

impl Hours {
    /// The hours of these days, in order of date, within a window. A quarter counts if the library is open for all of it.
    ///
    /// Give the day before the window, too: its night may reach into it.
    pub fn of(days: &[DayHours], window: Days) -> Self {
        let with_staff = spans(days).filter(|span| span.service == Service::Staffed);
        Self {
            staffed: quarters(with_staff, window),
            any: quarters(spans(days), window),
            known_until: known_until(days),
        }
    }

    /// Whether a room cannot be used for all of a time. What nobody knows yet is not outside. The window has to reach over it.
    pub fn is_outside(&self, when: Quarters, self_service: bool) -> bool {
        when.until <= self.known_until && !self.used(self_service).has_all(when)
    }

    /// Whether it is known that a room can be used for all of a time. The window has to reach over it.
    pub fn is_open(&self, when: Quarters, self_service: bool) -> bool {
        when.until <= self.known_until && self.used(self_service).has_all(when)
    }

    /// Those in which a room is used that stays open without staff, or does not.
    pub const fn used(&self, self_service: bool) -> &Mask {
        if self_service { &self.any } else { &self.staffed }
    }
}

/// The whole quarters of spans in order of their beginning. Spans that meet are one: a quarter in which one service follows
/// upon another is open, though neither has all of it.
fn quarters(spans: impl Iterator<Item = Span>, window: Days) -> Mask {
    let mut mask = window.empty();
    let mut open: Option<Span> = None;
    for span in spans {
        match &mut open {
            Some(open) if span.from <= open.until => open.until = open.until.max(span.until),
            _ => add(&mut mask, open.replace(span)),
        }
    }
    add(&mut mask, open);
    mask
}

fn add(mask: &mut Mask, span: Option<Span>) {
    let Some(span) = span else { return };
    let (from, until) = (Quarter::not_before(span.from), Quarter::of(span.until));
    if from < until {
        mask.add(Quarters { from, until });
    }
}

/// The midnight at which the first day begins that nobody has told of, on from the first of these. What is known of days after
/// it counts all the same; only that they are closed for the rest is not said.
fn known_until(days: &[DayHours]) -> Quarter {
    let Some(first) = days.first() else {
        return Quarter(i64::MIN);
    };
    let known = days.iter().zip(first.date.iter_days());
    let known = known.take_while(|(day, date)| day.date == *date).count();
    let unknown = first.date.iter_days().nth(known).unwrap_or(first.date);
    Quarter::of(time::at(unknown, LocalTime::MIDNIGHT))
}
