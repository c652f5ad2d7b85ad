//! SQL of sign-ins at the provider.

use crate::account::secrets::token_hash;
use crate::account::store::day;
use crate::db::{Db, Tx, on_tx, on_writer};
use chrono::{DateTime, NaiveDate, Utc};
use jaettu_domain::account::oidc::LogoutToken;
use jaettu_domain::account::{Desks, Role};
use jaettu_domain::id::{LibraryId, PersonId};
use jaettu_domain::search::folded;
use sqlx::FromRow;

/// A sign-in that has begun.
#[derive(FromRow)]
pub(super) struct SignIn {
    pub(super) nonce: String,
    pub(super) verifier: String,
    pub(super) return_to: String,
    pub(super) created_at: i64,
}

/// Keeps a sign-in that has begun, under what is kept of its state.
pub(super) async fn put(db: &Db, state: &str, begun: &SignIn) -> Result<(), sqlx::Error> {
    const SQL: &str = "INSERT INTO sign_ins (state_hash, nonce, verifier, return_to, created_at) \
        VALUES ($1, $2, $3, $4, $5)";
    on_writer!(db, pool => sqlx::query(SQL)
        .bind(token_hash(state)).bind(&begun.nonce).bind(&begun.verifier).bind(&begun.return_to).bind(begun.created_at)
        .execute(pool).await.map(|_| ()))
}

/// Takes a sign-in away: whoever comes first gets it, and nobody else.
pub(super) async fn take(db: &Db, state: &str) -> Result<Option<SignIn>, sqlx::Error> {
    const SQL: &str =
        "DELETE FROM sign_ins WHERE state_hash = $1 RETURNING nonce, verifier, return_to, created_at";
    on_writer!(db, pool => sqlx::query_as(SQL).bind(token_hash(state)).fetch_optional(pool).await)
}

/// Somebody who has signed in at the provider before.
pub(super) struct Known {
    pub(super) id: PersonId,
    pub(super) role: Role,
    pub(super) disabled: bool,
}

/// The person whom a provider calls `subject`.
pub(super) async fn person(tx: &mut Tx, issuer: &str, subject: &str) -> Result<Option<Known>, sqlx::Error> {
    const SQL: &str = "SELECT id, role, disabled FROM people WHERE issuer = $1 AND subject = $2";
    let row: Option<(String, String, bool)> = on_tx!(tx, connection => sqlx::query_as(SQL)
        .bind(issuer).bind(subject).fetch_optional(connection).await?);
    let broken = |what: &'static str| sqlx::Error::Decode(what.into());
    row.map(|(id, role, disabled)| {
        Ok(Known {
            id: id.parse().map_err(|_| broken("people.id"))?,
            role: role.parse().map_err(|_| broken("people.role"))?,
            disabled,
        })
    })
    .transpose()
}

/// Calls a person as the provider does now, and takes the day of birth that it tells; without one what is known stays.
pub(super) async fn put_claims(
    tx: &mut Tx,
    person: &PersonId,
    name: &str,
    born: Option<NaiveDate>,
    now: DateTime<Utc>,
) -> Result<(), sqlx::Error> {
    const SQL: &str = "UPDATE people SET name = $2, name_folded = $4, born = COALESCE($5, born), seen_at = $3, \
        version = version + 1 WHERE id = $1";
    on_tx!(tx, connection => sqlx::query(SQL)
        .bind(person.as_str()).bind(name).bind(day(now)).bind(folded(name))
        .bind(born.map(|born| born.to_string())).execute(connection).await.map(|_| ()))
}

/// Those of the desks that there are: a rule may name a library that is gone.
pub(super) async fn existing(tx: &mut Tx, desks: Desks) -> Result<Desks, sqlx::Error> {
    const SQL: &str = "SELECT id FROM libraries WHERE id = $1";
    let Desks::These(libraries) = desks else {
        return Ok(desks);
    };
    let mut existing: Vec<LibraryId> = Vec::with_capacity(libraries.len());
    for library in libraries {
        let found: Option<String> = on_tx!(&mut *tx, connection => sqlx::query_scalar(SQL)
            .bind(library.as_str()).fetch_optional(connection).await?);
        if found.is_some() {
            existing.push(library);
        }
    }
    Ok(Desks::These(existing))
}

/// Whether a logout token is here for the first time; it is remembered until its time is over.
///
/// That it may be used once until then is an allowance like those of PINs, and kept with them.
pub(super) async fn is_first(tx: &mut Tx, jti: &str, until: DateTime<Utc>) -> Result<bool, sqlx::Error> {
    const SQL: &str = "INSERT INTO throttles (name, whole_at) VALUES ($1, $2) ON CONFLICT (name) DO NOTHING";
    let name = ["logout ", &token_hash(jti)].concat();
    let new = on_tx!(tx, connection => sqlx::query(SQL)
        .bind(name).bind(until.timestamp_millis()).execute(connection).await?.rows_affected());
    Ok(new == 1)
}

/// Ends the session that has ended at the provider, or all of that person that began there.
pub(super) async fn end_sessions(tx: &mut Tx, token: &LogoutToken) -> Result<(), sqlx::Error> {
    const SESSION: &str = "DELETE FROM sessions WHERE provider_session = $1 AND person IN \
        (SELECT id FROM people WHERE issuer = $2 AND subject = COALESCE($3, subject))";
    const PERSON: &str = "DELETE FROM sessions WHERE id_token IS NOT NULL AND person IN \
        (SELECT id FROM people WHERE issuer = $1 AND subject = $2)";
    match &token.sid {
        Some(session) => on_tx!(tx, connection => sqlx::query(SESSION)
            .bind(session).bind(&token.iss).bind(&token.sub).execute(connection).await.map(|_| ())),
        None => on_tx!(tx, connection => sqlx::query(PERSON)
            .bind(&token.iss).bind(&token.sub).execute(connection).await.map(|_| ())),
    }
}
