//! What is scanned at a desk: the code of a booking.

use crate::place::{booked, room, wanted, with_rooms};
use crate::support::Service;
use crate::support::person::Guest;
use serde_json::{Value, json};

on_both_databases!(
    a_code_shows_its_booking_at_the_desk_of_its_library_alone,
    a_code_shows_what_nobody_came_for_in_time_while_the_day_lasts,
    a_desk_is_told_its_rooms_and_what_can_be_learned,
);

async fn scan(staff: &Guest<'_>, code: &str, library: &str) -> Value {
    let scan = json!({ "code": code, "library": library });
    staff.post("/api/v1/desk/scans", scan).await.json()
}

async fn a_code_shows_its_booking_at_the_desk_of_its_library_alone(service: Service) {
    let service = with_rooms(service, &[room("testi", &json!({}))]).await;
    let (guest, staff) = (
        service.signed_in("1000 0001").await,
        service.signed_in("3000 0002").await,
    );
    let booking = booked(&guest, wanted("testi", "12:00", "13:00")).await;
    let code = booking["code"].as_str().unwrap();
    let shown = [&code[..3], "-", &code[3..].to_lowercase()].concat();
    for written in [code, &*shown] {
        let scanned = scan(&staff, written, "kallio").await;
        assert_eq!(
            (
                &scanned["is"],
                &scanned["booking"]["id"],
                &scanned["booking"]["name"]
            ),
            (&json!("booking"), &booking["id"], &json!("Asukas 1")),
            "{scanned}"
        );
    }
    assert_eq!(scan(&staff, code, "oodi").await["code"], "not_known");
    let path = format!("/api/v1/bookings/{}", booking["id"].as_str().unwrap());
    assert_eq!(guest.delete(&path).await.status, 200);
    assert_eq!(scan(&staff, code, "kallio").await["code"], "not_known");
}

async fn a_code_shows_what_nobody_came_for_in_time_while_the_day_lasts(service: Service) {
    let here = json!({ "rules": { "check_in": { "before_minutes": 15, "after_minutes": 15 } } });
    let service = with_rooms(service, &[room("testi", &here)]).await;
    let guest = service.signed_in("1000 0001").await;
    let booking = booked(&guest, wanted("testi", "12:00", "14:00")).await;
    let code = booking["code"].as_str().unwrap();
    service.wait(22 * 3600 + 1800);
    jaettu_server::rooms::attend::release_no_shows(&service.app)
        .await
        .unwrap();
    let staff = service.signed_in("3000 0001").await;
    let scanned = scan(&staff, code, "kallio").await;
    assert_eq!(scanned["booking"]["state"], "no_show", "{scanned}");
    service.wait(12 * 3600);
    let staff = service.signed_in("3000 0001").await;
    assert_eq!(scan(&staff, code, "kallio").await["code"], "not_known");
}

async fn a_desk_is_told_its_rooms_and_what_can_be_learned(service: Service) {
    let soon = json!({ "rules": { "published_from": "2027-01-01T00:00:00Z" } });
    let mut pool = room("koneet", &json!({ "kind": "machine", "category": "sewing" }));
    pool.leaves.clear();
    pool.members = vec!["testi".parse().unwrap()];
    let service = with_rooms(service, &[room("testi", &soon), pool]).await;
    let staff = service.signed_in("3000 0001").await;
    let told = staff.get("/api/v1/desk/kallio/rooms").await.json();
    let rooms: Vec<&str> = told["rooms"]
        .as_array()
        .unwrap()
        .iter()
        .map(|room| room["id"].as_str().unwrap())
        .collect();
    assert!(rooms.contains(&"testi"), "also what residents are not shown yet");
    assert!(!rooms.contains(&"koneet"), "of a pool its machines");
    let learned: Vec<&str> = told["inductions"]
        .as_array()
        .unwrap()
        .iter()
        .map(|induction| induction["id"].as_str().unwrap())
        .collect();
    assert!(learned.contains(&"laser-cutter"), "{learned:?}");
    assert_eq!(staff.get("/api/v1/desk/atlantis/rooms").await.status, 404);
}
