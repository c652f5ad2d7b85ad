//! `size`: what a first visit to each app downloads, against its budget.

use crate::app::App;
use crate::{Outcome, finish, paths, say};
use serde_json::Value;
use std::fs;

/// One file of a first visit.
pub(crate) struct Row {
    /// What it is.
    pub(crate) what: &'static str,
    /// Bytes in the browser.
    pub(crate) plain: u64,
    /// Bytes on the way, with brotli.
    pub(crate) brotli: u64,
}

/// Prints the rows of both apps and fails above a budget.
pub(crate) fn check() -> Outcome {
    let outcomes = App::ALL.map(check_one);
    outcomes.into_iter().collect()
}

fn check_one(app: App) -> Outcome {
    let (goal, budget) = app.limits();
    let rows = rows(app)?;
    say::remark(app.title());
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
    if total > budget {
        let (total, budget) = (say::kilobytes(total), say::kilobytes(budget));
        return Err(format!(
            "a first visit to {} is {total}, the budget is {budget}",
            app.title()
        ));
    }
    println!(
        "     the goal is {}, more than {} fails",
        say::kilobytes(goal),
        say::kilobytes(budget)
    );
    Ok(())
}

/// Bytes of a first visit in Finnish, with brotli.
pub(crate) fn first_visit(app: App) -> Outcome<u64> {
    Ok(sum(&rows(app)?))
}

fn sum(rows: &[Row]) -> u64 {
    rows.iter().map(|row| row.brotli).sum()
}

/// The page, and what `assets.json` names.
pub(crate) fn rows(app: App) -> Outcome<Vec<Row>> {
    let list = app.folder().join("assets.json");
    let text = fs::read_to_string(&list).map_err(|why| format!("{}: {why}", paths::shown(&list)))?;
    let assets: Value =
        serde_json::from_str(&text).map_err(|why| format!("{}: {why}", paths::shown(&list)))?;
    let named = [
        ("page (without its data)", Some("index.html")),
        ("style sheet", assets["css"].as_str()),
        ("JavaScript", assets["js"].as_str()),
        ("WebAssembly", assets["wasm"].as_str()),
        ("words of one language", assets["words"]["fi"].as_str()),
    ];
    named
        .into_iter()
        .filter_map(|(what, path)| Some(row(app, what, path?)))
        .collect()
}

fn row(app: App, what: &'static str, address: &str) -> Outcome<Row> {
    let file = app
        .folder()
        .join(address.strip_prefix(app.address()).unwrap_or(address));
    let content = fs::read(&file).map_err(|why| format!("{}: {why}", paths::shown(&file)))?;
    let small = finish::brotli_size(&content)?;
    Ok(Row {
        what,
        plain: content.len() as u64,
        brotli: small,
    })
}
