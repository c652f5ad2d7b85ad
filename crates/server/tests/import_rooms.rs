//! Rooms by import and export, on both databases.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test that cannot go on fails"
)]

mod support;

#[path = "support/rooms.rs"]
mod to_book;

use jaettu_server::import::Outcome;
use jaettu_server::rooms::export::{self, Format};
use jaettu_server::rooms::{check, import, store};
use serde_json::{Value, json};
use support::Service;
use to_book::{booked, put, room, wanted};

on_both_databases!(
    the_example_of_the_manual_is_imported_and_can_be_booked,
    what_is_exported_is_imported_and_changes_nothing,
    every_fault_of_a_file_is_told_and_nothing_is_written,
    a_column_that_is_left_out_stays_and_an_empty_cell_is_cleared,
    what_goes_along_with_rooms_comes_and_goes,
    rules_change_at_any_time_and_what_is_booked_keeps_what_was_agreed,
    the_parts_of_a_room_stay_while_bookings_are_to_come,
    bookings_of_the_past_go_over_to_new_parts,
    parts_that_were_used_by_two_at_once_cannot_become_one,
    rooms_that_are_not_in_the_file_stay,
);

/// The manual, whose example is a file.
const MANUAL: &str = include_str!("../../../docs/import-rooms.md");

fn example() -> &'static str {
    let (_, after) = MANUAL.split_once("```csv\n").unwrap();
    after.split_once("```").unwrap().0
}

async fn load(service: &Service, file: &str) -> Outcome {
    let now = service.app.clock.now();
    import::load(&service.app.db, "rooms.csv", file.as_bytes(), now)
        .await
        .unwrap()
}

/// What an import that went well says.
async fn done(service: &Service, file: &str) -> String {
    match load(service, file).await {
        Outcome::Done(said) => said,
        Outcome::Refused(refusals) => panic!("{refusals:?}"),
    }
}

/// Every refusal, as it is told.
async fn refused(service: &Service, file: &str) -> Vec<String> {
    let Outcome::Refused(refusals) = load(service, file).await else {
        panic!("taken")
    };
    refusals.iter().map(ToString::to_string).collect()
}

async fn exported(service: &Service, format: Format) -> Vec<u8> {
    let stored = store::stored(&service.app.db).await.unwrap();
    let mut out = Vec::new();
    export::write(&stored, format, &mut out).unwrap();
    out
}

async fn version(service: &Service) -> i64 {
    service.app.db.content_version("rooms").await.unwrap()
}

async fn faults(service: &Service) -> Vec<String> {
    check::run(&service.app.db).await.unwrap().faults
}

async fn the_example_of_the_manual_is_imported_and_can_be_booked(service: Service) {
    let service = service.with_demo().await;
    service.get("/api/v1/rooms").await;
    let said = done(&service, example()).await;
    assert_eq!(said, "7 rooms read; 7 rooms, 1 induction and 1 policy changed");
    let pool = service.get("/api/v1/rooms/kallio-saumuri").await.json();
    assert_eq!(pool["name"]["en"], "Overlocker");
    assert_eq!(pool["members"], json!(["kallio-saumuri-1", "kallio-saumuri-2"]));
    assert_eq!(pool["rules"]["induction"], "overlock");
    let guest = service.signed_in("1000 0001").await;
    booked(&guest, wanted("kallio-luentosali-a", "12:00", "13:00")).await;
    let other = service.signed_in("1000 0002").await;
    let whole = other.post(to_book::BOOKINGS, json!({
        "room": "kallio-luentosali", "start": to_book::at("12:00"), "end": to_book::at("13:00"), "people": 20,
    })).await;
    assert_eq!(
        (whole.status.as_u16(), whole.problem().as_str()),
        (409, "slot_taken")
    );
    let before = version(&service).await;
    let said = done(&service, example()).await;
    assert_eq!(said, "7 rooms read; 0 rooms, 0 inductions and 0 policies changed");
    assert_eq!(version(&service).await, before);
    assert_eq!(faults(&service).await, [""; 0]);
}

