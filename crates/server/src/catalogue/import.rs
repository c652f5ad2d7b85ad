//! Reads things and copies from CSV (docs/import-items.md).

use super::store::{self, Changes, Known};
use crate::db::Db;
use crate::import::table::{self, Columns, Refusals, Row, Rows};
use crate::import::{Outcome, counted};
use jaettu_domain::catalogue::csv::{
    COLUMNS, FIRST_OF_COPY, REQUIRED, copy_cells, item_cells, read_copy, read_item,
};
use jaettu_domain::catalogue::{Item, ItemCopy, Spot};
use jaettu_domain::csv::{Cells, Wrong, defuse};
use jaettu_domain::id::{ItemId, is_barcode, is_slug};
use std::collections::{BTreeSet, HashMap};
use std::io::Read;
use std::path::Path;

/// Loads one file; everything in it, or nothing.
pub async fn run(db: &Db, file: &Path) -> Result<Outcome, sqlx::Error> {
    match table::open(file) {
        Ok((name, content)) => load(db, &name, content).await,
        Err(refused) => Ok(refused),
    }
}

/// Loads what `content` holds; `name` stands in the refusals.
///
/// It is read twice: first to see what it is about and whether it is right, then again under the locks of those things,
/// because what a file leaves out stays as it is then.
pub async fn load(db: &Db, name: &str, content: impl Read) -> Result<Outcome, sqlx::Error> {
    let content = match table::whole(name, content) {
        Ok(content) => content,
        Err(refused) => return Ok(refused),
    };
    let known = store::known(db).await?;
    let stored = Stored::new(&known.things);
    let staged = Staged::of(name, &known, &stored, &content);
    if !staged.refusals.is_empty() {
        return Ok(Outcome::Refused(staged.refusals.into_told()));
    }
    let items: BTreeSet<&ItemId> = staged.items.iter().map(|item| &item.id).collect();
    let mut tx = db.begin().await?;
    let known = store::known_for_good(&mut tx, &items).await?;
    let stored = Stored::new(&known.things);
    let staged = Staged::of(name, &known, &stored, &content);
    if !staged.refusals.is_empty() {
        return Ok(Outcome::Refused(staged.refusals.into_told()));
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
    known: &'a Known,
    stored: &'a Stored,
    items: Vec<Item>,
    /// Where each thing stands in `items`; `None` when its first row was refused.
    numbers: HashMap<String, Option<usize>>,
    copies: Vec<(usize, ItemCopy)>,
    /// The line of each barcode.
    barcodes: HashMap<String, u64>,
    refusals: Refusals<'a>,
}

impl<'a> Rows<'a> for Staged<'a> {
    fn refusals(&mut self) -> &mut Refusals<'a> {
        &mut self.refusals
    }

    fn row(&mut self, row: &Row<'_>) {
        let (item, barcode, stored) = (row.plainly("item"), row.plainly("barcode"), self.stored);
        // A copy that comes back has no due date any more, whether or not the file says so.
        let over = row.plainly("place") != Spot::OnLoan.code();
        let first = !self.numbers.contains_key(item);
        let cell = |name: &str| match row.given(name) {
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
        self.refusals
            .refuse_cells(row.line, std::mem::take(&mut cells.wrong));
        if is_barcode(barcode) {
            self.barcode(item, barcode, row.line);
        }
        self.copies.extend(item.zip(copy));
    }
}

impl<'a> Staged<'a> {
    fn of(name: &'a str, known: &'a Known, stored: &'a Stored, content: &[u8]) -> Self {
        const ITEMS: Columns = Columns {
            all: &COLUMNS,
            required: &REQUIRED,
        };
        let mut staged = Self {
            known,
            stored,
            items: Vec::new(),
            numbers: HashMap::new(),
            copies: Vec::new(),
            barcodes: HashMap::new(),
            refusals: Refusals::of(name),
        };
        table::read(content, ITEMS, &mut staged);
        staged
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
            let reason = format!("{barcode} is on line {first} already");
            self.refusals.refuse(line, "barcode", reason);
        }
        let Some(item) = item.and_then(|item| self.items.get(item)) else {
            return;
        };
        let owner = self.known.barcodes.get(barcode);
        if let Some(owner) = owner.filter(|owner| item.id.as_str() != **owner) {
            let reason = format!("{barcode} belongs to {owner}");
            self.refusals.refuse(line, "barcode", reason);
        }
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
            wrong.push(Wrong {
                field,
                reason: format!("differs from the first row of this thing, which says «{before}»"),
            });
        }
    }
    cells.wrong.extend(wrong);
}
