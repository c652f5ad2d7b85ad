//! Things over HTTP, as pages, and by import and export, on both databases.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on fails")]

mod support;

use jaettu_server::catalogue::export::{self, Format};
use jaettu_server::catalogue::{import, store};
use jaettu_server::import::Outcome;
use serde_json::Value;
use support::Service;

on_both_databases!(
    a_search_finds_drills_and_counts_what_each_choice_would_give,
    what_is_available_is_on_the_shelf_of_the_library_that_was_chosen,
    pages_of_a_list_give_every_thing_once,
    what_does_not_exist_is_refused_with_its_field,
    a_thing_tells_where_it_is_and_on_what_terms,
    a_thing_that_is_not_there_is_a_problem,
    pages_can_be_read_before_the_app_has_started,
    a_link_leads_to_more_cards_until_all_are_shown,
    what_is_exported_is_imported_and_changes_nothing,
    an_import_writes_everything_and_the_list_shows_it,
    a_bad_row_keeps_the_whole_file_out_and_every_fault_is_told,
    files_of_other_kinds_are_refused_in_one_sentence,
    a_barcode_stands_for_one_copy_only,
    a_quote_that_does_not_end_is_told_with_the_line_it_begins_on,
    a_column_that_is_left_out_stays_and_an_empty_cell_is_cleared,
    a_copy_does_not_move_to_another_thing,
    a_thing_tells_when_a_loan_of_today_would_be_due,
    formulas_do_not_run_in_a_spreadsheet,
    very_large_files_are_read_in_seconds,
);

