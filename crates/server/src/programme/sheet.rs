//! Rows and columns of open data, written as CSV or as a spreadsheet.

use chrono::NaiveDate;
use jaettu_domain::programme::action::Action;
use jaettu_domain::programme::api::ChangeView;
use jaettu_domain::programme::changes::Shown;
use jaettu_domain::programme::indicator::{Indicator, Resolution};
use jaettu_domain::programme::{Programme, rules, timeline};
use rust_xlsxwriter::{Workbook, XlsxError};
use std::collections::BTreeSet;

/// One cell.
#[derive(Clone, Debug, PartialEq)]
pub enum Cell {
    /// Nothing.
    Empty,
    /// Words.
    Text(String),
    /// A figure.
    Number(f64),
}

impl<T: ToString> From<Option<T>> for Cell {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Empty, |value| Self::Text(value.to_string()))
    }
}

fn text(value: impl ToString) -> Cell {
    Cell::Text(value.to_string())
}

#[expect(clippy::cast_precision_loss, reason = "counts are far below 2^52")]
fn count(value: usize) -> Cell {
    Cell::Number(value as f64)
}

/// A table with a name and headings.
#[derive(Clone, Debug)]
pub struct Sheet {
    /// Its name in a workbook.
    pub name: &'static str,
    /// What stands in the first row.
    pub headings: Vec<String>,
    /// The rows.
    pub rows: Vec<Vec<Cell>>,
}

fn headings(names: &[&str]) -> Vec<String> {
    names.iter().map(|name| (*name).to_owned()).collect()
}

impl Sheet {
    /// As CSV in UTF-8, with a comma between columns.
    pub fn csv(&self) -> Vec<u8> {
        let mut writer = csv::Writer::from_writer(Vec::new());
        // Writing to memory does not fail.
        let _ = writer.write_record(&self.headings);
        for row in &self.rows {
            let _ = writer.write_record(row.iter().map(plain));
        }
        writer.into_inner().unwrap_or_default()
    }
}

/// A cell in CSV. A text that a spreadsheet would run as a formula is made a plain text.
fn plain(cell: &Cell) -> String {
    match cell {
        Cell::Empty => String::new(),
        Cell::Number(value) => value.to_string(),
        Cell::Text(text) if text.starts_with(['=', '+', '-', '@', '\t', '\r']) => ["'", text].concat(),
        Cell::Text(text) => text.clone(),
    }
}

/// Sheets as one workbook.
pub fn xlsx(sheets: &[Sheet]) -> Result<Vec<u8>, XlsxError> {
    let mut book = Workbook::new();
    for sheet in sheets {
        let page = book.add_worksheet();
        page.set_name(sheet.name)?;
        for (column, heading) in (0_u16..).zip(&sheet.headings) {
            page.write_string(0, column, heading)?;
        }
        for (line, row) in (1_u32..).zip(&sheet.rows) {
            for (column, cell) in (0_u16..).zip(row) {
                match cell {
                    Cell::Empty => {}
                    Cell::Text(text) => {
                        page.write_string(line, column, text)?;
                    }
                    Cell::Number(value) => {
                        page.write_number(line, column, *value)?;
                    }
                }
            }
        }
    }
    book.save_to_buffer()
}

/// One row for each action.
pub fn actions(programme: &Programme, actions: &[&Action], today: NaiveDate) -> Sheet {
    let row = |action: &&Action| {
        let status = rules::status(action, &programme.indicators, today);
        let tally = timeline::tally(&action.tasks, today);
        let next = timeline::next_due(&action.tasks, today);
        let categories: Vec<&str> = action
            .categories
            .iter()
            .map(jaettu_domain::id::ActionCategoryId::as_str)
            .collect();
        let [fi, sv, en] = action.name.all().map(text);
        let date = |date: Option<jaettu_domain::time::PartialDate>| Cell::from(date.map(String::from));
        vec![
            text(&action.identifier),
            fi,
            sv,
            en,
            text(&action.plan),
            text(status.state.code()),
            action
                .phase
                .map(jaettu_domain::programme::action::Phase::code)
                .into(),
            count(tally.done),
            count(tally.total),
            count(tally.late),
            count(tally.cancelled),
            date(next.map(|task| task.due)),
            next.map(|task| task.name.fi.clone()).into(),
            text(categories.join("; ")),
            date(action.span.and_then(|span| span.begin)),
            date(action.span.and_then(|span| span.end)),
            action
                .impact
                .as_ref()
                .map_or(Cell::Empty, |impact| Cell::Number(f64::from(impact.class))),
            action.responsible.as_ref().map(|one| one.unit.fi.clone()).into(),
            action.merged_with.as_ref().into(),
            action.superseded_by.as_ref().into(),
            text(action.updated),
            text(rules::freshness(action.updated, today).code()),
            text(action.example),
        ]
    };
    Sheet {
        name: "Actions",
        headings: headings(&[
            "identifier",
            "name_fi",
            "name_sv",
            "name_en",
            "plan",
            "state",
            "phase",
            "tasks_done",
            "tasks_total",
            "tasks_late",
            "tasks_cancelled",
            "next_due",
            "next_task_fi",
            "categories",
            "begin",
            "end",
            "impact_class",
            "responsible_fi",
            "merged_with",
            "superseded_by",
            "updated",
            "freshness",
            "example",
        ]),
        rows: actions.iter().map(row).collect(),
    }
}

