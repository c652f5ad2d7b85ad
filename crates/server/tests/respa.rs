//! The API of Respa, as displays at doors and scripts read it, on both databases.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test that cannot go on fails"
)]

mod support;

#[path = "support/rooms.rs"]
mod to_book;

use axum::body::Body;
use axum::http::Request;
use serde_json::{Value, json};
use support::{Answer, Service};
use to_book::{booked, put, room, wanted};

on_both_databases!(
    a_display_at_a_door_sees_its_day,
    a_room_tells_its_rules_as_it_always_did,
    lists_come_in_pages_that_lead_to_each_other,
    rooms_are_found_as_they_always_were,
    rooms_come_in_the_order_that_is_asked_for,
    what_is_open_and_free_is_available,
    a_booking_tells_its_time_and_nothing_about_anybody,
    bookings_are_chosen_by_time_state_room_and_library,
    what_nobody_shall_see_is_not_there,
    libraries_are_units,
    wrong_parameters_are_told_as_they_always_were,
    nothing_can_be_written,
);

/// All of [`to_book::DAY`] in Helsinki.
const ALL_DAY: &str = "start=2026-11-24T00:00:00%2B02:00&end=2026-11-25T00:00:00%2B02:00";

async fn with(service: Service, rooms: &[jaettu_domain::rooms::Room]) -> Service {
    let service = service.with_demo().await;
    put(&service, rooms).await;
    service
}

async fn json(service: &Service, path: &str) -> Value {
    let answer = service.get(path).await;
    assert_eq!(answer.status, 200, "{path}: {}", answer.text());
    answer.json()
}

fn ids(list: &Value) -> Vec<&str> {
    let results = list["results"].as_array().unwrap().iter();
    results.map(|one| one["id"].as_str().unwrap()).collect()
}

/// The resources that a query finds.
async fn found(service: &Service, query: &str) -> Vec<String> {
    let list = json(service, &format!("/v1/resource/?page_size=500&{query}")).await;
    ids(&list).into_iter().map(str::to_owned).collect()
}

/// Begin, end and state of the reservations that a query finds.
async fn reservations(service: &Service, query: &str) -> Vec<[String; 3]> {
    let list = json(service, &format!("/v1/reservation/?{query}")).await;
    let results = list["results"].as_array().unwrap().iter();
    let texts = |one: &Value| ["begin", "end", "state"].map(|name| one[name].as_str().unwrap().to_owned());
    results.map(texts).collect()
}

async fn a_display_at_a_door_sees_its_day(service: Service) {
    let buffered = room("ovi", &json!({ "rules": { "after_minutes": 30 } }));
    let service = with(service, &[buffered]).await;
    let guest = service.signed_in("1000 0001").await;
    booked(&guest, wanted("ovi", "12:00", "13:00")).await;
    let door = json(&service, &format!("/v1/resource/ovi/?{ALL_DAY}")).await;
    assert_eq!(
        door["opening_hours"],
        json!([{ "date": "2026-11-24", "opens": "2026-11-24T08:00:00+02:00", "closes": "2026-11-24T20:00:00+02:00" }])
    );
    // What is kept clear around the booking is not free for another, which would have to be kept clear as well.
    assert_eq!(
        door["available_hours"],
        json!([
            { "starts": "2026-11-24T08:00:00+02:00", "ends": "2026-11-24T11:30:00+02:00" },
            { "starts": "2026-11-24T13:30:00+02:00", "ends": "2026-11-24T20:00:00+02:00" },
        ])
    );
    let booking = &door["reservations"][0];
    assert_eq!(
        (
            &booking["begin"],
            &booking["end"],
            &booking["resource"],
            &booking["state"]
        ),
        (
            &json!("2026-11-24T12:00:00+02:00"),
            &json!("2026-11-24T13:00:00+02:00"),
            &json!("ovi"),
            &json!("confirmed")
        )
    );
    assert_eq!(door["reservations"].as_array().unwrap().len(), 1);
    assert_eq!(door["unit"]["name"]["fi"], "Kallion kirjasto");
    // Without both ends it tells of today, and of no bookings.
    let today = json(&service, "/v1/resource/ovi/").await;
    assert_eq!(today["opening_hours"][0]["date"], "2026-11-23");
    assert_eq!(today["reservations"], Value::Null);
    let long = json(&service, &format!("/v1/resource/ovi/?{ALL_DAY}&duration=240")).await;
    assert_eq!(long["available_hours"].as_array().unwrap().len(), 1);
    let sunday = json(&service, "/v1/resource/ovi/?start=2026-12-06&end=2026-12-07").await;
    assert_eq!(
        sunday["opening_hours"][0]["opens"],
        Value::Null,
        "Independence Day"
    );
}

