//! Who has learned how to use which machines.

use super::offer::Ground;
use super::staff;
use crate::App;
use crate::account::store as people;
use crate::api::{Answer, Asked};
use crate::circulation::handlers::library;
use crate::db::{Tx, on_tx};
use crate::problem::Failure;
use crate::write::Begun;
use chrono::{DateTime, Months, NaiveDate, Utc};
use jaettu_domain::account::api::{DONE, Done};
use jaettu_domain::id::{InductionId, LibraryId, PersonId};
use jaettu_domain::problem::{FieldError, Reason};
use jaettu_domain::rooms::desk::{GiveInduction, Inducted, WithdrawInduction};
use jaettu_domain::time;
use sqlx::AssertSqlSafe;
use std::sync::Arc;

/// What a person has learned, and the last day on which it counts.
pub async fn of(
    tx: &mut Tx,
    person: &PersonId,
) -> Result<Vec<(InductionId, Option<NaiveDate>)>, sqlx::Error> {
    const LEARNED: &str = "SELECT induction, valid_until FROM inducted WHERE person = $1";
    let rows: Vec<(String, Option<String>)> =
        on_tx!(tx, connection => sqlx::query_as(LEARNED).bind(person.as_str()).fetch_all(connection).await?);
    let broken = |what: &'static str| sqlx::Error::Decode(what.into());
    let parsed = rows.into_iter().map(|(induction, until)| {
        let induction = induction.parse().map_err(|_| broken("inducted.induction"))?;
        let until = until.map(|day| day.parse().map_err(|_| broken("inducted.valid_until")));
        Ok((induction, until.transpose()?))
    });
    parsed.collect()
}

/// Answers [`GiveInduction`].
pub async fn give(app: Arc<App>, asked: Asked<GiveInduction>) -> Result<Answer<Inducted>, Failure> {
    let wanted = &asked.endpoint;
    let (Some(card), Some(induction), Some(at)) = (&wanted.card, &wanted.induction, &wanted.library) else {
        return Err(Reason::INVALID.into());
    };
    library(&app, at, "library").await?;
    let by = asked.person()?;
    by.at_desk(at)?;
    let ground = Ground::of(&app).await?;
    let Some(known) = ground.content.induction(induction) else {
        return Err(vec![FieldError::new(
            "induction",
            "unknown",
            "there is no such induction",
        )]
        .into());
    };
    let person = staff::holder(&app, card).await?;
    let mut write = match asked.begin(&app).await? {
        Begun::New(write) => write,
        Begun::Repeated(given) => return Ok(given.into()),
    };
    write.is_about(&person);
    let today = time::today(ground.now);
    let until = known
        .months
        .and_then(|months| today.checked_add_months(Months::new(months)));
    put(&mut write, &person, induction.as_str(), at, until, ground.now).await?;
    people::audit(
        &mut write,
        &by.id,
        "gave an induction to",
        Some(person.as_str()),
        induction.as_str(),
        ground.now,
    )
    .await?;
    let profile = people::profile_in(&mut write, &person).await?;
    let given = Inducted {
        name: profile.ok_or_else(|| Failure::from(Reason::NOT_KNOWN))?.name,
        induction: induction.clone(),
        valid_until: until,
    };
    write.end(&given).await?;
    Ok(given.into())
}

async fn put(
    tx: &mut Tx,
    person: &PersonId,
    induction: &str,
    library: &LibraryId,
    until: Option<NaiveDate>,
    now: DateTime<Utc>,
) -> Result<(), sqlx::Error> {
    // Given twice on one day, what was before is still what was before.
    const SQL: &str = "INSERT INTO inducted (person, induction, library, given_at, valid_until) VALUES ($1, $2, $3, $4, $5) \
        ON CONFLICT (person, induction) DO UPDATE SET library = excluded.library, given_at = excluded.given_at, \
        valid_until = excluded.valid_until, \
        before_library = CASE WHEN {SAME} THEN inducted.before_library ELSE inducted.library END, \
        before_given_at = CASE WHEN {SAME} THEN inducted.before_given_at ELSE inducted.given_at END, \
        before_valid_until = CASE WHEN {SAME} THEN inducted.before_valid_until ELSE inducted.valid_until END";
    const SAME: &str = "inducted.library = excluded.library \
        AND COALESCE(inducted.valid_until, '') = COALESCE(excluded.valid_until, '')";
    let sql = AssertSqlSafe(SQL.replace("{SAME}", SAME));
    let until = until.map(|day| day.to_string());
    on_tx!(tx, connection => sqlx::query(sql)
        .bind(person.as_str()).bind(induction).bind(library.as_str()).bind(now.timestamp_millis()).bind(until)
        .execute(connection).await.map(|_| ()))
}

/// Answers [`WithdrawInduction`]. What somebody had before it was given last counts again; what they have not learned is not missed.
pub async fn withdraw(app: Arc<App>, asked: Asked<WithdrawInduction>) -> Result<Answer<Done>, Failure> {
    let (Some(card), Some(induction)) = (&asked.endpoint.card, &asked.endpoint.induction) else {
        return Err(Reason::INVALID.into());
    };
    let by = asked.person()?;
    let person = staff::holder(&app, card).await?;
    let mut write = match asked.begin(&app).await? {
        Begun::New(write) => write,
        Begun::Repeated(done) => return Ok(done.into()),
    };
    write.is_about(&person);
    if let Some(library) = take_back(&mut write, &person, induction).await? {
        let library: LibraryId = library.parse().map_err(|_| Reason::INTERNAL)?;
        // Where it was given elsewhere, nothing is written.
        by.at_desk(&library)?;
        let (action, now) = ("took back an induction of", app.clock.now());
        people::audit(
            &mut write,
            &by.id,
            action,
            Some(person.as_str()),
            induction.as_str(),
            now,
        )
        .await?;
    }
    write.end(&DONE).await?;
    Ok(DONE.into())
}

/// Takes it back: in which library it had been given, if it had. What somebody had before counts again.
async fn take_back(
    tx: &mut Tx,
    person: &PersonId,
    induction: &InductionId,
) -> Result<Option<String>, sqlx::Error> {
    const GIVEN: &str = "SELECT library FROM inducted WHERE person = $1 AND induction = $2";
    const BEFORE: &str = "UPDATE inducted SET library = before_library, given_at = before_given_at, \
        valid_until = before_valid_until, before_library = NULL, before_given_at = NULL, before_valid_until = NULL \
        WHERE person = $1 AND induction = $2 AND before_library IS NOT NULL";
    const END: &str = "DELETE FROM inducted WHERE person = $1 AND induction = $2";
    let (person, induction) = (person.as_str(), induction.as_str());
    on_tx!(tx, connection => {
        let given = sqlx::query_scalar(GIVEN)
            .bind(person).bind(induction).fetch_optional(&mut *connection).await?;
        let before = sqlx::query(BEFORE).bind(person).bind(induction).execute(&mut *connection).await?;
        if before.rows_affected() == 0 {
            sqlx::query(END).bind(person).bind(induction).execute(connection).await?;
        }
        Ok(given)
    })
}
