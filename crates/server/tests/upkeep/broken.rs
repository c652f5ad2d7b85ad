//! One thing that cannot be read keeps no other from being looked after.

use crate::lending::{DAY, HOLDS, at_kallio, hold_of, lend, rare, take_in};
use crate::support::Service;
use jaettu_server::circulation::upkeep;

on_both_databases!(
    a_broken_thing_of_which_nobody_was_told_keeps_no_other_from_its_turn,
    what_is_old_is_forgotten_although_something_is_broken,
);

/// Another thing, with a hold of which nobody has been told, and a loan of nobody, which no command writes.
async fn broken(service: &Service) {
    for sql in [
        "INSERT INTO copies (barcode, item, home, library, place, due, condition) \
         VALUES ('B2', 'porakone', 'kallio', 'kallio', 'on_loan', '2026-12-31', 'good')",
        "INSERT INTO loans (id, item, copy, person, library, lent_at, due_at, due_unverified, promised_until, renewals, \
         missing) VALUES ('0192f0c1-7a3b-7c4d-8e5f-0123456789ac', 'porakone', 'B2', NULL, 'kallio', 0, 0, FALSE, 0, 0, '[]')",
        "INSERT INTO copies (barcode, item, home, library, place, due, condition) \
         VALUES ('B1', 'porakone', 'kallio', 'kallio', 'hold_shelf', NULL, 'good')",
        "INSERT INTO holds (id, item, person, pickup, placed_at, state, copy, ready_at, pickup_until, \
         pickup_unverified) SELECT '0192f0c1-7a3b-7c4d-8e5f-0123456789ab', 'porakone', id, 'kallio', 0, 'ready', \
         'B1', 1, 2, FALSE FROM people WHERE card = '10000009'",
        "INSERT INTO outbox (id, person, message, occasion, due_at, created_at, state, attempts, instead, about) \
         SELECT 'broken', id, '{}', 'broken', 0, 5, 'waiting', 0, FALSE, '0192f0c1-7a3b-7c4d-8e5f-0123456789ab' \
         FROM people WHERE card = '10000009'",
    ] {
        service.sql(sql).await;
    }
}

async fn a_broken_thing_of_which_nobody_was_told_keeps_no_other_from_its_turn(service: Service) {
    let service = rare(service).await;
    let (guest, staff) = (
        service.signed_in("1000 0002").await,
        service.signed_in("3000 0001").await,
    );
    guest.post(HOLDS, at_kallio()).await;
    take_in(&staff).await;
    broken(&service).await;
    let first = hold_of(&guest).await["pickup_by"].clone();
    service.wait(2 * DAY);
    assert!(upkeep::minutely(&service.app).await.is_err(), "that is told");
    let kept = hold_of(&guest).await;
    assert!(
        kept["pickup_by"].as_str() > first.as_str(),
        "counted anew: {kept}"
    );
    service
        .sql("UPDATE outbox SET state = 'sent' WHERE message LIKE '%harvinainen%'")
        .await;
    service.wait(10 * DAY);
    assert!(upkeep::minutely(&service.app).await.is_err());
    assert!(hold_of(&guest).await.is_null(), "and run out");
}

async fn what_is_old_is_forgotten_although_something_is_broken(service: Service) {
    let service = rare(service).await;
    let staff = service.signed_in("3000 0001").await;
    lend(&staff, "10000002").await;
    take_in(&staff).await;
    broken(&service).await;
    service.wait(2 * DAY);
    assert!(upkeep::hourly(&service.app).await.is_err());
    let of_somebody = "SELECT id FROM loans WHERE copy = 'R1' AND person IS NOT NULL";
    assert!(service.texts(of_somebody).await.is_empty());
    let undos = service.texts("SELECT id FROM undos").await;
    assert!(undos.is_empty());
}
