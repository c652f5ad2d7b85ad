//! Reads rooms, machines and pools from CSV (docs/import-rooms.md).

use super::content::{self, Codes};
use super::leaves::{self, Change};
use super::store::{self, Stored};
use crate::db::{Db, Tx, on_tx};
use crate::import::table::{self, Columns, Refusals, Row, Rows};
use crate::import::{Outcome, counted};
use chrono::{DateTime, Utc};
use jaettu_domain::csv::{Cells, defuse};
use jaettu_domain::id::{LibraryId, RoomId};
use jaettu_domain::rooms::csv::{
    COLUMNS, FIRST_OF_INDUCTION, FIRST_OF_POLICIES, Known, REQUIRED, Sheet, induction_cells, room_cells,
};
use jaettu_domain::rooms::{Induction, Policy, Room};
use std::collections::{BTreeSet, HashMap};
use std::io::Read;
use std::path::Path;

/// Loads one file; everything in it, or nothing.
pub async fn run(db: &Db, file: &Path, now: DateTime<Utc>) -> Result<Outcome, sqlx::Error> {
    match table::open(file) {
        Ok((name, content)) => load(db, &name, content, now).await,
        Err(refused) => Ok(refused),
    }
}

/// Loads what `content` holds; `name` stands in the refusals.
pub async fn load(
    db: &Db,
    name: &str,
    content: impl Read,
    now: DateTime<Utc>,
) -> Result<Outcome, sqlx::Error> {
    let content = match table::whole(name, content) {
        Ok(content) => content,
        Err(refused) => return Ok(refused),
    };
    let mut tx = db.begin().await?;
    let (stored, libraries) = store::stored_for_good(&mut tx).await?;
    let (sheet, mut refusals) = read(name, &content, &stored, &libraries);
    if !refusals.is_empty() {
        return Ok(Outcome::Refused(refusals.into_told()));
    }
    let changes = Changes::of(&sheet, &stored);
    let refused = changes.write(&mut tx, now).await?;
    for (room, reason) in refused {
        refusals.refuse(sheet.line(&room.id).unwrap_or_default(), "leaves", reason);
    }
    if !refusals.is_empty() {
        return Ok(Outcome::Refused(refusals.into_told()));
    }
    tx.commit().await?;
    Ok(Outcome::Done(changes.told(sheet.rooms().count())))
}

/// Reads a file, and looks whether all of it is right.
fn read<'a>(
    name: &'a str,
    content: &[u8],
    stored: &Stored,
    libraries: &BTreeSet<LibraryId>,
) -> (Sheet, Refusals<'a>) {
    const ROOMS: Columns = Columns {
        all: &COLUMNS,
        required: &REQUIRED,
    };
    let mut staged = Staged {
        before: Before::new(stored),
        sheet: Sheet::default(),
        refusals: Refusals::of(name),
    };
    table::read(content, ROOMS, &mut staged);
    let Staged {
        sheet, mut refusals, ..
    } = staged;
    let rooms: Vec<Room> = stored.rooms.iter().map(|(room, _)| room.clone()).collect();
    let inductions = stored.inductions.iter().map(|induction| induction.id.clone());
    let known = Known {
        libraries,
        inductions: &inductions.collect(),
        rooms: &rooms,
    };
    for (line, wrong) in sheet.check(&known) {
        refusals.refuse_cells(line, vec![wrong]);
    }
    (sheet, refusals)
}

/// The cells of what is in the database: a column that a file does not have leaves it as it is.
struct Before {
    rooms: HashMap<String, Vec<String>>,
    inductions: HashMap<String, Vec<String>>,
}

impl Before {
    fn new(stored: &Stored) -> Self {
        let written = |cells: Vec<String>| cells.iter().map(|cell| defuse(cell).into_owned()).collect();
        let rooms = stored.rooms.iter().map(|(room, codes)| {
            let cells = written(room_cells(room, codes));
            (room.id.to_string(), cells)
        });
        let inductions = stored.inductions.iter().map(|induction| {
            let cells = written(induction_cells(induction));
            (induction.id.to_string(), cells)
        });
        Self {
            rooms: rooms.collect(),
            inductions: inductions.collect(),
        }
    }

    fn of_room(&self, room: &str, column: &str) -> &str {
        let place = COLUMNS.iter().position(|name| *name == column);
        let cell = place.and_then(|place| self.rooms.get(room)?.get(place));
        cell.map_or("", String::as_str)
    }

    fn of_induction(&self, induction: &str, column: &str) -> Option<&str> {
        let place = COLUMNS.iter().position(|name| *name == column)?;
        let cells = self.inductions.get(induction)?;
        cells
            .get(place.checked_sub(FIRST_OF_INDUCTION)?)
            .map(String::as_str)
    }
}

/// A file, as far as it has been read.
struct Staged<'a> {
    before: Before,
    sheet: Sheet,
    refusals: Refusals<'a>,
}

