//! People at the desk beyond lending: another card, another PIN, no card at all, and who may look at whose loans.

use crate::opened;
use crate::support::Service;
use crate::support::person::Guest;
use serde_json::{Value, json};

on_both_databases!(
    whoever_has_forgotten_the_pin_chooses_another_at_the_desk_and_is_signed_out_elsewhere,
    a_lost_card_is_replaced_and_opens_nothing_any_more,
    somebody_without_a_card_borrows_and_gets_a_card,
    an_age_that_was_not_known_is_noted_and_an_impossible_one_is_not,
    loans_are_shown_to_whoever_has_opened_the_card_and_to_nobody_else,
    a_number_that_may_be_both_is_a_card_before_it_is_a_copy,
    whoever_signs_in_at_the_provider_gets_no_pin_at_the_desk,
    another_pin_under_the_same_key_is_another_request,
    nobody_is_changed_or_lent_to_whom_the_desk_has_not_seen,
    the_pin_of_staff_is_not_for_the_desk_to_change,
);

/// What was kept of what staff did to somebody.
async fn kept(service: &Service, person: &str) -> Vec<String> {
    let sql = format!("SELECT action FROM audit WHERE subject = '{person}' ORDER BY id");
    service.texts(&sql).await
}

/// Takes the card away: as whoever signs in at an OpenID provider has none.
async fn without_card(service: &Service, person: &str) {
    let sql = format!("UPDATE people SET card = NULL, pin_hash = NULL WHERE id = '{person}' RETURNING id");
    assert_eq!(service.texts(&sql).await, [person]);
}

async fn whoever_has_forgotten_the_pin_chooses_another_at_the_desk_and_is_signed_out_elsewhere(
    service: Service,
) {
    let service = service.with_demo().await;
    let staff = service.signed_in("3000 0001").await;
    let elsewhere = service.signed_in("1000 0002").await;
    let id = opened(&staff, "1000 0002").await;
    let path = format!("/api/v1/desk/people/{id}");
    let wrong = staff.patch(&path, json!({ "pin": "12" })).await;
    assert_eq!(wrong.json()["errors"][0]["field"], "pin");
    let given = staff.patch(&path, json!({ "pin": "987654" })).await;
    assert_eq!(given.status, 200, "{}", given.text());
    assert!(!given.text().contains("987654"));
    assert_eq!(elsewhere.get("/api/v1/me").await.problem(), "sign_in");
    let mut guest = Guest::of(&service);
    assert_eq!(guest.sign_in("1000 0002", "1234").await.problem(), "wrong_pin");
    assert_eq!(guest.sign_in("1000 0002", "987654").await.status, 200);
    // Whoever has tried too often is not sent to the library in vain.
    let mut forgetful = Guest::of(&service).from("203.0.113.9");
    while forgetful.sign_in("1000 0002", "0000").await.problem() != "too_often" {}
    assert_eq!(staff.patch(&path, json!({ "pin": "2468" })).await.status, 200);
    assert_eq!(forgetful.sign_in("1000 0002", "2468").await.status, 200);
    assert_eq!(kept(&service, &id).await, ["looked_up", "gave_pin", "gave_pin"]);
}

async fn a_lost_card_is_replaced_and_opens_nothing_any_more(service: Service) {
    let service = service.with_demo().await;
    let staff = service.signed_in("3000 0001").await;
    let id = opened(&staff, "1000 0002").await;
    let path = format!("/api/v1/desk/people/{id}");
    let taken = staff.patch(&path, json!({ "card": "1000 0003" })).await;
    assert_eq!(taken.problem(), "card_taken");
    let given = staff.patch(&path, json!({ "card": "1000 7777" })).await.json();
    assert_eq!(given["card"], "10007777");
    let scan = async |code: &str| {
        let asked = json!({ "code": code, "library": "kallio" });
        staff.post("/api/v1/desk/scans", asked).await
    };
    assert_eq!(scan("1000 0002").await.problem(), "not_known");
    assert_eq!(scan("1000 7777").await.json()["holder"]["id"], id);
    let mut guest = Guest::of(&service);
    assert_eq!(guest.sign_in("1000 0002", "1234").await.problem(), "wrong_pin");
    assert_eq!(guest.sign_in("1000 7777", "1234").await.status, 200);
}

