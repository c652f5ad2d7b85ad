//! The climate programme: what its pages, which the server writes, do on the phone.

mod changes;
mod share;
mod written;

pub use written::{appeared, pressed};
