//! Writes things and copies: CSV that import reads, JSON and XLSX.

use crate::export::{Failure, csv, json, xlsx};
use jaettu_domain::catalogue::csv::{COLUMNS, FIRST_OF_COPY, copy_cells, item_cells};
use jaettu_domain::catalogue::{Item, ItemCopy};
use serde::Serialize;
use std::io::Write;

pub use crate::export::Format;

/// Writes all things with their copies.
pub fn write(things: &[(Item, Vec<ItemCopy>)], format: Format, out: impl Write) -> Result<(), Failure> {
    match format {
        Format::Csv => csv(&COLUMNS, rows(things), out),
        Format::Json => json(&Whole::of(things), out),
        Format::Xlsx => xlsx("items", &COLUMNS, rows(things), out),
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

#[derive(Serialize)]
struct Whole<'a> {
    items: Vec<Thing<'a>>,
}

impl<'a> Whole<'a> {
    fn of(things: &'a [(Item, Vec<ItemCopy>)]) -> Self {
        let items = things.iter().map(|(item, copies)| Thing { item, copies });
        Self {
            items: items.collect(),
        }
    }
}

#[derive(Serialize)]
struct Thing<'a> {
    #[serde(flatten)]
    item: &'a Item,
    copies: &'a [ItemCopy],
}
