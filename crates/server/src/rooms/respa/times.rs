//! Times as Respa wrote and read them: by the clock in Helsinki, with its distance from UTC.

use chrono::{DateTime, Datelike, NaiveDate, NaiveDateTime, NaiveTime, Utc};
use jaettu_domain::time;

/// `2026-11-24T10:00:00+02:00`.
pub(super) fn write(instant: DateTime<Utc>) -> String {
    let local = time::local(instant);
    let ahead = (local - instant.naive_utc()).num_hours();
    format!("{}+{ahead:02}:00", local.format("%Y-%m-%dT%H:%M:%S"))
}

/// `01:30:00`, and from a day on `1 06:00:00`.
pub(super) fn duration(minutes: u32) -> String {
    let (days, hours, minutes) = (minutes / 1440, minutes / 60 % 24, minutes % 60);
    let clock = format!("{hours:02}:{minutes:02}:00");
    if days == 0 {
        clock
    } else {
        format!("{days} {clock}")
    }
}

/// Reads ISO 8601 in the ways in which it is written: a day, with or without a time, with or without its distance from UTC. What
/// names no distance is in UTC, as it was there.
pub(super) fn read(text: &str) -> Option<DateTime<Utc>> {
    // The plus sign of an address is a space.
    let text = match text.rsplit_once(' ') {
        Some((before, zone)) if before.contains([' ', 'T']) => format!("{before}+{zone}"),
        _ => text.to_owned(),
    };
    let text = text.replacen(' ', "T", 1);
    let zoned = ["%Y-%m-%dT%H:%M:%S%.f%#z", "%Y-%m-%dT%H:%M%#z"]
        .iter()
        .find_map(|form| DateTime::parse_from_str(&text, form).ok());
    let bare = ["%Y-%m-%dT%H:%M:%S%.f", "%Y-%m-%dT%H:%M"]
        .iter()
        .find_map(|form| NaiveDateTime::parse_from_str(&text, form).ok());
    let day = || NaiveDate::parse_from_str(&text, "%Y-%m-%d").ok();
    let bare = bare.or_else(|| day().map(|day| day.and_time(NaiveTime::MIN)));
    let instant = zoned
        .map(|zoned| zoned.to_utc())
        .or(bare.map(|bare| bare.and_utc()));
    // Calendars of this service speak of these years.
    instant.filter(|instant| (2000..2200).contains(&instant.year()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_instant_tells_summer_from_winter() {
        for (instant, written) in [
            ("2026-11-24T08:00:00Z", "2026-11-24T10:00:00+02:00"),
            ("2026-07-01T08:00:00Z", "2026-07-01T11:00:00+03:00"),
            ("2026-10-25T00:30:00Z", "2026-10-25T03:30:00+03:00"),
            ("2026-10-25T01:30:00Z", "2026-10-25T03:30:00+02:00"),
        ] {
            let instant: DateTime<Utc> = instant.parse().unwrap();
            assert_eq!(write(instant), written);
            assert_eq!(read(written), Some(instant), "{written}");
        }
    }

    #[test]
    fn instants_are_read_as_scripts_write_them() {
        for text in [
            "2026-11-24T10:00:00+02:00",
            "2026-11-24T10:00:00 02:00",
            "2026-11-24 10:00:00+02:00",
            "2026-11-24 10:00 02:00",
            "2026-11-24T10:00+0200",
            "2026-11-24T08:00:00.000Z",
            "2026-11-24T08:00Z",
            "2026-11-24T08:00:00",
            "2026-11-24 08:00",
            "2026-11-24T03:00:00-05:00",
        ] {
            assert_eq!(
                read(text).map(write).as_deref(),
                Some("2026-11-24T10:00:00+02:00"),
                "{text}"
            );
        }
        assert_eq!(
            read("2026-11-24").map(write).as_deref(),
            Some("2026-11-24T02:00:00+02:00")
        );
        for bad in [
            "",
            "tomorrow",
            "2026-13-01",
            "2026-11-24T25:00:00Z",
            "24.11.2026",
            "9999-01-01",
            " ",
            "2026-11-24T",
        ] {
            assert_eq!(read(bad), None, "{bad}");
        }
    }

    #[test]
    fn durations_are_hours_minutes_and_seconds() {
        for (minutes, written) in [
            (30, "00:30:00"),
            (90, "01:30:00"),
            (1440, "1 00:00:00"),
            (2880, "2 00:00:00"),
            (1830, "1 06:30:00"),
        ] {
            assert_eq!(duration(minutes), written);
        }
    }
}
