//! The staff desk: its document, which holds nothing about anybody, and the work that is the desk's alone.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

#[macro_use]
mod support;

use axum::http::StatusCode;
use jaettu_domain::circulation::api::LoanView;
use jaettu_domain::desk::api::care::{Contact, Desk, Undoable};
use jaettu_domain::desk::api::{CheckedIn, CheckedOut, Holder, Scanned, Today};
use jaettu_domain::page::Page;
use jaettu_domain::wire::{self, FromJson};
use jaettu_server::assets::Assets;
use jaettu_server::{App, routes};
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use std::fmt::Debug;
use std::fs;
use std::sync::Arc;
use support::Service;

on_both_databases!(
    the_desk_speaks_the_language_of_its_address,
    the_desk_has_a_frame_of_its_own_and_no_place_in_search_engines,
    the_desk_loads_its_own_files_and_residents_theirs,
    files_of_the_desk_are_served_beside_its_page,
    an_address_of_the_desk_at_which_there_is_nothing_helps_on,
    other_ways_of_writing_the_address_lead_to_it,
    a_desk_knows_in_which_libraries_its_people_work,
    what_is_not_on_the_shelf_is_missing_until_it_is_found_or_that_is_taken_back,
    what_somebody_has_at_home_is_not_missing,
    a_broken_thing_is_set_aside_and_lent_again_once_it_works,
    a_scan_tells_whether_a_thing_is_theirs_whose_card_is_open_and_never_whose_it_is,
    a_loan_is_taken_back_whoever_else_has_one_of_the_kind,
    a_loan_is_renewed_for_somebody_by_the_same_rules,
    somebody_is_blocked_and_let_borrow_again_and_that_is_kept,
    a_disabled_card_signs_its_holder_out,
    staff_cannot_shut_each_other_out,
    the_browser_reads_what_the_desk_answers_like_serde,
    a_card_that_is_opened_at_the_desk_is_kept_once_a_visit_and_shows_no_address,
    how_somebody_is_reached_is_told_with_a_reason_and_that_is_kept,
    what_is_broken_for_good_is_taken_out_of_use_and_that_is_kept,
    everybody_whom_a_search_finds_is_kept_and_shown_as_their_card_shows_them,
);

const PAGES: [(&str, &str, &str); 3] = [
    ("/desk/", "fi", "Tiski"),
    ("/desk/sv/", "sv", "Disken"),
    ("/desk/en/", "en", "Desk"),
];

/// The service with two built apps, one script each.
fn with_apps(mut service: Service) -> Service {
    let folder = service.file("stamp", b"").with_file_name("dist");
    for (name, address) in [("residents", "/"), ("desk", "/desk/")] {
        let app = folder.join(name);
        fs::create_dir_all(&app).unwrap();
        let template = format!(
            "<head><link rel=\"stylesheet\" href=\"{address}{name}-0123456789abcdef.css\">\
             <script type=\"module\">start('{name}')</script></head>"
        );
        let words = format!("{{\"words\": {{\"sv\": \"{address}words.sv.{name}.json\"}}}}");
        fs::write(app.join("index.html"), template).unwrap();
        fs::write(app.join("assets.json"), words).unwrap();
        fs::write(
            app.join(format!("{name}-0123456789abcdef.css")),
            format!("/*{name}*/"),
        )
        .unwrap();
    }
    let assets = Assets::read(&folder).unwrap();
    let app = App::new(service.app.db.clone(), service.app.clock.clone(), assets, true);
    service.app = Arc::new(app);
    service.router = routes::router(Arc::clone(&service.app));
    service
}

