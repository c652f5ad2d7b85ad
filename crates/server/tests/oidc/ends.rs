//! How it ends: with a disabled account, by signing out on either side, without a provider; and what is logged meanwhile.

use crate::log::Log;
use crate::openid;
use crate::support::person::Guest;
use crate::support::{Service, sqlite};
use crate::{Browser, SITE, TROUBLE, account, backchannel, beside, resident, ways};
use serde_json::json;

on_both_databases!(
    a_disabled_account_is_not_signed_in,
    signing_out_here_leads_to_signing_out_there,
    signing_out_there_ends_the_session_here,
    logs_say_nothing_of_whoever_signs_in,
);

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
    let log = Log::listen();
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
    let service = sqlite().await.with_demo().await;
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
    let service = sqlite().await.with_demo().await;
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
    let service = sqlite().await;
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
