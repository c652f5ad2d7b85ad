//! Which bookings there are: of a person, of a library, of a room, of a time.

use super::{AT_ONCE, COLUMNS, Coded, Result, Row, read, select};
use crate::db::{Db, Tx, on_db, on_tx, places};
use crate::rooms::claims;
use chrono::{DateTime, Utc};
use jaettu_domain::busy::{Quarter, Quarters};
use jaettu_domain::id::{BookingId, LeafId, LibraryId, PersonId, RoomId, SeriesId};
use jaettu_domain::rooms::Booking;
use sqlx::{AssertSqlSafe, FromRow};

/// The most bookings of one person that a list shows.
const MOST: i64 = 200;

/// A person's bookings that are to come: live and not over, the next one first.
pub async fn coming(db: &Db, person: &PersonId, now: DateTime<Utc>) -> Result<Vec<Coded>> {
    let sql = select(
        "person = $1 AND until_quarter > $2 AND ended_at IS NULL \
         AND (state <> 'held' OR held_until > $3) ORDER BY from_quarter, id LIMIT $4",
    );
    let rows: Vec<Row> = on_db!(db, pool => sqlx::query_as(sql)
        .bind(person.as_str()).bind(Quarter::of(now).0).bind(now.timestamp_millis()).bind(MOST).fetch_all(pool).await?);
    read(rows)
}

/// A person's bookings that are over or were given up, the latest first; not what was never confirmed.
pub async fn past(db: &Db, person: &PersonId, now: DateTime<Utc>) -> Result<Vec<Coded>> {
    let sql = select(
        "person = $1 AND state NOT IN ('held', 'expired') \
         AND (until_quarter <= $2 OR ended_at IS NOT NULL) ORDER BY from_quarter DESC, id LIMIT $3",
    );
    let rows: Vec<Row> = on_db!(db, pool => sqlx::query_as(sql)
        .bind(person.as_str()).bind(Quarter::of(now).0).bind(MOST).fetch_all(pool).await?);
    read(rows)
}

/// Which bookings of a library a list is of.
#[derive(Clone, Copy, Debug)]
pub enum Listed {
    /// Those that touch these quarters, live or missed.
    Within(Quarters),
    /// Those that wait for staff and end after this quarter.
    Pending(Quarter),
    /// Live ones that end after this quarter.
    Coming(Quarter),
}

/// The bookings of a library, with the names of their people; those with one code, if it is given.
pub async fn of_library(
    db: &Db,
    library: &LibraryId,
    listed: Listed,
    code: Option<&str>,
    now: DateTime<Utc>,
) -> Result<Vec<(Coded, Option<String>)>> {
    let (condition, after, before) = match listed {
        Listed::Within(quarters) => (
            "(b.ended_at IS NULL OR b.state = 'no_show')",
            quarters.from,
            quarters.until,
        ),
        Listed::Pending(after) => ("b.state = 'pending'", after, Quarter(i64::MAX)),
        Listed::Coming(after) => ("b.state IN ('pending', 'confirmed')", after, Quarter(i64::MAX)),
    };
    let columns: Vec<String> = COLUMNS.split(", ").map(|column| format!("b.{column}")).collect();
    let sql = AssertSqlSafe(format!(
        "SELECT {}, p.name AS name FROM bookings b JOIN rooms r ON r.id = b.room LEFT JOIN people p ON p.id = b.person \
         WHERE r.library = $1 AND b.until_quarter > $2 AND b.from_quarter < $3 AND {condition} \
         AND (b.state <> 'held' OR b.held_until > $4) AND ($5 = '' OR b.code = $5) ORDER BY b.from_quarter, b.room, b.id",
        columns.join(", ")
    ));
    let rows: Vec<Named> = on_db!(db, pool => sqlx::query_as(sql)
        .bind(library.as_str()).bind(after.0).bind(before.0).bind(now.timestamp_millis())
        .bind(code.unwrap_or_default()).fetch_all(pool).await?);
    rows.into_iter()
        .map(|named| Ok((named.row.try_into()?, named.name)))
        .collect()
}

#[derive(FromRow)]
struct Named {
    #[sqlx(flatten)]
    row: Row,
    name: Option<String>,
}

/// The bookings of these rooms within some time that stood at the end, and those for which nobody came.
pub async fn counted_within(db: &Db, rooms: &[&RoomId], period: Quarters) -> Result<Vec<Booking>> {
    let mut found = Vec::new();
    for some in rooms.chunks(AT_ONCE) {
        let sql = select(&format!(
            "room IN ({}) AND until_quarter > $1 AND from_quarter < $2 AND state IN ('confirmed', 'no_show')",
            places(3, some.len())
        ));
        let rows: Vec<Row> = on_db!(db, pool => {
            let mut query = sqlx::query_as(sql).bind(period.from.0).bind(period.until.0);
            for room in some {
                query = query.bind(room.as_str());
            }
            query.fetch_all(pool).await?
        });
        found.extend(read(rows)?.into_iter().map(|coded| coded.booking));
    }
    Ok(found)
}

/// Everybody's bookings that begin after a quarter.
pub async fn to_come(db: &Db, after: Quarter) -> Result<Vec<Coded>> {
    let sql = select(
        "state IN ('confirmed', 'pending') AND person IS NOT NULL \
         AND from_quarter > $1 ORDER BY from_quarter, id",
    );
    let rows: Vec<Row> = on_db!(db, pool => sqlx::query_as(sql).bind(after.0).fetch_all(pool).await?);
    read(rows)
}

