//! Listens in one place: buttons and forms say in `data-do` what they do; keys do the same.

use super::focus::{self, BOX};
use super::forms::{self, clear, value};
use super::queue::{Job, push};
use super::state::{Phase, Side, State};
use super::{rooms, session, sound};
use crate::clock;
use crate::locale::t;
use jaettu_domain::desk::api::care::UpdatePerson;
use jaettu_domain::id::Barcode;
use jaettu_views::Markup;
use jaettu_views::desk::{paper, result};
use leptos::ev::{self, KeyboardEvent, MouseEvent, SubmitEvent};
use leptos::prelude::*;
use std::str::FromStr;
use std::time::Duration;
use web_sys::wasm_bindgen::JsCast;
use web_sys::{Element, EventTarget};

/// Until what is to be printed is drawn.
const DRAWN: Duration = Duration::from_millis(50);

/// Listens for as long as the page stays.
pub fn listen(state: State) {
    let _ = window_event_listener(ev::click, move |event: MouseEvent| {
        state.touched();
        if let Some((act, id)) = said_by(event.target(), "button[data-do], input[data-do]") {
            press(state, &act, &id);
        }
    });
    let _ = window_event_listener(ev::input, move |event| {
        if said_by(event.target(), "form[data-do]").is_some_and(|(act, _)| act == "times-send") {
            state.rooms.forget_plan();
        }
    });
    let _ = window_event_listener(ev::submit, move |event: SubmitEvent| {
        if let Some((act, id)) = said_by(event.target(), "form[data-do]") {
            event.prevent_default();
            submit(state, &act, &id);
        }
    });
    let _ = window_event_listener(ev::keydown, move |event: KeyboardEvent| {
        // A key that uncovers does nothing else, unless it writes into the box.
        let covered = state.covered.get_untracked();
        state.touched();
        if state.phase.get_untracked() == Phase::Open && !covered {
            key(state, &event);
        }
    });
}

/// What the element that was pressed does, and to what.
fn said_by(target: Option<EventTarget>, selector: &str) -> Option<(String, String)> {
    let element = target?.dyn_into::<Element>().ok()?.closest(selector).ok()??;
    let id = element.get_attribute("data-id").unwrap_or_default();
    Some((element.get_attribute("data-do")?, id))
}

fn key(state: State, event: &KeyboardEvent) {
    match event.key().as_str() {
        // A reader ends a card with Enter: on to the next field, the form is not filled in yet.
        "Enter" if focus::is_at("new-card") => {
            event.prevent_default();
            return focus::soon("born");
        }
        "Enter" if focus::is_at("for-card") => {
            event.prevent_default();
            return focus::soon("for-room");
        }
        "Enter" if focus::is_at("inducted") => {
            event.prevent_default();
            return focus::soon("induction");
        }
        "Escape" if state.side.get_untracked() == Side::Holder => push(state, Job::Close),
        "Escape" => state.close(),
        // Whoever is writing something goes on with that.
        "F2" if !focus::typing_elsewhere() => push(state, Job::Undo(None)),
        "z" if event.ctrl_key() && value(BOX).is_empty() && !focus::typing_elsewhere() => {
            push(state, Job::Undo(None));
        }
        _ => return,
    }
    event.prevent_default();
    focus::soon(BOX);
}

fn press(state: State, act: &str, id: &str) {
    if rooms::press(state, act, id) {
        return;
    }
    match act {
        "find" => return form(state, Side::Find, "query"),
        "register" => return form(state, Side::Register, "name"),
        "fault" => {
            let name = state
                .came
                .with_value(|came| came.as_ref().map(|came| came.name.clone()));
            state.show(result::fault(t(), &name.unwrap_or_default(), id));
            return focus::soon("fault");
        }
        "dismiss" => state.show(Markup::default()),
        "sounds" => return sounds(state),
        "choose" => return state.go(Phase::Choose),
        "library" => return session::stands_in(state, id),
        "sign-out" => return session::sign_out(state),
        "contact" => {
            state.about.set_value(id.to_owned());
            return form(state, Side::Contact, "reason");
        }
        "write-off" => write_off(state, id),
        "withdraw" => withdraw(state, id),
        "nothing" => state.close(),
        "skip" | "again" => state.skip.set(true),
        "print-slip" | "print-receipt" | "print-list" => print(state, act, id),
        _ => {
            if let Some(job) = job(act, id) {
                push(state, job);
            }
        }
    }
    focus::soon(BOX);
}

