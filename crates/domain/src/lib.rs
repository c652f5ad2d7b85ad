//! What Jaettu is and what it allows.
//!
//! Everything that can be decided from values lives here, once, for the server (which decides) and the browser
//! (which shows and explains). Nothing in this crate reads a clock, a file, a network or a random source: `now`
//! is always an argument. One folder per feature: `mod.rs` what it is, `rules.rs` what is allowed, `api.rs` how
//! it travels.

// Derived code names the crate, here as anywhere else.
#[cfg(feature = "wire")]
extern crate self as jaettu_domain;

pub mod account;
pub mod busy;
pub mod catalogue;
pub mod circulation;
pub mod csv;
pub mod desk;
pub mod endpoint;
pub mod geo;
pub mod ical;
pub mod id;
pub mod libraries;
pub mod messages;
pub mod page;
pub mod problem;
pub mod programme;
pub mod rooms;
pub mod search;
pub mod text;
pub mod time;
#[cfg(feature = "wire")]
pub mod wire;
