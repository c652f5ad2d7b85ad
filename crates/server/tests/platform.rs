//! What every answer has in common: headers, limits, problems, pages, the OpenAPI document.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test that cannot go on fails"
)]

mod support;

use axum::body::Body;
use axum::http::{Method, Request};
use jaettu_server::App;
use jaettu_server::assets::Assets;
use jaettu_server::routes;
use std::fs;
use std::sync::Arc;
use support::Service;

on_both_databases!(
    the_root_leads_to_finnish,
    health_and_readiness_answer,
    every_answer_carries_the_security_headers,
    a_page_allows_webassembly_but_no_foreign_script,
    pages_speak_the_language_of_their_address,
    a_deep_link_holds_its_content_and_its_data,
    an_unknown_page_is_a_helpful_404,
    an_unknown_language_is_a_helpful_404,
    an_unknown_api_path_is_a_problem,
    a_method_that_is_not_there_is_a_problem,
    whatever_cannot_be_answered_is_a_problem,
    a_huge_address_is_refused,
    a_huge_body_is_refused,
    hostile_queries_change_nothing_and_are_shown_as_text,
    the_openapi_document_and_the_router_agree,
    files_of_the_build_before_are_served_as_long_as_they_are_in_the_folder,
);

async fn the_root_leads_to_finnish(service: Service) {
    let answer = service.get("/").await;
    assert_eq!((answer.status.as_u16(), answer.header("location")), (307, "/fi/"));
    assert_eq!(service.get("/sv").await.header("location"), "/sv/");
}

async fn health_and_readiness_answer(service: Service) {
    for path in ["/healthz", "/readiness"] {
        let answer = service.get(path).await;
        assert_eq!((answer.status.as_u16(), answer.text().as_str()), (200, "ok"));
    }
}

async fn every_answer_carries_the_security_headers(service: Service) {
    let service = service.with_demo().await;
    for path in [
        "/fi/",
        "/api/v1/libraries",
        "/api/v1/nothing",
        "/nothing.png",
        "/healthz",
    ] {
        let answer = service.get(path).await;
        assert_eq!(answer.header("x-content-type-options"), "nosniff", "{path}");
        assert_eq!(answer.header("referrer-policy"), "same-origin", "{path}");
        assert!(
            answer
                .header("permissions-policy")
                .starts_with("geolocation=(self)"),
            "{path}"
        );
    }
}

async fn a_page_allows_webassembly_but_no_foreign_script(service: Service) {
    let policy = service
        .get("/fi/")
        .await
        .header("content-security-policy")
        .to_owned();
    assert!(
        policy.contains("'wasm-unsafe-eval'") && policy.contains("frame-ancestors 'none'"),
        "{policy}"
    );
    assert!(
        !policy.contains("unsafe-inline") && !policy.contains("http:"),
        "{policy}"
    );
}

async fn pages_speak_the_language_of_their_address(service: Service) {
    let service = service.with_demo().await;
    for (code, word) in [("fi", "Kirjastot"), ("sv", "Bibliotek"), ("en", "Libraries")] {
        let page = service.get(&format!("/{code}/libraries")).await.text();
        assert!(page.contains(&format!("<html lang=\"{code}\">")));
        assert!(
            page.contains(&format!("<h1 tabindex=\"-1\">{word}</h1>")),
            "{code}"
        );
        for other in ["fi", "sv", "en"] {
            assert!(
                page.contains(&format!("hreflang=\"{other}\" href=\"/{other}/libraries\"")),
                "{code} {other}"
            );
        }
    }
}

async fn a_deep_link_holds_its_content_and_its_data(service: Service) {
    let service = service.with_demo().await;
    let page = service.get("/en/libraries/kallio").await.text();
    assert!(page.contains("<title>Kallio Library – Jaettu</title>"));
    assert!(page.contains("Viides linja 11") && page.contains("08:00–20:00"));
    let block = page
        .split("data-url=\"/api/v1/libraries/kallio\">")
        .nth(1)
        .expect("the data is in the page");
    let json: serde_json::Value = serde_json::from_str(block.split("</script>").next().unwrap()).unwrap();
    assert_eq!(json, service.get("/api/v1/libraries/kallio").await.json());
}

