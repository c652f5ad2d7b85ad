//! SQL of people.

use super::Person;
use super::sessions::instant;
use crate::db::{Db, Tx, on_db, on_tx};
use crate::ids;
use crate::problem::Failure;
use chrono::{DateTime, NaiveDate, Utc};
use jaettu_domain::account::api::{Me, UpdateMe};
use jaettu_domain::account::rules::{Email, Phone};
use jaettu_domain::account::{Card, Channel, Desks, Role};
use jaettu_domain::id::{LibraryId, PersonId, SessionId};
use jaettu_domain::problem::Reason;
use jaettu_domain::search::folded;
use jaettu_domain::text::Language;
use jaettu_domain::time::{self, LocalTime};
use sqlx::FromRow;

/// What the database holds that this program could not have written.
fn broken(what: &'static str) -> sqlx::Error {
    sqlx::Error::Decode(what.into())
}

/// What somebody may do, as it stands in the database.
#[derive(FromRow)]
pub struct Standing {
    person: String,
    role: String,
    all_libraries: bool,
    language: String,
    disabled: bool,
    libraries: Option<String>,
}

impl Standing {
    /// Who this is in a session; nobody if the account is disabled.
    pub fn person(self, session: SessionId) -> Result<Option<Person>, Failure> {
        if self.disabled {
            return Ok(None);
        }
        Ok(Some(Person {
            id: self.person.parse().map_err(|_| broken("people.id"))?,
            role: self.role.parse().map_err(|_| broken("people.role"))?,
            desks: desks(self.all_libraries, self.libraries.as_deref())?,
            language: self.language.parse().map_err(|_| broken("people.language"))?,
            session,
        }))
    }
}

fn desks(all: bool, libraries: Option<&str>) -> Result<Desks, sqlx::Error> {
    if all {
        return Ok(Desks::All);
    }
    let libraries = libraries.unwrap_or_default().split_ascii_whitespace();
    let libraries: Result<Vec<LibraryId>, _> = libraries.map(LibraryId::new).collect();
    libraries
        .map(Desks::These)
        .map_err(|_| broken("staff_libraries.library"))
}

/// What signing in with card and PIN needs.
#[derive(FromRow)]
pub struct Secret {
    /// Who has the card.
    pub id: String,
    /// What they are.
    pub role: String,
    /// The hash of the PIN, if there is one.
    pub pin_hash: Option<String>,
    /// Whether the account is disabled.
    pub disabled: bool,
}

/// Who has `card`.
pub async fn secret(db: &Db, card: &Card) -> Result<Option<Secret>, sqlx::Error> {
    const SQL: &str = "SELECT id, role, pin_hash, disabled FROM people WHERE card = $1";
    on_db!(db, pool => sqlx::query_as(SQL).bind(card.as_str()).fetch_optional(pool).await)
}

/// The hash of a person's PIN.
pub async fn pin_hash(db: &Db, person: &PersonId) -> Result<Option<String>, sqlx::Error> {
    const SQL: &str = "SELECT pin_hash FROM people WHERE id = $1";
    on_db!(db, pool => sqlx::query_scalar(SQL).bind(person.as_str()).fetch_one(pool).await)
}

/// Gives a person another PIN.
pub async fn put_pin(tx: &mut Tx, person: &PersonId, hash: &str) -> Result<(), sqlx::Error> {
    const SQL: &str = "UPDATE people SET pin_hash = $2, version = version + 1 WHERE id = $1";
    on_tx!(tx, connection => sqlx::query(SQL)
        .bind(person.as_str()).bind(hash).execute(connection).await.map(|_| ()))
}

/// A person with everything that is known of them.
#[derive(Clone, Debug, FromRow)]
#[expect(clippy::struct_excessive_bools, reason = "they are columns")]
pub struct Profile {
    /// Identifier.
    pub id: String,
    /// Digits of the card.
    pub card: Option<String>,
    /// Whether there is a PIN.
    pub has_pin: bool,
    /// Name.
    pub name: String,
    /// The OpenID provider at which they sign in, if they do.
    pub issuer: Option<String>,
    /// E-mail address.
    pub email: Option<String>,
    /// Mobile number.
    pub phone: Option<String>,
    /// How they are told what happens.
    pub channel: String,
    /// In which language.
    pub language: String,
    /// Day of birth.
    pub born: Option<String>,
    /// What they are.
    pub role: String,
    /// Whether they work at every desk.
    pub all_libraries: bool,
    /// At which desks, parted by spaces.
    pub libraries: Option<String>,
    /// Whether ended loans stay in their list.
    pub keeps_history: bool,
    /// Why they may not borrow.
    pub blocked: Option<String>,
    /// Whether the account is disabled.
    pub disabled: bool,
    /// When the account was made, in milliseconds.
    pub created_at: i64,
    /// When it was last used, in milliseconds.
    pub seen_at: i64,
}

