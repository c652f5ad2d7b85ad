//! What may have arrived counts as told: a letter of which nobody knows, or a text message that a letter stands in for.

use crate::lending::{
    HOLDS, WISH, at_kallio, everything_may_have_arrived, lend, rare, take_in, undo, waiting, wishes,
};
use crate::support::Service;
use serde_json::{Value, json};

on_both_databases!(
    whoever_may_have_heard_that_it_is_ready_hears_that_a_fault_keeps_it,
    whoever_may_have_heard_that_it_is_ready_hears_that_the_scan_was_a_mistake,
    whoever_may_have_heard_by_text_message_hears_that_the_scan_was_a_mistake,
    a_wish_that_may_have_been_fulfilled_is_not_there_again,
);

async fn ready(service: &Service) -> Value {
    let (guest, staff) = (
        service.signed_in("1000 0002").await,
        service.signed_in("3000 0001").await,
    );
    guest.post(HOLDS, at_kallio()).await;
    let done = take_in(&staff).await;
    assert_eq!(waiting(service).await, ["hold_ready"]);
    done
}

async fn whoever_may_have_heard_that_it_is_ready_hears_that_a_fault_keeps_it(service: Service) {
    let service = rare(service).await;
    ready(&service).await;
    everything_may_have_arrived(&service).await;
    let staff = service.signed_in("3000 0001").await;
    let fault = json!({ "barcode": "R1", "library": "kallio", "text": "Johto poikki" });
    let noted = staff.post("/api/v1/desk/faults", fault).await;
    assert!(noted.status.is_success(), "{}", noted.text());
    assert_eq!(waiting(&service).await, ["hold_back"]);
}

async fn whoever_may_have_heard_that_it_is_ready_hears_that_the_scan_was_a_mistake(service: Service) {
    let service = rare(service).await;
    let done = ready(&service).await;
    everything_may_have_arrived(&service).await;
    undo(&service.signed_in("3000 0001").await, &done).await;
    assert_eq!(
        waiting(&service).await,
        ["hold_back"],
        "and the letter is repeated no more"
    );
}

async fn whoever_may_have_heard_by_text_message_hears_that_the_scan_was_a_mistake(service: Service) {
    let service = rare(service).await;
    let done = ready(&service).await;
    service
        .sql("UPDATE outbox SET instead = TRUE, trouble = 'unknown' WHERE state = 'waiting'")
        .await;
    undo(&service.signed_in("3000 0001").await, &done).await;
    assert_eq!(waiting(&service).await, ["hold_back"]);
}

async fn a_wish_that_may_have_been_fulfilled_is_not_there_again(service: Service) {
    let service = rare(service).await;
    let (guest, staff) = (
        service.signed_in("1000 0002").await,
        service.signed_in("3000 0001").await,
    );
    lend(&staff, "10000003").await;
    assert_eq!(guest.post(WISH, json!({})).await.status, 200);
    let back = take_in(&staff).await;
    assert_eq!(waiting(&service).await, ["item_free"]);
    everything_may_have_arrived(&service).await;
    undo(&staff, &back).await;
    assert!(!wishes(&guest).await, "it was told, as far as anybody knows");
    // The same when what came back turns out to be broken.
    take_in(&staff).await;
    guest.post(WISH, json!({})).await;
    lend(&staff, "10000003").await;
    take_in(&staff).await;
    everything_may_have_arrived(&service).await;
    let fault = json!({ "barcode": "R1", "library": "kallio", "text": "Johto poikki" });
    assert!(staff.post("/api/v1/desk/faults", fault).await.status.is_success());
    assert!(!wishes(&guest).await);
}
