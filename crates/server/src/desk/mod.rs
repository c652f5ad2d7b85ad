//! The staff desk: lending, taking back, handing out; an app of its own at `/desk/`, with a frame of its own. It has no tables.

pub mod care;
pub mod handlers;
pub mod holders;
pub mod page;
pub mod store;
