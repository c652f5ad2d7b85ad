//! What staff do with the bookings of their libraries.

use crate::place::{
    BOOKINGS, DAY, TIMES, at, at_desk, booked, booked_at_desk, codes, faults, free, room, wanted, with_rooms,
};
use crate::support::Service;
use crate::support::person::Guest;
use jaettu_server::rooms::upkeep;
use serde_json::{Value, json};

on_both_databases!(
    staff_book_for_somebody_beyond_the_rules_but_never_over_another,
    a_block_tells_what_it_collides_with,
    what_waits_for_staff_is_approved_or_refused,
    staff_note_who_has_come,
    whose_arrival_is_undone_late_has_time_to_come,
    bookings_outside_the_hours_as_they_are_now_are_listed_and_nothing_is_lost,
    a_machine_is_booked_once_its_induction_was_given,
    staff_of_another_library_see_and_change_nothing,
);

const DESK: &str = "/api/v1/desk/bookings";

async fn list(staff: &Guest<'_>, query: &str) -> Vec<Value> {
    let answer = staff.get(&format!("/api/v1/desk/kallio/bookings?{query}")).await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    let items = answer.json()["items"].as_array().unwrap().clone();
    items.into_iter().filter(|one| one["room"] == "testi").collect()
}

async fn staff_book_for_somebody_beyond_the_rules_but_never_over_another(service: Service) {
    let short = json!({ "rules": { "max_minutes": 60, "after_minutes": 15 } });
    let service = with_rooms(service, &[room("testi", &short)]).await;
    let (guest, staff) = (
        service.signed_in("1000 0001").await,
        service.signed_in("3000 0001").await,
    );
    booked(&guest, wanted("testi", "12:00", "13:00")).await;
    // Longer than residents may, and after closing time.
    let mut body = wanted("testi", "18:00", "22:00");
    body["card"] = json!("1000 0002");
    body["purpose"] = json!("Lukupiiri");
    let made = booked_at_desk(&staff, body).await;
    assert_eq!(
        (&made["origin"], &made["name"]),
        (&json!("behalf"), &json!("Asukas 2"))
    );
    let reasons = service
        .texts("SELECT reason FROM audit WHERE action = 'booked for'")
        .await;
    assert_eq!(reasons, [""], "what it is for is kept no longer than the booking");
    let mut over = wanted("testi", "11:00", "12:00");
    over["card"] = json!("1000 0002");
    assert_eq!(
        staff.post(TIMES, at_desk(over)).await.problem(),
        "slot_taken",
        "a quarter of an hour is kept clear"
    );
    let other = service.signed_in("1000 0002").await;
    let own = other.get("/api/v1/me/bookings").await.json();
    assert_eq!(own["items"][0]["purpose"], "Lukupiiri");
    let mut unknown = wanted("testi", "15:00", "16:00");
    unknown["card"] = json!("9999 9999");
    assert_eq!(staff.post(TIMES, at_desk(unknown)).await.problem(), "not_known");
    let past = json!({ "room": "testi", "start": "2026-11-22T10:00:00Z", "end": "2026-11-22T11:00:00Z" });
    assert_eq!(codes(&staff.post(TIMES, at_desk(past)).await), ["past"]);
    let day = list(&staff, &format!("date={DAY}")).await;
    assert_eq!(day.len(), 2);
    assert_eq!(faults(&service).await, Vec::<String>::new());
}

