//! The figures as a table that people and later runs can read.

use crate::job;
use std::fmt::Write as _;
use std::fs;

/// One figure with what it should be and what it must not exceed (or fall below).
pub(super) struct Row {
    pub(super) what: String,
    pub(super) value: f64,
    pub(super) unit: &'static str,
    pub(super) limits: Limits,
    pub(super) command: String,
}

/// Goal and worst allowed.
#[derive(Clone, Copy)]
pub(super) enum Limits {
    AtMost { goal: f64, worst: f64 },
    AtLeast { goal: f64, worst: f64 },
    None,
}

impl Row {
    pub(super) fn fails(&self) -> bool {
        match self.limits {
            Limits::AtMost { worst, .. } => self.value.is_nan() || self.value > worst,
            Limits::AtLeast { worst, .. } => self.value.is_nan() || self.value < worst,
            Limits::None => false,
        }
    }

    fn line(&self) -> String {
        let (goal, worst) = match self.limits {
            Limits::AtMost { goal, worst } => (
                format!("≤ {}", self.with_unit(goal)),
                format!("> {}", self.with_unit(worst)),
            ),
            Limits::AtLeast { goal, worst } => (
                format!("≥ {}", self.with_unit(goal)),
                format!("< {}", self.with_unit(worst)),
            ),
            Limits::None => ("–".to_owned(), "–".to_owned()),
        };
        let mark = if self.fails() { " **fails**" } else { "" };
        format!(
            "| {} | {}{mark} | {goal} | {worst} | `{}` |",
            self.what,
            self.with_unit(self.value),
            self.command
        )
    }

    fn with_unit(&self, value: f64) -> String {
        let digits = if value.abs() >= 100.0 || value.fract() == 0.0 {
            0
        } else if value.abs() < 1.0 {
            3
        } else {
            1
        };
        format!("{value:.digits$} {}", self.unit).trim_end().to_owned()
    }
}

/// The whole file.
pub(super) fn document(rows: &[Row], date: &str, runs: usize) -> String {
    let commit =
        job::answer("git", &["rev-parse", "--short", "HEAD"]).unwrap_or_else(|| "unknown".to_owned());
    let mut text = format!(
        "# Measurements\n\nWritten by `cargo xtask measure`, {date}, commit {commit}, on {}; server on the same machine, \
         medians of {runs} runs. The last column makes one figure again.\n\n\
         | what | measured | goal | fails | command |\n| --- | --- | --- | --- | --- |\n",
        machine()
    );
    for row in rows {
        let _ = writeln!(text, "{}", row.line());
    }
    text
}

/// Cores and memory, no names.
fn machine() -> String {
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let memory = fs::read_to_string("/proc/meminfo").unwrap_or_default();
    let kilobytes = memory.lines().find_map(|line| {
        line.strip_prefix("MemTotal:")?
            .trim()
            .split(' ')
            .next()?
            .parse::<u64>()
            .ok()
    });
    let memory = kilobytes.map_or_else(String::new, |kilobytes| {
        format!(", {} GB of memory", kilobytes / 1_000_000)
    });
    format!(
        "{cores} cores{memory}, {} {}",
        std::env::consts::OS,
        std::env::consts::ARCH
    )
}
