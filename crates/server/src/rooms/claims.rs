//! Claiming and freeing the time of leaves, so that no two bookings can have the same.
//!
//! Whoever changes a leaf's days takes its row first, in order of id ([`lock`]). A claim is then one statement per leaf and
//! day that sets the booking's bits only where they are in nobody's way ([`claim`]); it compares as `LeafDay::has_room_for`
//! does. So a double booking cannot be written, whichever way a booking comes about: there is no other way to set a bit.
//! What a booking took stands in `claims`, from which its days are made anew when it is freed: what it kept clear may have
//! been kept clear by its neighbour, too.

use crate::db::{Db, Tx, on_db, on_tx, places};
use crate::problem::Failure;
use jaettu_domain::busy::{Bits, Claim, LeafDay, PER_DAY, Quarter, Quarters};
use jaettu_domain::id::{BookingId, LeafId};
use jaettu_domain::problem::Reason;
use sqlx::{AssertSqlSafe, FromRow};
use std::collections::{BTreeMap, BTreeSet};

type Result<T> = std::result::Result<T, sqlx::Error>;

/// No booking keeps more clear on either side than this, in quarters: four hours.
pub const MOST_CLEAR: i64 = jaettu_domain::busy::MOST_CLEAR as i64;

#[derive(FromRow)]
struct DayRow {
    leaf: String,
    day: i64,
    used_low: i64,
    used_high: i64,
    reach_low: i64,
    reach_high: i64,
}

impl DayRow {
    fn bits(&self) -> LeafDay {
        LeafDay {
            used: Bits::from_halves(self.used_low, self.used_high),
            reach: Bits::from_halves(self.reach_low, self.reach_high),
        }
    }
}

/// A claim as it stands in the database.
#[derive(Clone, Debug, FromRow)]
pub struct ClaimRow {
    /// Whose it is.
    pub booking: String,
    /// Of which leaf.
    pub leaf: String,
    from_quarter: i64,
    until_quarter: i64,
    before_quarters: i64,
    after_quarters: i64,
}

impl ClaimRow {
    /// What it takes.
    pub fn claim(&self) -> Claim {
        Claim {
            used: Quarters {
                from: Quarter(self.from_quarter),
                until: Quarter(self.until_quarter),
            },
            before: u32::try_from(self.before_quarters).unwrap_or_default(),
            after: u32::try_from(self.after_quarters).unwrap_or_default(),
        }
    }
}

/// Takes leaves: whoever else claims or frees time of them waits until this transaction has ended.
pub async fn lock(tx: &mut Tx, leaves: &BTreeSet<LeafId>) -> Result<()> {
    const SQL: &str = "UPDATE leaves SET version = version + 1 WHERE id = $1";
    for leaf in leaves {
        on_tx!(&mut *tx, connection => sqlx::query(SQL).bind(leaf.as_str()).execute(connection).await?.rows_affected());
    }
    Ok(())
}

/// Claims time of every one of these leaves for a booking; false if somebody else has part of it, and then this transaction
/// has to be given up.
pub async fn claim(tx: &mut Tx, booking: &BookingId, leaves: &[LeafId], claim: Claim) -> Result<bool> {
    const SET: &str = "INSERT INTO busy_days (leaf, day, used_low, used_high, reach_low, reach_high) \
        VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (leaf, day) DO UPDATE SET \
        used_low = busy_days.used_low | excluded.used_low, used_high = busy_days.used_high | excluded.used_high, \
        reach_low = busy_days.reach_low | excluded.reach_low, reach_high = busy_days.reach_high | excluded.reach_high \
        WHERE (busy_days.used_low & excluded.reach_low) = 0 AND (busy_days.used_high & excluded.reach_high) = 0 \
        AND (busy_days.reach_low & excluded.used_low) = 0 AND (busy_days.reach_high & excluded.used_high) = 0";
    const NOTE: &str = "INSERT INTO claims (booking, leaf, from_quarter, until_quarter, before_quarters, after_quarters) \
        VALUES ($1, $2, $3, $4, $5, $6)";
    for leaf in leaves {
        for (day, part) in claim.days() {
            let set = on_tx!(&mut *tx, connection => sqlx::query(SET)
                .bind(leaf.as_str()).bind(day)
                .bind(part.used.low()).bind(part.used.high()).bind(part.reach.low()).bind(part.reach.high())
                .execute(connection).await?.rows_affected());
            if set == 0 {
                return Ok(false);
            }
        }
        on_tx!(&mut *tx, connection => sqlx::query(NOTE)
            .bind(booking.as_str()).bind(leaf.as_str())
            .bind(claim.used.from.0).bind(claim.used.until.0)
            .bind(i64::from(claim.before)).bind(i64::from(claim.after))
            .execute(connection).await?.rows_affected());
    }
    Ok(true)
}

