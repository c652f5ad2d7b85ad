//! The desk over HTTP: lending, taking back, handing out. It has no tables of its own.

pub mod handlers;
pub mod holders;
pub mod store;
