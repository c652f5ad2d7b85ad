//! Holds and loans over HTTP, on both databases: the whole way of a thing, what is refused, what happens at once.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod support;

use futures::future::join_all;
use jaettu_server::circulation::{store, upkeep};
use serde_json::{Value, json};
use support::Service;

on_both_databases!(
    the_example_data_breaks_no_rule,
    a_thing_goes_from_search_to_return,
    a_thing_on_the_shelf_is_fetched_for_the_first_who_wants_it,
    every_reason_is_told_at_once,
    a_hold_is_frozen_moved_and_cancelled_and_keeps_its_place,
    another_residents_hold_and_loan_are_not_found,
    the_deal_says_what_placing_a_hold_then_does,
    a_hold_that_is_not_fetched_goes_to_the_next,
    a_loan_is_renewed_until_somebody_waits,
    a_fault_keeps_the_copy_from_being_lent,
    a_desk_takes_back_what_it_did_a_moment_ago,
    what_is_taken_back_is_unsaid_and_wishes_are_there_again,
    what_is_taken_back_is_theirs_again_who_have_just_had_their_history_forgotten,
    a_hold_that_is_not_needed_any_more_is_not_made_ready,
    one_thing_that_cannot_be_read_keeps_no_other_waiting,
    nothing_is_taken_back_once_something_else_has_happened,
    the_desk_knows_cards_copies_and_codes,
    the_desks_list_says_what_there_is_to_do,
    people_are_found_with_a_reason_and_that_is_kept,
    a_new_card_holder_can_sign_in,
    a_wish_is_told_once_and_is_no_place_in_the_queue,
    fifty_holds_and_five_returns_at_once_leave_no_tie_and_no_gap,
    a_copy_scanned_at_two_desks_at_once_is_lent_once,
    a_repeated_request_has_the_same_answer_and_no_second_effect,
    what_people_write_comes_back_as_they_wrote_it,
    loans_are_counted_by_month_and_feed_the_indicator,
    what_happens_by_itself_happens_once,
    what_waits_to_be_told_goes_when_it_is_true_no_longer,
    who_was_not_served_in_time_is_told_so_and_not_blamed,
    a_hold_waits_for_whoever_has_not_been_told_of_it,
    a_hold_of_which_telling_has_failed_waits_unless_no_messages_are_wanted,
    a_wish_ends_when_its_person_borrows_the_thing,
    who_gets_no_messages_is_not_promised_any,
    the_place_and_the_length_are_of_the_same_queue,
    the_deal_tells_how_far_a_loan_may_be_cut_short,
    a_wrong_day_is_told_with_the_field_it_stands_in,
    a_date_that_has_become_certain_is_kept_as_certain,
    what_nobody_waits_for_any_more_is_taken_off_the_hold_shelf,
    what_the_next_fetches_elsewhere_is_taken_off_the_hold_shelf_and_sent,
    what_goes_to_the_next_on_the_same_hold_shelf_gets_a_new_slip,
    what_is_missing_after_a_return_is_noted_at_once_and_opens_no_loan,
    whoever_has_not_heard_that_it_is_ready_does_not_hear_that_it_is_not,
    a_wish_is_not_used_up_by_what_turns_out_to_be_incomplete,
    a_pickup_code_tells_in_which_library_it_waits,
    a_loan_that_will_not_come_back_is_written_off_and_that_is_taken_back,
);

/// A thing with one copy on the shelf at Kallio, beside the example data.
async fn rare(service: Service) -> Service {
    let service = service.with_demo().await;
    service
        .sql(
            "INSERT INTO items (id, category, name, synonyms, description, included, loan_days, renewals, \
             late_fee_cents_per_day, late_fee_max_cents, deposit_cents, desk_only, home_only) VALUES ('harvinainen', \
             'tools', '{\"fi\":\"Harvinainen\"}', '{}', '{\"fi\":\"\"}', '{\"fi\":[\"Laukku\"]}', 14, 2, 20, 600, 0, \
             FALSE, FALSE)",
        )
        .await;
    service
        .sql(
            "INSERT INTO copies (barcode, item, home, library, place, due, condition) \
             VALUES ('R1', 'harvinainen', 'kallio', 'kallio', 'shelf', NULL, 'good')",
        )
        .await;
    service
        .sql("UPDATE content_versions SET version = version + 1 WHERE feature IN ('items', 'catalogue')")
        .await;
    service
}

const HOLDS: &str = "/api/v1/items/harvinainen/holds";

fn at_kallio() -> Value {
    json!({ "pickup_library": "kallio" })
}

fn scanned(barcode: &str) -> Value {
    json!({ "barcode": barcode, "library": "kallio" })
}

/// The guest's hold on the rare thing, or nothing.
async fn hold_of(guest: &support::person::Guest<'_>) -> Value {
    let holds = guest.get("/api/v1/me/holds").await.json();
    let holds = holds["items"].as_array().unwrap();
    holds
        .iter()
        .find(|hold| hold["item"] == "harvinainen")
        .cloned()
        .unwrap_or_default()
}

/// Every message has arrived.
async fn everything_is_sent(service: &Service) {
    service
        .sql("UPDATE outbox SET state = 'sent', ended_at = 0 WHERE state = 'waiting'")
        .await;
}

/// What waits to be told about the rare thing: kinds of messages.
async fn waiting(service: &Service) -> Vec<String> {
    let told = service
        .texts(
            "SELECT message FROM outbox WHERE state = 'waiting' AND message LIKE '%harvinainen%' ORDER BY id",
        )
        .await;
    let kind = |message: &String| {
        let message: Value = serde_json::from_str(message).unwrap();
        message["kind"].as_str().unwrap().to_owned()
    };
    told.iter().map(kind).collect()
}

const DAY: i64 = 24 * 60 * 60;

/// What is wrong with the stock of every thing.
async fn faults(service: &Service) -> Vec<String> {
    let items = service.texts("SELECT id FROM items ORDER BY id").await;
    let today = jaettu_domain::time::today(service.app.clock.now());
    let mut faults = Vec::new();
    for item in items {
        let item = jaettu_domain::id::ItemId::new(item).unwrap();
        for stock in store::look(&service.app.db, &[&item]).await.unwrap() {
            faults.extend(
                stock
                    .check(today)
                    .into_iter()
                    .map(|fault| format!("{item}: {fault}")),
            );
        }
    }
    faults
}

async fn the_example_data_breaks_no_rule(service: Service) {
    let service = service.with_demo().await;
    assert_eq!(faults(&service).await, Vec::<String>::new());
    let guest = service.signed_in("1000 0001").await;
    assert!(
        !guest.get("/api/v1/me/loans").await.json()["items"]
            .as_array()
            .unwrap()
            .is_empty()
    );
}

async fn a_thing_goes_from_search_to_return(service: Service) {
    let service = rare(service).await;
    let (guest, staff) = (
        service.signed_in("1000 0002").await,
        service.signed_in("3000 0001").await,
    );
    let hold = guest.post(HOLDS, at_kallio()).await;
    assert_eq!(
        (hold.status.as_u16(), &hold.json()["state"]),
        (201, &json!("to_fetch"))
    );
    let item = service.get("/api/v1/items/harvinainen").await.json();
    assert_eq!(item["on_shelf"], 0, "what is promised is not offered to others");
    let fetched = staff.post("/api/v1/desk/returns", scanned("R1")).await.json();
    assert_eq!(fetched["goes"]["to"], "hold_shelf");
    let mine = hold_of(&guest).await;
    assert_eq!(
        (&mine["state"], &mine["code"]),
        (&json!("ready"), &fetched["goes"]["code"])
    );
    // Ready on Monday 23 November: five days on which Kallio is open, to the end of Saturday or later.
    assert!(mine["pickup_by"].as_str().unwrap() > "2026-11-27");
    let lent = staff
        .post(
            "/api/v1/desk/checkouts",
            json!({ "card": "1000 0002", "barcode": "R1" }),
        )
        .await;
    assert_eq!(
        (lent.status.as_u16(), &lent.json()["from_hold"]),
        (201, &json!(true))
    );
    assert_eq!(lent.json()["due"], "2026-12-07");
    let loans = guest.get("/api/v1/me/loans").await.json();
    let loan = loans["items"]
        .as_array()
        .unwrap()
        .iter()
        .find(|loan| loan["item"] == "harvinainen")
        .unwrap();
    assert_eq!(
        (&loan["due"], &loan["included"]["fi"]),
        (&json!("2026-12-07"), &json!(["Laukku"]))
    );
    assert!(hold_of(&guest).await.is_null());
    let back = staff.post("/api/v1/desk/returns", scanned("R1")).await.json();
    assert_eq!(
        (&back["goes"]["to"], &back["loan"], &back["days_late"]),
        (&json!("shelf"), &loan["id"], &json!(0))
    );
    assert_eq!(
        service.get("/api/v1/items/harvinainen").await.json()["on_shelf"],
        1
    );
    assert_eq!(faults(&service).await, Vec::<String>::new());
}

