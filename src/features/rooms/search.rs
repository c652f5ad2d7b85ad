//! What is asked for, and what answers it: at once from the list and the free times that this phone has, and a moment later
//! from the server, which knows them exactly and further ahead.

use crate::client::{Failure, Load, Loaded, load_when};
use crate::clock;
use crate::erased::effect;
use crate::form;
use crate::locale::t;
use crate::place::{self, Here};
use jaettu_domain::endpoint::Pairs;
use jaettu_domain::libraries::api::{LibraryView, ListLibraries};
use jaettu_domain::page::Page;
use jaettu_domain::rooms::api::{Availability, GetAvailability, ListRooms, RoomView};
use jaettu_domain::rooms::find::{Sort, Wish, document};
use jaettu_domain::rooms::known::{Known, nearest_first, without_members};
use jaettu_domain::search::Index;
use jaettu_views::rooms::list::Asked;
use leptos::prelude::*;
use leptos_router::hooks::use_location;
use std::rc::Rc;
use std::time::Duration;

/// Who has not typed or chosen for so long has stopped.
const PAUSE: Duration = Duration::from_millis(400);
/// The list and the free times follow so long after the server's cards, unless somebody wants them sooner.
const REST: Duration = Duration::from_millis(1500);

/// Everything that this phone has.
pub struct Base {
    rooms: Rc<Page<RoomView>>,
    known: Known,
    index: Index,
}

/// The shared state; all of it can be copied.
#[derive(Clone, Copy)]
pub struct Search {
    /// What the address asks for, with the words as they stand in the field.
    pub asked: Memo<Asked>,
    /// The words as they stand in the field.
    pub typed: RwSignal<String>,
    /// What was found, and for which wish.
    pub found: RwSignal<Option<(Wish, Rc<Vec<RoomView>>)>, LocalStorage>,
    /// All rooms.
    pub rooms: Loaded<Page<RoomView>>,
    /// The server's answer to the wish that was asked about last.
    pub exact: Loaded<Page<RoomView>>,
    /// Grows when the reader has stopped.
    pub pause: RwSignal<u32>,
    free: Loaded<Availability>,
    libraries: Loaded<Page<LibraryView>>,
    base: RwSignal<Option<Rc<Base>>, LocalStorage>,
    /// What the server's own cards answer, as long as it is what is asked for.
    cards: RwSignal<Option<Asked>>,
    wanted: RwSignal<bool>,
    /// About which wish the server is asked.
    question: RwSignal<Option<Wish>>,
    go: Callback<String>,
}

impl Search {
    /// The state of this visit to the list. With `standing` the server's cards for this address are there already.
    pub fn new(standing: bool) -> Self {
        let location = use_location();
        let address = Memo::new(move |_| {
            let search = location.search.get();
            Asked::read(&Pairs::from_query(search.trim_start_matches('?')))
        });
        let typed = RwSignal::new(address.with_untracked(|asked| asked.wish.q.clone()));
        let asked = Memo::new(move |_| {
            let mut asked = address.get();
            typed.with(|typed| typed.trim().clone_into(&mut asked.wish.q));
            asked
        });
        let wanted = RwSignal::new(!standing);
        let question = RwSignal::new(None::<Wish>);
        let near = move || asked.with(|asked| asked.wish.sort == Sort::Near);
        let search = Self {
            asked,
            typed,
            found: RwSignal::new_local(None),
            rooms: load_when(move || wanted.get(), || ListRooms(Wish::default())),
            exact: load_when(
                move || question.with(Option::is_some),
                move || ListRooms(question.get().unwrap_or_default()),
            ),
            pause: RwSignal::new(0),
            free: load_when(move || wanted.get(), GetAvailability::default),
            libraries: load_when(near, ListLibraries::brief),
            base: RwSignal::new_local(None),
            cards: RwSignal::new(standing.then(|| asked.get_untracked())),
            wanted,
            question,
            go: form::going(),
        };
        search.follow(address, standing);
        search
    }

    fn follow(self, address: Memo<Asked>, standing: bool) {
        if standing {
            set_timeout(move || self.want(), REST);
        }
        // The address may change under us: back, forward, a link.
        let mut before = None;
        effect(move || {
            let words = address.with(|asked| asked.wish.q.clone());
            if before.as_ref().is_some_and(|before| *before != words)
                && self.typed.with_untracked(|typed| typed.trim() != words)
            {
                self.typed.set(words.clone());
            }
            before = Some(words);
        });
        let mut timer: Option<TimeoutHandle> = None;
        let mut first = standing;
        effect(move || {
            self.asked.track();
            if !std::mem::replace(&mut first, false) {
                self.want();
            }
            if let Some(timer) = timer.take() {
                timer.clear();
            }
            timer = set_timeout_with_handle(move || self.stopped(address), PAUSE).ok();
        });
        effect(move || self.build());
        effect(move || {
            let asked = self.asked.get();
            if self.cards.with_untracked(|cards| cards.as_ref() != Some(&asked)) {
                self.cards.set(None);
                self.find(&asked.wish);
            }
        });
    }

