//! Rooms and machines: the list with its search, and what the pages that the server writes do on the phone.

mod hold;
mod list;
mod live;
mod search;

pub use hold::left;
pub use list::list;

use leptos::prelude::Callback;

/// A written page has appeared, or has been exchanged; `again` asks for it once more, and `first` is the one with which the
/// visit began.
pub fn appeared(first: bool, again: Callback<()>) {
    live::appeared();
    hold::appeared(first, again);
}

/// Listens as long as the page is there.
pub fn listen(address: impl Fn() -> String + 'static) {
    live::listen(address);
    hold::listen();
}