const PROFILE: &str = "SELECT p.id, p.card, p.pin_hash IS NOT NULL AS has_pin, p.name, p.issuer, p.email, p.phone, p.channel, \
    p.language, p.born, p.role, p.all_libraries, p.keeps_history, p.blocked, p.disabled, p.created_at, p.seen_at, \
    (SELECT string_agg(l.library, ' ') FROM staff_libraries l WHERE l.person = p.id) AS libraries FROM people p WHERE ";

impl Profile {
    /// Who it is.
    pub fn person(&self) -> Result<PersonId, sqlx::Error> {
        self.id.parse().map_err(|_| broken("people.id"))
    }

    /// Day of birth.
    pub fn born(&self) -> Result<Option<NaiveDate>, sqlx::Error> {
        let born = self.born.as_deref().map(str::parse).transpose();
        born.map_err(|_| broken("people.born"))
    }

    /// As the person sees it.
    pub fn me(self) -> Result<Me, sqlx::Error> {
        Ok(Me {
            id: self.person()?,
            born: self.born()?,
            role: self.role.parse().map_err(|_| broken("people.role"))?,
            desks: desks(self.all_libraries, self.libraries.as_deref())?,
            channel: self.channel.parse().map_err(|_| broken("people.channel"))?,
            language: self.language.parse().map_err(|_| broken("people.language"))?,
            name: self.name,
            card: self.card,
            email: self.email,
            phone: self.phone,
            keeps_history: self.keeps_history,
            blocked: self.blocked.is_some(),
            has_pin: self.has_pin,
        })
    }

    /// When the account was made and last used.
    pub fn dates(&self) -> (DateTime<Utc>, DateTime<Utc>) {
        (instant(self.created_at), instant(self.seen_at))
    }
}

/// The person with this identifier.
pub async fn profile(db: &Db, person: &PersonId) -> Result<Option<Profile>, sqlx::Error> {
    let sql = sqlx::AssertSqlSafe([PROFILE, "p.id = $1"].concat());
    on_db!(db, pool => sqlx::query_as(sql).bind(person.as_str()).fetch_optional(pool).await)
}

/// The person with this identifier, as the transaction sees them.
pub async fn profile_in(tx: &mut Tx, person: &PersonId) -> Result<Option<Profile>, sqlx::Error> {
    let sql = sqlx::AssertSqlSafe([PROFILE, "p.id = $1"].concat());
    on_tx!(tx, connection => sqlx::query_as(sql).bind(person.as_str()).fetch_optional(connection).await)
}

/// The person with this card.
pub async fn profile_of_card(db: &Db, card: &Card) -> Result<Option<Profile>, sqlx::Error> {
    let sql = sqlx::AssertSqlSafe([PROFILE, "p.card = $1"].concat());
    on_db!(db, pool => sqlx::query_as(sql).bind(card.as_str()).fetch_optional(pool).await)
}

/// Takes a person's limits: whoever else decides on them waits until this transaction has ended. False if there is no such
/// person.
pub async fn lock(tx: &mut Tx, person: &PersonId) -> Result<bool, sqlx::Error> {
    const SQL: &str = "UPDATE people SET version = version + 1 WHERE id = $1";
    let locked = on_tx!(tx, connection => sqlx::query(SQL)
        .bind(person.as_str()).execute(connection).await?.rows_affected());
    Ok(locked == 1)
}

