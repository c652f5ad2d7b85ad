//! Every request that changes something, sent again under the same `Idempotency-Key`: a phone that has heard no answer asks
//! anew, gets the answer of the first time, and nothing happens twice.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test that cannot go on fails"
)]

#[macro_use]
mod support;

#[path = "support/at_desk.rs"]
mod at_desk;
#[path = "replay/kitchen.rs"]
mod kitchen;
#[path = "replay/late.rs"]
mod late;
#[path = "support/rooms.rs"]
mod place;
#[path = "support/tables.rs"]
mod tables;
#[path = "support/things.rs"]
mod things;

use kitchen::{Kitchen, Recipe, recipes};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use support::person::Guest;
use support::{Answer, Service};
use tables::{changes, contents};

on_both_databases!(
    every_operation_that_changes_something_has_a_recipe,
    whatever_is_sent_twice_is_answered_alike_and_happens_once,
    a_key_stands_for_one_request_of_one_person,
);

/// Method and path of each operation that changes something.
async fn operations(service: &Service) -> BTreeMap<String, (String, String)> {
    let document = service.get("/api/openapi.json").await.json();
    let mut operations = BTreeMap::new();
    for (path, methods) in document["paths"].as_object().unwrap() {
        for (method, operation) in methods.as_object().unwrap() {
            if method != "get" {
                let id = operation["operationId"].as_str().unwrap().to_owned();
                operations.insert(id, (method.to_uppercase(), path.clone()));
            }
        }
    }
    operations
}

/// One request under a key.
async fn send(guest: &Guest<'_>, method: &str, path: &str, body: &str, key: &str) -> Answer {
    let body = (!body.is_empty()).then(|| serde_json::from_str(body).expect("a body is JSON"));
    guest.send(method, path, body, &[("idempotency-key", key)]).await
}

async fn every_operation_that_changes_something_has_a_recipe(service: Service) {
    let operations = operations(&service).await;
    let recipes = recipes();
    let mut wrong = Vec::new();
    for id in operations.keys() {
        match recipes.iter().filter(|recipe| recipe.operation == id).count() {
            0 => wrong.push(format!(
                "{id} changes something and has no recipe: add a line to tests/replay/recipes.txt"
            )),
            1 => {}
            more => wrong.push(format!("{id} has {more} recipes in tests/replay/recipes.txt")),
        }
    }
    let gone = recipes.iter().map(|recipe| recipe.operation);
    let gone = gone.filter(|id| !operations.contains_key(*id));
    wrong.extend(gone.map(|id| {
        format!("{id} is gone, or changes nothing: take its line out of tests/replay/recipes.txt")
    }));
    assert_eq!(wrong, Vec::<String>::new());
}

async fn whatever_is_sent_twice_is_answered_alike_and_happens_once(service: Service) {
    let service = service.with_demo().await;
    let staff = service.signed_in("3000 0001").await;
    let operations = operations(&service).await;
    let mut wrong = Vec::new();
    for recipe in recipes() {
        let guest = match recipe.by {
            "nobody" => Guest::of(&service),
            card => service.signed_in(card).await,
        };
        let mut kitchen = Kitchen::of(&service, &recipe, &staff, &guest).await;
        for step in &recipe.before {
            kitchen.step(step).await;
        }
        let (method, path) = &operations[recipe.operation];
        let (path, body) = (kitchen.path(path, recipe.id), kitchen.named(recipe.body));
        wrong.extend(twice(&service, &recipe, &guest, [method, &path, &body]).await);
    }
    assert_eq!(wrong, Vec::<String>::new());
}

