//! Imports of things beside a desk that lends them.

use crate::lending::{faults, rare, take_in};
use crate::support::Service;
use jaettu_server::catalogue::import;
use jaettu_server::import::Outcome;
use serde_json::json;

on_both_databases!(
    a_copy_that_is_lent_while_it_is_imported_stays_lent,
    what_a_file_leaves_out_stays_as_it_is_when_it_is_written,
    a_copy_with_a_fault_stays_where_it_is,
);

/// Imports a file about the rare thing.
async fn import(service: &Service, columns: &str, row: &str) {
    let file = format!(
        "item,category,name_fi,loan_days,barcode,home{columns}\nharvinainen,tools,Harvinainen,14,R1,kallio{row}\n"
    );
    let outcome = import::load(&service.app.db, "things.csv", file.as_bytes())
        .await
        .unwrap();
    assert!(matches!(outcome, Outcome::Done(_)), "{outcome:?}");
}

async fn place(service: &Service) -> String {
    let place = "SELECT place FROM copies WHERE barcode = 'R1'";
    service.texts(place).await.remove(0)
}

async fn a_copy_that_is_lent_while_it_is_imported_stays_lent(service: Service) {
    let service = rare(service).await;
    let staff = service.signed_in("3000 0001").await;
    for round in 0..20 {
        // Another place each time, so that there is something to write.
        let row = if round % 2 == 0 {
            ",oodi,shelf"
        } else {
            ",kallio,shelf"
        };
        let ((), lent) = tokio::join!(
            import(&service, ",library,place", row),
            staff.post(
                "/api/v1/desk/checkouts",
                json!({ "card": "10000002", "barcode": "R1", "library": "kallio" })
            )
        );
        assert_eq!(lent.status, 201, "round {round}: {}", lent.text());
        assert_eq!(place(&service).await, "on_loan", "round {round}");
        assert_eq!(faults(&service).await, Vec::<String>::new(), "round {round}");
        take_in(&staff).await;
    }
}

async fn what_a_file_leaves_out_stays_as_it_is_when_it_is_written(service: Service) {
    let service = rare(service).await;
    let staff = service.signed_in("3000 0002").await;
    for round in 0..20 {
        let here = if round % 2 == 0 { "oodi" } else { "kallio" };
        let scanned = json!({ "barcode": "R1", "library": here });
        let ((), scanned) = tokio::join!(
            import(&service, ",place", ",shelf"),
            staff.post("/api/v1/desk/returns", scanned)
        );
        assert_eq!(scanned.status, 200, "round {round}: {}", scanned.text());
        let library = "SELECT library FROM copies WHERE barcode = 'R1'";
        assert_eq!(service.texts(library).await, [here], "round {round}");
    }
}

async fn a_copy_with_a_fault_stays_where_it_is(service: Service) {
    let service = rare(service).await;
    let staff = service.signed_in("3000 0001").await;
    let fault = json!({ "barcode": "R1", "library": "kallio", "text": "Johto poikki" });
    assert!(staff.post("/api/v1/desk/faults", fault).await.status.is_success());
    import(&service, ",library,place", ",kallio,shelf").await;
    assert_eq!(place(&service).await, "repair");
    assert_eq!(faults(&service).await, Vec::<String>::new());
}
