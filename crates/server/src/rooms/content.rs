//! The rooms, in memory.

use crate::db::Tx;
use crate::db::on_tx;
use crate::libraries::store::to_json;
use jaettu_domain::id::{InductionId, LibraryId, RoomId};
use jaettu_domain::rooms::{Quota, Room};
use std::collections::HashMap;

pub use jaettu_domain::rooms::{Codes, Induction, Policy};

/// Everything about rooms but who has booked them.
#[derive(Debug, Default)]
pub struct Content {
    rooms: Vec<Room>,
    places: HashMap<RoomId, usize>,
    pools: HashMap<RoomId, RoomId>,
    /// What has to be learned.
    pub inductions: Vec<Induction>,
    policies: Vec<Policy>,
    codes: HashMap<RoomId, Codes>,
}

impl Content {
    /// These rooms.
    pub fn new(
        rooms: Vec<Room>,
        codes: HashMap<RoomId, Codes>,
        inductions: Vec<Induction>,
        policies: Vec<Policy>,
    ) -> Self {
        let places = rooms.iter().enumerate().map(|(at, room)| (room.id.clone(), at));
        let members = |pool: &Room| {
            let pool_id = pool.id.clone();
            let ids = pool.members.clone().into_iter();
            ids.map(move |member| (member, pool_id.clone()))
        };
        Self {
            places: places.collect(),
            pools: rooms.iter().flat_map(members).collect(),
            rooms,
            inductions,
            policies,
            codes,
        }
    }

    /// Every room, in order of id.
    pub fn rooms(&self) -> &[Room] {
        &self.rooms
    }

    /// One of them.
    pub fn room(&self, id: &RoomId) -> Option<&Room> {
        self.rooms.get(*self.places.get(id)?)
    }

    /// The code of a room's door.
    pub fn door_code(&self, id: &RoomId) -> Option<&str> {
        self.codes.get(id)?.door.as_deref()
    }

    /// What is written at the doors that lead to a room: its own, that of the hall of which it is a part, and those of its parts.
    pub fn here_codes<'a>(&'a self, room: &'a Room) -> impl Iterator<Item = &'a str> {
        let same = |other: &&Room| other.leaves.iter().any(|leaf| room.leaves.contains(leaf));
        self.rooms
            .iter()
            .filter(same)
            .filter_map(|other| self.codes.get(&other.id)?.here.as_deref())
    }

    /// The pool to which a machine belongs.
    pub fn pool_of(&self, id: &RoomId) -> Option<&RoomId> {
        self.pools.get(id)
    }

    /// What one books who asks for a room: the room, or the machines of the pool.
    pub fn candidates<'a>(&'a self, room: &'a Room) -> Vec<&'a Room> {
        if room.is_pool() {
            room.members.iter().filter_map(|id| self.room(id)).collect()
        } else {
            vec![room]
        }
    }

    /// One of what has to be learned.
    pub fn induction(&self, id: &InductionId) -> Option<&Induction> {
        self.inductions.iter().find(|induction| induction.id == *id)
    }

    /// Whether anything in a library asks for an induction.
    pub fn asks_for_induction(&self, library: &LibraryId) -> bool {
        let mut there = self.rooms.iter().filter(|room| room.library == *library);
        there.any(|room| room.rules.induction.is_some())
    }

    /// The quotas that hold in a library beside those of the room.
    pub fn quotas(&self, library: &LibraryId) -> Vec<Quota> {
        let hold = |policy: &&Policy| policy.library.as_ref().is_none_or(|only| only == library);
        let policies = self.policies.iter().filter(hold);
        policies
            .flat_map(|policy| policy.quotas.iter().copied())
            .collect()
    }
}

/// Writes rooms in place of those with the same identifiers; their leaves are made as needed.
pub async fn put(tx: &mut Tx, rooms: &[Room]) -> Result<(), sqlx::Error> {
    const ROOM: &str = "INSERT INTO rooms (id, library, data) VALUES ($1, $2, $3) \
        ON CONFLICT (id) DO UPDATE SET library = excluded.library, data = excluded.data";
    const LEAF: &str = "INSERT INTO leaves (id, version) VALUES ($1, 0) ON CONFLICT (id) DO NOTHING";
    for room in rooms {
        let data = to_json(room)?;
        on_tx!(&mut *tx, connection => {
            sqlx::query(ROOM).bind(room.id.as_str()).bind(room.library.as_str()).bind(&data)
                .execute(&mut *connection).await?;
            for leaf in &room.leaves {
                sqlx::query(LEAF).bind(leaf.as_str()).execute(&mut *connection).await?;
            }
        });
    }
    tx.bump_content("rooms").await
}

/// Writes what has to be learned, and how much one person may book.
pub async fn put_terms(
    tx: &mut Tx,
    inductions: &[Induction],
    policies: &[Policy],
) -> Result<(), sqlx::Error> {
    const INDUCTION: &str = "INSERT INTO inductions (id, data) VALUES ($1, $2) \
        ON CONFLICT (id) DO UPDATE SET data = excluded.data";
    const POLICY: &str = "INSERT INTO booking_policies (library, quotas) VALUES ($1, $2) \
        ON CONFLICT (library) DO UPDATE SET quotas = excluded.quotas";
    for induction in inductions {
        let data = to_json(induction)?;
        on_tx!(&mut *tx, connection => sqlx::query(INDUCTION)
            .bind(induction.id.as_str()).bind(&data).execute(connection).await?.rows_affected());
    }
    for policy in policies {
        let library = policy.library.as_ref().map_or("", LibraryId::as_str);
        let quotas = to_json(&policy.quotas)?;
        on_tx!(&mut *tx, connection => sqlx::query(POLICY)
            .bind(library).bind(&quotas).execute(connection).await?.rows_affected());
    }
    tx.bump_content("rooms").await
}

/// Writes the codes of rooms that are there.
pub async fn put_codes(tx: &mut Tx, codes: &[(&RoomId, &Codes)]) -> Result<(), sqlx::Error> {
    const SQL: &str = "UPDATE rooms SET door_code = $2, here_code = $3 WHERE id = $1";
    for (room, codes) in codes {
        on_tx!(&mut *tx, connection => sqlx::query(SQL)
            .bind(room.as_str()).bind(&codes.door).bind(&codes.here).execute(connection).await?.rows_affected());
    }
    tx.bump_content("rooms").await
}
