//! The staff desk: an app of its own at `/desk/`, with a frame of its own.

pub mod page;
