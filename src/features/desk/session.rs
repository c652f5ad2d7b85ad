//! Who works at the desk, and in which library it stands.

use super::queue::{self, LOOK, PATIENCE};
use super::state::{Phase, State};
use super::{focus, kept, log, upkeep};
use crate::locale::t;
use crate::send::{Key, Trouble, once, send, sleep};
use jaettu_domain::account::api::{GetMe, Me, SignIn, SignOut};
use jaettu_domain::desk::api::care::{Desk, ListDesks};
use jaettu_domain::endpoint::Access;
use leptos::prelude::*;
use wasm_bindgen_futures::spawn_local;

/// After so many milliseconds signing out is tried again.
const PAUSE: i32 = 5_000;

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
    state.left.set(Vec::new());
    if state
        .me
        .with_untracked(|before| before.as_ref().is_none_or(|before| before.id != me.id))
    {
        state.forget();
        for text in queue::abandon(state) {
            state.tell(false, text);
        }
    }
    let works_here = Access::Staff.lets_in(Some((me.role, &me.desks)));
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
    if state.here_id().as_ref() != Some(&desk.id) {
        state.rooms.forget();
    }
    state.here.set(Some(desk));
    state.go(Phase::Open);
    spawn_local(async move {
        upkeep::refresh(state).await;
        focus::unfold("today-fetch");
    });
}

/// Leaves nothing of what was done here for the next person to read. What was scanned and has not begun is not done, and
/// that is said.
pub fn sign_out(state: State) {
    let left = queue::abandon(state);
    state.forget();
    let left = left.into_iter().map(|text| log::entry(false, text));
    state.left.set(left.collect());
    state.go(Phase::Leaving);
    spawn_local(leave(state));
}

/// Signs out once what is under way has ended, and again until the server has answered: nobody else signs in before that.
async fn leave(state: State) {
    spawn_local(async move {
        sleep(PATIENCE).await;
        if state.phase.get_untracked() == Phase::Leaving {
            state.trouble.set(true);
        }
    });
    while !queue::is_empty() {
        sleep(LOOK).await;
    }
    state.forget();
    // One at a time: one that came late must not end the session of the next.
    while !matches!(once(&SignOut, &Key::new()).await, Ok(_) | Err(Trouble::SignIn)) {
        state.trouble.set(true);
        pause(state).await;
    }
    state.trouble.set(false);
    state.me.set(None);
    state.go(Phase::SignIn);
}

/// Waits, unless somebody wants to try again at once.
async fn pause(state: State) {
    for _ in 0..PAUSE / LOOK {
        if state.skip.get_untracked() {
            break;
        }
        sleep(LOOK).await;
    }
    state.skip.set(false);
}
