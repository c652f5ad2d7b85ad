//! Libraries: the list and the page of each.

mod list;
mod one;

pub use list::{list, near_button};
pub use one::one;
