//! The same time in several weeks.

use crate::place::{BOOKINGS, at, booked, codes, faults, on, room, wanted, with_rooms};
use crate::support::Service;
use serde_json::{Value, json};

on_both_databases!(
    a_series_with_one_clash_tells_it_and_what_is_free_instead,
    a_series_is_booked_wholly_or_not_at_all,
    a_series_of_any_machine_counts_as_of_the_pool,
    a_series_keeps_its_time_on_the_clock_when_summer_time_begins,
    what_is_left_of_a_series_is_given_up_at_once,
    a_series_of_which_nothing_can_be_given_up_any_more_says_so,
    what_is_kept_for_the_form_is_exchanged_for_the_series,
    a_series_that_is_sent_twice_is_one,
    the_page_of_a_series_says_of_each_week_what_it_would_be,
);

fn plan(from: &str, until: &str, weeks: u32) -> String {
    format!("/api/v1/series/plan?room=testi&start={from}&end={until}&weeks={weeks}")
}

async fn a_series_with_one_clash_tells_it_and_what_is_free_instead(service: Service) {
    let service = with_rooms(service, &[room("testi", &json!({ "category": "kitchen" }))]).await;
    let (guest, other) = (
        service.signed_in("1000 0001").await,
        service.signed_in("1000 0002").await,
    );
    let second = json!({ "room": "testi", "start": on("2026-12-01", "12:30"), "end": on("2026-12-01", "14:00"), "people": 1 });
    booked(&other, second).await;
    let planned = guest.get(&plan(&at("12:00"), &at("13:00"), 3)).await;
    assert_eq!(planned.status, 200, "{}", planned.text());
    let weeks = planned.json()["weeks"].as_array().unwrap().clone();
    let refused: Vec<usize> = weeks
        .iter()
        .map(|week| week["refused"].as_array().unwrap().len())
        .collect();
    assert_eq!(refused, [0, 1, 0]);
    assert_eq!(weeks[1]["refused"][0]["code"], "slot_taken");
    let instead = &weeks[1]["alternatives"][0];
    assert_eq!(instead["room"], "testi");
    let starts = json!([weeks[0]["start"], instead["start"], weeks[2]["start"]]);
    let chosen = json!({ "room": "testi", "starts": starts, "minutes": 60, "people": 2, "purpose": "Kuoro" });
    let series = guest.post("/api/v1/series", chosen).await;
    assert_eq!(series.status, 201, "{}", series.text());
    let booked = series.json()["items"].as_array().unwrap().clone();
    assert_eq!(booked.len(), 3);
    assert!(
        booked
            .iter()
            .all(|one| one["series"] == booked[0]["series"] && one["state"] == "confirmed")
    );
    assert_eq!(faults(&service).await, Vec::<String>::new());
}

async fn a_series_is_booked_wholly_or_not_at_all(service: Service) {
    let quota = json!({ "category": "kitchen", "rules": { "quotas": [{ "scope": "room", "per": "coming", "bookings": 2 }] } });
    let service = with_rooms(service, &[room("testi", &quota)]).await;
    let guest = service.signed_in("1000 0001").await;
    let starts = |days: &[&str]| -> Value { days.iter().map(|day| on(day, "12:00")).collect() };
    let body = |starts: Value| json!({ "room": "testi", "starts": starts, "minutes": 60, "people": 1 });
    let three = body(starts(&["2026-11-24", "2026-12-01", "2026-12-08"]));
    let refused = guest.post("/api/v1/series", three).await;
    assert_eq!(
        (refused.status.as_u16(), codes(&refused)),
        (422, vec!["quota_bookings".to_owned()])
    );
    assert_eq!(refused.json()["errors"][0]["field"], "starts.2");
    let twice = body(starts(&["2026-11-24", "2026-11-24"]));
    assert!(guest.post("/api/v1/series", twice).await.status.is_client_error());
    assert_eq!(guest.get("/api/v1/me/bookings").await.json()["items"], json!([]));
    for bad in [json!([]), json!(["huomenna"]), json!(null)] {
        assert_eq!(guest.post("/api/v1/series", body(bad)).await.status, 400);
    }
    let two = body(starts(&["2026-11-24", "2026-12-01"]));
    assert_eq!(guest.post("/api/v1/series", two).await.status, 201);
    assert_eq!(faults(&service).await, Vec::<String>::new());
}

