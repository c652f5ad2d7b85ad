//! The programme over HTTP.

use super::{CHANGES_PAGE, current, store, today};
use crate::App;
use crate::problem::Failure;
use jaettu_domain::programme::api::{
    ActionList, ActionView, ChangeList, GetAction, GetIndicator, IndicatorList, IndicatorView, ListActions,
    ListChanges, ListIndicators,
};
use jaettu_domain::programme::views;
use std::sync::Arc;

/// Answers [`ListActions`].
pub async fn list(app: Arc<App>, request: ListActions) -> Result<ActionList, Failure> {
    Ok(current(&app).await?.list(&request, today(&app)))
}

/// Answers [`GetAction`].
pub async fn action(app: Arc<App>, request: GetAction) -> Result<ActionView, Failure> {
    let id = request.identifier.ok_or_else(|| Failure::not_found("action"))?;
    let content = current(&app).await?;
    content
        .action(&app, &id)
        .await?
        .ok_or_else(|| Failure::not_found("action"))
}

/// Answers [`ListIndicators`].
pub async fn indicators(app: Arc<App>, _: ListIndicators) -> Result<IndicatorList, Failure> {
    Ok(views::indicator_list(
        &current(&app).await?.programme,
        today(&app),
    ))
}

/// Answers [`GetIndicator`].
pub async fn indicator(app: Arc<App>, request: GetIndicator) -> Result<IndicatorView, Failure> {
    let id = request.id.ok_or_else(|| Failure::not_found("indicator"))?;
    let content = current(&app).await?;
    content
        .indicator(id.as_str(), today(&app))
        .ok_or_else(|| Failure::not_found("indicator"))
}

/// Answers [`ListChanges`].
pub async fn changes(app: Arc<App>, request: ListChanges) -> Result<ChangeList, Failure> {
    change_list(&app, &request).await.map_err(Failure::from)
}

/// A page of the change log.
pub async fn change_list(app: &App, request: &ListChanges) -> Result<ChangeList, sqlx::Error> {
    let content = current(app).await?;
    // One more than a page holds tells whether there is another.
    let mut items =
        store::changes(&app.db, request.action.as_ref(), request.cursor, CHANGES_PAGE + 1).await?;
    let page = usize::try_from(CHANGES_PAGE).unwrap_or(usize::MAX);
    let more = items.len() > page;
    items.truncate(page);
    let next = items.last().filter(|_| more).map(|last| last.id.to_string());
    Ok(ChangeList {
        items: content.named(items),
        next,
    })
}
