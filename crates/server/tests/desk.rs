//! The staff desk: its document, which holds nothing about anybody, and the work that is the desk's alone.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

#[macro_use]
mod support;

#[path = "desk/cards.rs"]
mod cards;
#[path = "desk/care.rs"]
mod care;
#[path = "desk/copies.rs"]
mod copies;
#[path = "desk/page.rs"]
mod page;
#[path = "desk/people.rs"]
mod people;
#[path = "support/things.rs"]
mod things;

use jaettu_domain::circulation::api::LoanView;
use jaettu_domain::desk::api::care::{Contact, Desk, Undoable};
use jaettu_domain::desk::api::{CheckedIn, CheckedOut, Holder, Scanned, Today};
use jaettu_domain::page::Page;
use jaettu_domain::wire::{self, FromJson};
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use std::fmt::Debug;
use support::Service;

on_both_databases!(the_browser_reads_what_the_desk_answers_like_serde);

const LEND: &str = "/api/v1/desk/checkouts";
const TAKE_IN: &str = "/api/v1/desk/returns";
const LOSE: &str = "/api/v1/desk/losses";

/// The service with example data, and the barcode of something on the shelf at Kallio for which nobody waits.
async fn with_copy(service: Service) -> (Service, String) {
    let service = service.with_demo().await;
    let free = "SELECT c.barcode FROM copies c WHERE c.place = 'shelf' AND c.library = 'kallio' AND c.home = 'kallio' AND \
        NOT EXISTS (SELECT 1 FROM holds h WHERE h.item = c.item AND h.ended_at IS NULL) ORDER BY c.barcode";
    let barcode = service.texts(free).await.swap_remove(0);
    (service, barcode)
}

fn here(barcode: &str) -> Value {
    json!({ "barcode": barcode, "library": "kallio" })
}

async fn place(service: &Service, barcode: &str) -> String {
    let sql = format!("SELECT place FROM copies WHERE barcode = '{barcode}'");
    service.texts(&sql).await.swap_remove(0)
}

/// Opens a card at Kallio: whose it is.
async fn opened(staff: &support::person::Guest<'_>, card: &str) -> String {
    let asked = json!({ "code": card, "library": "kallio" });
    let scanned = staff.post("/api/v1/desk/scans", asked).await.json();
    scanned["holder"]["id"].as_str().unwrap().to_owned()
}

/// The compact reader of the browser and serde read the same.
fn same<T: FromJson + DeserializeOwned + PartialEq + Debug>(answer: &support::Answer) {
    let text = answer.text();
    let by_serde: T = serde_json::from_str(&text).unwrap();
    assert_eq!(wire::read::<T>(&text), Some(by_serde), "{text}");
}

async fn the_browser_reads_what_the_desk_answers_like_serde(service: Service) {
    let (service, copy) = with_copy(service).await;
    let staff = service.signed_in("3000 0001").await;
    same::<Page<Desk>>(&staff.get("/api/v1/desk/libraries").await);
    let scan = async |code: &str| {
        staff
            .post("/api/v1/desk/scans", json!({ "code": code, "library": "kallio" }))
            .await
    };
    same::<CheckedOut>(
        &staff
            .post(LEND, json!({ "card": "1000 0002", "barcode": copy }))
            .await,
    );
    same::<Scanned>(&scan(&copy).await);
    let card = scan("1000 0002").await;
    same::<Scanned>(&card);
    let holder = card.json()["holder"]["id"].as_str().unwrap().to_owned();
    same::<Page<LoanView>>(&staff.get(&format!("/api/v1/desk/people/{holder}/loans")).await);
    same::<Holder>(
        &staff
            .patch(
                &format!("/api/v1/desk/people/{holder}"),
                json!({ "blocked": "Ä" }),
            )
            .await,
    );
    same::<CheckedIn>(&staff.post(TAKE_IN, here(&copy)).await);
    same::<Undoable>(&staff.post(LOSE, here(&copy)).await);
    same::<Today>(&staff.get("/api/v1/desk/kallio/today").await);
    let everywhere = service.signed_in("3000 0002").await;
    same::<Today>(&everywhere.get("/api/v1/desk/itakeskus/today").await);
    let code = service
        .texts("SELECT pickup_code FROM holds WHERE state = 'ready' ORDER BY id")
        .await
        .swap_remove(0);
    same::<Scanned>(&scan(&code).await);
    let contact = format!("/api/v1/desk/people/{holder}/contact");
    same::<Contact>(&staff.post(&contact, json!({ "reason": "Myöhässä" })).await);
}
