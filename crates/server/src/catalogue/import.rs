//! Reads things and copies from CSV (docs/import-items.md).

use super::lines::{Lines, separator};
use super::store::{self, Changes, Known};
use crate::db::Db;
use crate::import::{Outcome, Refusal, counted};
use csv::{ByteRecord, Reader, ReaderBuilder, StringRecord};
use jaettu_domain::catalogue::csv::{
    COLUMNS, Cells, FIRST_OF_COPY, REQUIRED, copy_cells, defuse, item_cells, plain, read_copy, read_item,
};
use jaettu_domain::catalogue::{Item, ItemCopy, Spot};
use jaettu_domain::id::{ItemId, is_barcode, is_slug};
use std::collections::{BTreeSet, HashMap};
use std::fs::File;
use std::io::{BufRead, Read};
use std::path::Path;

/// Larger files are refused before they fill the memory.
const MOST_BYTES: u64 = 512 * 1024 * 1024;
/// The same for the number of rows.
const MOST_ROWS: usize = 1_000_000;
/// After so many refusals a file is not read further: whoever corrects it has enough to do.
const MOST_REFUSALS: usize = 1_000;

/// Loads one file; everything in it, or nothing.
pub async fn run(db: &Db, file: &Path) -> Result<Outcome, sqlx::Error> {
    let name = file.display().to_string();
    match File::open(file) {
        Ok(content) => load(db, &name, content).await,
        Err(error) => Ok(Outcome::Refused(vec![Refusal::unreadable(name, &error)])),
    }
}

/// Loads what `content` holds; `name` stands in the refusals.
///
/// It is read twice: first to see what it is about and whether it is right, then again under the locks of those things,
/// because what a file leaves out stays as it is then.
pub async fn load(db: &Db, name: &str, content: impl Read) -> Result<Outcome, sqlx::Error> {
    let content = match whole(name, content) {
        Ok(content) => content,
        Err(refusal) => return Ok(Outcome::Refused(vec![refusal])),
    };
    let known = store::known(db).await?;
    let stored = Stored::new(&known.things);
    let staged = Staged::of(name, &known, &stored, &content);
    if !staged.refusals.is_empty() {
        return Ok(Outcome::Refused(staged.refusals));
    }
    let items: BTreeSet<&ItemId> = staged.items.iter().map(|item| &item.id).collect();
    let mut tx = db.begin().await?;
    let known = store::known_for_good(&mut tx, &items).await?;
    let stored = Stored::new(&known.things);
    let staged = Staged::of(name, &known, &stored, &content);
    if !staged.refusals.is_empty() {
        return Ok(Outcome::Refused(staged.refusals));
    }
    let copies: Vec<(&ItemId, &ItemCopy)> = staged
        .copies
        .iter()
        .filter_map(|(item, copy)| Some((&staged.items.get(*item)?.id, copy)))
        .collect();
    let changes = store::save(&mut tx, &staged.items, &copies).await?;
    if !changes.none() {
        tx.bump_content("items").await?;
        tx.bump_content("catalogue").await?;
    }
    tx.commit().await?;
    Ok(Outcome::Done(told(&staged, changes)))
}

/// The whole file, unless it is too large.
fn whole(name: &str, content: impl Read) -> Result<Vec<u8>, Refusal> {
    let mut bytes = Vec::new();
    content
        .take(MOST_BYTES + 1)
        .read_to_end(&mut bytes)
        .map_err(|error| Refusal::unreadable(name, &error))?;
    if bytes.len() as u64 > MOST_BYTES {
        return Err(Refusal::whole(name, "is larger than 512 MB; divide it"));
    }
    Ok(bytes)
}

fn told(staged: &Staged<'_>, changes: Changes) -> String {
    let things = |count| counted(count, "thing", "things");
    let copies = |count| counted(count, "copy", "copies");
    format!(
        "{} and {} read; {} and {} changed",
        things(staged.items.len()),
        copies(staged.copies.len()),
        things(changes.items),
        copies(changes.copies)
    )
}

/// What is in the database: a column that a file does not have leaves it as it is.
struct Stored {
    /// The cells of each thing.
    items: HashMap<String, Vec<String>>,
    /// The cells of each copy, by barcode.
    copies: HashMap<String, Vec<String>>,
}

