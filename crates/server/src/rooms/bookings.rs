//! SQL of bookings.

mod lists;

pub use lists::{
    Listed, began, coming, counted, counted_within, kept_of, live, near, of_library, of_series, past, some,
    to_come, to_come_of_series, waited_for,
};

use crate::account::secrets;
use crate::account::sessions::instant;
use crate::db::{Db, Tx, on_db, on_tx};
use crate::problem::Failure;
use jaettu_domain::busy::{Quarter, Quarters};
use jaettu_domain::id::{BookingId, LeafId, PersonId, RoomId, SeriesId};
use jaettu_domain::problem::Reason;
use jaettu_domain::rooms::Booking;
use sqlx::{AssertSqlSafe, FromRow};
use std::collections::{BTreeMap, BTreeSet};

type Result<T> = std::result::Result<T, sqlx::Error>;

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
    reason: Option<String>,
    version: i64,
}

const COLUMNS: &str = "id, room, pool, series, person, origin, state, from_quarter, until_quarter, before_minutes, after_minutes, \
    people, purpose, code, made_at, held_until, checked_in_at, ended_at, reason, version";

/// Reads the bookings for which something holds.
fn select(condition: &str) -> AssertSqlSafe<String> {
    AssertSqlSafe(format!("SELECT {COLUMNS} FROM bookings WHERE {condition}"))
}

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
            reason: row.reason,
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
        let values = crate::db::values(some.len(), 20);
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
                    .bind(&booking.reason)
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
        ended_at = $14, made_at = $15, reason = $16, version = $2 WHERE id = $1 AND version = $2 - 1";
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
        .bind(&booking.reason)
        .execute(connection)
        .await?
        .rows_affected());
    Ok(written == 1)
}

/// One booking.
pub async fn one(db: &Db, id: &BookingId) -> Result<Option<Coded>> {
    let row: Option<Row> = on_db!(db, pool => sqlx::query_as(select("id = $1"))
        .bind(id.as_str()).fetch_optional(pool).await?);
    row.map(Coded::try_from).transpose()
}

/// One booking of a person; nothing if it is another's.
pub async fn own_of(db: &Db, id: &BookingId, person: &PersonId) -> Result<Option<Coded>> {
    let coded = one(db, id).await?;
    Ok(coded.filter(|coded| coded.booking.person.as_ref() == Some(person)))
}

/// One booking, as the transaction sees it.
pub async fn one_in(tx: &mut Tx, id: &BookingId) -> Result<Option<Coded>> {
    let row: Option<Row> = on_tx!(tx, connection => sqlx::query_as(select("id = $1"))
        .bind(id.as_str()).fetch_optional(connection).await?);
    row.map(Coded::try_from).transpose()
}

/// The name of a booking's person, if it has one.
pub async fn name_of(tx: &mut Tx, booking: &Booking) -> Result<Option<String>> {
    const SQL: &str = "SELECT name FROM people WHERE id = $1";
    let person = booking.person.as_ref().map(PersonId::as_str);
    on_tx!(tx, connection => sqlx::query_scalar(SQL).bind(person).fetch_optional(connection).await)
}

/// The names of the people of some bookings.
pub async fn names(tx: &mut Tx, all: impl Iterator<Item = &Coded>) -> Result<BTreeMap<PersonId, String>> {
    let people: BTreeSet<&PersonId> = all.filter_map(|coded| coded.booking.person.as_ref()).collect();
    if people.is_empty() {
        return Ok(BTreeMap::new());
    }
    let sql = AssertSqlSafe(format!(
        "SELECT id, name FROM people WHERE id IN ({})",
        crate::db::places(1, people.len())
    ));
    let rows: Vec<(String, String)> = on_tx!(tx, connection => {
        let mut query = sqlx::query_as(sql);
        for person in people {
            query = query.bind(person.as_str());
        }
        query.fetch_all(connection).await?
    });
    rows.into_iter()
        .map(|(id, name)| Ok((id.parse().map_err(|_| broken("people.id"))?, name)))
        .collect()
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
