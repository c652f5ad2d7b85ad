//! What is taken, in memory, exact.
//!
//! Every claim and every release bumps the version of its leaf in its own transaction, so the sum of all versions changes
//! with each of them. A read asks for that sum, in one small query; where it has grown, only the leaves whose version has
//! changed are read again. So what is found is what the database holds at that moment, on every server
//! (docs/adr/0017-busy-days.md).

use super::claims::{self, Left};
use super::expire;
use crate::App;
use crate::db::{Db, on_db};
use crate::problem::Failure;
use jaettu_domain::busy::{Days, LeafDay, Mask, Quarter};
use jaettu_domain::id::{BookingId, LeafId};
use jaettu_domain::rooms::{Room, find};
use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, RwLock};
use tokio::sync::Mutex;

/// So many leaves are read in one query.
const BATCH: usize = 200;

/// What is taken of one leaf, by day.
#[derive(Clone, Debug, Default)]
struct Leaf {
    version: i64,
    days: BTreeMap<i64, LeafDay>,
}

/// What is taken of all leaves, from yesterday on.
#[derive(Clone, Debug, Default)]
pub struct Taken {
    /// The sum of the versions of all leaves; the database's answer to whether anything has changed.
    pub version: i64,
    /// The first day that was read.
    first: i64,
    leaves: HashMap<LeafId, Arc<Leaf>>,
}

impl Taken {
    /// What stands on these days of leaves, as a transaction sees them.
    pub fn of_days(days: Vec<(LeafId, i64, LeafDay)>) -> Self {
        let mut leaves: HashMap<LeafId, Leaf> = HashMap::new();
        for (leaf, day, bits) in days {
            leaves.entry(leaf).or_default().days.insert(day, bits);
        }
        Self {
            leaves: leaves
                .into_iter()
                .map(|(id, leaf)| (id, Arc::new(leaf)))
                .collect(),
            ..Self::default()
        }
    }

    /// With other days of some leaves.
    fn with(&self, days: Vec<Left>) -> Self {
        let mut taken = self.clone();
        for Left { leaf, day, bits, .. } in days {
            let leaf = Arc::make_mut(taken.leaves.entry(leaf).or_default());
            leaf.days.insert(day, bits);
        }
        taken
    }

    /// The quarters of a window in which a booking of a room would be in somebody's way.
    pub fn of(&self, room: &Room, window: Days) -> Mask {
        let wide = wide(window);
        let (mut used, mut reach) = (wide.empty(), wide.empty());
        for leaf in room.leaves.iter().filter_map(|id| self.leaves.get(id)) {
            let until = wide.first + i64::from(wide.count);
            for (day, bits) in leaf.days.range(wide.first..until) {
                used.add_day(*day, bits.used);
                reach.add_day(*day, bits.reach);
            }
        }
        find::in_the_way(&room.rules, &used, reach).part(window.first, window.count)
    }
}

/// A window and a day more on either side: what others use there may be too near for what a room keeps clear.
pub const fn wide(window: Days) -> Days {
    Days {
        first: window.first - 1,
        count: window.count + 2,
    }
}

/// The index of one server.
#[derive(Debug, Default)]
pub struct Index {
    taken: RwLock<Arc<Taken>>,
    reading: Mutex<()>,
    expiring: Mutex<()>,
}

/// Gives back the times that were kept for a form and not confirmed in time: nobody waits for anything to clear them away.
pub async fn settle(app: &App) -> Result<(), Failure> {
    const DUE: &str = "SELECT COUNT(*) FROM bookings WHERE state = 'held' AND held_until <= $1";
    let now = app.clock.now().timestamp_millis();
    let due = async || -> Result<i64, sqlx::Error> {
        on_db!(&app.db, pool => sqlx::query_scalar(DUE).bind(now).fetch_one(pool).await)
    };
    if due().await? == 0 {
        return Ok(());
    }
    // One gives them back; the others wait for that.
    let _expiring = app.busy.expiring.lock().await;
    if due().await? > 0
        && let Err(failure) = expire::due(app).await
    {
        // What could not be given back counts as taken; reading goes on.
        tracing::error!(problem = %failure.problem.code, "a time that was kept could not be given back");
    }
    Ok(())
}