/// Sends a request twice: what is wrong with the second time.
async fn twice(service: &Service, recipe: &Recipe, guest: &Guest<'_>, request: [&str; 3]) -> Vec<String> {
    let (id, [method, path, body]) = (recipe.operation, request);
    let nothing = contents(service).await;
    let first = send(guest, method, path, body, id).await;
    assert!(first.status.is_success(), "{id}: {}", first.text());
    let before = contents(service).await;
    let again = send(guest, method, path, body, id).await;
    let after = contents(service).await;
    let mut wrong = Vec::new();
    if recipe.answer == "same" {
        let alike = (again.status, &again.body) == (first.status, &first.body);
        if !alike {
            wrong.push(format!(
                "{id} is answered with {} first and then with {}: {}",
                first.status,
                again.status,
                again.text()
            ));
        }
    } else if again.problem() != recipe.answer {
        wrong.push(format!("{id} ends with {} the second time", again.text()));
    }
    let may = |change: &String| recipe.moves.iter().any(|table| change.starts_with(table));
    let changed = changes(&before, &after);
    let changed = changed.iter().filter(|change| !may(change));
    wrong.extend(changed.map(|change| format!("{id} changes something the second time: {change}")));
    let moved = |table: &&&str| **table != "audit" && before[**table].len() != after[**table].len();
    let grown = recipe.moves.iter().filter(moved);
    wrong.extend(grown.map(|table| format!("{id} leaves another number of rows in {table}")));
    let done = changes(&nothing, &before);
    if done.iter().all(|change| change.starts_with("replies")) {
        wrong.push(format!(
            "{id} changes nothing the first time: its recipe tries nothing"
        ));
    }
    wrong
}

async fn a_key_stands_for_one_request_of_one_person(service: Service) {
    let service = service.with_demo().await;
    things::put(
        &service,
        &[("yksi", "Yksi", "R-yksi"), ("toinen", "Toinen", "R-toinen")],
    )
    .await;
    let (guest, other) = (
        service.signed_in("1000 0002").await,
        service.signed_in("1000 0003").await,
    );
    let (staff, colleague) = (
        service.signed_in("3000 0001").await,
        service.signed_in("3000 0002").await,
    );
    let holds = "/api/v1/items/yksi/holds";
    let at = |library: &str| json!({ "pickup_library": library });
    let mine = guest.post_once(holds, at("kallio"), "k").await;
    let theirs = other.post_once(holds, at("kallio"), "k").await;
    assert_eq!((mine.status.as_u16(), theirs.status.as_u16()), (201, 201));
    assert_ne!(mine.json()["id"], theirs.json()["id"], "two people, two holds");
    let scan = json!({ "barcode": "R-toinen", "library": "kallio" });
    let lost = staff.post_once("/api/v1/desk/losses", scan.clone(), "k").await;
    let found = colleague
        .post_once("/api/v1/desk/returns", scan.clone(), "k")
        .await;
    assert_eq!((lost.status.as_u16(), found.status.as_u16()), (200, 200));
    // The same person, the same key, and something else in the body, in the address or in what is asked.
    let elsewhere = json!({ "barcode": "R-toinen", "library": "oodi" });
    for (who, path, body) in [
        (&guest, holds, at("oodi")),
        (&guest, "/api/v1/items/toinen/holds", at("kallio")),
        (&guest, "/api/v1/items/toinen/holds", at("oodi")),
        (&staff, "/api/v1/desk/returns", scan),
        (&colleague, "/api/v1/desk/returns", elsewhere),
    ] {
        refused(&service, who, path, body).await;
    }
    let hold = format!("/api/v1/me/holds/{}", mine.json()["id"].as_str().unwrap());
    let before = contents(&service).await;
    let frozen = send(&guest, "PATCH", &hold, "{\"frozen\":true}", "k").await;
    let cancelled = send(&guest, "DELETE", &hold, "", "k").await;
    for answer in [frozen, cancelled] {
        assert_eq!(
            (answer.status.as_u16(), answer.problem().as_str()),
            (422, "key_reused")
        );
    }
    assert_eq!(changes(&before, &contents(&service).await), Vec::<String>::new());
}

/// The key `k` belongs to another request of this person, and this one changes nothing.
async fn refused(service: &Service, who: &Guest<'_>, path: &str, body: Value) {
    let before = contents(service).await;
    let answer = who.post_once(path, body.clone(), "k").await;
    assert_eq!(
        (answer.status.as_u16(), answer.problem().as_str()),
        (422, "key_reused"),
        "{path} {body}"
    );
    assert_eq!(changes(&before, &contents(service).await), Vec::<String>::new());
}