async fn an_unknown_page_is_a_helpful_404(service: Service) {
    for path in [
        "/fi/nothing",
        "/fi/libraries/nowhere",
        "/fi/libraries/kallio/more",
        "/fi/accessibility/x",
    ] {
        let answer = service.get(path).await;
        assert_eq!(answer.status.as_u16(), 404, "{path}");
        let page = answer.text();
        assert!(
            page.contains("Sivua ei löytynyt") && page.contains("href=\"/fi/libraries\""),
            "{path}"
        );
    }
}

async fn an_unknown_language_is_a_helpful_404(service: Service) {
    let request = Request::get("/de/libraries")
        .header("accept", "text/html")
        .header("accept-language", "sv-FI,sv;q=0.9");
    let answer = service.send(request.body(Body::empty()).unwrap()).await;
    assert_eq!(answer.status.as_u16(), 404);
    assert!(answer.text().contains("Sidan hittades inte"));
}

async fn an_unknown_api_path_is_a_problem(service: Service) {
    let answer = service.get_with("/api/v1/nothing", ("accept", "text/html")).await;
    assert_eq!(
        (answer.status.as_u16(), answer.problem().as_str()),
        (404, "not_found")
    );
}

async fn a_method_that_is_not_there_is_a_problem(service: Service) {
    for method in [Method::POST, Method::DELETE, Method::PUT] {
        let request = Request::builder()
            .method(method)
            .uri("/api/v1/libraries")
            .body(Body::empty())
            .unwrap();
        let answer = service.send(request).await;
        assert_eq!(
            (answer.status.as_u16(), answer.problem().as_str()),
            (405, "method_not_allowed")
        );
    }
}

async fn whatever_cannot_be_answered_is_a_problem(service: Service) {
    for (method, path) in [
        (Method::GET, "/api/v1/libraries/%FF"),
        (Method::GET, "/api/v1/programme/actions/%C3%28"),
        (Method::POST, "/api/v1/nothing"),
        (Method::DELETE, "/nothing.png"),
    ] {
        let request = Request::builder()
            .method(method)
            .uri(path)
            .body(Body::empty())
            .unwrap();
        let answer = service.send(request).await;
        assert_eq!(
            (answer.status.as_u16(), answer.problem().as_str()),
            (404, "not_found"),
            "{path}"
        );
    }
}

async fn a_huge_address_is_refused(service: Service) {
    let answer = service
        .get(&format!("/api/v1/libraries?near={}", "9".repeat(5000)))
        .await;
    assert_eq!(
        (answer.status.as_u16(), answer.problem().as_str()),
        (414, "uri_too_long")
    );
}

async fn a_huge_body_is_refused(service: Service) {
    let request = Request::post("/api/v1/libraries")
        .header("content-length", "1000000000")
        .body(Body::empty())
        .unwrap();
    let answer = service.send(request).await;
    assert_eq!(
        (answer.status.as_u16(), answer.problem().as_str()),
        (413, "too_large")
    );
}

async fn hostile_queries_change_nothing_and_are_shown_as_text(service: Service) {
    let service = service.with_demo().await;
    let hostile = "%3Cscript%3Ealert(1)%3C%2Fscript%3E%27%3B+DROP+TABLE+libraries%3B--%00%F0%9F%92%A9";
    let page = service.get(&format!("/fi/libraries?q={hostile}")).await;
    assert_eq!(page.status.as_u16(), 200);
    assert!(!page.text().contains("<script>alert"));
    let list = service.get(&format!("/api/v1/libraries?q={hostile}&near=")).await;
    assert_eq!(list.json()["items"].as_array().unwrap().len(), 38);
}

