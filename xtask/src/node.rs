//! Node and the npm packages: style sheets, wasm-opt, and the browser tests.

use crate::finish::hash;
use crate::say::Stages;
use crate::{Outcome, job, paths};
use std::fs;
use std::process::Command;

const OLDEST: u32 = 20;

/// The packages of package-lock.json, installed anew when it has changed.
pub(crate) fn packages(stages: &mut Stages) -> Outcome {
    need_node()?;
    let root = paths::root();
    let lock = fs::read(root.join("package-lock.json")).map_err(|why| format!("package-lock.json: {why}"))?;
    let wanted = hash::short(&lock);
    let stamp = root.join("node_modules/.jaettu-installed");
    if fs::read_to_string(&stamp).is_ok_and(|found| found == wanted) {
        stages.next("npm packages: there");
        return Ok(());
    }
    stages.next("npm packages: missing or out of date, installing them (about half a minute)");
    let mut npm = Command::new("npm");
    job::logged(
        "npm",
        npm.args(["ci", "--no-fund", "--no-audit"]).current_dir(root),
    )?;
    fs::write(stamp, wanted).map_err(|why| format!("node_modules: {why}"))
}

fn need_node() -> Outcome {
    let needed = format!("Node.js {OLDEST} or newer with npm is needed: https://nodejs.org");
    let version =
        job::answer("node", &["--version"]).ok_or_else(|| format!("Node.js is missing. {needed}"))?;
    let major: u32 = version
        .trim_start_matches('v')
        .split('.')
        .next()
        .and_then(|word| word.parse().ok())
        .unwrap_or(0);
    if major < OLDEST {
        return Err(format!("Node.js is {version}. {needed}"));
    }
    paths::on_path("npm")
        .map(|_| ())
        .ok_or_else(|| format!("npm is missing. {needed}"))
}
