//! Writes rooms: CSV that import reads, XLSX, and JSON for everybody.

use super::store::Stored;
use crate::export::{Failure, csv, json, xlsx};
use jaettu_domain::id::InductionId;
use jaettu_domain::rooms::csv::{COLUMNS, FIRST_OF_POLICIES, induction_cells, policy_cell, room_cells};
use jaettu_domain::rooms::{Induction, Policy, Room};
use serde::Serialize;
use std::collections::BTreeSet;
use std::io::Write;

pub use crate::export::Format;

/// Writes all rooms, and what goes along with them.
pub fn write(stored: &Stored, format: Format, out: impl Write) -> Result<(), Failure> {
    match format {
        Format::Csv => csv(&COLUMNS, rows(stored), out),
        Format::Json => json(&Whole::of(stored), out),
        Format::Xlsx => xlsx("rooms", &COLUMNS, rows(stored), out),
    }
}

/// Without the codes of doors: this is what may be published.
#[derive(Serialize)]
struct Whole<'a> {
    rooms: Vec<&'a Room>,
    inductions: &'a [Induction],
    policies: &'a [Policy],
}

impl<'a> Whole<'a> {
    fn of(stored: &'a Stored) -> Self {
        Self {
            rooms: stored.rooms.iter().map(|(room, _)| room).collect(),
            inductions: &stored.inductions,
            policies: &stored.policies,
        }
    }
}

/// One row per room. What goes along with rooms stands on the first that has to do with it.
fn rows(stored: &Stored) -> impl Iterator<Item = Vec<String>> {
    let mut told: BTreeSet<&InductionId> = BTreeSet::new();
    let mut libraries = BTreeSet::new();
    stored
        .rooms
        .iter()
        .enumerate()
        .map(move |(number, (room, codes))| {
            let mut row = room_cells(room, codes);
            let induction = room.rules.induction.as_ref().filter(|id| told.insert(*id));
            let induction = induction.and_then(|id| stored.inductions.iter().find(|one| one.id == *id));
            row.extend(induction.map(induction_cells).unwrap_or_default());
            row.resize(FIRST_OF_POLICIES, String::new());
            let policy = |library| {
                let known = stored
                    .policies
                    .iter()
                    .find(|policy| policy.library.as_ref() == library);
                known.map_or_else(String::new, |policy| policy_cell(&policy.quotas))
            };
            let first = libraries.insert(&room.library);
            row.push(if first {
                policy(Some(&room.library))
            } else {
                String::new()
            });
            row.push(if number == 0 { policy(None) } else { String::new() });
            row
        })
}
