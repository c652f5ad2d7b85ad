//! SQL of bookings.

use super::offer::Ground;
use super::{claims, release};
use crate::App;
use crate::account::secrets;
use crate::account::sessions::instant;
use crate::db::{Db, Tx, on_db, on_tx};
use crate::first::First;
use crate::messages::store::news;
use crate::problem::Failure;
use chrono::{DateTime, Utc};
use jaettu_domain::busy::{Quarter, Quarters};
use jaettu_domain::id::{BookingId, InductionId, LeafId, LibraryId, PersonId, RoomId, SeriesId};
use jaettu_domain::problem::Reason;
use jaettu_domain::rooms::Booking;
use sqlx::{AssertSqlSafe, FromRow};
use std::collections::BTreeSet;

type Result<T> = std::result::Result<T, sqlx::Error>;

/// So many times that were kept for a form are given back in one go.
const BATCH: i64 = 200;

fn broken(what: &'static str) -> sqlx::Error {
    sqlx::Error::Decode(what.into())
}

fn number(value: i64) -> Result<u32> {
    u32::try_from(value).map_err(|_| broken("bookings: a number out of range"))
}

/// A booking as it stands in the database.
#[derive(Clone, Debug, FromRow)]
pub struct Row {
    id: String,
    room: String,
    pool: Option<String>,
    series: Option<String>,
    person: Option<String>,
    origin: String,
    state: String,
    from_quarter: i64,
    until_quarter: i64,
    before_minutes: i64,
    after_minutes: i64,
    people: Option<i64>,
    purpose: String,
    code: String,
    made_at: i64,
    held_until: Option<i64>,
    checked_in_at: Option<i64>,
    ended_at: Option<i64>,
    version: i64,
}

const COLUMNS: &str = "id, room, pool, series, person, origin, state, from_quarter, until_quarter, before_minutes, after_minutes, \
    people, purpose, code, made_at, held_until, checked_in_at, ended_at, version";

/// A booking, and the code that its person says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Coded {
    /// The booking.
    pub booking: Booking,
    /// Said at the desk or typed at the door.
    pub code: String,
}

impl Coded {
    /// A booking with a new code.
    pub fn new(booking: Booking) -> std::result::Result<Self, Failure> {
        let code = secrets::pickup_code().map_err(|_| Reason::INTERNAL)?;
        Ok(Self { booking, code })
    }
}

impl TryFrom<Row> for Coded {
    type Error = sqlx::Error;
    fn try_from(row: Row) -> Result<Self> {
        let booking = Booking {
            id: row.id.parse().map_err(|_| broken("bookings.id"))?,
            room: row.room.parse().map_err(|_| broken("bookings.room"))?,
            pool: row
                .pool
                .map(|pool| pool.parse().map_err(|_| broken("bookings.pool")))
                .transpose()?,
            series: row
                .series
                .map(|series| series.parse().map_err(|_| broken("bookings.series")))
                .transpose()?,
            person: row
                .person
                .map(|person| person.parse().map_err(|_| broken("bookings.person")))
                .transpose()?,
            origin: row.origin.parse().map_err(|_| broken("bookings.origin"))?,
            state: row.state.parse().map_err(|_| broken("bookings.state"))?,
            when: Quarters {
                from: Quarter(row.from_quarter),
                until: Quarter(row.until_quarter),
            },
            before_minutes: number(row.before_minutes)?,
            after_minutes: number(row.after_minutes)?,
            people: row.people.map(number).transpose()?,
            purpose: row.purpose,
            made_at: instant(row.made_at),
            held_until: row.held_until.map(instant),
            checked_in_at: row.checked_in_at.map(instant),
            ended_at: row.ended_at.map(instant),
            version: number(row.version)?,
        };
        Ok(Self {
            booking,
            code: row.code,
        })
    }
}

fn read(rows: Vec<Row>) -> Result<Vec<Coded>> {
    rows.into_iter().map(Coded::try_from).collect()
}

/// So many are written in one statement: as many values as SQLite takes.
const AT_ONCE: usize = 500;

/// Writes a new booking.
pub async fn add(tx: &mut Tx, coded: &Coded) -> Result<()> {
    add_many(tx, std::slice::from_ref(coded)).await
}

