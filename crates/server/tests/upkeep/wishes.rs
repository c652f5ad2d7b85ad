//! Wishes to hear when a thing is free: also of what becomes free by itself, one person for each copy.

use crate::lending::{DAY, WISH, lend, rare, take_in, undo, waiting, wishes};
use crate::support::Service;
use crate::support::person::Guest;
use jaettu_server::catalogue::import;
use jaettu_server::circulation::upkeep;
use jaettu_server::import::Outcome;
use serde_json::json;

on_both_databases!(
    what_an_import_frees_is_told_to_one_person_for_each_copy,
    whoever_wishes_for_what_is_free_already_hears_it_once,
    a_wish_that_ended_with_a_loan_is_there_again_when_that_is_taken_back,
);

async fn wish(guest: &Guest<'_>) {
    assert_eq!(guest.post(WISH, json!({})).await.status, 200);
}

async fn import(service: &Service, rows: &str) {
    let file = format!("item,category,name_fi,loan_days,barcode,home,library,place,due\n{rows}");
    let outcome = import::load(&service.app.db, "things.csv", file.as_bytes())
        .await
        .unwrap();
    assert!(matches!(outcome, Outcome::Done(_)), "{outcome:?}");
}

async fn what_an_import_frees_is_told_to_one_person_for_each_copy(service: Service) {
    let service = rare(service).await;
    let away = "harvinainen,tools,Harvinainen,14,R1,kallio,kallio,on_loan,24.12.2026\n\
        harvinainen,,,,R2,kallio,kallio,on_loan,24.12.2026\n";
    import(&service, away).await;
    let mut guests = Vec::new();
    for card in ["1000 0002", "1000 0003", "1000 0004"] {
        let guest = service.signed_in(card).await;
        wish(&guest).await;
        service.wait(1);
        guests.push(guest);
    }
    upkeep::minutely(&service.app).await.unwrap();
    assert_eq!(waiting(&service).await, Vec::<String>::new(), "nothing is free");
    let back = away.replace("on_loan,24.12.2026", "shelf,");
    import(&service, &back).await;
    for _ in 0..3 {
        upkeep::minutely(&service.app).await.unwrap();
    }
    assert_eq!(waiting(&service).await, ["item_free", "item_free"], "two copies");
    let still = [
        wishes(&guests[0]).await,
        wishes(&guests[1]).await,
        wishes(&guests[2]).await,
    ];
    assert_eq!(still, [false, false, true], "whoever wished first hears first");
    // Gone and there again, it is told to the next.
    import(&service, away).await;
    upkeep::minutely(&service.app).await.unwrap();
    import(&service, &back).await;
    service.wait(DAY / 24);
    upkeep::minutely(&service.app).await.unwrap();
    assert!(!wishes(&guests[2]).await);
}

async fn whoever_wishes_for_what_is_free_already_hears_it_once(service: Service) {
    let service = rare(service).await;
    let guest = service.signed_in("1000 0002").await;
    wish(&guest).await;
    for _ in 0..2 {
        upkeep::minutely(&service.app).await.unwrap();
    }
    assert_eq!(waiting(&service).await, ["item_free"]);
    assert!(!wishes(&guest).await);
}

async fn a_wish_that_ended_with_a_loan_is_there_again_when_that_is_taken_back(service: Service) {
    let service = rare(service).await;
    let (guest, staff) = (
        service.signed_in("1000 0002").await,
        service.signed_in("3000 0001").await,
    );
    wish(&guest).await;
    // Until they choose again nothing can be told them, and the wish stays.
    guest.patch("/api/v1/me", json!({ "channel": "none" })).await;
    let lent = lend(&staff, "10000002").await;
    assert!(!wishes(&guest).await);
    undo(&staff, &lent).await;
    assert!(wishes(&guest).await, "nothing was lent to them");
    // Kept, it is over.
    lend(&staff, "10000002").await;
    take_in(&staff).await;
    assert!(!wishes(&guest).await);
}
