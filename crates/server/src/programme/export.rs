//! Writes the programme and its indicators: JSON that import reads, CSV and XLSX as open data.

use super::sheet::{self, Sheet};
use chrono::NaiveDate;
use jaettu_domain::programme::Programme;
use serde::Serialize;
use std::io::Write;

type Failure = Box<dyn std::error::Error>;

/// What kind of file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum Format {
    /// What import reads, and for programs.
    Json,
    /// One table, in UTF-8 with commas.
    Csv,
    /// For spreadsheets.
    Xlsx,
}

/// Writes the programme. As tables: actions, tasks, and the indicators.
pub fn programme(
    programme: &Programme,
    format: Format,
    today: NaiveDate,
    out: &mut dyn Write,
) -> Result<(), Failure> {
    if format == Format::Json {
        return json(programme, out);
    }
    let mut actions: Vec<_> = programme.actions.iter().collect();
    actions.sort_by_key(|action| &action.identifier);
    let indicators: Vec<_> = programme.indicators.iter().collect();
    let sheets = [
        sheet::actions(programme, &actions, today),
        sheet::tasks(&actions, today),
        sheet::values(&indicators),
        sheet::years(&indicators),
    ];
    tables(&sheets, format, out)
}

/// Writes the indicators. As tables: every value and goal, and one column for each year.
pub fn indicators(programme: &Programme, format: Format, out: &mut dyn Write) -> Result<(), Failure> {
    if format == Format::Json {
        return json(&programme.indicators, out);
    }
    let indicators: Vec<_> = programme.indicators.iter().collect();
    tables(
        &[sheet::values(&indicators), sheet::years(&indicators)],
        format,
        out,
    )
}

fn json(value: &impl Serialize, out: &mut dyn Write) -> Result<(), Failure> {
    serde_json::to_writer_pretty(&mut *out, value)?;
    out.write_all(b"\n")?;
    Ok(())
}

fn tables(sheets: &[Sheet], format: Format, out: &mut dyn Write) -> Result<(), Failure> {
    let bytes = match (format, sheets.first()) {
        (Format::Csv, Some(first)) => first.csv(),
        _ => sheet::xlsx(sheets)?,
    };
    out.write_all(&bytes)?;
    Ok(())
}
