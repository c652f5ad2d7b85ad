//! Bookings as calendar files, what people are told, and how much rooms are used.

use crate::place::{BOOKINGS, at, booked, room, wanted, with_rooms};
use crate::support::Service;
use jaettu_server::rooms::upkeep;
use serde_json::json;

on_both_databases!(
    a_booking_is_one_entry_of_a_calendar_until_it_is_struck_out,
    ones_own_calendar_is_read_by_whoever_knows_the_address_until_it_is_revoked,
    a_rooms_own_calendar_tells_times_and_nothing_else,
    people_are_told_what_becomes_of_their_bookings,
    what_begins_tomorrow_is_reminded_of_once,
    what_is_used_is_told_with_what_could_have_been,
    the_indicator_takes_each_month_that_is_over,
);

async fn a_booking_is_one_entry_of_a_calendar_until_it_is_struck_out(service: Service) {
    let service = with_rooms(service, &[room("testi", &json!({}))]).await;
    let guest = service.signed_in("1000 0001").await;
    let booking = booked(&guest, wanted("testi", "12:00", "13:00")).await;
    let id = booking["id"].as_str().unwrap();
    let path = format!("{BOOKINGS}/{id}.ics");
    let file = guest.get(&path).await;
    assert_eq!(file.header("content-type"), "text/calendar; charset=utf-8");
    let text = file.text();
    for line in [
        "METHOD:PUBLISH",
        "SEQUENCE:0",
        "STATUS:CONFIRMED",
        "DTSTART;TZID=Europe/Helsinki:20261124T120000",
        "BEGIN:VTIMEZONE",
    ] {
        assert!(text.contains(line), "{line}: {text}");
    }
    assert!(text.contains(&format!("UID:booking-{id}@jaettu")));
    let unfolded = text.replace("\r\n ", "");
    let page = format!("/fi/me/bookings/{id}");
    let url = unfolded
        .lines()
        .find(|line| line.starts_with("URL:"))
        .unwrap_or_default();
    assert!(
        url.starts_with("URL:http") && url.contains("://") && url.ends_with(&page),
        "a calendar is elsewhere, so it needs the whole address: {url}"
    );
    guest
        .patch(&format!("{BOOKINGS}/{id}"), json!({ "start": at("14:00") }))
        .await;
    assert!(guest.get(&path).await.text().contains("SEQUENCE:1"));
    guest.delete(&format!("{BOOKINGS}/{id}")).await;
    let struck = guest.get(&path).await.text();
    assert!(
        struck.contains("METHOD:CANCEL") && struck.contains("STATUS:CANCELLED"),
        "{struck}"
    );
    let other = service.signed_in("1000 0002").await;
    assert_eq!(other.get(&path).await.status, 404);
    assert_eq!(service.get(&path).await.status, 401);
    assert_eq!(guest.get(&format!("{BOOKINGS}/ei-ole.ics")).await.status, 404);
}

async fn ones_own_calendar_is_read_by_whoever_knows_the_address_until_it_is_revoked(service: Service) {
    let service = with_rooms(service, &[room("testi", &json!({}))]).await;
    let guest = service.signed_in("1000 0001").await;
    let made = guest.post("/api/v1/me/calendar", json!({})).await;
    let first = made.json()["path"].as_str().unwrap().to_owned();
    booked(&guest, wanted("testi", "12:00", "13:00")).await;
    let file = service.get(&first).await;
    assert_eq!(file.status, 200, "{}", file.text());
    assert_eq!(file.text().matches("BEGIN:VEVENT").count(), 1);
    assert_eq!(file.header("cache-control"), "private, no-store");
    let second = guest.post("/api/v1/me/calendar", json!({})).await.json();
    let second = second["path"].as_str().unwrap();
    assert_eq!(
        service.get(&first).await.status,
        404,
        "the address before is of no use"
    );
    assert_eq!(service.get(second).await.status, 200);
    assert_eq!(guest.delete("/api/v1/me/calendar").await.status, 200);
    assert_eq!(service.get(second).await.status, 404);
    assert_eq!(service.get("/api/v1/calendar/arvaus.ics").await.status, 404);
}

async fn a_rooms_own_calendar_tells_times_and_nothing_else(service: Service) {
    let service = with_rooms(service, &[room("testi", &json!({}))]).await;
    let guest = service.signed_in("1000 0001").await;
    let mut body = wanted("testi", "12:00", "13:00");
    body["purpose"] = json!("Salainen kerho");
    let booking = booked(&guest, body).await;
    let text = service.get("/api/v1/rooms/testi.ics").await.text();
    assert!(
        text.contains("DTSTART;TZID=Europe/Helsinki:20261124T120000"),
        "{text}"
    );
    for hidden in [
        "Salainen",
        "Asukas",
        booking["id"].as_str().unwrap(),
        booking["code"].as_str().unwrap(),
    ] {
        assert!(!text.contains(hidden), "{hidden}");
    }
    assert_eq!(service.get("/api/v1/rooms/ei-ole.ics").await.status, 404);
}

async fn told(service: &Service) -> Vec<String> {
    let rows = service
        .texts("SELECT message FROM outbox WHERE message LIKE '%\"testi\"%' ORDER BY id")
        .await;
    let kind = |row: &String| {
        let message: serde_json::Value = serde_json::from_str(row).unwrap();
        message["kind"].as_str().unwrap().to_owned()
    };
    rows.iter().map(kind).collect()
}

