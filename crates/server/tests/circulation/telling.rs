//! Who is told what, and what is not told any more.

use crate::support::Service;
use crate::{DAY, HOLDS, at_kallio, everything_is_sent, hold_of, rare, scanned, waiting};
use jaettu_server::circulation::upkeep;
use serde_json::{Value, json};

on_both_databases!(
    a_wish_is_told_once_and_is_no_place_in_the_queue,
    a_wish_ends_when_its_person_borrows_the_thing,
    who_gets_no_messages_is_not_promised_any,
    what_waits_to_be_told_goes_when_it_is_true_no_longer,
    who_was_not_served_in_time_is_told_so_and_not_blamed,
    a_hold_waits_for_whoever_has_not_been_told_of_it,
    a_hold_of_which_telling_has_failed_waits_unless_no_messages_are_wanted,
);

async fn a_wish_is_told_once_and_is_no_place_in_the_queue(service: Service) {
    let service = rare(service).await;
    let (guest, staff) = (
        service.signed_in("1000 0002").await,
        service.signed_in("3000 0001").await,
    );
    staff
        .post(
            "/api/v1/desk/checkouts",
            json!({ "card": "10000003", "barcode": "R1" }),
        )
        .await;
    for _ in 0..2 {
        assert_eq!(
            guest
                .post("/api/v1/items/harvinainen/wish", json!({}))
                .await
                .status,
            200
        );
    }
    assert_eq!(
        guest.get("/api/v1/me/wishes").await.json()["items"]
            .as_array()
            .unwrap()
            .len(),
        1
    );
    assert_eq!(
        service.get("/api/v1/items/harvinainen").await.json()["waiting"],
        0
    );
    staff.post("/api/v1/desk/returns", scanned("R1")).await;
    assert!(
        guest.get("/api/v1/me/wishes").await.json()["items"]
            .as_array()
            .unwrap()
            .is_empty()
    );
    let told = service
        .texts("SELECT message FROM outbox WHERE message LIKE '%item_free%'")
        .await;
    assert_eq!(told.len(), 1);
    assert_eq!(guest.delete("/api/v1/items/harvinainen/wish").await.status, 200);
    assert_eq!(guest.post("/api/v1/items/none/wish", json!({})).await.status, 404);
}

async fn a_wish_ends_when_its_person_borrows_the_thing(service: Service) {
    let service = rare(service).await;
    let (guest, staff) = (
        service.signed_in("1000 0002").await,
        service.signed_in("3000 0001").await,
    );
    assert_eq!(
        guest
            .post("/api/v1/items/harvinainen/wish", json!({}))
            .await
            .status,
        200
    );
    let lent = json!({ "card": "10000002", "barcode": "R1" });
    staff.post("/api/v1/desk/checkouts", lent).await;
    let wishes = guest.get("/api/v1/me/wishes").await.json();
    assert_eq!(wishes["items"], json!([]));
    staff.post("/api/v1/desk/returns", scanned("R1")).await;
    assert_eq!(
        waiting(&service).await,
        Vec::<String>::new(),
        "nobody is told of their own return"
    );
}

async fn who_gets_no_messages_is_not_promised_any(service: Service) {
    let service = rare(service).await;
    let (guest, staff) = (
        service.signed_in("1000 0002").await,
        service.signed_in("3000 0001").await,
    );
    let none = json!({ "channel": "none" });
    assert_eq!(guest.patch("/api/v1/me", none.clone()).await.status, 200);
    let wish = "/api/v1/items/harvinainen/wish";
    let refused = guest.post(wish, json!({})).await;
    assert_eq!(
        (refused.status.as_u16(), refused.problem().as_str()),
        (422, "no_messages")
    );
    // One that was made before stays, and is not used up by what is told to nobody.
    guest.patch("/api/v1/me", json!({ "channel": "email" })).await;
    assert_eq!(guest.post(wish, json!({})).await.status, 200);
    guest.patch("/api/v1/me", none).await;
    let lend = async || {
        let lent = json!({ "card": "10000003", "barcode": "R1" });
        staff.post("/api/v1/desk/checkouts", lent).await;
        staff.post("/api/v1/desk/returns", scanned("R1")).await;
        waiting(&service).await
    };
    assert_eq!(lend().await, Vec::<String>::new());
    let page = guest.get("/fi/me").await.text();
    assert!(
        page.contains("Näistä halusit kuulla") && !page.contains("Kerromme, kun nämä ovat vapaana"),
        "{page}"
    );
    guest.patch("/api/v1/me", json!({ "channel": "email" })).await;
    assert_eq!(lend().await, ["item_free"]);
}

