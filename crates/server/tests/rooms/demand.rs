//! What was searched for in vain: counted with each answer, told by month, and of nobody.

use crate::place::{DAY, room, with_rooms};
use crate::support::{NOW, Service};
use jaettu_domain::endpoint::Endpoint;
use jaettu_domain::rooms::demand::ListSearchCounts;
use jaettu_server::assets::Assets;
use jaettu_server::clock::Clock;
use jaettu_server::rooms::demand;
use jaettu_server::{App, routes};
use serde_json::{Value, json};
use std::sync::Arc;
use tower::ServiceExt;

on_both_databases!(
    each_answer_to_a_search_counts_also_one_that_was_kept_and_is_told_when_the_month_is_over,
    what_there_is_no_room_for_is_told_apart_from_what_there_is_no_time_for,
    fewer_than_five_are_not_told,
    several_servers_add_to_the_same_numbers,
    what_could_not_be_written_is_counted_on,
    whatever_strangers_ask_no_more_is_kept_than_words_that_are_known,
    a_month_that_is_none_is_refused,
);

/// In December: November is over.
const LATER: i64 = 10 * 86_400;
/// Nothing is open then.
const NIGHT: &str = "date=2026-11-24&from=23:00";

async fn told(service: &Service, query: &str) -> Vec<Value> {
    let answer = service.get(&format!("{}?{query}", ListSearchCounts::PATH)).await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    answer.json()["items"].as_array().unwrap().clone()
}

/// What is told of one thing: searches, for which there was no room, no time.
fn of(told: &[Value], about: &str, value: &str) -> Option<[Value; 3]> {
    let one = told
        .iter()
        .find(|one| one["about"] == about && one["value"] == value)?;
    assert_eq!(one["month"], "2026-11-01");
    Some(["searches", "no_room", "no_time"].map(|name| one[name].clone()))
}

async fn search(service: &Service, query: &str) {
    let answer = service.get(&format!("/api/v1/rooms?{query}")).await;
    assert_eq!(answer.status, 200, "{}", answer.text());
}

async fn each_answer_to_a_search_counts_also_one_that_was_kept_and_is_told_when_the_month_is_over(
    service: Service,
) {
    let service = with_rooms(service, &[room("testi", &json!({}))]).await;
    let query = format!("library=kallio&category=group&{NIGHT}&minutes=60&people=3");
    for _ in 0..2 {
        search(&service, &query).await;
    }
    let page = format!("/fi/rooms?{query}&equipment=");
    let mut tag = String::new();
    for _ in 0..3 {
        let answer = service.get_with(&page, ("accept-encoding", "br")).await;
        assert_eq!(answer.status, 200);
        answer.header("etag").clone_into(&mut tag);
    }
    let again = axum::http::Request::get(&page)
        .header("accept-encoding", "br")
        .header("if-none-match", tag)
        .body(axum::body::Body::empty())
        .unwrap();
    assert_eq!(service.send(again).await.status, 304);
    // Not searches: looking around, what a phone downloads, a look at a head alone.
    for path in ["/fi/rooms", "/fi/rooms?kind=machine", "/api/v1/rooms?sort=name"] {
        assert_eq!(service.get(path).await.status, 200);
    }
    let head = axum::http::Request::head(&page)
        .body(axum::body::Body::empty())
        .unwrap();
    assert_eq!(service.send(head).await.status, 200);
    demand::write(&service.app).await.unwrap();
    assert_eq!(told(&service, "month=2026-11-01").await, Vec::<Value>::new());
    service.wait(LATER);
    for query in ["", "month=2026-11-01", "library=kallio"] {
        let told = told(&service, query).await;
        for (about, value) in [
            ("all", ""),
            ("category", "group"),
            ("people", "2-4"),
            ("minutes", "-60"),
            ("weekday", "tue"),
            ("hour", "16-"),
        ] {
            // The API leaves the kind open, but the use says it.
            let expected = Some([json!(6), json!(0), json!(6)]);
            assert_eq!(of(&told, about, value), expected, "{query}: {about} {value}");
        }
        assert_eq!(told.len(), 6);
        assert!(told.iter().all(|one| one["kind"] == "room"));
    }
    assert_eq!(told(&service, "library=oodi").await, Vec::<Value>::new());
    assert_eq!(told(&service, "month=2026-12-01").await, Vec::<Value>::new());
}

