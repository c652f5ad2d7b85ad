//! Things that are lost or broken, and broken things that work again.

use super::queue::ask;
use super::state::State;
use crate::locale::{language, t};
use jaettu_domain::desk::api::care::{GetFaultPhoto, MarkFaulty, MarkLost, SolveFault, Withdraw, WriteOff};
use jaettu_domain::id::{Barcode, LoanId, TicketId};
use jaettu_views::desk::result;
use leptos::prelude::*;

/// Says that something is not where it should be.
pub async fn lost(state: State, barcode: Barcode) {
    let what = called(state, &barcode);
    let asked = MarkLost {
        barcode: Some(barcode),
        library: state.here_id(),
    };
    match ask(state, &asked).await {
        Err(no) => state.refuse(&what, &no),
        Ok(done) => finished(state, Some(&done.undo), &what, t().desk_lost_noted()),
    }
}

/// Sets something aside because it is broken.
pub async fn fault(state: State, barcode: Barcode, text: String) {
    let what = called(state, &barcode);
    let asked = MarkFaulty {
        barcode: Some(barcode),
        library: state.here_id(),
        text,
    };
    match ask(state, &asked).await {
        Err(no) => state.refuse(&what, &no),
        Ok(done) => finished(state, Some(&done.undo), &what, t().desk_fault_noted()),
    }
}

/// Gives a loan up.
pub async fn write_off(state: State, loan: LoanId) {
    let rows = state.today.with_untracked(|today| today.overdue.clone());
    let row = rows.into_iter().find(|row| row.loan.as_ref() == Some(&loan));
    let what = row.map_or_else(String::new, |row| called(state, &row.barcode));
    let asked = WriteOff {
        id: Some(loan),
        library: state.here_id(),
    };
    match ask(state, &asked).await {
        Err(no) => state.refuse(&what, &no),
        Ok(done) => finished(state, Some(&done.undo), &what, t().desk_written_off()),
    }
}

/// Takes a copy out of use.
pub async fn withdraw(state: State, barcode: Barcode) {
    let what = called(state, &barcode);
    let asked = Withdraw {
        barcode: Some(barcode),
        library: state.here_id(),
    };
    match ask(state, &asked).await {
        Err(no) => state.refuse(&what, &no),
        Ok(_) => finished(state, None, &what, t().desk_withdrawn()),
    }
}

/// What a copy is called: its name, as far as the desk knows it, and its barcode.
fn called(state: State, barcode: &Barcode) -> String {
    let row = state.today.with_untracked(|today| {
        let lists = [
            &today.to_fetch,
            &today.overdue,
            &today.faults,
            &today.waiting,
            &today.arriving,
        ];
        let mut rows = lists.into_iter().flatten();
        rows.find(|row| row.barcode == *barcode)
            .map(|row| row.name.clone())
    });
    let came = state.came.with_value(|came| {
        came.as_ref()
            .filter(|came| came.barcode == *barcode)
            .map(|came| came.name.clone())
    });
    row.or(came).map_or_else(
        || barcode.to_string(),
        |name| [name.get(language()), " ", barcode.as_str()].concat(),
    )
}

/// Says that something was done to `what`, and by what it can be taken back.
fn finished(state: State, undo: Option<&str>, what: &str, said: &str) {
    let act = [what, ": ", said].concat();
    state.tell(true, act.clone());
    match undo {
        Some(undo) => state.did(undo, act, result::undoable(t(), said, what, undo)),
        None => state.show(result::done(said, what)),
    }
}

/// Shows the photo of a fault.
pub async fn photo(state: State, ticket: TicketId) {
    let rows = state.today.with_untracked(|today| today.faults.clone());
    let row = rows.iter().find(|row| row.ticket.as_ref() == Some(&ticket));
    match ask(
        state,
        &GetFaultPhoto {
            id: Some(ticket.clone()),
        },
    )
    .await
    {
        Err(no) => state.refuse(t().desk_photo(), &no),
        Ok(photo) => state.show(row.map(|row| result::photo(t(), row, &photo)).unwrap_or_default()),
    }
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
            let what = [
                came.name.get(language()),
                ": ",
                t().desk_solved(),
                ". ",
                &t().goes(&came.goes),
            ]
            .concat();
            state.tell(true, what.clone());
            state.did(&came.undo, what, result::came_in(t(), &came, &[]));
            state.came.set_value(Some(came));
        }
    }
}
