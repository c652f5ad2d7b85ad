//! Tokens that a provider should not give, and keys that change.

use super::forger::{Forger, Key, coded};
use super::support::Service;
use super::{Browser, TROUBLE, backchannel, beside};
use serde_json::{Value, json};

on_both_databases!(
    forged_tokens_sign_nobody_in,
    new_keys_are_asked_for_once_a_minute_at_most,
    a_logout_token_without_a_session_ends_all_that_began_there,
);

/// What the token of a sign-in that has begun here has to say.
fn right(service: &Service, forger: &Forger, nonce: &str) -> Value {
    let now = service.app.clock.now().timestamp();
    json!({
        "iss": forger.issuer, "sub": "somebody", "aud": "jaettu", "iat": now, "exp": now + 300, "nonce": nonce,
        "sid": "there", "name": "Testi Asukas",
    })
}

/// A sign-in for which the provider gives the token that `make` makes of the right claims: where it leads.
async fn given(
    browser: &mut Browser<'_>,
    service: &Service,
    forger: &Forger,
    make: impl FnOnce(Value) -> String,
) -> String {
    let url = browser.begin("/fi/me").await;
    let value = |name: &str| {
        let found = url.query_pairs().find(|(own, _)| own == name);
        found.map(|(_, value)| value.into_owned()).expect("a parameter")
    };
    forger.gives(make(right(service, forger, &value("nonce"))));
    let back = format!(
        "/api/v1/session/callback?code=canary-code&state={}",
        value("state")
    );
    browser.get(&back).await.header("location").to_owned()
}

async fn forged_tokens_sign_nobody_in(service: Service) {
    let forger = Forger::start().await;
    let (key, stolen_name) = (Key::new("1"), Key::new("1"));
    forger.has(&[&key]);
    let service = beside(service, &forger.issuer);
    let mut browser = Browser::of(&service);
    let now = service.app.clock.now().timestamp();
    let changes: Vec<(&str, Value)> = vec![
        ("aud", json!("another")),
        ("aud", json!(["jaettu", "another"])),
        ("azp", json!("another")),
        ("iss", json!("https://id.example.org")),
        ("exp", json!(now - 120)),
        ("iat", json!(now + 3600)),
        ("iat", json!(now - 3600)),
        ("nonce", json!("another")),
        ("nonce", json!(null)),
        ("sub", json!("")),
        ("sub", json!(null)),
        ("exp", json!(null)),
    ];
    for (name, value) in changes {
        let said = format!("{name} {value}");
        let led = given(&mut browser, &service, &forger, |mut claims| {
            claims[name] = value;
            key.sign(&claims)
        });
        assert_eq!(led.await, TROUBLE, "{said}");
    }
    let none = |claims: Value| format!("{}.{}.", coded(&json!({ "alg": "none" })), coded(&claims));
    assert_eq!(
        given(&mut browser, &service, &forger, none).await,
        TROUBLE,
        "not signed at all"
    );
    let other = |claims: Value| stolen_name.sign(&claims);
    assert_eq!(
        given(&mut browser, &service, &forger, other).await,
        TROUBLE,
        "signed by somebody else"
    );
    let shared = |claims: Value| {
        let message = [coded(&json!({ "alg": "HS256", "kid": "1" })), coded(&claims)].join(".");
        let secret = ring::hmac::Key::new(ring::hmac::HMAC_SHA256, b"canary-secret");
        let signature = ring::hmac::sign(&secret, message.as_bytes());
        format!(
            "{message}.{}",
            base64::Engine::encode(&super::URL_SAFE_NO_PAD, signature)
        )
    };
    assert_eq!(
        given(&mut browser, &service, &forger, shared).await,
        TROUBLE,
        "signed with the secret of both"
    );
    assert_eq!(browser.me().await.status, 401);
    assert_eq!(
        service.texts("SELECT id FROM people").await,
        Vec::<String>::new(),
        "nobody was added"
    );
    assert_eq!(
        given(&mut browser, &service, &forger, |claims| key.sign(&claims)).await,
        "/fi/me"
    );
    assert_eq!(browser.me().await.status, 200);
    let (headers, form) = forger.asked();
    assert!(
        !headers.contains_key("authorization") && form.contains("client_secret=canary-secret"),
        "{form}"
    );
    assert!(
        form.contains("code_verifier=") && form.contains("grant_type=authorization_code"),
        "{form}"
    );
}

async fn new_keys_are_asked_for_once_a_minute_at_most(service: Service) {
    let forger = Forger::start().await;
    let (old, new) = (Key::new("old"), Key::new("new"));
    forger.has(&[&old]);
    let service = beside(service, &forger.issuer);
    let mut browser = Browser::of(&service);
    assert_eq!(
        given(&mut browser, &service, &forger, |claims| old.sign(&claims)).await,
        "/fi/me"
    );
    assert_eq!(forger.times_asked_for_keys(), 1);
    forger.has(&[&new]);
    for _ in 0..3 {
        assert_eq!(
            given(&mut browser, &service, &forger, |claims| new.sign(&claims)).await,
            TROUBLE
        );
    }
    assert_eq!(forger.times_asked_for_keys(), 1, "a minute has not passed");
    service.wait(61);
    assert_eq!(
        given(&mut browser, &service, &forger, |claims| new.sign(&claims)).await,
        "/fi/me"
    );
    let unknown = Key::new("unknown");
    for _ in 0..3 {
        assert_eq!(
            given(&mut browser, &service, &forger, |claims| unknown.sign(&claims)).await,
            TROUBLE
        );
    }
    assert_eq!(forger.times_asked_for_keys(), 2);
}

async fn a_logout_token_without_a_session_ends_all_that_began_there(service: Service) {
    let forger = Forger::start().await;
    let key = Key::new("1");
    forger.has(&[&key]);
    let service = beside(service.with_demo().await, &forger.issuer);
    let (mut browser, mut phone) = (Browser::of(&service), Browser::of(&service));
    for browser in [&mut browser, &mut phone] {
        given(browser, &service, &forger, |claims| key.sign(&claims)).await;
        assert_eq!(browser.me().await.status, 200);
    }
    let holder = service.signed_in("1000 0001").await;
    let now = service.app.clock.now().timestamp();
    let token = |sub: &str, jti: &str| {
        key.sign(&json!({
            "iss": forger.issuer, "aud": "jaettu", "iat": now, "exp": now + 120, "jti": jti, "sub": sub,
            "events": { "http://schemas.openid.net/event/backchannel-logout": {} },
        }))
    };
    assert_eq!(
        backchannel(&service, &token("somebody else", "1")).await.status,
        200
    );
    assert_eq!(browser.me().await.status, 200);
    assert_eq!(backchannel(&service, &token("somebody", "2")).await.status, 200);
    for browser in [&mut browser, &mut phone] {
        assert_eq!(browser.me().await.status, 401);
    }
    assert_eq!(holder.get("/api/v1/me").await.status, 200);
    given(&mut browser, &service, &forger, |claims| key.sign(&claims)).await;
    assert_eq!(backchannel(&service, &token("somebody", "2")).await.status, 400);
    assert_eq!(
        browser.me().await.status,
        200,
        "an old token does not end a new session"
    );
}
