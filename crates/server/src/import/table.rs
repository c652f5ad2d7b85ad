//! Tables in CSV, whatever they are about: columns by their names, rows one after another, and everything that is wrong told with
//! its line and column.

use super::lines::{Lines, separator};
use super::{Outcome, Refusal};
use csv::{ByteRecord, Reader, ReaderBuilder, StringRecord};
use jaettu_domain::csv::{Wrong, plain};
use std::collections::HashMap;
use std::fs::File;
use std::io::{BufRead, Read};
use std::path::Path;

/// Larger files are refused before they fill the memory.
const MOST_BYTES: u64 = 512 * 1024 * 1024;
/// The same for the number of rows.
const MOST_ROWS: usize = 1_000_000;
/// After so many refusals a file is not read further: whoever corrects it has enough to do.
const MOST_REFUSALS: usize = 1_000;

const OPEN_QUOTE: &str = "begins with a quote (\") that does not end; every quote in a cell is written twice";
const NOT_UTF8: &str = "is not UTF-8 text; save the file as UTF-8 (in Excel: CSV UTF-8)";

/// A file under the name that stands in its refusals, or why it cannot be read.
pub fn open(file: &Path) -> Result<(String, File), Outcome> {
    let name = file.display().to_string();
    match File::open(file) {
        Ok(content) => Ok((name, content)),
        Err(error) => Err(Outcome::Refused(vec![Refusal::unreadable(name, &error)])),
    }
}

/// The whole file, unless it is too large.
pub fn whole(name: &str, content: impl Read) -> Result<Vec<u8>, Outcome> {
    let refused = |refusal| Outcome::Refused(vec![refusal]);
    let mut bytes = Vec::new();
    content
        .take(MOST_BYTES + 1)
        .read_to_end(&mut bytes)
        .map_err(|error| refused(Refusal::unreadable(name, &error)))?;
    if bytes.len() as u64 > MOST_BYTES {
        return Err(refused(Refusal::whole(name, "is larger than 512 MB; divide it")));
    }
    Ok(bytes)
}

/// The columns of a table.
#[derive(Clone, Copy, Debug)]
pub struct Columns {
    /// All that are read.
    pub all: &'static [&'static str],
    /// Those without which a file is refused.
    pub required: &'static [&'static str],
}

/// Everything that is wrong with a file so far.
#[derive(Debug)]
pub struct Refusals<'a> {
    name: &'a str,
    told: Vec<Refusal>,
}

impl<'a> Refusals<'a> {
    /// Nothing yet of the file of this name.
    pub const fn of(name: &'a str) -> Self {
        Self {
            name,
            told: Vec::new(),
        }
    }

    /// Whether there is nothing.
    pub const fn is_empty(&self) -> bool {
        self.told.is_empty()
    }

    /// All of them.
    pub fn into_told(self) -> Vec<Refusal> {
        self.told
    }

    /// Refuses what stands in a column on a line.
    pub fn refuse(&mut self, line: u64, field: &str, reason: impl Into<String>) {
        let place = format!("{}: line {line}", self.name);
        self.told.push(Refusal::new(place, field, reason));
    }

    /// Refuses the file.
    pub fn refuse_whole(&mut self, reason: impl Into<String>) {
        self.told.push(Refusal::whole(self.name, reason));
    }

    /// Refuses all that was found wrong with the cells of a line.
    pub fn refuse_cells(&mut self, line: u64, wrong: Vec<Wrong>) {
        for wrong in wrong {
            self.refuse(line, wrong.field, wrong.reason);
        }
    }
}

/// Which cell of a row holds which column.
type Places = HashMap<String, usize>;

/// One row of a table that has a cell for each of its columns.
#[derive(Clone, Copy, Debug)]
pub struct Row<'a> {
    /// Where it begins in the file.
    pub line: u64,
    record: &'a StringRecord,
    places: &'a Places,
}

impl<'a> Row<'a> {
    /// A cell as it stands in the file; nothing if the file does not have the column.
    pub fn given(&self, column: &str) -> Option<&'a str> {
        self.record.get(*self.places.get(column)?)
    }

    /// What a cell says, as [`Cells::get`](jaettu_domain::csv::Cells::get) tells it.
    pub fn plainly(&self, column: &str) -> &'a str {
        plain(self.given(column).unwrap_or_default().trim())
    }
}

/// What takes the rows of a table.
pub trait Rows<'a> {
    /// What is wrong so far.
    fn refusals(&mut self) -> &mut Refusals<'a>;
    /// Takes one row.
    fn row(&mut self, row: &Row<'_>);
}

/// Reads a table into `rows`.
pub fn read<'a>(content: &[u8], columns: Columns, rows: &mut impl Rows<'a>) {
    if content.starts_with(&[0xFF, 0xFE]) || content.starts_with(&[0xFE, 0xFF]) {
        let reason = "is UTF-16; save the file as UTF-8 (in Excel: CSV UTF-8)";
        return rows.refusals().refuse_whole(reason);
    }
    let mark = if content.starts_with(b"\xEF\xBB\xBF") {
        3
    } else {
        0
    };
    let content = &content[mark..];
    let separator = separator(content);
    let mut reader = ReaderBuilder::new()
        .delimiter(separator)
        .flexible(true)
        .from_reader(Lines::new(content));
    if let Some(places) = header(&mut reader, columns, rows.refusals()) {
        body(&mut reader, &places, rows);
    }
}

