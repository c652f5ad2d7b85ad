//! Coming and not coming.

use crate::place::{BOOKINGS, at, booked, booked_at_desk, codes, faults, free, room, wanted, with_rooms};
use crate::support::Service;
use jaettu_server::rooms::upkeep;
use serde_json::json;

on_both_databases!(
    whoever_comes_says_so_with_the_code_at_the_door,
    what_nobody_came_for_is_given_to_others,
    what_staff_keep_free_is_given_to_nobody,
    without_a_code_at_the_door_nobody_checks_in_from_home,
    the_code_at_the_door_leads_to_ones_own_booking_that_is_on_now,
    whoever_has_come_and_moves_the_booking_has_not_come_for_the_new_time,
    the_whole_hall_is_entered_by_the_door_of_either_half,
    whoever_has_come_is_not_reminded_again,
);

async fn with_door(service: Service) -> Service {
    let rules = json!({ "rules": { "check_in": { "before_minutes": 15, "after_minutes": 15 }, "door_code_minutes": 30 } });
    let service = with_rooms(service, &[room("testi", &rules)]).await;
    service
        .texts("UPDATE rooms SET here_code = '4711', door_code = '0815#' WHERE id = 'testi' RETURNING id")
        .await;
    service
        .sql("UPDATE content_versions SET version = version + 1 WHERE feature = 'rooms'")
        .await;
    service
}

/// Goes on to a time on the day after the fixed moment, which is 14:00.
fn go_to(service: &Service, hours: i64, minutes: i64) {
    service.wait((10 + hours) * 3600 + minutes * 60);
}

async fn whoever_comes_says_so_with_the_code_at_the_door(service: Service) {
    let service = with_door(service).await;
    let guest = service.signed_in("1000 0001").await;
    let booking = booked(&guest, wanted("testi", "12:00", "13:00")).await;
    assert_eq!(booking["door_code"], json!(null));
    assert_eq!(booking["door_code_from"], at("11:30"));
    assert_eq!(
        booking["check_in"],
        json!({ "start": at("11:45"), "end": at("12:15") })
    );
    let path = format!("{BOOKINGS}/{}", booking["id"].as_str().unwrap());
    let here = async |code: &str| {
        guest
            .post(&format!("{path}/check-in"), json!({ "code": code }))
            .await
    };
    assert_eq!(codes(&here("4711").await), ["too_early_to_check_in"]);
    go_to(&service, 11, 50);
    let own = guest.get(&path).await.json();
    assert_eq!(own["door_code"], "0815#");
    assert_eq!(codes(&here("4712").await), ["wrong_code"]);
    let came = here(" 4711 ").await;
    assert_eq!(came.status, 200, "{}", came.text());
    assert!(came.json()["checked_in_at"].is_string());
    assert_eq!(here("4711").await.json()["version"], came.json()["version"]);
    service.wait(30 * 60);
    upkeep::minutely(&service.app).await.unwrap();
    assert_eq!(guest.get(&path).await.json()["state"], "confirmed");
}

async fn what_nobody_came_for_is_given_to_others(service: Service) {
    let service = with_door(service).await;
    let guest = service.signed_in("1000 0001").await;
    let before = free(&service, "testi").await;
    let booking = booked(&guest, wanted("testi", "12:00", "13:00")).await;
    let path = format!("{BOOKINGS}/{}", booking["id"].as_str().unwrap());
    go_to(&service, 12, 10);
    upkeep::minutely(&service.app).await.unwrap();
    assert_eq!(guest.get(&path).await.json()["state"], "confirmed");
    service.wait(6 * 60);
    // It is still theirs for a moment, and its page says what to do.
    let page = format!("/en/me/bookings/{}", booking["id"].as_str().unwrap());
    let page = guest.get(&page).await.text();
    let words = jaettu_words::Words::of(jaettu_domain::text::Language::En);
    assert!(page.contains(&words.booking_check_in_over("12:15")), "{page}");
    assert!(!page.contains("id=\"check-in\""), "{page}");
    upkeep::minutely(&service.app).await.unwrap();
    upkeep::minutely(&service.app).await.unwrap();
    assert_eq!(guest.get(&path).await.json()["state"], "no_show");
    assert_eq!(free(&service, "testi").await, before);
    let other = service.signed_in("1000 0002").await;
    booked(&other, wanted("testi", "12:15", "13:00")).await;
    assert_eq!(faults(&service).await, Vec::<String>::new());
}

