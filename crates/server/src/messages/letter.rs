//! Writing a letter or text message from what there is to tell.
//!
//! The same messages always make the same letter, whenever it is written: nothing here knows the time.

use super::config::PublicUrl;
use super::store::Queued;
use chrono::{DateTime, Utc};
use jaettu_domain::ical::{self, Entry, Method};
use jaettu_domain::messages::Message;
use jaettu_domain::messages::rules::{order, text_message};
use jaettu_domain::text::Language;
use jaettu_words::Words;
use jaettu_words::messages::Said;
use maud::{DOCTYPE, html};

/// A letter, in its two forms.
#[derive(Clone, PartialEq, Eq)]
pub struct Letter {
    /// In which language.
    pub language: Language,
    /// The subject, on one line.
    pub subject: String,
    /// The letter as plain text.
    pub text: String,
    /// The letter as HTML, for those who like headings: the same words.
    pub html: String,
    /// What goes along, for the reader's calendar.
    pub attachments: Vec<Attachment>,
}

/// Something for the reader's calendar.
#[derive(Clone, PartialEq, Eq)]
pub struct Attachment {
    /// What it is.
    entry: Entry,
    /// When it became so.
    at: DateTime<Utc>,
}

impl Attachment {
    /// What the calendar is asked to do.
    pub const fn method(&self) -> Method {
        self.entry.status.method()
    }

    /// The file, from `organizer`, an e-mail address.
    pub fn file(&self, organizer: &str) -> String {
        let entries = std::slice::from_ref(&self.entry);
        ical::file_of(self.method(), Some(organizer), entries, self.at)
    }
}

/// A message in words, with the address of what it is about.
struct Part {
    said: Said,
    link: Option<String>,
}

impl Part {
    /// What can be done where, if anything.
    fn link(&self) -> Option<(&'static str, &str)> {
        self.said.link.zip(self.link.as_deref())
    }
}

/// Reads the messages to a person in their language, what presses first.
fn say(messages: &[Queued], words: Words, site: &PublicUrl) -> Vec<Part> {
    let mut messages: Vec<&Message> = messages.iter().map(|queued| &queued.message).collect();
    messages.sort_by_key(|message| order(message));
    let part = |message: &Message| Part {
        said: words.message(message),
        link: page(message, words.language(), site),
    };
    messages.into_iter().map(part).collect()
}

/// The page of what a message is about.
fn page(message: &Message, language: Language, site: &PublicUrl) -> Option<String> {
    let booked = message.booked()?;
    Some(site.booking(language, &booked.booking))
}

/// Writes one letter of all these messages.
pub fn letter(messages: &[Queued], language: Language, site: &PublicUrl) -> Letter {
    let words = Words::of(language);
    let parts = say(messages, words, site);
    let said: Vec<&Said> = parts.iter().map(|part| &part.said).collect();
    let subject = words.letter_subject(&said);
    let link = site.mine(language);
    Letter {
        language,
        text: plain(words, &parts, &link),
        html: marked_up(words, &subject, &parts, &link),
        subject,
        attachments: attachments(messages, words, site),
    }
}

/// Writes one text message of all these messages. It ends with the page of what it is about, or with the person's own.
pub fn sms(messages: &[Queued], language: Language, site: &PublicUrl) -> String {
    let words = Words::of(language);
    let parts = say(messages, words, site);
    let line = |part: &Part| {
        let facts = part.said.facts.iter();
        let facts = facts.map(|(what, value)| format!("{what}: {}.", value.trim_end_matches('.')));
        let title = [&part.said.title, "."].concat();
        let line = std::iter::once(title).chain(facts).collect::<Vec<_>>().join(" ");
        // It is not in the alphabet of text messages, and one of it would more than double the price.
        line.replace('–', "-")
    };
    let lines: Vec<String> = parts.iter().map(line).collect();
    let end = match parts.as_slice() {
        [one] => one.link.clone(),
        _ => None,
    };
    let end = end.unwrap_or_else(|| site.mine(language));
    text_message(&lines, &end, |count| words.messages_sms_more(count))
}

/// What goes into the reader's calendar: of each booking what is true last.
fn attachments(messages: &[Queued], words: Words, site: &PublicUrl) -> Vec<Attachment> {
    let mut attachments: Vec<Attachment> = Vec::new();
    for Queued { message, at } in messages {
        let Some((booked, status)) = message.attachment() else {
            continue;
        };
        let page = site.booking(words.language(), &booked.booking);
        let new = Attachment {
            entry: words.booking_entry(booked, status, page),
            at: *at,
        };
        let known = attachments
            .iter_mut()
            .find(|known| known.entry.uid == new.entry.uid);
        match known {
            Some(known) if known.entry.sequence <= new.entry.sequence => *known = new,
            Some(_) => {}
            None => attachments.push(new),
        }
    }
    attachments
}

fn plain(words: Words, parts: &[Part], link: &str) -> String {
    let mut paragraphs = vec![words.messages_greeting().to_owned()];
    for part in parts {
        let said = &part.said;
        paragraphs.push(said.title.clone());
        let facts = said.facts.iter().map(|(what, value)| format!("{what}: {value}"));
        paragraphs.extend(Some(facts.collect::<Vec<_>>().join("\n")).filter(|facts| !facts.is_empty()));
        paragraphs.push(said.text.join(" "));
        paragraphs.extend(part.link().map(|(what, link)| format!("{what}\n{link}")));
    }
    paragraphs.push(format!("{}\n{link}", words.messages_mine()));
    paragraphs.push(words.messages_goodbye().to_owned());
    paragraphs.push(words.messages_automatic().to_owned());
    paragraphs.join("\n\n") + "\n"
}

fn marked_up(words: Words, subject: &str, parts: &[Part], link: &str) -> String {
    let page = html! {
        (DOCTYPE)
        html lang=(words.language().code()) {
            head { meta charset="utf-8"; title { (subject) } }
            body style="max-width:36em;font:16px/1.5 sans-serif;color:#1a1a1a" {
                p { (words.messages_greeting()) }
                @for part in parts {
                    h1 style="font-size:20px" { (part.said.title) }
                    @for (what, value) in &part.said.facts { p style="margin:0" { (what) ": " strong { (value) } } }
                    @for text in &part.said.text { p { (text) } }
                    @if let Some((what, link)) = part.link() { p { (what) br; a href=(link) { (link) } } }
                }
                p { (words.messages_mine()) br; a href=(link) { (link) } }
                p { (words.messages_goodbye()) }
                p style="font-size:14px;color:#525a65" { (words.messages_automatic()) }
            }
        }
    };
    page.into_string()
}

#[cfg(test)]
#[path = "letter_tests.rs"]
mod tests;
