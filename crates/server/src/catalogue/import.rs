//! Reads things and copies from CSV (docs/import-items.md).

use super::store::{self, Changes, Known};
use crate::db::Db;
use crate::import::{Outcome, Refusal};
use csv::{ByteRecord, Reader, ReaderBuilder, StringRecord};
use jaettu_domain::catalogue::csv::{
    COLUMNS, Cells, FIRST_OF_COPY, REQUIRED, item_cells, read_copy, read_item,
};
use jaettu_domain::catalogue::{Item, ItemCopy};
use jaettu_domain::id::ItemId;
use std::collections::HashMap;
use std::fs::File;
use std::io::{BufRead, BufReader, Read};
use std::path::Path;

/// Larger files are refused before they fill the memory.
const MOST_ROWS: usize = 1_000_000;
/// After so many refusals a file is not read further: whoever corrects it has enough to do.
const MOST_REFUSALS: usize = 1_000;

/// Loads one file; everything in it, or nothing.
pub async fn run(db: &Db, file: &Path) -> Result<Outcome, sqlx::Error> {
    let name = file.display().to_string();
    match File::open(file) {
        Ok(content) => load(db, &name, content).await,
        Err(error) => Ok(Outcome::Refused(vec![Refusal::new(
            name,
            "file",
            error.to_string(),
        )])),
    }
}

/// Loads what `content` holds; `name` stands in the refusals.
pub async fn load(db: &Db, name: &str, content: impl Read) -> Result<Outcome, sqlx::Error> {
    let known = store::known(db).await?;
    let mut staged = Staged::new(name, &known);
    staged.read(content);
    if !staged.refusals.is_empty() {
        return Ok(Outcome::Refused(staged.refusals));
    }
    let copies: Vec<(&ItemId, &ItemCopy)> = staged
        .copies
        .iter()
        .filter_map(|(item, copy)| Some((&staged.items.get(*item)?.id, copy)))
        .collect();
    let mut tx = db.begin().await?;
    let changes = store::save(&mut tx, &staged.items, &copies).await?;
    if !changes.none() {
        tx.bump_content("catalogue").await?;
    }
    tx.commit().await?;
    Ok(Outcome::Done(told(&staged, changes)))
}

fn told(staged: &Staged<'_>, changes: Changes) -> String {
    format!(
        "{} things and {} copies read; {} things and {} copies changed",
        staged.items.len(),
        staged.copies.len(),
        changes.items,
        changes.copies
    )
}

/// Everything in a file, checked row by row.
struct Staged<'a> {
    name: &'a str,
    known: &'a Known,
    items: Vec<Item>,
    /// Where each thing stands in `items`; `None` when its first row was refused.
    numbers: HashMap<String, Option<usize>>,
    copies: Vec<(usize, ItemCopy)>,
    /// The line of each barcode.
    barcodes: HashMap<String, u64>,
    refusals: Vec<Refusal>,
}

/// Which cell of a row holds which column.
type Places = HashMap<String, usize>;

impl<'a> Staged<'a> {
    fn new(name: &'a str, known: &'a Known) -> Self {
        Self {
            name,
            known,
            items: Vec::new(),
            numbers: HashMap::new(),
            copies: Vec::new(),
            barcodes: HashMap::new(),
            refusals: Vec::new(),
        }
    }

    fn refuse(&mut self, line: u64, field: &str, reason: impl Into<String>) {
        self.refusals
            .push(Refusal::new(format!("{}: line {line}", self.name), field, reason));
    }

    fn read(&mut self, content: impl Read) {
        let mut content = BufReader::with_capacity(64 * 1024, content);
        let start = match content.fill_buf() {
            Ok(start) => start,
            Err(error) => return self.refuse(1, "file", error.to_string()),
        };
        if start.starts_with(&[0xFF, 0xFE]) || start.starts_with(&[0xFE, 0xFF]) {
            return self.refuse(
                1,
                "file",
                "is UTF-16; save the file as UTF-8 (in Excel: CSV UTF-8)",
            );
        }
        let mark = if start.starts_with(b"\xEF\xBB\xBF") { 3 } else { 0 };
        let separator = separator(&start[mark..]);
        content.consume(mark);
        let mut reader = ReaderBuilder::new()
            .delimiter(separator)
            .flexible(true)
            .from_reader(Lines::new(content));
        let Some(places) = self.header(&mut reader) else {
            return;
        };
        self.rows(&mut reader, &places);
    }

