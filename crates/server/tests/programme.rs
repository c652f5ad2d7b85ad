//! The climate programme over HTTP, by import and as open data, on both databases.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on fails")]

mod support;

use jaettu_domain::programme::Programme;
use jaettu_server::import::Outcome;
use jaettu_server::programme::{export, import, store};
use serde_json::Value;
use std::collections::BTreeSet;
use support::{NOW, Service};

on_both_databases!(
    the_list_begins_with_what_is_late_and_counts_the_whole_programme,
    filters_and_search_narrow_the_list,
    every_wrong_parameter_is_told_and_nothing_is_guessed,
    an_action_tells_how_it_goes_and_why,
    an_action_that_goes_on_elsewhere_says_where,
    what_is_not_there_is_a_problem,
    an_indicator_tells_its_figures,
    the_change_log_is_told_once_page_by_page,
    importing_the_export_again_changes_nothing,
    an_import_logs_what_it_changed,
    a_document_with_faults_is_refused_as_a_whole,
    imports_at_the_same_time_do_not_mix,
    files_hold_exactly_what_the_list_shows,
    the_feed_is_atom_with_names_that_do_not_repeat,
    pages_can_be_read_before_the_app_starts,
    nothing_but_public_fields_is_answered,
);

const DEMO: &str = include_str!("../demo/programme.json");

