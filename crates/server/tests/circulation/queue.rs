//! Holds: who is next, and what people change about theirs.

use crate::support::Service;
use crate::{HOLDS, at_kallio, everything_is_sent, faults, hold_of, rare, scanned};
use jaettu_server::circulation::upkeep;
use serde_json::json;

on_both_databases!(
    every_reason_is_told_at_once,
    a_hold_is_frozen_moved_and_cancelled_and_keeps_its_place,
    a_hold_that_is_not_fetched_goes_to_the_next,
    a_hold_that_is_not_needed_any_more_is_not_made_ready,
    the_place_and_the_length_are_of_the_same_queue,
    a_wrong_day_is_told_with_the_field_it_stands_in,
);

async fn every_reason_is_told_at_once(service: Service) {
    let service = rare(service).await;
    let guest = service.signed_in("1000 0002").await;
    assert_eq!(guest.post(HOLDS, at_kallio()).await.status, 201);
    service
        .sql("UPDATE people SET blocked = 'laina rikki' WHERE card = '10000002'")
        .await;
    let again = guest
        .post(
            HOLDS,
            json!({ "pickup_library": "kallio", "not_after": "2020-01-01" }),
        )
        .await;
    assert_eq!(again.status, 422);
    let codes: Vec<_> = again.json()["errors"]
        .as_array()
        .unwrap()
        .iter()
        .map(|e| e["code"].clone())
        .collect();
    for code in ["blocked", "already_held", "date_passed"] {
        assert!(codes.contains(&json!(code)), "{code} in {codes:?}");
    }
    let wrong = guest.post(HOLDS, json!({ "pickup_library": "atlantis" })).await;
    assert_eq!(wrong.json()["errors"][0]["field"], "pickup_library");
    assert_eq!(
        guest.post(HOLDS, json!({})).await.json()["errors"][0]["code"],
        "missing"
    );
    assert_eq!(
        guest.post("/api/v1/items/none/holds", at_kallio()).await.status,
        404
    );
}

async fn a_hold_is_frozen_moved_and_cancelled_and_keeps_its_place(service: Service) {
    let service = rare(service).await;
    let (first, second, third) = (
        service.signed_in("1000 0002").await,
        service.signed_in("1000 0003").await,
        service.signed_in("1000 0004").await,
    );
    first.post(HOLDS, at_kallio()).await;
    let path = format!(
        "/api/v1/me/holds/{}",
        second.post(HOLDS, at_kallio()).await.json()["id"]
            .as_str()
            .unwrap()
    );
    third.post(HOLDS, at_kallio()).await;
    let frozen = second.patch(&path, json!({ "frozen": true })).await.json();
    assert_eq!(
        (&frozen["frozen"], &frozen["position"]),
        (&json!(true), &json!(1))
    );
    let moved = second
        .patch(
            &path,
            json!({ "pickup_library": "oodi", "not_after": "2027-01-31" }),
        )
        .await
        .json();
    assert_eq!(
        (&moved["pickup_library"], &moved["not_after"]),
        (&json!("oodi"), &json!("2027-01-31"))
    );
    let hold = hold_of(&first).await["id"].as_str().unwrap().to_owned();
    first.delete(&format!("/api/v1/me/holds/{hold}")).await;
    assert_eq!(
        hold_of(&third).await["state"],
        "to_fetch",
        "the frozen one is passed over"
    );
    let thawed = second
        .patch(&path, json!({ "frozen": false, "not_after": null }))
        .await
        .json();
    assert_eq!(
        (&thawed["frozen"], &thawed["not_after"], &thawed["position"]),
        (&json!(false), &json!(null), &json!(1))
    );
    for _ in 0..2 {
        assert_eq!(
            second.delete(&path).await.status,
            200,
            "who presses twice has what they want"
        );
    }
}

