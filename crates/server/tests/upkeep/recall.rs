//! Loans that are asked back when others wait, over HTTP.

use crate::lending::{DAY, HOLDS, at_kallio, faults, hold_of, lend, loan_of, rare, take_in, waiting};
use crate::support::Service;
use jaettu_server::circulation::upkeep;
use serde_json::json;

on_both_databases!(
    a_hold_asks_a_loan_back_but_never_before_what_was_promised,
    what_others_begin_to_wait_for_by_themselves_is_asked_back,
);

/// The rare thing may be asked back after a week.
async fn asked_back_after_a_week(service: Service) -> Service {
    let service = rare(service).await;
    service
        .sql("UPDATE items SET recall_after_days = 7 WHERE id = 'harvinainen'")
        .await;
    service
}

async fn a_hold_asks_a_loan_back_but_never_before_what_was_promised(service: Service) {
    let service = asked_back_after_a_week(service).await;
    let (borrower, waits, staff) = (
        service.signed_in("1000 0002").await,
        service.signed_in("1000 0003").await,
        service.signed_in("3000 0001").await,
    );
    lend(&staff, "10000002").await;
    assert_eq!(loan_of(&borrower).await["due"], "2026-12-07");
    assert_eq!(waits.post(HOLDS, at_kallio()).await.status, 201);
    let asked = loan_of(&borrower).await;
    assert_eq!(
        (&asked["due"], &asked["recalled"]),
        (&json!("2026-11-30"), &json!(true)),
        "a week was promised"
    );
    assert_eq!(waiting(&service).await, ["loan_recalled"]);
    // Others who wait, and the hours that go by, ask for nothing more.
    let third = service.signed_in("1000 0004").await;
    assert_eq!(third.post(HOLDS, at_kallio()).await.status, 201);
    for _ in 0..2 {
        upkeep::hourly(&service.app).await.unwrap();
    }
    assert_eq!(loan_of(&borrower).await["due"], "2026-11-30");
    assert_eq!(waiting(&service).await, ["loan_recalled"]);
    assert_eq!(faults(&service).await, Vec::<String>::new());
    take_in(&staff).await;
    assert_eq!(hold_of(&waits).await["state"], "ready");
}

async fn what_others_begin_to_wait_for_by_themselves_is_asked_back(service: Service) {
    let service = asked_back_after_a_week(service).await;
    let (borrower, waits, staff) = (
        service.signed_in("1000 0002").await,
        service.signed_in("1000 0003").await,
        service.signed_in("3000 0001").await,
    );
    lend(&staff, "10000002").await;
    // A hold that is frozen waits for nothing until the day on which it thaws.
    service
        .sql("UPDATE items SET recall_after_days = NULL WHERE id = 'harvinainen'")
        .await;
    let hold = waits.post(HOLDS, at_kallio()).await.json();
    let path = format!("/api/v1/me/holds/{}", hold["id"].as_str().unwrap());
    let frozen = waits.patch(&path, json!({ "frozen_until": "2026-11-25" })).await;
    assert_eq!(frozen.status, 200, "{}", frozen.text());
    service
        .sql("UPDATE items SET recall_after_days = 7 WHERE id = 'harvinainen'")
        .await;
    upkeep::hourly(&service.app).await.unwrap();
    assert_eq!(loan_of(&borrower).await["due"], "2026-12-07");
    service.wait(2 * DAY);
    for _ in 0..2 {
        upkeep::hourly(&service.app).await.unwrap();
    }
    let asked = loan_of(&borrower).await;
    assert_eq!(
        (&asked["due"], &asked["recalled"]),
        (&json!("2026-11-30"), &json!(true)),
        "{asked}"
    );
    assert_eq!(waiting(&service).await, ["loan_recalled"]);
}
