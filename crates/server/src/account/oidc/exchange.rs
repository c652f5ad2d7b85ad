//! What the provider is asked for one sign-in or sign-out: two addresses for the browser, and one request of our own.

use super::provider::{Known, address};
use super::{Provider, Trouble};
use crate::account::secrets::token_hash;
use crate::messages::config::Secret;
use axum::http::{HeaderValue, Request, header};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use chrono::{DateTime, Utc};
use http_body_util::Full;
use hyper::body::Bytes;
use jaettu_domain::text::Language;
use serde::Deserialize;
use url::Url;
use url::form_urlencoded::{Serializer, byte_serialize};

/// What makes one sign-in different from every other.
pub(super) struct Begun<'a> {
    pub(super) state: &'a str,
    pub(super) nonce: &'a str,
    pub(super) verifier: &'a str,
    pub(super) language: Language,
}

impl Provider {
    fn callback(&self) -> String {
        [&self.settings.site, "/api/v1/session/callback"].concat()
    }

    /// Exchanges a code for an ID token.
    pub(super) async fn exchange(
        &self,
        known: &Known,
        code: &str,
        verifier: &str,
    ) -> Result<String, Trouble> {
        #[derive(Deserialize)]
        struct Tokens {
            id_token: String,
        }
        let tokens = self.send(self.token_request(known, code, verifier)?).await?;
        let tokens: Tokens = serde_json::from_slice(&tokens).map_err(|_| Trouble::Silent)?;
        Ok(tokens.id_token)
    }

    fn token_request(
        &self,
        known: &Known,
        code: &str,
        verifier: &str,
    ) -> Result<Request<Full<Bytes>>, Trouble> {
        let mut form = Serializer::new(String::new());
        form.append_pair("grant_type", "authorization_code")
            .append_pair("code", code)
            .append_pair("redirect_uri", &self.callback())
            .append_pair("code_verifier", verifier);
        let methods = known.metadata.token_endpoint_auth_methods_supported.as_deref();
        let basic =
            methods.is_none_or(|methods| methods.iter().any(|method| method == "client_secret_basic"));
        let secret = self.settings.secret.as_ref().map(Secret::reveal);
        let mut request = Request::post(address(&known.metadata.token_endpoint)?)
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .header(header::ACCEPT, "application/json");
        if let Some(secret) = secret.filter(|_| basic) {
            request = request.header(
                header::AUTHORIZATION,
                basic_header(&self.settings.client_id, secret)?,
            );
        } else {
            form.append_pair("client_id", &self.settings.client_id);
            secret.map(|secret| form.append_pair("client_secret", secret));
        }
        request
            .body(Full::new(Bytes::from(form.finish())))
            .map_err(|_| Trouble::Silent)
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
    fn name_and_secret_are_written_as_in_a_form_before_they_are_joined() {
        assert_eq!(basic_header("a b", "c:d").unwrap(), "Basic YStiOmMlM0Fk");
    }
}
