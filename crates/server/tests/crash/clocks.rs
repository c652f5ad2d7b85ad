//! Servers whose clocks do not show the same.

use crate::bookings::is_consistent;
use crate::program::{Program, ask};
use crate::servers::{residents, stop};
use crate::support::Service;
use crate::to_book::{BOOKINGS, at, put, room, wanted};
use serde_json::{Value, json};

on_both_databases!(
    servers_whose_clocks_differ_by_less_than_a_form_may_take_lose_no_time_that_is_kept,
    where_clocks_differ_by_more_a_time_that_is_kept_goes_to_one_of_two_and_never_to_both,
);

async fn filled(service: Service, rooms: usize) -> Service {
    let service = service.with_demo().await;
    let free = json!({ "rules": { "beside_others": true } });
    for number in 0..rooms {
        put(&service, &[room(&format!("testi-{number}"), &free)]).await;
    }
    service.sql("DELETE FROM booking_policies").await;
    service
}

/// Programs whose clocks are so many minutes ahead.
async fn programs(service: &Service, minutes: &[i64]) -> Vec<Program> {
    let mut programs = Vec::new();
    for ahead in minutes {
        programs.push(Program::start(service, *ahead, &[]).await);
    }
    programs
}

async fn post(to: &Program, path: &str, cookie: &str, body: Value) -> (u16, Value) {
    let answer = ask(to.at, &format!("POST {path}"), cookie, body).await;
    answer.expect("an answer")
}

/// Keeps a time for a form: the address of the booking.
async fn keep(to: &Program, cookie: &str, mut body: Value) -> String {
    body["hold"] = json!(true);
    let (status, kept) = post(to, BOOKINGS, cookie, body).await;
    assert_eq!(status, 201, "{kept}");
    format!("{BOOKINGS}/{}", kept["id"].as_str().unwrap())
}

async fn confirm(to: &Program, path: &str, cookie: &str) -> (u16, Value) {
    post(to, &format!("{path}/confirm"), cookie, json!({ "people": 2 })).await
}

async fn servers_whose_clocks_differ_by_less_than_a_form_may_take_lose_no_time_that_is_kept(
    service: Service,
) {
    let service = filled(service, 3).await;
    let people = residents(&service, 2).await;
    let servers = programs(&service, &[-4, 0, 4]).await;
    for (one, kept_at) in servers.iter().enumerate() {
        for (two, asked_at) in servers.iter().enumerate() {
            let from = format!("{:02}:00", 10 + two);
            let body = wanted(&format!("testi-{one}"), &from, &format!("{:02}:00", 11 + two));
            let path = keep(kept_at, &people[0], body.clone()).await;
            // Whoever looks gives back what is over by their own clock.
            let (status, _) = ask(asked_at.at, "GET /api/v1/rooms", "", json!({}))
                .await
                .unwrap();
            assert_eq!(status, 200);
            let (status, answer) = post(asked_at, BOOKINGS, &people[1], body).await;
            assert_eq!((status, answer["code"].as_str()), (409, Some("slot_taken")));
            let (status, answer) = confirm(asked_at, &path, &people[0]).await;
            assert_eq!(
                (status, answer["state"].as_str()),
                (200, Some("confirmed")),
                "{answer}"
            );
        }
    }
    let lost = "SELECT id FROM bookings WHERE state <> 'confirmed' AND room LIKE 'testi-%'";
    assert_eq!(service.texts(lost).await, Vec::<String>::new());
    stop(servers).await;
    is_consistent(&service).await;
}

async fn where_clocks_differ_by_more_a_time_that_is_kept_goes_to_one_of_two_and_never_to_both(
    service: Service,
) {
    let service = filled(service, 2).await;
    let people = residents(&service, 2).await;
    let servers = programs(&service, &[0, 12, -12]).await;
    let (own, ahead) = (&servers[0], &servers[1]);
    // One after the other: who asks the server that is ahead gets it, and the other is told so, with what is free instead.
    let body = wanted("testi-0", "10:00", "11:00");
    let path = keep(own, &people[0], body.clone()).await;
    assert_eq!(post(ahead, BOOKINGS, &people[1], body).await.0, 201);
    let (status, answer) = confirm(own, &path, &people[0]).await;
    assert_eq!((status, answer["code"].as_str()), (409, Some("slot_taken")));
    assert!(!answer["alternatives"].as_array().unwrap().is_empty());
    // Nobody else wants it: what is over by another's clock can still be confirmed.
    let path = keep(own, &people[0], wanted("testi-0", "12:00", "13:00")).await;
    ask(ahead.at, "GET /api/v1/rooms", "", json!({})).await.unwrap();
    let (status, answer) = confirm(own, &path, &people[0]).await;
    assert_eq!(
        (status, answer["state"].as_str()),
        (200, Some("confirmed")),
        "{answer}"
    );
    // Both at once, at every pair of clocks.
    for round in 0..12 {
        let (from, until) = (8 * 60 + round * 60, 9 * 60 + round * 60);
        let body = json!({
            "room": "testi-1", "start": at(&format!("{:02}:00", from / 60)), "end": at(&format!("{:02}:00", until / 60)), "people": 2,
        });
        let (keeps, books) = (&servers[round % 3], &servers[(round + 1 + round / 3 % 2) % 3]);
        let path = keep(keeps, &people[0], body.clone()).await;
        let (confirmed, booked) = tokio::join!(
            confirm(keeps, &path, &people[0]),
            post(books, BOOKINGS, &people[1], body)
        );
        let won = [confirmed.0 == 200, booked.0 == 201];
        assert_ne!(won[0], won[1], "round {round}: {confirmed:?} {booked:?}");
        assert!([200, 409].contains(&confirmed.0) && [201, 409].contains(&booked.0));
    }
    stop(servers).await;
    is_consistent(&service).await;
}
