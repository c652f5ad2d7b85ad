//! What the desk of a library can book, and what can be learned.

use crate::App;
use crate::api::{Answer, Asked};
use crate::problem::Failure;
use jaettu_domain::rooms::desk::rooms::{DeskInduction, DeskRoom, DeskRooms, GetDeskRooms};
use jaettu_domain::text::alphabetical;
use std::sync::Arc;

/// Answers [`GetDeskRooms`].
pub async fn get(app: Arc<App>, asked: Asked<GetDeskRooms>) -> Result<Answer<DeskRooms>, Failure> {
    let at = asked.endpoint.library.as_ref();
    let at = at.ok_or_else(|| Failure::not_found("library"))?;
    let libraries = crate::libraries::current(&app).await?;
    libraries
        .by_id(at.as_str())
        .ok_or_else(|| Failure::not_found("library"))?;
    asked.person()?.at_desk(at)?;
    let content = crate::rooms::current(&app).await?;
    let here = content
        .rooms()
        .iter()
        .filter(|room| room.library == *at && !room.is_pool());
    let mut rooms: Vec<DeskRoom> = here
        .map(|room| DeskRoom {
            id: room.id.clone(),
            name: room.name.clone(),
        })
        .collect();
    rooms.sort_by_cached_key(|room| alphabetical(&room.name.fi));
    let inductions = content.inductions.iter().map(|induction| DeskInduction {
        id: induction.id.clone(),
        name: induction.name.clone(),
    });
    Ok(DeskRooms {
        rooms,
        inductions: inductions.collect(),
    }
    .into())
}
