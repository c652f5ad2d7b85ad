//! Signing in, sessions, one's own data: what is whose, and what strangers learn.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

#[macro_use]
mod support;

#[path = "account/guesses.rs"]
mod guesses;

use serde_json::json;
use support::{Service, person::Guest};

on_both_databases!(
    a_resident_signs_in_with_card_and_pin_and_out_again,
    the_same_signing_in_sent_twice_is_one_session,
    a_changed_pin_is_answered_again_although_the_old_one_is_over,
    nothing_is_kept_from_which_a_pin_could_be_guessed,
    a_session_is_new_at_every_signing_in_and_the_old_one_is_over,
    staff_who_go_away_are_signed_out_and_residents_are_not,
    a_changed_role_and_a_disabled_account_count_at_the_next_request,
    one_sees_where_one_is_signed_in_and_can_sign_out_elsewhere,
    contact_data_is_checked_and_only_what_is_given_changes,
    who_wants_to_be_told_has_to_be_reachable_that_way,
    nobody_makes_themselves_staff,
    another_site_can_write_nothing,
    a_body_that_is_not_json_is_refused,
    the_export_has_every_table_that_reaches_a_person,
    erasing_leaves_nothing_but_numbers,
    erasing_waits_until_everything_is_returned,
    a_new_pin_ends_the_other_sessions,
);

async fn a_resident_signs_in_with_card_and_pin_and_out_again(service: Service) {
    let service = service.with_demo().await;
    let mut guest = Guest::of(&service);
    assert_eq!(guest.get("/api/v1/me").await.problem(), "sign_in");
    let answer = guest.sign_in("1000 0001", "1234").await;
    assert_eq!(
        (answer.status.as_u16(), &answer.json()["card"]),
        (200, &json!("10000001"))
    );
    let cookie = answer.header("set-cookie");
    for part in ["__Host-jaettu=", "Path=/", "Secure", "HttpOnly", "SameSite=Lax"] {
        assert!(cookie.contains(part), "{part} in {cookie}");
    }
    let me = guest.get("/api/v1/me").await;
    assert_eq!(
        (&me.json()["role"], me.header("cache-control")),
        (&json!("resident"), "private, no-store")
    );
    assert_eq!(guest.delete("/api/v1/session").await.status, 200);
    guest.keeps_cookie(cookie);
    assert_eq!(
        guest.get("/api/v1/me").await.problem(),
        "sign_in",
        "the token is dead on the server"
    );
}

async fn the_same_signing_in_sent_twice_is_one_session(service: Service) {
    let service = service.with_demo().await;
    let guest = Guest::of(&service);
    let body = json!({ "card": "1000 0001", "pin": "1234" });
    let first = guest.post_once("/api/v1/session", body.clone(), "k").await;
    let again = guest.post_once("/api/v1/session", body.clone(), "k").await;
    assert_eq!((again.status, &again.body), (first.status, &first.body));
    let mut signed_in = Guest::of(&service);
    signed_in.keeps_cookie(again.header("set-cookie"));
    let sessions = signed_in.get("/api/v1/me/sessions").await.json();
    assert_eq!(sessions["items"].as_array().unwrap().len(), 1);
    guest.post_once("/api/v1/session", body, "another").await;
    let sessions = signed_in.get("/api/v1/me/sessions").await.json();
    assert_eq!(sessions["items"].as_array().unwrap().len(), 2);
}

async fn a_changed_pin_is_answered_again_although_the_old_one_is_over(service: Service) {
    let service = service.with_demo().await;
    let guest = service.signed_in("1000 0001").await;
    let change = json!({ "old": "1234", "new": "2468" });
    let first = guest.post_once("/api/v1/me/pin", change.clone(), "k").await;
    let again = guest.post_once("/api/v1/me/pin", change.clone(), "k").await;
    assert_eq!((again.status, &again.body), (first.status, &first.body));
    assert_eq!(
        guest.post_once("/api/v1/me/pin", change, "new").await.problem(),
        "wrong_pin"
    );
}

async fn nothing_is_kept_from_which_a_pin_could_be_guessed(service: Service) {
    let service = service.with_demo().await;
    let guest = service.signed_in("1000 0001").await;
    guest
        .post_once("/api/v1/me/pin", json!({ "old": "1234", "new": "2468" }), "k")
        .await;
    guest
        .post_once("/api/v1/me/pin", json!({ "old": "2468", "new": "8642" }), "l")
        .await;
    let kept = service
        .texts("SELECT request FROM replies ORDER BY idempotency_key")
        .await;
    assert_eq!(kept.len(), 2);
    assert_eq!(
        kept[0], kept[1],
        "what is kept of a request does not depend on its PINs"
    );
}