async fn what_staff_keep_free_is_given_to_nobody(service: Service) {
    let service = with_door(service).await;
    let staff = service.signed_in("3000 0001").await;
    for (from, until, block) in [("12:00", "13:00", true), ("13:00", "14:00", false)] {
        let mut body = wanted("testi", from, until);
        body["block"] = json!(block);
        booked_at_desk(&staff, body).await;
    }
    go_to(&service, 13, 30);
    upkeep::minutely(&service.app).await.unwrap();
    let states = service
        .texts("SELECT state FROM bookings WHERE room = 'testi'")
        .await;
    assert_eq!(states, ["confirmed", "confirmed"]);
}

async fn without_a_code_at_the_door_nobody_checks_in_from_home(service: Service) {
    let service = with_door(service).await;
    service
        .texts("UPDATE rooms SET here_code = NULL WHERE id = 'testi' RETURNING id")
        .await;
    service
        .sql("UPDATE content_versions SET version = version + 1 WHERE feature = 'rooms'")
        .await;
    let guest = service.signed_in("1000 0001").await;
    let booking = booked(&guest, wanted("testi", "12:00", "13:00")).await;
    go_to(&service, 12, 0);
    let path = format!("{BOOKINGS}/{}/check-in", booking["id"].as_str().unwrap());
    assert_eq!(
        codes(&guest.post(&path, json!({ "code": "0" })).await),
        ["wrong_code"]
    );
}

async fn the_code_at_the_door_leads_to_ones_own_booking_that_is_on_now(service: Service) {
    const HERE: &str = "/fi/rooms/testi/here?code=4711";
    let service = with_door(service).await;
    let guest = service.signed_in("1000 0001").await;
    let other = service.signed_in("1000 0002").await;
    let booking = booked(&guest, wanted("testi", "12:00", "13:00")).await;
    let id = booking["id"].as_str().unwrap();
    let early = guest.get(HERE).await.text();
    assert!(
        early.contains("Sinulla ei ole varausta täällä juuri nyt."),
        "{early}"
    );
    assert!(
        early.contains(&format!("/fi/me/bookings/{id}")),
        "it says when the next one is"
    );
    let stranger = service.get(HERE).await.text();
    assert!(
        stranger.contains("next=%2Ffi%2Frooms%2Ftesti%2Fhere%3Fcode%3D4711"),
        "{stranger}"
    );
    let own = guest.get(&format!("/fi/me/bookings/{id}")).await.text();
    assert!(
        !own.contains("name=\"code\""),
        "there is no field before its time"
    );
    go_to(&service, 11, 50);
    let text = guest.get(HERE).await.text();
    assert!(
        text.contains(&format!("action=\"{BOOKINGS}/{id}/check-in\"")),
        "{text}"
    );
    assert!(text.contains("value=\"4711\""), "{text}");
    let theirs = other.get(HERE).await.text();
    assert!(theirs.contains("Sinulla ei ole varausta täällä juuri nyt.") && !theirs.contains(id));
    guest
        .post(&format!("{BOOKINGS}/{id}/check-in"), json!({ "code": "4711" }))
        .await;
    service.wait(15 * 60);
    let come = guest.get(HERE).await.text();
    assert!(
        come.contains("Olet ilmoittautunut.") && !come.contains("name=\"code\""),
        "{come}"
    );
}