/// What is taken as of now, without what was kept for a form and is over.
pub async fn current(app: &App) -> Result<Arc<Taken>, Failure> {
    const STATE: &str = "SELECT CAST(COALESCE(SUM(version), 0) AS BIGINT), \
        (SELECT COUNT(*) FROM bookings WHERE state = 'held' AND held_until <= $1) FROM leaves";
    let now = app.clock.now().timestamp_millis();
    let state = async || -> Result<(i64, i64), sqlx::Error> {
        on_db!(&app.db, pool => sqlx::query_as(STATE).bind(now).fetch_one(pool).await)
    };
    let (mut version, due) = state().await?;
    if due > 0 {
        settle(app).await?;
        version = state().await?.0;
    }
    let first = Quarter::of(app.clock.now()).day() - 2;
    if let Some(taken) = app.busy.at(version, first) {
        return Ok(taken);
    }
    // One reads; the others would read the same.
    let _reading = app.busy.reading.lock().await;
    if let Some(taken) = app.busy.at(version, first) {
        return Ok(taken);
    }
    let before = app.busy.latest();
    let taken = Arc::new(read(&app.db, &before, first).await?);
    if let Ok(mut kept) = app.busy.taken.write() {
        *kept = Arc::clone(&taken);
    }
    Ok(taken)
}

/// What is taken as of now, as if these bookings had been given back: exactly, with what others keep clear beside them. Where
/// others book the same rooms all the time, what they have done in the last moment may be missing.
pub async fn without(app: &App, given: &[BookingId]) -> Result<Arc<Taken>, Failure> {
    const TRIES: usize = 3;
    let mut tried = 0;
    loop {
        // First what they leave behind: a booking that ends in between must not look like somebody else's.
        let left = claims::days_without(&mut app.db.snapshot().await?, given).await?;
        let taken = current(app).await?;
        if left.is_empty() {
            return Ok(taken);
        }
        let same = |one: &Left| {
            let leaf = taken.leaves.get(&one.leaf);
            leaf.is_some_and(|leaf| leaf.version == one.version)
        };
        tried += 1;
        if tried == TRIES || left.iter().all(same) {
            return Ok(Arc::new(taken.with(left)));
        }
    }
}

impl Index {
    fn latest(&self) -> Arc<Taken> {
        self.taken
            .read()
            .map(|taken| Arc::clone(&taken))
            .unwrap_or_default()
    }

    /// What is known, if it is not older than `version`.
    fn at(&self, version: i64, first: i64) -> Option<Arc<Taken>> {
        Some(self.latest()).filter(|taken| taken.version >= version && taken.first == first)
    }
}

/// Reads what has changed since `before`: versions first, so that a leaf is never newer than what it is said to be.
async fn read(db: &Db, before: &Taken, first: i64) -> Result<Taken, sqlx::Error> {
    const VERSIONS: &str = "SELECT id, version FROM leaves";
    let versions: Vec<(String, i64)> = on_db!(db, pool => sqlx::query_as(VERSIONS).fetch_all(pool).await?);
    let mut taken = Taken {
        version: versions.iter().map(|(_, version)| version).sum(),
        first,
        leaves: HashMap::with_capacity(versions.len()),
    };
    let mut stale = HashMap::new();
    for (id, version) in versions {
        let leaf = LeafId::new(&*id).map_err(|error| sqlx::Error::Decode(Box::new(error)))?;
        match before.leaves.get(&leaf) {
            Some(known) if known.version == version && before.first == first => {
                taken.leaves.insert(leaf, Arc::clone(known));
            }
            _ => {
                stale.insert(
                    leaf,
                    Leaf {
                        version,
                        ..Leaf::default()
                    },
                );
            }
        }
    }
    let ids: Vec<LeafId> = stale.keys().cloned().collect();
    for batch in ids.chunks(BATCH) {
        let batch: Vec<&str> = batch.iter().map(LeafId::as_str).collect();
        for (leaf, day, bits) in claims::days(db, &batch, first).await? {
            if let Some(leaf) = stale.get_mut(&leaf) {
                leaf.days.insert(day, bits);
            }
        }
    }
    let stale = stale.into_iter().map(|(id, leaf)| (id, Arc::new(leaf)));
    taken.leaves.extend(stale);
    Ok(taken)
}
