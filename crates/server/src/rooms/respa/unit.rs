//! `/v1/unit/`: the libraries.

use super::Answer;
use super::asked::Asked;
use super::filter::{Seen, is_unit};
use super::list::Page;
use super::names::words;
use super::refused::Refused;
use super::times::write;
use crate::rooms::offer::Ground;
use jaettu_domain::busy::{Days, local_days};
use jaettu_domain::geo::Place;
use jaettu_domain::libraries::Library;
use jaettu_domain::text::Language;
use jaettu_domain::time;
use serde_json::{Map, Value, json};

/// That of the service map, as it always was; our own where it has none.
pub(super) fn id(library: &Library) -> String {
    let known = library.tprek.map(|tprek| format!("tprek:{tprek}"));
    known.unwrap_or_else(|| library.id.to_string())
}

/// A point of `GeoJSON`.
pub(super) fn location(place: Place) -> Value {
    json!({ "type": "Point", "coordinates": [place.lon, place.lat] })
}

/// `/v1/unit/`.
pub(super) async fn list(asked: Asked) -> Answer {
    let ground = Ground::of(&asked.app).await?;
    let with_rooms = asked.flag("unit_has_resource")?;
    let has = |library: &Library| Seen::all(&ground).any(|seen| seen.library.id == library.id);
    let libraries = ground.libraries.all();
    let libraries = libraries.filter(|library| with_rooms.is_none_or(|with| with == has(library)));
    let libraries: Vec<&Library> = libraries.collect();
    let page = Page::of(&asked, libraries.len())?;
    let shapes = page
        .cut(libraries)
        .into_iter()
        .map(|library| shape(&asked.base, &ground, library));
    Ok(page.reply(&asked, shapes.collect()))
}

/// `/v1/unit/{id}/`.
pub(super) async fn one(asked: Asked) -> Answer {
    let ground = Ground::of(&asked.app).await?;
    let found = ground.libraries.all().find(|library| is_unit(library, &asked.id));
    let library = found.ok_or_else(Refused::not_found)?;
    Ok(shape(&asked.base, &ground, library))
}

/// A library as Respa told it.
pub(super) fn shape(base: &str, ground: &Ground, library: &Library) -> Value {
    let pages = Language::ALL.map(|language| {
        let code = language.code();
        (
            code.to_owned(),
            json!(format!("{base}/{code}/libraries/{}", library.id)),
        )
    });
    json!({
        "id": id(library),
        "name": words(&library.name),
        "description": words(&library.about),
        "location": location(library.place),
        "time_zone": "Europe/Helsinki",
        "street_address": words(&library.street),
        "address_zip": library.zip,
        "address_postal_full": null,
        "municipality": "helsinki",
        "phone": null,
        "email": null,
        "manager_email": null,
        "www_url": Map::from_iter(pages),
        "picture_url": null,
        "picture_caption": null,
        "opening_hours_today": today(ground, library),
        "reservable_days_in_advance": null,
        "reservable_max_days_in_advance": null,
        "reservable_min_days_in_advance": null,
        "reservable_before": null,
        "reservable_after": null,
        "disallow_overlapping_reservations": false,
        "accessibility_base_url": null,
        "data_source": if library.tprek.is_some() { "tprek" } else { "" },
        "data_source_hours": if library.kirkanta.is_some() { "kirjastot.fi" } else { "" },
        "created_at": null,
        "modified_at": null,
        "created_by": null,
        "modified_by": null,
    })
}

/// Its hours today, with staff or without.
fn today(ground: &Ground, library: &Library) -> Value {
    let date = time::today(ground.now);
    let hours = ground.libraries.hours(&library.id, Days::of_local(date, 1));
    let day = local_days(date, 1);
    let runs = hours.any.runs().into_iter().filter(|run| run.overlaps(day));
    let told = runs.map(|run| {
        let (opens, closes) = (run.from.max(day.from), run.until.min(day.until));
        json!({ "opens": write(opens.instant()), "closes": write(closes.instant()) })
    });
    let mut told: Vec<Value> = told.collect();
    if told.is_empty() {
        told.push(json!({ "opens": null, "closes": null }));
    }
    json!({ date.to_string(): told })
}
