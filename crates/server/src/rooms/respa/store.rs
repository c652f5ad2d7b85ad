//! SQL of bookings as far as everybody may know of them: where, when, and how far they are.

use super::number;
use crate::db::{Db, on_db, places};
use jaettu_domain::busy::{Quarter, Quarters};
use jaettu_domain::id::{BookingId, RoomId};
use jaettu_domain::rooms::{Origin, State};
use sqlx::{AssertSqlSafe, FromRow};

type Result<T> = std::result::Result<T, sqlx::Error>;

#[derive(FromRow)]
struct Row {
    id: String,
    room: String,
    origin: String,
    state: String,
    from_quarter: i64,
    until_quarter: i64,
}

const COLUMNS: &str = "id, room, origin, state, from_quarter, until_quarter";

/// A booking as everybody may know of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Reservation {
    pub(super) number: i64,
    pub(super) room: RoomId,
    pub(super) origin: Origin,
    pub(super) state: State,
    pub(super) when: Quarters,
}

impl TryFrom<Row> for Reservation {
    type Error = sqlx::Error;
    fn try_from(row: Row) -> Result<Self> {
        let broken = |what: &'static str| sqlx::Error::Decode(what.into());
        let from = Quarter(row.from_quarter);
        let id = BookingId::new(row.id).map_err(|_| broken("bookings.id"))?;
        Ok(Self {
            number: number::of(&id, from),
            room: row.room.parse().map_err(|_| broken("bookings.room"))?,
            origin: row.origin.parse().map_err(|_| broken("bookings.origin"))?,
            state: row.state.parse().map_err(|_| broken("bookings.state"))?,
            when: Quarters {
                from,
                until: Quarter(row.until_quarter),
            },
        })
    }
}

/// Which bookings are asked for.
#[derive(Clone, Debug)]
pub(super) struct Wanted<'a> {
    /// Of these rooms.
    pub(super) rooms: Vec<&'a RoomId>,
    /// In these states.
    pub(super) states: Vec<State>,
    /// They end with this quarter or later.
    pub(super) after: Quarter,
    /// They begin with this quarter or earlier.
    pub(super) before: Quarter,
    /// The latest first.
    pub(super) latest_first: bool,
}

impl Wanted<'_> {
    /// Whether there can be none.
    fn is_nothing(&self) -> bool {
        self.rooms.is_empty() || self.states.is_empty()
    }

    /// What they have to be; the first two values are the quarters, then come the rooms and the states.
    fn condition(&self) -> String {
        format!(
            "until_quarter >= $1 AND from_quarter <= $2 AND room IN ({}) AND state IN ({})",
            places(3, self.rooms.len()),
            places(3 + self.rooms.len(), self.states.len())
        )
    }
}

/// Binds the values of [`Wanted::condition`].
macro_rules! bound {
    ($query:expr, $wanted:expr) => {{
        let mut query = $query.bind($wanted.after.0).bind($wanted.before.0);
        for room in &$wanted.rooms {
            query = query.bind(room.as_str());
        }
        for state in &$wanted.states {
            query = query.bind(state.code());
        }
        query
    }};
}

/// How many there are.
pub(super) async fn count(db: &Db, wanted: &Wanted<'_>) -> Result<usize> {
    if wanted.is_nothing() {
        return Ok(0);
    }
    let sql = AssertSqlSafe(format!(
        "SELECT COUNT(*) FROM bookings WHERE {}",
        wanted.condition()
    ));
    let count: i64 = on_db!(db, pool => bound!(sqlx::query_scalar(sql), wanted).fetch_one(pool).await?);
    Ok(usize::try_from(count).unwrap_or_default())
}

/// Some of them, in order of their beginning.
pub(super) async fn some(
    db: &Db,
    wanted: &Wanted<'_>,
    before: usize,
    size: usize,
) -> Result<Vec<Reservation>> {
    if wanted.is_nothing() {
        return Ok(Vec::new());
    }
    let sql = AssertSqlSafe(format!(
        "SELECT {COLUMNS} FROM bookings WHERE {} ORDER BY from_quarter {}, room, id LIMIT {size} OFFSET {before}",
        wanted.condition(),
        if wanted.latest_first { "DESC" } else { "ASC" }
    ));
    let rows: Vec<Row> = on_db!(db, pool => bound!(sqlx::query_as(sql), wanted).fetch_all(pool).await?);
    rows.into_iter().map(Reservation::try_from).collect()
}
