//! Calendar files, read by somebody else: every value comes back as it was, also on the days on which the clocks change.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test that cannot go on fails"
)]

#[path = "calendar/reader.rs"]
mod reader;

use chrono::{DateTime, Datelike, Days, NaiveDate, NaiveDateTime, Offset, TimeDelta, TimeZone, Utc};
use chrono_tz::Europe::Helsinki;
use jaettu_domain::ical::{self, Entry, Method, Status};
use proptest::prelude::*;
use reader::{Component, Moment};

fn utc(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

fn clock(digits: &str) -> NaiveDateTime {
    NaiveDateTime::parse_from_str(digits, "%Y%m%dT%H%M%S").unwrap()
}

/// The instant that a calendar understands; of two it takes the first (RFC 5545, 3.3.5).
fn instant(moment: &Moment) -> DateTime<Utc> {
    match moment.zone.as_deref() {
        None => moment.shown.and_utc(),
        Some(zone) => {
            assert_eq!(zone, "Europe/Helsinki");
            let read = Helsinki.from_local_datetime(&moment.shown).earliest();
            read.expect("clocks show it").to_utc()
        }
    }
}

/// The entry that a calendar makes of what it reads.
fn entry(event: &Component) -> Entry {
    Entry {
        uid: event.text("UID"),
        sequence: event.value("SEQUENCE").parse().unwrap(),
        status: match event.value("STATUS") {
            "CONFIRMED" => Status::Confirmed,
            "TENTATIVE" => Status::Tentative,
            "CANCELLED" => Status::Cancelled,
            other => panic!("{other}"),
        },
        busy: event.value("TRANSP") == "OPAQUE",
        start: instant(&event.moment("DTSTART")),
        end: instant(&event.moment("DTEND")),
        summary: event.text("SUMMARY"),
        place: event.text("LOCATION"),
        description: event.text("DESCRIPTION"),
        url: event.find("URL").map(|url| url.value.clone()),
    }
}

/// An hour after `start`, of something that has every property.
fn booked(start: DateTime<Utc>) -> Entry {
    Entry {
        uid: "booking-1@jaettu".to_owned(),
        sequence: 3,
        status: Status::Tentative,
        busy: true,
        start,
        end: start + TimeDelta::hours(1),
        summary: "Ryhmätyötila".to_owned(),
        place: "Kallion kirjasto, 2. kerros".to_owned(),
        description: "Koodi: ABC-234\nhttps://example.org/".to_owned(),
        url: Some("https://example.org/fi/me/bookings/1".to_owned()),
    }
}

/// A text of several lines with whatever letters; other control characters are left out of files.
fn text() -> impl Strategy<Value = String> {
    prop_oneof!["(\\PC|\n){0,200}", "[a,;:\\\\nN\" äö\n]{0,120}"]
}

/// To the second: finer is no calendar.
fn seconds(range: std::ops::Range<i64>) -> impl Strategy<Value = DateTime<Utc>> {
    range.prop_map(|second| DateTime::from_timestamp(second, 0).unwrap())
}

/// The years for which the rule of summer time is written.
const YEARS: std::ops::Range<i64> = 852_076_800..2_145_916_800;

/// Instants within a day of a change of the clocks, to the quarter-hour.
fn around_changes() -> impl Strategy<Value = DateTime<Utc>> {
    (1997..2037_i32, prop_oneof![Just(3), Just(10)], -96..96_i64).prop_map(|(year, month, quarters)| {
        let last = NaiveDate::from_ymd_opt(year, month, 31).unwrap();
        let sunday = last - Days::new(u64::from(last.weekday().num_days_from_sunday()));
        sunday.and_hms_opt(1, 0, 0).unwrap().and_utc() + TimeDelta::minutes(15 * quarters)
    })
}

proptest! {
    #[test]
    fn every_value_reads_back(
        (start, minutes) in (prop_oneof![seconds(YEARS), around_changes()], 0..48 * 60_i64),
        now in seconds(YEARS),
        (uid, sequence, busy) in ("[a-z0-9@-]{1,80}", any::<u32>(), any::<bool>()),
        (summary, place, description) in (text(), text(), text()),
        url in proptest::option::of("https://[a-z]{1,20}/[a-z,;=?&%]{0,150}"),
        status in prop_oneof![Just(Status::Confirmed), Just(Status::Tentative), Just(Status::Cancelled)],
    ) {
        let end = start + TimeDelta::minutes(minutes);
        let written = Entry { uid, sequence, status, busy, start, end, summary, place, description, url };
        let organizer = Some("jaettu@example.org");
        let file = ical::file_of(status.method(), organizer, std::slice::from_ref(&written), now);
        let calendar = reader::read(&file);
        let event = calendar.part("VEVENT");
        prop_assert_eq!(entry(event), written);
        prop_assert_eq!(instant(&event.moment("DTSTAMP")), now);
        prop_assert_eq!(event.value("ORGANIZER"), "mailto:jaettu@example.org");
        prop_assert_eq!(calendar.value("METHOD") == "CANCEL", status == Status::Cancelled);
    }

    #[test]
    fn many_entries_are_many_and_the_calendar_has_its_name(
        starts in proptest::collection::vec(around_changes(), 0..6), name in text(),
    ) {
        let entries: Vec<Entry> = starts.iter().map(|start| booked(*start)).collect();
        let calendar = reader::read(&ical::file(&name, &entries, utc("2026-11-23T12:00:00Z")));
        prop_assert_eq!(calendar.parts("VEVENT").into_iter().map(entry).collect::<Vec<_>>(), entries);
        prop_assert_eq!(calendar.text("X-WR-CALNAME"), name);
        prop_assert_eq!(calendar.value("VERSION"), "2.0");
        prop_assert_eq!(calendar.value("METHOD"), "PUBLISH");
    }

    #[test]
    fn the_zone_in_the_file_is_helsinkis(at in prop_oneof![seconds(YEARS), around_changes()]) {
        let calendar = reader::read(&ical::file_of(Method::Publish, None, &[], at));
        let zone = calendar.part("VTIMEZONE");
        prop_assert_eq!(zone.value("TZID"), "Europe/Helsinki");
        let last = ["DAYLIGHT", "STANDARD"].into_iter().map(|name| last_change(zone.part(name), at)).max();
        let (_, offset) = last.unwrap();
        let real = Helsinki.offset_from_utc_datetime(&at.naive_utc()).fix().local_minus_utc();
        prop_assert_eq!(offset.num_seconds(), i64::from(real));
    }
}

/// When a rule of the zone last took effect before an instant, and how far the clocks were ahead from then on.
fn last_change(rule: &Component, at: DateTime<Utc>) -> (DateTime<Utc>, TimeDelta) {
    let offset = |name: &str| {
        let hours: i64 = rule.value(name).strip_suffix("00").unwrap().parse().unwrap();
        TimeDelta::hours(hours)
    };
    let shown = clock(rule.value("DTSTART"));
    let month = format!("FREQ=YEARLY;BYMONTH={};BYDAY=-1SU", shown.month());
    assert_eq!(rule.value("RRULE"), month);
    let last = (1996..=at.year()).rev().find_map(|year| {
        let last = NaiveDate::from_ymd_opt(year, shown.month(), 31).unwrap();
        let sunday = last - Days::new(u64::from(last.weekday().num_days_from_sunday()));
        let begins = (sunday.and_time(shown.time()) - offset("TZOFFSETFROM")).and_utc();
        (begins <= at).then_some(begins)
    });
    (last.unwrap(), offset("TZOFFSETTO"))
}

#[test]
fn a_booking_stands_where_the_clocks_stand_when_they_change() {
    for (start, shown, zone) in [
        // In spring an hour is missing: 3:00 is 4:00.
        ("2027-03-28T00:30:00Z", "20270328T023000", true),
        ("2027-03-28T01:00:00Z", "20270328T040000", true),
        // In autumn an hour comes twice; only the first of the two can be told by the clock.
        ("2027-10-31T00:30:00Z", "20271031T033000", true),
        ("2027-10-31T01:30:00Z", "20271031T013000", false),
        ("2027-10-31T02:00:00Z", "20271031T040000", true),
    ] {
        let file = ical::file_of(Method::Publish, None, &[booked(utc(start))], utc(start));
        let calendar = reader::read(&file);
        let moment = calendar.part("VEVENT").moment("DTSTART");
        assert_eq!(moment.shown, clock(shown), "{start}");
        assert_eq!(moment.zone.is_some(), zone, "{start}");
    }
}