    /// Fetches the list and the free times, if that has not begun.
    pub fn want(self) {
        // Nothing, if the reader has gone on to another page meanwhile.
        if self.wanted.try_get_untracked() == Some(false) {
            self.wanted.set(true);
        }
    }

    /// The reader has stopped: the address gets the words, and the server is asked.
    fn stopped(self, address: Memo<Asked>) {
        if self.pause.try_update(|pause| *pause += 1).is_none() {
            return;
        }
        let asked = self.asked.get_untracked();
        if address.with_untracked(|address| address.wish.q != asked.wish.q) {
            self.go.run(asked.address(t()));
        }
        if self.pause.get_untracked() > 1 {
            self.question.set(Some(question(&asked.wish)));
        }
    }

    fn build(self) {
        let (Some(rooms), Some(free)) = (self.rooms.ready(), self.free.ready()) else {
            return;
        };
        let documents = rooms
            .items
            .iter()
            .map(|room| document(room, &room.library_name, t().room_keywords(room)));
        let base = Base {
            index: Index::new(documents),
            known: Known::new(&free),
            rooms,
        };
        self.base.set(Some(Rc::new(base)));
    }

    /// Finds what is wished for: by the server's answer if it is here, otherwise with what this phone has.
    fn find(self, wish: &Wish) {
        let about = self.question.with(|asked| *asked == Some(question(wish)));
        let exact = self.exact.ready().filter(|_| about);
        let rows = match exact {
            Some(exact) => Some(exact.items.clone()),
            None => self.base.with(|base| local(base.as_deref()?, wish)),
        };
        let Some(mut rows) = rows else { return };
        without_members(&mut rows);
        if wish.sort == Sort::Near {
            self.sort_by_distance(&mut rows);
        }
        self.found.set(Some((wish.clone(), Rc::new(rows))));
    }

    /// The place of the reader stays in this page.
    fn sort_by_distance(self, rows: &mut [RoomView]) {
        let (Some(libraries), Here::At(here)) = (self.libraries.ready(), place::here().get()) else {
            return;
        };
        for row in rows.iter_mut() {
            let library = libraries.items.iter().find(|one| one.id == row.library);
            row.metres = library.map(|library| library.place.whole_metres_to(here));
        }
        nearest_first(rows);
    }

    /// Whether something else is asked for than what the server's own cards answer; tracked.
    pub fn wants_anew(self) -> bool {
        self.cards.with(|cards| cards.is_none())
    }

    /// Whether what was found answers something else than what is asked for now; tracked.
    pub fn stale(self) -> bool {
        let wish = self.asked.with(|asked| asked.wish.clone());
        self.found
            .with(|found| found.as_ref().is_none_or(|(answered, _)| *answered != wish))
    }

    /// Whether the server was asked for this in vain; tracked.
    pub fn failed(self) -> bool {
        matches!(self.exact.get(), Load::Failed(_))
            || matches!(self.rooms.get(), Load::Failed(Failure::Server))
    }

    /// All rooms, for the choice of a library; tracked.
    pub fn all(self) -> Option<Rc<Page<RoomView>>> {
        self.rooms.ready()
    }

    /// Goes to what is asked for.
    pub fn go(self, asked: &Asked) {
        self.want();
        self.typed.set(asked.wish.q.clone());
        self.go.run(asked.address(t()));
    }

    /// Puts the nearest first, or the soonest.
    pub fn sort(self) {
        let mut asked = self.asked.get_untracked();
        let near = asked.wish.sort == Sort::Near;
        if !near && !matches!(place::here().get_untracked(), Here::At(_)) {
            place::ask();
        }
        asked.wish.sort = if near { Sort::FirstFree } else { Sort::Near };
        self.go(&asked);
    }
}

/// What the server is asked: never where the reader is.
fn question(wish: &Wish) -> Wish {
    Wish {
        sort: Sort::FirstFree,
        near: None,
        ..wish.clone()
    }
}

/// What this phone finds; nothing where it does not know the day.
fn local(base: &Base, wish: &Wish) -> Option<Vec<RoomView>> {
    if wish.date.is_some_and(|date| !base.known.knows(date)) {
        return None;
    }
    let hits = (!wish.q.is_empty()).then(|| base.index.search(&wish.q));
    let named = |at| {
        let hits = hits.as_ref();
        hits.is_none_or(|hits| hits.iter().any(|hit| hit.document == at))
    };
    let soonest = question(wish);
    Some(
        base.known
            .find(&base.rooms.items, &soonest, clock::now(), named, |_| None),
    )
}
