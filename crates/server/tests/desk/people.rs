//! Card holders at the desk: blocked and let borrow again, found, and shown with what lending needs to know.

use crate::support::Service;
use crate::{LEND, opened, with_copy};
use axum::http::StatusCode;
use serde_json::{Value, json};

on_both_databases!(
    somebody_is_blocked_and_let_borrow_again_and_that_is_kept,
    a_disabled_card_signs_its_holder_out,
    staff_cannot_shut_each_other_out,
    a_card_that_is_opened_at_the_desk_is_kept_once_a_visit_and_shows_no_address,
    how_somebody_is_reached_is_told_with_a_reason_and_that_is_kept,
    everybody_whom_a_search_finds_is_kept_and_shown_as_their_card_shows_them,
);

async fn somebody_is_blocked_and_let_borrow_again_and_that_is_kept(service: Service) {
    let (service, copy) = with_copy(service).await;
    let staff = service.signed_in("3000 0001").await;
    let me = opened(&staff, "1000 0002").await;
    let path = format!("/api/v1/desk/people/{me}");
    let blocked = staff
        .patch(&path, json!({ "blocked": "Lasku odottaa" }))
        .await
        .json();
    assert_eq!(
        (&blocked["blocked"], &blocked["disabled"]),
        (&json!("Lasku odottaa"), &json!(false))
    );
    let lend = json!({ "card": "1000 0002", "barcode": copy });
    assert_eq!(staff.post(LEND, lend.clone()).await.problem(), "blocked");
    assert_eq!(
        staff.patch(&path, json!({ "blocked": "" })).await.json()["blocked"],
        Value::Null
    );
    assert_eq!(staff.post(LEND, lend).await.status, StatusCode::CREATED);
    let kept = format!("SELECT action FROM audit WHERE subject = '{me}' ORDER BY id");
    assert_eq!(service.texts(&kept).await, ["looked_up", "blocked", "unblocked"]);
    assert_eq!(
        staff.patch("/api/v1/desk/people/nobody", json!({})).await.status,
        StatusCode::NOT_FOUND
    );
}

async fn a_disabled_card_signs_its_holder_out(service: Service) {
    let service = service.with_demo().await;
    let (staff, guest) = (
        service.signed_in("3000 0001").await,
        service.signed_in("1000 0002").await,
    );
    let me = opened(&staff, "1000 0002").await;
    let path = format!("/api/v1/desk/people/{me}");
    assert_eq!(
        staff.patch(&path, json!({ "disabled": true })).await.json()["disabled"],
        true
    );
    assert_eq!(guest.get("/api/v1/me").await.status, StatusCode::UNAUTHORIZED);
    assert_eq!(
        staff.patch(&path, json!({ "disabled": false })).await.json()["disabled"],
        false
    );
    service.signed_in("1000 0002").await;
}

async fn staff_cannot_shut_each_other_out(service: Service) {
    let service = service.with_demo().await;
    let (staff, other) = (
        service.signed_in("3000 0001").await,
        service.signed_in("3000 0002").await,
    );
    let other_id = other.get("/api/v1/me").await.json()["id"]
        .as_str()
        .unwrap()
        .to_owned();
    let path = format!("/api/v1/desk/people/{other_id}");
    assert_eq!(
        staff.patch(&path, json!({ "disabled": true })).await.problem(),
        "not_allowed"
    );
    assert_eq!(other.get("/api/v1/me").await.status, StatusCode::OK);
}

async fn a_card_that_is_opened_at_the_desk_is_kept_once_a_visit_and_shows_no_address(service: Service) {
    let service = service.with_demo().await;
    let staff = service.signed_in("3000 0001").await;
    let looks = "SELECT reason FROM audit WHERE action = 'looked_up'";
    let card = json!({ "code": "1000 0002", "library": "kallio" });
    for _ in 0..2 {
        let opened = staff.post("/api/v1/desk/scans", card.clone()).await.json();
        let holder = opened["holder"].as_object().unwrap();
        assert_eq!(holder["name"], "Asukas 2");
        let known: Vec<&str> = holder.keys().map(String::as_str).collect();
        let needed = [
            "blocked", "card", "disabled", "id", "late", "loans", "name", "ready",
        ];
        assert_eq!(known, needed, "what lending needs, and no more");
        assert_eq!(service.texts(looks).await, ["at the desk"]);
    }
    service.wait(16 * 60);
    staff.post("/api/v1/desk/scans", card.clone()).await;
    assert_eq!(service.texts(looks).await.len(), 2, "another visit");
    let other = service.signed_in("3000 0002").await;
    other.post("/api/v1/desk/scans", card).await;
    assert_eq!(service.texts(looks).await.len(), 3, "somebody else looked");
}

async fn how_somebody_is_reached_is_told_with_a_reason_and_that_is_kept(service: Service) {
    let service = service.with_demo().await;
    let staff = service.signed_in("3000 0001").await;
    service
        .sql("UPDATE people SET email = 'a2@example.org', phone = '+358401234567' WHERE card = '10000002'")
        .await;
    let id = service
        .texts("SELECT id FROM people WHERE card = '10000002'")
        .await;
    let path = format!("/api/v1/desk/people/{}/contact", id[0]);
    let refused = staff.post(&path, json!({ "reason": "" })).await.json();
    assert_eq!(refused["errors"][0]["field"], "reason");
    let looks = "SELECT reason FROM audit WHERE action = 'looked_up'";
    assert!(service.texts(looks).await.is_empty());
    let told = staff
        .post(&path, json!({ "reason": "Laina on myöhässä" }))
        .await
        .json();
    assert_eq!(
        (&told["holder"]["card"], &told["email"], &told["phone"]),
        (
            &json!("10000002"),
            &json!("a2@example.org"),
            &json!("+358401234567")
        )
    );
    assert_eq!(service.texts(looks).await, ["contact: Laina on myöhässä"]);
    let nobody = "/api/v1/desk/people/nobody/contact";
    let nobody = staff.post(nobody, json!({ "reason": "x" })).await;
    assert_eq!(nobody.status, StatusCode::NOT_FOUND);
}

async fn everybody_whom_a_search_finds_is_kept_and_shown_as_their_card_shows_them(service: Service) {
    let service = service.with_demo().await;
    let staff = service.signed_in("3000 0001").await;
    let asked = json!({ "query": "asukas", "reason": "Soitti" });
    let found = staff.post("/api/v1/desk/people/search", asked).await.json();
    let found = found["items"].as_array().unwrap();
    assert!(found.len() > 5);
    let kept = "SELECT subject FROM audit WHERE reason = 'Soitti'";
    assert_eq!(service.texts(kept).await.len(), found.len());
    assert!(found.iter().any(|person| person["loans"] != 0));
    for person in found {
        let card = json!({ "code": person["card"], "library": "kallio" });
        let opened = staff.post("/api/v1/desk/scans", card).await.json();
        assert_eq!(opened["holder"], *person);
    }
}
