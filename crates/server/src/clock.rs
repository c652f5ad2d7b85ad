//! The only place that reads a clock.

use chrono::{DateTime, TimeDelta, Utc};
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

/// What time it is.
#[derive(Clone, Debug, Default)]
pub struct Clock {
    /// By how many milliseconds this clock is ahead of the machine's; nothing outside demo mode and tests.
    ahead: Arc<AtomicI64>,
}

impl Clock {
    /// A clock that shows `now` at this moment and goes on from there.
    pub fn starting_at(now: DateTime<Utc>) -> Self {
        // Whole milliseconds of both: a difference of more would be cut, and the clock begin before `now`.
        let ahead = now.timestamp_millis() - machine().timestamp_millis();
        Self {
            ahead: Arc::new(AtomicI64::new(ahead)),
        }
    }

    /// Puts the clock forward, for tests: what takes days can be seen at once.
    pub fn go_on(&self, time: TimeDelta) {
        self.ahead.fetch_add(time.num_milliseconds(), Ordering::Relaxed);
    }

    /// How many seconds this clock is ahead of the machine's, if it is at all; the app in the browser follows it.
    pub fn seconds_ahead(&self) -> Option<i64> {
        let seconds = self.ahead.load(Ordering::Relaxed) / 1000;
        Some(seconds).filter(|seconds| *seconds != 0)
    }

    /// The present instant, to the millisecond: what the database keeps of it is then the same.
    pub fn now(&self) -> DateTime<Utc> {
        let millis = machine().timestamp_millis() + self.ahead.load(Ordering::Relaxed);
        DateTime::from_timestamp_millis(millis).unwrap_or_default()
    }
}

#[expect(clippy::disallowed_methods, reason = "this is the clock")]
fn machine() -> DateTime<Utc> {
    Utc::now()
}
