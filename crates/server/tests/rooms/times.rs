//! Staff who book in the place of what is in the way, once or in several weeks, and take a series back.

use crate::place::{
    BOOKINGS, DAY, TIMES, at, booked, booked_at_desk, codes, faults, on, room, wanted, with_rooms,
};
use crate::support::Service;
use crate::support::person::Guest;
use serde_json::{Value, json};

on_both_databases!(
    a_plan_names_every_booking_in_the_way_and_says_when_the_library_is_closed,
    instead_of_what_is_taken_a_plan_offers_the_nearest_free_time_of_the_day,
    a_block_replaces_what_staff_have_seen_and_its_people_are_told_why,
    what_is_replaced_goes_to_nobody_who_waits_but_what_is_left_over_does,
    what_nobody_has_seen_is_told_again_and_nothing_changes,
    of_two_replacements_at_once_one_wins,
    a_seen_booking_that_is_no_longer_in_the_way_stays,
    the_purpose_of_a_booking_stays_out_of_the_audit_log,
    a_series_of_staff_is_booked_wholly_or_where_it_is_free,
    two_times_of_one_series_may_not_be_in_each_others_way,
    a_series_is_taken_back_from_the_first_that_has_not_begun,
    staff_of_another_library_plan_replace_and_take_back_nothing,
    what_is_wrong_with_several_times_is_told_by_field,
    a_series_ends_at_the_same_hour_when_the_clocks_are_changed,
    a_form_in_whose_place_staff_book_is_over_and_nobody_is_told,
);

fn id(booking: &Value) -> &str {
    booking["id"].as_str().expect("an identifier")
}

/// The body of a block on the day of the tests, in the place of these bookings.
fn block(room: &str, from: &str, minutes: u32, seen: &[&Value]) -> Value {
    let seen: Vec<&str> = seen.iter().map(|one| id(one)).collect();
    let mut body =
        json!({ "room": room, "starts": [at(from)], "minutes": minutes, "block": true, "seen": seen });
    if !seen.is_empty() {
        body["reason"] = json!("Vesivahinko");
    }
    body
}

fn plan(room: &str, from: &str, until: &str, weeks: u32) -> String {
    format!(
        "{TIMES}/plan?room={room}&start={}&end={}&weeks={weeks}",
        at(from),
        at(until)
    )
}

async fn state(guest: &Guest<'_>, booking: &Value) -> Value {
    let own = guest.get(&format!("{BOOKINGS}/{}", id(booking))).await;
    own.json()["state"].clone()
}

async fn two(service: &Service) -> (Guest<'_>, Guest<'_>) {
    (
        service.signed_in("1000 0001").await,
        service.signed_in("3000 0001").await,
    )
}

async fn a_plan_names_every_booking_in_the_way_and_says_when_the_library_is_closed(service: Service) {
    let clear = json!({ "rules": { "before_minutes": 15, "after_minutes": 15 } });
    let service = with_rooms(service, &[room("testi", &clear)]).await;
    let (guest, staff) = two(&service).await;
    let mut body = wanted("testi", "12:00", "13:00");
    body["purpose"] = json!("Lukupiiri");
    let one = booked(&guest, body).await;
    let planned = staff.get(&plan("testi", "13:00", "14:00", 2)).await;
    assert_eq!(planned.status, 200, "{}", planned.text());
    let dates = planned.json()["items"].clone();
    let first = &dates[0]["in_the_way"][0];
    assert_eq!(
        (&first["id"], &first["name"], &first["code"], &first["state"]),
        (&one["id"], &json!("Asukas 1"), &one["code"], &json!("confirmed")),
        "a quarter of an hour is kept clear"
    );
    assert_eq!(
        (&dates[1]["in_the_way"], &dates[1]["start"]),
        (&json!([]), &json!(on("2026-12-01", "13:00")))
    );
    let beside = staff
        .get(&format!("{}&block=true", plan("testi", "13:15", "14:00", 1)))
        .await;
    assert_eq!(
        beside.json()["items"][0]["in_the_way"],
        json!([]),
        "a block keeps nothing clear"
    );
    assert_eq!(dates[0]["outside_hours"], false);
    let late = staff.get(&plan("testi", "21:00", "23:00", 1)).await;
    assert_eq!(late.json()["items"][0]["outside_hours"], true);
}

