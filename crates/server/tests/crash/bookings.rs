//! Bookings in the real program: killed while it books, and several programs on one database for one time.

use crate::program::{Program, ask, request};
use crate::servers::{asked_for, residents, servers, stop};
use crate::support::Service;
use crate::to_book::{at, put, room};
use chrono::{DateTime, TimeDelta, Utc};
use jaettu_server::rooms::check;
use serde_json::{Value, json};
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;
use tokio::sync::Barrier;
use tokio::task::JoinSet;

on_both_databases!(
    a_server_killed_while_it_books_loses_nothing_that_it_answered,
    of_many_at_several_servers_exactly_one_wins_each_time,
);

/// How often it is killed; `JAETTU_CRASH_ROUNDS` asks for more.
const KILLS: u64 = 4;
/// Clients at once for one time, and how many times there are; `JAETTU_RACE_CLIENTS` and `JAETTU_RACE_TIMES` ask for more.
const CLIENTS: usize = 32;
const TIMES: usize = 10;
const CARDS: [&str; 6] = [
    "1000 0001",
    "1000 0002",
    "1000 0003",
    "1000 0004",
    "1000 0005",
    "1000 0006",
];

async fn with_room(service: Service) -> (Service, Vec<String>) {
    let service = service.with_demo().await;
    let long = json!({ "rules": { "min_minutes": 15, "after_minutes": 15, "beside_others": true } });
    put(&service, &[room("testi", &long)]).await;
    for number in 0..CARDS.len() {
        put(&service, &[room(&format!("testi-{number}"), &long)]).await;
    }
    // Whoever wins ten times is not kept from the eleventh.
    service.sql("DELETE FROM booking_policies").await;
    let mut cookies = Vec::new();
    for card in CARDS {
        cookies.push(service.signed_in(card).await.cookie().to_owned());
    }
    (service, cookies)
}

pub async fn is_consistent(service: &Service) {
    let found = check::run(&service.app.db).await.unwrap();
    assert_eq!(found.faults, Vec::<String>::new());
    let begun = "SELECT scope FROM replies WHERE status = 0";
    assert_eq!(service.texts(begun).await, Vec::<String>::new());
}

/// An act that was answered: what was asked by whom under which key, and the answer.
#[derive(Clone)]
struct Done {
    line: String,
    cookie: String,
    key: String,
    body: String,
    answer: (u16, String),
}

/// Books, keeps, confirms, moves, cancels and reinstates, one after the other, until the server is gone; in each round on another day.
async fn live(to: SocketAddr, who: (usize, String), kill: u64, answered: Arc<AtomicU64>) -> Vec<Done> {
    let (number, cookie) = who;
    let name = format!("{number}-{kill}");
    let first: DateTime<Utc> = at("08:00").parse().unwrap();
    let first = first + TimeDelta::days(i64::try_from(kill % 60).unwrap());
    let mut done = Vec::new();
    let mut booking: Option<String> = None;
    for step in 0_i64..40 {
        let time = |add: i64| (first + TimeDelta::minutes((step * 45 + add) % (11 * 60))).to_rfc3339();
        // Mostly in a room of one's own, and sometimes in each other's way.
        let room = if step % 3 == 0 {
            "testi".to_owned()
        } else {
            format!("testi-{number}")
        };
        let (line, body) = match (&booking, step % 5) {
            (Some(id), 1) => (
                format!("POST /api/v1/bookings/{id}/confirm"),
                json!({ "people": 1 }),
            ),
            (Some(id), 2) => {
                let to = json!({ "room": room, "start": time(30) });
                (format!("PATCH /api/v1/bookings/{id}"), to)
            }
            (Some(id), 3) => (format!("DELETE /api/v1/bookings/{id}"), json!({})),
            (Some(id), 4) => (format!("POST /api/v1/bookings/{id}/reinstate"), json!({})),
            _ => {
                let hold = step % 2 == 0;
                let body = json!({ "room": room, "start": time(0), "end": time(30), "hold": hold });
                ("POST /api/v1/bookings".to_owned(), body)
            }
        };
        let key = format!("{name}-{step}");
        let body = if line.starts_with("DELETE") {
            String::new()
        } else {
            body.to_string()
        };
        let Some(answer) = request(to, &line, &cookie, &key, &body).await else {
            break;
        };
        answered.fetch_add(1, Ordering::Relaxed);
        if answer.0 == 201 {
            let made: Value = serde_json::from_str(&answer.1).unwrap();
            booking = made["id"].as_str().map(str::to_owned);
        }
        if answer.0 < 300 {
            done.push(Done {
                line,
                cookie: cookie.clone(),
                key,
                body,
                answer,
            });
        } else {
            assert!(answer.0 < 500, "{} {}", answer.0, answer.1);
        }
    }
    done
}

