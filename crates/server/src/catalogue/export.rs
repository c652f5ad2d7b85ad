//! Writes things and copies: CSV that import reads, JSON and XLSX.

use jaettu_domain::catalogue::csv::{COLUMNS, FIRST_OF_COPY, copy_cells, defuse, item_cells};
use jaettu_domain::catalogue::{Item, ItemCopy};
use rust_xlsxwriter::{Format as CellFormat, Workbook};
use serde::Serialize;
use std::io::Write;

type Failure = Box<dyn std::error::Error>;

/// What kind of file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum Format {
    /// What import reads.
    Csv,
    /// For programs.
    Json,
    /// For spreadsheets.
    Xlsx,
}

/// Writes all things with their copies.
pub fn write(things: &[(Item, Vec<ItemCopy>)], format: Format, out: impl Write) -> Result<(), Failure> {
    match format {
        Format::Csv => csv(things, out),
        Format::Json => json(things, out),
        Format::Xlsx => xlsx(things, out),
    }
}

/// The rows of the table: one per copy, what is said of the thing on its first only.
fn rows(things: &[(Item, Vec<ItemCopy>)]) -> impl Iterator<Item = Vec<String>> {
    things.iter().flat_map(|(item, copies)| {
        let alone = copies.is_empty().then(|| row(item, None, true));
        let each = copies
            .iter()
            .enumerate()
            .map(move |(number, copy)| row(item, Some(copy), number == 0));
        alone.into_iter().chain(each)
    })
}

fn row(item: &Item, copy: Option<&ItemCopy>, first: bool) -> Vec<String> {
    let mut row = if first {
        item_cells(item).to_vec()
    } else {
        vec![String::new(); FIRST_OF_COPY]
    };
    if let (false, Some(id)) = (first, row.first_mut()) {
        item.id.as_str().clone_into(id);
    }
    row.extend(copy.map(copy_cells).into_iter().flatten());
    row.resize(COLUMNS.len(), String::new());
    row
}

fn csv(things: &[(Item, Vec<ItemCopy>)], mut out: impl Write) -> Result<(), Failure> {
    // Spreadsheets take a file for UTF-8 only if it begins with this mark, and in Finland expect semicolons.
    out.write_all(b"\xEF\xBB\xBF")?;
    let mut writer = csv::WriterBuilder::new().delimiter(b';').from_writer(out);
    writer.write_record(COLUMNS)?;
    for row in rows(things) {
        writer.write_record(row.iter().map(|cell| defuse(cell).into_owned()))?;
    }
    writer.flush()?;
    Ok(())
}

#[derive(Serialize)]
struct Whole<'a> {
    items: Vec<Thing<'a>>,
}

#[derive(Serialize)]
struct Thing<'a> {
    #[serde(flatten)]
    item: &'a Item,
    copies: &'a [ItemCopy],
}

fn json(things: &[(Item, Vec<ItemCopy>)], mut out: impl Write) -> Result<(), Failure> {
    let items = things
        .iter()
        .map(|(item, copies)| Thing { item, copies })
        .collect();
    serde_json::to_writer_pretty(&mut out, &Whole { items })?;
    out.write_all(b"\n")?;
    Ok(())
}

fn xlsx(things: &[(Item, Vec<ItemCopy>)], out: impl Write) -> Result<(), Failure> {
    let mut workbook = Workbook::new();
    let bold = CellFormat::new().set_bold();
    // A cell of text never runs; this keeps it text when somebody edits it or saves the sheet as CSV.
    let text = CellFormat::new().set_quote_prefix();
    let sheet = workbook.add_worksheet().set_name("items")?;
    sheet.set_freeze_panes(1, 1)?;
    for (column, name) in (0..).zip(COLUMNS) {
        sheet.write_string_with_format(0, column, name, &bold)?;
    }
    for (number, row) in (1..).zip(rows(things)) {
        for (column, cell) in (0..).zip(&row) {
            if defuse(cell).len() != cell.len() {
                sheet.write_string_with_format(number, column, cell, &text)?;
            } else if !cell.is_empty() {
                sheet.write_string(number, column, cell)?;
            }
        }
    }
    let mut out = out;
    out.write_all(&workbook.save_to_buffer()?)?;
    Ok(())
}
