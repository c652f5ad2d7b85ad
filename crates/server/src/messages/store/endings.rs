//! SQL of what becomes of claimed messages: sent, tried again, failed, dropped.
//!
//! Every statement names the state that it expects, so a worker that comes late changes nothing.

use super::Turn;
use crate::db::{Db, on_db, on_tx, on_writer};
use chrono::{DateTime, TimeDelta, Utc};
use jaettu_domain::messages::Channel;
use jaettu_domain::messages::rules::STALE_AFTER;
use uuid::Uuid;

/// How long what only a newer program can read is left alone.
const LEFT_ALONE: TimeDelta = TimeDelta::hours(1);

/// A letter or text message as it went out.
pub struct Delivery<'a> {
    /// Its identifier.
    pub id: Uuid,
    /// Whose it is, if there is an account.
    pub person: Option<&'a str>,
    /// How it went.
    pub channel: Channel,
    /// Where it went.
    pub address: &'a str,
    /// The subject; nothing for a text message.
    pub subject: &'a str,
    /// The text.
    pub body: &'a str,
}

/// Notes that a delivery has gone out, and with it its messages.
pub async fn sent(db: &Db, delivery: &Delivery<'_>, now: DateTime<Utc>) -> Result<(), sqlx::Error> {
    // Also when the claim ran out while it was being sent: it has gone out all the same.
    const ROWS: &str = "UPDATE outbox SET state = 'sent', ended_at = $1, claimed_until = NULL, trouble = NULL \
        WHERE delivery = $2 AND state IN ('sending', 'waiting')";
    const LETTER: &str = "INSERT INTO deliveries (id, person, channel, address, subject, body, sent_at) \
        VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (id) DO NOTHING";
    let id = delivery.id.to_string();
    let mut tx = db.begin().await?;
    let rows = on_tx!(&mut tx, connection => sqlx::query(ROWS)
        .bind(now.timestamp_millis())
        .bind(&id)
        .execute(connection)
        .await?
        .rows_affected());
    // No rows: the person was erased meanwhile, or another worker has noted the same letter.
    if rows > 0 {
        on_tx!(&mut tx, connection => sqlx::query(LETTER)
            .bind(&id)
            .bind(delivery.person)
            .bind(delivery.channel.code())
            .bind(delivery.address)
            .bind(delivery.subject)
            .bind(delivery.body)
            .bind(now.timestamp_millis())
            .execute(connection)
            .await
            .map(|_| ()))?;
    }
    tx.commit().await
}

/// Puts messages that were certainly not sent back, to be tried again at `at`, perhaps together with others.
pub async fn try_again(db: &Db, delivery: Uuid, trouble: &str, at: DateTime<Utc>) -> Result<(), sqlx::Error> {
    const SQL: &str = "UPDATE outbox \
        SET state = 'waiting', claimed_until = NULL, delivery = NULL, trouble = $1, due_at = $2 \
        WHERE delivery = $3 AND state = 'sending'";
    on_writer!(db, pool => sqlx::query(SQL)
        .bind(trouble)
        .bind(at.timestamp_millis())
        .bind(delivery.to_string())
        .execute(pool)
        .await
        .map(|_| ()))
}

/// Puts a letter of which nobody knows whether it has arrived back: it is repeated at `at`, as the same letter.
pub async fn repeat(db: &Db, delivery: Uuid, trouble: &str, at: DateTime<Utc>) -> Result<(), sqlx::Error> {
    const SQL: &str = "UPDATE outbox SET state = 'waiting', claimed_until = NULL, trouble = $1, due_at = $2 \
        WHERE delivery = $3 AND state = 'sending'";
    on_writer!(db, pool => sqlx::query(SQL)
        .bind(trouble)
        .bind(at.timestamp_millis())
        .bind(delivery.to_string())
        .execute(pool)
        .await
        .map(|_| ()))
}

/// Ends a claim at once, as if its time had run out.
pub async fn let_go(db: &Db, delivery: Uuid) -> Result<(), sqlx::Error> {
    const SQL: &str = "UPDATE outbox SET claimed_until = 0 WHERE delivery = $1 AND state = 'sending'";
    on_writer!(db, pool => sqlx::query(SQL)
        .bind(delivery.to_string())
        .execute(pool)
        .await
        .map(|_| ()))
}

/// Gives messages up.
pub async fn fail(db: &Db, delivery: Uuid, trouble: &str, now: DateTime<Utc>) -> Result<(), sqlx::Error> {
    const SQL: &str = "UPDATE outbox SET state = 'failed', claimed_until = NULL, trouble = $1, ended_at = $2 \
        WHERE delivery = $3 AND state = 'sending'";
    on_writer!(db, pool => sqlx::query(SQL)
        .bind(trouble)
        .bind(now.timestamp_millis())
        .bind(delivery.to_string())
        .execute(pool)
        .await
        .map(|_| ()))
}

/// Gives up what is due for somebody who wants messages and is reached by no way; so many messages.
pub async fn fail_due(
    db: &Db,
    turn: &Turn,
    trouble: &'static str,
    now: DateTime<Utc>,
) -> Result<u64, sqlx::Error> {
    const SQL: &str = "UPDATE outbox SET state = 'failed', trouble = $4, ended_at = $1 \
        WHERE COALESCE(person, address) = $2 AND state = 'waiting' AND due_at <= $1 AND instead = $3";
    on_writer!(db, pool => sqlx::query(SQL)
        .bind(now.timestamp_millis())
        .bind(&turn.recipient)
        .bind(turn.instead)
        .bind(trouble)
        .execute(pool)
        .await
        .map(|done| done.rows_affected()))
}

