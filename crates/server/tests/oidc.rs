//! Signing in at an OpenID provider: a real one, and one that forges.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test that cannot go on fails"
)]

#[macro_use]
mod support;

#[path = "oidc/ends.rs"]
mod ends;
#[path = "oidc/forged.rs"]
mod forged;
#[path = "support/forger.rs"]
mod forger;
#[path = "support/log.rs"]
mod log;
#[path = "support/openid.rs"]
mod openid;
#[path = "oidc/way.rs"]
mod way;

use axum::body::Body;
use axum::http::Request;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jaettu_server::account::Ways;
use jaettu_server::account::oidc::{Provider, Settings};
use jaettu_server::clock::Clock;
use openid::{OpenId, web};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use support::{Answer, Service};
use url::Url;

const SITE: &str = "https://jaettu.example";
const TROUBLE: &str = "/fi/me?trouble=sign_in";

/// What a token says, whoever has signed it.
fn claims(token: &str) -> Value {
    let payload = token.split('.').nth(1).expect("three parts");
    serde_json::from_slice(&URL_SAFE_NO_PAD.decode(payload).expect("base64")).expect("JSON")
}

fn ways(issuer: &str, client: &str, card: bool) -> Ways {
    let settings = Settings {
        issuer: issuer.to_owned(),
        client_id: client.to_owned(),
        secret: "canary-secret".parse().ok(),
        scopes: "openid profile email".to_owned(),
        site: SITE.to_owned(),
        groups: ["kirjasto=staff:kallio+atlantis", "ohjelma=coordinator"]
            .map(|rule| rule.parse().unwrap())
            .into(),
    };
    Ways {
        card,
        openid: Some(Provider::new(settings).unwrap()),
    }
}

/// The service beside a provider, at the provider's time.
fn beside(service: Service, issuer: &str) -> Service {
    beside_as(service, issuer, "jaettu")
}

fn beside_as(service: Service, issuer: &str, client: &str) -> Service {
    let clock = &service.app.clock;
    clock.go_on(Clock::default().now() - clock.now());
    service.with_ways(ways(issuer, client, true))
}

/// A browser, with cookies of both sides.
struct Browser<'a> {
    service: &'a Service,
    ours: BTreeMap<String, String>,
    theirs: BTreeMap<String, String>,
}

fn keep(jar: &mut BTreeMap<String, String>, headers: &axum::http::HeaderMap) {
    for cookie in headers.get_all("set-cookie") {
        let cookie = cookie.to_str().unwrap();
        let (name, value) = cookie.split(';').next().unwrap().split_once('=').unwrap();
        if value.is_empty() {
            jar.remove(name);
        } else {
            jar.insert(name.to_owned(), value.to_owned());
        }
    }
}

fn cookies(jar: &BTreeMap<String, String>) -> String {
    jar.iter()
        .map(|(name, value)| format!("{name}={value}"))
        .collect::<Vec<_>>()
        .join("; ")
}

impl<'a> Browser<'a> {
    fn of(service: &'a Service) -> Self {
        Self {
            service,
            ours: BTreeMap::new(),
            theirs: BTreeMap::new(),
        }
    }

    async fn send(&mut self, method: &str, path: &str) -> Answer {
        let request = Request::builder()
            .method(method)
            .uri(path)
            .header("host", "jaettu.example")
            .header("cookie", cookies(&self.ours))
            .body(Body::empty())
            .unwrap();
        let answer = self.service.send(request).await;
        keep(&mut self.ours, &answer.headers);
        answer
    }

    async fn get(&mut self, path: &str) -> Answer {
        self.send("GET", path).await
    }

    async fn me(&mut self) -> Answer {
        self.get("/api/v1/me").await
    }

    /// Begins a sign-in: where the provider is to be asked.
    async fn begin(&mut self, return_to: &str) -> Url {
        let query: String = url::form_urlencoded::byte_serialize(return_to.as_bytes()).collect();
        let answer = self
            .get(&format!("/api/v1/session/begin?return_to={query}"))
            .await;
        assert_eq!(answer.status, 303);
        answer
            .header("location")
            .parse()
            .expect("an address of the provider")
    }

    /// Goes to an address of the provider and on, as `sub`, until the provider sends the browser back to us.
    async fn follow(&mut self, url: Url, sub: &str) -> String {
        let mut url = url;
        for _ in 0..8 {
            let (status, headers, body) = web("GET", url.as_str(), &cookies(&self.theirs), "").await;
            keep(&mut self.theirs, &headers);
            assert!((301..=303).contains(&status), "{status} {body}");
            url = url.join(headers["location"].to_str().unwrap()).unwrap();
            if let Some(path) = url.as_str().strip_prefix(SITE) {
                return path.to_owned();
            }
            if url.path().starts_with("/interaction/") {
                url.query_pairs_mut().append_pair("login", sub);
            }
        }
        unreachable!("the provider leads in circles")
    }

    /// Signs in as `sub` at the provider: our last answer.
    async fn sign_in(&mut self, sub: &str) -> Answer {
        // Without their cookies the provider asks anew who it is.
        self.theirs.clear();
        let url = self.begin("/fi/me").await;
        let back = self.follow(url, sub).await;
        self.get(&back).await
    }

    /// Signs out at the provider.
    async fn sign_out_there(&mut self, url: &str) -> String {
        let (_, headers, form) = web("GET", url, &cookies(&self.theirs), "").await;
        keep(&mut self.theirs, &headers);
        let part = |begin: &str| form.split_once(begin).unwrap().1.split('"').next().unwrap();
        let (action, xsrf) = (part("action=\""), part("name=\"xsrf\" value=\""));
        let body = format!("xsrf={xsrf}&logout=yes");
        let (_, headers, _) = web("POST", action, &cookies(&self.theirs), &body).await;
        headers["location"].to_str().unwrap().to_owned()
    }
}

fn resident() -> Value {
    json!({ "name": "Testi Asukas", "email": "testi.asukas@example.org", "email_verified": true })
}

/// Delivers what the provider says about a session that has ended.
async fn backchannel(service: &Service, token: &str) -> Answer {
    let request = Request::post("/api/v1/session/backchannel")
        .header("content-type", "application/x-www-form-urlencoded")
        .body(Body::from(format!("logout_token={token}")))
        .unwrap();
    service.send(request).await
}

/// A name that no other test uses.
fn unique(name: &str, service: &Service) -> String {
    let database = if matches!(service.app.db, jaettu_server::db::Db::Sqlite(_)) {
        "sqlite"
    } else {
        "postgres"
    };
    format!("{name}-{database}")
}

async fn account(openid: &OpenId, service: &Service, name: &str, amr: Value, claims: Value) -> String {
    let sub = unique(name, service);
    openid.account(&sub, amr, claims).await;
    sub
}