/// Changes what a person may change of themselves; what is not given stays.
pub async fn update(tx: &mut Tx, person: &PersonId, change: &UpdateMe) -> Result<(), sqlx::Error> {
    const SQL: &str = "UPDATE people SET version = version + 1, \
        email = CASE WHEN $2 THEN $3 ELSE email END, \
        phone = CASE WHEN $4 THEN $5 ELSE phone END, \
        channel = COALESCE($6, channel), language = COALESCE($7, language), \
        keeps_history = COALESCE($8, keeps_history) WHERE id = $1";
    let email = change
        .email
        .as_ref()
        .map(|email| email.as_ref().map(Email::as_str));
    let phone = change
        .phone
        .as_ref()
        .map(|phone| phone.as_ref().map(Phone::as_str));
    on_tx!(tx, connection => sqlx::query(SQL)
        .bind(person.as_str())
        .bind(email.is_some())
        .bind(email.flatten())
        .bind(phone.is_some())
        .bind(phone.flatten())
        .bind(change.channel.map(Channel::code))
        .bind(change.language.map(Language::code))
        .bind(change.keeps_history)
        .execute(connection)
        .await
        .map(|_| ()))
}

/// Somebody new.
#[derive(Clone, Debug)]
pub struct NewPerson {
    /// Library card.
    pub card: Option<Card>,
    /// Hash of the PIN.
    pub pin_hash: Option<String>,
    /// Who they are to the OpenID provider: issuer and subject.
    pub identity: Option<(String, String)>,
    /// Name.
    pub name: String,
    /// E-mail address.
    pub email: Option<String>,
    /// Mobile number.
    pub phone: Option<String>,
    /// How they are told what happens.
    pub channel: Channel,
    /// In which language.
    pub language: Language,
    /// Day of birth.
    pub born: Option<NaiveDate>,
    /// What they are.
    pub role: Role,
    /// At which desks they work.
    pub desks: Desks,
}

/// When somebody uses the service, as it is kept of them: the day. By the instant what they borrowed then could be told for
/// years, although it says no longer whose it was.
pub fn day(now: DateTime<Utc>) -> i64 {
    time::at(time::today(now), LocalTime::MIDNIGHT).timestamp_millis()
}

/// Adds a person. A card that somebody has already is a unique violation of the database.
pub async fn add(tx: &mut Tx, new: &NewPerson, now: DateTime<Utc>) -> Result<PersonId, Failure> {
    let id: PersonId = ids::new(now)?;
    add_as(tx, &id, new, now).await?;
    Ok(id)
}

/// Adds a person under an identifier that is known already.
pub async fn add_as(
    tx: &mut Tx,
    id: &PersonId,
    new: &NewPerson,
    now: DateTime<Utc>,
) -> Result<(), sqlx::Error> {
    const SQL: &str = "INSERT INTO people (id, card, pin_hash, issuer, subject, name, email, phone, channel, language, \
        born, role, all_libraries, keeps_history, blocked, disabled, version, created_at, seen_at, name_folded) \
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, FALSE, NULL, FALSE, 0, $14, $16, $15)";
    let (issuer, subject) = new.identity.clone().unzip();
    on_tx!(&mut *tx, connection => sqlx::query(SQL)
        .bind(id.as_str())
        .bind(new.card.as_ref().map(Card::as_str))
        .bind(&new.pin_hash)
        .bind(issuer)
        .bind(subject)
        .bind(&new.name)
        .bind(&new.email)
        .bind(&new.phone)
        .bind(new.channel.code())
        .bind(new.language.code())
        .bind(new.born.map(|born| born.to_string()))
        .bind(new.role.code())
        .bind(new.desks == Desks::All)
        .bind(now.timestamp_millis())
        .bind(folded(&new.name))
        .bind(day(now))
        .execute(connection)
        .await?.rows_affected());
    put_desks(tx, id, &new.desks).await
}

/// Gives a person another role and other desks.
pub async fn put_role(tx: &mut Tx, id: &PersonId, role: Role, desks: &Desks) -> Result<(), sqlx::Error> {
    const SQL: &str = "UPDATE people SET role = $2, all_libraries = $3, version = version + 1 WHERE id = $1";
    const CLEAR: &str = "DELETE FROM staff_libraries WHERE person = $1";
    on_tx!(&mut *tx, connection => {
        sqlx::query(SQL).bind(id.as_str()).bind(role.code()).bind(*desks == Desks::All).execute(&mut *connection).await?;
        sqlx::query(CLEAR).bind(id.as_str()).execute(connection).await?.rows_affected()
    });
    put_desks(tx, id, desks).await
}