/// Drops what is due for somebody who wants no messages; so many messages.
pub async fn drop_due(db: &Db, turn: &Turn, now: DateTime<Utc>) -> Result<u64, sqlx::Error> {
    const SQL: &str = "UPDATE outbox SET state = 'dropped', ended_at = $1 \
        WHERE COALESCE(person, address) = $2 AND state = 'waiting' AND due_at <= $1 AND instead = $3";
    on_writer!(db, pool => sqlx::query(SQL)
        .bind(now.timestamp_millis())
        .bind(&turn.recipient)
        .bind(turn.instead)
        .execute(pool)
        .await
        .map(|done| done.rows_affected()))
}

/// Lets what is due for somebody wait until `until`; so many messages.
pub async fn postpone(
    db: &Db,
    turn: &Turn,
    until: DateTime<Utc>,
    now: DateTime<Utc>,
) -> Result<u64, sqlx::Error> {
    const SQL: &str = "UPDATE outbox SET due_at = $1 \
        WHERE COALESCE(person, address) = $2 AND state = 'waiting' AND due_at <= $3 AND instead = $4";
    on_writer!(db, pool => sqlx::query(SQL)
        .bind(until.timestamp_millis())
        .bind(&turn.recipient)
        .bind(now.timestamp_millis())
        .bind(turn.instead)
        .execute(pool)
        .await
        .map(|done| done.rows_affected()))
}

/// Puts one claimed message that cannot be read back: a newer program has queued it and will send it.
pub async fn leave_to_newer(db: &Db, id: &str, now: DateTime<Utc>) -> Result<(), sqlx::Error> {
    const SQL: &str = "UPDATE outbox \
        SET state = 'waiting', claimed_until = NULL, delivery = NULL, trouble = 'unreadable', due_at = $1 \
        WHERE id = $2 AND state = 'sending'";
    on_writer!(db, pool => sqlx::query(SQL)
        .bind((now + LEFT_ALONE).timestamp_millis())
        .bind(id)
        .execute(pool)
        .await
        .map(|_| ()))
}

/// What was found of senders that are gone.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Found {
    /// Messages in letters that are repeated.
    pub letters: u64,
    /// Messages in text messages of which nobody knows whether they went out.
    pub text_messages: u64,
}

/// Takes back what is claimed by senders that are gone.
///
/// Letters wait again, as the same letters. A text message cannot be recognised when it comes twice, so it is not repeated:
/// it goes by e-mail where there is an address, and has failed otherwise.
pub async fn take_back(db: &Db, now: DateTime<Utc>) -> Result<Found, sqlx::Error> {
    const LETTERS: &str = "UPDATE outbox SET state = 'waiting', claimed_until = NULL, due_at = $1 \
        WHERE state = 'sending' AND claimed_until < $1 AND via = 'email'";
    const INSTEAD: &str = "UPDATE outbox \
        SET state = 'waiting', claimed_until = NULL, delivery = NULL, instead = $2, trouble = 'unknown', due_at = $1 \
        WHERE state = 'sending' AND claimed_until < $1 AND via = 'sms' \
        AND EXISTS (SELECT 1 FROM people WHERE people.id = outbox.person AND people.email IS NOT NULL)";
    const FAILED: &str = "UPDATE outbox SET state = 'failed', claimed_until = NULL, trouble = 'unknown', ended_at = $1 \
        WHERE state = 'sending' AND claimed_until < $1 AND via = 'sms'";
    let now = now.timestamp_millis();
    let mut tx = db.begin().await?;
    let letters = on_tx!(&mut tx, connection =>
        sqlx::query(LETTERS).bind(now).execute(connection).await?.rows_affected());
    let instead = on_tx!(&mut tx, connection =>
        sqlx::query(INSTEAD).bind(now).bind(true).execute(connection).await?.rows_affected());
    let failed = on_tx!(&mut tx, connection =>
        sqlx::query(FAILED).bind(now).execute(connection).await?.rows_affected());
    tx.commit().await?;
    Ok(Found {
        letters,
        text_messages: instead + failed,
    })
}

/// Gives up what has waited so long that it is no news any more; so many messages.
pub async fn give_up_stale(db: &Db, now: DateTime<Utc>) -> Result<u64, sqlx::Error> {
    const SQL: &str = "UPDATE outbox SET state = 'failed', trouble = 'stale', ended_at = $1 \
        WHERE state = 'waiting' AND due_at < $2";
    on_writer!(db, pool => sqlx::query(SQL)
        .bind(now.timestamp_millis())
        .bind((now - STALE_AFTER).timestamp_millis())
        .execute(pool)
        .await
        .map(|done| done.rows_affected()))
}

/// When the message that has waited longest was due.
pub async fn oldest(db: &Db) -> Result<Option<DateTime<Utc>>, sqlx::Error> {
    const SQL: &str = "SELECT MIN(due_at) FROM outbox WHERE state IN ('waiting', 'sending')";
    let due: Option<i64> = on_db!(db, pool => sqlx::query_scalar(SQL).fetch_one(pool).await?);
    Ok(due.and_then(DateTime::from_timestamp_millis))
}
