//! `measure`: the figures that say whether it is fast, printed and kept in `docs/measurements.md`.

mod bytes;
mod load;
mod phone;
mod rooms;
mod server;
mod table;

use crate::{Outcome, browser, build, job, paths, say};
use server::Server;
use std::fs;
use table::Row;

/// What can be asked for.
pub(crate) struct Wishes {
    /// Rooms alone; otherwise everything.
    only_rooms: bool,
    runs: usize,
    date: String,
}

impl Wishes {
    /// Reads `rooms`, `--runs N` and `--date YYYY-MM-DD`; the date is otherwise that of the last commit.
    pub(crate) fn parse(words: &[&str]) -> Outcome<Self> {
        let committed = job::answer("git", &["log", "-1", "--format=%cs"]).unwrap_or_default();
        let mut wishes = Self {
            only_rooms: words.first() == Some(&"rooms"),
            runs: 5,
            date: committed,
        };
        let mut words = words.iter().skip(usize::from(wishes.only_rooms));
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

/// Builds, measures on servers of its own, prints and writes.
pub(crate) fn run(wishes: &Wishes) -> Outcome {
    let mut parts = Vec::new();
    if wishes.only_rooms {
        build::only_server()?;
    } else {
        build::all()?;
        parts.push(("Server, pages and visits", everything_else(wishes.runs)?));
    }
    parts.push(("Rooms", rooms::all().map_err(|why| format!("rooms: {why}"))?));
    let file = paths::root().join("docs/measurements.md");
    let mut text = fs::read_to_string(&file).unwrap_or_default();
    for (heading, rows) in &parts {
        let part = table::part(rows, &wishes.date);
        println!("\n## {heading}\n\n{part}");
        text = table::renewed(&text, heading, &part);
    }
    fs::create_dir_all(paths::root().join("docs"))
        .and_then(|()| fs::write(&file, &text))
        .map_err(|why| format!("{}: {why}", paths::shown(&file)))?;
    let failed = parts
        .iter()
        .flat_map(|(_, rows)| rows)
        .filter(|row| row.fails())
        .count();
    if failed > 0 {
        Err(format!("{failed} figures are worse than allowed"))
    } else {
        Ok(())
    }
}

fn everything_else(runs: usize) -> Outcome<Vec<Row>> {
    let mut rows: Vec<Row> = Vec::new();
    let data = server::Data::filled()?;
    add(&mut rows, "starting", data.starts(runs))?;
    let server = Server::start(&data)?;
    add(&mut rows, "memory", server.memory())?;
    add(&mut rows, "bytes", bytes::first_visit(&server))?;
    add(&mut rows, "reading", load::all(&server))?;
    let chromium = browser::find_or_install()?;
    add(&mut rows, "visits", phone::all(&server, &chromium, runs))?;
    add(
        &mut rows,
        "interactions",
        phone::interactions(&server, &chromium, runs),
    )?;
    Ok(rows)
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
