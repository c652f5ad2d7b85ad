//! Rooms and workshop machines: finding a free time and booking it.
//!
//! Whatever is decided about a time takes its leaves first ([`claims::lock`]), judges by the rules of the domain, and claims
//! the time in the statement that has the last word. What is found before that comes from an index that is exact
//! ([`index`]).

pub mod attend;
pub mod book;
mod booker;
pub mod bookings;
pub mod calendar;
pub mod change;
pub mod check;
pub mod claims;
pub mod content;
pub mod demand;
pub mod desk;
mod expire;
pub mod export;
mod feed;
pub mod handlers;
mod held;
pub mod import;
pub mod index;
pub mod inductions;
mod leaves;
pub mod offer;
pub mod page;
mod plan;
pub mod release;
pub mod respa;
pub mod series;
pub mod staff;
pub mod statistics;
pub mod store;
pub mod tell;
pub mod upkeep;
pub mod views;
pub mod waits;

use crate::App;
use crate::cached::Cached;
use content::Content;
use std::sync::Arc;

/// Rooms in memory.
pub type Cache = Cached<Content>;

/// The rooms as of now.
pub async fn current(app: &App) -> Result<Arc<Content>, sqlx::Error> {
    app.rooms.get(&app.db, store::content).await
}
