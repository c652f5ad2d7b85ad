//! Jaettu's app for residents.
//!
//! The server sends every page with its content; this takes over `<main>` and from then on draws pages in the
//! browser. Header and footer stay as the server wrote them.

mod app;
mod client;
mod clock;
mod erased;
mod features;
mod locale;
mod place;
mod shell;
mod ui;

fn main() {
    #[cfg(debug_assertions)]
    std::panic::set_hook(Box::new(|panic| leptos::logging::error!("{panic}")));
    wasm_bindgen_futures::spawn_local(async {
        // Without its words the app stays away: the page that the server sent can be read.
        if locale::load().await.is_some() {
            app::mount().await;
        }
    });
}
