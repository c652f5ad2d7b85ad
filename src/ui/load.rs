//! The four states of everything that is fetched, drawn in one place: loading, failed, empty and ready (the last
//! two by the view itself, which knows what empty means).

use crate::client::{Failure, Load, Loaded};
use crate::erased::dynamic;
use crate::locale::{path, t};
use crate::ui::{arrive, focus_next_heading, html, settle};
use jaettu_views::Markup;
use leptos::prelude::*;
use std::rc::Rc;

/// Draws what is loaded, or where it is on its way.
pub fn show<T: 'static>(
    loaded: Loaded<T>,
    skeleton: fn() -> Markup,
    view: impl Fn(Rc<T>) -> AnyView + Send + Sync + 'static,
) -> AnyView {
    dynamic(move || match loaded.get() {
        Load::Loading => html(jaettu_views::waiting(t(), &skeleton())),
        Load::Failed(failure) => failed(failure, retry(loaded)),
        Load::Ready(value) => {
            settle();
            view(value)
        }
    })
}

/// Draws only what went wrong, where what was there before stays until an answer comes.
pub fn trouble<T: 'static>(loaded: Loaded<T>) -> AnyView {
    dynamic(move || match loaded.get() {
        Load::Failed(failure) => failed(failure, retry(loaded)),
        Load::Loading | Load::Ready(_) => ().into_any(),
    })
}

fn retry<T: 'static>(loaded: Loaded<T>) -> Callback<()> {
    Callback::new(move |()| {
        // The button goes away with the failure; the reader goes on at the heading of what comes.
        focus_next_heading();
        loaded.retry();
    })
}

/// What went wrong and what helps: a retry where it can, ways on where it cannot.
fn failed(failure: Failure, retry: Callback<()>) -> AnyView {
    let words = t();
    let (title, text) = match failure {
        Failure::NotFound => (words.common_not_found_title(), words.common_not_found_text()),
        Failure::Network => (words.common_failed_title(), words.common_failed_network()),
        Failure::Server => (words.common_failed_title(), words.common_failed_server()),
    };
    let next = if failure == Failure::NotFound {
        view! { <a href=path("/")>{words.shell_home()}</a> }.into_any()
    } else {
        view! {
            <button class="hds-button hds-button--primary" type="button" on:click=move |_| retry.run(())>
                {words.common_retry()}
            </button>
        }
        .into_any()
    };
    arrive(title);
    view! {
        <div class="j-notice j-notice--failed" role="alert">
            <h1 tabindex="-1">{title}</h1>
            <p>{text}</p>
            <p>{next}</p>
        </div>
    }
    .into_any()
}