async fn a_session_is_new_at_every_signing_in_and_the_old_one_is_over(service: Service) {
    let service = service.with_demo().await;
    let mut guest = Guest::of(&service);
    guest.keeps_cookie("__Host-jaettu=chosen-by-somebody-else");
    let first = guest
        .sign_in("1000 0001", "1234")
        .await
        .header("set-cookie")
        .to_owned();
    assert!(!first.contains("chosen"));
    let second = guest
        .sign_in("1000 0002", "1234")
        .await
        .header("set-cookie")
        .to_owned();
    assert_ne!(first, second);
    let mut thief = Guest::of(&service);
    thief.keeps_cookie(&first);
    assert_eq!(thief.get("/api/v1/me").await.problem(), "sign_in");
}

async fn staff_who_go_away_are_signed_out_and_residents_are_not(service: Service) {
    let service = service.with_demo().await;
    let resident = service.signed_in("1000 0001").await;
    let staff = service.signed_in("3000 0002").await;
    service.wait(29 * 60);
    assert_eq!(staff.get("/api/v1/me").await.status, 200);
    service.wait(31 * 60);
    assert_eq!(staff.get("/api/v1/me").await.status, 401);
    assert_eq!(resident.get("/api/v1/me").await.status, 200);
}

async fn a_changed_role_and_a_disabled_account_count_at_the_next_request(service: Service) {
    let service = service.with_demo().await;
    let staff = service.signed_in("3000 0001").await;
    let today = "/api/v1/desk/kallio/today";
    assert_eq!(staff.get(today).await.status, 200);
    service
        .sql("UPDATE people SET role = 'resident' WHERE card = '30000001'")
        .await;
    assert_eq!(staff.get(today).await.problem(), "not_allowed");
    service
        .sql("UPDATE people SET disabled = TRUE WHERE card = '30000001'")
        .await;
    assert_eq!(staff.get("/api/v1/me").await.problem(), "sign_in");
    let mut guest = Guest::of(&service);
    assert_eq!(
        guest.sign_in("3000 0001", "1234").await.problem(),
        "card_disabled"
    );
    assert_eq!(guest.sign_in("3000 0001", "4321").await.problem(), "wrong_pin");
}

async fn one_sees_where_one_is_signed_in_and_can_sign_out_elsewhere(service: Service) {
    let service = service.with_demo().await;
    let (one, other, third) = (
        service.signed_in("1000 0001").await,
        service.signed_in("1000 0001").await,
        service.signed_in("1000 0001").await,
    );
    let stranger = service.signed_in("1000 0002").await;
    let sessions = one.get("/api/v1/me/sessions").await.json();
    let sessions = sessions["items"].as_array().unwrap();
    assert_eq!(sessions.len(), 3);
    let others: Vec<_> = sessions
        .iter()
        .filter(|session| session["current"] == false)
        .collect();
    let path = format!("/api/v1/me/sessions/{}", others[0]["id"].as_str().unwrap());
    assert_eq!(
        stranger.delete(&path).await.status,
        404,
        "another's session is not found"
    );
    assert_eq!(one.delete(&path).await.status, 200);
    assert_eq!(one.delete("/api/v1/me/sessions").await.status, 200);
    for guest in [&other, &third] {
        assert_eq!(guest.get("/api/v1/me").await.status, 401);
    }
    assert_eq!(one.get("/api/v1/me").await.status, 200);
}