async fn the_desk_speaks_the_language_of_its_address(service: Service) {
    for (path, code, title) in PAGES {
        let answer = service.get_with(path, ("accept-language", "de, en;q=0.5")).await;
        assert_eq!(answer.status, StatusCode::OK, "{path}");
        let page = answer.text();
        assert!(page.contains(&format!("<html lang=\"{code}\">")), "{path}");
        assert!(
            page.contains(&format!("<title>{title} – Jaettu</title>")),
            "{path}"
        );
        assert!(page.contains(&format!("<h1>{title}</h1>")), "{path}");
        let current = format!("href=\"{path}\" lang=\"{code}\" hreflang=\"{code}\" aria-current=\"true\"");
        assert_eq!(page.matches("aria-current").count(), 1, "{path}");
        assert!(page.contains(&current), "{path}");
        for (other, ..) in PAGES {
            assert!(
                page.contains(&format!("href=\"{other}\" lang")),
                "{path} leads to {other}"
            );
        }
    }
}

async fn the_desk_has_a_frame_of_its_own_and_no_place_in_search_engines(service: Service) {
    let answer = service.get("/desk/").await;
    let page = answer.text();
    assert!(page.contains("<meta name=\"robots\" content=\"noindex\">"));
    assert!(page.contains("<meta name=\"description\" content=\"Henkilökunnan tiski"));
    assert!(page.contains("<noscript>"));
    assert!(
        !page.contains("j-nav") && !page.contains("j-footer"),
        "no frame of the residents"
    );
    assert_eq!(answer.header("content-type"), "text/html; charset=utf-8");
    assert_eq!(answer.header("cache-control"), "no-cache");
    assert!(!answer.header("etag").is_empty());
    let policy = answer.header("content-security-policy");
    assert!(
        policy.contains("default-src 'self'") && policy.contains("frame-ancestors 'none'"),
        "{policy}"
    );
    let known = service.get_with("/desk/", ("cookie", "session=1")).await;
    assert!(known.body == answer.body, "the same for everybody");
}

async fn the_desk_loads_its_own_files_and_residents_theirs(service: Service) {
    let service = with_apps(service);
    let desk = service.get("/desk/sv/").await;
    let residents = service.get("/sv/").await;
    let page = desk.text();
    assert!(page.contains("start('desk')") && page.contains("/desk/desk-0123456789abcdef.css"));
    assert!(page.contains("id=\"words\" rel=\"preload\" href=\"/desk/words.sv.desk.json\""));
    assert!(!page.contains("residents"));
    assert!(residents.text().contains("start('residents')"));
    assert!(!residents.text().contains("desk"));
    let policies = [&desk, &residents].map(|answer| answer.header("content-security-policy").to_owned());
    assert!(
        policies
            .iter()
            .all(|policy| policy.matches("'sha256-").count() == 1),
        "{policies:?}"
    );
    assert_ne!(policies[0], policies[1], "each allows its own script");
}

async fn files_of_the_desk_are_served_beside_its_page(service: Service) {
    let service = with_apps(service);
    for (path, content) in [
        ("/desk/desk-0123456789abcdef.css", "/*desk*/"),
        ("/residents-0123456789abcdef.css", "/*residents*/"),
    ] {
        let answer = service.get(path).await;
        assert_eq!(
            (answer.status, answer.text().as_str()),
            (StatusCode::OK, content),
            "{path}"
        );
        assert_eq!(
            answer.header("cache-control"),
            "public, max-age=31536000, immutable"
        );
    }
    for path in [
        "/desk/residents-0123456789abcdef.css",
        "/desk-0123456789abcdef.css",
        "/desk/../residents/residents-0123456789abcdef.css",
        "/residents/residents-0123456789abcdef.css",
    ] {
        let answer = service.get(path).await;
        assert_eq!(
            (answer.status, answer.problem().as_str()),
            (StatusCode::NOT_FOUND, "not_found"),
            "{path}"
        );
    }
}

async fn an_address_of_the_desk_at_which_there_is_nothing_helps_on(service: Service) {
    let service = with_apps(service);
    for (path, back) in [
        ("/desk/nothing", "<a href=\"/desk/\">Takaisin tiskille</a>"),
        (
            "/desk/en/nothing/at/all",
            "<a href=\"/desk/en/\">Back to the desk</a>",
        ),
    ] {
        let answer = service.get_with(path, ("accept", "text/html")).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{path}");
        assert!(answer.text().contains(back), "{path}");
        assert!(
            !answer.text().contains("start("),
            "no app where there is nothing to start"
        );
        assert!(!answer.header("content-security-policy").is_empty());
    }
}

