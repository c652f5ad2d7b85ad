//! Rooms and bookings as they travel.

use super::bookings::Coded;
use super::offer::Ground;
use chrono::{TimeDelta, Utc};
use jaettu_domain::busy::MINUTES;
use jaettu_domain::rooms::api::{BookingView, RoomView, Span};
use jaettu_domain::rooms::{Room, State, rules};
use jaettu_domain::text::Text;

impl Ground {
    /// Short name of a library.
    pub fn library_name(&self, room: &Room) -> Text {
        let library = self.libraries.by_id(room.library.as_str());
        library.map_or_else(Text::default, |library| library.short_name.clone())
    }

    /// A room, with the starts that were found for so many minutes.
    pub fn room_view(&self, room: &Room, minutes: u32, next_starts: Vec<chrono::DateTime<Utc>>) -> RoomView {
        RoomView {
            id: room.id.clone(),
            library: room.library.clone(),
            library_name: self.library_name(room),
            kind: room.kind,
            category: room.category,
            name: room.name.clone(),
            about: None,
            place: room.place.clone(),
            photo: room.photo.clone(),
            min_people: room.min_people,
            max_people: room.max_people,
            equipment: room.equipment.clone(),
            access: room.access.clone(),
            members: room.members.clone(),
            pool: self.content.pool_of(&room.id).cloned(),
            rules: room.rules.clone(),
            minutes,
            next_starts,
            metres: None,
        }
    }

    /// A booking as its person sees it; nothing where its room is gone.
    pub fn booking_view(&self, coded: &Coded) -> Option<BookingView> {
        let Coded { booking, code } = coded;
        let room = self.room(&booking.room)?;
        let state = booking.state_at(self.now);
        let (start, end) = (booking.when.from.instant(), booking.when.until.instant());
        let booked = state == State::Confirmed && self.now < end;
        let door_code_from = room
            .rules
            .door_code_minutes
            .filter(|_| booked)
            .map(|minutes| start - TimeDelta::minutes(i64::from(minutes)));
        let door_code = self.content.door_code(&room.id);
        let shown = door_code_from.is_some_and(|from| from <= self.now);
        Some(BookingView {
            id: booking.id.clone(),
            room: room.id.clone(),
            room_name: room.name.clone(),
            pool: booking.pool.clone(),
            place: room.place.clone(),
            library: room.library.clone(),
            library_name: self.library_name(room),
            series: booking.series.clone(),
            state,
            origin: booking.origin,
            start,
            end,
            people: booking.people,
            purpose: booking.purpose.clone(),
            made_at: booking.made_at,
            held_until: booking.held_until.filter(|_| state == State::Held),
            changeable_until: rules::changeable_until(booking.when, &room.rules),
            code: booked.then(|| code.clone()),
            door_code: door_code.filter(|_| shown).map(str::to_owned),
            door_code_from: door_code_from.filter(|_| door_code.is_some()),
            check_in: rules::check_in_window(booking.when, booking.made_at, &room.rules)
                .filter(|_| booked)
                .map(|(start, end)| Span { start, end }),
            checked_in_at: booking.checked_in_at,
            ended_at: booking
                .ended_at
                .or(booking.held_until.filter(|_| state == State::Expired)),
            reason: booking.reason.clone(),
            version: booking.version,
        })
    }
}

/// The length for which a room's starts are told: as long as was asked for, or as it is usually booked.
pub fn minutes(room: &Room, wanted: Option<u32>) -> u32 {
    let minutes = wanted.unwrap_or_else(|| jaettu_domain::rooms::find::usual_minutes(&room.rules));
    minutes.div_ceil(MINUTES) * MINUTES
}
