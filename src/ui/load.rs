//! The four states of everything that is fetched, drawn in one place: loading, failed, empty and ready (the last
//! two by the view itself, which knows what empty means).

use crate::client::{Failure, Load, Loaded};
use crate::erased::dynamic;
use crate::locale::{path, t};
use crate::ui::turns;
use crate::ui::{arrive, focus, focus_next_heading, html, settle};
use jaettu_views::Markup;
use jaettu_views::shell::way_back;
use leptos::prelude::*;
use std::rc::Rc;

/// Draws what is loaded, or where it is on its way.
pub fn show<T: 'static>(
    loaded: Loaded<T>,
    skeleton: fn() -> Markup,
    view: impl Fn(Rc<T>) -> AnyView + Send + Sync + 'static,
) -> AnyView {
    let turn = turns::wait();
    dynamic(move || match loaded.get() {
        _ if turns::waits(turn.as_ref()) => ().into_any(),
        Load::Loading => html(jaettu_views::waiting(t(), &skeleton())),
        Load::Failed(failure) => failed(failure, Callback::new(move |()| loaded.retry())),
        Load::Ready(value) => {
            settle();
            view(value)
        }
    })
}

/// Draws only what went wrong, within a page that stands; whoever tries again goes on at the element `lost`.
pub fn trouble<T: 'static>(loaded: Loaded<T>, lost: &'static str) -> AnyView {
    dynamic(move || match loaded.get() {
        Load::Failed(failure) => {
            let (title, text) = said(failure);
            let again = Callback::new(move |()| {
                focus(lost);
                loaded.retry();
            });
            view! {
                <div class="j-notice j-notice--failed" role="alert">
                    <h2>{title}</h2>
                    <p>{text}</p>
                    <p>{retry_button(again)}</p>
                </div>
            }
            .into_any()
        }
        Load::Loading | Load::Ready(_) => ().into_any(),
    })
}

/// What went wrong.
fn said(failure: Failure) -> (&'static str, &'static str) {
    let words = t();
    match failure {
        Failure::NotFound => (words.common_not_found_title(), words.common_not_found_text()),
        Failure::Network => (words.common_failed_title(), words.common_failed_network()),
        Failure::Server => (words.common_failed_title(), words.common_failed_server()),
    }
}

fn retry_button(press: Callback<()>) -> AnyView {
    view! {
        <button class="hds-button hds-button--primary" type="button" on:click=move |_| press.run(())>
            {t().common_retry()}
        </button>
    }
    .into_any()
}

/// What went wrong in place of a page, and what helps: a retry where it can, ways on where it cannot.
pub fn failed(failure: Failure, again: Callback<()>) -> AnyView {
    let back = came_from().map(|from| way_back(&from, t().shell_came_from()));
    failed_with(failure, said(failure).1, back, again)
}

/// The same page in the language in which it has just been read: without a network it may be there and this one not.
fn came_from() -> Option<String> {
    let location = window().location();
    let referrer = document().referrer();
    let from = referrer
        .strip_prefix(&location.origin().ok()?)?
        .split('?')
        .next()?;
    let here = location.pathname().ok()?;
    (from != here && from.get(3..) == here.get(3..)).then(|| from.to_owned())
}

/// Likewise, in the page's own words and with its own way `back`.
pub fn failed_with(
    failure: Failure,
    text: &'static str,
    back: Option<Markup>,
    again: Callback<()>,
) -> AnyView {
    let title = said(failure).0;
    let next = if failure == Failure::NotFound {
        view! { <a href=path("/")>{t().shell_home()}</a> }.into_any()
    } else {
        retry_button(Callback::new(move |()| {
            // The button goes away with the failure; the reader goes on at the heading of what comes.
            focus_next_heading();
            again.run(());
        }))
    };
    arrive(title);
    view! {
        <div class="j-notice j-notice--failed" role="alert">
            <h1 tabindex="-1">{title}</h1>
            <p>{text}</p>
            <p>{next}</p>
            {back.map(html)}
        </div>
    }
    .into_any()
}
