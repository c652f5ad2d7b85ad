//! Time in Helsinki.
//!
//! Instants are UTC; opening hours, due dates and everything people read are Europe/Helsinki. The conversion is
//! done here and nowhere else. The rule of the European Union (summer time from the last Sunday of March to the
//! last Sunday of October, changing at 01:00 UTC) is written out rather than read from a zone database, because
//! the database would cost every phone some ten kilobytes; the tests hold it equal to `chrono-tz` for 1997-2037
//! (docs/adr/0005-time-zone.md).

use chrono::{DateTime, Datelike, Days, NaiveDate, NaiveDateTime, TimeDelta, Utc, Weekday};
use serde::{Deserialize, Serialize};
use std::fmt;

const WINTER_HOURS: i64 = 2;
const SUMMER_HOURS: i64 = 3;

/// The last Sunday of `month` in `year`, at 01:00 UTC: when the clocks change.
fn change(year: i32, month: u32) -> Option<NaiveDateTime> {
    let last = NaiveDate::from_ymd_opt(year, month, 31)?;
    let sunday = last - Days::new(u64::from(last.weekday().num_days_from_sunday()));
    sunday.and_hms_opt(1, 0, 0)
}

fn is_summer(utc: NaiveDateTime) -> bool {
    match (change(utc.year(), 3), change(utc.year(), 10)) {
        (Some(spring), Some(autumn)) => spring <= utc && utc < autumn,
        _ => false,
    }
}

fn offset(utc: NaiveDateTime) -> TimeDelta {
    TimeDelta::hours(if is_summer(utc) {
        SUMMER_HOURS
    } else {
        WINTER_HOURS
    })
}

/// The date and wall-clock time in Helsinki at `instant`.
pub fn local(instant: DateTime<Utc>) -> NaiveDateTime {
    let utc = instant.naive_utc();
    utc.checked_add_signed(offset(utc)).unwrap_or(utc)
}

/// The date in Helsinki at `instant`.
pub fn today(instant: DateTime<Utc>) -> NaiveDate {
    local(instant).date()
}

/// The instant at which clocks in Helsinki show `local`.
///
/// A time in the hour that is skipped in spring is the moment of the change (03:30 is 04:00, the first that clocks
/// show after it), and of the hour that comes twice in autumn the first is meant.
pub fn instant(local: NaiveDateTime) -> DateTime<Utc> {
    let summer = local
        .checked_sub_signed(TimeDelta::hours(SUMMER_HOURS))
        .unwrap_or(local);
    let winter = local
        .checked_sub_signed(TimeDelta::hours(WINTER_HOURS))
        .unwrap_or(local);
    if is_summer(summer) {
        return summer.and_utc();
    }
    // Neither reading is right in the skipped hour.
    let skipped = change(local.year(), 3).filter(|_| is_summer(winter));
    skipped.unwrap_or(winter).and_utc()
}

/// The instant at which `time` is shown on `date` in Helsinki; `24:00` is midnight at the end of the day.
pub fn at(date: NaiveDate, time: LocalTime) -> DateTime<Utc> {
    let midnight = date.and_time(chrono::NaiveTime::MIN);
    instant(midnight + TimeDelta::minutes(i64::from(time.minutes())))
}

/// How many minutes lie between two instants as the clock on the wall shows them; 0 if the second is not after the first.
pub fn clock_minutes(start: DateTime<Utc>, end: DateTime<Utc>) -> u32 {
    u32::try_from((local(end) - local(start)).num_minutes()).unwrap_or_default()
}

/// So many minutes later as the clock on the wall shows them: from midnight 720 minutes lead to noon, also on the days on which the
/// clocks are changed.
pub fn after_clock_minutes(start: DateTime<Utc>, minutes: u32) -> DateTime<Utc> {
    instant(local(start) + TimeDelta::minutes(i64::from(minutes)))
}

