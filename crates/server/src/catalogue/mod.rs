//! Things to borrow: the list, the page of each, import and export.

pub mod export;
pub mod handlers;
pub mod import;
mod lines;
pub mod page;
pub mod store;

use crate::App;
use crate::cached::Cached;
use jaettu_domain::catalogue::api::{Holding, ItemView};
use jaettu_domain::catalogue::find::Catalogue;
use jaettu_domain::catalogue::{Category, Item, ItemCopy, rules, similar};
use jaettu_domain::id::ItemId;
use std::collections::HashMap;
use std::fmt;
use std::sync::Arc;

/// All things in memory.
pub type Cache = Cached<Things>;

/// All things, ready to be searched and shown.
pub struct Things {
    /// The list.
    pub catalogue: Catalogue,
    items: HashMap<String, (Item, Vec<Holding>)>,
}

impl fmt::Debug for Things {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Things")
            .field("items", &self.items.len())
            .finish_non_exhaustive()
    }
}

/// The things as of now.
pub async fn current(app: &App) -> Result<Arc<Things>, sqlx::Error> {
    app.catalogue
        .get(&app.db, async |db| Ok(Things::new(store::all(db).await?)))
        .await
}

impl Things {
    /// Makes things with their copies ready to be searched.
    pub fn new((categories, things): (Vec<Category>, Vec<(Item, Vec<ItemCopy>)>)) -> Self {
        let mut rows = Vec::with_capacity(things.len());
        let mut descriptions = Vec::with_capacity(things.len());
        let mut items = HashMap::with_capacity(things.len());
        for (item, copies) in things {
            let holdings = rules::holdings(&copies);
            rows.push(rules::row(&item, &holdings));
            descriptions.push(item.description.clone());
            items.insert(item.id.to_string(), (item, holdings));
        }
        let catalogue = Catalogue::new(rows, categories, descriptions);
        // Before anybody asks: the first reader is not the one to wait.
        catalogue.names();
        Self { catalogue, items }
    }

    /// One thing, apart from where its copies are.
    pub fn item(&self, id: &ItemId) -> Option<&Item> {
        self.items.get(id.as_str()).map(|(item, _)| item)
    }

    /// One thing with everything about it.
    pub fn view(&self, id: &str) -> Option<ItemView> {
        let (item, holdings) = self.items.get(id)?;
        let category = self
            .catalogue
            .categories()
            .iter()
            .find(|category| category.id == item.category);
        let similar = similar::similar(&self.catalogue, &item.id);
        Some(rules::view(item.clone(), category, holdings.clone(), similar))
    }
}
