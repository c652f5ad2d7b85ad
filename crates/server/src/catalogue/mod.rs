//! Things to borrow: the list, the page of each, import and export.

pub mod export;
pub mod handlers;
pub mod import;
pub mod page;
pub mod store;

use crate::App;
use crate::cached::Cached;
use jaettu_domain::catalogue::api::{Holding, ItemRow, ItemView};
use jaettu_domain::catalogue::find::Catalogue;
use jaettu_domain::catalogue::{Category, Item, rules, similar};
use jaettu_domain::id::ItemId;
use std::collections::HashMap;
use std::fmt;
use std::sync::Arc;
use store::StockNow;

/// What things are: changes only when they are imported.
pub type ItemsCache = Cached<Items>;

/// Things with where their copies are: changes with every loan.
pub type Cache = Cached<Things>;

/// All things as they are described, ready to be searched.
pub struct Items {
    items: HashMap<String, Item>,
    /// The list, with nothing on any shelf.
    catalogue: Catalogue,
}

/// All things, ready to be searched and shown.
pub struct Things {
    /// The list.
    pub catalogue: Catalogue,
    items: Arc<Items>,
    holdings: HashMap<String, (u32, Vec<Holding>)>,
}

impl fmt::Debug for Items {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Items")
            .field("items", &self.items.len())
            .finish_non_exhaustive()
    }
}

impl fmt::Debug for Things {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Things")
            .field("items", &self.items)
            .finish_non_exhaustive()
    }
}

/// What the things are, as of now.
pub async fn items(app: &App) -> Result<Arc<Items>, sqlx::Error> {
    app.items
        .get(&app.db, async |db| Ok(Items::new(store::items(db).await?)))
        .await
}

/// The things as of now.
pub async fn current(app: &App) -> Result<Arc<Things>, sqlx::Error> {
    app.catalogue
        .get(&app.db, async |db| {
            Ok(Things::new(items(app).await?, store::stock(db).await?))
        })
        .await
}

impl Items {
    fn new((categories, items): (Vec<Category>, Vec<Item>)) -> Self {
        let rows = items.iter().map(|item| rules::row(item, &[])).collect();
        let descriptions = items.iter().map(|item| item.description.clone()).collect();
        let catalogue = Catalogue::new(rows, categories, descriptions);
        // Before anybody asks: the first reader is not the one to wait.
        catalogue.names();
        let items = items.into_iter().map(|item| (item.id.to_string(), item));
        Self {
            items: items.collect(),
            catalogue,
        }
    }

    /// One thing.
    pub fn item(&self, id: &ItemId) -> Option<&Item> {
        self.items.get(id.as_str())
    }
}

impl Things {
    fn new(items: Arc<Items>, mut stock: HashMap<String, StockNow>) -> Self {
        let holdings: HashMap<String, (u32, Vec<Holding>)> = items
            .items
            .keys()
            .map(|id| {
                let now = stock.remove(id).unwrap_or_default();
                (id.clone(), (now.waiting, rules::holdings(&now.copies)))
            })
            .collect();
        let catalogue = items.catalogue.restocked(|row| {
            let known = items
                .items
                .get(row.id.as_str())
                .zip(holdings.get(row.id.as_str()));
            known.map_or_else(
                || row.clone(),
                |(item, (waiting, holdings))| ItemRow {
                    waiting: *waiting,
                    ..rules::row(item, holdings)
                },
            )
        });
        Self {
            catalogue,
            items,
            holdings,
        }
    }

    /// One thing with everything about it.
    pub fn view(&self, id: &str) -> Option<ItemView> {
        let mut item = self.items.items.get(id)?.clone();
        let (waiting, holdings) = self.holdings.get(id)?;
        item.waiting = *waiting;
        let category = self
            .catalogue
            .categories()
            .iter()
            .find(|category| category.id == item.category);
        let similar = similar::similar(&self.catalogue, &item.id);
        Some(rules::view(item, category, holdings.clone(), similar))
    }
}
