//! What the parts of the list share: what is asked for (the address and the words being typed), and what was found.
//!
//! The page brings the first cards. The whole list follows when the page has come to rest, or as soon as somebody
//! types or chooses; from then on the browser searches it without asking. Where the list is longer than one answer, or
//! only a description could answer, the server is asked once the reader has stopped typing.

use super::near::{self, Libraries};
use crate::client::{Load, Loaded, came_with_page, knows, load, load_when};
use crate::erased::effect;
use crate::locale::{language, t};
use jaettu_domain::catalogue::Category;
use jaettu_domain::catalogue::api::{ItemList, ListItems, MOST_ROWS, PAGE, read_query, read_shown};
use jaettu_domain::catalogue::find::{Catalogue, Query, find};
use jaettu_domain::catalogue::rules::nearest_first;
use jaettu_domain::endpoint::{Pairs, Reader};
use jaettu_domain::libraries::api::ListLibraries;
use jaettu_views::catalogue::list::Asked;
use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::hooks::{use_location, use_navigate};
use std::rc::Rc;
use std::time::Duration;
use web_sys::HtmlInputElement;
use web_sys::wasm_bindgen::JsCast;

/// Who has not typed for so long has stopped.
const PAUSE: Duration = Duration::from_millis(400);

/// The whole list follows so long after the first cards, unless somebody wants it sooner.
const REST: Duration = Duration::from_millis(1500);

/// The shared state; all of it can be copied.
#[derive(Clone, Copy)]
pub struct Browse {
    /// What is asked for.
    pub query: Memo<Query>,
    /// The words as they stand in the field.
    pub typed: RwSignal<String>,
    /// Whether the nearest shelf comes first.
    pub near: Memo<bool>,
    /// Libraries.
    pub libraries: Libraries,
    /// The whole list, or as much of it as one answer takes.
    pub everything: Loaded<ItemList>,
    /// What was found, as far as it is shown.
    pub found: RwSignal<Option<Rc<ItemList>>, LocalStorage>,
    /// What `found` answers.
    answered: RwSignal<Option<Query>>,
    /// Whether the server was asked in vain.
    pub failed: RwSignal<bool>,
    /// How many cards are shown; stands in the address, so that going back finds as many.
    pub limit: Memo<u32>,
    /// Whether the server has to be asked.
    pub remote: RwSignal<bool>,
    /// Whether the whole list is wanted by now.
    wanted: RwSignal<bool>,
    /// Grows when the reader has stopped typing and choosing.
    pub pause: RwSignal<u32>,
    catalogue: StoredValue<Option<Rc<Catalogue>>, LocalStorage>,
    go: Callback<(Query, bool, u32, bool)>,
}

impl Browse {
    /// The state of this visit to the list.
    pub fn new() -> Self {
        let location = use_location();
        let pairs = Memo::new(move |_| Pairs::from_query(location.search.get().trim_start_matches('?')));
        let address = Memo::new(move |_| pairs.with(|pairs| read_query(&mut Reader::new(pairs))));
        let near = Memo::new(move |_| pairs.with(|pairs| pairs.get("sort") == Some("near")));
        let limit = Memo::new(move |_| pairs.with(|pairs| read_shown(&mut Reader::new(pairs))));
        let typed = RwSignal::new(address.with_untracked(|query| query.words.clone()));
        let query = Memo::new(move |_| Query {
            words: typed.get().trim().to_owned(),
            language: language(),
            ..address.get()
        });
        let first = ListItems {
            query: query.get_untracked(),
            cursor: None,
            limit: limit.get_untracked(),
        };
        // What came with the page may answer less than the address asks: something in it does not exist.
        let other = came_with_page() && !knows(&first);
        let wanted = RwSignal::new(other || knows(&ListItems::everything()));
        let found = RwSignal::new_local(None::<Rc<ItemList>>);
        let browse = Self {
            query,
            typed,
            near,
            libraries: load(ListLibraries::brief),
            everything: load_when(move || wanted.get(), ListItems::everything),
            wanted,
            found,
            answered: RwSignal::new(None),
            failed: RwSignal::new(false),
            limit,
            remote: RwSignal::new(false),
            pause: RwSignal::new(0),
            catalogue: StoredValue::new_local(None),
            go: go(),
        };
        if !wanted.get_untracked() {
            browse.begin(load(move || first.clone()));
        }
        browse.follow(address);
        browse
    }

    /// Shows the first cards; the rest comes later.
    fn begin(self, first: Loaded<ItemList>) {
        let asked = self.query.get_untracked();
        effect(move || match first.get() {
            Load::Loading => {}
            Load::Ready(list) => {
                if self.found.with_untracked(Option::is_none) {
                    self.find(list, asked.clone());
                }
            }
            // Something in the address cannot be asked for; the whole list can.
            Load::Failed(_) => self.want(),
        });
        let mut again = false;
        effect(move || {
            self.query.track();
            if std::mem::replace(&mut again, true) {
                self.want();
            }
        });
        set_timeout(move || self.want(), REST);
    }

    /// Fetches the whole list, if that has not begun.
    pub fn want(self) {
        // Nothing, if the reader has gone on to another page meanwhile.
        if self.wanted.try_get_untracked() == Some(false) {
            self.wanted.set(true);
        }
    }

