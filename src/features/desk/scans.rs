//! What a scan does: a card is opened or closed, a thing is lent to its holder or taken in.

use super::queue::{No, ask, end_of};
use super::rooms;
use super::state::{Act, State};
use crate::locale::{language, t};
use jaettu_domain::desk::api::care::NoteMissing;
use jaettu_domain::desk::api::{CheckIn, CheckOut, Holder, Scan, Scanned, Undo};
use jaettu_domain::desk::{self, Candidate, rules};
use jaettu_domain::id::{Barcode, LoanId, PersonId};
use jaettu_domain::text::Text;
use jaettu_views::desk::result;
use leptos::prelude::*;

/// Finds out what was scanned, and does what it means.
pub async fn scan(state: State, text: &str) {
    let code = text.trim_matches(|letter: char| letter.is_whitespace() || letter.is_control());
    let candidates = match rules::classify(code) {
        desk::Scan::Nothing => return,
        desk::Scan::Unknown => return unknown(state, code),
        desk::Scan::Perhaps(candidates) => candidates,
    };
    let asked = Scan {
        code: code.to_owned(),
        library: state.here_id(),
        person: state.open_person(),
    };
    match ask(state, &asked).await {
        Err(no) => {
            // Perhaps the card of whoever stands there now: nothing more is lent to the one before.
            let is_card = |candidate: &Candidate| matches!(candidate, Candidate::Card(_));
            if matches!(no, No::Refused(_)) && candidates.iter().any(is_card) {
                state.close();
            }
            state.refuse(code, &no);
        }
        Ok(Scanned::Card { holder }) => card(state, holder),
        Ok(Scanned::Pickup {
            holder,
            library,
            library_name,
            barcode,
            name,
            ..
        }) if state.here_id().as_ref() != Some(&library) => {
            elsewhere(state, holder, &barcode, &name, &library_name);
        }
        Ok(Scanned::Pickup {
            holder,
            barcode,
            name,
            ..
        }) => pickup(state, holder, &barcode, &name),
        Ok(Scanned::Booking { booking }) => rooms::scanned(state, booking).await,
        Ok(Scanned::Copy {
            barcode,
            name,
            theirs,
            ..
        }) => copy(state, barcode, &name, theirs).await,
    }
}

fn unknown(state: State, code: &str) {
    let said = t().desk_unknown(code);
    state.show(result::refused(t(), code, std::slice::from_ref(&said)));
    state.tell(false, said);
}

/// The same card again closes it.
fn card(state: State, holder: Holder) {
    let open = state
        .holder
        .with_untracked(|open| open.as_ref().is_some_and(|open| open.id == holder.id));
    if open {
        return close(state);
    }
    let well = holder.blocked.is_none() && !holder.disabled;
    state.tell(well, [&named(&holder), ": ", t().desk_opened()].concat());
    state.show(jaettu_views::Markup::default());
    state.open(holder);
}

/// How a person is called in the log, which others may read: by the end of the card.
pub fn named(holder: &Holder) -> String {
    holder.card.as_ref().map_or_else(
        || t().desk_no_card().to_owned(),
        |card| t().card_number(&end_of(card)),
    )
}

fn pickup(state: State, holder: Holder, barcode: &Barcode, name: &Text) {
    let row = holder.ready.iter().find(|row| row.barcode == *barcode).cloned();
    state.tell(true, [t().desk_take(), ": ", name.get(language())].concat());
    state.open(holder);
    state.show(result::fetch(t(), name, barcode, row.as_ref()));
}

/// What waits in another library is not here to be handed over, though whose it is stands here.
fn elsewhere(state: State, holder: Holder, barcode: &Barcode, name: &Text, library: &Text) {
    let waits = t().desk_waits_at(library.get(language()));
    state.tell(false, [name.get(language()), ": ", &waits].concat());
    state.open(holder);
    state.show(result::waits_at(t(), name, barcode, library));
}

/// Closes the card that is open.
pub fn close(state: State) {
    let Some(holder) = state.holder.get_untracked() else {
        return;
    };
    state.close();
    state.tell(true, [&named(&holder), ": ", t().desk_closed()].concat());
}

/// With a card open a thing is lent to its holder, unless they bring it back; else it is taken in.
///
/// What was lent while this card is open stays lent: a reader that reads twice would take it back unseen. Whoever scanned the
/// wrong thing presses F2.
async fn copy(state: State, barcode: Barcode, name: &Text, theirs: bool) {
    let again = state
        .lent
        .with_untracked(|all| all.iter().rfind(|lent| lent.barcode == barcode).cloned());
    if let Some(lent) = again {
        let what = [name.get(language()), ": ", t().desk_lent()].concat();
        state.tell(true, what);
        return state.show(result::lent(t(), &lent));
    }
    match state.open_person().filter(|_| !theirs) {
        Some(person) => lend(state, person, barcode, name).await,
        None => take_in(state, barcode, name).await,
    }
}

