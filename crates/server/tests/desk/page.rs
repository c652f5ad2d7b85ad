//! The desk's document and files, which hold nothing about anybody.

use crate::support::Service;
use axum::http::StatusCode;
use jaettu_server::assets::Assets;
use jaettu_server::{App, routes};
use std::fs;
use std::sync::Arc;

on_both_databases!(
    the_desk_speaks_the_language_of_its_address,
    rooms_at_the_desk_have_an_address_in_every_language,
    the_desk_has_a_frame_of_its_own_and_no_place_in_search_engines,
    the_desk_loads_its_own_files_and_residents_theirs,
    files_of_the_desk_are_served_beside_its_page,
    an_address_of_the_desk_at_which_there_is_nothing_helps_on,
    other_ways_of_writing_the_address_lead_to_it,
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

async fn rooms_at_the_desk_have_an_address_in_every_language(service: Service) {
    let pages = [
        ("/desk/rooms", "fi", "Tilat"),
        ("/desk/sv/rooms", "sv", "Rum"),
        ("/desk/en/rooms", "en", "Rooms"),
    ];
    for (path, code, title) in pages {
        let answer = service.get(path).await;
        assert_eq!(answer.status, StatusCode::OK, "{path}");
        let page = answer.text();
        assert!(page.contains(&format!("<html lang=\"{code}\">")), "{path}");
        assert!(
            page.contains(&format!("<title>{title} – Jaettu</title>")),
            "{path}"
        );
        for (other, code, _) in pages {
            let link = format!("href=\"{other}\" lang=\"{code}\"");
            assert!(page.contains(&link), "{path} leads to {other}");
        }
    }
    for (other, path) in [
        ("/desk/fi/rooms", "/desk/rooms"),
        ("/desk/rooms/", "/desk/rooms"),
        ("/desk/sv/rooms/", "/desk/sv/rooms"),
    ] {
        let answer = service.get(other).await;
        assert_eq!(answer.status, StatusCode::PERMANENT_REDIRECT, "{other}");
        assert_eq!(answer.header("location"), path, "{other}");
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
