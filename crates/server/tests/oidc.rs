//! Signing in at an OpenID provider: a real one, and one that forges.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test that cannot go on fails"
)]

mod support;

#[path = "oidc/forged.rs"]
mod forged;
#[path = "support/forger.rs"]
mod forger;
#[path = "support/log.rs"]
mod log;
#[path = "support/openid.rs"]
mod openid;

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
use support::person::Guest;
use support::{Answer, Service};
use url::Url;

on_both_databases!(
    a_resident_signs_in_and_is_the_same_person_the_next_time,
    staff_get_their_desks_from_their_groups_and_lose_them_with_the_groups,
    tokens_signed_with_rsa_are_taken,
    what_was_tampered_with_on_the_way_signs_nobody_in,
    a_code_is_good_for_one_browser_and_one_time_within_ten_minutes,
    nobody_is_led_away_after_signing_in,
    an_address_of_e_mail_makes_nobody_somebody_else,
    a_disabled_account_is_not_signed_in,
    signing_out_here_leads_to_signing_out_there,
    signing_out_there_ends_the_session_here,
    logs_say_nothing_of_whoever_signs_in,
);

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

async fn a_resident_signs_in_and_is_the_same_person_the_next_time(service: Service) {
    let Some(openid) = openid::provider() else { return };
    let service = beside(service, &openid.issuer);
    let sub = account(openid, &service, "asukas", json!("suomi_fi"), resident()).await;
    let ways = service.get("/api/v1/session/ways").await.json();
    assert_eq!(ways, json!({ "card": true, "openid": true }));
    let mut browser = Browser::of(&service);
    let url = browser.begin("/sv/items/porakone").await;
    for (name, value) in [
        ("code_challenge_method", "S256"),
        ("response_type", "code"),
        ("ui_locales", "sv"),
    ] {
        assert!(
            url.query_pairs().any(|(own, is)| own == name && is == value),
            "{name} in {url}"
        );
    }
    let back = browser.follow(url, &sub).await;
    let answer = browser.get(&back).await;
    assert_eq!(
        (answer.status.as_u16(), answer.header("location")),
        (303, "/sv/items/porakone")
    );
    assert!(
        !browser.ours.contains_key("__Host-jaettu-signin"),
        "the cookie of the sign-in is gone"
    );
    let me = browser.me().await.json();
    assert_eq!(
        (&me["name"], &me["email"], &me["channel"]),
        (
            &json!("Testi Asukas"),
            &json!("testi.asukas@example.org"),
            &json!("email")
        )
    );
    assert_eq!(
        (&me["role"], &me["card"], &me["has_pin"]),
        (&json!("resident"), &json!(null), &json!(false))
    );
    let first = browser.ours["__Host-jaettu"].clone();
    openid
        .account(
            &sub,
            json!(["suomi_fi"]),
            json!({ "given_name": "Testi", "family_name": "Uusinimi" }),
        )
        .await;
    browser.sign_in(&sub).await;
    let again = browser.me().await.json();
    assert_eq!(
        (&again["id"], &again["name"], &again["email"]),
        (&me["id"], &json!("Testi Uusinimi"), &me["email"])
    );
    let mut thief = Browser::of(&service);
    thief.ours.insert("__Host-jaettu".to_owned(), first);
    assert_eq!(thief.me().await.status, 401, "the session before is over");
}

async fn staff_get_their_desks_from_their_groups_and_lose_them_with_the_groups(service: Service) {
    let Some(openid) = openid::provider() else { return };
    let service = beside(service.with_demo().await, &openid.issuer);
    let claims = json!({ "name": "Testi Virkailija", "ad_groups": ["muu", "kirjasto"] });
    let sub = account(
        openid,
        &service,
        "virkailija",
        json!(["helsinki_adfs"]),
        claims.clone(),
    )
    .await;
    let mut browser = Browser::of(&service);
    browser.sign_in(&sub).await;
    let me = browser.me().await.json();
    assert_eq!(
        (&me["role"], &me["desks"]),
        (&json!("staff"), &json!({ "these": ["kallio"] }))
    );
    assert_eq!(browser.get("/api/v1/desk/kallio/today").await.status, 200);
    assert_eq!(
        browser.get("/api/v1/desk/oodi/today").await.problem(),
        "not_your_desk"
    );
    for (amr, claims) in [
        (
            json!("helsinki_adfs"),
            json!({ "name": "Testi Virkailija", "ad_groups": "muu" }),
        ),
        (json!("suomi_fi"), claims.clone()),
        (json!(null), claims.clone()),
    ] {
        openid
            .account(&sub, json!("helsinkiad"), json!({ "ad_groups": "kirjasto" }))
            .await;
        browser.sign_in(&sub).await;
        assert_eq!(browser.me().await.json()["role"], "staff");
        openid.account(&sub, amr.clone(), claims).await;
        let mut other = Browser::of(&service);
        other.sign_in(&sub).await;
        assert_eq!(other.me().await.json()["role"], "resident", "{amr}");
        let today = browser.get("/api/v1/desk/kallio/today").await;
        assert_eq!(
            today.problem(),
            "not_allowed",
            "the role is lost in every session at once"
        );
    }
}

