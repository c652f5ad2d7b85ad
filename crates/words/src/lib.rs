//! The words of the interface, one method per key.
//!
//! `locales/<language>/<feature>.json` becomes `Words::<feature>_<key>`: a key that is missing in any language, or
//! that nobody wrote, does not compile (docs/adr/0003-words.md). Only indices are compiled into an app; it loads
//! its part of the words of the language it is read in. The server holds all three.

mod booked;
pub mod booking;
pub mod catalogue;
mod circulation;
mod desk;
pub mod figure;
pub mod icons;
pub mod messages;
mod phrases;
pub mod programme;
mod rooms;

use jaettu_domain::text::Language;
use std::ops::Range;

include!(concat!(env!("OUT_DIR"), "/keys.rs"));

/// The words of one language.
#[derive(Clone, Copy, Debug)]
pub struct Words {
    table: &'static [&'static str],
    language: Language,
}

impl Words {
    /// Words of one app ([`RESIDENTS`] or [`DESK`]) in the order in which they were built; `None` if their number
    /// gives them away as those of another build.
    ///
    /// What stands before the app's own in the whole table stays empty, so a position is the same in every app.
    pub fn new(language: Language, window: Range<usize>, words: &[&'static str]) -> Option<Self> {
        let mut table = vec![""; window.start];
        table.extend_from_slice(words);
        // One table for the whole visit, so handing out 'static words costs nothing.
        (table.len() == window.end).then(|| Self {
            table: table.leak(),
            language,
        })
    }

    /// The words of `language`.
    #[cfg(feature = "tables")]
    pub fn of(language: Language) -> Self {
        let code = language.code();
        let table = tables()
            .iter()
            .find(|(name, _)| *name == code)
            .map_or(&[][..], |(_, table)| table);
        Self { table, language }
    }

    /// The language of these words.
    pub const fn language(self) -> Language {
        self.language
    }

    fn word(self, index: usize) -> &'static str {
        self.table.get(index).copied().unwrap_or_default()
    }

    /// Finnish, Swedish and English share the rule: one, or not one.
    fn plural(self, index: usize, count: usize) -> &'static str {
        self.word(if count == 1 { index } else { index + 1 })
    }
}

/// Language codes with the words of every app; [`RESIDENTS`] and [`DESK`] cut out those of one.
#[cfg(feature = "tables")]
pub fn tables() -> &'static [(&'static str, &'static [&'static str])] {
    static TABLES: [(&str, &[&str]); 3] = include!(concat!(env!("OUT_DIR"), "/tables.rs"));
    &TABLES
}

/// Puts values in the place of `{name}`.
fn fill(template: &str, values: &[(&str, &str)]) -> String {
    let mut text = String::with_capacity(template.len() + 16);
    let mut rest = template;
    while let Some((before, tail)) = rest.split_once('{') {
        text.push_str(before);
        let (name, after) = tail.split_once('}').unwrap_or((tail, ""));
        if let Some((_, value)) = values.iter().find(|(key, _)| *key == name) {
            text.push_str(value);
        }
        rest = after;
    }
    text.push_str(rest);
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn placeholders_are_filled_wherever_they_stand() {
        assert_eq!(
            fill("{a} and {b}, {a}!", &[("a", "x"), ("b", "{a}")]),
            "x and {a}, x!"
        );
    }

    #[test]
    fn a_table_of_another_build_is_not_taken() {
        assert!(Words::new(Language::Fi, RESIDENTS, &["only one"]).is_none());
    }
}