async fn other_ways_of_writing_the_address_lead_to_it(service: Service) {
    for (path, leads_to) in [
        ("/desk", "/desk/"),
        ("/desk/fi", "/desk/"),
        ("/desk/fi/", "/desk/"),
        ("/desk/sv", "/desk/sv/"),
    ] {
        let answer = service.get(path).await;
        assert_eq!(answer.status, StatusCode::PERMANENT_REDIRECT, "{path}");
        assert_eq!(answer.header("location"), leads_to, "{path}");
    }
}

/// The service with example data, and the barcode of something on the shelf at Kallio for which nobody waits.
async fn with_copy(service: Service) -> (Service, String) {
    let service = service.with_demo().await;
    let free = "SELECT c.barcode FROM copies c WHERE c.place = 'shelf' AND c.library = 'kallio' AND c.home = 'kallio' AND \
        NOT EXISTS (SELECT 1 FROM holds h WHERE h.item = c.item AND h.ended_at IS NULL) ORDER BY c.barcode";
    let barcode = service.texts(free).await.swap_remove(0);
    (service, barcode)
}

fn here(barcode: &str) -> Value {
    json!({ "barcode": barcode, "library": "kallio" })
}

async fn place(service: &Service, barcode: &str) -> String {
    let sql = format!("SELECT place FROM copies WHERE barcode = '{barcode}'");
    service.texts(&sql).await.swap_remove(0)
}

const LEND: &str = "/api/v1/desk/checkouts";
const TAKE_IN: &str = "/api/v1/desk/returns";
const LOSE: &str = "/api/v1/desk/losses";

async fn a_desk_knows_in_which_libraries_its_people_work(service: Service) {
    let service = service.with_demo().await;
    let own = service
        .signed_in("3000 0001")
        .await
        .get("/api/v1/desk/libraries")
        .await
        .json();
    assert_eq!(
        own["items"],
        json!([{ "id": "kallio", "name": own["items"][0]["name"] }])
    );
    let all = service
        .signed_in("3000 0002")
        .await
        .get("/api/v1/desk/libraries")
        .await
        .json();
    assert!(all["items"].as_array().unwrap().len() > 30);
}

async fn what_is_not_on_the_shelf_is_missing_until_it_is_found_or_that_is_taken_back(service: Service) {
    let (service, copy) = with_copy(service).await;
    let staff = service.signed_in("3000 0001").await;
    let lost = staff.post(LOSE, here(&copy)).await;
    assert_eq!(
        (lost.status, place(&service, &copy).await.as_str()),
        (StatusCode::OK, "missing")
    );
    let undo = json!({ "undo": lost.json()["undo"] });
    assert_eq!(staff.post("/api/v1/desk/undo", undo).await.status, StatusCode::OK);
    assert_eq!(place(&service, &copy).await, "shelf");
    staff.post_once(LOSE, here(&copy), "once").await;
    let again = staff.post_once(LOSE, here(&copy), "once").await;
    assert_eq!(again.status, StatusCode::OK, "sent twice, done once");
    assert_eq!(
        staff.post(TAKE_IN, here(&copy)).await.json()["goes"]["to"],
        "shelf"
    );
    assert_eq!(
        staff
            .post(LOSE, json!({ "barcode": copy, "library": "oodi" }))
            .await
            .problem(),
        "not_your_desk"
    );
    assert_eq!(staff.post(LOSE, here("none")).await.status, StatusCode::NOT_FOUND);
}

