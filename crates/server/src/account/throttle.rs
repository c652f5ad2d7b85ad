//! How often PINs may be guessed, and sign-ins begun: counted in the database, so that several servers count together.

use crate::App;
use crate::account::secrets::token_hash;
use crate::db::{Tx, on_tx};
use crate::problem::Failure;
use chrono::{DateTime, Utc};
use jaettu_domain::account::Card;
use jaettu_domain::account::rules::{
    Allowance, KNOWN_FOR, PER_ADDRESS, PER_CARD, PER_CARD_AND_ADDRESS, take,
};
use std::net::IpAddr;

/// One try that has been counted.
#[derive(Debug)]
pub struct Try {
    counted: Vec<(String, Allowance)>,
    /// Card and address together.
    both: Option<String>,
}

/// Counts one try for `card`, as it was typed, from `address`, or refuses it with how long to wait. What is refused is not
/// counted.
pub async fn begin(app: &App, card: &str, address: Option<IpAddr>) -> Result<Try, Failure> {
    // However a card is written, it is the same card.
    let card = card.parse::<Card>().map_or_else(
        |_| card.split_whitespace().collect(),
        |card| card.as_str().to_owned(),
    );
    // Neither cards nor addresses are kept: their hashes do as well.
    let name = |kind: &str, what: &str| [kind, &token_hash(what)].concat();
    let address = address.map(|address| address.to_string());
    let both = address.as_ref().map(|address| [&card, " ", address].concat());
    let now = app.clock.now();
    let mut tx = app.db.begin().await?;
    let mut tries = Vec::new();
    if let Some(both) = &both {
        tries.push((both_name(&card, both), PER_CARD_AND_ADDRESS));
    }
    let known = match &both {
        Some(both) => is_known(&mut tx, &name("known ", both), now).await?,
        None => false,
    };
    // Whoever guesses, here or elsewhere, locks out nobody who has signed in here.
    if !known {
        tries.push((name("card ", &card), PER_CARD));
        if let Some(address) = &address {
            tries.push((name("address ", address), PER_ADDRESS));
        }
    }
    // Always in the same order: of two tries at once neither waits for the other's second lock.
    tries.sort_by(|one, other| one.0.cmp(&other.0));
    for (name, allowance) in &tries {
        let whole_at = DateTime::from_timestamp_millis(lock(&mut tx, name, now.timestamp_millis()).await?);
        let whole_at = take(*allowance, whole_at.unwrap_or(now), now).map_err(Failure::too_often)?;
        put(&mut tx, name, whole_at.timestamp_millis()).await?;
    }
    tx.commit().await?;
    Ok(Try {
        counted: tries,
        both: both.map(|both| name("known ", &both)),
    })
}

/// Whether something may be done once more from `address`, and counts it; where the address is not known it always may.
pub async fn once(
    app: &App,
    kind: &str,
    address: Option<IpAddr>,
    allowance: Allowance,
) -> Result<bool, sqlx::Error> {
    let Some(address) = address else {
        return Ok(true);
    };
    let name = [kind, " ", &token_hash(&address.to_string())].concat();
    let now = app.clock.now();
    let mut tx = app.db.begin().await?;
    let whole_at = DateTime::from_timestamp_millis(lock(&mut tx, &name, now.timestamp_millis()).await?);
    let Ok(whole_at) = take(allowance, whole_at.unwrap_or(now), now) else {
        return Ok(false);
    };
    put(&mut tx, &name, whole_at.timestamp_millis()).await?;
    tx.commit().await?;
    Ok(true)
}

/// Under which name the tries for a card at an address are counted: it begins with the card, so that all of them can be found.
fn both_name(card: &str, both: &str) -> String {
    ["both ", &token_hash(card), " ", &token_hash(both)].concat()
}

/// Forgets what was guessed for a card from anywhere: it has another PIN now.
pub async fn forget(tx: &mut Tx, card: &Card) -> Result<(), sqlx::Error> {
    const SQL: &str = "DELETE FROM throttles WHERE name = $1 OR name LIKE $2";
    let hash = token_hash(card.as_str());
    let (alone, both) = (["card ", &hash].concat(), ["both ", &hash, " %"].concat());
    on_tx!(tx, connection => sqlx::query(SQL).bind(alone).bind(both).execute(connection).await.map(|_| ()))
}

impl Try {
    /// The PIN was right: the try does not count, what was guessed for this card from here is forgotten, and the card is
    /// known here for a while.
    pub async fn succeeded(self, app: &App) -> Result<(), Failure> {
        let now = app.clock.now().timestamp_millis();
        let mut tx = app.db.begin().await?;
        for (name, allowance) in &self.counted {
            let whole_at = lock(&mut tx, name, now).await?;
            let back = if *allowance == PER_CARD_AND_ADDRESS {
                now
            } else {
                whole_at - allowance.every.num_milliseconds()
            };
            put(&mut tx, name, back).await?;
        }
        if let Some(known) = &self.both {
            lock(&mut tx, known, now).await?;
            put(&mut tx, known, now + KNOWN_FOR.num_milliseconds()).await?;
        }
        tx.commit().await?;
        Ok(())
    }
}

/// Whether the card was signed in with from this address not long ago.
async fn is_known(tx: &mut Tx, name: &str, now: DateTime<Utc>) -> Result<bool, sqlx::Error> {
    const SQL: &str = "SELECT COUNT(*) FROM throttles WHERE name = $1 AND whole_at > $2";
    let found: i64 = on_tx!(tx, connection => sqlx::query_scalar(SQL)
        .bind(name).bind(now.timestamp_millis()).fetch_one(connection).await?);
    Ok(found > 0)
}

/// When an allowance is whole again; whoever asks next waits until this transaction has ended.
async fn lock(tx: &mut Tx, name: &str, now: i64) -> Result<i64, sqlx::Error> {
    const SQL: &str = "INSERT INTO throttles (name, whole_at) VALUES ($1, $2) \
        ON CONFLICT (name) DO UPDATE SET whole_at = throttles.whole_at RETURNING whole_at";
    on_tx!(tx, connection => sqlx::query_scalar(SQL).bind(name).bind(now).fetch_one(connection).await)
}

async fn put(tx: &mut Tx, name: &str, whole_at: i64) -> Result<(), sqlx::Error> {
    const SQL: &str = "UPDATE throttles SET whole_at = $2 WHERE name = $1";
    on_tx!(tx, connection => sqlx::query(SQL).bind(name).bind(whole_at).execute(connection).await.map(|_| ()))
}
