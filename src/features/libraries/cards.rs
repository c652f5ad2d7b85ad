//! Libraries as cards, and the sign that says whether one is open.

use crate::clock;
use crate::locale::{path, t, text};
use jaettu_domain::libraries::api::LibraryView;
use jaettu_domain::libraries::rules::{self, OpenState};
use leptos::prelude::*;
use std::rc::Rc;

/// A list of libraries.
pub fn cards(views: Rc<Vec<LibraryView>>) -> AnyView {
    view! { <ul class="j-cards" role="list">{views.iter().map(card).collect_view()}</ul> }.into_any()
}

fn card(view: &LibraryView) -> impl IntoView + use<> {
    let library = view;
    let distance = view.metres.map(|metres| [&t().distance(metres), " · "].concat());
    view! {
        <li class="j-card j-card--library">
            <div class="j-card__body">
                <h2 class="j-card__title">
                    <a href=path(&["/libraries/", library.id.as_str()].concat())>{text(&library.name)}</a>
                </h2>
                <p class="j-card__meta">{distance}{text(&library.street)}</p>
                {state(view, "j-state")}
            </div>
        </li>
    }
}

/// Whether the library is open, in words and by a sign; worked out from its hours at this moment, so that it is
/// right on a page that has been open for an hour or was saved yesterday.
pub fn state(view: &LibraryView, class: &str) -> impl IntoView + use<> {
    let now = clock::now();
    let state = rules::state(&view.hours, now);
    let (word, rest) = t().open_state(&state, now);
    let kind = match state {
        OpenState::Staffed { .. } => " j-state--staffed",
        OpenState::SelfService { .. } => " j-state--self-service",
        OpenState::Closed { .. } | OpenState::Unknown => " j-state--closed",
    };
    let rest = if rest.is_empty() {
        rest
    } else {
        [", ", &rest].concat()
    };
    view! { <p class=[class, kind].concat()><span><b>{word}</b>{rest}</span></p> }
}

/// The shape of six cards.
pub fn skeleton() -> AnyView {
    let card = || view! { <li class="j-card j-card--library j-skeleton"><div class="j-card__body"><p>"\u{a0}"</p><p>"\u{a0}"</p><p>"\u{a0}"</p></div></li> };
    view! { <ul class="j-cards" role="list">{(0..6).map(|_| card()).collect_view()}</ul> }.into_any()
}
