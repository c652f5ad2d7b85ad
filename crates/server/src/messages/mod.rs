//! Messages to people: what is queued in the transaction of what it tells of, and delivered afterwards.
//!
//! Whoever has something to tell calls [`store::queue`] in its own transaction and rings [`App::bell`](crate::App::bell)
//! after the commit. One task per server, the [`worker::Worker`], joins what waits for the same person in one letter or
//! text message and sends it; several servers on one database share the work (docs/adr/0012-messages.md).

pub mod config;
pub mod email;
pub mod handlers;
pub mod letter;
pub mod page;
pub mod sms;
pub mod store;
pub mod worker;

use email::Email;
use jaettu_domain::messages::rules::Ways;
use sms::Sms;
use std::sync::Arc;
use tokio::sync::Notify;

/// Wakes the worker at once; without it messages go a few seconds later.
#[derive(Clone, Debug, Default)]
pub struct Bell(Arc<Notify>);

impl Bell {
    /// Something has been queued and committed.
    pub fn ring(&self) {
        self.0.notify_one();
    }

    /// Ready when the bell rings, or has rung since it was last asked.
    pub async fn rung(&self) {
        self.0.notified().await;
    }
}

/// The ways of sending that are set up.
#[derive(Debug)]
pub struct Post {
    /// E-mail.
    pub email: Option<Email>,
    /// Text messages.
    pub sms: Option<Sms>,
    /// Whether what cannot be sent is only put into the mailbox, as in the demonstration.
    pub mailbox: bool,
}

impl Post {
    /// Which ways there are.
    pub const fn ways(&self) -> Ways {
        Ways {
            email: self.mailbox || self.email.is_some(),
            sms: self.mailbox || self.sms.is_some(),
        }
    }
}

/// What became of a letter or text message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// Taken over by the mail server or the gateway.
    Sent,
    /// Refused for good, with the code of the refusal.
    Refused(String),
    /// Certainly not taken; another attempt may succeed.
    Later(String),
    /// Perhaps taken, perhaps not.
    Unknown(String),
}
