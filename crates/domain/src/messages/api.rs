//! How what somebody was told travels.

use crate::account::Channel;
use crate::endpoint::{Access, Endpoint, Pairs, Reader};
use crate::page::Page;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// A letter or text message that was sent to the person who asks.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "wire", derive(jaettu_wire_derive::FromJson))]
pub struct MessageView {
    /// How it went.
    pub channel: Channel,
    /// The subject; empty for a text message.
    pub subject: String,
    /// The text.
    pub body: String,
    /// When.
    pub sent_at: DateTime<Utc>,
}

/// What was sent to the person who asks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ListMessages;

impl Endpoint for ListMessages {
    type Reply = Page<MessageView>;
    const ACCESS: Access = Access::SignedIn;
    const PATH: &'static str = "/api/v1/me/messages";
    const OPERATION: &'static str = "list_messages";
    const SUMMARY: &'static str = "What was sent to oneself in the last 90 days, the newest first";

    fn write(&self, _: &mut Pairs) {}

    fn read(_: &mut Reader<'_>) -> Self {
        Self
    }
}
