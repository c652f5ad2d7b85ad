//! Icons: one path each, drawn in the colour of the text beside them and silent for screen readers.

use leptos::prelude::*;

/// An icon from its path, 24 by 24.
pub fn icon(path: &'static str) -> impl IntoView {
    view! {
        <svg class="j-icon" viewBox="0 0 24 24" aria-hidden="true">
            <path d=path />
        </svg>
    }
}

/// A pin on a map.
pub const PLACE: &str =
    "M12 21s7-6.4 7-11.5a7 7 0 0 0-14 0C5 14.6 12 21 12 21zM12 12a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5z";
/// A magnifying glass.
pub const SEARCH: &str = "M10.5 17a6.5 6.5 0 1 0 0-13 6.5 6.5 0 0 0 0 13zM15.5 15.5 21 21";
/// An arrow on.
pub const NEXT: &str = "M4 12h16m-6-6 6 6-6 6";
/// An arrow back.
pub const BACK: &str = "M20 12H4m6-6-6 6 6 6";
