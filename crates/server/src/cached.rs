//! Content in memory, exact.
//!
//! Everything a visitor reads changes rarely and fits in memory. A read asks the database only for the version of
//! the feature's content; what is built from the content is used again until that number changes. Imports bump
//! it in their own transaction, so a read after an import has been answered sees the import, on every server.

use crate::db::Db;
use std::sync::{Arc, RwLock};
use tokio::sync::Mutex;

/// The content of one feature, built at most once per version.
#[derive(Debug)]
pub struct Cached<T> {
    feature: &'static str,
    built: RwLock<Option<(i64, Arc<T>)>>,
    building: Mutex<()>,
}

impl<T> Cached<T> {
    /// Nothing built yet.
    pub const fn new(feature: &'static str) -> Self {
        Self {
            feature,
            built: RwLock::new(None),
            building: Mutex::const_new(()),
        }
    }

    /// The content as of now; `build` reads it when it has changed.
    pub async fn get(
        &self,
        db: &Db,
        build: impl AsyncFnOnce(&Db) -> Result<T, sqlx::Error>,
    ) -> Result<Arc<T>, sqlx::Error> {
        let version = db.content_version(self.feature).await?;
        if let Some(content) = self.at(version) {
            return Ok(content);
        }
        // One builds; whoever asks meanwhile would wait as long with a build of their own, and longer for all the others.
        let _building = self.building.lock().await;
        if let Some(content) = self.at(version) {
            return Ok(content);
        }
        let content = Arc::new(build(db).await?);
        if let Ok(mut built) = self.built.write() {
            *built = Some((version, Arc::clone(&content)));
        }
        Ok(content)
    }

    fn at(&self, version: i64) -> Option<Arc<T>> {
        let built = self.built.read().ok()?;
        built
            .as_ref()
            .filter(|(have, _)| *have >= version)
            .map(|(_, content)| Arc::clone(content))
    }
}