    /// Keeps field, address and findings in step.
    fn follow(self, address: Memo<Query>) {
        // The address may change under us: back, forward, a link.
        let mut before = None;
        effect(move || {
            let words = address.with(|query| query.words.clone());
            if before.as_ref().is_some_and(|before| *before != words)
                && words != self.query.with_untracked(|query| query.words.clone())
            {
                self.typed.set(words.clone());
            }
            before = Some(words);
        });
        let mut timer: Option<TimeoutHandle> = None;
        effect(move || {
            self.query.track();
            self.limit.track();
            if let Some(timer) = timer.take() {
                timer.clear();
            }
            timer = set_timeout_with_handle(move || self.stopped(address), PAUSE).ok();
        });
        // The field is drawn once, so that nobody's typing is disturbed; what comes from elsewhere is put into it.
        effect(move || {
            let words = self.typed.get();
            if let Some(field) = field()
                && field.value() != words
            {
                field.set_value(&words);
            }
        });
        effect(move || self.build());
        effect(move || self.search());
    }

    /// The reader has stopped: the address gets the words, and who listens is told.
    fn stopped(self, address: Memo<Query>) {
        // Nothing, if the reader has gone on to another page meanwhile.
        if self.pause.try_update(|pause| *pause += 1).is_none() {
            return;
        }
        let query = self.query.get_untracked();
        if address.with_untracked(|address| address.words != query.words) {
            self.go.run((query, self.near.get_untracked(), PAGE, true));
        }
    }

    fn build(self) {
        let Some(list) = self.everything.ready() else {
            return;
        };
        let whole = list.next.is_none();
        let catalogue =
            whole.then(|| Rc::new(Catalogue::new(list.items.clone(), categories(&list), Vec::new())));
        if let Some(catalogue) = catalogue.clone() {
            // Whoever is going to type finds the index there.
            let prepare = move || {
                catalogue.names();
            };
            set_timeout(prepare, PAUSE);
        }
        self.catalogue.set_value(catalogue);
    }

    fn search(self) {
        let (query, near, limit) = (self.query.get(), self.near.get(), self.limit.get() as usize);
        let catalogue = match self.everything.get() {
            Load::Loading => return,
            Load::Ready(_) => self.catalogue.get_value(),
            // Where nothing is shown yet the failure is.
            Load::Failed(_) if self.found.with_untracked(Option::is_none) => return,
            Load::Failed(_) => None,
        };
        let Some(catalogue) = catalogue else {
            return self.remote.set(true);
        };
        let found = find(&catalogue, &query);
        let rows = found
            .rows
            .iter()
            .filter_map(|number| catalogue.rows().get(*number))
            .cloned();
        let total = found.rows.len();
        let items = if near {
            let mut rows = near::with_libraries(self.libraries, true, |libraries| {
                nearest_first(rows.collect(), libraries)
            });
            rows.truncate(limit);
            rows
        } else {
            rows.take(limit).collect()
        };
        self.remote.set(found.guess);
        let list = ItemList {
            items,
            next: None,
            total: u32::try_from(total).unwrap_or(u32::MAX),
            facets: found.facets,
        };
        self.find(Rc::new(list), query);
    }

    /// Shows what was found for a query.
    pub fn find(self, list: Rc<ItemList>, query: Query) {
        self.found.set(Some(list));
        self.answered.set(Some(query));
    }

    /// Whether what was found answers something else than what is asked for now; tracked.
    pub fn stale(self) -> bool {
        let local = self.everything.ready().is_some() && !self.remote.get();
        let answered = self
            .answered
            .with(|answered| self.query.with(|query| answered.as_ref() == Some(query)));
        !local && !answered
    }

    /// What the server is asked, if it has to be; changes only when the reader has stopped.
    pub fn request(self) -> ListItems {
        self.pause.track();
        ListItems {
            query: self.query.get_untracked(),
            cursor: None,
            limit: self.limit.get_untracked(),
        }
    }

    /// How many things a query would find, as far as that can be told without asking.
    pub fn count(self, query: &Query) -> usize {
        let catalogue = self.catalogue.get_value();
        catalogue.map_or(0, |catalogue| find(&catalogue, query).rows.len())
    }

    /// The categories; tracked.
    pub fn categories(self) -> Vec<Category> {
        self.found
            .with(|found| found.as_deref().map_or_else(Vec::new, categories))
    }

    /// Takes back the words in the field.
    pub fn forget_words(self) {
        self.typed.set(String::new());
    }

    /// Chooses something: a new entry of the history.
    pub fn choose(self, change: impl FnOnce(&mut Query)) {
        let mut query = self.query.get_untracked();
        change(&mut query);
        if query.words.is_empty() {
            self.typed.set(String::new());
        }
        self.go.run((query, self.near.get_untracked(), PAGE, false));
    }

    /// Shows more cards.
    pub fn more(self) {
        self.want();
        let query = self.query.get_untracked();
        let more = (self.limit.get_untracked() + PAGE).min(MOST_ROWS);
        self.go.run((query, self.near.get_untracked(), more, true));
    }

    /// Sorts by distance, or not.
    pub fn sort(self, near: bool) {
        self.want();
        let (query, limit) = (self.query.get_untracked(), self.limit.get_untracked());
        self.go.run((query, near, limit, true));
    }
}

fn categories(list: &ItemList) -> Vec<Category> {
    let all = list.facets.categories.iter();
    all.map(|one| Category {
        id: one.id.clone(),
        name: one.name.clone(),
    })
    .collect()
}

/// The search field.
pub fn field() -> Option<HtmlInputElement> {
    document().get_element_by_id("q")?.dyn_into().ok()
}

/// Goes to the address of a query.
fn go() -> Callback<(Query, bool, u32, bool)> {
    let navigate = use_navigate();
    Callback::new(move |(query, near, shown, replace): (Query, bool, u32, bool)| {
        let asked = Asked {
            query: &query,
            near,
            shown,
        };
        let options = NavigateOptions {
            resolve: false,
            replace,
            scroll: false,
            ..NavigateOptions::default()
        };
        navigate(&asked.address(t()), options);
    })
}