async fn a_block_tells_what_it_collides_with(service: Service) {
    let service = with_rooms(service, &[room("testi", &json!({}))]).await;
    let (guest, staff) = (
        service.signed_in("1000 0001").await,
        service.signed_in("3000 0001").await,
    );
    let one = booked(&guest, wanted("testi", "12:00", "13:00")).await;
    let two = booked(&guest, wanted("testi", "15:00", "16:00")).await;
    let mut block = at_desk(wanted("testi", "12:30", "15:30"));
    block["block"] = json!(true);
    let refused = staff.post(TIMES, block.clone()).await;
    assert_eq!(
        (refused.status.as_u16(), refused.problem().as_str()),
        (409, "slot_taken")
    );
    let told: Vec<Value> = refused.json()["errors"]
        .as_array()
        .unwrap()
        .iter()
        .map(|error| error["nearest"]["start"].clone())
        .collect();
    assert_eq!(told, [one["start"].clone(), two["start"].clone()]);
    for booking in [one, two] {
        let path = format!("{DESK}/{}/withdraw", booking["id"].as_str().unwrap());
        let back = staff.post(&path, json!({ "reason": "Vesivahinko" })).await;
        assert_eq!(back.json()["state"], "cancelled");
        let own = guest
            .get(&format!("{BOOKINGS}/{}", booking["id"].as_str().unwrap()))
            .await;
        assert_eq!(own.json()["state"], "cancelled");
        assert_eq!(own.json()["reason"], "Vesivahinko", "also without messages");
    }
    block["card"] = json!("1000 0002");
    assert_eq!(
        staff.post(TIMES, block.clone()).await.status,
        400,
        "a block is nobody's"
    );
    block["card"] = json!(null);
    let made = staff.post(TIMES, block).await;
    assert_eq!(
        (made.status.as_u16(), &made.json()["items"][0]["origin"]),
        (201, &json!("block"))
    );
    assert_eq!(
        guest
            .post(BOOKINGS, wanted("testi", "14:00", "15:00"))
            .await
            .status,
        409
    );
    assert_eq!(faults(&service).await, Vec::<String>::new());
}

async fn what_waits_for_staff_is_approved_or_refused(service: Service) {
    let service = with_rooms(
        service,
        &[room("testi", &json!({ "rules": { "approval": true } }))],
    )
    .await;
    let (guest, staff) = (
        service.signed_in("1000 0001").await,
        service.signed_in("3000 0001").await,
    );
    let one = booked(&guest, wanted("testi", "12:00", "13:00")).await;
    let two = booked(&guest, wanted("testi", "14:00", "15:00")).await;
    assert_eq!(list(&staff, "pending=true").await.len(), 2);
    let path = |booking: &Value, act: &str| format!("{DESK}/{}/{act}", booking["id"].as_str().unwrap());
    let yes = staff.post(&path(&one, "approve"), json!({})).await;
    assert_eq!(yes.json()["state"], "confirmed", "{}", yes.text());
    assert_eq!(staff.post(&path(&one, "approve"), json!({})).await.status, 200);
    let approved = "SELECT action FROM audit WHERE action = 'approved a booking of'";
    assert_eq!(service.texts(approved).await.len(), 1, "what was approved once");
    assert_eq!(
        staff.post(&path(&two, "withdraw"), json!({})).await.status,
        400,
        "a reason has to be given"
    );
    let no = staff
        .post(&path(&two, "withdraw"), json!({ "reason": "Sali on kiinni" }))
        .await;
    assert_eq!(no.json()["state"], "denied");
    assert_eq!(
        codes(&staff.post(&path(&two, "approve"), json!({})).await),
        ["booking_ended"]
    );
    assert!(list(&staff, "pending=true").await.is_empty());
    booked(&guest, wanted("testi", "14:00", "15:00")).await;
    assert_eq!(faults(&service).await, Vec::<String>::new());
}

