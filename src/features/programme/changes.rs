//! What has changed, newest first; what is new since the reader was here last is known to this device only.

use super::action::skeleton;
use super::cards::other_language;
use crate::client::load;
use crate::locale::{path, t, text};
use crate::ui::{Heading, icon, show};
use jaettu_domain::endpoint::{Pairs, Reader};
use jaettu_domain::programme::api::{ChangeList, ChangeView, ListChanges};
use jaettu_domain::time;
use leptos::prelude::*;
use leptos_router::hooks::use_location;

/// Where the device remembers the newest change that was read, and its date.
const SEEN: &str = "programme-seen";

/// `/programme/changes`.
#[component]
pub fn Changes() -> impl IntoView {
    let words = t();
    let search = use_location().search;
    let wanted = Memo::new(move |_| {
        let pairs = Pairs::from_query(search.get().trim_start_matches('?'));
        Reader::endpoint::<ListChanges>(&pairs).unwrap_or_default()
    });
    let changes = load(move || wanted.get());
    let seen = seen();
    view! {
        <a class="j-back" href=path("/programme")>{icon(icon::BACK)}{words.programme_short()}</a>
        <Heading text=words.programme_changes().to_owned() />
        <p class="j-lead">
            {words.programme_changes_lead()}" "
            <a href=move || words.feed_href(&wanted.get()) rel="external">{words.programme_feed()}</a>
        </p>
        {show(changes, skeleton, move |list| ready(&list, &wanted.get_untracked(), seen.as_ref()))}
    }
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

fn ready(list: &ChangeList, wanted: &ListChanges, seen: Option<&(i64, String)>) -> AnyView {
    let words = t();
    if wanted.cursor.is_none()
        && wanted.action.is_none()
        && let Some(newest) = list.items.first()
    {
        remember(newest);
    }
    let none = list
        .items
        .is_empty()
        .then(|| view! { <p>{words.programme_changes_none()}</p> });
    let known = seen.map_or(i64::MAX, |(id, _)| *id);
    let fresh = list.items.iter().take_while(|change| change.id > known).count();
    let new = seen.filter(|_| fresh > 0).map(|(_, date)| {
        view! { <h2>{words.programme_since(date)}</h2>{items(list.items.iter().take(fresh))}<h2 class="j-section">{words.programme_earlier()}</h2> }
    });
    let more = list.next.as_ref().and_then(|next| next.parse().ok()).map(|cursor| {
        let next = ListChanges { cursor: Some(cursor), ..wanted.clone() };
        let href = [path("/programme/changes").as_str(), &query(&next)].concat();
        view! { <p><a class="hds-button hds-button--secondary hds-button--small" href=href><span>{words.programme_more()}</span></a></p> }
    });
    view! { {none}{new}{items(list.items.iter().skip(fresh))}{more} }.into_any()
}

fn query(wanted: &ListChanges) -> String {
    use jaettu_domain::endpoint::Endpoint;
    let url = wanted.url();
    url.split_once('?')
        .map_or_else(String::new, |(_, query)| ["?", query].concat())
}

/// Changes as a list of sentences with before and after.
pub fn items<'a>(changes: impl Iterator<Item = &'a ChangeView>) -> AnyView {
    view! { <ol class="j-changes" role="list">{changes.map(item).collect_view()}</ol> }.into_any()
}

fn item(view: &ChangeView) -> AnyView {
    let words = t();
    let change = &view.change;
    let about = words.change_path(change).map(|(rest, number)| {
        let href = path(&["/programme", &rest].concat());
        view! { <a href=href lang=other_language(&view.name)>{number}{text(&view.name)}</a>": " }
    });
    let before = change
        .before
        .as_ref()
        .map(|value| view! { " "<del>{words.change_value(change, Some(value))}</del> });
    let after = change
        .after
        .as_ref()
        .map(|value| view! { " → "<ins>{words.change_value(change, Some(value))}</ins> });
    let date = time::today(view.at);
    view! {
        <li>
            <time datetime=date.to_string()>{time::date_text(date)}</time>
            {about}{words.change_what(change)}{before}{after}
        </li>
    }
    .into_any()
}