async fn instead_of_what_is_taken_a_plan_offers_the_nearest_free_time_of_the_day(service: Service) {
    let clear = json!({ "rules": { "after_minutes": 15 } });
    let service = with_rooms(service, &[room("testi", &clear)]).await;
    let (guest, staff) = two(&service).await;
    booked(&guest, wanted("testi", "12:00", "13:00")).await;
    let planned = staff.get(&plan("testi", "12:30", "13:30", 2)).await.json();
    assert_eq!(
        planned["items"][0]["instead"],
        json!({ "start": at("13:15"), "end": at("14:15") })
    );
    assert_eq!(planned["items"][1].get("instead"), None, "that week is free");
    booked(&guest, wanted("testi", "18:30", "19:30")).await;
    let late = staff.get(&plan("testi", "19:00", "20:00", 1)).await.json();
    assert_eq!(
        late["items"][0]["instead"],
        json!({ "start": at("17:15"), "end": at("18:15") }),
        "before closing time, with a quarter of an hour kept clear"
    );
    // Nobody knows yet when the library is open from that day on.
    service
        .sql("DELETE FROM library_days WHERE library = 'kallio' AND date >= '2026-12-01'")
        .await;
    service
        .sql("UPDATE content_versions SET version = version + 1 WHERE feature = 'libraries'")
        .await;
    let mut later = wanted("testi", "12:00", "13:00");
    (later["start"], later["end"]) = (on("2026-12-08", "12:00").into(), on("2026-12-08", "13:00").into());
    booked_at_desk(&staff, later).await;
    let unknown = staff.get(&plan("testi", "12:00", "13:00", 3)).await.json();
    assert_ne!(unknown["items"][2]["in_the_way"], json!([]));
    assert_eq!(unknown["items"][2].get("instead"), None);
    let all_day = staff.get(&plan("testi", "08:00", "20:00", 1)).await.json();
    assert_eq!(
        all_day["items"][0].get("instead"),
        None,
        "nothing so long is free"
    );
}

async fn a_block_replaces_what_staff_have_seen_and_its_people_are_told_why(service: Service) {
    let service = with_rooms(service, &[room("testi", &json!({}))]).await;
    let (guest, staff) = two(&service).await;
    let one = booked(&guest, wanted("testi", "12:00", "13:00")).await;
    let other = service.signed_in("1000 0002").await;
    let two = booked(&other, wanted("testi", "14:00", "15:00")).await;
    let beside = booked(&other, wanted("testi", "16:00", "17:00")).await;
    let made = staff
        .post(TIMES, block("testi", "12:30", 120, &[&one, &two]))
        .await;
    assert_eq!(made.status, 201, "{}", made.text());
    let items = made.json()["items"].clone();
    assert_eq!(
        (
            items.as_array().unwrap().len(),
            &items[0]["origin"],
            &items[0]["series"]
        ),
        (1, &json!("block"), &Value::Null)
    );
    assert_eq!(state(&guest, &one).await, "cancelled");
    assert_eq!(state(&other, &two).await, "cancelled");
    assert_eq!(state(&other, &beside).await, "confirmed");
    let told = "SELECT COUNT(*) || '' FROM outbox WHERE message LIKE '%Vesivahinko%'";
    assert_eq!(service.texts(told).await, ["2"]);
    assert_eq!(
        guest
            .post(BOOKINGS, wanted("testi", "12:00", "13:00"))
            .await
            .status,
        409
    );
    assert_eq!(faults(&service).await, Vec::<String>::new());
}