async fn what_somebody_has_at_home_is_not_missing(service: Service) {
    let (service, copy) = with_copy(service).await;
    let staff = service.signed_in("3000 0001").await;
    staff
        .post(LEND, json!({ "card": "1000 0002", "barcode": copy }))
        .await;
    assert_eq!(staff.post(LOSE, here(&copy)).await.problem(), "on_loan");
    assert_eq!(place(&service, &copy).await, "on_loan");
}

async fn a_broken_thing_is_set_aside_and_lent_again_once_it_works(service: Service) {
    let (service, copy) = with_copy(service).await;
    let staff = service.signed_in("3000 0001").await;
    let mut report = here(&copy);
    report["text"] = json!("Johto on poikki <b>");
    assert_eq!(
        staff.post("/api/v1/desk/faults", here(&copy)).await.status,
        StatusCode::BAD_REQUEST,
        "says what"
    );
    assert_eq!(
        staff.post("/api/v1/desk/faults", report).await.status,
        StatusCode::CREATED
    );
    assert_eq!(place(&service, &copy).await, "repair");
    let lend = json!({ "card": "1000 0002", "barcode": copy });
    assert_eq!(
        staff.post(LEND, lend.clone()).await.status,
        StatusCode::UNPROCESSABLE_ENTITY
    );
    let today = staff.get("/api/v1/desk/kallio/today").await.json();
    let rows = today["faults"].as_array().unwrap();
    let row = rows.iter().find(|row| row["barcode"] == *copy).unwrap();
    assert_eq!(row["fault"], "Johto on poikki <b>");
    let path = format!("/api/v1/desk/faults/{}/solve", row["ticket"].as_str().unwrap());
    let solved = staff.post(&path, json!({ "library": "kallio" })).await.json();
    assert_eq!(
        (&solved["goes"]["to"], &solved["undo"]),
        (&json!("shelf"), &json!(""))
    );
    assert_eq!(
        staff.post(&path, json!({ "library": "kallio" })).await.problem(),
        "not_in_repair"
    );
    assert_eq!(staff.post(LEND, lend).await.status, StatusCode::CREATED);
}

async fn a_scan_tells_whether_a_thing_is_theirs_whose_card_is_open_and_never_whose_it_is(service: Service) {
    let (service, copy) = with_copy(service).await;
    let staff = service.signed_in("3000 0001").await;
    let scan = async |code: &str, person: &Value| {
        let asked = json!({ "code": code, "library": "kallio", "person": person });
        staff.post("/api/v1/desk/scans", asked).await.json()
    };
    let (own, other) = (
        scan("1000 0002", &Value::Null).await["holder"]["id"].clone(),
        scan("1000 0003", &Value::Null).await["holder"]["id"].clone(),
    );
    assert_eq!(scan(&copy, &own).await["theirs"], false);
    staff
        .post(LEND, json!({ "card": "1000 0002", "barcode": copy }))
        .await;
    assert_eq!(scan(&copy, &own).await["theirs"], true);
    assert_eq!(scan(&copy, &other).await["theirs"], false);
    let nobody = scan(&copy, &Value::Null).await;
    assert_eq!(nobody["theirs"], false);
    assert!(!nobody.to_string().contains(own.as_str().unwrap()), "{nobody}");
    staff.post(TAKE_IN, here(&copy)).await;
    assert_eq!(scan(&copy, &own).await["theirs"], false);
}

async fn a_loan_is_taken_back_whoever_else_has_one_of_the_kind(service: Service) {
    let (service, _) = with_copy(service).await;
    let staff = service.signed_in("3000 0001").await;
    let shelf = "SELECT c.barcode FROM copies c WHERE c.place = 'shelf' AND c.library = 'kallio' AND \
        EXISTS (SELECT 1 FROM loans l WHERE l.item = c.item AND l.returned_at IS NULL) ORDER BY c.barcode";
    let copies = service.texts(shelf).await;
    assert!(copies.len() > 5);
    for copy in copies {
        let lent = staff
            .post(LEND, json!({ "card": "1000 0002", "barcode": copy }))
            .await;
        assert_eq!(lent.status, StatusCode::CREATED, "{copy}");
        let undo = json!({ "undo": lent.json()["undo"] });
        assert_eq!(
            staff.post("/api/v1/desk/undo", undo).await.status,
            StatusCode::OK,
            "{copy}"
        );
    }
}

