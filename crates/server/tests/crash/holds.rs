//! Killed while it writes: nothing that it answered is lost, and nothing happens twice.

use crate::is_whole;
use crate::program::{Program, request};
use crate::support::Service;
use serde_json::json;
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;
use tokio::task::JoinSet;

on_both_databases!(a_server_killed_while_it_writes_loses_nothing_that_it_answered);

/// So many times it is killed.
const KILLS: u64 = 6;
/// People who place holds at once.
const CARDS: [&str; 6] = [
    "1000 0002",
    "1000 0003",
    "1000 0004",
    "1000 0005",
    "1000 0006",
    "1000 0007",
];

/// A hold that was answered with 201: who placed it on what under which key, and the answer.
#[derive(Clone)]
struct Placed {
    cookie: String,
    item: String,
    key: String,
    body: String,
}

async fn place(to: SocketAddr, cookie: &str, item: &str, key: &str) -> Option<(u16, String)> {
    let body = json!({ "pickup_library": "kallio" }).to_string();
    request(
        to,
        &format!("POST /api/v1/items/{item}/holds"),
        cookie,
        key,
        &body,
    )
    .await
}

async fn a_server_killed_while_it_writes_loses_nothing_that_it_answered(service: Service) {
    let service = service.with_demo().await;
    let mut cookies = Vec::new();
    for card in CARDS {
        cookies.push(service.signed_in(card).await.cookie().to_owned());
    }
    let items = service
        .texts("SELECT id FROM items WHERE min_age IS NULL AND NOT home_only ORDER BY id")
        .await;
    let mut placed: Vec<Placed> = Vec::new();
    for kill in 0..KILLS {
        let program = Program::start(&service, 0, &[]).await;
        let port = program.at;
        // What is built at the first request is not what is tried here.
        request(port, "GET /api/v1/items", "", "", "").await;
        let answered = Arc::new(AtomicU64::new(0));
        let mut clients = JoinSet::new();
        for (number, cookie) in cookies.iter().cloned().enumerate() {
            let items = items.clone();
            let answered = Arc::clone(&answered);
            clients.spawn(async move {
                let mut placed = Vec::new();
                let first = usize::try_from(kill).unwrap() * 12;
                for item in items.iter().cycle().skip(first).take(12) {
                    let key = format!("{number}-{kill}-{item}");
                    let Some((status, body)) = place(port, &cookie, item, &key).await else {
                        break;
                    };
                    answered.fetch_add(1, Ordering::Relaxed);
                    if status == 201 {
                        placed.push(Placed {
                            cookie: cookie.clone(),
                            item: item.clone(),
                            key,
                            body,
                        });
                    }
                }
                placed
            });
        }
        // In the middle of what they do, and each time in another moment.
        while answered.load(Ordering::Relaxed) < 5 + 3 * kill && !clients.is_empty() {
            tokio::time::sleep(Duration::from_millis(1 + kill)).await;
        }
        program.kill().await;
        placed.extend(clients.join_all().await.into_iter().flatten());
    }
    assert!(placed.len() > 10, "only {} holds were placed", placed.len());
    let program = Program::start(&service, 0, &[]).await;
    for one in &placed {
        let again = place(program.at, &one.cookie, &one.item, &one.key).await.unwrap();
        assert_eq!(again, (201, one.body.clone()), "the answer of the first time");
    }
    program.kill().await;
    let twice = "SELECT item FROM holds WHERE ended_at IS NULL GROUP BY item, person HAVING COUNT(*) > 1";
    assert_eq!(service.texts(twice).await, Vec::<String>::new());
    is_whole(&service).await;
}
