//! Copies at the desk: missing, broken, renewed, taken back and out of use.

use crate::support::Service;
use crate::{LEND, LOSE, TAKE_IN, here, place, with_copy};
use axum::http::StatusCode;
use serde_json::{Value, json};

on_both_databases!(
    a_desk_knows_in_which_libraries_its_people_work,
    what_is_not_on_the_shelf_is_missing_until_it_is_found_or_that_is_taken_back,
    what_somebody_has_at_home_is_not_missing,
    a_broken_thing_is_set_aside_and_lent_again_once_it_works,
    what_is_broken_for_good_is_taken_out_of_use_and_that_is_kept,
    a_scan_tells_whether_a_thing_is_theirs_whose_card_is_open_and_never_whose_it_is,
    a_loan_is_taken_back_whoever_else_has_one_of_the_kind,
    a_loan_is_renewed_for_somebody_by_the_same_rules,
);

async fn a_desk_knows_in_which_libraries_its_people_work(service: Service) {
    let service = service.with_demo().await;
    let own = service
        .signed_in("3000 0001")
        .await
        .get("/api/v1/desk/libraries")
        .await
        .json();
    assert_eq!(
        own["items"],
        json!([{ "id": "kallio", "name": own["items"][0]["name"] }])
    );
    let all = service
        .signed_in("3000 0002")
        .await
        .get("/api/v1/desk/libraries")
        .await
        .json();
    assert!(all["items"].as_array().unwrap().len() > 30);
}

async fn what_is_not_on_the_shelf_is_missing_until_it_is_found_or_that_is_taken_back(service: Service) {
    let (service, copy) = with_copy(service).await;
    let staff = service.signed_in("3000 0001").await;
    let lost = staff.post(LOSE, here(&copy)).await;
    assert_eq!(
        (lost.status, place(&service, &copy).await.as_str()),
        (StatusCode::OK, "missing")
    );
    let undo = json!({ "undo": lost.json()["undo"] });
    assert_eq!(staff.post("/api/v1/desk/undo", undo).await.status, StatusCode::OK);
    assert_eq!(place(&service, &copy).await, "shelf");
    staff.post_once(LOSE, here(&copy), "once").await;
    let again = staff.post_once(LOSE, here(&copy), "once").await;
    assert_eq!(again.status, StatusCode::OK, "sent twice, done once");
    assert_eq!(
        staff.post(TAKE_IN, here(&copy)).await.json()["goes"]["to"],
        "shelf"
    );
    assert_eq!(
        staff
            .post(LOSE, json!({ "barcode": copy, "library": "oodi" }))
            .await
            .problem(),
        "not_your_desk"
    );
    assert_eq!(staff.post(LOSE, here("none")).await.status, StatusCode::NOT_FOUND);
}

async fn what_somebody_has_at_home_is_not_missing(service: Service) {
    let (service, copy) = with_copy(service).await;
    let staff = service.signed_in("3000 0001").await;
    staff
        .post(LEND, json!({ "card": "1000 0002", "barcode": copy }))
        .await;
    assert_eq!(staff.post(LOSE, here(&copy)).await.problem(), "on_loan");
    assert_eq!(place(&service, &copy).await, "on_loan");
}

async fn a_broken_thing_is_set_aside_and_lent_again_once_it_works(service: Service) {
    let (service, copy) = with_copy(service).await;
    let staff = service.signed_in("3000 0001").await;
    let mut report = here(&copy);
    report["text"] = json!("Johto on poikki <b>");
    assert_eq!(
        staff.post("/api/v1/desk/faults", here(&copy)).await.status,
        StatusCode::BAD_REQUEST,
        "says what"
    );
    assert_eq!(
        staff.post("/api/v1/desk/faults", report).await.status,
        StatusCode::CREATED
    );
    assert_eq!(place(&service, &copy).await, "repair");
    let lend = json!({ "card": "1000 0002", "barcode": copy });
    assert_eq!(
        staff.post(LEND, lend.clone()).await.status,
        StatusCode::UNPROCESSABLE_ENTITY
    );
    let today = staff.get("/api/v1/desk/kallio/today").await.json();
    let rows = today["faults"].as_array().unwrap();
    let row = rows.iter().find(|row| row["barcode"] == *copy).unwrap();
    assert_eq!(row["fault"], "Johto on poikki <b>");
    let path = format!("/api/v1/desk/faults/{}/solve", row["ticket"].as_str().unwrap());
    let solved = staff.post(&path, json!({ "library": "kallio" })).await.json();
    assert_eq!(solved["goes"]["to"], "shelf");
    assert_eq!(
        staff.post(&path, json!({ "library": "kallio" })).await.problem(),
        "not_in_repair"
    );
    assert_eq!(staff.post(LEND, lend).await.status, StatusCode::CREATED);
}

