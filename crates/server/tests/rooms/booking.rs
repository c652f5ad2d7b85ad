//! Booking, keeping a time for the form, confirming, cancelling, and what is refused.

use crate::place::{BOOKINGS, at, booked, codes, faults, free, on, room, wanted, with_rooms};
use crate::support::Service;
use serde_json::json;

on_both_databases!(
    a_booking_takes_its_time_and_gives_it_back_when_it_is_cancelled,
    a_time_that_is_gone_is_told_with_others_that_are_free,
    every_refusal_is_told_at_once_with_the_nearest_time,
    a_time_is_kept_for_ten_minutes_and_then_free_in_the_next_request,
    a_time_that_was_kept_is_confirmed_and_once_only,
    a_form_that_took_too_long_is_booked_all_the_same_if_the_time_is_still_free,
    what_is_kept_clear_is_the_larger_of_two_and_no_more,
    whole_and_half_of_a_hall_exclude_each_other,
    a_pool_gives_each_another_machine_until_none_is_left,
    a_room_that_staff_look_at_first_waits_for_them,
    what_is_another_persons_is_not_found,
    quotas_count_what_was_booked_and_what_is_kept,
    somebody_forgotten_gives_their_times_back,
    what_ones_own_phone_lets_go_of_at_this_moment_is_nobody_elses,
);

async fn what_ones_own_phone_lets_go_of_at_this_moment_is_nobody_elses(service: Service) {
    let service = with_rooms(service, &[room("testi", &json!({}))]).await;
    let guest = service.signed_in("1000 0001").await;
    let times = format!("start={}&end={}", at("12:00"), at("13:00"));
    for page in ["book", "series"] {
        let page = format!("/fi/rooms/testi/{page}?{times}&weeks=2");
        for round in 0..20 {
            let mut body = wanted("testi", "12:00", "13:00");
            body["hold"] = json!(true);
            let held = booked(&guest, body).await;
            let path = format!("{BOOKINGS}/{}", held["id"].as_str().unwrap());
            // Another length is chosen: the phone leaves the time, and asks for the page of the other.
            let (gone, shown) = tokio::join!(guest.delete(&path), guest.get(&page));
            assert_eq!((gone.status.as_u16(), shown.status.as_u16()), (200, 200));
            let text = shown.text();
            let taken = jaettu_words::Words::of(jaettu_domain::text::Language::Fi).booking_no_taken();
            assert!(!text.contains(taken), "round {round} of {page}: {text}");
        }
    }
}

async fn a_booking_takes_its_time_and_gives_it_back_when_it_is_cancelled(service: Service) {
    let service = with_rooms(service, &[room("testi", &json!({}))]).await;
    let guest = service.signed_in("1000 0001").await;
    let before = free(&service, "testi").await;
    let booking = booked(&guest, wanted("testi", "12:00", "13:00")).await;
    assert_eq!(booking["state"], "confirmed");
    assert_eq!(booking["room"], "testi");
    assert_eq!(booking["start"], at("12:00"));
    assert_ne!(free(&service, "testi").await, before);
    assert!(
        !free(&service, "testi")
            .await
            .iter()
            .any(|span| span.contains("12:30"))
    );
    let path = format!("{BOOKINGS}/{}", booking["id"].as_str().unwrap());
    let own = guest.get(&path).await;
    assert_eq!(own.header("etag"), "\"0\"");
    assert_eq!(own.json()["id"], booking["id"]);
    let list = guest.get("/api/v1/me/bookings").await.json();
    assert!(
        list["items"]
            .as_array()
            .unwrap()
            .iter()
            .any(|one| one["id"] == booking["id"])
    );
    let cancelled = guest.delete(&path).await;
    assert_eq!(cancelled.json()["state"], "cancelled");
    assert_eq!(free(&service, "testi").await, before);
    assert_eq!(guest.delete(&path).await.status, 200, "twice is as good as once");
    let past = guest.get("/api/v1/me/bookings?past=true").await.json();
    assert_eq!(past["items"][0]["state"], "cancelled");
    assert_eq!(faults(&service).await, Vec::<String>::new());
}

