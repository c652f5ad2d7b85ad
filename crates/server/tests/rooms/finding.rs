//! Finding: the list with its next starts, one room's free times, and the bits that phones download.

use crate::place::{BOOKINGS, DAY, at, booked, room, wanted, with_rooms};
use crate::support::Service;
use jaettu_domain::busy::Mask;
use serde_json::{Value, json};

on_both_databases!(
    every_start_that_is_offered_can_be_booked,
    the_list_follows_a_booking_at_once,
    the_list_answers_day_time_length_people_and_equipment,
    the_bits_say_what_the_list_says,
    wrong_parameters_are_told_with_their_names,
);

async fn list(service: &Service, query: &str) -> Vec<Value> {
    let answer = service.get(&format!("/api/v1/rooms?{query}")).await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    answer.json()["items"].as_array().unwrap().clone()
}

fn find<'a>(rooms: &'a [Value], id: &str) -> Option<&'a Value> {
    rooms.iter().find(|room| room["id"] == id)
}

async fn every_start_that_is_offered_can_be_booked(service: Service) {
    let rules = json!({ "rules": { "grid_minutes": 60, "notice_minutes": 90, "before_minutes": 15 } });
    let service = with_rooms(service, &[room("testi", &rules)]).await;
    let guest = service.signed_in("1000 0001").await;
    for _ in 0..6 {
        let rooms = list(&service, "minutes=90").await;
        let offered = find(&rooms, "testi").unwrap();
        assert_eq!(offered["next_starts"].as_array().unwrap().len(), 3);
        assert_eq!(offered["minutes"], 90);
        let start = offered["next_starts"][0].as_str().unwrap();
        let instant: chrono::DateTime<chrono::Utc> = start.parse().unwrap();
        let end = instant + chrono::TimeDelta::minutes(90);
        let body = json!({ "room": "testi", "start": start, "end": end.to_rfc3339() });
        booked(&guest, body).await;
    }
}

async fn the_list_follows_a_booking_at_once(service: Service) {
    let service = with_rooms(service, &[room("testi", &json!({}))]).await;
    let guest = service.signed_in("1000 0001").await;
    let query = format!("date={DAY}&from=12:00&until=13:00&minutes=60");
    let compressed = async || {
        let path = format!("/api/v1/rooms?{query}");
        service.get_with(&path, ("accept-encoding", "br")).await
    };
    assert_eq!(
        find(&list(&service, &query).await, "testi").unwrap()["next_starts"],
        json!([at("12:00")])
    );
    let tag = compressed().await.header("etag").to_owned();
    assert_eq!(compressed().await.header("etag"), tag);
    booked(&guest, wanted("testi", "12:00", "12:30")).await;
    assert_eq!(
        find(&list(&service, &query).await, "testi").unwrap()["next_starts"],
        json!([])
    );
    assert_ne!(
        compressed().await.header("etag"),
        tag,
        "an answer that was kept is not given again"
    );
    let mut held = wanted("testi", "15:00", "16:00");
    held["hold"] = json!(true);
    booked(&guest, held).await;
    let tag = compressed().await.header("etag").to_owned();
    service.wait(11 * 60);
    let query = format!("date={DAY}&from=15:00&until=16:00&minutes=60");
    assert_eq!(
        find(&list(&service, &query).await, "testi").unwrap()["next_starts"],
        json!([at("15:00")])
    );
    assert!(!tag.is_empty());
}

