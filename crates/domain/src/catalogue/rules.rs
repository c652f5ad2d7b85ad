//! Where a thing can be had, and when.
//!
//! Every count that is shown, searched by or decided upon comes from [`holdings`]; there is no second opinion on
//! what "on the shelf" means.

use super::api::{Holding, ItemRow, ItemView, OnShelf};
use super::{Category, Item, ItemCopy, Spot};
use crate::circulation::calendar::{Calendars, due_day};
use crate::id::LibraryId;
use crate::libraries::api::LibraryView;
use crate::libraries::rules::{self, OpenState};
use crate::libraries::{DayHours, Service};
use crate::text::Text;
use chrono::{DateTime, Days, NaiveDate, Utc};
use std::collections::BinaryHeap;

/// What each library has, in order of id.
///
/// A copy on the shelf counts where it stands; any other counts at home, because that is where it will be sought.
/// Missing and withdrawn copies do not count at all.
pub fn holdings(copies: &[ItemCopy]) -> Vec<Holding> {
    let mut all: Vec<Holding> = Vec::new();
    for copy in copies {
        if matches!(copy.place, Spot::Missing | Spot::Withdrawn) {
            continue;
        }
        let library = if copy.place == Spot::Shelf {
            &copy.library
        } else {
            &copy.home
        };
        let place = match all.binary_search_by(|holding| holding.library.cmp(library)) {
            Ok(place) => place,
            Err(place) => {
                all.insert(place, nothing(library.clone()));
                place
            }
        };
        let holding = &mut all[place];
        holding.copies += 1;
        holding.on_shelf += u32::from(copy.place == Spot::Shelf);
        holding.in_repair += u32::from(copy.place == Spot::Repair);
        if copy.place == Spot::OnLoan {
            holding.due = earlier(holding.due, copy.due);
        }
    }
    all
}

const fn nothing(library: LibraryId) -> Holding {
    Holding {
        library,
        on_shelf: 0,
        copies: 0,
        due: None,
        due_if_today: None,
        in_repair: 0,
    }
}

fn earlier(one: Option<NaiveDate>, other: Option<NaiveDate>) -> Option<NaiveDate> {
    match (one, other) {
        (Some(one), Some(other)) => Some(one.min(other)),
        (one, other) => one.or(other),
    }
}

/// Where copies are on the shelf, where not, and when the first is due if none is.
fn shelves(holdings: &[Holding]) -> (Vec<OnShelf>, Vec<LibraryId>, Option<NaiveDate>) {
    let mut on_shelf = Vec::new();
    let mut out_at = Vec::new();
    let mut due = None;
    for holding in holdings {
        due = earlier(due, holding.due);
        if holding.on_shelf == 0 {
            out_at.push(holding.library.clone());
        } else {
            on_shelf.push(OnShelf {
                library: holding.library.clone(),
                copies: holding.on_shelf,
            });
        }
    }
    let due = due.filter(|_| on_shelf.is_empty());
    (on_shelf, out_at, due)
}

/// A thing as it stands in lists.
pub fn row(item: &Item, holdings: &[Holding]) -> ItemRow {
    let (on_shelf, out_at, due) = shelves(holdings);
    ItemRow {
        id: item.id.clone(),
        name: item.name.clone(),
        category: item.category.clone(),
        synonyms: item.synonyms.clone(),
        on_shelf,
        out_at,
        copies: holdings.iter().map(|holding| holding.copies).sum(),
        waiting: item.waiting,
        loan_days: item.loan.days,
        desk_only: item.loan.desk_only,
        due,
    }
}