async fn whose_arrival_is_undone_late_has_time_to_come(service: Service) {
    let door = json!({ "rules": { "check_in": { "before_minutes": 15, "after_minutes": 15 } } });
    let service = with_rooms(service, &[room("testi", &door)]).await;
    let booking = booked(
        &service.signed_in("1000 0001").await,
        wanted("testi", "12:00", "13:00"),
    )
    .await;
    let own = format!("{BOOKINGS}/{}", booking["id"].as_str().unwrap());
    let path = format!("{DESK}/{}/check-in", booking["id"].as_str().unwrap());
    let start: chrono::DateTime<chrono::Utc> = at("12:00").parse().unwrap();
    let go_to = |minutes: i64| {
        let passed = start + chrono::TimeDelta::minutes(minutes) - service.app.clock.now();
        service.wait(passed.num_seconds());
    };
    go_to(5);
    // Sessions end in a day.
    let (guest, staff) = (
        service.signed_in("1000 0001").await,
        service.signed_in("3000 0001").await,
    );
    staff.post(&path, json!({})).await;
    // Long after the time in which one comes: it was somebody else.
    go_to(30);
    assert_eq!(staff.delete(&path).await.status, 200);
    upkeep::minutely(&service.app).await.unwrap();
    assert_eq!(guest.get(&own).await.json()["state"], "confirmed");
    go_to(46);
    upkeep::minutely(&service.app).await.unwrap();
    assert_eq!(guest.get(&own).await.json()["state"], "no_show");
    let undone = "SELECT action FROM audit WHERE action = 'undid the arrival of'";
    assert_eq!(service.texts(undone).await.len(), 1);
    assert_eq!(faults(&service).await, Vec::<String>::new());
}

async fn staff_note_who_has_come(service: Service) {
    let service = with_rooms(service, &[room("testi", &json!({}))]).await;
    let (guest, staff) = (
        service.signed_in("1000 0001").await,
        service.signed_in("3000 0001").await,
    );
    let booking = booked(&guest, wanted("testi", "12:00", "13:00")).await;
    let path = format!("{DESK}/{}/check-in", booking["id"].as_str().unwrap());
    let came = staff.post(&path, json!({})).await;
    assert!(came.json()["checked_in_at"].is_string(), "{}", came.text());
    assert_eq!(
        staff.post(&path, json!({})).await.json()["version"],
        came.json()["version"]
    );
    let day = list(&staff, &format!("date={DAY}")).await;
    assert_eq!(day[0]["code"], came.json()["code"]);
    // It was somebody else.
    let not = staff.delete(&path).await;
    assert_eq!(not.json()["checked_in_at"], json!(null), "{}", not.text());
    assert_eq!(staff.delete(&path).await.json()["version"], not.json()["version"]);
    let gone = guest
        .delete(&format!("{BOOKINGS}/{}", booking["id"].as_str().unwrap()))
        .await;
    assert_eq!(gone.status, 200, "{}", gone.text());
    assert_eq!(codes(&staff.delete(&path).await), ["booking_ended"]);
}

async fn bookings_outside_the_hours_as_they_are_now_are_listed_and_nothing_is_lost(service: Service) {
    let service = with_rooms(service, &[room("testi", &json!({}))]).await;
    let (guest, staff) = (
        service.signed_in("1000 0001").await,
        service.signed_in("3000 0001").await,
    );
    let booking = booked(&guest, wanted("testi", "12:00", "13:00")).await;
    assert!(list(&staff, "outside_hours=true").await.is_empty());
    service
        .sql(&format!(
            "UPDATE library_days SET openings = '[]' WHERE library = 'kallio' AND date = '{DAY}'"
        ))
        .await;
    service
        .sql("UPDATE content_versions SET version = version + 1 WHERE feature = 'libraries'")
        .await;
    let outside = list(&staff, "outside_hours=true").await;
    assert_eq!(outside.len(), 1);
    assert_eq!(outside[0]["id"], booking["id"]);
    assert!(free(&service, "testi").await.is_empty());
    let own = guest
        .get(&format!("{BOOKINGS}/{}", booking["id"].as_str().unwrap()))
        .await;
    assert_eq!(own.json()["state"], "confirmed");
}

