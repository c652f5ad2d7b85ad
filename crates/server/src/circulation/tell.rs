//! Who is told what of a decision.

use super::Turn;
use crate::App;
use crate::db::Tx;
use crate::problem::Failure;
use jaettu_domain::circulation::Event;

/// Queues the messages that follow from what happened: their occasions.
pub async fn tell(_app: &App, _tx: &mut Tx, _turn: &Turn, _events: &[Event]) -> Result<Vec<String>, Failure> {
    Ok(Vec::new())
}
