//! Wishes to hear when a thing is free: who is told, and whose wish is there again when it is not.

use super::tell::{News, SETTLE, occasion, send};
use super::views::Names;
use crate::App;
use crate::db::{Tx, on_tx};
use chrono::{DateTime, Utc};
use jaettu_domain::circulation::Stock;
use jaettu_domain::id::{ItemId, PersonId};
use jaettu_domain::messages::rules::{Ways, route};
use jaettu_domain::messages::{Channel, Contact, Message};
use sqlx::FromRow;

/// When a wish was made that comes before all others.
pub(super) const FIRST: i64 = 0;

/// What a message about a wish is about.
pub(super) fn about(item: &ItemId, person: &PersonId) -> String {
    format!("{item} {person}")
}

/// Tells whoever wishes for a thing that it is free: the occasion, if anybody does.
pub(super) async fn tell(
    app: &App,
    tx: &mut Tx,
    names: &Names,
    stock: &Stock,
    now: DateTime<Utc>,
) -> Result<Option<String>, sqlx::Error> {
    let Some(person) = take(tx, &stock.item, app.sends).await? else {
        return Ok(None);
    };
    let wish = about(&stock.item, &person);
    let news = News {
        occasion: occasion("free", &wish, Some(now)),
        message: free(names, stock),
        about: Some(wish),
        person,
    };
    send(tx, &news, now + SETTLE, now).await?;
    Ok(Some(news.occasion))
}

fn free(names: &Names, stock: &Stock) -> Message {
    let copy = stock.copies.iter().find(|copy| copy.is_free());
    Message::ItemFree {
        item: stock.item.clone(),
        name: names.item(&stock.item),
        library_name: copy.map(|copy| names.library(&copy.library)).unwrap_or_default(),
    }
}

/// Somebody who wishes for a thing, and how they are reached.
#[derive(FromRow)]
struct Wisher {
    person: String,
    channel: String,
    email: Option<String>,
    phone: Option<String>,
}

impl Wisher {
    /// Whether they are told by these ways of sending: the rule by which messages go.
    fn is_told(&self, ways: Ways) -> bool {
        let contact = Contact {
            channel: Channel::from_code(&self.channel),
            email: self.email.clone(),
            phone: self.phone.clone(),
        };
        route(&contact, ways, false).is_some()
    }
}

/// Whoever has wished for a thing the longest and can be told: their wish is fulfilled by that.
async fn take(tx: &mut Tx, item: &ItemId, ways: Ways) -> Result<Option<PersonId>, sqlx::Error> {
    const ALL: &str = "SELECT w.person, p.channel, p.email, p.phone FROM wishes w JOIN people p ON p.id = w.person \
        WHERE w.item = $1 ORDER BY w.created_at, w.person";
    const TAKE: &str = "DELETE FROM wishes WHERE item = $1 AND person = $2";
    let wishers: Vec<Wisher> = on_tx!(&mut *tx, connection => sqlx::query_as(ALL)
        .bind(item.as_str()).fetch_all(connection).await?);
    for wisher in wishers.into_iter().filter(|wisher| wisher.is_told(ways)) {
        let taken = on_tx!(&mut *tx, connection => sqlx::query(TAKE)
            .bind(item.as_str()).bind(&wisher.person).execute(connection).await?.rows_affected());
        // Whoever has taken their wish back at this moment is passed over.
        if taken == 1 {
            return Ok(PersonId::new(wisher.person).ok());
        }
    }
    Ok(None)
}

/// Takes the last news that a thing is free back, if it has certainly not arrived: whoever it was for is the first to hear it
/// next.
pub(super) async fn again(tx: &mut Tx, item: &ItemId) -> Result<(), sqlx::Error> {
    const TAKE: &str = "DELETE FROM outbox WHERE state = 'waiting' AND id = (SELECT id FROM outbox \
        WHERE state = 'waiting' AND delivery IS NULL AND NOT instead AND occasion LIKE $1 \
        ORDER BY created_at DESC, id DESC LIMIT 1) RETURNING person";
    let news = format!("free {item} %");
    let person: Option<String> = on_tx!(&mut *tx, connection => sqlx::query_scalar(TAKE)
        .bind(news).fetch_optional(connection).await?);
    if let Some(person) = person {
        restore(tx, item, &person, FIRST).await?;
    }
    Ok(())
}

/// Somebody's wish is there again, as made at `made_at`.
pub(super) async fn restore(
    tx: &mut Tx,
    item: &ItemId,
    person: &str,
    made_at: i64,
) -> Result<(), sqlx::Error> {
    const SQL: &str =
        "INSERT INTO wishes (item, person, created_at) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING";
    on_tx!(tx, connection => sqlx::query(SQL)
        .bind(item.as_str()).bind(person).bind(made_at).execute(connection).await.map(|_| ()))
}