/// Writes new bookings.
pub async fn add_many(tx: &mut Tx, all: &[Coded]) -> Result<()> {
    for some in all.chunks(AT_ONCE) {
        let values = crate::db::values(some.len(), 19);
        let sql = AssertSqlSafe(format!("INSERT INTO bookings ({COLUMNS}) VALUES {values}"));
        on_tx!(&mut *tx, connection => {
            let mut query = sqlx::query(sql);
            for Coded { booking, code } in some {
                query = query
                    .bind(booking.id.as_str())
                    .bind(booking.room.as_str())
                    .bind(booking.pool.as_ref().map(RoomId::as_str))
                    .bind(booking.series.as_ref().map(SeriesId::as_str))
                    .bind(booking.person.as_ref().map(PersonId::as_str))
                    .bind(booking.origin.code())
                    .bind(booking.state.code())
                    .bind(booking.when.from.0)
                    .bind(booking.when.until.0)
                    .bind(i64::from(booking.before_minutes))
                    .bind(i64::from(booking.after_minutes))
                    .bind(booking.people.map(i64::from))
                    .bind(&booking.purpose)
                    .bind(code)
                    .bind(booking.made_at.timestamp_millis())
                    .bind(booking.held_until.map(|at| at.timestamp_millis()))
                    .bind(booking.checked_in_at.map(|at| at.timestamp_millis()))
                    .bind(booking.ended_at.map(|at| at.timestamp_millis()))
                    .bind(i64::from(booking.version));
            }
            query.execute(connection).await?.rows_affected()
        });
    }
    Ok(())
}

/// Writes what of a booking may change, over the version before; false if it has changed meanwhile.
pub async fn put(tx: &mut Tx, booking: &Booking) -> Result<bool> {
    const SQL: &str = "UPDATE bookings SET room = $3, pool = $4, state = $5, from_quarter = $6, until_quarter = $7, \
        before_minutes = $8, after_minutes = $9, people = $10, purpose = $11, held_until = $12, checked_in_at = $13, \
        ended_at = $14, made_at = $15, version = $2 WHERE id = $1 AND version = $2 - 1";
    let written = on_tx!(tx, connection => sqlx::query(SQL)
        .bind(booking.id.as_str())
        .bind(i64::from(booking.version))
        .bind(booking.room.as_str())
        .bind(booking.pool.as_ref().map(RoomId::as_str))
        .bind(booking.state.code())
        .bind(booking.when.from.0)
        .bind(booking.when.until.0)
        .bind(i64::from(booking.before_minutes))
        .bind(i64::from(booking.after_minutes))
        .bind(booking.people.map(i64::from))
        .bind(&booking.purpose)
        .bind(booking.held_until.map(|at| at.timestamp_millis()))
        .bind(booking.checked_in_at.map(|at| at.timestamp_millis()))
        .bind(booking.ended_at.map(|at| at.timestamp_millis()))
        .bind(booking.made_at.timestamp_millis())
        .execute(connection)
        .await?
        .rows_affected());
    Ok(written == 1)
}

/// One booking.
pub async fn one(db: &Db, id: &BookingId) -> Result<Option<Coded>> {
    let sql = AssertSqlSafe(format!("SELECT {COLUMNS} FROM bookings WHERE id = $1"));
    let row: Option<Row> =
        on_db!(db, pool => sqlx::query_as(sql).bind(id.as_str()).fetch_optional(pool).await?);
    row.map(Coded::try_from).transpose()
}

/// One booking of a person; nothing if it is another's.
pub async fn own_of(db: &Db, id: &BookingId, person: &PersonId) -> Result<Option<Coded>> {
    let coded = one(db, id).await?;
    Ok(coded.filter(|coded| coded.booking.person.as_ref() == Some(person)))
}

/// One booking, as the transaction sees it.
pub async fn one_in(tx: &mut Tx, id: &BookingId) -> Result<Option<Coded>> {
    let sql = AssertSqlSafe(format!("SELECT {COLUMNS} FROM bookings WHERE id = $1"));
    let row: Option<Row> =
        on_tx!(tx, connection => sqlx::query_as(sql).bind(id.as_str()).fetch_optional(connection).await?);
    row.map(Coded::try_from).transpose()
}

/// The most bookings of one person that a list shows.
const MOST: i64 = 200;

/// A person's bookings that are to come: live and not over, the next one first.
pub async fn coming(db: &Db, person: &PersonId, now: DateTime<Utc>) -> Result<Vec<Coded>> {
    let sql = AssertSqlSafe(format!(
        "SELECT {COLUMNS} FROM bookings WHERE person = $1 AND until_quarter > $2 AND ended_at IS NULL \
         AND (state <> 'held' OR held_until > $3) ORDER BY from_quarter, id LIMIT $4"
    ));
    let rows: Vec<Row> = on_db!(db, pool => sqlx::query_as(sql)
        .bind(person.as_str()).bind(Quarter::of(now).0).bind(now.timestamp_millis()).bind(MOST).fetch_all(pool).await?);
    read(rows)
}

