//! Calendar files (RFC 5545): what a phone's calendar reads.

use crate::time;
use chrono::{DateTime, Datelike, NaiveDateTime, Timelike, Utc};
use std::fmt::Write;

/// One entry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Stays the same however often the file is fetched, so that a calendar moves the entry instead of doubling it.
    pub uid: String,
    /// When it begins.
    pub start: DateTime<Utc>,
    /// When it ends.
    pub end: DateTime<Utc>,
    /// What it is.
    pub summary: String,
    /// Where.
    pub place: String,
}

/// Helsinki's summer time, by the rule that has held since 1996.
const ZONE: &str = "BEGIN:VTIMEZONE\r\nTZID:Europe/Helsinki\r\n\
    BEGIN:DAYLIGHT\r\nDTSTART:19960331T030000\r\nRRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU\r\n\
    TZOFFSETFROM:+0200\r\nTZOFFSETTO:+0300\r\nTZNAME:EEST\r\nEND:DAYLIGHT\r\n\
    BEGIN:STANDARD\r\nDTSTART:19961027T040000\r\nRRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU\r\n\
    TZOFFSETFROM:+0300\r\nTZOFFSETTO:+0200\r\nTZNAME:EET\r\nEND:STANDARD\r\nEND:VTIMEZONE\r\n";

/// A calendar called `name`, as written at `now`.
pub fn file(name: &str, entries: &[Entry], now: DateTime<Utc>) -> String {
    let mut text =
        String::from("BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Jaettu//Jaettu//FI\r\nMETHOD:PUBLISH\r\n");
    line(&mut text, "X-WR-CALNAME", &escaped(name));
    text.push_str(ZONE);
    for entry in entries {
        text.push_str("BEGIN:VEVENT\r\n");
        line(&mut text, "UID", &escaped(&entry.uid));
        line(&mut text, "DTSTAMP", &[&digits(now.naive_utc()), "Z"].concat());
        line(
            &mut text,
            "DTSTART;TZID=Europe/Helsinki",
            &digits(time::local(entry.start)),
        );
        line(
            &mut text,
            "DTEND;TZID=Europe/Helsinki",
            &digits(time::local(entry.end)),
        );
        line(&mut text, "SUMMARY", &escaped(&entry.summary));
        line(&mut text, "LOCATION", &escaped(&entry.place));
        text.push_str("TRANSP:TRANSPARENT\r\nEND:VEVENT\r\n");
    }
    text.push_str("END:VCALENDAR\r\n");
    text
}

/// `20261221T190000`.
fn digits(at: NaiveDateTime) -> String {
    let (year, month, day) = (at.year(), at.month(), at.day());
    let (hour, minute, second) = (at.hour(), at.minute(), at.second());
    format!("{year:04}{month:02}{day:02}T{hour:02}{minute:02}{second:02}")
}

/// Text as a value may hold it; other control characters have no place in one.
fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '\\' | ';' | ',' => escaped.extend(['\\', letter]),
            '\n' => escaped.push_str("\\n"),
            _ if letter.is_control() => {}
            _ => escaped.push(letter),
        }
    }
    escaped
}

/// Longest line in octets, without its end.
const LONGEST: usize = 75;

/// A line, folded where it is too long, never within a character.
fn line(text: &mut String, name: &str, value: &str) {
    let mut length = 0;
    let mut whole = String::with_capacity(name.len() + value.len() + 1);
    // Writing into a String cannot fail.
    let _ = write!(whole, "{name}:{value}");
    for letter in whole.chars() {
        if length + letter.len_utf8() > LONGEST {
            text.push_str("\r\n ");
            length = 1;
        }
        text.push(letter);
        length += letter.len_utf8();
    }
    text.push_str("\r\n");
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn entry(summary: &str) -> Entry {
        Entry {
            uid: "1@jaettu".to_owned(),
            start: "2026-12-21T17:00:00Z".parse().unwrap(),
            end: "2026-12-21T18:00:00Z".parse().unwrap(),
            summary: summary.to_owned(),
            place: "Kallio".to_owned(),
        }
    }

    fn now() -> DateTime<Utc> {
        "2026-11-23T12:00:00Z".parse().unwrap()
    }

    #[test]
    fn an_entry_stands_at_helsinkis_clock_and_what_would_break_the_file_is_escaped() {
        let text = file("Lainat", &[entry("Palauta: pora; terät, \\ ja\nohje\r")], now());
        assert!(
            text.contains("\r\nDTSTART;TZID=Europe/Helsinki:20261221T190000\r\n"),
            "{text}"
        );
        assert!(
            text.contains("\r\nSUMMARY:Palauta: pora\\; terät\\, \\\\ ja\\nohje\r\n"),
            "{text}"
        );
        assert!(text.contains("\r\nUID:1@jaettu\r\n") && text.contains("TZOFFSETTO:+0300"));
    }

    proptest! {
        #[test]
        fn lines_are_short_and_unfold_to_what_was_written(summary in "\\PC{0,200}") {
            let text = file("Lainat", &[entry(&summary)], now());
            prop_assert!(text.ends_with("\r\n") && !text.replace("\r\n", "").contains(['\r', '\n']));
            prop_assert!(text.split("\r\n").all(|line| line.len() <= LONGEST));
            let unfolded = text.replace("\r\n ", "");
            let whole = ["\r\nSUMMARY:", &escaped(&summary), "\r\n"].concat();
            prop_assert!(unfolded.contains(&whole));
        }
    }
}
