//! Messages about bookings in words, and what a calendar says of a booking.

use crate::Words;
use crate::messages::Said;
use chrono::{DateTime, NaiveTime, Utc};
use jaettu_domain::desk::rules::code_text;
use jaettu_domain::ical::{Entry, Status, booking_uid};
use jaettu_domain::messages::rules::{one_line, reason_line};
use jaettu_domain::messages::{Booked, Message};
use jaettu_domain::text::Text;
use jaettu_domain::time::{self, LocalTime};

impl Words {
    /// A message about a booking.
    pub(crate) fn booking(self, message: &Message, booked: &Booked, name: &str) -> Said {
        let (title, text) = self.booking_news(message, name);
        let stands = matches!(
            message,
            Message::BookingConfirmed(_)
                | Message::BookingApproved(_)
                | Message::BookingMoved { .. }
                | Message::BookingReminder(_)
        );
        let come = [self.messages_booking_come(), self.messages_booking_give_back()];
        let come = come.into_iter().filter(|_| stands);
        let code = (self.messages_booking_code(), one_line(&code_text(&booked.code)));
        let place = (self.messages_where(), self.booked_place(booked));
        let when = (self.messages_booking_when(), self.span(booked.start, booked.end));
        let facts = self.booking_before(message, booked).into_iter();
        let facts = facts.chain([place, when]).chain(stands.then_some(code));
        Said {
            title,
            text: text.into_iter().chain(come).map(str::to_owned).collect(),
            facts: facts.chain(self.booking_more(message)).collect(),
            link: Some(match message {
                Message::WaitOffered { .. } => self.messages_booking_take(),
                Message::BookingConflict(_) => self.messages_booking_choose(),
                Message::BookingPending(_) => self.messages_booking_change(),
                _ if stands => self.messages_booking_change(),
                _ => self.messages_booking_about(),
            }),
        }
    }

    /// What has happened, in a few words and in more.
    fn booking_news(self, message: &Message, name: &str) -> (String, Option<&'static str>) {
        let (title, text) = match message {
            Message::BookingConfirmed(_) => (
                self.messages_booking_confirmed_title(name),
                self.messages_booking_confirmed(),
            ),
            Message::BookingPending(_) => (
                self.messages_booking_pending_title(name),
                self.messages_booking_pending(),
            ),
            Message::BookingApproved(_) => (
                self.messages_booking_approved_title(name),
                self.messages_booking_approved(),
            ),
            Message::BookingDenied { .. } => (
                self.messages_booking_denied_title(name),
                self.messages_booking_denied(),
            ),
            Message::BookingMoved { .. } => (
                self.messages_booking_moved_title(name),
                self.messages_booking_moved(),
            ),
            Message::BookingCancelled(_) => (
                self.messages_booking_cancelled_title(name),
                self.messages_booking_cancelled(),
            ),
            Message::BookingWithdrawn { .. } => (
                self.messages_booking_withdrawn_title(name),
                self.messages_booking_withdrawn(),
            ),
            Message::BookingReleased(_) => (
                self.messages_booking_released_title(name),
                self.messages_booking_released(),
            ),
            Message::BookingConflict(_) => (
                self.messages_booking_conflict_title(name),
                self.messages_booking_conflict(),
            ),
            Message::WaitOffered { .. } => (
                self.messages_wait_offered_title(name),
                self.messages_wait_offered(),
            ),
            // The title says it all.
            _ => return (self.messages_booking_reminder_title(name), None),
        };
        (title, Some(text))
    }

    /// What was before, as far as it is different now.
    fn booking_before(self, message: &Message, booked: &Booked) -> Option<(&'static str, String)> {
        let Message::BookingMoved {
            before, before_name, ..
        } = message
        else {
            return None;
        };
        let room = (*before_name != booked.name).then(|| self.line(before_name));
        let time = (*before != booked.start).then(|| self.moment(*before));
        let parts: Vec<String> = room.into_iter().chain(time).collect();
        (!parts.is_empty()).then(|| (self.messages_booking_before(), parts.join(", ")))
    }

