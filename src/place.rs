//! Where the reader is: asked for only on pressing a button, kept only in this page, never sent.

use jaettu_domain::geo::Place;
use leptos::prelude::*;
use web_sys::wasm_bindgen::JsCast;
use web_sys::wasm_bindgen::closure::Closure;

/// What is known of the reader's place.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub enum Here {
    /// Not asked for.
    #[default]
    Unasked,
    /// The browser has been asked.
    Asking,
    /// Refused, or not to be had.
    Denied,
    /// Here.
    At(Place),
}

/// The reader's place, one for the whole visit.
pub fn here() -> ArcRwSignal<Here> {
    thread_local! {
        static HERE: ArcRwSignal<Here> = ArcRwSignal::new(Here::default());
    }
    HERE.with(Clone::clone)
}

/// Asks the browser for the place.
pub fn ask() {
    here().set(Here::Asking);
    let found = Closure::once_into_js(|position: web_sys::Position| {
        let at = position.coords();
        here().set(Place::new(at.latitude(), at.longitude()).map_or(Here::Denied, Here::At));
    });
    let denied = Closure::once_into_js(|| here().set(Here::Denied));
    let asked = window().navigator().geolocation().and_then(|geolocation| {
        geolocation
            .get_current_position_with_error_callback(found.unchecked_ref(), Some(denied.unchecked_ref()))
    });
    if asked.is_err() {
        here().set(Here::Denied);
    }
}