async fn a_thing_on_the_shelf_is_fetched_for_the_first_who_wants_it(service: Service) {
    let service = rare(service).await;
    let (first, second) = (
        service.signed_in("1000 0002").await,
        service.signed_in("1000 0003").await,
    );
    assert_eq!(first.post(HOLDS, at_kallio()).await.json()["state"], "to_fetch");
    let waits = second
        .post(HOLDS, json!({ "pickup_library": "oodi" }))
        .await
        .json();
    assert_eq!(
        (&waits["state"], &waits["position"]),
        (&json!("waiting"), &json!(1))
    );
    let mine = hold_of(&first).await;
    let id = mine["id"].as_str().unwrap();
    assert_eq!(first.delete(&format!("/api/v1/me/holds/{id}")).await.status, 200);
    assert_eq!(hold_of(&second).await["state"], "to_fetch");
    let staff = service.signed_in("3000 0001").await;
    let sent = staff.post("/api/v1/desk/returns", scanned("R1")).await.json();
    assert_eq!(
        (&sent["goes"]["to"], &sent["goes"]["library"]),
        (&json!("transit"), &json!("oodi"))
    );
}

async fn every_reason_is_told_at_once(service: Service) {
    let service = rare(service).await;
    let guest = service.signed_in("1000 0002").await;
    assert_eq!(guest.post(HOLDS, at_kallio()).await.status, 201);
    service
        .sql("UPDATE people SET blocked = 'laina rikki' WHERE card = '10000002'")
        .await;
    let again = guest
        .post(
            HOLDS,
            json!({ "pickup_library": "kallio", "not_after": "2020-01-01" }),
        )
        .await;
    assert_eq!(again.status, 422);
    let codes: Vec<_> = again.json()["errors"]
        .as_array()
        .unwrap()
        .iter()
        .map(|e| e["code"].clone())
        .collect();
    for code in ["blocked", "already_held", "date_passed"] {
        assert!(codes.contains(&json!(code)), "{code} in {codes:?}");
    }
    let wrong = guest.post(HOLDS, json!({ "pickup_library": "atlantis" })).await;
    assert_eq!(wrong.json()["errors"][0]["field"], "pickup_library");
    assert_eq!(
        guest.post(HOLDS, json!({})).await.json()["errors"][0]["code"],
        "missing"
    );
    assert_eq!(
        guest.post("/api/v1/items/none/holds", at_kallio()).await.status,
        404
    );
}

async fn a_hold_is_frozen_moved_and_cancelled_and_keeps_its_place(service: Service) {
    let service = rare(service).await;
    let (first, second, third) = (
        service.signed_in("1000 0002").await,
        service.signed_in("1000 0003").await,
        service.signed_in("1000 0004").await,
    );
    first.post(HOLDS, at_kallio()).await;
    let path = format!(
        "/api/v1/me/holds/{}",
        second.post(HOLDS, at_kallio()).await.json()["id"]
            .as_str()
            .unwrap()
    );
    third.post(HOLDS, at_kallio()).await;
    let frozen = second.patch(&path, json!({ "frozen": true })).await.json();
    assert_eq!(
        (&frozen["frozen"], &frozen["position"]),
        (&json!(true), &json!(1))
    );
    let moved = second
        .patch(
            &path,
            json!({ "pickup_library": "oodi", "not_after": "2027-01-31" }),
        )
        .await
        .json();
    assert_eq!(
        (&moved["pickup_library"], &moved["not_after"]),
        (&json!("oodi"), &json!("2027-01-31"))
    );
    let hold = hold_of(&first).await["id"].as_str().unwrap().to_owned();
    first.delete(&format!("/api/v1/me/holds/{hold}")).await;
    assert_eq!(
        hold_of(&third).await["state"],
        "to_fetch",
        "the frozen one is passed over"
    );
    let thawed = second
        .patch(&path, json!({ "frozen": false, "not_after": null }))
        .await
        .json();
    assert_eq!(
        (&thawed["frozen"], &thawed["not_after"], &thawed["position"]),
        (&json!(false), &json!(null), &json!(1))
    );
    for _ in 0..2 {
        assert_eq!(
            second.delete(&path).await.status,
            200,
            "who presses twice has what they want"
        );
    }
}

async fn another_residents_hold_and_loan_are_not_found(service: Service) {
    let service = rare(service).await;
    let (owner, stranger) = (
        service.signed_in("1000 0001").await,
        service.signed_in("1000 0002").await,
    );
    let hold = owner.post(HOLDS, at_kallio()).await.json()["id"]
        .as_str()
        .unwrap()
        .to_owned();
    let loan = owner.get("/api/v1/me/loans").await.json()["items"][0]["id"]
        .as_str()
        .unwrap()
        .to_owned();
    let holds = format!("/api/v1/me/holds/{hold}");
    assert_eq!(
        stranger.patch(&holds, json!({ "frozen": true })).await.problem(),
        "not_found"
    );
    assert_eq!(stranger.delete(&holds).await.problem(), "not_found");
    for path in ["renew", "faults"] {
        let answer = stranger
            .post(&format!("/api/v1/me/loans/{loan}/{path}"), json!({ "text": "x" }))
            .await;
        assert!(
            [400, 404].contains(&answer.status.as_u16()),
            "{path}: {}",
            answer.status
        );
    }
    assert_eq!(
        stranger
            .post(&format!("/api/v1/me/loans/{loan}/renew"), json!({}))
            .await
            .status,
        404
    );
    assert_eq!(stranger.delete("/api/v1/me/holds/not-a-uuid").await.status, 404);
}

async fn the_deal_says_what_placing_a_hold_then_does(service: Service) {
    let service = rare(service).await;
    let (first, second) = (
        service.signed_in("1000 0002").await,
        service.signed_in("1000 0003").await,
    );
    let deal = service
        .get("/api/v1/items/harvinainen/deal?pickup_library=kallio")
        .await
        .json();
    assert_eq!(
        (&deal["free"], &deal["pickup_days"], &deal["refused"]),
        (&json!(true), &json!(5), &json!([]))
    );
    first.post(HOLDS, at_kallio()).await;
    let deal = second
        .get("/api/v1/items/harvinainen/deal?pickup_library=kallio")
        .await
        .json();
    let hold = second.post(HOLDS, at_kallio()).await.json();
    assert_eq!(
        (&deal["free"], &deal["position"], &deal["wait"]),
        (&json!(false), &hold["position"], &hold["wait"])
    );
    let deal = second.get("/api/v1/items/harvinainen/deal").await.json();
    assert_eq!(
        (&deal["refused"][0]["code"], &deal["pickup_library"]),
        (&json!("already_held"), &json!("kallio"))
    );
}

async fn a_hold_that_is_not_fetched_goes_to_the_next(service: Service) {
    let service = rare(service).await;
    let staff = service.signed_in("3000 0001").await;
    let (first, second) = (
        service.signed_in("1000 0002").await,
        service.signed_in("1000 0003").await,
    );
    first.post(HOLDS, at_kallio()).await;
    second.post(HOLDS, at_kallio()).await;
    staff.post("/api/v1/desk/returns", scanned("R1")).await;
    upkeep::minutely(&service.app).await.unwrap();
    assert_eq!(hold_of(&first).await["state"], "ready");
    everything_is_sent(&service).await;
    service.wait(10 * 24 * 60 * 60);
    upkeep::minutely(&service.app).await.unwrap();
    assert!(hold_of(&first).await.is_null());
    let next = hold_of(&second).await;
    assert_eq!(next["state"], "ready");
    let told = service
        .texts("SELECT message FROM outbox ORDER BY created_at, id")
        .await;
    for kind in ["hold_ready", "hold_expired"] {
        assert!(
            told.iter().any(|message| message.contains(kind)),
            "{kind} in {told:?}"
        );
    }
    assert_eq!(faults(&service).await, Vec::<String>::new());
}

async fn a_loan_is_renewed_until_somebody_waits(service: Service) {
    let service = rare(service).await;
    let (guest, staff) = (
        service.signed_in("1000 0002").await,
        service.signed_in("3000 0001").await,
    );
    staff
        .post(
            "/api/v1/desk/checkouts",
            json!({ "card": "10000002", "barcode": "R1" }),
        )
        .await;
    let loan = guest.get("/api/v1/me/loans").await.json()["items"]
        .as_array()
        .unwrap()
        .iter()
        .find(|loan| loan["item"] == "harvinainen")
        .unwrap()
        .clone();
    let path = format!("/api/v1/me/loans/{}/renew", loan["id"].as_str().unwrap());
    assert_eq!(
        (&loan["not_renewable"], &loan["renewed_due"]),
        (&json!([]), &json!("2026-12-21"))
    );
    let renewed = guest.post(&path, json!({})).await.json();
    assert_eq!(
        (&renewed["due"], &renewed["renewals"]),
        (&json!("2026-12-21"), &json!(1))
    );
    service
        .signed_in("1000 0003")
        .await
        .post(HOLDS, at_kallio())
        .await;
    let refused = guest.post(&path, json!({})).await;
    assert_eq!(
        (refused.status.as_u16(), refused.problem().as_str()),
        (422, "others_waiting")
    );
    let listed = guest.get("/api/v1/me/loans").await.json();
    assert!(
        listed["items"]
            .as_array()
            .unwrap()
            .iter()
            .any(|loan| loan["not_renewable"][0]["code"] == "others_waiting")
    );
}

