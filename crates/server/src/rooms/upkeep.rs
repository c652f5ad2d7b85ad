//! What happens to bookings without anybody doing anything. Every server does it; the locks of the leaves make once of it.

use super::{attend, demand, expire, statistics, tell, waits};
use crate::App;
use crate::problem::Failure;
use chrono::{DateTime, TimeDelta, Utc};
use std::sync::Arc;
use std::time::Duration;

/// How often what may have become due is looked for.
const EVERY: Duration = Duration::from_secs(30);
/// How often all that is to come is gone through.
const HOURLY: TimeDelta = TimeDelta::hours(1);

/// Goes on until the program ends.
pub async fn run(app: Arc<App>) {
    let mut last: Option<DateTime<Utc>> = None;
    loop {
        let now = app.clock.now();
        note(minutely(&app).await);
        if last.is_none_or(|last| now - last >= HOURLY) {
            note(hourly(&app).await);
            last = Some(now);
        }
        tokio::time::sleep(EVERY).await;
    }
}

fn note(done: Result<(), Failure>) {
    if let Err(failure) = done {
        tracing::error!(problem = %failure.problem.code, "not all bookings could be gone through");
    }
}

/// Forms that were not sent in time, times for which nobody came, times that somebody waits for, and what was searched for. Each is done although
/// another fails.
pub async fn minutely(app: &App) -> Result<(), Failure> {
    let expired = expire::due(app).await;
    let released = attend::release_no_shows(app).await;
    let served = waits::serve_all(app).await;
    let counted = demand::write(app).await;
    app.bell.ring();
    expired.and(released).and(served).and(counted)
}

/// What is to be kept when the program ends.
pub async fn end(app: &App) {
    note(demand::write(app).await);
}

/// What people are told before their bookings begin, and the figures of what is over.
pub async fn hourly(app: &App) -> Result<(), Failure> {
    let told = tell::coming(app).await;
    app.bell.ring();
    statistics::feed_indicators(app).await?;
    told
}
