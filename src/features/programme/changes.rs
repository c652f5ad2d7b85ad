//! What has changed since the reader was here last: known to this device only.

use jaettu_domain::time;
use leptos::prelude::*;
use std::cell::OnceCell;
use web_sys::wasm_bindgen::JsCast;
use web_sys::{Element, Node};

thread_local! {
    /// What was newest before this visit: what is new stays marked until the next.
    static BEFORE: OnceCell<Option<(i64, String)>> = const { OnceCell::new() };
}

/// Where the device remembers the newest change that was read, and its date.
const SEEN: &str = "programme-seen";

/// Parts what is new in the log from what was there before, if the log is on this page; and remembers its newest.
pub fn mark_new() {
    let log = document().get_element_by_id("log");
    let Some((log, list)) = log.and_then(|log| Some((log.clone(), log.first_element_child()?))) else {
        return;
    };
    let rows = list.children();
    let rows: Vec<Element> = (0..rows.length()).filter_map(|n| rows.item(n)).collect();
    let Some(newest) = rows.first().and_then(number) else {
        return;
    };
    let seen = BEFORE.with(|before| before.get_or_init(seen).clone());
    remember(newest);
    if let Some((seen, date)) = seen.filter(|(seen, _)| *seen < newest) {
        let earlier: Vec<&Element> = rows.iter().filter(|row| number(row) <= Some(seen)).collect();
        part(&log, &list, &date, &earlier);
    }
}

fn number(row: &Element) -> Option<i64> {
    row.get_attribute("data-change")?.parse().ok()
}

/// A list of its own for what is `earlier` than `date`; each with its heading.
fn part(log: &Element, list: &Element, date: &str, earlier: &[&Element]) -> Option<()> {
    let said = |name| log.get_attribute(name).unwrap_or_default();
    let new = heading("", &said("data-since").replace('|', date))?;
    log.insert_before(&new, Some(list)).ok()?;
    if earlier.is_empty() {
        return Some(());
    }
    log.append_child(&heading("j-section", &said("data-earlier"))?)
        .ok()?;
    let second: Element = list.clone_node().ok()?.dyn_into().ok()?;
    for row in earlier {
        second.append_child(row).ok()?;
    }
    log.append_child(&second).ok()?;
    Some(())
}

fn heading(class: &str, text: &str) -> Option<Node> {
    let heading = document().create_element("h2").ok()?;
    heading.set_class_name(class);
    heading.set_text_content(Some(text));
    Some(heading.into())
}

/// The newest change that was read on this device, and when that was.
fn seen() -> Option<(i64, String)> {
    let stored = window().local_storage().ok()??.get_item(SEEN).ok()??;
    let (id, date) = stored.split_once(' ')?;
    Some((id.parse().ok()?, date.to_owned()))
}

fn remember(newest: i64) {
    let date = time::date_text(time::today(crate::clock::now()));
    if let Ok(Some(storage)) = window().local_storage() {
        // A full or forbidden storage only means that nothing is marked as new next time.
        let _ = storage.set_item(SEEN, &[&newest.to_string(), " ", &date].concat());
    }
}