async fn the_list_answers_day_time_length_people_and_equipment(service: Service) {
    let rooms = [
        room(
            "testi",
            &json!({ "equipment": ["piano"], "access": ["step_free"] }),
        ),
        room(
            "iso",
            &json!({ "max_people": 40, "rules": { "max_minutes": 60 } }),
        ),
        room("kone", &json!({ "kind": "machine", "category": "sewing" })),
    ];
    let service = with_rooms(service, &rooms).await;
    for (query, there, absent) in [
        ("kind=machine", "kone", "testi"),
        ("people=20", "iso", "testi"),
        ("equipment=piano&access=step_free", "testi", "iso"),
        ("library=kallio&category=sewing", "kone", "iso"),
        ("q=testi", "testi", "iso"),
    ] {
        let rooms = list(&service, query).await;
        assert!(find(&rooms, there).is_some(), "{query}");
        assert!(find(&rooms, absent).is_none(), "{query}");
    }
    let long = list(&service, "minutes=120").await;
    assert_eq!(
        find(&long, "iso").unwrap()["next_starts"],
        json!([]),
        "it is booked for an hour at most"
    );
    let near = list(&service, "sort=near&near=60.18,24.95").await;
    let metres: Vec<u64> = near.iter().map(|room| room["metres"].as_u64().unwrap()).collect();
    assert!(metres.is_sorted());
}

async fn the_bits_say_what_the_list_says(service: Service) {
    let service = with_rooms(
        service,
        &[room("testi", &json!({ "rules": { "after_minutes": 15 } }))],
    )
    .await;
    let guest = service.signed_in("1000 0001").await;
    booked(&guest, wanted("testi", "12:00", "13:00")).await;
    let answer = service
        .get(&format!("/api/v1/availability?kind=room&from={DAY}&days=2"))
        .await;
    assert_eq!(answer.status, 200);
    let bits = answer.json();
    let first = bits["first_day"].as_i64().unwrap();
    let days = u32::try_from(bits["days"].as_u64().unwrap()).unwrap();
    let mask = |text: &Value| Mask::from_text(first, days, text.as_str().unwrap()).unwrap();
    let taken = find_by(&bits["rooms"], "room", "testi");
    let open = find_by(&bits["open"], "library", "kallio");
    let (taken, mut free) = (mask(&taken["taken"]), mask(&open["staffed"]));
    free.without(&taken);
    let path = format!("/api/v1/rooms/testi/availability?from={DAY}&days=2");
    let spans = service.get(&path).await.json()["free"]
        .as_array()
        .unwrap()
        .clone();
    // Two days in Helsinki are part of three in UTC.
    let local = jaettu_domain::busy::local_days(DAY.parse().unwrap(), 2);
    let runs = free.runs().into_iter().filter(|run| local.contains(*run));
    let starts: Vec<String> = runs
        .map(|run| jaettu_domain::time::write(run.from.instant()))
        .collect();
    let told: Vec<&str> = spans.iter().map(|span| span["start"].as_str().unwrap()).collect();
    assert_eq!(starts, told);
    assert!(!answer.text().contains("person") && !answer.text().contains("purpose"));
}

fn find_by<'a>(list: &'a Value, name: &str, value: &str) -> &'a Value {
    let list = list.as_array().unwrap();
    list.iter().find(|one| one[name] == value).unwrap()
}

async fn wrong_parameters_are_told_with_their_names(service: Service) {
    let service = with_rooms(service, &[room("testi", &json!({}))]).await;
    let answer = service
        .get("/api/v1/rooms?kind=talo&date=huomenna&from=25:00&minutes=7&people=0&equipment=uuni&sort=paras&near=x")
        .await;
    assert_eq!(answer.status, 400);
    let mut fields: Vec<String> = answer.json()["errors"]
        .as_array()
        .unwrap()
        .iter()
        .map(|error| error["field"].as_str().unwrap().to_owned())
        .collect();
    fields.sort();
    assert_eq!(
        fields,
        [
            "date",
            "equipment",
            "from",
            "kind",
            "minutes",
            "near",
            "people",
            "sort"
        ]
    );
    for path in [
        "/api/v1/rooms/testi/availability?days=0",
        "/api/v1/rooms/testi/availability?from=9999-01-01",
        "/api/v1/availability?days=1000",
    ] {
        assert_eq!(service.get(path).await.status, 400, "{path}");
    }
    assert_eq!(service.get(&format!("{BOOKINGS}/ei-ole")).await.status, 401);
}
