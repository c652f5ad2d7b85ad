//! The only file that talks to the server.

use crate::clock;
use crate::erased::effect;
use chrono::{DateTime, Utc};
use gloo_net::http::Request;
use jaettu_domain::endpoint::Endpoint;
use jaettu_domain::time;
use jaettu_domain::wire::{self, FromJson, Value};
use leptos::prelude::*;
use std::any::Any;
use std::cell::RefCell;
use std::collections::BTreeMap;
use std::marker::PhantomData;
use std::rc::Rc;
use web_sys::Element;
use web_sys::wasm_bindgen::JsCast;

/// Why there is no answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Failure {
    /// There is nothing with this name.
    NotFound,
    /// The server could not be reached.
    Network,
    /// The server answered, but not with what was asked for.
    Server,
}

/// Where a piece of data is on its way to the screen.
#[derive(Debug)]
pub enum Load<T: ?Sized> {
    /// Asked for.
    Loading,
    /// Here.
    Ready(Rc<T>),
    /// Not to be had.
    Failed(Failure),
}

/// What is known of an answer, whatever its type: one machinery for all of them.
type Erased = Load<dyn Any>;

impl Clone for Erased {
    fn clone(&self) -> Self {
        match self {
            Self::Loading => Self::Loading,
            Self::Ready(value) => Self::Ready(Rc::clone(value)),
            Self::Failed(failure) => Self::Failed(*failure),
        }
    }
}

/// An answer that follows its question: asked again when the endpoint's parameters change.
#[derive(Debug)]
pub struct Loaded<T> {
    state: RwSignal<Erased, LocalStorage>,
    again: Trigger,
    reply: PhantomData<fn() -> T>,
}

impl<T> Clone for Loaded<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for Loaded<T> {}

impl<T: 'static> Loaded<T> {
    /// Where the answer is; tracked.
    pub fn get(self) -> Load<T> {
        match self.state.get() {
            Load::Loading => Load::Loading,
            Load::Failed(failure) => Load::Failed(failure),
            // What is put in is what `parse` of the same type has made.
            Load::Ready(value) => value
                .downcast()
                .map_or(Load::Failed(Failure::Server), Load::Ready),
        }
    }

    /// The answer, if it is here; tracked.
    pub fn ready(self) -> Option<Rc<T>> {
        match self.get() {
            Load::Ready(value) => Some(value),
            _ => None,
        }
    }

    /// Asks once more.
    pub fn retry(self) {
        self.again.notify();
    }
}

/// An answer, and when it was given.
type Answer = (String, DateTime<Utc>);

thread_local! {
    /// Answers of this visit, so that going back shows the page at once while it is asked for again.
    static ANSWERS: RefCell<BTreeMap<String, Answer>> = const { RefCell::new(BTreeMap::new()) };
    /// What could not be had, or is not of now.
    static MISSED: RefCell<Vec<Trigger>> = const { RefCell::new(Vec::new()) };
    /// What was read ahead of the answers that came with the page.
    static AHEAD: RefCell<BTreeMap<String, Value>> = const { RefCell::new(BTreeMap::new()) };
}

/// When what is shown was saved, if the network was not there.
pub fn saved_at() -> ArcRwSignal<Option<DateTime<Utc>>> {
    thread_local! {
        static SAVED: ArcRwSignal<Option<DateTime<Utc>>> = ArcRwSignal::new(None);
    }
    SAVED.with(Clone::clone)
}

/// The network is back: what could not be had is asked for again.
pub fn ask_again() {
    saved_at().set(None);
    for missed in MISSED.take() {
        missed.notify();
    }
}

/// To be told when the network is back.
pub fn missed(again: Trigger) {
    MISSED.with_borrow_mut(|all| all.push(again));
}

/// Asks the server, now and whenever the endpoint changes.
pub fn load<E>(endpoint: impl Fn() -> E + 'static) -> Loaded<E::Reply>
where
    E: Endpoint<Reply: FromJson + 'static>,
{
    load_when(|| true, endpoint)
}

/// Whether the answer is here already, from this visit or with the page.
pub fn knows(endpoint: &impl Endpoint) -> bool {
    known(&endpoint.url()).is_some()
}

/// Whether answers came with the page that have not been used.
pub fn came_with_page() -> bool {
    !blocks().is_empty()
}

/// Asks the server as soon as `wanted`, and whenever the endpoint changes from then on.
pub fn load_when<E>(
    wanted: impl Fn() -> bool + 'static,
    endpoint: impl Fn() -> E + 'static,
) -> Loaded<E::Reply>
where
    E: Endpoint<Reply: FromJson + 'static>,
{
    let url = move || wanted().then(|| endpoint().url());
    let (state, again) = ask(Box::new(url), parse::<E::Reply>);
    Loaded {
        state,
        again,
        reply: PhantomData,
    }
}

type Parse = fn(&Value) -> Option<Rc<dyn Any>>;

fn parse<T: FromJson + 'static>(tree: &Value) -> Option<Rc<dyn Any>> {
    Some(Rc::new(T::from_json(tree)?))
}

