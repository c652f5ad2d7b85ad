//! What the service tells people.
//!
//! A message is kept as what happened, not as a text, and carries everything that its text needs: it is written when it
//! is sent, in the language that the person reads then, without looking anything up. Where a message belongs in a
//! calendar, [`Message::attachment`] tells what goes there, and the letter takes it along.

pub mod api;
mod booked;
pub mod rules;

pub use booked::Booked;

use crate::id::{ItemId, LibraryId, LoanId};
use crate::text::Text;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// Something that a person is told. New kinds may be added; the names of kinds and fields stay, because rows wait in the
/// database while the program is updated.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Message {
    /// A reserved thing can be fetched.
    HoldReady(Pickup),
    /// The last day for fetching it is near.
    HoldReminder(Pickup),
    /// A reserved thing was not fetched in time.
    HoldExpired {
        /// Which thing.
        item: ItemId,
        /// Its name.
        name: Text,
        /// Name of the library where it waited.
        library_name: Text,
    },
    /// The last day on which the person wanted a reserved thing is over, and their turn has not come.
    HoldLapsed {
        /// Which thing.
        item: ItemId,
        /// Its name.
        name: Text,
    },
    /// The copy meant for a hold broke or was lost; the person is first in the queue again.
    HoldBack {
        /// Which thing.
        item: ItemId,
        /// Its name.
        name: Text,
    },
    /// The copy meant for a hold was carried to another library and is on its way back.
    HoldAway {
        /// Which thing.
        item: ItemId,
        /// Its name.
        name: Text,
    },
    /// A thing can be fetched until another day than was said.
    PickupMoved {
        /// Which thing.
        item: ItemId,
        /// Its name.
        name: Text,
        /// Name of the library where it waits.
        library_name: Text,
        /// End of service on the last day.
        until: DateTime<Utc>,
    },
    /// A loan is due soon.
    LoanDueSoon(Due),
    /// A loan is late.
    LoanOverdue {
        /// Which loan.
        loan: LoanId,
        /// Which thing.
        item: ItemId,
        /// Its name.
        name: Text,
        /// When it was due.
        due: DateTime<Utc>,
        /// How many days late it is.
        days_late: u32,
        /// What has to be paid so far, in cents; nothing where things are lent without a fee.
        fee_cents_now: Option<u32>,
    },
    /// Somebody else waits: the loan is due earlier than was said.
    LoanRecalled(Due),
    /// A loan is due on another day than was said.
    LoanDueMoved {
        /// Which loan.
        loan: LoanId,
        /// Which thing.
        item: ItemId,
        /// Its name.
        name: Text,
        /// When it was due.
        before: DateTime<Utc>,
        /// When it is due now.
        due: DateTime<Utc>,
    },
    /// A thing that the person wanted to hear of stands on the shelf.
    ItemFree {
        /// Which thing.
        item: ItemId,
        /// Its name.
        name: Text,
        /// Name of the library where it stands.
        library_name: Text,
    },
    /// What the person said about a fault has arrived.
    FaultReceived {
        /// Name of the thing.
        name: Text,
    },
    /// A room or machine is booked.
    BookingConfirmed(Booked),
    /// Staff will look at a booking first; its time is kept until then.
    BookingPending(Booked),
    /// Staff have looked at a booking, and it is all right.
    BookingApproved(Booked),
    /// Staff have looked at a booking, and it cannot be.
    BookingDenied {
        /// Which booking, as it was asked for.
        booked: Booked,
        /// Why, in the words of staff; may be empty.
        reason: String,
    },
    /// A booking is at another time or in another room than was said.
    BookingMoved {
        /// When it began before.
        before: DateTime<Utc>,
        /// Name of the room before.
        before_name: Text,
        /// The booking as it is now.
        booked: Booked,
    },
    /// The person has cancelled a booking.
    BookingCancelled(Booked),
    /// The library cannot keep a booking.
    BookingWithdrawn {
        /// Which booking, as it was.
        booked: Booked,
        /// Why, in the words of staff; may be empty.
        reason: String,
    },
    /// Nobody came in time, so others may have the room.
    BookingReleased(Booked),
    /// A booking begins soon.
    BookingReminder(Booked),
    /// The library's opening hours have changed, and a booking does not fit in any more.
    BookingConflict(Booked),
    /// A time that somebody else had is free, and is kept for the person.
    WaitOffered {
        /// What is kept.
        booked: Booked,
        /// Until when.
        until: DateTime<Utc>,
    },
}

/// A thing that waits for the person at a library.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pickup {
    /// Which thing.
    pub item: ItemId,
    /// Its name.
    pub name: Text,
    /// The library where it waits.
    pub library: LibraryId,
    /// Its name.
    pub library_name: Text,
    /// End of service on the last day.
    pub until: DateTime<Utc>,
    /// Whether the opening hours of that day are known; otherwise the day may still move.
    pub until_known: bool,
    /// What to say or look for at the shelf of reserved things.
    pub code: String,
}