async fn what_is_replaced_goes_to_nobody_who_waits_but_what_is_left_over_does(service: Service) {
    let hall = json!({ "leaves": ["puoli-a", "puoli-b"] });
    let rooms = [
        room("sali", &hall),
        room("puoli-a", &json!({})),
        room("puoli-b", &json!({})),
    ];
    let service = with_rooms(service, &rooms).await;
    let (guest, staff) = two(&service).await;
    let whole = booked(&guest, wanted("sali", "12:00", "13:00")).await;
    for (card, room) in [
        ("1000 0002", "sali"),
        ("1000 0003", "puoli-a"),
        ("1000 0004", "puoli-b"),
    ] {
        let waiting = service.signed_in(card).await;
        let wait = waiting
            .post("/api/v1/waits", wanted(room, "12:00", "13:00"))
            .await;
        assert_eq!(wait.status, 201, "{}", wait.text());
    }
    let made = staff.post(TIMES, block("puoli-a", "12:00", 60, &[&whole])).await;
    assert_eq!(made.status, 201, "{}", made.text());
    let kept = "SELECT room FROM bookings WHERE state = 'held' AND room IN ('sali', 'puoli-a', 'puoli-b')";
    assert_eq!(service.texts(kept).await, ["puoli-b"]);
    assert_eq!(faults(&service).await, Vec::<String>::new());
}

async fn what_nobody_has_seen_is_told_again_and_nothing_changes(service: Service) {
    let service = with_rooms(service, &[room("testi", &json!({}))]).await;
    let (guest, staff) = two(&service).await;
    let one = booked(&guest, wanted("testi", "12:00", "13:00")).await;
    let two = booked(&guest, wanted("testi", "13:00", "14:00")).await;
    let made = staff.post(TIMES, block("testi", "12:00", 120, &[&one])).await;
    assert_eq!(
        (made.status.as_u16(), made.problem().as_str()),
        (409, "slot_taken")
    );
    let told = made.json()["errors"].clone();
    let all: Vec<(&str, &Value)> = told
        .as_array()
        .unwrap()
        .iter()
        .map(|error| (error["field"].as_str().unwrap(), &error["nearest"]["start"]))
        .collect();
    assert_eq!(all, [("starts.0", &one["start"]), ("starts.0", &two["start"])]);
    assert_eq!(state(&guest, &one).await, "confirmed");
    let blocks = "SELECT id FROM bookings WHERE room = 'testi' AND origin = 'block'";
    assert_eq!(service.texts(blocks).await, Vec::<String>::new());
    let withdrawn = "SELECT id FROM outbox WHERE message LIKE '%withdrawn%'";
    assert_eq!(service.texts(withdrawn).await, Vec::<String>::new());
    assert_eq!(faults(&service).await, Vec::<String>::new());
}

async fn of_two_replacements_at_once_one_wins(service: Service) {
    let service = with_rooms(service, &[room("testi", &json!({}))]).await;
    let (guest, staff) = two(&service).await;
    let colleague = service.signed_in("3000 0002").await;
    for round in 0..6 {
        let one = booked(&guest, wanted("testi", "12:00", "13:00")).await;
        let body = block("testi", "12:00", 60, &[&one]);
        let (first, second) = tokio::join!(staff.post(TIMES, body.clone()), colleague.post(TIMES, body));
        let mut statuses = [first.status.as_u16(), second.status.as_u16()];
        statuses.sort_unstable();
        assert_eq!(
            statuses,
            [201, 409],
            "round {round}: {} {}",
            first.text(),
            second.text()
        );
        assert_eq!(state(&guest, &one).await, "cancelled");
        assert_eq!(faults(&service).await, Vec::<String>::new(), "round {round}");
        let won = if first.status == 201 { first } else { second };
        let path = format!("/api/v1/desk/bookings/{}/withdraw", id(&won.json()["items"][0]));
        assert_eq!(staff.post(&path, json!({ "reason": "Ohi" })).await.status, 200);
    }
}

