//! The climate programme, in the format that `export programme` writes (`jaettu-programme/1`).
//!
//! The document is checked row by row and then as a whole; every fault is told with its line. An import replaces
//! the programme and logs, in the same transaction, field by field what that changed.

use super::store;
use crate::db::Db;
use crate::import::{Outcome, Refusal, counted, read};
use chrono::{DateTime, Utc};
use jaettu_domain::programme::changes::between;
use jaettu_domain::programme::validate::validate;
use jaettu_domain::programme::{Format, Programme};
use jaettu_domain::time;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::value::RawValue;
use std::path::Path;

/// Imports `file` into `db` as of `now`.
pub async fn run(db: &Db, file: &Path, now: DateTime<Utc>) -> Result<Outcome, sqlx::Error> {
    let place = file.display().to_string();
    let programme = match read(file)
        .map_err(|refusal| vec![refusal])
        .and_then(|text| parse(&place, &text))
    {
        Ok(programme) => programme,
        Err(refusals) => return Ok(Outcome::Refused(refusals)),
    };
    let changed = load(db, &programme, now).await?;
    let (actions, indicators) = (programme.actions.len(), programme.indicators.len());
    Ok(Outcome::Done(format!(
        "{} and {} read, {} logged",
        counted(actions, "action", "actions"),
        counted(indicators, "indicator", "indicators"),
        counted(changed, "change", "changes")
    )))
}

/// Puts a checked programme in the place of what is there; answers how many changes were logged.
pub async fn load(db: &Db, programme: &Programme, now: DateTime<Utc>) -> Result<usize, sqlx::Error> {
    change(db, now, |_| programme.clone()).await
}

/// Puts what `to` makes of the programme in its place, nobody else changing it meanwhile; answers how many changes were
/// logged.
pub async fn change(
    db: &Db,
    now: DateTime<Utc>,
    to: impl FnOnce(&Programme) -> Programme,
) -> Result<usize, sqlx::Error> {
    let mut tx = db.begin().await?;
    // First, so that two changes at once wait for each other here.
    tx.bump_content("programme").await?;
    let before = store::read_in(&mut tx).await?;
    let programme = to(&before);
    if before == programme {
        return Ok(0);
    }
    let changes = between(&before, &programme, time::today(now));
    store::replace(&mut tx, &programme).await?;
    store::log(&mut tx, &changes, now).await?;
    tx.commit().await?;
    Ok(changes.len())
}

/// The document with its rows still unread, each where it stands in the text.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Rows<'a> {
    #[serde(rename = "format")]
    _format: Format,
    #[serde(borrow)]
    plans: Vec<&'a RawValue>,
    #[serde(borrow)]
    category_types: Vec<&'a RawValue>,
    #[serde(borrow)]
    actions: Vec<&'a RawValue>,
    #[serde(borrow)]
    indicators: Vec<&'a RawValue>,
    #[serde(borrow, default)]
    effects: Vec<&'a RawValue>,
}

impl<'a> Rows<'a> {
    fn list(&self, name: &str) -> &[&'a RawValue] {
        match name {
            "plans" => &self.plans,
            "category_types" => &self.category_types,
            "actions" => &self.actions,
            "indicators" => &self.indicators,
            _ => &self.effects,
        }
    }
}

/// Reads a document, or tells everything that is wrong with it.
pub fn parse(place: &str, text: &str) -> Result<Programme, Vec<Refusal>> {
    let rows: Rows<'_> = serde_json::from_str(text).map_err(|error| {
        vec![Refusal::new(
            format!("{place}: line {}", error.line()),
            "json",
            reason(&error),
        )]
    })?;
    let mut refusals = Vec::new();
    let mut reader = Reader {
        place,
        text,
        rows: &rows,
        refusals: &mut refusals,
    };
    let programme = Programme {
        format: Format::V1,
        plans: reader.read("plans"),
        category_types: reader.read("category_types"),
        actions: reader.read("actions"),
        indicators: reader.read("indicators"),
        effects: reader.read("effects"),
    };
    // Rules speak about whole rows: while some cannot be read they would only name what is missing.
    if refusals.is_empty() {
        let at = |path: &str| format!("{place}: line {}", rule_line(text, &rows, path));
        let faults = validate(&programme).into_iter();
        refusals = faults
            .map(|fault| Refusal::new(at(&fault.field), fault.field, fault.detail))
            .collect();
    }
    if refusals.is_empty() {
        Ok(programme)
    } else {
        Err(refusals)
    }
}

