//! What the desk knows: cards, copies, codes, its list and its people.

use crate::support::Service;
use crate::support::person::Guest;
use crate::{HOLDS, RETURNS, at_kallio, rare, scanned};
use serde_json::{Value, json};

on_both_databases!(
    the_desk_knows_cards_copies_and_codes,
    a_pickup_code_tells_in_which_library_it_waits,
    the_desks_list_says_what_there_is_to_do,
    people_are_found_with_a_reason_and_that_is_kept,
    a_new_card_holder_can_sign_in,
);

async fn the_desk_knows_cards_copies_and_codes(service: Service) {
    let service = rare(service).await;
    let (guest, staff) = (
        service.signed_in("1000 0002").await,
        service.signed_in("3000 0001").await,
    );
    guest.post(HOLDS, at_kallio()).await;
    let code = staff.post("/api/v1/desk/returns", scanned("R1")).await.json()["goes"]["code"]
        .as_str()
        .unwrap()
        .to_owned();
    let scan = async |code: &str| {
        staff
            .post("/api/v1/desk/scans", json!({ "code": code, "library": "kallio" }))
            .await
    };
    assert_eq!(scan("1000 0002").await.json()["holder"]["name"], "Asukas 2");
    assert_eq!(
        (&scan("R1").await.json()["is"], &scan("R1").await.json()["place"]),
        (&json!("copy"), &json!("hold_shelf"))
    );
    let pickup = scan(&format!("{}-{}", &code[..3].to_lowercase(), &code[3..]))
        .await
        .json();
    assert_eq!(
        (&pickup["is"], &pickup["holder"]["card"], &pickup["barcode"]),
        (&json!("pickup"), &json!("10000002"), &json!("R1"))
    );
    assert_eq!(scan("99999999").await.problem(), "not_known");
    let elsewhere = staff
        .post("/api/v1/desk/scans", json!({ "code": "R1", "library": "oodi" }))
        .await;
    assert_eq!(elsewhere.problem(), "not_your_desk");
    let lent = guest
        .post(
            "/api/v1/desk/checkouts",
            json!({ "card": "10000002", "barcode": "R1" }),
        )
        .await;
    assert_eq!(
        (lent.status.as_u16(), lent.problem().as_str()),
        (403, "not_allowed")
    );
}

async fn a_pickup_code_tells_in_which_library_it_waits(service: Service) {
    let service = rare(service).await;
    let (guest, staff) = (
        service.signed_in("1000 0002").await,
        service.signed_in("3000 0002").await,
    );
    guest.post(HOLDS, json!({ "pickup_library": "oodi" })).await;
    let at_oodi = json!({ "barcode": "R1", "library": "oodi" });
    let code = staff.post(RETURNS, at_oodi).await.json()["goes"]["code"].clone();
    let asked = json!({ "code": code, "library": "kallio" });
    let waits = staff.post("/api/v1/desk/scans", asked).await.json();
    assert_eq!(
        (&waits["is"], &waits["library"], &waits["library_name"]["fi"]),
        (&json!("pickup"), &json!("oodi"), &json!("Oodi"))
    );
}

async fn the_desks_list_says_what_there_is_to_do(service: Service) {
    let service = rare(service).await;
    let (guest, staff) = (
        service.signed_in("1000 0002").await,
        service.signed_in("3000 0001").await,
    );
    guest.post(HOLDS, at_kallio()).await;
    let has = |today: &Value, list: &str| {
        today[list]
            .as_array()
            .unwrap()
            .iter()
            .any(|row| row["barcode"] == "R1")
    };
    let today = staff.get("/api/v1/desk/kallio/today").await.json();
    assert!(has(&today, "to_fetch"));
    staff.post("/api/v1/desk/returns", scanned("R1")).await;
    let today = staff.get("/api/v1/desk/kallio/today").await.json();
    assert!(!has(&today, "to_fetch") && has(&today, "waiting") && !has(&today, "expiring"));
    staff
        .post(
            "/api/v1/desk/checkouts",
            json!({ "card": "10000002", "barcode": "R1" }),
        )
        .await;
    service.sql("UPDATE loans SET due_at = 0 WHERE copy = 'R1'").await;
    assert!(has(
        &staff.get("/api/v1/desk/kallio/today").await.json(),
        "overdue"
    ));
    assert_eq!(
        staff.get("/api/v1/desk/oodi/today").await.problem(),
        "not_your_desk"
    );
    assert_eq!(staff.get("/api/v1/desk/atlantis/today").await.status, 404);
}

async fn people_are_found_with_a_reason_and_that_is_kept(service: Service) {
    let service = service.with_demo().await;
    let staff = service.signed_in("3000 0001").await;
    let path = "/api/v1/desk/people/search";
    assert_eq!(
        staff.post(path, json!({ "query": "asukas 2" })).await.json()["errors"][0]["field"],
        "reason"
    );
    let found = staff
        .post(
            path,
            json!({ "query": "ASUKAS 2", "reason": "soitti korttinsa hukasta" }),
        )
        .await
        .json();
    assert_eq!(found["items"][0]["card"], "10000002");
    assert_eq!(found["items"].as_array().unwrap().len(), 1);
    let kept = service
        .texts("SELECT reason FROM audit WHERE action = 'looked_up'")
        .await;
    assert_eq!(kept, ["soitti korttinsa hukasta"]);
    let nobody = staff
        .post(path, json!({ "query": "%%%", "reason": "x" }))
        .await
        .json();
    assert_eq!(
        nobody["items"].as_array().unwrap().len(),
        0,
        "signs of patterns mean themselves"
    );
    service
        .sql("UPDATE people SET name = 'ÅKE ÖHMAN-ÄIJÄLÄ', name_folded = 'ake ohman aijala' WHERE card = '10000003'")
        .await;
    for spelled in ["Öhman", "ohman", "ÖHMAN-äij", "åke ö", "AIJALA"] {
        let found = staff
            .post(path, json!({ "query": spelled, "reason": "x" }))
            .await
            .json();
        assert_eq!(found["items"][0]["card"], "10000003", "{spelled}");
    }
    assert_eq!(
        service
            .signed_in("1000 0001")
            .await
            .post(path, json!({ "query": "asukas", "reason": "x" }))
            .await
            .status,
        403
    );
}

async fn a_new_card_holder_can_sign_in(service: Service) {
    let service = service.with_demo().await;
    let staff = service.signed_in("3000 0001").await;
    let new = json!({ "card": "1234 5678", "pin": "2468", "name": "Uusi Asukas", "channel": "email", "email": "uusi@example.org" });
    let added = staff.post_once("/api/v1/desk/people", new.clone(), "one").await;
    assert_eq!(added.status, 201, "{}", added.text());
    assert_eq!(
        staff
            .post_once("/api/v1/desk/people", new.clone(), "one")
            .await
            .body,
        added.body
    );
    assert_eq!(
        staff.post_once("/api/v1/desk/people", new, "two").await.problem(),
        "card_taken"
    );
    let mut guest = Guest::of(&service);
    assert_eq!(guest.sign_in("12345678", "2468").await.json()["role"], "resident");
    let search = json!({ "query": "uusi asuk", "reason": "x" });
    let found = staff.post("/api/v1/desk/people/search", search).await.json();
    assert_eq!(found["items"][0]["card"], "12345678");
    let unreachable = json!({ "card": "1234 5679", "pin": "2468", "name": "X", "channel": "sms" });
    assert_eq!(
        staff.post("/api/v1/desk/people", unreachable).await.json()["errors"][0]["field"],
        "phone"
    );
}
