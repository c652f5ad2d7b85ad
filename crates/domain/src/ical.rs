//! Calendar files (RFC 5545): what a phone's calendar reads.

use crate::id::BookingId;
use crate::time;
use chrono::{DateTime, Datelike, NaiveDateTime, Timelike, Utc};
use std::fmt::Write;

/// One entry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Stays the same however often the file is fetched, so that a calendar moves the entry instead of doubling it.
    pub uid: String,
    /// Grows with every change, so that a calendar knows which of two files is newer.
    pub sequence: u32,
    /// Whether it takes place.
    pub status: Status,
    /// Whether whoever has it in their calendar is busy then.
    pub busy: bool,
    /// When it begins.
    pub start: DateTime<Utc>,
    /// When it ends.
    pub end: DateTime<Utc>,
    /// What it is.
    pub summary: String,
    /// Where.
    pub place: String,
    /// What else there is to know, in lines; may be empty.
    pub description: String,
    /// Address of its page.
    pub url: Option<String>,
}

/// Whether something takes place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Status {
    /// It does.
    Confirmed,
    /// It is not certain yet.
    Tentative,
    /// It does not.
    Cancelled,
}

impl Status {
    const fn code(self) -> &'static str {
        match self {
            Self::Confirmed => "CONFIRMED",
            Self::Tentative => "TENTATIVE",
            Self::Cancelled => "CANCELLED",
        }
    }

    /// What a file that tells of one such entry asks the calendar to do.
    pub const fn method(self) -> Method {
        match self {
            Self::Confirmed | Self::Tentative => Method::Publish,
            Self::Cancelled => Method::Cancel,
        }
    }
}

/// What a file asks the calendar to do (RFC 5546).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Method {
    /// Take the entries in, or what has changed of them.
    Publish,
    /// Strike them out.
    Cancel,
}

impl Method {
    /// As it stands in the file, and beside its media type.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Publish => "PUBLISH",
            Self::Cancel => "CANCEL",
        }
    }
}

/// The [`Entry::uid`] of a booking, in every file that tells of it.
pub fn booking_uid(booking: &BookingId) -> String {
    format!("booking-{booking}@jaettu")
}

/// Helsinki's summer time, by the rule that has held since 1996.
const ZONE: &str = "BEGIN:VTIMEZONE\r\nTZID:Europe/Helsinki\r\n\
    BEGIN:DAYLIGHT\r\nDTSTART:19960331T030000\r\nRRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU\r\n\
    TZOFFSETFROM:+0200\r\nTZOFFSETTO:+0300\r\nTZNAME:EEST\r\nEND:DAYLIGHT\r\n\
    BEGIN:STANDARD\r\nDTSTART:19961027T040000\r\nRRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU\r\n\
    TZOFFSETFROM:+0300\r\nTZOFFSETTO:+0200\r\nTZNAME:EET\r\nEND:STANDARD\r\nEND:VTIMEZONE\r\n";

/// A calendar called `name`, as written at `now`.
pub fn file(name: &str, entries: &[Entry], now: DateTime<Utc>) -> String {
    let mut text = begun(Method::Publish);
    line(&mut text, "X-WR-CALNAME", &escaped(name));
    text.push_str(ZONE);
    for entry in entries {
        event(&mut text, entry, None, now);
    }
    text.push_str("END:VCALENDAR\r\n");
    text
}

/// A file of entries for the reader's own calendar, as written at `now`. The calendar strikes out only what the same
/// `organizer` (an e-mail address) has put in.
pub fn file_of(method: Method, organizer: Option<&str>, entries: &[Entry], now: DateTime<Utc>) -> String {
    let mut text = begun(method);
    text.push_str(ZONE);
    for entry in entries {
        event(&mut text, entry, organizer, now);
    }
    text.push_str("END:VCALENDAR\r\n");
    text
}

fn begun(method: Method) -> String {
    let mut text = String::from("BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Jaettu//Jaettu//FI\r\n");
    line(&mut text, "METHOD", method.code());
    text
}

