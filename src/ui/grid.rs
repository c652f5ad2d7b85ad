//! The keys of a grid (the pattern of the ARIA Authoring Practices), for any table with the role on a written page.
//!
//! One stop of the Tab key for all cells; arrows, Home and End move among them, with Control to the corners. Page Up and Page
//! Down press the links that turn the page (`data-page`), Escape the one that takes a choice back (`data-escape`). Without the
//! app every link is a stop of its own, as in any page.

use leptos::prelude::*;
use web_sys::wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement, KeyboardEvent};

const GRID: &str = "[role=grid]";

fn all(within: &Element, selector: &str) -> Vec<HtmlElement> {
    let Ok(list) = within.query_selector_all(selector) else {
        return Vec::new();
    };
    (0..list.length())
        .filter_map(|n| list.get(n)?.dyn_into().ok())
        .collect()
}

/// What of a cell takes the focus: its link, or itself.
fn stop(cell: &Element) -> Option<HtmlElement> {
    let link = cell.query_selector("a").ok().flatten();
    link.unwrap_or_else(|| cell.clone()).dyn_into().ok()
}

/// Makes one stop of all cells of the grid, if there is one: where the reader is, or the first that can be pressed.
pub fn wake() {
    let Some(grid) = document().query_selector(GRID).ok().flatten() else {
        return;
    };
    for cell in all(&grid, "td, td a") {
        cell.set_tab_index(-1);
    }
    let here = document()
        .active_element()
        .filter(|element| grid.contains(Some(element)));
    let first = grid.query_selector("td a").ok().flatten();
    let first = first.or_else(|| grid.query_selector("td").ok().flatten());
    if let Some(Ok(one)) = here.or(first).map(JsCast::dyn_into::<HtmlElement>) {
        one.set_tab_index(0);
    }
}

/// Presses the first link with this attribute.
fn press(link: &str) -> bool {
    let link = document().query_selector(link).ok().flatten();
    let link = link.and_then(|link| link.dyn_into::<HtmlElement>().ok());
    link.is_some_and(|link| {
        link.click();
        true
    })
}

/// A key was pressed somewhere.
pub fn key(event: &KeyboardEvent) {
    let target = event
        .target()
        .and_then(|target| target.dyn_into::<Element>().ok());
    let key = event.key();
    if key == "Escape" && press("[data-escape]") {
        return event.prevent_default();
    }
    let cell = target.and_then(|target| target.closest("[role=grid] td").ok()?);
    let Some(cell) = cell.filter(|_| !event.alt_key() && !event.meta_key()) else {
        return;
    };
    let done = match key.as_str() {
        "PageUp" => press("[data-page='-1']"),
        "PageDown" => press("[data-page='1']"),
        _ => go(&cell, &key, event.ctrl_key()).is_some(),
    };
    if done {
        event.prevent_default();
    }
}

/// Goes from a cell to another one.
fn go(cell: &Element, key: &str, control: bool) -> Option<()> {
    let grid = cell.closest(GRID).ok()??;
    let rows: Vec<Vec<HtmlElement>> = all(&grid, "tbody tr").iter().map(|row| all(row, "td")).collect();
    let place = |row: &Vec<HtmlElement>| row.iter().position(|one| one.is_same_node(Some(cell)));
    let (row, column) = rows
        .iter()
        .enumerate()
        .find_map(|(at, row)| Some((at, place(row)?)))?;
    let last = rows.len().checked_sub(1)?;
    let (row, column) = match key {
        "ArrowUp" => (row.checked_sub(1)?, column),
        "ArrowDown" => (row + 1, column),
        "ArrowLeft" => (row, column.checked_sub(1)?),
        "ArrowRight" => (row, column + 1),
        "Home" if control => (0, 0),
        "Home" => (row, 0),
        "End" if control => (last, usize::MAX),
        "End" => (row, usize::MAX),
        _ => return None,
    };
    let row = rows.get(row)?;
    let next = row
        .get(column)
        .or_else(|| row.last().filter(|_| column == usize::MAX))?;
    let (from, to) = (stop(cell)?, stop(next)?);
    from.set_tab_index(-1);
    to.set_tab_index(0);
    to.focus().ok()
}
