//! Taking back that a booking was given up.

use crate::place::{BOOKINGS, booked, codes, faults, free, room, wanted, with_rooms};
use crate::support::Service;
use crate::support::person::Guest;
use serde_json::{Value, json};

on_both_databases!(
    what_was_given_up_by_mistake_is_had_again_with_its_code_and_calendar_entry,
    what_somebody_else_took_meanwhile_stays_theirs,
    it_is_judged_as_if_it_were_booked_now,
    what_staff_took_back_stays_so,
    any_machine_of_a_pool_will_do,
    its_page_offers_it_only_while_it_can_be_had,
    what_is_kept_for_ones_own_form_of_the_same_time_is_exchanged_for_it,
);

fn path(booking: &Value) -> String {
    format!("{BOOKINGS}/{}", booking["id"].as_str().unwrap())
}

async fn given_up(guest: &Guest<'_>, booking: &Value) -> Value {
    let gone = guest.delete(&path(booking)).await;
    assert_eq!(gone.status, 200, "{}", gone.text());
    gone.json()
}

fn reinstate(booking: &Value) -> String {
    format!("{}/reinstate", path(booking))
}

async fn what_was_given_up_by_mistake_is_had_again_with_its_code_and_calendar_entry(service: Service) {
    let service = with_rooms(service, &[room("testi", &json!({}))]).await;
    let guest = service.signed_in("1000 0001").await;
    let booking = booked(&guest, wanted("testi", "12:00", "13:00")).await;
    let free_before = free(&service, "testi").await;
    given_up(&guest, &booking).await;
    assert_ne!(free(&service, "testi").await, free_before);
    let back = guest.post(&reinstate(&booking), json!({})).await;
    assert_eq!(back.status, 200, "{}", back.text());
    let back = back.json();
    for same in ["id", "code", "start", "end", "room", "people", "state"] {
        assert_eq!(back[same], booking[same], "{same}");
    }
    assert_eq!((&back["version"], &back["ended_at"]), (&json!(2), &json!(null)));
    assert_eq!(free(&service, "testi").await, free_before);
    // Pressed twice.
    let again = guest.post(&reinstate(&booking), json!({})).await;
    assert_eq!(
        (again.status.as_u16(), &again.json()["version"]),
        (200, &json!(2))
    );
    let entry = guest.get(&format!("{}.ics", path(&booking))).await.text();
    assert!(
        entry.contains("SEQUENCE:2") && entry.contains("STATUS:CONFIRMED"),
        "{entry}"
    );
    // What has not left yet of its being given up is true no longer.
    let letters = "SELECT occasion FROM outbox WHERE state = 'waiting' AND occasion LIKE 'booking-is-%'";
    let id = booking["id"].as_str().unwrap();
    assert_eq!(service.texts(letters).await, [format!("booking-is-{id}-2")]);
    assert_eq!(faults(&service).await, Vec::<String>::new());
}

async fn what_somebody_else_took_meanwhile_stays_theirs(service: Service) {
    let service = with_rooms(service, &[room("testi", &json!({}))]).await;
    let (guest, other) = (
        service.signed_in("1000 0001").await,
        service.signed_in("1000 0002").await,
    );
    let booking = booked(&guest, wanted("testi", "12:00", "13:00")).await;
    let gone = given_up(&guest, &booking).await;
    let theirs = booked(&other, wanted("testi", "12:30", "13:30")).await;
    let lost = guest.post(&reinstate(&booking), json!({})).await;
    assert_eq!(
        (lost.status.as_u16(), lost.problem().as_str()),
        (409, "slot_taken")
    );
    assert!(!lost.json()["alternatives"].as_array().unwrap().is_empty());
    assert_eq!(guest.get(&path(&booking)).await.json(), gone);
    assert_eq!(other.get(&path(&theirs)).await.json()["state"], "confirmed");
    assert_eq!(
        other.post(&reinstate(&booking), json!({})).await.status,
        404,
        "another's is not found"
    );
    assert_eq!(faults(&service).await, Vec::<String>::new());
}

async fn it_is_judged_as_if_it_were_booked_now(service: Service) {
    let one = json!({ "rules": { "quotas": [{ "scope": "room", "per": "day", "bookings": 1 }] } });
    let asked = json!({ "rules": { "approval": true } });
    let service = with_rooms(service, &[room("testi", &one), room("toinen", &asked)]).await;
    let (guest, staff) = (
        service.signed_in("1000 0001").await,
        service.signed_in("3000 0001").await,
    );
    let booking = booked(&guest, wanted("testi", "12:00", "13:00")).await;
    given_up(&guest, &booking).await;
    booked(&guest, wanted("testi", "15:00", "16:00")).await;
    let refused = guest.post(&reinstate(&booking), json!({})).await;
    assert_eq!(
        (refused.status.as_u16(), codes(&refused)),
        (422, vec!["quota_bookings".to_owned()])
    );
    let asked = booked(&guest, wanted("toinen", "10:00", "11:00")).await;
    let approve = format!("/api/v1/desk/bookings/{}/approve", asked["id"].as_str().unwrap());
    assert_eq!(staff.post(&approve, json!({})).await.json()["state"], "confirmed");
    given_up(&guest, &asked).await;
    let back = guest.post(&reinstate(&asked), json!({})).await;
    assert_eq!(back.json()["state"], "pending", "{}", back.text());
    assert_eq!(faults(&service).await, Vec::<String>::new());
}

