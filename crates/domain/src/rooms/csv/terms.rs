//! What a file says of what goes along with rooms: once, or alike.

use super::{
    COLUMNS, FIRST_OF_INDUCTION, FIRST_OF_POLICIES, INDUCTION_ABOUT, INDUCTION_NAME, induction_cells,
    policy_cell,
};
use crate::csv::Cells;
use crate::id::{InductionId, LibraryId};
use crate::rooms::{Induction, Policy, Quota};
use std::collections::BTreeMap;

/// In place of quotas: there shall be none.
const NONE: &str = "none";

/// What was said on which line.
#[derive(Debug, Default)]
pub(super) struct Terms {
    inductions: BTreeMap<InductionId, (u64, Induction)>,
    policies: BTreeMap<Option<LibraryId>, (u64, Vec<Quota>)>,
}

impl Terms {
    /// Reads what a row says; what differs from an earlier one is wrong.
    pub(super) fn add(&mut self, line: u64, cells: &mut Cells<'_>) {
        self.induction(line, cells);
        if let Ok(library) = cells.get("library").parse() {
            self.policy(line, cells, "library_quotas", Some(library));
        }
        self.policy(line, cells, "everywhere_quotas", None);
    }

    fn induction(&mut self, line: u64, cells: &mut Cells<'_>) {
        let columns = &COLUMNS[FIRST_OF_INDUCTION..FIRST_OF_POLICIES];
        let Some(said) = columns.iter().find(|column| !cells.get(column).is_empty()) else {
            return;
        };
        if cells.get("induction").is_empty() {
            cells.wrong("induction", format!("is empty, but {said} is not"));
        }
        let name = cells.translated(INDUCTION_NAME, 120);
        if name.fi.is_empty() {
            cells.wrong(
                "induction_name_fi",
                "is empty; what has to be learned has a Finnish name",
            );
        }
        let (about, months) = (
            cells.translated(INDUCTION_ABOUT, 4000),
            cells.number("induction_months", 1, 600),
        );
        // What is no identifier is told with the room's rules.
        let Ok(id) = cells.get("induction").parse::<InductionId>() else {
            return;
        };
        let induction = Induction {
            id: id.clone(),
            name,
            about,
            months,
        };
        let (first, before) = self
            .inductions
            .entry(id)
            .or_insert_with(|| (line, induction.clone()));
        let both = induction_cells(before)
            .into_iter()
            .zip(induction_cells(&induction));
        for (column, (before, now)) in columns.iter().zip(both) {
            if before != now {
                cells.wrong(column, differs(*first, &before));
            }
        }
    }

    fn policy(&mut self, line: u64, cells: &mut Cells<'_>, column: &'static str, library: Option<LibraryId>) {
        let quotas = match cells.get(column) {
            "" => return,
            NONE => Vec::new(),
            _ => cells.quotas(column),
        };
        let (first, before) = self
            .policies
            .entry(library)
            .or_insert_with(|| (line, quotas.clone()));
        if *before != quotas {
            let before = if before.is_empty() {
                NONE.to_owned()
            } else {
                policy_cell(before)
            };
            cells.wrong(column, differs(*first, &before));
        }
    }

    /// Whether it says what an induction is.
    pub(super) fn has(&self, induction: &InductionId) -> bool {
        self.inductions.contains_key(induction)
    }

    pub(super) fn inductions(&self) -> impl Iterator<Item = &Induction> {
        self.inductions.values().map(|(_, induction)| induction)
    }

    pub(super) fn policies(&self) -> impl Iterator<Item = Policy> + '_ {
        self.policies.iter().map(|(library, (_, quotas))| Policy {
            library: library.clone(),
            quotas: quotas.clone(),
        })
    }
}

fn differs(line: u64, said: &str) -> String {
    format!("differs from line {line}, which says «{said}»")
}
