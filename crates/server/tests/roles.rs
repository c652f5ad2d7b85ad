//! Who may use what: the table `roles.txt`, compared with every operation that the OpenAPI document names, and with what
//! the router does when somebody of each role tries.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on fails")]

mod support;

use std::collections::BTreeMap;
use support::{Service, person::Guest};

on_both_databases!(every_operation_lets_in_whom_the_table_says_and_nobody_else);

const TABLE: &str = include_str!("roles.txt");
/// Card of somebody in each role, in the order of the table's columns.
const CARDS: [Option<&str>; 6] = [
    None,
    Some("1000 0008"),
    Some("2000 0001"),
    Some("3000 0002"),
    Some("4000 0001"),
    Some("1000 0009"),
];

/// One operation of the document: method, path, identifier.
fn operations(document: &serde_json::Value) -> Vec<(String, String, String)> {
    let mut operations = Vec::new();
    for (path, methods) in document["paths"].as_object().unwrap() {
        for (method, operation) in methods.as_object().unwrap() {
            let id = operation["operationId"].as_str().unwrap();
            operations.push((method.to_uppercase(), path.clone(), id.to_owned()));
        }
    }
    // What ends the account or the session goes last.
    operations.sort_by_key(|(_, _, id)| (id == "erase_me", id == "sign_out", id.clone()));
    operations
}

fn table() -> BTreeMap<&'static str, Vec<bool>> {
    let rows = TABLE
        .lines()
        .filter(|line| !line.starts_with('#') && !line.trim().is_empty());
    rows.map(|row| {
        let mut cells = row.split_whitespace();
        let id = cells.next().unwrap();
        let cells = cells.map(|cell| match cell {
            "yes" => true,
            "-" => false,
            other => panic!("{id}: {other}"),
        });
        (id, cells.collect())
    })
    .collect()
}

async fn every_operation_lets_in_whom_the_table_says_and_nobody_else(service: Service) {
    let service = service.with_demo().await;
    service
        .sql("UPDATE people SET role = 'admin' WHERE card = '10000009'")
        .await;
    let document = service.get("/api/openapi.json").await.json();
    let (operations, mut table) = (operations(&document), table());
    let mut wrong = Vec::new();
    for (method, path, id) in operations {
        let Some(row) = table.remove(id.as_str()) else {
            wrong.push(format!("{id} is not in the table"));
            continue;
        };
        assert_eq!(row.len(), CARDS.len(), "{id}");
        for (card, may) in CARDS.iter().zip(row) {
            let mut guest = Guest::of(&service);
            if let Some(card) = card {
                guest = service.signed_in(card).await;
            }
            // Nothing has this name, so whoever is let in changes nothing.
            let path = path.replace("{library}", "atlantis").replace("{id}", "nothing");
            let path = path.replace("{identifier}", "999");
            let status = guest.send(&method, &path, None, &[]).await.status.as_u16();
            let let_in = !matches!(status, 401 | 403);
            // Signing in without a card is no signing in.
            if let_in != may && id != "sign_in" {
                wrong.push(format!("{id}, {card:?}: {status}"));
            }
        }
    }
    wrong.extend(
        table
            .keys()
            .map(|id| format!("{id} is in the table, and nowhere else")),
    );
    assert_eq!(wrong, Vec::<String>::new());
}
