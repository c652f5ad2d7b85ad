//! The climate programme: the list of its actions, and what the pages that the server writes do on the phone.

mod changes;
mod list;
mod share;
mod written;

pub use list::list;
pub use written::{appeared, pressed};
