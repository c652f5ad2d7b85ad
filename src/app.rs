//! The app: which page is drawn at which address.

use crate::client;
use crate::erased::dynamic;
use crate::features::{catalogue, home, libraries};
use crate::locale::language;
use crate::shell;
use crate::ui::{Typed, begin_turns, next_turn};
use crate::written;
use js_sys::Promise;
use leptos::prelude::*;
use leptos_router::components::Router;
use leptos_router::hooks::use_location;
use leptos_router::location::{BrowserUrl, LocationProvider};
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::wasm_bindgen::{JsCast, JsValue};
use web_sys::{HtmlElement, Node};

/// Takes over `<main>` from the page that the server sent.
///
/// In pieces with pauses between them: what a slow phone would do for a fifth of a second without listening, it does
/// in turns with the reader.
pub async fn mount() {
    let main = document()
        .get_element_by_id("main")
        .and_then(|main| main.dyn_into::<HtmlElement>().ok());
    let Some(main) = main else { return };
    let sent = main.child_nodes();
    let sent: Vec<Node> = (0..sent.length()).filter_map(|n| sent.get(n)).collect();
    let Some(root) = place(&main) else { return };
    let stays = written::keep(&main, &sent);
    let path = window().location().pathname();
    mount_to(root.clone(), shell::notice).forget();
    pause(true).await;
    let begun = ArcRwSignal::new(false);
    let begin = begun.clone();
    mount_to(root.clone(), move || app(begun)).forget();
    pause(true).await;
    while client::read_ahead() {
        pause(true).await;
    }
    begin_turns();
    begin.set(true);
    pause(true).await;
    while next_turn() {
        pause(true).await;
    }
    if !stays {
        // Whoever has followed a link meanwhile is on another page, with another field.
        let typed = Some(Typed::read(|field| !root.contains(Some(field))))
            .filter(|_| window().location().pathname() == path);
        for node in sent {
            let _ = main.remove_child(&node);
        }
        root.set_hidden(false);
        if let Some(typed) = typed {
            typed.write();
        }
    }
    root.set_hidden(false);
    root.set_class_name("j-part");
    if let Some(performance) = window().performance() {
        let _ = performance.mark("app-mounted");
    }
    shell::keep_for_later();
}

/// Where the app draws: above what the server has sent, and unseen until that goes away.
fn place(main: &HtmlElement) -> Option<HtmlElement> {
    let root: HtmlElement = document().create_element("div").ok()?.dyn_into().ok()?;
    root.set_hidden(true);
    main.insert_before(&root, main.first_child().as_ref()).ok()?;
    Some(root)
}

/// Lets go: with `listen` until the browser has done what else is to do, otherwise only for what the app itself has
/// begun.
async fn pause(listen: bool) {
    let over = Promise::new(&mut |resolve, _| {
        let later = listen.then(|| window().set_timeout_with_callback(&resolve));
        if !matches!(later, Some(Ok(_))) {
            let _ = resolve.call0(&JsValue::NULL);
        }
    });
    let _ = JsFuture::from(over).await;
}

/// Everything within `<main>`; the page itself only once it has `begun`.
fn app(begun: ArcRwSignal<bool>) -> impl IntoView {
    let base = ["/", language().code()].concat();
    view! {
        <Router base>
            {pages(begun)}
        </Router>
    }
}

/// The page of the address, drawn anew when the path changes.
///
/// The router's own `<Routes>` would build a type for every route and every nesting; a match does for two levels
/// (docs/adr/0006-bytes.md).
fn pages(begun: ArcRwSignal<bool>) -> AnyView {
    shell::follow();
    let pathname = use_location().pathname;
    let address = StoredValue::new_local(use_context::<BrowserUrl>());
    dynamic(move || {
        if !begun.get() {
            return ().into_any();
        }
        let pathname = pathname.get();
        written::leave(&pathname);
        let page = page(&pathname);
        hold();
        // The address bar and the scroll position wait for this.
        address.with_value(|address| {
            if let Some(address) = address {
                address.ready_to_complete();
            }
        });
        page
    })
}

/// Keeps the document long until the address has changed: the browser notes then how far the page before is scrolled,
/// and a shorter page is there already.
fn hold() {
    let Some(body) = document().body() else { return };
    let _ = body.set_attribute("class", "j-held");
    spawn_local(async move {
        pause(false).await;
        let _ = body.remove_attribute("class");
    });
}

/// The page at a path.
fn page(path: &str) -> AnyView {
    let mut parts = path.split('/').filter(|part| !part.is_empty()).skip(1);
    let parts = [parts.next(), parts.next(), parts.next(), parts.next()];
    match parts {
        [None, ..] => home::home(),
        [Some("items"), None, ..] => catalogue::list(),
        [Some("items"), Some(id), None, _] => catalogue::item(id),
        [Some("items"), Some(_), Some("hold"), None] => written::private_page(),
        [Some("me"), None | Some("bookings"), ..] | [Some("me"), Some("settings"), None, _] => {
            written::private_page()
        }
        [Some("libraries"), None, ..] => libraries::list(),
        [Some("rooms"), None, ..] | [Some("rooms"), Some(_), None, _] => written::page(),
        [Some("rooms"), Some(_), Some("book" | "series" | "here"), None] => written::private_page(),
        [Some("libraries"), Some(id), None, _] => libraries::one(id),
        [Some("programme"), None, ..] | [Some("programme"), Some("changes"), None, _] => written::page(),
        [Some("programme"), Some("actions" | "indicators"), Some(_), None] => written::page(),
        _ => shell::not_found(),
    }
}