impl Stored {
    fn new(things: &[(Item, Vec<ItemCopy>)]) -> Self {
        let written = |cells: &[String]| cells.iter().map(|cell| defuse(cell).into_owned()).collect();
        let mut stored = Self {
            items: HashMap::new(),
            copies: HashMap::new(),
        };
        for (item, copies) in things {
            stored
                .items
                .insert(item.id.to_string(), written(&item_cells(item)));
            for copy in copies {
                let cells = written(&copy_cells(copy));
                stored.copies.insert(copy.barcode.clone(), cells);
            }
        }
        stored
    }

    fn cell(&self, item: &str, barcode: &str, column: &str) -> Option<&str> {
        let place = COLUMNS.iter().position(|name| *name == column)?;
        let cell = match place.checked_sub(FIRST_OF_COPY) {
            None => self.items.get(item)?.get(place),
            Some(place) => self.copies.get(barcode)?.get(place),
        };
        cell.map(String::as_str)
    }
}

/// Everything in a file, checked row by row.
struct Staged<'a> {
    name: &'a str,
    known: &'a Known,
    stored: &'a Stored,
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
    fn of(name: &'a str, known: &'a Known, stored: &'a Stored, content: &[u8]) -> Self {
        let mut staged = Self {
            name,
            known,
            stored,
            items: Vec::new(),
            numbers: HashMap::new(),
            copies: Vec::new(),
            barcodes: HashMap::new(),
            refusals: Vec::new(),
        };
        staged.read(content);
        staged
    }

    fn refuse(&mut self, line: u64, field: &str, reason: impl Into<String>) {
        self.refusals
            .push(Refusal::new(format!("{}: line {line}", self.name), field, reason));
    }

    fn refuse_whole(&mut self, reason: impl Into<String>) {
        self.refusals.push(Refusal::whole(self.name, reason));
    }

    fn read(&mut self, start: &[u8]) {
        if start.starts_with(&[0xFF, 0xFE]) || start.starts_with(&[0xFE, 0xFF]) {
            return self.refuse_whole("is UTF-16; save the file as UTF-8 (in Excel: CSV UTF-8)");
        }
        let mark = if start.starts_with(b"\xEF\xBB\xBF") { 3 } else { 0 };
        let content = &start[mark..];
        let separator = separator(content);
        let mut reader = ReaderBuilder::new()
            .delimiter(separator)
            .flexible(true)
            .from_reader(Lines::new(content));
        let Some(places) = self.header(&mut reader) else {
            return;
        };
        self.rows(&mut reader, &places);
    }

    fn header<R: BufRead>(&mut self, reader: &mut Reader<Lines<R>>) -> Option<Places> {
        let header = match reader.headers() {
            Ok(header) => header.clone(),
            Err(error) => {
                self.refuse_whole(encoding(&error).unwrap_or_else(|| error.to_string()));
                return None;
            }
        };
        if reader.get_ref().ended && !header.is_empty() {
            // The rest of the file has become part of the name.
            let last = header.iter().next_back().unwrap_or_default();
            let name = last.split([',', ';', '\t', '\n']).next().unwrap_or_default();
            self.refuse(1, name, OPEN_QUOTE);
            return None;
        }
        let mut places = Places::new();
        for (place, column) in header.iter().map(str::trim).enumerate() {
            if !COLUMNS.contains(&column) {
                self.refuse(1, column, strange(column));
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

    fn rows<R: BufRead>(&mut self, reader: &mut Reader<Lines<R>>, places: &Places) {
        let mut bytes = ByteRecord::new();
        let mut rows = 0_usize;
        loop {
            match reader.read_byte_record(&mut bytes) {
                Ok(true) => {}
                Ok(false) => break,
                Err(error) => return self.refuse_whole(error.to_string()),
            }
            // Counted from the end, because the reader's own number is too small after empty lines.
            let inside = bytes.as_slice().split(|byte| *byte == b'\n').count() as u64 - 1;
            let line = reader.position().line().saturating_sub(1 + inside);
            // Every line ends with a line feed; a row that goes on to the end of the file has lost its way.
            if reader.get_ref().ended {
                let column = column(places, bytes.len().saturating_sub(1));
                return self.refuse(line + 1, &column, OPEN_QUOTE);
            }
            rows += 1;
            if rows > MOST_ROWS {
                return self.refuse_whole(format!("has more than {MOST_ROWS} rows; divide it"));
            }
            match StringRecord::from_byte_record(std::mem::take(&mut bytes)) {
                Ok(record) => {
                    self.row(&record, line, places);
                    bytes = record.into_byte_record();
                }
                Err(error) => {
                    let column = column(places, error.utf8_error().field());
                    // Such a file is wrong from end to end; one sentence says it.
                    return self.refuse(line, &column, NOT_UTF8);
                }
            }
            if self.refusals.len() >= MOST_REFUSALS {
                return self.refuse_whole("was not read further: there are too many errors");
            }
        }
        if self.items.is_empty() && self.refusals.is_empty() {
            self.refuse_whole("has no rows");
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
        let given = |name: &str| places.get(name).and_then(|place| record.get(*place));
        let plainly = |name: &str| plain(given(name).unwrap_or_default().trim());
        let (item, barcode, stored) = (plainly("item"), plainly("barcode"), self.stored);
        // A copy that comes back has no due date any more, whether or not the file says so.
        let over = plainly("place") != Spot::OnLoan.code();
        let first = !self.numbers.contains_key(item);
        let cell = |name: &str| match given(name) {
            Some(cell) => cell,
            None if name == "due" && over => "",
            None if !first && COLUMNS[..FIRST_OF_COPY].contains(&name) => "",
            None => stored.cell(item, barcode, name).unwrap_or_default(),
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
        self.libraries(&mut cells);
        let wrong = std::mem::take(&mut cells.wrong);
        for wrong in wrong {
            self.refuse(line, wrong.field, wrong.reason);
        }
        if is_barcode(barcode) {
            self.barcode(item, barcode, line);
        }
        self.copies.extend(item.zip(copy));
    }

    /// The first row of a thing.
    fn first(&mut self, cells: &mut Cells<'_>) -> Option<usize> {
        let item = read_item(cells);
        let category = cells.get("category");
        if is_slug(category) && !self.known.categories.iter().any(|known| known == category) {
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

    /// The libraries that a row names have to be there.
    fn libraries(&self, cells: &mut Cells<'_>) {
        for field in ["home", "library"] {
            let library = cells.get(field);
            if is_slug(library) && !self.known.libraries.iter().any(|known| known == library) {
                cells.wrong(field, format!("there is no library {library}"));
            }
        }
    }

    /// A barcode stands for one copy of one thing.
    fn barcode(&mut self, item: Option<usize>, barcode: &str, line: u64) {
        if let Some(first) = self.barcodes.insert(barcode.to_owned(), line) {
            self.refuse(line, "barcode", format!("{barcode} is on line {first} already"));
        }
        let Some(item) = item.and_then(|item| self.items.get(item)) else {
            return;
        };
        let owner = self.known.barcodes.get(barcode);
        if let Some(owner) = owner.filter(|owner| item.id.as_str() != **owner) {
            let reason = format!("{barcode} belongs to {owner}");
            self.refuse(line, "barcode", reason);
        }
    }
}

const OPEN_QUOTE: &str = "begins with a quote (\") that does not end; every quote in a cell is written twice";
const NOT_UTF8: &str = "is not UTF-8 text; save the file as UTF-8 (in Excel: CSV UTF-8)";

fn encoding(error: &csv::Error) -> Option<String> {
    matches!(error.kind(), csv::ErrorKind::Utf8 { .. }).then(|| NOT_UTF8.to_owned())
}

/// The name of the column at a place.
fn column(places: &Places, place: usize) -> String {
    let named = places.iter().find(|(_, known)| **known == place);
    named.map_or_else(|| "row".to_owned(), |(name, _)| name.clone())
}

/// What is wrong with a column that is not read: mostly a slip in its name.
fn strange(column: &str) -> String {
    let alike = COLUMNS.map(|known| (strsim::jaro_winkler(known, &column.to_lowercase()), known));
    let best = alike.into_iter().max_by(|a, b| a.0.total_cmp(&b.0));
    match best.filter(|(likeness, _)| *likeness > 0.8) {
        Some((_, known)) => format!("is not a column that is read; is it {known}?"),
        None => "is not a column that is read; correct its name or leave it out".to_owned(),
    }
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