async fn contact_data_is_checked_and_only_what_is_given_changes(service: Service) {
    let service = service.with_demo().await;
    let guest = service.signed_in("1000 0001").await;
    let me = guest
        .patch("/api/v1/me", json!({ "phone": "040 123 4567", "channel": "sms" }))
        .await
        .json();
    assert_eq!(
        (&me["phone"], &me["channel"]),
        (&json!("+358401234567"), &json!("sms"))
    );
    assert_eq!(me["email"], "10000001@example.org");
    let me = guest
        .patch(
            "/api/v1/me",
            json!({ "phone": null, "channel": "email", "language": "sv" }),
        )
        .await
        .json();
    assert_eq!((&me["phone"], &me["language"]), (&json!(null), &json!("sv")));
    let wrong = guest
        .patch(
            "/api/v1/me",
            json!({ "email": "a@b\r\nBcc: c@d.fi", "phone": "112", "channel": "pigeon" }),
        )
        .await;
    assert_eq!(wrong.problem(), "invalid");
    let fields: Vec<_> = wrong.json()["errors"]
        .as_array()
        .unwrap()
        .iter()
        .map(|e| e["field"].clone())
        .collect();
    assert_eq!(fields, ["email", "phone", "channel"]);
    assert_eq!(guest.get("/api/v1/me").await.json(), me, "nothing was changed");
}

async fn who_wants_to_be_told_has_to_be_reachable_that_way(service: Service) {
    let service = service.with_demo().await;
    let guest = service.signed_in("1000 0001").await;
    let before = guest.get("/api/v1/me").await.json();
    for (change, field) in [
        (json!({ "channel": "sms" }), "phone"),
        (json!({ "email": null }), "email"),
        (json!({ "channel": "sms", "phone": "" }), "phone"),
        (json!({ "channel": "email", "email": null }), "email"),
    ] {
        let refused = guest.patch("/api/v1/me", change.clone()).await;
        assert_eq!(refused.problem(), "invalid", "{change}");
        let error = refused.json()["errors"][0].clone();
        assert_eq!(
            (&error["field"], &error["code"]),
            (&json!(field), &json!("missing")),
            "{change}"
        );
    }
    assert_eq!(
        guest.get("/api/v1/me").await.json(),
        before,
        "nothing was changed"
    );
    let none = json!({ "channel": "none", "email": null });
    assert_eq!(guest.patch("/api/v1/me", none).await.status, 200);
}

async fn nobody_makes_themselves_staff(service: Service) {
    let service = service.with_demo().await;
    let guest = service.signed_in("1000 0001").await;
    for field in ["role", "id", "card", "desks", "blocked", "all_libraries"] {
        let answer = guest.patch("/api/v1/me", json!({ field: "admin" })).await;
        assert_eq!(
            (answer.problem().as_str(), &answer.json()["errors"][0]["field"]),
            ("invalid", &json!(field))
        );
    }
    assert_eq!(guest.get("/api/v1/me").await.json()["role"], "resident");
}

async fn another_site_can_write_nothing(service: Service) {
    let service = service.with_demo().await;
    let guest = service.signed_in("1000 0001").await;
    for headers in [
        &[("sec-fetch-site", "cross-site")][..],
        &[("sec-fetch-site", "same-site")],
        &[("origin", "https://elsewhere.example")],
        &[("origin", "null")],
    ] {
        let answer = guest
            .send("PATCH", "/api/v1/me", Some(json!({ "language": "sv" })), headers)
            .await;
        assert_eq!(answer.problem(), "cross_site", "{headers:?}");
    }
    let ours = [("sec-fetch-site", "same-origin")];
    let answer = guest
        .send("PATCH", "/api/v1/me", Some(json!({ "language": "en" })), &ours)
        .await;
    assert_eq!(answer.json()["language"], "en");
}

async fn a_body_that_is_not_json_is_refused(service: Service) {
    let service = service.with_demo().await;
    let guest = service.signed_in("1000 0001").await;
    let text = guest
        .send_text("PATCH", "/api/v1/me", "text/plain", "{\"language\":\"sv\"}")
        .await;
    assert_eq!(text.problem(), "media");
    for body in [
        "[1]",
        "{\"language\":\"sv\"",
        "{\"language\":\"sv\",\"language\":\"en\"}",
        "{} {}",
    ] {
        let answer = guest
            .send_text("PATCH", "/api/v1/me", "application/json", body)
            .await;
        assert_eq!(
            (answer.status.as_u16(), answer.problem().as_str()),
            (400, "invalid"),
            "{body}"
        );
    }
    let large = format!("{{\"email\":\"{}\"}}", "x".repeat(20_000));
    let answer = guest
        .send_text("PATCH", "/api/v1/me", "application/json", &large)
        .await;
    assert_eq!(answer.problem(), "too_large");
}

