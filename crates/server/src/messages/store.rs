//! SQL of the outbox: queueing, and claiming what goes next.
//!
//! A claim is one atomic statement, so two workers never have the same row. What happens to a claimed row afterwards is in
//! [`endings`].

pub mod endings;
pub mod news;
pub mod sent;

use crate::account::sessions::instant;
use crate::db::{Db, Tx, on_db, on_tx, on_writer};
use crate::libraries::store::{json, to_json};
use chrono::{DateTime, TimeDelta, Utc};
use jaettu_domain::id::PersonId;
use jaettu_domain::messages::{Channel, Contact, Message};
use jaettu_domain::text::Language;
use sqlx::FromRow;
use uuid::{NoContext, Timestamp, Uuid};

/// How long a sender may take before others may think that it is gone.
const CLAIM: TimeDelta = TimeDelta::minutes(5);
/// So many rows are looked at in one go.
const BATCH: i64 = 50;

/// To whom a message goes.
#[derive(Clone, Copy)]
pub enum Recipient<'a> {
    /// Somebody with an account; their contact data at the time of sending counts.
    Person(&'a PersonId),
    /// Somebody without one.
    Address {
        /// How.
        channel: Channel,
        /// An e-mail address, or a number in E.164.
        address: &'a str,
        /// In which language.
        language: Language,
    },
}

/// Queues a message, to go at `due_at` at the earliest; false if the same occasion has been told of before. By what it is
/// `about` it can be taken back ([`news::withdraw`]).
///
/// In the transaction of what it tells of: if that is rolled back, nobody hears of it. Ring the bell after the commit.
pub async fn queue(
    tx: &mut Tx,
    to: Recipient<'_>,
    message: &Message,
    occasion: &str,
    about: Option<&str>,
    due_at: DateTime<Utc>,
    now: DateTime<Utc>,
) -> Result<bool, sqlx::Error> {
    const SQL: &str = "INSERT INTO outbox \
        (id, person, address, channel, language, message, occasion, due_at, created_at, state, attempts, instead, about) \
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, 'waiting', 0, $10, $11) ON CONFLICT (occasion) DO NOTHING";
    let (person, address) = match to {
        Recipient::Person(person) => (Some(person.as_str()), None),
        Recipient::Address {
            channel,
            address,
            language,
        } => (None, Some((address, channel.code(), language.code()))),
    };
    let message = to_json(message)?;
    let done = on_tx!(tx, connection => sqlx::query(SQL)
        .bind(new_id(now).to_string())
        .bind(person)
        .bind(address.map(|(address, ..)| address))
        .bind(address.map(|(_, channel, _)| channel))
        .bind(address.map(|(.., language)| language))
        .bind(message)
        .bind(occasion)
        .bind(due_at.timestamp_millis())
        .bind(now.timestamp_millis())
        .bind(false)
        .bind(about)
        .execute(connection)
        .await?
        .rows_affected());
    Ok(done > 0)
}

/// A new identifier that holds `now`, to the millisecond: see [`made_at`].
pub fn new_id(now: DateTime<Utc>) -> Uuid {
    let seconds = u64::try_from(now.timestamp()).unwrap_or_default();
    Uuid::new_v7(Timestamp::from_unix(
        NoContext,
        seconds,
        now.timestamp_subsec_nanos(),
    ))
}

/// When an identifier was made.
pub fn made_at(id: Uuid) -> DateTime<Utc> {
    let made = id.get_timestamp().map(|stamp| stamp.to_unix());
    let made =
        made.and_then(|(seconds, nanos)| DateTime::from_timestamp(i64::try_from(seconds).ok()?, nanos));
    made.unwrap_or_default()
}

/// What goes out together, or at least may: everything new for one recipient, or a letter that is repeated.
pub struct Turn {
    /// The person, or the address.
    pub recipient: String,
    /// The person, if there is an account.
    pub person: Option<String>,
    /// How to reach them, as of now.
    pub contact: Contact,
    /// In which language.
    pub language: Language,
    /// The letter that is repeated, as it was.
    pub again: Option<Uuid>,
    /// By e-mail whatever was chosen.
    pub instead: bool,
}

#[derive(FromRow)]
struct DueRow {
    person: Option<String>,
    address: Option<String>,
    channel: Option<String>,
    language: Option<String>,
    delivery: Option<String>,
    instead: bool,
    message: String,
    email: Option<String>,
    phone: Option<String>,
}