async fn a_hold_that_is_not_fetched_goes_to_the_next(service: Service) {
    let service = rare(service).await;
    let staff = service.signed_in("3000 0001").await;
    let (first, second) = (
        service.signed_in("1000 0002").await,
        service.signed_in("1000 0003").await,
    );
    first.post(HOLDS, at_kallio()).await;
    second.post(HOLDS, at_kallio()).await;
    staff.post("/api/v1/desk/returns", scanned("R1")).await;
    upkeep::minutely(&service.app).await.unwrap();
    assert_eq!(hold_of(&first).await["state"], "ready");
    everything_is_sent(&service).await;
    service.wait(10 * 24 * 60 * 60);
    upkeep::minutely(&service.app).await.unwrap();
    assert!(hold_of(&first).await.is_null());
    let next = hold_of(&second).await;
    assert_eq!(next["state"], "ready");
    let told = service
        .texts("SELECT message FROM outbox ORDER BY created_at, id")
        .await;
    for kind in ["hold_ready", "hold_expired"] {
        assert!(
            told.iter().any(|message| message.contains(kind)),
            "{kind} in {told:?}"
        );
    }
    assert_eq!(faults(&service).await, Vec::<String>::new());
}

async fn a_hold_that_is_not_needed_any_more_is_not_made_ready(service: Service) {
    let service = rare(service).await;
    let guest = service.signed_in("1000 0002").await;
    let today = jaettu_domain::time::today(service.app.clock.now());
    let hold = json!({ "pickup_library": "kallio", "not_after": today.to_string() });
    let placed = guest.post(HOLDS, hold).await;
    assert_eq!(placed.json()["state"], "to_fetch", "{}", placed.text());
    service.wait(24 * 60 * 60);
    upkeep::minutely(&service.app).await.unwrap();
    let place = service
        .texts("SELECT place FROM copies WHERE barcode = 'R1'")
        .await;
    assert_eq!(place, ["shelf"]);
    let left = service
        .texts("SELECT id FROM holds WHERE item = 'harvinainen' AND ended_at IS NULL")
        .await;
    assert_eq!(left, Vec::<String>::new());
}

async fn the_place_and_the_length_are_of_the_same_queue(service: Service) {
    let service = rare(service).await;
    service
        .sql("UPDATE items SET home_only = TRUE WHERE id = 'harvinainen'")
        .await;
    service
        .sql(
            "INSERT INTO copies (barcode, item, home, library, place, due, condition) \
             VALUES ('R2', 'harvinainen', 'oodi', 'oodi', 'shelf', NULL, 'good')",
        )
        .await;
    let staff = service.signed_in("3000 0002").await;
    for (card, barcode) in [("10000004", "R1"), ("10000005", "R2")] {
        let lent = json!({ "card": card, "barcode": barcode });
        assert_eq!(staff.post("/api/v1/desk/checkouts", lent).await.status, 201);
    }
    let (here, there) = (
        service.signed_in("1000 0002").await,
        service.signed_in("1000 0003").await,
    );
    here.post(HOLDS, at_kallio()).await;
    there.post(HOLDS, json!({ "pickup_library": "oodi" })).await;
    for guest in [&here, &there] {
        let hold = hold_of(guest).await;
        assert_eq!((&hold["position"], &hold["queue"]), (&json!(1), &json!(1)));
    }
}

async fn a_wrong_day_is_told_with_the_field_it_stands_in(service: Service) {
    let service = rare(service).await;
    let guest = service.signed_in("1000 0002").await;
    let over = json!({ "pickup_library": "kallio", "not_after": "2026-11-22" });
    let over = guest.post(HOLDS, over).await.json();
    assert_eq!(over["errors"][0]["field"], "not_after");
    let hold = guest.post(HOLDS, at_kallio()).await.json();
    let path = format!("/api/v1/me/holds/{}", hold["id"].as_str().unwrap());
    let today = json!({ "frozen": true, "frozen_until": "2026-11-23" });
    let refused = guest.patch(&path, today).await.json();
    assert_eq!(
        (&refused["code"], &refused["errors"][0]["field"]),
        (&json!("pause_too_short"), &json!("frozen_until"))
    );
}
