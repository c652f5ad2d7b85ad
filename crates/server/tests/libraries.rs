//! Libraries over HTTP and by import, on both databases.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on fails")]

mod support;

use jaettu_server::import::{Outcome, kirkanta, tprek};
use support::Service;

on_both_databases!(
    all_libraries_are_listed_by_name_with_two_weeks_of_hours,
    the_nearest_library_comes_first_when_a_place_is_given,
    a_place_that_is_none_is_refused_with_its_field,
    a_library_tells_whether_staff_are_there,
    a_library_that_is_not_there_is_a_problem,
    kirkanta_hours_are_read_as_recorded_and_reading_them_again_changes_nothing,
    one_bad_day_keeps_the_whole_kirkanta_file_out,
    a_list_of_kirkanta_is_read_like_a_single_library,
    tprek_names_and_places_are_read_as_recorded,
    an_empty_service_gets_its_libraries_from_the_registers,
    an_unchanged_answer_is_not_sent_twice,
    a_brief_list_has_what_a_list_shows,
    files_that_contradict_each_other_are_refused_with_both_places,
    a_known_library_is_not_replaced_by_another_with_its_name,
    a_library_without_hours_is_added_too,
    libraries_that_are_new_are_told_and_those_of_other_cities_marked,
    a_unit_that_cannot_be_read_is_named,
    libraries_stand_in_the_order_of_the_readers_language,
    days_whose_hours_are_not_known_say_so,
);

async fn all_libraries_are_listed_by_name_with_two_weeks_of_hours(service: Service) {
    let service = service.with_demo().await;
    let list = service.get("/api/v1/libraries").await.json();
    let items = list["items"].as_array().unwrap();
    assert_eq!(items.len(), 38);
    assert_eq!(list["next"], serde_json::Value::Null);
    assert!(
        items
            .iter()
            .all(|library| library["hours"].as_array().unwrap().len() == 14)
    );
    assert_eq!(items[0]["id"], "arabianranta");
    for language in ["fi", "sv", "en"] {
        assert!(
            items
                .iter()
                .all(|library| !library["name"][language].as_str().unwrap().is_empty())
        );
    }
}

