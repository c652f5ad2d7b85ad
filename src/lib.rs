//! Jaettu's two apps for the browser: the residents' and the staff desk.
//!
//! They share everything that is not a page, and each has a program of its own (`src/main.rs`, `src/bin/desk.rs`):
//! the linker leaves out of each what only the other needs (docs/adr/0013-two-apps.md).

mod app;
mod client;
mod clock;
mod desk;
mod erased;
mod features;
mod form;
mod locale;
mod place;
mod send;
mod shell;
mod ui;
mod written;

use wasm_bindgen_futures::spawn_local;

/// Starts the residents' app: it takes over `<main>` and from then on draws pages in the browser.
///
/// Header and footer stay as the server wrote them. Without its words the app stays away: the page that the server
/// sent can be read, and says itself where a button does not come.
pub fn residents() {
    report_panics();
    spawn_local(async {
        // One lost answer is no reason to go without.
        for pause in [RETRY, 0] {
            if locale::load(jaettu_words::RESIDENTS).await.is_some() {
                return app::mount().await;
            }
            send::sleep(pause).await;
        }
        if let Some(root) = leptos::prelude::document().document_element() {
            root.set_class_name("j-failed");
        }
    });
}

/// Until the words are asked for once more, in milliseconds.
const RETRY: i32 = 2_000;

/// Starts the staff desk.
pub fn desk() {
    report_panics();
    spawn_local(async {
        if locale::load(jaettu_words::DESK).await.is_some() {
            desk::mount();
        }
    });
}

fn report_panics() {
    #[cfg(debug_assertions)]
    std::panic::set_hook(Box::new(|panic| leptos::logging::error!("{panic}")));
}
