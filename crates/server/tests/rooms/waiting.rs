//! Waiting for a time that others have.

use crate::place::{BOOKINGS, at, booked, codes, faults, free, room, wanted, with_rooms};
use crate::support::Service;
use jaettu_server::rooms::upkeep;
use serde_json::{Value, json};

on_both_databases!(
    a_time_that_is_given_up_is_kept_for_whoever_waited_first,
    an_offer_that_is_not_taken_goes_to_the_next,
    one_waits_only_for_what_could_be_booked_and_not_for_too_much,
    a_hall_is_offered_once_both_halves_are_free,
    whoever_is_forgotten_waits_no_longer,
);

const WAITS: &str = "/api/v1/waits";

fn first(list: &Value) -> &Value {
    &list["items"][0]
}

async fn a_time_that_is_given_up_is_kept_for_whoever_waited_first(service: Service) {
    let service = with_rooms(service, &[room("testi", &json!({}))]).await;
    let (guest, one, two) = (
        service.signed_in("1000 0001").await,
        service.signed_in("1000 0002").await,
        service.signed_in("1000 0003").await,
    );
    let booking = booked(&guest, wanted("testi", "12:00", "14:00")).await;
    let waits = one.post(WAITS, wanted("testi", "13:00", "14:00")).await;
    assert_eq!(waits.status, 201, "{}", waits.text());
    let second = two.post(WAITS, wanted("testi", "12:30", "13:30")).await.json();
    assert_eq!(
        (&waits.json()["before"], &second["before"]),
        (&json!(0), &json!(1))
    );
    let path = format!("{BOOKINGS}/{}", booking["id"].as_str().unwrap());
    assert_eq!(guest.delete(&path).await.status, 200);
    // Nobody can come in between: it is kept from the same moment on.
    let stranger = service.signed_in("1000 0004").await;
    assert_eq!(
        stranger
            .post(BOOKINGS, wanted("testi", "13:00", "14:00"))
            .await
            .status,
        409
    );
    let list = one.get("/api/v1/me/waits").await.json();
    let kept = first(&list)["booking"].as_str().unwrap().to_owned();
    assert!(first(&list)["offered_until"].is_string());
    assert_eq!(
        first(&two.get("/api/v1/me/waits").await.json())["booking"],
        json!(null)
    );
    let confirmed = one
        .post(&format!("{BOOKINGS}/{kept}/confirm"), json!({ "people": 2 }))
        .await;
    assert_eq!(confirmed.json()["state"], "confirmed", "{}", confirmed.text());
    assert_eq!(one.get("/api/v1/me/waits").await.json()["items"], json!([]));
    booked(&stranger, wanted("testi", "12:00", "13:00")).await;
    assert_eq!(faults(&service).await, Vec::<String>::new());
}

async fn an_offer_that_is_not_taken_goes_to_the_next(service: Service) {
    let service = with_rooms(service, &[room("testi", &json!({}))]).await;
    let (guest, one, two) = (
        service.signed_in("1000 0001").await,
        service.signed_in("1000 0002").await,
        service.signed_in("1000 0003").await,
    );
    let booking = booked(&guest, wanted("testi", "12:00", "13:00")).await;
    for waiting in [&one, &two] {
        assert_eq!(
            waiting
                .post(WAITS, wanted("testi", "12:00", "13:00"))
                .await
                .status,
            201
        );
    }
    let path = format!("{BOOKINGS}/{}", booking["id"].as_str().unwrap());
    // Moving gives the time back as well.
    assert_eq!(
        guest.patch(&path, json!({ "start": at("15:00") })).await.status,
        200
    );
    assert!(first(&one.get("/api/v1/me/waits").await.json())["booking"].is_string());
    service.wait(29 * 60);
    assert_eq!(
        first(&two.get("/api/v1/me/waits").await.json())["booking"],
        json!(null)
    );
    service.wait(2 * 60);
    let list = two.get("/api/v1/me/waits").await.json();
    let kept = first(&list)["booking"].as_str().unwrap().to_owned();
    assert_eq!(one.get("/api/v1/me/waits").await.json()["items"], json!([]));
    // Who does not want it any more lets it go like any form.
    assert_eq!(two.delete(&format!("{BOOKINGS}/{kept}")).await.status, 200);
    booked(&one, wanted("testi", "12:00", "13:00")).await;
    assert_eq!(faults(&service).await, Vec::<String>::new());
}

