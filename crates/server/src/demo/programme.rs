//! The example programme, with a history: it is imported as it would have looked on a few days of this year, so
//! the change log has something to tell.

use super::DemoError;
use crate::db::Db;
use crate::programme::import;
use chrono::{DateTime, NaiveDate, Utc};
use jaettu_domain::programme::Programme;
use jaettu_domain::programme::action::{Action, TaskState};
use jaettu_domain::programme::indicator::Resolution;
use jaettu_domain::time::{self, LocalTime};

const DOCUMENT: &str = include_str!("../../demo/programme.json");

/// The days on which it was imported before, year, month and day.
const DAYS: [(i32, u32, u32); 5] = [
    (2026, 1, 15),
    (2026, 4, 20),
    (2026, 7, 3),
    (2026, 9, 28),
    (2026, 11, 9),
];

/// The day on which the document was last changed.
const LATEST: (i32, u32, u32) = (2026, 11, 18);

/// Imports the programme as it was on each of the days, and as it is.
pub(super) async fn fill(db: &Db, now: DateTime<Utc>) -> Result<(), DemoError> {
    let refused = |refusals: Vec<crate::import::Refusal>| {
        DemoError::Data(refusals.first().map_or_else(String::new, ToString::to_string))
    };
    let programme = import::parse("programme.json", DOCUMENT).map_err(refused)?;
    for day in DAYS
        .into_iter()
        .filter_map(date)
        .filter(|day| morning(*day) < now)
    {
        import::load(db, &as_of(&programme, day), morning(day)).await?;
    }
    let latest = date(LATEST).map_or(now, morning);
    import::load(db, &programme, latest.min(now)).await?;
    Ok(())
}

fn date((year, month, day): (i32, u32, u32)) -> Option<NaiveDate> {
    NaiveDate::from_ymd_opt(year, month, day)
}

fn morning(day: NaiveDate) -> DateTime<Utc> {
    LocalTime::new(9, 30).map_or_else(|| time::at(day, LocalTime::MIDNIGHT), |time| time::at(day, time))
}

/// The document as it would have looked on `day`.
fn as_of(programme: &Programme, day: NaiveDate) -> Programme {
    let mut earlier = programme.clone();
    earlier
        .actions
        .iter_mut()
        .for_each(|action| action_as_of(action, day));
    for indicator in &mut earlier.indicators {
        let published = |date: NaiveDate| match indicator.resolution {
            Resolution::Month => date + chrono::Months::new(1) < day,
            _ => date < day,
        };
        indicator.values.retain(|value| published(value.date));
    }
    earlier
}

fn action_as_of(action: &mut Action, day: NaiveDate) {
    let moved = day < date((2026, 5, 1)).unwrap_or_default();
    action.tasks.retain(|task| {
        task.id.as_str() != "116-open-data" || date(LATEST).is_some_and(|latest| latest <= day)
    });
    for task in &mut action.tasks {
        if task.completed.is_some_and(|completed| completed > day) {
            task.completed = None;
            task.state = TaskState::InProgress;
        }
        if moved && let Some(original) = task.original_due.take() {
            task.due = original;
        }
    }
    if action.updated > day {
        action.status = None;
        action.updated = date((2025, 12, 10)).unwrap_or_default();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jaettu_domain::programme::validate::validate;

    #[test]
    fn every_day_of_the_history_is_a_sound_document() {
        let programme = import::parse("programme.json", DOCUMENT).unwrap();
        for day in DAYS.into_iter().filter_map(date) {
            let earlier = as_of(&programme, day);
            assert_eq!(validate(&earlier), []);
        }
    }
}