async fn a_fault_keeps_the_copy_from_being_lent(service: Service) {
    let service = rare(service).await;
    let (guest, staff) = (
        service.signed_in("1000 0002").await,
        service.signed_in("3000 0001").await,
    );
    staff
        .post(
            "/api/v1/desk/checkouts",
            json!({ "card": "10000002", "barcode": "R1" }),
        )
        .await;
    let loans = guest.get("/api/v1/me/loans").await.json();
    let loan = loans["items"]
        .as_array()
        .unwrap()
        .iter()
        .find(|loan| loan["item"] == "harvinainen")
        .unwrap();
    let path = format!("/api/v1/me/loans/{}/faults", loan["id"].as_str().unwrap());
    assert_eq!(
        guest
            .post(&path, json!({ "text": "Ei käynnisty", "photo": "PHN2Zz4=" }))
            .await
            .problem(),
        "photo"
    );
    assert_eq!(
        guest.post(&path, json!({ "text": "Ei käynnisty" })).await.status,
        201
    );
    let back = staff.post("/api/v1/desk/returns", scanned("R1")).await.json();
    assert_eq!(back["goes"]["to"], "repair");
    let today = staff.get("/api/v1/desk/kallio/today").await.json();
    assert!(
        today["faults"]
            .as_array()
            .unwrap()
            .iter()
            .any(|row| row["fault"] == "Ei käynnisty")
    );
    let refused = staff
        .post(
            "/api/v1/desk/checkouts",
            json!({ "card": "10000003", "barcode": "R1" }),
        )
        .await;
    assert_eq!(refused.status, 422);
    assert_eq!(
        service.get("/api/v1/items/harvinainen").await.json()["on_shelf"],
        0
    );
}

async fn a_desk_takes_back_what_it_did_a_moment_ago(service: Service) {
    let service = rare(service).await;
    let (staff, other) = (
        service.signed_in("3000 0001").await,
        service.signed_in("3000 0002").await,
    );
    let before = service.get("/api/v1/items/harvinainen").await.json();
    let lent = staff
        .post(
            "/api/v1/desk/checkouts",
            json!({ "card": "10000002", "barcode": "R1" }),
        )
        .await
        .json();
    let undo = json!({ "undo": lent["undo"] });
    assert_eq!(
        other.post("/api/v1/desk/undo", undo.clone()).await.problem(),
        "cannot_undo",
        "only who did it"
    );
    assert_eq!(staff.post("/api/v1/desk/undo", undo.clone()).await.status, 200);
    assert_eq!(service.get("/api/v1/items/harvinainen").await.json(), before);
    assert_eq!(
        staff.post("/api/v1/desk/undo", undo).await.problem(),
        "cannot_undo",
        "once"
    );
    service
        .signed_in("1000 0003")
        .await
        .post(HOLDS, at_kallio())
        .await;
    let fetched = staff.post("/api/v1/desk/returns", scanned("R1")).await.json();
    assert_eq!(
        staff
            .post("/api/v1/desk/undo", json!({ "undo": fetched["undo"] }))
            .await
            .status,
        200
    );
    assert_eq!(
        service
            .texts("SELECT state FROM holds WHERE item = 'harvinainen'")
            .await,
        ["to_fetch"]
    );
    assert_eq!(
        service
            .texts("SELECT message FROM outbox WHERE message LIKE '%hold_ready%'")
            .await,
        Vec::<String>::new()
    );
    assert_eq!(
        service
            .texts("SELECT kind FROM circulation_log WHERE item = 'harvinainen'")
            .await,
        Vec::<String>::new()
    );
    assert_eq!(faults(&service).await, Vec::<String>::new());
}

async fn what_is_taken_back_is_unsaid_and_wishes_are_there_again(service: Service) {
    let service = rare(service).await;
    let (guest, staff) = (
        service.signed_in("1000 0002").await,
        service.signed_in("3000 0001").await,
    );
    let undo = async |answer: &Value| {
        let undone = staff
            .post("/api/v1/desk/undo", json!({ "undo": answer["undo"] }))
            .await;
        assert_eq!(undone.status, 200, "{}", undone.text());
    };
    // A wish is fulfilled by a return that did not happen.
    let lent = json!({ "card": "10000003", "barcode": "R1" });
    staff.post("/api/v1/desk/checkouts", lent).await;
    let wish = "/api/v1/items/harvinainen/wish";
    assert_eq!(guest.post(wish, json!({})).await.status, 200);
    let back = staff.post("/api/v1/desk/returns", scanned("R1")).await.json();
    assert_eq!(waiting(&service).await, ["item_free"]);
    undo(&back).await;
    assert_eq!(waiting(&service).await, Vec::<String>::new());
    let wishes = guest.get("/api/v1/me/wishes").await.json();
    assert_eq!(wishes["items"].as_array().unwrap().len(), 1);
    assert_eq!(guest.delete(wish).await.status, 200);
    // Somebody has heard already that it is ready.
    staff.post("/api/v1/desk/returns", scanned("R1")).await;
    guest.post(HOLDS, at_kallio()).await;
    let ready = staff.post("/api/v1/desk/returns", scanned("R1")).await.json();
    assert_eq!(waiting(&service).await, ["hold_ready"]);
    everything_is_sent(&service).await;
    undo(&ready).await;
    assert_eq!(waiting(&service).await, ["hold_back"]);
    // Lent by mistake before its person was told: they are told after all.
    staff.post("/api/v1/desk/returns", scanned("R1")).await;
    everything_is_sent(&service).await;
    service.wait(60);
    service
        .sql("UPDATE outbox SET state = 'waiting' WHERE message LIKE '%hold_ready%' AND message LIKE '%harvinainen%'")
        .await;
    let told = waiting(&service).await.len();
    let mine = json!({ "card": "10000002", "barcode": "R1" });
    let lent = staff.post("/api/v1/desk/checkouts", mine).await.json();
    assert_eq!(waiting(&service).await, Vec::<String>::new());
    undo(&lent).await;
    assert_eq!(waiting(&service).await, ["hold_ready"], "of {told}");
    assert_eq!(faults(&service).await, Vec::<String>::new());
}

async fn what_is_taken_back_is_theirs_again_who_have_just_had_their_history_forgotten(service: Service) {
    let service = rare(service).await;
    let staff = service.signed_in("3000 0001").await;
    let guest = service.signed_in("1000 0002").await;
    let lent = json!({ "card": "10000002", "barcode": "R1" });
    staff.post("/api/v1/desk/checkouts", lent).await;
    let back = staff.post("/api/v1/desk/returns", scanned("R1")).await.json();
    let forget = json!({ "keeps_history": false });
    assert_eq!(guest.patch("/api/v1/me", forget).await.status, 200);
    let undo = json!({ "undo": back["undo"] });
    assert_eq!(staff.post("/api/v1/desk/undo", undo).await.status, 200);
    let loans = guest.get("/api/v1/me/loans").await.json();
    let items = loans["items"].as_array().unwrap();
    assert!(items.iter().any(|loan| loan["item"] == "harvinainen"), "{loans}");
    let again = staff.post("/api/v1/desk/returns", scanned("R1")).await;
    assert_eq!(again.status, 200, "{}", again.text());
}

async fn a_hold_that_is_not_needed_any_more_is_not_made_ready(service: Service) {
    let service = rare(service).await;
    let guest = service.signed_in("1000 0002").await;
    let today = jaettu_domain::time::today(service.app.clock.now());
    let hold = json!({ "pickup_library": "kallio", "not_after": today.to_string() });
    let placed = guest.post(HOLDS, hold).await;
    assert_eq!(placed.json()["state"], "to_fetch", "{}", placed.text());
    service.wait(24 * 60 * 60);
    upkeep::minutely(&service.app).await.unwrap();
    let place = service
        .texts("SELECT place FROM copies WHERE barcode = 'R1'")
        .await;
    assert_eq!(place, ["shelf"]);
    let left = service
        .texts("SELECT id FROM holds WHERE item = 'harvinainen' AND ended_at IS NULL")
        .await;
    assert_eq!(left, Vec::<String>::new());
}