async fn a_loan_is_renewed_for_somebody_by_the_same_rules(service: Service) {
    let (service, copy) = with_copy(service).await;
    let staff = service.signed_in("3000 0001").await;
    let card = json!({ "code": "1000 0002", "library": "kallio" });
    let holder = staff.post("/api/v1/desk/scans", card).await.json()["holder"]["id"]
        .as_str()
        .unwrap()
        .to_owned();
    let lent = staff
        .post(LEND, json!({ "card": "1000 0002", "barcode": copy }))
        .await
        .json();
    let loans = staff
        .get(&format!("/api/v1/desk/people/{holder}/loans"))
        .await
        .json();
    assert!(
        loans["items"]
            .as_array()
            .unwrap()
            .iter()
            .any(|loan| loan["id"] == lent["loan"])
    );
    let looked = format!(
        "SELECT reason FROM audit WHERE action = 'looked_up' AND subject = '{holder}' ORDER BY reason"
    );
    assert_eq!(service.texts(&looked).await, ["at the desk", "loans"]);
    let path = format!("/api/v1/desk/loans/{}/renew", lent["loan"].as_str().unwrap());
    let renewed = staff.post(&path, json!({})).await.json();
    assert_eq!(renewed["loan"]["renewals"], 1);
    assert!(renewed["loan"]["due"].as_str() > lent["due"].as_str());
    let kept = format!("SELECT reason FROM audit WHERE action = 'renewed' AND subject = '{holder}'");
    assert_eq!(service.texts(&kept).await, [lent["loan"].as_str().unwrap()]);
    staff.post(TAKE_IN, here(&copy)).await;
    assert_eq!(staff.post(&path, json!({})).await.problem(), "already_ended");
}

async fn somebody_is_blocked_and_let_borrow_again_and_that_is_kept(service: Service) {
    let (service, copy) = with_copy(service).await;
    let staff = service.signed_in("3000 0001").await;
    let me = service
        .signed_in("1000 0002")
        .await
        .get("/api/v1/me")
        .await
        .json()["id"]
        .as_str()
        .unwrap()
        .to_owned();
    let path = format!("/api/v1/desk/people/{me}");
    let blocked = staff
        .patch(&path, json!({ "blocked": "Lasku odottaa" }))
        .await
        .json();
    assert_eq!(
        (&blocked["blocked"], &blocked["disabled"]),
        (&json!("Lasku odottaa"), &json!(false))
    );
    let lend = json!({ "card": "1000 0002", "barcode": copy });
    assert_eq!(staff.post(LEND, lend.clone()).await.problem(), "blocked");
    assert_eq!(
        staff.patch(&path, json!({ "blocked": "" })).await.json()["blocked"],
        Value::Null
    );
    assert_eq!(staff.post(LEND, lend).await.status, StatusCode::CREATED);
    let kept = format!("SELECT action FROM audit WHERE subject = '{me}' ORDER BY id");
    assert_eq!(service.texts(&kept).await, ["blocked", "unblocked"]);
    assert_eq!(
        staff.patch("/api/v1/desk/people/nobody", json!({})).await.status,
        StatusCode::NOT_FOUND
    );
}

async fn a_disabled_card_signs_its_holder_out(service: Service) {
    let service = service.with_demo().await;
    let (staff, guest) = (
        service.signed_in("3000 0001").await,
        service.signed_in("1000 0002").await,
    );
    let me = guest.get("/api/v1/me").await.json()["id"]
        .as_str()
        .unwrap()
        .to_owned();
    let path = format!("/api/v1/desk/people/{me}");
    assert_eq!(
        staff.patch(&path, json!({ "disabled": true })).await.json()["disabled"],
        true
    );
    assert_eq!(guest.get("/api/v1/me").await.status, StatusCode::UNAUTHORIZED);
    assert_eq!(
        staff.patch(&path, json!({ "disabled": false })).await.json()["disabled"],
        false
    );
    service.signed_in("1000 0002").await;
}

