//! Listens in one place: buttons and forms say in `data-do` what they do; keys do the same.

use super::focus::{self, BOX};
use super::queue::{Job, push};
use super::state::{Phase, Side, State};
use super::{people, session, sound};
use crate::clock;
use crate::locale::t;
use chrono::{Datelike, NaiveDate};
use jaettu_domain::account::Channel;
use jaettu_domain::desk::api::care::{GetContact, UpdatePerson};
use jaettu_domain::desk::api::{AddPerson, FindPeople};
use jaettu_domain::id::Barcode;
use jaettu_domain::text::Language;
use jaettu_views::Markup;
use jaettu_views::desk::{paper, result};
use leptos::ev::{self, KeyboardEvent, MouseEvent, SubmitEvent};
use leptos::prelude::*;
use std::str::FromStr;
use std::time::Duration;
use web_sys::wasm_bindgen::{JsCast, JsValue};
use web_sys::{Element, EventTarget};

/// Until what is to be printed is drawn.
const DRAWN: Duration = Duration::from_millis(50);

/// Listens for as long as the page stays.
pub fn listen(state: State) {
    let _ = window_event_listener(ev::click, move |event: MouseEvent| {
        state.used.set_value(clock::now());
        if let Some((act, id)) = said_by(event.target(), "button[data-do], input[data-do]") {
            press(state, &act, &id);
        }
    });
    let _ = window_event_listener(ev::submit, move |event: SubmitEvent| {
        if let Some((act, id)) = said_by(event.target(), "form[data-do]") {
            event.prevent_default();
            submit(state, &act, &id);
        }
    });
    let _ = window_event_listener(ev::keydown, move |event: KeyboardEvent| {
        state.used.set_value(clock::now());
        if state.phase.get_untracked() == Phase::Open {
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
        "Escape" if state.side.get_untracked() == Side::Holder => push(state, Job::Close),
        "Escape" => state.close(),
        "F2" => push(state, Job::Undo),
        "z" if event.ctrl_key() && value(BOX).is_empty() && !focus::typing_elsewhere() => {
            push(state, Job::Undo);
        }
        _ => return,
    }
    event.prevent_default();
    focus::soon(BOX);
}

fn press(state: State, act: &str, id: &str) {
    match act {
        "find" => return form(state, Side::Find, "query"),
        "register" => return form(state, Side::Register, "name"),
        "fault" => {
            state.show(result::fault(t(), id));
            return focus::soon("fault");
        }
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
        "print-slip" | "print-receipt" | "print-list" => print(state, act),
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
        Job::Rights(UpdatePerson {
            id: None,
            blocked: blocked.map(str::to_owned),
            disabled,
        })
    };
    Some(match act {
        "close" => Job::Close,
        "undo" => Job::Undo,
        "loans" => Job::Loans,
        "missing" => Job::Missing(unticked()),
        "lost" => Job::Lost(id.parse().ok()?),
        "photo" => Job::Photo(id.parse().ok()?),
        "solve" => Job::Solve(id.parse().ok()?),
        "renew" => Job::Renew(id.parse().ok()?),
        "write-off-sure" => Job::WriteOff(id.parse().ok()?),
        "withdraw-sure" => Job::Withdraw(id.parse().ok()?),
        "open" => Job::Open(id.parse().ok()?),
        "unblock" => rights(Some(""), None),
        "disable" => rights(None, Some(true)),
        "enable" => rights(None, Some(false)),
        _ => return None,
    })
}

fn submit(state: State, act: &str, id: &str) {
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
        "find-send" => find(state),
        "contact-send" => contact(state, id),
        "register-send" => register(state),
        "fault-send" => {
            let text = value("fault");
            if let (Ok(barcode), false) = (Barcode::from_str(id), text.is_empty()) {
                push(state, Job::Fault(barcode, text));
                focus::soon(BOX);
            }
        }
        "block" => {
            let why = value("why");
            if !why.is_empty() {
                let change = UpdatePerson {
                    id: None,
                    blocked: Some(why),
                    disabled: None,
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

fn find(state: State) {
    let query = value("query");
    if let Some(reason) = reason(state) {
        push(state, Job::Find(FindPeople { query, reason }));
    }
}

fn contact(state: State, id: &str) {
    if let (Some(reason), Ok(id)) = (reason(state), id.parse()) {
        push(state, Job::Contact(GetContact { id: Some(id), reason }));
    }
}

/// The reason that a form asks for; without one that is said.
fn reason(state: State) -> Option<String> {
    let (reason, more) = (value("reason"), value("more"));
    let other = reason == t().desk_reason_other();
    if reason.is_empty() || (other && more.is_empty()) {
        state.wrong.set(t().desk_reason_needed().to_owned());
        focus::soon(if reason.is_empty() { "reason" } else { "more" });
        return None;
    }
    Some(if more.is_empty() {
        reason
    } else {
        [reason.as_str(), ": ", &more].concat()
    })
}

fn register(state: State) {
    if value("new-pin") != value("pin-again") {
        clear("new-pin");
        clear("pin-again");
        state.wrong.set(t().desk_pins_differ().to_owned());
        return focus::soon("new-pin");
    }
    let mut wrong = Vec::new();
    let new = AddPerson {
        name: value("name"),
        card: read("new-card", "card", true, &mut wrong),
        pin: read("new-pin", "pin", true, &mut wrong),
        born: read::<Written>("born", "born", false, &mut wrong).map(|day| day.0),
        email: read("email", "email", false, &mut wrong),
        phone: read("phone", "phone", false, &mut wrong),
        channel: value("channel").parse().unwrap_or(Channel::None),
        language: Language::from_code(&value("language")).unwrap_or_default(),
    };
    if wrong.is_empty() {
        push(state, Job::Register(Box::new(new)));
    } else {
        state.wrong.set(t().desk_correct(&wrong.join(", ")));
    }
}

/// A day as people write it: `24.12.1980`.
#[derive(Debug, PartialEq, Eq)]
struct Written(NaiveDate);

impl FromStr for Written {
    type Err = ();
    fn from_str(text: &str) -> Result<Self, ()> {
        let mut parts = text.split('.').map(str::parse::<u16>);
        let (Some(Ok(day)), Some(Ok(month)), Some(Ok(year)), None) =
            (parts.next(), parts.next(), parts.next(), parts.next())
        else {
            return Err(());
        };
        let date = NaiveDate::from_ymd_opt(year.into(), month.into(), day.into());
        date.filter(|date| date.year() >= 1900).map(Self).ok_or(())
    }
}

/// What a field says; where it cannot be that, its label goes to what is wrong.
fn read<T: FromStr>(id: &str, name: &str, needed: bool, wrong: &mut Vec<&'static str>) -> Option<T> {
    let text = value(id);
    let read = text.parse().ok();
    if read.is_none() && (needed || !text.is_empty()) {
        wrong.extend(
            people::labels()
                .iter()
                .find(|(field, _)| *field == name)
                .map(|(_, label)| *label),
        );
    }
    read
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

fn print(state: State, what: &str) {
    let (words, now) = (t(), clock::now());
    let Some(here) = state.here.get_untracked() else {
        return;
    };
    let markup = match what {
        "print-slip" => state
            .came
            .get_value()
            .and_then(|came| paper::slip(words, &here, &came)),
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
    state.paper.set(markup.unwrap_or_else(Markup::default));
    set_timeout(|| drop(window().print()), DRAWN);
}

/// What stands in a field, by its identifier.
fn value(id: &str) -> String {
    let field = document().get_element_by_id(id);
    let text = field.and_then(|field| js_sys::Reflect::get(&field, &JsValue::from_str("value")).ok());
    text.and_then(|text| text.as_string())
        .unwrap_or_default()
        .trim()
        .to_owned()
}

fn clear(id: &str) {
    if let Some(field) = document().get_element_by_id(id) {
        let _ = js_sys::Reflect::set(&field, &JsValue::from_str("value"), &JsValue::from_str(""));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_is_read_as_people_write_it_and_nothing_else_is() {
        let born = NaiveDate::from_ymd_opt(1980, 12, 4).unwrap();
        for text in ["4.12.1980", "04.12.1980"] {
            assert_eq!(text.parse(), Ok(Written(born)), "{text}");
        }
        for text in [
            "",
            "4.12.",
            "4.12.80",
            "31.2.1980",
            "1980-12-04",
            "12/4/1980",
            "4.12.1980.1",
        ] {
            assert_eq!(text.parse::<Written>(), Err(()), "{text}");
        }
    }
}
