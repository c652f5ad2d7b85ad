//! What is broken or not there: reported from home, noted at the desk, and lent again once it is whole.

use crate::support::Service;
use crate::{HOLDS, RETURNS, at_kallio, faults, hold_of, rare, row, scanned};
use serde_json::{Value, json};

on_both_databases!(
    a_fault_keeps_the_copy_from_being_lent,
    what_people_write_comes_back_as_they_wrote_it,
    what_is_missing_after_a_return_is_noted_at_once_and_opens_no_loan,
    whoever_has_not_heard_that_it_is_ready_does_not_hear_that_it_is_not,
    a_wish_is_not_used_up_by_what_turns_out_to_be_incomplete,
);

async fn a_fault_keeps_the_copy_from_being_lent(service: Service) {
    let service = rare(service).await;
    let (guest, staff) = (
        service.signed_in("1000 0002").await,
        service.signed_in("3000 0001").await,
    );
    staff
        .post(
            "/api/v1/desk/checkouts",
            json!({ "card": "10000002", "barcode": "R1" }),
        )
        .await;
    let loans = guest.get("/api/v1/me/loans").await.json();
    let loan = loans["items"]
        .as_array()
        .unwrap()
        .iter()
        .find(|loan| loan["item"] == "harvinainen")
        .unwrap();
    let path = format!("/api/v1/me/loans/{}/faults", loan["id"].as_str().unwrap());
    assert_eq!(
        guest
            .post(&path, json!({ "text": "Ei käynnisty", "photo": "PHN2Zz4=" }))
            .await
            .problem(),
        "photo"
    );
    assert_eq!(
        guest.post(&path, json!({ "text": "Ei käynnisty" })).await.status,
        201
    );
    let back = staff.post("/api/v1/desk/returns", scanned("R1")).await.json();
    assert_eq!(back["goes"]["to"], "repair");
    let today = staff.get("/api/v1/desk/kallio/today").await.json();
    assert!(
        today["faults"]
            .as_array()
            .unwrap()
            .iter()
            .any(|row| row["fault"] == "Ei käynnisty")
    );
    let refused = staff
        .post(
            "/api/v1/desk/checkouts",
            json!({ "card": "10000003", "barcode": "R1" }),
        )
        .await;
    assert_eq!(refused.status, 422);
    assert_eq!(
        service.get("/api/v1/items/harvinainen").await.json()["on_shelf"],
        0
    );
}

async fn what_people_write_comes_back_as_they_wrote_it(service: Service) {
    let service = rare(service).await;
    let (guest, staff) = (
        service.signed_in("1000 0002").await,
        service.signed_in("3000 0001").await,
    );
    staff
        .post(
            "/api/v1/desk/checkouts",
            json!({ "card": "10000002", "barcode": "R1" }),
        )
        .await;
    let loans = guest.get("/api/v1/me/loans").await.json();
    let loan = loans["items"]
        .as_array()
        .unwrap()
        .iter()
        .find(|loan| loan["item"] == "harvinainen")
        .unwrap();
    let text = "<script>alert(1)</script> ' OR 1=1; -- \u{202e}kääntö\u{200b} 🛠️\n=HYPERLINK(1)";
    let path = format!("/api/v1/me/loans/{}/faults", loan["id"].as_str().unwrap());
    assert_eq!(guest.post(&path, json!({ "text": text })).await.status, 201);
    let today = staff.get("/api/v1/desk/kallio/today").await.json();
    let faults = today["faults"].as_array().unwrap();
    assert!(faults.iter().any(|row| row["fault"] == text), "{faults:?}");
    let zero = guest.post(&path, json!({ "text": "a\u{0}b" })).await;
    assert_eq!(
        zero.status, 400,
        "a character that PostgreSQL cannot keep is refused on both"
    );
}

/// The rare thing comes back from the first and waits for the second: its loan and the code of the hold.
async fn returned_for_the_next(service: &Service) -> (String, String) {
    let staff = service.signed_in("3000 0001").await;
    let lent = json!({ "card": "10000002", "barcode": "R1" });
    let loan = staff.post("/api/v1/desk/checkouts", lent).await.json()["loan"].clone();
    let next = service.signed_in("1000 0003").await;
    assert_eq!(next.post(HOLDS, at_kallio()).await.status, 201);
    let open = format!("/api/v1/desk/loans/{}/missing", loan.as_str().unwrap());
    let parts = json!({ "library": "kallio", "parts": ["Laukku"] });
    assert_eq!(
        staff.post(&open, parts).await.status,
        404,
        "nothing has come back yet"
    );
    let back = staff.post(RETURNS, scanned("R1")).await.json();
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    (text(&loan), text(&back["goes"]["code"]))
}

