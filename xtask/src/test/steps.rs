//! The steps of `test`.

use super::Done;
use crate::postgres::Cluster;
use crate::report::{self, Verdict};
use crate::say::{self, Stages};
use crate::{Outcome, browser as chromium, build as builds, install, job, node, paths, size as sizes, tools};
use std::fs;
use std::process::Command;

pub(super) fn format() -> Done {
    install::lint_tools()
        .and_then(|()| job::logged("format", &mut job::cargo(["fmt", "--all", "--check"])))
        .into()
}

pub(super) fn lint() -> Done {
    clippy("lint", &["--workspace", "--all-targets"]).into()
}

pub(super) fn lint_app() -> Done {
    clippy("lint-app", &["--package", "jaettu", "--target", install::WASM]).into()
}

/// Warnings fail, but only after every crate has been looked at: `-D warnings` would stop at the first.
fn clippy(name: &str, words: &[&str]) -> Outcome {
    install::lint_tools()?;
    job::logged(name, job::cargo(["clippy", "--keep-going"]).args(words))?;
    let log = fs::read_to_string(paths::scratch().join(format!("{name}.log"))).unwrap_or_default();
    let warnings = log
        .lines()
        .filter(|line| line.starts_with("warning: `"))
        .collect::<Vec<_>>();
    if warnings.is_empty() {
        return Ok(());
    }
    let progress = |line: &&str| {
        ["Checking", "Compiling", "Blocking"]
            .iter()
            .any(|word| line.trim().starts_with(word))
    };
    log.lines().filter(|line| !progress(line)).for_each(say::remark);
    Err(format!("clippy warns: {}", warnings.join("; ")))
}

pub(super) fn docs() -> Done {
    let mut command = job::cargo([
        "doc",
        "--workspace",
        "--no-deps",
        "--document-private-items",
        "--quiet",
    ]);
    job::logged("docs", command.env("RUSTDOCFLAGS", "-D warnings")).into()
}

pub(super) fn dependencies() -> Done {
    deny(&["bans", "licenses", "sources"]).into()
}

/// The database of advisories is on GitHub; where that cannot be reached there is nothing to compare with.
pub(super) fn advisories() -> Done {
    let reachable = git_answers("https://github.com/RustSec/advisory-db");
    if !reachable {
        return Done::skipped(
            "the database of advisories (github.com/RustSec/advisory-db) cannot be reached",
        );
    }
    deny(&["advisories"]).into()
}

fn git_answers(repository: &str) -> bool {
    let mut git = Command::new("git");
    git.args([
        "-c",
        "http.lowSpeedLimit=1",
        "-c",
        "http.lowSpeedTime=20",
        "ls-remote",
        repository,
        "HEAD",
    ]);
    job::logged("advisories", git.env("GIT_TERMINAL_PROMPT", "0")).is_ok()
}

fn deny(checks: &[&str]) -> Outcome {
    let tool = tools::deny();
    install::tool(&mut Stages::of(1), &tool)?;
    let program = tool.find().ok_or("cargo-deny is missing")?;
    let mut command = Command::new(program);
    command
        .args([
            "--color",
            "never",
            "--workspace",
            "check",
            "--hide-inclusion-graph",
        ])
        .args(checks)
        .current_dir(paths::root());
    job::logged("dependencies", &mut command).map(|_| ())
}

/// Without PostgreSQL the rest is tested all the same, and said to be the rest.
pub(super) fn rust() -> Done {
    // Signing in is tried at a provider from npm; the test itself says when it is missing.
    if let Err(why) = node::packages(&mut Stages::of(1)) {
        say::remark(&why);
    }
    let cluster = Cluster::start();
    let mut command = job::cargo(["test", "--workspace", "--no-fail-fast"]);
    command.env_remove("JAETTU_TEST_POSTGRES");
    if let Ok(cluster) = &cluster {
        command.env("JAETTU_TEST_POSTGRES", cluster.url());
    }
    let (outcome, output) = job::streamed("rust", &mut command);
    let verdict = match (outcome, cluster) {
        (Err(why), _) => Verdict::Failed(why),
        (Ok(()), Err(why)) => Verdict::Skipped(format!("SQLite passed; without PostgreSQL: {why}")),
        (Ok(()), Ok(_)) => Verdict::Passed,
    };
    Done {
        verdict,
        counts: Some(report::of_cargo(&output)),
    }
}

pub(super) fn build() -> Done {
    builds::all().into()
}

pub(super) fn size() -> Done {
    sizes::check().into()
}

pub(super) fn browser() -> Done {
    let ready = node::packages(&mut Stages::of(1)).and_then(|()| chromium::find_or_install());
    let program = match ready {
        Ok(program) => program,
        Err(why) => return Done::skipped(&why),
    };
    say::remark(&format!("with {}", program.display()));
    let mut command = Command::new("npx");
    command.args(["playwright", "test"]).current_dir(paths::root());
    command
        .env("JAETTU_CHROMIUM", program)
        .env("JAETTU_SERVER", paths::server());
    let (outcome, output) = job::streamed("browser", &mut command);
    let verdict = outcome.map_or_else(Verdict::Failed, |()| Verdict::Passed);
    Done {
        verdict,
        counts: Some(report::of_playwright(&output)),
    }
}