impl<'a> Rows<'a> for Staged<'a> {
    fn refusals(&mut self) -> &mut Refusals<'a> {
        &mut self.refusals
    }

    fn row(&mut self, row: &Row<'_>) {
        let (before, room) = (&self.before, row.plainly("room"));
        let induction = match row.given("induction") {
            Some(_) => row.plainly("induction"),
            None => before.of_room(room, "induction"),
        };
        let of_induction = &COLUMNS[FIRST_OF_INDUCTION..FIRST_OF_POLICIES];
        // Only a row that says something of it is completed.
        let says = of_induction.iter().any(|column| !row.plainly(column).is_empty());
        let cell = |name: &str| match row.given(name) {
            Some(cell) => cell,
            None if of_induction.contains(&name) => {
                let known = before.of_induction(induction, name);
                known.filter(|_| says).unwrap_or_default()
            }
            None => before.of_room(room, name),
        };
        let mut cells = Cells::new(&cell);
        self.sheet.add(row.line, &mut cells);
        self.refusals.refuse_cells(row.line, cells.wrong);
    }
}

/// What of a file is not so already.
struct Changes<'a> {
    rooms: Vec<&'a Room>,
    codes: Vec<(&'a RoomId, &'a Codes)>,
    /// Rooms that are there and come to be made of other parts.
    parts: Vec<Change<'a>>,
    inductions: Vec<Induction>,
    policies: Vec<Policy>,
}

impl<'a> Changes<'a> {
    fn of(sheet: &'a Sheet, stored: &'a Stored) -> Self {
        let before: HashMap<&RoomId, &(Room, Codes)> =
            stored.rooms.iter().map(|both| (&both.0.id, both)).collect();
        let mut changes = Self {
            rooms: Vec::new(),
            codes: Vec::new(),
            parts: Vec::new(),
            inductions: Vec::new(),
            policies: Vec::new(),
        };
        for (room, codes) in sheet.rooms() {
            let was = before.get(&room.id);
            if was.is_none_or(|(was, _)| was != room) {
                changes.rooms.push(room);
            }
            let none = Codes::default();
            if was.map_or(&none, |(_, was)| was) != codes {
                changes.codes.push((&room.id, codes));
            }
            changes.parts.extend(
                was.map(|(was, _)| (was, room))
                    .filter(|change| leaves::differ(*change)),
            );
        }
        let inductions = sheet.inductions().filter(|one| !stored.inductions.contains(one));
        changes.inductions.extend(inductions.cloned());
        let policies = sheet.policies().filter(|one| {
            let was = stored.policies.iter().find(|was| was.library == one.library);
            was.map_or(&[][..], |was| &was.quotas) != one.quotas
        });
        changes.policies.extend(policies);
        changes
    }

    /// Writes it, and only it: what is as it should be is left alone. Tells the rooms whose parts cannot change.
    async fn write(&self, tx: &mut Tx, now: DateTime<Utc>) -> Result<Vec<(&'a Room, String)>, sqlx::Error> {
        let (none, some): (Vec<Policy>, Vec<Policy>) = self
            .policies
            .iter()
            .cloned()
            .partition(|policy| policy.quotas.is_empty());
        if !self.inductions.is_empty() || !some.is_empty() {
            content::put_terms(tx, &self.inductions, &some).await?;
        }
        if !none.is_empty() {
            forget(tx, &none).await?;
        }
        if !self.rooms.is_empty() {
            let rooms: Vec<Room> = self.rooms.iter().map(|room| (*room).clone()).collect();
            content::put(tx, &rooms).await?;
        }
        if !self.codes.is_empty() {
            content::put_codes(tx, &self.codes).await?;
        }
        if self.parts.is_empty() {
            return Ok(Vec::new());
        }
        leaves::change(tx, &self.parts, now).await
    }

    fn told(&self, read: usize) -> String {
        let mut rooms: BTreeSet<&RoomId> = self.rooms.iter().map(|room| &room.id).collect();
        rooms.extend(self.codes.iter().map(|(room, _)| *room));
        format!(
            "{} read; {}, {} and {} changed",
            counted(read, "room", "rooms"),
            counted(rooms.len(), "room", "rooms"),
            counted(self.inductions.len(), "induction", "inductions"),
            counted(self.policies.len(), "policy", "policies"),
        )
    }
}

/// Takes away bounds of how much one person may book.
async fn forget(tx: &mut Tx, policies: &[Policy]) -> Result<(), sqlx::Error> {
    const SQL: &str = "DELETE FROM booking_policies WHERE library = $1";
    for policy in policies {
        let library = policy.library.as_ref().map_or("", LibraryId::as_str);
        on_tx!(&mut *tx, connection => sqlx::query(SQL).bind(library).execute(connection).await?.rows_affected());
    }
    tx.bump_content("rooms").await
}