async fn lend(state: State, person: PersonId, barcode: Barcode, name: &Text) {
    // Not by the card: whoever signs in at an OpenID provider need not have one.
    let asked = CheckOut {
        card: None,
        person: Some(person),
        barcode: Some(barcode),
        library: state.here_id(),
    };
    let name = name.get(language());
    match ask(state, &asked).await {
        Err(no) => state.refuse(name, &no),
        Ok(lent) => {
            let due = t().desk_due(&t().near(lent.due_at));
            let what = [name, ": ", t().desk_lent()].concat();
            state.tell(true, [&what, ". ", &due].concat());
            state.did(&lent.undo, what, result::lent(t(), &lent));
            state.loans.set(None);
            state.holder.update(|open| {
                if let Some(open) = open {
                    open.ready.retain(|row| row.barcode != lent.barcode);
                }
            });
            state.lent.update(|all| all.push(lent));
        }
    }
}

/// Takes a thing in: returned, arrived or fetched from the shelf. The server says where it goes.
async fn take_in(state: State, barcode: Barcode, name: &Text) {
    let asked = CheckIn {
        barcode: Some(barcode),
        library: state.here_id(),
        missing: Vec::new(),
    };
    let name = name.get(language());
    match ask(state, &asked).await {
        Err(no) => state.refuse(name, &no),
        Ok(came) => {
            let returned = came
                .loan
                .as_ref()
                .map_or_else(String::new, |_| [t().desk_returned(), ". "].concat());
            let what = [name, ": ", &returned, &t().goes(&came.goes)].concat();
            let mut said = what.clone();
            if let Some(late) = t().lateness(came.days_late, came.fee_cents) {
                said.push_str(". ");
                said.push_str(&late);
            }
            state.tell(true, said);
            state.did(&came.undo, what, result::came_in(t(), &came, &[]));
            state.loans.set(None);
            state
                .lent
                .update(|all| all.retain(|lent| Some(&lent.loan) != came.loan.as_ref()));
            state.came.set_value(Some(came));
        }
    }
}

/// Takes an act back: the one beside which the button stands, or the last one. Whoever means the last one while the screen
/// shows something else is told first what it was.
pub async fn undo(state: State, which: Option<String>) {
    let found = state.acts.with_value(|acts| match &which {
        Some(which) => acts.iter().find(|act| act.undo == *which).cloned(),
        None => acts.last().cloned(),
    });
    let Some(Act { undo, what }) = found else {
        state.tell(false, t().desk_nothing_to_undo().to_owned());
        return;
    };
    if which.is_none() && !state.shows_act.get_value() {
        // A question is no failure: it is heard, and read out with the panel, and the log has nothing of it.
        state.sound(false);
        state.show(result::undo(t(), &undo, &what));
        return state.shows_act.set_value(true);
    }
    let answer = ask(state, &Undo { undo: undo.clone() }).await;
    // Where nobody waited for the answer it may be tried again.
    if !matches!(answer, Err(No::Skipped)) {
        state
            .acts
            .update_value(|acts| acts.retain(|act| act.undo != undo));
    }
    if let Err(no) = answer {
        return state.refuse(&what, &no);
    }
    state.lent.update(|all| all.retain(|lent| lent.undo != undo));
    state.came.set_value(None);
    state.loans.set(None);
    state.tell(true, [&what, ": ", t().desk_undone()].concat());
    state.show(result::done(t().desk_undone(), &what));
}

/// Notes what is missing from what came back with a loan: it was scanned before anybody had looked into the box.
pub async fn missing(state: State, loan: LoanId, parts: Vec<String>) {
    if parts.is_empty() {
        return;
    }
    let noted = t().desk_missing_parts(&parts.join(", "));
    let asked = NoteMissing {
        id: Some(loan),
        library: state.here_id(),
        parts: parts.clone(),
    };
    match ask(state, &asked).await {
        Err(no) => state.refuse(&noted, &no),
        Ok(came) => {
            let what = [came.name.get(language()), ": ", &noted].concat();
            state.tell(true, [&what, ". ", &t().goes(&came.goes)].concat());
            state.did(&came.undo, what, result::came_in(t(), &came, &parts));
            state.came.set_value(Some(came));
        }
    }
}
