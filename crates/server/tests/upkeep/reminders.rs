//! Reminders over HTTP: the day before, once, and never of what is over.

use crate::lending::{
    DAY, HOLDS, at_kallio, everything_is_sent, hold_of, lend, rare, take_in, told, waiting,
};
use crate::support::Service;
use jaettu_server::circulation::{untold, upkeep};
use jaettu_server::db::Tx;
use std::time::Duration;

on_both_databases!(
    whoever_can_fetch_something_is_reminded_the_day_before_it_goes,
    a_copy_that_comes_back_while_reminders_are_written_is_not_late,
    a_hold_of_which_telling_has_failed_is_kept_for_two_pickup_times_and_staff_see_it,
);

async fn whoever_can_fetch_something_is_reminded_the_day_before_it_goes(service: Service) {
    let service = rare(service).await;
    let (guest, staff) = (
        service.signed_in("1000 0002").await,
        service.signed_in("3000 0001").await,
    );
    guest.post(HOLDS, at_kallio()).await;
    take_in(&staff).await;
    everything_is_sent(&service).await;
    // Ready on Monday 23 November: kept until the end of Saturday.
    for (days, said) in [
        (3, vec![]),
        (1, vec!["hold_reminder"]),
        (1, vec!["hold_reminder"]),
    ] {
        service.wait(days * DAY);
        for _ in 0..2 {
            upkeep::minutely(&service.app).await.unwrap();
            upkeep::hourly(&service.app).await.unwrap();
        }
        assert_eq!(waiting(&service).await, said);
    }
    assert_eq!(hold_of(&guest).await["state"], "ready");
}

async fn a_copy_that_comes_back_while_reminders_are_written_is_not_late(service: Service) {
    const RETURN: [&str; 3] = [
        "UPDATE items SET turn = turn + 1 WHERE id = 'harvinainen'",
        "UPDATE loans SET returned_at = due_at WHERE copy = 'R1'",
        "UPDATE copies SET place = 'shelf', due = NULL WHERE barcode = 'R1'",
    ];
    let service = rare(service).await;
    lend(&service.signed_in("3000 0001").await, "10000002").await;
    service.wait(15 * DAY);
    // Somebody is about to take it in.
    let mut tx = service.app.db.begin().await.unwrap();
    for sql in RETURN {
        match &mut tx {
            Tx::Sqlite(tx) => sqlx::query(sql).execute(&mut **tx).await.map(|_| ()),
            Tx::Postgres(tx) => sqlx::query(sql).execute(&mut **tx).await.map(|_| ()),
        }
        .unwrap();
    }
    let app = std::sync::Arc::clone(&service.app);
    let hourly = tokio::spawn(async move { upkeep::hourly(&app).await });
    tokio::time::sleep(Duration::from_millis(500)).await;
    tx.commit().await.unwrap();
    hourly.await.unwrap().unwrap();
    assert_eq!(waiting(&service).await, Vec::<String>::new());
    let others = service
        .texts("SELECT id FROM outbox WHERE occasion LIKE 'late %'")
        .await;
    assert!(!others.is_empty(), "the others are reminded");
}

async fn a_hold_of_which_telling_has_failed_is_kept_for_two_pickup_times_and_staff_see_it(service: Service) {
    let service = rare(service).await;
    let (guest, next, staff) = (
        service.signed_in("1000 0002").await,
        service.signed_in("1000 0003").await,
        service.signed_in("3000 0001").await,
    );
    let hold = guest.post(HOLDS, at_kallio()).await.json();
    next.post(HOLDS, at_kallio()).await;
    take_in(&staff).await;
    let seen = async || {
        let holds = untold::holds(&service.app).await.unwrap();
        holds.iter().any(|untold| hold["id"] == untold.as_str())
    };
    assert!(!seen().await, "it is on its way");
    service
        .sql("UPDATE outbox SET state = 'failed', trouble = '550', ended_at = 0 WHERE message LIKE '%hold_ready%'")
        .await;
    assert!(seen().await);
    let mut days = 0;
    while hold_of(&guest).await["state"] == "ready" {
        assert!(seen().await);
        service.wait(DAY);
        upkeep::minutely(&service.app).await.unwrap();
        days += 1;
        assert!(days < 20, "others wait");
    }
    assert!(days > 7, "longer than one pickup time: {days}");
    assert_eq!(hold_of(&next).await["state"], "ready");
    assert!(!seen().await);
    assert_eq!(told(&service, "'failed'").await, ["hold_ready"]);
}
