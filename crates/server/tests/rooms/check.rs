//! `jaettu-server check` finds what is not as it should be.

use crate::place::{booked, faults, room, wanted, with_rooms};
use crate::support::Service;
use serde_json::json;

on_both_databases!(each_planted_inconsistency_is_found_and_said);

async fn each_planted_inconsistency_is_found_and_said(service: Service) {
    let service = with_rooms(service, &[room("testi", &json!({}))]).await;
    let guest = service.signed_in("1000 0001").await;
    let booking = booked(&guest, wanted("testi", "12:00", "13:00")).await;
    let id = booking["id"].as_str().unwrap();
    assert_eq!(faults(&service).await, Vec::<String>::new());
    let days = "UPDATE busy_days SET used_low = used_low";
    let claim = format!("FROM claims WHERE booking = '{id}'");
    for (break_it, mend_it, says) in [
        (
            format!("{days} + 1 WHERE leaf = 'testi'"),
            format!("{days} - 1 WHERE leaf = 'testi'"),
            "what is taken of testi on 2026-11-24",
        ),
        (
            format!("UPDATE bookings SET until_quarter = until_quarter + 1 WHERE id = '{id}'"),
            format!("UPDATE bookings SET until_quarter = until_quarter - 1 WHERE id = '{id}'"),
            "has claimed another time than its own",
        ),
        (
            format!("UPDATE bookings SET state = 'cancelled', ended_at = 0 WHERE id = '{id}'"),
            format!("UPDATE bookings SET state = 'confirmed', ended_at = NULL WHERE id = '{id}'"),
            "which has ended",
        ),
    ] {
        service.sql(&break_it).await;
        let found = faults(&service).await;
        assert!(
            found.iter().any(|fault| fault.contains(says)),
            "{says}: {found:?}"
        );
        service.sql(&mend_it).await;
        assert_eq!(faults(&service).await, Vec::<String>::new());
    }
    // A second booking of the same time, as no statement of the service could write it.
    service
        .sql(&format!(
            "INSERT INTO bookings (id, room, pool, series, person, origin, state, from_quarter, until_quarter, before_minutes, \
             after_minutes, people, purpose, code, made_at, held_until, checked_in_at, ended_at, version) \
             SELECT '00000000-0000-7000-8000-000000000001', room, pool, series, person, origin, state, from_quarter, \
             until_quarter, before_minutes, after_minutes, people, purpose, code, made_at, held_until, checked_in_at, ended_at, \
             version FROM bookings WHERE id = '{id}'"
        ))
        .await;
    let found = faults(&service).await;
    assert!(
        found.iter().any(|fault| fault.contains("has claimed {}")),
        "{found:?}"
    );
    service
        .sql(&format!(
            "INSERT INTO claims SELECT '00000000-0000-7000-8000-000000000001', leaf, from_quarter, until_quarter, \
             before_quarters, after_quarters {claim}"
        ))
        .await;
    let found = faults(&service).await;
    assert!(
        found
            .iter()
            .any(|fault| fault.contains("both have testi at 2026-11-24")),
        "{found:?}"
    );
}
