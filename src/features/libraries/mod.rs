//! Libraries: their list and their pages.

pub mod cards;
mod list;
mod one;

pub use list::{List, near_button};
pub use one::one;
