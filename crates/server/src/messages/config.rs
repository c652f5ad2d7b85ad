//! Options of sending: which mail server, which gateway for text messages, and the address that letters link to.

use super::email::Email;
use super::sms::Sms;
use super::{Bell, Post};
use crate::App;
use crate::messages::worker::{Patience, Running, Worker};
use axum::http::Uri;
use clap::Args;
use jaettu_domain::id::BookingId;
use jaettu_domain::text::Language;
use lettre::message::Mailbox;
use std::convert::Infallible;
use std::fmt;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::str::FromStr;

/// A password or an address with one in it; never shown.
#[derive(Clone)]
pub struct Secret(String);

impl Secret {
    /// The secret itself.
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl FromStr for Secret {
    type Err = Infallible;
    fn from_str(text: &str) -> Result<Self, Infallible> {
        Ok(Self(text.trim().to_owned()))
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("…")
    }
}

/// Where readers find the service: `https://jaettu.example.org`.
#[derive(Clone, Debug)]
pub struct PublicUrl(String);

impl PublicUrl {
    /// The address without a slash at its end.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The address of a person's own page.
    pub fn mine(&self, language: Language) -> String {
        [&self.0, "/", language.code(), "/me"].concat()
    }

    /// The address of the page of one's own booking.
    pub fn booking(&self, language: Language, booking: &BookingId) -> String {
        [&self.mine(language), "/bookings/", booking.as_str()].concat()
    }
}

impl FromStr for PublicUrl {
    type Err = &'static str;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let url = text.trim_end_matches('/');
        let uri: Uri = url.parse().map_err(|_| "not an address")?;
        let web = matches!(uri.scheme_str(), Some("http" | "https"));
        // It stands at the end of text messages, which are short.
        if web && uri.path() == "/" && uri.query().is_none() && url.len() <= 100 {
            Ok(Self(url.to_owned()))
        } else {
            Err("it must be https:// and a host, at most 100 letters")
        }
    }
}

/// How messages are sent.
#[derive(Args, Debug)]
pub struct Options {
    /// Mail server: smtp://… (encrypted by STARTTLS) or smtps://…, user:password@ before the host; nothing is sent without.
    #[arg(long, env = "JAETTU_SMTP_URL", hide_env_values = true, requires = "mail_from")]
    smtp_url: Option<Secret>,
    /// File that holds the address of the mail server.
    #[arg(
        long,
        env = "JAETTU_SMTP_URL_FILE",
        conflicts_with = "smtp_url",
        requires = "mail_from"
    )]
    smtp_url_file: Option<PathBuf>,
    /// Sender of letters: "Jaettu <jaettu@example.org>".
    #[arg(long, env = "JAETTU_MAIL_FROM")]
    mail_from: Option<Mailbox>,
    /// Gateway for text messages, https://…; it is sent POST /v1/message/send.
    #[arg(long, env = "JAETTU_SMS_URL", requires = "sms_sender")]
    sms_url: Option<String>,
    /// Token for the gateway.
    #[arg(long, env = "JAETTU_SMS_TOKEN", hide_env_values = true)]
    sms_token: Option<Secret>,
    /// File that holds the token for the gateway.
    #[arg(long, env = "JAETTU_SMS_TOKEN_FILE", conflicts_with = "sms_token")]
    sms_token_file: Option<PathBuf>,
    /// Sender of text messages, at most 11 letters.
    #[arg(long, env = "JAETTU_SMS_SENDER")]
    sms_sender: Option<String>,
    /// Where readers find the service, https://…, for links in messages and for signing in with OpenID.
    #[arg(long, env = "JAETTU_PUBLIC_URL")]
    public_url: Option<PublicUrl>,
}

impl Options {
    /// Starts the worker, if there is a way of sending; what waits otherwise goes when there is one.
    pub fn start(&self, post: Post, app: &App, listening: SocketAddr) -> Result<Option<Running>, String> {
        if !post.ways().is_any() {
            tracing::warn!("no mail server is set up: messages wait");
            return Ok(None);
        }
        let site = self.site(app.demo, listening)?;
        Ok(Some(Worker::of(app, post, site).start()))
    }

    /// Where readers find the service; the demonstration is where it listens.
    pub fn site(&self, demo: bool, listening: SocketAddr) -> Result<PublicUrl, String> {
        match &self.public_url {
            Some(url) => Ok(url.clone()),
            None if demo => Ok(format!("http://{listening}").parse()?),
            None => Err("--public-url is missing: letters and the OpenID provider lead to it".to_owned()),
        }
    }

    /// The ways of sending that are set up; the demonstration has every way, into its mailbox.
    pub fn post(&self, demo: bool) -> Result<Post, String> {
        let patience = Patience::default();
        let smtp = secret(self.smtp_url.as_ref(), self.smtp_url_file.as_deref())?;
        let email = match (smtp, &self.mail_from) {
            (Some(url), Some(from)) => Some(Email::new(&url, from.clone(), patience.server)?),
            _ => None,
        };
        let token = secret(self.sms_token.as_ref(), self.sms_token_file.as_deref())?;
        let sms = match (&self.sms_url, token, &self.sms_sender) {
            (Some(url), Some(token), Some(sender)) => Some(Sms::new(url, &token, sender)?),
            (Some(_), None, _) => return Err("--sms-token is missing".to_owned()),
            _ => None,
        };
        Ok(Post {
            email,
            sms,
            mailbox: demo,
        })
    }
}

/// A secret that is given, or that a file holds.
pub fn secret(given: Option<&Secret>, file: Option<&Path>) -> Result<Option<Secret>, String> {
    let Some(path) = file else {
        return Ok(given.cloned());
    };
    match std::fs::read_to_string(path) {
        Ok(text) => Ok(Some(Secret(text.trim().to_owned()))),
        Err(why) => Err(format!("cannot read {}: {why}", path.display())),
    }
}

impl Worker {
    fn of(app: &App, post: Post, site: PublicUrl) -> Self {
        let bell: Bell = app.bell.clone();
        Self::new(app.db.clone(), app.clock.clone(), post, site, bell)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_is_not_shown() {
        let secret: Secret = "smtp://user:canary@example.org\n".parse().unwrap();
        assert_eq!(format!("{secret:?}"), "…");
        assert_eq!(secret.reveal(), "smtp://user:canary@example.org");
    }

    #[test]
    fn letters_link_to_a_host_and_nothing_else() {
        let url: PublicUrl = "https://jaettu.example.org/".parse().unwrap();
        assert_eq!(url.mine(Language::Sv), "https://jaettu.example.org/sv/me");
        for bad in [
            "jaettu.example.org",
            "ftp://example.org",
            "https://example.org/x?y",
            "https://",
        ] {
            assert!(bad.parse::<PublicUrl>().is_err(), "{bad}");
        }
    }
}
