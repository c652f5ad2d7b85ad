//! What happens to bookings without anybody doing anything. Every server does it; the locks of the leaves make once of it.

use super::{attend, bookings, tell, waits};
use crate::App;
use crate::problem::Failure;
use std::sync::Arc;
use std::time::Duration;

/// How often what may have become due is looked for.
const EVERY: Duration = Duration::from_secs(30);

/// Goes on until the program ends.
pub async fn run(app: Arc<App>) {
    loop {
        if let Err(failure) = minutely(&app).await {
            tracing::error!(problem = %failure.problem.code, "not all bookings could be gone through");
        }
        tokio::time::sleep(EVERY).await;
    }
}

/// Forms that were not sent in time, times for which nobody came, times that somebody waits for, and what people are told before. Each is done although
/// another fails.
pub async fn minutely(app: &App) -> Result<(), Failure> {
    let expired = bookings::expire(app).await;
    let released = attend::release_no_shows(app).await;
    let served = waits::serve_all(app).await;
    tell::coming(app).await?;
    app.bell.ring();
    expired.and(released).and(served)
}
