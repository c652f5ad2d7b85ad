//! The whole way of a thing, and what is told of it before it begins.

use crate::support::Service;
use crate::{HOLDS, at_kallio, faults, hold_of, rare, scanned};
use serde_json::{Value, json};

on_both_databases!(
    the_example_data_breaks_no_rule,
    a_thing_goes_from_search_to_return,
    a_thing_on_the_shelf_is_fetched_for_the_first_who_wants_it,
    the_deal_says_what_placing_a_hold_then_does,
    the_deal_tells_how_far_a_loan_may_be_cut_short,
    another_residents_hold_and_loan_are_not_found,
);

async fn the_example_data_breaks_no_rule(service: Service) {
    let service = service.with_demo().await;
    assert_eq!(faults(&service).await, Vec::<String>::new());
    let guest = service.signed_in("1000 0001").await;
    assert!(
        !guest.get("/api/v1/me/loans").await.json()["items"]
            .as_array()
            .unwrap()
            .is_empty()
    );
}

async fn a_thing_goes_from_search_to_return(service: Service) {
    let service = rare(service).await;
    let (guest, staff) = (
        service.signed_in("1000 0002").await,
        service.signed_in("3000 0001").await,
    );
    let hold = guest.post(HOLDS, at_kallio()).await;
    assert_eq!(
        (hold.status.as_u16(), &hold.json()["state"]),
        (201, &json!("to_fetch"))
    );
    let item = service.get("/api/v1/items/harvinainen").await.json();
    assert_eq!(item["on_shelf"], 0, "what is promised is not offered to others");
    let fetched = staff.post("/api/v1/desk/returns", scanned("R1")).await.json();
    assert_eq!(fetched["goes"]["to"], "hold_shelf");
    let mine = hold_of(&guest).await;
    assert_eq!(
        (&mine["state"], &mine["code"]),
        (&json!("ready"), &fetched["goes"]["code"])
    );
    // Ready on Monday 23 November: five days on which Kallio is open, to the end of Saturday or later.
    assert!(mine["pickup_by"].as_str().unwrap() > "2026-11-27");
    let lent = staff
        .post(
            "/api/v1/desk/checkouts",
            json!({ "card": "1000 0002", "barcode": "R1" }),
        )
        .await;
    assert_eq!(
        (lent.status.as_u16(), &lent.json()["from_hold"]),
        (201, &json!(true))
    );
    assert_eq!(lent.json()["due"], "2026-12-07");
    let loans = guest.get("/api/v1/me/loans").await.json();
    let loan = loans["items"]
        .as_array()
        .unwrap()
        .iter()
        .find(|loan| loan["item"] == "harvinainen")
        .unwrap();
    assert_eq!(
        (&loan["due"], &loan["included"]["fi"]),
        (&json!("2026-12-07"), &json!(["Laukku"]))
    );
    assert!(hold_of(&guest).await.is_null());
    let back = staff.post("/api/v1/desk/returns", scanned("R1")).await.json();
    assert_eq!(
        (&back["goes"]["to"], &back["loan"], &back["days_late"]),
        (&json!("shelf"), &loan["id"], &json!(0))
    );
    assert_eq!(
        service.get("/api/v1/items/harvinainen").await.json()["on_shelf"],
        1
    );
    assert_eq!(faults(&service).await, Vec::<String>::new());
}

async fn a_thing_on_the_shelf_is_fetched_for_the_first_who_wants_it(service: Service) {
    let service = rare(service).await;
    let (first, second) = (
        service.signed_in("1000 0002").await,
        service.signed_in("1000 0003").await,
    );
    assert_eq!(first.post(HOLDS, at_kallio()).await.json()["state"], "to_fetch");
    let waits = second
        .post(HOLDS, json!({ "pickup_library": "oodi" }))
        .await
        .json();
    assert_eq!(
        (&waits["state"], &waits["position"]),
        (&json!("waiting"), &json!(1))
    );
    let mine = hold_of(&first).await;
    let id = mine["id"].as_str().unwrap();
    assert_eq!(first.delete(&format!("/api/v1/me/holds/{id}")).await.status, 200);
    assert_eq!(hold_of(&second).await["state"], "to_fetch");
    let staff = service.signed_in("3000 0001").await;
    let sent = staff.post("/api/v1/desk/returns", scanned("R1")).await.json();
    assert_eq!(
        (&sent["goes"]["to"], &sent["goes"]["library"]),
        (&json!("transit"), &json!("oodi"))
    );
}

