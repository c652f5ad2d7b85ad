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

/// How the file begins.
const HEAD: &str = "# Measurements\n\nThe tables are written by `cargo xtask measure`, that of rooms also by `cargo xtask measure rooms`; what follows \
    them by hand. The last column makes one figure again.\n";

/// What stands under a heading.
pub(super) fn part(rows: &[Row], date: &str) -> String {
    let commit =
        job::answer("git", &["rev-parse", "--short", "HEAD"]).unwrap_or_else(|| "unknown".to_owned());
    let mut text = format!(
        "Measured {date}, commit {commit}, on {}; server and clients on the same machine, the server on one core of it.\n\n\
         | what | measured | goal | fails | command |\n| --- | --- | --- | --- | --- |\n",
        machine()
    );
    for row in rows {
        let _ = writeln!(text, "{}", row.line());
    }
    text
}

/// The file with one part in the place of what stood under its heading, or behind all others; the rest as it is.
pub(super) fn renewed(old: &str, heading: &str, part: &str) -> String {
    let mut parts = old.split("\n## ");
    let head = parts.next().filter(|head| !head.is_empty()).unwrap_or(HEAD);
    let mut parts: Vec<(&str, &str)> = parts.filter_map(|part| part.split_once('\n')).collect();
    let body = format!("\n{part}");
    match parts.iter_mut().find(|(name, _)| *name == heading) {
        Some(found) => found.1 = &body,
        None => parts.push((heading, &body)),
    }
    let mut text = head.trim_end().to_owned();
    for (name, body) in parts {
        let _ = write!(text, "\n\n## {name}\n{}", body.trim_end());
    }
    text.push('\n');
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_part_is_written_anew_and_what_was_written_by_hand_stays() {
        let first = renewed("", "Rooms", "| a |\n");
        assert_eq!(first, format!("{HEAD}\n## Rooms\n\n| a |\n"));
        let by_hand = format!("{first}\n## Long runs\n\nOnce.\n");
        let again = renewed(&by_hand, "Rooms", "| b |\n");
        assert_eq!(
            again,
            format!("{HEAD}\n## Rooms\n\n| b |\n\n## Long runs\n\nOnce.\n")
        );
        assert_eq!(renewed(&again, "Rooms", "| b |\n"), again);
    }

    #[test]
    fn a_figure_fails_beyond_its_limit_and_when_it_is_missing() {
        let row = |value, limits| Row {
            what: "x".to_owned(),
            value,
            unit: "ms",
            limits,
            command: "c".to_owned(),
        };
        let most = Limits::AtMost {
            goal: 10.0,
            worst: 50.0,
        };
        let least = Limits::AtLeast {
            goal: 8000.0,
            worst: 2000.0,
        };
        assert!(!row(50.0, most).fails() && row(50.1, most).fails() && row(f64::NAN, most).fails());
        assert!(!row(2000.0, least).fails() && row(1999.0, least).fails());
        assert_eq!(
            row(12.34, most).line(),
            "| x | 12.3 ms | ≤ 10 ms | > 50 ms | `c` |"
        );
    }
}