fn event(text: &mut String, entry: &Entry, organizer: Option<&str>, now: DateTime<Utc>) {
    text.push_str("BEGIN:VEVENT\r\n");
    line(text, "UID", &escaped(&entry.uid));
    line(text, "SEQUENCE", &entry.sequence.to_string());
    line(text, "DTSTAMP", &universal(now));
    moment(text, "DTSTART", entry.start);
    moment(text, "DTEND", entry.end);
    line(text, "STATUS", entry.status.code());
    if let Some(organizer) = organizer {
        line(text, "ORGANIZER", &plain(&["mailto:", organizer].concat()));
    }
    line(text, "SUMMARY", &escaped(&entry.summary));
    line(text, "LOCATION", &escaped(&entry.place));
    if !entry.description.is_empty() {
        line(text, "DESCRIPTION", &escaped(&entry.description));
    }
    if let Some(url) = &entry.url {
        line(text, "URL", &plain(url));
    }
    line(text, "TRANSP", if entry.busy { "OPAQUE" } else { "TRANSPARENT" });
    text.push_str("END:VEVENT\r\n");
}

/// An instant as clocks in Helsinki show it. Of the hour that comes twice in autumn calendars mean the first (RFC 5545,
/// 3.3.5), so the second is written in UTC.
fn moment(text: &mut String, name: &str, at: DateTime<Utc>) {
    let local = time::local(at);
    if time::instant(local) == at {
        line(text, &[name, ";TZID=Europe/Helsinki"].concat(), &digits(local));
    } else {
        line(text, name, &universal(at));
    }
}

fn universal(at: DateTime<Utc>) -> String {
    [&digits(at.naive_utc()), "Z"].concat()
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

/// An address, which is not escaped, without what would break the file.
fn plain(address: &str) -> String {
    address.chars().filter(|letter| !letter.is_control()).collect()
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

    fn entry(summary: &str) -> Entry {
        Entry {
            uid: "1@jaettu".to_owned(),
            sequence: 2,
            status: Status::Confirmed,
            busy: false,
            start: "2026-12-21T17:00:00Z".parse().unwrap(),
            end: "2026-12-21T18:00:00Z".parse().unwrap(),
            summary: summary.to_owned(),
            place: "Kallio".to_owned(),
            description: String::new(),
            url: None,
        }
    }

    fn now() -> DateTime<Utc> {
        "2026-11-23T12:00:00Z".parse().unwrap()
    }

    #[test]
    fn an_entry_stands_at_helsinkis_clock_and_what_would_break_the_file_is_escaped() {
        let text = file("Lainat", &[entry("Palauta: pora; terät, \\ ja\nohje\r")], now());
        for line in [
            "METHOD:PUBLISH",
            "X-WR-CALNAME:Lainat",
            "TZOFFSETTO:+0300",
            "UID:1@jaettu",
            "SEQUENCE:2",
            "DTSTART;TZID=Europe/Helsinki:20261221T190000",
            "STATUS:CONFIRMED",
            "SUMMARY:Palauta: pora\\; terät\\, \\\\ ja\\nohje",
            "TRANSP:TRANSPARENT",
        ] {
            assert!(
                text.contains(&format!("\r\n{line}\r\n")),
                "{line} is not in\n{text}"
            );
        }
        for absent in ["DESCRIPTION", "URL", "ORGANIZER"] {
            assert!(!text.contains(absent), "{absent}");
        }
    }

    #[test]
    fn who_cancels_an_entry_is_who_made_it() {
        let cancelled = Entry {
            status: Status::Cancelled,
            busy: true,
            ..entry("Pora")
        };
        let method = cancelled.status.method();
        let text = file_of(method, Some("jaettu@example.org"), &[cancelled], now());
        for line in [
            "METHOD:CANCEL",
            "STATUS:CANCELLED",
            "ORGANIZER:mailto:jaettu@example.org",
            "TRANSP:OPAQUE",
        ] {
            assert!(
                text.contains(&format!("\r\n{line}\r\n")),
                "{line} is not in\n{text}"
            );
        }
        assert!(
            !text.contains("X-WR-CALNAME"),
            "an entry makes no calendar of its own"
        );
    }

    #[test]
    fn a_booking_is_the_same_in_every_file() {
        let id = "0192f0c1-7a3b-7c4d-8e5f-0123456789ab";
        assert_eq!(
            booking_uid(&BookingId::new(id).unwrap()),
            format!("booking-{id}@jaettu")
        );
    }
}
