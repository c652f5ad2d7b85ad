//! SQL of what rooms there are and by which rules they are booked.

use super::content::{Codes, Content, Induction, Policy};
use crate::db::{Db, Tx, on_db, on_tx};
use crate::libraries::store::json;
use jaettu_domain::id::LibraryId;
use jaettu_domain::rooms::Room;
use sqlx::FromRow;
use std::collections::BTreeSet;

#[derive(FromRow)]
struct RoomRow {
    data: String,
    door_code: Option<String>,
    here_code: Option<String>,
}

/// As rooms, inductions and policies stand in their tables.
type Rows = (Vec<RoomRow>, Vec<String>, Vec<(String, String)>);

type Result<T> = std::result::Result<T, sqlx::Error>;

const ROOMS: &str = "SELECT data, door_code, here_code FROM rooms ORDER BY id";
const INDUCTIONS: &str = "SELECT data FROM inductions ORDER BY id";
const POLICIES: &str = "SELECT library, quotas FROM booking_policies ORDER BY library";

/// Everything about rooms but who has booked them.
#[derive(Debug)]
pub struct Stored {
    /// The rooms with their codes, in order of id.
    pub rooms: Vec<(Room, Codes)>,
    /// What has to be learned.
    pub inductions: Vec<Induction>,
    /// How much one person may book.
    pub policies: Vec<Policy>,
}

impl TryFrom<Rows> for Stored {
    type Error = sqlx::Error;
    fn try_from((rooms, inductions, policies): Rows) -> Result<Self> {
        let rooms = rooms.into_iter().map(|row| {
            let codes = Codes {
                door: row.door_code,
                here: row.here_code,
            };
            Ok((json(&row.data)?, codes))
        });
        let policies = policies.into_iter().map(|(library, quotas)| {
            Ok(Policy {
                library: library.parse().ok(),
                quotas: json(&quotas)?,
            })
        });
        Ok(Self {
            rooms: rooms.collect::<Result<_>>()?,
            inductions: inductions.iter().map(|data| json(data)).collect::<Result<_>>()?,
            policies: policies.collect::<Result<_>>()?,
        })
    }
}

/// Reads it.
pub async fn stored(db: &Db) -> Result<Stored> {
    let rows: Rows = on_db!(db, pool => (
        sqlx::query_as(ROOMS).fetch_all(pool).await?,
        sqlx::query_scalar(INDUCTIONS).fetch_all(pool).await?,
        sqlx::query_as(POLICIES).fetch_all(pool).await?,
    ));
    rows.try_into()
}

/// Reads it for good, and which libraries there are: nobody else writes rooms until the transaction has ended.
pub async fn stored_for_good(tx: &mut Tx) -> Result<(Stored, BTreeSet<LibraryId>)> {
    const TURN: &str = "UPDATE content_versions SET version = version WHERE feature = 'rooms'";
    const LIBRARIES: &str = "SELECT id FROM libraries";
    on_tx!(&mut *tx, connection => sqlx::query(TURN).execute(connection).await?.rows_affected());
    let (rows, libraries): (Rows, Vec<String>) = on_tx!(tx, connection => (
        (
            sqlx::query_as(ROOMS).fetch_all(&mut *connection).await?,
            sqlx::query_scalar(INDUCTIONS).fetch_all(&mut *connection).await?,
            sqlx::query_as(POLICIES).fetch_all(&mut *connection).await?,
        ),
        sqlx::query_scalar(LIBRARIES).fetch_all(connection).await?,
    ));
    let libraries = libraries
        .into_iter()
        .map(|id| LibraryId::new(id).map_err(|error| sqlx::Error::Decode(Box::new(error))));
    Ok((rows.try_into()?, libraries.collect::<Result<_>>()?))
}

/// The rooms, ready to be looked at.
pub async fn content(db: &Db) -> Result<Content> {
    let stored = stored(db).await?;
    let codes = stored
        .rooms
        .iter()
        .map(|(room, codes)| (room.id.clone(), codes.clone()));
    let codes = codes.collect();
    let rooms = stored.rooms.into_iter().map(|(room, _)| room).collect();
    Ok(Content::new(rooms, codes, stored.inductions, stored.policies))
}
