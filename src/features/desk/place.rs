//! The two places of the desk: the counter and its rooms, each with an address of its own. One goes from one to the other
//! without loading a page, so that what is scanned and not done yet is not lost.

use super::state::State;
use super::{focus, upkeep};
use crate::locale::{language, t};
use jaettu_domain::text::Language;
use jaettu_views::desk as views;
use leptos::ev::{self, MouseEvent};
use leptos::prelude::*;
use wasm_bindgen_futures::spawn_local;
use web_sys::Element;
use web_sys::wasm_bindgen::{JsCast, JsValue};

/// Where one is at the desk.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// Where things are scanned.
    Counter,
    /// Where rooms are looked after.
    Rooms,
}

impl Place {
    /// The place of the address that the browser shows.
    pub fn here() -> Self {
        let path = window().location().pathname().unwrap_or_default();
        Self::of(&path)
    }

    fn of(path: &str) -> Self {
        if path.ends_with("/rooms") {
            Self::Rooms
        } else {
            Self::Counter
        }
    }

    fn path(self, language: Language) -> String {
        match self {
            Self::Counter => views::path(language),
            Self::Rooms => views::rooms::path(language),
        }
    }

    fn title(self) -> &'static str {
        match self {
            Self::Counter => t().desk_title(),
            Self::Rooms => t().desk_rooms_title(),
        }
    }
}

/// Follows the ways between the places, and the browser's back and forward.
pub fn follow(state: State) {
    // Both stay for as long as the page: the desk has no other.
    let _ = window_event_listener(ev::click, move |event: MouseEvent| {
        let meant = event.ctrl_key() || event.meta_key() || event.shift_key() || event.alt_key();
        if let Some(way) = way(&event).filter(|_| !meant) {
            event.prevent_default();
            if let Ok(history) = window().history() {
                let _ = history.push_state_with_url(&JsValue::NULL, "", Some(&way));
            }
            arrive(state);
        }
    });
    let _ = window_event_listener(ev::popstate, move |_| arrive(state));
}

/// Where the link that was pressed leads, if it is one between the places.
fn way(event: &MouseEvent) -> Option<String> {
    let pressed = event.target()?.dyn_into::<Element>().ok()?;
    pressed.closest("a[data-place]").ok()??.get_attribute("href")
}

/// Shows the place of the address, and puts the reader at its name.
fn arrive(state: State) {
    let place = Place::here();
    if state.place.get_untracked() == place {
        return;
    }
    state.place.set(place);
    document().set_title(&t().shell_page_title(place.title()));
    name_in_other_languages(place);
    focus::soon("at");
    spawn_local(upkeep::refresh(state));
}

/// The links to the other languages, which the server has drawn, lead to the same place.
fn name_in_other_languages(place: Place) {
    let Ok(links) = document().query_selector_all(".j-lang a") else {
        return;
    };
    let links = (0..links.length()).filter_map(|n| links.get(n)?.dyn_into::<Element>().ok());
    for link in links {
        let code = link.get_attribute("lang");
        let other = code.as_deref().and_then(Language::from_code);
        let path = place.path(other.unwrap_or_else(language));
        let _ = link.set_attribute("href", &path);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_in_any_language_is_a_place() {
        for language in Language::ALL {
            for place in [Place::Counter, Place::Rooms] {
                assert_eq!(Place::of(&place.path(language)), place);
            }
        }
    }
}
