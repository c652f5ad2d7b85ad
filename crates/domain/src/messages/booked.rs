//! What people are told of bookings, and what their calendars make of it.

use super::Message;
use crate::ical::Status;
use crate::id::{BookingId, LibraryId, RoomId};
use crate::text::Text;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// A booking of a room or a machine, as it is when the message is queued.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Booked {
    /// Which booking.
    pub booking: BookingId,
    /// Which room.
    pub room: RoomId,
    /// Its name.
    pub name: Text,
    /// The library where it is.
    pub library: LibraryId,
    /// Its name.
    pub library_name: Text,
    /// Where in the library; may be empty.
    pub place: Text,
    /// From when.
    pub start: DateTime<Utc>,
    /// Until when.
    pub end: DateTime<Utc>,
    /// What to say at the desk.
    pub code: String,
    /// Until when one has to check in, where others get the time otherwise.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub come_by: Option<DateTime<Utc>>,
    /// How often the booking has been changed. Of two files a calendar believes the one with more.
    pub sequence: u32,
}

impl Message {
    /// The booking that it is about, if it is about one.
    pub const fn booked(&self) -> Option<&Booked> {
        match self {
            Self::BookingConfirmed(booked)
            | Self::BookingPending(booked)
            | Self::BookingApproved(booked)
            | Self::BookingDenied { booked, .. }
            | Self::BookingMoved { booked, .. }
            | Self::BookingCancelled(booked)
            | Self::BookingWithdrawn { booked, .. }
            | Self::BookingReleased(booked)
            | Self::BookingReminder(booked)
            | Self::BookingConflict(booked)
            | Self::WaitOffered { booked, .. } => Some(booked),
            _ => None,
        }
    }

    /// What goes into the reader's calendar with it: a booking, and whether it takes place.
    ///
    /// Nothing where nothing changes (a reminder), nothing is certain (opening hours have changed, a time is offered), or
    /// there is nothing to strike out: what was denied as it was asked for, without a change, has been told of never before.
    pub const fn attachment(&self) -> Option<(&Booked, Status)> {
        match self {
            Self::BookingConfirmed(booked)
            | Self::BookingApproved(booked)
            | Self::BookingMoved { booked, .. } => Some((booked, Status::Confirmed)),
            Self::BookingPending(booked) => Some((booked, Status::Tentative)),
            Self::BookingDenied { booked, .. } if booked.sequence == 0 => None,
            Self::BookingDenied { booked, .. }
            | Self::BookingCancelled(booked)
            | Self::BookingWithdrawn { booked, .. }
            | Self::BookingReleased(booked) => Some((booked, Status::Cancelled)),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use Status::{Cancelled, Confirmed, Tentative};

    fn booked(sequence: u32) -> Booked {
        Booked {
            booking: BookingId::new("0192f0c1-7a3b-7c4d-8e5f-0123456789ab").unwrap(),
            room: RoomId::new("kallio-ryhmatyotila-1").unwrap(),
            name: Text::same("Ryhmätyötila 1"),
            library: LibraryId::new("kallio").unwrap(),
            library_name: Text::same("Kallion kirjasto"),
            place: Text::same("2. kerros"),
            start: "2026-11-25T12:00:00Z".parse().unwrap(),
            end: "2026-11-25T14:00:00Z".parse().unwrap(),
            code: "ABC234".to_owned(),
            come_by: None,
            sequence,
        }
    }

    #[test]
    fn a_calendar_is_told_what_takes_place_and_what_does_not() {
        let (before, before_name, reason) = (booked(0).start, Text::same("Ryhmätyötila 2"), String::new());
        let denied = |sequence| Message::BookingDenied {
            booked: booked(sequence),
            reason: reason.clone(),
        };
        let withdrawn = Message::BookingWithdrawn {
            booked: booked(1),
            reason: reason.clone(),
        };
        let moved = Message::BookingMoved {
            before,
            before_name,
            booked: booked(1),
        };
        let offered = Message::WaitOffered {
            booked: booked(1),
            until: before,
        };
        for (message, status) in [
            (Message::BookingConfirmed(booked(0)), Some(Confirmed)),
            (Message::BookingPending(booked(0)), Some(Tentative)),
            (Message::BookingApproved(booked(1)), Some(Confirmed)),
            (denied(0), None),
            (denied(1), Some(Cancelled)),
            (moved, Some(Confirmed)),
            (Message::BookingCancelled(booked(1)), Some(Cancelled)),
            (withdrawn, Some(Cancelled)),
            (Message::BookingReleased(booked(1)), Some(Cancelled)),
            (Message::BookingReminder(booked(1)), None),
            (Message::BookingConflict(booked(1)), None),
            (offered, None),
        ] {
            assert_eq!(
                message.attachment().map(|(_, status)| status),
                status,
                "{message:?}"
            );
            let booked = message.booked().unwrap();
            assert_eq!(message.name(), &booked.name);
            assert!(
                message
                    .attachment()
                    .is_none_or(|(attached, _)| attached == booked)
            );
            let json = serde_json::to_string(&message).unwrap();
            assert_eq!(serde_json::from_str::<Message>(&json).unwrap(), message);
        }
        let news = Message::FaultReceived {
            name: Text::same("Saha"),
        };
        assert_eq!((news.booked(), news.attachment()), (None, None));
    }

    #[test]
    fn a_booking_that_waits_in_the_database_keeps_its_names() {
        let message = Message::BookingConfirmed(booked(0));
        assert_eq!(
            serde_json::to_value(&message).unwrap(),
            serde_json::json!({
                "kind": "booking_confirmed",
                "booking": "0192f0c1-7a3b-7c4d-8e5f-0123456789ab",
                "room": "kallio-ryhmatyotila-1",
                "name": {"fi": "Ryhmätyötila 1", "sv": "Ryhmätyötila 1", "en": "Ryhmätyötila 1"},
                "library": "kallio",
                "library_name": {"fi": "Kallion kirjasto", "sv": "Kallion kirjasto", "en": "Kallion kirjasto"},
                "place": {"fi": "2. kerros", "sv": "2. kerros", "en": "2. kerros"},
                "start": "2026-11-25T12:00:00Z",
                "end": "2026-11-25T14:00:00Z",
                "code": "ABC234",
                "sequence": 0,
            })
        );
    }
}
