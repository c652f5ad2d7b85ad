//! Effects and views behind one type each.
//!
//! Every kind of closure that Leptos is given gets its own copy of the machinery behind it, a kilobyte or two; there
//! would be dozens. Boxed there is one (docs/adr/0006-bytes.md).

use leptos::prelude::*;
use std::sync::Arc;

/// Runs after the page is drawn, and again whenever something that it read changes.
pub fn effect(run: impl FnMut() + 'static) {
    boxed_effect(Box::new(run));
}

fn boxed_effect(mut run: Box<dyn FnMut()>) {
    Effect::new(move |_| run());
}

/// A view that is drawn again when what it reads changes.
pub fn dynamic(view: impl Fn() -> AnyView + Send + Sync + 'static) -> AnyView {
    boxed_view(Arc::new(view))
}

fn boxed_view(view: Arc<dyn Fn() -> AnyView + Send + Sync>) -> AnyView {
    (move || view()).into_any()
}