async fn a_room_tells_its_rules_as_it_always_did(service: Service) {
    let changed = room(
        "tila",
        &json!({
            "name": { "fi": "Tila", "en": "Space" },
            "equipment": ["display"],
            "photo": { "url": "/rooms/group.svg", "alt": { "fi": "Kuva" } },
            "rules": {
                "approval": true,
                "max_minutes": 2880,
                "notice_minutes": 1440,
                "quotas": [{ "scope": "room", "per": "coming", "bookings": 3 }],
            },
        }),
    );
    let service = with(service, &[changed]).await;
    let answer = service
        .get_with("/v1/resource/tila/", ("host", "jaettu.example.org"))
        .await;
    assert_eq!(answer.header("content-type"), "application/json");
    // A display may be a page of another site; what it reads is the same for everybody.
    assert_eq!(answer.header("access-control-allow-origin"), "*");
    let tila = answer.json();
    for (field, value) in [
        ("id", json!("tila")),
        ("name", json!({ "fi": "Tila", "en": "Space" })),
        ("description", Value::Null),
        ("people_capacity", json!(6)),
        ("area", Value::Null),
        ("min_period", json!("00:30:00")),
        ("max_period", json!("2 00:00:00")),
        ("slot_size", json!("00:15:00")),
        ("max_reservations_per_user", json!(3)),
        ("need_manual_confirmation", json!(true)),
        ("authentication", json!("weak")),
        ("reservable", json!(true)),
        ("reservable_max_days_in_advance", json!(90)),
        ("reservable_min_days_in_advance", json!(1)),
        ("reservable_before", json!("2027-02-22T00:00:00+02:00")),
        ("supported_reservation_extra_fields", json!([])),
        (
            "external_reservation_url",
            json!("https://jaettu.example.org/fi/rooms/tila"),
        ),
    ] {
        assert_eq!(tila[field], value, "{field}");
    }
    let after = tila["reservable_after"].as_str().unwrap();
    assert!(
        after.starts_with("2026-11-24T14:") && after.ends_with("+02:00"),
        "{after}"
    );
    assert_eq!(
        (&tila["type"]["id"], &tila["type"]["main_type"]),
        (&json!("group"), &json!("space"))
    );
    assert!(tila["type"]["name"]["sv"].is_string());
    assert_eq!(tila["purposes"][0]["id"], "meetings-and-working");
    assert_eq!(
        (&tila["equipment"][0]["id"], &tila["equipment"][0]["data"]),
        (&json!("display"), &json!({}))
    );
    assert_eq!(
        tila["images"][0]["url"],
        "https://jaettu.example.org/rooms/group.svg"
    );
    assert_eq!(tila["location"]["type"], "Point");
    assert!(
        tila["location"]["coordinates"][0].as_f64().unwrap() < 26.0,
        "east first"
    );
    let permissions = tila["user_permissions"].as_object().unwrap();
    assert!(permissions.len() == 6 && permissions.values().all(|may| may == false));
}

async fn lists_come_in_pages_that_lead_to_each_other(service: Service) {
    let service = service.with_demo().await;
    let all = found(&service, "").await;
    assert!(all.len() > 60);
    let mut seen = Vec::new();
    let mut path = "/v1/resource/?page_size=50&order_by=people_capacity".to_owned();
    loop {
        let list = service.get_with(&path, ("host", "127.0.0.1:8080")).await.json();
        assert_eq!(list["count"].as_u64(), Some(all.len() as u64));
        seen.extend(ids(&list).into_iter().map(str::to_owned));
        let Some(next) = list["next"].as_str() else { break };
        next.strip_prefix("http://127.0.0.1:8080")
            .unwrap()
            .clone_into(&mut path);
    }
    assert_eq!(seen.len(), all.len());
    assert!(all.iter().all(|id| seen.contains(id)));
    let first = json(&service, "/v1/resource/").await;
    assert_eq!((ids(&first).len(), &first["previous"]), (20, &Value::Null));
    let second = json(&service, "/v1/resource/?page=2").await;
    assert_eq!(second["previous"], "http://localhost/v1/resource/");
    // Whoever leaves out the slash finds it, too.
    assert_eq!(json(&service, "/v1/resource?page=2").await, second);
    for page in ["0", "99", "x"] {
        let answer = service.get(&format!("/v1/resource/?page={page}")).await;
        assert_eq!(
            (answer.status.as_u16(), answer.json()),
            (404, json!({ "detail": "Invalid page." }))
        );
    }
}

