//! Names and places from the city's service map, TPREK v4 (`unit` answers: one object or a list).
//!
//! Only libraries that are already here (from the library register, `import kirkanta`) are brought up to date; the
//! service map knows thousands of other places.

use super::{Outcome, Refusal, SHAPES, counted, read};
use crate::db::Db;
use crate::libraries::store;
use jaettu_domain::geo::Place;
use jaettu_domain::libraries::Library;
use jaettu_domain::text::Text;
use serde::Deserialize;
use serde_json::Value;
use std::path::PathBuf;

#[derive(Deserialize)]
struct Unit {
    id: u32,
    name_fi: String,
    name_sv: Option<String>,
    name_en: Option<String>,
    latitude: Option<f64>,
    longitude: Option<f64>,
    street_address_fi: Option<String>,
    street_address_sv: Option<String>,
    street_address_en: Option<String>,
    address_zip: Option<String>,
    #[serde(default)]
    sources: Vec<Source>,
}

#[derive(Deserialize)]
struct Source {
    source: String,
    id: String,
}

/// Imports the files into `db`.
pub async fn run(db: &Db, files: &[PathBuf]) -> Result<Outcome, sqlx::Error> {
    let known = store::all(db).await?;
    if known.is_empty() {
        let reason = "has no libraries yet, and the service map adds none; begin with `import kirkanta`";
        return Ok(Outcome::Refused(vec![Refusal::whole("the database", reason)]));
    }
    let mut refusals = Vec::new();
    let (mut changes, mut read_units, mut strange) = (Vec::new(), 0, 0);
    for file in files {
        let place = file.display().to_string();
        let units = match read(file).and_then(|text| units(&place, &text)) {
            Ok(units) => units,
            Err(refusal) => {
                refusals.push(refusal);
                continue;
            }
        };
        for (n, unit) in units.into_iter().enumerate() {
            read_units += 1;
            let unit: Unit = match serde_json::from_value(unit) {
                Ok(unit) => unit,
                Err(error) => {
                    refusals.push(Refusal::new(
                        format!("{place}: unit {n}"),
                        "json",
                        format!("{error}; {SHAPES}"),
                    ));
                    continue;
                }
            };
            let Some(library) = known.find_tprek(unit.id, kirkanta(&unit)) else {
                strange += 1;
                continue;
            };
            match updated(library, &unit) {
                Ok(updated) if updated == *library => {}
                Ok(updated) => changes.push(updated),
                Err((field, reason)) => {
                    refusals.push(Refusal::new(format!("{place}: unit {}", unit.id), field, reason));
                }
            }
        }
    }
    if !refusals.is_empty() {
        return Ok(Outcome::Refused(refusals));
    }
    if !changes.is_empty() {
        let mut tx = db.begin().await?;
        for library in &changes {
            store::put(&mut tx, library).await?;
        }
        tx.bump_content("libraries").await?;
        tx.commit().await?;
    }
    let changed = changes.len();
    Ok(Outcome::Done(format!(
        "{} read, {} changed, {} not of our libraries",
        counted(read_units, "unit", "units"),
        counted(changed, "library", "libraries"),
        counted(strange, "unit", "units")
    )))
}

/// The units of an answer: one, or a list.
fn units(place: &str, text: &str) -> Result<Vec<Value>, Refusal> {
    match serde_json::from_str(text) {
        Ok(Value::Array(units)) => Ok(units),
        Ok(unit @ Value::Object(_)) => Ok(vec![unit]),
        Ok(_) => Err(Refusal::whole(
            place,
            format!("is not an answer of TPREK v4: neither a unit nor a list of units; {SHAPES}"),
        )),
        Err(error) => Err(Refusal::whole(place, format!("is not JSON: {error}"))),
    }
}

fn updated(library: &Library, unit: &Unit) -> Result<Library, (&'static str, &'static str)> {
    if unit.name_fi.trim().is_empty() {
        return Err(("name_fi", "is empty"));
    }
    let mut updated = library.clone();
    let text = |fi: &str, sv: &Option<String>, en: &Option<String>| {
        Text::new(fi, sv.clone().unwrap_or_default(), en.clone().unwrap_or_default())
    };
    updated.name = text(&unit.name_fi, &unit.name_sv, &unit.name_en);
    if let (Some(lat), Some(lon)) = (unit.latitude, unit.longitude) {
        updated.place = Place::new(lat, lon).ok_or(("latitude", "is not a place on the map"))?;
    }
    if let Some(street) = &unit.street_address_fi {
        updated.street = text(street, &unit.street_address_sv, &unit.street_address_en);
    }
    if let Some(zip) = &unit.address_zip {
        updated.zip.clone_from(zip);
    }
    updated.tprek = Some(unit.id);
    updated.kirkanta = kirkanta(unit).or(updated.kirkanta);
    Ok(updated)
}

/// The unit's id in the library register.
fn kirkanta(unit: &Unit) -> Option<u32> {
    unit.sources
        .iter()
        .find(|source| source.source == "kirkanta")?
        .id
        .parse()
        .ok()
}
