//! The language of this visit: fixed by the address, changed only by loading another one.

use gloo_net::http::Request;
use jaettu_domain::text::Language;
use jaettu_domain::wire;
use jaettu_words::Words;
use std::cell::Cell;
use std::ops::Range;
use web_sys::HtmlLinkElement;
use web_sys::wasm_bindgen::JsCast;

thread_local! {
    static WORDS: Cell<Option<Words>> = const { Cell::new(None) };
}

/// Loads the words of this app (`window`) in the page's language; the page names their address in a preload link.
pub async fn load(window: Range<usize>) -> Option<()> {
    let document = leptos::prelude::document();
    let language = Language::from_code(&document.document_element()?.get_attribute("lang")?)?;
    let link: HtmlLinkElement = document.get_element_by_id("words")?.dyn_into().ok()?;
    let text = Request::get(&link.href()).send().await.ok()?.text().await.ok()?;
    let list: Vec<String> = wire::read(&text)?;
    let list: Vec<&'static str> = list.into_iter().map(|word| &*word.leak()).collect();
    WORDS.set(Some(Words::new(language, window, &list)?));
    Some(())
}

/// The words of this visit.
#[expect(
    clippy::expect_used,
    reason = "main does not mount the app before the words are there"
)]
pub fn t() -> Words {
    WORDS.get().expect("words are loaded before the app is mounted")
}

/// The language of this visit.
pub fn language() -> Language {
    t().language()
}

/// An address of the app in the language of this visit: `/libraries` becomes `/fi/libraries`.
pub fn path(rest: &str) -> String {
    jaettu_views::path(t(), rest)
}
