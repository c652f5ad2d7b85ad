//! Text messages through the city's gateway: `POST {base}/v1/message/send`.
//!
//! The gateway does not know a repetition when it sees one. So only what certainly was not taken is tried again.

use super::Outcome;
use super::config::Secret;
use crate::outward::{self, Client};
use axum::http::{HeaderValue, Request, StatusCode, Uri, header};
use http_body_util::{BodyExt, Full, Limited};
use hyper::body::Bytes;
use serde_json::json;
use std::fmt;
use std::time::Duration;

/// How long the gateway may take.
const PATIENCE: Duration = Duration::from_secs(20);
/// No answer of the gateway is longer; what is in it is not looked at.
const ANSWER_LIMIT: usize = 64 * 1024;

/// A gateway for text messages.
pub struct Sms {
    client: Client,
    url: Uri,
    token: HeaderValue,
    sender: String,
}

impl fmt::Debug for Sms {
    /// Without the token.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.url)
    }
}

impl Sms {
    /// The gateway at `base`, sending as `sender`.
    pub fn new(base: &str, token: &Secret, sender: &str) -> Result<Self, String> {
        let url = format!("{}/v1/message/send", base.trim_end_matches('/'));
        let url: Uri = url
            .parse()
            .map_err(|_| "the address of the gateway cannot be read")?;
        if !outward::is_safe(&url) {
            return Err("the address of the gateway must begin with https://".to_owned());
        }
        let mut token = HeaderValue::from_str(&format!("Token {}", token.reveal()))
            .map_err(|_| "the token for the gateway has impossible letters")?;
        token.set_sensitive(true);
        Ok(Self {
            client: outward::client(),
            url,
            token,
            sender: sender.to_owned(),
        })
    }

    /// Sends a text to a number.
    pub async fn send(&self, text: &str, to: &str) -> Outcome {
        let body = json!({
            "sender": self.sender,
            "to": [{"destination": to, "format": "MOBILE"}],
            "text": text,
        });
        let request = Request::post(self.url.clone())
            .header(header::CONTENT_TYPE, "application/json")
            .header(header::AUTHORIZATION, self.token.clone())
            .body(Full::new(Bytes::from(body.to_string())));
        let Ok(request) = request else {
            return Outcome::Refused("request".to_owned());
        };
        match tokio::time::timeout(PATIENCE, self.client.request(request)).await {
            Ok(Ok(answer)) => {
                let status = answer.status();
                // Read to its end, so that the gateway does not see us hang up.
                let _ = tokio::time::timeout(PATIENCE, Limited::new(answer, ANSWER_LIMIT).collect()).await;
                outcome(status)
            }
            Ok(Err(error)) if error.is_connect() => Outcome::Later("connection".to_owned()),
            Ok(Err(_)) => Outcome::Unknown("connection".to_owned()),
            Err(_) => Outcome::Unknown("timeout".to_owned()),
        }
    }
}

/// What the gateway's answer means for the message.
fn outcome(status: StatusCode) -> Outcome {
    let code = status.as_str().to_owned();
    match status.as_u16() {
        200..=299 => Outcome::Sent,
        // About us or about now, not about this message.
        401 | 403 | 404 | 408 | 429 | 503 => Outcome::Later(code),
        400..=499 => Outcome::Refused(code),
        _ => Outcome::Unknown(code),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_token_does_not_cross_a_network_in_the_clear_and_is_never_shown() {
        let token: Secret = "canary".parse().unwrap();
        for (base, right) in [
            ("https://sms.example.org", true),
            ("http://127.0.0.1:8000/", true),
            ("http://sms.example.org", false),
            ("sms.example.org", false),
        ] {
            let sms = Sms::new(base, &token, "Jaettu");
            assert_eq!(sms.is_ok(), right, "{base}");
            assert!(!format!("{sms:?}").contains("canary"));
        }
    }

    #[test]
    fn only_what_was_certainly_not_taken_is_tried_again() {
        let meaning = |code: u16| outcome(StatusCode::from_u16(code).unwrap());
        assert_eq!(meaning(201), Outcome::Sent);
        assert_eq!(meaning(429), Outcome::Later("429".to_owned()));
        assert_eq!(meaning(401), Outcome::Later("401".to_owned()));
        assert_eq!(meaning(400), Outcome::Refused("400".to_owned()));
        for code in [500, 502, 504] {
            assert_eq!(meaning(code), Outcome::Unknown(code.to_string()));
        }
    }
}
