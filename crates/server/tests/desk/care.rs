//! Broken and incomplete things at the desk: what was noted is taken back, faults that are none are ended, photos are seen.

use crate::support::Service;
use crate::support::person::Guest;
use crate::things;
use serde_json::{Value, json};

on_both_databases!(
    a_fault_that_was_noted_by_mistake_is_taken_back,
    what_was_said_to_work_again_is_set_aside_again,
    a_fault_is_not_taken_back_once_somebody_else_has_told_of_one,
    missing_parts_are_taken_back_and_so_is_the_return_before,
    missing_parts_are_written_down_in_one_language,
    a_renewal_is_taken_back,
    a_fault_that_is_none_is_ended_while_the_thing_is_at_home,
    the_photo_of_a_fault_is_seen_at_the_desk,
    nobody_fills_the_list_of_faults_from_one_loan,
    whose_message_did_not_arrive_is_marked_with_whom_to_ring_up,
    what_is_ready_after_all_is_told_to_whoever_heard_that_it_is_not,
);

/// A thing of one copy on the shelf of Kallio, with two parts that have names in two languages.
async fn rare(service: Service) -> Service {
    let service = service.with_demo().await;
    things::put(&service, &[("harvinainen", "Harvinainen", "R1")]).await;
    service
        .sql(
            "UPDATE items SET included = '{\"fi\":[\"Laukku\",\"Laturi\"],\"en\":[\"Bag\",\"Charger\"]}' \
             WHERE id = 'harvinainen'",
        )
        .await;
    service
}

async fn lend(staff: &Guest<'_>, card: &str) -> Value {
    let asked = json!({ "card": card, "barcode": "R1" });
    let lent = staff.post("/api/v1/desk/checkouts", asked).await;
    assert_eq!(lent.status, 201, "{}", lent.text());
    lent.json()
}

async fn take_in(staff: &Guest<'_>) -> Value {
    let asked = json!({ "barcode": "R1", "library": "kallio" });
    staff.post("/api/v1/desk/returns", asked).await.json()
}

async fn undo(staff: &Guest<'_>, done: &Value) -> u16 {
    let asked = json!({ "undo": done["undo"] });
    staff.post("/api/v1/desk/undo", asked).await.status.as_u16()
}

/// Where the copy is, what it is like, and how many faults of it are open.
async fn copy(service: &Service) -> (String, String, usize) {
    let place = service
        .texts("SELECT place FROM copies WHERE barcode = 'R1'")
        .await;
    let condition = service
        .texts("SELECT condition FROM copies WHERE barcode = 'R1'")
        .await;
    let faults = service
        .texts("SELECT id FROM tickets WHERE copy = 'R1' AND solved_at IS NULL")
        .await;
    (place[0].clone(), condition[0].clone(), faults.len())
}

fn at(place: &str, condition: &str, faults: usize) -> (String, String, usize) {
    (place.to_owned(), condition.to_owned(), faults)
}

async fn report(staff: &Guest<'_>) -> Value {
    let fault = json!({ "barcode": "R1", "library": "kallio", "text": "Ei käynnisty" });
    let noted = staff.post("/api/v1/desk/faults", fault).await;
    assert_eq!(noted.status, 201, "{}", noted.text());
    noted.json()
}

async fn a_fault_that_was_noted_by_mistake_is_taken_back(service: Service) {
    let service = rare(service).await;
    let staff = service.signed_in("3000 0001").await;
    let noted = report(&staff).await;
    assert_eq!(copy(&service).await, at("repair", "good", 1));
    assert_eq!(undo(&staff, &noted).await, 200);
    assert_eq!(copy(&service).await, at("shelf", "good", 0));
    lend(&staff, "1000 0002").await;
}

async fn a_fault_is_not_taken_back_once_somebody_else_has_told_of_one(service: Service) {
    let service = rare(service).await;
    let (one, other) = (
        service.signed_in("3000 0001").await,
        service.signed_in("3000 0002").await,
    );
    let noted = report(&one).await;
    report(&other).await;
    assert_eq!(undo(&one, &noted).await, 409);
    assert_eq!(copy(&service).await, at("repair", "good", 2));
}

