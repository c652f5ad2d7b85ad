//! Bookings of rooms as staff read them.

use crate::Words;
use crate::catalogue::Said;
use chrono::{DateTime, NaiveDate, Utc};
use jaettu_domain::rooms::desk::DeskBooking;
use jaettu_domain::rooms::{Origin, State};
use jaettu_domain::time;

impl Words {
    /// `14:00–15:00`.
    pub fn desk_span(self, start: DateTime<Utc>, end: DateTime<Utc>) -> String {
        [&self.clock(start), "–", &*self.clock(end)].concat()
    }

    /// `maanantai 23.11.2026`.
    pub fn desk_day(self, date: NaiveDate) -> String {
        [self.weekday(date), " ", &time::date_text(date)].concat()
    }

    /// `ma 23.11. 14:00–15:00`.
    pub fn desk_when(self, start: DateTime<Utc>, end: DateTime<Utc>) -> String {
        let date = time::today(start);
        let day = time::short_date_text(date);
        [self.day(date), " ", &day, " ", &self.desk_span(start, end)].concat()
    }

    /// Whose a booking is: a name, or that it is the library's own.
    pub fn desk_whose(self, booking: &DeskBooking) -> String {
        let whose = match (booking.origin, &booking.name) {
            (_, Some(name)) => return name.clone(),
            (Origin::Library, None) => self.desk_rooms_library(),
            (Origin::Block, None) => self.desk_rooms_block(),
            (Origin::Own | Origin::Behalf, None) => self.desk_rooms_forgotten(),
        };
        whose.to_owned()
    }

    /// That times were booked, or closed so that nobody can use them.
    pub fn desk_rooms_done(self, origin: Origin, times: usize) -> String {
        match origin {
            Origin::Block => self.desk_rooms_closed(times),
            Origin::Own | Origin::Behalf | Origin::Library => self.desk_rooms_booked(times),
        }
    }

    /// A booking in a line of the log, which others may read: room and time, and nobody's name.
    pub fn desk_booking(self, booking: &DeskBooking) -> String {
        let name = booking.room_name.get(self.language());
        [name, " ", &self.desk_when(booking.start, booking.end)].concat()
    }

    /// How far a booking is, and what stands out: who is there now, and who has not come.
    pub fn desk_booking_state(self, booking: &DeskBooking, now: DateTime<Utc>) -> Said {
        let said = |class, lead: &str, rest: &str| Said {
            class,
            lead: lead.to_owned(),
            rest: rest.to_owned(),
        };
        let (good, half, out, late) = (
            "j-state j-state--done",
            "j-state j-state--later",
            "j-state j-state--cancelled",
            "j-state j-state--late",
        );
        let on = booking.is_on(now);
        let lead = if on {
            self.desk_rooms_now()
        } else {
            self.desk_rooms_state_confirmed()
        };
        let here = booking
            .checked_in_at
            .map(|at| self.desk_rooms_here_since(&self.clock(at)));
        match booking.state {
            State::Held => said(half, self.desk_rooms_state_held(), ""),
            State::Pending => said(half, self.desk_rooms_state_pending(), ""),
            State::NoShow => said(late, self.desk_rooms_state_no_show(), ""),
            State::Cancelled | State::Denied | State::Expired => said(out, self.desk_rooms_state_ended(), ""),
            State::Confirmed if on && booking.is_awaited() => said(late, self.desk_rooms_awaited(), ""),
            State::Confirmed if booking.origin == Origin::Block => {
                said(good, self.desk_rooms_state_closed(), "")
            }
            State::Confirmed => said(good, lead, here.as_deref().unwrap_or_default()),
        }
    }
}

#[cfg(all(test, feature = "tables"))]
mod tests {
    use super::*;
    use chrono::TimeDelta;
    use jaettu_domain::text::{Language, Text};

    #[expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]
    fn booking() -> DeskBooking {
        let start = time::read("2026-11-23T12:00:00Z").unwrap();
        DeskBooking {
            id: "0192f0c1-7a3b-7c4d-8e5f-0123456789ab".parse().unwrap(),
            room: "sali".parse().unwrap(),
            room_name: Text::same("Sali"),
            state: State::Confirmed,
            origin: Origin::Own,
            start,
            end: start + TimeDelta::hours(1),
            series: None,
            person: None,
            name: Some("Asukas 1".to_owned()),
            people: None,
            purpose: String::new(),
            code: String::new(),
            check_in: None,
            checked_in_at: None,
            outside_hours: false,
            version: 0,
        }
    }

    #[test]
    fn who_has_not_come_yet_stands_out_while_the_time_goes_on() {
        let words = Words::of(Language::En);
        let mut booking = booking();
        let lead = |booking: &DeskBooking, minutes| {
            let now = booking.start + TimeDelta::minutes(minutes);
            let said = words.desk_booking_state(booking, now);
            (said.class, said.lead, said.rest)
        };
        assert_eq!(lead(&booking, -1).1, "Booked");
        assert_eq!(lead(&booking, 0).1, "Not here yet");
        booking.checked_in_at = Some(booking.start);
        assert_eq!(
            lead(&booking, 5),
            (
                "j-state j-state--done",
                "Now".to_owned(),
                "Arrived at 14:00".to_owned()
            )
        );
        (booking.origin, booking.checked_in_at) = (Origin::Library, None);
        assert_eq!(
            lead(&booking, 5).1,
            "Now",
            "nobody has to come for the library's own"
        );
        assert_eq!(lead(&booking, 60).1, "Booked");
    }

    #[test]
    fn a_line_of_the_log_names_nobody() {
        let said = Words::of(Language::Fi).desk_booking(&booking());
        assert_eq!(said, "Sali ma 23.11. 14:00–15:00");
    }
}
