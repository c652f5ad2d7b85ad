//! The only place that reads a clock.

use chrono::{DateTime, TimeDelta, Utc};

/// What time it is.
#[derive(Clone, Copy, Debug, Default)]
pub struct Clock {
    /// How far ahead of the machine's clock this one runs; nothing outside demo mode and tests.
    ahead: TimeDelta,
}

impl Clock {
    /// A clock that shows `now` at this moment and goes on from there.
    pub fn starting_at(now: DateTime<Utc>) -> Self {
        Self {
            ahead: now - machine(),
        }
    }

    /// How many seconds this clock is ahead of the machine's, if it is at all; the app in the browser follows it.
    pub fn seconds_ahead(self) -> Option<i64> {
        Some(self.ahead.num_seconds()).filter(|seconds| *seconds != 0)
    }

    /// The present instant.
    pub fn now(self) -> DateTime<Utc> {
        machine() + self.ahead
    }
}

#[expect(clippy::disallowed_methods, reason = "this is the clock")]
fn machine() -> DateTime<Utc> {
    Utc::now()
}
