//! `test`: every check and test, in an order that finds the cheap faults first.

mod steps;

use crate::report::{self, Counts, Row, Verdict};
use crate::{Outcome, interrupt};
use std::env;
use std::time::Instant;

/// One check: its name on the command line, what it is, and how it is done.
struct Step {
    name: &'static str,
    what: &'static str,
    run: fn() -> Done,
}

/// What a step comes to.
struct Done {
    verdict: Verdict,
    counts: Option<Counts>,
}

const STEPS: [Step; 10] = [
    Step {
        name: "format",
        what: "the sources are formatted (rustfmt)",
        run: steps::format,
    },
    Step {
        name: "lint",
        what: "no warnings (clippy), whole workspace",
        run: steps::lint,
    },
    Step {
        name: "lint-app",
        what: "no warnings (clippy), the app as the browser gets it",
        run: steps::lint_app,
    },
    Step {
        name: "docs",
        what: "the documentation builds without warnings",
        run: steps::docs,
    },
    Step {
        name: "dependencies",
        what: "licences, banned crates, sources (deny.toml)",
        run: steps::dependencies,
    },
    Step {
        name: "advisories",
        what: "known security faults in dependencies",
        run: steps::advisories,
    },
    Step {
        name: "rust",
        what: "unit, property and HTTP tests, on SQLite and PostgreSQL",
        run: steps::rust,
    },
    Step {
        name: "build",
        what: "release apps and server",
        run: steps::build,
    },
    Step {
        name: "size",
        what: "bytes of a first visit to each app",
        run: steps::size,
    },
    Step {
        name: "browser",
        what: "journeys in a real browser, with accessibility",
        run: steps::browser,
    },
];

/// Prints the names of the steps.
pub(crate) fn list() {
    for step in &STEPS {
        println!("{:<14} {}", step.name, step.what);
    }
}

/// The names of the steps for a sentence.
pub(crate) fn names() -> String {
    STEPS.map(|step| step.name).join(", ")
}

/// The first word that names no step.
pub(crate) fn unknown<'a>(names: &[&'a str]) -> Option<&'a str> {
    names
        .iter()
        .copied()
        .find(|name| STEPS.iter().all(|step| step.name != *name))
}

/// Runs all steps, or those named; all to the end, also after a failure.
pub(crate) fn run(names: &[&str]) -> Outcome {
    let begin = Instant::now();
    let chosen: Vec<&Step> = STEPS
        .iter()
        .filter(|step| names.is_empty() || names.contains(&step.name))
        .collect();
    let mut rows: Vec<Row> = Vec::new();
    for (number, step) in chosen.iter().enumerate() {
        println!(
            "\n== {}/{}  {}: {}",
            number + 1,
            chosen.len(),
            step.name,
            step.what
        );
        let start = Instant::now();
        let done = if missing_build(step, &rows) {
            Done::failed("there is no build")
        } else {
            (step.run)()
        };
        if interrupt::stopped() {
            return Err("stopped".to_owned());
        }
        let row = Row {
            name: step.name,
            verdict: strict(step, done.verdict),
            counts: done.counts,
            taken: start.elapsed(),
        };
        if let Verdict::Failed(why) | Verdict::Skipped(why) = &row.verdict {
            println!("     {why}");
        }
        rows.push(row);
    }
    if report::close(&rows, begin.elapsed()) {
        Ok(())
    } else {
        Err("not everything passed".to_owned())
    }
}

fn missing_build(step: &Step, rows: &[Row]) -> bool {
    let failed = |row: &Row| row.name == "build" && matches!(row.verdict, Verdict::Failed(_));
    matches!(step.name, "size" | "browser") && rows.iter().any(failed)
}

/// With CI=true nothing may be skipped, except what hangs on somebody else's server.
fn strict(step: &Step, verdict: Verdict) -> Verdict {
    match verdict {
        Verdict::Skipped(why) if in_ci() && step.name != "advisories" => {
            Verdict::Failed(format!("may not be skipped with CI=true: {why}"))
        }
        other => other,
    }
}

/// Whether nobody is watching and nothing may be left out.
pub(crate) fn in_ci() -> bool {
    env::var("CI").is_ok_and(|value| value == "true" || value == "1")
}

impl Done {
    fn failed(why: &str) -> Self {
        Self {
            verdict: Verdict::Failed(why.to_owned()),
            counts: None,
        }
    }

    fn skipped(why: &str) -> Self {
        Self {
            verdict: Verdict::Skipped(why.to_owned()),
            counts: None,
        }
    }
}

impl<T> From<Outcome<T>> for Done {
    fn from(outcome: Outcome<T>) -> Self {
        let verdict = outcome.map_or_else(Verdict::Failed, |_| Verdict::Passed);
        Self {
            verdict,
            counts: None,
        }
    }
}
