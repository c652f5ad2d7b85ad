//! The content of every table, for looking whether something has changed anything at all.

use crate::support::Service;
use std::collections::BTreeMap;

/// Rows as text, in order, by table.
pub type Contents = BTreeMap<String, Vec<String>>;

/// Everything that the database holds, except when somebody was last seen: that moves by itself.
pub async fn contents(service: &Service) -> Contents {
    let mut contents = Contents::new();
    for table in service.tables().await {
        let columns = service.columns(&table).await;
        let texts = columns.iter().filter(|column| *column != "seen_at");
        let texts = texts.map(|column| format!("COALESCE(CAST({column} AS TEXT), '-')"));
        let row = texts.collect::<Vec<_>>().join(" || ' | ' || ");
        let mut rows = service.texts(&format!("SELECT {row} FROM {table}")).await;
        rows.sort();
        contents.insert(table, rows);
    }
    contents
}

/// Rows that are there after and were not before, or the reverse.
pub fn changes(before: &Contents, after: &Contents) -> Vec<String> {
    let none = Vec::new();
    let mut changes = Vec::new();
    for (table, rows) in after {
        let old = before.get(table).unwrap_or(&none);
        let new = rows.iter().filter(|row| old.binary_search(row).is_err());
        changes.extend(new.map(|row| format!("{table} + {row}")));
        let gone = old.iter().filter(|row| rows.binary_search(row).is_err());
        changes.extend(gone.map(|row| format!("{table} - {row}")));
    }
    changes
}