/// A thing with everything about it.
pub fn view(
    item: Item,
    category: Option<&Category>,
    libraries: Vec<Holding>,
    similar: Vec<ItemRow>,
) -> ItemView {
    ItemView {
        id: item.id,
        name: item.name,
        category: item.category,
        category_name: category.map_or_else(Text::default, |category| category.name.clone()),
        synonyms: item.synonyms,
        description: item.description,
        included: item.included,
        size_cm: item.size_cm,
        weight_g: item.weight_g,
        instructions_url: item.instructions_url,
        loan: item.loan,
        on_shelf: libraries.iter().map(|holding| holding.on_shelf).sum(),
        copies: libraries.iter().map(|holding| holding.copies).sum(),
        waiting: item.waiting,
        today: None,
        libraries,
        similar,
    }
}

/// When something that is on a library's shelf can be fetched.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fetch {
    /// Now.
    Now {
        /// Until when.
        until: DateTime<Utc>,
        /// How the library serves meanwhile.
        service: Service,
    },
    /// Not now, but from an instant that is known.
    Later {
        /// From when.
        from: DateTime<Utc>,
        /// How the library serves then.
        service: Service,
    },
    /// The hours are not known.
    Unknown,
}

/// When a thing on the shelf can be fetched, by the library's hours; `desk_only` needs somebody at the desk.
pub fn fetch(hours: &[DayHours], desk_only: bool, now: DateTime<Utc>) -> Fetch {
    match rules::state(hours, now) {
        OpenState::Staffed { until, .. } => {
            return Fetch::Now {
                until,
                service: Service::Staffed,
            };
        }
        OpenState::SelfService { closes, .. } if !desk_only => {
            return Fetch::Now {
                until: closes,
                service: Service::SelfService,
            };
        }
        OpenState::Unknown => return Fetch::Unknown,
        OpenState::SelfService { .. } | OpenState::Closed { .. } => {}
    }
    let usable = |span: &rules::Span| now < span.from && (!desk_only || span.service == Service::Staffed);
    let next = rules::spans(hours).find(usable);
    next.map_or(Fetch::Unknown, |span| Fetch::Later {
        from: span.from,
        service: span.service,
    })
}

/// The shelf from which a thing is had soonest: where it can be fetched now (the nearest first, where distances
/// are known), else where it can be fetched first.
pub fn best_shelf<'a>(
    on_shelf: impl Iterator<Item = &'a LibraryId>,
    libraries: &'a [LibraryView],
    desk_only: bool,
    now: DateTime<Utc>,
) -> Option<(&'a LibraryView, Fetch)> {
    let views = on_shelf.filter_map(|id| libraries.iter().find(|view| view.id == *id));
    let shelves = views.map(|view| (view, fetch(&view.hours, desk_only, now)));
    shelves.min_by_key(|(view, fetch)| {
        let metres = view.metres.unwrap_or(u32::MAX);
        match *fetch {
            // Where nobody knows how far it is, the longest open comes first.
            Fetch::Now { until, .. } => (0, metres, -until.timestamp()),
            Fetch::Later { from, .. } => (1, 0, from.timestamp()),
            Fetch::Unknown => (2, metres, 0),
        }
    })
}

/// The libraries of a thing in the order in which one would go there: where it can be fetched now, the nearest
/// first; where it can be fetched later, the soonest first; then where it is out, the first due first.
pub fn places<'a>(view: &'a ItemView, libraries: &[LibraryView], now: DateTime<Utc>) -> Vec<&'a Holding> {
    let mut ranked = BinaryHeap::new();
    for (number, holding) in view.libraries.iter().enumerate() {
        let library = libraries.iter().find(|view| view.id == holding.library);
        let metres = library.and_then(|view| view.metres).unwrap_or(u32::MAX);
        let fetch = library.map_or(Fetch::Unknown, |library| {
            fetch(&library.hours, view.loan.desk_only, now)
        });
        let due = holding.due.unwrap_or(NaiveDate::MAX);
        ranked.push(match fetch {
            _ if holding.on_shelf == 0 => (3, metres, 0, due, number),
            // The same order as that of `best_shelf`.
            Fetch::Now { until, .. } => (0, metres, -until.timestamp(), due, number),
            Fetch::Later { from, .. } => (1, 0, from.timestamp(), due, number),
            Fetch::Unknown => (2, metres, 0, due, number),
        });
    }
    let sorted = ranked.into_sorted_vec().into_iter();
    sorted
        .filter_map(|(_, _, _, _, number)| view.libraries.get(number))
        .collect()
}