fn ask(url: Box<dyn Fn() -> Option<String>>, parse: Parse) -> (RwSignal<Erased, LocalStorage>, Trigger) {
    let asked = untrack(&url);
    let first = asked
        .as_deref()
        .and_then(known_tree)
        .and_then(|tree| parse(&tree));
    // What is on the screen already is neither read nor drawn a second time.
    let mut shown = asked.filter(|_| first.is_some());
    let state = RwSignal::new_local(first.map_or(Load::Loading, Load::Ready));
    let again = Trigger::new();
    let current = StoredValue::new(String::new());
    effect(move || {
        again.track();
        let Some(url) = url() else { return };
        current.set_value(url.clone());
        let before = known(&url);
        let there = shown.take().as_ref() == Some(&url) || {
            let value = known_tree(&url).and_then(|tree| parse(&tree));
            let there = value.is_some();
            state.set(value.map_or(Load::Loading, Load::Ready));
            there
        };
        if there && page_data(&url) {
            return;
        }
        wasm_bindgen_futures::spawn_local(async move {
            let answer = fetch(&url).await;
            // The reader has gone on to something else meanwhile.
            if current.try_get_value().as_deref() != Some(&url) {
                return;
            }
            match answer {
                Ok((text, saved)) => {
                    saved_at().set(saved);
                    if saved.is_some() {
                        missed(again);
                    }
                    if before.as_ref().is_some_and(|(before, _)| *before == text) {
                        return;
                    }
                    match wire::tree(&text).and_then(|tree| parse(&tree)) {
                        Some(value) => {
                            remember(url, (text, saved.unwrap_or_else(clock::now)));
                            state.set(Load::Ready(value));
                        }
                        None => state.set(Load::Failed(Failure::Server)),
                    }
                }
                Err(failure) => {
                    missed(again);
                    match before.filter(|_| failure == Failure::Network) {
                        // What was shown a moment ago is better than nothing.
                        Some((_, given)) => saved_at().set(Some(given)),
                        None => state.set(Load::Failed(failure)),
                    }
                }
            }
        });
    });
    (state, again)
}

fn remember(url: String, answer: Answer) {
    ANSWERS.with_borrow_mut(|answers| answers.insert(url, answer));
}

/// An answer that is here already: from this visit, or sent along with the page.
fn known(url: &str) -> Option<Answer> {
    if let Some(answer) = ANSWERS.with_borrow(|answers| answers.get(url).cloned()) {
        return Some(answer);
    }
    let text = block(url)?.text_content()?;
    let answer = (text, clock::page_written().unwrap_or_else(clock::now));
    remember(url.to_owned(), answer.clone());
    Some(answer)
}

fn known_tree(url: &str) -> Option<Value> {
    let ahead = AHEAD.with_borrow_mut(|ahead| ahead.remove(url));
    ahead.or_else(|| wire::tree(&known(url)?.0))
}

/// Reads one of the answers that came with the page; false when there are no more.
pub fn read_ahead() -> bool {
    let next = blocks().into_iter().find_map(|block| {
        let url = block.get_attribute("data-url")?;
        let new = AHEAD.with_borrow(|ahead| !ahead.contains_key(&url));
        new.then_some(url)
    });
    let Some(url) = next else { return false };
    let tree = known(&url).and_then(|(text, _)| wire::tree(&text));
    AHEAD.with_borrow_mut(|ahead| ahead.insert(url, tree.unwrap_or_default()));
    true
}

/// Whether the answer came with a page that the server wrote just now; then it need not be asked for.
fn page_data(url: &str) -> bool {
    let Some(block) = block(url) else { return false };
    block.remove();
    clock::page_is_fresh()
}

fn block(url: &str) -> Option<Element> {
    let named = |block: &Element| block.get_attribute("data-url").as_deref() == Some(url);
    blocks().into_iter().find(named)
}

fn blocks() -> Vec<Element> {
    let Ok(list) = document().query_selector_all("script[data-url]") else {
        return Vec::new();
    };
    (0..list.length())
        .filter_map(|n| list.get(n)?.dyn_into().ok())
        .collect()
}

/// The answer, and when it was saved if the network was not there.
pub async fn fetch(url: &str) -> Result<(String, Option<DateTime<Utc>>), Failure> {
    let response = Request::get(url).send().await.map_err(|_| Failure::Network)?;
    let saved = response.headers().get("x-jaettu-cached");
    match response.status() {
        200 => {
            let text = response.text().await.map_err(|_| Failure::Network)?;
            Ok((text, saved.and_then(|at| Some(clock::of_phone(time::read(&at)?)))))
        }
        404 => Err(Failure::NotFound),
        _ => Err(Failure::Server),
    }
}
