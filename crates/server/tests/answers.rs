//! Public answers are kept as they left: the same for everybody, and never longer than they are true.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

#[macro_use]
mod support;

use axum::http::StatusCode;
use jaettu_server::import::Outcome;
use jaettu_server::programme::import;
use std::io::Read;
use support::{NOW, Service};

on_both_databases!(
    an_answer_is_compressed_as_the_reader_understands,
    an_answer_given_again_is_the_same_until_an_import,
    the_head_of_an_answer_is_that_of_the_answer,
    somebody_who_is_known_is_answered_anew,
    what_is_not_there_is_not_kept,
);

async fn an_answer_is_compressed_as_the_reader_understands(service: Service) {
    let service = service.with_demo().await;
    for path in ["/api/v1/libraries?brief=true", "/api/v1/items"] {
        let plain = service.get(path).await;
        assert_eq!(plain.header("content-encoding"), "");
        let brotli = service.get_with(path, ("accept-encoding", "gzip, br")).await;
        assert_eq!(brotli.header("content-encoding"), "br");
        let mut read = Vec::new();
        brotli::BrotliDecompress(&mut &*brotli.body, &mut read).unwrap();
        assert!(read == plain.body, "{path}");
        let gzip = service.get_with(path, ("accept-encoding", "gzip")).await;
        assert_eq!(gzip.header("content-encoding"), "gzip");
        read.clear();
        flate2::read::GzDecoder::new(&*gzip.body)
            .read_to_end(&mut read)
            .unwrap();
        assert!(read == plain.body, "{path}");
        assert!(brotli.body.len() < gzip.body.len() && gzip.body.len() < plain.body.len());
        assert_eq!(brotli.header("vary"), "accept-encoding");
        assert_ne!(brotli.header("etag"), gzip.header("etag"));
    }
}

async fn an_answer_given_again_is_the_same_until_an_import(service: Service) {
    let service = service.with_demo().await;
    let path = "/fi/programme/actions/116";
    let get = |tag: &str| {
        let request = axum::http::Request::get(path)
            .header("accept-encoding", "br")
            .header("if-none-match", tag);
        service.send(request.body(axum::body::Body::empty()).unwrap())
    };
    let first = get("\"none\"").await;
    let again = get("\"none\"").await;
    assert!(first.body == again.body);
    assert_eq!(first.header("etag"), again.header("etag"));
    assert_eq!(first.header("content-type"), again.header("content-type"));
    assert_eq!(
        first.header("content-security-policy"),
        again.header("content-security-policy")
    );
    let unchanged = get(first.header("etag")).await;
    assert_eq!(
        (unchanged.status, unchanged.body.len()),
        (StatusCode::NOT_MODIFIED, 0)
    );

    let demo = include_str!("../demo/programme.json");
    let edited = demo.replacen("\"2027-03-31\"", "\"2027-04-30\"", 1);
    assert_ne!(edited, demo);
    let file = service.file("programme.json", edited.as_bytes());
    let done = import::run(&service.app.db, &file, NOW.parse().unwrap())
        .await
        .unwrap();
    assert!(matches!(done, Outcome::Done(_)), "{done:?}");
    let after = get(first.header("etag")).await;
    assert_eq!(after.status, StatusCode::OK);
    assert!(after.body != first.body);
}

async fn the_head_of_an_answer_is_that_of_the_answer(service: Service) {
    let service = service.with_demo().await;
    let answer = service.get("/api/v1/libraries/oodi").await;
    let request = axum::http::Request::head("/api/v1/libraries/oodi");
    let head = service
        .send(request.body(axum::body::Body::empty()).unwrap())
        .await;
    assert_eq!((head.status.as_u16(), head.body.len()), (200, 0));
    for name in ["etag", "content-type", "vary", "cache-control"] {
        assert_eq!(head.header(name), answer.header(name), "{name}");
    }
    let any = service
        .get_with("/api/v1/libraries/oodi", ("if-none-match", "*"))
        .await;
    assert_eq!(any.status, 304);
}

async fn somebody_who_is_known_is_answered_anew(service: Service) {
    let service = service.with_demo().await;
    let path = "/fi/libraries";
    let kept = service.get_with(path, ("accept-encoding", "br")).await;
    assert_eq!(kept.header("content-encoding"), "br");
    for header in [("cookie", "session=1"), ("authorization", "Bearer x")] {
        let known = service.get_with(path, header).await;
        assert_eq!(known.status, StatusCode::OK);
        let tag = known.header("etag");
        assert!(!tag.is_empty() && tag != kept.header("etag"));
        let again = service
            .send(
                axum::http::Request::get("/api/v1/libraries/oodi")
                    .header(header.0, header.1)
                    .header(
                        "if-none-match",
                        service.get("/api/v1/libraries/oodi").await.header("etag"),
                    )
                    .body(axum::body::Body::empty())
                    .unwrap(),
            )
            .await;
        assert_eq!(again.status, StatusCode::NOT_MODIFIED);
    }
}

async fn what_is_not_there_is_not_kept(service: Service) {
    let missing = service.get("/api/v1/libraries/kallio").await;
    assert_eq!(missing.status, StatusCode::NOT_FOUND);
    let service = service.with_demo().await;
    let there = service.get("/api/v1/libraries/kallio").await;
    assert_eq!(there.status, StatusCode::OK);
}
