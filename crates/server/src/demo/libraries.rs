//! Example libraries: real names and places, invented hours.

use super::DemoError;
use crate::db::{self, Db, Tx, on_tx};
use crate::libraries::store;
use chrono::{DateTime, Datelike, Days, NaiveDate, Utc, Weekday};
use jaettu_domain::geo::Place;
use jaettu_domain::id::LibraryId;
use jaettu_domain::libraries::{DayHours, Library, Offer, Opening, Service};
use jaettu_domain::text::Text;
use jaettu_domain::time::{self, LocalTime};
use serde::Deserialize;
use sqlx::AssertSqlSafe;

const FILE: &str = include_str!("../../demo/libraries.json");
/// Hours are known for so long ahead.
const DAYS: usize = 366;

#[derive(Deserialize)]
struct Entry {
    id: LibraryId,
    tprek: u32,
    kirkanta: Option<u32>,
    name: Text,
    short_name: Text,
    street: Text,
    zip: String,
    lat: f64,
    lon: f64,
    kind: Kind,
    self_service: bool,
    sunday: bool,
    offers: Vec<Offer>,
    about: Text,
}

#[derive(Clone, Copy, Deserialize, PartialEq)]
#[serde(rename_all = "snake_case")]
enum Kind {
    Central,
    Large,
    Medium,
    Small,
    Children,
}

/// Writes all libraries and a year of hours from yesterday on.
pub(super) async fn fill(db: &Db, now: DateTime<Utc>) -> Result<(), DemoError> {
    let entries: Vec<Entry> =
        serde_json::from_str(FILE).map_err(|error| DemoError::Data(error.to_string()))?;
    let first = time::today(now) - Days::new(1);
    let mut tx = db.begin().await?;
    for entry in &entries {
        store::put(&mut tx, &library(entry)).await?;
    }
    let days: Vec<(&LibraryId, DayHours)> = entries
        .iter()
        .flat_map(|entry| {
            first
                .iter_days()
                .take(DAYS)
                .map(|date| (&entry.id, hours(entry, date)))
        })
        .collect();
    put_days(&mut tx, &days).await?;
    tx.bump_content("libraries").await?;
    tx.commit().await?;
    Ok(())
}

/// A year of days for every library in a few statements rather than fourteen thousand.
async fn put_days(tx: &mut Tx, days: &[(&LibraryId, DayHours)]) -> Result<(), sqlx::Error> {
    const CLEAR: &str = "DELETE FROM library_days";
    on_tx!(tx, connection => sqlx::query(CLEAR).execute(connection).await.map(|_| ()))?;
    for chunk in days.chunks(500) {
        let values = db::values(chunk.len(), 4);
        let sql = AssertSqlSafe(format!(
            "INSERT INTO library_days (library, date, openings, exception) VALUES {values}"
        ));
        let mut columns = Vec::with_capacity(chunk.len());
        for (library, day) in chunk {
            let exception = day.exception.as_ref().map(store::to_json).transpose()?;
            columns.push((
                library.as_str(),
                store::date_column(day.date),
                store::to_json(&day.openings)?,
                exception,
            ));
        }
        on_tx!(tx, connection => {
            let mut query = sqlx::query(sql);
            for (library, date, openings, exception) in columns {
                query = query.bind(library).bind(date).bind(openings).bind(exception);
            }
            query.execute(connection).await.map(|_| ())
        })?;
    }
    Ok(())
}

fn library(entry: &Entry) -> Library {
    Library {
        id: entry.id.clone(),
        tprek: Some(entry.tprek),
        kirkanta: entry.kirkanta,
        name: entry.name.clone(),
        short_name: entry.short_name.clone(),
        street: entry.street.clone(),
        zip: entry.zip.clone(),
        place: Place {
            lat: entry.lat,
            lon: entry.lon,
        },
        offers: entry.offers.clone(),
        about: entry.about.clone(),
    }
}

