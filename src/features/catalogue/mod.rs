//! Things to borrow: the list with its search, and the page of each.

mod browse;
mod item;
mod list;
mod near;

pub use item::item;
pub use list::list;
