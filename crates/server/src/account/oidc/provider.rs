//! The provider: where its endpoints are and which keys it signs with, as it tells itself, and what is asked of it.
//!
//! Nothing is asked at the start: the service starts, and people read and sign in with their cards, while the provider is
//! down.

use super::Trouble;
use super::tokens::Keys;
use crate::messages::config::Secret;
use crate::outward::{self, Client};
use axum::http::{Request, StatusCode, Uri, header};
use chrono::{DateTime, TimeDelta, Utc};
use http_body_util::{BodyExt, Full, Limited};
use hyper::body::Bytes;
use jaettu_domain::account::groups::GroupRule;
use jaettu_domain::account::oidc::Parties;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::Mutex;

/// How long the provider may take for one answer.
const PATIENCE: Duration = Duration::from_secs(5);
/// No answer of a provider is longer.
const ANSWER_LIMIT: usize = 256 * 1024;
/// How long is believed what the provider has told of itself.
const GOOD_FOR: TimeDelta = TimeDelta::hours(1);
/// How long an unknown key is taken for a wrong one rather than for a new one.
const NEW_KEYS: TimeDelta = TimeDelta::minutes(1);
/// How long a provider that does not answer is left in peace.
const PEACE: TimeDelta = TimeDelta::seconds(10);

/// What is agreed with the provider.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Who it is.
    pub issuer: String,
    /// Who we are to it.
    pub client_id: String,
    /// By what it knows us.
    pub secret: Option<Secret>,
    /// What is asked of it.
    pub scopes: String,
    /// Where readers find the service.
    pub site: String,
    /// What members of which groups are.
    pub groups: Vec<GroupRule>,
}

/// What a provider tells of itself (OpenID Connect Discovery).
#[derive(Deserialize)]
pub(super) struct Metadata {
    issuer: String,
    pub(super) authorization_endpoint: String,
    pub(super) token_endpoint: String,
    jwks_uri: String,
    pub(super) end_session_endpoint: Option<String>,
    pub(super) token_endpoint_auth_methods_supported: Option<Vec<String>>,
    #[serde(default)]
    authorization_response_iss_parameter_supported: bool,
}

/// The provider as it was known at some instant.
pub(super) struct Known {
    pub(super) metadata: Metadata,
    keys: Keys,
    at: DateTime<Utc>,
}

#[derive(Default)]
struct Memory {
    known: Option<Arc<Known>>,
    asked_at: Option<DateTime<Utc>>,
}

/// An OpenID provider.
pub struct Provider {
    pub(super) settings: Settings,
    client: Client,
    memory: Mutex<Memory>,
}

impl fmt::Debug for Provider {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.settings.issuer)
    }
}

impl Provider {
    /// A provider that has not been asked anything yet.
    pub fn new(settings: Settings) -> Result<Self, String> {
        address(&settings.issuer)
            .map_err(|_| "the address of the OpenID provider must begin with https://")?;
        Ok(Self {
            settings,
            client: outward::client(),
            memory: Mutex::default(),
        })
    }

