//! What has changed, newest first; what is new since the reader was here last is known to this device only.

use crate::client::load;
use crate::locale::t;
use crate::ui::{arrive, html, live, show};
use jaettu_domain::endpoint::{Pairs, Reader};
use jaettu_domain::programme::api::{ChangeView, ListChanges};
use jaettu_domain::time;
use jaettu_views::{self as views, programme::changes};
use leptos::prelude::*;
use leptos_router::hooks::use_location;

/// Where the device remembers the newest change that was read, and its date.
const SEEN: &str = "programme-seen";

/// `/programme/changes`.
pub fn changes() -> AnyView {
    let search = use_location().search;
    let wanted = Memo::new(move |_| {
        let pairs = Pairs::from_query(search.get().trim_start_matches('?'));
        Reader::endpoint::<ListChanges>(&pairs).unwrap_or_default()
    });
    let log = load(move || wanted.get());
    let seen = seen();
    arrive(t().programme_changes());
    view! {
        {live("", move || changes::head(t(), &wanted.get()))}
        {show(log, views::page_skeleton, move |list| {
            let wanted = wanted.get_untracked();
            let first = wanted.cursor.is_none() && wanted.action.is_none();
            if let Some(newest) = list.items.first().filter(|_| first) {
                remember(newest);
            }
            let seen = seen.as_ref().map(|(id, date)| (*id, date.as_str()));
            html(changes::list(t(), &wanted, &list, seen))
        })}
    }
    .into_any()
}

/// The newest change that was read on this device, and when that was.
fn seen() -> Option<(i64, String)> {
    let stored = window().local_storage().ok()??.get_item(SEEN).ok()??;
    let (id, date) = stored.split_once(' ')?;
    Some((id.parse().ok()?, date.to_owned()))
}

fn remember(newest: &ChangeView) {
    let date = time::date_text(time::today(crate::clock::now()));
    if let Ok(Some(storage)) = window().local_storage() {
        // A full or forbidden storage only means that nothing is marked as new next time.
        let _ = storage.set_item(SEEN, &[&newest.id.to_string(), " ", &date].concat());
    }
}