async fn the_nearest_library_comes_first_when_a_place_is_given(service: Service) {
    let service = service.with_demo().await;
    let list = service.get("/api/v1/libraries?near=60.1837,24.9535").await.json();
    assert_eq!(list["items"][0]["id"], "kallio");
    let metres: Vec<u64> = list["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|library| library["metres"].as_u64().unwrap())
        .collect();
    assert!(metres.is_sorted() && metres[0] < 100);
}

async fn a_place_that_is_none_is_refused_with_its_field(service: Service) {
    for bad in ["x", "91,0", "60.1", "60.1,24.9,1", &"6".repeat(500)] {
        let answer = service.get(&format!("/api/v1/libraries?near={bad}")).await;
        assert_eq!(
            (answer.status.as_u16(), answer.problem().as_str()),
            (400, "invalid"),
            "{bad}"
        );
        assert_eq!(answer.json()["errors"][0]["field"], "near");
    }
}

async fn a_library_tells_whether_staff_are_there(service: Service) {
    let service = service.with_demo().await;
    let kallio = service.get("/api/v1/libraries/kallio").await.json();
    assert_eq!(kallio["open_now"], true);
    assert_eq!(kallio["open_state"]["state"], "staffed");
    assert_eq!(kallio["hours"][0]["date"], "2026-11-23");
    assert_eq!(kallio["hours"][0]["openings"][0]["service"], "staffed");
}

async fn a_library_that_is_not_there_is_a_problem(service: Service) {
    let service = service.with_demo().await;
    for id in ["nowhere", "KALLIO", "..%2Fetc", "%00", &"a".repeat(300)] {
        let answer = service.get(&format!("/api/v1/libraries/{id}")).await;
        let expected = if id.len() > 64 {
            (400, "invalid")
        } else {
            (404, "not_found")
        };
        assert_eq!(
            (answer.status.as_u16(), answer.problem().as_str()),
            expected,
            "{id}"
        );
    }
}

const RECORDED: &str = include_str!("fixtures/kirkanta-single.json");

async fn kirkanta_hours_are_read_as_recorded_and_reading_them_again_changes_nothing(service: Service) {
    let service = service.with_demo().await;
    let files = [service.file("kallio.json", RECORDED.as_bytes())];
    let Outcome::Done(said) = kirkanta::run(&service.app.db, &files).await.unwrap() else {
        panic!("refused")
    };
    assert!(
        said.starts_with("7 days of opening hours read, 7 changed"),
        "{said}"
    );
    let version = service.app.db.content_version("libraries").await.unwrap();
    let Outcome::Done(said) = kirkanta::run(&service.app.db, &files).await.unwrap() else {
        panic!("refused")
    };
    assert!(said.ends_with("0 changed"), "{said}");
    assert_eq!(
        service.app.db.content_version("libraries").await.unwrap(),
        version
    );
}

async fn one_bad_day_keeps_the_whole_kirkanta_file_out(service: Service) {
    let service = service.with_demo().await;
    let version = service.app.db.content_version("libraries").await.unwrap();
    let broken = RECORDED.replacen("\"status\": 1", "\"status\": 7", 1);
    assert_ne!(broken, RECORDED);
    let files = [
        service.file("kallio.json", broken.as_bytes()),
        service.file("latin.json", b"{\n\"n\":\"\xe4\"}"),
    ];
    let Outcome::Refused(refusals) = kirkanta::run(&service.app.db, &files).await.unwrap() else {
        panic!("taken")
    };
    assert_eq!(refusals.len(), 2);
    assert!(
        refusals[0]
            .to_string()
            .contains("data.schedules[0]: times[1].status"),
        "{}",
        refusals[0]
    );
    assert_eq!(refusals[1].field, "line 2");
    assert_eq!(
        service.app.db.content_version("libraries").await.unwrap(),
        version
    );
}

async fn a_list_of_kirkanta_is_read_like_a_single_library(service: Service) {
    let service = service.with_demo().await;
    let mut answer: serde_json::Value = serde_json::from_str(RECORDED).unwrap();
    let library = answer["data"].take();
    answer["items"] = serde_json::json!([library]);
    answer.as_object_mut().unwrap().remove("data");
    let files = [service.file("list.json", answer.to_string().as_bytes())];
    let Outcome::Done(said) = kirkanta::run(&service.app.db, &files).await.unwrap() else {
        panic!("refused")
    };
    assert!(said.starts_with("7 days"), "{said}");
}

async fn tprek_names_and_places_are_read_as_recorded(service: Service) {
    let service = service.with_demo().await;
    let units =
        include_str!("fixtures/tprek-units.json").replace("Berghälls bibliotek", "Berghälls nya bibliotek");
    let files = [service.file("units.json", units.as_bytes())];
    let Outcome::Done(said) = tprek::run(&service.app.db, &files).await.unwrap() else {
        panic!("refused")
    };
    assert!(said.contains("1 library changed"), "{said}");
    let kallio = service.get("/api/v1/libraries/kallio").await.json();
    assert_eq!(kallio["name"]["sv"], "Berghälls nya bibliotek");
}

async fn an_empty_service_gets_its_libraries_from_the_registers(service: Service) {
    let hours = [service.file("kallio.json", RECORDED.as_bytes())];
    assert!(matches!(
        kirkanta::run(&service.app.db, &hours).await,
        Ok(Outcome::Done(_))
    ));
    let units = [service.file("units.json", include_bytes!("fixtures/tprek-units.json"))];
    assert!(matches!(
        tprek::run(&service.app.db, &units).await,
        Ok(Outcome::Done(_))
    ));
    let kallio = service.get("/api/v1/libraries/kallio").await.json();
    assert_eq!(
        (kallio["name"]["en"].as_str(), kallio["tprek"].as_u64()),
        (Some("Kallio Library"), Some(8215))
    );
    // The recorded week is long past: nothing is guessed for today.
    assert_eq!(kallio["open_state"]["state"], "unknown");
}

async fn an_unchanged_answer_is_not_sent_twice(service: Service) {
    let service = service.with_demo().await;
    let first = service.get("/api/v1/libraries/oodi").await;
    let tag = first.header("etag").to_owned();
    assert!(!tag.is_empty());
    let again = service
        .get_with("/api/v1/libraries/oodi", ("if-none-match", &tag))
        .await;
    assert_eq!((again.status.as_u16(), again.body.len()), (304, 0));
}

async fn a_brief_list_has_what_a_list_shows(service: Service) {
    let service = service.with_demo().await;
    let brief = service.get("/api/v1/libraries?brief=true").await.json();
    let whole = service.get("/api/v1/libraries").await.json();
    assert_eq!(brief["items"].as_array().unwrap().len(), 38);
    for (brief, whole) in brief["items"]
        .as_array()
        .unwrap()
        .iter()
        .zip(whole["items"].as_array().unwrap())
    {
        for field in ["id", "name", "short_name", "street", "place", "open_state"] {
            assert_eq!(brief[field], whole[field]);
        }
        assert_eq!(brief["hours"].as_array().unwrap().len(), 6);
        assert_eq!(brief["offers"], serde_json::json!([]));
    }
    let wrong = service.get("/api/v1/libraries?brief=perhaps").await;
    assert_eq!(wrong.status, 400);
}

async fn refused(service: &Service, files: &[(&str, &str)]) -> Vec<String> {
    let files: Vec<_> = files
        .iter()
        .map(|(name, content)| service.file(name, content.as_bytes()))
        .collect();
    match kirkanta::run(&service.app.db, &files).await.unwrap() {
        Outcome::Refused(refusals) => refusals.iter().map(ToString::to_string).collect(),
        Outcome::Done(said) => panic!("taken: {said}"),
    }
}

async fn files_that_contradict_each_other_are_refused_with_both_places(service: Service) {
    let service = service.with_demo().await;
    let version = service.app.db.content_version("libraries").await.unwrap();
    let other = RECORDED.replacen("20:00", "19:00", 1);
    assert_ne!(other, RECORDED);
    let refusals = refused(&service, &[("one.json", RECORDED), ("other.json", &other)]).await;
    assert_eq!(refusals.len(), 1);
    assert!(
        refusals[0].contains("other.json: data.schedules[")
            && refusals[0].contains("one.json: data.schedules["),
        "{refusals:?}"
    );
    assert_eq!(
        service.app.db.content_version("libraries").await.unwrap(),
        version
    );
    let files = [
        service.file("one.json", RECORDED.as_bytes()),
        service.file("same.json", RECORDED.as_bytes()),
    ];
    assert!(matches!(
        kirkanta::run(&service.app.db, &files).await,
        Ok(Outcome::Done(_))
    ));
}

async fn a_known_library_is_not_replaced_by_another_with_its_name(service: Service) {
    let service = service.with_demo().await;
    let files = [service.file("kallio.json", RECORDED.as_bytes())];
    kirkanta::run(&service.app.db, &files).await.unwrap();
    let mut answer: serde_json::Value = serde_json::from_str(RECORDED).unwrap();
    answer["data"]["id"] = 99_999.into();
    let refusals = refused(&service, &[("other.json", &answer.to_string())]).await;
    assert!(
        refusals[0].contains("data: id") && refusals[0].contains("kallio is known"),
        "{refusals:?}"
    );
    let kallio = service.get("/api/v1/libraries/kallio").await.json();
    assert_eq!(kallio["tprek"], 8215);
}

async fn libraries_that_are_new_are_told_and_those_of_other_cities_marked(service: Service) {
    let units = [service.file("units.json", include_bytes!("fixtures/tprek-units.json"))];
    let Outcome::Refused(refusals) = tprek::run(&service.app.db, &units).await.unwrap() else {
        panic!("taken")
    };
    assert!(
        refusals[0].to_string().contains("begin with `import kirkanta`"),
        "{}",
        refusals[0]
    );
    let sello = RECORDED
        .replace("84860", "84925")
        .replace("\"kallio\"", "\"sello\"")
        .replace("\"city\": \"Helsinki\"", "\"city\": \"Espoo\"");
    let files = [
        service.file("kallio.json", RECORDED.as_bytes()),
        service.file("sello.json", sello.as_bytes()),
    ];
    let Outcome::Done(said) = kirkanta::run(&service.app.db, &files).await.unwrap() else {
        panic!("refused")
    };
    let lines: Vec<&str> = said.lines().collect();
    assert_eq!(lines[1], "2 libraries added: kallio, sello");
    assert!(
        lines[2].starts_with("warning") && lines[2].ends_with(": sello (Espoo)"),
        "{said}"
    );
    let Outcome::Done(said) = kirkanta::run(&service.app.db, &files).await.unwrap() else {
        panic!("refused")
    };
    assert_eq!(said, "14 days of opening hours read, 0 changed");
}

async fn a_library_without_hours_is_added_too(service: Service) {
    let mut answer: serde_json::Value = serde_json::from_str(RECORDED).unwrap();
    answer["data"].as_object_mut().unwrap().remove("schedules");
    let files = [service.file("kallio.json", answer.to_string().as_bytes())];
    assert!(matches!(
        kirkanta::run(&service.app.db, &files).await,
        Ok(Outcome::Done(_))
    ));
    let list = service.get("/api/v1/libraries").await.json();
    assert_eq!(list["items"][0]["id"], "kallio");
}

async fn a_unit_that_cannot_be_read_is_named(service: Service) {
    let service = service.with_demo().await;
    let version = service.app.db.content_version("libraries").await.unwrap();
    let units = r#"[{"id":8215,"name_fi":"Kallion kirjasto"},{"id":"x","name_fi":"Toinen"}]"#;
    for (content, place) in [
        (units, "units.json: unit 1"),
        ("17", "units.json: is not an answer of TPREK"),
        ("[", "units.json: is not JSON"),
    ] {
        let files = [service.file("units.json", content.as_bytes())];
        let Outcome::Refused(refusals) = tprek::run(&service.app.db, &files).await.unwrap() else {
            panic!("taken")
        };
        assert!(refusals[0].to_string().contains(place), "{}", refusals[0]);
    }
    assert_eq!(
        service.app.db.content_version("libraries").await.unwrap(),
        version
    );
}

async fn page(service: &Service, path: &str) -> String {
    String::from_utf8(service.get(path).await.body).unwrap()
}

async fn libraries_stand_in_the_order_of_the_readers_language(service: Service) {
    let service = service.with_demo().await;
    let page = page(&service, "/sv/libraries").await;
    let place = |id: &str| page.find(&format!("id=\"library-{id}\"")).unwrap();
    // Hertonäs, Södra Haga, Östra centrum; in Finnish Etelä-Haaga, Herttoniemi, Itäkeskus.
    assert!(place("herttoniemi") < place("etela-haaga"));
    assert!(place("etela-haaga") < place("itakeskus"));
}

async fn days_whose_hours_are_not_known_say_so(service: Service) {
    let files = [service.file("kallio.json", RECORDED.as_bytes())];
    kirkanta::run(&service.app.db, &files).await.unwrap();
    let page = page(&service, "/en/libraries/kallio").await;
    assert_eq!(page.matches("Not known yet").count(), 14);
}
