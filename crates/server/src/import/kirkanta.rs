//! Opening hours from the national library register, Kirkanta v4 (`with=schedules`, `refs=period`).
//!
//! Read exactly as the register answers: a single library in `data` or a list in `items`, its `schedules` by day,
//! each day closed or with `times` of status 0 (closed for a while), 1 (staffed) or 2 (self-service). Libraries
//! are known by their Kirkanta id, or by the register's slug, which then fixes the id; one that is not known yet is
//! added with the name, address and place of the register.

use super::{Outcome, Refusal, SHAPES, counted, read};
use crate::db::Db;
use crate::libraries::{Libraries, store};
use chrono::NaiveDate;
use jaettu_domain::geo::Place;
use jaettu_domain::id::LibraryId;
use jaettu_domain::libraries::rules::{HoursError, in_order};
use jaettu_domain::libraries::{DayHours, Library, Opening, Service};
use jaettu_domain::text::Text;
use jaettu_domain::time::LocalTime;
use serde::Deserialize;
use std::collections::btree_map::Entry as Slot;
use std::collections::{BTreeMap, HashMap};
use std::path::PathBuf;

#[derive(Deserialize)]
struct Answer {
    data: Option<Entry>,
    items: Option<Vec<Entry>>,
    #[serde(default)]
    refs: Refs,
}