async fn a_seen_booking_that_is_no_longer_in_the_way_stays(service: Service) {
    let service = with_rooms(service, &[room("testi", &json!({}))]).await;
    let (guest, staff) = two(&service).await;
    let one = booked(&guest, wanted("testi", "12:00", "13:00")).await;
    let moved = guest
        .patch(
            &format!("{BOOKINGS}/{}", id(&one)),
            json!({ "start": at("15:00"), "version": 0 }),
        )
        .await;
    assert_eq!(moved.status, 200, "{}", moved.text());
    let made = staff.post(TIMES, block("testi", "12:00", 60, &[&one])).await;
    assert_eq!(made.status, 201, "{}", made.text());
    assert_eq!(state(&guest, &one).await, "confirmed");
}

async fn the_purpose_of_a_booking_stays_out_of_the_audit_log(service: Service) {
    let service = with_rooms(service, &[room("testi", &json!({}))]).await;
    let (guest, staff) = two(&service).await;
    let one = booked(&guest, wanted("testi", "12:00", "13:00")).await;
    let mut body = block("testi", "12:00", 60, &[&one]);
    body["block"] = json!(false);
    body["card"] = json!("1000 0002");
    body["purpose"] = json!("Vertaistuki");
    let made = staff.post(TIMES, body).await;
    assert_eq!(
        made.json()["items"][0]["purpose"],
        "Vertaistuki",
        "{}",
        made.text()
    );
    let written = "SELECT action || ' ' || reason FROM audit WHERE action LIKE '%book%' ORDER BY action";
    assert_eq!(
        service.texts(written).await,
        ["booked for ", "took back a booking of Vesivahinko"]
    );
}

async fn a_series_of_staff_is_booked_wholly_or_where_it_is_free(service: Service) {
    // Staff are held to no rule of residents: neither lengths, nor how far ahead, nor how many.
    let strict = json!({ "rules": { "max_minutes": 60, "ahead_days": 7, "quotas": [{ "scope": "room", "per": "coming", "bookings": 1 }] } });
    let service = with_rooms(service, &[room("testi", &strict)]).await;
    let (guest, staff) = two(&service).await;
    let mut earlier = wanted("testi", "12:00", "14:00");
    (earlier["start"], earlier["end"]) = (on("2026-12-08", "12:00").into(), on("2026-12-08", "14:00").into());
    earlier["card"] = json!("1000 0001");
    let clash = booked_at_desk(&staff, earlier).await;
    let dates = staff.get(&plan("testi", "12:00", "15:00", 20)).await.json()["items"].clone();
    let dates = dates.as_array().unwrap().clone();
    let taken: Vec<usize> = (0..20)
        .filter(|at| dates[*at]["in_the_way"] != json!([]))
        .collect();
    assert_eq!(taken, [2]);
    let starts = |keep: &dyn Fn(usize) -> bool| -> Value {
        let kept = dates.iter().enumerate().filter(|(at, _)| keep(*at));
        kept.map(|(_, date)| date["start"].clone()).collect()
    };
    let mut body =
        json!({ "room": "testi", "starts": starts(&|_| true), "minutes": 180, "purpose": "Kielikahvila" });
    let refused = staff.post(TIMES, body.clone()).await;
    assert_eq!(
        refused.json()["errors"][0]["field"],
        "starts.2",
        "{}",
        refused.text()
    );
    let none = "SELECT id FROM bookings WHERE room = 'testi' AND origin = 'library'";
    assert_eq!(service.texts(none).await, Vec::<String>::new());
    body["starts"] = starts(&|at| at != 2);
    let free = staff.post(TIMES, body.clone()).await;
    let free = free.json()["items"].as_array().unwrap().clone();
    assert_eq!(free.len(), 19);
    assert!(
        free.iter()
            .all(|one| one["series"] == free[0]["series"] && one["origin"] == "library")
    );
    body["starts"] = json!([dates[2]["start"]]);
    body["seen"] = json!([clash["id"]]);
    body["reason"] = json!("Kielikahvila");
    assert_eq!(staff.post(TIMES, body).await.status, 201);
    assert_eq!(state(&guest, &clash).await, "cancelled");
    assert_eq!(faults(&service).await, Vec::<String>::new());
}