async fn what_staff_took_back_stays_so(service: Service) {
    let service = with_rooms(service, &[room("testi", &json!({}))]).await;
    let (guest, staff) = (
        service.signed_in("1000 0001").await,
        service.signed_in("3000 0001").await,
    );
    let booking = booked(&guest, wanted("testi", "12:00", "13:00")).await;
    let withdraw = format!(
        "/api/v1/desk/bookings/{}/withdraw",
        booking["id"].as_str().unwrap()
    );
    let gone = staff.post(&withdraw, json!({ "reason": "Vesivahinko" })).await;
    assert_eq!(gone.status, 200, "{}", gone.text());
    let refused = guest.post(&reinstate(&booking), json!({})).await;
    assert_eq!(codes(&refused), ["booking_ended"]);
    let page = guest
        .get(&format!("/fi/me/bookings/{}", booking["id"].as_str().unwrap()))
        .await
        .text();
    assert!(page.contains("Vesivahinko"), "why it was taken back: {page}");
    assert!(!page.contains("reinstate-form"), "{page}");
}

async fn any_machine_of_a_pool_will_do(service: Service) {
    let mut pool = room("koneet", &json!({}));
    pool.leaves.clear();
    pool.members = ["kone-1", "kone-2"].map(|id| id.parse().unwrap()).to_vec();
    let rooms = [room("kone-1", &json!({})), room("kone-2", &json!({})), pool];
    let service = with_rooms(service, &rooms).await;
    let (guest, other) = (
        service.signed_in("1000 0001").await,
        service.signed_in("1000 0002").await,
    );
    let booking = booked(&guest, wanted("koneet", "12:00", "13:00")).await;
    given_up(&guest, &booking).await;
    let theirs = wanted(booking["room"].as_str().unwrap(), "12:00", "13:00");
    booked(&other, theirs).await;
    let back = guest.post(&reinstate(&booking), json!({})).await;
    assert_eq!(back.status, 200, "{}", back.text());
    assert_eq!(back.json()["pool"], "koneet");
    assert_ne!(back.json()["room"], booking["room"]);
    assert_eq!(faults(&service).await, Vec::<String>::new());
}

async fn its_page_offers_it_only_while_it_can_be_had(service: Service) {
    let service = with_rooms(service, &[room("testi", &json!({}))]).await;
    let (guest, other) = (
        service.signed_in("1000 0001").await,
        service.signed_in("1000 0002").await,
    );
    let booking = booked(&guest, wanted("testi", "12:00", "13:00")).await;
    let page = format!("/fi/me/bookings/{}", booking["id"].as_str().unwrap());
    let offers = async || guest.get(&page).await.text().contains("id=\"reinstate-form\"");
    assert!(!offers().await);
    given_up(&guest, &booking).await;
    assert!(offers().await);
    let theirs = booked(&other, wanted("testi", "12:30", "13:30")).await;
    assert!(!offers().await, "it would be refused");
    given_up(&other, &theirs).await;
    assert!(offers().await);
    service.wait(25 * 60 * 60);
    assert!(!offers().await, "it is over");
}

async fn what_is_kept_for_ones_own_form_of_the_same_time_is_exchanged_for_it(service: Service) {
    let service = with_rooms(service, &[room("testi", &json!({}))]).await;
    let guest = service.signed_in("1000 0001").await;
    let booking = booked(&guest, wanted("testi", "12:00", "13:00")).await;
    given_up(&guest, &booking).await;
    let mut form = wanted("testi", "12:30", "13:30");
    form["hold"] = json!(true);
    let held = booked(&guest, form).await;
    let page = format!("/fi/me/bookings/{}", booking["id"].as_str().unwrap());
    let page = guest.get(&page).await.text();
    assert!(
        page.contains("id=\"reinstate-form\""),
        "it is in nobody's way: {page}"
    );
    let back = guest.post(&reinstate(&booking), json!({})).await;
    assert_eq!(back.status, 200, "{}", back.text());
    assert_eq!(guest.get(&path(&held)).await.json()["state"], "expired");
    let free = free(&service, "testi").await;
    assert!(
        free.iter().any(|span| span.starts_with("13:00-")),
        "the rest is free: {free:?}"
    );
    assert_eq!(faults(&service).await, Vec::<String>::new());
}