async fn a_machine_is_booked_once_its_induction_was_given(service: Service) {
    let laser =
        json!({ "kind": "machine", "category": "laser_cutter", "rules": { "induction": "laser-cutter" } });
    let service = with_rooms(service, &[room("testi", &laser)]).await;
    let (guest, staff) = (
        service.signed_in("1000 0005").await,
        service.signed_in("3000 0001").await,
    );
    assert_eq!(
        codes(&guest.post(BOOKINGS, wanted("testi", "12:00", "13:00")).await),
        ["induction_missing"]
    );
    let give = |induction: &str| json!({ "card": "1000 0005", "induction": induction, "library": "kallio" });
    let unknown = staff.post("/api/v1/desk/inductions", give("lentokone")).await;
    assert_eq!(unknown.json()["errors"][0]["field"], "induction");
    let given = staff.post("/api/v1/desk/inductions", give("laser-cutter")).await;
    assert_eq!(given.status, 200, "{}", given.text());
    assert_eq!(
        (&given.json()["name"], &given.json()["valid_until"]),
        (&json!("Asukas 5"), &json!("2028-11-23"))
    );
    booked(&guest, wanted("testi", "12:00", "13:00")).await;
    let export = guest.get("/api/v1/me/export").await.json();
    assert_eq!(export["inductions"][0]["induction"], "laser-cutter");
    assert_eq!(export["bookings"].as_array().unwrap().len(), 1);
    // It was given to the wrong one.
    let back = json!({ "card": "1000 0005", "induction": "laser-cutter" });
    for _ in 0..2 {
        let taken = staff.post("/api/v1/desk/inductions/withdraw", back.clone()).await;
        assert_eq!(taken.status, 200, "{}", taken.text());
    }
    assert_eq!(
        codes(&guest.post(BOOKINGS, wanted("testi", "14:00", "15:00")).await),
        ["induction_missing"]
    );
    staff.post("/api/v1/desk/inductions", give("laser-cutter")).await;
    let theirs = "UPDATE inducted SET library = 'oodi', valid_until = '2027-06-30' \
        WHERE person = (SELECT id FROM people WHERE card = '10000005')";
    service.sql(theirs).await;
    let elsewhere = staff.post("/api/v1/desk/inductions/withdraw", back.clone()).await;
    assert_eq!(elsewhere.problem(), "not_your_desk");
    // Given here by mistake, twice: what the other library gave counts again.
    for _ in 0..2 {
        let given = staff.post("/api/v1/desk/inductions", give("laser-cutter")).await;
        assert_eq!(given.json()["valid_until"], "2028-11-23");
    }
    let export = guest.get("/api/v1/me/export").await.json();
    assert_eq!(export["inductions"][0]["before_library"], "oodi");
    let taken = staff.post("/api/v1/desk/inductions/withdraw", back).await;
    assert_eq!(taken.status, 200, "{}", taken.text());
    let known = "SELECT i.library || ' ' || i.valid_until FROM inducted i JOIN people p ON p.id = i.person \
        WHERE p.card = '10000005'";
    assert_eq!(
        service.texts(known).await,
        ["oodi 2027-06-30"],
        "what another library gave stays"
    );
}

async fn staff_of_another_library_see_and_change_nothing(service: Service) {
    let elsewhere = json!({ "library": "oodi" });
    let service = with_rooms(service, &[room("testi", &elsewhere)]).await;
    let (guest, staff) = (
        service.signed_in("1000 0001").await,
        service.signed_in("3000 0001").await,
    );
    let booking = booked(&guest, wanted("testi", "12:00", "13:00")).await;
    assert_eq!(
        staff.get("/api/v1/desk/oodi/bookings").await.problem(),
        "not_your_desk"
    );
    assert_eq!(
        staff
            .post(TIMES, at_desk(wanted("testi", "14:00", "15:00")))
            .await
            .problem(),
        "not_your_desk"
    );
    let check_in = format!("{DESK}/{}/check-in", booking["id"].as_str().unwrap());
    assert_eq!(staff.delete(&check_in).await.status, 404);
    for act in ["approve", "check-in"] {
        let path = format!("{DESK}/{}/{act}", booking["id"].as_str().unwrap());
        assert_eq!(staff.post(&path, json!({})).await.status, 404);
    }
    assert_eq!(guest.get("/api/v1/desk/kallio/bookings").await.status, 403);
    assert_eq!(
        guest
            .post(TIMES, at_desk(wanted("testi", "14:00", "15:00")))
            .await
            .status,
        403
    );
    assert_eq!(at("12:00"), booking["start"]);
}