/// One row for each task of `actions`.
pub fn tasks(actions: &[&Action], today: NaiveDate) -> Sheet {
    let mut rows = Vec::new();
    for action in actions {
        for (group, tasks) in timeline::timeline(&action.tasks, today) {
            for task in tasks {
                let [fi, sv, en] = task.name.all().map(text);
                rows.push(vec![
                    text(&action.identifier),
                    text(&task.id),
                    fi,
                    sv,
                    en,
                    text(task.state.code()),
                    text(group.code()),
                    text(String::from(task.due)),
                    task.original_due.map(String::from).into(),
                    task.completed.into(),
                    text(task.example),
                ]);
            }
        }
    }
    Sheet {
        name: "Tasks",
        headings: headings(&[
            "action",
            "task",
            "name_fi",
            "name_sv",
            "name_en",
            "state",
            "group",
            "due",
            "original_due",
            "completed",
            "example",
        ]),
        rows,
    }
}

/// One row for each value and goal.
pub fn values(indicators: &[&Indicator]) -> Sheet {
    let mut rows = Vec::new();
    for indicator in indicators {
        let mut row = |kind: &str, date: NaiveDate, value: f64, category: Option<&String>| {
            rows.push(vec![
                text(&indicator.id),
                text(&indicator.name.fi),
                text(&indicator.unit.fi),
                text(kind),
                text(date),
                Cell::Number(value),
                category.into(),
                text(indicator.example),
            ]);
        };
        for value in &indicator.values {
            row("value", value.date, value.value, value.category.as_ref());
        }
        for goal in &indicator.goals {
            row("goal", goal.date, goal.value, None);
        }
    }
    Sheet {
        name: "Values",
        headings: headings(&[
            "indicator",
            "name_fi",
            "unit_fi",
            "kind",
            "date",
            "value",
            "category",
            "example",
        ]),
        rows,
    }
}

/// One row for each yearly indicator and one column for each year, totals only.
pub fn years(indicators: &[&Indicator]) -> Sheet {
    use chrono::Datelike;
    let yearly: Vec<_> = indicators
        .iter()
        .filter(|indicator| indicator.resolution == Resolution::Year)
        .collect();
    let totals = |indicator: &Indicator| {
        indicator
            .totals()
            .into_iter()
            .map(|point| (point.date.year(), point.value))
    };
    let all: BTreeSet<i32> = yearly
        .iter()
        .flat_map(|indicator| totals(indicator))
        .map(|(year, _)| year)
        .collect();
    let rows = yearly.iter().map(|indicator| {
        let mut row = vec![
            text(&indicator.id),
            text(&indicator.name.fi),
            text(&indicator.unit.fi),
        ];
        row.extend(all.iter().map(|year| {
            let found = totals(indicator).find(|(one, _)| one == year);
            found.map_or(Cell::Empty, |(_, value)| Cell::Number(value))
        }));
        row
    });
    let mut names = headings(&["id", "name", "unit"]);
    names.extend(all.iter().map(ToString::to_string));
    Sheet {
        name: "Years",
        headings: names,
        rows: rows.collect(),
    }
}

/// One row for each change.
pub fn changes(changes: &[ChangeView]) -> Sheet {
    let shown = |value: &Option<Shown>| match value {
        None => Cell::Empty,
        Some(Shown::Text(words)) => text(&words.fi),
        Some(Shown::Code(code)) => text(code),
        Some(Shown::Date(date)) => text(String::from(*date)),
        Some(Shown::Number(value)) => Cell::Number(*value),
    };
    let row = |view: &ChangeView| {
        let change = &view.change;
        vec![
            Cell::Number(f64::from(u32::try_from(view.id).unwrap_or(u32::MAX))),
            text(view.at.to_rfc3339_opts(chrono::SecondsFormat::Secs, true)),
            change.action.as_ref().into(),
            change.indicator.as_ref().into(),
            change.task.as_ref().map(|task| &task.id).into(),
            text(change.field.code()),
            change.date.into(),
            shown(&change.before),
            shown(&change.after),
        ]
    };
    Sheet {
        name: "Changes",
        headings: headings(&[
            "id",
            "at",
            "action",
            "indicator",
            "task",
            "field",
            "date",
            "before",
            "after",
        ]),
        rows: changes.iter().map(row).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_looks_like_a_formula_is_written_as_text() {
        let sheet = Sheet {
            name: "x",
            headings: headings(&["a", "b"]),
            rows: vec![
                vec![text("=1+1"), Cell::Number(-2.5)],
                vec![text("a,\"b\""), Cell::Empty],
            ],
        };
        assert_eq!(
            String::from_utf8(sheet.csv()).unwrap(),
            "a,b\n'=1+1,-2.5\n\"a,\"\"b\"\"\",\n"
        );
        assert!(xlsx(&[sheet]).unwrap().starts_with(b"PK"));
    }
}