async fn whoever_has_come_and_moves_the_booking_has_not_come_for_the_new_time(service: Service) {
    let service = with_door(service).await;
    let guest = service.signed_in("1000 0001").await;
    let booking = booked(&guest, wanted("testi", "12:00", "13:00")).await;
    let path = format!("{BOOKINGS}/{}", booking["id"].as_str().unwrap());
    go_to(&service, 11, 50);
    let came = guest
        .post(&format!("{path}/check-in"), json!({ "code": "4711" }))
        .await;
    assert_eq!(came.status, 200, "{}", came.text());
    let moved = guest.patch(&path, json!({ "start": at("15:00") })).await;
    assert_eq!(moved.status, 200, "{}", moved.text());
    assert_eq!(moved.json()["checked_in_at"], json!(null));
    // To twenty past three.
    service.wait((3 * 60 + 30) * 60);
    upkeep::minutely(&service.app).await.unwrap();
    assert_eq!(guest.get(&path).await.json()["state"], "no_show");
}

async fn the_whole_hall_is_entered_by_the_door_of_either_half(service: Service) {
    let rules = json!({ "rules": { "check_in": { "before_minutes": 15, "after_minutes": 15 } } });
    let [mut hall, mut half] = ["sali", "puolikas"].map(|id| room(id, &rules));
    hall.leaves = ["sali-a", "sali-b"].map(|id| id.parse().unwrap()).to_vec();
    half.leaves = vec!["sali-a".parse().unwrap()];
    let service = with_rooms(service, &[hall, half, room("muu", &rules)]).await;
    for (id, code) in [("puolikas", "1111"), ("muu", "2222")] {
        let set = format!("UPDATE rooms SET here_code = '{code}' WHERE id = '{id}' RETURNING id");
        service.texts(&set).await;
    }
    service
        .sql("UPDATE content_versions SET version = version + 1 WHERE feature = 'rooms'")
        .await;
    let guest = service.signed_in("1000 0001").await;
    let booking = booked(&guest, wanted("sali", "12:00", "13:00")).await;
    let path = format!("{BOOKINGS}/{}/check-in", booking["id"].as_str().unwrap());
    go_to(&service, 11, 50);
    let other = guest.post(&path, json!({ "code": "2222" })).await;
    assert_eq!(codes(&other), ["wrong_code"]);
    let came = guest.post(&path, json!({ "code": "1111" })).await;
    assert_eq!(came.status, 200, "{}", came.text());
}

async fn whoever_has_come_is_not_reminded_again(service: Service) {
    let service = with_door(service).await;
    let guest = service.signed_in("1000 0001").await;
    let far = json!({ "room": "testi", "start": "2026-11-27T10:00:00Z", "end": "2026-11-27T11:00:00Z" });
    let booking = booked(&guest, far).await;
    let path = format!("{BOOKINGS}/{}", booking["id"].as_str().unwrap());
    let id = booking["id"].as_str().unwrap();
    let reminders =
        &format!("SELECT message FROM outbox WHERE about = '{id}' AND occasion LIKE 'booking-soon-%'");
    service.wait(3 * 24 * 3600);
    upkeep::hourly(&service.app).await.unwrap();
    assert_eq!(service.texts(reminders).await.len(), 1);
    guest.patch(&path, json!({ "purpose": "Kerho" })).await;
    upkeep::hourly(&service.app).await.unwrap();
    assert_eq!(service.texts(reminders).await.len(), 1, "it is the same time");
    // To ten minutes before the start: from two in the afternoon to ten to twelve.
    service.wait((21 * 60 + 50) * 60);
    let came = guest
        .post(&format!("{path}/check-in"), json!({ "code": "4711" }))
        .await;
    assert_eq!(came.status, 200, "{}", came.text());
    upkeep::hourly(&service.app).await.unwrap();
    assert_eq!(service.texts(reminders).await.len(), 1);
}