async fn what_is_missing_after_a_return_is_noted_at_once_and_opens_no_loan(service: Service) {
    let service = rare(service).await;
    let (loan, code) = returned_for_the_next(&service).await;
    let staff = service.signed_in("3000 0001").await;
    let path = format!("/api/v1/desk/loans/{loan}/missing");
    let parts = json!({ "library": "kallio", "parts": ["Laukku"] });
    let no_parts = json!({ "library": "kallio" });
    assert_eq!(staff.post(&path, no_parts).await.status, 400);
    let noted = staff.post_once(&path, parts.clone(), "once").await;
    assert_eq!(noted.json()["goes"]["to"], "repair");
    let again = staff.post_once(&path, parts.clone(), "once").await;
    assert_eq!(again.json(), noted.json(), "sent twice, done once");
    let missing = format!("SELECT missing FROM loans WHERE id = '{loan}' AND returned_at IS NOT NULL");
    assert_eq!(service.texts(&missing).await, ["[\"Laukku\"]"]);
    let reports = "SELECT fault FROM tickets WHERE copy = 'R1'";
    assert_eq!(service.texts(reports).await, ["Puuttuu: Laukku"]);
    let waits = hold_of(&service.signed_in("1000 0003").await).await;
    assert_eq!(
        (&waits["state"], &waits["code"]),
        (&json!("waiting"), &Value::Null)
    );
    let dead = json!({ "code": code, "library": "kallio" });
    assert_eq!(
        staff.post("/api/v1/desk/scans", dead).await.problem(),
        "not_known"
    );
    assert_eq!(faults(&service).await, Vec::<String>::new());
    let ticket = row(&staff, "faults").await["ticket"].clone();
    let solve = format!("/api/v1/desk/faults/{}/solve", ticket.as_str().unwrap());
    let whole = staff.post(&solve, json!({ "library": "kallio" })).await.json();
    assert_eq!(whole["goes"]["to"], "hold_shelf");
    let condition = "SELECT condition FROM copies WHERE barcode = 'R1'";
    assert_eq!(service.texts(condition).await, ["good"]);
    let lent = json!({ "card": "10000003", "barcode": "R1" });
    assert_eq!(staff.post("/api/v1/desk/checkouts", lent).await.status, 201);
    assert_eq!(
        staff.post(&path, parts).await.problem(),
        "on_loan",
        "the next has it"
    );
    let open = "SELECT COUNT(*) || '' FROM loans WHERE copy = 'R1' AND returned_at IS NULL";
    assert_eq!(service.texts(open).await, ["1"]);
}

async fn whoever_has_not_heard_that_it_is_ready_does_not_hear_that_it_is_not(service: Service) {
    let service = rare(service).await;
    let (loan, _) = returned_for_the_next(&service).await;
    let staff = service.signed_in("3000 0001").await;
    let path = format!("/api/v1/desk/loans/{loan}/missing");
    staff
        .post(&path, json!({ "library": "kallio", "parts": ["Laukku"] }))
        .await;
    let told = "SELECT message FROM outbox WHERE message LIKE '%hold_ready%' OR message LIKE '%hold_back%'";
    assert_eq!(service.texts(told).await, Vec::<String>::new());
}

async fn a_wish_is_not_used_up_by_what_turns_out_to_be_incomplete(service: Service) {
    let service = rare(service).await;
    let (guest, staff) = (
        service.signed_in("1000 0003").await,
        service.signed_in("3000 0001").await,
    );
    let lent = json!({ "card": "10000002", "barcode": "R1" });
    let loan = staff.post("/api/v1/desk/checkouts", lent).await.json()["loan"].clone();
    guest.post("/api/v1/items/harvinainen/wish", json!({})).await;
    staff.post(RETURNS, scanned("R1")).await;
    let path = format!("/api/v1/desk/loans/{}/missing", loan.as_str().unwrap());
    staff
        .post(&path, json!({ "library": "kallio", "parts": ["Laukku"] }))
        .await;
    let told = "SELECT message FROM outbox WHERE message LIKE '%item_free%'";
    assert!(service.texts(told).await.is_empty());
    let wishes = guest.get("/api/v1/me/wishes").await.json();
    assert_eq!(wishes["items"][0]["item"], "harvinainen");
}
