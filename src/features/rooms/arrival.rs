//! The field with which one checks in appears by itself, on a page that is open when its time comes.

use crate::ui::announce;
use leptos::leptos_dom::helpers::TimeoutHandle;
use leptos::prelude::*;
use std::cell::Cell;
use std::time::Duration;

/// Pages that stay open for longer are loaded anew by whoever comes back to them.
const LONGEST: u64 = 12 * 60 * 60;
/// A little after the instant, so that the server's clock has passed it.
const AFTER: Duration = Duration::from_secs(1);

thread_local! {
    /// The page was asked for because the field is to appear.
    static ASKED: Cell<bool> = const { Cell::new(false) };
    static WAITING: Cell<Option<TimeoutHandle>> = const { Cell::new(None) };
}

/// The page has appeared; `again` asks for it once more.
pub(super) fn appeared(again: Callback<()>) {
    if let Some(before) = WAITING.take() {
        before.clear();
    }
    if ASKED.take() {
        // To whoever does not see the field appear.
        announce("arrival");
    }
    let Some(seconds) = until_check_in().filter(|seconds| *seconds <= LONGEST) else {
        return;
    };
    let ask = move || {
        // The reader may have gone elsewhere meanwhile.
        if until_check_in().is_some() {
            ASKED.set(true);
            again.run(());
        }
    };
    let waiting = set_timeout_with_handle(ask, Duration::from_secs(seconds) + AFTER);
    WAITING.set(waiting.ok());
}

/// In how many seconds one can check in, if the page is of a booking for which one cannot yet.
fn until_check_in() -> Option<u64> {
    let place = document().get_element_by_id("check-in-later")?;
    place.get_attribute("data-in")?.parse().ok()
}
