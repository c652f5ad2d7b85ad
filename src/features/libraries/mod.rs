//! The list of libraries; the page of each is written by the server (`src/written.rs`).

mod list;

pub use list::{list, near_button};
