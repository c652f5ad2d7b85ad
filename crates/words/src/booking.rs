//! Booking in words: what only the server's pages say.

mod refusals;
mod rules;

pub use refusals::Names;

use crate::Words;
use crate::catalogue::Said;
use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use jaettu_domain::rooms::State;
use jaettu_domain::rooms::api::BookingView;
use jaettu_domain::rooms::calendar::{Day, Use};
use jaettu_domain::rooms::rules::{Limit, Weeks};
use jaettu_domain::time;

impl Words {
    /// `15:00`; in the hour that comes twice in autumn with which of the two it is.
    pub fn clock_of_two(self, instant: DateTime<Utc>) -> String {
        let clock = self.clock(instant);
        let shown = time::local(instant);
        let hour = TimeDelta::hours(1);
        if time::local(instant + hour) == shown {
            self.booking_summer_time(&clock)
        } else if time::local(instant - hour) == shown {
            self.booking_winter_time(&clock)
        } else {
            clock
        }
    }

    /// "tiistai 1.12. klo 14:00–15:00".
    pub fn booking_when(self, start: DateTime<Utc>, end: DateTime<Utc>) -> String {
        let date = time::today(start);
        let (from, to) = (self.clock_of_two(start), self.clock_of_two(end));
        self.booking_when_sentence(&time::short_date_text(date), &from, &to, self.weekday(date))
    }

    /// "ti 1.12. klo 14:00", of the cells of a week and of a start.
    pub fn booking_cell_at(self, instant: DateTime<Utc>) -> String {
        let date = time::today(instant);
        let day = [self.day(date), " ", &time::short_date_text(date)].concat();
        self.booking_cell(&day, &self.clock_of_two(instant))
    }

    /// "tiistaina 1.12. klo 14:00".
    pub fn booking_on(self, instant: DateTime<Utc>) -> String {
        let date = time::today(instant);
        self.booking_at_time(
            &time::short_date_text(date),
            &self.clock(instant),
            self.weekday(date),
        )
    }

    /// "tiistai 1.12."
    pub fn booking_day(self, date: NaiveDate) -> String {
        self.booking_day_title(&time::short_date_text(date), self.weekday(date))
    }

    /// What a day says in a row of days: "6 h", "täynnä".
    pub fn booking_day_brief(self, day: Day) -> String {
        let word = match day {
            Day::Open { free: 0 } => self.booking_day_full(),
            Day::Open { free } if free < 60 => return self.booking_minutes_short(&free.to_string()),
            Day::Open { free } => return self.booking_hours_short(&(free / 60).to_string()),
            Day::Closed => self.booking_day_closed(),
            Day::Unknown => self.booking_day_unknown(),
            Day::Later(_) => self.booking_day_later(),
            Day::Past => self.booking_day_past(),
        };
        word.to_owned()
    }

    /// Why nothing of a day can be booked; nothing if something can.
    pub fn booking_day_text(self, day: Day) -> Option<String> {
        let text = match day {
            Day::Open { free: 0 } => self.booking_full_text(),
            Day::Open { .. } => return None,
            Day::Closed => self.booking_closed_text(),
            Day::Unknown => self.booking_unknown_text(),
            Day::Later(opens) => return Some(self.booking_later_text(&self.booking_cell_at(opens))),
            Day::Past => self.booking_past_text(),
        };
        Some(text.to_owned())
    }

    /// What a part of a day is: "vapaa", "varattu".
    pub fn booking_part(self, used: Use) -> &'static str {
        match used {
            Use::Free => self.booking_part_free(),
            Use::TooSoon => self.booking_part_left(),
            Use::TooShort => self.booking_part_short(),
            Use::Taken => self.booking_part_taken(),
            Use::Closed => self.booking_part_closed(),
        }
    }

    /// For how many weeks the same time can be booked, and why not for more.
    pub fn series_limit(self, weeks: &Weeks) -> String {
        let count = weeks.most as usize;
        match weeks.limit {
            Limit::AtOnce => self.booking_series_most(count),
            Limit::Ahead(days) => self.booking_series_most_ahead(count, &days.to_string()),
            Limit::Quota(quota) => self.booking_series_most_quota(count, &self.quota(&quota)),
        }
    }

    /// Why staff refused a booking or took it back, if they said so.
    fn reason(self, booking: &BookingView) -> Option<String> {
        let reason = booking.reason.as_ref().filter(|reason| !reason.is_empty())?;
        Some(self.booking_state_reason(reason))
    }

    /// How far a booking is.
    pub fn booking_state(self, booking: &BookingView, now: DateTime<Utc>) -> Said {
        let said = |class, lead: &str, rest: String| Said {
            class,
            lead: lead.to_owned(),
            rest,
        };
        let (good, half, out) = (
            "j-state j-state--on-shelf",
            "j-state j-state--later",
            "j-state j-state--out",
        );
        let none = String::new();
        match booking.state {
            State::Held => {
                let until = booking.held_until.map(|until| self.clock(until));
                let rest = until.map_or_else(String::new, |until| self.booking_state_held_rest(&until));
                said(half, self.booking_state_held(), rest)
            }
            State::Cancelled if booking.reason.is_some() => said(
                out,
                self.booking_state_withdrawn(),
                self.reason(booking).unwrap_or_default(),
            ),
            State::Cancelled => said(out, self.booking_state_cancelled(), none),
            State::Denied => {
                let ask = || self.booking_state_denied_rest().to_owned();
                said(
                    out,
                    self.booking_state_denied(),
                    self.reason(booking).unwrap_or_else(ask),
                )
            }
            State::Expired => said(out, self.booking_state_expired(), none),
            State::NoShow => said("j-state j-state--late", self.booking_state_no_show(), none),
            _ if booking.end <= now => said(out, self.booking_state_over(), none),
            State::Pending => said(
                half,
                self.booking_state_pending(),
                self.booking_state_pending_rest().to_owned(),
            ),
            State::Confirmed if booking.start <= now => {
                let lead = match booking.checked_in_at {
                    Some(_) => self.booking_state_here(),
                    None => self.booking_state_now(),
                };
                said(good, lead, self.booking_state_now_rest(&self.clock(booking.end)))
            }
            State::Confirmed => {
                let here = booking
                    .checked_in_at
                    .map(|_| self.booking_state_here().to_owned());
                said(good, self.booking_state_confirmed(), here.unwrap_or_default())
            }
        }
    }
}
