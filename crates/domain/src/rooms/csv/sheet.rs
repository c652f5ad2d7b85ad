//! All rows of a file, and whether they agree with each other and with what is there already.

use super::read;
use super::terms::Terms;
use crate::csv::{Cells, Wrong};
use crate::id::{InductionId, LeafId, LibraryId, RoomId};
use crate::rooms::{Codes, Induction, Policy, Room};
use std::collections::{BTreeMap, BTreeSet};

/// What is there before a file is read.
#[derive(Clone, Copy, Debug)]
pub struct Known<'a> {
    /// Every library.
    pub libraries: &'a BTreeSet<LibraryId>,
    /// Everything that has to be learned somewhere.
    pub inductions: &'a BTreeSet<InductionId>,
    /// Every room; what the file says of them counts more.
    pub rooms: &'a [Room],
}

/// The rows of a file, as far as they could be read.
#[derive(Debug, Default)]
pub struct Sheet {
    rows: Vec<(u64, Room, Codes)>,
    /// The line of each room, also of those that could not be read.
    lines: BTreeMap<RoomId, u64>,
    terms: Terms,
}

impl Sheet {
    /// Reads the row on a line; everything that is wrong with it by itself is noted in its cells.
    pub fn add(&mut self, line: u64, cells: &mut Cells<'_>) {
        let read = read::room(cells);
        self.terms.add(line, cells);
        let Ok(id) = cells.get("room").parse::<RoomId>() else {
            return;
        };
        if let Some(first) = self.lines.get(&id) {
            cells.wrong("room", format!("{id} is on line {first} already"));
            return;
        }
        self.lines.insert(id, line);
        self.rows.extend(read.map(|(room, codes)| (line, room, codes)));
    }

    /// The rooms with their codes.
    pub fn rooms(&self) -> impl Iterator<Item = (&Room, &Codes)> {
        self.rows.iter().map(|(_, room, codes)| (room, codes))
    }

    /// The line on which a room stands.
    pub fn line(&self, room: &RoomId) -> Option<u64> {
        self.lines.get(room).copied()
    }

    /// What has to be learned, as far as the file says what that is.
    pub fn inductions(&self) -> impl Iterator<Item = &Induction> {
        self.terms.inductions()
    }

    /// How much one person may book; nothing said of it where there shall be no bound.
    pub fn policies(&self) -> impl Iterator<Item = Policy> + '_ {
        self.terms.policies()
    }

    /// What is wrong between rows, and between them and what is there, with the line of each.
    pub fn check(&self, known: &Known<'_>) -> Vec<(u64, Wrong)> {
        let mut world = World::new(self, known);
        for (line, room, _) in &self.rows {
            world.names(*line, room, self, known);
        }
        world.leaves();
        world.pools();
        world.wrong.sort_by_key(|(line, _)| *line);
        world.wrong
    }
}

/// The rooms as they would be.
struct World<'a> {
    /// Each with its line, if it is in the file.
    rooms: BTreeMap<&'a RoomId, (Option<u64>, &'a Room)>,
    /// Those of the file that could not be read: nothing is said of them here.
    unread: BTreeSet<&'a RoomId>,
    wrong: Vec<(u64, Wrong)>,
}

impl<'a> World<'a> {
    fn new(sheet: &'a Sheet, known: &Known<'a>) -> Self {
        let before = known.rooms.iter().map(|room| (&room.id, (None, room)));
        let mut rooms: BTreeMap<_, _> = before.collect();
        let unread = sheet.lines.keys().collect::<BTreeSet<_>>();
        rooms.retain(|id, _| !unread.contains(*id));
        rooms.extend(
            sheet
                .rows
                .iter()
                .map(|(line, room, _)| (&room.id, (Some(*line), room))),
        );
        Self {
            unread: unread.into_iter().filter(|id| !rooms.contains_key(*id)).collect(),
            rooms,
            wrong: Vec::new(),
        }
    }

    fn say(&mut self, line: u64, field: &'static str, reason: String) {
        self.wrong.push((line, Wrong { field, reason }));
    }

    /// What a room names has to be there.
    fn names(&mut self, line: u64, room: &Room, sheet: &Sheet, known: &Known<'_>) {
        let library = &room.library;
        if !known.libraries.contains(library) {
            self.say(line, "library", format!("there is no library {library}"));
        }
        let unknown =
            |induction: &&InductionId| !known.inductions.contains(*induction) && !sheet.terms.has(induction);
        if let Some(induction) = room.rules.induction.as_ref().filter(unknown) {
            let reason = format!("{induction} is not known; induction_name_fi says what it is");
            self.say(line, "induction", reason);
        }
    }

    /// A part may be one of several rooms, but they are all in the same library.
    fn leaves(&mut self) {
        let mut first: BTreeMap<&LeafId, &Room> = BTreeMap::new();
        // Those that are there already come first: it is the file that has to agree with them.
        let (old, new): (Vec<_>, Vec<_>) = self.rooms.values().partition(|(line, _)| line.is_none());
        for (line, room) in old.into_iter().chain(new) {
            for leaf in &room.leaves {
                let other = *first.entry(leaf).or_insert(room);
                if let Some(line) = line.filter(|_| other.library != room.library) {
                    let reason = format!(
                        "{leaf} is a part of {}, which is in {}; a part is in one library only",
                        other.id, other.library
                    );
                    self.wrong.push((
                        line,
                        Wrong {
                            field: "leaves",
                            reason,
                        },
                    ));
                }
            }
        }
    }

    /// The members of a pool are machines of one kind side by side, and each is in one pool only.
    fn pools(&mut self) {
        let mut pool_of: BTreeMap<&RoomId, &RoomId> = BTreeMap::new();
        let pools = self.rooms.values().filter(|(_, room)| room.is_pool());
        let mut pools: Vec<_> = pools.copied().collect();
        pools.sort_by_key(|(line, _)| line.is_some());
        for (line, pool) in pools {
            for member in &pool.members {
                if self.unread.contains(member) {
                    continue;
                }
                let found = self.rooms.get(member).copied();
                let other = pool_of.insert(member, &pool.id);
                let reason = match (found, other) {
                    (None, _) => Some(("members", format!("there is no room {member}"))),
                    (_, Some(other)) => Some(("members", format!("{member} is in the pool {other} already"))),
                    (Some((_, machine)), None) => unlike(pool, machine),
                };
                // Where the pool is not in the file, its machine is.
                let at = line.or_else(|| found.and_then(|(line, _)| line));
                if let (Some(at), Some((field, reason))) = (at, reason) {
                    let field = if line.is_some() { "members" } else { field };
                    self.say(at, field, reason);
                }
            }
        }
    }
}

/// Why a machine cannot be in a pool, and which of its columns it is about.
fn unlike(pool: &Room, machine: &Room) -> Option<(&'static str, String)> {
    let (pool_id, id) = (&pool.id, &machine.id);
    if machine.is_pool() {
        let reason = format!("{id} is a pool, so it cannot be in the pool {pool_id}");
        Some(("members", reason))
    } else if machine.library != pool.library {
        let (here, there) = (&machine.library, &pool.library);
        Some((
            "library",
            format!("{id} is in {here}, but its pool {pool_id} is in {there}"),
        ))
    } else if machine.category != pool.category {
        let (this, that) = (machine.category, pool.category);
        Some((
            "category",
            format!("{id} is a {this}, but its pool {pool_id} is for {that}"),
        ))
    } else {
        None
    }
}
