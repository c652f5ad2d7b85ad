//! Since when somebody has an address for their calendar.

use crate::account::sessions::instant;
use crate::db::{Db, on_db};
use chrono::{DateTime, Utc};
use jaettu_domain::id::PersonId;

/// When the address was made that holds now; `None` where there is none.
pub async fn since(db: &Db, person: &PersonId) -> Result<Option<DateTime<Utc>>, sqlx::Error> {
    const SQL: &str = "SELECT created_at FROM calendars WHERE person = $1";
    let at: Option<i64> = on_db!(db, pool => sqlx::query_scalar(SQL)
        .bind(person.as_str()).fetch_optional(pool).await?);
    Ok(at.map(instant))
}
