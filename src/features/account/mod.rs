//! One's own pages: signing in, what one has, details and choices.

mod own_phone;
mod settings;

use crate::client::{Loaded, load};
use crate::form;
use crate::locale::{path, t};
use crate::ui::{arrive, html, show};
use jaettu_domain::account::api::{GetSession, Me, Session};
use jaettu_domain::account::rules::return_path;
use jaettu_domain::endpoint::Pairs;
use jaettu_views as views;
use leptos::prelude::*;

/// `/me`: what `own` draws of somebody, or the way to sign in.
pub fn me(own: fn(Me) -> AnyView) -> AnyView {
    signed_in(load(|| GetSession), move |me| {
        arrive(t().account_title());
        view! { {own(me)} {own_phone::switch()} }.into_any()
    })
}

/// `/me/settings`.
pub fn settings() -> AnyView {
    let session = load(|| GetSession);
    let done = Callback::new(move |_| session.retry());
    form::area(done, signed_in(session, settings::page))
}

fn signed_in(session: Loaded<Session>, view: impl Fn(Me) -> AnyView + Send + Sync + 'static) -> AnyView {
    show(session, views::page_skeleton, move |session| match session.me.clone() {
        Some(me) => view(me),
        None => sign_in(session.demo),
    })
}

fn sign_in(demo: bool) -> AnyView {
    let words = t();
    arrive(words.account_sign_in());
    let location = window().location();
    let query = location.search().unwrap_or_default();
    let query = Pairs::from_query(query.trim_start_matches('?'));
    let here = location.pathname().unwrap_or_else(|_| path("/me"));
    let next = query.get("next").map_or(here.as_str(), return_path);
    let form = html(views::account::sign_in(words, true, demo, next));
    form::area(Callback::new(|_| {}), form)
}