async fn somebody_without_a_card_borrows_and_gets_a_card(service: Service) {
    let service = service.with_demo().await;
    let staff = service.signed_in("3000 0001").await;
    let id = opened(&staff, "1000 0002").await;
    without_card(&service, &id).await;
    let asked = json!({ "query": "asukas 2", "reason": "no card" });
    let found = staff.post("/api/v1/desk/people/search", asked).await.json();
    assert_eq!(
        (&found["items"][0]["id"], &found["items"][0]["card"]),
        (&json!(id), &Value::Null)
    );
    let shelf = "SELECT barcode FROM copies WHERE place = 'shelf' AND library = 'kallio' AND item NOT IN \
        (SELECT id FROM items WHERE min_age IS NOT NULL) ORDER BY barcode";
    let copy = service.texts(shelf).await.remove(0);
    let lend = |to: Value| json!({ "barcode": copy, "library": "kallio", "person": to });
    let nobody = staff.post("/api/v1/desk/checkouts", lend(Value::Null)).await;
    assert_eq!(nobody.json()["errors"][0]["field"], "card");
    let unknown = "00000000-0000-4000-8000-000000000000";
    let nowhere = staff.post("/api/v1/desk/checkouts", lend(json!(unknown))).await;
    assert_eq!(nowhere.problem(), "not_found");
    let lent = staff.post("/api/v1/desk/checkouts", lend(json!(id))).await;
    assert_eq!(lent.status, 201, "{}", lent.text());
    let whose = format!("SELECT copy FROM loans WHERE person = '{id}' AND copy = '{copy}'");
    assert_eq!(service.texts(&whose).await.len(), 1);
    // A PIN goes with a card; both at once are as good as registering.
    let path = format!("/api/v1/desk/people/{id}");
    let pin = staff.patch(&path, json!({ "pin": "4321" })).await;
    assert_eq!(pin.json()["errors"][0]["field"], "card");
    let both = json!({ "card": "1000 7777", "pin": "4321" });
    assert_eq!(staff.patch(&path, both).await.status, 200);
    assert_eq!(Guest::of(&service).sign_in("1000 7777", "4321").await.status, 200);
}

async fn an_age_that_was_not_known_is_noted_and_an_impossible_one_is_not(service: Service) {
    let service = service.with_demo().await;
    let staff = service.signed_in("3000 0001").await;
    let id = opened(&staff, "1000 0002").await;
    service.sql("UPDATE people SET born = NULL").await;
    service.sql("UPDATE items SET min_age = 15").await;
    let shelf = "SELECT barcode FROM copies WHERE place = 'shelf' AND library = 'kallio' ORDER BY barcode";
    let copy = service.texts(shelf).await.remove(0);
    let lend = json!({ "card": "1000 0002", "barcode": copy });
    let refused = staff.post("/api/v1/desk/checkouts", lend.clone()).await;
    assert_eq!(refused.json()["errors"][0]["code"], "age_unknown");
    let path = format!("/api/v1/desk/people/{id}");
    for impossible in ["2030-01-01", "1850-01-01", "31.12.1980"] {
        let refused = staff.patch(&path, json!({ "born": impossible })).await;
        assert_eq!(refused.json()["errors"][0]["field"], "born", "{impossible}");
    }
    assert_eq!(
        staff.patch(&path, json!({ "born": "1980-12-31" })).await.status,
        200
    );
    assert_eq!(staff.post("/api/v1/desk/checkouts", lend).await.status, 201);
    assert_eq!(kept(&service, &id).await, ["looked_up", "noted_birthday"]);
    let card = json!({
        "card": "1000 7777", "pin": "4321", "name": "Uusi", "born": "2030-01-01", "channel": "none",
    });
    let new = staff.post("/api/v1/desk/people", card).await;
    assert_eq!(new.json()["errors"][0]["field"], "born");
}

async fn loans_are_shown_to_whoever_has_opened_the_card_and_to_nobody_else(service: Service) {
    let service = service.with_demo().await;
    let (one, other) = (
        service.signed_in("3000 0001").await,
        service.signed_in("3000 0002").await,
    );
    let id = opened(&one, "1000 0002").await;
    let path = format!("/api/v1/desk/people/{id}/loans");
    assert_eq!(one.get(&path).await.status, 200);
    assert_eq!(other.get(&path).await.problem(), "not_allowed");
    assert_eq!(kept(&service, &id).await, ["looked_up", "looked_up"]);
    let asked = json!({ "query": "1000 0002", "reason": "a call" });
    other.post("/api/v1/desk/people/search", asked).await;
    assert_eq!(other.get(&path).await.status, 200);
}

