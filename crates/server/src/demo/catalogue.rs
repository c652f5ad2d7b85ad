//! Example things: invented, and the same at every start for the same `now`.

use super::DemoError;
use crate::catalogue::store;
use crate::db::Db;
use chrono::{DateTime, Datelike, Days, NaiveDate, Utc, Weekday};
use jaettu_domain::catalogue::{
    Category, Condition, Item, ItemCopy, LoanRules, Spot, Texts, default_pickup_days,
};
use jaettu_domain::id::{CategoryId, ItemId, LibraryId};
use jaettu_domain::text::Text;
use jaettu_domain::time;
use serde::Deserialize;
use std::collections::BTreeMap;

const FILE: &str = include_str!("../../demo/items.json");
/// Always on the shelf in two libraries at least, so that there is something to show.
const ALWAYS: &str = "porakone";

#[derive(Deserialize)]
struct Content {
    categories: Vec<Category>,
    items: Vec<Entry>,
}

#[derive(Deserialize)]
struct Entry {
    id: ItemId,
    category: CategoryId,
    name: Text,
    synonyms: Texts,
    description: Text,
    included: Texts,
    size_cm: Option<[u32; 3]>,
    weight_g: Option<u32>,
    instructions_url: Option<String>,
    loan_days: u32,
    renewals: u32,
    late_fee_cents_per_day: u32,
    late_fee_max_cents: u32,
    desk_only: bool,
    home_only: bool,
    min_age: Option<u32>,
    /// 1 (hardly ever lent) to 5 (always out).
    popularity: u64,
    copies: BTreeMap<LibraryId, u32>,
}

/// Writes all categories, things and copies: how many are to wait for each.
pub(super) async fn fill(db: &Db, now: DateTime<Utc>) -> Result<Vec<(ItemId, u32)>, DemoError> {
    let (categories, things) = things(time::today(now))?;
    let mut tx = db.begin().await?;
    for (position, category) in (1..).zip(&categories) {
        store::put_category(&mut tx, category, position).await?;
    }
    let (items, copies): (Vec<Item>, Vec<Vec<ItemCopy>>) = things.into_iter().unzip();
    let pairs: Vec<(&ItemId, &ItemCopy)> = items
        .iter()
        .zip(&copies)
        .flat_map(|(item, copies)| copies.iter().map(move |copy| (&item.id, copy)))
        .collect();
    let changes = store::save(&mut tx, &items, &pairs).await?;
    if !changes.none() {
        tx.bump_content("items").await?;
        tx.bump_content("catalogue").await?;
    }
    tx.commit().await?;
    Ok(items.into_iter().map(|item| (item.id, item.waiting)).collect())
}

/// Categories, and things with their copies.
type Things = (Vec<Category>, Vec<(Item, Vec<ItemCopy>)>);

/// The example things as they are on `today`.
fn things(today: NaiveDate) -> Result<Things, DemoError> {
    let content: Content = serde_json::from_str(FILE).map_err(|error| DemoError::Data(error.to_string()))?;
    Ok((
        content.categories,
        content
            .items
            .into_iter()
            .map(|entry| thing(entry, today))
            .collect(),
    ))
}

/// A number that looks random and is always the same for the same words.
pub(super) fn chance(words: &[&str], below: u64) -> u64 {
    let bytes = words.iter().flat_map(|word| word.bytes().chain([0]));
    let mut hash = bytes.fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    });
    hash ^= hash >> 32;
    hash = hash.wrapping_mul(0xd6e8_feb8_6659_fd93);
    (hash ^ (hash >> 32)) % below
}

fn thing(entry: Entry, today: NaiveDate) -> (Item, Vec<ItemCopy>) {
    let id = entry.id.as_str();
    let all_out = id != ALWAYS && chance(&[id, "all out"], 100) < [0, 1, 3, 8, 25, 60][at(entry.popularity)];
    let mut copies = Vec::new();
    for (home, count) in &entry.copies {
        for number in 1..=*count {
            copies.push(copy(&entry, home, number, all_out, today));
        }
    }
    if id == ALWAYS {
        for home in entry.copies.keys().take(2) {
            if let Some(copy) = copies.iter_mut().find(|copy| copy.home == *home) {
                (copy.library, copy.place, copy.due) = (home.clone(), Spot::Shelf, None);
            }
        }
    }
    let nothing_left = copies.iter().all(|copy| copy.place != Spot::Shelf);
    let waiting = if nothing_left {
        1 + chance(&[id, "queue"], entry.popularity * 2)
    } else {
        0
    };
    (item(entry, u32::try_from(waiting).unwrap_or(0)), copies)
}

/// Popularity as an index.
fn at(popularity: u64) -> usize {
    usize::try_from(popularity.min(5)).unwrap_or(0)
}

