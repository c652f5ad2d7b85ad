//! The mailbox of the demonstration, at `/mailbox`: there mail goes nowhere else, and whoever tries the service out wants to
//! see it. Elsewhere there is no such page: what people are told is their own.

use super::store::sent;
use crate::App;
use crate::page::{Page, Request};
use crate::problem::Failure;
use chrono::DateTime;
use jaettu_domain::messages::Channel;
use jaettu_views::messages::{Sent, mailbox};

/// So many messages are shown.
const SHOWN: i64 = 50;

/// The mailbox, in the demonstration.
pub async fn page(app: &App, request: &Request<'_>) -> Result<Option<Page>, Failure> {
    if !app.demo || request.path.len() > 1 {
        return Ok(None);
    }
    let rows = sent::newest(&app.db, SHOWN).await?;
    let sent: Vec<Sent<'_>> = rows
        .iter()
        .filter_map(|row| {
            Some(Sent {
                channel: Channel::from_code(&row.channel)?,
                address: &row.address,
                subject: &row.subject,
                body: &row.body,
                at: DateTime::from_timestamp_millis(row.sent_at)?,
            })
        })
        .collect();
    let words = request.words;
    let title = words.messages_mailbox();
    Ok(Some(Page {
        app: false,
        private: true,
        ..Page::new(title, words.messages_mailbox_about(), mailbox(words, &sent))
    }))
}
