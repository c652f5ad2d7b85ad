//! Giving a hold up in one press, and taking that back.

use crate::support::Service;
use crate::support::person::Guest;
use serde_json::{Value, json};

on_both_databases!(
    a_hold_that_was_given_up_is_there_again_in_its_place,
    after_a_while_a_hold_stays_given_up,
    nobody_takes_back_what_another_gave_up,
);

/// A thing of which every copy is on loan, so that holds wait.
async fn popular(service: &Service) -> String {
    let items = "SELECT c.item FROM copies c JOIN items i ON i.id = c.item GROUP BY c.item, i.min_age \
        HAVING i.min_age IS NULL AND COUNT(*) = COUNT(CASE WHEN c.place = 'on_loan' THEN 1 END) ORDER BY c.item";
    service.texts(items).await.remove(0)
}

async fn hold(guest: &Guest<'_>, item: &str) -> Value {
    let path = format!("/api/v1/items/{item}/holds");
    let placed = guest.post(&path, json!({ "pickup_library": "kallio" })).await;
    assert_eq!(placed.status, 201, "{}", placed.text());
    placed.json()
}

fn path(hold: &Value) -> String {
    format!("/api/v1/me/holds/{}", hold["id"].as_str().unwrap())
}

async fn a_hold_that_was_given_up_is_there_again_in_its_place(service: Service) {
    let service = service.with_demo().await;
    let item = popular(&service).await;
    let (first, second) = (
        service.signed_in("1000 0003").await,
        service.signed_in("1000 0004").await,
    );
    let (mine, behind) = (hold(&first, &item).await, hold(&second, &item).await);
    first.delete(&path(&mine)).await;
    let moved = second.patch(&path(&behind), json!({})).await.json();
    assert_eq!(moved["position"].as_u64(), mine["position"].as_u64());
    let restore = format!("{}/restore", path(&mine));
    let restored = first.post_once(&restore, json!({}), "once").await;
    assert_eq!(restored.status, 200, "{}", restored.text());
    assert_eq!(
        (&restored.json()["position"], &restored.json()["state"]),
        (&mine["position"], &json!("waiting"))
    );
    let again = first.post_once(&restore, json!({}), "once").await;
    assert_eq!(again.json(), restored.json(), "sent twice, done once");
    let back = second.patch(&path(&behind), json!({})).await.json();
    assert_eq!(back["position"], behind["position"]);
    let twice = first.post(&restore, json!({})).await;
    assert_eq!(twice.status, 422, "{}", twice.text());
}

async fn after_a_while_a_hold_stays_given_up(service: Service) {
    let service = service.with_demo().await;
    let item = popular(&service).await;
    let guest = service.signed_in("1000 0003").await;
    let mine = hold(&guest, &item).await;
    guest.delete(&path(&mine)).await;
    service.wait(11 * 60);
    let late = guest.post(&format!("{}/restore", path(&mine)), json!({})).await;
    assert_eq!(late.json()["errors"][0]["code"], "too_late");
    let holds = guest.get("/api/v1/me/holds").await.json();
    assert!(
        holds["items"]
            .as_array()
            .unwrap()
            .iter()
            .all(|hold| hold["id"] != mine["id"])
    );
}

async fn nobody_takes_back_what_another_gave_up(service: Service) {
    let service = service.with_demo().await;
    let item = popular(&service).await;
    let (owner, other) = (
        service.signed_in("1000 0003").await,
        service.signed_in("1000 0004").await,
    );
    let mine = hold(&owner, &item).await;
    owner.delete(&path(&mine)).await;
    let restore = format!("{}/restore", path(&mine));
    assert_eq!(other.post(&restore, json!({})).await.problem(), "not_found");
    assert_eq!(
        Guest::of(&service).post(&restore, json!({})).await.problem(),
        "sign_in"
    );
}