#[derive(Default, Deserialize)]
struct Refs {
    #[serde(default)]
    period: HashMap<String, Period>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Period {
    #[serde(default)]
    is_exception: bool,
    name: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Entry {
    id: u32,
    slug: Option<String>,
    name: Option<String>,
    short_name: Option<String>,
    address: Option<Address>,
    coordinates: Option<Place>,
    #[serde(default)]
    schedules: Vec<Schedule>,
}

#[derive(Deserialize)]
struct Address {
    #[serde(default)]
    street: String,
    #[serde(default)]
    zipcode: String,
    city: Option<String>,
}

#[derive(Deserialize)]
struct Schedule {
    date: String,
    period: Option<u64>,
    #[serde(default)]
    closed: bool,
    info: Option<String>,
    #[serde(default)]
    times: Vec<Times>,
}

#[derive(Deserialize)]
struct Times {
    from: String,
    to: String,
    status: u8,
}

/// What the files say, checked against each other: each library and each of its days once.
#[derive(Default)]
struct Staged {
    libraries: BTreeMap<LibraryId, (Library, String)>,
    days: BTreeMap<(LibraryId, NaiveDate), (DayHours, String)>,
    /// Libraries that are not known yet, with their cities.
    new: BTreeMap<LibraryId, Option<String>>,
    refusals: Vec<Refusal>,
}

impl Staged {
    fn add(&mut self, known: &Libraries, place: &str, entry: &Entry, refs: &Refs) {
        let library = match library(known, entry) {
            Ok(library) => library,
            Err((field, reason)) => return self.refusals.push(Refusal::new(place, field, reason)),
        };
        let id = library.id.clone();
        match self.libraries.entry(id.clone()) {
            Slot::Occupied(there) if there.get().0 != library => {
                let reason = format!("{} says something else of {id}", there.get().1);
                return self.refusals.push(Refusal::new(place, "id", reason));
            }
            Slot::Occupied(_) => {}
            Slot::Vacant(free) => {
                free.insert((library, place.to_owned()));
            }
        }
        if known.by_id(id.as_str()).is_none() {
            let city = entry.address.as_ref().and_then(|address| address.city.clone());
            self.new.insert(id.clone(), city);
        }
        for (n, schedule) in entry.schedules.iter().enumerate() {
            let place = format!("{place}.schedules[{n}]");
            match day(schedule, refs) {
                Ok(day) => self.add_day(&id, day, place),
                Err((field, reason)) => self.refusals.push(Refusal::new(place, field, reason)),
            }
        }
    }

    fn add_day(&mut self, id: &LibraryId, day: DayHours, place: String) {
        match self.days.entry((id.clone(), day.date)) {
            Slot::Occupied(there) if there.get().0 != day => {
                let reason = format!("{} says something else of {}", there.get().1, day.date);
                self.refusals.push(Refusal::new(place, "date", reason));
            }
            Slot::Occupied(_) => {}
            Slot::Vacant(free) => {
                free.insert((day, place));
            }
        }
    }
}

/// Imports the files into `db`.
pub async fn run(db: &Db, files: &[PathBuf]) -> Result<Outcome, sqlx::Error> {
    let known = store::all(db).await?;
    let mut staged = Staged::default();
    for file in files {
        let place = file.display().to_string();
        match read(file).and_then(|text| answer(&place, &text)) {
            Err(refusal) => staged.refusals.push(refusal),
            Ok(answer) => {
                for (place, entry) in entries(&place, answer.data, answer.items) {
                    staged.add(&known, &place, &entry, &answer.refs);
                }
            }
        }
    }
    if !staged.refusals.is_empty() {
        return Ok(Outcome::Refused(staged.refusals));
    }
    write(db, &known, &staged).await.map(Outcome::Done)
}

fn answer(place: &str, text: &str) -> Result<Answer, Refusal> {
    let answer: Answer = serde_json::from_str(text).map_err(|error| {
        Refusal::whole(
            place,
            format!("is not an answer of Kirkanta v4: {error}; {SHAPES}"),
        )
    })?;
    if answer.data.is_none() && answer.items.is_none() {
        let reason = format!("has neither «data» with a library nor «items» with several; {SHAPES}");
        return Err(Refusal::whole(place, reason));
    }
    Ok(answer)
}

fn entries(place: &str, data: Option<Entry>, items: Option<Vec<Entry>>) -> Vec<(String, Entry)> {
    let single = data.map(|entry| (format!("{place}: data"), entry));
    let list = items.into_iter().flatten().enumerate();
    single
        .into_iter()
        .chain(list.map(|(n, entry)| (format!("{place}: items[{n}]"), entry)))
        .collect()
}

/// The library of an entry: the one we know, or a new one.
fn library(known: &Libraries, entry: &Entry) -> Result<Library, (&'static str, String)> {
    if let Some(library) = known.find_kirkanta(entry.id, entry.slug.as_deref()) {
        return Ok(Library {
            kirkanta: Some(entry.id),
            ..library.clone()
        });
    }
    if let Some(library) = entry.slug.as_deref().and_then(|slug| known.by_id(slug)) {
        let number = library.kirkanta.unwrap_or_default();
        return Err(("id", format!("{} is known with the number {number}", library.id)));
    }
    let missing = |field| (field, "a library that is not known yet needs this".to_owned());
    let slug = entry.slug.clone().ok_or_else(|| missing("slug"))?;
    let name = entry
        .name
        .clone()
        .filter(|name| !name.trim().is_empty())
        .ok_or_else(|| missing("name"))?;
    let address = entry.address.as_ref().ok_or_else(|| missing("address"))?;
    let at = entry.coordinates.ok_or_else(|| missing("coordinates"))?;
    let finnish = |text: String| Text {
        fi: text,
        ..Text::default()
    };
    Ok(Library {
        id: LibraryId::new(slug).map_err(|error| ("slug", format!("takes {error}")))?,
        tprek: None,
        kirkanta: Some(entry.id),
        short_name: finnish(entry.short_name.clone().unwrap_or_else(|| name.clone())),
        name: finnish(name),
        street: finnish(address.street.clone()),
        zip: address.zipcode.clone(),
        place: Place::new(at.lat, at.lon)
            .ok_or_else(|| ("coordinates", "is not a place on the map".to_owned()))?,
        offers: Vec::new(),
        about: Text::default(),
    })
}

fn day(schedule: &Schedule, refs: &Refs) -> Result<DayHours, (String, String)> {
    let refused = |field: &str, reason: String| (field.to_owned(), reason);
    let date: NaiveDate = schedule
        .date
        .parse()
        .map_err(|_| refused("date", format!("«{}» is not a date", schedule.date)))?;
    let mut openings = Vec::new();
    for (n, times) in schedule.times.iter().enumerate() {
        let time = |field: &str, text: &str| {
            text.parse::<LocalTime>()
                .map_err(|e| refused(&format!("times[{n}].{field}"), format!("takes {e}")))
        };
        let service = match times.status {
            0 => continue,
            1 => Service::Staffed,
            2 => Service::SelfService,
            other => {
                return Err(refused(
                    &format!("times[{n}].status"),
                    format!("takes 0, 1 or 2, not {other}"),
                ));
            }
        };
        openings.push(Opening {
            from: time("from", &times.from)?,
            to: time("to", &times.to)?,
            service,
        });
    }
    if schedule.closed && !openings.is_empty() {
        return Err(refused("closed", "the day is closed but has times".to_owned()));
    }
    let openings = in_order(openings).map_err(|error| match error {
        HoursError::Overlap => refused("times", "the times overlap".to_owned()),
        HoursError::CrossesMidnight => {
            refused("times", "only the last time may end on the next day".to_owned())
        }
    })?;
    Ok(DayHours {
        date,
        openings,
        exception: exception(schedule, refs),
    })
}

/// Why the day is not an ordinary one: its own note, or the name of an exceptional period.
fn exception(schedule: &Schedule, refs: &Refs) -> Option<Text> {
    let period = schedule.period.and_then(|id| refs.period.get(&id.to_string()));
    let name = period
        .filter(|period| period.is_exception)
        .and_then(|period| period.name.clone());
    let text = schedule
        .info
        .clone()
        .or(name)
        .filter(|text| !text.trim().is_empty())?;
    Some(Text {
        fi: text,
        ..Text::default()
    })
}

async fn write(db: &Db, known: &Libraries, staged: &Staged) -> Result<String, sqlx::Error> {
    let (mut libraries, mut days) = (0, 0);
    let mut tx = db.begin().await?;
    for (library, _) in staged.libraries.values() {
        if known.kirkanta(&library.id) != library.kirkanta {
            store::put(&mut tx, library).await?;
            libraries += 1;
        }
    }
    for ((library, date), (day, _)) in &staged.days {
        if known.day(library, *date) != Some(day) {
            store::put_day(&mut tx, library, day).await?;
            days += 1;
        }
    }
    if libraries + days > 0 {
        tx.bump_content("libraries").await?;
        tx.commit().await?;
    }
    let read = counted(staged.days.len(), "day", "days");
    let added = told(&staged.new);
    Ok(format!("{read} of opening hours read, {days} changed{added}"))
}

/// Which libraries are new; and which of them are strangers, since pages call every library one of Helsinki.
fn told(new: &BTreeMap<LibraryId, Option<String>>) -> String {
    if new.is_empty() {
        return String::new();
    }
    let names: Vec<&str> = new.keys().map(LibraryId::as_str).collect();
    let count = counted(new.len(), "library", "libraries");
    let mut told = format!("\n{count} added: {}", names.join(", "));
    let strangers = new.iter().filter_map(|(id, city)| {
        let city = city.as_deref().filter(|city| *city != "Helsinki")?;
        Some(format!("{id} ({city})"))
    });
    let strangers: Vec<String> = strangers.collect();
    if !strangers.is_empty() {
        let strangers = strangers.join(", ");
        told.push_str("\nwarning: not in Helsinki, but shown like its libraries: ");
        told.push_str(&strangers);
    }
    told
}

#[cfg(test)]
mod tests {
    use super::*;

    fn schedule(times: &str) -> Schedule {
        serde_json::from_str(&format!(
            "{{\"date\":\"2026-06-19\",\"period\":7,\"closed\":false,\"times\":{times}}}"
        ))
        .unwrap()
    }

    #[test]
    fn status_zero_is_a_break_in_the_day() {
        let times = r#"[{"from":"08:00","to":"10:00","status":2},{"from":"10:00","to":"11:00","status":0},{"from":"11:00","to":"20:00","status":1}]"#;
        let day = day(&schedule(times), &Refs::default()).unwrap();
        assert_eq!(day.openings.len(), 2);
        assert_eq!(day.openings[1].service, Service::Staffed);
    }

    #[test]
    fn an_exceptional_period_gives_the_day_its_reason() {
        let period = Period {
            is_exception: true,
            name: Some("Juhannus".to_owned()),
        };
        let refs = Refs {
            period: HashMap::from([("7".to_owned(), period)]),
        };
        assert_eq!(
            day(&schedule("[]"), &refs).unwrap().exception.unwrap().fi,
            "Juhannus"
        );
    }

    #[test]
    fn what_cannot_be_read_is_told_with_its_field() {
        for (times, field) in [
            (r#"[{"from":"8","to":"10:00","status":1}]"#, "times[0].from"),
            (r#"[{"from":"08:00","to":"10:00","status":9}]"#, "times[0].status"),
            (
                r#"[{"from":"08:00","to":"12:00","status":1},{"from":"10:00","to":"13:00","status":2}]"#,
                "times",
            ),
        ] {
            assert_eq!(day(&schedule(times), &Refs::default()).unwrap_err().0, field);
        }
    }
}