/// Bookings that have begun, are not over, and of whose people nobody has come yet. What staff keep free for themselves, or for
/// nobody, is not among them.
pub async fn waited_for(db: &Db, now: Quarter) -> Result<Vec<Coded>> {
    let sql = select(
        "state = 'confirmed' AND checked_in_at IS NULL \
         AND origin IN ('own', 'behalf') AND from_quarter <= $1 AND until_quarter > $1 ORDER BY id",
    );
    let rows: Vec<Row> = on_db!(db, pool => sqlx::query_as(sql).bind(now.0).fetch_all(pool).await?);
    read(rows)
}

/// When the first booking began, if there is any.
pub async fn began(db: &Db) -> Result<Option<Quarter>> {
    const SQL: &str = "SELECT MIN(from_quarter) FROM bookings WHERE state IN ('confirmed', 'no_show')";
    let began: Option<i64> = on_db!(db, pool => sqlx::query_scalar(SQL).fetch_one(pool).await?);
    Ok(began.map(Quarter))
}

/// The live bookings that have claimed some of these leaves around some times, those in whose way something would be among
/// them.
pub async fn near(tx: &mut Tx, leaves: &[LeafId], reaches: &[Quarters]) -> Result<Vec<Coded>> {
    if reaches.is_empty() {
        return Ok(Vec::new());
    }
    let times: Vec<String> = (0..reaches.len())
        .map(|at| leaves.len() + 1 + 2 * at)
        .map(|at| format!("(until_quarter > ${at} AND from_quarter < ${})", at + 1))
        .collect();
    let sql = select(&format!(
        "id IN (SELECT booking FROM claims WHERE leaf IN ({}) AND ({})) ORDER BY from_quarter, id",
        places(1, leaves.len()),
        times.join(" OR ")
    ));
    let rows: Vec<Row> = on_tx!(tx, connection => {
        let mut query = sqlx::query_as(sql);
        for leaf in leaves {
            query = query.bind(leaf.as_str());
        }
        for reach in reaches {
            query = query.bind(reach.from.0 - claims::MOST_CLEAR).bind(reach.until.0 + claims::MOST_CLEAR);
        }
        query.fetch_all(connection).await?
    });
    read(rows)
}

/// Some bookings; those that do not exist are left out.
pub async fn some(db: &Db, ids: &[BookingId]) -> Result<Vec<Coded>> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let sql = select(&format!("id IN ({})", places(1, ids.len())));
    let rows: Vec<Row> = on_db!(db, pool => {
        let mut query = sqlx::query_as(sql);
        for id in ids {
            query = query.bind(id.as_str());
        }
        query.fetch_all(pool).await?
    });
    read(rows)
}

/// A person's live bookings of one series.
pub async fn of_series(db: &Db, person: &PersonId, series: &SeriesId) -> Result<Vec<Coded>> {
    let sql = select("series = $1 AND person = $2 AND ended_at IS NULL ORDER BY from_quarter, id");
    let rows: Vec<Row> = on_db!(db, pool => sqlx::query_as(sql)
        .bind(series.as_str()).bind(person.as_str()).fetch_all(pool).await?);
    read(rows)
}

/// The live bookings of a series that begin after a quarter, whoever's they are, the next one first.
pub async fn to_come_of_series(db: &Db, series: &SeriesId, after: Quarter) -> Result<Vec<Coded>> {
    let sql = select(
        "series = $1 AND ended_at IS NULL AND from_quarter > $2 \
         ORDER BY from_quarter, id",
    );
    let rows: Vec<Row> = on_db!(db, pool => sqlx::query_as(sql)
        .bind(series.as_str()).bind(after.0).fetch_all(pool).await?);
    read(rows)
}

/// A person's live bookings that end after a quarter, as the rules count them.
pub async fn counted(
    tx: &mut Tx,
    person: &PersonId,
    after: Quarter,
    now: DateTime<Utc>,
) -> Result<Vec<Booking>> {
    // What nobody came for counts as well: who lets rooms stand empty does not get more of them.
    let sql = select(
        "person = $1 AND until_quarter > $2 AND origin IN ('own', 'behalf') \
         AND (state IN ('pending', 'confirmed', 'no_show') OR (state = 'held' AND held_until > $3)) \
         ORDER BY from_quarter, id",
    );
    let rows: Vec<Row> = on_tx!(tx, connection => sqlx::query_as(sql)
        .bind(person.as_str()).bind(after.0).bind(now.timestamp_millis()).fetch_all(connection).await?);
    Ok(read(rows)?.into_iter().map(|coded| coded.booking).collect())
}

/// All that take time from others, whenever they are.
pub async fn live(tx: &mut Tx) -> Result<Vec<Booking>> {
    let sql = select("ended_at IS NULL ORDER BY id");
    let rows: Vec<Row> = on_tx!(tx, connection => sqlx::query_as(sql).fetch_all(connection).await?);
    Ok(read(rows)?.into_iter().map(|coded| coded.booking).collect())
}

/// The bookings of a room that have not been given up, those that are over too, the earliest first.
pub async fn kept_of(tx: &mut Tx, room: &RoomId) -> Result<Vec<Booking>> {
    let sql = select("room = $1 AND ended_at IS NULL ORDER BY from_quarter, id");
    let rows: Vec<Row> =
        on_tx!(tx, connection => sqlx::query_as(sql).bind(room.as_str()).fetch_all(connection).await?);
    Ok(read(rows)?.into_iter().map(|coded| coded.booking).collect())
}
