//! The desk's forms: what is typed is read here, and what is wrong is said at its field.

use super::focus::{self, BOX};
use super::queue::{Job, push};
use super::state::State;
use crate::clock;
use crate::locale::t;
use chrono::NaiveDate;
use jaettu_domain::account::Channel;
use jaettu_domain::account::rules::is_birthday;
use jaettu_domain::desk::api::care::{GetContact, UpdatePerson};
use jaettu_domain::desk::api::{AddPerson, FindPeople};
use jaettu_domain::text::Language;
use jaettu_domain::time;
use leptos::prelude::*;
use std::str::FromStr;
use web_sys::wasm_bindgen::JsValue;

/// Looks for somebody.
pub fn find(state: State) {
    let query = value("query");
    if let Some(reason) = reason(state) {
        push(state, Job::Find(FindPeople { query, reason }));
    }
}

/// Asks how somebody is reached.
pub fn contact(state: State, id: &str) {
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

/// A field of the forms for a person: its name in the request, its identifier in the form for somebody new, and what is said
/// when it is wrong.
pub fn fields() -> [(&'static str, &'static str, &'static str); 6] {
    let words = t();
    [
        ("name", "name", words.desk_wrong_name()),
        ("card", "new-card", words.desk_wrong_card()),
        ("born", "born", words.desk_wrong_born()),
        ("email", "email", words.desk_wrong_email()),
        ("phone", "phone", words.desk_wrong_phone()),
        ("pin", "new-pin", words.desk_wrong_pin()),
    ]
}

/// Marks the fields of the form for somebody new that the server says are wrong; false if it says so of none.
pub fn mark_refused(wrong: &[&str]) -> bool {
    let wrong: Vec<_> = fields()
        .into_iter()
        .filter(|(name, ..)| wrong.contains(name))
        .collect();
    for (_, id, text) in &wrong {
        mark(id, text);
    }
    if let Some((_, first, _)) = wrong.first() {
        focus::soon(first);
    }
    !wrong.is_empty()
}

/// Registers somebody new.
pub fn register(state: State) {
    let mut wrong = Vec::new();
    let name = value("name");
    if name.is_empty() {
        wrong.push("name");
    }
    let new = AddPerson {
        name,
        card: read("new-card", "card", true, &mut wrong),
        born: read::<Birthday>("born", "born", false, &mut wrong).map(|day| day.0),
        email: read("email", "email", false, &mut wrong),
        phone: read("phone", "phone", false, &mut wrong),
        pin: read("new-pin", "pin", true, &mut wrong),
        channel: value("channel").parse().unwrap_or(Channel::None),
        language: Language::from_code(&value("language")).unwrap_or_default(),
    };
    forget_wrong(fields().map(|(_, id, _)| id));
    state.wrong.set(String::new());
    let right = !mark_refused(&wrong);
    if same("new-pin", "pin-again") && right {
        push(state, Job::Register(Box::new(new)));
    }
}

/// Gives somebody a card in the place of one that is lost.
pub fn give_card(state: State, id: &str) {
    if let Some(card) = one("other-card", t().desk_wrong_card()) {
        let card = Some(card);
        change(
            state,
            id,
            UpdatePerson {
                card,
                ..UpdatePerson::default()
            },
        );
    }
}

/// Gives somebody a PIN in the place of one that is forgotten.
pub fn give_pin(state: State, id: &str) {
    if let Some(pin) = one("other-pin", t().desk_wrong_pin()).filter(|_| same("other-pin", "other-pin-again"))
    {
        let pin = Some(pin);
        change(
            state,
            id,
            UpdatePerson {
                pin,
                ..UpdatePerson::default()
            },
        );
    }
}

/// Notes what somebody is called.
pub fn save_name(state: State, id: &str) {
    if let Some(Name(name)) = one("other-name", t().desk_wrong_name()) {
        let name = Some(name);
        change(
            state,
            id,
            UpdatePerson {
                name,
                ..UpdatePerson::default()
            },
        );
    }
}

/// Notes when somebody was born.
pub fn note_birthday(state: State, id: &str) {
    if let Some(Birthday(born)) = one("other-born", t().desk_wrong_born()) {
        let born = Some(born);
        change(
            state,
            id,
            UpdatePerson {
                born,
                ..UpdatePerson::default()
            },
        );
    }
}

fn change(state: State, id: &str, change: UpdatePerson) {
    if let Ok(id) = id.parse() {
        let id = Some(id);
        push(state, Job::Rights(UpdatePerson { id, ..change }));
        focus::soon(BOX);
    }
}

/// Whether two fields say the same PIN; where they do not, both are empty again and that is said.
fn same(one: &'static str, again: &str) -> bool {
    let same = value(one) == value(again);
    if !same {
        clear(one);
        clear(again);
        mark(one, t().desk_pins_differ());
        focus::soon(one);
    }
    same
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
        // Two digits of a year may be of either century.
        date.filter(|_| year > 999).map(Self).ok_or(())
    }
}

/// What somebody may be called.
struct Name(String);

impl FromStr for Name {
    type Err = ();
    fn from_str(text: &str) -> Result<Self, ()> {
        (!text.is_empty()).then(|| Self(text.to_owned())).ok_or(())
    }
}

/// A day on which somebody who lives can have been born.
struct Birthday(NaiveDate);

impl FromStr for Birthday {
    type Err = ();
    fn from_str(text: &str) -> Result<Self, ()> {
        let Written(date) = text.parse()?;
        is_birthday(date, time::today(clock::now()))
            .then_some(Self(date))
            .ok_or(())
    }
}

/// What the one field of a small form says; where it cannot be that, `text` is said at it.
pub fn one<T: FromStr>(id: &'static str, text: &str) -> Option<T> {
    forget_wrong([id]);
    let read = value(id).parse().ok();
    if read.is_none() {
        mark(id, text);
        focus::soon(id);
    }
    read
}

/// What a field says; where it cannot be that, its name goes to what is wrong.
fn read<T: FromStr>(id: &str, name: &'static str, needed: bool, wrong: &mut Vec<&'static str>) -> Option<T> {
    let text = value(id);
    let read = text.parse().ok();
    if read.is_none() && (needed || !text.is_empty()) {
        wrong.push(name);
    }
    read
}

/// Says at a field what is wrong with it.
pub fn mark(id: &str, text: &str) {
    if let Some(field) = document().get_element_by_id(id) {
        let _ = field.set_attribute("aria-invalid", "true");
    }
    if let Some(place) = document().get_element_by_id(&[id, "-wrong"].concat()) {
        place.set_text_content(Some(text));
    }
}

/// Takes back what was said at fields.
pub fn forget_wrong<const N: usize>(ids: [&str; N]) {
    for id in ids {
        if let Some(field) = document().get_element_by_id(id) {
            let _ = field.remove_attribute("aria-invalid");
        }
        if let Some(place) = document().get_element_by_id(&[id, "-wrong"].concat()) {
            place.set_text_content(None);
        }
    }
}

/// What stands in a field, by its identifier.
pub fn value(id: &str) -> String {
    let field = document().get_element_by_id(id);
    let text = field.and_then(|field| js_sys::Reflect::get(&field, &JsValue::from_str("value")).ok());
    text.and_then(|text| text.as_string())
        .unwrap_or_default()
        .trim()
        .to_owned()
}

/// Whether a box is ticked.
pub fn is_checked(id: &str) -> bool {
    let field = document().get_element_by_id(id);
    let checked = field.and_then(|field| js_sys::Reflect::get(&field, &JsValue::from_str("checked")).ok());
    checked.is_some_and(|checked| checked.is_truthy())
}

/// Empties a field.
pub fn clear(id: &str) {
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