async fn one_waits_only_for_what_could_be_booked_and_not_for_too_much(service: Service) {
    let service = with_rooms(
        service,
        &[room("testi", &json!({ "rules": { "max_minutes": 60 } }))],
    )
    .await;
    let (guest, other) = (
        service.signed_in("1000 0001").await,
        service.signed_in("1000 0002").await,
    );
    let free = guest.post(WAITS, wanted("testi", "12:00", "13:00")).await;
    assert_eq!(codes(&free), ["not_taken"]);
    let hours = ["10:00", "11:00", "12:00", "13:00", "14:00", "15:00", "16:00"];
    for pair in hours.windows(2) {
        booked(&other, wanted("testi", pair[0], pair[1])).await;
    }
    let long = guest.post(WAITS, wanted("testi", "12:00", "14:00")).await;
    assert_eq!(codes(&long), ["too_long"]);
    for (count, pair) in hours.windows(2).enumerate() {
        let answer = guest.post(WAITS, wanted("testi", pair[0], pair[1])).await;
        if count < 5 {
            assert_eq!(answer.status, 201, "{}", answer.text());
        } else {
            assert_eq!(codes(&answer), ["too_many_waits"]);
        }
    }
    assert_eq!(
        codes(&guest.post(WAITS, wanted("testi", "10:00", "11:00")).await),
        ["waits_already"]
    );
    let list = guest.get("/api/v1/me/waits").await.json();
    let path = format!("{WAITS}/{}", first(&list)["id"].as_str().unwrap());
    assert_eq!(other.delete(&path).await.status, 404);
    assert_eq!(guest.delete(&path).await.status, 200);
    assert_eq!(guest.delete(&path).await.status, 404);
    assert_eq!(
        guest.get("/api/v1/me/waits").await.json()["items"]
            .as_array()
            .unwrap()
            .len(),
        4
    );
}

async fn a_hall_is_offered_once_both_halves_are_free(service: Service) {
    let rooms = [
        room("sali", &json!({ "leaves": ["sali-a", "sali-b"] })),
        room(
            "puoli-a",
            &json!({ "leaves": ["sali-a"], "rules": { "beside_others": true } }),
        ),
        room(
            "puoli-b",
            &json!({ "leaves": ["sali-b"], "rules": { "beside_others": true } }),
        ),
    ];
    let service = with_rooms(service, &rooms).await;
    let (guest, waiting) = (
        service.signed_in("1000 0001").await,
        service.signed_in("1000 0002").await,
    );
    let mut halves = Vec::new();
    for half in ["puoli-a", "puoli-b"] {
        halves.push(booked(&guest, wanted(half, "12:00", "13:00")).await);
    }
    assert_eq!(
        waiting.post(WAITS, wanted("sali", "12:00", "13:00")).await.status,
        201
    );
    for half in &halves {
        assert_eq!(
            first(&waiting.get("/api/v1/me/waits").await.json())["booking"],
            json!(null)
        );
        let path = format!("{BOOKINGS}/{}", half["id"].as_str().unwrap());
        assert_eq!(guest.delete(&path).await.status, 200);
        upkeep::minutely(&service.app).await.unwrap();
    }
    assert!(first(&waiting.get("/api/v1/me/waits").await.json())["booking"].is_string());
    assert_eq!(faults(&service).await, Vec::<String>::new());
}

async fn whoever_is_forgotten_waits_no_longer(service: Service) {
    let service = with_rooms(service, &[room("testi", &json!({}))]).await;
    let (guest, gone) = (
        service.signed_in("1000 0001").await,
        service.signed_in("1000 0009").await,
    );
    let before = free(&service, "testi").await;
    let booking = booked(&guest, wanted("testi", "12:00", "13:00")).await;
    assert_eq!(
        gone.post(WAITS, wanted("testi", "12:00", "13:00")).await.status,
        201
    );
    service
        .sql("DELETE FROM loans WHERE person = (SELECT id FROM people WHERE card = '10000009')")
        .await;
    assert_eq!(gone.delete("/api/v1/me").await.status, 200);
    let path = format!("{BOOKINGS}/{}", booking["id"].as_str().unwrap());
    assert_eq!(guest.delete(&path).await.status, 200);
    assert_eq!(free(&service, "testi").await, before);
}
