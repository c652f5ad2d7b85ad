//! What the desk knows while it is open: who works at it, whose card is open, what came of the last scan.

use super::focus::{self, BOX};
use super::log::{self, Entry, Log};
use super::place::Place;
use super::queue::No;
use super::rooms::Rooms;
use super::sound;
use crate::clock;
use crate::locale::t;
use chrono::{DateTime, Utc};
use jaettu_domain::account::api::Me;
use jaettu_domain::circulation::api::LoanView;
use jaettu_domain::desk::api::care::{Contact, Desk};
use jaettu_domain::desk::api::{CheckedIn, CheckedOut, Holder, Today};
use jaettu_domain::id::{LibraryId, PersonId};
use jaettu_domain::rooms::desk::DeskBooking;
use jaettu_views::Markup;
use jaettu_views::desk::result;
use leptos::prelude::*;

/// How far the desk is from being open.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Phase {
    /// It is being found out who is signed in.
    Starting,
    /// Somebody has to sign in, for the first time or again.
    SignIn,
    /// Somebody is signed in who does not work here.
    NotStaff,
    /// It has to be said in which library it stands.
    Choose,
    /// It works.
    Open,
    /// Somebody is being signed out.
    Leaving,
}

/// What stands beside the box.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// What there is to do today.
    Today,
    /// Whose card is open.
    Holder,
    /// The form for finding somebody.
    Find,
    /// The form for somebody new.
    Register,
    /// The form for asking how somebody is reached.
    Contact,
}

/// Something that was done and can be taken back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Act {
    /// By what the server knows it.
    pub undo: String,
    /// What it was, for people.
    pub what: String,
}

/// So many acts can be taken back, one after the other.
const ACTS: usize = 20;

/// What every part of the desk gets: made once, for as long as the page stays.
pub type State = &'static Signals;

/// Everything, each part drawn again when it changes.
#[derive(Debug)]
pub struct Signals {
    pub phase: RwSignal<Phase>,
    /// At the counter, or where rooms are looked after.
    pub place: RwSignal<Place>,
    pub rooms: Rooms,
    pub side: RwSignal<Side>,
    /// What is wrong with the form that is shown.
    pub wrong: RwSignal<String>,
    pub me: RwSignal<Option<Me>>,
    pub desks: RwSignal<Vec<Desk>>,
    pub here: RwSignal<Option<Desk>>,
    pub holder: RwSignal<Option<Holder>>,
    /// What the holder got since the card was opened.
    pub lent: RwSignal<Vec<CheckedOut>>,
    pub loans: RwSignal<Option<Vec<LoanView>>>,
    pub found: RwSignal<Option<Vec<Holder>>>,
    /// How the holder is reached, once somebody has said why.
    pub contact: RwSignal<Option<Contact>>,
    pub today: RwSignal<Today>,
    pub result: RwSignal<Markup>,
    pub log: RwSignal<Log>,
    /// What was not answered yet when somebody signed out.
    pub left: RwSignal<Vec<Entry>>,
    pub paper: RwSignal<Markup>,
    pub sounds: RwSignal<bool>,
    /// How much is scanned and not done yet.
    pub waiting: RwSignal<usize>,
    /// Whether the server is not answering.
    pub trouble: RwSignal<bool>,
    /// Whether somebody does not want to wait for the answer any longer.
    pub skip: RwSignal<bool>,
    /// What was done, the last at the end.
    pub acts: StoredValue<Vec<Act>>,
    /// Whether the result that is shown names the last act.
    pub shows_act: StoredValue<bool>,
    /// Whether the result that is shown names a person.
    pub shows_person: StoredValue<bool>,
    /// Whether what names people is covered, until somebody does something here.
    pub covered: RwSignal<bool>,
    /// What was scanned in last: for its slip and its checklist.
    pub came: StoredValue<Option<CheckedIn>>,
    /// Whose code was scanned last.
    pub booking: StoredValue<Option<DeskBooking>>,
    /// Of whom it is asked how they are reached.
    pub about: StoredValue<String>,
    /// When somebody last did something here.
    pub used: StoredValue<DateTime<Utc>>,
}

impl Signals {
    /// A desk at which nothing has happened.
    pub fn new() -> State {
        Box::leak(Box::new(Self {
            phase: RwSignal::new(Phase::Starting),
            place: RwSignal::new(Place::here()),
            rooms: Rooms::new(),
            side: RwSignal::new(Side::Today),
            wrong: RwSignal::default(),
            me: RwSignal::default(),
            desks: RwSignal::default(),
            here: RwSignal::default(),
            holder: RwSignal::default(),
            lent: RwSignal::default(),
            loans: RwSignal::default(),
            found: RwSignal::default(),
            contact: RwSignal::default(),
            today: RwSignal::default(),
            result: RwSignal::default(),
            log: RwSignal::default(),
            left: RwSignal::default(),
            paper: RwSignal::default(),
            sounds: RwSignal::new(sound::wanted()),
            waiting: RwSignal::default(),
            trouble: RwSignal::default(),
            skip: RwSignal::default(),
            acts: StoredValue::new(Vec::new()),
            shows_act: StoredValue::new(false),
            shows_person: StoredValue::new(false),
            covered: RwSignal::default(),
            came: StoredValue::new(None),
            booking: StoredValue::new(None),
            about: StoredValue::new(String::new()),
            used: StoredValue::new(clock::now()),
        }))
    }

