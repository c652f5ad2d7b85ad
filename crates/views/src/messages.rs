//! The mailbox of the demonstration: what the service has sent, for whoever tries it out.

use chrono::{DateTime, Utc};
use jaettu_domain::messages::Channel;
use jaettu_words::Words;
use maud::{Markup, html};

/// A letter or text message that went out.
#[derive(Clone, Copy, Debug)]
pub struct Sent<'a> {
    /// How.
    pub channel: Channel,
    /// Where it went.
    pub address: &'a str,
    /// The subject; empty for a text message.
    pub subject: &'a str,
    /// The text.
    pub body: &'a str,
    /// When.
    pub at: DateTime<Utc>,
}

/// Everything in the mailbox, newest first.
pub fn mailbox(words: Words, sent: &[Sent<'_>]) -> Markup {
    html! {
        h1 tabindex="-1" { (words.messages_mailbox()) }
        p { (words.messages_mailbox_about()) }
        @if sent.is_empty() { p { (words.messages_mailbox_empty()) } }
        @for sent in sent { (one(words, *sent)) }
    }
}

fn one(words: Words, sent: Sent<'_>) -> Markup {
    let kind = match sent.channel {
        Channel::Email => words.messages_by_email(),
        Channel::Sms => words.messages_by_sms(),
    };
    let title = if sent.subject.is_empty() {
        kind
    } else {
        sent.subject
    };
    html! {
        article {
            h2 { (title) }
            dl.j-facts {
                div { dt { (words.messages_to()) } dd { (sent.address) " (" (kind) ")" } }
                div { dt { (words.messages_at()) } dd { (words.moment(sent.at)) } }
            }
            @for paragraph in sent.body.split("\n\n") {
                p { @for (number, line) in paragraph.lines().enumerate() {
                    @if number > 0 { br; }
                    (linked(line))
                } }
            }
        }
    }
}

/// A line of a message. Links stand on lines of their own.
pub(crate) fn linked(line: &str) -> Markup {
    let link = line.starts_with("https://") || line.starts_with("http://");
    html! { @if link { a href=(line) rel="external" { (line) } } @else { (line) } }
}
