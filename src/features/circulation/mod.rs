//! Borrowing: what one has, and reserving a thing.

mod hold;
mod own;

pub use hold::hold;
pub use own::own;
