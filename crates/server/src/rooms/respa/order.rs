//! In which order rooms are told.

use super::asked::Asked;
use super::filter::Seen;
use super::names;
use super::refused::Refused;
use jaettu_domain::text::{Language, Text, alphabetical};
use std::cmp::Ordering;

/// By what rooms are put in order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum By {
    Name(Language),
    Unit(Language),
    Type(Language),
    People,
}

/// By what, and whether the other way round.
type Key = (By, bool);

/// Unless something else is said: by library, then by name.
const USUAL: [Key; 2] = [(By::Unit(Language::Fi), false), (By::Name(Language::Fi), false)];

/// Puts rooms in the order that is asked for: the nearest first where a place is given.
pub(super) fn sort(asked: &Asked, seen: &mut [Seen<'_>]) -> Result<(), Refused> {
    let keys = asked.words("order_by").map_or_else(
        || Ok(USUAL.to_vec()),
        |words| {
            words
                .into_iter()
                .map(|word| key(asked, word))
                .collect::<Result<_, _>>()
        },
    )?;
    seen.sort_by(|one, other| {
        let by_place = one.metres.cmp(&other.metres);
        let by_keys = keys
            .iter()
            .map(|key| compare(*key, one, other))
            .find(|found| found.is_ne());
        let by_keys = by_keys.unwrap_or(Ordering::Equal);
        by_place
            .then(by_keys)
            .then_with(|| one.room.id.cmp(&other.room.id))
    });
    Ok(())
}

fn key(asked: &Asked, word: &str) -> Result<Key, Refused> {
    let (name, backwards) = match word.strip_prefix('-') {
        Some(name) => (name, true),
        None => (word, false),
    };
    if name == "accessibility" {
        // There are no viewpoints here by which rooms could differ.
        return match asked.get("accessibility_viewpoint") {
            Some(_) => Ok((By::Unit(Language::Fi), false)),
            None => Err(Refused::detail(
                "'accessibility_viewpoint' must be defined when ordering by accessibility",
            )),
        };
    }
    by(name)
        .map(|by| (by, backwards))
        .ok_or_else(|| Refused::choice("order_by", word))
}

fn by(name: &str) -> Option<By> {
    if name == "people_capacity" {
        return Some(By::People);
    }
    let (what, language) = name.rsplit_once('_')?;
    let language = Language::from_code(language)?;
    match what {
        "resource_name" => Some(By::Name(language)),
        "unit_name" => Some(By::Unit(language)),
        "type_name" => Some(By::Type(language)),
        _ => None,
    }
}

fn compare((by, backwards): Key, one: &Seen<'_>, other: &Seen<'_>) -> Ordering {
    let texts = |language, text: fn(&Seen<'_>) -> Text| {
        let key = |seen| alphabetical(text(seen).get(language));
        key(one).cmp(&key(other))
    };
    let found = match by {
        By::Name(language) => texts(language, |seen| seen.room.name.clone()),
        By::Unit(language) => texts(language, |seen| seen.library.name.clone()),
        By::Type(language) => texts(language, |seen| names::category(seen.room.category)),
        By::People => one.room.max_people.cmp(&other.room.max_people),
    };
    if backwards { found.reverse() } else { found }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn orders_have_the_names_that_scripts_ask_for() {
        assert_eq!(by("resource_name_sv"), Some(By::Name(Language::Sv)));
        assert_eq!(by("unit_name_fi"), Some(By::Unit(Language::Fi)));
        assert_eq!(by("type_name_en"), Some(By::Type(Language::En)));
        assert_eq!(by("people_capacity"), Some(By::People));
        for bad in ["", "name", "resource_name", "resource_name_ru", "id"] {
            assert_eq!(by(bad), None, "{bad}");
        }
    }
}
