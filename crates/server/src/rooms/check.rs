//! Whether what is taken is what is booked: made anew from the bookings, and compared.
//!
//! Three things say the same in three ways, so that each can be fast at what it is for: bookings (for people), claims (for
//! freeing) and days of bits (for claiming and finding). Here they are held against each other.

use super::bookings;
use super::claims::{self, ClaimRow};
use crate::db::{Db, on_tx};
use crate::libraries::store::json;
use jaettu_domain::busy::{LeafDay, Quarter};
use jaettu_domain::id::LeafId;
use jaettu_domain::rooms::{Booking, Room};
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

/// Looks through the whole database as it is at one moment.
pub async fn run(db: &Db) -> Result<Found, sqlx::Error> {
    const ROOMS: &str = "SELECT data FROM rooms";
    const CLAIMS: &str = "SELECT booking, leaf, from_quarter, until_quarter, before_quarters, after_quarters FROM claims \
        ORDER BY leaf, from_quarter";
    let mut tx = db.snapshot().await?;
    let (rooms, claims): (Vec<String>, Vec<ClaimRow>) = on_tx!(&mut tx, connection => (
        sqlx::query_scalar(ROOMS).fetch_all(&mut *connection).await?,
        sqlx::query_as(CLAIMS).fetch_all(&mut *connection).await?,
    ));
    let live = bookings::live(&mut tx).await?;
    let days = claims::all_days(&mut tx).await?;
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
    fn compare_bookings(&mut self, rooms: &[Room], live: &[Booking], claims: &[ClaimRow]) {
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
                    && other.claim().reach().from <= claim.claim().reach().until.plus(claims::MOST_CLEAR)
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
    fn compare_days(&mut self, claims: &[ClaimRow], days: &[(LeafId, i64, LeafDay)]) {
        let mut made: BTreeMap<(&str, i64), LeafDay> = BTreeMap::new();
        for claim in claims {
            for (day, part) in claim.claim().days() {
                let sum = made.entry((&claim.leaf, day)).or_default();
                *sum = sum.with(part);
            }
        }
        for (leaf, day, bits) in days {
            let made = made.remove(&(leaf.as_str(), *day)).unwrap_or_default();
            if made != *bits {
                self.fault(differs(leaf.as_str(), *day));
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
