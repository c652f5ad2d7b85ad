//! Where the mail server is and how to reach it.

use crate::messages::config::Secret;
use lettre::transport::smtp::Error;
use lettre::transport::smtp::authentication::{Credentials, Mechanism};
use lettre::transport::smtp::client::{AsyncSmtpConnection, TlsParameters};
use lettre::transport::smtp::extension::ClientId;
use percent_encoding::percent_decode_str;
use std::fmt;
use std::net::IpAddr;
use std::time::Duration;
use url::Url;

/// When a connection is encrypted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Encryption {
    /// From the first byte.
    AtOnce,
    /// By STARTTLS, before anything else is said.
    Asked,
    /// Never: on this machine, or where the operator says so.
    Never,
}

/// A mail server.
pub(super) struct Server {
    host: String,
    port: u16,
    encryption: Encryption,
    tls: TlsParameters,
    credentials: Option<Credentials>,
    name: ClientId,
}

impl fmt::Debug for Server {
    /// Without the password.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{} {:?}", self.host, self.port, self.encryption)
    }
}

impl Server {
    /// Reads `smtp://user:password@host:587` or `smtps://…`; `name` is what we call ourselves.
    ///
    /// Never in the clear over a network, unless the address ends in `?tls=none`.
    pub(super) fn read(url: &Secret, name: &str) -> Result<Self, String> {
        let wrong = |why: &str| format!("the address of the mail server {why}");
        let url = Url::parse(url.reveal()).map_err(|_| wrong("cannot be read"))?;
        let host = url.host_str().ok_or_else(|| wrong("names no host"))?;
        let host = host.trim_matches(['[', ']']).to_owned();
        let here = host == "localhost" || host.parse::<IpAddr>().is_ok_and(|address| address.is_loopback());
        let encryption = match (url.scheme(), url.query()) {
            ("smtps", None) => Encryption::AtOnce,
            ("smtp", None) if !here => Encryption::Asked,
            ("smtp", Some("tls=required")) => Encryption::Asked,
            ("smtp", None | Some("tls=none")) => Encryption::Never,
            _ => return Err(wrong("must begin with smtp:// or smtps://")),
        };
        let port = match encryption {
            Encryption::AtOnce => 465,
            Encryption::Asked => 587,
            Encryption::Never => 25,
        };
        let plain = |part: &str| percent_decode_str(part).decode_utf8_lossy().into_owned();
        let credentials = url
            .password()
            .map(|password| Credentials::new(plain(url.username()), plain(password)));
        Ok(Self {
            tls: TlsParameters::new(host.clone())
                .map_err(|_| wrong("has a host that no certificate can name"))?,
            port: url.port().unwrap_or(port),
            host,
            encryption,
            credentials,
            name: ClientId::Domain(name.to_owned()),
        })
    }

    /// Connects, encrypts and signs in: ready for letters.
    pub(super) async fn connect(&self, patience: Duration) -> Result<AsyncSmtpConnection, Error> {
        let address = (self.host.as_str(), self.port);
        let tls = (self.encryption == Encryption::AtOnce).then(|| self.tls.clone());
        let mut connection =
            AsyncSmtpConnection::connect_tokio1(address, Some(patience), &self.name, tls, None).await?;
        if self.encryption == Encryption::Asked {
            connection.starttls(self.tls.clone(), &self.name).await?;
        }
        if let Some(credentials) = &self.credentials {
            connection
                .auth(&[Mechanism::Plain, Mechanism::Login], credentials)
                .await?;
        }
        Ok(connection)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(url: &str) -> Result<(u16, Encryption), String> {
        let server = Server::read(&url.parse().unwrap(), "example.org")?;
        Ok((server.port, server.encryption))
    }

    #[test]
    fn passwords_and_letters_do_not_cross_a_network_in_the_clear() {
        assert_eq!(read("smtp://mail.example.org"), Ok((587, Encryption::Asked)));
        assert_eq!(read("smtps://mail.example.org"), Ok((465, Encryption::AtOnce)));
        assert_eq!(
            read("smtp://user:p%40ss@mail.example.org:2525"),
            Ok((2525, Encryption::Asked))
        );
        assert_eq!(read("smtp://localhost"), Ok((25, Encryption::Never)));
        assert_eq!(read("smtp://127.0.0.1:1025"), Ok((1025, Encryption::Never)));
        assert_eq!(
            read("smtp://127.0.0.1?tls=required"),
            Ok((587, Encryption::Asked))
        );
        assert_eq!(
            read("smtp://relay.example.org?tls=none"),
            Ok((25, Encryption::Never))
        );
        for bad in [
            "mail.example.org",
            "https://example.org",
            "smtp://a?tls=maybe",
            "smtps://a?tls=none",
            "",
        ] {
            assert!(read(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn the_password_is_read_as_it_is_meant_and_never_shown() {
        let url = "smtp://user%40example.org:can%40ry@mail.example.org"
            .parse()
            .unwrap();
        let server = Server::read(&url, "example.org").unwrap();
        assert_eq!(
            server.credentials,
            Some(Credentials::new(
                "user@example.org".to_owned(),
                "can@ry".to_owned()
            ))
        );
        assert!(!format!("{server:?}").contains("can"));
        let error = read("smtp:// canary").unwrap_err();
        assert!(!error.contains("canary"), "{error}");
    }
}
