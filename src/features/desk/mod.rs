//! The staff desk: everything is scanned or typed into one box, and every scan is answered in words and by a sound.

mod acts;
mod care;
mod focus;
mod forms;
mod kept;
mod log;
mod people;
mod place;
mod queue;
mod rooms;
mod scans;
mod session;
mod sound;
mod state;
mod upkeep;

use crate::erased::dynamic;
use crate::locale::t;
use crate::ui::{html, live};
use focus::BOX;
use jaettu_views::desk as views;
use leptos::prelude::*;
use place::Place;
use state::{Phase, Side, Signals, State};

/// The page: whoever works here signs in, says where, and scans.
pub fn page() -> impl IntoView {
    let state = Signals::new();
    acts::listen(state);
    place::follow(state);
    focus::keep();
    upkeep::start(state);
    session::enter(state);
    view! {
        <div class="j-screen">{dynamic(move || screen(state))}</div>
        <div class="j-paper" aria-hidden="true">{live(BOX, move || state.paper.get())}</div>
    }
}

fn screen(state: State) -> AnyView {
    let words = t();
    match state.phase.get() {
        Phase::Starting => html(match state.place.get_untracked() {
            Place::Counter => views::intro(words),
            Place::Rooms => views::rooms::intro(words),
        }),
        Phase::SignIn => view! {
            {html(views::session::sign_in(words))}
            {live("card", move || views::wrong(&state.wrong.get()))}
            {live("card", move || left(state))}
        }
        .into_any(),
        Phase::Leaving => view! {
            {live("main", move || views::session::leaving(t(), state.trouble.get()))}
            {live("main", move || left(state))}
        }
        .into_any(),
        Phase::NotStaff => html(views::session::not_staff(words)),
        Phase::Choose => html(views::session::choose(words, &state.desks.get_untracked())),
        Phase::Open => desk(state),
    }
}

fn left(state: State) -> views::Markup {
    let line = |entry: &log::Entry| (entry.time.clone(), entry.well, entry.text.clone());
    let left: Vec<_> = state.left.with(|left| left.iter().map(line).collect());
    let lines = left
        .iter()
        .map(|(time, well, text)| (time.as_str(), *well, text.as_str()));
    views::session::left(t(), lines)
}

fn desk(state: State) -> AnyView {
    let words = t();
    view! {
        {live(BOX, move || bar(state))}
        <div class="j-desk__grid" class:j-desk__grid--rooms=move || state.place.get() == Place::Rooms>
            <div class="j-desk__main">
                {html(views::scan_box(words))}
                {live(BOX, move || views::queue(t(), state.waiting.get(), state.trouble.get()))}
                <div class="j-part" hidden=move || state.covered.get()>{live(BOX, move || state.result.get())}</div>
            </div>
            <div class="j-desk__side">
                {live(BOX, move || cover(state))}
                <div class="j-part" hidden=move || state.covered.get()>{dynamic(move || side(state))}</div>
            </div>
            <section class="j-desk__log" aria-labelledby="log">
                <h2 id="log">{words.desk_log()}</h2>
                {log::list(state.log)}
            </section>
        </div>
    }
    .into_any()
}

fn bar(state: State) -> views::Markup {
    let (me, here) = (state.me.get(), state.here.get());
    let (Some(me), Some(here)) = (me, here) else {
        return views::Markup::default();
    };
    let several = state.desks.with_untracked(|desks| desks.len() > 1);
    let at_rooms = state.place.get() == Place::Rooms;
    let way = views::rooms::way(t(), at_rooms, state.rooms.waiting.get().count());
    let sounds = state.sounds.get_untracked();
    views::session::bar(t(), (&me, &here), (sounds, several), at_rooms, &way)
}

/// What is said in place of what names people. That stays beneath, with what is typed into it.
fn cover(state: State) -> views::Markup {
    if state.covered.get() {
        views::rooms::cover(t())
    } else {
        views::Markup::default()
    }
}

/// What stands beside the box. Forms are drawn once, so that what is typed stays.
fn side(state: State) -> AnyView {
    let words = t();
    match state.side.get() {
        Side::Today if state.place.get() == Place::Rooms => rooms::panel(state),
        Side::Today => live(BOX, move || today(state)),
        Side::Holder => live(BOX, move || holder(state)),
        Side::Find => view! {
            {html(views::people::find(words))}
            {live("query", move || views::wrong(&state.wrong.get()))}
            {live("query", move || state.found.get().map_or_else(views::Markup::default, |found| {
                views::people::found(t(), &found)
            }))}
        }
        .into_any(),
        Side::Contact => view! {
            {html(views::people::contact(words, &state.about.get_value()))}
            {live("reason", move || views::wrong(&state.wrong.get()))}
        }
        .into_any(),
        Side::Register => view! {
            {html(views::people::register(words))}
            {live("name", move || views::wrong(&state.wrong.get()))}
        }
        .into_any(),
    }
}

fn today(state: State) -> views::Markup {
    let Some(here) = state.here_id() else {
        return views::Markup::default();
    };
    state
        .today
        .with(|today| views::today::sections(t(), today, &here))
}

fn holder(state: State) -> views::Markup {
    let (Some(holder), Some(here)) = (state.holder.get(), state.here_id()) else {
        return views::Markup::default();
    };
    let (loans, contact) = (state.loans.get(), state.contact.get());
    let booked = rooms::of_person(state, &holder.id);
    state.lent.with(|lent| {
        views::holder::panel(
            t(),
            &holder,
            &here,
            lent,
            loans.as_deref(),
            contact.as_ref(),
            &booked,
        )
    })
}
