//! What came of each step, and the table at the end.

use crate::say;
use std::time::Duration;

/// Tests that passed and failed, as counted by the program that ran them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Counts {
    pub(crate) passed: u64,
    pub(crate) failed: u64,
    pub(crate) skipped: u64,
}

/// How a step ended.
pub(crate) enum Verdict {
    Passed,
    Failed(String),
    Skipped(String),
}

/// One line of the table.
pub(crate) struct Row {
    pub(crate) name: &'static str,
    pub(crate) verdict: Verdict,
    pub(crate) counts: Option<Counts>,
    pub(crate) taken: Duration,
}

/// Prints the table; whether all is well.
pub(crate) fn close(rows: &[Row], begin: Duration) -> bool {
    println!("\n{:-<80}", "");
    for row in rows {
        println!("{}", line(row));
    }
    let counted = rows.iter().filter_map(|row| row.counts);
    let sum = counted.fold(Counts::default(), |sum, counts| Counts {
        passed: sum.passed + counts.passed,
        failed: sum.failed + counts.failed,
        skipped: sum.skipped + counts.skipped,
    });
    let steps = |wanted: fn(&Verdict) -> bool| rows.iter().filter(|row| wanted(&row.verdict)).count();
    let failed = steps(|verdict| matches!(verdict, Verdict::Failed(_)));
    if rows.iter().any(|row| row.counts.is_some()) {
        println!("tests: {}", counts_text(sum));
    }
    println!(
        "steps: {} passed, {failed} failed, {} skipped; {} in all",
        steps(|verdict| matches!(verdict, Verdict::Passed)),
        steps(|verdict| matches!(verdict, Verdict::Skipped(_))),
        say::time(begin)
    );
    failed == 0
}

fn line(row: &Row) -> String {
    let (word, why) = match &row.verdict {
        Verdict::Passed => ("ok", ""),
        Verdict::Failed(why) => ("FAILED", why.as_str()),
        Verdict::Skipped(why) => ("skipped", why.as_str()),
    };
    let counts = row.counts.map(counts_text).unwrap_or_default();
    let rest = [counts.as_str(), why]
        .into_iter()
        .filter(|text| !text.is_empty())
        .collect::<Vec<_>>()
        .join("; ");
    format!("{:<14} {word:<8} {:>12}   {rest}", row.name, say::time(row.taken))
        .trim_end()
        .to_owned()
}

fn counts_text(counts: Counts) -> String {
    let skipped = if counts.skipped > 0 {
        format!(", {} skipped", counts.skipped)
    } else {
        String::new()
    };
    format!("{} passed, {} failed{skipped}", counts.passed, counts.failed)
}

/// Adds up the lines `test result: ok. 12 passed; 0 failed; 1 ignored; …` of cargo test.
pub(crate) fn of_cargo(output: &str) -> Counts {
    let results = output.lines().filter(|line| line.starts_with("test result: "));
    results.fold(Counts::default(), |sum, line| Counts {
        passed: sum.passed + number_before(line, " passed"),
        failed: sum.failed + number_before(line, " failed"),
        skipped: sum.skipped + number_before(line, " ignored"),
    })
}

/// Reads Playwright's last lines: `  12 passed (3.4s)`, `  1 failed`, `  2 skipped`.
pub(crate) fn of_playwright(output: &str) -> Counts {
    let mut counts = Counts::default();
    for line in output.lines().map(str::trim) {
        let number = line.split(' ').next().and_then(|word| word.parse::<u64>().ok());
        let Some(number) = number else { continue };
        match line.split(' ').nth(1) {
            Some("passed") => counts.passed += number,
            Some("failed" | "flaky" | "interrupted") => counts.failed += number,
            Some("skipped" | "did") => counts.skipped += number,
            _ => (),
        }
    }
    counts
}

fn number_before(line: &str, word: &str) -> u64 {
    let before = line.split(word).next().unwrap_or_default();
    before
        .rsplit(|letter: char| !letter.is_ascii_digit())
        .next()
        .and_then(|digits| digits.parse().ok())
        .unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn results_of_cargo_test_are_added_up() {
        let output = "running 3 tests\ntest a ... ok\n\
                      test result: ok. 3 passed; 0 failed; 1 ignored; 0 measured; 0 filtered out\n\
                      test result: FAILED. 10 passed; 2 failed; 0 ignored; 0 measured; 0 filtered out\n";
        assert_eq!(
            of_cargo(output),
            Counts {
                passed: 13,
                failed: 2,
                skipped: 1
            }
        );
    }

    #[test]
    fn results_of_playwright_are_read() {
        let output = "Running 9 tests using 2 workers\n  ok 1 a.spec.ts\n\n  1 failed\n    a.spec.ts:3\n  2 skipped\n  6 passed (4.1s)\n";
        assert_eq!(
            of_playwright(output),
            Counts {
                passed: 6,
                failed: 1,
                skipped: 2
            }
        );
    }
}
