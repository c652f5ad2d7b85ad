//! The climate programme: its actions, its indicators, and what has changed.

mod action;
mod changes;
mod indicator;
mod list;
mod share;

pub use action::action;
pub use changes::changes;
pub use indicator::indicator;
pub use list::list;