impl DueRow {
    fn turn(self) -> Turn {
        let channel = self.channel.as_deref().and_then(Channel::from_code);
        let for_address = |wanted| self.address.clone().filter(|_| channel == Some(wanted));
        Turn {
            recipient: self.person.clone().or(self.address.clone()).unwrap_or_default(),
            contact: Contact {
                channel,
                email: self.email.or(for_address(Channel::Email)),
                phone: self.phone.or(for_address(Channel::Sms)),
            },
            language: self
                .language
                .as_deref()
                .and_then(Language::from_code)
                .unwrap_or_default(),
            again: self.delivery.as_deref().and_then(|id| id.parse().ok()),
            instead: self.instead,
            person: self.person,
        }
    }
}

/// Whose turn it is, longest waiting first, each with one of the messages that are due.
pub async fn due(db: &Db, now: DateTime<Utc>) -> Result<Vec<(Turn, Option<Message>)>, sqlx::Error> {
    const SQL: &str = "SELECT o.person, o.address, COALESCE(p.channel, o.channel) AS channel, \
        COALESCE(p.language, o.language) AS language, o.delivery, o.instead, o.message, p.email, p.phone \
        FROM outbox o LEFT JOIN people p ON p.id = o.person \
        WHERE o.state = 'waiting' AND o.due_at <= $1 ORDER BY o.due_at, o.id LIMIT $2";
    let rows: Vec<DueRow> = on_db!(db, pool => sqlx::query_as(SQL)
        .bind(now.timestamp_millis())
        .bind(BATCH)
        .fetch_all(pool)
        .await?);
    // What a newer program has queued cannot be read here, but its turn comes all the same.
    let read = |row: DueRow| {
        let message = json(&row.message).ok();
        (row.turn(), message)
    };
    Ok(rows.into_iter().map(read).collect())
}

/// A message as it was queued.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Queued {
    /// What it tells.
    pub message: Message,
    /// When: also what is attached to a letter goes by this time, so that a letter sent again is the same letter.
    pub at: DateTime<Utc>,
}

/// What is being sent: claimed for one worker, for a while.
pub struct Claimed {
    /// The letter or text message.
    pub delivery: Uuid,
    /// What it tells, as it came.
    pub messages: Vec<Queued>,
    /// How often the newest of them has been tried, this time included: what came last is not given up with the rest.
    pub attempts: u32,
}

#[derive(FromRow)]
struct ClaimedRow {
    id: String,
    message: String,
    created_at: i64,
    attempts: i64,
}

/// Claims what goes out together, in one statement; `None` if somebody else was faster or nothing in it can be read.
///
/// What is due until `along` goes along. The letter's identifier is in the rows before any conversation begins, so that a
/// letter which has to be repeated is the same letter.
pub async fn claim(
    db: &Db,
    turn: &Turn,
    via: Channel,
    along: DateTime<Utc>,
    now: DateTime<Utc>,
) -> Result<Option<Claimed>, sqlx::Error> {
    const NEW: &str = "UPDATE outbox \
        SET state = 'sending', claimed_until = $1, delivery = $2, via = $3, attempts = attempts + 1 \
        WHERE COALESCE(person, address) = $4 AND state = 'waiting' AND delivery IS NULL AND instead = $5 \
        AND due_at <= $6 RETURNING id, message, created_at, attempts";
    const AGAIN: &str = "UPDATE outbox SET state = 'sending', claimed_until = $1, via = $3, attempts = attempts + 1 \
        WHERE delivery = $2 AND state = 'waiting' RETURNING id, message, created_at, attempts";
    let delivery = turn.again.unwrap_or_else(|| new_id(now));
    let until = (now + CLAIM).timestamp_millis();
    let mut rows: Vec<ClaimedRow> = on_writer!(db, pool => {
        let query = sqlx::query_as(if turn.again.is_some() { AGAIN } else { NEW })
            .bind(until)
            .bind(delivery.to_string())
            .bind(via.code());
        let query = if turn.again.is_some() {
            query
        } else {
            query.bind(&turn.recipient).bind(turn.instead).bind(along.timestamp_millis())
        };
        query.fetch_all(pool).await?
    });
    // A repeated letter is written in the same order.
    rows.sort_by(|a, b| a.id.cmp(&b.id));
    let attempts = rows.iter().map(|row| row.attempts).min().unwrap_or_default();
    let mut messages = Vec::with_capacity(rows.len());
    for row in rows {
        match json(&row.message) {
            Ok(message) => messages.push(Queued {
                message,
                at: instant(row.created_at),
            }),
            Err(_) => endings::leave_to_newer(db, &row.id, now).await?,
        }
    }
    Ok((!messages.is_empty()).then(|| Claimed {
        delivery,
        messages,
        attempts: u32::try_from(attempts).unwrap_or(u32::MAX),
    }))
}
