//! Writing once, however often it is asked: a transaction, and the answer of a request under its `Idempotency-Key`.
//!
//! A phone that loses the network does not know whether what it sent arrived. It sends the same again with the same key,
//! and gets the answer of the first time. The answer is stored in the transaction of what it tells of, so both are there
//! or neither is.

use crate::App;
use crate::account::secrets;
use crate::api::Asked;
use crate::assets::short_hash;
use crate::db::{Tx, on_db, on_tx};
use crate::problem::Failure;
use axum::http::HeaderMap;
use jaettu_domain::endpoint::{Endpoint, Pairs};
use jaettu_domain::id::PersonId;
use jaettu_domain::problem::{FieldError, Reason};
use serde::Serialize;
use serde::de::DeserializeOwned;
use std::ops::{Deref, DerefMut};

/// What a client calls one request of its own, however often it sends it: 1 to 64 visible characters.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Key(String);

impl Key {
    /// The characters.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The key of a request, if it has one.
    pub fn of(headers: &HeaderMap) -> Result<Option<Self>, Failure> {
        let Some(value) = headers.get("idempotency-key") else {
            return Ok(None);
        };
        let text = value.to_str().unwrap_or_default().trim().trim_matches('"');
        if (1..=64).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_graphic()) {
            return Ok(Some(Self(text.to_owned())));
        }
        let takes = "takes 1 to 64 visible characters";
        Err(vec![FieldError::new("Idempotency-Key", "not_valid", takes)].into())
    }
}

/// Where a request with a key is on its way.
#[derive(Debug)]
pub enum Begun<R> {
    /// It is here for the first time.
    New(Write),
    /// It was here before: this was the answer.
    Repeated(R),
}

/// A transaction that ends with an answer.
#[derive(Debug)]
pub struct Write {
    tx: Tx,
    /// Scope and key under which the answer is kept.
    key: Option<(String, String)>,
    /// Whom the answer is about, if somebody else than who asks.
    about: Option<PersonId>,
}

impl Deref for Write {
    type Target = Tx;
    fn deref(&self) -> &Tx {
        &self.tx
    }
}

impl DerefMut for Write {
    fn deref_mut(&mut self) -> &mut Tx {
        &mut self.tx
    }
}

const FIND: &str =
    "SELECT request, body, sealed FROM replies WHERE scope = $1 AND idempotency_key = $2 AND status <> 0";

/// A request that was answered before: what it was in short, the answer, and what is kept of its secret.
type Kept = (String, String, Option<String>);

impl<E> Asked<E>
where
    E: Endpoint<Reply: DeserializeOwned>,
{
    /// The answer that the same request had before, if it had one. Asked before anything else is looked at: what was right
    /// then may not be now, and the answer stays the same.
    pub async fn repeated(&self, app: &App) -> Result<Option<E::Reply>, Failure> {
        let Some(Key(key)) = &self.key else {
            return Ok(None);
        };
        let kept: Option<Kept> = on_db!(&app.db, pool => sqlx::query_as(FIND)
            .bind(self.scope()).bind(key).fetch_optional(pool).await?);
        match kept {
            Some(kept) => self.read(kept).await.map(Some),
            None => Ok(None),
        }
    }

    fn scope(&self) -> &str {
        self.by.as_ref().map_or("", |person| person.id.as_str())
    }

    /// The kept answer, which has to be one to this request.
    async fn read(&self, (request, body, secret): Kept) -> Result<E::Reply, Failure> {
        let same = request == self.fingerprint()
            && match (self.secret(), secret) {
                (Some(given), Some(kept)) => secrets::fits(given, Some(kept)).await,
                (given, kept) => given.is_none() && kept.is_none(),
            };
        if !same {
            return Err(Reason::KEY_REUSED.into());
        }
        serde_json::from_str(&body).map_err(|error| {
            tracing::error!(%error, operation = E::OPERATION, "a kept answer cannot be read");
            Reason::INTERNAL.into()
        })
    }

    /// Begins to write, or finds the answer of the same request before. Two of the same at once wait for each other.
    pub async fn begin(&self, app: &App) -> Result<Begun<E::Reply>, Failure> {
        const CLAIM: &str = "INSERT INTO replies (scope, idempotency_key, request, status, body, created_at, sealed) \
            VALUES ($1, $2, $3, 0, '', $4, $5) ON CONFLICT (scope, idempotency_key) DO NOTHING";
        let begun = |tx, key| Begun::New(Write { tx, key, about: None });
        let Some(Key(key)) = &self.key else {
            return Ok(begun(app.db.begin().await?, None));
        };
        let secret = match self.secret() {
            Some(secret) => Some(secrets::hashed_text(secret).await.map_err(|_| Reason::INTERNAL)?),
            None => None,
        };
        let mut tx = app.db.begin().await?;
        let (scope, request) = (self.scope(), self.fingerprint());
        let now = app.clock.now().timestamp_millis();
        let claimed = on_tx!(&mut tx, connection => sqlx::query(CLAIM)
            .bind(scope).bind(key).bind(&request).bind(now).bind(secret)
            .execute(connection).await?.rows_affected());
        if claimed == 1 {
            return Ok(begun(tx, Some((scope.to_owned(), key.clone()))));
        }
        let kept: Kept = on_tx!(&mut tx, connection => sqlx::query_as(FIND)
            .bind(scope).bind(key).fetch_one(connection).await?);
        // Comparing takes a while; nobody waits for this transaction meanwhile.
        drop(tx);
        self.read(kept).await.map(Begun::Repeated)
    }

    /// The secret fields, if there are any.
    fn secret(&self) -> Option<String> {
        let mut said = Pairs::default();
        self.endpoint.write(&mut said);
        let secret = said.iter().filter(|(name, _)| E::SECRET.contains(name));
        let secret: Vec<&str> = secret.flat_map(|(name, value)| [name, value]).collect();
        (!secret.is_empty()).then(|| secret.join("\n"))
    }

    /// Operation, parameters and fields in short: what makes two requests the same. Without what is secret: it could be
    /// guessed from the short form.
    fn fingerprint(&self) -> String {
        let mut said = Pairs::default();
        self.endpoint.write(&mut said);
        let parts = said.iter().filter(|(name, _)| !E::SECRET.contains(name));
        let parts = parts.flat_map(|(name, value)| [name, value]);
        let parts: Vec<&str> = [E::OPERATION].into_iter().chain(parts).collect();
        short_hash(parts.join("\n").as_bytes())
    }
}

impl Write {
    /// Says whom the answer is about: when they are forgotten, it goes.
    pub fn is_about(&mut self, person: &PersonId) {
        self.about = Some(person.clone());
    }

    /// Makes everything durable, and the answer with it.
    pub async fn end<R: Serialize>(mut self, reply: &R) -> Result<(), Failure> {
        const KEEP: &str = "UPDATE replies SET status = 200, body = $3, about = $4 WHERE scope = $1 AND idempotency_key = $2";
        if let Some((scope, key)) = &self.key {
            let body = serde_json::to_string(reply).map_err(|error| {
                tracing::error!(%error, "an answer could not be kept");
                Failure::from(Reason::INTERNAL)
            })?;
            on_tx!(&mut self.tx, connection => sqlx::query(KEEP)
                .bind(scope).bind(key).bind(body).bind(self.about.as_ref().map(PersonId::as_str)).execute(connection).await.map(|_| ())?);
        }
        self.tx.commit().await?;
        Ok(())
    }
}
