//! Forgetting somebody: what is theirs goes, what the statistics count stays without them.

use crate::App;
use crate::db::{Tx, on_tx};
use crate::problem::Failure;
use crate::{circulation, rooms};
use chrono::{DateTime, TimeDelta, Utc};
use jaettu_domain::account::erase::without_person;
use jaettu_domain::id::{HoldId, ItemId, PersonId};
use jaettu_domain::problem::Reason;

/// So long bookings are counted by quotas: a month's has to know what was booked in it.
pub const COUNTED: TimeDelta = TimeDelta::days(40);

/// Takes a person's ended loans, holds and bookings out of their list; the lines that the statistics count never named them.
pub async fn history(tx: &mut Tx, person: &PersonId, now: DateTime<Utc>) -> Result<(), sqlx::Error> {
    const LOANS: &str = "UPDATE loans SET person = NULL \
        WHERE person = $1 AND (returned_at IS NOT NULL OR written_off_at IS NOT NULL)";
    const HOLDS: &str = "UPDATE holds SET person = NULL WHERE person = $1 AND ended_at IS NOT NULL";
    const BOOKINGS: &str = "UPDATE bookings SET person = NULL, purpose = '', reason = NULL \
        WHERE person = $1 AND COALESCE(ended_at, until_quarter * 900000) < $2";
    on_tx!(tx, connection => {
        sqlx::query(LOANS).bind(person.as_str()).execute(&mut *connection).await?;
        sqlx::query(HOLDS).bind(person.as_str()).execute(&mut *connection).await?;
        sqlx::query(BOOKINGS).bind(person.as_str()).bind((now - COUNTED).timestamp_millis()).execute(connection).await.map(|_| ())
    })
}

/// Forgets a person: their holds and bookings are given up, and those behind move up. Refused while something is on loan. A fault that they
/// told of and nobody has solved stays, without photo and without what tells who wrote it; of solved ones the words go, too.
pub async fn person(app: &App, person: &PersonId) -> Result<(), Failure> {
    const LOANS: &str = "SELECT COUNT(*) FROM loans \
        WHERE person = $1 AND returned_at IS NULL AND written_off_at IS NULL";
    const HOLDS: &str = "SELECT id, item FROM holds WHERE person = $1 AND ended_at IS NULL ORDER BY item";
    const FORGET: [&str; 6] = [
        "UPDATE bookings SET person = NULL, purpose = '', reason = NULL WHERE person = $1",
        "UPDATE tickets SET reporter = NULL, photo = NULL, photo_type = NULL, \
            fault = CASE WHEN solved_at IS NULL THEN fault ELSE '' END WHERE reporter = $1",
        // Also what a desk was answered about them.
        "DELETE FROM replies WHERE scope = $1 OR about = $1",
        // That somebody was looked at stays; who it was and why goes.
        "UPDATE audit SET subject = NULL, reason = '' WHERE subject = $1",
        // Also where the link to what has ended is gone already.
        "DELETE FROM undos WHERE before LIKE '%' || $1 || '%' OR after LIKE '%' || $1 || '%' \
            OR wish LIKE '%' || $1 || '%' OR occasions LIKE '%' || $1 || '%'",
        "DELETE FROM people WHERE id = $1",
    ];
    let ground = rooms::offer::Ground::of(app).await?;
    let mut tx = app.db.begin().await?;
    super::store::lock(&mut tx, person).await?;
    let (loans, holds): (i64, Vec<(String, String)>) = on_tx!(&mut tx, connection => (
        sqlx::query_scalar(LOANS).bind(person.as_str()).fetch_one(&mut *connection).await?,
        sqlx::query_as(HOLDS).bind(person.as_str()).fetch_all(connection).await?,
    ));
    if loans > 0 {
        return Err(Reason::STILL_ON_LOAN.into());
    }
    for (hold, item) in holds {
        let broken = || Failure::from(Reason::INTERNAL);
        let (hold, item) = (
            HoldId::new(hold).map_err(|_| broken())?,
            ItemId::new(item).map_err(|_| broken())?,
        );
        let mut turn = circulation::take(app, &mut tx, &item).await?;
        let events = turn.run(|stock, now, calendars| stock.cancel(&hold, now, calendars))?;
        turn.end(app, &mut tx, &events).await?;
    }
    rooms::release::all_of(&mut tx, &ground, person).await?;
    leave_faults(&mut tx, person).await?;
    for sql in FORGET {
        on_tx!(&mut tx, connection => sqlx::query(sql).bind(person.as_str()).execute(connection).await?.rows_affected());
    }
    tx.commit().await?;
    Ok(())
}

/// Leaves of the faults that a person told of what staff need to repair things.
async fn leave_faults(tx: &mut Tx, person: &PersonId) -> Result<(), sqlx::Error> {
    const OPEN: &str = "SELECT t.id, t.fault, p.name FROM tickets t JOIN people p ON p.id = t.reporter \
        WHERE t.reporter = $1 AND t.solved_at IS NULL";
    const LEAVE: &str = "UPDATE tickets SET fault = $2 WHERE id = $1";
    let faults: Vec<(String, String, String)> = on_tx!(&mut *tx, connection => sqlx::query_as(OPEN)
        .bind(person.as_str()).fetch_all(connection).await?);
    for (ticket, fault, name) in faults {
        let left = without_person(&fault, &name);
        on_tx!(&mut *tx, connection => sqlx::query(LEAVE)
            .bind(ticket).bind(left).execute(connection).await?.rows_affected());
    }
    Ok(())
}
