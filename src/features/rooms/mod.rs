//! Rooms and machines: what the pages that the server writes do on the phone. The list finds rooms without asking, a calendar
//! stays true, and a time is kept while it is being booked.

mod arrival;
mod base;
mod hold;
mod list;
mod live;

pub use hold::left;
pub use list::has_drawn;

use leptos::ev;
use leptos::prelude::*;
use list::List;

/// A written page has appeared, or has been exchanged; `again` asks for it once more, and `first` is the one with which the
/// visit began.
pub fn appeared(first: bool, again: Callback<()>) {
    list::appeared();
    live::appeared();
    hold::appeared(first, again);
    arrival::appeared(again);
}

/// Listens as long as the page at `path` is there; `address` is that of what it shows now.
pub fn listen(path: &str, address: impl Fn() -> String + 'static) {
    let mut parts = path.split('/').filter(|part| !part.is_empty()).skip(1);
    match (parts.next(), parts.next(), parts.next()) {
        (Some("rooms"), None, _) => listen_to_list(),
        (Some("rooms"), Some(_), None) => live::listen(address),
        (Some("rooms"), Some(_), Some(_)) => hold::listen(),
        _ => {}
    }
}

fn listen_to_list() {
    let list = List::new();
    let listening = [
        window_event_listener(ev::input, move |event| list.edited(&event)),
        window_event_listener(ev::submit, |event| List::submitted(&event)),
        window_event_listener(ev::click, move |event| list.pressed(&event)),
    ];
    on_cleanup(move || listening.into_iter().for_each(WindowListenerHandle::remove));
}