async fn rooms_are_found_as_they_always_were(service: Service) {
    let service = with(
        service,
        &[
            room(
                "flyygelitila",
                &json!({ "category": "music", "equipment": ["piano"], "max_people": 3 }),
            ),
            room(
                "valkotaulutila",
                &json!({ "equipment": ["whiteboard"], "max_people": 40, "rules": { "approval": true } }),
            ),
        ],
    )
    .await;
    let ours = ["flyygelitila", "valkotaulutila"];
    for (query, expected) in [
        ("", [true, true]),
        ("purpose=photo-and-audio", [true, false]),
        ("purpose=Meetings-And-Working", [false, true]),
        ("purpose=flying", [false, false]),
        ("type=music,hall", [true, false]),
        ("type=av5k4tflpjvq", [false, false]),
        ("people=4", [false, true]),
        ("equipment=piano,whiteboard", [true, true]),
        ("equipment=whiteboard", [false, true]),
        ("equipment=unknown", [false, false]),
        ("need_manual_confirmation=false", [true, false]),
        ("unit=tprek:8215", [true, true]),
        ("unit=kallio", [true, true]),
        ("unit=oodi", [false, false]),
        ("search=flyygelitila", [true, false]),
        ("free_of_charge=true", [true, true]),
        ("free_of_charge=false", [false, false]),
        ("is_favorite=true", [false, false]),
        ("lat=60.18372&lon=24.95356&distance=100", [true, true]),
        ("lat=60.25&lon=25.1&distance=100", [false, false]),
        (
            "resource_group=any&municipality=helsinki&accessibility_viewpoint=11",
            [true, true],
        ),
    ] {
        let found = found(&service, query).await;
        let there = ours.map(|id| found.iter().any(|one| one == id));
        assert_eq!(there, expected, "{query}");
    }
    // A list tells only of which library a room is, unless more is asked for.
    let list = json(&service, "/v1/resource/?search=flyygelitila").await;
    assert_eq!(list["results"][0]["unit"], "tprek:8215");
    let list = json(&service, "/v1/resource/?search=flyygelitila&include=unit_detail").await;
    assert_eq!(list["results"][0]["unit"]["id"], "tprek:8215");
}

async fn rooms_come_in_the_order_that_is_asked_for(service: Service) {
    let service = service.with_demo().await;
    let list = json(&service, "/v1/resource/?page_size=500&order_by=-people_capacity").await;
    let most = |one: &Value| one["people_capacity"].as_u64().unwrap();
    assert!(
        list["results"]
            .as_array()
            .unwrap()
            .is_sorted_by_key(|one| std::cmp::Reverse(most(one)))
    );
    let list = json(
        &service,
        "/v1/resource/?page_size=500&order_by=type_name_fi,resource_name_fi",
    )
    .await;
    let name = |one: &Value| one["type"]["name"]["fi"].as_str().unwrap().to_lowercase();
    let names: Vec<String> = list["results"].as_array().unwrap().iter().map(name).collect();
    assert_eq!(names.first().map(String::as_str), Some("3d-tulostin"));
    // The nearest first, with how far they are.
    let list = json(&service, "/v1/resource/?page_size=500&lat=60.17397&lon=24.93815").await;
    let far = |one: &Value| one["distance"].as_u64().unwrap();
    assert!(list["results"].as_array().unwrap().is_sorted_by_key(far));
    assert!(ids(&list)[0].starts_with("oodi-"));
}

