//! `measure`: the figures that say whether it is fast, printed and kept in `docs/measurements.md`.

mod bytes;
mod load;
mod phone;
mod server;
mod table;

use crate::{Outcome, browser, build, job, paths, say};
use server::Server;
use std::fs;
use table::Row;

/// What can be asked for.
pub(crate) struct Wishes {
    runs: usize,
    date: String,
}

impl Wishes {
    /// Reads `--runs N` and `--date YYYY-MM-DD`; the date is otherwise that of the last commit.
    pub(crate) fn parse(words: &[&str]) -> Outcome<Self> {
        let committed = job::answer("git", &["log", "-1", "--format=%cs"]).unwrap_or_default();
        let mut wishes = Self {
            runs: 5,
            date: committed,
        };
        let mut words = words.iter();
        while let Some(word) = words.next() {
            match (*word, words.next()) {
                ("--runs", Some(number)) => {
                    let number = number.parse().ok().filter(|runs| (1..=50).contains(runs));
                    wishes.runs = number.ok_or("`--runs` takes a number from 1 to 50")?;
                }
                ("--date", Some(date)) => (*date).clone_into(&mut wishes.date),
                ("--runs" | "--date", None) => return Err(format!("`{word}` takes a value")),
                _ => return Err(format!("`measure` does not take `{word}`")),
            }
        }
        Ok(wishes)
    }
}

/// Builds, measures on a server of its own, prints and writes.
pub(crate) fn run(wishes: &Wishes) -> Outcome {
    build::all()?;
    let mut rows: Vec<Row> = Vec::new();
    let data = server::Data::filled()?;
    add(&mut rows, "starting", data.starts(wishes.runs))?;
    let server = Server::start(&data)?;
    add(&mut rows, "memory", server.memory())?;
    add(&mut rows, "bytes", bytes::first_visit(&server))?;
    add(&mut rows, "reading", load::all(&server))?;
    let chromium = browser::find_or_install()?;
    add(&mut rows, "visits", phone::all(&server, &chromium, wishes.runs))?;
    add(
        &mut rows,
        "interactions",
        phone::interactions(&server, &chromium, wishes.runs),
    )?;
    drop(server);
    let text = table::document(&rows, &wishes.date, wishes.runs);
    let file = paths::root().join("docs/measurements.md");
    fs::create_dir_all(paths::root().join("docs"))
        .and_then(|()| fs::write(&file, &text))
        .map_err(|why| format!("{}: {why}", paths::shown(&file)))?;
    println!("\n{text}");
    let failed = rows.iter().filter(|row| row.fails()).count();
    if failed > 0 {
        Err(format!("{failed} figures are worse than allowed"))
    } else {
        Ok(())
    }
}

fn add(rows: &mut Vec<Row>, what: &str, found: Outcome<Vec<Row>>) -> Outcome {
    rows.extend(found.map_err(|why| format!("{what}: {why}"))?);
    say::remark(&format!("measured: {what}"));
    Ok(())
}

/// The middle one.
fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or(f64::NAN)
}
