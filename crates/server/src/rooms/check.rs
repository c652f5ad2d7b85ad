//! Whether what is taken is what is booked: made anew from the bookings, and compared.
//!
//! Three things say the same in three ways, so that each can be fast at what it is for: bookings (for people), claims (for
//! freeing) and days of bits (for claiming and finding). Here they are held against each other.

use super::claims::ClaimRow;
use crate::db::{Db, on_tx};
use crate::libraries::store::json;
use jaettu_domain::busy::{Bits, Claim, LeafDay, Quarter, Quarters};
use jaettu_domain::id::LeafId;
use jaettu_domain::rooms::Room;
use sqlx::FromRow;
use std::collections::{BTreeMap, BTreeSet};

/// What was looked at, and what is wrong.
#[derive(Debug, Default)]
pub struct Found {
    /// Live bookings.
    pub bookings: usize,
    /// Days of leaves.
    pub days: usize,
    /// What is wrong, a sentence each.
    pub faults: Vec<String>,
}

#[derive(FromRow)]
struct Live {
    id: String,
    room: String,
    from_quarter: i64,
    until_quarter: i64,
    before_minutes: i64,
    after_minutes: i64,
}

#[derive(FromRow)]
struct Day {
    leaf: String,
    date: i64,
    used_low: i64,
    used_high: i64,
    reach_low: i64,
    reach_high: i64,
}

/// Looks through the whole database as it is at one moment.
pub async fn run(db: &Db) -> Result<Found, sqlx::Error> {
    const ROOMS: &str = "SELECT data FROM rooms";
    const LIVE: &str = "SELECT id, room, from_quarter, until_quarter, before_minutes, after_minutes FROM bookings \
        WHERE ended_at IS NULL";
    const CLAIMS: &str = "SELECT booking, leaf, from_quarter, until_quarter, before_quarters, after_quarters FROM claims \
        ORDER BY leaf, from_quarter";
    const DAYS: &str = "SELECT leaf, day AS date, used_low, used_high, reach_low, reach_high FROM busy_days";
    let mut tx = db.snapshot().await?;
    let (rooms, live, claims, days): (Vec<String>, Vec<Live>, Vec<ClaimRow>, Vec<Day>) = on_tx!(&mut tx, connection => (
        sqlx::query_scalar(ROOMS).fetch_all(&mut *connection).await?,
        sqlx::query_as(LIVE).fetch_all(&mut *connection).await?,
        sqlx::query_as(CLAIMS).fetch_all(&mut *connection).await?,
        sqlx::query_as(DAYS).fetch_all(connection).await?,
    ));
    drop(tx);
    let rooms: Vec<Room> = rooms.iter().map(|data| json(data)).collect::<Result<_, _>>()?;
    let mut found = Found {
        bookings: live.len(),
        days: days.len(),
        faults: db.faults_of_file().await?,
    };
    found.compare_bookings(&rooms, &live, &claims);
    found.compare_claims(&claims);
    found.compare_days(&claims, &days);
    Ok(found)
}

impl Found {
    /// Every live booking has claimed its time of every leaf of its room, and nobody else has claimed anything.
    fn compare_bookings(&mut self, rooms: &[Room], live: &[Live], claims: &[ClaimRow]) {
        let rooms: BTreeMap<&str, &Room> = rooms.iter().map(|room| (room.id.as_str(), room)).collect();
        let mut of: BTreeMap<&str, Vec<&ClaimRow>> = BTreeMap::new();
        for claim in claims {
            of.entry(&claim.booking).or_default().push(claim);
        }
        for booking in live {
            let claims = of.remove(booking.id.as_str()).unwrap_or_default();
            let leaves: BTreeSet<&str> = claims.iter().map(|claim| claim.leaf.as_str()).collect();
            let room = rooms.get(booking.room.as_str());
            let own = room.map(|room| room.leaves.iter().map(LeafId::as_str).collect());
            if own.as_ref() != Some(&leaves) {
                self.fault(format!(
                    "booking {} of {} has claimed {leaves:?}",
                    booking.id, booking.room
                ));
            }
            if claims.iter().any(|claim| claim.claim() != booking.claim()) {
                self.fault(format!(
                    "booking {} has claimed another time than its own",
                    booking.id
                ));
            }
        }
        for (booking, claims) in of {
            self.fault(format!(
                "{} claims of booking {booking} are left, which has ended",
                claims.len()
            ));
        }
    }

    /// No two claims are in each other's way.
    fn compare_claims(&mut self, claims: &[ClaimRow]) {
        for (at, claim) in claims.iter().enumerate() {
            let near = claims[at + 1..].iter().take_while(|other| {
                other.leaf == claim.leaf
                    && other.claim().reach().from
                        <= claim.claim().reach().until.plus(super::claims::MOST_CLEAR)
            });
            for other in near.filter(|other| !claim.claim().agrees_with(other.claim())) {
                self.fault(format!(
                    "bookings {} and {} both have {} at {}",
                    claim.booking,
                    other.booking,
                    claim.leaf,
                    other.claim().used.from.instant()
                ));
            }
        }
    }

    /// The days are what the claims make of them.
    fn compare_days(&mut self, claims: &[ClaimRow], days: &[Day]) {
        let mut made: BTreeMap<(&str, i64), LeafDay> = BTreeMap::new();
        for claim in claims {
            for (day, part) in claim.claim().days() {
                let sum = made.entry((&claim.leaf, day)).or_default();
                *sum = sum.with(part);
            }
        }
        for day in days {
            let made = made.remove(&(day.leaf.as_str(), day.date)).unwrap_or_default();
            if made != day.bits() {
                self.fault(differs(&day.leaf, day.date));
            }
        }
        for (leaf, day) in made.into_keys() {
            self.fault(differs(leaf, day));
        }
    }

    fn fault(&mut self, fault: String) {
        self.faults.push(fault);
    }
}

fn differs(leaf: &str, day: i64) -> String {
    let date = Quarter::first_of(day).instant().date_naive();
    format!("what is taken of {leaf} on {date} (UTC) is not what its bookings make of it")
}

impl Live {
    fn claim(&self) -> Claim {
        let quarters = |minutes: i64| u32::try_from(minutes / 15).unwrap_or_default();
        Claim {
            used: Quarters {
                from: Quarter(self.from_quarter),
                until: Quarter(self.until_quarter),
            },
            before: quarters(self.before_minutes),
            after: quarters(self.after_minutes),
        }
    }
}

impl Day {
    fn bits(&self) -> LeafDay {
        LeafDay {
            used: Bits::from_halves(self.used_low, self.used_high),
            reach: Bits::from_halves(self.reach_low, self.reach_high),
        }
    }
}
