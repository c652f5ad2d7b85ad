//! The list of rooms, which the server writes: as soon as something in its form changes, the rooms are found with what this
//! phone has, the list and the free times, also without a network. A moment later the server's own answer takes their place.

use super::base::{self, Base};
use crate::client::{fetch, load_when};
use crate::clock;
use crate::erased::effect;
use crate::form;
use crate::locale::t;
use crate::place::{self, Here};
use crate::ui::focus;
use crate::written;
use jaettu_domain::rooms::api::{GetAvailability, ListRooms};
use jaettu_domain::rooms::find::{Sort, Wish};
use jaettu_views::rooms::list::{self as views, Asked};
use jaettu_views::rooms::skeleton;
use jaettu_views::waiting;
use leptos::ev::{Event, MouseEvent, SubmitEvent};
use leptos::prelude::*;
use std::cell::{Cell, RefCell};
use std::rc::Rc;
use std::time::Duration;
use wasm_bindgen_futures::spawn_local;
use web_sys::wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement};

/// Who has not typed or chosen for so long has stopped.
const PAUSE: Duration = Duration::from_millis(400);
/// What this phone needs follows so long after the page, unless somebody wants it sooner.
const REST: Duration = Duration::from_millis(1500);

thread_local! {
    /// The address whose page the list has drawn by itself: it is not exchanged as a whole.
    static DRAWN: RefCell<String> = const { RefCell::new(String::new()) };
    /// The list that is there.
    static LIST: Cell<Option<List>> = const { Cell::new(None) };
}

/// Whether the list has just drawn the page at an address by itself.
pub fn has_drawn(address: &str) -> bool {
    DRAWN.take() == address
}

/// The page has appeared, or has been exchanged as a whole.
pub(super) fn appeared() {
    if let Some(list) = LIST.get().filter(|_| by_id("results").is_some()) {
        list.appeared();
    }
}

fn by_id(id: &str) -> Option<Element> {
    document().get_element_by_id(id)
}

fn target<T: JsCast>(event: &Event) -> Option<T> {
    event.target()?.dyn_into().ok()
}

/// The list as long as its page is there.
#[derive(Clone, Copy)]
pub(super) struct List {
    /// What this phone has.
    base: RwSignal<Option<Rc<Base>>, LocalStorage>,
    wanted: RwSignal<bool>,
    /// Whether the nearest come first.
    near: RwSignal<bool>,
    /// How many cards are shown.
    shown: RwSignal<usize>,
    /// How often something has changed: only the last answer counts.
    change: RwSignal<u32>,
    go: Callback<String>,
}

impl List {
    pub(super) fn new() -> Self {
        let list = Self {
            base: RwSignal::new_local(None),
            wanted: RwSignal::new(false),
            near: RwSignal::new(false),
            shown: RwSignal::new(views::PAGE),
            change: RwSignal::new(0),
            go: form::going(true),
        };
        // In the order of names, in which equals stay.
        let all = || {
            ListRooms(Wish {
                sort: Sort::Name,
                ..Wish::default()
            })
        };
        let rooms = load_when(move || list.wanted.get(), all);
        let free = load_when(move || list.wanted.get(), GetAvailability::default);
        effect(move || {
            if let (Some(rooms), Some(free)) = (rooms.ready(), free.ready()) {
                list.base.set(Some(Rc::new(Base::new(rooms, &free))));
            }
        });
        effect(move || list.draw());
        set_timeout(move || list.want(), REST);
        if !clock::page_is_fresh() {
            // What the page says of today may be of yesterday.
            list.want();
            list.change.set(1);
        }
        LIST.set(Some(list));
        on_cleanup(|| LIST.set(None));
        list
    }

    /// The server has written the soonest first.
    fn appeared(self) {
        self.shown.set(views::PAGE);
        if self.near.get_untracked() {
            Self::name_order(true);
            self.change.update(|change| *change += 1);
        } else {
            self.change.set(0);
        }
    }

    fn name_order(near: bool) {
        if let Some(button) = by_id("near") {
            button.set_inner_html(&views::near(t(), near).0);
        }
    }

    fn want(self) {
        // Nothing, if the reader has gone on to another page meanwhile.
        if self.wanted.try_get_untracked() == Some(false) {
            self.wanted.set(true);
        }
    }

    /// What the form asks for.
    fn asked(self) -> Option<Asked> {
        let mut asked = Asked::read(&form::asked(&by_id("find")?));
        asked.shown = self.shown.get_untracked();
        Some(asked)
    }