fn hours(entry: &Entry, date: NaiveDate) -> DayHours {
    if let Some(name) = holiday(date) {
        return DayHours {
            date,
            openings: Vec::new(),
            exception: Some(name),
        };
    }
    if let Some(name) = date
        .succ_opt()
        .and_then(eve_of)
        .filter(|_| date.weekday() != Weekday::Sun)
    {
        let openings = if entry.kind == Kind::Children {
            Vec::new()
        } else {
            vec![staffed(10, 14)]
        };
        return DayHours {
            date,
            openings,
            exception: Some(name),
        };
    }
    DayHours {
        date,
        openings: ordinary(entry, date.weekday()),
        exception: None,
    }
}

fn opening(from: u16, to: u16, service: Service) -> Opening {
    let time = |hour| LocalTime::new(hour, 0).unwrap_or(LocalTime::END);
    Opening {
        from: time(from),
        to: time(to),
        service,
    }
}

fn staffed(from: u16, to: u16) -> Opening {
    opening(from, to, Service::Staffed)
}

fn alone(from: u16, to: u16) -> Opening {
    opening(from, to, Service::SelfService)
}

fn ordinary(entry: &Entry, weekday: Weekday) -> Vec<Opening> {
    let mut day = match (entry.kind, weekday) {
        (Kind::Central, Weekday::Sat | Weekday::Sun) => vec![staffed(10, 20)],
        (Kind::Central, _) => vec![staffed(8, 21)],
        (Kind::Large, Weekday::Sat) => vec![staffed(10, 16)],
        (Kind::Large, Weekday::Fri) => vec![staffed(8, 18)],
        (Kind::Large, Weekday::Sun) => vec![staffed(12, 18)],
        (Kind::Large, _) => vec![staffed(8, 20)],
        (Kind::Medium, Weekday::Sat) => vec![staffed(10, 16)],
        (Kind::Medium, Weekday::Sun) => vec![staffed(12, 16)],
        (Kind::Medium, Weekday::Fri) => vec![staffed(10, 17)],
        (Kind::Medium, _) => vec![staffed(10, 19)],
        (Kind::Small, Weekday::Mon | Weekday::Wed) => vec![staffed(12, 19)],
        (Kind::Small | Kind::Children, Weekday::Sat | Weekday::Sun) => Vec::new(),
        (Kind::Small, _) => vec![staffed(10, 17)],
        (Kind::Children, _) => vec![staffed(10, 17)],
    };
    if weekday == Weekday::Sun && !entry.sunday {
        day.clear();
    }
    if entry.self_service {
        around(&mut day, weekday);
    }
    day
}

/// Self-service before and after staff, or all day when there are none.
fn around(day: &mut Vec<Opening>, weekday: Weekday) {
    let (opens, closes) = if matches!(weekday, Weekday::Sat | Weekday::Sun) {
        (9, 18)
    } else {
        (8, 21)
    };
    let (Some(first), Some(last)) = (day.first().copied(), day.last().copied()) else {
        day.push(alone(opens, closes));
        return;
    };
    if first.from.minutes() > opens * 60 {
        day.insert(
            0,
            Opening {
                to: first.from,
                ..alone(opens, closes)
            },
        );
    }
    if last.to.minutes() < closes * 60 {
        day.push(Opening {
            from: last.to,
            ..alone(opens, closes)
        });
    }
}