async fn the_pin_of_staff_is_not_for_the_desk_to_change(service: Service) {
    let service = service.with_demo().await;
    let staff = service.signed_in("3000 0001").await;
    for card in ["3000 0002", "4000 0001"] {
        let id = opened(&staff, card).await;
        let path = format!("/api/v1/desk/people/{id}");
        let refused = staff.patch(&path, json!({ "pin": "987654" })).await;
        assert_eq!(refused.problem(), "not_allowed", "{card}");
        let mut owner = Guest::of(&service);
        assert_eq!(owner.sign_in(card, "1234").await.status, 200, "{card}");
    }
}

async fn a_number_that_may_be_both_is_a_card_before_it_is_a_copy(service: Service) {
    let service = service.with_demo().await;
    let staff = service.signed_in("3000 0001").await;
    service
        .sql(
            "INSERT INTO copies (barcode, item, home, library, place, due, condition) \
             SELECT '10000002', MIN(id), 'kallio', 'kallio', 'shelf', NULL, 'good' FROM items",
        )
        .await;
    let asked = json!({ "code": "1000 0002", "library": "kallio" });
    let scanned = staff.post("/api/v1/desk/scans", asked).await.json();
    assert_eq!(scanned["is"], "card");
}

async fn whoever_signs_in_at_the_provider_gets_no_pin_at_the_desk(service: Service) {
    let service = service.with_demo().await;
    let staff = service.signed_in("3000 0001").await;
    let id = opened(&staff, "1000 0002").await;
    let theirs = "UPDATE people SET issuer = 'https://id.example.org', subject = 'a', pin_hash = NULL WHERE card = '10000002'";
    service.sql(theirs).await;
    let path = format!("/api/v1/desk/people/{id}");
    let refused = staff.patch(&path, json!({ "pin": "987654" })).await;
    assert_eq!(refused.problem(), "openid_account");
    assert_eq!(
        staff.patch(&path, json!({ "card": "1000 7777" })).await.status,
        200
    );
    let mut guest = Guest::of(&service);
    assert_eq!(guest.sign_in("1000 7777", "987654").await.problem(), "wrong_pin");
}

async fn another_pin_under_the_same_key_is_another_request(service: Service) {
    let service = service.with_demo().await;
    let guest = service.signed_in("1000 0002").await;
    let change = async |old: &str, new: &str| {
        let body = json!({ "old": old, "new": new });
        guest.post_once("/api/v1/me/pin", body, "one").await
    };
    assert_eq!(change("1234", "1111").await.status, 200);
    assert_eq!(change("1234", "1111").await.status, 200, "sent twice, done once");
    assert_eq!(change("1234", "2222").await.problem(), "key_reused");
    assert_eq!(Guest::of(&service).sign_in("1000 0002", "1111").await.status, 200);
}

async fn nobody_is_changed_or_lent_to_whom_the_desk_has_not_seen(service: Service) {
    let service = service.with_demo().await;
    let (one, other) = (
        service.signed_in("3000 0001").await,
        service.signed_in("3000 0002").await,
    );
    let id = opened(&one, "1000 0002").await;
    let path = format!("/api/v1/desk/people/{id}");
    assert_eq!(one.patch(&path, json!({})).await.problem(), "invalid");
    let disable = other.patch(&path, json!({ "disabled": false })).await;
    assert_eq!(disable.problem(), "not_allowed");
    let shelf = "SELECT barcode FROM copies WHERE place = 'shelf' AND library = 'kallio' ORDER BY barcode";
    let copy = service.texts(shelf).await.remove(0);
    let lend = json!({ "barcode": copy, "library": "kallio", "person": id });
    let lent = other.post("/api/v1/desk/checkouts", lend).await;
    assert_eq!(lent.problem(), "not_allowed");
    assert_eq!(kept(&service, &id).await, ["looked_up"]);
    // Who has registered somebody has seen them.
    let card = json!({
        "card": "1000 7777", "pin": "4321", "name": "Uusi", "born": "1980-12-31", "channel": "none",
    });
    let new = one.post("/api/v1/desk/people", card).await;
    assert_eq!(new.status, 201, "{}", new.text());
    let to_new = json!({ "barcode": copy, "library": "kallio", "person": new.json()["id"] });
    let by_another = other.post("/api/v1/desk/checkouts", to_new.clone()).await;
    assert_eq!(by_another.problem(), "not_allowed");
    let lent = one.post("/api/v1/desk/checkouts", to_new).await;
    assert_eq!(lent.status, 201, "{}", lent.text());
}