async fn a_time_that_is_gone_is_told_with_others_that_are_free(service: Service) {
    let kitchen = json!({ "category": "kitchen" });
    let rooms = [room("testi", &kitchen), room("toinen", &kitchen)];
    let service = with_rooms(service, &rooms).await;
    let (guest, other) = (
        service.signed_in("1000 0001").await,
        service.signed_in("1000 0002").await,
    );
    booked(&guest, wanted("testi", "12:00", "13:00")).await;
    let late = other.post(BOOKINGS, wanted("testi", "12:30", "13:30")).await;
    assert_eq!(
        (late.status.as_u16(), late.problem().as_str()),
        (409, "slot_taken")
    );
    let alternatives = late.json()["alternatives"].as_array().unwrap().clone();
    assert_eq!(alternatives.len(), 3);
    for one in &alternatives {
        let body = json!({ "room": one["room"], "start": one["start"], "end": one["end"], "people": 2 });
        let id = booked(&other, body).await["id"].as_str().unwrap().to_owned();
        assert_eq!(other.delete(&format!("{BOOKINGS}/{id}")).await.status, 200);
    }
    assert_eq!(
        alternatives[0]["start"],
        at("12:30"),
        "the same time in another room first"
    );
    assert_eq!(alternatives[0]["room"], "toinen");
}

async fn every_refusal_is_told_at_once_with_the_nearest_time(service: Service) {
    let rules = json!({ "max_people": 4, "rules": { "max_minutes": 120, "grid_minutes": 60 } });
    let service = with_rooms(service, &[room("testi", &rules)]).await;
    let guest = service.signed_in("1000 0001").await;
    let body = json!({ "room": "testi", "start": at("12:15"), "end": at("15:15"), "people": 9 });
    let answer = guest.post(BOOKINGS, body).await;
    assert_eq!(answer.status, 422);
    let mut told = codes(&answer);
    told.sort();
    assert_eq!(told, ["off_grid", "too_long", "too_many_people"]);
    let errors = answer.json()["errors"].as_array().unwrap().clone();
    let grid = errors.iter().find(|error| error["code"] == "off_grid").unwrap();
    assert_eq!(grid["nearest"]["start"], at("12:00"));
    let past =
        json!({ "room": "testi", "start": on("2026-11-23", "10:00"), "end": on("2026-11-23", "11:00") });
    assert_eq!(codes(&guest.post(BOOKINGS, past).await), ["past"]);
    let far = json!({ "room": "testi", "start": "2027-05-04T10:00:00Z", "end": "2027-05-04T11:00:00Z" });
    assert_eq!(codes(&guest.post(BOOKINGS, far).await), ["too_far"]);
    let night = json!({ "room": "testi", "start": at("22:00"), "end": at("23:00") });
    assert!(codes(&guest.post(BOOKINGS, night).await).contains(&"closed".to_owned()));
    for (field, body) in [
        (
            "room",
            json!({ "room": "ei-ole", "start": at("12:00"), "end": at("13:00") }),
        ),
        ("start", json!({ "room": "testi", "end": at("13:00") })),
        (
            "end",
            json!({ "room": "testi", "start": at("12:00"), "end": "eilen" }),
        ),
        (
            "people",
            json!({ "room": "testi", "start": at("12:00"), "end": at("13:00"), "people": 0 }),
        ),
    ] {
        let answer = guest.post(BOOKINGS, body).await;
        assert_eq!(answer.status, 400, "{}", answer.text());
        assert_eq!(answer.json()["errors"][0]["field"], field);
    }
    for (start, end) in [("12:00", "12:00"), ("13:00", "12:00"), ("12:07", "13:00")] {
        let answer = guest.post(BOOKINGS, wanted("testi", start, end)).await;
        assert_eq!(codes(&answer), ["not_quarters"], "{start}-{end}");
    }
    let endless = json!({ "room": "testi", "start": at("12:00"), "end": "2199-01-01T00:00:00Z" });
    assert_eq!(codes(&guest.post(BOOKINGS, endless).await), ["too_long"]);
    assert_eq!(service.get("/api/v1/rooms/ei-ole").await.status, 404);
}

