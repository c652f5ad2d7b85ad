//! Moving a booking in one step, and changing what it says.

use crate::place::{BOOKINGS, at, booked, codes, faults, free, room, wanted, with_rooms};
use crate::support::Service;
use serde_json::json;

on_both_databases!(
    a_booking_moves_to_a_time_that_overlaps_its_own,
    a_booking_that_cannot_be_moved_keeps_its_time,
    what_is_offered_instead_of_a_move_may_overlap_the_booking_itself,
    what_one_has_already_is_not_offered_instead_of_a_move,
    a_move_to_what_was_kept_too_long_for_somebody_is_free,
    a_move_too_near_to_somebody_else_is_told_before_it_is_tried,
    a_booking_moves_to_another_room,
    who_has_looked_at_another_version_changes_nothing,
    who_lets_go_of_a_form_does_not_lose_what_was_confirmed_meanwhile,
    what_begins_soon_cannot_be_moved_or_cancelled_but_its_purpose_can_be_put_right,
    two_who_swap_rooms_at_once_never_wait_for_each_other,
    another_time_of_a_machine_of_a_pool_is_looked_for_in_the_pool,
);

async fn a_booking_moves_to_a_time_that_overlaps_its_own(service: Service) {
    let service = with_rooms(
        service,
        &[room("testi", &json!({ "rules": { "after_minutes": 30 } }))],
    )
    .await;
    let guest = service.signed_in("1000 0001").await;
    let booking = booked(&guest, wanted("testi", "12:00", "13:00")).await;
    let path = format!("{BOOKINGS}/{}", booking["id"].as_str().unwrap());
    let moved = guest.patch(&path, json!({ "start": at("12:15") })).await;
    assert_eq!(moved.status, 200, "{}", moved.text());
    assert_eq!(moved.json()["end"], at("13:15"), "the length stays");
    assert_eq!(moved.json()["version"], 1);
    let longer = guest.patch(&path, json!({ "end": at("14:15") })).await;
    assert_eq!(longer.json()["start"], at("12:15"));
    assert_eq!(faults(&service).await, Vec::<String>::new());
}

async fn a_booking_that_cannot_be_moved_keeps_its_time(service: Service) {
    let service = with_rooms(service, &[room("testi", &json!({}))]).await;
    let (guest, other) = (
        service.signed_in("1000 0001").await,
        service.signed_in("1000 0002").await,
    );
    let booking = booked(&guest, wanted("testi", "12:00", "13:00")).await;
    booked(&other, wanted("testi", "14:00", "15:00")).await;
    let before = free(&service, "testi").await;
    let path = format!("{BOOKINGS}/{}", booking["id"].as_str().unwrap());
    let lost = guest.patch(&path, json!({ "start": at("13:30") })).await;
    assert_eq!(
        (lost.status.as_u16(), lost.problem().as_str()),
        (409, "slot_taken")
    );
    assert!(!lost.json()["alternatives"].as_array().unwrap().is_empty());
    let refused = guest.patch(&path, json!({ "end": at("19:00") })).await;
    assert_eq!(refused.status, 422);
    assert_eq!(free(&service, "testi").await, before);
    assert_eq!(guest.get(&path).await.json()["start"], at("12:00"));
    assert_eq!(guest.get(&path).await.json()["version"], 0);
    assert_eq!(faults(&service).await, Vec::<String>::new());
}

async fn what_is_offered_instead_of_a_move_may_overlap_the_booking_itself(service: Service) {
    let service = with_rooms(service, &[room("testi", &json!({}))]).await;
    let (guest, other) = (
        service.signed_in("1000 0001").await,
        service.signed_in("1000 0002").await,
    );
    let booking = booked(&guest, wanted("testi", "12:00", "13:00")).await;
    booked(&other, wanted("testi", "13:15", "14:15")).await;
    let path = format!("{BOOKINGS}/{}", booking["id"].as_str().unwrap());
    let lost = guest.patch(&path, json!({ "start": at("12:30") })).await;
    assert_eq!(lost.status, 409);
    let answer = lost.json();
    let instead = answer["alternatives"].as_array().unwrap();
    let here = instead.iter().find(|one| one["room"] == "testi");
    assert_eq!(here.unwrap()["start"], at("12:15"), "{instead:?}");
    let moved = guest.patch(&path, json!({ "start": at("12:15") })).await;
    assert_eq!(moved.status, 200, "{}", moved.text());
}