async fn the_deal_says_what_placing_a_hold_then_does(service: Service) {
    let service = rare(service).await;
    let (first, second) = (
        service.signed_in("1000 0002").await,
        service.signed_in("1000 0003").await,
    );
    let deal = service
        .get("/api/v1/items/harvinainen/deal?pickup_library=kallio")
        .await
        .json();
    assert_eq!(
        (&deal["free"], &deal["pickup_days"], &deal["refused"]),
        (&json!(true), &json!(5), &json!([]))
    );
    first.post(HOLDS, at_kallio()).await;
    let deal = second
        .get("/api/v1/items/harvinainen/deal?pickup_library=kallio")
        .await
        .json();
    let hold = second.post(HOLDS, at_kallio()).await.json();
    assert_eq!(
        (&deal["free"], &deal["position"], &deal["wait"]),
        (&json!(false), &hold["position"], &hold["wait"])
    );
    let deal = second.get("/api/v1/items/harvinainen/deal").await.json();
    assert_eq!(
        (&deal["refused"][0]["code"], &deal["pickup_library"]),
        (&json!("already_held"), &json!("kallio"))
    );
}

async fn the_deal_tells_how_far_a_loan_may_be_cut_short(service: Service) {
    let service = rare(service).await;
    let (api, pages) = (
        "/api/v1/items/harvinainen/deal",
        ["/fi/items/harvinainen", "/fi/items/harvinainen/hold"],
    );
    assert_eq!(service.get(api).await.json()["recall_after_days"], Value::Null);
    service
        .sql("UPDATE items SET recall_after_days = 7 WHERE id = 'harvinainen'")
        .await;
    service
        .sql("UPDATE content_versions SET version = version + 1 WHERE feature IN ('items', 'catalogue')")
        .await;
    assert_eq!(service.get(api).await.json()["recall_after_days"], 7);
    for page in pages {
        let text = service.get(page).await.text();
        assert!(text.contains("Laina voi lyhentyä 7 päivään"), "{page}");
    }
}

async fn another_residents_hold_and_loan_are_not_found(service: Service) {
    let service = rare(service).await;
    let (owner, stranger) = (
        service.signed_in("1000 0001").await,
        service.signed_in("1000 0002").await,
    );
    let hold = owner.post(HOLDS, at_kallio()).await.json()["id"]
        .as_str()
        .unwrap()
        .to_owned();
    let loan = owner.get("/api/v1/me/loans").await.json()["items"][0]["id"]
        .as_str()
        .unwrap()
        .to_owned();
    let holds = format!("/api/v1/me/holds/{hold}");
    assert_eq!(
        stranger.patch(&holds, json!({ "frozen": true })).await.problem(),
        "not_found"
    );
    assert_eq!(stranger.delete(&holds).await.problem(), "not_found");
    for path in ["renew", "faults"] {
        let answer = stranger
            .post(&format!("/api/v1/me/loans/{loan}/{path}"), json!({ "text": "x" }))
            .await;
        assert!(
            [400, 404].contains(&answer.status.as_u16()),
            "{path}: {}",
            answer.status
        );
    }
    assert_eq!(
        stranger
            .post(&format!("/api/v1/me/loans/{loan}/renew"), json!({}))
            .await
            .status,
        404
    );
    assert_eq!(stranger.delete("/api/v1/me/holds/not-a-uuid").await.status, 404);
}