async fn one_thing_that_cannot_be_read_keeps_no_other_waiting(service: Service) {
    let service = rare(service).await;
    let guest = service.signed_in("1000 0002").await;
    let today = jaettu_domain::time::today(service.app.clock.now());
    let hold = json!({ "pickup_library": "kallio", "not_after": today.to_string() });
    guest.post(HOLDS, hold).await;
    // Things before this one by name have holds of nobody, which no command writes.
    service
        .sql(
            "UPDATE holds SET person = NULL, not_after = '2000-01-01' \
            WHERE item < 'harvinainen' AND state = 'waiting' AND ended_at IS NULL",
        )
        .await;
    assert!(
        !service
            .texts("SELECT id FROM holds WHERE person IS NULL AND ended_at IS NULL")
            .await
            .is_empty()
    );
    service.wait(24 * 60 * 60);
    assert!(upkeep::minutely(&service.app).await.is_err(), "and that is told");
    assert_eq!(
        service
            .texts("SELECT id FROM holds WHERE item = 'harvinainen' AND ended_at IS NULL")
            .await
            .len(),
        0
    );
    assert!(upkeep::hourly(&service.app).await.is_err());
    let reminded = service
        .texts("SELECT id FROM outbox WHERE occasion LIKE 'late %'")
        .await;
    assert!(!reminded.is_empty(), "the others are reminded");
}

async fn nothing_is_taken_back_once_something_else_has_happened(service: Service) {
    let service = rare(service).await;
    let staff = service.signed_in("3000 0001").await;
    let lent = staff
        .post(
            "/api/v1/desk/checkouts",
            json!({ "card": "10000002", "barcode": "R1" }),
        )
        .await
        .json();
    service
        .signed_in("1000 0003")
        .await
        .post(HOLDS, at_kallio())
        .await;
    assert_eq!(
        staff
            .post("/api/v1/desk/undo", json!({ "undo": lent["undo"] }))
            .await
            .problem(),
        "cannot_undo"
    );
    let back = staff.post("/api/v1/desk/returns", scanned("R1")).await.json();
    service.wait(16 * 60);
    assert_eq!(
        staff
            .post("/api/v1/desk/undo", json!({ "undo": back["undo"] }))
            .await
            .problem(),
        "cannot_undo"
    );
}

async fn the_desk_knows_cards_copies_and_codes(service: Service) {
    let service = rare(service).await;
    let (guest, staff) = (
        service.signed_in("1000 0002").await,
        service.signed_in("3000 0001").await,
    );
    guest.post(HOLDS, at_kallio()).await;
    let code = staff.post("/api/v1/desk/returns", scanned("R1")).await.json()["goes"]["code"]
        .as_str()
        .unwrap()
        .to_owned();
    let scan = async |code: &str| {
        staff
            .post("/api/v1/desk/scans", json!({ "code": code, "library": "kallio" }))
            .await
    };
    assert_eq!(scan("1000 0002").await.json()["holder"]["name"], "Asukas 2");
    assert_eq!(
        (&scan("R1").await.json()["is"], &scan("R1").await.json()["place"]),
        (&json!("copy"), &json!("hold_shelf"))
    );
    let pickup = scan(&format!("{}-{}", &code[..3].to_lowercase(), &code[3..]))
        .await
        .json();
    assert_eq!(
        (&pickup["is"], &pickup["holder"]["card"], &pickup["barcode"]),
        (&json!("pickup"), &json!("10000002"), &json!("R1"))
    );
    assert_eq!(scan("99999999").await.problem(), "not_known");
    let elsewhere = staff
        .post("/api/v1/desk/scans", json!({ "code": "R1", "library": "oodi" }))
        .await;
    assert_eq!(elsewhere.problem(), "not_your_desk");
    let lent = guest
        .post(
            "/api/v1/desk/checkouts",
            json!({ "card": "10000002", "barcode": "R1" }),
        )
        .await;
    assert_eq!(
        (lent.status.as_u16(), lent.problem().as_str()),
        (403, "not_allowed")
    );
}

async fn the_desks_list_says_what_there_is_to_do(service: Service) {
    let service = rare(service).await;
    let (guest, staff) = (
        service.signed_in("1000 0002").await,
        service.signed_in("3000 0001").await,
    );
    guest.post(HOLDS, at_kallio()).await;
    let has = |today: &Value, list: &str| {
        today[list]
            .as_array()
            .unwrap()
            .iter()
            .any(|row| row["barcode"] == "R1")
    };
    let today = staff.get("/api/v1/desk/kallio/today").await.json();
    assert!(has(&today, "to_fetch"));
    staff.post("/api/v1/desk/returns", scanned("R1")).await;
    let today = staff.get("/api/v1/desk/kallio/today").await.json();
    assert!(!has(&today, "to_fetch") && has(&today, "waiting") && !has(&today, "expiring"));
    staff
        .post(
            "/api/v1/desk/checkouts",
            json!({ "card": "10000002", "barcode": "R1" }),
        )
        .await;
    service.sql("UPDATE loans SET due_at = 0 WHERE copy = 'R1'").await;
    assert!(has(
        &staff.get("/api/v1/desk/kallio/today").await.json(),
        "overdue"
    ));
    assert_eq!(
        staff.get("/api/v1/desk/oodi/today").await.problem(),
        "not_your_desk"
    );
    assert_eq!(staff.get("/api/v1/desk/atlantis/today").await.status, 404);
}

async fn people_are_found_with_a_reason_and_that_is_kept(service: Service) {
    let service = service.with_demo().await;
    let staff = service.signed_in("3000 0001").await;
    let path = "/api/v1/desk/people/search";
    assert_eq!(
        staff.post(path, json!({ "query": "asukas 2" })).await.json()["errors"][0]["field"],
        "reason"
    );
    let found = staff
        .post(
            path,
            json!({ "query": "ASUKAS 2", "reason": "soitti korttinsa hukasta" }),
        )
        .await
        .json();
    assert_eq!(found["items"][0]["card"], "10000002");
    assert_eq!(found["items"].as_array().unwrap().len(), 1);
    let kept = service
        .texts("SELECT reason FROM audit WHERE action = 'looked_up'")
        .await;
    assert_eq!(kept, ["soitti korttinsa hukasta"]);
    let nobody = staff
        .post(path, json!({ "query": "%%%", "reason": "x" }))
        .await
        .json();
    assert_eq!(
        nobody["items"].as_array().unwrap().len(),
        0,
        "signs of patterns mean themselves"
    );
    service
        .sql("UPDATE people SET name = 'ÅKE ÖHMAN-ÄIJÄLÄ', name_folded = 'ake ohman aijala' WHERE card = '10000003'")
        .await;
    for spelled in ["Öhman", "ohman", "ÖHMAN-äij", "åke ö", "AIJALA"] {
        let found = staff
            .post(path, json!({ "query": spelled, "reason": "x" }))
            .await
            .json();
        assert_eq!(found["items"][0]["card"], "10000003", "{spelled}");
    }
    assert_eq!(
        service
            .signed_in("1000 0001")
            .await
            .post(path, json!({ "query": "asukas", "reason": "x" }))
            .await
            .status,
        403
    );
}

async fn a_new_card_holder_can_sign_in(service: Service) {
    let service = service.with_demo().await;
    let staff = service.signed_in("3000 0001").await;
    let new = json!({ "card": "1234 5678", "pin": "2468", "name": "Uusi Asukas", "channel": "email", "email": "uusi@example.org" });
    let added = staff.post_once("/api/v1/desk/people", new.clone(), "one").await;
    assert_eq!(added.status, 201, "{}", added.text());
    assert_eq!(
        staff
            .post_once("/api/v1/desk/people", new.clone(), "one")
            .await
            .body,
        added.body
    );
    assert_eq!(
        staff.post_once("/api/v1/desk/people", new, "two").await.problem(),
        "card_taken"
    );
    let mut guest = support::person::Guest::of(&service);
    assert_eq!(guest.sign_in("12345678", "2468").await.json()["role"], "resident");
    let search = json!({ "query": "uusi asuk", "reason": "x" });
    let found = staff.post("/api/v1/desk/people/search", search).await.json();
    assert_eq!(found["items"][0]["card"], "12345678");
    let unreachable = json!({ "card": "1234 5679", "pin": "2468", "name": "X", "channel": "sms" });
    assert_eq!(
        staff.post("/api/v1/desk/people", unreachable).await.json()["errors"][0]["field"],
        "phone"
    );
}