fn identifiers(list: &Value) -> Vec<&str> {
    list["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|item| item["identifier"].as_str().unwrap())
        .collect()
}

async fn the_list_begins_with_what_is_late_and_counts_the_whole_programme(service: Service) {
    let service = service.with_demo().await;
    let list = service.get("/api/v1/programme/actions").await.json();
    assert_eq!(identifiers(&list)[..2], ["116", "118"]);
    assert_eq!(list["total"], 11);
    let sum: u64 = list["states"]
        .as_array()
        .unwrap()
        .iter()
        .map(|count| count["actions"].as_u64().unwrap())
        .sum();
    assert_eq!(sum, 11);
    let numbers = service.get("/api/v1/programme/actions?sort=number").await.json();
    assert_eq!(identifiers(&numbers)[..3], ["2.14", "112", "113"]);
    assert!(
        list["items"]
            .as_array()
            .unwrap()
            .iter()
            .all(|item| item["name"]["sv"].is_string())
    );
}

async fn filters_and_search_narrow_the_list(service: Service) {
    let service = service.with_demo().await;
    for (query, expected) in [
        ("state=completed", vec!["112"]),
        ("state=merged,superseded", vec!["119", "121"]),
        ("plan=hnh2030", vec!["2.14"]),
        ("q=116", vec!["116"]),
        ("q=l%C3%A4mp%C3%B6kamera", vec!["113"]),
        ("q=cargo+bikes", vec!["115", "120"]),
        ("late=true&category=learning", vec!["118"]),
        ("q=olematonsana", vec![]),
    ] {
        let list = service
            .get(&format!("/api/v1/programme/actions?{query}&sort=number"))
            .await
            .json();
        let mut found = identifiers(&list);
        if query.starts_with("q=cargo") {
            found.retain(|identifier| ["115", "120"].contains(identifier));
        }
        assert_eq!(found, expected, "{query}");
        assert!(list["total"].as_u64().unwrap() >= expected.len() as u64);
    }
    let recent = service
        .get("/api/v1/programme/actions?changed_within=7")
        .await
        .json();
    assert_eq!(identifiers(&recent), ["116"]);
}

async fn every_wrong_parameter_is_told_and_nothing_is_guessed(service: Service) {
    let answer = service
        .get("/api/v1/programme/actions?state=lat&late=perhaps&sort=name&changed_within=-1")
        .await;
    assert_eq!(
        (answer.status.as_u16(), answer.problem().as_str()),
        (400, "invalid")
    );
    let json = answer.json();
    let fields: Vec<_> = json["errors"]
        .as_array()
        .unwrap()
        .iter()
        .map(|e| e["field"].as_str().unwrap())
        .collect();
    assert_eq!(fields, ["state", "late", "changed_within", "sort"]);
    assert_eq!(
        service.get("/api/v1/programme/changes?cursor=x").await.status,
        400
    );
}

async fn an_action_tells_how_it_goes_and_why(service: Service) {
    let service = service.with_demo().await;
    let action = service.get("/api/v1/programme/actions/116").await.json();
    assert_eq!(
        action["name"]["fi"],
        "Kirjasto on jakamistalouden suunnannäyttäjä"
    );
    assert_eq!(action["status"]["state"], "late");
    assert_eq!(action["status"]["reasons"][0]["code"], "late_tasks");
    assert_eq!(action["status"]["reasons"][0]["count"], 3);
    assert_eq!(
        (&action["tally"]["done"], &action["tally"]["total"]),
        (&3.into(), &10.into())
    );
    let groups: Vec<_> = action["timeline"]
        .as_array()
        .unwrap()
        .iter()
        .map(|group| group["group"].as_str().unwrap())
        .collect();
    assert_eq!(groups, ["late", "now", "next", "done", "cancelled"]);
    assert_eq!(action["next_task"]["due"], "2026-12");
    assert_eq!(action["plan"]["goal_year"], 2035);
    assert_eq!(action["current_plan"]["goal_year"], 2030);
    assert_eq!(action["previous"]["identifier"], "115");
    assert_eq!(action["next"]["identifier"], "117");
    assert_eq!(action["continues"][0]["identifier"], "119");
    assert_eq!(action["indicators"].as_array().unwrap().len(), 3);
    let ends: Vec<_> = action["chain"]
        .as_array()
        .unwrap()
        .iter()
        .map(|link| &link["to"]["kind"])
        .collect();
    assert!(ends.contains(&&Value::from("goal")), "{ends:?}");
    assert_eq!(action["freshness"], "fresh");
    assert!(!action["changes"].as_array().unwrap().is_empty());
}

async fn an_action_that_goes_on_elsewhere_says_where(service: Service) {
    let service = service.with_demo().await;
    for (identifier, state, target) in [("119", "merged", "116"), ("121", "superseded", "2.14")] {
        let action = service
            .get(&format!("/api/v1/programme/actions/{identifier}"))
            .await
            .json();
        assert_eq!(
            (&action["status"]["state"], &action["goes_on_in"]["identifier"]),
            (&state.into(), &target.into())
        );
    }
    let postponed = service.get("/api/v1/programme/actions/115").await.json();
    assert_eq!(
        (&postponed["status"]["state"], &postponed["status"]["by_rules"]),
        (&"postponed".into(), &"late".into())
    );
}

async fn what_is_not_there_is_a_problem(service: Service) {
    let service = service.with_demo().await;
    for path in [
        "actions/999",
        "actions/..%2F116",
        "actions/%00",
        "actions/999.csv",
        "indicators/nothing",
        "indicators/UPPER",
        "indicators/nothing.xlsx",
        "nothing.csv",
        "actions/116/x.csv",
    ] {
        let answer = service.get(&format!("/api/v1/programme/{path}")).await;
        assert_eq!(
            (answer.status.as_u16(), answer.problem().as_str()),
            (404, "not_found"),
            "{path}"
        );
    }
}

async fn an_indicator_tells_its_figures(service: Service) {
    let service = service.with_demo().await;
    let rooms = service
        .get("/api/v1/programme/indicators/room-utilisation")
        .await
        .json();
    assert_eq!(rooms["figures"]["status"], "behind");
    assert_eq!(
        rooms["figures"]["required_pace"].as_f64().map(f64::round),
        Some(4.0)
    );
    assert!((rooms["figures"]["share"].as_f64().unwrap() - 7.0 / 26.0).abs() < 1e-9);
    assert_eq!(rooms["example"], true);
    let purchases = service
        .get("/api/v1/programme/indicators/household-purchases")
        .await
        .json();
    assert_eq!(purchases["figures"]["status"], "backwards");
    assert!(purchases["figures"]["share"].as_f64().unwrap() < 0.0);
    assert_eq!(purchases["update_late"], true);
    let empty = service
        .get("/api/v1/programme/indicators/consumption-emissions")
        .await
        .json();
    assert_eq!(
        (&empty["figures"]["status"], &empty["figures"]["latest"]),
        (&"no_data".into(), &Value::Null)
    );
    let list = service.get("/api/v1/programme/indicators").await.json();
    assert_eq!(list["items"].as_array().unwrap().len(), 6);
}

async fn the_change_log_is_told_once_page_by_page(service: Service) {
    let service = service.with_demo().await;
    let mut programme: Programme = serde_json::from_str(DEMO).unwrap();
    programme
        .indicators
        .iter_mut()
        .flat_map(|one| &mut one.values)
        .for_each(|value| value.value += 1.0);
    let changed = import::load(&service.app.db, &programme, NOW.parse().unwrap())
        .await
        .unwrap();
    assert!(changed > 100, "{changed}");
    let mut seen = Vec::new();
    let mut url = "/api/v1/programme/changes".to_owned();
    loop {
        let page = service.get(&url).await.json();
        seen.extend(
            page["items"]
                .as_array()
                .unwrap()
                .iter()
                .map(|change| change["id"].as_i64().unwrap()),
        );
        match page["next"].as_str() {
            Some(next) => url = format!("/api/v1/programme/changes?cursor={next}"),
            None => break,
        }
    }
    assert!(seen.len() > changed);
    assert!(
        seen.windows(2).all(|pair| pair[0] == pair[1] + 1),
        "newest first, none left out"
    );
    assert_eq!(seen.last(), Some(&1));
    let own = service.get("/api/v1/programme/changes?action=116").await.json();
    let own = own["items"].as_array().unwrap();
    assert!(own.iter().all(|change| change["change"]["action"] == "116"));
    assert!(own.iter().any(|change| change["change"]["field"] == "task_due"));
}

async fn importing_the_export_again_changes_nothing(service: Service) {
    let service = service.with_demo().await;
    let db = &service.app.db;
    let programme = store::read(db).await.unwrap();
    assert_eq!(programme, serde_json::from_str::<Programme>(DEMO).unwrap());
    let mut out = Vec::new();
    let today = "2026-11-23".parse().unwrap();
    export::programme(&programme, export::Format::Json, today, &mut out).unwrap();
    let version = db.content_version("programme").await.unwrap();
    let changes = store::changes(db, None, None, 1).await.unwrap()[0].id;
    let file = service.file("programme.json", &out);
    let Outcome::Done(said) = import::run(db, &file, NOW.parse().unwrap()).await.unwrap() else {
        panic!("refused")
    };
    assert!(said.ends_with("0 changes logged"), "{said}");
    assert_eq!(db.content_version("programme").await.unwrap(), version);
    let service = service.with_demo().await;
    assert_eq!(
        store::changes(&service.app.db, None, None, 1).await.unwrap()[0].id,
        changes
    );
}

async fn an_import_logs_what_it_changed(service: Service) {
    let service = service.with_demo().await;
    let before = service.get("/api/v1/programme/actions/116").await;
    let edited = DEMO.replace(
        "\"due\": \"2027-03-31\"",
        "\"due\": \"2027-09\", \"original_due\": \"2027-03-31\"",
    );
    assert_ne!(edited, DEMO);
    let file = service.file("programme.json", edited.as_bytes());
    let done = import::run(&service.app.db, &file, NOW.parse().unwrap())
        .await
        .unwrap();
    assert!(
        matches!(&done, Outcome::Done(said) if said.ends_with("1 change logged")),
        "{done:?}"
    );
    let log = service.get("/api/v1/programme/changes?action=116").await.json();
    let newest = &log["items"][0]["change"];
    assert_eq!(
        (&newest["field"], &newest["task"]["id"]),
        (&"task_due".into(), &"116-open-data".into())
    );
    assert_eq!(
        (&newest["before"]["date"], &newest["after"]["date"]),
        (&"2027-03-31".into(), &"2027-09".into())
    );
    let after = service.get("/api/v1/programme/actions/116").await;
    assert_ne!(
        before.header("etag"),
        after.header("etag"),
        "readers see the import at once"
    );
}

async fn a_document_with_faults_is_refused_as_a_whole(service: Service) {
    let service = service.with_demo().await;
    let version = service.app.db.content_version("programme").await.unwrap();
    let broken = DEMO
        .replacen("\"completed\": \"2019-10-21\"", "\"example\": false", 1)
        .replacen("\"114\", \"115\", \"2.14\"", "\"114\", \"999\"", 1);
    let latin = service.file("latin.json", b"{\n\"n\":\"\xe4\"}");
    for (file, expected) in [(service.file("broken.json", broken.as_bytes()), 2), (latin, 1)] {
        let outcome = import::run(&service.app.db, &file, NOW.parse().unwrap())
            .await
            .unwrap();
        let Outcome::Refused(refusals) = outcome else {
            panic!("taken")
        };
        assert_eq!(refusals.len(), expected, "{refusals:?}");
        assert!(
            refusals
                .iter()
                .all(|refusal| refusal.to_string().contains("line ")),
            "{refusals:?}"
        );
    }
    assert_eq!(
        service.app.db.content_version("programme").await.unwrap(),
        version
    );
}

async fn imports_at_the_same_time_do_not_mix(service: Service) {
    let service = service.with_demo().await;
    let documents: Vec<Programme> = (0..6)
        .map(|n| {
            let mut programme: Programme = serde_json::from_str(DEMO).unwrap();
            programme.actions[0].lead.fi = format!("Versio {n}");
            programme.actions[1].lead.fi = format!("Versio {n}");
            programme
        })
        .collect();
    let now = NOW.parse().unwrap();
    let mut running = Vec::new();
    for programme in documents.clone() {
        let db = service.app.db.clone();
        running.push(tokio::spawn(
            async move { import::load(&db, &programme, now).await },
        ));
    }
    for import in running {
        import.await.unwrap().unwrap();
    }
    let end = store::read(&service.app.db).await.unwrap();
    assert!(documents.contains(&end), "the result is one of the documents");
    let log = store::changes(&service.app.db, None, None, 12).await.unwrap();
    assert_eq!(log.len(), 12);
    // Each import compares with what the one before it left.
    for pair in log.iter().step_by(2).collect::<Vec<_>>().windows(2) {
        assert_eq!(pair[0].change.before, pair[1].change.after);
    }
}

async fn files_hold_exactly_what_the_list_shows(service: Service) {
    let service = service.with_demo().await;
    for query in ["", "?q=kirjasto", "?state=late&sort=number", "?late=true"] {
        let list = service
            .get(&format!("/api/v1/programme/actions{query}"))
            .await
            .json();
        let file = service
            .get(&format!("/api/v1/programme/actions.csv{query}"))
            .await;
        assert_eq!(file.header("content-type"), "text/csv; charset=utf-8");
        let mut reader = csv::Reader::from_reader(file.body.as_slice());
        let rows: Vec<String> = reader.records().map(|row| row.unwrap()[0].to_owned()).collect();
        assert_eq!(rows, identifiers(&list), "{query}");
    }
    for path in [
        "actions.xlsx",
        "actions/116.xlsx",
        "indicators.xlsx",
        "indicators/device-uses.xlsx",
        "changes.xlsx",
    ] {
        let file = service.get(&format!("/api/v1/programme/{path}")).await;
        assert!(file.status == 200 && file.body.starts_with(b"PK"), "{path}");
        assert!(file.header("content-disposition").contains(".xlsx"));
    }
    let tasks = service.get("/api/v1/programme/actions/116.csv").await.text();
    assert_eq!(tasks.lines().count(), 12);
    let values = service
        .get("/api/v1/programme/indicators/room-utilisation.csv")
        .await
        .text();
    assert!(
        values.contains("room-utilisation") && values.contains(",value,2025-12-31,41,"),
        "{values}"
    );
    assert_eq!(
        service.get("/api/v1/programme/actions.csv?state=x").await.status,
        400
    );
}

async fn the_feed_is_atom_with_names_that_do_not_repeat(service: Service) {
    let service = service.with_demo().await;
    for query in ["", "?language=sv", "?language=en&action=116"] {
        let feed = service.get(&format!("/api/v1/programme/feed.atom{query}")).await;
        assert_eq!(feed.header("content-type"), "application/atom+xml; charset=utf-8");
        let xml = feed.text();
        assert!(xml.starts_with(
            "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<feed xmlns=\"http://www.w3.org/2005/Atom\""
        ));
        let entries = xml.matches("<entry>").count();
        assert!(entries > 3 && entries == xml.matches("</entry>").count());
        let ids: BTreeSet<_> = xml
            .split("<id>")
            .skip(1)
            .filter_map(|rest| rest.split("</id>").next())
            .collect();
        assert_eq!(ids.len(), entries + 1);
        assert!(ids.iter().all(|id| id.starts_with("tag:")));
        assert_eq!(xml.matches("<updated>").count(), entries + 1);
        assert_eq!(xml.matches("<title>").count(), entries + 1);
        assert!(xml.contains("<author><name>"));
    }
}

async fn pages_can_be_read_before_the_app_starts(service: Service) {
    let service = service.with_demo().await;
    for (path, expected) in [
        ("/fi/programme", "Miten ilmastotyö etenee?"),
        (
            "/sv/programme/actions/116",
            "Biblioteket går före i delningsekonomin",
        ),
        (
            "/en/programme/actions/116",
            "3 tasks are past their date, the oldest 31.12.2020",
        ),
        ("/fi/programme/actions/116", "id=\"task-116-digituki\""),
        ("/en/programme/actions/119", "The work goes on here: 116"),
        ("/fi/programme/indicators/room-utilisation", "Tahti ei riitä"),
        (
            "/en/programme/indicators/consumption-emissions",
            "There are no figures yet<",
        ),
        ("/sv/programme/changes", "Vad har ändrats"),
        ("/fi/programme/changes", "luku 10/2026"),
    ] {
        let page = service.get(path).await;
        let html = page.text();
        assert_eq!(page.status, 200, "{path}");
        assert!(html.contains(expected), "{path}: {expected}");
        // What only the server draws brings no data, and is to be left standing.
        assert!(!html.contains("data-url="), "{path}");
        assert!(html.contains(" data-written>"), "{path}");
    }
    let list = service.get("/fi/programme?state=completed").await.text();
    assert!(list.contains("1 toimenpide<"));
    for path in [
        "/fi/programme/actions/999",
        "/fi/programme/nothing",
        "/fi/programme/actions/116/x",
    ] {
        assert_eq!(service.get(path).await.status, 404, "{path}");
    }
}

async fn nothing_but_public_fields_is_answered(service: Service) {
    let service = service.with_demo().await;
    let action = service.get("/api/v1/programme/actions/116").await.json();
    let fields: BTreeSet<_> = action.as_object().unwrap().keys().map(String::as_str).collect();
    let public = BTreeSet::from([
        "categories",
        "chain",
        "changes",
        "continues",
        "current_plan",
        "description",
        "effect_on_goal",
        "example",
        "freshness",
        "goes_on_in",
        "identifier",
        "impact",
        "indicators",
        "lead",
        "name",
        "next",
        "next_task",
        "official",
        "phase",
        "plan",
        "previous",
        "quality",
        "related",
        "responsible",
        "span",
        "status",
        "tally",
        "timeline",
        "updated",
    ]);
    assert_eq!(fields, public);
    let contact: BTreeSet<_> = action["responsible"]
        .as_object()
        .unwrap()
        .keys()
        .map(String::as_str)
        .collect();
    assert_eq!(contact, BTreeSet::from(["mailbox", "title", "unit"]));
}