async fn what_is_broken_for_good_is_taken_out_of_use_and_that_is_kept(service: Service) {
    let (service, copy) = with_copy(service).await;
    let staff = service.signed_in("3000 0001").await;
    let mut report = here(&copy);
    report["text"] = json!("Haljennut");
    staff.post("/api/v1/desk/faults", report).await;
    let path = "/api/v1/desk/withdrawals";
    let elsewhere = json!({ "barcode": copy, "library": "oodi" });
    assert_eq!(staff.post(path, elsewhere).await.problem(), "not_your_desk");
    assert_eq!(staff.post(path, here(&copy)).await.status, StatusCode::CREATED);
    assert_eq!(place(&service, &copy).await, "withdrawn");
    let today = staff.get("/api/v1/desk/kallio/today").await.json();
    let faults = today["faults"].as_array().unwrap();
    assert!(faults.iter().all(|row| row["barcode"] != *copy));
    assert_eq!(staff.post(TAKE_IN, here(&copy)).await.problem(), "withdrawn");
    let kept = "SELECT reason FROM audit WHERE action = 'withdrew'";
    assert_eq!(service.texts(kept).await, [copy]);
}

async fn a_scan_tells_whether_a_thing_is_theirs_whose_card_is_open_and_never_whose_it_is(service: Service) {
    let (service, copy) = with_copy(service).await;
    let staff = service.signed_in("3000 0001").await;
    let scan = async |code: &str, person: &Value| {
        let asked = json!({ "code": code, "library": "kallio", "person": person });
        staff.post("/api/v1/desk/scans", asked).await.json()
    };
    let (own, other) = (
        scan("1000 0002", &Value::Null).await["holder"]["id"].clone(),
        scan("1000 0003", &Value::Null).await["holder"]["id"].clone(),
    );
    assert_eq!(scan(&copy, &own).await["theirs"], false);
    staff
        .post(LEND, json!({ "card": "1000 0002", "barcode": copy }))
        .await;
    assert_eq!(scan(&copy, &own).await["theirs"], true);
    assert_eq!(scan(&copy, &other).await["theirs"], false);
    let nobody = scan(&copy, &Value::Null).await;
    assert_eq!(nobody["theirs"], false);
    assert!(!nobody.to_string().contains(own.as_str().unwrap()), "{nobody}");
    staff.post(TAKE_IN, here(&copy)).await;
    assert_eq!(scan(&copy, &own).await["theirs"], false);
}

async fn a_loan_is_taken_back_whoever_else_has_one_of_the_kind(service: Service) {
    let (service, _) = with_copy(service).await;
    let staff = service.signed_in("3000 0001").await;
    let shelf = "SELECT c.barcode FROM copies c WHERE c.place = 'shelf' AND c.library = 'kallio' AND \
        EXISTS (SELECT 1 FROM loans l WHERE l.item = c.item AND l.returned_at IS NULL) ORDER BY c.barcode";
    let copies = service.texts(shelf).await;
    assert!(copies.len() > 5);
    for copy in copies {
        let lent = staff
            .post(LEND, json!({ "card": "1000 0002", "barcode": copy }))
            .await;
        assert_eq!(lent.status, StatusCode::CREATED, "{copy}");
        let undo = json!({ "undo": lent.json()["undo"] });
        assert_eq!(
            staff.post("/api/v1/desk/undo", undo).await.status,
            StatusCode::OK,
            "{copy}"
        );
    }
}

async fn a_loan_is_renewed_for_somebody_by_the_same_rules(service: Service) {
    let (service, copy) = with_copy(service).await;
    let staff = service.signed_in("3000 0001").await;
    let card = json!({ "code": "1000 0002", "library": "kallio" });
    let holder = staff.post("/api/v1/desk/scans", card).await.json()["holder"]["id"]
        .as_str()
        .unwrap()
        .to_owned();
    let lent = staff
        .post(LEND, json!({ "card": "1000 0002", "barcode": copy }))
        .await
        .json();
    let loans = staff
        .get(&format!("/api/v1/desk/people/{holder}/loans"))
        .await
        .json();
    assert!(
        loans["items"]
            .as_array()
            .unwrap()
            .iter()
            .any(|loan| loan["id"] == lent["loan"])
    );
    let looked = format!(
        "SELECT reason FROM audit WHERE action = 'looked_up' AND subject = '{holder}' ORDER BY reason"
    );
    assert_eq!(service.texts(&looked).await, ["at the desk", "loans"]);
    let path = format!("/api/v1/desk/loans/{}/renew", lent["loan"].as_str().unwrap());
    let renewed = staff.post(&path, json!({})).await.json();
    assert_eq!(renewed["loan"]["renewals"], 1);
    assert!(renewed["loan"]["due"].as_str() > lent["due"].as_str());
    let kept = format!("SELECT reason FROM audit WHERE action = 'renewed' AND subject = '{holder}'");
    assert_eq!(service.texts(&kept).await, [lent["loan"].as_str().unwrap()]);
    staff.post(TAKE_IN, here(&copy)).await;
    assert_eq!(staff.post(&path, json!({})).await.problem(), "already_ended");
}
