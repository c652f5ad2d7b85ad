//! Drawing a first page in turns.
//!
//! A slow phone draws a page in a fifth of a second, during which it would listen to nobody. While the app takes over
//! from the server's page, each part waits for its turn, and between two turns the phone does what the reader wants.

use leptos::prelude::*;
use std::cell::RefCell;
use std::collections::VecDeque;

/// Whether it has come.
pub(super) type Turn = ArcRwSignal<bool>;

thread_local! {
    /// The parts that wait; none outside the first page.
    static WAITING: RefCell<Option<VecDeque<Turn>>> = const { RefCell::new(None) };
}

/// From now on parts wait for their turn.
pub fn begin_turns() {
    WAITING.set(Some(VecDeque::new()));
}

/// Lets the next part be drawn; when none waits any more, false, and from then on none does.
pub fn next_turn() -> bool {
    let next = WAITING.with_borrow_mut(|waiting| waiting.as_mut()?.pop_front());
    match next {
        Some(turn) => turn.set(true),
        None => WAITING.set(None),
    }
    WAITING.with_borrow(Option::is_some)
}

/// Whether a part still has to wait; tracked.
pub(super) fn waits(turn: Option<&Turn>) -> bool {
    turn.is_some_and(|turn| !turn.get())
}

/// What a part has to wait for.
pub(super) fn wait() -> Option<Turn> {
    WAITING.with_borrow_mut(|waiting| {
        let turn = ArcRwSignal::new(false);
        waiting.as_mut()?.push_back(turn.clone());
        Some(turn)
    })
}