async fn what_is_open_and_free_is_available(service: Service) {
    let service = with(service, &[room("vapaa", &json!({})), room("varattu", &json!({}))]).await;
    let guest = service.signed_in("1000 0001").await;
    booked(&guest, wanted("varattu", "10:00", "11:00")).await;
    booked(&guest, wanted("varattu", "12:00", "13:00")).await;
    for (from, until, period, expected) in [
        ("08:00", "10:00", "", [true, true]),
        ("08:00", "10:01", "", [true, false]),
        ("10:59", "12:00", "", [true, false]),
        ("11:00", "12:00", "", [true, true]),
        ("07:00", "09:00", "", [false, false]),
        ("18:00", "20:15", "", [false, false]),
        ("08:00", "20:00", ",420", [true, true]),
        ("08:00", "20:00", ",435", [true, false]),
        ("09:30", "12:00", ",60", [true, true]),
        ("09:30", "12:00", ",75", [true, false]),
        ("20:00", "23:00", ",15", [false, false]),
    ] {
        let at = |time: &str| format!("2026-11-24T{time}:00%2B02:00");
        let query = format!("unit=kallio&available_between={},{}{period}", at(from), at(until));
        let found = found(&service, &query).await;
        let there = ["vapaa", "varattu"].map(|id| found.iter().any(|one| one == id));
        assert_eq!(there, expected, "{query}");
    }
    // What is over is not available, whatever it was.
    let past = found(
        &service,
        "available_between=2026-11-20T10:00:00Z,2026-11-20T11:00:00Z",
    )
    .await;
    assert_eq!(past, [""; 0]);
}

async fn a_booking_tells_its_time_and_nothing_about_anybody(service: Service) {
    let service = with(
        service,
        &[
            room("huone", &json!({})),
            room("tarkka", &json!({ "rules": { "approval": true } })),
        ],
    )
    .await;
    let guest = service.signed_in("1000 0001").await;
    let mut body = wanted("huone", "12:00", "13:00");
    body["purpose"] = json!("Salainen kokous");
    let booking = booked(&guest, body).await;
    booked(&guest, wanted("tarkka", "14:00", "15:00")).await;
    let mut hold = wanted("huone", "16:00", "17:00");
    hold["hold"] = json!(true);
    booked(&guest, hold).await;
    assert_eq!(
        reservations(&service, "resource=huone").await,
        [[
            "2026-11-24T12:00:00+02:00",
            "2026-11-24T13:00:00+02:00",
            "confirmed"
        ]]
    );
    assert_eq!(reservations(&service, "resource=tarkka").await[0][2], "requested");
    let answer = service
        .get("/v1/reservation/?resource=huone&include=resource_detail")
        .await;
    for secret in [
        "Salainen",
        booking["id"].as_str().unwrap(),
        booking["code"].as_str().unwrap(),
        "\"user\"",
        "made_at",
    ] {
        assert!(!answer.text().contains(secret), "{secret}");
    }
    let told = &answer.json()["results"][0];
    let mut fields: Vec<&str> = told.as_object().unwrap().keys().map(String::as_str).collect();
    fields.sort_unstable();
    assert_eq!(
        fields,
        [
            "begin",
            "end",
            "id",
            "is_own",
            "need_manual_confirmation",
            "resource",
            "staff_event",
            "state",
            "type",
            "url",
            "user_permissions",
        ]
    );
    assert_eq!(
        (&told["is_own"], &told["type"], &told["staff_event"]),
        (&json!(false), &json!("normal"), &json!(false))
    );
    assert_eq!(told["resource"]["unit"]["id"], "tprek:8215");
    let id = told["id"].as_u64().unwrap();
    assert_eq!(told["url"], format!("http://localhost/v1/reservation/{id}/"));
    let one = json(&service, &format!("/v1/reservation/{id}/")).await;
    assert_eq!((&one["id"], &one["resource"]), (&json!(id), &json!("huone")));
    // Whoever is signed in sees no more here.
    assert_eq!(
        guest
            .get("/v1/reservation/?resource=huone&is_own=true")
            .await
            .json()["count"],
        0
    );
    let cancel = format!("/api/v1/bookings/{}", booking["id"].as_str().unwrap());
    assert_eq!(guest.delete(&cancel).await.status, 200);
    assert_eq!(reservations(&service, "resource=huone").await, [[""; 3]; 0]);
    assert_eq!(
        reservations(&service, "resource=huone&state=cancelled").await[0][2],
        "cancelled"
    );
    assert_eq!(
        json(&service, &format!("/v1/reservation/{id}/")).await["state"],
        "cancelled"
    );
}

