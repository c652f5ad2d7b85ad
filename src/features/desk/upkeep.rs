//! What goes on by itself: the lists are kept true, and what concerns people does not stay on the screen.

use super::place::Place;
use super::state::{Phase, State};
use super::{queue, rooms, scans};
use crate::clock;
use crate::send::{Key, send};
use chrono::TimeDelta;
use jaettu_domain::desk::api::{GetToday, Scan, Scanned};
use jaettu_domain::id::LibraryId;
use leptos::prelude::*;
use std::time::Duration;
use wasm_bindgen_futures::spawn_local;

/// A card that nobody does anything with is closed: others walk past a desk.
const CARD_STAYS: TimeDelta = TimeDelta::minutes(3);
/// Whoever does nothing for longer shall be signed out in time; asking for lists would keep the session alive.
const LISTS_FOLLOW: TimeDelta = TimeDelta::minutes(15);

/// Looks once a minute.
pub fn start(state: State) {
    set_interval(
        move || {
            let idle = clock::now() - state.used.get_value();
            if idle > CARD_STAYS && queue::is_empty() {
                scans::close(state);
                state.found.set(None);
                state.left_alone(rooms::is_writing_why());
            }
            if idle < LISTS_FOLLOW && state.phase.get_untracked() == Phase::Open {
                spawn_local(refresh(state));
            }
        },
        Duration::from_mins(1),
    );
}

/// Asks for the lists, and for the person whose card is open. What cannot be had stays as it was.
pub async fn refresh(state: State) {
    let library = state.here_id();
    if let Ok(today) = send(
        &GetToday {
            library: library.clone(),
        },
        &Key::new(),
    )
    .await
        && state.today.with_untracked(|before| *before != today)
    {
        state.today.set(today);
    }
    // The card first: whoever it belongs to stands there.
    card(state, library).await;
    match state.place.get_untracked() {
        Place::Rooms => rooms::refresh(state, true).await,
        Place::Counter => rooms::follow(state).await,
    }
}

async fn card(state: State, library: Option<LibraryId>) {
    let card = state
        .holder
        .with_untracked(|holder| holder.as_ref().and_then(|holder| holder.card.clone()));
    let Some(code) = card else { return };
    if let Ok(Scanned::Card { holder }) = send(
        &Scan {
            code,
            library,
            person: None,
        },
        &Key::new(),
    )
    .await
        && queue::is_empty()
        && state.holder.with_untracked(|open| {
            open.as_ref()
                .is_some_and(|open| open.id == holder.id && *open != holder)
        })
    {
        state.holder.set(Some(holder));
    }
}
