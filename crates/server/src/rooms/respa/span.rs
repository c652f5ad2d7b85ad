//! Open and free times, cut as Respa told them.

use super::asked::Times;
use super::times::write;
use chrono::{Days as Later, NaiveDate, TimeDelta};
use jaettu_domain::busy::{Mask, Quarters, local_days};
use jaettu_domain::time;
use serde_json::{Value, json};

/// The days in Helsinki between two instants; the one that begins with the last instant is none of them.
pub(super) fn days((start, end): Times) -> (NaiveDate, u32) {
    let from = time::today(start);
    let last = time::today((end - TimeDelta::seconds(1)).max(start));
    (
        from,
        u32::try_from((last - from).num_days()).unwrap_or_default() + 1,
    )
}

/// When it is open, day by day; a day on which it is not is there, too.
pub(super) fn opening_hours(open: &Mask, from: NaiveDate, count: u32) -> Vec<Value> {
    let runs = open.runs();
    let mut hours = Vec::new();
    for date in (0..count).map(|day| from + Later::new(u64::from(day))) {
        let day = local_days(date, 1);
        let parts = runs.iter().filter(|run| run.overlaps(day));
        let told = parts.map(|run| {
            let (opens, closes) = (run.from.max(day.from), run.until.min(day.until));
            json!({ "date": date, "opens": write(opens.instant()), "closes": write(closes.instant()) })
        });
        let before = hours.len();
        hours.extend(told);
        if hours.len() == before {
            hours.push(json!({ "date": date, "opens": null, "closes": null }));
        }
    }
    hours
}

/// What is free between two instants, as far as it is so long.
pub(super) fn free(free: &[Quarters], (start, end): Times, least: TimeDelta) -> Vec<Times> {
    let cut = free
        .iter()
        .map(|run| (run.from.instant().max(start), run.until.instant().min(end)));
    cut.filter(|(from, until)| from < until && *until - *from >= least)
        .collect()
}

/// Free times as they are answered.
pub(super) fn available_hours(free: &[Times]) -> Vec<Value> {
    let told = free
        .iter()
        .map(|(from, until)| json!({ "starts": write(*from), "ends": write(*until) }));
    told.collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::{DateTime, Utc};
    use jaettu_domain::busy::{Days, Quarter};

    fn at(text: &str) -> DateTime<Utc> {
        text.parse().unwrap()
    }

    fn mask(runs: &[(&str, &str)]) -> Mask {
        let mut mask = Days::of_local(NaiveDate::from_ymd_opt(2026, 11, 24).unwrap(), 3).empty();
        for (from, until) in runs {
            mask.add(Quarters {
                from: Quarter::of(at(from)),
                until: Quarter::of(at(until)),
            });
        }
        mask
    }

    #[test]
    fn a_day_begins_and_ends_at_midnight_in_helsinki() {
        let midnight = ("2026-11-23T22:00:00Z", "2026-11-24T22:00:00Z");
        let date = NaiveDate::from_ymd_opt(2026, 11, 24).unwrap();
        assert_eq!(days((at(midnight.0), at(midnight.1))), (date, 1));
        assert_eq!(days((at(midnight.0), at("2026-11-24T22:00:01Z"))), (date, 2));
        assert_eq!(days((at(midnight.0), at(midnight.0))), (date, 1));
    }

    #[test]
    fn hours_are_told_day_by_day_with_breaks_and_closed_days() {
        let open = mask(&[
            ("2026-11-24T06:00:00Z", "2026-11-24T10:00:00Z"),
            ("2026-11-24T11:00:00Z", "2026-11-24T23:00:00Z"),
        ]);
        let told = opening_hours(&open, NaiveDate::from_ymd_opt(2026, 11, 24).unwrap(), 3);
        let told: Vec<(&str, Option<&str>, Option<&str>)> = told
            .iter()
            .map(|day| {
                (
                    day["date"].as_str().unwrap(),
                    day["opens"].as_str(),
                    day["closes"].as_str(),
                )
            })
            .collect();
        let (first, second) = ("2026-11-24", "2026-11-25");
        assert_eq!(
            told,
            [
                (
                    first,
                    Some("2026-11-24T08:00:00+02:00"),
                    Some("2026-11-24T12:00:00+02:00")
                ),
                (
                    first,
                    Some("2026-11-24T13:00:00+02:00"),
                    Some("2026-11-25T00:00:00+02:00")
                ),
                (
                    second,
                    Some("2026-11-25T00:00:00+02:00"),
                    Some("2026-11-25T01:00:00+02:00")
                ),
                ("2026-11-26", None, None),
            ]
        );
    }

    #[test]
    fn free_times_are_cut_and_short_ones_left_out() {
        let runs = mask(&[
            ("2026-11-24T06:00:00Z", "2026-11-24T07:00:00Z"),
            ("2026-11-24T08:00:00Z", "2026-11-24T08:30:00Z"),
        ])
        .runs();
        let within = (at("2026-11-24T06:10:00Z"), at("2026-11-24T20:00:00Z"));
        let first = (at("2026-11-24T06:10:00Z"), at("2026-11-24T07:00:00Z"));
        let second = (at("2026-11-24T08:00:00Z"), at("2026-11-24T08:30:00Z"));
        assert_eq!(free(&runs, within, TimeDelta::zero()), [first, second]);
        assert_eq!(free(&runs, within, TimeDelta::minutes(50)), [first]);
        assert_eq!(free(&runs, within, TimeDelta::minutes(51)), []);
    }
}