/// So many rows are written in one statement.
const AT_ONCE: usize = 1000;

/// Writes claims, and the days that they make, of leaves of which nothing is taken yet: what is loaded at once. Nobody looks
/// here whether they agree.
pub async fn put_many(tx: &mut Tx, taken: &BTreeMap<LeafId, Vec<(BookingId, Claim)>>) -> Result<()> {
    let leaves = taken.keys().cloned().collect();
    lock(tx, &leaves).await?;
    let rows: Vec<_> = taken
        .iter()
        .flat_map(|(leaf, claims)| claims.iter().map(move |(booking, claim)| (leaf, booking, claim)))
        .collect();
    for some in rows.chunks(AT_ONCE) {
        let values = crate::db::values(some.len(), 6);
        let sql = AssertSqlSafe(format!(
            "INSERT INTO claims (booking, leaf, from_quarter, until_quarter, before_quarters, after_quarters) VALUES {values}"
        ));
        on_tx!(&mut *tx, connection => {
            let mut query = sqlx::query(sql);
            for (leaf, booking, claim) in some {
                query = query.bind(booking.as_str()).bind(leaf.as_str())
                    .bind(claim.used.from.0).bind(claim.used.until.0)
                    .bind(i64::from(claim.before)).bind(i64::from(claim.after));
            }
            query.execute(connection).await?.rows_affected()
        });
    }
    let mut days: BTreeMap<(&LeafId, i64), LeafDay> = BTreeMap::new();
    for (leaf, _, claim) in rows {
        for (day, part) in claim.days() {
            let sum = days.entry((leaf, day)).or_default();
            *sum = sum.with(part);
        }
    }
    let days: Vec<_> = days.into_iter().collect();
    for some in days.chunks(AT_ONCE) {
        let values = crate::db::values(some.len(), 6);
        let sql = AssertSqlSafe(format!(
            "INSERT INTO busy_days (leaf, day, used_low, used_high, reach_low, reach_high) VALUES {values}"
        ));
        on_tx!(&mut *tx, connection => {
            let mut query = sqlx::query(sql);
            for ((leaf, day), bits) in some {
                query = query.bind(leaf.as_str()).bind(*day)
                    .bind(bits.used.low()).bind(bits.used.high())
                    .bind(bits.reach.low()).bind(bits.reach.high());
            }
            query.execute(connection).await?.rows_affected()
        });
    }
    Ok(())
}

/// Gives back all that a booking took of leaves that are locked. If it has meanwhile taken something of others, nothing is given
/// back, and the whole is to be tried again.
pub async fn free(
    tx: &mut Tx,
    booking: &BookingId,
    locked: &BTreeSet<LeafId>,
) -> std::result::Result<(), Failure> {
    const OF: &str = "SELECT leaf FROM claims WHERE booking = $1";
    let own: Vec<String> = on_tx!(&mut *tx, connection => sqlx::query_scalar(OF)
        .bind(booking.as_str()).fetch_all(connection).await?);
    if own
        .iter()
        .any(|own| !locked.iter().any(|leaf| leaf.as_str() == own))
    {
        return Err(Failure {
            again: true,
            ..Reason::BUSY.into()
        });
    }
    free_locked(tx, booking).await?;
    Ok(())
}

/// Gives back all that a booking took, where it is certain that all of its leaves are locked.
pub async fn free_locked(tx: &mut Tx, booking: &BookingId) -> Result<()> {
    const OWN: &str = "DELETE FROM claims WHERE booking = $1 \
        RETURNING booking, leaf, from_quarter, until_quarter, before_quarters, after_quarters";
    let own: Vec<ClaimRow> = on_tx!(&mut *tx, connection => sqlx::query_as(OWN)
        .bind(booking.as_str()).fetch_all(connection).await?);
    for row in own {
        for (day, _) in row.claim().days() {
            make_anew(tx, &row.leaf, day).await?;
        }
    }
    Ok(())
}

/// Makes a day of a leaf of the claims that are on it.
async fn make_anew(tx: &mut Tx, leaf: &str, day: i64) -> Result<()> {
    const ON_IT: &str = "SELECT booking, leaf, from_quarter, until_quarter, before_quarters, after_quarters FROM claims \
        WHERE leaf = $1 AND until_quarter > $2 AND from_quarter < $3";
    const PUT: &str = "UPDATE busy_days SET used_low = $3, used_high = $4, reach_low = $5, reach_high = $6 \
        WHERE leaf = $1 AND day = $2";
    let (from, until) = (Quarter::first_of(day).0, Quarter::first_of(day + 1).0);
    let rows: Vec<ClaimRow> = on_tx!(&mut *tx, connection => sqlx::query_as(ON_IT)
        .bind(leaf).bind(from - MOST_CLEAR).bind(until + MOST_CLEAR).fetch_all(connection).await?);
    let made = LeafDay::of(day, rows.iter().map(ClaimRow::claim));
    on_tx!(tx, connection => sqlx::query(PUT)
        .bind(leaf).bind(day)
        .bind(made.used.low()).bind(made.used.high()).bind(made.reach.low()).bind(made.reach.high())
        .execute(connection).await.map(|_| ()))
}

