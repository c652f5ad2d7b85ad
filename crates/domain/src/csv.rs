//! Tables in CSV, whatever they are about: the cells of a row by the names of their columns, as a spreadsheet wrote them and as
//! a spreadsheet may open them.
//!
//! Reading a row tells everything that is wrong with it, not only the first thing.

use crate::text::Text;
use chrono::NaiveDate;
use std::borrow::Cow;
use std::str::FromStr;

/// Between the words of a list in one cell.
pub(crate) const LIST: &str = "|";

/// What is wrong with a cell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wrong {
    /// The column.
    pub field: &'static str,
    /// What would be right.
    pub reason: String,
}

/// Whether a spreadsheet would take a cell that begins like this for a formula.
fn is_formula(text: &str) -> bool {
    text.starts_with(['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠'])
}

/// A cell that no spreadsheet runs: what looks like a formula gets an apostrophe before it.
pub fn defuse(text: &str) -> Cow<'_, str> {
    if is_formula(text.trim_start_matches('\'')) {
        Cow::Owned(["'", text].concat())
    } else {
        Cow::Borrowed(text)
    }
}

/// A cell as it was before [`defuse`].
pub fn plain(text: &str) -> &str {
    let quoted = text
        .strip_prefix('\'')
        .filter(|rest| is_formula(rest.trim_start_matches('\'')));
    quoted.unwrap_or(text)
}

/// The cells of one row by the names of their columns, and what is wrong with them.
pub struct Cells<'a> {
    cell: &'a dyn Fn(&str) -> &'a str,
    /// Everything that is wrong so far.
    pub wrong: Vec<Wrong>,
}

impl<'a> Cells<'a> {
    /// The cells that `cell` finds by the name of their column; a column that is not there is empty.
    pub fn new(cell: &'a dyn Fn(&str) -> &'a str) -> Self {
        Self {
            cell,
            wrong: Vec::new(),
        }
    }

    /// The content of a cell, as it was before it was defused.
    pub fn get(&self, field: &str) -> &'a str {
        plain((self.cell)(field).trim())
    }

    /// Notes that a cell is not right.
    pub fn wrong(&mut self, field: &'static str, reason: impl Into<String>) {
        self.wrong.push(Wrong {
            field,
            reason: reason.into(),
        });
    }

    pub(crate) fn text(&mut self, field: &'static str, longest: usize) -> String {
        let text = self.get(field);
        if text.chars().count() > longest {
            self.wrong(field, format!("takes at most {longest} characters"));
        } else if text
            .chars()
            .any(|c| c.is_control() && c != '\n' && c != '\r' && c != '\t')
        {
            self.wrong(field, "has a control character in it");
        }
        text.replace("\r\n", "\n")
    }

    /// A text in every language; a translation may be empty.
    pub(crate) fn translated(&mut self, [fi, sv, en]: [&'static str; 3], longest: usize) -> Text {
        Text {
            fi: self.text(fi, longest),
            sv: self.text(sv, longest),
            en: self.text(en, longest),
        }
    }

    pub(crate) fn list(&mut self, field: &'static str, between: &str) -> Vec<String> {
        let words = self.text(field, 4000);
        words
            .split(between)
            .map(str::trim)
            .filter(|word| !word.is_empty())
            .map(str::to_owned)
            .collect()
    }

    pub(crate) fn id<T: FromStr>(&mut self, field: &'static str, example: &str) -> Option<T> {
        let text = self.get(field);
        let id = text.parse().ok();
        if id.is_none() {
            let empty = if text.is_empty() { "is empty; " } else { "" };
            self.wrong(
                field,
                format!("{empty}takes an identifier of a–z, 0–9 and hyphens, such as {example}"),
            );
        }
        id
    }

    /// A whole number; `None` if the cell is empty or was found wrong.
    pub(crate) fn number(&mut self, field: &'static str, least: u32, most: u32) -> Option<u32> {
        let text = self.get(field);
        if text.is_empty() {
            return None;
        }
        let number = text.parse().ok().filter(|number| (least..=most).contains(number));
        if number.is_none() {
            self.wrong(field, format!("takes a whole number from {least} to {most}"));
        }
        number
    }

    pub(crate) fn flag(&mut self, field: &'static str) -> bool {
        match self.get(field).to_lowercase().as_str() {
            "" | "false" | "0" | "no" | "ei" | "nej" | "epätosi" | "falskt" => false,
            "true" | "1" | "yes" | "kyllä" | "ja" | "tosi" | "sant" => true,
            _ => {
                self.wrong(field, "takes true or false");
                false
            }
        }
    }

    /// `2026-12-24`, or as spreadsheets in Finland write it, `24.12.2026`.
    pub(crate) fn date(&mut self, field: &'static str) -> Option<NaiveDate> {
        let text = self.get(field);
        if text.is_empty() {
            return None;
        }
        let date = text
            .parse()
            .ok()
            .or_else(|| NaiveDate::parse_from_str(text, "%d.%m.%Y").ok());
        if date.is_none() {
            self.wrong(field, "takes a date as 2026-12-24");
        }
        date
    }

    pub(crate) fn size(&mut self, field: &'static str) -> Option<[u32; 3]> {
        let text = self.get(field);
        if text.is_empty() {
            return None;
        }
        let sides: Vec<u32> = text
            .split(['x', 'X', '×'])
            .filter_map(|side| side.trim().parse().ok())
            .collect();
        let size = <[u32; 3]>::try_from(sides).ok();
        let size = size.filter(|sides| sides.iter().all(|side| (1..=2000).contains(side)));
        if size.is_none() {
            self.wrong(field, "takes three whole numbers as 35x28x12");
        }
        size
    }

    pub(crate) fn url(&mut self, field: &'static str) -> Option<String> {
        let text = self.get(field);
        if text.is_empty() {
            return None;
        }
        if !text.starts_with("https://")
            || text.len() > 1000
            || text.chars().any(|c| c.is_whitespace() || c.is_control())
        {
            self.wrong(field, "takes an address that begins with https://");
            return None;
        }
        Some(text.to_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_formula_is_defused_and_taken_back() {
        for text in ["=1+1", "+358 40", "-5", "@SUM(A1)", "'=1", "''@", "＝1"] {
            let safe = defuse(text);
            assert!(safe.starts_with('\''), "{text}");
            assert_eq!(plain(&safe), text);
        }
        for text in ["", "drill", "'90s music", "5-in-1", "''"] {
            assert_eq!((defuse(text).as_ref(), plain(text)), (text, text));
        }
    }
}