async fn bookings_are_chosen_by_time_state_room_and_library(service: Service) {
    let service = with(
        service,
        &[
            room("huone", &json!({})),
            room("toinen", &json!({ "library": "oodi" })),
        ],
    )
    .await;
    let guest = service.signed_in("1000 0001").await;
    booked(&guest, wanted("huone", "09:00", "10:00")).await;
    booked(&guest, wanted("huone", "12:00", "13:00")).await;
    booked(&guest, wanted("toinen", "15:00", "16:00")).await;
    let begins = async |query: &str| -> Vec<String> {
        let found = reservations(&service, &format!("resource=huone,toinen&{query}")).await;
        found
            .into_iter()
            .map(|[begin, ..]| begin[11..16].to_owned())
            .collect()
    };
    for (query, expected) in [
        ("", &["09:00", "12:00", "15:00"][..]),
        ("ordering=-begin", &["15:00", "12:00", "09:00"]),
        ("unit=tprek:8215", &["09:00", "12:00"]),
        ("resource_name=TOINEN", &["15:00"]),
        ("state=confirmed,%20requested", &["09:00", "12:00", "15:00"]),
        ("state=denied", &[]),
        ("need_manual_confirmation=true", &[]),
        (
            "start=2026-11-24T11:00:00%2B02:00&end=2026-11-24T14:00:00%2B02:00",
            &["12:00"],
        ),
        // As it always was, what only touches is there, too.
        (
            "start=2026-11-24T10:00:00%2B02:00&end=2026-11-24T10:30:00%2B02:00",
            &["09:00"],
        ),
        ("start=2026-11-25", &[]),
        ("user=0190b5a2-7c1e-7d5a-9b1f-2f6a3c4d5e6f", &[]),
        ("reserver_name=a", &[]),
    ] {
        assert_eq!(begins(query).await, expected, "{query}");
    }
    service.wait(86_400 - 3 * 3600 + 600);
    assert_eq!(begins("").await, ["12:00", "15:00"], "at ten past eleven");
    assert_eq!(begins("all=true").await, ["09:00", "12:00", "15:00"]);
    let page = json(&service, "/v1/reservation/?all=true&page_size=7&page=2").await;
    assert_eq!(page["results"].as_array().unwrap().len(), 7);
    assert!(page["count"].as_u64().unwrap() > 14);
}

async fn what_nobody_shall_see_is_not_there(service: Service) {
    let hidden = room(
        "tuleva",
        &json!({ "rules": { "published_from": "2027-01-01T00:00:00Z" } }),
    );
    let service = with(service, &[hidden]).await;
    // Pools are their machines here.
    for id in ["tuleva", "oodi-ompelukone", "nothing", "Kallio", "%FF"] {
        let answer = service.get(&format!("/v1/resource/{id}/")).await;
        assert_eq!(
            (answer.status.as_u16(), answer.json()),
            (404, json!({ "detail": "Not found." })),
            "{id}"
        );
    }
    let all = found(&service, "").await;
    assert!(!all.iter().any(|id| id == "tuleva" || id == "oodi-ompelukone"));
    assert!(all.iter().any(|id| id == "oodi-ompelukone-1-bernina-1008"));
    for id in ["0", "1", "x", "4282345678901234"] {
        assert_eq!(
            service.get(&format!("/v1/reservation/{id}/")).await.status,
            404,
            "{id}"
        );
    }
}