async fn a_series_of_any_machine_counts_as_of_the_pool(service: Service) {
    let quota = json!({ "quotas": [{ "scope": "room", "per": "coming", "bookings": 2 }] });
    let machine = json!({ "kind": "machine", "category": "sewing", "rules": quota });
    let mut pool = room("koneet", &machine);
    pool.leaves.clear();
    pool.members = ["kone-1", "kone-2"].map(|id| id.parse().unwrap()).to_vec();
    let rooms = [room("kone-1", &machine), room("kone-2", &machine), pool];
    let service = with_rooms(service, &rooms).await;
    let guest = service.signed_in("1000 0001").await;
    let body = |days: &[&str]| {
        let starts: Value = days.iter().map(|day| on(day, "12:00")).collect();
        json!({ "room": "koneet", "starts": starts, "minutes": 60, "people": 1 })
    };
    let three = guest
        .post(
            "/api/v1/series",
            body(&["2026-11-24", "2026-12-01", "2026-12-08"]),
        )
        .await;
    assert_eq!(codes(&three), ["quota_bookings"], "{}", three.text());
    let two = guest
        .post("/api/v1/series", body(&["2026-11-24", "2026-12-01"]))
        .await;
    assert_eq!(two.status, 201, "{}", two.text());
    let planned = plan(&at("14:00"), &at("15:00"), 2).replace("testi", "koneet");
    let weeks = guest.get(&planned).await.json()["weeks"].clone();
    assert_eq!(weeks[0]["refused"][0]["code"], "quota_bookings");
}

async fn a_series_keeps_its_time_on_the_clock_when_summer_time_begins(service: Service) {
    let far = json!({ "rules": { "ahead_days": 200 } });
    let service = with_rooms(service, &[room("testi", &far)]).await;
    let guest = service.signed_in("1000 0001").await;
    // Wednesdays before and after 28 March 2027.
    let planned = guest
        .get(&plan("2027-03-24T10:00:00Z", "2027-03-24T11:00:00Z", 2))
        .await
        .json();
    assert_eq!(planned["weeks"][0]["start"], "2027-03-24T10:00:00Z");
    assert_eq!(planned["weeks"][1]["start"], "2027-03-31T09:00:00Z");
}

async fn what_is_left_of_a_series_is_given_up_at_once(service: Service) {
    let service = with_rooms(
        service,
        &[room("testi", &json!({ "rules": { "cancel_minutes": 60 } }))],
    )
    .await;
    let guest = service.signed_in("1000 0001").await;
    let starts: Vec<String> = ["2026-11-24", "2026-12-01", "2026-12-08"]
        .map(|day| on(day, "12:00"))
        .to_vec();
    let body = json!({ "room": "testi", "starts": starts, "minutes": 60, "people": 1 });
    let series = guest.post("/api/v1/series", body).await.json();
    let id = series["items"][0]["series"].as_str().unwrap().to_owned();
    let path = format!("/api/v1/series/{id}");
    let other = service.signed_in("1000 0002").await;
    assert_eq!(other.delete(&path).await.status, 404);
    // The first begins in half an hour.
    service.wait(21 * 3600 + 1800);
    let given_up = guest.delete(&path).await;
    assert_eq!(given_up.json()["items"].as_array().unwrap().len(), 2);
    let left = guest.get("/api/v1/me/bookings").await.json();
    assert_eq!(left["items"].as_array().unwrap().len(), 1);
    assert_eq!(left["items"][0]["start"], at("12:00"));
    booked(
        &other,
        json!({ "room": "testi", "start": on("2026-12-01", "12:00"), "end": on("2026-12-01", "13:00") }),
    )
    .await;
    assert_eq!(
        guest
            .get(&format!(
                "{BOOKINGS}/{}",
                left["items"][0]["id"].as_str().unwrap()
            ))
            .await
            .status,
        200
    );
    assert_eq!(
        other
            .post(BOOKINGS, wanted("testi", "12:00", "13:00"))
            .await
            .status,
        409
    );
    assert_eq!(faults(&service).await, Vec::<String>::new());
}

async fn what_is_kept_for_the_form_is_exchanged_for_the_series(service: Service) {
    let service = with_rooms(service, &[room("testi", &json!({}))]).await;
    let guest = service.signed_in("1000 0001").await;
    let mut kept = wanted("testi", "12:00", "14:00");
    kept["hold"] = json!(true);
    let kept = booked(&guest, kept).await;
    let planned = guest.get(&plan(&at("12:00"), &at("13:00"), 2)).await.json();
    assert_eq!(planned["weeks"][0]["refused"], json!([]), "it is in nobody's way");
    let starts = [on("2026-11-24", "12:00"), on("2026-12-01", "12:00")];
    let body = json!({ "room": "testi", "starts": starts, "minutes": 60, "people": 1 });
    let series = guest.post("/api/v1/series", body).await;
    assert_eq!(series.status, 201, "{}", series.text());
    let path = format!("{BOOKINGS}/{}", kept["id"].as_str().unwrap());
    assert_eq!(guest.get(&path).await.json()["state"], "expired");
    let other = service.signed_in("1000 0002").await;
    booked(&other, wanted("testi", "13:00", "14:00")).await;
    assert_eq!(faults(&service).await, Vec::<String>::new());
}