    fn header<R: Read>(&mut self, reader: &mut Reader<R>) -> Option<Places> {
        let header = match reader.headers() {
            Ok(header) => header.clone(),
            Err(error) => {
                self.refuse(1, "file", encoding(&error).unwrap_or_else(|| error.to_string()));
                return None;
            }
        };
        let mut places = Places::new();
        for (place, column) in header.iter().map(str::trim).enumerate() {
            if !COLUMNS.contains(&column) {
                self.refuse(
                    1,
                    column,
                    "is not a column that is read; correct its name or leave it out",
                );
            } else if places.insert(column.to_owned(), place).is_some() {
                self.refuse(1, column, "is there twice");
            }
        }
        for column in REQUIRED {
            if !places.contains_key(column) {
                self.refuse(1, column, "is missing; the first row names the columns");
            }
        }
        self.refusals.is_empty().then_some(places)
    }

    fn rows<R: Read>(&mut self, reader: &mut Reader<R>, places: &Places) {
        let mut bytes = ByteRecord::new();
        let mut rows = 0_usize;
        loop {
            match reader.read_byte_record(&mut bytes) {
                Ok(true) => {}
                Ok(false) => break,
                Err(error) => return self.refuse(0, "file", error.to_string()),
            }
            // Counted from the end, because the reader's own number is too small after empty lines.
            let inside = bytes.as_slice().split(|byte| *byte == b'\n').count() as u64 - 1;
            let line = reader.position().line().saturating_sub(1 + inside);
            rows += 1;
            if rows > MOST_ROWS {
                return self.refuse(line, "file", format!("has more than {MOST_ROWS} rows; divide it"));
            }
            match StringRecord::from_byte_record(std::mem::take(&mut bytes)) {
                Ok(record) => {
                    self.row(&record, line, places);
                    bytes = record.into_byte_record();
                }
                Err(error) => {
                    let column = places
                        .iter()
                        .find(|(_, place)| **place == error.utf8_error().field());
                    let column = column.map_or("file", |(name, _)| name.as_str()).to_owned();
                    // Such a file is wrong from end to end; one sentence says it.
                    return self.refuse(line, &column, NOT_UTF8);
                }
            }
            if self.refusals.len() >= MOST_REFUSALS {
                return self.refuse(line, "file", "was not read further: there are too many errors");
            }
        }
        if self.items.is_empty() && self.refusals.is_empty() {
            self.refuse(1, "file", "has no rows");
        }
    }

    fn row(&mut self, record: &StringRecord, line: u64, places: &Places) {
        if record.iter().all(|cell| cell.trim().is_empty()) {
            return;
        }
        if record.len() != places.len() {
            let reason = format!(
                "has {} cells, but the first row has {}",
                record.len(),
                places.len()
            );
            return self.refuse(line, "row", reason);
        }
        let cell = |name: &str| {
            places
                .get(name)
                .and_then(|place| record.get(*place))
                .unwrap_or_default()
        };
        let mut cells = Cells::new(&cell);
        let item = match self.numbers.get(cells.get("item")) {
            Some(known) => {
                let known = *known;
                if let Some(item) = known.and_then(|number| self.items.get(number)) {
                    repeated(&mut cells, item);
                }
                known
            }
            None => self.first(&mut cells),
        };
        let copy = read_copy(&mut cells);
        let wrong = std::mem::take(&mut cells.wrong);
        for wrong in wrong {
            self.refuse(line, wrong.field, wrong.reason);
        }
        if let Some(copy) = copy {
            self.copy(item, copy, line);
        }
    }

    /// The first row of a thing.
    fn first(&mut self, cells: &mut Cells<'_>) -> Option<usize> {
        let item = read_item(cells);
        let category = cells.get("category");
        if item.is_some() && !self.known.categories.iter().any(|known| known == category) {
            cells.wrong(
                "category",
                format!(
                    "there is no category {category}; there are {}",
                    self.known.categories.join(", ")
                ),
            );
        }
        let number = item.filter(|_| cells.wrong.is_empty()).map(|item| {
            self.items.push(item);
            self.items.len() - 1
        });
        self.numbers.insert(cells.get("item").to_owned(), number);
        number
    }