fn ids(list: &Value) -> Vec<&str> {
    list["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|item| item["id"].as_str().unwrap())
        .collect()
}

async fn a_search_finds_drills_and_counts_what_each_choice_would_give(service: Service) {
    let service = service.with_demo().await;
    for words in ["pora", "porakonetta", "borrmaskin", "drill", "prakone"] {
        let list = service.get(&format!("/api/v1/items?q={words}")).await.json();
        assert!(ids(&list).contains(&"porakone"), "{words}: {:?}", ids(&list));
    }
    let list = service.get("/api/v1/items?q=kone&library=pasila").await.json();
    for category in list["facets"]["categories"].as_array().unwrap() {
        let id = category["id"].as_str().unwrap();
        let chosen = service
            .get(&format!("/api/v1/items?q=kone&library=pasila&category={id}"))
            .await
            .json();
        assert_eq!(chosen["total"], category["count"], "{id}");
    }
    for library in list["facets"]["libraries"].as_array().unwrap() {
        let id = library["id"].as_str().unwrap();
        let chosen = service
            .get(&format!("/api/v1/items?q=kone&library={id}"))
            .await
            .json();
        assert_eq!(chosen["total"], library["count"], "{id}");
    }
    let available = service
        .get("/api/v1/items?q=kone&library=pasila&available=true")
        .await
        .json();
    assert_eq!(available["total"], list["facets"]["available"]);
}

async fn what_is_available_is_on_the_shelf_of_the_library_that_was_chosen(service: Service) {
    let service = service.with_demo().await;
    let list = service
        .get("/api/v1/items?library=pasila&available=true&limit=1000")
        .await
        .json();
    assert!(list["total"].as_u64().unwrap() > 5);
    for item in list["items"].as_array().unwrap() {
        let here = |shelf: &Value| shelf["library"] == "pasila" && shelf["copies"].as_u64() > Some(0);
        assert!(item["on_shelf"].as_array().unwrap().iter().any(here), "{item}");
    }
}

async fn pages_of_a_list_give_every_thing_once(service: Service) {
    let service = service.with_demo().await;
    let all = service.get("/api/v1/items?limit=1000").await.json();
    assert!(all["total"].as_u64().unwrap() >= 120);
    let mut seen = Vec::new();
    let mut cursor = String::new();
    loop {
        let list = service
            .get(&format!("/api/v1/items?limit=17&cursor={cursor}"))
            .await
            .json();
        seen.extend(ids(&list).into_iter().map(str::to_owned));
        match list["next"].as_str() {
            Some(next) => next.clone_into(&mut cursor),
            None => break,
        }
    }
    assert_eq!(seen, ids(&all));
}

async fn what_does_not_exist_is_refused_with_its_field(service: Service) {
    let service = service.with_demo().await;
    for (query, field) in [
        ("category=weapons", "category"),
        ("category=tools,weapons", "category"),
        ("library=atlantis", "library"),
        ("library=..%2F", "library"),
        ("available=maybe", "available"),
        ("cursor=5", "cursor"),
        ("limit=0", "limit"),
        ("limit=1001", "limit"),
        ("language=ru", "language"),
        (&format!("q={}", "a".repeat(101)), "q"),
    ] {
        let answer = service.get(&format!("/api/v1/items?{query}")).await;
        assert_eq!(
            (answer.status.as_u16(), answer.problem().as_str()),
            (400, "invalid"),
            "{query}"
        );
        assert_eq!(answer.json()["errors"][0]["field"], field);
    }
    // A library without things exists, and so does a word that nothing answers.
    for query in ["library=kallio&q=xyzzyplugh", "q=%00", "q=%22%27%3B--"] {
        assert_eq!(
            service.get(&format!("/api/v1/items?{query}")).await.status,
            200,
            "{query}"
        );
    }
}

async fn a_thing_tells_where_it_is_and_on_what_terms(service: Service) {
    let service = service.with_demo().await;
    let drill = service.get("/api/v1/items/porakone").await.json();
    assert_eq!(drill["name"]["sv"], "Borrmaskin");
    assert_eq!(drill["loan"]["days"], 7);
    assert_eq!(drill["loan"]["deposit_cents"], 0);
    let libraries = drill["libraries"].as_array().unwrap();
    let sum = |field: &str| {
        libraries
            .iter()
            .map(|one| one[field].as_u64().unwrap())
            .sum::<u64>()
    };
    assert_eq!(drill["on_shelf"].as_u64(), Some(sum("on_shelf")));
    assert_eq!(drill["copies"].as_u64(), Some(sum("copies")));
    assert!(
        libraries
            .iter()
            .filter(|one| one["on_shelf"].as_u64() > Some(0))
            .count()
            >= 2
    );
    let similar = drill["similar"].as_array().unwrap();
    assert_eq!(similar[0]["id"], "poravasara");
    assert!(
        similar
            .iter()
            .all(|one| one["category"] == "tools" && one["id"] != "porakone")
    );
}

async fn a_thing_that_is_not_there_is_a_problem(service: Service) {
    let service = service.with_demo().await;
    for id in ["nothing", "PORAKONE", "..%2Fetc", "%00"] {
        let answer = service.get(&format!("/api/v1/items/{id}")).await;
        assert_eq!(
            (answer.status.as_u16(), answer.problem().as_str()),
            (404, "not_found"),
            "{id}"
        );
        let page = service
            .get_with(&format!("/fi/items/{id}"), ("accept", "text/html"))
            .await;
        assert_eq!(page.status, 404, "{id}");
    }
}

async fn pages_can_be_read_before_the_app_has_started(service: Service) {
    let service = service.with_demo().await;
    let list = html(&service, "/sv/items?q=borrmaskin&category=unknown").await;
    assert!(list.contains("Borrmaskin") && list.contains("/sv/items/porakone"));
    assert!(list.contains("data-url=\"/api/v1/items?q=borrmaskin&amp;language=sv&amp;limit=20\""));
    let page = html(&service, "/en/items/porakone").await;
    for words in [
        "<title>Drill",
        "On the shelf now:",
        "€0.20 a day",
        "Free, no deposit",
        "staff until",
    ] {
        assert!(page.contains(words), "{words}");
    }
    assert!(page.contains("data-url=\"/api/v1/items/porakone\""));
    let nasty = html(&service, "/fi/items?q=%3Cscript%3Ealert(1)%3C%2Fscript%3E").await;
    assert!(!nasty.contains("<script>alert"));
}

async fn a_link_leads_to_more_cards_until_all_are_shown(service: Service) {
    let service = service.with_demo().await;
    let cards = |page: &str| page.matches("class=\"j-card j-card--thing\"").count();
    let mut path = "/fi/items?available=true".to_owned();
    let all = service.get("/api/v1/items?available=true").await.json()["total"].clone();
    let mut shown = Vec::new();
    loop {
        let page = html(&service, &path).await;
        shown.push(cards(&page));
        let Some((before, _)) = page.split_once("#thing-") else {
            break;
        };
        let (_, href) = before.rsplit_once("href=\"").unwrap();
        path = href.replace("&amp;", "&");
    }
    assert_eq!(shown[..2], [20, 40]);
    assert_eq!(shown.last().map(|last| Value::from(*last)), Some(all));
    for strange in ["5", "x", "-1", "1001"] {
        let page = html(&service, &format!("/fi/items?show={strange}")).await;
        assert_eq!(cards(&page), 20, "{strange}");
    }
}

async fn html(service: &Service, path: &str) -> String {
    String::from_utf8(service.get(path).await.body).unwrap()
}

async fn exported(service: &Service, format: Format) -> Vec<u8> {
    let (_, things) = store::all(&service.app.db).await.unwrap();
    let mut out = Vec::new();
    export::write(&things, format, &mut out).unwrap();
    out
}

async fn load(service: &Service, file: &str) -> Outcome {
    import::load(&service.app.db, "things.csv", file.as_bytes())
        .await
        .unwrap()
}

async fn version(service: &Service) -> i64 {
    service.app.db.content_version("catalogue").await.unwrap()
}

async fn what_is_exported_is_imported_and_changes_nothing(service: Service) {
    let service = service.with_demo().await;
    let before = version(&service).await;
    let file = service.file("things.csv", &exported(&service, Format::Csv).await);
    let Outcome::Done(said) = import::run(&service.app.db, &file).await.unwrap() else {
        panic!("refused")
    };
    assert!(said.ends_with("0 things and 0 copies changed"), "{said}");
    assert_eq!(version(&service).await, before);
    assert_eq!(
        exported(&service, Format::Csv).await,
        std::fs::read(&file).unwrap()
    );
    let json: Value = serde_json::from_slice(&exported(&service, Format::Json).await).unwrap();
    assert!(json["items"].as_array().unwrap().len() >= 120);
    assert!(exported(&service, Format::Xlsx).await.starts_with(b"PK"));
}

const FILE: &str = "item,category,name_fi,loan_days,pickup_days,barcode,home,library,place,due\n\
    lumikolakone,winter,Lumikolakone,2,3,X1,kallio,,shelf,\n\
    lumikolakone,,,,,X2,kallio,oodi,on_loan,24.12.2026\n\
    haamu,winter,Haamu,2,,,,,,\n";

async fn an_import_writes_everything_and_the_list_shows_it(service: Service) {
    let service = service.with_demo().await;
    service.get("/api/v1/items").await;
    let Outcome::Done(said) = load(&service, FILE).await else {
        panic!("refused")
    };
    assert_eq!(said, "2 things and 2 copies read; 2 things and 2 copies changed");
    let thing = service.get("/api/v1/items/lumikolakone").await.json();
    assert_eq!(
        (&thing["on_shelf"], &thing["copies"], &thing["waiting"]),
        (&1.into(), &2.into(), &0.into())
    );
    assert_eq!(thing["loan"]["pickup_days"], 3);
    assert_eq!(thing["libraries"][0]["due"], "2026-12-24");
    assert_eq!(service.get("/api/v1/items/haamu").await.json()["copies"], 0);
    let with_mark = format!("\u{feff}{}", FILE.replace(',', ";").replace('\n', "\r\n"));
    let Outcome::Done(said) = load(&service, &with_mark).await else {
        panic!("refused")
    };
    assert_eq!(said, "2 things and 2 copies read; 0 things and 0 copies changed");
    let moved = FILE.replace("X2,kallio,oodi,on_loan,24.12.2026", "X2,kallio,oodi,shelf,");
    let Outcome::Done(said) = load(&service, &moved).await else {
        panic!("refused")
    };
    assert_eq!(said, "2 things and 2 copies read; 0 things and 1 copy changed");
}

async fn a_bad_row_keeps_the_whole_file_out_and_every_fault_is_told(service: Service) {
    let service = service.with_demo().await;
    let before = version(&service).await;
    let file = format!(
        "{FILE}\n\
        huone,attic,Huone,many,,X3,atlantis,,shelf,\n\
        lumikolakone,,,9,,X1,kallio,,lost,\n\
        lyhyt,winter\n\
        kopio,winter,\"Kaksi\nriviä\",2,,X4,kallio,,shelf,2026-12-24\n\
        viimeinen,winter,Viimeinen,2,,,kallio,,,\n"
    );
    let Outcome::Refused(refusals) = load(&service, &file).await else {
        panic!("taken")
    };
    let told: Vec<String> = refusals
        .iter()
        .map(|refusal| format!("{} {}", refusal.place, refusal.field))
        .collect();
    assert_eq!(
        told,
        [
            "things.csv: line 6 loan_days",
            "things.csv: line 6 category",
            "things.csv: line 6 home",
            "things.csv: line 7 loan_days",
            "things.csv: line 7 place",
            "things.csv: line 7 barcode",
            "things.csv: line 8 row",
            "things.csv: line 9 due",
            "things.csv: line 11 barcode",
        ]
    );
    assert_eq!(version(&service).await, before);
    assert_eq!(service.get("/api/v1/items/lumikolakone").await.status, 404);
}

async fn files_of_other_kinds_are_refused_in_one_sentence(service: Service) {
    let service = service.with_demo().await;
    let header = FILE.lines().next().unwrap();
    let utf16: Vec<u8> = [0xFF, 0xFE]
        .into_iter()
        .chain(FILE.bytes().flat_map(|byte| [byte, 0]))
        .collect();
    let latin = [
        header.as_bytes(),
        b"\nx,winter,P\xF6yt\xE4,2,,X1,kallio,,shelf,\n",
    ]
    .concat();
    for (content, field, words) in [
        (utf16, "", "UTF-16"),
        (latin, "name_fi", "not UTF-8"),
        (format!("{header}\n").into_bytes(), "", "no rows"),
        (
            FILE.replacen("name_fi", "nimi", 1).into_bytes(),
            "nimi",
            "not a column",
        ),
        (
            FILE.replacen("name_fi", "Name_fin", 1).into_bytes(),
            "Name_fin",
            "is it name_fi?",
        ),
        (
            format!("{header}\nx,winter,\"Auki,2,,X1,kallio,,shelf,\ny,winter,Y,2,,X2,kallio,,shelf,\n")
                .into_bytes(),
            "name_fi",
            "quote",
        ),
        (
            FILE.replacen("name_fi", "\"name_fi", 1).into_bytes(),
            "name_fi",
            "quote",
        ),
        (
            FILE.replacen("pickup_days", "due", 1).into_bytes(),
            "due",
            "twice",
        ),
        (FILE.replacen("place,", "", 1).into_bytes(), "place", "missing"),
    ] {
        let outcome = import::load(&service.app.db, "f", content.as_slice())
            .await
            .unwrap();
        let Outcome::Refused(refusals) = outcome else {
            panic!("taken: {words}")
        };
        assert_eq!(refusals[0].field, field);
        assert!(refusals[0].reason.contains(words), "{}", refusals[0]);
    }
    let missing = service.file("x", b"").with_file_name("nowhere.csv");
    let Outcome::Refused(refusals) = import::run(&service.app.db, &missing).await.unwrap() else {
        panic!("taken")
    };
    let said = refusals[0].to_string();
    assert!(said.ends_with("nowhere.csv: there is no such file"), "{said}");
}

async fn a_quote_that_does_not_end_is_told_with_the_line_it_begins_on(service: Service) {
    let service = service.with_demo().await;
    let file = FILE.replace(
        "lumikolakone,,,,,X2",
        "\"monta\nriviä\",,,,,X9,kallio,,shelf,\n\"lumikolakone,,,,,X2",
    );
    let Outcome::Refused(refusals) = load(&service, &file).await else {
        panic!("taken")
    };
    let told: Vec<String> = refusals.iter().map(ToString::to_string).collect();
    assert!(
        told.iter()
            .any(|said| said.starts_with("things.csv: line 5: item: begins with a quote")),
        "{told:?}"
    );
}

async fn a_column_that_is_left_out_stays_and_an_empty_cell_is_cleared(service: Service) {
    let service = service.with_demo().await;
    let whole = "item,category,name_fi,name_en,synonyms_fi,loan_days,renewals,desk_only,barcode,home,library,place,due,condition\n\
        kola,winter,Kola,Pusher,'=lapio|lana,7,2,true,K1,kallio,oodi,on_loan,24.12.2026,worn\n";
    assert!(matches!(load(&service, whole).await, Outcome::Done(_)));
    let before = exported(&service, Format::Csv).await;
    let required =
        "item,category,name_fi,loan_days,barcode,home,place\nkola,winter,Kola,7,K1,kallio,on_loan\n";
    let Outcome::Done(said) = load(&service, required).await else {
        panic!("refused")
    };
    assert_eq!(said, "1 thing and 1 copy read; 0 things and 0 copies changed");
    assert_eq!(exported(&service, Format::Csv).await, before);

    let cleared = "item,category,name_fi,name_en,loan_days,renewals,barcode,home,place\nkola,winter,Kola,,7,,K1,kallio,shelf\n";
    assert!(matches!(load(&service, cleared).await, Outcome::Done(_)));
    let thing = service.get("/api/v1/items/kola").await.json();
    assert_eq!(
        (&thing["name"]["en"], &thing["loan"]["renewals"]),
        (&"".into(), &0.into())
    );
    assert_eq!(
        (&thing["loan"]["desk_only"], &thing["synonyms"]["fi"][0]),
        (&true.into(), &"=lapio".into())
    );
    // It has come back, and stands where it was.
    assert_eq!(thing["libraries"][0]["library"], "oodi");
    assert_eq!(thing["libraries"][0]["due"], Value::Null);
}

async fn a_copy_does_not_move_to_another_thing(service: Service) {
    let service = service.with_demo().await;
    assert!(matches!(load(&service, FILE).await, Outcome::Done(_)));
    let before = service.get("/api/v1/items/lumikolakone").await.json();
    let barcode = FILE.lines().nth(1).unwrap().split(',').nth(5).unwrap();
    let file = format!(
        "item,category,name_fi,loan_days,barcode,home,place,instructions_url\n\
         lapio,tools,Lapio,7,{barcode},kallio,shelf,https://example.org/lapio\n"
    );
    let Outcome::Refused(refusals) = load(&service, &file).await else {
        panic!("taken")
    };
    assert_eq!(refusals.len(), 1);
    let said = refusals[0].to_string();
    assert!(
        said.contains("line 2: barcode") && said.contains("belongs to lumikolakone"),
        "{said}"
    );
    assert_eq!(service.get("/api/v1/items/lumikolakone").await.json(), before);

    let file = file.replace(barcode, "NEW1");
    assert!(matches!(load(&service, &file).await, Outcome::Done(_)));
    let page = html(&service, "/fi/items/lapio").await;
    assert!(page.contains("href=\"https://example.org/lapio\" rel=\"external\""));
}

async fn a_thing_tells_when_a_loan_of_today_would_be_due(service: Service) {
    let service = service.with_demo().await;
    let thing = service.get("/api/v1/items/porakone").await.json();
    assert_eq!(thing["today"], "2026-11-23");
    let days = thing["loan"]["days"].as_u64().unwrap();
    let earliest = chrono::NaiveDate::from_ymd_opt(2026, 11, 23).unwrap() + chrono::Days::new(days);
    for holding in thing["libraries"].as_array().unwrap() {
        let due: chrono::NaiveDate = holding["due_if_today"].as_str().unwrap().parse().unwrap();
        assert!(due >= earliest, "{holding}");
        let library = holding["library"].as_str().unwrap();
        let library = service.get(&format!("/api/v1/libraries/{library}")).await.json();
        let day = library["hours"]
            .as_array()
            .unwrap()
            .iter()
            .find(|day| day["date"] == due.to_string())
            .cloned();
        assert!(
            day.is_some_and(|day| !day["openings"].as_array().unwrap().is_empty()),
            "closed on {due}"
        );
    }
}

async fn a_barcode_stands_for_one_copy_only(service: Service) {
    let service = service.with_demo().await;
    let Outcome::Refused(refusals) = load(&service, &FILE.replace("X2", "X1")).await else {
        panic!("taken")
    };
    assert_eq!(refusals.len(), 1);
    assert_eq!(
        (refusals[0].field.as_str(), refusals[0].reason.as_str()),
        ("barcode", "X1 is on line 2 already")
    );
}

async fn formulas_do_not_run_in_a_spreadsheet(service: Service) {
    let service = service.with_demo().await;
    let file = FILE
        .replace("Lumikolakone", "\"=HYPERLINK(\"\"x\"\")\"")
        .replace("Haamu", "'=1");
    assert!(matches!(load(&service, &file).await, Outcome::Done(_)));
    let csv = String::from_utf8(exported(&service, Format::Csv).await).unwrap();
    assert!(csv.contains("\"'=HYPERLINK(\"\"x\"\")\"") && csv.contains(";'=1;"));
    let thing = service.get("/api/v1/items/lumikolakone").await.json();
    assert_eq!(thing["name"]["fi"], "=HYPERLINK(\"x\")");
    let Outcome::Done(said) = load(&service, &csv).await else {
        panic!("refused")
    };
    assert!(said.ends_with("0 things and 0 copies changed"), "{said}");
}

async fn very_large_files_are_read_in_seconds(service: Service) {
    use std::fmt::Write;
    let service = service.with_demo().await;
    let mut file = String::from("item,category,name_fi,loan_days,barcode,home,place\n");
    for row in 0..100_000 {
        let (thing, first) = (row / 50, row % 50 == 0);
        let of_the_thing = if first {
            format!("games,Peli {thing},14")
        } else {
            ",,".to_owned()
        };
        writeln!(file, "peli-{thing},{of_the_thing},B{row},kallio,shelf").unwrap();
    }
    let start = std::time::Instant::now();
    let Outcome::Done(said) = load(&service, &file).await else {
        panic!("refused")
    };
    assert_eq!(
        said,
        "2000 things and 100000 copies read; 2000 things and 100000 copies changed"
    );
    assert!(start.elapsed().as_secs() < 60, "{:?}", start.elapsed());
    let list = service.get("/api/v1/items?q=peli&limit=1").await.json();
    assert!(list["total"].as_u64().unwrap() >= 2000);
}
