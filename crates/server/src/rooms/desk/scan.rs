//! Whose booking a code belongs to that somebody says or shows at the desk.

use crate::App;
use crate::problem::Failure;
use crate::rooms::bookings::{self, Listed};
use crate::rooms::offer::Ground;
use crate::rooms::staff;
use jaettu_domain::busy::{Quarter, local_days};
use jaettu_domain::id::LibraryId;
use jaettu_domain::rooms::desk::DeskBooking;
use jaettu_domain::time;

/// The booking of a library with this code: one of today, what nobody came for in time included, or the next one to come.
pub async fn by_code(app: &App, at: &LibraryId, code: &str) -> Result<Option<DeskBooking>, Failure> {
    let ground = Ground::of(app).await?;
    let today = local_days(time::today(ground.now), 1);
    for listed in [Listed::Within(today), Listed::Coming(Quarter::of(ground.now))] {
        let known = bookings::of_library(&app.db, at, listed, Some(code), ground.now).await?;
        if let Some((coded, name)) = known.into_iter().next() {
            return Ok(staff::view(&ground, &coded, name));
        }
    }
    Ok(None)
}