async fn what_is_exported_is_imported_and_changes_nothing(service: Service) {
    let service = service.with_demo().await;
    let before = version(&service).await;
    let csv = exported(&service, Format::Csv).await;
    let file = service.file("rooms.csv", &csv);
    let now = service.app.clock.now();
    let Outcome::Done(said) = import::run(&service.app.db, &file, now).await.unwrap() else {
        panic!("refused")
    };
    assert!(
        said.ends_with("read; 0 rooms, 0 inductions and 0 policies changed"),
        "{said}"
    );
    assert_eq!(version(&service).await, before);
    assert_eq!(exported(&service, Format::Csv).await, csv);
    let json: Value = serde_json::from_slice(&exported(&service, Format::Json).await).unwrap();
    assert!(json["rooms"].as_array().unwrap().len() >= 60);
    assert_eq!(json["policies"][0]["quotas"][0]["scope"], "account");
    assert!(exported(&service, Format::Xlsx).await.starts_with(b"PK"));
}

/// A file with the required columns, a part and some more.
fn file(more: &str, rows: &[&str]) -> String {
    let header =
        "room,library,category,name_fi,max_people,grid_minutes,min_minutes,max_minutes,ahead_days,leaves";
    let mut file = format!("{header}{more}\n");
    for row in rows {
        file.push_str(row);
        file.push('\n');
    }
    file
}

async fn every_fault_of_a_file_is_told_and_nothing_is_written(service: Service) {
    let service = service.with_demo().await;
    let before = version(&service).await;
    let told = refused(
        &service,
        &file(
            ",induction,min_people",
            &[
                "hyva,kallio,group,Hyvä,6,30,30,240,90,hyva,,1",
                "Huono,kallio,sauna,,many,20,60,30,500,huono,,9",
                "toinen,atlantis,group,Toinen,6,30,30,240,90,toinen,lathe,1",
                "lyhyt,kallio",
                "kolmas,oodi,group,Kolmas,6,30,30,240,90,hyva,,1",
                "hyva,kallio,group,Hyvä,6,30,30,240,90,hyva,,1",
            ],
        ),
    )
    .await;
    let places: Vec<&str> = told
        .iter()
        .map(|said| said.rsplitn(2, ": ").last().unwrap())
        .collect();
    for place in [
        "rooms.csv: line 3: room",
        "rooms.csv: line 3: category",
        "rooms.csv: line 3: name_fi",
        "rooms.csv: line 3: max_people",
        "rooms.csv: line 3: grid_minutes",
        "rooms.csv: line 3: min_minutes",
        "rooms.csv: line 3: ahead_days",
        "rooms.csv: line 4: library",
        "rooms.csv: line 4: induction",
        "rooms.csv: line 5: row",
        "rooms.csv: line 6: leaves",
        "rooms.csv: line 7: room",
    ] {
        assert!(
            told.iter().any(|said| said.starts_with(&format!("{place}: "))),
            "{place}: {places:?}"
        );
    }
    assert_eq!(told.len(), 12, "{told:?}");
    assert_eq!(version(&service).await, before);
    assert_eq!(service.get("/api/v1/rooms/hyva").await.status, 404);
    for (wrong, words) in [
        (file("", &[]), "has no rows"),
        (file(",min_peopl", &[]), "is it min_people?"),
        ("room\n".to_owned(), "is missing"),
    ] {
        let told = refused(&service, &wrong).await;
        assert!(told[0].contains(words), "{told:?}");
    }
}

async fn a_column_that_is_left_out_stays_and_an_empty_cell_is_cleared(service: Service) {
    let service = service.with_demo().await;
    let whole = file(
        ",name_en,quotas,approval,photo,photo_alt_fi,door_code_minutes,door_code,here_code",
        &["huone,kallio,group,Huone,6,30,30,240,90,huone,Room,room/day/2x,true,/rooms/a.svg,Kuva,15,'=1,42"],
    );
    assert_eq!(
        done(&service, &whole).await,
        "1 room read; 1 room, 0 inductions and 0 policies changed"
    );
    let required = file("", &["huone,kallio,group,Huone,6,30,30,240,90,huone"]);
    assert_eq!(
        done(&service, &required).await,
        "1 room read; 0 rooms, 0 inductions and 0 policies changed"
    );
    assert_eq!(codes(&service, "huone").await, ["=1", "42"]);

    let cleared = file(
        ",name_en,quotas,door_code",
        &["huone,kallio,group,Huone,6,30,30,240,90,huone,,,"],
    );
    assert_eq!(
        done(&service, &cleared).await,
        "1 room read; 1 room, 0 inductions and 0 policies changed"
    );
    let room = service.get("/api/v1/rooms/huone").await.json();
    assert_eq!(
        (&room["name"]["en"], &room["rules"]["quotas"]),
        (&json!(""), &Value::Null)
    );
    assert_eq!(
        (&room["rules"]["approval"], &room["photo"]["url"]),
        (&json!(true), &json!("/rooms/a.svg"))
    );
    assert_eq!(codes(&service, "huone").await, ["", "42"]);
}