async fn what_waits_to_be_told_goes_when_it_is_true_no_longer(service: Service) {
    let service = rare(service).await;
    let lent = json!({ "card": "10000002", "barcode": "R1" });
    let staff = service.signed_in("3000 0002").await;
    staff.post("/api/v1/desk/checkouts", lent.clone()).await;
    service.wait(15 * DAY);
    upkeep::hourly(&service.app).await.unwrap();
    assert_eq!(waiting(&service).await, ["loan_overdue"]);
    let staff = service.signed_in("3000 0002").await;
    staff.post("/api/v1/desk/returns", scanned("R1")).await;
    assert_eq!(waiting(&service).await, Vec::<String>::new(), "it has come back");
    // Renewed in the morning it is not late at nine.
    staff.post("/api/v1/desk/checkouts", lent.clone()).await;
    service.wait(13 * DAY);
    upkeep::hourly(&service.app).await.unwrap();
    assert_eq!(waiting(&service).await, ["loan_due_soon"]);
    let guest = service.signed_in("1000 0002").await;
    let loans = guest.get("/api/v1/me/loans").await.json();
    let mut loans = loans["items"].as_array().unwrap().iter();
    let loan = loans.find(|loan| loan["item"] == "harvinainen").unwrap()["id"]
        .as_str()
        .unwrap()
        .to_owned();
    let renewed = guest
        .post(&format!("/api/v1/me/loans/{loan}/renew"), json!({}))
        .await;
    assert_eq!(renewed.status, 200, "{}", renewed.text());
    assert_eq!(waiting(&service).await, Vec::<String>::new());
    let staff = service.signed_in("3000 0001").await;
    staff.post("/api/v1/desk/returns", scanned("R1")).await;
    // Collected before the text message goes at nine, and given up before it goes.
    guest.post(HOLDS, at_kallio()).await;
    staff.post("/api/v1/desk/returns", scanned("R1")).await;
    assert_eq!(waiting(&service).await, ["hold_ready"]);
    staff.post("/api/v1/desk/checkouts", lent).await;
    assert_eq!(waiting(&service).await, Vec::<String>::new());
    staff.post("/api/v1/desk/returns", scanned("R1")).await;
    let hold = guest.post(HOLDS, at_kallio()).await.json();
    staff.post("/api/v1/desk/returns", scanned("R1")).await;
    assert_eq!(waiting(&service).await, ["hold_ready"]);
    let elsewhere = json!({ "barcode": "R1", "library": "oodi" });
    let all = service.signed_in("3000 0002").await;
    assert_eq!(all.post("/api/v1/desk/returns", elsewhere).await.status, 200);
    assert_eq!(waiting(&service).await, ["hold_away"], "it was carried elsewhere");
    let hold = format!("/api/v1/me/holds/{}", hold["id"].as_str().unwrap());
    assert_eq!(guest.delete(&hold).await.status, 200);
    assert_eq!(waiting(&service).await, Vec::<String>::new());
}

async fn who_was_not_served_in_time_is_told_so_and_not_blamed(service: Service) {
    let service = rare(service).await;
    let (guest, staff) = (
        service.signed_in("1000 0002").await,
        service.signed_in("3000 0001").await,
    );
    let lent = json!({ "card": "10000003", "barcode": "R1" });
    staff.post("/api/v1/desk/checkouts", lent).await;
    let wanted = json!({ "pickup_library": "kallio", "not_after": "2026-11-24" });
    assert_eq!(guest.post(HOLDS, wanted).await.json()["state"], "waiting");
    service.wait(2 * DAY);
    upkeep::minutely(&service.app).await.unwrap();
    assert!(hold_of(&guest).await.is_null());
    assert_eq!(waiting(&service).await, ["hold_lapsed"]);
}

async fn a_hold_waits_for_whoever_has_not_been_told_of_it(service: Service) {
    let service = rare(service).await;
    let (guest, staff) = (
        service.signed_in("1000 0002").await,
        service.signed_in("3000 0001").await,
    );
    guest.post(HOLDS, at_kallio()).await;
    staff.post("/api/v1/desk/returns", scanned("R1")).await;
    upkeep::minutely(&service.app).await.unwrap();
    let first = hold_of(&guest).await["pickup_by"].clone();
    service.wait(10 * DAY);
    for _ in 0..2 {
        upkeep::minutely(&service.app).await.unwrap();
    }
    let kept = hold_of(&guest).await;
    assert_eq!(kept["state"], "ready", "the mail server is away");
    assert!(kept["pickup_by"].as_str() > first.as_str(), "{kept}");
    let told = service
        .texts(
            "SELECT message FROM outbox WHERE message LIKE '%hold_ready%' AND message LIKE '%harvinainen%'",
        )
        .await;
    let until: Value = serde_json::from_str(&told[0]).unwrap();
    assert_eq!(
        (told.len(), &until["until"]),
        (1, &kept["pickup_by"]),
        "the letter says the day that holds when it goes"
    );
    everything_is_sent(&service).await;
    service.wait(10 * DAY);
    upkeep::minutely(&service.app).await.unwrap();
    assert!(hold_of(&guest).await.is_null(), "from then on the time runs");
}

async fn a_hold_of_which_telling_has_failed_waits_unless_no_messages_are_wanted(service: Service) {
    let service = rare(service).await;
    let (guest, staff) = (
        service.signed_in("1000 0002").await,
        service.signed_in("3000 0001").await,
    );
    guest.post(HOLDS, at_kallio()).await;
    staff.post("/api/v1/desk/returns", scanned("R1")).await;
    service
        .sql("UPDATE outbox SET state = 'failed', ended_at = 0 WHERE message LIKE '%hold_ready%'")
        .await;
    service.wait(10 * DAY);
    upkeep::minutely(&service.app).await.unwrap();
    assert_eq!(hold_of(&guest).await["state"], "ready");
    service
        .sql("UPDATE people SET channel = 'none' WHERE card = '10000002'")
        .await;
    service.wait(10 * DAY);
    upkeep::minutely(&service.app).await.unwrap();
    assert!(hold_of(&guest).await.is_null(), "who looks themselves has looked");
}
