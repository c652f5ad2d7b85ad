//! Jaettu's server: the app's pages and files, and the API under `/api/v1`, from one port.
//!
//! Thin on purpose: rules are in `jaettu-domain`, and each feature's folder here has handlers (extract, load,
//! decide, reply), a store (its SQL) and its pages for readers who arrive before the app has started.

pub mod account;
pub mod api;
pub mod assets;
pub mod cached;
pub mod catalogue;
pub mod circulation;
pub mod cli;
pub mod clock;
pub mod db;
pub mod demo;
pub mod desk;
pub mod export;
pub mod first;
pub mod host;
pub mod ids;
pub mod import;
pub mod kept;
pub mod libraries;
pub mod log;
pub mod messages;
pub mod observe;
pub mod openapi;
pub mod outward;
pub mod page;
pub mod problem;
pub mod programme;
pub mod proxies;
pub mod rooms;
pub mod routes;
pub mod serve;
pub mod write;

use assets::Assets;
use clock::Clock;
use db::Db;
use jaettu_domain::messages::rules::Ways;

/// Everything a request may need.
#[derive(Debug)]
pub struct App {
    /// The database.
    pub db: Db,
    /// What time it is.
    pub clock: Clock,
    /// The built apps.
    pub assets: Assets,
    /// Whether this is the demonstration, whose content is invented.
    pub demo: bool,
    /// The reverse proxies whose word on where a request comes from is taken.
    pub proxies: proxies::Proxies,
    /// How people can sign in.
    pub ways: account::Ways,
    /// The ways by which messages are sent here: whoever none of them reaches is not promised that they will be told.
    pub sends: Ways,
    /// Wakes the task that sends messages.
    pub bell: messages::Bell,
    /// Public answers as they left.
    pub kept: kept::Kept,
    /// What the things are, in memory.
    pub items: catalogue::ItemsCache,
    /// Things to borrow, with where they are, in memory.
    pub catalogue: catalogue::Cache,
    /// Libraries in memory.
    pub libraries: libraries::Cache,
    /// The programme in memory.
    pub programme: programme::Cache,
    /// Rooms and machines in memory.
    pub rooms: rooms::Cache,
    /// What of them is taken, in memory.
    pub busy: rooms::index::Index,
    /// What of them was searched for, until it is written down.
    pub searches: rooms::demand::Searches,
}

impl App {
    /// An app on an open database whose schema is up to date.
    pub fn new(db: Db, clock: Clock, assets: Assets, demo: bool) -> Self {
        Self {
            db,
            clock,
            assets,
            demo,
            proxies: proxies::Proxies::default(),
            ways: account::Ways::default(),
            // The demonstration has a mailbox for everything.
            sends: if demo { Ways::ALL } else { Ways::NONE },
            bell: messages::Bell::default(),
            kept: kept::Kept::default(),
            items: catalogue::ItemsCache::new("items"),
            catalogue: catalogue::Cache::new("catalogue"),
            libraries: libraries::Cache::new("libraries"),
            programme: programme::Cache::new("programme"),
            rooms: rooms::Cache::new("rooms"),
            busy: rooms::index::Index::default(),
            searches: rooms::demand::Searches::default(),
        }
    }
}