    /// Draws what this phone finds; tracked. Nothing before somebody has changed anything.
    fn draw(self) {
        let (base, near) = (self.base.get(), self.near.get());
        let here = place::here().get();
        self.shown.track();
        if self.change.get() == 0 {
            return;
        }
        let (Some(asked), Some(results)) = (self.asked(), by_id("results")) else {
            return;
        };
        say("near-said", near_text(near, here));
        let here = match here {
            Here::At(here) if near => Some(here),
            _ => None,
        };
        let places = here.map(|here| base::metres(here, form::all_with_place("library")));
        let rooms = base.and_then(|base| base.find(&asked.wish, clock::now(), places.as_deref()));
        if let Some(rooms) = rooms {
            results.set_inner_html(&views::found(t(), clock::now(), &asked, &rooms).0);
            say("count", &views::count(t(), &asked, rooms.len()));
        } else {
            // What was found for something else is no answer.
            results.set_inner_html(&waiting(t(), &skeleton()).0);
            say("count", "");
        }
    }

    /// Something in the form has changed: it is answered at once, and by the server when nothing has for a while.
    fn changed(self) {
        self.want();
        self.shown.set(views::PAGE);
        self.change.update(|change| *change += 1);
        let (this, here) = (self.change.get_untracked(), written::address());
        let later = move || {
            // Unless the reader has gone on meanwhile.
            if self.change.try_get_untracked() == Some(this) && written::address() == here {
                self.stopped(this);
            }
        };
        set_timeout(later, PAUSE);
    }

    fn stopped(self, this: u32) {
        let Some(asked) = self.asked() else { return };
        let address = asked.address(t());
        if address != written::address() {
            DRAWN.set(address.clone());
            self.go.run(address.clone());
        }
        if self.near.get_untracked() {
            // Where the reader is the server does not know.
            return say_count();
        }
        spawn_local(async move {
            let answer = fetch(&address).await;
            if self.change.try_get_untracked() != Some(this) {
                return;
            }
            match answer.ok().and_then(|(text, _)| written::parse(&text)) {
                Some(page) => {
                    for id in ["results", "count", "kinds"] {
                        if let (Some(new), Some(old)) = (page.get_element_by_id(id), by_id(id)) {
                            old.set_inner_html(&new.inner_html());
                        }
                    }
                }
                None if self.base.with_untracked(Option::is_some) => {}
                None => say("results", t().common_failed_network()),
            }
            say_count();
        });
    }

    pub(super) fn edited(self, event: &Event) {
        let field =
            target::<Element>(event).filter(|field| field.closest("#find").is_ok_and(|form| form.is_some()));
        if field.is_some() {
            self.changed();
        }
    }

    /// Everything has been found already: the reader goes to what it is, and the keyboard of a phone goes away.
    pub(super) fn submitted(event: &SubmitEvent) {
        if target::<Element>(event).is_some_and(|form| form.id() == "find") {
            event.prevent_default();
            focus("count");
        }
    }

    pub(super) fn pressed(self, event: &MouseEvent) {
        let within = |link: &str| {
            let target = target::<Element>(event);
            target.is_some_and(|target| target.closest(link).is_ok_and(|found| found.is_some()))
        };
        if within("#near") {
            self.sort();
        } else if within("#clear") {
            event.prevent_default();
            if let Some(form) = by_id("find") {
                form::clear(&form);
                focus("count");
                self.changed();
            }
        } else if within("#more")
            && !event.ctrl_key()
            && !event.meta_key()
            && self.base.with_untracked(Option::is_some)
        {
            event.prevent_default();
            self.more();
        }
    }

    /// Puts the nearest first, or the soonest.
    fn sort(self) {
        let near = !self.near.get_untracked();
        if near && !matches!(place::here().get_untracked(), Here::At(_)) {
            place::ask();
        }
        Self::name_order(near);
        self.near.set(near);
        self.changed();
    }

    /// Shows more cards, and puts the reader at the first that is new.
    fn more(self) {
        let before = self.shown.get_untracked();
        self.change.update(|change| *change += 1);
        self.shown.set(before + views::PAGE);
        let go = move || {
            let links = document().query_selector_all(".j-card__title a").ok();
            let link = u32::try_from(before).ok().and_then(|number| links?.get(number));
            if let Some(Ok(link)) = link.map(JsCast::dyn_into::<HtmlElement>) {
                let _ = link.focus();
            }
        };
        set_timeout(go, Duration::from_millis(50));
    }
}

/// Says how many were found to whoever does not see it.
fn say_count() {
    let count = by_id("count").and_then(|count| count.text_content());
    say("said", &count.unwrap_or_default());
}

fn say(id: &str, what: &str) {
    if let Some(place) = by_id(id) {
        place.set_text_content(Some(what));
    }
}

/// What came of asking for the place.
fn near_text(near: bool, here: Here) -> &'static str {
    match here {
        Here::At(_) if near => t().rooms_near_done(),
        Here::Denied if near => t().rooms_near_denied(),
        Here::Asking => t().common_loading(),
        _ => "",
    }
}
