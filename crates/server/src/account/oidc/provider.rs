//! The provider: where its endpoints are and which keys it signs with, as it tells itself, and what is asked of it.
//!
//! Nothing is asked at the start: the service starts, and people read and sign in with their cards, while the provider is
//! down.

use super::Trouble;
use super::tokens::Keys;
use crate::account::secrets::token_hash;
use crate::messages::config::Secret;
use crate::outward::{self, Client};
use axum::http::{HeaderValue, Request, StatusCode, Uri, header};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use chrono::{DateTime, TimeDelta, Utc};
use http_body_util::{BodyExt, Full, Limited};
use hyper::body::Bytes;
use jaettu_domain::account::oidc::{GroupRule, Parties};
use jaettu_domain::text::Language;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::Mutex;
use url::Url;
use url::form_urlencoded::{Serializer, byte_serialize};

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
struct Metadata {
    issuer: String,
    authorization_endpoint: String,
    token_endpoint: String,
    jwks_uri: String,
    end_session_endpoint: Option<String>,
    token_endpoint_auth_methods_supported: Option<Vec<String>>,
    #[serde(default)]
    authorization_response_iss_parameter_supported: bool,
}

/// The provider as it was known at some instant.
pub(super) struct Known {
    metadata: Metadata,
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
        address(&settings.issuer).map_err(|_| "the address of the OpenID provider must begin with https://")?;
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

    fn callback(&self) -> String {
        [&self.settings.site, "/api/v1/session/callback"].concat()
    }

    /// The provider, as it is known or as it tells now.
    pub(super) async fn known(&self, now: DateTime<Utc>) -> Result<Arc<Known>, Trouble> {
        self.asked(now, GOOD_FOR, PEACE).await
    }

    /// What a token of the provider says. An unknown key may be a new one, so the provider is asked, once a minute at most.
    pub(super) async fn read<T: DeserializeOwned>(&self, token: &str, now: DateTime<Utc>) -> Result<T, Trouble> {
        match self.known(now).await?.keys.read(token) {
            Err(Trouble::Key) => self.asked(now, NEW_KEYS, NEW_KEYS).await?.keys.read(token),
            read => read,
        }
    }

    /// What is known, if it is younger than `good_for`; otherwise what the provider says, unless it was asked within `peace`.
    async fn asked(&self, now: DateTime<Utc>, good_for: TimeDelta, peace: TimeDelta) -> Result<Arc<Known>, Trouble> {
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
        let metadata = self.get(&[base, "/.well-known/openid-configuration"].concat()).await?;
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
        self.send(request.body(Full::default()).map_err(|_| Trouble::Silent)?).await
    }

    async fn send(&self, request: Request<Full<Bytes>>) -> Result<Bytes, Trouble> {
        let answer = async {
            let answer = self.client.request(request).await.map_err(|_| Trouble::Silent)?;
            match answer.status() {
                StatusCode::OK => {}
                StatusCode::BAD_REQUEST | StatusCode::UNAUTHORIZED => return Err(Trouble::Refused),
                _ => return Err(Trouble::Silent),
            }
            let body = Limited::new(answer, ANSWER_LIMIT).collect().await;
            body.map(http_body_util::Collected::to_bytes).map_err(|_| Trouble::Silent)
        };
        tokio::time::timeout(PATIENCE, answer).await.unwrap_or(Err(Trouble::Silent))
    }

    /// Exchanges a code for an ID token.
    pub(super) async fn exchange(&self, known: &Known, code: &str, verifier: &str) -> Result<String, Trouble> {
        #[derive(Deserialize)]
        struct Tokens {
            id_token: String,
        }
        let tokens = self.send(self.token_request(known, code, verifier)?).await?;
        let tokens: Tokens = serde_json::from_slice(&tokens).map_err(|_| Trouble::Silent)?;
        Ok(tokens.id_token)
    }

