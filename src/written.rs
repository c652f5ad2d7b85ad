//! Pages that the server writes, for one person (`/me`, reserving) or for everybody (an action, an indicator).
//!
//! The app draws none of them. It leaves the page on which a visit begins as the server wrote it, fetches the others
//! whole, wakes their forms and buttons, and asks again when something has changed: what a page shows is then what the
//! server knows, never what the phone hopes; and residents download no code for it (docs/adr/0015-written-pages.md).

mod events;

use crate::client::{Failure, fetch, missed, saved_at};
use crate::clock;
use crate::erased::{dynamic, effect};
use crate::features::{programme, rooms};
use crate::form;
use crate::locale::t;
use crate::ui::{Typed, announce, failed, failed_with, keep_place, settle};
use jaettu_views as views;
use jaettu_views::shell::way_back;
use leptos::prelude::*;
use leptos_router::hooks::use_location;
use std::cell::RefCell;
use std::collections::BTreeMap;
use wasm_bindgen_futures::spawn_local;
use web_sys::{Document, DomParser, HtmlElement, Node, SupportedType};

thread_local! {
    /// The page with which this visit began: its address, and what stands in `<main>` of it.
    static FIRST: RefCell<Option<(String, Page)>> = const { RefCell::new(None) };
    /// The server's own elements, as long as they stand.
    static STANDING: RefCell<Vec<Node>> = const { RefCell::new(Vec::new()) };
    /// Pages of this visit that are the same for everybody: going back shows them at once, while they are asked for.
    static READ: RefCell<BTreeMap<String, Page>> = const { RefCell::new(BTreeMap::new()) };
}

/// So many pages are remembered during a visit.
const REMEMBERED: usize = 30;

/// A page as it was written.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Page {
    title: String,
    /// What stands in `<main>`; empty while the server's own elements do.
    main: String,
}

/// Keeps the page that the server sent, if it is one of these; its elements go on standing.
pub fn keep(main: &HtmlElement, elements: &[Node]) -> bool {
    let is_written = main.has_attribute("data-written");
    if is_written {
        let page = Page {
            title: document().title(),
            main: String::new(),
        };
        FIRST.set(Some((address(), page)));
        STANDING.set(elements.to_vec());
    }
    is_written
}

/// Takes the first page away, unless it is the page at this path.
pub fn leave(path: &str) {
    let stays = FIRST.with_borrow(|first| {
        let at = first.as_ref().map(|(at, _)| at.split('?').next());
        at == Some(Some(path))
    });
    rooms::left();
    if !stays {
        clear();
    }
}

fn clear() {
    for node in STANDING.take() {
        if let Some(parent) = node.parent_node() {
            let _ = parent.remove_child(&node);
        }
    }
}

/// Where the reader is.
pub fn address() -> String {
    let location = window().location();
    let part = |part: Result<String, _>| part.unwrap_or_default();
    [part(location.pathname()), part(location.search())].concat()
}

/// The page of this visit, as far as it is here.
#[derive(Clone, Copy)]
struct Shown {
    /// Where it is, with its query.
    url: Memo<String>,
    page: RwSignal<Option<Page>>,
    trouble: RwSignal<Option<Failure>>,
    /// Whether it is about somebody; then it is never shown before it was asked for.
    private: bool,
    /// Told when the network is back.
    back: Trigger,
    /// How often was asked: only the last answer counts.
    asked: StoredValue<u32>,
    /// Whether the page is on its way with something else asked for; what was found is said then.
    other: StoredValue<bool>,
    /// Whether what is shown is still what stood at the address before, with another query.
    before: StoredValue<bool>,
}

/// The page at the present address, the same for everybody.
pub fn page() -> AnyView {
    draw(false)
}

/// The page at the present address, about the person who reads it.
pub fn private_page() -> AnyView {
    draw(true)
}

fn draw(private: bool) -> AnyView {
    // The router's own: the address bar follows only once the page is drawn.
    let location = use_location();
    let path = location.pathname.get_untracked();
    let listened = path.clone();
    let url = Memo::new(move |_| {
        let search = location.search.get();
        let search = search.trim_start_matches('?');
        let mark = if search.is_empty() { "" } else { "?" };
        [&path, mark, search].concat()
    });
    let now = url.get_untracked();
    let first = FIRST.take().filter(|(at, _)| *at == now);
    if first.is_none() {
        clear();
    }
    let fresh = first.is_some() && clock::page_is_fresh();
    let shown = Shown {
        url,
        page: RwSignal::new(first.map(|(_, page)| page).or_else(|| read(&now, private))),
        trouble: RwSignal::new(None),
        private,
        back: Trigger::new(),
        asked: StoredValue::new(0),
        before: StoredValue::new(false),
        other: StoredValue::new(false),
    };
    let again = Callback::new(move |()| shown.ask());
    if !fresh {
        again.run(());
    }
    shown.follow(now);
    effect(move || shown.appeared(again));
    rooms::listen(&listened, move || shown.url.get_untracked());
    events::listen(shown.url);
    view! {
        <div class="j-part" inner_html=move || shown.markup()></div>
        {dynamic(move || match shown.trouble.get() {
            Some(failure) if shown.page.with_untracked(Option::is_none) => shown.failed(failure, again),
            _ => ().into_any(),
        })}
        {form::listen(Callback::new(move |_| again.run(())))}
    }
    .into_any()
}