async fn put_desks(tx: &mut Tx, id: &PersonId, desks: &Desks) -> Result<(), sqlx::Error> {
    const SQL: &str = "INSERT INTO staff_libraries (person, library) VALUES ($1, $2)";
    let Desks::These(libraries) = desks else {
        return Ok(());
    };
    for library in libraries {
        on_tx!(&mut *tx, connection => sqlx::query(SQL)
            .bind(id.as_str()).bind(library.as_str()).execute(connection).await?.rows_affected());
    }
    Ok(())
}

/// Notes why a person may not borrow, or that they may.
pub async fn put_blocked(tx: &mut Tx, id: &PersonId, why: Option<&str>) -> Result<(), sqlx::Error> {
    const SQL: &str = "UPDATE people SET blocked = $2, version = version + 1 WHERE id = $1";
    on_tx!(tx, connection => sqlx::query(SQL)
        .bind(id.as_str()).bind(why).execute(connection).await.map(|_| ()))
}

/// Lets a person sign in, or not any more: their sessions end.
pub async fn put_disabled(tx: &mut Tx, id: &PersonId, disabled: bool) -> Result<(), sqlx::Error> {
    const SQL: &str = "UPDATE people SET disabled = $2, version = version + 1 WHERE id = $1";
    const END: &str = "DELETE FROM sessions WHERE person = $1";
    on_tx!(tx, connection => {
        sqlx::query(SQL).bind(id.as_str()).bind(disabled).execute(&mut *connection).await?;
        if disabled {
            sqlx::query(END).bind(id.as_str()).execute(connection).await?;
        }
    });
    Ok(())
}

/// Gives a person a card; the one before is nobody's. Refused, and said to be unique, where somebody has it.
pub async fn put_card(tx: &mut Tx, id: &PersonId, card: &Card) -> Result<(), Failure> {
    const SQL: &str = "UPDATE people SET card = $2, version = version + 1 WHERE id = $1";
    on_tx!(tx, connection => sqlx::query(SQL)
        .bind(id.as_str()).bind(card.as_str()).execute(connection).await?.rows_affected());
    Ok(())
}

/// Notes what a person is called.
pub async fn put_name(tx: &mut Tx, id: &PersonId, name: &str) -> Result<(), sqlx::Error> {
    const SQL: &str = "UPDATE people SET name = $2, name_folded = $3, version = version + 1 WHERE id = $1";
    on_tx!(tx, connection => sqlx::query(SQL)
        .bind(id.as_str()).bind(name).bind(folded(name)).execute(connection).await.map(|_| ()))
}

/// Notes when a person was born.
pub async fn put_born(tx: &mut Tx, id: &PersonId, born: NaiveDate) -> Result<(), sqlx::Error> {
    const SQL: &str = "UPDATE people SET born = $2, version = version + 1 WHERE id = $1";
    on_tx!(tx, connection => sqlx::query(SQL)
        .bind(id.as_str()).bind(born.to_string()).execute(connection).await.map(|_| ()))
}

/// Writes down who looked at or changed what of somebody else, and why.
pub async fn audit(
    tx: &mut Tx,
    actor: &PersonId,
    action: &'static str,
    subject: Option<&str>,
    reason: &str,
    now: DateTime<Utc>,
) -> Result<(), sqlx::Error> {
    const SQL: &str =
        "INSERT INTO audit (id, at, actor, action, subject, reason) VALUES ($1, $2, $3, $4, $5, $6)";
    on_tx!(tx, connection => sqlx::query(SQL)
        .bind(ids::uuid(now)).bind(now.timestamp_millis()).bind(actor.as_str()).bind(action).bind(subject).bind(reason)
        .execute(connection).await.map(|_| ()))
}

/// The people in whose name `part` stands, however it is spelled, by name, so many at most.
pub async fn profiles_named(db: &Db, part: &str, most: i64) -> Result<Vec<Profile>, sqlx::Error> {
    let condition = "p.name_folded LIKE $1 ORDER BY p.name, p.id LIMIT $2";
    let sql = sqlx::AssertSqlSafe([PROFILE, condition].concat());
    let part = folded(part);
    if part.is_empty() {
        return Ok(Vec::new());
    }
    // Letters and digits only: nothing in it means anything to LIKE.
    on_db!(db, pool => sqlx::query_as(sql).bind(format!("%{part}%")).bind(most).fetch_all(pool).await)
}

/// A person that must be there, because somebody is signed in as them.
pub async fn own_profile(db: &Db, person: &PersonId) -> Result<Profile, Failure> {
    profile(db, person).await?.ok_or_else(|| Reason::SIGN_IN.into())
}
