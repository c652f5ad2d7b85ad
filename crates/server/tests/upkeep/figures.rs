//! What is counted: the same question has the same answer later, and no part of a month passes for a whole one.

use crate::lending::{DAY, lend, rare, take_in};
use crate::support::Service;
use jaettu_server::circulation::upkeep;

on_both_databases!(
    the_same_question_has_the_same_answer_a_year_later,
    the_month_in_which_the_log_began_feeds_no_indicator,
);

async fn the_same_question_has_the_same_answer_a_year_later(service: Service) {
    let service = rare(service).await;
    service
        .sql(
            "INSERT INTO circulation_log (id, at, kind, item, library) VALUES \
             ('a', 1741600000000, 'loan', 'harvinainen', 'kallio'), \
             ('b', 1748600000000, 'loan', 'harvinainen', 'kallio')",
        )
        .await;
    let ask = async || {
        let counts = service.get("/api/v1/statistics/loans?as_of=2025-06-01").await;
        counts.json()["items"].clone()
    };
    let first = ask().await;
    let months: Vec<&str> = first
        .as_array()
        .unwrap()
        .iter()
        .map(|count| count["month"].as_str().unwrap())
        .collect();
    assert_eq!(months, ["2025-03-01", "2025-05-01"]);
    service.wait(400 * DAY);
    assert_eq!(ask().await, first);
}

async fn the_month_in_which_the_log_began_feeds_no_indicator(service: Service) {
    let service = rare(service).await;
    let lent = async || {
        let staff = service.signed_in("3000 0001").await;
        lend(&staff, "10000002").await;
        take_in(&staff).await;
    };
    // 23 November, and 23 December; then it is February.
    lent().await;
    service.wait(30 * DAY);
    lent().await;
    service.wait(45 * DAY);
    upkeep::hourly(&service.app).await.unwrap();
    let indicator = service
        .get("/api/v1/programme/indicators/device-uses")
        .await
        .json();
    let indicator = indicator.to_string();
    let has = |month: &str| indicator.contains(month);
    assert_eq!(
        (has("2026-11-01"), has("2026-12-01"), has("2027-01-01")),
        (false, true, true),
        "{indicator}"
    );
}
