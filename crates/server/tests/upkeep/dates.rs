//! Dates that move when a library is closed on a day that was promised, over HTTP.

use crate::lending::{
    HOLDS, at_kallio, everything_is_sent, faults, hold_of, lend, loan_of, rare, take_in, waiting,
};
use crate::support::Service;
use jaettu_server::circulation::upkeep;
use jaettu_server::import::{Outcome, kirkanta};

on_both_databases!(
    a_loan_that_is_due_on_a_day_that_is_closed_now_is_due_later_and_that_is_told_once,
    a_hold_whose_last_day_is_closed_now_is_kept_longer_and_that_is_told_once,
);

/// Imports that Kallio is closed on a day, as its register tells it.
async fn closed_at_kallio(service: &Service, day: &str) {
    let file = format!(
        r#"{{"data": {{"id": 84860, "slug": "kallio", "name": "Kallion kirjasto", "schedules":
            [{{"date": "{day}", "closed": true, "times": []}}]}}}}"#
    );
    let file = service.file("kallio.json", file.as_bytes());
    let outcome = kirkanta::run(&service.app.db, &[file]).await.unwrap();
    assert!(matches!(outcome, Outcome::Done(_)), "{outcome:?}");
}

async fn a_loan_that_is_due_on_a_day_that_is_closed_now_is_due_later_and_that_is_told_once(service: Service) {
    let service = rare(service).await;
    let (guest, staff) = (
        service.signed_in("1000 0002").await,
        service.signed_in("3000 0001").await,
    );
    lend(&staff, "10000002").await;
    assert_eq!(loan_of(&guest).await["due"], "2026-12-07");
    closed_at_kallio(&service, "2026-12-07").await;
    for _ in 0..2 {
        upkeep::hourly(&service.app).await.unwrap();
    }
    assert_eq!(loan_of(&guest).await["due"], "2026-12-08");
    assert_eq!(waiting(&service).await, ["loan_due_moved"]);
    let due = "SELECT due FROM copies WHERE barcode = 'R1'";
    assert_eq!(
        service.texts(due).await,
        ["2026-12-08"],
        "also where everybody sees it"
    );
    assert_eq!(faults(&service).await, Vec::<String>::new());
}

async fn a_hold_whose_last_day_is_closed_now_is_kept_longer_and_that_is_told_once(service: Service) {
    let service = rare(service).await;
    let (guest, staff) = (
        service.signed_in("1000 0002").await,
        service.signed_in("3000 0001").await,
    );
    guest.post(HOLDS, at_kallio()).await;
    take_in(&staff).await;
    everything_is_sent(&service).await;
    let last = hold_of(&guest).await["pickup_by"].as_str().unwrap().to_owned();
    closed_at_kallio(&service, &last[..10]).await;
    for _ in 0..2 {
        upkeep::hourly(&service.app).await.unwrap();
    }
    let kept = hold_of(&guest).await;
    assert!(kept["pickup_by"].as_str() > Some(last.as_str()), "{kept}");
    assert_eq!(waiting(&service).await, ["pickup_moved"]);
}