async fn tokens_signed_with_rsa_are_taken(service: Service) {
    let Some(openid) = openid::provider() else { return };
    let service = beside_as(service, &openid.issuer, "jaettu-rsa");
    let sub = account(openid, &service, "rsa", json!("suomi_fi"), resident()).await;
    let mut browser = Browser::of(&service);
    browser.sign_in(&sub).await;
    assert_eq!(browser.me().await.status, 200);
}

/// What somebody makes of the address that leads back to us.
type Change = fn(&str) -> String;

async fn what_was_tampered_with_on_the_way_signs_nobody_in(service: Service) {
    let Some(openid) = openid::provider() else { return };
    let service = beside(service, &openid.issuer);
    let sub = account(openid, &service, "muutettu", json!("suomi_fi"), resident()).await;
    let mut browser = Browser::of(&service);
    let changes: [(&str, Option<&'static str>, Change); 7] = [
        (
            "nonce",
            Some("UPDATE sign_ins SET nonce = 'another'"),
            str::to_owned,
        ),
        (
            "verifier",
            Some("UPDATE sign_ins SET verifier = 'another-verifier-that-is-long-enough-for-pkce'"),
            str::to_owned,
        ),
        ("state", None, |back| back.replace("state=", "state=x")),
        ("state twice", None, |back| format!("{back}&state=x")),
        ("issuer", None, |back| back.replace("iss=http", "iss=https")),
        ("no issuer", None, |back| {
            back.split("&iss=").next().unwrap().to_owned()
        }),
        ("code", None, |back| back.replace("code=", "code=x")),
    ];
    for (what, sql, change) in changes {
        browser.theirs.clear();
        let url = browser.begin("/fi/me").await;
        let back = browser.follow(url, &sub).await;
        if let Some(sql) = sql {
            service.sql(sql).await;
        }
        let answer = browser.get(&change(&back)).await;
        assert_eq!(
            (answer.status.as_u16(), answer.header("location")),
            (303, TROUBLE),
            "{what}"
        );
        assert_eq!(browser.me().await.status, 401, "{what}");
    }
    let mut refused = Browser::of(&service);
    let url = refused.begin("/fi/me").await;
    let back = refused.follow(url, "").await;
    assert!(back.contains("error=access_denied"), "{back}");
    assert_eq!(refused.get(&back).await.header("location"), TROUBLE);
    // In the language of the page that one came from, and with the way back there.
    let url = refused.begin("/sv/items/porakone/hold").await;
    let back = refused.follow(url, "").await;
    let again = "/sv/me?next=%2Fsv%2Fitems%2Fporakone%2Fhold&trouble=sign_in";
    assert_eq!(refused.get(&back).await.header("location"), again);
    browser.sign_in(&sub).await;
    assert_eq!(browser.me().await.status, 200, "untouched it works");
}

async fn a_code_is_good_for_one_browser_and_one_time_within_ten_minutes(service: Service) {
    let Some(openid) = openid::provider() else { return };
    let service = beside(service, &openid.issuer);
    let sub = account(openid, &service, "kerran", json!("suomi_fi"), resident()).await;
    let mut browser = Browser::of(&service);
    let url = browser.begin("/fi/me").await;
    let back = browser.follow(url, &sub).await;
    let mut stranger = Browser::of(&service);
    assert_eq!(stranger.get(&back).await.header("location"), TROUBLE);
    stranger.begin("/fi/me").await;
    assert_eq!(
        stranger.get(&back).await.header("location"),
        TROUBLE,
        "with a sign-in of its own"
    );
    assert_eq!(stranger.me().await.status, 401);
    let state = browser.ours.clone();
    assert_eq!(browser.get(&back).await.header("location"), "/fi/me");
    let mut replay = Browser::of(&service);
    replay.ours = state;
    assert_eq!(replay.get(&back).await.header("location"), TROUBLE);
    assert_eq!(replay.me().await.status, 401);
    let mut slow = Browser::of(&service);
    let url = slow.begin("/fi/me").await;
    let back = slow.follow(url, &sub).await;
    service.wait(601);
    assert_eq!(slow.get(&back).await.header("location"), TROUBLE);
}

async fn nobody_is_led_away_after_signing_in(service: Service) {
    let Some(openid) = openid::provider() else { return };
    let service = beside(service, &openid.issuer);
    let sub = account(openid, &service, "minne", json!("suomi_fi"), resident()).await;
    let mut browser = Browser::of(&service);
    for (asked, reached) in [
        ("/sv/me?x=1", "/sv/me?x=1"),
        ("//e", "/fi/me"),
        ("/\\e", "/fi/me"),
        ("/%5Ce", "/fi/me"),
        ("/%09/e", "/fi/me"),
        ("/\t/e", "/fi/me"),
        ("\\\\e", "/fi/me"),
        ("https:e", "/fi/me"),
        ("https://e@jaettu.example", "/fi/me"),
        ("/fi\r\nSet-Cookie: a=b", "/fi/me"),
        ("javascript:alert(1)", "/fi/me"),
        ("", "/fi/me"),
    ] {
        let url = browser.begin(asked).await;
        let back = browser.follow(url, &sub).await;
        assert_eq!(browser.get(&back).await.header("location"), reached, "{asked:?}");
    }
}

async fn an_address_of_e_mail_makes_nobody_somebody_else(service: Service) {
    let Some(openid) = openid::provider() else { return };
    let service = beside(service.with_demo().await, &openid.issuer);
    let claims = json!({ "name": "Testi Toinen", "email": "10000001@example.org", "email_verified": true });
    let sub = account(openid, &service, "toinen", json!("suomi_fi"), claims.clone()).await;
    let mut browser = Browser::of(&service);
    browser.sign_in(&sub).await;
    let me = browser.me().await.json();
    let holder = service
        .signed_in("1000 0001")
        .await
        .get("/api/v1/me")
        .await
        .json();
    assert_eq!(me["email"], holder["email"]);
    assert_ne!(me["id"], holder["id"]);
    let mut claims = claims;
    claims["email_verified"] = json!(false);
    let sub = account(openid, &service, "vahvistamaton", json!("suomi_fi"), claims).await;
    browser.sign_in(&sub).await;
    let me = browser.me().await.json();
    assert_eq!(
        (&me["email"], &me["channel"]),
        (&json!(null), &json!("none")),
        "who knows whose it is"
    );
}

async fn a_disabled_account_is_not_signed_in(service: Service) {
    let Some(openid) = openid::provider() else { return };
    let service = beside(service, &openid.issuer);
    let sub = account(openid, &service, "suljettu", json!("suomi_fi"), resident()).await;
    let mut browser = Browser::of(&service);
    browser.sign_in(&sub).await;
    service.sql("UPDATE people SET disabled = TRUE").await;
    assert_eq!(browser.me().await.status, 401);
    assert_eq!(browser.sign_in(&sub).await.header("location"), TROUBLE);
    assert_eq!(browser.me().await.status, 401);
}

async fn signing_out_here_leads_to_signing_out_there(service: Service) {
    let Some(openid) = openid::provider() else { return };
    let service = beside(service.with_demo().await, &openid.issuer);
    let sub = account(openid, &service, "ulos", json!("suomi_fi"), resident()).await;
    let mut browser = Browser::of(&service);
    browser.sign_in(&sub).await;
    let answer = browser.send("DELETE", "/api/v1/session").await.json();
    assert_eq!(browser.me().await.status, 401);
    let next = answer["next"].as_str().expect("where to go on").to_owned();
    assert_eq!(browser.sign_out_there(&next).await, format!("{SITE}/"));
    let again = browser.send("DELETE", "/api/v1/session").await.json();
    assert_eq!(again, json!({ "done": true }));
    let holder = service.signed_in("1000 0001").await;
    assert_eq!(
        holder.delete("/api/v1/session").await.json(),
        json!({ "done": true }),
        "who came with a card stays here"
    );
}

async fn signing_out_there_ends_the_session_here(service: Service) {
    let Some(openid) = openid::provider() else { return };
    let service = beside(service, &openid.issuer);
    let sub = account(openid, &service, "muualla", json!("suomi_fi"), resident()).await;
    let (mut browser, mut phone) = (Browser::of(&service), Browser::of(&service));
    browser.sign_in(&sub).await;
    phone.sign_in(&sub).await;
    let id_token = service.texts("SELECT id_token FROM sessions").await.remove(0);
    let refused = backchannel(&service, &id_token).await;
    assert_eq!(
        (refused.status.as_u16(), refused.text().as_str()),
        (400, r#"{"error":"invalid_request"}"#)
    );
    browser
        .sign_out_there(&format!("{}/session/end", openid.issuer))
        .await;
    let mut tokens = openid.logout_tokens(&sub).await;
    for _ in 0..50 {
        if !tokens.is_empty() {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(100)).await;
        tokens = openid.logout_tokens(&sub).await;
    }
    assert_eq!(browser.me().await.status, 200, "nothing was delivered yet");
    let (message, _) = tokens[0].rsplit_once('.').unwrap();
    assert_eq!(
        backchannel(&service, &format!("{message}.AAAA")).await.status,
        400
    );
    let done = backchannel(&service, &tokens[0]).await;
    assert_eq!(
        (done.status.as_u16(), done.header("cache-control")),
        (200, "no-store")
    );
    assert_eq!(browser.me().await.status, 401);
    assert_eq!(phone.me().await.status, 200, "the other session goes on");
    assert_eq!(
        backchannel(&service, &tokens[0]).await.status,
        400,
        "it is here for the second time"
    );
}

async fn logs_say_nothing_of_whoever_signs_in(service: Service) {
    let Some(openid) = openid::provider() else { return };
    let log = log::Log::listen();
    let service = beside(service, &openid.issuer);
    let claims = json!({ "name": "Canary Testi", "email": "canary@example.org", "email_verified": true });
    let sub = account(openid, &service, "canary-sub", json!("suomi_fi"), claims).await;
    let mut browser = Browser::of(&service);
    let url = browser.begin("/fi/me?canary-page").await;
    let back = browser.follow(url, &sub).await;
    browser.get(&back).await;
    let token = browser.ours["__Host-jaettu"].clone();
    let id_token = service.texts("SELECT id_token FROM sessions").await.remove(0);
    browser.get(&back).await;
    browser
        .get(&format!(
            "{back}&error=canary-error&error_description=canary-words"
        ))
        .await;
    backchannel(&service, &id_token).await;
    browser.send("DELETE", "/api/v1/session").await;
    let query = url::form_urlencoded::parse(back.split_once('?').unwrap().1.as_bytes()).into_owned();
    let secrets = query.filter(|(name, _)| name != "iss").map(|(_, value)| value);
    let said = log.text();
    assert!(
        said.contains("somebody could not sign in at the OpenID provider"),
        "{said}"
    );
    for canary in ["canary", "Canary", &token, &id_token]
        .into_iter()
        .map(str::to_owned)
        .chain(secrets)
    {
        assert!(!said.contains(&canary), "the log says {canary}");
    }
}

#[tokio::test]
async fn with_the_provider_down_cards_still_sign_in_and_one_is_told() {
    let service = support::sqlite().await.with_demo().await;
    // Nobody listens on the port of a listener that is gone.
    let gone = std::net::TcpListener::bind("127.0.0.1:0")
        .unwrap()
        .local_addr()
        .unwrap();
    let service = beside(service, &format!("http://{gone}"));
    let mut browser = Browser::of(&service);
    let answer = browser.get("/api/v1/session/begin?return_to=/fi/me").await;
    assert_eq!(
        (answer.status.as_u16(), answer.header("location")),
        (303, TROUBLE)
    );
    let answer = browser.get("/api/v1/session/begin?return_to=/sv/items").await;
    assert_eq!(
        answer.header("location"),
        "/sv/me?next=%2Fsv%2Fitems&trouble=sign_in",
        "in the same language, and with the same way on"
    );
    assert_eq!(
        browser
            .get("/api/v1/session/callback?code=a&state=b")
            .await
            .header("location"),
        TROUBLE
    );
    assert_eq!(backchannel(&service, "a.b.c").await.status, 400);
    let guest = service.signed_in("1000 0001").await;
    assert_eq!(guest.get("/api/v1/me").await.status, 200);
    assert_eq!(
        guest.delete("/api/v1/session").await.json(),
        json!({ "done": true })
    );
}

#[tokio::test]
async fn cards_can_be_left_out() {
    let service = support::sqlite().await.with_demo().await;
    let ways = ways("https://id.example.org", "jaettu", false);
    let service = service.with_ways(ways);
    assert_eq!(
        service.get("/api/v1/session/ways").await.json(),
        json!({ "card": false, "openid": true })
    );
    let mut guest = Guest::of(&service);
    assert_eq!(guest.sign_in("1000 0001", "1234").await.problem(), "not_found");
    let page = service.get("/sv/me?next=/sv/items&trouble=sign_in").await.text();
    assert!(
        page.contains("href=\"/api/v1/session/begin?return_to=%2Fsv%2Fitems\""),
        "{page}"
    );
    assert!(
        page.contains("role=\"alert\"") && !page.contains("name=\"pin\""),
        "{page}"
    );
}

#[tokio::test]
async fn without_a_provider_there_is_no_way_to_one() {
    let service = support::sqlite().await;
    assert_eq!(
        service.get("/api/v1/session/ways").await.json(),
        json!({ "card": true, "openid": false })
    );
    for path in ["begin", "callback?state=a&code=b"] {
        let answer = service.get(&format!("/api/v1/session/{path}")).await;
        assert_eq!(
            (answer.status.as_u16(), answer.header("location")),
            (303, TROUBLE)
        );
    }
    assert_eq!(backchannel(&service, "a.b.c").await.status, 400);
}
