//! What is left of somebody who is forgotten, on both databases: what staff need to repair things, and numbers.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

#[macro_use]
mod support;

#[path = "support/lending.rs"]
mod lending;

use jaettu_server::circulation::upkeep;
use jaettu_server::db::Db;
use lending::{DAY, lend, loan_of, rare, send_to_mailbox, take_in};
use serde_json::json;
use support::Service;
use support::person::Guest;

on_both_databases!(
    of_everything_somebody_did_nothing_tells_who_it_was,
    what_was_erased_is_in_no_byte_of_the_file,
    whoever_was_not_seen_for_five_years_is_forgotten,
    who_was_lent_something_at_a_desk_was_seen,
    what_was_told_of_a_fault_is_forgotten_a_month_after_the_repair,
);

const CANARIES: [&str; 4] = ["anarialintu", "anarialinnu", "10000009", "ivisalohi"];

/// The holder of 1000 0009, with a name that stands nowhere else and nothing on loan.
async fn canary(service: Service) -> Service {
    let service = rare(service).await;
    service
        .sql("UPDATE people SET name = 'Kivisalohi Kanarialintu', name_folded = 'kivisalohi kanarialintu' WHERE card = '10000009'")
        .await;
    service
        .sql(
            "UPDATE loans SET person = (SELECT id FROM people WHERE card = '19000000') \
             WHERE person = (SELECT id FROM people WHERE card = '10000009')",
        )
        .await;
    service
}

/// Borrows the rare thing, tells of a fault with a photo, and brings it back.
async fn fault(guest: &Guest<'_>, staff: &Guest<'_>, text: &str) {
    lend(staff, "10000009").await;
    let loan = loan_of(guest).await;
    let path = format!("/api/v1/me/loans/{}/faults", loan["id"].as_str().unwrap());
    // The first bytes of a photo.
    let told = guest
        .post(&path, json!({ "text": text, "photo": "/9j/4AECAw==" }))
        .await;
    assert_eq!(told.status, 201, "{}", told.text());
    assert_eq!(take_in(staff).await["goes"]["to"], "repair");
}

async fn solve(service: &Service, staff: &Guest<'_>) {
    let ticket = service
        .texts("SELECT id FROM tickets WHERE solved_at IS NULL AND copy = 'R1'")
        .await;
    let path = format!("/api/v1/desk/faults/{}/solve", ticket[0]);
    let solved = staff.post(&path, json!({ "library": "kallio" })).await;
    assert_eq!(solved.status, 200, "{}", solved.text());
}

/// A life at the library, and its end.
async fn lived_and_erased(service: &Service) {
    let (guest, staff) = (
        service.signed_in("1000 0009").await,
        service.signed_in("3000 0001").await,
    );
    fault(&guest, &staff, "Kanarialinnun mukaan terä on tylsä").await;
    solve(service, &staff).await;
    fault(
        &guest,
        &staff,
        "Johto poikki, soita 040 123 4567 tai kivisalohi@example.org",
    )
    .await;
    assert_eq!(
        guest.post("/api/v1/items/porakone/wish", json!({})).await.status,
        200
    );
    let hold = json!({ "pickup_library": "kallio" });
    assert_eq!(guest.post("/api/v1/items/porakone/holds", hold).await.status, 201);
    send_to_mailbox(service).await;
    assert!(
        service
            .rows_with("10000009@example.org")
            .await
            .contains(&"deliveries.address".to_owned())
    );
    assert_eq!(guest.delete("/api/v1/me").await.status, 200);
}