async fn the_openapi_document_and_the_router_agree(service: Service) {
    let service = service.with_demo().await;
    let document = service.get("/api/openapi.json").await.json();
    assert_eq!(document["openapi"], "3.1.0");
    let paths = document["paths"].as_object().unwrap();
    // Names that others rely on; every operation there is stands in roles.txt.
    for (method, path) in [
        ("get", "/libraries"),
        ("get", "/libraries/{id}"),
        ("get", "/items"),
        ("get", "/items/{id}"),
        ("post", "/session"),
        ("delete", "/session"),
        ("get", "/me"),
        ("get", "/me/export"),
        ("delete", "/me"),
        ("get", "/me/loans"),
        ("post", "/me/loans/{id}/renew"),
        ("get", "/me/holds"),
        ("post", "/items/{id}/holds"),
        ("patch", "/me/holds/{id}"),
        ("delete", "/me/holds/{id}"),
        ("post", "/desk/checkouts"),
        ("post", "/desk/returns"),
        ("get", "/desk/{library}/today"),
        ("get", "/programme/actions"),
        ("get", "/programme/actions.csv"),
        ("get", "/programme/actions.xlsx"),
        ("get", "/programme/actions/{identifier}"),
        ("get", "/programme/actions/{identifier}.csv"),
        ("get", "/programme/indicators"),
        ("get", "/programme/indicators.csv"),
        ("get", "/programme/indicators/{id}"),
        ("get", "/programme/changes"),
        ("get", "/programme/changes.csv"),
        ("get", "/programme/feed.atom"),
    ] {
        let operation = &paths[&format!("/api/v1{path}")][method];
        assert!(operation.is_object(), "{method} {path}");
    }
    for (path, methods) in paths {
        if let Some((media, kind)) = [
            ("text/csv", ".csv"),
            ("application/vnd", ".xlsx"),
            ("application/atom", ".atom"),
        ]
        .into_iter()
        .find(|(_, kind)| path.ends_with(kind))
        {
            let url = path
                .replace("{identifier}", "116")
                .replace("{id}", "city-emissions");
            let answer = service.get(&url).await;
            assert_eq!(answer.status, 200, "{url} {kind}");
            assert!(answer.header("content-type").starts_with(media), "{url}");
            continue;
        }
        for (method, operation) in methods.as_object().unwrap() {
            let named = |part: &str| match part.split_once('}') {
                Some((_, rest)) => format!("x-y{rest}"),
                None => part.to_owned(),
            };
            let url: Vec<String> = path.split('/').map(named).collect();
            let url = url.join("/");
            let request = Request::builder()
                .method(method.to_uppercase().as_str())
                .uri(&url);
            let request = request.header("content-type", "application/json");
            let answer = service.send(request.body(Body::empty()).unwrap()).await;
            // A path parameter that names nothing answers 404 with the problem of the feature, not of the router.
            let found =
                answer.status.is_success() || !answer.json()["detail"].as_str().unwrap().contains("page");
            assert!(found, "{method} {path} is documented but not mounted");
            let answers = &operation["responses"];
            let answer = answers.get("200").unwrap_or(&answers["201"]);
            let schema = &answer["content"]["application/json"]["schema"];
            let name = schema["$ref"]
                .as_str()
                .map(|r| r.trim_start_matches("#/components/schemas/"));
            let known = name.is_none_or(|name| document["components"]["schemas"].get(name).is_some());
            assert!(
                known && !operation["operationId"].as_str().unwrap().is_empty(),
                "{method} {path}"
            );
        }
    }
}

/// A phone that was sent the page of the build before asks for that build's files (docs/operations.md).
async fn files_of_the_build_before_are_served_as_long_as_they_are_in_the_folder(mut service: Service) {
    let folder = service.file("stamp", b"").with_file_name("dist");
    for app in ["residents", "desk"] {
        fs::create_dir_all(folder.join(app)).unwrap();
        fs::write(folder.join(app).join("index.html"), "<head></head>").unwrap();
        fs::write(folder.join(app).join("assets.json"), "{}").unwrap();
    }
    let assets = Assets::read(&folder).unwrap();
    let app = App::new(service.app.db.clone(), service.app.clock.clone(), assets, true);
    service.router = routes::router(Arc::new(app));
    for (address, file) in [
        (
            "/words.fi.0123456789abcdef.json",
            "residents/words.fi.0123456789abcdef.json",
        ),
        (
            "/jaettu-0123456789abcdef_bg.wasm",
            "residents/jaettu-0123456789abcdef_bg.wasm",
        ),
        (
            "/desk/words.sv.0123456789abcdef.json",
            "desk/words.sv.0123456789abcdef.json",
        ),
    ] {
        assert_eq!(service.get(address).await.status, 404, "{address}");
        // No list of this build names it: the folder alone decides.
        fs::write(folder.join(file), "[]").unwrap();
        let answer = service.get(address).await;
        assert_eq!(
            (answer.status.as_u16(), answer.text().as_str()),
            (200, "[]"),
            "{address}"
        );
        assert!(answer.header("cache-control").contains("immutable"), "{address}");
    }
}