    fn copy(&mut self, item: Option<usize>, copy: ItemCopy, line: u64) {
        for (field, library) in [("home", &copy.home), ("library", &copy.library)] {
            if !self.known.libraries.iter().any(|known| known == library.as_str()) {
                self.refuse(line, field, format!("there is no library {library}"));
                if copy.home == copy.library {
                    break;
                }
            }
        }
        if let Some(first) = self.barcodes.insert(copy.barcode.clone(), line) {
            self.refuse(
                line,
                "barcode",
                format!("{} is on line {first} already", copy.barcode),
            );
        }
        let Some(item) = item else { return };
        let owner = self.known.barcodes.get(&copy.barcode);
        let other = owner.filter(|owner| {
            self.items
                .get(item)
                .is_some_and(|item| item.id.as_str() != **owner)
        });
        if let Some(owner) = other {
            let reason = format!("{} belongs to {owner}", copy.barcode);
            self.refuse(line, "barcode", reason);
        }
        self.copies.push((item, copy));
    }
}

/// Text whose lines all end with a line feed, the last one too, whatever they ended with before.
struct Lines<R> {
    content: R,
    after_return: bool,
    open: bool,
}

impl<R: BufRead> Lines<R> {
    const fn new(content: R) -> Self {
        Self {
            content,
            after_return: false,
            open: false,
        }
    }
}

impl<R: BufRead> Read for Lines<R> {
    fn read(&mut self, out: &mut [u8]) -> std::io::Result<usize> {
        let mut written = 0;
        while written == 0 && !out.is_empty() {
            let content = self.content.fill_buf()?;
            if content.is_empty() {
                if std::mem::take(&mut self.open) {
                    out[0] = b'\n';
                    return Ok(1);
                }
                return Ok(0);
            }
            let read = content.len().min(out.len());
            for byte in &content[..read] {
                if !(*byte == b'\n' && self.after_return) {
                    out[written] = if *byte == b'\r' { b'\n' } else { *byte };
                    self.open = out[written] != b'\n';
                    written += 1;
                }
                self.after_return = *byte == b'\r';
            }
            self.content.consume(read);
        }
        Ok(written)
    }
}

const NOT_UTF8: &str = "is not UTF-8 text; save the file as UTF-8 (in Excel: CSV UTF-8)";

fn encoding(error: &csv::Error) -> Option<String> {
    matches!(error.kind(), csv::ErrorKind::Utf8 { .. }).then(|| NOT_UTF8.to_owned())
}

/// What a further row says of its thing must be what its first row said.
fn repeated(cells: &mut Cells<'_>, item: &Item) {
    let given = |name: &&str| *name != "item" && !cells.get(name).is_empty();
    if !COLUMNS[..FIRST_OF_COPY].iter().any(given) {
        return;
    }
    let first = item_cells(item);
    let merged = |name: &str| {
        let place = COLUMNS.iter().position(|column| *column == name);
        let known = place
            .and_then(|place| first.get(place))
            .map_or("", String::as_str);
        Some(cells.get(name))
            .filter(|cell| !cell.is_empty())
            .unwrap_or(known)
    };
    let mut again = Cells::new(&merged);
    let same = read_item(&mut again);
    let mut wrong = again.wrong;
    if let Some(same) = same {
        let differs = COLUMNS
            .iter()
            .zip(item_cells(&same))
            .zip(&first)
            .filter(|((_, now), before)| now != *before);
        for ((field, _), before) in differs {
            wrong.push(jaettu_domain::catalogue::csv::Wrong {
                field,
                reason: format!("differs from the first row of this thing, which says «{before}»"),
            });
        }
    }
    cells.wrong.extend(wrong);
}

/// The separator that is used most in the first line.
fn separator(start: &[u8]) -> u8 {
    let line = start.split(|byte| *byte == b'\n').next().unwrap_or_default();
    let count = |separator: u8| line.split(|byte| *byte == separator).count();
    [b',', b';', b'\t']
        .into_iter()
        .max_by_key(|separator| count(*separator))
        .unwrap_or(b',')
}
