//! Visits on a phone with a slow connection, by Lighthouse; and how soon a slow phone answers a touch.

use super::server::Server;
use super::table::{Limits, Row};
use crate::{Outcome, job, paths, postgres, say};
use serde_json::Value;
use std::path::Path;
use std::process::Command;

const PAGES: [&str; 4] = [
    "/fi/",
    "/fi/items",
    "/fi/items/porakone",
    "/fi/programme/actions/116",
];
/// Figure of the script, words for it, unit, goal, worst.
const FIGURES: [(&str, &str, &str, f64, f64); 5] = [
    ("fcp", "first contentful paint", "ms", 800.0, 1500.0),
    ("lcp", "largest contentful paint", "ms", 1000.0, 2500.0),
    ("mounted", "app mounted", "ms", 2000.0, 3500.0),
    ("tbt", "total blocking time", "ms", 50.0, 200.0),
    ("cls", "layout shift", "", 0.02, 0.1),
];

/// Every page that exists, first and repeat visit.
pub(super) fn all(server: &Server, chromium: &Path, runs: usize) -> Outcome<Vec<Row>> {
    let pages: Vec<&str> = PAGES.into_iter().filter(|page| server.has(page)).collect();
    let seconds = pages.len() * runs * 30;
    say::remark(&format!(
        "Lighthouse, {} pages, {runs} runs each (about {} minutes)",
        pages.len(),
        seconds.div_ceil(60)
    ));
    let addresses: Vec<String> = pages.iter().map(|page| server.url(page)).collect();
    let results = script("lighthouse", chromium, runs, &addresses)?;
    let visits = results.iter().zip(&pages);
    Ok(visits.flat_map(|(result, page)| rows(result, page)).collect())
}

/// The slowest answer to a touch or key on each page.
pub(super) fn interactions(server: &Server, chromium: &Path, runs: usize) -> Outcome<Vec<Row>> {
    let results = script("interactions", chromium, runs, &[server.url("/")])?;
    Ok(results
        .iter()
        .map(|result| Row {
            what: format!(
                "{}: slowest interaction",
                result["path"].as_str().unwrap_or_default()
            ),
            value: result["slowest"].as_f64().unwrap_or(f64::NAN),
            unit: "ms",
            limits: Limits::AtMost {
                goal: 50.0,
                worst: 200.0,
            },
            command: "node tools/interactions.mjs CHROMIUM 5 --no-sandbox http://127.0.0.1:8080".to_owned(),
        })
        .collect())
}

/// The lines that a script of `tools/` prints.
fn script(name: &str, chromium: &Path, runs: usize, addresses: &[String]) -> Outcome<Vec<Value>> {
    let flags = if postgres::is_root() {
        "--no-sandbox --disable-dev-shm-usage"
    } else {
        "--disable-dev-shm-usage"
    };
    let mut command = Command::new("node");
    command
        .arg(format!("tools/{name}.mjs"))
        .arg(chromium)
        .args([&runs.to_string(), flags])
        .args(addresses)
        .current_dir(paths::root());
    let (outcome, output) = job::streamed(name, &mut command);
    outcome?;
    let lines = output.lines().filter_map(|line| serde_json::from_str(line).ok());
    Ok(lines.collect())
}

fn rows(result: &Value, page: &str) -> Vec<Row> {
    let row = |what: String, value: &Value, unit, goal, worst| Row {
        what: format!("{page}: {what}"),
        value: value.as_f64().unwrap_or(f64::NAN),
        unit,
        limits: Limits::AtMost { goal, worst },
        command: format!("node tools/lighthouse.mjs CHROMIUM 5 --no-sandbox http://127.0.0.1:8080{page}"),
    };
    let first = FIGURES.map(|(name, what, unit, goal, worst)| {
        row(what.to_owned(), &result["first"][name], unit, goal, worst)
    });
    let again = row(
        "repeat visit usable (app mounted)".to_owned(),
        &result["again"]["mounted"],
        "ms",
        500.0,
        1500.0,
    );
    first.into_iter().chain([again]).collect()
}
