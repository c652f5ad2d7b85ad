//! What a first sign-in at a provider makes of somebody, and who works at which desk, on both databases.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test that cannot go on fails"
)]

#[macro_use]
mod support;

#[path = "support/forger.rs"]
#[expect(dead_code, reason = "what it was asked for is looked at elsewhere")]
mod forger;

use axum::body::Body;
use axum::http::Request;
use forger::{Forger, Key};
use jaettu_server::account::Ways;
use jaettu_server::account::oidc::{Provider, Settings};
use jaettu_server::clock::Clock;
use serde_json::{Value, json};
use support::Service;
use support::person::Guest;
use url::Url;

on_both_databases!(
    somebody_new_is_written_to_in_the_language_in_which_they_came,
    a_day_of_birth_that_the_provider_tells_is_known,
    no_address_begins_sign_ins_without_end,
    who_keeps_the_programme_and_has_a_desk_works_at_it,
    who_keeps_the_programme_alone_looks_nobody_up,
    who_runs_the_service_works_at_every_desk,
);

/// The service beside a provider that says what the test wants.
fn beside(service: Service, forger: &Forger) -> Service {
    let clock = &service.app.clock;
    clock.go_on(Clock::default().now() - clock.now());
    let settings = Settings {
        issuer: forger.issuer.clone(),
        client_id: "jaettu".to_owned(),
        secret: "canary-secret".parse().ok(),
        scopes: "openid profile email".to_owned(),
        site: "https://jaettu.example".to_owned(),
        groups: ["kirjasto=staff:kallio", "ohjelma=coordinator", "palvelu=admin"]
            .map(|rule| rule.parse().unwrap())
            .into(),
    };
    service.with_ways(Ways {
        card: true,
        openid: Some(Provider::new(settings).unwrap()),
    })
}

async fn begin(service: &Service, return_to: &str) -> (Url, String) {
    let guest = Guest::of(service);
    let begun = guest
        .get(&format!("/api/v1/session/begin?return_to={return_to}"))
        .await;
    assert_eq!(begun.status, 303, "{}", begun.text());
    let location = begun.header("location").to_owned();
    let url = Url::parse(&location).unwrap_or_else(|_| Url::parse("https://jaettu.example").unwrap());
    let cookie = begun.header("set-cookie").split(';').next().unwrap_or_default();
    (url, cookie.to_owned())
}

/// Signs somebody in of whom the provider says this: what they are to us then.
async fn signed_in<'a>(
    service: &'a Service,
    (forger, key): (&Forger, &Key),
    return_to: &str,
    said: Value,
) -> Guest<'a> {
    let (url, cookie) = begin(service, return_to).await;
    let value = |name: &str| {
        let found = url.query_pairs().find(|(own, _)| own == name);
        found.map(|(_, value)| value.into_owned()).expect("a parameter")
    };
    let now = service.app.clock.now().timestamp();
    let mut claims = json!({
        "iss": forger.issuer, "sub": "somebody", "aud": "jaettu", "iat": now, "exp": now + 300,
        "nonce": value("nonce"), "sid": "there", "name": "Testi Asukas",
    });
    for (name, value) in said.as_object().unwrap() {
        claims[name] = value.clone();
    }
    forger.gives(key.sign(&claims));
    let back = format!(
        "/api/v1/session/callback?code=canary-code&state={}",
        value("state")
    );
    let request = Request::get(back)
        .header("cookie", cookie)
        .body(Body::empty())
        .unwrap();
    let ended = service.send(request).await;
    assert_eq!(ended.header("location"), return_to, "{}", ended.text());
    let mut guest = Guest::of(service);
    guest.keeps_cookie(ended.header("set-cookie"));
    guest
}

async fn provider() -> (Forger, Key) {
    let (forger, key) = (Forger::start().await, Key::new("1"));
    forger.has(&[&key]);
    (forger, key)
}

async fn somebody_new_is_written_to_in_the_language_in_which_they_came(service: Service) {
    let (forger, key) = provider().await;
    let service = beside(service.with_demo().await, &forger);
    let at = (&forger, &key);
    for (path, language) in [("/sv/items/porakone", "sv"), ("/en/me", "en"), ("/desk/", "fi")] {
        let said = json!({ "sub": language });
        let me = signed_in(&service, at, path, said).await.get("/api/v1/me").await;
        assert_eq!(me.json()["language"], language, "{path}");
    }
    // Whoever is known has chosen.
    let again = signed_in(&service, at, "/fi/me", json!({ "sub": "sv" })).await;
    assert_eq!(again.get("/api/v1/me").await.json()["language"], "sv");
}