/// A person's bookings that are over or were given up, the latest first; not what was never confirmed.
pub async fn past(db: &Db, person: &PersonId, now: DateTime<Utc>) -> Result<Vec<Coded>> {
    let sql = AssertSqlSafe(format!(
        "SELECT {COLUMNS} FROM bookings WHERE person = $1 AND state NOT IN ('held', 'expired') \
         AND (until_quarter <= $2 OR ended_at IS NOT NULL) ORDER BY from_quarter DESC, id LIMIT $3"
    ));
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
        let places: Vec<String> = (3..some.len() + 3).map(|place| format!("${place}")).collect();
        let sql = AssertSqlSafe(format!(
            "SELECT {COLUMNS} FROM bookings WHERE room IN ({}) AND until_quarter > $1 AND from_quarter < $2 \
             AND state IN ('confirmed', 'no_show')",
            places.join(", ")
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
    let sql = AssertSqlSafe(format!(
        "SELECT {COLUMNS} FROM bookings WHERE state IN ('confirmed', 'pending') AND person IS NOT NULL \
         AND from_quarter > $1 ORDER BY from_quarter, id"
    ));
    let rows: Vec<Row> = on_db!(db, pool => sqlx::query_as(sql).bind(after.0).fetch_all(pool).await?);
    read(rows)
}

/// Bookings that have begun, are not over, and of whose people nobody has come yet. What staff keep free for themselves, or for
/// nobody, is not among them.
pub async fn waited_for(db: &Db, now: Quarter) -> Result<Vec<Coded>> {
    let sql = AssertSqlSafe(format!(
        "SELECT {COLUMNS} FROM bookings WHERE state = 'confirmed' AND checked_in_at IS NULL \
         AND origin IN ('own', 'behalf') AND from_quarter <= $1 AND until_quarter > $1 ORDER BY id"
    ));
    let rows: Vec<Row> = on_db!(db, pool => sqlx::query_as(sql).bind(now.0).fetch_all(pool).await?);
    read(rows)
}

/// When the first booking began, if there is any.
pub async fn began(db: &Db) -> Result<Option<Quarter>> {
    const SQL: &str = "SELECT MIN(from_quarter) FROM bookings WHERE state IN ('confirmed', 'no_show')";
    let began: Option<i64> = on_db!(db, pool => sqlx::query_scalar(SQL).fetch_one(pool).await?);
    Ok(began.map(Quarter))
}

/// The name of a booking's person, if it has one.
pub async fn name_of(tx: &mut Tx, booking: &Booking) -> Result<Option<String>> {
    const SQL: &str = "SELECT name FROM people WHERE id = $1";
    let person = booking.person.as_ref().map(PersonId::as_str);
    on_tx!(tx, connection => sqlx::query_scalar(SQL).bind(person).fetch_optional(connection).await)
}

/// The live bookings that have claimed some of these leaves around a time, those in whose way it would be among them.
pub async fn near(tx: &mut Tx, leaves: &[LeafId], reach: Quarters) -> Result<Vec<Booking>> {
    let mut found: Vec<Booking> = Vec::new();
    let sql = format!(
        "SELECT {COLUMNS} FROM bookings WHERE until_quarter > $2 AND from_quarter < $3 \
         AND id IN (SELECT booking FROM claims WHERE leaf = $1) ORDER BY from_quarter, id"
    );
    for leaf in leaves {
        let sql = AssertSqlSafe(sql.clone());
        let rows: Vec<Row> = on_tx!(&mut *tx, connection => sqlx::query_as(sql)
            .bind(leaf.as_str()).bind(reach.from.0 - claims::MOST_CLEAR).bind(reach.until.0 + claims::MOST_CLEAR)
            .fetch_all(connection).await?);
        let known = read(rows)?.into_iter().map(|coded| coded.booking);
        for booking in known {
            if !found.contains(&booking) {
                found.push(booking);
            }
        }
    }
    Ok(found)
}

/// A person's live bookings of one series.
pub async fn of_series(db: &Db, person: &PersonId, series: &SeriesId) -> Result<Vec<Coded>> {
    let sql = AssertSqlSafe(format!(
        "SELECT {COLUMNS} FROM bookings WHERE series = $1 AND person = $2 AND ended_at IS NULL ORDER BY from_quarter, id"
    ));
    let rows: Vec<Row> = on_db!(db, pool => sqlx::query_as(sql)
        .bind(series.as_str()).bind(person.as_str()).fetch_all(pool).await?);
    read(rows)
}

/// The live bookings of a series that begin after a quarter, whoever's they are, the next one first.
pub async fn to_come_of_series(db: &Db, series: &SeriesId, after: Quarter) -> Result<Vec<Coded>> {
    let sql = AssertSqlSafe(format!(
        "SELECT {COLUMNS} FROM bookings WHERE series = $1 AND ended_at IS NULL AND from_quarter > $2 \
         ORDER BY from_quarter, id"
    ));
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
    let sql = AssertSqlSafe(format!(
        "SELECT {COLUMNS} FROM bookings WHERE person = $1 AND until_quarter > $2 AND origin IN ('own', 'behalf') \
         AND (state IN ('pending', 'confirmed', 'no_show') OR (state = 'held' AND held_until > $3)) \
         ORDER BY from_quarter, id"
    ));
    let rows: Vec<Row> = on_tx!(tx, connection => sqlx::query_as(sql)
        .bind(person.as_str()).bind(after.0).bind(now.timestamp_millis()).fetch_all(connection).await?);
    Ok(read(rows)?.into_iter().map(|coded| coded.booking).collect())
}

/// What a person has learned, and the last day on which it counts.
pub async fn inductions(
    tx: &mut Tx,
    person: &PersonId,
) -> Result<Vec<(InductionId, Option<chrono::NaiveDate>)>> {
    const LEARNED: &str = "SELECT induction, valid_until FROM inducted WHERE person = $1";
    let rows: Vec<(String, Option<String>)> =
        on_tx!(tx, connection => sqlx::query_as(LEARNED).bind(person.as_str()).fetch_all(connection).await?);
    let parsed = rows.into_iter().map(|(induction, until)| {
        let induction = induction.parse().map_err(|_| broken("inducted.induction"))?;
        let until = until.map(|day| day.parse().map_err(|_| broken("inducted.valid_until")));
        Ok((induction, until.transpose()?))
    });
    parsed.collect()
}

/// The leaves of which a booking has something.
pub async fn leaves(tx: &mut Tx, booking: &str) -> Result<BTreeSet<LeafId>> {
    const SQL: &str = "SELECT leaf FROM claims WHERE booking = $1";
    let leaves: Vec<String> =
        on_tx!(tx, connection => sqlx::query_scalar(SQL).bind(booking).fetch_all(connection).await?);
    let parsed = leaves
        .into_iter()
        .map(|leaf| LeafId::new(leaf).map_err(|_| broken("claims.leaf")));
    parsed.collect()
}

/// Gives back the times that were kept for a form and not confirmed in time, each in a transaction of its own.
pub async fn expire(app: &App) -> std::result::Result<(), Failure> {
    const DUE: &str =
        "SELECT id FROM bookings WHERE state = 'held' AND held_until <= $1 ORDER BY held_until LIMIT $2";
    let now = app.clock.now();
    let due: Vec<String> = on_db!(&app.db, pool => sqlx::query_scalar(DUE)
        .bind(now.timestamp_millis()).bind(BATCH).fetch_all(pool).await?);
    if due.is_empty() {
        return Ok(());
    }
    let ground = Ground::of(app).await?;
    let mut first = First::default();
    for id in due.into_iter().filter_map(|id| BookingId::new(id).ok()) {
        first.note(expire_one(app, &ground, &id).await);
    }
    first.end()
}

async fn expire_one(app: &App, ground: &Ground, id: &BookingId) -> std::result::Result<(), Failure> {
    const END: &str = "UPDATE bookings SET state = 'expired', ended_at = held_until, version = version + 1 \
        WHERE id = $1 AND state = 'held' AND held_until <= $2";
    let mut tx = app.db.begin().await?;
    let taken = leaves(&mut tx, id.as_str()).await?;
    claims::lock(&mut tx, &taken).await?;
    let ended = on_tx!(&mut tx, connection => sqlx::query(END)
        .bind(id.as_str()).bind(ground.now.timestamp_millis()).execute(connection).await?.rows_affected());
    // Another server may have been there first, or its person have confirmed it.
    if ended == 1 {
        // Nobody is offered any more what has gone to the next.
        news::withdraw(&mut tx, id.as_str()).await?;
        release::give_back(&mut tx, ground, id, &taken).await?;
        tx.commit().await?;
    }
    Ok(())
}

/// All that take time from others, whenever they are.
pub async fn live(tx: &mut Tx) -> Result<Vec<Booking>> {
    let sql = AssertSqlSafe(format!(
        "SELECT {COLUMNS} FROM bookings WHERE ended_at IS NULL ORDER BY id"
    ));
    let rows: Vec<Row> = on_tx!(tx, connection => sqlx::query_as(sql).fetch_all(connection).await?);
    Ok(read(rows)?.into_iter().map(|coded| coded.booking).collect())
}

/// The bookings of a room that have not been given up, those that are over too, the earliest first.
pub async fn kept_of(tx: &mut Tx, room: &RoomId) -> Result<Vec<Booking>> {
    let sql = AssertSqlSafe(format!(
        "SELECT {COLUMNS} FROM bookings WHERE room = $1 AND ended_at IS NULL ORDER BY from_quarter, id"
    ));
    let rows: Vec<Row> =
        on_tx!(tx, connection => sqlx::query_as(sql).bind(room.as_str()).fetch_all(connection).await?);
    Ok(read(rows)?.into_iter().map(|coded| coded.booking).collect())
}