async fn people_are_told_what_becomes_of_their_bookings(service: Service) {
    let service = with_rooms(service, &[room("testi", &json!({}))]).await;
    let (guest, staff) = (
        service.signed_in("1000 0001").await,
        service.signed_in("3000 0001").await,
    );
    let booking = booked(&guest, wanted("testi", "12:00", "13:00")).await;
    assert_eq!(told(&service).await, ["booking_confirmed"]);
    let path = format!("{BOOKINGS}/{}", booking["id"].as_str().unwrap());
    guest.patch(&path, json!({ "start": at("14:00") })).await;
    assert_eq!(
        told(&service).await,
        ["booking_moved"],
        "what has not left yet is true no longer"
    );
    guest.patch(&path, json!({ "purpose": "Kuoro" })).await;
    assert_eq!(told(&service).await, ["booking_moved"]);
    let back = format!(
        "/api/v1/desk/bookings/{}/withdraw",
        booking["id"].as_str().unwrap()
    );
    staff.post(&back, json!({ "reason": "Vesivahinko" })).await;
    assert_eq!(told(&service).await, ["booking_withdrawn"]);
    let mut held = wanted("testi", "12:00", "13:00");
    held["hold"] = json!(true);
    booked(&guest, held).await;
    assert_eq!(
        told(&service).await,
        ["booking_withdrawn"],
        "nothing is told of a form"
    );
}

async fn what_begins_tomorrow_is_reminded_of_once(service: Service) {
    let service = with_rooms(service, &[room("testi", &json!({}))]).await;
    let guest = service.signed_in("1000 0001").await;
    let far = json!({ "room": "testi", "start": "2026-11-27T10:00:00Z", "end": "2026-11-27T11:00:00Z" });
    booked(&guest, far).await;
    upkeep::hourly(&service.app).await.unwrap();
    assert_eq!(told(&service).await, ["booking_confirmed"]);
    service.wait(3 * 24 * 3600);
    upkeep::hourly(&service.app).await.unwrap();
    upkeep::hourly(&service.app).await.unwrap();
    assert_eq!(told(&service).await, ["booking_confirmed", "booking_reminder"]);
    let versions = "SELECT CAST(SUM(version) AS TEXT) FROM leaves";
    let before = service.texts(versions).await;
    upkeep::hourly(&service.app).await.unwrap();
    assert_eq!(
        service.texts(versions).await,
        before,
        "what has been told locks nothing"
    );
    service
        .sql("UPDATE library_days SET openings = '[]' WHERE library = 'kallio' AND date = '2026-11-27'")
        .await;
    service
        .sql("UPDATE content_versions SET version = version + 1 WHERE feature = 'libraries'")
        .await;
    upkeep::hourly(&service.app).await.unwrap();
    upkeep::hourly(&service.app).await.unwrap();
    let all = told(&service).await;
    assert_eq!(all, ["booking_confirmed", "booking_reminder", "booking_conflict"]);
}

async fn what_is_used_is_told_with_what_could_have_been(service: Service) {
    let service = with_rooms(service, &[room("testi", &json!({}))]).await;
    let guest = service.signed_in("1000 0001").await;
    let booking = booked(&guest, wanted("testi", "12:00", "14:00")).await;
    let path = "/api/v1/statistics/rooms?library=kallio&from=2026-11-24&until=2026-11-24";
    assert_eq!(
        service.get(path).await.json()["items"],
        json!([]),
        "what is not over is not counted"
    );
    service.wait(36 * 3600);
    let answer = service.get(path).await.json();
    let items = answer["items"].as_array().unwrap();
    let row = items.iter().find(|row| row["room"] == "testi").unwrap();
    let counted = &row["counted"];
    assert_eq!(
        (&counted["booked"], &counted["bookings"]),
        (&json!(120), &json!(1))
    );
    assert_eq!(
        (&counted["person_minutes"], &counted["seat_minutes"]),
        (&json!(240), &json!(720))
    );
    let bookable = counted["bookable"].as_u64().unwrap();
    assert!(bookable >= 8 * 60);
    assert_eq!(row["utilisation_permille"], json!(120 * 1000 / bookable));
    assert!(items.iter().all(|row| {
        row["utilisation_permille"]
            .as_u64()
            .is_none_or(|share| share <= 1000)
    }));
    assert_eq!(booking["state"], "confirmed");
    let long = "/api/v1/statistics/rooms?from=2020-01-01&until=2026-01-01";
    assert_eq!(service.get(long).await.status, 400);
}

async fn the_indicator_takes_each_month_that_is_over(service: Service) {
    let service = with_rooms(service, &[room("testi", &json!({}))]).await;
    let monthly = "UPDATE programme_parts SET document = REPLACE(document, '\"loans\"', '\"room_use\"') WHERE id = 'device-uses'";
    service.sql(monthly).await;
    service
        .sql("UPDATE content_versions SET version = version + 1 WHERE feature = 'programme'")
        .await;
    let values = async || {
        let indicator = service
            .get("/api/v1/programme/indicators/device-uses")
            .await
            .json();
        indicator["values"].as_array().unwrap().clone()
    };
    let before = values().await;
    upkeep::hourly(&service.app).await.unwrap();
    assert_eq!(
        values().await,
        before,
        "the month in which bookings began is not told"
    );
    // Into January: December is over.
    service.wait(40 * 24 * 3600);
    upkeep::hourly(&service.app).await.unwrap();
    upkeep::hourly(&service.app).await.unwrap();
    let after = values().await;
    assert_eq!(after.len(), before.len() + 1);
    let last = after.last().unwrap();
    assert_eq!(last["date"], "2026-12-01");
    let value = last["value"].as_f64().unwrap();
    assert!((0.0..=100.0).contains(&value), "{value}");
}
