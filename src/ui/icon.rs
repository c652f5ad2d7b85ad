//! Icons: one path each, drawn in the colour of the text beside them and silent for screen readers.

pub use jaettu_words::icons::*;
use leptos::prelude::*;

/// An icon from its path, 24 by 24.
pub fn icon(path: &'static str) -> impl IntoView {
    view! {
        <svg class="j-icon" viewBox="0 0 24 24" aria-hidden="true">
            <path d=path />
        </svg>
    }
}
