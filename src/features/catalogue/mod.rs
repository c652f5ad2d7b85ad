//! Things to borrow: the list with its search, and the page of each.

mod browse;
mod cards;
mod empty;
mod filters;
mod item;
mod list;
mod near;

pub use item::item;
pub use list::List;