async fn staff_cannot_shut_each_other_out(service: Service) {
    let service = service.with_demo().await;
    let (staff, other) = (
        service.signed_in("3000 0001").await,
        service.signed_in("3000 0002").await,
    );
    let other_id = other.get("/api/v1/me").await.json()["id"]
        .as_str()
        .unwrap()
        .to_owned();
    let path = format!("/api/v1/desk/people/{other_id}");
    assert_eq!(
        staff.patch(&path, json!({ "disabled": true })).await.problem(),
        "not_allowed"
    );
    assert_eq!(other.get("/api/v1/me").await.status, StatusCode::OK);
}

/// The compact reader of the browser and serde read the same.
fn same<T: FromJson + DeserializeOwned + PartialEq + Debug>(answer: &support::Answer) {
    let text = answer.text();
    let by_serde: T = serde_json::from_str(&text).unwrap();
    assert_eq!(wire::read::<T>(&text), Some(by_serde), "{text}");
}

async fn the_browser_reads_what_the_desk_answers_like_serde(service: Service) {
    let (service, copy) = with_copy(service).await;
    let staff = service.signed_in("3000 0001").await;
    same::<Page<Desk>>(&staff.get("/api/v1/desk/libraries").await);
    let scan = async |code: &str| {
        staff
            .post("/api/v1/desk/scans", json!({ "code": code, "library": "kallio" }))
            .await
    };
    same::<CheckedOut>(
        &staff
            .post(LEND, json!({ "card": "1000 0002", "barcode": copy }))
            .await,
    );
    same::<Scanned>(&scan(&copy).await);
    let card = scan("1000 0002").await;
    same::<Scanned>(&card);
    let holder = card.json()["holder"]["id"].as_str().unwrap().to_owned();
    same::<Page<LoanView>>(&staff.get(&format!("/api/v1/desk/people/{holder}/loans")).await);
    same::<Holder>(
        &staff
            .patch(
                &format!("/api/v1/desk/people/{holder}"),
                json!({ "blocked": "Ä" }),
            )
            .await,
    );
    same::<CheckedIn>(&staff.post(TAKE_IN, here(&copy)).await);
    same::<Undoable>(&staff.post(LOSE, here(&copy)).await);
    same::<Today>(&staff.get("/api/v1/desk/kallio/today").await);
    let everywhere = service.signed_in("3000 0002").await;
    same::<Today>(&everywhere.get("/api/v1/desk/itakeskus/today").await);
    let code = service
        .texts("SELECT pickup_code FROM holds WHERE state = 'ready' ORDER BY id")
        .await
        .swap_remove(0);
    same::<Scanned>(&scan(&code).await);
    let contact = format!("/api/v1/desk/people/{holder}/contact");
    same::<Contact>(&staff.post(&contact, json!({ "reason": "Myöhässä" })).await);
}

async fn a_card_that_is_opened_at_the_desk_is_kept_once_a_visit_and_shows_no_address(service: Service) {
    let service = service.with_demo().await;
    let staff = service.signed_in("3000 0001").await;
    let looks = "SELECT reason FROM audit WHERE action = 'looked_up'";
    let card = json!({ "code": "1000 0002", "library": "kallio" });
    for _ in 0..2 {
        let opened = staff.post("/api/v1/desk/scans", card.clone()).await.json();
        let holder = opened["holder"].as_object().unwrap();
        assert_eq!(holder["name"], "Asukas 2");
        let known: Vec<&str> = holder.keys().map(String::as_str).collect();
        let needed = [
            "blocked", "card", "disabled", "id", "late", "loans", "name", "ready",
        ];
        assert_eq!(known, needed, "what lending needs, and no more");
        assert_eq!(service.texts(looks).await, ["at the desk"]);
    }
    service.wait(16 * 60);
    staff.post("/api/v1/desk/scans", card.clone()).await;
    assert_eq!(service.texts(looks).await.len(), 2, "another visit");
    let other = service.signed_in("3000 0002").await;
    other.post("/api/v1/desk/scans", card).await;
    assert_eq!(service.texts(looks).await.len(), 3, "somebody else looked");
}

