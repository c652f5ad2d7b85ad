//! Messages to people in words: what happened, what to do, until when and where.

use crate::Words;
use chrono::{DateTime, Utc};
use jaettu_domain::desk::rules::code_text;
use jaettu_domain::messages::rules::one_line;
use jaettu_domain::messages::{Due, Message, Pickup};
use jaettu_domain::text::Text;
use jaettu_domain::time;

/// A message in words, each part on a line of its own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Said {
    /// What happened, in a few words: also the subject.
    pub title: String,
    /// What it means and what to do.
    pub text: Vec<String>,
    /// When, where and the like: what it is, and its value.
    pub facts: Vec<(&'static str, String)>,
    /// What can be done on the page of what it is about, if that has one: it stands before the address.
    pub link: Option<&'static str>,
}

impl Words {
    /// A message in words.
    pub fn message(self, message: &Message) -> Said {
        let name = self.line(message.name());
        let library = |name: &Text| (self.messages_where(), self.line(name));
        let until = |at: DateTime<Utc>| (self.messages_until(), self.moment(at));
        match message {
            Message::HoldReady(pickup) => self.pickup(
                self.messages_hold_ready_title(&name),
                self.messages_hold_ready(),
                pickup,
            ),
            Message::HoldReminder(pickup) => self.pickup(
                self.messages_hold_reminder_title(&name),
                self.messages_hold_reminder(),
                pickup,
            ),
            Message::HoldExpired { library_name, .. } => said(
                self.messages_hold_expired_title(&name),
                self.messages_hold_expired(),
                vec![library(library_name)],
            ),
            Message::HoldLapsed { .. } => said(
                self.messages_hold_expired_title(&name),
                self.messages_hold_lapsed(),
                vec![],
            ),
            Message::HoldBack { .. } => said(
                self.messages_hold_back_title(&name),
                self.messages_hold_back(),
                vec![],
            ),
            Message::HoldAway { .. } => said(
                self.messages_hold_away_title(&name),
                self.messages_hold_away(),
                vec![],
            ),
            Message::PickupMoved {
                library_name,
                until: at,
                ..
            } => said(
                self.messages_pickup_moved_title(&name),
                self.messages_pickup_moved(),
                vec![library(library_name), until(*at)],
            ),
            Message::ItemFree { library_name, .. } => said(
                self.messages_item_free_title(&name),
                self.messages_item_free(),
                vec![library(library_name)],
            ),
            Message::FaultReceived { .. } => said(
                self.messages_fault_received_title(&name),
                self.messages_fault_received(),
                vec![],
            ),
            Message::LoanDueSoon(_)
            | Message::LoanOverdue { .. }
            | Message::LoanRecalled(_)
            | Message::LoanDueMoved { .. } => self.loan(message, &name),
            Message::BookingConfirmed(booked)
            | Message::BookingPending(booked)
            | Message::BookingApproved(booked)
            | Message::BookingDenied { booked, .. }
            | Message::BookingMoved { booked, .. }
            | Message::BookingCancelled(booked)
            | Message::BookingWithdrawn { booked, .. }
            | Message::BookingReleased(booked)
            | Message::BookingReminder(booked)
            | Message::BookingConflict(booked)
            | Message::WaitOffered { booked, .. } => self.booking(message, booked, &name),
        }
    }

    fn loan(self, message: &Message, name: &str) -> Said {
        let due_at = |at: DateTime<Utc>| (self.messages_due(), self.moment(at));
        match message {
            Message::LoanRecalled(Due { due, .. }) => said(
                self.messages_loan_recalled_title(name),
                self.messages_loan_recalled(),
                vec![due_at(*due)],
            ),
            Message::LoanDueMoved { before, due, .. } => said(
                self.messages_loan_due_moved_title(name),
                self.messages_loan_due_moved(),
                vec![(self.messages_before(), self.moment(*before)), due_at(*due)],
            ),
            Message::LoanOverdue {
                due,
                days_late,
                fee_cents_now,
                ..
            } => {
                let days = usize::try_from(*days_late).unwrap_or(usize::MAX);
                let late = (self.messages_late(), self.messages_days(days));
                let fee = fee_cents_now.map(|cents| (self.messages_fee(), euros(cents)));
                said(
                    self.messages_loan_overdue_title(name),
                    self.messages_loan_overdue(),
                    [due_at(*due), late].into_iter().chain(fee).collect(),
                )
            }
            _ => said(
                self.messages_loan_due_soon_title(name),
                self.messages_loan_due_soon(),
                message.deadline().map(due_at).into_iter().collect(),
            ),
        }
    }

    fn pickup(self, title: String, text: &str, pickup: &Pickup) -> Said {
        let mut said = said(
            title,
            text,
            vec![
                (self.messages_where(), self.line(&pickup.library_name)),
                (self.messages_until(), self.moment(pickup.until)),
                (self.messages_code(), one_line(&code_text(&pickup.code))),
            ],
        );
        if !pickup.until_known {
            said.text.push(self.messages_until_unknown().to_owned());
        }
        said
    }

    pub(crate) fn line(self, text: &Text) -> String {
        one_line(text.get(self.language()))
    }

    /// `torstai 26.11.2026 klo 20:00`: an instant that stays right whenever it is read.
    pub fn moment(self, instant: DateTime<Utc>) -> String {
        let date = time::today(instant);
        self.messages_moment(&time::date_text(date), &self.clock(instant), self.weekday(date))
    }

    /// The subject of a letter that tells of all these.
    pub fn letter_subject(self, said: &[&Said]) -> String {
        match said {
            [] => self.shell_name().to_owned(),
            [one] => one.title.clone(),
            [first, others @ ..] => self.messages_subject_many(others.len(), &first.title),
        }
    }
}

fn said(title: String, text: &str, facts: Vec<(&'static str, String)>) -> Said {
    Said {
        title,
        text: vec![text.to_owned()],
        facts,
        link: None,
    }
}

/// `1,50 €`: Finnish number format in every language, as the city's guidelines have it.
fn euros(cents: u32) -> String {
    format!("{},{:02} €", cents / 100, cents % 100)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn money_is_written_as_in_finland() {
        assert_eq!(euros(5), "0,05 €");
        assert_eq!(euros(1250), "12,50 €");
    }
}