/// A loan and when it is due.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Due {
    /// Which loan.
    pub loan: LoanId,
    /// Which thing.
    pub item: ItemId,
    /// Its name.
    pub name: Text,
    /// When it is due.
    pub due: DateTime<Utc>,
}

impl Message {
    /// Name of the thing or room that it is about.
    pub fn name(&self) -> &Text {
        match self {
            Self::HoldReady(Pickup { name, .. })
            | Self::HoldReminder(Pickup { name, .. })
            | Self::HoldExpired { name, .. }
            | Self::HoldLapsed { name, .. }
            | Self::HoldBack { name, .. }
            | Self::HoldAway { name, .. }
            | Self::PickupMoved { name, .. }
            | Self::LoanDueSoon(Due { name, .. })
            | Self::LoanOverdue { name, .. }
            | Self::LoanRecalled(Due { name, .. })
            | Self::LoanDueMoved { name, .. }
            | Self::ItemFree { name, .. }
            | Self::FaultReceived { name }
            | Self::BookingConfirmed(Booked { name, .. })
            | Self::BookingPending(Booked { name, .. })
            | Self::BookingApproved(Booked { name, .. })
            | Self::BookingDenied {
                booked: Booked { name, .. },
                ..
            }
            | Self::BookingMoved {
                booked: Booked { name, .. },
                ..
            }
            | Self::BookingCancelled(Booked { name, .. })
            | Self::BookingWithdrawn {
                booked: Booked { name, .. },
                ..
            }
            | Self::BookingReleased(Booked { name, .. })
            | Self::BookingReminder(Booked { name, .. })
            | Self::BookingConflict(Booked { name, .. })
            | Self::WaitOffered {
                booked: Booked { name, .. },
                ..
            } => name,
        }
    }

    /// Until when the person should do something about it, if at all. News about a booking have none, so that in one letter
    /// they stand as they came: what is true now is read last.
    pub fn deadline(&self) -> Option<DateTime<Utc>> {
        match self {
            Self::HoldReady(pickup) | Self::HoldReminder(pickup) => Some(pickup.until),
            Self::PickupMoved { until, .. } | Self::WaitOffered { until, .. } => Some(*until),
            Self::LoanDueSoon(loan) | Self::LoanRecalled(loan) => Some(loan.due),
            Self::LoanOverdue { due, .. } | Self::LoanDueMoved { due, .. } => Some(*due),
            Self::HoldExpired { .. }
            | Self::HoldLapsed { .. }
            | Self::HoldBack { .. }
            | Self::HoldAway { .. }
            | Self::ItemFree { .. }
            | Self::FaultReceived { .. }
            | Self::BookingConfirmed(_)
            | Self::BookingPending(_)
            | Self::BookingApproved(_)
            | Self::BookingDenied { .. }
            | Self::BookingMoved { .. }
            | Self::BookingCancelled(_)
            | Self::BookingWithdrawn { .. }
            | Self::BookingReleased(_)
            | Self::BookingReminder(_)
            | Self::BookingConflict(_) => None,
        }
    }
}

/// How a message reaches a person.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Channel {
    /// A letter by e-mail.
    Email,
    /// A text message.
    Sms,
}

impl Channel {
    /// As it stands in the database: `email`, `sms`.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Email => "email",
            Self::Sms => "sms",
        }
    }

    /// The channel with this code; `None` for everything else, also for people who want no messages.
    pub fn from_code(code: &str) -> Option<Self> {
        [Self::Email, Self::Sms]
            .into_iter()
            .find(|channel| channel.code() == code)
    }
}

/// How a person wants to be reached, as of now.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Contact {
    /// What they chose; `None` for no messages at all.
    pub channel: Option<Channel>,
    /// E-mail address.
    pub email: Option<String>,
    /// Telephone number, E.164.
    pub phone: Option<String>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_reads_back_as_it_was_written() {
        let message = Message::HoldReady(Pickup {
            item: ItemId::new("porakone").unwrap(),
            name: Text::same("Porakone"),
            library: LibraryId::new("kallio").unwrap(),
            library_name: Text::same("Kallio"),
            until: "2026-11-26T18:00:00Z".parse().unwrap(),
            until_known: true,
            code: "1234".to_owned(),
        });
        let json = serde_json::to_string(&message).unwrap();
        assert!(
            json.starts_with("{\"kind\":\"hold_ready\",\"item\":\"porakone\""),
            "{json}"
        );
        assert_eq!(serde_json::from_str::<Message>(&json).unwrap(), message);
    }

    #[test]
    fn who_wants_no_messages_has_no_channel() {
        assert_eq!(Channel::from_code("email"), Some(Channel::Email));
        assert_eq!(Channel::from_code("sms"), Some(Channel::Sms));
        assert_eq!(Channel::from_code("none"), None);
    }
}
