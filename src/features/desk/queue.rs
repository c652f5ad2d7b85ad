//! Scans wait for each other: a reader is faster than a network, and what was scanned first is done first.
//!
//! Whatever is not answered stays first in the queue and is sent again under its key, until there is an answer or
//! somebody passes it over. So nothing is lost and nothing is done twice.

use super::state::{Phase, State};
use super::{care, people, scans, upkeep};
use crate::send::{self, Key, Trouble, sleep};
use jaettu_domain::desk::api::care::UpdatePerson;
use jaettu_domain::desk::api::{AddPerson, FindPeople};
use jaettu_domain::endpoint::Endpoint;
use jaettu_domain::id::{Barcode, LoanId, PersonId, TicketId};
use jaettu_domain::problem::Problem;
use jaettu_domain::wire::FromJson;
use leptos::prelude::*;
use std::cell::{Cell, RefCell};
use std::collections::VecDeque;
use std::rc::Rc;
use wasm_bindgen_futures::spawn_local;

/// After so many milliseconds without an answer whoever waits is told.
const PATIENCE: i32 = 3_000;
/// How often it is looked whether somebody has signed in again, in milliseconds.
const LOOK: i32 = 250;

/// Something to do, in its turn.
#[derive(Clone, Debug)]
pub enum Job {
    /// A card, a copy or a pickup code.
    Scan(String),
    /// The card is done with.
    Close,
    /// The last act is taken back.
    Undo,
    /// Of what came in last, these parts are missing.
    Missing(Vec<String>),
    /// Something is not where it should be.
    Lost(Barcode),
    /// Something is broken.
    Fault(Barcode, String),
    /// Something works again.
    Solve(TicketId),
    /// What is on loan is shown.
    Loans,
    /// A loan is kept longer.
    Renew(LoanId),
    /// Somebody may borrow, or not.
    Rights(UpdatePerson),
    /// Somebody who was found is served.
    Open(PersonId),
    /// Somebody is looked for.
    Find(FindPeople),
    /// Somebody is new.
    Register(Box<AddPerson>),
}

/// Why something was not done.
#[derive(Clone, Debug)]
pub enum No {
    /// The server says why.
    Refused(Problem),
    /// Somebody did not wait for the answer.
    Skipped,
}

thread_local! {
    static QUEUE: RefCell<VecDeque<Job>> = const { RefCell::new(VecDeque::new()) };
}

/// Puts something at the end of the queue.
pub fn push(state: State, job: Job) {
    let first = QUEUE.with_borrow_mut(|queue| {
        queue.push_back(job);
        queue.len() == 1
    });
    count(state);
    if first {
        spawn_local(run(state));
    }
}

/// Whether nothing waits.
pub fn is_empty() -> bool {
    QUEUE.with_borrow(VecDeque::is_empty)
}

fn count(state: State) {
    state.waiting.set(QUEUE.with_borrow(VecDeque::len));
}

async fn run(state: State) {
    while let Some(job) = QUEUE.with_borrow(|queue| queue.front().cloned()) {
        work(state, job).await;
        QUEUE.with_borrow_mut(VecDeque::pop_front);
        count(state);
    }
    upkeep::refresh(state).await;
}

async fn work(state: State, job: Job) {
    match job {
        Job::Scan(text) => scans::scan(state, &text).await,
        Job::Close => scans::close(state),
        Job::Undo => scans::undo(state).await,
        Job::Missing(parts) => scans::missing(state, parts).await,
        Job::Lost(barcode) => care::lost(state, barcode).await,
        Job::Fault(barcode, text) => care::fault(state, barcode, text).await,
        Job::Solve(ticket) => care::solve(state, ticket).await,
        Job::Loans => people::loans(state).await,
        Job::Renew(loan) => people::renew(state, loan).await,
        Job::Rights(change) => people::rights(state, change).await,
        Job::Open(person) => people::open(state, &person),
        Job::Find(asked) => people::find(state, asked).await,
        Job::Register(new) => people::register(state, *new).await,
    }
}

/// Asks the server until it answers; whoever waits is told, and can pass it over.
pub async fn ask<E>(state: State, endpoint: &E) -> Result<E::Reply, No>
where
    E: Endpoint<Reply: FromJson>,
{
    let key = Key::new();
    let answered = notice(state);
    let answer = loop {
        match send::send(endpoint, &key).await {
            Ok(reply) => break Ok(reply),
            Err(Trouble::Refused(problem)) => break Err(No::Refused(problem)),
            Err(Trouble::SignIn) => signed_in_again(state).await,
            Err(Trouble::Unknown) => {
                state.trouble.set(true);
                sleep(PATIENCE).await;
            }
        }
        if state.skip.get_untracked() {
            break Err(No::Skipped);
        }
    };
    answered.set(true);
    state.skip.set(false);
    if state.trouble.get_untracked() {
        state.trouble.set(false);
    }
    answer
}

/// Tells after a while that there is no answer; until the value that it gives says that there is.
fn notice(state: State) -> Rc<Cell<bool>> {
    let answered = Rc::new(Cell::new(false));
    let known = Rc::clone(&answered);
    spawn_local(async move {
        sleep(PATIENCE).await;
        if !known.get() && state.phase.get_untracked() == Phase::Open {
            state.trouble.set(true);
        }
    });
    answered
}

async fn signed_in_again(state: State) {
    state.go(Phase::SignIn);
    while state.phase.get_untracked() != Phase::Open {
        sleep(LOOK).await;
    }
}