async fn a_wish_is_told_once_and_is_no_place_in_the_queue(service: Service) {
    let service = rare(service).await;
    let (guest, staff) = (
        service.signed_in("1000 0002").await,
        service.signed_in("3000 0001").await,
    );
    staff
        .post(
            "/api/v1/desk/checkouts",
            json!({ "card": "10000003", "barcode": "R1" }),
        )
        .await;
    for _ in 0..2 {
        assert_eq!(
            guest
                .post("/api/v1/items/harvinainen/wish", json!({}))
                .await
                .status,
            200
        );
    }
    assert_eq!(
        guest.get("/api/v1/me/wishes").await.json()["items"]
            .as_array()
            .unwrap()
            .len(),
        1
    );
    assert_eq!(
        service.get("/api/v1/items/harvinainen").await.json()["waiting"],
        0
    );
    staff.post("/api/v1/desk/returns", scanned("R1")).await;
    assert!(
        guest.get("/api/v1/me/wishes").await.json()["items"]
            .as_array()
            .unwrap()
            .is_empty()
    );
    let told = service
        .texts("SELECT message FROM outbox WHERE message LIKE '%item_free%'")
        .await;
    assert_eq!(told.len(), 1);
    assert_eq!(guest.delete("/api/v1/items/harvinainen/wish").await.status, 200);
    assert_eq!(guest.post("/api/v1/items/none/wish", json!({})).await.status, 404);
}

async fn fifty_holds_and_five_returns_at_once_leave_no_tie_and_no_gap(service: Service) {
    let service = rare(service).await;
    service.sql("UPDATE people SET pin_hash = (SELECT pin_hash FROM people WHERE card = '10000001') WHERE card LIKE '190000%'").await;
    for number in 2..=5 {
        let sql = format!(
            "INSERT INTO copies (barcode, item, home, library, place, due, condition) \
            VALUES ('R{number}', 'harvinainen', 'kallio', 'kallio', 'shelf', NULL, 'good')"
        );
        service.texts(&format!("{sql} RETURNING barcode")).await;
    }
    let staff = service.signed_in("3000 0001").await;
    for number in 1..=5 {
        let lent = json!({ "card": format!("1000000{number}"), "barcode": format!("R{number}") });
        let lent = staff.post("/api/v1/desk/checkouts", lent).await;
        assert_eq!(lent.status, 201, "{}", lent.text());
    }
    let cards: Vec<String> = (0..50).map(|number| format!("190000{number:02}")).collect();
    let mut guests = Vec::new();
    for card in &cards {
        guests.push(service.signed_in(card).await);
    }
    let placed = join_all(guests.iter().map(|guest| guest.post(HOLDS, at_kallio()))).await;
    assert!(
        placed.iter().all(|answer| answer.status == 201),
        "{:?}",
        placed.iter().map(|a| a.status).collect::<Vec<_>>()
    );
    let mut positions: Vec<u64> = placed
        .iter()
        .map(|answer| answer.json()["position"].as_u64().unwrap())
        .collect();
    positions.sort_unstable();
    assert_eq!(positions, (1..=50).collect::<Vec<_>>());
    let returned =
        join_all((1..=5).map(|number| staff.post("/api/v1/desk/returns", scanned(&format!("R{number}")))))
            .await;
    assert!(
        returned
            .iter()
            .all(|answer| answer.json()["goes"]["to"] == "hold_shelf")
    );
    let served = service
        .texts("SELECT id FROM holds WHERE item = 'harvinainen' AND state = 'ready' ORDER BY placed_at, id")
        .await;
    let first = service
        .texts("SELECT id FROM holds WHERE item = 'harvinainen' ORDER BY placed_at, id LIMIT 5")
        .await;
    assert_eq!(served, first, "the first five were served");
    assert_eq!(faults(&service).await, Vec::<String>::new());
}

async fn a_copy_scanned_at_two_desks_at_once_is_lent_once(service: Service) {
    let service = rare(service).await;
    let (one, other) = (
        service.signed_in("3000 0001").await,
        service.signed_in("3000 0002").await,
    );
    for round in 0..10 {
        let body = |card: &str| json!({ "card": card, "barcode": "R1" });
        let path = "/api/v1/desk/checkouts";
        let (a, b) = tokio::join!(
            one.post(path, body("10000002")),
            other.post(path, body("10000003"))
        );
        let mut statuses = [a.status.as_u16(), b.status.as_u16()];
        statuses.sort_unstable();
        assert_eq!(statuses, [201, 422], "round {round}: {} {}", a.text(), b.text());
        assert_eq!(
            service
                .texts("SELECT id FROM loans WHERE copy = 'R1' AND returned_at IS NULL")
                .await
                .len(),
            1
        );
        assert_eq!(one.post("/api/v1/desk/returns", scanned("R1")).await.status, 200);
    }
}

async fn a_repeated_request_has_the_same_answer_and_no_second_effect(service: Service) {
    let service = rare(service).await;
    let (guest, staff) = (
        service.signed_in("1000 0002").await,
        service.signed_in("3000 0001").await,
    );
    let first = guest.post_once(HOLDS, at_kallio(), "k1").await;
    let again = join_all((0..10).map(|_| guest.post_once(HOLDS, at_kallio(), "k1"))).await;
    assert!(
        again
            .iter()
            .all(|answer| (answer.status, &answer.body) == (first.status, &first.body))
    );
    let other = guest
        .post_once(HOLDS, json!({ "pickup_library": "oodi" }), "k1")
        .await;
    assert_eq!(
        (other.status.as_u16(), other.problem().as_str()),
        (422, "key_reused")
    );
    assert_eq!(guest.post_once(HOLDS, at_kallio(), "not good").await.status, 400);
    let stranger = service.signed_in("1000 0003").await;
    assert_ne!(
        stranger.post_once(HOLDS, at_kallio(), "k1").await.body,
        first.body,
        "keys are each person's own"
    );
    let lent = json!({ "card": "10000002", "barcode": "R1" });
    let back = scanned("R1");
    for (path, body) in [("checkouts", lent), ("returns", back)] {
        let path = format!("/api/v1/desk/{path}");
        let first = staff.post_once(&path, body.clone(), &path).await;
        assert!(first.status.is_success(), "{}", first.text());
        assert_eq!(staff.post_once(&path, body, &path).await.body, first.body);
    }
    assert_eq!(
        service
            .texts("SELECT id FROM loans WHERE copy = 'R1'")
            .await
            .len(),
        1
    );
    let racing =
        join_all((0..20).map(|_| stranger.post_once("/api/v1/items/porakone/holds", at_kallio(), "race")))
            .await;
    assert!(
        racing
            .iter()
            .all(|answer| answer.body == racing[0].body && answer.status == 201)
    );
}

async fn what_people_write_comes_back_as_they_wrote_it(service: Service) {
    let service = rare(service).await;
    let (guest, staff) = (
        service.signed_in("1000 0002").await,
        service.signed_in("3000 0001").await,
    );
    staff
        .post(
            "/api/v1/desk/checkouts",
            json!({ "card": "10000002", "barcode": "R1" }),
        )
        .await;
    let loans = guest.get("/api/v1/me/loans").await.json();
    let loan = loans["items"]
        .as_array()
        .unwrap()
        .iter()
        .find(|loan| loan["item"] == "harvinainen")
        .unwrap();
    let text = "<script>alert(1)</script> ' OR 1=1; -- \u{202e}kääntö\u{200b} 🛠️\n=HYPERLINK(1)";
    let path = format!("/api/v1/me/loans/{}/faults", loan["id"].as_str().unwrap());
    assert_eq!(guest.post(&path, json!({ "text": text })).await.status, 201);
    let today = staff.get("/api/v1/desk/kallio/today").await.json();
    let faults = today["faults"].as_array().unwrap();
    assert!(faults.iter().any(|row| row["fault"] == text), "{faults:?}");
    let zero = guest.post(&path, json!({ "text": "a\u{0}b" })).await;
    assert_eq!(
        zero.status, 400,
        "a character that PostgreSQL cannot keep is refused on both"
    );
}

async fn loans_are_counted_by_month_and_feed_the_indicator(service: Service) {
    let service = rare(service).await;
    let staff = service.signed_in("3000 0002").await;
    for card in ["10000002", "10000003"] {
        let lent = staff
            .post("/api/v1/desk/checkouts", json!({ "card": card, "barcode": "R1" }))
            .await;
        assert_eq!(lent.status, 201, "{}", lent.text());
        staff.post("/api/v1/desk/returns", scanned("R1")).await;
    }
    let counts = service
        .get("/api/v1/statistics/loans?month=2026-11-01")
        .await
        .json();
    let expected = json!([{ "month": "2026-11-01", "item": "harvinainen", "library": "kallio", "loans": 2, "renewals": 0 }]);
    assert_eq!(counts["items"], expected);
    let before = service
        .get("/api/v1/statistics/loans?as_of=2026-11-23")
        .await
        .json();
    assert_eq!(
        before["items"],
        json!([]),
        "as of the morning of that day nothing had been lent"
    );
    assert_eq!(
        service
            .get("/api/v1/statistics/loans?month=2026-11-02")
            .await
            .problem(),
        "invalid"
    );
    let values = async || {
        let indicator = service
            .get("/api/v1/programme/indicators/device-uses")
            .await
            .json();
        indicator.to_string().matches("2026-11-01").count()
    };
    upkeep::hourly(&service.app).await.unwrap();
    assert_eq!(values().await, 0, "November is not over");
    service.wait(9 * 24 * 60 * 60);
    for _ in 0..2 {
        upkeep::hourly(&service.app).await.unwrap();
    }
    assert!(values().await > 0);
    let logged = service
        .texts("SELECT change FROM programme_changes WHERE indicator = 'device-uses'")
        .await;
    assert!(
        logged
            .iter()
            .filter(|change| change.contains("2026-11-01"))
            .count()
            == 1,
        "{logged:?}"
    );
}

