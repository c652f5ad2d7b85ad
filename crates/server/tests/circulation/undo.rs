//! Taking back what a desk did a moment ago.

use crate::support::Service;
use crate::{HOLDS, at_kallio, everything_is_sent, faults, rare, scanned, waiting};
use serde_json::{Value, json};

on_both_databases!(
    a_desk_takes_back_what_it_did_a_moment_ago,
    what_is_taken_back_is_unsaid_and_wishes_are_there_again,
    what_is_taken_back_is_theirs_again_who_have_just_had_their_history_forgotten,
    nothing_is_taken_back_once_something_else_has_happened,
    whoever_may_have_heard_that_it_is_ready_hears_that_it_is_not,
);

async fn a_desk_takes_back_what_it_did_a_moment_ago(service: Service) {
    let service = rare(service).await;
    let (staff, other) = (
        service.signed_in("3000 0001").await,
        service.signed_in("3000 0002").await,
    );
    let before = service.get("/api/v1/items/harvinainen").await.json();
    let lent = staff
        .post(
            "/api/v1/desk/checkouts",
            json!({ "card": "10000002", "barcode": "R1" }),
        )
        .await
        .json();
    let undo = json!({ "undo": lent["undo"] });
    assert_eq!(
        other.post("/api/v1/desk/undo", undo.clone()).await.problem(),
        "cannot_undo",
        "only who did it"
    );
    assert_eq!(staff.post("/api/v1/desk/undo", undo.clone()).await.status, 200);
    assert_eq!(service.get("/api/v1/items/harvinainen").await.json(), before);
    assert_eq!(
        staff.post("/api/v1/desk/undo", undo).await.problem(),
        "cannot_undo",
        "once"
    );
    service
        .signed_in("1000 0003")
        .await
        .post(HOLDS, at_kallio())
        .await;
    let fetched = staff.post("/api/v1/desk/returns", scanned("R1")).await.json();
    assert_eq!(
        staff
            .post("/api/v1/desk/undo", json!({ "undo": fetched["undo"] }))
            .await
            .status,
        200
    );
    assert_eq!(
        service
            .texts("SELECT state FROM holds WHERE item = 'harvinainen'")
            .await,
        ["to_fetch"]
    );
    assert_eq!(
        service
            .texts("SELECT message FROM outbox WHERE message LIKE '%hold_ready%'")
            .await,
        Vec::<String>::new()
    );
    assert_eq!(
        service
            .texts("SELECT kind FROM circulation_log WHERE item = 'harvinainen'")
            .await,
        Vec::<String>::new()
    );
    assert_eq!(faults(&service).await, Vec::<String>::new());
}

async fn what_is_taken_back_is_unsaid_and_wishes_are_there_again(service: Service) {
    let service = rare(service).await;
    let (guest, staff) = (
        service.signed_in("1000 0002").await,
        service.signed_in("3000 0001").await,
    );
    let undo = async |answer: &Value| {
        let undone = staff
            .post("/api/v1/desk/undo", json!({ "undo": answer["undo"] }))
            .await;
        assert_eq!(undone.status, 200, "{}", undone.text());
    };
    // A wish is fulfilled by a return that did not happen.
    let lent = json!({ "card": "10000003", "barcode": "R1" });
    staff.post("/api/v1/desk/checkouts", lent).await;
    let wish = "/api/v1/items/harvinainen/wish";
    assert_eq!(guest.post(wish, json!({})).await.status, 200);
    let back = staff.post("/api/v1/desk/returns", scanned("R1")).await.json();
    assert_eq!(waiting(&service).await, ["item_free"]);
    undo(&back).await;
    assert_eq!(waiting(&service).await, Vec::<String>::new());
    let wishes = guest.get("/api/v1/me/wishes").await.json();
    assert_eq!(wishes["items"].as_array().unwrap().len(), 1);
    assert_eq!(guest.delete(wish).await.status, 200);
    // Somebody has heard already that it is ready.
    staff.post("/api/v1/desk/returns", scanned("R1")).await;
    guest.post(HOLDS, at_kallio()).await;
    let ready = staff.post("/api/v1/desk/returns", scanned("R1")).await.json();
    assert_eq!(waiting(&service).await, ["hold_ready"]);
    everything_is_sent(&service).await;
    undo(&ready).await;
    assert_eq!(waiting(&service).await, ["hold_back"]);
    // Lent by mistake before its person was told: they are told after all.
    staff.post("/api/v1/desk/returns", scanned("R1")).await;
    everything_is_sent(&service).await;
    service.wait(60);
    service
        .sql("UPDATE outbox SET state = 'waiting' WHERE message LIKE '%hold_ready%' AND message LIKE '%harvinainen%'")
        .await;
    let told = waiting(&service).await.len();
    let mine = json!({ "card": "10000002", "barcode": "R1" });
    let lent = staff.post("/api/v1/desk/checkouts", mine).await.json();
    assert_eq!(waiting(&service).await, Vec::<String>::new());
    undo(&lent).await;
    assert_eq!(waiting(&service).await, ["hold_ready"], "of {told}");
    assert_eq!(faults(&service).await, Vec::<String>::new());
}