async fn what_one_has_already_is_not_offered_instead_of_a_move(service: Service) {
    let rooms = ["testi", "toinen", "kolmas"].map(|id| room(id, &json!({ "category": "kitchen" })));
    let service = with_rooms(service, &rooms).await;
    let (guest, other, third) = (
        service.signed_in("1000 0001").await,
        service.signed_in("1000 0002").await,
        service.signed_in("1000 0003").await,
    );
    let booking = booked(&guest, wanted("testi", "12:00", "13:00")).await;
    booked(&other, wanted("testi", "13:00", "14:00")).await;
    booked(&third, wanted("kolmas", "12:00", "13:00")).await;
    let path = format!("{BOOKINGS}/{}", booking["id"].as_str().unwrap());
    let instead = async |change| {
        let lost = guest.patch(&path, change).await;
        assert_eq!(lost.status, 409, "{}", lost.text());
        let answer = lost.json();
        let all = answer["alternatives"].as_array().unwrap().iter();
        let text = |one: &serde_json::Value| format!("{} {}", one["room"], one["start"]);
        all.map(text).collect::<Vec<_>>()
    };
    let own = format!("\"testi\" \"{}\"", at("12:00"));
    let here = instead(json!({ "start": at("12:15") })).await;
    assert!(here.len() > 1 && !here.contains(&own), "{here:?}");
    let there = instead(json!({ "room": "kolmas" })).await;
    let free = format!("\"toinen\" \"{}\"", at("12:00"));
    assert!(!there.contains(&own) && there.contains(&free), "{there:?}");
}

async fn a_move_to_what_was_kept_too_long_for_somebody_is_free(service: Service) {
    let service = with_rooms(service, &[room("testi", &json!({}))]).await;
    let (guest, other) = (
        service.signed_in("1000 0001").await,
        service.signed_in("1000 0002").await,
    );
    let booking = booked(&guest, wanted("testi", "12:00", "13:00")).await;
    let mut kept = wanted("testi", "13:00", "14:00");
    kept["hold"] = json!(true);
    booked(&other, kept).await;
    let page = format!(
        "/fi/rooms/testi/book?move={}&start={}&end={}",
        booking["id"].as_str().unwrap(),
        at("12:30"),
        at("13:30")
    );
    let taken = jaettu_words::Words::of(jaettu_domain::text::Language::Fi).booking_no_taken();
    assert!(guest.get(&page).await.text().contains(taken));
    service.wait(601);
    assert!(!guest.get(&page).await.text().contains(taken));
}

async fn a_move_too_near_to_somebody_else_is_told_before_it_is_tried(service: Service) {
    let clear = json!({ "rules": { "after_minutes": 30 } });
    let service = with_rooms(service, &[room("testi", &clear)]).await;
    let (guest, other) = (
        service.signed_in("1000 0001").await,
        service.signed_in("1000 0002").await,
    );
    let booking = booked(&guest, wanted("testi", "12:00", "13:00")).await;
    booked(&other, wanted("testi", "13:30", "14:30")).await;
    let id = booking["id"].as_str().unwrap();
    let move_to = async |start: &str, end: &str| {
        let page = format!(
            "/fi/rooms/testi/book?move={id}&start={}&end={}",
            at(start),
            at(end)
        );
        let taken = jaettu_words::Words::of(jaettu_domain::text::Language::Fi).booking_no_taken();
        let told = guest.get(&page).await.text().contains(taken);
        let moved = guest
            .patch(&format!("{BOOKINGS}/{id}"), json!({ "start": at(start) }))
            .await;
        (told, moved.status.as_u16())
    };
    assert_eq!(move_to("12:15", "13:15").await, (true, 409));
    assert_eq!(move_to("11:45", "12:45").await, (false, 200));
    assert_eq!(move_to("12:00", "13:00").await, (false, 200));
}

async fn a_booking_moves_to_another_room(service: Service) {
    let rooms = [
        room("testi", &json!({})),
        room("toinen", &json!({ "rules": { "approval": true } })),
    ];
    let service = with_rooms(service, &rooms).await;
    let guest = service.signed_in("1000 0001").await;
    let before = free(&service, "testi").await;
    let booking = booked(&guest, wanted("testi", "12:00", "13:00")).await;
    let path = format!("{BOOKINGS}/{}", booking["id"].as_str().unwrap());
    let moved = guest
        .patch(&path, json!({ "room": "toinen", "version": 0 }))
        .await;
    assert_eq!(moved.json()["room"], "toinen", "{}", moved.text());
    assert_eq!(
        moved.json()["state"],
        "pending",
        "staff look at that room's first"
    );
    assert_eq!(moved.json()["id"], booking["id"]);
    assert_eq!(free(&service, "testi").await, before);
    let unknown = guest.patch(&path, json!({ "room": "ei-ole" })).await;
    assert_eq!(unknown.status, 400);
    assert_eq!(faults(&service).await, Vec::<String>::new());
}

async fn who_has_looked_at_another_version_changes_nothing(service: Service) {
    let service = with_rooms(service, &[room("testi", &json!({}))]).await;
    let guest = service.signed_in("1000 0001").await;
    let booking = booked(&guest, wanted("testi", "12:00", "13:00")).await;
    let path = format!("{BOOKINGS}/{}", booking["id"].as_str().unwrap());
    let with = async |tag: &str, start: &str| {
        let body = Some(json!({ "start": at(start) }));
        guest.send("PATCH", &path, body, &[("if-match", tag)]).await
    };
    let moved = with("\"0\"", "14:00").await;
    assert_eq!((moved.status.as_u16(), moved.header("etag")), (200, "\"1\""));
    let stale = with("\"0\"", "15:00").await;
    assert_eq!((stale.status.as_u16(), stale.problem().as_str()), (412, "stale"));
    assert_eq!(guest.get(&path).await.json()["start"], at("14:00"));
    assert_eq!(with("kolme", "15:00").await.status, 400);
    assert_eq!(with("*", "15:00").await.status, 200);
}