    fn token_request(&self, known: &Known, code: &str, verifier: &str) -> Result<Request<Full<Bytes>>, Trouble> {
        let mut form = Serializer::new(String::new());
        form.append_pair("grant_type", "authorization_code")
            .append_pair("code", code)
            .append_pair("redirect_uri", &self.callback())
            .append_pair("code_verifier", verifier);
        let methods = known.metadata.token_endpoint_auth_methods_supported.as_deref();
        let basic = methods.is_none_or(|methods| methods.iter().any(|method| method == "client_secret_basic"));
        let secret = self.settings.secret.as_ref().map(Secret::reveal);
        let mut request = Request::post(address(&known.metadata.token_endpoint)?)
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .header(header::ACCEPT, "application/json");
        if let Some(secret) = secret.filter(|_| basic) {
            request = request.header(header::AUTHORIZATION, basic_header(&self.settings.client_id, secret)?);
        } else {
            form.append_pair("client_id", &self.settings.client_id);
            secret.map(|secret| form.append_pair("client_secret", secret));
        }
        request.body(Full::new(Bytes::from(form.finish()))).map_err(|_| Trouble::Silent)
    }

    /// Where the browser goes to sign out at the provider as well; nowhere if it does not answer or has no such place.
    pub async fn sign_out_address(&self, id_token: &str, now: DateTime<Utc>) -> Option<String> {
        let known = self.known(now).await.ok()?;
        let mut url = endpoint(known.metadata.end_session_endpoint.as_deref()?).ok()?;
        url.query_pairs_mut()
            .append_pair("id_token_hint", id_token)
            .append_pair("client_id", &self.settings.client_id)
            .append_pair("post_logout_redirect_uri", &[&self.settings.site, "/"].concat());
        Some(url.into())
    }

    /// Where the browser goes to sign in.
    pub(super) fn sign_in_address(&self, known: &Known, begun: &Begun<'_>) -> Result<String, Trouble> {
        let mut url = endpoint(&known.metadata.authorization_endpoint)?;
        url.query_pairs_mut()
            .append_pair("response_type", "code")
            .append_pair("client_id", &self.settings.client_id)
            .append_pair("redirect_uri", &self.callback())
            .append_pair("scope", &self.settings.scopes)
            .append_pair("state", begun.state)
            .append_pair("nonce", begun.nonce)
            // What is kept of a token is what PKCE calls S256.
            .append_pair("code_challenge", &token_hash(begun.verifier))
            .append_pair("code_challenge_method", "S256")
            .append_pair("ui_locales", begun.language.code());
        Ok(url.into())
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

/// What makes one sign-in different from every other.
pub(super) struct Begun<'a> {
    pub(super) state: &'a str,
    pub(super) nonce: &'a str,
    pub(super) verifier: &'a str,
    pub(super) language: Language,
}

/// An address that secrets may be sent to.
fn address(url: &str) -> Result<Uri, Trouble> {
    let address: Uri = url.parse().map_err(|_| Trouble::Silent)?;
    if outward::is_safe(&address) { Ok(address) } else { Err(Trouble::Silent) }
}

fn endpoint(url: &str) -> Result<Url, Trouble> {
    address(url)?;
    url.parse().map_err(|_| Trouble::Silent)
}

/// `client_secret_basic`: both halves are written as in a form first (RFC 6749, 2.3.1).
fn basic_header(client: &str, secret: &str) -> Result<HeaderValue, Trouble> {
    let coded = |text: &str| byte_serialize(text.as_bytes()).collect::<String>();
    let both = STANDARD.encode([coded(client), coded(secret)].join(":"));
    let mut value = HeaderValue::from_str(&["Basic ", &both].concat()).map_err(|_| Trouble::Refused)?;
    value.set_sensitive(true);
    Ok(value)
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
        assert_eq!(basic_header("a b", "c:d").unwrap(), "Basic YStiOmMlM0Fk");
    }
}