async fn what_is_taken_back_is_theirs_again_who_have_just_had_their_history_forgotten(service: Service) {
    let service = rare(service).await;
    let staff = service.signed_in("3000 0001").await;
    let guest = service.signed_in("1000 0002").await;
    let lent = json!({ "card": "10000002", "barcode": "R1" });
    staff.post("/api/v1/desk/checkouts", lent).await;
    let back = staff.post("/api/v1/desk/returns", scanned("R1")).await.json();
    let forget = json!({ "keeps_history": false });
    assert_eq!(guest.patch("/api/v1/me", forget).await.status, 200);
    let undo = json!({ "undo": back["undo"] });
    assert_eq!(staff.post("/api/v1/desk/undo", undo).await.status, 200);
    let loans = guest.get("/api/v1/me/loans").await.json();
    let items = loans["items"].as_array().unwrap();
    assert!(items.iter().any(|loan| loan["item"] == "harvinainen"), "{loans}");
    let again = staff.post("/api/v1/desk/returns", scanned("R1")).await;
    assert_eq!(again.status, 200, "{}", again.text());
}

async fn nothing_is_taken_back_once_something_else_has_happened(service: Service) {
    let service = rare(service).await;
    let staff = service.signed_in("3000 0001").await;
    let lent = staff
        .post(
            "/api/v1/desk/checkouts",
            json!({ "card": "10000002", "barcode": "R1" }),
        )
        .await
        .json();
    service
        .signed_in("1000 0003")
        .await
        .post(HOLDS, at_kallio())
        .await;
    assert_eq!(
        staff
            .post("/api/v1/desk/undo", json!({ "undo": lent["undo"] }))
            .await
            .problem(),
        "cannot_undo"
    );
    let back = staff.post("/api/v1/desk/returns", scanned("R1")).await.json();
    service.wait(16 * 60);
    assert_eq!(
        staff
            .post("/api/v1/desk/undo", json!({ "undo": back["undo"] }))
            .await
            .problem(),
        "cannot_undo"
    );
}

async fn whoever_may_have_heard_that_it_is_ready_hears_that_it_is_not(service: Service) {
    let service = rare(service).await;
    let (guest, staff) = (
        service.signed_in("1000 0002").await,
        service.signed_in("3000 0001").await,
    );
    // Its letter has gone, and nobody knows whether it has arrived: it waits to be sent again.
    let doubtful = "UPDATE outbox SET via = 'email', delivery = '0192f0c1-7a3b-7c4d-8e5f-0123456789ab' \
        WHERE message LIKE '%harvinainen%' AND state = 'waiting'";
    guest.post(HOLDS, at_kallio()).await;
    let ready = staff.post("/api/v1/desk/returns", scanned("R1")).await.json();
    service.sql(doubtful).await;
    let undo = json!({ "undo": ready["undo"] });
    assert_eq!(staff.post("/api/v1/desk/undo", undo).await.status, 200);
    assert_eq!(waiting(&service).await, ["hold_back"]);
    // The same when the thing turns out to be broken after all.
    everything_is_sent(&service).await;
    staff.post("/api/v1/desk/returns", scanned("R1")).await;
    service.sql(doubtful).await;
    let broken = json!({ "barcode": "R1", "library": "kallio", "text": "Rikki" });
    assert_eq!(staff.post("/api/v1/desk/faults", broken).await.status, 201);
    assert_eq!(waiting(&service).await, ["hold_back"]);
}
