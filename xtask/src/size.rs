//! `size`: what a first visit downloads, against the budget.

use crate::{Outcome, finish, paths, say};
use serde_json::Value;
use std::fs;

/// More fails the tests.
const BUDGET: u64 = 250_000;
const GOAL: u64 = 150_000;

/// One file of a first visit.
pub(crate) struct Row {
    /// What it is.
    pub(crate) what: &'static str,
    /// Bytes in the browser.
    pub(crate) plain: u64,
    /// Bytes on the way, with brotli.
    pub(crate) brotli: u64,
}

/// Prints the rows and fails above the budget.
pub(crate) fn check() -> Outcome {
    let rows = rows()?;
    for row in &rows {
        let (plain, brotli) = (say::kilobytes(row.plain), say::kilobytes(row.brotli));
        println!("     {:<22} {plain:>10} {brotli:>10} with brotli", row.what);
    }
    let total = sum(&rows);
    println!(
        "     {:<22} {:>10} {:>10}",
        "first visit",
        "",
        say::kilobytes(total)
    );
    if total > BUDGET {
        let (total, budget) = (say::kilobytes(total), say::kilobytes(BUDGET));
        return Err(format!("a first visit is {total}, the budget is {budget}"));
    }
    println!(
        "     the goal is {}, more than {} fails",
        say::kilobytes(GOAL),
        say::kilobytes(BUDGET)
    );
    Ok(())
}

/// Bytes of a first visit in Finnish, with brotli.
pub(crate) fn first_visit() -> Outcome<u64> {
    Ok(sum(&rows()?))
}

fn sum(rows: &[Row]) -> u64 {
    rows.iter().map(|row| row.brotli).sum()
}

/// The page, and what `assets.json` names.
pub(crate) fn rows() -> Outcome<Vec<Row>> {
    let list = paths::dist().join("assets.json");
    let text = fs::read_to_string(&list).map_err(|why| format!("{}: {why}", paths::shown(&list)))?;
    let assets: Value =
        serde_json::from_str(&text).map_err(|why| format!("{}: {why}", paths::shown(&list)))?;
    let named = [
        ("page (without its data)", Some("/index.html")),
        ("style sheet", assets["css"].as_str()),
        ("JavaScript", assets["js"].as_str()),
        ("WebAssembly", assets["wasm"].as_str()),
        ("words of one language", assets["words"]["fi"].as_str()),
    ];
    named
        .into_iter()
        .filter_map(|(what, path)| Some(row(what, path?)))
        .collect()
}

fn row(what: &'static str, address: &str) -> Outcome<Row> {
    let file = paths::dist().join(address.trim_start_matches('/'));
    let content = fs::read(&file).map_err(|why| format!("{}: {why}", paths::shown(&file)))?;
    let small = finish::brotli_size(&content)?;
    Ok(Row {
        what,
        plain: content.len() as u64,
        brotli: small,
    })
}
