//! Lending in tests: a thing of which there is one copy, who has it, and what its people are told.

#![expect(dead_code, reason = "every test file uses its part of this")]

use crate::support::Service;
use crate::support::person::Guest;
use jaettu_domain::messages::rules::Ways;
use jaettu_server::App;
use jaettu_server::assets::Assets;
use jaettu_server::circulation::store;
use jaettu_server::messages::email::Email;
use jaettu_server::messages::worker::Worker;
use jaettu_server::messages::{Bell, Post};
use jaettu_server::routes;
use serde_json::{Value, json};
use std::sync::Arc;
use std::time::Duration;

pub const HOLDS: &str = "/api/v1/items/harvinainen/holds";
pub const WISH: &str = "/api/v1/items/harvinainen/wish";
pub const DAY: i64 = 24 * 60 * 60;

/// A thing with one copy, R1, on the shelf at Kallio, beside the example data.
pub async fn rare(service: Service) -> Service {
    let service = service.with_demo().await;
    service
        .sql(
            "INSERT INTO items (id, category, name, synonyms, description, included, loan_days, renewals, \
             late_fee_cents_per_day, late_fee_max_cents, deposit_cents, desk_only, home_only) VALUES ('harvinainen', \
             'tools', '{\"fi\":\"Harvinainen\"}', '{}', '{\"fi\":\"\"}', '{\"fi\":[\"Laukku\"]}', 14, 2, 20, 600, 0, \
             FALSE, FALSE)",
        )
        .await;
    service
        .sql(
            "INSERT INTO copies (barcode, item, home, library, place, due, condition) \
             VALUES ('R1', 'harvinainen', 'kallio', 'kallio', 'shelf', NULL, 'good')",
        )
        .await;
    changed(&service).await;
    service
}

/// What stands in memory is read anew.
pub async fn changed(service: &Service) {
    service
        .sql("UPDATE content_versions SET version = version + 1")
        .await;
}

/// The same service, which sends by these ways only.
pub fn sending_by(mut service: Service, sends: Ways) -> Service {
    let mut app = App::new(
        service.app.db.clone(),
        service.app.clock.clone(),
        Assets::none(),
        true,
    );
    app.sends = sends;
    service.app = Arc::new(app);
    service.router = routes::router(Arc::clone(&service.app));
    service
}

/// Lets a worker go through the queue that has a mail server, which is away, and nothing else.
pub async fn send_by_email_only(service: &Service) {
    let nobody = "smtp://127.0.0.1:9".parse().unwrap();
    let from = "Jaettu <jaettu@example.org>".parse().unwrap();
    let post = Post {
        email: Some(Email::new(&nobody, from, Duration::from_millis(200)).unwrap()),
        sms: None,
        mailbox: false,
    };
    let site = "https://jaettu.example.org".parse().unwrap();
    let app = &service.app;
    let worker = Worker::new(app.db.clone(), app.clock.clone(), post, site, Bell::default());
    worker.send_due().await.unwrap();
}

pub fn at_kallio() -> Value {
    json!({ "pickup_library": "kallio" })
}

/// Scans R1 at Kallio.
pub async fn take_in(staff: &Guest<'_>) -> Value {
    let scanned = json!({ "barcode": "R1", "library": "kallio" });
    let answer = staff.post("/api/v1/desk/returns", scanned).await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    answer.json()
}

/// Lends R1 to the holder of a card.
pub async fn lend(staff: &Guest<'_>, card: &str) -> Value {
    let lent = json!({ "card": card, "barcode": "R1" });
    let answer = staff.post("/api/v1/desk/checkouts", lent).await;
    assert_eq!(answer.status, 201, "{}", answer.text());
    answer.json()
}

/// Takes back what a desk did.
pub async fn undo(staff: &Guest<'_>, done: &Value) {
    let undone = staff
        .post("/api/v1/desk/undo", json!({ "undo": done["undo"] }))
        .await;
    assert_eq!(undone.status, 200, "{}", undone.text());
}

async fn own(guest: &Guest<'_>, path: &str) -> Value {
    let rows = guest.get(path).await.json();
    let mut rows = rows["items"].as_array().unwrap().iter();
    rows.find(|row| row["item"] == "harvinainen")
        .cloned()
        .unwrap_or_default()
}

/// The guest's hold on the rare thing, or nothing.
pub async fn hold_of(guest: &Guest<'_>) -> Value {
    own(guest, "/api/v1/me/holds").await
}

/// The guest's loan of the rare thing, or nothing.
pub async fn loan_of(guest: &Guest<'_>) -> Value {
    own(guest, "/api/v1/me/loans").await
}

/// Whether the guest wishes to hear of the rare thing.
pub async fn wishes(guest: &Guest<'_>) -> bool {
    !own(guest, "/api/v1/me/wishes").await.is_null()
}

/// What is or was to be told about the rare thing, in some states: kinds of messages, oldest first.
pub async fn told(service: &Service, states: &str) -> Vec<String> {
    let sql = format!(
        "SELECT message FROM outbox WHERE state IN ({states}) AND message LIKE '%harvinainen%' ORDER BY id"
    );
    let kind = |message: &String| {
        let message: Value = serde_json::from_str(message).unwrap();
        message["kind"].as_str().unwrap().to_owned()
    };
    service.texts(&sql).await.iter().map(kind).collect()
}

/// What waits to be told about the rare thing.
pub async fn waiting(service: &Service) -> Vec<String> {
    told(service, "'waiting'").await
}

/// Everything that waits has gone out in a letter of which nobody knows whether it has arrived.
pub async fn everything_may_have_arrived(service: &Service) {
    service
        .sql(
            "UPDATE outbox SET delivery = '0192f0c1-7a3b-7c4d-8e5f-0123456789ab', via = 'email', attempts = 1, \
             trouble = 'timeout' WHERE state = 'waiting'",
        )
        .await;
}

/// Every message has arrived.
pub async fn everything_is_sent(service: &Service) {
    service
        .sql("UPDATE outbox SET state = 'sent', ended_at = 0 WHERE state = 'waiting'")
        .await;
}

/// What is wrong with the stock of every thing.
pub async fn faults(service: &Service) -> Vec<String> {
    let items = service.texts("SELECT id FROM items ORDER BY id").await;
    let today = jaettu_domain::time::today(service.app.clock.now());
    let mut faults = Vec::new();
    for item in items {
        let item = jaettu_domain::id::ItemId::new(item).unwrap();
        for stock in store::look(&service.app.db, &[&item]).await.unwrap() {
            let wrong = stock.check(today).into_iter();
            faults.extend(wrong.map(|fault| format!("{item}: {fault}")));
        }
    }
    faults
}

/// Everything that is due goes into the mailbox of the demonstration.
pub async fn send_to_mailbox(service: &Service) {
    let post = Post {
        email: None,
        sms: None,
        mailbox: true,
    };
    let site = "https://jaettu.example.org".parse().unwrap();
    let app = &service.app;
    let worker = Worker::new(app.db.clone(), app.clock.clone(), post, site, Bell::default());
    worker.send_due().await.unwrap();
}