/// Reads an instant as the API writes it (RFC 3339): `2026-12-24T10:00:00Z`, also with a fraction and an offset.
///
/// By hand, because chrono's reader of formats would cost every phone 17 kB.
pub fn read(text: &str) -> Option<DateTime<Utc>> {
    let (date, time) = text.split_once('T')?;
    let Ok(PartialDate::Day(date)) = date.parse() else {
        return None;
    };
    let (clock, rest) = time.split_at_checked(8)?;
    let (minutes, seconds) = clock.split_at_checked(5)?;
    let [hour, minute] = two_pairs(minutes)?;
    let second = two_digits(seconds.strip_prefix(':')?)?;
    let fraction = rest.strip_prefix('.').unwrap_or_default();
    let digits = fraction.bytes().take_while(u8::is_ascii_digit).count();
    let (nano, zone) = if digits > 0 {
        let (fraction, zone) = fraction.split_at_checked(digits)?;
        (nanoseconds(fraction), zone)
    } else {
        (0, rest)
    };
    let ahead = match zone.split_at_checked(1)? {
        ("Z", "") => 0,
        ("+", offset) => offset_minutes(offset)?,
        ("-", offset) => -offset_minutes(offset)?,
        _ => return None,
    };
    let local = date.and_hms_nano_opt(hour, minute, second, nano)?;
    Some(local.checked_sub_signed(TimeDelta::minutes(ahead))?.and_utc())
}

/// Writes an instant as the API does, to the second: `2026-12-24T10:00:00Z`.
pub fn write(instant: DateTime<Utc>) -> String {
    use chrono::Timelike;
    let date = String::from(PartialDate::Day(instant.date_naive()));
    let (hour, minute, second) = (instant.hour(), instant.minute(), instant.second());
    format!("{date}T{hour:02}:{minute:02}:{second:02}Z")
}

fn two_digits(text: &str) -> Option<u32> {
    let right = text.len() == 2 && text.bytes().all(|b| b.is_ascii_digit());
    right.then(|| text.parse().ok())?
}

/// Reads `10:30`.
fn two_pairs(text: &str) -> Option<[u32; 2]> {
    let (first, second) = text.split_once(':')?;
    Some([two_digits(first)?, two_digits(second)?])
}

fn offset_minutes(text: &str) -> Option<i64> {
    let [hours, minutes] = two_pairs(text)?;
    (hours < 24 && minutes < 60).then(|| i64::from(hours * 60 + minutes))
}

/// The first nine digits after the point; what is finer is dropped.
fn nanoseconds(digits: &str) -> u32 {
    let digits = digits.bytes().chain(std::iter::repeat(b'0')).take(9);
    digits.fold(0, |sum, digit| sum * 10 + u32::from(digit - b'0'))
}

/// A time of day on the wall, to the minute: `08:00` … `24:00`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "wire", derive(jaettu_wire_derive::FromJson))]
#[cfg_attr(feature = "schema", schemars(with = "String", extend("pattern" = "^[0-2][0-9]:[0-5][0-9]$")))]
#[serde(try_from = "String", into = "String")]
pub struct LocalTime(u16);

/// A time of day that is not `HH:MM`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotATime;

impl fmt::Display for NotATime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a time from 00:00 to 24:00, as HH:MM")
    }
}

impl LocalTime {
    /// Midnight at the beginning of the day.
    pub const MIDNIGHT: Self = Self(0);
    /// Midnight at the end of the day.
    pub const END: Self = Self(24 * 60);

    /// The time `hour:minute`; `None` past 24:00.
    pub fn new(hour: u16, minute: u16) -> Option<Self> {
        let minutes = hour.checked_mul(60)?.checked_add(minute)?;
        (minute < 60 && minutes <= Self::END.0).then_some(Self(minutes))
    }

    /// Minutes since midnight, 0 to 1440.
    pub const fn minutes(self) -> u16 {
        self.0
    }

    /// The wall-clock time of `local`, the seconds dropped.
    pub fn of(local: NaiveDateTime) -> Self {
        use chrono::Timelike;
        // At most 1439, so the cast cannot lose anything.
        Self(u16::try_from(local.hour() * 60 + local.minute()).unwrap_or(0))
    }
}

