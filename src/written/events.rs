//! What is listened to on a written page, from above all of it: the server's own elements are not ours to listen to.

use super::parse;
use crate::client::fetch;
use crate::features::programme;
use crate::form;
use crate::locale::t;
use crate::ui::grid;
use leptos::ev::{self, Event};
use leptos::prelude::*;
use wasm_bindgen_futures::spawn_local;
use web_sys::{Element, HtmlSelectElement};

/// Listens as long as the page is there.
pub(super) fn listen(url: Memo<String>) {
    let (follow, search) = (form::going(true), form::going(false));
    let listening = [
        window_event_listener(ev::submit, move |event| {
            if let Some(address) = form::goes(&event_target(&event)) {
                event.prevent_default();
                search.run(address);
            }
        }),
        window_event_listener(ev::change, move |event| chosen(&event, url, follow)),
        window_event_listener(ev::click, |event| {
            programme::pressed(&event_target::<Element>(&event));
        }),
        window_event_listener(ev::keydown, |event| grid::key(&event)),
    ];
    on_cleanup(move || listening.into_iter().for_each(WindowListenerHandle::remove));
}

/// Something was chosen: another page is asked for, or other terms.
fn chosen(event: &Event, url: Memo<String>, go: Callback<String>) {
    let field = event_target::<Element>(event);
    let form = field.closest("form").ok().flatten();
    let choice = form.filter(|_| field.tag_name() == "SELECT");
    if let Some(address) = choice.and_then(|form| form::goes(&form)) {
        go.run(address);
    }
    if field.id() == "pickup" {
        let url = url.get_untracked();
        let path = url.split('?').next().unwrap_or_default();
        let query = ["?pickup_library=", &event_target_value(event)].concat();
        let url = [path, &query].concat();
        spawn_local(renew_terms(url, event_target(event)));
    }
}

/// Another pickup library was chosen: only the terms are exchanged, so that nothing typed is lost. Those of the library
/// before cannot be seen any more from that moment: they are not what is asked for.
async fn renew_terms(url: String, field: HtmlSelectElement) {
    let place = || document().get_element_by_id("terms");
    let Some(terms) = place() else { return };
    terms.set_class_name("j-waiting");
    let chosen = field.value();
    let new = fetch(&url).await;
    let new = new
        .ok()
        .and_then(|(text, _)| parse(&text)?.get_element_by_id("terms"));
    // Meanwhile another may have been chosen.
    if let Some(terms) = place()
        && field.value() == chosen
    {
        terms.set_class_name("");
        match new {
            Some(new) => terms.set_inner_html(&new.inner_html()),
            None => terms.set_text_content(Some(t().common_failed_network())),
        }
    }
}