async fn how_somebody_is_reached_is_told_with_a_reason_and_that_is_kept(service: Service) {
    let service = service.with_demo().await;
    let staff = service.signed_in("3000 0001").await;
    service
        .sql("UPDATE people SET email = 'a2@example.org', phone = '+358401234567' WHERE card = '10000002'")
        .await;
    let id = service
        .texts("SELECT id FROM people WHERE card = '10000002'")
        .await;
    let path = format!("/api/v1/desk/people/{}/contact", id[0]);
    let refused = staff.post(&path, json!({ "reason": "" })).await.json();
    assert_eq!(refused["errors"][0]["field"], "reason");
    let looks = "SELECT reason FROM audit WHERE action = 'looked_up'";
    assert!(service.texts(looks).await.is_empty());
    let told = staff
        .post(&path, json!({ "reason": "Laina on myöhässä" }))
        .await
        .json();
    assert_eq!(
        (&told["holder"]["card"], &told["email"], &told["phone"]),
        (
            &json!("10000002"),
            &json!("a2@example.org"),
            &json!("+358401234567")
        )
    );
    assert_eq!(service.texts(looks).await, ["contact: Laina on myöhässä"]);
    let nobody = "/api/v1/desk/people/nobody/contact";
    let nobody = staff.post(nobody, json!({ "reason": "x" })).await;
    assert_eq!(nobody.status, StatusCode::NOT_FOUND);
}

async fn what_is_broken_for_good_is_taken_out_of_use_and_that_is_kept(service: Service) {
    let (service, copy) = with_copy(service).await;
    let staff = service.signed_in("3000 0001").await;
    let mut report = here(&copy);
    report["text"] = json!("Haljennut");
    staff.post("/api/v1/desk/faults", report).await;
    let path = "/api/v1/desk/withdrawals";
    let elsewhere = json!({ "barcode": copy, "library": "oodi" });
    assert_eq!(staff.post(path, elsewhere).await.problem(), "not_your_desk");
    assert_eq!(staff.post(path, here(&copy)).await.status, StatusCode::CREATED);
    assert_eq!(place(&service, &copy).await, "withdrawn");
    let today = staff.get("/api/v1/desk/kallio/today").await.json();
    let faults = today["faults"].as_array().unwrap();
    assert!(faults.iter().all(|row| row["barcode"] != *copy));
    assert_eq!(staff.post(TAKE_IN, here(&copy)).await.problem(), "withdrawn");
    let kept = "SELECT reason FROM audit WHERE action = 'withdrew'";
    assert_eq!(service.texts(kept).await, [copy]);
}

async fn everybody_whom_a_search_finds_is_kept_and_shown_as_their_card_shows_them(service: Service) {
    let service = service.with_demo().await;
    let staff = service.signed_in("3000 0001").await;
    let asked = json!({ "query": "asukas", "reason": "Soitti" });
    let found = staff.post("/api/v1/desk/people/search", asked).await.json();
    let found = found["items"].as_array().unwrap();
    assert!(found.len() > 5);
    let kept = "SELECT subject FROM audit WHERE reason = 'Soitti'";
    assert_eq!(service.texts(kept).await.len(), found.len());
    assert!(found.iter().any(|person| person["loans"] != 0));
    for person in found {
        let card = json!({ "code": person["card"], "library": "kallio" });
        let opened = staff.post("/api/v1/desk/scans", card).await.json();
        assert_eq!(opened["holder"], *person);
    }
}