async fn what_happens_by_itself_happens_once(service: Service) {
    let service = rare(service).await;
    let staff = service.signed_in("3000 0002").await;
    staff
        .post(
            "/api/v1/desk/checkouts",
            json!({ "card": "10000002", "barcode": "R1" }),
        )
        .await;
    // The day before it is due, and then a week after.
    let told = async |kind: &str| {
        let sql = format!(
            "SELECT message FROM outbox WHERE message LIKE '%{kind}%' AND message LIKE '%harvinainen%'"
        );
        service.texts(&sql).await.len()
    };
    service.wait(13 * 24 * 60 * 60);
    for _ in 0..3 {
        upkeep::hourly(&service.app).await.unwrap();
    }
    assert_eq!((told("loan_due_soon").await, told("loan_overdue").await), (1, 0));
    service.wait(9 * 24 * 60 * 60);
    for _ in 0..3 {
        let (one, other) = tokio::join!(upkeep::hourly(&service.app), upkeep::hourly(&service.app));
        one.unwrap();
        other.unwrap();
    }
    assert_eq!((told("loan_due_soon").await, told("loan_overdue").await), (1, 1));
    let staff = service.signed_in("3000 0002").await;
    assert_eq!(
        staff.post("/api/v1/desk/returns", scanned("R1")).await.json()["days_late"],
        8
    );
    service.wait(2 * 24 * 60 * 60);
    upkeep::hourly(&service.app).await.unwrap();
    let forgotten = service
        .texts("SELECT id FROM loans WHERE copy = 'R1' AND person IS NULL")
        .await;
    assert_eq!(
        forgotten.len(),
        1,
        "who had it is forgotten, unless they want it kept"
    );
}

async fn what_waits_to_be_told_goes_when_it_is_true_no_longer(service: Service) {
    let service = rare(service).await;
    let lent = json!({ "card": "10000002", "barcode": "R1" });
    let staff = service.signed_in("3000 0002").await;
    staff.post("/api/v1/desk/checkouts", lent.clone()).await;
    service.wait(15 * DAY);
    upkeep::hourly(&service.app).await.unwrap();
    assert_eq!(waiting(&service).await, ["loan_overdue"]);
    let staff = service.signed_in("3000 0002").await;
    staff.post("/api/v1/desk/returns", scanned("R1")).await;
    assert_eq!(waiting(&service).await, Vec::<String>::new(), "it has come back");
    // Renewed in the morning it is not late at nine.
    staff.post("/api/v1/desk/checkouts", lent.clone()).await;
    service.wait(13 * DAY);
    upkeep::hourly(&service.app).await.unwrap();
    assert_eq!(waiting(&service).await, ["loan_due_soon"]);
    let guest = service.signed_in("1000 0002").await;
    let loans = guest.get("/api/v1/me/loans").await.json();
    let mut loans = loans["items"].as_array().unwrap().iter();
    let loan = loans.find(|loan| loan["item"] == "harvinainen").unwrap()["id"]
        .as_str()
        .unwrap()
        .to_owned();
    let renewed = guest
        .post(&format!("/api/v1/me/loans/{loan}/renew"), json!({}))
        .await;
    assert_eq!(renewed.status, 200, "{}", renewed.text());
    assert_eq!(waiting(&service).await, Vec::<String>::new());
    let staff = service.signed_in("3000 0001").await;
    staff.post("/api/v1/desk/returns", scanned("R1")).await;
    // Collected before the text message goes at nine, and given up before it goes.
    guest.post(HOLDS, at_kallio()).await;
    staff.post("/api/v1/desk/returns", scanned("R1")).await;
    assert_eq!(waiting(&service).await, ["hold_ready"]);
    staff.post("/api/v1/desk/checkouts", lent).await;
    assert_eq!(waiting(&service).await, Vec::<String>::new());
    staff.post("/api/v1/desk/returns", scanned("R1")).await;
    let hold = guest.post(HOLDS, at_kallio()).await.json();
    staff.post("/api/v1/desk/returns", scanned("R1")).await;
    assert_eq!(waiting(&service).await, ["hold_ready"]);
    let elsewhere = json!({ "barcode": "R1", "library": "oodi" });
    let all = service.signed_in("3000 0002").await;
    assert_eq!(all.post("/api/v1/desk/returns", elsewhere).await.status, 200);
    assert_eq!(waiting(&service).await, ["hold_away"], "it was carried elsewhere");
    let hold = format!("/api/v1/me/holds/{}", hold["id"].as_str().unwrap());
    assert_eq!(guest.delete(&hold).await.status, 200);
    assert_eq!(waiting(&service).await, Vec::<String>::new());
}

async fn who_was_not_served_in_time_is_told_so_and_not_blamed(service: Service) {
    let service = rare(service).await;
    let (guest, staff) = (
        service.signed_in("1000 0002").await,
        service.signed_in("3000 0001").await,
    );
    let lent = json!({ "card": "10000003", "barcode": "R1" });
    staff.post("/api/v1/desk/checkouts", lent).await;
    let wanted = json!({ "pickup_library": "kallio", "not_after": "2026-11-24" });
    assert_eq!(guest.post(HOLDS, wanted).await.json()["state"], "waiting");
    service.wait(2 * DAY);
    upkeep::minutely(&service.app).await.unwrap();
    assert!(hold_of(&guest).await.is_null());
    assert_eq!(waiting(&service).await, ["hold_lapsed"]);
}

async fn a_hold_waits_for_whoever_has_not_been_told_of_it(service: Service) {
    let service = rare(service).await;
    let (guest, staff) = (
        service.signed_in("1000 0002").await,
        service.signed_in("3000 0001").await,
    );
    guest.post(HOLDS, at_kallio()).await;
    staff.post("/api/v1/desk/returns", scanned("R1")).await;
    upkeep::minutely(&service.app).await.unwrap();
    let first = hold_of(&guest).await["pickup_by"].clone();
    service.wait(10 * DAY);
    for _ in 0..2 {
        upkeep::minutely(&service.app).await.unwrap();
    }
    let kept = hold_of(&guest).await;
    assert_eq!(kept["state"], "ready", "the mail server is away");
    assert!(kept["pickup_by"].as_str() > first.as_str(), "{kept}");
    let told = service
        .texts(
            "SELECT message FROM outbox WHERE message LIKE '%hold_ready%' AND message LIKE '%harvinainen%'",
        )
        .await;
    let until: Value = serde_json::from_str(&told[0]).unwrap();
    assert_eq!(
        (told.len(), &until["until"]),
        (1, &kept["pickup_by"]),
        "the letter says the day that holds when it goes"
    );
    everything_is_sent(&service).await;
    service.wait(10 * DAY);
    upkeep::minutely(&service.app).await.unwrap();
    assert!(hold_of(&guest).await.is_null(), "from then on the time runs");
}

async fn a_hold_of_which_telling_has_failed_waits_unless_no_messages_are_wanted(service: Service) {
    let service = rare(service).await;
    let (guest, staff) = (
        service.signed_in("1000 0002").await,
        service.signed_in("3000 0001").await,
    );
    guest.post(HOLDS, at_kallio()).await;
    staff.post("/api/v1/desk/returns", scanned("R1")).await;
    service
        .sql("UPDATE outbox SET state = 'failed', ended_at = 0 WHERE message LIKE '%hold_ready%'")
        .await;
    service.wait(10 * DAY);
    upkeep::minutely(&service.app).await.unwrap();
    assert_eq!(hold_of(&guest).await["state"], "ready");
    service
        .sql("UPDATE people SET channel = 'none' WHERE card = '10000002'")
        .await;
    service.wait(10 * DAY);
    upkeep::minutely(&service.app).await.unwrap();
    assert!(hold_of(&guest).await.is_null(), "who looks themselves has looked");
}

async fn a_wish_ends_when_its_person_borrows_the_thing(service: Service) {
    let service = rare(service).await;
    let (guest, staff) = (
        service.signed_in("1000 0002").await,
        service.signed_in("3000 0001").await,
    );
    assert_eq!(
        guest
            .post("/api/v1/items/harvinainen/wish", json!({}))
            .await
            .status,
        200
    );
    let lent = json!({ "card": "10000002", "barcode": "R1" });
    staff.post("/api/v1/desk/checkouts", lent).await;
    let wishes = guest.get("/api/v1/me/wishes").await.json();
    assert_eq!(wishes["items"], json!([]));
    staff.post("/api/v1/desk/returns", scanned("R1")).await;
    assert_eq!(
        waiting(&service).await,
        Vec::<String>::new(),
        "nobody is told of their own return"
    );
}

