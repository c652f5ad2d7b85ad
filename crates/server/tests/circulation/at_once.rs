//! What many do at the same moment, and what one does twice.

use crate::support::Service;
use crate::{HOLDS, at_kallio, faults, rare, scanned};
use futures::future::join_all;
use serde_json::json;

on_both_databases!(
    fifty_holds_and_five_returns_at_once_leave_no_tie_and_no_gap,
    a_copy_scanned_at_two_desks_at_once_is_lent_once,
    a_repeated_request_has_the_same_answer_and_no_second_effect,
);

async fn fifty_holds_and_five_returns_at_once_leave_no_tie_and_no_gap(service: Service) {
    let service = rare(service).await;
    service.sql("UPDATE people SET pin_hash = (SELECT pin_hash FROM people WHERE card = '10000001') WHERE card LIKE '190000%'").await;
    for number in 2..=5 {
        let sql = format!(
            "INSERT INTO copies (barcode, item, home, library, place, due, condition) \
            VALUES ('R{number}', 'harvinainen', 'kallio', 'kallio', 'shelf', NULL, 'good')"
        );
        service.texts(&format!("{sql} RETURNING barcode")).await;
    }
    let staff = service.signed_in("3000 0001").await;
    for number in 1..=5 {
        let lent = json!({ "card": format!("1000000{number}"), "barcode": format!("R{number}") });
        let lent = staff.post("/api/v1/desk/checkouts", lent).await;
        assert_eq!(lent.status, 201, "{}", lent.text());
    }
    let cards: Vec<String> = (0..50).map(|number| format!("190000{number:02}")).collect();
    let mut guests = Vec::new();
    for card in &cards {
        guests.push(service.signed_in(card).await);
    }
    let placed = join_all(guests.iter().map(|guest| guest.post(HOLDS, at_kallio()))).await;
    assert!(
        placed.iter().all(|answer| answer.status == 201),
        "{:?}",
        placed.iter().map(|a| a.status).collect::<Vec<_>>()
    );
    let mut positions: Vec<u64> = placed
        .iter()
        .map(|answer| answer.json()["position"].as_u64().unwrap())
        .collect();
    positions.sort_unstable();
    assert_eq!(positions, (1..=50).collect::<Vec<_>>());
    let returned =
        join_all((1..=5).map(|number| staff.post("/api/v1/desk/returns", scanned(&format!("R{number}")))))
            .await;
    assert!(
        returned
            .iter()
            .all(|answer| answer.json()["goes"]["to"] == "hold_shelf")
    );
    let served = service
        .texts("SELECT id FROM holds WHERE item = 'harvinainen' AND state = 'ready' ORDER BY placed_at, id")
        .await;
    let first = service
        .texts("SELECT id FROM holds WHERE item = 'harvinainen' ORDER BY placed_at, id LIMIT 5")
        .await;
    assert_eq!(served, first, "the first five were served");
    assert_eq!(faults(&service).await, Vec::<String>::new());
}

async fn a_copy_scanned_at_two_desks_at_once_is_lent_once(service: Service) {
    let service = rare(service).await;
    let (one, other) = (
        service.signed_in("3000 0001").await,
        service.signed_in("3000 0002").await,
    );
    for round in 0..10 {
        let body = |card: &str| json!({ "card": card, "barcode": "R1" });
        let path = "/api/v1/desk/checkouts";
        let (a, b) = tokio::join!(
            one.post(path, body("10000002")),
            other.post(path, body("10000003"))
        );
        let mut statuses = [a.status.as_u16(), b.status.as_u16()];
        statuses.sort_unstable();
        assert_eq!(statuses, [201, 422], "round {round}: {} {}", a.text(), b.text());
        assert_eq!(
            service
                .texts("SELECT id FROM loans WHERE copy = 'R1' AND returned_at IS NULL")
                .await
                .len(),
            1
        );
        assert_eq!(one.post("/api/v1/desk/returns", scanned("R1")).await.status, 200);
    }
}

async fn a_repeated_request_has_the_same_answer_and_no_second_effect(service: Service) {
    let service = rare(service).await;
    let (guest, staff) = (
        service.signed_in("1000 0002").await,
        service.signed_in("3000 0001").await,
    );
    let first = guest.post_once(HOLDS, at_kallio(), "k1").await;
    let again = join_all((0..10).map(|_| guest.post_once(HOLDS, at_kallio(), "k1"))).await;
    assert!(
        again
            .iter()
            .all(|answer| (answer.status, &answer.body) == (first.status, &first.body))
    );
    let other = guest
        .post_once(HOLDS, json!({ "pickup_library": "oodi" }), "k1")
        .await;
    assert_eq!(
        (other.status.as_u16(), other.problem().as_str()),
        (422, "key_reused")
    );
    assert_eq!(guest.post_once(HOLDS, at_kallio(), "not good").await.status, 400);
    let stranger = service.signed_in("1000 0003").await;
    assert_ne!(
        stranger.post_once(HOLDS, at_kallio(), "k1").await.body,
        first.body,
        "keys are each person's own"
    );
    let lent = json!({ "card": "10000002", "barcode": "R1" });
    let back = scanned("R1");
    for (path, body) in [("checkouts", lent), ("returns", back)] {
        let path = format!("/api/v1/desk/{path}");
        let first = staff.post_once(&path, body.clone(), &path).await;
        assert!(first.status.is_success(), "{}", first.text());
        assert_eq!(staff.post_once(&path, body, &path).await.body, first.body);
    }
    assert_eq!(
        service
            .texts("SELECT id FROM loans WHERE copy = 'R1'")
            .await
            .len(),
        1
    );
    let racing =
        join_all((0..20).map(|_| stranger.post_once("/api/v1/items/porakone/holds", at_kallio(), "race")))
            .await;
    assert!(
        racing
            .iter()
            .all(|answer| answer.body == racing[0].body && answer.status == 201)
    );
}