async fn what_there_is_no_room_for_is_told_apart_from_what_there_is_no_time_for(service: Service) {
    let service = with_rooms(service, &[room("testi", &json!({}))]).await;
    for _ in 0..5 {
        search(&service, "people=900").await;
        search(&service, &format!("people=3&{NIGHT}")).await;
        search(&service, &format!("people=3&date={DAY}")).await;
    }
    demand::write(&service.app).await.unwrap();
    service.wait(LATER);
    let told = told(&service, "").await;
    assert_eq!(of(&told, "all", ""), Some([json!(15), json!(5), json!(5)]));
    assert_eq!(of(&told, "people", "21-"), Some([json!(5), json!(5), json!(0)]));
    assert_eq!(of(&told, "people", "2-4"), Some([json!(10), json!(0), json!(5)]));
}

async fn fewer_than_five_are_not_told(service: Service) {
    let service = with_rooms(service, &[]).await;
    for _ in 0..4 {
        search(&service, "people=900&equipment=piano").await;
    }
    for _ in 0..3 {
        search(&service, "people=1").await;
    }
    demand::write(&service.app).await.unwrap();
    service.wait(LATER);
    let told = told(&service, "").await;
    assert_eq!(of(&told, "all", ""), Some([json!(7), Value::Null, json!(0)]));
    assert_eq!(told.len(), 1, "{told:?}");
}

async fn several_servers_add_to_the_same_numbers(service: Service) {
    let service = with_rooms(service, &[]).await;
    let clock = Clock::starting_at(NOW.parse().unwrap());
    let other = Arc::new(App::new(service.app.db.clone(), clock, Assets::none(), true));
    let router = routes::router(Arc::clone(&other));
    for round in 0..3 {
        search(&service, "people=900").await;
        let request = axum::http::Request::get("/api/v1/rooms?people=900");
        let request = request.body(axum::body::Body::empty()).unwrap();
        assert_eq!(router.clone().oneshot(request).await.unwrap().status(), 200);
        let (one, two) = tokio::join!(demand::write(&service.app), demand::write(&other));
        assert!(one.is_ok() && two.is_ok(), "round {round}");
    }
    // What has been written is not written again.
    demand::write(&other).await.unwrap();
    service.wait(LATER);
    let told = told(&service, "").await;
    assert_eq!(of(&told, "all", ""), Some([json!(6), json!(6), json!(0)]));
}

async fn what_could_not_be_written_is_counted_on(service: Service) {
    let service = with_rooms(service, &[]).await;
    for _ in 0..3 {
        search(&service, "people=900").await;
    }
    service.sql("ALTER TABLE room_searches RENAME TO gone").await;
    assert!(demand::write(&service.app).await.is_err());
    search(&service, "people=900").await;
    service.sql("ALTER TABLE gone RENAME TO room_searches").await;
    search(&service, "people=900").await;
    demand::write(&service.app).await.unwrap();
    service.wait(LATER);
    let told = told(&service, "").await;
    assert_eq!(of(&told, "all", ""), Some([json!(5), json!(5), json!(0)]));
}

async fn whatever_strangers_ask_no_more_is_kept_than_words_that_are_known(service: Service) {
    let service = with_rooms(service, &[]).await;
    for number in 1..40 {
        search(&service, &format!("library=library-{number}&people=900")).await;
        search(&service, &format!("q=anarialintu{number}&people=900")).await;
        search(&service, &format!("people={number}&minutes={}", number * 30)).await;
    }
    demand::write(&service.app).await.unwrap();
    let rows = service
        .texts("SELECT about || ' ' || value FROM room_searches ORDER BY about, value")
        .await;
    // All, five bands of people, four of minutes.
    assert_eq!(rows.len(), 10, "{rows:?}");
    assert_eq!(service.rows_with("anarialintu").await, Vec::<String>::new());
    assert_eq!(service.rows_with("library-").await, Vec::<String>::new());
}

async fn a_month_that_is_none_is_refused(service: Service) {
    for month in ["2026-11-02", "2026-11", "soon", "1999-01-01"] {
        let path = format!("{}?month={month}", ListSearchCounts::PATH);
        let answer = service.get(&path).await;
        assert_eq!(answer.status, 400, "{month}");
        assert_eq!(answer.json()["errors"][0]["field"], "month");
    }
}
