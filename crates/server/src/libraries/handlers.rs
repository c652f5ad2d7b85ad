//! Libraries over HTTP.

use crate::App;
use crate::problem::Failure;
use jaettu_domain::libraries::api::{GetLibrary, LibraryView, ListLibraries};
use jaettu_domain::page::Page;
use std::sync::Arc;

/// Answers [`ListLibraries`].
pub async fn list(app: Arc<App>, request: ListLibraries) -> Result<Page<LibraryView>, Failure> {
    let libraries = super::current(&app).await?;
    let now = app.clock.now();
    let mut items: Vec<LibraryView> = if request.brief {
        libraries.brief(now)
    } else {
        libraries.views(now).collect()
    };
    if let Some(here) = request.near {
        jaettu_domain::libraries::rules::sort_by_distance(&mut items, here);
    }
    Ok(Page { items, next: None })
}

/// Answers [`GetLibrary`].
pub async fn get(app: Arc<App>, request: GetLibrary) -> Result<LibraryView, Failure> {
    let id = request.id.ok_or_else(|| Failure::not_found("library"))?;
    let libraries = super::current(&app).await?;
    libraries
        .view(id.as_str(), app.clock.now())
        .ok_or_else(|| Failure::not_found("library"))
}