/// The public holidays of Finland.
fn holiday(date: NaiveDate) -> Option<Text> {
    let easter = easter(date.year())?;
    let from_easter = (date - easter).num_days();
    let saturday = date.weekday() == Weekday::Sat;
    let text = match (date.month(), date.day()) {
        (1, 1) => ["uudenvuodenpäivä", "nyårsdagen", "New Year's Day"],
        (1, 6) => ["loppiainen", "trettondagen", "Epiphany"],
        (5, 1) => ["vappu", "första maj", "May Day"],
        (6, 20..=26) if saturday => ["juhannuspäivä", "midsommardagen", "Midsummer Day"],
        (10, 31) | (11, 1..=6) if saturday => ["pyhäinpäivä", "alla helgons dag", "All Saints' Day"],
        (12, 6) => ["itsenäisyyspäivä", "självständighetsdagen", "Independence Day"],
        (12, 25) => ["joulupäivä", "juldagen", "Christmas Day"],
        (12, 26) => ["tapaninpäivä", "annandag jul", "Boxing Day"],
        _ => match from_easter {
            -2 => ["pitkäperjantai", "långfredagen", "Good Friday"],
            0 => ["pääsiäispäivä", "påskdagen", "Easter Sunday"],
            1 => ["toinen pääsiäispäivä", "annandag påsk", "Easter Monday"],
            39 => ["helatorstai", "Kristi himmelsfärdsdag", "Ascension Day"],
            _ => return None,
        },
    };
    Some(Text::new(text[0], text[1], text[2]))
}

/// The name of the eve before `date`, for the holidays whose eve is a short day.
fn eve_of(date: NaiveDate) -> Option<Text> {
    let text = match (date.month(), date.day()) {
        (1, 1) => ["uudenvuodenaatto", "nyårsafton", "New Year's Eve"],
        (1, 6) => ["loppiaisaatto", "trettondagsafton", "Eve of Epiphany"],
        (5, 1) => ["vapunaatto", "valborgsmässoafton", "Eve of May Day"],
        (6, _) => ["juhannusaatto", "midsommarafton", "Midsummer Eve"],
        (12, 6) => [
            "itsenäisyyspäivän aatto",
            "dagen före självständighetsdagen",
            "Eve of Independence Day",
        ],
        (12, 25) => ["jouluaatto", "julafton", "Christmas Eve"],
        _ if easter(date.year()).is_some_and(|easter| (date - easter).num_days() == -2) => {
            ["kiirastorstai", "skärtorsdagen", "Maundy Thursday"]
        }
        _ => return None,
    };
    holiday(date)?;
    Some(Text::new(text[0], text[1], text[2]))
}

#[expect(
    clippy::many_single_char_names,
    reason = "the names of the published algorithm"
)]
/// Easter Sunday in the Gregorian calendar (the anonymous algorithm of 1876).
fn easter(year: i32) -> Option<NaiveDate> {
    let (a, b, c) = (year % 19, year / 100, year % 100);
    let d = (19 * a + b - b / 4 - (b - (b + 8) / 25 + 1) / 3 + 15) % 30;
    let e = (32 + 2 * (b % 4) + 2 * (c / 4) - d - c % 4) % 7;
    let f = d + e - 7 * ((a + 11 * d + 22 * e) / 451) + 114;
    NaiveDate::from_ymd_opt(year, u32::try_from(f / 31).ok()?, u32::try_from(f % 31 + 1).ok()?)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn date(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn holidays_fall_on_their_days() {
        for (day, name) in [
            ("2027-03-28", "pääsiäispäivä"),
            ("2027-05-06", "helatorstai"),
            ("2026-06-20", "juhannuspäivä"),
            ("2026-10-31", "pyhäinpäivä"),
            ("2026-12-06", "itsenäisyyspäivä"),
        ] {
            assert_eq!(
                holiday(date(day)).map(|text| text.fi).as_deref(),
                Some(name),
                "{day}"
            );
        }
        assert_eq!(holiday(date("2026-06-19")), None);
        assert_eq!(
            eve_of(date("2026-06-20")).map(|text| text.fi).as_deref(),
            Some("juhannusaatto")
        );
    }

    #[test]
    fn every_library_has_a_day_that_can_be_understood() {
        let entries: Vec<Entry> = serde_json::from_str(FILE).unwrap();
        assert_eq!(entries.len(), 38);
        for entry in &entries {
            for day in date("2026-11-22").iter_days().take(400) {
                let openings = hours(entry, day).openings;
                assert_eq!(
                    jaettu_domain::libraries::rules::in_order(openings.clone()),
                    Ok(openings)
                );
            }
        }
    }
}