async fn who_gets_no_messages_is_not_promised_any(service: Service) {
    let service = rare(service).await;
    let (guest, staff) = (
        service.signed_in("1000 0002").await,
        service.signed_in("3000 0001").await,
    );
    let none = json!({ "channel": "none" });
    assert_eq!(guest.patch("/api/v1/me", none.clone()).await.status, 200);
    let wish = "/api/v1/items/harvinainen/wish";
    let refused = guest.post(wish, json!({})).await;
    assert_eq!(
        (refused.status.as_u16(), refused.problem().as_str()),
        (422, "no_messages")
    );
    // One that was made before stays, and is not used up by what is told to nobody.
    guest.patch("/api/v1/me", json!({ "channel": "email" })).await;
    assert_eq!(guest.post(wish, json!({})).await.status, 200);
    guest.patch("/api/v1/me", none).await;
    let lend = async || {
        let lent = json!({ "card": "10000003", "barcode": "R1" });
        staff.post("/api/v1/desk/checkouts", lent).await;
        staff.post("/api/v1/desk/returns", scanned("R1")).await;
        waiting(&service).await
    };
    assert_eq!(lend().await, Vec::<String>::new());
    let page = guest.get("/fi/me").await.text();
    assert!(
        page.contains("Näistä halusit kuulla") && !page.contains("Kerromme, kun nämä ovat vapaana"),
        "{page}"
    );
    guest.patch("/api/v1/me", json!({ "channel": "email" })).await;
    assert_eq!(lend().await, ["item_free"]);
}

async fn the_place_and_the_length_are_of_the_same_queue(service: Service) {
    let service = rare(service).await;
    service
        .sql("UPDATE items SET home_only = TRUE WHERE id = 'harvinainen'")
        .await;
    service
        .sql(
            "INSERT INTO copies (barcode, item, home, library, place, due, condition) \
             VALUES ('R2', 'harvinainen', 'oodi', 'oodi', 'shelf', NULL, 'good')",
        )
        .await;
    let staff = service.signed_in("3000 0002").await;
    for (card, barcode) in [("10000004", "R1"), ("10000005", "R2")] {
        let lent = json!({ "card": card, "barcode": barcode });
        assert_eq!(staff.post("/api/v1/desk/checkouts", lent).await.status, 201);
    }
    let (here, there) = (
        service.signed_in("1000 0002").await,
        service.signed_in("1000 0003").await,
    );
    here.post(HOLDS, at_kallio()).await;
    there.post(HOLDS, json!({ "pickup_library": "oodi" })).await;
    for guest in [&here, &there] {
        let hold = hold_of(guest).await;
        assert_eq!((&hold["position"], &hold["queue"]), (&json!(1), &json!(1)));
    }
}

async fn the_deal_tells_how_far_a_loan_may_be_cut_short(service: Service) {
    let service = rare(service).await;
    let (api, pages) = (
        "/api/v1/items/harvinainen/deal",
        ["/fi/items/harvinainen", "/fi/items/harvinainen/hold"],
    );
    assert_eq!(service.get(api).await.json()["recall_after_days"], Value::Null);
    service
        .sql("UPDATE items SET recall_after_days = 7 WHERE id = 'harvinainen'")
        .await;
    service
        .sql("UPDATE content_versions SET version = version + 1 WHERE feature IN ('items', 'catalogue')")
        .await;
    assert_eq!(service.get(api).await.json()["recall_after_days"], 7);
    for page in pages {
        let text = service.get(page).await.text();
        assert!(text.contains("Laina voi lyhentyä 7 päivään"), "{page}");
    }
}

async fn a_wrong_day_is_told_with_the_field_it_stands_in(service: Service) {
    let service = rare(service).await;
    let guest = service.signed_in("1000 0002").await;
    let over = json!({ "pickup_library": "kallio", "not_after": "2026-11-22" });
    let over = guest.post(HOLDS, over).await.json();
    assert_eq!(over["errors"][0]["field"], "not_after");
    let hold = guest.post(HOLDS, at_kallio()).await.json();
    let path = format!("/api/v1/me/holds/{}", hold["id"].as_str().unwrap());
    let today = json!({ "frozen": true, "frozen_until": "2026-11-23" });
    let refused = guest.patch(&path, today).await.json();
    assert_eq!(
        (&refused["code"], &refused["errors"][0]["field"]),
        (&json!("pause_too_short"), &json!("frozen_until"))
    );
}

async fn a_date_that_has_become_certain_is_kept_as_certain(service: Service) {
    let service = rare(service).await;
    let staff = service.signed_in("3000 0001").await;
    let lent = json!({ "card": "10000002", "barcode": "R1" });
    staff.post("/api/v1/desk/checkouts", lent).await;
    service
        .sql("UPDATE loans SET due_unverified = TRUE WHERE copy = 'R1'")
        .await;
    upkeep::hourly(&service.app).await.unwrap();
    let certain = "SELECT id FROM loans WHERE copy = 'R1' AND NOT due_unverified";
    assert_eq!(service.texts(certain).await.len(), 1);
    assert_eq!(
        waiting(&service).await,
        Vec::<String>::new(),
        "nothing has changed for anybody"
    );
}

const RETURNS: &str = "/api/v1/desk/returns";
const UNDO: &str = "/api/v1/desk/undo";

/// The row of the rare thing in a list of the desk at Kallio, or nothing.
async fn row(staff: &support::person::Guest<'_>, list: &str) -> Value {
    let today = staff.get("/api/v1/desk/kallio/today").await.json();
    let rows = today[list].as_array().unwrap();
    rows.iter()
        .find(|row| row["barcode"] == "R1")
        .cloned()
        .unwrap_or_default()
}

/// Gives up the hold that somebody has on the rare thing.
async fn cancel(guest: &support::person::Guest<'_>) {
    let hold = hold_of(guest).await;
    let path = format!("/api/v1/me/holds/{}", hold["id"].as_str().unwrap());
    assert_eq!(guest.delete(&path).await.status, 200);
}

async fn what_nobody_waits_for_any_more_is_taken_off_the_hold_shelf(service: Service) {
    let service = rare(service).await;
    let (guest, staff) = (
        service.signed_in("1000 0002").await,
        service.signed_in("3000 0001").await,
    );
    guest.post(HOLDS, at_kallio()).await;
    staff.post(RETURNS, scanned("R1")).await;
    assert!(row(&staff, "take_down").await.is_null());
    cancel(&guest).await;
    let down = row(&staff, "take_down").await;
    assert_eq!(
        (&down["place"], &down["hold"], &down["old_slip"]),
        (&json!("shelf"), &Value::Null, &json!(true))
    );
    let back = staff.post(RETURNS, scanned("R1")).await.json();
    assert_eq!(back["goes"]["to"], "shelf");
    assert!(row(&staff, "take_down").await.is_null(), "it has been taken down");
    staff.post(UNDO, json!({ "undo": back["undo"] })).await;
    assert!(!row(&staff, "take_down").await.is_null(), "or it has not");
    let lent = json!({ "card": "10000003", "barcode": "R1" });
    assert_eq!(staff.post("/api/v1/desk/checkouts", lent).await.status, 201);
    assert!(
        row(&staff, "take_down").await.is_null(),
        "what is lent stands nowhere"
    );
    assert_eq!(faults(&service).await, Vec::<String>::new());
}

async fn what_the_next_fetches_elsewhere_is_taken_off_the_hold_shelf_and_sent(service: Service) {
    let service = rare(service).await;
    let (first, second) = (
        service.signed_in("1000 0002").await,
        service.signed_in("1000 0003").await,
    );
    let staff = service.signed_in("3000 0001").await;
    first.post(HOLDS, at_kallio()).await;
    second.post(HOLDS, json!({ "pickup_library": "oodi" })).await;
    staff.post(RETURNS, scanned("R1")).await;
    cancel(&first).await;
    let down = row(&staff, "take_down").await;
    assert_eq!(
        (&down["state"], &down["other_library"]),
        (&json!("to_fetch"), &json!("oodi"))
    );
    assert_eq!(
        row(&staff, "to_fetch").await["old_slip"],
        true,
        "whoever fetches it looks on the hold shelf"
    );
    let sent = staff.post(RETURNS, scanned("R1")).await.json();
    assert_eq!(
        (&sent["goes"]["to"], &sent["goes"]["library"]),
        (&json!("transit"), &json!("oodi"))
    );
    assert!(row(&staff, "take_down").await.is_null());
    assert_eq!(faults(&service).await, Vec::<String>::new());
}

