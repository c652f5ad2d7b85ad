//! Who works at the desk, and in which library it stands.

use super::focus;
use super::kept;
use super::state::{Phase, State};
use super::upkeep;
use crate::locale::t;
use crate::send::{Key, Trouble, send};
use jaettu_domain::account::api::{GetMe, Me, SignIn, SignOut};
use jaettu_domain::desk::api::care::{Desk, ListDesks};
use jaettu_domain::endpoint::Access;
use leptos::prelude::*;
use wasm_bindgen_futures::spawn_local;

/// Finds out whether somebody is signed in.
pub fn enter(state: State) {
    spawn_local(async move {
        match send(&GetMe, &Key::new()).await {
            Ok(me) => welcome(state, me).await,
            Err(trouble) => failed(state, &trouble),
        }
    });
}

/// Signs in with what is in the form.
pub fn sign_in(state: State, card: String, pin: String) {
    if pin.is_empty() {
        // A reader has scanned the card and pressed Enter; what is typed next is the PIN.
        crate::ui::focus("pin");
        return;
    }
    spawn_local(async move {
        match send(&SignIn { card, pin }, &Key::new()).await {
            Ok(me) => welcome(state, me).await,
            Err(trouble) => failed(state, &trouble),
        }
    });
}

fn failed(state: State, trouble: &Trouble) {
    if state.phase.get_untracked() != Phase::SignIn {
        state.go(Phase::SignIn);
    }
    match trouble {
        Trouble::SignIn => {}
        Trouble::Refused(problem) => {
            state.wrong.set(t().reasons(problem, &[]).join(" "));
            focus::soon("pin");
        }
        Trouble::Unknown => state.wrong.set(t().desk_no_answer().to_owned()),
    }
}

async fn welcome(state: State, me: Me) {
    if state
        .me
        .with_untracked(|before| before.as_ref().is_some_and(|before| before.id != me.id))
    {
        state.forget();
    }
    let works_here = Access::Staff.admits(Some(me.role));
    state.me.set(Some(me));
    let desks = if works_here {
        send(&ListDesks, &Key::new()).await
    } else {
        Err(Trouble::SignIn)
    };
    match desks {
        Ok(page) if !page.items.is_empty() => {
            state.desks.set(page.items);
            choose(state);
        }
        Err(trouble @ Trouble::Unknown) => failed(state, &trouble),
        _ => state.go(Phase::NotStaff),
    }
}

/// Takes the desk of before, or the only one; else asks.
fn choose(state: State) {
    let desks = state.desks.get_untracked();
    let before = kept::get(kept::LIBRARY);
    let known = desks
        .iter()
        .find(|desk| Some(desk.id.as_str()) == before.as_deref());
    match (known, desks.as_slice()) {
        (Some(desk), _) | (None, [desk]) => open(state, desk.clone()),
        _ => state.go(Phase::Choose),
    }
}

/// The desk stands in this library from now on.
pub fn stands_in(state: State, library: &str) {
    let desk = state
        .desks
        .get_untracked()
        .into_iter()
        .find(|desk| desk.id.as_str() == library);
    if let Some(desk) = desk {
        kept::put(kept::LIBRARY, Some(library));
        open(state, desk);
    }
}

fn open(state: State, desk: Desk) {
    state.here.set(Some(desk));
    state.go(Phase::Open);
    spawn_local(async move {
        upkeep::refresh(state).await;
        focus::unfold("today-fetch");
    });
}

/// Leaves nothing of what was done here for the next person to read.
pub fn sign_out(state: State) {
    state.forget();
    spawn_local(async move {
        let _ = send(&SignOut, &Key::new()).await;
        state.go(Phase::SignIn);
    });
}