    /// The library of this desk.
    pub fn here_id(&self) -> Option<LibraryId> {
        self.here
            .with_untracked(|here| here.as_ref().map(|here| here.id.clone()))
    }

    /// Whose card is open.
    pub fn open_person(&self) -> Option<PersonId> {
        self.holder
            .with_untracked(|holder| holder.as_ref().map(|holder| holder.id.clone()))
    }

    /// Goes on to another phase, and puts whoever works here where it goes on.
    pub fn go(&self, phase: Phase) {
        self.wrong.set(String::new());
        self.phase.set(phase);
        match phase {
            Phase::SignIn => focus::soon("card"),
            Phase::Open => focus::soon(BOX),
            Phase::Choose => focus::soon("desks"),
            Phase::Starting | Phase::NotStaff | Phase::Leaving => {}
        }
    }

    /// Sounds as after something that went well, or not.
    pub fn sound(&self, well: bool) {
        if self.sounds.get_untracked() {
            sound::play(well);
        }
    }

    /// Says what happened: a line, and a sound.
    pub fn tell(&self, well: bool, text: String) {
        self.sound(well);
        let entry = log::entry(well, text);
        if self.phase.get_untracked() == Phase::Leaving {
            self.left.update(|left| left.push(entry));
        } else {
            self.log.update(|log| log::add(log, entry));
        }
    }

    /// Shows what came of something that cannot be taken back.
    pub fn show(&self, result: Markup) {
        self.shows_act.set_value(false);
        self.shows_person.set_value(false);
        self.result.set(result);
    }

    /// The same where it names a person: it does not stay on a screen that nobody uses.
    pub fn show_of_person(&self, result: Markup) {
        self.show(result);
        self.shows_person.set_value(true);
    }

    /// Shows what came of something that can be taken back.
    pub fn did(&self, undo: &str, what: String, result: Markup) {
        let undo = undo.to_owned();
        self.acts.update_value(|acts| {
            acts.push(Act { undo, what });
            acts.drain(..acts.len().saturating_sub(ACTS));
        });
        self.shows_act.set_value(true);
        self.shows_person.set_value(false);
        self.result.set(result);
    }

    /// Somebody does something here.
    pub fn touched(&self) {
        self.used.set_value(clock::now());
        if self.covered.get_untracked() {
            self.covered.set(false);
        }
    }

    /// Nobody does anything here: the result goes if it names a person, unless somebody is `writing` in it. What may not go is
    /// covered.
    pub fn left_alone(&self, writing: bool) {
        if self.shows_person.get_value() && !writing {
            self.show(Markup::default());
            self.booking.set_value(None);
        }
        let covered = self.place.get_untracked() == Place::Rooms || self.shows_person.get_value();
        if self.covered.get_untracked() != covered {
            self.covered.set(covered);
        }
    }

    /// Says why something was not done, with every reason.
    pub fn refuse(&self, what: &str, no: &No) {
        self.refuse_with(what, no, &[]);
    }

    /// The same, with what the fields are called that may be wrong.
    pub fn refuse_with(&self, what: &str, no: &No, fields: &[(&str, &str)]) {
        let words = t();
        let reasons = match no {
            No::Refused(problem) => words.reasons(problem, fields),
            No::Skipped => vec![words.desk_skipped(what)],
        };
        self.tell(false, [what, ": ", &reasons.join(" ")].concat());
        self.show(result::refused(words, what, &reasons));
    }

    /// Opens a card; the one before is done with.
    pub fn open(&self, holder: Holder) {
        self.lent.set(Vec::new());
        self.loans.set(None);
        self.found.set(None);
        self.contact.set(None);
        self.holder.set(Some(holder));
        self.side.set(Side::Holder);
    }

    /// Nobody's card is open any more, and nothing of them stays to be read by the next.
    pub fn close(&self) {
        self.holder.set(None);
        self.lent.set(Vec::new());
        self.loans.set(None);
        self.found.set(None);
        self.contact.set(None);
        self.show(Markup::default());
        // What stands there already stays as unfolded as it is.
        if self.side.get_untracked() != Side::Today {
            self.side.set(Side::Today);
            focus::unfold("today-fetch");
        }
    }

    /// Forgets everything that one person did here.
    pub fn forget(&self) {
        self.close();
        self.rooms.forget();
        self.booking.set_value(None);
        self.log.set(Log::new());
        self.acts.set_value(Vec::new());
        self.came.set_value(None);
        self.paper.set(Markup::default());
    }
}
