//! What happens without anybody doing anything, and what is counted of it.

use crate::support::Service;
use crate::{HOLDS, rare, scanned};
use jaettu_server::circulation::upkeep;
use serde_json::json;

on_both_databases!(
    what_happens_by_itself_happens_once,
    one_thing_that_cannot_be_read_keeps_no_other_waiting,
    loans_are_counted_by_month_and_feed_the_indicator,
);

async fn what_happens_by_itself_happens_once(service: Service) {
    let service = rare(service).await;
    let staff = service.signed_in("3000 0002").await;
    staff
        .post(
            "/api/v1/desk/checkouts",
            json!({ "card": "10000002", "barcode": "R1" }),
        )
        .await;
    // The day before it is due, and then a week after.
    let told = async |kind: &str| {
        let sql = format!(
            "SELECT message FROM outbox WHERE message LIKE '%{kind}%' AND message LIKE '%harvinainen%'"
        );
        service.texts(&sql).await.len()
    };
    service.wait(13 * 24 * 60 * 60);
    for _ in 0..3 {
        upkeep::hourly(&service.app).await.unwrap();
    }
    assert_eq!((told("loan_due_soon").await, told("loan_overdue").await), (1, 0));
    service.wait(9 * 24 * 60 * 60);
    for _ in 0..3 {
        let (one, other) = tokio::join!(upkeep::hourly(&service.app), upkeep::hourly(&service.app));
        one.unwrap();
        other.unwrap();
    }
    assert_eq!((told("loan_due_soon").await, told("loan_overdue").await), (1, 1));
    let staff = service.signed_in("3000 0002").await;
    assert_eq!(
        staff.post("/api/v1/desk/returns", scanned("R1")).await.json()["days_late"],
        8
    );
    service.wait(2 * 24 * 60 * 60);
    upkeep::hourly(&service.app).await.unwrap();
    let forgotten = service
        .texts("SELECT id FROM loans WHERE copy = 'R1' AND person IS NULL")
        .await;
    assert_eq!(
        forgotten.len(),
        1,
        "who had it is forgotten, unless they want it kept"
    );
}

async fn one_thing_that_cannot_be_read_keeps_no_other_waiting(service: Service) {
    let service = rare(service).await;
    let guest = service.signed_in("1000 0002").await;
    let today = jaettu_domain::time::today(service.app.clock.now());
    let hold = json!({ "pickup_library": "kallio", "not_after": today.to_string() });
    guest.post(HOLDS, hold).await;
    // Things before this one by name have holds of nobody, which no command writes.
    service
        .sql(
            "UPDATE holds SET person = NULL, not_after = '2000-01-01' \
            WHERE item < 'harvinainen' AND state = 'waiting' AND ended_at IS NULL",
        )
        .await;
    assert!(
        !service
            .texts("SELECT id FROM holds WHERE person IS NULL AND ended_at IS NULL")
            .await
            .is_empty()
    );
    service.wait(24 * 60 * 60);
    assert!(upkeep::minutely(&service.app).await.is_err(), "and that is told");
    assert_eq!(
        service
            .texts("SELECT id FROM holds WHERE item = 'harvinainen' AND ended_at IS NULL")
            .await
            .len(),
        0
    );
    assert!(upkeep::hourly(&service.app).await.is_err());
    let reminded = service
        .texts("SELECT id FROM outbox WHERE occasion LIKE 'late %'")
        .await;
    assert!(!reminded.is_empty(), "the others are reminded");
}

async fn loans_are_counted_by_month_and_feed_the_indicator(service: Service) {
    let service = rare(service).await;
    let staff = service.signed_in("3000 0002").await;
    for card in ["10000002", "10000003"] {
        let lent = staff
            .post("/api/v1/desk/checkouts", json!({ "card": card, "barcode": "R1" }))
            .await;
        assert_eq!(lent.status, 201, "{}", lent.text());
        staff.post("/api/v1/desk/returns", scanned("R1")).await;
    }
    let counts = service
        .get("/api/v1/statistics/loans?month=2026-11-01")
        .await
        .json();
    let expected = json!([{ "month": "2026-11-01", "item": "harvinainen", "library": "kallio", "loans": 2, "renewals": 0 }]);
    assert_eq!(counts["items"], expected);
    let before = service
        .get("/api/v1/statistics/loans?as_of=2026-11-23")
        .await
        .json();
    assert_eq!(
        before["items"],
        json!([]),
        "as of the morning of that day nothing had been lent"
    );
    assert_eq!(
        service
            .get("/api/v1/statistics/loans?month=2026-11-02")
            .await
            .problem(),
        "invalid"
    );
    // The log began in October: of its first month nobody knows how much of it was written down.
    service
        .sql(
            "INSERT INTO circulation_log (id, at, kind, item, library) \
             VALUES ('a', 1792065600000, 'loan', 'harvinainen', 'kallio')",
        )
        .await;
    let values = async || {
        let indicator = service
            .get("/api/v1/programme/indicators/device-uses")
            .await
            .json();
        indicator.to_string().matches("2026-11-01").count()
    };
    upkeep::hourly(&service.app).await.unwrap();
    assert_eq!(values().await, 0, "November is not over");
    service.wait(9 * 24 * 60 * 60);
    for _ in 0..2 {
        upkeep::hourly(&service.app).await.unwrap();
    }
    assert!(values().await > 0);
    let logged = service
        .texts("SELECT change FROM programme_changes WHERE indicator = 'device-uses'")
        .await;
    assert!(
        logged
            .iter()
            .filter(|change| change.contains("2026-11-01"))
            .count()
            == 1,
        "{logged:?}"
    );
}
