//! SQL of the libraries.

use super::Libraries;
use crate::db::{Db, Tx, on_db, on_tx};
use chrono::NaiveDate;
use jaettu_domain::geo::Place;
use jaettu_domain::id::LibraryId;
use jaettu_domain::libraries::{DayHours, Library};
use jaettu_domain::text::Text;
use serde::de::DeserializeOwned;
use sqlx::FromRow;
use std::collections::HashMap;

#[derive(FromRow)]
struct LibraryRow {
    id: String,
    tprek: Option<i64>,
    kirkanta: Option<i64>,
    name: String,
    short_name: String,
    street: String,
    zip: String,
    lat: f64,
    lon: f64,
    offers: String,
    about: String,
}

#[derive(FromRow)]
struct DayRow {
    library: String,
    date: String,
    openings: String,
    exception: Option<String>,
}

/// Reads a JSON column; what does not read is a fault of the database, not of the request.
pub fn json<T: DeserializeOwned>(column: &str) -> Result<T, sqlx::Error> {
    serde_json::from_str(column).map_err(|error| sqlx::Error::Decode(Box::new(error)))
}

/// Writes a JSON column.
pub fn to_json<T: serde::Serialize>(value: &T) -> Result<String, sqlx::Error> {
    serde_json::to_string(value).map_err(|error| sqlx::Error::Encode(Box::new(error)))
}

impl TryFrom<LibraryRow> for Library {
    type Error = sqlx::Error;
    fn try_from(row: LibraryRow) -> Result<Self, sqlx::Error> {
        Ok(Self {
            id: LibraryId::new(row.id).map_err(|error| sqlx::Error::Decode(Box::new(error)))?,
            tprek: row.tprek.and_then(|id| u32::try_from(id).ok()),
            kirkanta: row.kirkanta.and_then(|id| u32::try_from(id).ok()),
            name: json(&row.name)?,
            short_name: json(&row.short_name)?,
            street: json(&row.street)?,
            zip: row.zip,
            place: Place {
                lat: row.lat,
                lon: row.lon,
            },
            offers: json(&row.offers)?,
            about: json(&row.about)?,
        })
    }
}

/// All libraries by their Finnish name, each with its days in order.
pub async fn all(db: &Db) -> Result<Libraries, sqlx::Error> {
    const LIBRARIES: &str =
        "SELECT id, tprek, kirkanta, name, short_name, street, zip, lat, lon, offers, about FROM libraries";
    const DAYS: &str = "SELECT library, date, openings, exception FROM library_days ORDER BY library, date";
    let libraries: Vec<LibraryRow> = on_db!(db, pool => sqlx::query_as(LIBRARIES).fetch_all(pool).await?);
    let rows: Vec<DayRow> = on_db!(db, pool => sqlx::query_as(DAYS).fetch_all(pool).await?);
    let mut days: HashMap<String, Vec<DayHours>> = HashMap::new();
    for row in rows {
        let date = row
            .date
            .parse()
            .map_err(|error| sqlx::Error::Decode(Box::new(error)))?;
        let exception: Option<Text> = row.exception.as_deref().map(json).transpose()?;
        days.entry(row.library).or_default().push(DayHours {
            date,
            openings: json(&row.openings)?,
            exception,
        });
    }
    let mut all = Vec::with_capacity(libraries.len());
    for row in libraries {
        let days = days.remove(&row.id).unwrap_or_default();
        all.push((Library::try_from(row)?, days));
    }
    all.sort_by(|(a, _), (b, _)| a.short_name.fi.cmp(&b.short_name.fi));
    Ok(Libraries::new(all))
}

/// Adds a library, or replaces what is known of it.
pub async fn put(tx: &mut Tx, library: &Library) -> Result<(), sqlx::Error> {
    const SQL: &str = "INSERT INTO libraries \
        (id, tprek, kirkanta, name, short_name, street, zip, lat, lon, offers, about) \
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) \
        ON CONFLICT (id) DO UPDATE SET tprek = excluded.tprek, kirkanta = excluded.kirkanta, \
        name = excluded.name, short_name = excluded.short_name, street = excluded.street, zip = excluded.zip, \
        lat = excluded.lat, lon = excluded.lon, offers = excluded.offers, about = excluded.about";
    let (name, short_name) = (to_json(&library.name)?, to_json(&library.short_name)?);
    let (street, offers) = (to_json(&library.street)?, to_json(&library.offers)?);
    let about = to_json(&library.about)?;
    on_tx!(tx, connection => sqlx::query(SQL)
        .bind(library.id.as_str())
        .bind(library.tprek.map(i64::from))
        .bind(library.kirkanta.map(i64::from))
        .bind(name)
        .bind(short_name)
        .bind(street)
        .bind(&library.zip)
        .bind(library.place.lat)
        .bind(library.place.lon)
        .bind(offers)
        .bind(about)
        .execute(connection)
        .await
        .map(|_| ()))
}

/// Sets the hours of one day.
pub async fn put_day(tx: &mut Tx, library: &LibraryId, day: &DayHours) -> Result<(), sqlx::Error> {
    const SQL: &str = "INSERT INTO library_days (library, date, openings, exception) VALUES ($1, $2, $3, $4) \
        ON CONFLICT (library, date) DO UPDATE SET openings = excluded.openings, exception = excluded.exception";
    let openings = to_json(&day.openings)?;
    let exception = day.exception.as_ref().map(to_json).transpose()?;
    on_tx!(tx, connection => sqlx::query(SQL)
        .bind(library.as_str())
        .bind(date_column(day.date))
        .bind(openings)
        .bind(exception)
        .execute(connection)
        .await
        .map(|_| ()))
}

/// How a date stands in the database: `2026-12-24`, which sorts as text.
pub fn date_column(date: NaiveDate) -> String {
    date.format("%Y-%m-%d").to_string()
}