async fn what_goes_to_the_next_on_the_same_hold_shelf_gets_a_new_slip(service: Service) {
    let service = rare(service).await;
    let (first, second) = (
        service.signed_in("1000 0002").await,
        service.signed_in("1000 0003").await,
    );
    let staff = service.signed_in("3000 0001").await;
    first.post(HOLDS, at_kallio()).await;
    second.post(HOLDS, at_kallio()).await;
    let old = staff.post(RETURNS, scanned("R1")).await.json()["goes"]["code"].clone();
    everything_is_sent(&service).await;
    service.wait(10 * 24 * 60 * 60);
    upkeep::minutely(&service.app).await.unwrap();
    // A session at a desk does not live that long.
    let staff = service.signed_in("3000 0001").await;
    let down = row(&staff, "take_down").await;
    assert_eq!(down["state"], "ready");
    assert_ne!(down["code"], old);
    assert_eq!(down["code"], hold_of(&second).await["code"]);
    assert_eq!(row(&staff, "waiting").await["old_slip"], true);
    let slip = staff.post(RETURNS, scanned("R1")).await.json();
    assert_eq!(slip["goes"]["code"], down["code"], "the slip that is printed now");
    assert!(row(&staff, "take_down").await.is_null());
    assert_eq!(row(&staff, "waiting").await["old_slip"], false);
}

/// The rare thing comes back from the first and waits for the second: its loan and the code of the hold.
async fn returned_for_the_next(service: &Service) -> (String, String) {
    let staff = service.signed_in("3000 0001").await;
    let lent = json!({ "card": "10000002", "barcode": "R1" });
    let loan = staff.post("/api/v1/desk/checkouts", lent).await.json()["loan"].clone();
    let next = service.signed_in("1000 0003").await;
    assert_eq!(next.post(HOLDS, at_kallio()).await.status, 201);
    let open = format!("/api/v1/desk/loans/{}/missing", loan.as_str().unwrap());
    let parts = json!({ "library": "kallio", "parts": ["Laukku"] });
    assert_eq!(
        staff.post(&open, parts).await.status,
        404,
        "nothing has come back yet"
    );
    let back = staff.post(RETURNS, scanned("R1")).await.json();
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    (text(&loan), text(&back["goes"]["code"]))
}

async fn what_is_missing_after_a_return_is_noted_at_once_and_opens_no_loan(service: Service) {
    let service = rare(service).await;
    let (loan, code) = returned_for_the_next(&service).await;
    let staff = service.signed_in("3000 0001").await;
    let path = format!("/api/v1/desk/loans/{loan}/missing");
    let parts = json!({ "library": "kallio", "parts": ["Laukku"] });
    let no_parts = json!({ "library": "kallio" });
    assert_eq!(staff.post(&path, no_parts).await.status, 400);
    let noted = staff.post_once(&path, parts.clone(), "once").await;
    assert_eq!(noted.json()["goes"]["to"], "repair");
    let again = staff.post_once(&path, parts.clone(), "once").await;
    assert_eq!(again.json(), noted.json(), "sent twice, done once");
    let missing = format!("SELECT missing FROM loans WHERE id = '{loan}' AND returned_at IS NOT NULL");
    assert_eq!(service.texts(&missing).await, ["[\"Laukku\"]"]);
    let reports = "SELECT fault FROM tickets WHERE copy = 'R1'";
    assert_eq!(service.texts(reports).await, ["Puuttuu: Laukku"]);
    let waits = hold_of(&service.signed_in("1000 0003").await).await;
    assert_eq!(
        (&waits["state"], &waits["code"]),
        (&json!("waiting"), &Value::Null)
    );
    let dead = json!({ "code": code, "library": "kallio" });
    assert_eq!(
        staff.post("/api/v1/desk/scans", dead).await.problem(),
        "not_known"
    );
    assert_eq!(faults(&service).await, Vec::<String>::new());
    let ticket = row(&staff, "faults").await["ticket"].clone();
    let solve = format!("/api/v1/desk/faults/{}/solve", ticket.as_str().unwrap());
    let whole = staff.post(&solve, json!({ "library": "kallio" })).await.json();
    assert_eq!(whole["goes"]["to"], "hold_shelf");
    let condition = "SELECT condition FROM copies WHERE barcode = 'R1'";
    assert_eq!(service.texts(condition).await, ["good"]);
    let lent = json!({ "card": "10000003", "barcode": "R1" });
    assert_eq!(staff.post("/api/v1/desk/checkouts", lent).await.status, 201);
    assert_eq!(
        staff.post(&path, parts).await.problem(),
        "on_loan",
        "the next has it"
    );
    let open = "SELECT COUNT(*) || '' FROM loans WHERE copy = 'R1' AND returned_at IS NULL";
    assert_eq!(service.texts(open).await, ["1"]);
}

async fn whoever_has_not_heard_that_it_is_ready_does_not_hear_that_it_is_not(service: Service) {
    let service = rare(service).await;
    let (loan, _) = returned_for_the_next(&service).await;
    let staff = service.signed_in("3000 0001").await;
    let path = format!("/api/v1/desk/loans/{loan}/missing");
    staff
        .post(&path, json!({ "library": "kallio", "parts": ["Laukku"] }))
        .await;
    let told = "SELECT message FROM outbox WHERE message LIKE '%hold_ready%' OR message LIKE '%hold_back%'";
    assert_eq!(service.texts(told).await, Vec::<String>::new());
}

async fn a_wish_is_not_used_up_by_what_turns_out_to_be_incomplete(service: Service) {
    let service = rare(service).await;
    let (guest, staff) = (
        service.signed_in("1000 0003").await,
        service.signed_in("3000 0001").await,
    );
    let lent = json!({ "card": "10000002", "barcode": "R1" });
    let loan = staff.post("/api/v1/desk/checkouts", lent).await.json()["loan"].clone();
    guest.post("/api/v1/items/harvinainen/wish", json!({})).await;
    staff.post(RETURNS, scanned("R1")).await;
    let path = format!("/api/v1/desk/loans/{}/missing", loan.as_str().unwrap());
    staff
        .post(&path, json!({ "library": "kallio", "parts": ["Laukku"] }))
        .await;
    let told = "SELECT message FROM outbox WHERE message LIKE '%item_free%'";
    assert!(service.texts(told).await.is_empty());
    let wishes = guest.get("/api/v1/me/wishes").await.json();
    assert_eq!(wishes["items"][0]["item"], "harvinainen");
}

async fn a_pickup_code_tells_in_which_library_it_waits(service: Service) {
    let service = rare(service).await;
    let (guest, staff) = (
        service.signed_in("1000 0002").await,
        service.signed_in("3000 0002").await,
    );
    guest.post(HOLDS, json!({ "pickup_library": "oodi" })).await;
    let at_oodi = json!({ "barcode": "R1", "library": "oodi" });
    let code = staff.post(RETURNS, at_oodi).await.json()["goes"]["code"].clone();
    let asked = json!({ "code": code, "library": "kallio" });
    let waits = staff.post("/api/v1/desk/scans", asked).await.json();
    assert_eq!(
        (&waits["is"], &waits["library"], &waits["library_name"]["fi"]),
        (&json!("pickup"), &json!("oodi"), &json!("Oodi"))
    );
}

async fn a_loan_that_will_not_come_back_is_written_off_and_that_is_taken_back(service: Service) {
    let service = rare(service).await;
    let staff = service.signed_in("3000 0001").await;
    let lent = json!({ "card": "10000002", "barcode": "R1" });
    staff.post("/api/v1/desk/checkouts", lent).await;
    service.sql("UPDATE loans SET due_at = 0 WHERE copy = 'R1'").await;
    let late = row(&staff, "overdue").await;
    let path = format!("/api/v1/desk/loans/{}/write-off", late["loan"].as_str().unwrap());
    assert_eq!(
        staff.post(&path, json!({ "library": "oodi" })).await.problem(),
        "not_your_desk"
    );
    let here = json!({ "library": "kallio" });
    let gone = staff.post(&path, here.clone()).await.json();
    assert!(row(&staff, "overdue").await.is_null());
    let place = "SELECT place FROM copies WHERE barcode = 'R1'";
    assert_eq!(service.texts(place).await, ["missing"]);
    assert_eq!(staff.post(&path, here.clone()).await.problem(), "already_ended");
    let kept = format!(
        "SELECT reason FROM audit WHERE action = 'wrote_off' AND subject = '{}'",
        late["person"].as_str().unwrap()
    );
    assert_eq!(service.texts(&kept).await, [late["loan"].as_str().unwrap()]);
    let undo = staff.post(UNDO, json!({ "undo": gone["undo"] })).await;
    assert_eq!(undo.status, 200);
    assert!(!row(&staff, "overdue").await.is_null(), "it is waited for again");
    staff.post(&path, here).await;
    let found = staff.post(RETURNS, scanned("R1")).await.json();
    assert_eq!(
        (&found["goes"]["to"], &found["loan"]),
        (&json!("shelf"), &Value::Null)
    );
    assert_eq!(faults(&service).await, Vec::<String>::new());
}
