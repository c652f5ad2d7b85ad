//! Pages as HTML: what a reader sees before the app has started, and without it.
//!
//! Every page is complete in itself: header, readable content, footer, title, description, links to the other
//! languages. The app then takes over `<main>` and leaves the rest as it is, so nothing moves
//! (docs/adr/0004-first-paint.md).

pub mod home;
pub mod shell;
pub mod text_pages;

use crate::App;
use crate::account::{Person, sessions};
use crate::assets::Bundle;
use axum::body::Body;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, Response, StatusCode, Uri, header};
use axum::response::{IntoResponse, Redirect};
use jaettu_domain::endpoint::{Endpoint, Pairs};
use jaettu_domain::text::Language;
use jaettu_words::Words;
use maud::{Markup, PreEscaped, html};
use serde::Serialize;
use std::sync::Arc;

/// The content of one page.
#[derive(Debug)]
pub struct Page {
    /// HTTP status: 200, or 404 for something that is not there.
    pub status: StatusCode,
    /// Title, without the name of the service.
    pub title: String,
    /// One sentence for search engines and shared links.
    pub description: String,
    /// What stands in `<main>` until the app has started.
    pub main: Markup,
    /// API answers that the app will ask for first, by address.
    pub data: Vec<(String, String)>,
    /// Whether the app starts on this page; plain text pages do without.
    pub app: bool,
    /// Whether only the server draws it: the app wakes it and fetches it whole (docs/adr/0015-written-pages.md).
    pub written: bool,
    /// Whether it is about somebody: kept nowhere, found by no search engine. Always written.
    pub private: bool,
}

impl Page {
    /// An ordinary page of the app.
    pub fn new(title: impl Into<String>, description: impl Into<String>, main: Markup) -> Self {
        Self {
            status: StatusCode::OK,
            title: title.into(),
            description: description.into(),
            main,
            data: Vec::new(),
            app: true,
            written: false,
            private: false,
        }
    }

    /// A page that only the server draws, the same for everybody.
    pub fn written(title: impl Into<String>, description: impl Into<String>, main: Markup) -> Self {
        Self {
            written: true,
            ..Self::new(title, description, main)
        }
    }

    /// Adds an API answer that the app will ask for first.
    #[must_use]
    pub fn with<E: Endpoint<Reply: Serialize>>(mut self, endpoint: &E, reply: &E::Reply) -> Self {
        if let Ok(json) = serde_json::to_string(reply) {
            self.data.push((endpoint.url(), json));
        }
        self
    }

    /// The page for an address at which there is nothing, with ways on.
    pub fn not_found(words: Words) -> Self {
        let title = words.shell_not_found_title();
        Self {
            status: StatusCode::NOT_FOUND,
            app: false,
            ..Self::new(title, title, jaettu_views::shell::not_found(words))
        }
    }
}

/// What a page is asked for.
#[derive(Debug)]
pub struct Request<'a> {
    /// Words of the language in the address.
    pub words: Words,
    /// The path after the language, in parts: `["libraries", "kallio"]`.
    pub path: &'a [&'a str],
    /// The query.
    pub query: Pairs,
    /// Who asks; known only where the page is about them, so that every other page is the same for everybody.
    pub by: Option<Person>,
}

/// Whether the page at these parts of a path is written for the person who asks.
fn is_private(parts: &[&str]) -> bool {
    matches!(
        parts,
        ["me", ..] | ["items", _, "hold"] | ["rooms", _, "book" | "series" | "here"]
    )
}

/// `/` goes to Finnish.
pub async fn root() -> Redirect {
    Redirect::temporary("/fi/")
}

/// `/{language}/…`.
pub async fn page(State(app): State<Arc<App>>, uri: Uri, headers: HeaderMap) -> Response<Body> {
    let mut parts = uri.path().split('/').filter(|part| !part.is_empty());
    let language = parts.next().and_then(Language::from_code).unwrap_or_default();
    let parts: Vec<&str> = parts.collect();
    let by = if is_private(&parts) {
        sessions::find(&app, &headers).await
    } else {
        Ok(None)
    };
    let by = match by {
        Ok(by) => by,
        Err(failure) => return failure.into_response(),
    };
    let request = Request {
        words: Words::of(language),
        path: &parts,
        query: Pairs::from_query(uri.query().unwrap_or_default()),
        by,
    };
    let page = match crate::routes::page(&app, &request).await {
        Ok(Some(page)) => page,
        Ok(None) => Page::not_found(request.words),
        Err(failure) => return failure.into_response(),
    };
    render(&app, &request, &page)
}

/// Anything that is nothing: a page for people, a problem for programs.
pub async fn unknown(State(app): State<Arc<App>>, uri: Uri, headers: HeaderMap) -> Response<Body> {
    let person = headers
        .get(header::ACCEPT)
        .is_some_and(|v| v.to_str().is_ok_and(|v| v.contains("text/html")));
    if !person || uri.path().starts_with("/api/") {
        return crate::problem::Failure::not_found("page").into_response();
    }
    if uri.path().starts_with("/desk/") {
        return crate::desk::page::not_found(&app, uri.path());
    }
    let request = Request {
        words: Words::of(preferred(&headers)),
        path: &[],
        query: Pairs::default(),
        by: None,
    };
    render(&app, &request, &Page::not_found(request.words))
}

/// The first language of ours that the reader's browser names; only used where the address has none.
fn preferred(headers: &HeaderMap) -> Language {
    let list = headers
        .get(header::ACCEPT_LANGUAGE)
        .and_then(|v| v.to_str().ok())
        .unwrap_or_default();
    list.split(',')
        .find_map(|tag| Language::from_code(tag.trim().get(..2)?))
        .unwrap_or_default()
}

fn render(app: &App, request: &Request<'_>, page: &Page) -> Response<Body> {
    let html = shell::document(app, request, page);
    let keep = if page.private { "no-store" } else { PUBLIC };
    answer(page.status, html, &app.assets.residents, keep)
}

/// What is the same for everybody may be kept, but is asked for again each time.
pub(crate) const PUBLIC: &str = "no-cache";

/// A document of an app.
pub(crate) fn answer(
    status: StatusCode,
    html: Markup,
    bundle: &Bundle,
    keep: &'static str,
) -> Response<Body> {
    let mut response = (status, html.into_string()).into_response();
    let headers = response.headers_mut();
    headers.insert(
        header::CONTENT_TYPE,
        HeaderValue::from_static("text/html; charset=utf-8"),
    );
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static(keep));
    if let Ok(policy) = HeaderValue::from_str(&bundle.policy()) {
        headers.insert(header::CONTENT_SECURITY_POLICY, policy);
    }
    response
}

/// API answers as data blocks; `<` is escaped so that no text in them can end the block.
pub(crate) fn data_blocks(page: &Page) -> Markup {
    html! {
        @for (url, json) in &page.data {
            script type="application/json" data-url=(url) { (PreEscaped(json.replace('<', "\\u003c"))) }
        }
    }
}