async fn missing_parts_are_taken_back_and_so_is_the_return_before(service: Service) {
    let service = rare(service).await;
    let staff = service.signed_in("3000 0001").await;
    let loan = lend(&staff, "1000 0002").await["loan"].clone();
    let returned = take_in(&staff).await;
    let path = format!("/api/v1/desk/loans/{}/missing", loan.as_str().unwrap());
    let parts = json!({ "library": "kallio", "parts": ["Laukku"] });
    let noted = staff.post(&path, parts).await.json();
    assert_eq!(noted["goes"]["to"], "repair");
    assert_eq!(copy(&service).await, at("repair", "incomplete", 1));
    assert_eq!(undo(&staff, &noted).await, 200);
    assert_eq!(copy(&service).await, at("shelf", "good", 0));
    let missing = "SELECT missing FROM loans WHERE copy = 'R1'";
    assert_eq!(service.texts(missing).await, ["[]"]);
    assert_eq!(undo(&staff, &returned).await, 200);
    assert_eq!(copy(&service).await, at("on_loan", "good", 0));
}

async fn missing_parts_are_written_down_in_one_language(service: Service) {
    let service = rare(service).await;
    let staff = service.signed_in("3000 0001").await;
    lend(&staff, "1000 0002").await;
    let asked = json!({ "barcode": "R1", "library": "kallio", "missing": ["Charger", "Laukku", "Avain"] });
    let came = staff.post("/api/v1/desk/returns", asked).await.json();
    let written = "SELECT fault FROM tickets WHERE copy = 'R1'";
    assert_eq!(service.texts(written).await, ["Puuttuu: Laturi, Laukku, Avain"]);
    assert_eq!(undo(&staff, &came).await, 200);
    assert_eq!(copy(&service).await, at("on_loan", "good", 0));
}

async fn a_renewal_is_taken_back(service: Service) {
    let service = rare(service).await;
    let staff = service.signed_in("3000 0001").await;
    let lent = lend(&staff, "1000 0002").await;
    let path = format!("/api/v1/desk/loans/{}/renew", lent["loan"].as_str().unwrap());
    let renewed = staff.post(&path, json!({})).await.json();
    assert_eq!(undo(&staff, &renewed).await, 200);
    let mine = service
        .signed_in("1000 0002")
        .await
        .get("/api/v1/me/loans")
        .await
        .json();
    let mut mine = mine["items"].as_array().unwrap().iter();
    let loan = mine.find(|loan| loan["barcode"] == "R1").unwrap();
    assert_eq!((&loan["renewals"], &loan["due"]), (&json!(0), &lent["due"]));
    let counted = "SELECT kind FROM circulation_log WHERE item = 'harvinainen'";
    assert_eq!(service.texts(counted).await, ["loan"]);
}

/// The row of the list of faults.
async fn fault(staff: &Guest<'_>) -> Value {
    let today = staff.get("/api/v1/desk/kallio/today").await.json();
    let mut rows = today["faults"].as_array().unwrap().iter();
    rows.find(|row| row["barcode"] == "R1")
        .cloned()
        .unwrap_or_default()
}

async fn a_fault_that_is_none_is_ended_while_the_thing_is_at_home(service: Service) {
    let service = rare(service).await;
    let (staff, guest) = (
        service.signed_in("3000 0001").await,
        service.signed_in("1000 0002").await,
    );
    let loan = lend(&staff, "1000 0002").await["loan"]
        .as_str()
        .unwrap()
        .to_owned();
    let path = format!("/api/v1/me/loans/{loan}");
    guest
        .post(&format!("{path}/faults"), json!({ "text": "Ei käynnisty" }))
        .await;
    let renewal = guest.post(&format!("{path}/renew"), json!({})).await;
    assert_eq!(renewal.json()["errors"][0]["code"], "fault_reported");
    let row = fault(&staff).await;
    assert_eq!((&row["place"], &row["photo"]), (&json!("on_loan"), &json!(false)));
    let solve = format!("/api/v1/desk/faults/{}/solve", row["ticket"].as_str().unwrap());
    let solved = staff.post(&solve, json!({ "library": "kallio" })).await.json();
    assert_eq!(solved["goes"]["to"], "stays");
    assert_eq!(copy(&service).await, at("on_loan", "good", 0));
    // It was one after all.
    assert_eq!(undo(&staff, &solved).await, 200);
    assert_eq!(copy(&service).await, at("on_loan", "good", 1));
    staff.post(&solve, json!({ "library": "kallio" })).await;
    assert_eq!(guest.post(&format!("{path}/renew"), json!({})).await.status, 200);
}