/// A thing's page as its row in a list.
pub fn as_row(view: &ItemView) -> ItemRow {
    let (on_shelf, out_at, due) = shelves(&view.libraries);
    ItemRow {
        id: view.id.clone(),
        name: view.name.clone(),
        category: view.category.clone(),
        synonyms: view.synonyms.clone(),
        on_shelf,
        out_at,
        copies: view.copies,
        waiting: view.waiting,
        loan_days: view.loan.days,
        desk_only: view.loan.desk_only,
        due,
    }
}

/// Metres to the nearest shelf that a thing stands on, where distances are known.
pub fn metres(row: &ItemRow, libraries: &[LibraryView]) -> Option<u32> {
    let shelves = row.on_shelf.iter();
    let views = shelves.filter_map(|shelf| libraries.iter().find(|view| view.id == shelf.library));
    views.filter_map(|view| view.metres).min()
}

/// Puts what is on the nearest shelf first and keeps the order otherwise.
pub fn nearest_first(rows: Vec<ItemRow>, libraries: &[LibraryView]) -> Vec<ItemRow> {
    let far = |(number, row): (usize, &ItemRow)| (metres(row, libraries).unwrap_or(u32::MAX), number);
    let order = rows
        .iter()
        .enumerate()
        .map(far)
        .collect::<BinaryHeap<_>>()
        .into_sorted_vec();
    let mut rows: Vec<Option<ItemRow>> = rows.into_iter().map(Some).collect();
    order
        .into_iter()
        .filter_map(|(_, number)| rows.get_mut(number)?.take())
        .collect()
}

/// The shelves that a card speaks of: that of the library that was chosen, if the thing is there, else all.
pub fn shelves_at<'a>(row: &'a ItemRow, chosen: Option<&LibraryId>) -> Vec<&'a LibraryId> {
    let all = row.on_shelf.iter().map(|shelf| &shelf.library);
    let here: Vec<&LibraryId> = all.clone().filter(|id| Some(*id) == chosen).collect();
    if here.is_empty() { all.collect() } else { here }
}

/// Tells for each library when a loan made there today would be due.
pub fn promise(view: &mut ItemView, calendars: &Calendars<'_>, today: NaiveDate) {
    view.today = Some(today);
    for holding in &mut view.libraries {
        let due = today + Days::new(u64::from(view.loan.days));
        let hours = calendars.of(&holding.library);
        holding.due_if_today = Some(due_day(hours, due, &view.loan));
    }
}

/// How a thing is taken home, by its size and weight.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Carry {
    /// Fits in a backpack.
    Backpack,
    /// Can be carried on a tram or a bus.
    Hand,
    /// Needs wheels, or another person.
    Wheels,
}

/// How a thing of this size and weight is taken home, if either is known.
pub fn carry(size_cm: Option<[u32; 3]>, weight_g: Option<u32>) -> Option<Carry> {
    let mut size = size_cm.unwrap_or_default();
    // Three numbers by hand: a call of `sort` would be the larger code.
    if size[0] < size[1] {
        size.swap(0, 1);
    }
    if size[1] < size[2] {
        size.swap(1, 2);
    }
    if size[0] < size[1] {
        size.swap(0, 1);
    }
    let weight = weight_g.unwrap_or(0);
    if size_cm.is_none() && weight_g.is_none() {
        None
    } else if size[0] <= 45 && size[1] <= 32 && size[2] <= 20 && weight <= 7_000 && size_cm.is_some() {
        Some(Carry::Backpack)
    } else if size[0] <= 120 && size[1] <= 60 && weight <= 14_000 {
        Some(Carry::Hand)
    } else {
        Some(Carry::Wheels)
    }
}

#[cfg(test)]
#[path = "rules_tests.rs"]
mod tests;