async fn the_export_has_every_table_that_reaches_a_person(service: Service) {
    let service = service.with_demo().await;
    let guest = service.signed_in("1000 0001").await;
    let export = guest.get("/api/v1/me/export").await.json();
    assert_eq!(export["person"][0]["card"], "10000001");
    assert_eq!(export["sessions"].as_array().unwrap().len(), 1);
    assert!(!export.to_string().contains("argon2"));
    let reaching = service.tables_that_reach("people").await;
    assert!(reaching.len() >= 7, "{reaching:?}");
    for table in reaching {
        assert!(
            jaettu_server::account::export::PARTS
                .iter()
                .any(|(_, exported, ..)| *exported == table),
            "{table} reaches a person and is not exported"
        );
    }
}

async fn erasing_leaves_nothing_but_numbers(service: Service) {
    let service = service.with_demo().await;
    service
        .sql("UPDATE people SET name = 'Kanarialintu' WHERE card = '10000009'")
        .await;
    service
        .sql(
            "UPDATE loans SET person = (SELECT id FROM people WHERE card = '19000000') \
        WHERE person = (SELECT id FROM people WHERE card = '10000009')",
        )
        .await;
    let guest = service.signed_in("1000 0009").await;
    let id = guest.get("/api/v1/me").await.json()["id"]
        .as_str()
        .unwrap()
        .to_owned();
    let hold = guest
        .post(
            "/api/v1/items/porakone/holds",
            json!({ "pickup_library": "kallio" }),
        )
        .await;
    assert_eq!(hold.status, 201, "{}", hold.text());
    // A desk has looked at them and stopped their card, which leaves traces of its own.
    let staff = service.signed_in("3000 0001").await;
    let why = json!({ "query": "1000 0009", "reason": "Kanarialinnun kortti on hukassa" });
    assert_eq!(
        staff.post("/api/v1/desk/people/search", why).await.json()["items"][0]["id"],
        id
    );
    let stopped = json!({ "blocked": "kanarialinnun kortti hukassa" });
    let path = format!("/api/v1/desk/people/{id}");
    let headers = [("idempotency-key", "stop")];
    let stopped = staff.send("PATCH", &path, Some(stopped), &headers).await;
    assert_eq!(stopped.status, 200, "{}", stopped.text());
    assert_eq!(guest.delete("/api/v1/me").await.status, 200);
    assert_eq!(guest.get("/api/v1/me").await.status, 401);
    for canary in ["Kanarialintu", "Kanarialinnun", "kanarialinnun", "10000009", &id] {
        assert_eq!(service.rows_with(canary).await, Vec::<String>::new(), "{canary}");
    }
}

async fn erasing_waits_until_everything_is_returned(service: Service) {
    let service = service.with_demo().await;
    let staff = service.signed_in("3000 0002").await;
    let guest = service.signed_in("1000 0009").await;
    let (barcode, library) = service.free_copy("porakone").await;
    let lent = staff
        .post(
            "/api/v1/desk/checkouts",
            json!({ "card": "10000009", "barcode": barcode }),
        )
        .await;
    assert_eq!(lent.status, 201, "{}", lent.text());
    assert_eq!(guest.delete("/api/v1/me").await.problem(), "still_on_loan");
    let back = json!({ "barcode": barcode, "library": library });
    assert_eq!(staff.post("/api/v1/desk/returns", back).await.status, 200);
    service.sql("DELETE FROM loans WHERE returned_at IS NULL").await;
    assert_eq!(guest.delete("/api/v1/me").await.status, 200);
}

async fn a_new_pin_ends_the_other_sessions(service: Service) {
    let service = service.with_demo().await;
    let (guest, elsewhere) = (
        service.signed_in("1000 0001").await,
        service.signed_in("1000 0001").await,
    );
    let wrong = guest
        .post("/api/v1/me/pin", json!({ "old": "1111", "new": "2468" }))
        .await;
    assert_eq!(wrong.problem(), "wrong_pin");
    assert_eq!(
        guest
            .post("/api/v1/me/pin", json!({ "old": "1234", "new": "24" }))
            .await
            .problem(),
        "invalid"
    );
    assert_eq!(
        guest
            .post("/api/v1/me/pin", json!({ "old": "1234", "new": "2468" }))
            .await
            .status,
        200
    );
    assert_eq!(guest.get("/api/v1/me").await.status, 200);
    assert_eq!(elsewhere.get("/api/v1/me").await.status, 401);
    assert_eq!(Guest::of(&service).sign_in("1000 0001", "2468").await.status, 200);
}