async fn a_time_is_kept_for_ten_minutes_and_then_free_in_the_next_request(service: Service) {
    let service = with_rooms(service, &[room("testi", &json!({}))]).await;
    let (guest, other) = (
        service.signed_in("1000 0001").await,
        service.signed_in("1000 0002").await,
    );
    let before = free(&service, "testi").await;
    let mut body = wanted("testi", "12:00", "13:00");
    body["hold"] = json!(true);
    let held = booked(&guest, body.clone()).await;
    assert_eq!(held["state"], "held");
    let instant = |name: &str| {
        held[name]
            .as_str()
            .unwrap()
            .parse::<chrono::DateTime<chrono::Utc>>()
            .unwrap()
    };
    assert_eq!((instant("held_until") - instant("made_at")).num_minutes(), 10);
    assert_eq!(
        other
            .post(BOOKINGS, wanted("testi", "12:00", "13:00"))
            .await
            .status,
        409
    );
    service.wait(9 * 60);
    assert_eq!(
        other
            .post(BOOKINGS, wanted("testi", "12:00", "13:00"))
            .await
            .status,
        409
    );
    service.wait(61);
    assert_eq!(
        free(&service, "testi").await,
        before,
        "nothing had to clear it away"
    );
    booked(&other, wanted("testi", "12:00", "13:00")).await;
    let id = held["id"].as_str().unwrap();
    let late = guest
        .post(&format!("{BOOKINGS}/{id}/confirm"), json!({ "people": 2 }))
        .await;
    assert_eq!(
        (late.status.as_u16(), late.problem().as_str()),
        (409, "slot_taken")
    );
    assert_eq!(
        guest.get(&format!("{BOOKINGS}/{id}")).await.json()["state"],
        "expired"
    );
    assert_eq!(faults(&service).await, Vec::<String>::new());
}

async fn a_time_that_was_kept_is_confirmed_and_once_only(service: Service) {
    let rules = json!({ "rules": { "notice_minutes": 1320 } });
    let service = with_rooms(service, &[room("testi", &rules)]).await;
    let guest = service.signed_in("1000 0001").await;
    // Kept 22 hours before, to the minute; confirmed later.
    let mut body = wanted("testi", "12:15", "13:00");
    body["hold"] = json!(true);
    let held = booked(&guest, body).await;
    service.wait(9 * 60);
    let path = format!("{BOOKINGS}/{}/confirm", held["id"].as_str().unwrap());
    let confirmed = guest
        .post(&path, json!({ "people": 3, "purpose": "Lukupiiri" }))
        .await;
    assert_eq!(confirmed.status, 200, "{}", confirmed.text());
    assert_eq!(confirmed.json()["state"], "confirmed");
    assert_eq!(confirmed.json()["purpose"], "Lukupiiri");
    let again = guest.post(&path, json!({ "people": 3 })).await;
    assert_eq!(again.json()["version"], confirmed.json()["version"]);
    let many = guest.post(&path, json!({ "people": 3 })).await;
    assert_eq!(many.status, 200);
    service.wait(3600);
    assert_eq!(
        guest.get("/api/v1/me/bookings").await.json()["items"][0]["state"],
        "confirmed"
    );
    assert_eq!(faults(&service).await, Vec::<String>::new());
}

