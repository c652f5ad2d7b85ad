//! What was sent to the person who asks, over HTTP.

use super::store::sent;
use crate::App;
use crate::account::Person;
use crate::account::sessions::instant;
use crate::api::{Answer, Asked};
use crate::problem::Failure;
use jaettu_domain::messages::api::{ListMessages, MessageView};
use jaettu_domain::page::Page;
use std::sync::Arc;

/// Answers [`ListMessages`].
pub async fn list(app: Arc<App>, asked: Asked<ListMessages>) -> Result<Answer<Page<MessageView>>, Failure> {
    let items = sent(&app, asked.person()?).await?;
    Ok(Page { items, next: None }.into())
}

/// What was sent to somebody, the newest first.
pub async fn sent(app: &App, person: &Person) -> Result<Vec<MessageView>, Failure> {
    let rows = sent::to(&app.db, &person.id).await?;
    let view = |row: sent::Sent| {
        Some(MessageView {
            channel: row.channel.parse().ok()?,
            subject: row.subject,
            body: row.body,
            sent_at: instant(row.sent_at),
        })
    };
    Ok(rows.into_iter().filter_map(view).collect())
}
