//! Holds and loans over HTTP, on both databases: the whole way of a thing, what is refused, what happens at once.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

#[macro_use]
mod support;

#[path = "circulation/at_once.rs"]
mod at_once;
#[path = "circulation/desk.rs"]
mod desk;
#[path = "circulation/giving_up.rs"]
mod giving_up;
#[path = "circulation/loans.rs"]
mod loans;
#[path = "circulation/queue.rs"]
mod queue;
#[path = "circulation/repairs.rs"]
mod repairs;
#[path = "circulation/shelf.rs"]
mod shelf;
#[path = "circulation/telling.rs"]
mod telling;
#[path = "support/things.rs"]
mod things;
#[path = "circulation/undo.rs"]
mod undo;
#[path = "circulation/upkeep.rs"]
mod upkeep;
#[path = "circulation/way.rs"]
mod way;

use jaettu_server::circulation::store;
use serde_json::{Value, json};
use support::Service;
use support::person::Guest;

const HOLDS: &str = "/api/v1/items/harvinainen/holds";
const RETURNS: &str = "/api/v1/desk/returns";
const UNDO: &str = "/api/v1/desk/undo";
const DAY: i64 = 24 * 60 * 60;

/// A thing with one copy on the shelf at Kallio, beside the example data.
async fn rare(service: Service) -> Service {
    let service = service.with_demo().await;
    things::put(&service, &[("harvinainen", "Harvinainen", "R1")]).await;
    service
}

fn at_kallio() -> Value {
    json!({ "pickup_library": "kallio" })
}

fn scanned(barcode: &str) -> Value {
    json!({ "barcode": barcode, "library": "kallio" })
}

/// The guest's hold on the rare thing, or nothing.
async fn hold_of(guest: &Guest<'_>) -> Value {
    let holds = guest.get("/api/v1/me/holds").await.json();
    let holds = holds["items"].as_array().unwrap();
    holds
        .iter()
        .find(|hold| hold["item"] == "harvinainen")
        .cloned()
        .unwrap_or_default()
}

/// Gives up the hold that somebody has on the rare thing.
async fn cancel(guest: &Guest<'_>) {
    let hold = hold_of(guest).await;
    let path = format!("/api/v1/me/holds/{}", hold["id"].as_str().unwrap());
    assert_eq!(guest.delete(&path).await.status, 200);
}

/// The row of the rare thing in a list of the desk at Kallio, or nothing.
async fn row(staff: &Guest<'_>, list: &str) -> Value {
    let today = staff.get("/api/v1/desk/kallio/today").await.json();
    let rows = today[list].as_array().unwrap();
    rows.iter()
        .find(|row| row["barcode"] == "R1")
        .cloned()
        .unwrap_or_default()
}

/// Every message has arrived.
async fn everything_is_sent(service: &Service) {
    service
        .sql("UPDATE outbox SET state = 'sent', ended_at = 0 WHERE state = 'waiting'")
        .await;
}

/// What waits to be told about the rare thing: kinds of messages.
async fn waiting(service: &Service) -> Vec<String> {
    let told = service
        .texts(
            "SELECT message FROM outbox WHERE state = 'waiting' AND message LIKE '%harvinainen%' ORDER BY id",
        )
        .await;
    let kind = |message: &String| {
        let message: Value = serde_json::from_str(message).unwrap();
        message["kind"].as_str().unwrap().to_owned()
    };
    told.iter().map(kind).collect()
}

/// What is wrong with the stock of every thing.
async fn faults(service: &Service) -> Vec<String> {
    let items = service.texts("SELECT id FROM items ORDER BY id").await;
    let today = jaettu_domain::time::today(service.app.clock.now());
    let mut faults = Vec::new();
    for item in items {
        let item = jaettu_domain::id::ItemId::new(item).unwrap();
        for stock in store::look(&service.app.db, &[&item]).await.unwrap() {
            faults.extend(
                stock
                    .check(today)
                    .into_iter()
                    .map(|fault| format!("{item}: {fault}")),
            );
        }
    }
    faults
}