async fn the_photo_of_a_fault_is_seen_at_the_desk(service: Service) {
    let service = rare(service).await;
    let (staff, guest) = (
        service.signed_in("3000 0001").await,
        service.signed_in("1000 0002").await,
    );
    let loan = lend(&staff, "1000 0002").await["loan"]
        .as_str()
        .unwrap()
        .to_owned();
    let report = json!({ "text": "Ei käynnisty", "photo": "/9j/4AECAw==" });
    let reported = guest
        .post(&format!("/api/v1/me/loans/{loan}/faults"), report)
        .await;
    assert_eq!(reported.status, 201, "{}", reported.text());
    let row = fault(&staff).await;
    assert_eq!(row["photo"], true);
    let path = format!("/api/v1/desk/faults/{}/photo", row["ticket"].as_str().unwrap());
    let photo = staff.get(&path).await.json();
    assert_eq!(photo, json!({ "media": "image/jpeg", "base64": "/9j/4AECAw==" }));
    assert_eq!(guest.get(&path).await.problem(), "not_allowed");
    let unknown = "/api/v1/desk/faults/00000000-0000-4000-8000-000000000000/photo";
    assert_eq!(staff.get(unknown).await.problem(), "not_found");
}

async fn what_is_ready_after_all_is_told_to_whoever_heard_that_it_is_not(service: Service) {
    let service = rare(service).await;
    let (staff, guest) = (
        service.signed_in("3000 0001").await,
        service.signed_in("1000 0002").await,
    );
    guest
        .post(
            "/api/v1/items/harvinainen/holds",
            json!({ "pickup_library": "kallio" }),
        )
        .await;
    take_in(&staff).await;
    let everything_is_sent = "UPDATE outbox SET state = 'sent', ended_at = 0";
    service.sql(everything_is_sent).await;
    let lost = json!({ "barcode": "R1", "library": "kallio" });
    let lost = staff.post("/api/v1/desk/losses", lost).await.json();
    service.sql(everything_is_sent).await;
    assert_eq!(undo(&staff, &lost).await, 200);
    let told = "SELECT message FROM outbox WHERE state = 'waiting' AND message LIKE '%harvinainen%'";
    let told = service.texts(told).await;
    assert_eq!(told.len(), 1, "{told:?}");
    assert!(told[0].contains("hold_ready"), "{told:?}");
}

async fn whose_message_did_not_arrive_is_marked_with_whom_to_ring_up(service: Service) {
    let service = rare(service).await;
    let (staff, guest) = (
        service.signed_in("3000 0001").await,
        service.signed_in("1000 0002").await,
    );
    let hold = json!({ "pickup_library": "kallio" });
    guest.post("/api/v1/items/harvinainen/holds", hold).await;
    take_in(&staff).await;
    let row = async || {
        let today = staff.get("/api/v1/desk/kallio/today").await.json();
        let mut rows = today["waiting"].as_array().unwrap().iter();
        rows.find(|row| row["barcode"] == "R1").cloned().unwrap()
    };
    let waits = row().await;
    assert_eq!(
        (&waits["untold"], &waits["person"]),
        (&json!(false), &Value::Null)
    );
    let failed = "UPDATE outbox SET state = 'failed', ended_at = 0 WHERE message LIKE '%harvinainen%'";
    service.sql(failed).await;
    let me = guest.get("/api/v1/me").await.json()["id"].clone();
    let waits = row().await;
    assert_eq!((&waits["untold"], &waits["person"]), (&json!(true), &me));
}

async fn nobody_fills_the_list_of_faults_from_one_loan(service: Service) {
    let service = rare(service).await;
    let (staff, guest) = (
        service.signed_in("3000 0001").await,
        service.signed_in("1000 0002").await,
    );
    let loan = lend(&staff, "1000 0002").await["loan"]
        .as_str()
        .unwrap()
        .to_owned();
    let path = format!("/api/v1/me/loans/{loan}/faults");
    for number in 0..5 {
        let told = guest
            .post(&path, json!({ "text": format!("Vika {number}") }))
            .await;
        assert_eq!(told.status, 201, "{}", told.text());
    }
    let more = guest.post(&path, json!({ "text": "Vielä yksi" })).await;
    assert_eq!(more.problem(), "too_many_faults");
    assert_eq!(copy(&service).await, at("on_loan", "good", 5));
    // Staff can still say what they see.
    report(&staff).await;
}

async fn what_was_said_to_work_again_is_set_aside_again(service: Service) {
    let service = rare(service).await;
    let staff = service.signed_in("3000 0001").await;
    report(&staff).await;
    let ticket = fault(&staff).await["ticket"].as_str().unwrap().to_owned();
    let solve = format!("/api/v1/desk/faults/{ticket}/solve");
    let solved = staff.post(&solve, json!({ "library": "kallio" })).await.json();
    assert_eq!(copy(&service).await, at("shelf", "good", 0));
    assert_eq!(undo(&staff, &solved).await, 200);
    assert_eq!(copy(&service).await, at("repair", "good", 1));
    assert_eq!(fault(&staff).await["ticket"], ticket);
}
