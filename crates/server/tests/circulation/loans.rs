//! Loans: renewed, dated and, where nothing else helps, written off.

use crate::support::Service;
use crate::{HOLDS, RETURNS, UNDO, at_kallio, faults, rare, row, scanned, waiting};
use jaettu_server::circulation::upkeep;
use serde_json::{Value, json};

on_both_databases!(
    a_loan_is_renewed_until_somebody_waits,
    a_date_that_has_become_certain_is_kept_as_certain,
    a_loan_that_will_not_come_back_is_written_off_and_that_is_taken_back,
);

async fn a_loan_is_renewed_until_somebody_waits(service: Service) {
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
    let loan = guest.get("/api/v1/me/loans").await.json()["items"]
        .as_array()
        .unwrap()
        .iter()
        .find(|loan| loan["item"] == "harvinainen")
        .unwrap()
        .clone();
    let path = format!("/api/v1/me/loans/{}/renew", loan["id"].as_str().unwrap());
    assert_eq!(
        (&loan["not_renewable"], &loan["renewed_due"]),
        (&json!([]), &json!("2026-12-21"))
    );
    let renewed = guest.post(&path, json!({})).await.json();
    assert_eq!(
        (&renewed["due"], &renewed["renewals"]),
        (&json!("2026-12-21"), &json!(1))
    );
    service
        .signed_in("1000 0003")
        .await
        .post(HOLDS, at_kallio())
        .await;
    let refused = guest.post(&path, json!({})).await;
    assert_eq!(
        (refused.status.as_u16(), refused.problem().as_str()),
        (422, "others_waiting")
    );
    let listed = guest.get("/api/v1/me/loans").await.json();
    assert!(
        listed["items"]
            .as_array()
            .unwrap()
            .iter()
            .any(|loan| loan["not_renewable"][0]["code"] == "others_waiting")
    );
}

async fn a_date_that_has_become_certain_is_kept_as_certain(service: Service) {
    let service = rare(service).await;
    let staff = service.signed_in("3000 0001").await;
    let lent = json!({ "card": "10000002", "barcode": "R1" });
    staff.post("/api/v1/desk/checkouts", lent).await;
    service
        .sql("UPDATE loans SET due_unverified = TRUE WHERE copy = 'R1'")
        .await;
    upkeep::hourly(&service.app).await.unwrap();
    let certain = "SELECT id FROM loans WHERE copy = 'R1' AND NOT due_unverified";
    assert_eq!(service.texts(certain).await.len(), 1);
    assert_eq!(
        waiting(&service).await,
        Vec::<String>::new(),
        "nothing has changed for anybody"
    );
}

async fn a_loan_that_will_not_come_back_is_written_off_and_that_is_taken_back(service: Service) {
    let service = rare(service).await;
    let staff = service.signed_in("3000 0001").await;
    let lent = json!({ "card": "10000002", "barcode": "R1" });
    staff.post("/api/v1/desk/checkouts", lent).await;
    service.sql("UPDATE loans SET due_at = 0 WHERE copy = 'R1'").await;
    let late = row(&staff, "overdue").await;
    let path = format!("/api/v1/desk/loans/{}/write-off", late["loan"].as_str().unwrap());
    assert_eq!(
        staff.post(&path, json!({ "library": "oodi" })).await.problem(),
        "not_your_desk"
    );
    let here = json!({ "library": "kallio" });
    let gone = staff.post(&path, here.clone()).await.json();
    assert!(row(&staff, "overdue").await.is_null());
    let place = "SELECT place FROM copies WHERE barcode = 'R1'";
    assert_eq!(service.texts(place).await, ["missing"]);
    assert_eq!(staff.post(&path, here.clone()).await.problem(), "already_ended");
    let kept = format!(
        "SELECT reason FROM audit WHERE action = 'wrote_off' AND subject = '{}'",
        late["person"].as_str().unwrap()
    );
    assert_eq!(service.texts(&kept).await, [late["loan"].as_str().unwrap()]);
    let undo = staff.post(UNDO, json!({ "undo": gone["undo"] })).await;
    assert_eq!(undo.status, 200);
    assert!(!row(&staff, "overdue").await.is_null(), "it is waited for again");
    staff.post(&path, here).await;
    let found = staff.post(RETURNS, scanned("R1")).await.json();
    assert_eq!(
        (&found["goes"]["to"], &found["loan"]),
        (&json!("shelf"), &Value::Null)
    );
    assert_eq!(faults(&service).await, Vec::<String>::new());
}