impl TryFrom<String> for LocalTime {
    type Error = NotATime;
    fn try_from(text: String) -> Result<Self, NotATime> {
        text.parse()
    }
}

impl std::str::FromStr for LocalTime {
    type Err = NotATime;

    /// Reads `HH:MM`, or `HH:MM:SS` with the seconds dropped, as opening-hour registers write it.
    fn from_str(text: &str) -> Result<Self, NotATime> {
        let mut parts = text.split(':');
        let mut number = || {
            let part = parts
                .next()
                .filter(|part| part.len() == 2 && part.bytes().all(|b| b.is_ascii_digit()));
            part.and_then(|part| part.parse::<u16>().ok())
        };
        let (hour, minute) = (number().ok_or(NotATime)?, number().ok_or(NotATime)?);
        Self::new(hour, minute).ok_or(NotATime)
    }
}

impl From<LocalTime> for String {
    fn from(time: LocalTime) -> Self {
        time.to_string()
    }
}

impl fmt::Display for LocalTime {
    /// `15:00`, in every language.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:02}:{:02}", self.0 / 60, self.0 % 60)
    }
}

/// `24.12.2026`: the way dates are written in every language of the service (Helsinki Design System).
pub fn date_text(date: NaiveDate) -> String {
    format!("{}.{}.{}", date.day(), date.month(), date.year())
}

/// `24.12.`: a date of the current year, where the year would only be noise.
pub fn short_date_text(date: NaiveDate) -> String {
    format!("{}.{}.", date.day(), date.month())
}

/// A date known to the day, the month or the year: `2026-12-24`, `2026-12`, `2026`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "wire", derive(jaettu_wire_derive::FromJson))]
#[cfg_attr(feature = "schema", schemars(with = "String", extend("pattern" = "^[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?$")))]
#[serde(try_from = "String", into = "String")]
pub enum PartialDate {
    /// Known to the day.
    Day(NaiveDate),
    /// Known to the month: year and month 1-12.
    Month(i32, u32),
    /// Known to the year.
    Year(i32),
}

/// A text that is not a date of any precision.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotADate;

impl fmt::Display for NotADate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a date as 2026-12-24, 2026-12 or 2026")
    }
}

impl PartialDate {
    /// The first day that the date can mean.
    pub fn first(self) -> NaiveDate {
        match self {
            Self::Day(date) => date,
            Self::Month(year, month) => NaiveDate::from_ymd_opt(year, month, 1).unwrap_or_default(),
            Self::Year(year) => NaiveDate::from_ymd_opt(year, 1, 1).unwrap_or_default(),
        }
    }

    /// The last day that the date can mean: something due "2026" is late from 1 January 2027 only.
    pub fn last(self) -> NaiveDate {
        let before =
            |year, month| NaiveDate::from_ymd_opt(year, month, 1).and_then(|d: NaiveDate| d.pred_opt());
        match self {
            Self::Day(date) => date,
            Self::Month(year, 12) | Self::Year(year) => before(year + 1, 1).unwrap_or_default(),
            Self::Month(year, month) => before(year, month + 1).unwrap_or_default(),
        }
    }
}

impl std::str::FromStr for PartialDate {
    type Err = NotADate;

    fn from_str(text: &str) -> Result<Self, NotADate> {
        let digits = |part: &str, length: usize| {
            let right = part.len() == length && part.bytes().all(|b| b.is_ascii_digit());
            if right {
                part.parse::<u32>().map_err(|_| NotADate)
            } else {
                Err(NotADate)
            }
        };
        let mut parts = text.split('-');
        let year = i32::try_from(digits(parts.next().unwrap_or(""), 4)?).map_err(|_| NotADate)?;
        let month = parts.next().map(|part| digits(part, 2)).transpose()?;
        let day = parts.next().map(|part| digits(part, 2)).transpose()?;
        match (month, day, parts.next()) {
            (None, None, None) if year > 0 => Ok(Self::Year(year)),
            (Some(month @ 1..=12), None, None) => Ok(Self::Month(year, month)),
            (Some(month), Some(day), None) => NaiveDate::from_ymd_opt(year, month, day)
                .map(Self::Day)
                .ok_or(NotADate),
            _ => Err(NotADate),
        }
    }
}

