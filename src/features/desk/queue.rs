//! Scans wait for each other: a reader is faster than a network, and what was scanned first is done first.
//!
//! Whatever is not answered stays first in the queue and is sent again under its key, until there is an answer or
//! somebody passes it over. So nothing is lost and nothing is done twice.

use super::state::{Phase, State};
use super::{care, people, rooms, scans, upkeep};
use crate::locale::t;
use crate::send::{self, Key, Trouble, sleep};
use jaettu_domain::desk::api::care::{GetContact, UpdatePerson};
use jaettu_domain::desk::api::{AddPerson, FindPeople};
use jaettu_domain::desk::{self, Candidate, rules};
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
pub const PATIENCE: i32 = 3_000;
/// How often it is looked whether somebody has signed in again, in milliseconds.
pub const LOOK: i32 = 250;

/// Something to do, in its turn.
#[derive(Clone, Debug)]
pub enum Job {
    /// A card, a copy or a pickup code.
    Scan(String),
    /// The card is done with.
    Close,
    /// An act is taken back: the one beside which the button stands, or the last.
    Undo(Option<String>),
    /// Of what came back with this loan, these parts are missing.
    Missing(LoanId, Vec<String>),
    /// Something is not where it should be.
    Lost(Barcode),
    /// Something is broken.
    Fault(Barcode, String),
    /// Something works again.
    Solve(TicketId),
    /// The photo of a fault is looked at.
    Photo(TicketId),
    /// What somebody has on loan is shown.
    Loans(PersonId),
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
    /// It is asked how somebody is reached.
    Contact(GetContact),
    /// A loan is given up.
    WriteOff(LoanId),
    /// A copy is taken out of use.
    Withdraw(Barcode),
    /// Something is done with rooms.
    Rooms(rooms::Act),
}

impl Job {
    /// What has to be done again if it was left undone; nothing for what was only to be looked at.
    fn said(&self) -> Option<String> {
        let words = t();
        Some(match self {
            Self::Scan(text) => shown(text),
            Self::Lost(barcode) => [words.desk_not_on_shelf(), ": ", barcode.as_str()].concat(),
            Self::Fault(barcode, _) => [words.desk_fault(), ": ", barcode.as_str()].concat(),
            Self::Undo(_) => words.desk_undo().to_owned(),
            Self::Missing(_, parts) => words.desk_missing_parts(&parts.join(", ")),
            Self::Withdraw(barcode) => [words.desk_withdraw(), ": ", barcode.as_str()].concat(),
            Self::Solve(_) => words.desk_solved().to_owned(),
            Self::Renew(_) => words.desk_renew().to_owned(),
            Self::Rights(_) => words.desk_rights().to_owned(),
            Self::Register(_) => words.desk_register().to_owned(),
            Self::WriteOff(_) => words.desk_write_off().to_owned(),
            Self::Rooms(act) => act.said(),
            Self::Close
            | Self::Loans(_)
            | Self::Photo(_)
            | Self::Open(_)
            | Self::Find(_)
            | Self::Contact(_) => {
                return None;
            }
        })
    }
}

/// A scanned text as it may stay on the screen: of a card only its end.
fn shown(text: &str) -> String {
    let card = match rules::classify(text) {
        desk::Scan::Perhaps(candidates) => matches!(candidates.first(), Some(Candidate::Card(_))),
        _ => false,
    };
    if card { end_of(text) } else { text.to_owned() }
}

/// The end of a card's number.
pub fn end_of(card: &str) -> String {
    let end = card.len().saturating_sub(4);
    ["…", card.get(end..).unwrap_or_default()].concat()
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

/// Whether such a thing waits, or is being done.
pub fn has(such: impl Fn(&Job) -> bool) -> bool {
    QUEUE.with_borrow(|queue| queue.iter().any(such))
}

/// Lets go of whatever has not begun: whoever scanned it leaves, and nobody else shall do it. What that was.
pub fn abandon(state: State) -> Vec<String> {
    let left: Vec<Job> = QUEUE.with_borrow_mut(|queue| queue.drain(1.min(queue.len())..).collect());
    count(state);
    left.iter().filter_map(Job::said).collect()
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
        Job::Undo(which) => scans::undo(state, which).await,
        Job::Missing(loan, parts) => scans::missing(state, loan, parts).await,
        Job::Lost(barcode) => care::lost(state, barcode).await,
        Job::Fault(barcode, text) => care::fault(state, barcode, text).await,
        Job::Solve(ticket) => care::solve(state, ticket).await,
        Job::Photo(ticket) => care::photo(state, ticket).await,
        Job::Loans(person) => people::loans(state, person).await,
        Job::Renew(loan) => people::renew(state, loan).await,
        Job::Rights(change) => people::rights(state, change).await,
        Job::Open(person) => people::open(state, &person),
        Job::Find(asked) => people::find(state, asked).await,
        Job::Register(new) => people::register(state, *new).await,
        Job::Contact(asked) => people::contact(state, asked).await,
        Job::WriteOff(loan) => care::write_off(state, loan).await,
        Job::Withdraw(barcode) => care::withdraw(state, barcode).await,
        Job::Rooms(act) => rooms::work(state, act).await,
    }
}

/// Asks the server until it answers; whoever waits is told, and can pass it over. When they sign out they wait no longer,
/// and what they asked for is not asked for by the next.
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
            Err(Trouble::SignIn) if signed_in_again(state).await => {}
            Err(Trouble::SignIn) => break Err(No::Skipped),
            Err(Trouble::Unknown) if state.phase.get_untracked() == Phase::Leaving => break Err(No::Skipped),
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

/// Waits until somebody has signed in again, and tells whether it is who was there before.
async fn signed_in_again(state: State) -> bool {
    let who = || state.me.with_untracked(|me| me.as_ref().map(|me| me.id.clone()));
    let before = who();
    if state.phase.get_untracked() != Phase::Leaving {
        state.go(Phase::SignIn);
    }
    loop {
        match state.phase.get_untracked() {
            Phase::Open => return who() == before,
            Phase::Leaving => return false,
            _ => sleep(LOOK).await,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_a_card_only_the_end_is_shown() {
        assert_eq!(shown("1000 0002"), "…0002");
        assert_eq!(shown("3000000017"), "3000000017");
        assert_eq!(shown("ABC-234"), "ABC-234");
        assert_eq!(shown("käyttäjä"), "käyttäjä");
    }
}
