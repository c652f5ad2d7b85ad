//! Card holders: found with a reason, registered, their loans and rights.

use super::focus::{self, BOX};
use super::forms;
use super::queue::{No, ask};
use super::scans::named;
use super::state::{Side, State};
use crate::locale::{language, t};
use jaettu_domain::desk::api::care::{GetContact, ListLoansOf, RenewFor, Renewed, UpdatePerson};
use jaettu_domain::desk::api::{AddPerson, FindPeople, Holder};
use jaettu_domain::id::{LoanId, PersonId};
use jaettu_views::desk::result;
use leptos::prelude::*;

/// Looks for somebody.
pub async fn find(state: State, asked: FindPeople) {
    let words = t();
    let fields = [("query", words.desk_query()), ("reason", words.desk_reason())];
    match ask(state, &asked).await {
        Err(no) => state.wrong.set(said(&no, &fields)),
        Ok(page) => {
            state.wrong.set(String::new());
            state.found.set(Some(page.items));
        }
    }
}

fn said(no: &No, fields: &[(&str, &str)]) -> String {
    match no {
        No::Refused(problem) => t().reasons(problem, fields).join(" "),
        No::Skipped => t().desk_no_answer().to_owned(),
    }
}

/// Opens one of those who were found.
pub fn open(state: State, person: &PersonId) {
    let found = state.found.get_untracked().unwrap_or_default();
    if let Some(holder) = found.into_iter().find(|holder| holder.id == *person) {
        opened(state, holder, t().desk_opened());
    }
}

fn opened(state: State, holder: Holder, said: &str) {
    state.tell(true, [&named(&holder), ": ", said].concat());
    state.open(holder);
}

/// Registers somebody; what is wrong is said beside the form, which stays as it is.
pub async fn register(state: State, new: AddPerson) {
    match ask(state, &new).await {
        Err(no) if state.side.get_untracked() == Side::Register => {
            if !forms::mark_refused(&wrong_fields(&no)) {
                state.wrong.set(said(&no, &[]));
            }
        }
        Err(no) => state.refuse(t().desk_register(), &no),
        Ok(holder) => {
            opened(state, holder, t().desk_registered());
            focus::soon(BOX);
        }
    }
}

/// The fields that the server says are wrong.
fn wrong_fields(no: &No) -> Vec<&str> {
    match no {
        No::Refused(problem) if problem.code == "invalid" => {
            problem.errors.iter().map(|error| error.field.as_str()).collect()
        }
        _ => Vec::new(),
    }
}

/// Shows what somebody has on loan, if their card is still open then.
pub async fn loans(state: State, person: PersonId) {
    let asked = ListLoansOf {
        id: Some(person.clone()),
    };
    match ask(state, &asked).await {
        Err(no) => state.refuse(t().desk_all_loans(), &no),
        Ok(page) if state.open_person() == Some(person) => state.loans.set(Some(page.items)),
        Ok(_) => {}
    }
}

/// Asks how somebody is reached, and shows it with their card.
pub async fn contact(state: State, asked: GetContact) {
    let fields = [("reason", t().desk_reason())];
    match ask(state, &asked).await {
        Err(no) => state.wrong.set(said(&no, &fields)),
        Ok(contact) => {
            let open = state
                .holder
                .with_untracked(|open| open.as_ref().is_some_and(|open| open.id == contact.holder.id));
            if open {
                state.side.set(Side::Holder);
            } else {
                state.open(contact.holder.clone());
            }
            state.tell(
                true,
                [&named(&contact.holder), ": ", t().desk_contact_shown()].concat(),
            );
            state.show(jaettu_views::Markup::default());
            state.contact.set(Some(contact));
            focus::soon(BOX);
        }
    }
}

/// Renews one of them.
pub async fn renew(state: State, id: LoanId) {
    match ask(state, &RenewFor { id: Some(id.clone()) }).await {
        Err(no) => state.refuse(t().desk_renew(), &no),
        Ok(Renewed { loan, undo }) => {
            let when = t().near(loan.due_at);
            let what = [loan.name.get(language()), ": ", &t().desk_renewed(&when)].concat();
            state.tell(true, what.clone());
            state.did(&undo, what, result::renewed(t(), &loan, &undo));
            state.loans.update(|loans| {
                let mut all = loans.iter_mut().flatten();
                if let Some(shown) = all.find(|shown| shown.id == id) {
                    *shown = loan;
                }
            });
        }
    }
}

/// What a change is called: by the button that asks for it.
fn changed(change: &UpdatePerson) -> &'static str {
    let words = t();
    match (change.blocked.as_deref(), change.disabled) {
        (Some(""), _) => words.desk_unblock(),
        (Some(_), _) => words.desk_block(),
        (None, Some(true)) => words.desk_disable(),
        (None, Some(false)) => words.desk_enable(),
        _ if change.card.is_some() => words.desk_give_card(),
        _ if change.pin.is_some() => words.desk_give_pin(),
        _ if change.name.is_some() => words.desk_save_name(),
        _ => words.desk_note_birthday(),
    }
}

/// Lets somebody borrow, or not; gives them another card or PIN.
pub async fn rights(state: State, change: UpdatePerson) {
    let person = change.id.clone();
    let label = changed(&change);
    match ask(state, &change).await {
        Err(no) => {
            let words = t();
            let fields = [("card", words.desk_new_card()), ("born", words.desk_born())];
            let reasons = said(&no, &fields);
            state.tell(false, [label, ": ", &reasons].concat());
            state.show(result::refused(words, label, &[reasons]));
        }
        Ok(holder) => {
            let done = [label, ": ", t().desk_changed()].concat();
            state.tell(true, [&named(&holder), ": ", &done].concat());
            state.show(result::done(t().desk_changed(), label));
            if state.open_person() == person {
                state.holder.set(Some(holder));
            }
        }
    }
}