async fn who_lets_go_of_a_form_does_not_lose_what_was_confirmed_meanwhile(service: Service) {
    let service = with_rooms(service, &[room("testi", &json!({}))]).await;
    let guest = service.signed_in("1000 0001").await;
    let mut body = wanted("testi", "12:00", "13:00");
    body["hold"] = json!(true);
    let held = booked(&guest, body).await;
    let path = format!("{BOOKINGS}/{}", held["id"].as_str().unwrap());
    let confirmed = guest.post(&format!("{path}/confirm"), json!({})).await;
    assert_eq!(confirmed.json()["state"], "confirmed");
    // The same page in another window is closed.
    let let_go = guest.send("DELETE", &path, None, &[("if-match", "\"0\"")]).await;
    assert_eq!(
        (let_go.status.as_u16(), let_go.problem().as_str()),
        (412, "stale")
    );
    assert_eq!(guest.get(&path).await.json()["state"], "confirmed");
}

async fn what_begins_soon_cannot_be_moved_or_cancelled_but_its_purpose_can_be_put_right(service: Service) {
    let rules = json!({ "rules": { "cancel_minutes": 60 } });
    let service = with_rooms(service, &[room("testi", &rules)]).await;
    let guest = service.signed_in("1000 0001").await;
    let booking = booked(&guest, wanted("testi", "12:00", "13:00")).await;
    let path = format!("{BOOKINGS}/{}", booking["id"].as_str().unwrap());
    assert_eq!(booking["changeable_until"], at("11:00"));
    // Until half past eleven the day after.
    service.wait(21 * 3600 + 1800);
    let moved = guest.patch(&path, json!({ "start": at("14:00") })).await;
    assert_eq!(codes(&moved), ["too_late_to_change"]);
    assert_eq!(codes(&guest.delete(&path).await), ["too_late_to_change"]);
    let said = guest
        .patch(&path, json!({ "purpose": "Kuoro", "people": 3 }))
        .await;
    assert_eq!(said.json()["purpose"], "Kuoro", "{}", said.text());
    let many = guest.patch(&path, json!({ "people": 30 })).await;
    assert_eq!(codes(&many), ["too_many_people"]);
    service.wait(3 * 3600);
    assert_eq!(
        codes(&guest.patch(&path, json!({ "purpose": "Ohi" })).await),
        ["booking_ended"]
    );
}

async fn two_who_swap_rooms_at_once_never_wait_for_each_other(service: Service) {
    let rooms = [room("testi", &json!({})), room("toinen", &json!({}))];
    let service = with_rooms(service, &rooms).await;
    let (guest, other) = (
        service.signed_in("1000 0001").await,
        service.signed_in("1000 0002").await,
    );
    let one = booked(&guest, wanted("testi", "12:00", "13:00")).await;
    let two = booked(&other, wanted("toinen", "14:00", "15:00")).await;
    let (one, two) = (
        format!("{BOOKINGS}/{}", one["id"].as_str().unwrap()),
        format!("{BOOKINGS}/{}", two["id"].as_str().unwrap()),
    );
    let (mut here, mut there) = ("toinen", "testi");
    for round in 0..10 {
        let (first, second) = tokio::join!(
            guest.patch(&one, json!({ "room": here })),
            other.patch(&two, json!({ "room": there }))
        );
        assert_eq!(
            (first.status.as_u16(), second.status.as_u16()),
            (200, 200),
            "round {round}"
        );
        std::mem::swap(&mut here, &mut there);
    }
    assert_eq!(faults(&service).await, Vec::<String>::new());
}

async fn another_time_of_a_machine_of_a_pool_is_looked_for_in_the_pool(service: Service) {
    let mut pool = room("koneet", &json!({}));
    pool.leaves.clear();
    pool.members = ["kone-1", "kone-2"].map(|id| id.parse().unwrap()).to_vec();
    let rooms = [room("kone-1", &json!({})), room("kone-2", &json!({})), pool];
    let service = with_rooms(service, &rooms).await;
    let guest = service.signed_in("1000 0001").await;
    let booking = booked(&guest, wanted("koneet", "12:00", "13:00")).await;
    assert_eq!(booking["pool"], "koneet");
    assert_ne!(booking["room"], "koneet");
    let id = booking["id"].as_str().unwrap();
    let page = async || guest.get(&format!("/fi/me/bookings/{id}")).await.text();
    let own = page().await;
    assert!(own.contains(&format!("/fi/rooms/koneet?move={id}")), "{own}");
    assert!(own.contains(&format!("href=\"{BOOKINGS}/{id}.ics\"")), "{own}");
    guest.delete(&format!("{BOOKINGS}/{id}")).await;
    let again = page().await;
    assert!(
        again.contains("id=\"again\" href=\"/fi/rooms/koneet\""),
        "{again}"
    );
    let alone = booked(&guest, wanted("kone-1", "12:00", "13:00")).await;
    assert_eq!(
        alone.get("pool"),
        None,
        "who asks for this one machine has no pool"
    );
}
