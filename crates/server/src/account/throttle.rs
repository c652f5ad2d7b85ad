//! How often PINs may be guessed: counted in the database, so that several servers count together.

use crate::App;
use crate::account::secrets::token_hash;
use crate::db::{Tx, on_tx};
use crate::problem::Failure;
use chrono::DateTime;
use jaettu_domain::account::rules::{Allowance, PER_ADDRESS, PER_CARD, PER_CARD_AND_ADDRESS, take};
use std::net::IpAddr;

/// One try that has been counted.
#[derive(Debug)]
pub struct Try(Vec<(String, Allowance)>);

/// Counts one try for `card` from `address`, or refuses it with how long to wait. What is refused is not counted.
pub async fn begin(app: &App, card: &str, address: Option<IpAddr>) -> Result<Try, Failure> {
    // Neither cards nor addresses are kept: their hashes do as well.
    let name = |kind: &str, what: &str| [kind, &token_hash(what)].concat();
    let mut tries = vec![(name("card ", card), PER_CARD)];
    if let Some(address) = address.map(|address| address.to_string()) {
        tries.push((name("address ", &address), PER_ADDRESS));
        tries.push((
            name("both ", &[card, " ", &address].concat()),
            PER_CARD_AND_ADDRESS,
        ));
    }
    let now = app.clock.now();
    let mut tx = app.db.begin().await?;
    for (name, allowance) in &tries {
        let whole_at = DateTime::from_timestamp_millis(lock(&mut tx, name, now.timestamp_millis()).await?);
        let whole_at = take(*allowance, whole_at.unwrap_or(now), now).map_err(Failure::too_often)?;
        put(&mut tx, name, whole_at.timestamp_millis()).await?;
    }
    tx.commit().await?;
    Ok(Try(tries))
}

impl Try {
    /// The PIN was right: the try does not count, and what was guessed for this card from here is forgotten.
    pub async fn succeeded(self, app: &App) -> Result<(), Failure> {
        let now = app.clock.now().timestamp_millis();
        let mut tx = app.db.begin().await?;
        for (name, allowance) in &self.0 {
            let whole_at = lock(&mut tx, name, now).await?;
            let back = if *allowance == PER_CARD_AND_ADDRESS {
                now
            } else {
                whole_at - allowance.every.num_milliseconds()
            };
            put(&mut tx, name, back).await?;
        }
        tx.commit().await?;
        Ok(())
    }
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