impl TryFrom<String> for PartialDate {
    type Error = NotADate;
    fn try_from(text: String) -> Result<Self, NotADate> {
        text.parse()
    }
}

impl From<PartialDate> for String {
    fn from(date: PartialDate) -> Self {
        match date {
            PartialDate::Day(day) => format!("{:04}-{:02}-{:02}", day.year(), day.month(), day.day()),
            PartialDate::Month(year, month) => format!("{year:04}-{month:02}"),
            PartialDate::Year(year) => format!("{year:04}"),
        }
    }
}

impl fmt::Display for PartialDate {
    /// `24.12.2026`, `12/2026` or `2026`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match *self {
            Self::Day(date) => f.write_str(&date_text(date)),
            Self::Month(year, month) => write!(f, "{month}/{year}"),
            Self::Year(year) => write!(f, "{year}"),
        }
    }
}

/// Monday 0 … Sunday 6, as weeks are read in Finland.
pub fn weekday_index(date: NaiveDate) -> usize {
    match date.weekday() {
        Weekday::Mon => 0,
        Weekday::Tue => 1,
        Weekday::Wed => 2,
        Weekday::Thu => 3,
        Weekday::Fri => 4,
        Weekday::Sat => 5,
        Weekday::Sun => 6,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::{Offset, TimeZone};
    use proptest::prelude::*;

    fn utc(text: &str) -> DateTime<Utc> {
        text.parse().unwrap()
    }

    #[test]
    fn from_midnight_to_noon_are_720_minutes_of_the_clock_on_every_day() {
        for (midnight, noon) in [
            ("2027-03-26T22:00:00Z", "2027-03-27T10:00:00Z"),
            ("2027-03-27T22:00:00Z", "2027-03-28T09:00:00Z"),
            ("2027-10-30T21:00:00Z", "2027-10-31T10:00:00Z"),
        ] {
            assert_eq!(clock_minutes(utc(midnight), utc(noon)), 720, "{midnight}");
            assert_eq!(after_clock_minutes(utc(midnight), 720), utc(noon), "{midnight}");
        }
        assert_eq!(
            clock_minutes(utc("2027-03-26T22:00:00Z"), utc("2027-03-26T21:00:00Z")),
            0
        );
    }

    #[test]
    fn the_spring_change_of_2027_skips_an_hour() {
        assert_eq!(
            local(utc("2027-03-28T00:59:59Z")).to_string(),
            "2027-03-28 02:59:59"
        );
        assert_eq!(
            local(utc("2027-03-28T01:00:00Z")).to_string(),
            "2027-03-28 04:00:00"
        );
        let skipped = NaiveDate::from_ymd_opt(2027, 3, 28)
            .unwrap()
            .and_hms_opt(3, 30, 0)
            .unwrap();
        assert_eq!(instant(skipped), utc("2027-03-28T01:00:00Z"));
    }

    #[test]
    fn the_autumn_change_of_2027_repeats_an_hour_and_the_first_is_meant() {
        assert_eq!(
            local(utc("2027-10-31T00:30:00Z")).to_string(),
            "2027-10-31 03:30:00"
        );
        assert_eq!(
            local(utc("2027-10-31T01:30:00Z")).to_string(),
            "2027-10-31 03:30:00"
        );
        let repeated = NaiveDate::from_ymd_opt(2027, 10, 31)
            .unwrap()
            .and_hms_opt(3, 30, 0)
            .unwrap();
        assert_eq!(instant(repeated), utc("2027-10-31T00:30:00Z"));
    }

    #[test]
    fn instants_are_read_with_fraction_and_offset() {
        for good in [
            "2026-11-22T07:00:00Z",
            "2026-11-22T07:00:00.5Z",
            "2026-11-22T07:00:00.000000001Z",
            "2026-11-22T09:00:00+02:00",
            "2026-11-21T19:30:59.120-11:30",
            "2024-02-29T23:59:59Z",
        ] {
            assert_eq!(read(good), good.parse().ok(), "{good}");
            assert!(read(good).is_some(), "{good}");
        }
        let finer = "2026-11-22T07:00:00.1234567899Z";
        assert_eq!(read(finer), Some(utc("2026-11-22T07:00:00.123456789Z")));
    }

    #[test]
    fn what_is_not_an_instant_is_not_read() {
        for bad in [
            "",
            "T",
            "2026-11-22",
            "2026-11T07:00:00Z",
            "2026-02-30T07:00:00Z",
            "2026-11-22T07:00Z",
            "2026-11-22T24:00:00Z",
            "2026-11-22T07:00:00",
            "2026-11-22T07:00:00.Z",
            "2026-11-22T07:00:00z!",
            "2026-11-22T07:00:00+2:00",
            "2026-11-22T07:00:00+24:00",
            "2026-11-22T+7:00:00Z",
            "2026-11-22T07:00:0äZ",
            "2026-11-22T07:00:00ä",
        ] {
            assert_eq!(read(bad), None, "{bad}");
        }
    }

    #[test]
    fn times_are_hours_and_minutes_up_to_midnight() {
        for (text, minutes) in [("00:00", 0), ("08:05", 485), ("24:00", 1440), ("10:00:00", 600)] {
            assert_eq!(
                text.parse::<LocalTime>().map(LocalTime::minutes),
                Ok(minutes),
                "{text}"
            );
        }
        for bad in ["", "8:00", "24:01", "12:60", "ab:cd", "12", "+1:00"] {
            assert_eq!(bad.parse::<LocalTime>(), Err(NotATime), "{bad}");
        }
    }

    #[test]
    fn a_date_known_to_the_year_ends_with_the_year() {
        let date: PartialDate = "2026".parse().unwrap();
        assert_eq!(date.last(), NaiveDate::from_ymd_opt(2026, 12, 31).unwrap());
        let date: PartialDate = "2028-02".parse().unwrap();
        assert_eq!(date.last(), NaiveDate::from_ymd_opt(2028, 2, 29).unwrap());
        for bad in [
            "",
            "26",
            "2026-13",
            "2026-00",
            "2026-02-30",
            "2026-1-1",
            "2026-01-01-01",
            "x",
        ] {
            assert!(bad.parse::<PartialDate>().is_err(), "{bad}");
        }
    }

    proptest! {
        #[test]
        fn an_instant_is_read_like_chrono_reads_it(
            text in "20[0-9]{2}-(0[1-9]|1[0-3])-[0-3][0-9]T[0-2][0-9]:[0-6][0-9]:[0-5][0-9](\\.[0-9]{1,9})?(Z|[+-][01][0-9]:[0-5][0-9])",
        ) {
            prop_assert_eq!(read(&text), text.parse().ok());
        }

        #[test]
        fn the_offset_is_that_of_the_zone_database(seconds in 852_076_800_i64..2_145_916_800) {
            let instant = DateTime::from_timestamp(seconds, 0).unwrap();
            let expected = chrono_tz::Europe::Helsinki.offset_from_utc_datetime(&instant.naive_utc());
            prop_assert_eq!(offset(instant.naive_utc()).num_seconds(), i64::from(expected.fix().local_minus_utc()));
        }

        #[test]
        fn an_instant_survives_the_way_to_the_wall_and_back(seconds in 852_076_800_i64..2_145_916_800) {
            let original = DateTime::from_timestamp(seconds, 0).unwrap();
            let back = instant(local(original));
            // Only the second pass of the autumn hour comes back as the first.
            prop_assert!(back == original || original - back == TimeDelta::hours(1));
        }

        #[test]
        fn a_partial_date_reads_what_it_writes(year in 1900_i32..2200, month in 1_u32..=12, day in 1_u32..=28) {
            let day = PartialDate::Day(NaiveDate::from_ymd_opt(year, month, day).unwrap());
            for date in [day, PartialDate::Month(year, month), PartialDate::Year(year)] {
                prop_assert_eq!(String::from(date).parse::<PartialDate>(), Ok(date));
                prop_assert!(date.first() <= date.last());
            }
        }
    }
}
