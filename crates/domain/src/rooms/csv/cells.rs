//! Cells as only rooms have them: words that are known, quarters of an hour, times and quotas.

use super::quotas;
use crate::busy::MINUTES;
use crate::csv::Cells;
use crate::rooms::Quota;
use crate::time::{self, LocalTime};
use chrono::{DateTime, Datelike, NaiveDate, Utc};
use std::fmt::Display;
use std::str::FromStr;

impl Cells<'_> {
    /// One of some known words; `None`, and told, if it is none of them.
    pub(super) fn code<T: FromStr<Err: Display>>(&mut self, field: &'static str) -> Option<T> {
        let text = self.get(field);
        let read = text.parse();
        read.map_err(|error| self.wrong(field, format!("takes {error}")))
            .ok()
    }

    /// Words with spaces, commas or bars between them, each once.
    pub(super) fn codes<T: FromStr<Err: Display> + PartialEq>(&mut self, field: &'static str) -> Vec<T> {
        let mut codes = Vec::new();
        let between = |c: char| c.is_whitespace() || matches!(c, '|' | ',' | ';');
        for word in self.get(field).split(between).filter(|word| !word.is_empty()) {
            match word.parse() {
                Ok(code) if codes.contains(&code) => self.wrong(field, format!("has {word} twice")),
                Ok(code) => codes.push(code),
                Err(error) => self.wrong(field, format!("takes {error}; «{word}» is not")),
            }
        }
        codes
    }

    /// A whole number that has to be there.
    pub(super) fn needed(&mut self, field: &'static str, least: u32, most: u32) -> Option<u32> {
        if self.get(field).is_empty() {
            self.wrong(field, format!("is empty; takes {least} to {most}"));
        }
        self.number(field, least, most)
    }

    /// Minutes in whole quarters of an hour; `None` if the cell is empty or was found wrong.
    pub(super) fn quarters(&mut self, field: &'static str, least: u32, most: u32) -> Option<u32> {
        let text = self.get(field);
        if text.is_empty() {
            return None;
        }
        let whole = |minutes: &u32| (least..=most).contains(minutes) && minutes.is_multiple_of(MINUTES);
        let minutes = text.parse().ok().filter(whole);
        if minutes.is_none() {
            self.wrong(
                field,
                format!("takes a multiple of {MINUTES} from {least} to {most}"),
            );
        }
        minutes
    }

    /// A time of day, `09:00`; spreadsheets make `9:00` or `9.00` of it.
    pub(super) fn clock(&mut self, field: &'static str) -> Option<LocalTime> {
        let text = self.get(field);
        if text.is_empty() {
            return None;
        }
        let time = clock(text);
        if time.is_none() {
            self.wrong(field, "takes a time of day as 09:00");
        }
        time
    }

    /// A moment by the clock in Helsinki, `2026-12-24 10:00`, the beginning of a day, or an instant as the API writes it.
    pub(super) fn moment(&mut self, field: &'static str) -> Option<DateTime<Utc>> {
        let text = self.get(field);
        if text.is_empty() {
            return None;
        }
        let moment = moment(text);
        if moment.is_none() {
            self.wrong(field, "takes date and time in Helsinki as 2026-12-24 10:00");
        }
        moment
    }

    /// How much one person may book.
    pub(super) fn quotas(&mut self, field: &'static str) -> Vec<Quota> {
        let read = quotas::read(self.get(field));
        read.map_err(|reason| self.wrong(field, reason))
            .unwrap_or_default()
    }
}

fn clock(text: &str) -> Option<LocalTime> {
    let text = text.replace('.', ":");
    let hour = text.split(':').next()?.len();
    let text = if hour == 1 { ["0", &text].concat() } else { text };
    text.parse().ok()
}

fn moment(text: &str) -> Option<DateTime<Utc>> {
    if let Some(instant) = time::read(text) {
        return Some(instant);
    }
    let (date, clock) = match text.split_once([' ', 'T']) {
        Some((date, time)) => (date, clock(time.trim())?),
        None => (text, LocalTime::MIDNIGHT),
    };
    let finnish = || NaiveDate::parse_from_str(date, "%d.%m.%Y").ok();
    let date = date.parse().ok().or_else(finnish);
    // Calendars of this service speak of these years.
    let date = date.filter(|date| (2000..2200).contains(&date.year()))?;
    Some(time::at(date, clock))
}
