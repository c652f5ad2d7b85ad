//! Card holders: found with a reason, registered, their loans and rights.

use super::queue::{No, ask};
use super::scans::named;
use super::state::{Side, State};
use crate::locale::{language, t};
use jaettu_domain::desk::api::care::{GetContact, ListLoansOf, RenewFor, UpdatePerson};
use jaettu_domain::desk::api::{AddPerson, FindPeople, Holder};
use jaettu_domain::id::{LoanId, PersonId};
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
        Err(no) if state.side.get_untracked() == Side::Register => state.wrong.set(said(&no, &labels())),
        Err(no) => state.refuse(t().desk_register(), &no),
        Ok(holder) => opened(state, holder, t().desk_registered()),
    }
}

/// How the fields of the form are called.
pub fn labels() -> [(&'static str, &'static str); 6] {
    let words = t();
    [
        ("name", words.desk_name()),
        ("card", words.desk_new_card()),
        ("born", words.desk_born()),
        ("email", words.desk_email()),
        ("phone", words.desk_phone()),
        ("pin", words.desk_new_pin()),
    ]
}

/// Shows what the holder has on loan.
pub async fn loans(state: State) {
    let Some(holder) = state.holder.get_untracked() else {
        return;
    };
    match ask(state, &ListLoansOf { id: Some(holder.id) }).await {
        Err(no) => state.refuse(t().desk_all_loans(), &no),
        Ok(page) => state.loans.set(Some(page.items)),
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
            state.contact.set(Some(contact));
        }
    }
}

/// Renews one of them.
pub async fn renew(state: State, id: LoanId) {
    match ask(state, &RenewFor { id: Some(id.clone()) }).await {
        Err(no) => state.refuse(t().desk_renew(), &no),
        Ok(loan) => {
            let when = t().near(loan.due_at);
            state.tell(
                true,
                [loan.name.get(language()), ": ", &t().desk_renewed(&when)].concat(),
            );
            state.loans.update(|loans| {
                let mut all = loans.iter_mut().flatten();
                if let Some(shown) = all.find(|shown| shown.id == id) {
                    *shown = loan;
                }
            });
        }
    }
}

/// Lets the holder borrow, or not.
pub async fn rights(state: State, change: UpdatePerson) {
    let Some(open) = state.holder.get_untracked() else {
        return;
    };
    let change = UpdatePerson {
        id: Some(open.id.clone()),
        ..change
    };
    match ask(state, &change).await {
        Err(no) => state.refuse(&named(&open), &no),
        Ok(holder) => {
            state.tell(true, [&named(&holder), ": ", t().desk_changed()].concat());
            state.holder.set(Some(holder));
        }
    }
}
