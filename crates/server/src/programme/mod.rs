//! The climate programme: its list, its actions and indicators, its change log, open data and feed.

pub mod export;
pub mod feed;
pub mod files;
pub mod handlers;
pub mod import;
pub mod page;
pub mod sheet;
pub mod store;

use crate::App;
use crate::cached::Cached;
use crate::db::Db;
use chrono::NaiveDate;
use jaettu_domain::programme::api::{ActionList, ActionView, ChangeView, IndicatorView, ListActions};
use jaettu_domain::programme::identifier::ActionId;
use jaettu_domain::programme::{Programme, list, views};
use jaettu_domain::search::Index;
use jaettu_domain::time;
use std::fmt;
use std::sync::Arc;

/// How many changes an action's page shows.
const CHANGES_OF_ACTION: i64 = 5;
/// How many changes a page of the log holds.
pub const CHANGES_PAGE: i64 = 50;

/// The programme, and the words that can be found in it.
pub struct Content {
    /// The document.
    pub programme: Programme,
    index: Index,
}

impl fmt::Debug for Content {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Content")
            .field("actions", &self.programme.actions.len())
            .finish_non_exhaustive()
    }
}

/// The programme in memory.
pub type Cache = Cached<Content>;

/// The programme as of now.
pub async fn current(app: &App) -> Result<Arc<Content>, sqlx::Error> {
    app.programme.get(&app.db, Content::read).await
}

/// The date in Helsinki.
pub fn today(app: &App) -> NaiveDate {
    time::today(app.clock.now())
}

impl Content {
    async fn read(db: &Db) -> Result<Self, sqlx::Error> {
        let programme = store::read(db).await?;
        let index = Index::new(list::documents(&programme));
        Ok(Self { programme, index })
    }

    /// A page of the actions that `wanted` asks for.
    pub fn list(&self, wanted: &ListActions, today: NaiveDate) -> ActionList {
        views::action_list(&self.programme, wanted, self.found(&wanted.q).as_deref(), today)
    }

    /// The positions of the actions that answer `query`, best first; `None` when nothing is searched.
    pub fn found(&self, query: &str) -> Option<Vec<usize>> {
        let hits = (!query.is_empty()).then(|| self.index.search(query))?;
        Some(hits.into_iter().map(|hit| hit.document).collect())
    }

    /// One action with its newest changes.
    pub async fn action(&self, app: &App, id: &ActionId) -> Result<Option<ActionView>, sqlx::Error> {
        let Some(action) = self.programme.action(id) else {
            return Ok(None);
        };
        let changes = store::changes(&app.db, Some(id), None, CHANGES_OF_ACTION).await?;
        let changes = self.named(changes);
        Ok(views::action_view(&self.programme, action, changes, today(app)))
    }

    /// One indicator.
    pub fn indicator(&self, id: &str, today: NaiveDate) -> Option<IndicatorView> {
        let indicator = self
            .programme
            .indicators
            .iter()
            .find(|indicator| indicator.id.as_str() == id)?;
        Some(views::indicator_view(&self.programme, indicator, today))
    }

    /// Changes with the names of what they are about, and what their dates stand for.
    pub fn named(&self, mut changes: Vec<ChangeView>) -> Vec<ChangeView> {
        for view in &mut changes {
            self.name(view);
        }
        changes
    }

    fn name(&self, view: &mut ChangeView) {
        let action = view
            .change
            .action
            .as_ref()
            .and_then(|id| self.programme.action(id));
        let indicator = view
            .change
            .indicator
            .as_ref()
            .and_then(|id| self.programme.indicator(id));
        let name = action
            .map(|action| &action.name)
            .or(indicator.map(|indicator| &indicator.name));
        view.name = name.cloned().unwrap_or_default();
        view.resolution = indicator.map(|indicator| indicator.resolution);
    }
}
