//! Where a way of sending is not set up, nobody is promised to be told by it.

use crate::lending::{
    DAY, HOLDS, WISH, at_kallio, hold_of, lend, rare, send_by_email_only, sending_by, take_in, told, wishes,
};
use crate::log::Log;
use crate::support::Service;
use crate::support::person::Guest;
use jaettu_domain::messages::rules::Ways;
use jaettu_server::circulation::upkeep;
use serde_json::json;

on_both_databases!(
    whom_no_way_reaches_is_promised_nothing,
    what_cannot_reach_whoever_wants_it_has_failed_and_their_time_does_not_run,
    what_nobody_wants_is_dropped,
    a_wish_waits_until_its_person_can_be_told,
);

const EMAIL_ONLY: Ways = Ways {
    email: true,
    sms: false,
};

/// Somebody who chose text messages and has a number, and no address.
async fn by_text_message(guest: &Guest<'_>) {
    let choice = json!({ "channel": "sms", "phone": "040 123 4567", "email": null });
    assert_eq!(guest.patch("/api/v1/me", choice).await.status, 200);
}

async fn whom_no_way_reaches_is_promised_nothing(service: Service) {
    let service = sending_by(rare(service).await, EMAIL_ONLY);
    let guest = service.signed_in("1000 0002").await;
    assert_eq!(guest.post(HOLDS, at_kallio()).await.status, 201);
    let page = async || guest.get("/en/items/harvinainen/hold").await.text();
    let promise = "We tell you when you can collect it.";
    assert!(page().await.contains(promise));
    let settings = guest.get("/en/me/settings").await.text();
    assert!(settings.contains("value=\"email\"") && settings.contains("value=\"none\""));
    assert!(
        !settings.contains("value=\"sms\""),
        "what is not there is not offered"
    );
    by_text_message(&guest).await;
    assert!(!page().await.contains(promise));
    let refused = guest.post("/api/v1/items/porakone/wish", json!({})).await;
    assert_eq!(refused.problem(), "no_messages");
    let settings = guest.get("/en/me/settings").await.text();
    assert!(
        settings.contains("value=\"sms\" selected"),
        "nobody's choice changes unasked"
    );
}

async fn what_cannot_reach_whoever_wants_it_has_failed_and_their_time_does_not_run(service: Service) {
    let log = Log::listen();
    let service = sending_by(rare(service).await, EMAIL_ONLY);
    let (guest, staff) = (
        service.signed_in("1000 0002").await,
        service.signed_in("3000 0001").await,
    );
    by_text_message(&guest).await;
    guest.post(HOLDS, at_kallio()).await;
    take_in(&staff).await;
    let first = hold_of(&guest).await["pickup_by"].clone();
    service.wait(120);
    send_by_email_only(&service).await;
    assert_eq!(told(&service, "'failed'").await, ["hold_ready"]);
    let trouble = "SELECT trouble FROM outbox WHERE state = 'failed' AND message LIKE '%harvinainen%'";
    assert_eq!(service.texts(trouble).await, ["unreachable"]);
    let log = log.text();
    assert!(log.contains("reached by no way that is set up"), "{log}");
    assert!(!log.contains("401234567"), "{log}");
    service.wait(2 * DAY);
    upkeep::minutely(&service.app).await.unwrap();
    let kept = hold_of(&guest).await;
    assert!(kept["pickup_by"].as_str() > first.as_str(), "{kept}");
}

async fn what_nobody_wants_is_dropped(service: Service) {
    let service = rare(service).await;
    let (guest, staff) = (
        service.signed_in("1000 0002").await,
        service.signed_in("3000 0001").await,
    );
    guest.patch("/api/v1/me", json!({ "channel": "none" })).await;
    guest.post(HOLDS, at_kallio()).await;
    take_in(&staff).await;
    service.wait(120);
    send_by_email_only(&service).await;
    assert_eq!(told(&service, "'dropped'").await, ["hold_ready"]);
}

async fn a_wish_waits_until_its_person_can_be_told(service: Service) {
    let service = rare(service).await;
    let guest = service.signed_in("1000 0002").await;
    by_text_message(&guest).await;
    assert_eq!(guest.post(WISH, json!({})).await.status, 200);
    // The gateway for text messages is given up.
    let service = sending_by(service, EMAIL_ONLY);
    let (guest, staff) = (
        service.signed_in("1000 0002").await,
        service.signed_in("3000 0001").await,
    );
    lend(&staff, "10000003").await;
    take_in(&staff).await;
    assert!(wishes(&guest).await, "it is not used up by what reaches nobody");
    let page = guest.get("/en/me").await.text();
    assert!(!page.contains("We tell you when these are free"), "{page}");
    let address = json!({ "email": "guest@example.org" });
    assert_eq!(guest.patch("/api/v1/me", address).await.status, 200);
    lend(&staff, "10000003").await;
    take_in(&staff).await;
    assert!(!wishes(&guest).await);
}
