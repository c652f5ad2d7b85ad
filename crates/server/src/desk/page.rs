//! The desk's document. It is the same for everybody who asks: what concerns people comes from the API.
//!
//! `/desk/` is Finnish and `/desk/sv/`, `/desk/en/` the others, so that a desk's machine can have its page in its
//! language, and nothing switches behind a person's back. `/desk/rooms`, `/desk/sv/rooms`, `/desk/en/rooms` are the same app where it
//! looks after rooms.

use crate::App;
use crate::page::PUBLIC;
use crate::page::shell::{LANGUAGES, MARK};
use axum::body::Body;
use axum::extract::State;
use axum::http::{Response, StatusCode, Uri};
use axum::response::Redirect;
use jaettu_domain::text::Language;
use jaettu_views::desk as views;
use jaettu_words::Words;
use maud::{DOCTYPE, Markup, PreEscaped, html};
use std::sync::Arc;

/// A place of the desk: what its address is in each language.
type Place = fn(Language) -> String;

/// Whether a path is that of the rooms.
fn is_rooms(path: &str) -> bool {
    path.trim_end_matches('/').ends_with("/rooms")
}

/// The place that a path names.
fn place(path: &str) -> Place {
    if is_rooms(path) {
        views::rooms::path
    } else {
        views::path
    }
}

/// `/desk/` and `/desk/rooms` in any language.
pub async fn page(State(app): State<Arc<App>>, uri: Uri) -> Response<Body> {
    let words = Words::of(language(uri.path()));
    let (title, intro) = if is_rooms(uri.path()) {
        (words.desk_rooms_title(), views::rooms::intro(words))
    } else {
        (words.desk_title(), views::intro(words))
    };
    let html = document(&app, words, (title, place(uri.path())), true, &intro);
    crate::page::answer(StatusCode::OK, html, &app.assets.desk, PUBLIC)
}

/// Other ways of writing the same addresses: `/desk`, `/desk/sv`, `/desk/rooms/`.
pub async fn elsewhere(uri: Uri) -> Redirect {
    Redirect::permanent(&place(uri.path())(language(uri.path())))
}

/// The page for a path of the desk at which there is nothing.
pub fn not_found(app: &App, path: &str) -> Response<Body> {
    let words = Words::of(language(path));
    let title = words.shell_not_found_title();
    let html = document(app, words, (title, views::path), false, &views::not_found(words));
    crate::page::answer(StatusCode::NOT_FOUND, html, &app.assets.desk, PUBLIC)
}

/// The language in a path, `/desk/sv/`.
fn language(path: &str) -> Language {
    path.split('/')
        .nth(2)
        .and_then(Language::from_code)
        .unwrap_or_default()
}

fn document(app: &App, words: Words, (title, place): (&str, Place), starts: bool, main: &Markup) -> Markup {
    html! {
        (DOCTYPE)
        html lang=(words.language().code()) {
            head { (head(app, words, title, starts)) }
            body {
                a.j-skip href="#main" { (words.shell_skip()) }
                (bar(words, place))
                main.j-page.j-desk #main tabindex="-1" data-ahead=[app.clock.seconds_ahead()] { (main) }
                noscript { p.j-page.j-desk { (words.desk_noscript()) } }
            }
        }
    }
}

fn head(app: &App, words: Words, title: &str, starts: bool) -> Markup {
    html! {
        meta charset="utf-8";
        meta name="viewport" content="width=device-width, initial-scale=1";
        title { (words.shell_page_title(title)) }
        meta name="description" content=(words.desk_description());
        meta name="robots" content="noindex";
        (PreEscaped(&app.assets.desk.sheets))
        @if starts {
            (PreEscaped(&app.assets.desk.head))
            @if let Some(url) = app.assets.desk.words(words.language().code()) {
                link #words rel="preload" href=(url) as="fetch" crossorigin="anonymous";
            }
        }
        link rel="icon" href="/favicon.ico" sizes="32x32";
        link rel="icon" href="/icon.svg" type="image/svg+xml";
        meta name="theme-color" content="#0000bf";
    }
}

fn bar(words: Words, place: Place) -> Markup {
    html! {
        header.j-header {
            div.j-header__in {
                a.j-brand href=(views::path(words.language())) {
                    (PreEscaped(MARK)) span { (words.shell_name()) } " " span.j-brand__desk { (words.desk_title()) }
                }
                nav.j-lang aria-label=(words.shell_language()) {
                    @for (language, short, name) in LANGUAGES {
                        @let code = language.code();
                        a href=(place(language)) lang=(code) hreflang=(code)
                            aria-current=[(language == words.language()).then_some("true")] {
                            span.j-lang__code aria-hidden="true" { (short) }
                            span.j-lang__name { (name) }
                        }
                    }
                }
            }
        }
    }
}