    /// From whom and for whom tokens have to be.
    pub(super) fn parties(&self) -> Parties<'_> {
        Parties {
            issuer: &self.settings.issuer,
            client: &self.settings.client_id,
        }
    }

    /// The provider, as it is known or as it tells now.
    pub(super) async fn known(&self, now: DateTime<Utc>) -> Result<Arc<Known>, Trouble> {
        self.asked(now, GOOD_FOR, PEACE).await
    }

    /// What a token of the provider says. An unknown key may be a new one, so the provider is asked, once a minute at most.
    pub(super) async fn read<T: DeserializeOwned>(
        &self,
        token: &str,
        now: DateTime<Utc>,
    ) -> Result<T, Trouble> {
        match self.known(now).await?.keys.read(token) {
            Err(Trouble::Key) => self.asked(now, NEW_KEYS, NEW_KEYS).await?.keys.read(token),
            read => read,
        }
    }

    /// What is known, if it is younger than `good_for`; otherwise what the provider says, unless it was asked within `peace`.
    async fn asked(
        &self,
        now: DateTime<Utc>,
        good_for: TimeDelta,
        peace: TimeDelta,
    ) -> Result<Arc<Known>, Trouble> {
        // Whoever comes meanwhile waits for the same answer.
        let mut memory = self.memory.lock().await;
        let known = memory.known.clone();
        if let Some(known) = known.as_ref().filter(|known| now - known.at < good_for) {
            return Ok(Arc::clone(known));
        }
        if memory.asked_at.is_some_and(|at| now - at < peace) {
            return known.ok_or(Trouble::Silent);
        }
        memory.asked_at = Some(now);
        match self.discover(now).await {
            Ok(news) => Ok(Arc::clone(memory.known.insert(Arc::new(news)))),
            // What was true an hour ago is better than nothing.
            Err(trouble) => known.ok_or(trouble),
        }
    }

    async fn discover(&self, now: DateTime<Utc>) -> Result<Known, Trouble> {
        let base = self.settings.issuer.trim_end_matches('/');
        let metadata = self
            .get(&[base, "/.well-known/openid-configuration"].concat())
            .await?;
        let metadata: Metadata = serde_json::from_slice(&metadata).map_err(|_| Trouble::Silent)?;
        // Whoever calls itself otherwise signs in other people.
        if metadata.issuer != self.settings.issuer {
            return Err(Trouble::Issuer);
        }
        let keys = self.get(&metadata.jwks_uri).await?;
        let keys = serde_json::from_slice(&keys).map_err(|_| Trouble::Silent)?;
        Ok(Known {
            metadata,
            keys: Keys::of(&keys),
            at: now,
        })
    }

    async fn get(&self, url: &str) -> Result<Bytes, Trouble> {
        let request = Request::get(address(url)?).header(header::ACCEPT, "application/json");
        self.send(request.body(Full::default()).map_err(|_| Trouble::Silent)?)
            .await
    }

    pub(super) async fn send(&self, request: Request<Full<Bytes>>) -> Result<Bytes, Trouble> {
        let answer = async {
            let answer = self.client.request(request).await.map_err(|_| Trouble::Silent)?;
            match answer.status() {
                StatusCode::OK => {}
                StatusCode::BAD_REQUEST | StatusCode::UNAUTHORIZED => return Err(Trouble::Refused),
                _ => return Err(Trouble::Silent),
            }
            let body = Limited::new(answer, ANSWER_LIMIT).collect().await;
            body.map(http_body_util::Collected::to_bytes)
                .map_err(|_| Trouble::Silent)
        };
        tokio::time::timeout(PATIENCE, answer)
            .await
            .unwrap_or(Err(Trouble::Silent))
    }

    /// Refuses the answer of another provider (RFC 9207).
    pub(super) fn check_issuer(&self, known: &Known, issuer: Option<&str>) -> Result<(), Trouble> {
        let right = match issuer {
            Some(issuer) => issuer == self.settings.issuer,
            None => !known.metadata.authorization_response_iss_parameter_supported,
        };
        if right { Ok(()) } else { Err(Trouble::Issuer) }
    }
}

/// An address that secrets may be sent to.
pub(super) fn address(url: &str) -> Result<Uri, Trouble> {
    let address: Uri = url.parse().map_err(|_| Trouble::Silent)?;
    if outward::is_safe(&address) {
        Ok(address)
    } else {
        Err(Trouble::Silent)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_secret_does_not_cross_a_network_in_the_clear_and_is_never_shown() {
        for (issuer, right) in [
            ("https://id.example.org/realms/city", true),
            ("http://127.0.0.1:8000", true),
            ("http://id.example.org", false),
            ("id.example.org", false),
        ] {
            let settings = Settings {
                issuer: issuer.to_owned(),
                client_id: "jaettu".to_owned(),
                secret: "canary".parse().ok(),
                scopes: "openid".to_owned(),
                site: "https://jaettu.example.org".to_owned(),
                groups: Vec::new(),
            };
            assert!(!format!("{settings:?}").contains("canary"));
            assert_eq!(Provider::new(settings).is_ok(), right, "{issuer}");
        }
    }
}