fn read(url: &str, private: bool) -> Option<Page> {
    READ.with_borrow(|read| read.get(url).filter(|_| !private).cloned())
}

impl Shown {
    /// Follows the address, and the network when it comes back.
    fn follow(self, mut at: String) {
        effect(move || {
            let url = self.url.get();
            if url != at && !rooms::has_drawn(&url) {
                self.other.set_value(true);
                // Nothing jumps, and nobody loses their place, while the same page is on its way with something else asked for.
                match read(&url, self.private) {
                    Some(page) => self.page.set(Some(page)),
                    None => self.is_of_before(true),
                }
                self.ask();
            }
            at = url;
        });
        let mut back = false;
        effect(move || {
            self.back.track();
            if std::mem::replace(&mut back, true) {
                self.ask();
            }
        });
    }

    /// The page is there, or another one in its place; tracked.
    fn appeared(self, again: Callback<()>) {
        let Some(page) = self.page.get() else { return };
        document().set_title(&page.title);
        settle();
        form::wake();
        programme::appeared();
        rooms::appeared(page.main.is_empty(), again);
        if self.other.try_update_value(std::mem::take) == Some(true) {
            announce("said");
        }
    }

    fn markup(self) -> String {
        match self.page.get() {
            // The server's own elements stand.
            Some(page) if page.main.is_empty() => String::new(),
            Some(page) => {
                if let Some(main) = document().get_element_by_id("main") {
                    let lost = main.query_selector("[data-lost]").ok().flatten();
                    keep_place(&main, &lost.map_or_else(|| "main".to_owned(), |lost| lost.id()));
                }
                // What is asked for in a list is what its address says.
                let typed = Typed::read(|field| field.closest("#find").is_ok_and(|form| form.is_none()));
                queue_microtask(move || typed.write());
                clear();
                page.main
            }
            None if self.trouble.get().is_some() => {
                clear();
                String::new()
            }
            None => views::waiting(t(), &views::page_skeleton()).into_string(),
        }
    }

    /// What is said in place of the page. Where a thing is reserved or a room booked, its own page may well be on this phone.
    fn failed(self, failure: Failure, again: Callback<()>) -> AnyView {
        let url = self.url.get_untracked();
        let path = url.split('?').next().unwrap_or_default();
        let room = path
            .strip_suffix("/book")
            .or_else(|| path.strip_suffix("/series"));
        let thing = path.strip_suffix("/hold");
        let (back, text) = match (thing, room) {
            _ if failure != Failure::Network => return failed(failure, again),
            (Some(thing), _) => (way_back(thing, t().form_to_thing()), t().form_hold_offline()),
            (_, Some(room)) => (way_back(room, t().rooms_to_room()), t().rooms_offline()),
            _ => return failed(failure, again),
        };
        failed_with(failure, text, Some(back), again)
    }

    fn is_of_before(self, before: bool) {
        self.before.set_value(before);
        if let Some(main) = document().get_element_by_id("main") {
            let _ = if before {
                main.set_attribute("aria-busy", "true")
            } else {
                main.remove_attribute("aria-busy")
            };
        }
    }

    /// Asks for the page as it is now.
    fn ask(self) {
        self.trouble.set(None);
        let this = self.asked.get_value() + 1;
        self.asked.set_value(this);
        let url = self.url.get_untracked();
        spawn_local(async move {
            let answer = fetch(&url).await;
            // The reader may have gone on meanwhile, or have done something else here.
            if self.asked.try_get_value() != Some(this) {
                return;
            }
            let page = answer.and_then(|(text, saved)| {
                saved_at().set(saved);
                if saved.is_some() {
                    missed(self.back);
                }
                page_of(&text).ok_or(Failure::Server)
            });
            if page.is_err() {
                missed(self.back);
            }
            let stays = self.page.with_untracked(Option::is_some) && !self.before.get_value();
            self.is_of_before(false);
            match page {
                Ok(page) => self.show(url, page),
                // What is shown stays: the notice above it says how old it is.
                Err(failure) if failure != Failure::NotFound && stays => {
                    saved_at().set(Some(clock::page_written().unwrap_or_else(clock::now)));
                }
                Err(failure) => {
                    self.page.set(None);
                    self.trouble.set(Some(failure));
                }
            }
        });
    }

    fn show(self, url: String, page: Page) {
        if !self.private {
            READ.with_borrow_mut(|read| {
                if read.len() >= REMEMBERED {
                    read.clear();
                }
                read.insert(url, page.clone());
            });
        }
        if self.page.with_untracked(|shown| shown.as_ref() != Some(&page)) {
            self.page.set(Some(page));
        }
    }
}

fn page_of(text: &str) -> Option<Page> {
    let document = parse(text)?;
    Some(Page {
        title: document.title(),
        main: document.get_element_by_id("main")?.inner_html(),
    })
}

/// A page as elements.
pub fn parse(text: &str) -> Option<Document> {
    DomParser::new()
        .ok()?
        .parse_from_string(text, SupportedType::TextHtml)
        .ok()
}