async fn a_form_that_took_too_long_is_booked_all_the_same_if_the_time_is_still_free(service: Service) {
    let service = with_rooms(service, &[room("testi", &json!({}))]).await;
    let guest = service.signed_in("1000 0001").await;
    let mut body = wanted("testi", "12:00", "13:00");
    body["hold"] = json!(true);
    let held = booked(&guest, body).await;
    service.wait(20 * 60);
    free(&service, "testi").await;
    let path = format!("{BOOKINGS}/{}/confirm", held["id"].as_str().unwrap());
    let confirmed = guest.post(&path, json!({ "people": 2 })).await;
    assert_eq!(confirmed.json()["state"], "confirmed", "{}", confirmed.text());
    assert_eq!(faults(&service).await, Vec::<String>::new());
}

async fn what_is_kept_clear_is_the_larger_of_two_and_no_more(service: Service) {
    let one = json!({ "rules": { "before_minutes": 15, "after_minutes": 30 } });
    let service = with_rooms(service, &[room("testi", &one)]).await;
    let guest = service.signed_in("1000 0001").await;
    let other = service.signed_in("1000 0002").await;
    booked(&guest, wanted("testi", "12:00", "13:00")).await;
    for (from, until) in [("13:15", "14:00"), ("11:00", "11:45")] {
        assert_eq!(
            other.post(BOOKINGS, wanted("testi", from, until)).await.status,
            409,
            "{from}"
        );
    }
    let after = booked(&other, wanted("testi", "13:30", "14:00")).await;
    booked(&other, wanted("testi", "11:00", "11:30")).await;
    // What one kept clear stays so when the other goes: both kept the same half hour.
    let path = format!("{BOOKINGS}/{}", after["id"].as_str().unwrap());
    assert_eq!(other.delete(&path).await.status, 200);
    assert_eq!(
        other
            .post(BOOKINGS, wanted("testi", "13:15", "14:00"))
            .await
            .status,
        409
    );
    booked(&other, wanted("testi", "13:30", "14:00")).await;
    assert_eq!(faults(&service).await, Vec::<String>::new());
}