/// The days of some leaves, as the transaction sees them: which leaf, which day, what is taken.
pub async fn days_in(
    tx: &mut Tx,
    leaves: &BTreeSet<LeafId>,
    first: i64,
    until: i64,
) -> Result<Vec<(LeafId, i64, LeafDay)>> {
    let sql = AssertSqlSafe(days_of(leaves.len()));
    let rows: Vec<DayRow> = on_tx!(tx, connection => {
        let mut query = sqlx::query_as(sql).bind(first).bind(until);
        for leaf in leaves {
            query = query.bind(leaf.as_str());
        }
        query.fetch_all(connection).await?
    });
    read(rows)
}

/// A day as others take it, of a leaf in this version.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Left {
    /// The leaf.
    pub leaf: LeafId,
    /// Its version.
    pub version: i64,
    /// The day.
    pub day: i64,
    /// What others take of it.
    pub bits: LeafDay,
}

#[derive(FromRow)]
struct NearRow {
    version: i64,
    #[sqlx(flatten)]
    claim: ClaimRow,
}

/// The days of leaves that these bookings reach into, as they would be without them.
pub async fn days_without(tx: &mut Tx, given: &[BookingId]) -> Result<Vec<Left>> {
    // A booking and its neighbour keep clear, each, and between what they reach may lie the rest of a day.
    const NEAR: i64 = PER_DAY as i64 + 2 * MOST_CLEAR;
    if given.is_empty() {
        return Ok(Vec::new());
    }
    let sql = AssertSqlSafe(format!(
        "SELECT DISTINCT other.booking, other.leaf, other.from_quarter, other.until_quarter, \
         other.before_quarters, other.after_quarters, leaves.version \
         FROM claims own JOIN claims other ON other.leaf = own.leaf \
         AND other.until_quarter > own.from_quarter - $1 AND other.from_quarter < own.until_quarter + $1 \
         JOIN leaves ON leaves.id = own.leaf WHERE own.booking IN ({})",
        places(2, given.len())
    ));
    let rows: Vec<NearRow> = on_tx!(tx, connection => {
        let mut query = sqlx::query_as(sql).bind(NEAR);
        for booking in given {
            query = query.bind(booking.as_str());
        }
        query.fetch_all(connection).await?
    });
    let (own, others): (Vec<_>, Vec<_>) = rows
        .iter()
        .partition(|row| given.iter().any(|given| given.as_str() == row.claim.booking));
    let mut left = Vec::new();
    for NearRow { version, claim } in own {
        let leaf = leaf(&claim.leaf)?;
        let beside = others.iter().filter(|other| other.claim.leaf == claim.leaf);
        let beside: Vec<Claim> = beside.map(|other| other.claim.claim()).collect();
        left.extend(claim.claim().days().map(|(day, _)| Left {
            leaf: leaf.clone(),
            version: *version,
            day,
            bits: LeafDay::of(day, beside.iter().copied()),
        }));
    }
    Ok(left)
}

/// Every day of every leaf.
pub async fn all_days(tx: &mut Tx) -> Result<Vec<(LeafId, i64, LeafDay)>> {
    const SQL: &str = "SELECT leaf, day, used_low, used_high, reach_low, reach_high FROM busy_days";
    read(on_tx!(tx, connection => sqlx::query_as(SQL).fetch_all(connection).await?))
}

/// The days of some leaves from one day on.
pub async fn days(db: &Db, leaves: &[&str], first: i64) -> Result<Vec<(LeafId, i64, LeafDay)>> {
    let sql = AssertSqlSafe(days_of(leaves.len()));
    let rows: Vec<DayRow> = on_db!(db, pool => {
        let mut query = sqlx::query_as(sql).bind(first).bind(i64::MAX);
        for leaf in leaves {
            query = query.bind(*leaf);
        }
        query.fetch_all(pool).await?
    });
    read(rows)
}

fn days_of(leaves: usize) -> String {
    format!(
        "SELECT leaf, day, used_low, used_high, reach_low, reach_high FROM busy_days \
         WHERE day >= $1 AND day < $2 AND leaf IN ({})",
        places(3, leaves)
    )
}

fn leaf(id: &str) -> Result<LeafId> {
    LeafId::new(id).map_err(|error| sqlx::Error::Decode(Box::new(error)))
}

fn read(rows: Vec<DayRow>) -> Result<Vec<(LeafId, i64, LeafDay)>> {
    rows.iter()
        .map(|row| Ok((leaf(&row.leaf)?, row.day, row.bits())))
        .collect()
}