async fn of_everything_somebody_did_nothing_tells_who_it_was(service: Service) {
    let service = canary(service).await;
    let id = "SELECT id FROM people WHERE card = '10000009'";
    let id = service.texts(id).await.remove(0);
    lived_and_erased(&service).await;
    for canary in CANARIES.into_iter().chain([id.as_str(), "040 123"]) {
        assert_eq!(service.rows_with(canary).await, Vec::<String>::new(), "{canary}");
    }
    let faults = "SELECT fault FROM tickets WHERE copy = 'R1' ORDER BY opened_at";
    assert_eq!(service.texts(faults).await, ["", "Johto poikki, soita … tai …"]);
    let photos = "SELECT id FROM tickets WHERE copy = 'R1' AND (photo IS NOT NULL OR photo_type IS NOT NULL)";
    assert!(service.texts(photos).await.is_empty());
    let staff = service.signed_in("3000 0001").await;
    let today = staff.get("/api/v1/desk/kallio/today").await.text();
    assert!(today.contains("Johto poikki"), "it is still to be repaired");
    let counted = "SELECT id FROM circulation_log WHERE item = 'harvinainen' AND kind = 'loan'";
    assert_eq!(service.texts(counted).await.len(), 2, "the figures stay");
}

async fn what_was_erased_is_in_no_byte_of_the_file(service: Service) {
    let Db::Sqlite(_) = &service.app.db else {
        return;
    };
    let service = canary(service).await;
    lived_and_erased(&service).await;
    upkeep::hourly(&service.app).await.unwrap();
    let file = service.address().replace("sqlite://", "");
    for file in [file.clone(), format!("{file}-wal")] {
        let bytes = std::fs::read(&file).unwrap();
        for canary in CANARIES {
            let found = bytes
                .windows(canary.len())
                .any(|window| window == canary.as_bytes());
            assert!(!found, "{canary} is in {file}");
        }
    }
}

/// The cards of those who are still known.
async fn known(service: &Service, cards: &str) -> Vec<String> {
    let sql = format!("SELECT card FROM people WHERE card IN ({cards}) ORDER BY card");
    service.texts(&sql).await
}

async fn whoever_was_not_seen_for_five_years_is_forgotten(service: Service) {
    let service = canary(service).await;
    service
        .sql("UPDATE people SET blocked = 'laina kadoksissa' WHERE card = '19000001'")
        .await;
    service
        .sql("DELETE FROM loans WHERE person = (SELECT id FROM people WHERE card = '19000001')")
        .await;
    service
        .sql("UPDATE people SET seen_at = 0 WHERE card IN ('10000009', '10000001', '19000001', '30000001')")
        .await;
    upkeep::hourly(&service.app).await.unwrap();
    let cards = "'10000009', '10000001', '10000002', '19000001', '30000001'";
    assert_eq!(
        known(&service, cards).await,
        ["10000001", "10000002", "19000001", "30000001"],
        "not who has something at home, was seen, may not borrow, or works here"
    );
}

async fn who_was_lent_something_at_a_desk_was_seen(service: Service) {
    let service = canary(service).await;
    let staff = service.signed_in("3000 0001").await;
    service
        .sql("UPDATE people SET seen_at = 0 WHERE card = '10000009'")
        .await;
    lend(&staff, "10000009").await;
    take_in(&staff).await;
    service.wait(2 * DAY);
    upkeep::hourly(&service.app).await.unwrap();
    assert_eq!(known(&service, "'10000009'").await, ["10000009"]);
}

async fn what_was_told_of_a_fault_is_forgotten_a_month_after_the_repair(service: Service) {
    let service = canary(service).await;
    let (guest, staff) = (
        service.signed_in("1000 0009").await,
        service.signed_in("3000 0001").await,
    );
    fault(&guest, &staff, "Terä on tylsä").await;
    solve(&service, &staff).await;
    let left = "SELECT fault FROM tickets WHERE copy = 'R1' AND (fault <> '' OR photo IS NOT NULL OR reporter IS NOT NULL)";
    service.wait(29 * DAY);
    upkeep::hourly(&service.app).await.unwrap();
    assert_eq!(service.texts(left).await, ["Terä on tylsä"]);
    service.wait(2 * DAY);
    upkeep::hourly(&service.app).await.unwrap();
    assert!(service.texts(left).await.is_empty());
}