async fn whole_and_half_of_a_hall_exclude_each_other(service: Service) {
    let rooms = [
        room(
            "sali",
            &json!({ "leaves": ["sali-a", "sali-b"], "rules": { "beside_others": true } }),
        ),
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
    let guest = service.signed_in("1000 0001").await;
    booked(&guest, wanted("puoli-a", "12:00", "13:00")).await;
    booked(&guest, wanted("puoli-b", "12:00", "13:00")).await;
    assert_eq!(
        guest
            .post(BOOKINGS, wanted("sali", "12:30", "14:00"))
            .await
            .status,
        409
    );
    booked(&guest, wanted("sali", "13:00", "14:00")).await;
    assert_eq!(
        guest
            .post(BOOKINGS, wanted("puoli-b", "13:30", "14:30"))
            .await
            .status,
        409
    );
    assert_eq!(faults(&service).await, Vec::<String>::new());
}

async fn a_pool_gives_each_another_machine_until_none_is_left(service: Service) {
    let machine = json!({ "kind": "machine", "category": "sewing" });
    let mut pool = room("koneet", &machine);
    pool.leaves.clear();
    pool.members = ["kone-1", "kone-2"].map(|id| id.parse().unwrap()).to_vec();
    let rooms = [room("kone-1", &machine), room("kone-2", &machine), pool];
    let service = with_rooms(service, &rooms).await;
    let mut got = Vec::new();
    for card in ["1000 0001", "1000 0002"] {
        let guest = service.signed_in(card).await;
        let booking = booked(&guest, wanted("koneet", "12:00", "13:00")).await;
        got.push(booking["room"].as_str().unwrap().to_owned());
    }
    got.sort();
    assert_eq!(got, ["kone-1", "kone-2"]);
    let third = service.signed_in("1000 0003").await;
    let none = third.post(BOOKINGS, wanted("koneet", "12:30", "13:30")).await;
    assert_eq!(none.status, 409);
    assert_eq!(none.json()["alternatives"][0]["room"], "koneet");
    assert!(
        free(&service, "koneet")
            .await
            .iter()
            .all(|span| !span.contains("12:30"))
    );
    assert_eq!(faults(&service).await, Vec::<String>::new());
}

async fn a_room_that_staff_look_at_first_waits_for_them(service: Service) {
    let service = with_rooms(
        service,
        &[room("testi", &json!({ "rules": { "approval": true } }))],
    )
    .await;
    let guest = service.signed_in("1000 0001").await;
    let booking = booked(&guest, wanted("testi", "12:00", "13:00")).await;
    assert_eq!(booking["state"], "pending");
    let other = service.signed_in("1000 0002").await;
    assert_eq!(
        other
            .post(BOOKINGS, wanted("testi", "12:00", "13:00"))
            .await
            .status,
        409
    );
}

async fn what_is_another_persons_is_not_found(service: Service) {
    let service = with_rooms(service, &[room("testi", &json!({}))]).await;
    let guest = service.signed_in("1000 0001").await;
    let booking = booked(&guest, wanted("testi", "12:00", "13:00")).await;
    let path = format!("{BOOKINGS}/{}", booking["id"].as_str().unwrap());
    let other = service.signed_in("1000 0002").await;
    for answer in [
        other.get(&path).await,
        other.delete(&path).await,
        other.patch(&path, json!({ "start": at("14:00") })).await,
        other.post(&format!("{path}/confirm"), json!({})).await,
    ] {
        assert_eq!(
            (answer.status.as_u16(), answer.problem().as_str()),
            (404, "not_found")
        );
    }
    assert_eq!(service.get(&path).await.status, 401);
    assert_eq!(guest.get(&path).await.json()["state"], "confirmed");
}

async fn quotas_count_what_was_booked_and_what_is_kept(service: Service) {
    let rules =
        json!({ "rules": { "quotas": [{ "scope": "room", "per": "day", "bookings": 2, "minutes": 150 }] } });
    let service = with_rooms(service, &[room("testi", &rules)]).await;
    let guest = service.signed_in("1000 0001").await;
    let mut held = wanted("testi", "10:00", "11:00");
    held["hold"] = json!(true);
    booked(&guest, held).await;
    let long = guest.post(BOOKINGS, wanted("testi", "12:00", "14:00")).await;
    assert_eq!(codes(&long), ["quota_minutes"]);
    booked(&guest, wanted("testi", "12:00", "13:30")).await;
    let third = guest.post(BOOKINGS, wanted("testi", "15:00", "15:30")).await;
    let mut told = codes(&third);
    told.sort();
    assert_eq!(told, ["quota_bookings", "quota_minutes"]);
    service.wait(11 * 60);
    let last = booked(&guest, wanted("testi", "15:00", "16:00")).await;
    // What was given up does not count; whoever wants no history has no more than others.
    let path = format!("{BOOKINGS}/{}", last["id"].as_str().unwrap());
    assert_eq!(guest.delete(&path).await.status, 200);
    service.wait(23 * 3600);
    guest.patch("/api/v1/me", json!({ "keeps_history": false })).await;
    booked(&guest, wanted("testi", "16:00", "16:30")).await;
    let more = guest.post(BOOKINGS, wanted("testi", "17:00", "17:30")).await;
    assert_eq!(codes(&more), ["quota_bookings"]);
}

async fn somebody_forgotten_gives_their_times_back(service: Service) {
    let service = with_rooms(service, &[room("testi", &json!({}))]).await;
    let guest = service.signed_in("1000 0009").await;
    let before = free(&service, "testi").await;
    let mut body = wanted("testi", "12:00", "13:00");
    body["purpose"] = json!("salaisuus");
    booked(&guest, body).await;
    service
        .sql("DELETE FROM loans WHERE person = (SELECT id FROM people WHERE card = '10000009')")
        .await;
    let gone = guest.delete("/api/v1/me").await;
    assert_eq!(gone.status, 200, "{}", gone.text());
    assert_eq!(free(&service, "testi").await, before);
    assert_eq!(service.rows_with("salaisuus").await, Vec::<String>::new());
    assert_eq!(faults(&service).await, Vec::<String>::new());
}
