//! What this machine keeps for itself: in which library it stands, and whether it sounds.

use leptos::prelude::window;
use web_sys::Storage;

/// Whether it sounds.
pub const SOUNDS: &str = "jaettu-desk-sounds";
/// In which library it stands.
pub const LIBRARY: &str = "jaettu-desk-library";

/// What is kept under a name.
pub fn get(name: &str) -> Option<String> {
    storage()?.get_item(name).ok().flatten()
}

/// Keeps a text, or forgets it. A full or forbidden store forgets; the choice holds for the visit.
pub fn put(name: &str, text: Option<&str>) {
    let Some(storage) = storage() else { return };
    let _ = match text {
        Some(text) => storage.set_item(name, text),
        None => storage.remove_item(name),
    };
}

fn storage() -> Option<Storage> {
    window().local_storage().ok().flatten()
}