fn header<R: BufRead>(
    reader: &mut Reader<Lines<R>>,
    columns: Columns,
    refusals: &mut Refusals<'_>,
) -> Option<Places> {
    let header = match reader.headers() {
        Ok(header) => header.clone(),
        Err(error) => {
            refusals.refuse_whole(encoding(&error).unwrap_or_else(|| error.to_string()));
            return None;
        }
    };
    if reader.get_ref().ended && !header.is_empty() {
        // The rest of the file has become part of the name.
        let last = header.iter().next_back().unwrap_or_default();
        let name = last.split([',', ';', '\t', '\n']).next().unwrap_or_default();
        refusals.refuse(1, name, OPEN_QUOTE);
        return None;
    }
    let mut places = Places::new();
    for (place, column) in header.iter().map(str::trim).enumerate() {
        if !columns.all.contains(&column) {
            refusals.refuse(1, column, strange(column, columns.all));
        } else if places.insert(column.to_owned(), place).is_some() {
            refusals.refuse(1, column, "is there twice");
        }
    }
    for column in columns.required {
        if !places.contains_key(*column) {
            refusals.refuse(1, column, "is missing; the first row names the columns");
        }
    }
    refusals.is_empty().then_some(places)
}

fn body<'a, R: BufRead>(reader: &mut Reader<Lines<R>>, places: &Places, rows: &mut impl Rows<'a>) {
    let mut bytes = ByteRecord::new();
    let (mut count, mut filled) = (0_usize, 0_usize);
    loop {
        match reader.read_byte_record(&mut bytes) {
            Ok(true) => {}
            Ok(false) => break,
            Err(error) => return rows.refusals().refuse_whole(error.to_string()),
        }
        // Counted from the end, because the reader's own number is too small after empty lines.
        let inside = bytes.as_slice().split(|byte| *byte == b'\n').count() as u64 - 1;
        let line = reader.position().line().saturating_sub(1 + inside);
        // Every line ends with a line feed; a row that goes on to the end of the file has lost its way.
        if reader.get_ref().ended {
            let column = column(places, bytes.len().saturating_sub(1));
            return rows.refusals().refuse(line + 1, &column, OPEN_QUOTE);
        }
        count += 1;
        if count > MOST_ROWS {
            let reason = format!("has more than {MOST_ROWS} rows; divide it");
            return rows.refusals().refuse_whole(reason);
        }
        match StringRecord::from_byte_record(std::mem::take(&mut bytes)) {
            Ok(record) => {
                filled += usize::from(row(&record, line, places, rows));
                bytes = record.into_byte_record();
            }
            Err(error) => {
                let column = column(places, error.utf8_error().field());
                // Such a file is wrong from end to end; one sentence says it.
                return rows.refusals().refuse(line, &column, NOT_UTF8);
            }
        }
        if rows.refusals().told.len() >= MOST_REFUSALS {
            let reason = "was not read further: there are too many errors";
            return rows.refusals().refuse_whole(reason);
        }
    }
    if filled == 0 {
        rows.refusals().refuse_whole("has no rows");
    }
}

/// Takes one row; false if there is nothing in it.
fn row<'a>(record: &StringRecord, line: u64, places: &Places, rows: &mut impl Rows<'a>) -> bool {
    if record.iter().all(|cell| cell.trim().is_empty()) {
        return false;
    }
    if record.len() == places.len() {
        rows.row(&Row { line, record, places });
    } else {
        let reason = format!(
            "has {} cells, but the first row has {}",
            record.len(),
            places.len()
        );
        rows.refusals().refuse(line, "row", reason);
    }
    true
}

fn encoding(error: &csv::Error) -> Option<String> {
    matches!(error.kind(), csv::ErrorKind::Utf8 { .. }).then(|| NOT_UTF8.to_owned())
}

/// The name of the column at a place.
fn column(places: &Places, place: usize) -> String {
    let named = places.iter().find(|(_, known)| **known == place);
    named.map_or_else(|| "row".to_owned(), |(name, _)| name.clone())
}

/// What is wrong with a column that is not read: mostly a slip in its name.
fn strange(column: &str, columns: &[&str]) -> String {
    let like = |known: &&str| strsim::jaro_winkler(known, &column.to_lowercase());
    let alike = columns.iter().map(|known| (like(known), known));
    let best = alike.max_by(|a, b| a.0.total_cmp(&b.0));
    match best.filter(|(likeness, _)| *likeness > 0.8) {
        Some((_, known)) => format!("is not a column that is read; is it {known}?"),
        None => "is not a column that is read; correct its name or leave it out".to_owned(),
    }
}
