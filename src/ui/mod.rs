//! What every feature draws with; it knows no feature and fetches nothing.

pub mod grid;
mod heading;
mod load;
mod markup;
mod turns;
mod typed;

pub use heading::{arrive, focus_next_heading, settle};
pub use load::{failed, failed_with, show, trouble};
pub use markup::{announce, focus, html, keep_place, live};
pub use turns::{begin_turns, next_turn};
pub use typed::Typed;