/// The codes of a room's door.
async fn codes(service: &Service, room: &str) -> [String; 2] {
    let mut codes = ["door_code", "here_code"].map(|_| String::new());
    for (code, column) in codes.iter_mut().zip(["door_code", "here_code"]) {
        let sql = format!("SELECT COALESCE({column}, '') FROM rooms WHERE id = '{room}'");
        *code = service.texts(&sql).await.remove(0);
    }
    codes
}

async fn what_goes_along_with_rooms_comes_and_goes(service: Service) {
    let service = service.with_demo().await;
    let more =
        ",induction,induction_name_fi,induction_about_fi,induction_months,library_quotas,everywhere_quotas";
    let row = "huone,kallio,workshop,Huone,6,30,30,240,90,huone";
    let whole = file(
        more,
        &[&format!(
            "{row},lathe,Sorvi,Kuuma,24,library/week/5x,account/coming/3x"
        )],
    );
    assert_eq!(
        done(&service, &whole).await,
        "1 room read; 1 room, 1 induction and 2 policies changed"
    );
    // What a file leaves out stays as it is, and so do inductions and quotas that no row says anything of.
    let name = file(",induction,induction_name_fi", &[&format!("{row},lathe,Sorvi")]);
    assert_eq!(
        done(&service, &name).await,
        "1 room read; 0 rooms, 0 inductions and 0 policies changed"
    );
    let silent = file(more, &[&format!("{row},lathe,,,,,")]);
    assert_eq!(
        done(&service, &silent).await,
        "1 room read; 0 rooms, 0 inductions and 0 policies changed"
    );
    let renamed = file(
        ",induction,induction_name_fi",
        &[&format!("{row},lathe,Metallisorvi")],
    );
    assert_eq!(
        done(&service, &renamed).await,
        "1 room read; 0 rooms, 1 induction and 0 policies changed"
    );
    let stored = store::stored(&service.app.db).await.unwrap();
    let lathe = stored
        .inductions
        .iter()
        .find(|one| one.id.as_str() == "lathe")
        .unwrap();
    assert_eq!(
        (lathe.name.fi.as_str(), lathe.about.fi.as_str(), lathe.months),
        ("Metallisorvi", "Kuuma", Some(24))
    );
    let none = file(
        ",library_quotas,everywhere_quotas",
        &[&format!("{row},none,none")],
    );
    assert_eq!(
        done(&service, &none).await,
        "1 room read; 0 rooms, 0 inductions and 2 policies changed"
    );
    assert_eq!(
        done(&service, &none).await,
        "1 room read; 0 rooms, 0 inductions and 0 policies changed"
    );
    assert_eq!(
        service
            .texts("SELECT library FROM booking_policies ORDER BY library")
            .await,
        ["oodi"]
    );
}

async fn rules_change_at_any_time_and_what_is_booked_keeps_what_was_agreed(service: Service) {
    let service = service.with_demo().await;
    put(&service, &[room("huone", &json!({}))]).await;
    let guest = service.signed_in("1000 0001").await;
    let booking = booked(&guest, wanted("huone", "12:00", "13:00")).await;
    let changed = file(
        ",before_minutes,after_minutes",
        &["huone,kallio,group,Huone,1,60,60,60,1,huone,30,30"],
    );
    assert_eq!(
        done(&service, &changed).await,
        "1 room read; 1 room, 0 inductions and 0 policies changed"
    );
    let path = format!("/api/v1/bookings/{}", booking["id"].as_str().unwrap());
    let now = guest.get(&path).await.json();
    assert_eq!(
        (&now["start"], &now["end"], &now["people"]),
        (&booking["start"], &booking["end"], &json!(2))
    );
    let sql = "SELECT CAST(before_minutes AS TEXT) FROM bookings WHERE room = 'huone'";
    assert_eq!(service.texts(sql).await, ["0"]);
    assert_eq!(faults(&service).await, [""; 0]);
}

