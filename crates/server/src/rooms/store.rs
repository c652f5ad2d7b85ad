//! SQL of what rooms there are and by which rules they are booked.

use super::content::{Codes, Content, Induction, Policy};
use crate::db::{Db, on_db};
use crate::libraries::store::json;
use jaettu_domain::rooms::Room;
use sqlx::FromRow;
use std::collections::HashMap;

#[derive(FromRow)]
struct RoomRow {
    data: String,
    door_code: Option<String>,
    here_code: Option<String>,
}

type Result<T> = std::result::Result<T, sqlx::Error>;

/// Everything about rooms but who has booked them, in order of library and place in the list.
pub async fn content(db: &Db) -> Result<Content> {
    const ROOMS: &str = "SELECT data, door_code, here_code FROM rooms ORDER BY id";
    const INDUCTIONS: &str = "SELECT data FROM inductions ORDER BY id";
    const POLICIES: &str = "SELECT library, quotas FROM booking_policies ORDER BY library";
    let (rooms, inductions, policies): (Vec<RoomRow>, Vec<String>, Vec<(String, String)>) = on_db!(db, pool => (
        sqlx::query_as(ROOMS).fetch_all(pool).await?,
        sqlx::query_scalar(INDUCTIONS).fetch_all(pool).await?,
        sqlx::query_as(POLICIES).fetch_all(pool).await?,
    ));
    let mut codes = HashMap::new();
    let mut known = Vec::with_capacity(rooms.len());
    for row in rooms {
        let room: Room = json(&row.data)?;
        codes.insert(
            room.id.clone(),
            Codes {
                door: row.door_code,
                here: row.here_code,
            },
        );
        known.push(room);
    }
    let inductions: Vec<Induction> = inductions.iter().map(|data| json(data)).collect::<Result<_>>()?;
    let policies = policies.into_iter().map(|(library, quotas)| {
        Ok(Policy {
            library: library.parse().ok(),
            quotas: json(&quotas)?,
        })
    });
    Ok(Content::new(
        known,
        codes,
        inductions,
        policies.collect::<Result<_>>()?,
    ))
}