    /// Until when it is kept, or why it is not.
    fn booking_more(self, message: &Message) -> Option<(&'static str, String)> {
        match message {
            Message::WaitOffered { until, .. } => {
                Some((self.messages_booking_confirm_by(), self.moment(*until)))
            }
            Message::BookingDenied { reason, .. } | Message::BookingWithdrawn { reason, .. } => {
                let reason = reason_line(reason);
                (!reason.is_empty()).then(|| (self.messages_booking_reason(), reason))
            }
            Message::BookingConfirmed(booked)
            | Message::BookingApproved(booked)
            | Message::BookingMoved { booked, .. }
            | Message::BookingReminder(booked) => booked
                .come_by
                .map(|by| (self.messages_booking_come_by(), self.clock_on(by, booked.start))),
            _ => None,
        }
    }

    /// The time of day, with the day where it is not that of the start: a text message is short.
    fn clock_on(self, instant: DateTime<Utc>, start: DateTime<Utc>) -> String {
        if time::today(instant) == time::today(start) {
            self.clock(instant)
        } else {
            self.moment(instant)
        }
    }

    /// `Kallion kirjasto, 2. kerros`.
    fn booked_place(self, booked: &Booked) -> String {
        let parts = [&booked.library_name, &booked.place];
        let parts = parts.map(|text: &Text| self.line(text));
        parts
            .into_iter()
            .filter(|part| !part.is_empty())
            .collect::<Vec<_>>()
            .join(", ")
    }

    /// `torstai 26.11.2026 klo 14:00–16:00`: a time that stays right whenever it is read.
    pub fn span(self, start: DateTime<Utc>, end: DateTime<Utc>) -> String {
        let date = time::today(start);
        let (last, clock) = (time::today(end), time::local(end).time());
        let clock = if last == date {
            LocalTime::of(time::local(end))
        } else if clock == NaiveTime::MIN && Some(last) == date.succ_opt() {
            LocalTime::END
        } else {
            return [&self.moment(start), " – ", &self.moment(end)].concat();
        };
        self.messages_booking_span(
            &time::date_text(date),
            &clock.to_string(),
            &self.clock(start),
            self.weekday(date),
        )
    }

    /// A booking in a calendar, with the address of its page.
    pub fn booking_entry(self, booked: &Booked, status: Status, page: String) -> Entry {
        let code = [
            self.messages_booking_code(),
            ": ",
            &one_line(&code_text(&booked.code)),
        ]
        .concat();
        let description = match status {
            Status::Confirmed => [&code, "\n", self.messages_booking_change(), "\n", &page].concat(),
            Status::Tentative => [self.messages_booking_change(), "\n", &page].concat(),
            Status::Cancelled => [self.messages_booking_about(), "\n", &page].concat(),
        };
        Entry {
            uid: booking_uid(&booked.booking),
            sequence: booked.sequence,
            status,
            busy: true,
            start: booked.start,
            end: booked.end,
            summary: self.line(&booked.name),
            place: self.booked_place(booked),
            description,
            url: Some(page),
        }
    }
}

#[cfg(all(test, feature = "tables"))]
mod tests {
    use super::*;
    use jaettu_domain::text::Language;

    fn at(text: &str) -> DateTime<Utc> {
        text.parse().unwrap_or_default()
    }

    #[test]
    fn a_span_names_its_day_once_and_midnight_belongs_to_the_day_before() {
        for (start, end, said) in [
            (
                "2026-11-25T12:00:00Z",
                "2026-11-25T14:30:00Z",
                "keskiviikko 25.11.2026 klo 14:00–16:30",
            ),
            (
                "2026-11-25T18:00:00Z",
                "2026-11-25T22:00:00Z",
                "keskiviikko 25.11.2026 klo 20:00–24:00",
            ),
            (
                "2026-11-25T18:00:00Z",
                "2026-11-26T06:00:00Z",
                "keskiviikko 25.11.2026 klo 20:00 – torstai 26.11.2026 klo 08:00",
            ),
            // The clocks go back: two hours, by the clock one.
            (
                "2027-10-31T00:00:00Z",
                "2027-10-31T02:00:00Z",
                "sunnuntai 31.10.2027 klo 03:00–04:00",
            ),
        ] {
            let words = Words::of(Language::Fi);
            assert_eq!(words.span(at(start), at(end)), said);
        }
        let (start, end) = (at("2026-11-25T12:00:00Z"), at("2026-11-25T14:30:00Z"));
        for (language, said) in [
            (Language::Sv, "onsdag 25.11.2026 kl. 14:00–16:30"),
            (Language::En, "Wednesday 25.11.2026, 14:00–16:30"),
        ] {
            assert_eq!(Words::of(language).span(start, end), said);
        }
    }
}