async fn two_times_of_one_series_may_not_be_in_each_others_way(service: Service) {
    let service = with_rooms(service, &[room("testi", &json!({}))]).await;
    let staff = service.signed_in("3000 0001").await;
    let body = json!({ "room": "testi", "starts": [at("12:00"), at("12:30")], "minutes": 60, "block": true });
    let refused = staff.post(TIMES, body).await;
    assert_eq!(
        (refused.status.as_u16(), &refused.json()["errors"][0]["field"]),
        (409, &json!("starts.1"))
    );
    assert_eq!(faults(&service).await, Vec::<String>::new());
}

async fn a_series_is_taken_back_from_the_first_that_has_not_begun(service: Service) {
    let service = with_rooms(service, &[room("testi", &json!({}))]).await;
    let staff = service.signed_in("3000 0001").await;
    let starts: Vec<String> = [DAY, "2026-12-01", "2026-12-08"]
        .map(|day| on(day, "12:00"))
        .to_vec();
    let body = json!({ "room": "testi", "starts": starts, "minutes": 60, "card": "1000 0002" });
    let made = staff.post(TIMES, body).await.json()["items"].clone();
    // Into the first.
    service.wait(22 * 3600 + 1800);
    let staff = service.signed_in("3000 0001").await;
    let path = format!(
        "/api/v1/desk/series/{}/withdraw",
        made[0]["series"].as_str().unwrap()
    );
    assert_eq!(
        staff.post(&path, json!({})).await.status,
        400,
        "a reason has to be given"
    );
    let back = staff.post(&path, json!({ "reason": "Remontti" })).await;
    let back = back.json()["items"].as_array().unwrap().clone();
    let ids: Vec<&str> = back.iter().map(id).collect();
    assert_eq!(ids, [id(&made[1]), id(&made[2])]);
    assert!(back.iter().all(|one| one["state"] == "cancelled"));
    let guest = service.signed_in("1000 0002").await;
    assert_eq!(state(&guest, &made[0]).await, "confirmed");
    let told = "SELECT COUNT(*) || '' FROM outbox WHERE message LIKE '%Remontti%'";
    assert_eq!(service.texts(told).await, ["2"]);
    assert_eq!(
        staff.post(&path, json!({ "reason": "Remontti" })).await.status,
        404
    );
    assert_eq!(faults(&service).await, Vec::<String>::new());
}

async fn staff_of_another_library_plan_replace_and_take_back_nothing(service: Service) {
    let elsewhere = json!({ "library": "oodi" });
    let service = with_rooms(service, &[room("testi", &elsewhere), room("oma", &json!({}))]).await;
    let (guest, staff) = two(&service).await;
    let one = booked(&guest, wanted("testi", "12:00", "13:00")).await;
    for answer in [
        staff.get(&plan("testi", "12:00", "13:00", 1)).await,
        staff.post(TIMES, block("testi", "12:00", 60, &[&one])).await,
        staff.get("/api/v1/desk/oodi/rooms").await,
    ] {
        assert_eq!(
            (answer.status.as_u16(), answer.problem().as_str()),
            (403, "not_your_desk")
        );
    }
    // Whoever names it beside a room of their own takes nothing back.
    assert_eq!(
        staff.post(TIMES, block("oma", "12:00", 60, &[&one])).await.status,
        201
    );
    assert_eq!(state(&guest, &one).await, "confirmed");
    let colleague = service.signed_in("3000 0002").await;
    let starts = [at("15:00"), on("2026-12-01", "15:00")];
    let series = json!({ "room": "testi", "starts": starts, "minutes": 60 });
    let series = colleague.post(TIMES, series).await.json();
    let path = format!(
        "/api/v1/desk/series/{}/withdraw",
        series["items"][0]["series"].as_str().unwrap()
    );
    assert_eq!(staff.post(&path, json!({ "reason": "Ei" })).await.status, 404);
    assert_eq!(guest.post(&path, json!({ "reason": "Ei" })).await.status, 403);
    assert_eq!(guest.get(&plan("oma", "12:00", "13:00", 1)).await.status, 403);
}

