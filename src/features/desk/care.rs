//! Things that are lost or broken, and broken things that work again.

use super::queue::ask;
use super::state::State;
use crate::locale::{language, t};
use jaettu_domain::desk::api::care::{MarkFaulty, MarkLost, SolveFault, Withdraw, WriteOff};
use jaettu_domain::id::{Barcode, LoanId, TicketId};
use jaettu_views::desk::result;
use leptos::prelude::*;

/// Says that something is not where it should be.
pub async fn lost(state: State, barcode: Barcode) {
    let what = barcode.to_string();
    let asked = MarkLost {
        barcode: Some(barcode),
        library: state.here_id(),
    };
    match ask(state, &asked).await {
        Err(no) => state.refuse(&what, &no),
        Ok(done) => {
            state.undo.set_value(Some((done.undo, what.clone())));
            finished(state, &what, t().desk_lost_noted());
        }
    }
}

/// Sets something aside because it is broken.
pub async fn fault(state: State, barcode: Barcode, text: String) {
    let what = barcode.to_string();
    let asked = MarkFaulty {
        barcode: Some(barcode),
        library: state.here_id(),
        text,
    };
    if let Err(no) = ask(state, &asked).await {
        return state.refuse(&what, &no);
    }
    // What came before it can no longer be taken back.
    state.undo.set_value(None);
    finished(state, &what, t().desk_fault_noted());
}

/// Gives a loan up.
pub async fn write_off(state: State, loan: LoanId) {
    let rows = state.today.with_untracked(|today| today.overdue.clone());
    let row = rows.into_iter().find(|row| row.loan.as_ref() == Some(&loan));
    let what = row.map_or_else(String::new, |row| row.barcode.to_string());
    let asked = WriteOff {
        id: Some(loan),
        library: state.here_id(),
    };
    match ask(state, &asked).await {
        Err(no) => state.refuse(&what, &no),
        Ok(done) => {
            state.undo.set_value(Some((done.undo, what.clone())));
            finished(state, &what, t().desk_written_off());
        }
    }
}

/// Takes a copy out of use.
pub async fn withdraw(state: State, barcode: Barcode) {
    let what = barcode.to_string();
    let asked = Withdraw {
        barcode: Some(barcode),
        library: state.here_id(),
    };
    if let Err(no) = ask(state, &asked).await {
        return state.refuse(&what, &no);
    }
    // What came before it can no longer be taken back.
    state.undo.set_value(None);
    finished(state, &what, t().desk_withdrawn());
}

fn finished(state: State, what: &str, said: &str) {
    state.tell(true, [what, ": ", said].concat());
    state.result.set(result::done(said, what));
}

/// Says that something works again; the server says where it goes.
pub async fn solve(state: State, ticket: TicketId) {
    let asked = SolveFault {
        id: Some(ticket),
        library: state.here_id(),
    };
    match ask(state, &asked).await {
        Err(no) => state.refuse(t().desk_solved(), &no),
        Ok(came) => {
            let name = came.name.get(language());
            state.tell(true, [name, ": ", &t().goes(&came.goes)].concat());
            state.result.set(result::came_in(t(), &came));
            state.came.set_value(Some(came));
        }
    }
}