/// The room made of two parts.
fn divided() -> String {
    file("", &["huone,kallio,group,Huone,6,15,30,240,90,huone-a|huone-b"])
}

async fn the_parts_of_a_room_stay_while_bookings_are_to_come(service: Service) {
    let service = service.with_demo().await;
    put(&service, &[room("huone", &json!({ "name": { "fi": "Huone" } }))]).await;
    let guest = service.signed_in("1000 0001").await;
    let booking = booked(&guest, wanted("huone", "12:00", "13:00")).await;
    let before = version(&service).await;
    let told = refused(&service, &divided()).await;
    assert!(
        told.len() == 1
            && told[0]
                .starts_with("rooms.csv: line 2: leaves: are others than before, but 1 booking is to come"),
        "{told:?}"
    );
    assert_eq!(version(&service).await, before);
    let path = format!("/api/v1/bookings/{}", booking["id"].as_str().unwrap());
    assert_eq!(guest.delete(&path).await.status, 200);
    assert_eq!(
        done(&service, &divided()).await,
        "1 room read; 1 room, 0 inductions and 0 policies changed"
    );
    assert_eq!(faults(&service).await, [""; 0]);
    booked(&guest, wanted("huone", "12:00", "13:00")).await;
    assert_eq!(faults(&service).await, [""; 0]);
}

async fn bookings_of_the_past_go_over_to_new_parts(service: Service) {
    let service = service.with_demo().await;
    put(&service, &[room("huone", &json!({}))]).await;
    let guest = service.signed_in("1000 0001").await;
    booked(&guest, wanted("huone", "12:00", "13:00")).await;
    service.wait(2 * 86_400);
    done(&service, &divided()).await;
    let claimed = "SELECT leaf FROM claims WHERE leaf LIKE 'huone%' ORDER BY leaf";
    assert_eq!(service.texts(claimed).await, ["huone-a", "huone-b"]);
    assert_eq!(faults(&service).await, [""; 0]);
}

async fn parts_that_were_used_by_two_at_once_cannot_become_one(service: Service) {
    let service = service.with_demo().await;
    put(&service, &[room("a", &json!({})), room("b", &json!({}))]).await;
    for (card, room) in [("1000 0001", "a"), ("1000 0002", "b")] {
        let guest = service.signed_in(card).await;
        booked(&guest, wanted(room, "12:00", "13:00")).await;
    }
    service.wait(2 * 86_400);
    let joined = file("", &["a,kallio,group,A,6,15,30,240,90,b"]);
    let told = refused(&service, &joined).await;
    assert!(
        told.len() == 1 && told[0].contains("line 2: leaves: ") && told[0].contains("at the same time"),
        "{told:?}"
    );
    assert_eq!(faults(&service).await, [""; 0]);
    // Two that change places are no trouble.
    let changed = file(
        "",
        &[
            "a,kallio,group,A,6,15,30,240,90,b",
            "b,kallio,group,B,6,15,30,240,90,a",
        ],
    );
    assert_eq!(
        done(&service, &changed).await,
        "2 rooms read; 2 rooms, 0 inductions and 0 policies changed"
    );
    assert_eq!(faults(&service).await, [""; 0]);
}

async fn rooms_that_are_not_in_the_file_stay(service: Service) {
    let service = service.with_demo().await;
    let before = service.get("/api/v1/rooms/oodi-ompelukone").await;
    done(&service, example()).await;
    assert_eq!(
        service.get("/api/v1/rooms/oodi-ompelukone").await.body,
        before.body
    );
    // They count all the same: a machine of theirs cannot leave its pool by becoming something else.
    let moved = file(
        "",
        &[
            "oodi-ompelukone-1-bernina-1008,oodi,overlock,Saumuri,2,30,30,240,90,oodi-ompelukone-1-bernina-1008",
        ],
    );
    let told = refused(&service, &moved).await;
    assert!(
        told.len() == 1 && told[0].contains("line 2: category: "),
        "{told:?}"
    );
}