async fn what_is_wrong_with_several_times_is_told_by_field(service: Service) {
    let service = with_rooms(service, &[room("testi", &json!({}))]).await;
    let (guest, staff) = two(&service).await;
    let one = booked(&guest, wanted("testi", "12:00", "13:00")).await;
    let with = |name: &str, value: Value| {
        let mut body = block("testi", "12:00", 60, &[&one]);
        body[name] = value;
        body
    };
    for (name, value) in [
        ("room", json!("ei-ole")),
        ("starts", json!([])),
        ("starts", json!(["huomenna"])),
        ("minutes", json!(5)),
        ("card", json!("1000 0002")),
        ("seen", json!(["<script>"])),
        ("reason", Value::Null),
        ("reason", json!("a".repeat(501))),
    ] {
        let refused = staff.post(TIMES, with(name, value.clone())).await;
        let problem = refused.json();
        assert_eq!(refused.status, 400, "{name} {value}: {problem}");
        assert_eq!(problem["errors"][0]["field"], name, "{value}");
    }
    let past = staff
        .post(TIMES, with("starts", json!(["2026-11-22T10:00:00Z"])))
        .await;
    assert_eq!(codes(&past), ["past"]);
    let odd = staff
        .post(TIMES, with("starts", json!(["2026-11-24T10:05:00Z"])))
        .await;
    assert_eq!(odd.status, 422);
    assert_eq!(state(&guest, &one).await, "confirmed");
}

async fn a_series_ends_at_the_same_hour_when_the_clocks_are_changed(service: Service) {
    let service = with_rooms(service, &[room("testi", &json!({}))]).await;
    let staff = service.signed_in("3000 0001").await;
    // The last Sunday of March is an hour shorter: its midnight is still in winter, its noon in summer.
    let starts = json!(["2027-03-20T22:00:00Z", "2027-03-27T22:00:00Z"]);
    let body = json!({ "room": "testi", "starts": starts, "minutes": 720, "block": true });
    let made = staff.post(TIMES, body).await;
    assert_eq!(made.status, 201, "{}", made.text());
    let items = made.json()["items"].clone();
    assert_eq!(
        [&items[0]["end"], &items[1]["end"]],
        ["2027-03-21T10:00:00Z", "2027-03-28T09:00:00Z"]
    );
    assert_eq!(faults(&service).await, Vec::<String>::new());
}

async fn a_form_in_whose_place_staff_book_is_over_and_nobody_is_told(service: Service) {
    let service = with_rooms(service, &[room("testi", &json!({}))]).await;
    let (guest, staff) = two(&service).await;
    let mut form = wanted("testi", "12:00", "13:00");
    form["hold"] = json!(true);
    let held = booked(&guest, form).await;
    let closed = staff.post(TIMES, block("testi", "12:00", 60, &[&held])).await;
    assert_eq!(closed.status, 201, "{}", closed.text());
    assert_eq!(state(&guest, &held).await, "expired");
    assert_eq!(
        service.texts("SELECT message FROM outbox").await,
        Vec::<String>::new()
    );
    assert_eq!(faults(&service).await, Vec::<String>::new());
}