/// What a button puts into the queue.
fn job(act: &str, id: &str) -> Option<Job> {
    let rights = |blocked: Option<&str>, disabled| {
        Some(Job::Rights(UpdatePerson {
            id: Some(id.parse().ok()?),
            blocked: blocked.map(str::to_owned),
            disabled,
            ..UpdatePerson::default()
        }))
    };
    Some(match act {
        "close" => Job::Close,
        "undo" => Job::Undo(Some(id.to_owned())),
        "loans" => Job::Loans(id.parse().ok()?),
        "missing" => Job::Missing(id.parse().ok()?, unticked()),
        "lost" => Job::Lost(id.parse().ok()?),
        "photo" => Job::Photo(id.parse().ok()?),
        "solve" => Job::Solve(id.parse().ok()?),
        "renew" => Job::Renew(id.parse().ok()?),
        "write-off-sure" => Job::WriteOff(id.parse().ok()?),
        "withdraw-sure" => Job::Withdraw(id.parse().ok()?),
        "open" => Job::Open(id.parse().ok()?),
        "unblock" => rights(Some(""), None)?,
        "disable" => rights(None, Some(true))?,
        "enable" => rights(None, Some(false))?,
        _ => return None,
    })
}

fn submit(state: State, act: &str, id: &str) {
    if rooms::submit(state, act, id) {
        return;
    }
    match act {
        "scan" => {
            let text = value(BOX);
            clear(BOX);
            push(state, Job::Scan(text));
        }
        "sign-in" => {
            let pin = value("pin");
            clear("pin");
            session::sign_in(state, value("card"), pin);
        }
        "find-send" => forms::find(state),
        "contact-send" => forms::contact(state, id),
        "register-send" => forms::register(state),
        "give-card" => forms::give_card(state, id),
        "give-pin" => forms::give_pin(state, id),
        "save-name" => forms::save_name(state, id),
        "note-birthday" => forms::note_birthday(state, id),
        "fault-send" => {
            let text = value("fault");
            if text.is_empty() {
                forms::mark("fault", t().desk_fault_wrong());
                focus::soon("fault");
            } else if let Ok(barcode) = Barcode::from_str(id) {
                push(state, Job::Fault(barcode, text));
                focus::soon(BOX);
            }
        }
        "block" => {
            let why = value("why");
            if let (Ok(id), false) = (id.parse(), why.is_empty()) {
                let change = UpdatePerson {
                    id: Some(id),
                    blocked: Some(why),
                    ..UpdatePerson::default()
                };
                push(state, Job::Rights(change));
                focus::soon(BOX);
            }
        }
        _ => {}
    }
}

/// Shows a form in place of the lists.
fn form(state: State, side: Side, first: &'static str) {
    state.wrong.set(String::new());
    state.found.set(None);
    state.side.set(side);
    focus::soon(first);
}

fn sounds(state: State) {
    let on = !state.sounds.get_untracked();
    state.sounds.set(on);
    sound::remember(on);
}

/// Asks whether a loan shall be given up.
fn write_off(state: State, id: &str) {
    let rows = state.today.with_untracked(|today| today.overdue.clone());
    let late = rows.iter().find_map(|row| {
        let loan = row.loan.as_ref().filter(|loan| loan.as_str() == id)?;
        Some(result::write_off(t(), row, loan))
    });
    state.show(late.unwrap_or_default());
}

/// Asks whether a copy shall be taken out of use.
fn withdraw(state: State, id: &str) {
    let rows = state.today.with_untracked(|today| today.faults.clone());
    let row = rows.iter().find(|row| row.barcode.as_str() == id);
    let asked = row.map(|row| result::withdraw(t(), row));
    state.show(asked.unwrap_or_default());
}

/// The parts of the checklist without a tick.
fn unticked() -> Vec<String> {
    let Ok(parts) = document().query_selector_all("input[data-part]:not(:checked)") else {
        return Vec::new();
    };
    let part = |n| {
        parts
            .get(n)?
            .dyn_into::<Element>()
            .ok()?
            .get_attribute("data-part")
    };
    (0..parts.length()).filter_map(part).collect()
}

fn print(state: State, what: &str, id: &str) {
    let (words, now) = (t(), clock::now());
    let Some(here) = state.here.get_untracked() else {
        return;
    };
    let markup = match what {
        "print-slip" if id.is_empty() => state
            .came
            .with_value(|came| paper::slip(words, &here, came.as_ref()?)),
        "print-slip" => state.today.with_untracked(|today| {
            let mut rows = today.waiting.iter();
            let row = rows.find(|row| row.barcode.as_str() == id)?;
            paper::row_slip(words, &here, row)
        }),
        "print-receipt" => Some(
            state
                .lent
                .with_untracked(|lent| paper::receipt(words, &here, lent, now)),
        ),
        _ => Some(
            state
                .today
                .with_untracked(|today| paper::to_fetch(words, &here, &today.to_fetch, now)),
        ),
    };
    state.paper.set(markup.unwrap_or_default());
    set_timeout(|| drop(window().print()), DRAWN);
}
