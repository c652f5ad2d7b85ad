//! The hold shelf: what stands there with an old slip, and where it goes.

use crate::support::Service;
use crate::{
    HOLDS, RETURNS, UNDO, at_kallio, cancel, everything_is_sent, faults, hold_of, rare, row, scanned,
};
use jaettu_server::circulation::upkeep;
use serde_json::{Value, json};

on_both_databases!(
    what_nobody_waits_for_any_more_is_taken_off_the_hold_shelf,
    what_the_next_fetches_elsewhere_is_taken_off_the_hold_shelf_and_sent,
    what_goes_to_the_next_on_the_same_hold_shelf_gets_a_new_slip,
);

async fn what_nobody_waits_for_any_more_is_taken_off_the_hold_shelf(service: Service) {
    let service = rare(service).await;
    let (guest, staff) = (
        service.signed_in("1000 0002").await,
        service.signed_in("3000 0001").await,
    );
    guest.post(HOLDS, at_kallio()).await;
    staff.post(RETURNS, scanned("R1")).await;
    assert!(row(&staff, "take_down").await.is_null());
    cancel(&guest).await;
    let down = row(&staff, "take_down").await;
    assert_eq!(
        (&down["place"], &down["hold"], &down["old_slip"]),
        (&json!("shelf"), &Value::Null, &json!(true))
    );
    let back = staff.post(RETURNS, scanned("R1")).await.json();
    assert_eq!(back["goes"]["to"], "shelf");
    assert!(row(&staff, "take_down").await.is_null(), "it has been taken down");
    staff.post(UNDO, json!({ "undo": back["undo"] })).await;
    assert!(!row(&staff, "take_down").await.is_null(), "or it has not");
    let lent = json!({ "card": "10000003", "barcode": "R1" });
    assert_eq!(staff.post("/api/v1/desk/checkouts", lent).await.status, 201);
    assert!(
        row(&staff, "take_down").await.is_null(),
        "what is lent stands nowhere"
    );
    assert_eq!(faults(&service).await, Vec::<String>::new());
}

async fn what_the_next_fetches_elsewhere_is_taken_off_the_hold_shelf_and_sent(service: Service) {
    let service = rare(service).await;
    let (first, second) = (
        service.signed_in("1000 0002").await,
        service.signed_in("1000 0003").await,
    );
    let staff = service.signed_in("3000 0001").await;
    first.post(HOLDS, at_kallio()).await;
    second.post(HOLDS, json!({ "pickup_library": "oodi" })).await;
    staff.post(RETURNS, scanned("R1")).await;
    cancel(&first).await;
    let down = row(&staff, "take_down").await;
    assert_eq!(
        (&down["state"], &down["other_library"]),
        (&json!("to_fetch"), &json!("oodi"))
    );
    assert_eq!(
        row(&staff, "to_fetch").await["old_slip"],
        true,
        "whoever fetches it looks on the hold shelf"
    );
    let sent = staff.post(RETURNS, scanned("R1")).await.json();
    assert_eq!(
        (&sent["goes"]["to"], &sent["goes"]["library"]),
        (&json!("transit"), &json!("oodi"))
    );
    assert!(row(&staff, "take_down").await.is_null());
    assert_eq!(faults(&service).await, Vec::<String>::new());
}

async fn what_goes_to_the_next_on_the_same_hold_shelf_gets_a_new_slip(service: Service) {
    let service = rare(service).await;
    let (first, second) = (
        service.signed_in("1000 0002").await,
        service.signed_in("1000 0003").await,
    );
    let staff = service.signed_in("3000 0001").await;
    first.post(HOLDS, at_kallio()).await;
    second.post(HOLDS, at_kallio()).await;
    let old = staff.post(RETURNS, scanned("R1")).await.json()["goes"]["code"].clone();
    everything_is_sent(&service).await;
    service.wait(10 * 24 * 60 * 60);
    upkeep::minutely(&service.app).await.unwrap();
    // A session at a desk does not live that long.
    let staff = service.signed_in("3000 0001").await;
    let down = row(&staff, "take_down").await;
    assert_eq!(down["state"], "ready");
    assert_ne!(down["code"], old);
    assert_eq!(down["code"], hold_of(&second).await["code"]);
    assert_eq!(row(&staff, "waiting").await["old_slip"], true);
    let slip = staff.post(RETURNS, scanned("R1")).await.json();
    assert_eq!(slip["goes"]["code"], down["code"], "the slip that is printed now");
    assert!(row(&staff, "take_down").await.is_null());
    assert_eq!(row(&staff, "waiting").await["old_slip"], false);
}
