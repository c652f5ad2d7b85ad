//! The climate programme: its actions, its indicators, and what has changed.

mod action;
mod cards;
mod chain;
mod changes;
mod filters;
mod indicator;
mod list;
mod share;
mod tasks;

pub use action::action;
pub use changes::Changes;
pub use indicator::indicator;
pub use list::List;
