//! E-mail by SMTP.
//!
//! One connection is kept for the letters of a round. lettre's pool would also keep one whose conversation was cut off by a
//! time limit, and begin the next letter in the middle of the last; here a connection that did not end well is closed.

mod server;

use super::Outcome;
use super::config::Secret;
use super::letter::Letter;
use super::store::made_at;
use lettre::message::header::{ContentType, ContentTypeErr, HeaderName, HeaderValue};
use lettre::message::{Attachment, Mailbox, MultiPart, SinglePart};
use lettre::transport::smtp::Error;
use lettre::transport::smtp::client::AsyncSmtpConnection;
use lettre::{Address, Message};
use server::Server;
use std::time::Duration;
use tokio::sync::Mutex;
use tokio::time::timeout;
use uuid::Uuid;

/// A mail server, and in whose name letters go.
#[derive(Debug)]
pub struct Email {
    server: Server,
    from: Mailbox,
    /// How long a conversation about one letter may take.
    patience: Duration,
    open: Mutex<Option<Open>>,
}

/// An open connection.
struct Open(AsyncSmtpConnection);

impl std::fmt::Debug for Open {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Open")
    }
}

impl Email {
    /// The server at `url` (`smtp://` or `smtps://`), writing as `from`.
    pub fn new(url: &Secret, from: Mailbox, patience: Duration) -> Result<Self, String> {
        Ok(Self {
            server: Server::read(url, from.email.domain())?,
            from,
            patience,
            open: Mutex::new(None),
        })
    }

    /// Sends a letter to an address. Its `Message-ID` and `Date` come from `delivery`, so that a letter sent again is the
    /// same letter to every program that reads it.
    pub async fn send(&self, letter: &Letter, to: &str, delivery: Uuid) -> Outcome {
        let Ok(message) = self.write(letter, to, delivery) else {
            return Outcome::Refused("address".to_owned());
        };
        let mut open = self.open.lock().await;
        // Taken out: only a conversation that ended well puts it back.
        let kept = open.take();
        let mut connection = match timeout(self.patience, self.connection(kept)).await {
            Ok(Ok(connection)) => connection,
            Ok(Err(error)) => return Outcome::Later(trouble(&error)),
            Err(_) => return Outcome::Later("connection".to_owned()),
        };
        let bytes = message.formatted();
        let sent = connection.send(message.envelope(), &bytes);
        match timeout(self.patience, sent).await {
            Ok(Ok(_)) => {
                *open = Some(Open(connection));
                Outcome::Sent
            }
            Ok(Err(error)) => outcome(&error),
            Err(_) => Outcome::Unknown("timeout".to_owned()),
        }
    }

    /// Closes the connection, after the last letter for now.
    pub async fn rest(&self) {
        if let Some(Open(mut connection)) = self.open.lock().await.take() {
            let _ = timeout(self.patience, connection.quit()).await;
        }
    }

    async fn connection(&self, kept: Option<Open>) -> Result<AsyncSmtpConnection, Error> {
        if let Some(Open(mut kept)) = kept
            && kept.test_connected().await
        {
            return Ok(kept);
        }
        self.server.connect(self.patience).await
    }

    fn write(
        &self,
        letter: &Letter,
        to: &str,
        delivery: Uuid,
    ) -> Result<Message, Box<dyn std::error::Error>> {
        let to: Address = to.parse()?;
        let header =
            |name, value: &str| HeaderValue::new(HeaderName::new_from_ascii_str(name), value.to_owned());
        let message = Message::builder()
            .from(self.from.clone())
            .to(Mailbox::new(None, to))
            .subject(letter.subject.clone())
            .date(made_at(delivery).into())
            .message_id(Some(format!("<{delivery}@{}>", self.from.email.domain())))
            // No holiday notes in return.
            .raw_header(header("Auto-Submitted", "auto-generated"))
            .raw_header(header("Content-Language", letter.language.code()))
            .multipart(self.parts(letter)?)?;
        Ok(message)
    }

    /// The letter in its two forms, and after it what goes along.
    fn parts(&self, letter: &Letter) -> Result<MultiPart, ContentTypeErr> {
        let text = MultiPart::alternative_plain_html(letter.text.clone(), letter.html.clone());
        if letter.attachments.is_empty() {
            return Ok(text);
        }
        let organizer: &str = self.from.email.as_ref();
        let mut parts = MultiPart::mixed().multipart(text);
        for (number, attachment) in letter.attachments.iter().enumerate() {
            let method = attachment.method().code();
            let kind = format!("text/calendar; charset=utf-8; method={method}");
            let file: SinglePart = Attachment::new(file_name(number))
                .body(attachment.file(organizer), ContentType::parse(&kind)?);
            parts = parts.singlepart(file);
        }
        Ok(parts)
    }
}

/// What an attachment is called: `booking.ics`, `booking-2.ics`.
fn file_name(number: usize) -> String {
    match number {
        0 => "booking.ics".to_owned(),
        number => format!("booking-{}.ics", number + 1),
    }
}

/// What a failure after the greeting means for the letter.
fn outcome(error: &Error) -> Outcome {
    let trouble = trouble(error);
    let code = error.status().map(u16::from);
    match code {
        // About us (not signed in, not welcome, not understood), not about whom we write to.
        Some(500..=504 | 521 | 530..=538) => Outcome::Later(trouble),
        Some(500..) => Outcome::Refused(trouble),
        Some(_) => Outcome::Later(trouble),
        // The server cannot take such an address; nothing has been sent.
        None if error.is_client() => Outcome::Refused(trouble),
        None => Outcome::Unknown(trouble),
    }
}

/// What went wrong, without what the server said: that may repeat the address.
fn trouble(error: &Error) -> String {
    match error.status() {
        Some(code) => code.to_string(),
        None if error.is_tls() => "tls".to_owned(),
        None if error.is_client() => "client".to_owned(),
        None => "connection".to_owned(),
    }
}