async fn a_server_killed_while_it_books_loses_nothing_that_it_answered(service: Service) {
    let (service, cookies) = with_room(service).await;
    let mut done: Vec<Done> = Vec::new();
    for kill in 0..asked_for("JAETTU_CRASH_ROUNDS", KILLS) {
        let program = Program::start(&service, 0, &[]).await;
        request(program.at, "GET /api/v1/rooms", "", "", "").await;
        let answered = Arc::new(AtomicU64::new(0));
        let mut clients = JoinSet::new();
        for (number, cookie) in cookies.iter().cloned().enumerate() {
            clients.spawn(live(program.at, (number, cookie), kill, Arc::clone(&answered)));
        }
        // In the middle of what they do, and each time in another moment.
        while answered.load(Ordering::Relaxed) < 8 + 5 * (kill % 20) && !clients.is_empty() {
            tokio::time::sleep(Duration::from_millis(1 + kill % 5)).await;
        }
        program.kill().await;
        done.extend(clients.join_all().await.into_iter().flatten());
        is_consistent(&service).await;
    }
    assert!(done.len() > 20, "only {} acts were answered", done.len());
    let program = Program::start(&service, 0, &[]).await;
    for one in &done {
        let again = request(program.at, &one.line, &one.cookie, &one.key, &one.body)
            .await
            .unwrap();
        assert_eq!(
            again.1, one.answer.1,
            "the answer of the first time to {}",
            one.line
        );
    }
    program.kill().await;
    is_consistent(&service).await;
}

async fn of_many_at_several_servers_exactly_one_wins_each_time(service: Service) {
    let (service, _) = with_room(service).await;
    let clients = asked_for("JAETTU_RACE_CLIENTS", CLIENTS);
    let times = asked_for("JAETTU_RACE_TIMES", TIMES);
    let cookies = residents(&service, clients).await;
    let servers = servers(&service).await;
    for time in 0..times {
        // A day of twenty times in each room.
        let room_id = format!("kisa-{}", time / 20);
        if time % 20 == 0 {
            let rules = json!({ "rules": { "min_minutes": 15, "beside_others": true } });
            put(&service, &[room(&room_id, &rules)]).await;
        }
        let minutes = 8 * 60 + time % 20 * 30;
        let clock = |minutes: usize| at(&format!("{:02}:{:02}", minutes / 60, minutes % 60));
        let body =
            json!({ "room": room_id, "start": clock(minutes), "end": clock(minutes + 15), "people": 1 });
        let gate = Arc::new(Barrier::new(clients));
        let mut racing = JoinSet::new();
        for (client, cookie) in cookies.iter().cloned().enumerate() {
            let (to, body, gate) = (
                servers[client % servers.len()].at,
                body.clone(),
                Arc::clone(&gate),
            );
            racing.spawn(async move {
                gate.wait().await;
                let (status, answer) = ask(to, "POST /api/v1/bookings", &cookie, body).await.unwrap();
                (status, answer, to, cookie)
            });
        }
        let answers = racing.join_all().await;
        let won: Vec<_> = answers.iter().filter(|(status, ..)| *status == 201).collect();
        let all: Vec<u16> = answers.iter().map(|(status, ..)| *status).collect();
        assert_eq!(won.len(), 1, "{all:?}");
        for (status, answer, ..) in answers.iter().filter(|(status, ..)| *status != 201) {
            assert_eq!(
                (*status, answer["code"].as_str()),
                (409, Some("slot_taken")),
                "{answer}"
            );
            let instead = answer["alternatives"].as_array().unwrap();
            assert!((1..=3).contains(&instead.len()), "{answer}");
            assert!(
                instead
                    .iter()
                    .all(|one| one["start"] != body["start"] || one["room"] != body["room"])
            );
        }
        // What is given back beside that is in nobody's way.
        let (_, answer, to, cookie) = won[0];
        if time % 2 == 1 {
            let line = format!("DELETE /api/v1/bookings/{}", answer["id"].as_str().unwrap());
            let given_up = request(*to, &line, cookie, "", "").await.unwrap();
            assert_eq!(given_up.0, 200, "{}", given_up.1);
        }
    }
    stop(servers).await;
    is_consistent(&service).await;
    let won = "SELECT room || ' ' || from_quarter FROM bookings WHERE room LIKE 'kisa-%'";
    assert_eq!(service.texts(won).await.len(), times);
}