async fn a_day_of_birth_that_the_provider_tells_is_known(service: Service) {
    let (forger, key) = provider().await;
    let service = beside(service.with_demo().await, &forger);
    let at = (&forger, &key);
    for (told, known) in [
        (json!({}), Value::Null),
        (json!({ "birthdate": "1990-02-28" }), json!("1990-02-28")),
        (json!({}), json!("1990-02-28")),
        (json!({ "birthdate": "0000-02-28" }), json!("1990-02-28")),
    ] {
        let guest = signed_in(&service, at, "/fi/me", told.clone()).await;
        assert_eq!(guest.get("/api/v1/me").await.json()["born"], known, "{told}");
    }
}

async fn no_address_begins_sign_ins_without_end(service: Service) {
    let (forger, key) = provider().await;
    let service = beside(service.with_demo().await, &forger);
    for _ in 0..70 {
        begin(&service, "/sv/me").await;
    }
    let begun = "SELECT state_hash FROM sign_ins";
    let begun = service.texts(begun).await.len();
    assert!((60..63).contains(&begun), "{begun}");
    let refused = Guest::of(&service)
        .get("/api/v1/session/begin?return_to=/sv/me")
        .await;
    assert_eq!(refused.header("location"), "/sv/me?trouble=sign_in");
    let elsewhere = Guest::of(&service).from("198.51.100.7");
    let begun = elsewhere.get("/api/v1/session/begin?return_to=/sv/me").await;
    assert!(begun.header("location").starts_with(&forger.issuer));
    service.wait(60);
    signed_in(&service, (&forger, &key), "/sv/me", json!({})).await;
}

fn groups(groups: &[&str]) -> Value {
    json!({ "amr": "helsinki_adfs", "ad_groups": groups })
}

/// The desks at which somebody works.
async fn desks(guest: &Guest<'_>) -> Vec<String> {
    let desks = guest.get("/api/v1/desk/libraries").await;
    assert_eq!(desks.status, 200, "{}", desks.text());
    let desks = desks.json();
    let desks = desks["items"].as_array().unwrap().iter();
    desks
        .map(|desk| desk["id"].as_str().unwrap().to_owned())
        .collect()
}

async fn who_keeps_the_programme_and_has_a_desk_works_at_it(service: Service) {
    let (forger, key) = provider().await;
    let service = beside(service.with_demo().await, &forger);
    let both = groups(&["ohjelma", "kirjasto"]);
    let guest = signed_in(&service, (&forger, &key), "/fi/me", both).await;
    assert_eq!(guest.get("/api/v1/me").await.json()["role"], "coordinator");
    assert_eq!(desks(&guest).await, ["kallio"]);
    assert_eq!(guest.get("/api/v1/desk/kallio/today").await.status, 200);
    let elsewhere = guest.get("/api/v1/desk/oodi/today").await;
    assert_eq!(elsewhere.problem(), "not_your_desk");
}

async fn who_keeps_the_programme_alone_looks_nobody_up(service: Service) {
    let (forger, key) = provider().await;
    let service = beside(service.with_demo().await, &forger);
    let guest = signed_in(&service, (&forger, &key), "/fi/me", groups(&["ohjelma"])).await;
    let search = json!({ "query": "1000 0002", "reason": "kortti hukassa" });
    let search = guest.post("/api/v1/desk/people/search", search).await;
    assert_eq!(search.status, 403, "{}", search.text());
}

async fn who_runs_the_service_works_at_every_desk(service: Service) {
    let (forger, key) = provider().await;
    let service = beside(service.with_demo().await, &forger);
    let guest = signed_in(&service, (&forger, &key), "/fi/me", groups(&["palvelu"])).await;
    let all = service.get("/api/v1/libraries").await.json()["items"]
        .as_array()
        .unwrap()
        .len();
    assert_eq!(desks(&guest).await.len(), all);
    assert_eq!(guest.get("/api/v1/desk/oodi/today").await.status, 200);
}
