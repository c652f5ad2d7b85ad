//! The way to the provider and back: who is signed in, and who is not.

use crate::openid;
use crate::support::Service;
use crate::{Browser, TROUBLE, account, beside, beside_as, resident};
use serde_json::json;

on_both_databases!(
    a_resident_signs_in_and_is_the_same_person_the_next_time,
    staff_get_their_desks_from_their_groups_and_lose_them_with_the_groups,
    tokens_signed_with_rsa_are_taken,
    what_was_tampered_with_on_the_way_signs_nobody_in,
    a_code_is_good_for_one_browser_and_one_time_within_ten_minutes,
    nobody_is_led_away_after_signing_in,
    an_address_of_e_mail_makes_nobody_somebody_else,
);

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
