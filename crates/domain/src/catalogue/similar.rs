//! What may do instead of a thing.

use super::api::ItemRow;
use super::find::Catalogue;
use crate::id::ItemId;
use std::cmp::Reverse;
use std::collections::BinaryHeap;

/// How many are shown.
const SHOWN: usize = 4;
/// Shorter words say nothing about what a thing is for.
const SHORTEST_WORD: usize = 4;

/// The things of the same category, others that share words with `id` first, then others on a shelf now.
pub fn similar(catalogue: &Catalogue, id: &ItemId) -> Vec<ItemRow> {
    let Some(this) = catalogue.rows().iter().find(|row| row.id == *id) else {
        return Vec::new();
    };
    let words = words(this);
    let mut ranked = BinaryHeap::new();
    for (number, other) in catalogue.rows().iter().enumerate() {
        if other.category == this.category && other.id != this.id {
            let shared = shared(&words, &self::words(other));
            ranked.push((Reverse(shared), other.on_shelf.is_empty(), number));
        }
    }
    let sorted = ranked.into_sorted_vec().into_iter().take(SHOWN);
    sorted
        .filter_map(|(_, _, number)| catalogue.rows().get(number).cloned())
        .collect()
}

/// The Finnish words by which a thing is known.
fn words(row: &ItemRow) -> Vec<String> {
    let names = row
        .synonyms
        .fi
        .iter()
        .map(String::as_str)
        .chain([row.name.fi.as_str()]);
    let words = names.flat_map(|name| name.split([' ', '-', ',']));
    words
        .map(str::to_ascii_lowercase)
        .filter(|word| word.len() >= SHORTEST_WORD)
        .collect()
}

/// How many words of one are the other's, or a part of the other's: "pora" is in "betonipora".
fn shared(these: &[String], others: &[String]) -> usize {
    let alike = |one: &String| {
        others
            .iter()
            .any(|other| other.contains(one.as_str()) || one.contains(other.as_str()))
    };
    these.iter().filter(|one| alike(one)).count()
}

#[cfg(test)]
mod tests {
    use super::super::Texts;
    use super::super::api::OnShelf;
    use super::*;
    use crate::id::{CategoryId, LibraryId};
    use crate::text::Text;

    fn row(name: &str, category: &str, synonyms: &[&str], on_shelf: bool) -> ItemRow {
        let shelf = OnShelf {
            library: LibraryId::new("oodi").unwrap(),
            copies: 1,
        };
        ItemRow {
            id: ItemId::new(name.to_lowercase()).unwrap(),
            name: Text::same(name),
            category: CategoryId::new(category).unwrap(),
            synonyms: Texts {
                fi: synonyms.iter().map(|&word| word.to_owned()).collect(),
                ..Texts::default()
            },
            on_shelf: if on_shelf { vec![shelf] } else { Vec::new() },
            out_at: Vec::new(),
            copies: 1,
            waiting: 0,
            loan_days: 7,
            desk_only: false,
            due: None,
        }
    }

    #[test]
    fn what_shares_words_comes_first_and_other_categories_never() {
        let rows = vec![
            row("Porakone", "tools", &["pora", "akkupora"], true),
            row("Aaltosaha", "tools", &[], false),
            row("Poravasara", "tools", &["betonipora"], false),
            row("Vatupassi", "tools", &[], true),
            row("Porapeli", "games", &["pora"], true),
        ];
        let catalogue = Catalogue::new(rows, Vec::new(), Vec::new());
        let names = |id: &str| -> Vec<String> {
            let similar = similar(&catalogue, &ItemId::new(id).unwrap());
            similar.into_iter().map(|row| row.name.fi).collect()
        };
        assert_eq!(names("porakone"), ["Poravasara", "Vatupassi", "Aaltosaha"]);
        assert_eq!(names("porapeli"), [""; 0]);
        assert_eq!(names("nothing"), [""; 0]);
    }
}
