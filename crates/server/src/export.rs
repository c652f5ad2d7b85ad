//! Tables as files, whatever they are about: CSV that import reads, and XLSX.

use jaettu_domain::csv::defuse;
use rust_xlsxwriter::{Format as CellFormat, Workbook};
use serde::Serialize;
use std::io::Write;

/// Why a file could not be written.
pub type Failure = Box<dyn std::error::Error>;

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

/// Writes a table as import reads it.
pub fn csv(
    columns: &[&str],
    rows: impl Iterator<Item = Vec<String>>,
    mut out: impl Write,
) -> Result<(), Failure> {
    // Spreadsheets take a file for UTF-8 only if it begins with this mark, and in Finland expect semicolons.
    out.write_all(b"\xEF\xBB\xBF")?;
    let mut writer = csv::WriterBuilder::new().delimiter(b';').from_writer(out);
    writer.write_record(columns)?;
    for row in rows {
        writer.write_record(row.iter().map(|cell| defuse(cell).into_owned()))?;
    }
    writer.flush()?;
    Ok(())
}

/// Writes a value for programs.
pub fn json(value: &impl Serialize, mut out: impl Write) -> Result<(), Failure> {
    serde_json::to_writer_pretty(&mut out, value)?;
    out.write_all(b"\n")?;
    Ok(())
}

/// Writes a table as the only sheet of a workbook.
pub fn xlsx(
    name: &str,
    columns: &[&str],
    rows: impl Iterator<Item = Vec<String>>,
    mut out: impl Write,
) -> Result<(), Failure> {
    let mut workbook = Workbook::new();
    let bold = CellFormat::new().set_bold();
    // A cell of text never runs; this keeps it text when somebody edits it or saves the sheet as CSV.
    let text = CellFormat::new().set_quote_prefix();
    let sheet = workbook.add_worksheet().set_name(name)?;
    sheet.set_freeze_panes(1, 1)?;
    for (column, name) in (0..).zip(columns) {
        sheet.write_string_with_format(0, column, *name, &bold)?;
    }
    for (number, row) in (1..).zip(rows) {
        for (column, cell) in (0..).zip(&row) {
            if defuse(cell).len() != cell.len() {
                sheet.write_string_with_format(number, column, cell, &text)?;
            } else if !cell.is_empty() {
                sheet.write_string(number, column, cell)?;
            }
        }
    }
    out.write_all(&workbook.save_to_buffer()?)?;
    Ok(())
}
