//! The app: which page is drawn at which address.

use crate::features::{catalogue, home, libraries, programme};
use crate::locale::language;
use crate::shell;
use crate::erased::dynamic;
use leptos::prelude::*;
use leptos_router::components::Router;
use leptos_router::hooks::use_location;
use leptos_router::location::{BrowserUrl, LocationProvider};
use web_sys::wasm_bindgen::JsCast;
use web_sys::{Event, EventInit, HtmlElement, HtmlInputElement};

/// Takes over `<main>` from the page that the server sent.
pub fn mount() {
    let main = document()
        .get_element_by_id("main")
        .and_then(|main| main.dyn_into::<HtmlElement>().ok());
    if let Some(main) = main {
        let typed = Typed::read();
        main.set_text_content(None);
        mount_to(main, App).forget();
        if let Some(typed) = typed {
            typed.write();
        }
        if let Some(performance) = window().performance() {
            let _ = performance.mark("app-mounted");
        }
        shell::keep_for_later();
    }
}

/// What the reader has typed into the search field of the server's page, and whether the reader is still in it.
struct Typed {
    words: String,
    focused: bool,
}

impl Typed {
    fn field() -> Option<HtmlInputElement> {
        document().get_element_by_id("q")?.dyn_into().ok()
    }

    fn read() -> Option<Self> {
        let words = Self::field()?.value();
        let focused = document()
            .active_element()
            .is_some_and(|element| element.id() == "q");
        Some(Self { words, focused })
    }

    /// Into the field of the app, which listens to it.
    fn write(&self) {
        let Some(field) = Self::field() else { return };
        if field.value() != self.words {
            field.set_value(&self.words);
            let bubbles = EventInit::new();
            bubbles.set_bubbles(true);
            if let Ok(event) = Event::new_with_event_init_dict("input", &bubbles) {
                let _ = field.dispatch_event(&event);
            }
        }
        if self.focused {
            let _ = field.focus();
        }
    }
}

#[component]
fn App() -> impl IntoView {
    let base = ["/", language().code()].concat();
    view! {
        <Router base>
            {shell::frame()}
            {pages()}
        </Router>
    }
}

/// The page of the address, drawn anew when the path changes.
///
/// The router's own `<Routes>` would build a type for every route and every nesting; a match does for two levels
/// (docs/adr/0006-bytes.md).
fn pages() -> AnyView {
    let pathname = use_location().pathname;
    let address = StoredValue::new_local(use_context::<BrowserUrl>());
    dynamic(move || {
        let page = page(&pathname.get());
        // The address bar and the scroll position wait for this.
        address.with_value(|address| {
            if let Some(address) = address {
                address.ready_to_complete();
            }
        });
        page
    })
}

fn page(path: &str) -> AnyView {
    let mut parts = path.split('/').filter(|part| !part.is_empty()).skip(1);
    let parts = [parts.next(), parts.next(), parts.next(), parts.next()];
    match parts {
        [None, ..] => home::home(),
        [Some("items"), None, ..] => catalogue::list(),
        [Some("items"), Some(id), None, _] => catalogue::item(id),
        [Some("libraries"), None, ..] => libraries::list(),
        [Some("libraries"), Some(id), None, _] => libraries::one(id),
        [Some("programme"), None, ..] => programme::list(),
        [Some("programme"), Some("changes"), None, _] => programme::changes(),
        [Some("programme"), Some("actions"), Some(id), None] => programme::action(id),
        [Some("programme"), Some("indicators"), Some(id), None] => programme::indicator(id),
        _ => shell::not_found(),
    }
}