async fn a_series_that_is_sent_twice_is_one(service: Service) {
    let service = with_rooms(service, &[room("testi", &json!({}))]).await;
    let guest = service.signed_in("1000 0001").await;
    let starts = [on("2026-11-24", "12:00"), on("2026-12-01", "12:00")];
    let body = json!({ "room": "testi", "starts": starts, "minutes": 60, "people": 1 });
    let key = [("idempotency-key", "series-1")];
    let first = guest
        .send("POST", "/api/v1/series", Some(body.clone()), &key)
        .await;
    let second = guest.send("POST", "/api/v1/series", Some(body), &key).await;
    assert_eq!((first.status.as_u16(), second.status.as_u16()), (201, 201));
    assert_eq!(first.json(), second.json());
    let own = guest.get("/api/v1/me/bookings").await.json();
    assert_eq!(own["items"].as_array().unwrap().len(), 2);
}

async fn the_page_of_a_series_says_of_each_week_what_it_would_be(service: Service) {
    let service = with_rooms(service, &[room("testi", &json!({ "category": "kitchen" }))]).await;
    let guest = service.signed_in("1000 0001").await;
    let other = service.signed_in("1000 0002").await;
    let second =
        json!({ "room": "testi", "start": on("2026-12-01", "12:00"), "end": on("2026-12-01", "13:00") });
    booked(&other, second).await;
    let query = format!("start={}&end={}&weeks=3", at("12:00"), at("13:00"));
    let path = format!("/fi/rooms/testi/series?{query}");
    let text = guest.get(&path).await.text();
    let ticked = text.matches("type=\"checkbox\" data-list=\"starts\"").count();
    assert_eq!(ticked, 2, "{text}");
    assert!(text.contains("Joku muu on varannut tämän ajan"), "{text}");
    let instead = format!(
        "type=\"radio\" data-list=\"starts\" value=\"{}\"",
        on("2026-12-01", "13:00")
    );
    assert!(text.contains(&instead), "{text}");
    assert!(text.contains("action=\"/api/v1/series\""));
    let stranger = service.get(&path).await.text();
    assert!(!stranger.contains("action=\"/api/v1/series\"") && stranger.contains("Kirjaudu sisään ja varaa"));
    let starts = [on("2026-11-24", "12:00"), on("2026-12-08", "12:00")];
    let body = json!({ "room": "testi", "starts": starts, "minutes": 60, "people": 1 });
    let series = guest.post("/api/v1/series", body).await.json();
    let all = guest.get("/fi/me/bookings?made=series").await.text();
    assert!(all.contains("Valmis. Sarjassa on 2 aikaa."), "{all}");
    let one = series["items"][0]["id"].as_str().unwrap();
    let page = guest.get(&format!("/fi/me/bookings/{one}")).await.text();
    let next = series["items"][1]["id"].as_str().unwrap();
    assert!(
        page.contains(&format!("/fi/me/bookings/{next}")) && page.contains("Peru vain tämä aika"),
        "{page}"
    );
}

async fn a_series_of_which_nothing_can_be_given_up_any_more_says_so(service: Service) {
    let rules = json!({ "rules": { "cancel_minutes": 30 * 24 * 60 } });
    let service = with_rooms(service, &[room("testi", &rules)]).await;
    let guest = service.signed_in("1000 0001").await;
    let starts: Value = ["2026-11-24", "2026-12-01"]
        .iter()
        .map(|day| on(day, "12:00"))
        .collect();
    let body = json!({ "room": "testi", "starts": starts, "minutes": 60, "people": 1 });
    let made = guest.post("/api/v1/series", body).await;
    assert_eq!(made.status, 201, "{}", made.text());
    let series = made.json()["items"][0]["series"].as_str().unwrap().to_owned();
    let refused = guest.delete(&format!("/api/v1/series/{series}")).await;
    assert_eq!(codes(&refused), ["too_late_to_change"], "{}", refused.text());
    let own = guest.get("/api/v1/me/bookings").await.json();
    assert_eq!(own["items"].as_array().map(Vec::len), Some(2));
}