fn copy(entry: &Entry, home: &LibraryId, number: u32, all_out: bool, today: NaiveDate) -> ItemCopy {
    let number = number.to_string();
    let of = |what: &str, below: u64| chance(&[entry.id.as_str(), home.as_str(), &number, what], below);
    let on_shelf = !all_out && of("shelf", 100) < [95, 95, 90, 82, 72, 55][at(entry.popularity)];
    let place = match of("place", 100) {
        _ if on_shelf => Spot::Shelf,
        0..82 => Spot::OnLoan,
        82..88 => Spot::HoldShelf,
        88..93 => Spot::Transit,
        93..98 => Spot::Repair,
        _ if all_out => Spot::Repair,
        _ => Spot::Missing,
    };
    let due =
        (place == Spot::OnLoan).then(|| due(today, of("due", u64::from(entry.loan_days)), of("late", 100)));
    // Things float: one in twenty stands where somebody returned it.
    let elsewhere = entry.copies.keys().find(|library| *library != home);
    let floats = place == Spot::Shelf && !entry.home_only && of("floats", 20) == 0;
    ItemCopy {
        barcode: format!("3{:09}", of("barcode", 1_000_000_000)),
        home: home.clone(),
        library: elsewhere.filter(|_| floats).unwrap_or(home).clone(),
        place,
        due,
        condition: match of("condition", 100) {
            0..90 => Condition::Good,
            90..98 => Condition::Worn,
            _ => Condition::Incomplete,
        },
    }
}

/// A weekday within the loan period; a few loans are some days late.
fn due(today: NaiveDate, days: u64, late: u64) -> NaiveDate {
    let date = if late < 4 {
        today - Days::new(1 + late)
    } else {
        today + Days::new(days)
    };
    match date.weekday() {
        Weekday::Sat => date + Days::new(2),
        Weekday::Sun => date + Days::new(1),
        _ => date,
    }
}

fn item(entry: Entry, waiting: u32) -> Item {
    Item {
        id: entry.id,
        category: entry.category,
        name: entry.name,
        synonyms: entry.synonyms,
        description: entry.description,
        included: entry.included,
        size_cm: entry.size_cm,
        weight_g: entry.weight_g,
        instructions_url: entry.instructions_url,
        loan: LoanRules {
            days: entry.loan_days,
            renewals: entry.renewals,
            late_fee_cents_per_day: entry.late_fee_cents_per_day,
            late_fee_max_cents: entry.late_fee_max_cents,
            deposit_cents: 0,
            desk_only: entry.desk_only,
            home_only: entry.home_only,
            min_age: entry.min_age,
            // What everybody wants is kept for two days, and may be asked back.
            pickup_days: if entry.popularity >= 5 {
                2
            } else {
                default_pickup_days()
            },
            recall_after_days: (entry.popularity >= 5 && entry.loan_days >= 14).then_some(7),
            spread_returns: false,
        },
        waiting,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    fn days() -> impl Iterator<Item = NaiveDate> {
        let first: NaiveDate = "2026-11-22".parse().unwrap();
        first.iter_days().step_by(37).take(10)
    }

    #[test]
    fn enough_things_and_every_barcode_once() {
        for day in days() {
            let (categories, things) = things(day).unwrap();
            assert!(things.len() >= 120 && categories.len() == 15);
            let copies: Vec<&ItemCopy> = things.iter().flat_map(|(_, copies)| copies).collect();
            assert!(copies.len() >= 600);
            let barcodes: BTreeSet<&str> = copies.iter().map(|copy| copy.barcode.as_str()).collect();
            assert_eq!(barcodes.len(), copies.len());
            let on_shelf = copies.iter().filter(|copy| copy.place == Spot::Shelf).count();
            let percent = on_shelf * 100 / copies.len();
            assert!((64..=76).contains(&percent), "{percent} % on the shelf");
            for copy in copies {
                assert_eq!(copy.place == Spot::OnLoan, copy.due.is_some());
            }
        }
    }

    #[test]
    fn there_is_always_a_drill_in_two_libraries_and_some_things_have_a_queue() {
        for day in days() {
            let (_, things) = things(day).unwrap();
            let (_, drills) = things
                .iter()
                .find(|(item, _)| item.id.as_str() == ALWAYS)
                .unwrap();
            let shelves: BTreeSet<&LibraryId> = drills
                .iter()
                .filter(|copy| copy.place == Spot::Shelf)
                .map(|copy| &copy.library)
                .collect();
            assert!(shelves.len() >= 2);
            let queues = things.iter().filter(|(item, _)| item.waiting > 0).count();
            assert!(queues >= 8, "{queues} queues");
            // Nobody waits for what stands on a shelf.
            assert!(things.iter().all(|(item, copies)| {
                item.waiting == 0 || copies.iter().all(|copy| copy.place != Spot::Shelf)
            }));
        }
    }

    #[test]
    fn the_same_day_gives_the_same_things() {
        let day = "2026-11-22".parse().unwrap();
        assert_eq!(things(day).unwrap(), things(day).unwrap());
    }
}
