//! The app: which page is drawn at which address.

use crate::features::{catalogue, home, libraries, programme};
use crate::locale::language;
use crate::shell::{self, NotFound};
use leptos::prelude::*;
use leptos_router::components::{Route, Router, Routes};
use leptos_router::path;
use web_sys::HtmlElement;
use web_sys::wasm_bindgen::JsCast;

/// Takes over `<main>` from the page that the server sent.
pub fn mount() {
    let main = document()
        .get_element_by_id("main")
        .and_then(|main| main.dyn_into::<HtmlElement>().ok());
    if let Some(main) = main {
        main.set_text_content(None);
        mount_to(main, App).forget();
        if let Some(performance) = window().performance() {
            let _ = performance.mark("app-mounted");
        }
        shell::keep_for_later();
    }
}

#[component]
fn App() -> impl IntoView {
    let base = ["/", language().code()].concat();
    view! {
        <Router base>
            <shell::Frame />
            <Routes fallback=NotFound>
                <Route path=path!("/") view=home::Home />
                <Route path=path!("/items") view=catalogue::List />
                <Route path=path!("/items/:id") view=catalogue::Item />
                <Route path=path!("/libraries") view=libraries::List />
                <Route path=path!("/libraries/:id") view=libraries::One />
                <Route path=path!("/programme") view=programme::List />
                <Route path=path!("/programme/actions/:identifier") view=programme::Action />
                <Route path=path!("/programme/indicators/:id") view=programme::Indicator />
                <Route path=path!("/programme/changes") view=programme::Changes />
            </Routes>
        </Router>
    }
}
