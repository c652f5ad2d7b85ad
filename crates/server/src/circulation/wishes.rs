//! Wishes to hear when a thing is free: who is told, and whose wish is there again when it is not.

use super::compose::{News, occasion};
use super::tell::{SETTLE, send};
use super::views::Names;
use crate::App;
use crate::db::{Tx, on_db, on_tx};
use crate::messages::store::news;
use crate::problem::Failure;
use chrono::{DateTime, Utc};
use jaettu_domain::circulation::{Stock, StockCopy};
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

/// Somebody's wish, and when it was made.
pub(super) type Wish = (PersonId, i64);

/// Tells those who wish for a thing that it is free, one for each free copy of which nobody has been told: the occasions.
pub(super) async fn tell(
    app: &App,
    tx: &mut Tx,
    names: &Names,
    stock: &Stock,
    now: DateTime<Utc>,
) -> Result<Vec<String>, sqlx::Error> {
    const UNTOLD: &str =
        "SELECT barcode FROM copies WHERE item = $1 AND place = 'shelf' AND NOT told ORDER BY barcode";
    const TOLD: &str = "UPDATE copies SET told = $2 WHERE barcode = $1";
    let untold: Vec<String> = on_tx!(&mut *tx, connection => sqlx::query_scalar(UNTOLD)
        .bind(stock.item.as_str()).fetch_all(connection).await?);
    let is_untold = |copy: &&StockCopy| untold.iter().any(|barcode| barcode == copy.barcode.as_str());
    let mut occasions = Vec::new();
    for copy in stock
        .copies
        .iter()
        .filter(|copy| copy.is_free())
        .filter(is_untold)
    {
        let Some(person) = take(tx, &stock.item, app.sends).await? else {
            break;
        };
        let wish = about(&stock.item, &person);
        let news = News {
            occasion: occasion("free", &wish, Some(now)),
            message: Message::ItemFree {
                item: stock.item.clone(),
                name: names.item(&stock.item),
                library_name: names.library(&copy.library),
            },
            about: Some(wish),
            person,
        };
        send(tx, &news, now + SETTLE, now).await?;
        on_tx!(&mut *tx, connection => sqlx::query(TOLD)
            .bind(copy.barcode.as_str()).bind(true).execute(connection).await?.rows_affected());
        occasions.push(news.occasion);
    }
    Ok(occasions)
}

/// The things of which a copy stands free, as after an import, while somebody wishes for it who can be told.
pub(super) async fn due(app: &App) -> Result<Vec<ItemId>, sqlx::Error> {
    const SQL: &str = "SELECT w.item, w.person, p.channel, p.email, p.phone FROM wishes w JOIN people p ON p.id = w.person \
        WHERE EXISTS (SELECT 1 FROM copies c WHERE c.item = w.item AND c.place = 'shelf' AND NOT c.told) ORDER BY w.item";
    let wishers: Vec<Wisher> = on_db!(&app.db, pool => sqlx::query_as(SQL).fetch_all(pool).await?);
    let wishers = wishers.into_iter().filter(|wisher| wisher.is_told(app.sends));
    let mut items: Vec<ItemId> = wishers
        .filter_map(|wisher| ItemId::new(wisher.item).ok())
        .collect();
    items.dedup();
    Ok(items)
}

/// Tells of one thing what is to be told, under the lock of its queue.
pub(super) async fn tell_one(app: &App, names: &Names, item: &ItemId) -> Result<(), Failure> {
    let mut tx = app.db.begin().await?;
    let turn = super::take(app, &mut tx, item).await?;
    tell(app, &mut tx, names, &turn.stock, turn.now).await?;
    tx.commit().await?;
    Ok(())
}

/// Ends a wish, and takes back what waits to be told of it: the wish, if there was one.
pub(super) async fn end(tx: &mut Tx, item: &ItemId, person: &PersonId) -> Result<Option<Wish>, sqlx::Error> {
    const SQL: &str = "DELETE FROM wishes WHERE item = $1 AND person = $2 RETURNING created_at";
    let made_at: Option<i64> = on_tx!(&mut *tx, connection => sqlx::query_scalar(SQL)
        .bind(item.as_str()).bind(person.as_str()).fetch_optional(connection).await?);
    news::withdraw(tx, &about(item, person)).await?;
    Ok(made_at.map(|made_at| (person.clone(), made_at)))
}

/// Somebody who wishes for a thing, and how they are reached.
#[derive(FromRow)]
struct Wisher {
    item: String,
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
    const ALL: &str = "SELECT w.item, w.person, p.channel, p.email, p.phone FROM wishes w JOIN people p ON p.id = w.person \
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