struct Reader<'a> {
    place: &'a str,
    text: &'a str,
    rows: &'a Rows<'a>,
    refusals: &'a mut Vec<Refusal>,
}

impl Reader<'_> {
    fn read<T: DeserializeOwned>(&mut self, list: &str) -> Vec<T> {
        let mut read = Vec::new();
        for (n, row) in self.rows.list(list).iter().enumerate() {
            match serde_json::from_str(row.get()) {
                Ok(row) => read.push(row),
                Err(error) => {
                    let line = line(self.text, row) + error.line() - 1;
                    let place = format!("{}: line {line}", self.place);
                    self.refusals
                        .push(Refusal::new(place, format!("{list}[{n}]"), reason(&error)));
                }
            }
        }
        read
    }
}

/// What the reader says, without its own line number: that is one within the row.
fn reason(error: &serde_json::Error) -> String {
    let text = error.to_string();
    text.rsplit_once(" at line ")
        .map_or(text.clone(), |(before, _)| before.to_owned())
}

/// The line on which a row begins.
fn line(text: &str, row: &RawValue) -> usize {
    let offset = row.get().as_ptr().addr().saturating_sub(text.as_ptr().addr());
    text.as_bytes()
        .iter()
        .take(offset)
        .filter(|byte| **byte == b'\n')
        .count()
        + 1
}

/// The line of the row that a path like `actions[3].tasks[1].name` lies in.
fn rule_line(text: &str, rows: &Rows<'_>, path: &str) -> usize {
    let row = path.split_once('[').and_then(|(list, rest)| {
        let number: usize = rest.split_once(']')?.0.parse().ok()?;
        rows.list(list).get(number)
    });
    row.map_or(1, |row| line(text, row))
}

#[cfg(test)]
mod tests {
    use super::*;

    const DEMO: &str = include_str!("../../demo/programme.json");

    fn refused(text: &str) -> Vec<String> {
        parse("p.json", text)
            .unwrap_err()
            .iter()
            .map(ToString::to_string)
            .collect()
    }

    #[test]
    fn every_row_that_cannot_be_read_is_told_with_its_line() {
        let text = DEMO
            .replacen("\"goal_year\": 2035", "\"goal_year\": \"soon\"", 1)
            .replacen(
                "\"completed\": \"2019-10-21\"",
                "\"completed\": \"2019-13-21\"",
                1,
            );
        let refused = refused(&text);
        assert_eq!(refused.len(), 2, "{refused:?}");
        assert!(
            refused[0].contains("line 12: plans[0]: invalid type"),
            "{refused:?}"
        );
        assert!(refused[1].contains("actions[0]"), "{refused:?}");
    }

    #[test]
    fn every_rule_that_is_broken_is_told_with_the_line_of_its_row() {
        let text = DEMO.replace(
            "\"related\": [\"114\", \"115\", \"2.14\"]",
            "\"related\": [\"999\", \"998\"]",
        );
        let refused = refused(&text);
        assert_eq!(refused.len(), 2, "{refused:?}");
        assert!(refused[1].contains("actions[0].related[1]"), "{refused:?}");
        assert!(!refused[0].contains("line 1:"), "{refused:?}");
    }

    #[test]
    fn broken_json_and_unknown_fields_are_refused() {
        assert_eq!(refused("{").len(), 1);
        assert!(refused(&DEMO.replacen("\"plans\":", "\"plan\":", 1))[0].contains("unknown field"));
    }
}
