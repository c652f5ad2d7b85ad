//! Things over HTTP.

use super::{Things, current};
use crate::App;
use crate::problem::Failure;
use jaettu_domain::catalogue::api::{GetItem, ItemList, ItemView, ListItems};
use jaettu_domain::catalogue::find::{Query, find, page};
use jaettu_domain::catalogue::rules::promise;
use jaettu_domain::problem::FieldError;
use std::sync::Arc;

/// Answers [`ListItems`].
pub async fn list(app: Arc<App>, request: ListItems) -> Result<ItemList, Failure> {
    let things = current(&app).await?;
    let unknown = unknown(&app, &things, &request.query).await?;
    if !unknown.is_empty() {
        return Err(unknown.into());
    }
    Ok(answer(&things, &request))
}

/// Answers [`GetItem`].
pub async fn get(app: Arc<App>, request: GetItem) -> Result<ItemView, Failure> {
    let id = request.id.ok_or_else(|| Failure::not_found("thing"))?;
    let view = view(&app, id.as_str()).await?;
    view.ok_or_else(|| Failure::not_found("thing"))
}

/// One thing as of now.
pub async fn view(app: &App, id: &str) -> Result<Option<ItemView>, sqlx::Error> {
    let Some(mut view) = current(app).await?.view(id) else {
        return Ok(None);
    };
    let now = app.clock.now();
    let libraries = crate::libraries::current(app).await?;
    // By all hours that are known: the desk lends by them, too.
    promise(&mut view, &libraries.calendars(), jaettu_domain::time::today(now));
    Ok(Some(view))
}

/// One page of what was asked for.
pub fn answer(things: &Things, request: &ListItems) -> ItemList {
    let found = find(&things.catalogue, &request.query);
    let limit = usize::try_from(request.limit).unwrap_or(usize::MAX);
    let (rows, next) = page(&things.catalogue, &found, request.cursor.as_ref(), limit);
    ItemList {
        items: rows.into_iter().cloned().collect(),
        next: next.map(|cursor| cursor.to_string()),
        total: u32::try_from(found.rows.len()).unwrap_or(u32::MAX),
        facets: found.facets,
    }
}

/// What is asked for that does not exist. A library without things exists; its list is empty.
pub async fn unknown(app: &App, things: &Things, query: &Query) -> Result<Vec<FieldError>, sqlx::Error> {
    let categories = things.catalogue.categories();
    let mut errors: Vec<FieldError> = query
        .categories
        .iter()
        .filter(|id| !categories.iter().any(|category| category.id == **id))
        .map(|id| FieldError::new("category", "unknown", format!("there is no category {id}")))
        .collect();
    if let Some(id) = &query.library
        && !things.catalogue.libraries().contains(id)
        && crate::libraries::current(app)
            .await?
            .view(id.as_str(), app.clock.now())
            .is_none()
    {
        errors.push(FieldError::new(
            "library",
            "unknown",
            format!("there is no library {id}"),
        ));
    }
    Ok(errors)
}