async fn libraries_are_units(service: Service) {
    let service = service.with_demo().await;
    let all = json(&service, "/v1/unit/?page_size=100").await;
    assert_eq!(all["count"], 38);
    let with_rooms = json(&service, "/v1/unit/?page_size=100&unit_has_resource=true").await;
    let without = json(&service, "/v1/unit/?page_size=100&unit_has_resource=false").await;
    assert_eq!(
        with_rooms["count"].as_u64().unwrap() + without["count"].as_u64().unwrap(),
        38
    );
    for id in ["tprek:8215", "kallio"] {
        let kallio = json(&service, &format!("/v1/unit/{id}/")).await;
        assert_eq!(
            (&kallio["id"], &kallio["time_zone"]),
            (&json!("tprek:8215"), &json!("Europe/Helsinki"))
        );
        assert_eq!(kallio["street_address"]["sv"], "Femte linjen 11");
        assert_eq!(kallio["www_url"]["sv"], "http://localhost/sv/libraries/kallio");
        let today = &kallio["opening_hours_today"]["2026-11-23"][0];
        assert!(today["opens"].as_str().unwrap().ends_with("+02:00"), "{today}");
    }
    assert_eq!(service.get("/v1/unit/tprek:1/").await.status, 404);
}

async fn wrong_parameters_are_told_as_they_always_were(service: Service) {
    let service = service.with_demo().await;
    let detail = |sentence: &str| json!({ "detail": sentence });
    let between = "available_between=2026-11-24T08:00:00Z";
    for (path, told) in [
        (
            "resource/?start=2026-11-24",
            detail("You must supply both 'start' and 'end'"),
        ),
        (
            "resource/?start=soon&end=later",
            detail("'start' must be a timestamp in ISO 8601 format"),
        ),
        (
            "resource/?start=2026-11-24&end=2026-11-23",
            detail("'end' must be after 'start'"),
        ),
        (
            "resource/?start=2026-11-24&end=2027-11-23",
            detail("'end' must be at most 100 days after 'start'"),
        ),
        (
            "resource/oodi-kokoushuone-loru/?duration=x",
            detail("'duration' must be supplied as an integer"),
        ),
        ("resource/?people=many", json!({ "people": ["Enter a number."] })),
        (
            "resource/?need_manual_confirmation=maybe",
            json!({ "need_manual_confirmation": ["Must be a valid boolean."] }),
        ),
        (
            "resource/?lat=60",
            detail("'lat' and 'lon' need to be floating point numbers"),
        ),
        (
            "resource/?lat=60&lon=24&distance=-1",
            detail("'distance' needs to be a floating point number"),
        ),
        (
            "resource/?order_by=colour",
            json!({ "order_by": ["Select a valid choice. colour is not one of the available choices."] }),
        ),
        (
            "resource/?order_by=accessibility",
            detail("'accessibility_viewpoint' must be defined when ordering by accessibility"),
        ),
        (
            &format!("resource/?{between}"),
            detail("available_between takes two or three comma-separated values."),
        ),
        (
            &format!("resource/?{between},x"),
            detail("'x' must be a timestamp in ISO 8601 format"),
        ),
        (
            &format!("resource/?{between},2026-11-25T08:00:00Z"),
            detail("available_between timestamps must be on the same day."),
        ),
        (
            &format!("resource/?{between},2026-11-24T09:00:00Z,x"),
            detail("available_between period must be an integer."),
        ),
        (
            "reservation/?end=x",
            detail("'end' must be a timestamp in ISO 8601 format"),
        ),
        (
            "reservation/?all=x",
            json!({ "all": ["Must be a valid boolean."] }),
        ),
        (
            "reservation/?ordering=end",
            json!({ "ordering": ["Select a valid choice. end is not one of the available choices."] }),
        ),
    ] {
        let answer = service.get(&format!("/v1/{path}")).await;
        assert_eq!((answer.status.as_u16(), answer.json()), (400, told), "{path}");
    }
}

async fn nothing_can_be_written(service: Service) {
    let service = service.with_demo().await;
    for (method, path) in [
        ("POST", "reservation/"),
        ("PUT", "reservation/1/"),
        ("DELETE", "resource/x/"),
        ("PATCH", "unit/"),
    ] {
        let request = Request::builder().method(method).uri(format!("/v1/{path}"));
        let answer: Answer = service.send(request.body(Body::empty()).unwrap()).await;
        assert_eq!(answer.status, 405, "{method} {path}");
        assert_eq!(
            answer.json(),
            json!({ "detail": format!("Method \"{method}\" not allowed.") })
        );
        assert_eq!(answer.header("allow"), "GET, HEAD");
    }
    let request = Request::head("/v1/unit/").body(Body::empty()).unwrap();
    assert_eq!(service.send(request).await.status, 200);
}
