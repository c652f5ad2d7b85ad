//! The frame of every page: head, header, footer.

use super::{Page, Request, data_blocks};
use crate::App;
use chrono::SecondsFormat;
use jaettu_domain::text::Language;
use jaettu_views::shell::NAVIGATION;
use jaettu_words::Words;
use maud::{DOCTYPE, Markup, PreEscaped, html};

type Name = fn(Words) -> &'static str;

/// Plain text pages, linked from the footer.
pub const ABOUT: [(&str, Name); 4] = [
    ("/accessibility", Words::shell_accessibility),
    ("/privacy", Words::shell_privacy),
    ("/about", Words::shell_about),
    ("/open-data", Words::shell_open_data),
];

/// Every language, shortened and in its own words.
pub(crate) const LANGUAGES: [(Language, &str, &str); 3] = [
    (Language::Fi, "FI", "Suomeksi"),
    (Language::Sv, "SV", "På svenska"),
    (Language::En, "EN", "In English"),
];

/// The name mark.
pub(crate) const MARK: &str = "<svg viewBox=\"0 0 32 32\" aria-hidden=\"true\"><path fill=\"#ffc61e\" d=\"M20.5 11.5a10 10 0 1 1-9 9h9z\"/>\
    <path fill=\"#0000bf\" d=\"M3 1h17.5v10.5a10 10 0 0 0-9 9H3a2 2 0 0 1-2-2V3a2 2 0 0 1 2-2z\"/></svg>";

/// The whole document.
pub fn document(app: &App, request: &Request<'_>, page: &Page) -> Markup {
    let words = request.words;
    let code = words.language().code();
    let now = app.clock.now().to_rfc3339_opts(SecondsFormat::Secs, true);
    html! {
        (DOCTYPE)
        html lang=(code) {
            head { (head(app, request, page)) }
            body {
                // rel=external: the browser itself goes there, and takes the focus along; the app's router would not.
                a.j-skip href="#main" rel="external" { (words.shell_skip()) }
                (header(app, request))
                main.j-page #main tabindex="-1" data-at=(now) data-ahead=[app.clock.seconds_ahead()]
                    data-written[page.written || page.private] { (page.main) }
                (footer(app, request))
                (data_blocks(page))
                (PreEscaped(&app.assets.residents.sheets))
            }
        }
    }
}

fn path(request: &Request<'_>, language: Language) -> String {
    let mut path = format!("/{}/{}", language.code(), request.path.join("/"));
    let query = request.query.to_query();
    if !query.is_empty() {
        path.push('?');
        path.push_str(&query);
    }
    path
}

fn head(app: &App, request: &Request<'_>, page: &Page) -> Markup {
    let words = request.words;
    let code = words.language().code();
    let title = words.shell_page_title(&page.title);
    html! {
        meta charset="utf-8";
        meta name="viewport" content="width=device-width, initial-scale=1";
        title { (title) }
        meta name="description" content=(page.description);
        @if page.private { meta name="robots" content="noindex"; }
        style { (PreEscaped(&app.assets.residents.critical_css)) }
        @if page.app {
            (PreEscaped(&app.assets.residents.head))
            @if let Some(url) = app.assets.residents.words(code) {
                link #words rel="preload" href=(url) as="fetch" crossorigin="anonymous";
            }
        }
        @for language in Language::ALL {
            link rel="alternate" hreflang=(language.code()) href=(path(request, language));
        }
        link rel="icon" href="/favicon.ico" sizes="32x32";
        link rel="icon" href="/icon.svg" type="image/svg+xml";
        link rel="apple-touch-icon" href="/apple-touch-icon.png";
        link rel="manifest" href={ "/manifest." (code) ".webmanifest" };
        meta name="theme-color" content="#0000bf";
        meta property="og:title" content=(title);
        meta property="og:description" content=(page.description);
        meta property="og:type" content="website";
        meta property="og:site_name" content=(words.shell_name());
        meta property="og:image" content="/og.png";
    }
}

fn header(app: &App, request: &Request<'_>) -> Markup {
    let words = request.words;
    let code = words.language().code();
    let here = request.path.first().copied().unwrap_or_default();
    html! {
        header.j-header {
            div.j-header__in {
                a.j-brand href={ "/" (code) "/" } { (PreEscaped(MARK)) span { (words.shell_name()) } }
                nav.j-nav aria-label=(words.shell_menu()) {
                    ul role="list" {
                        @for (feature, path, name) in NAVIGATION {
                            li {
                                a href={ "/" (code) (path) } aria-current=[(feature == here).then_some("page")] {
                                    (name(words))
                                }
                            }
                        }
                    }
                }
                (languages(request))
            }
            @if app.demo { p.j-demo { (words.shell_demo()) } }
        }
    }
}

/// Language links load the page anew (`rel=external` keeps the app's router away), in the words of the other
/// language.
fn languages(request: &Request<'_>) -> Markup {
    let words = request.words;
    html! {
        nav.j-lang aria-label=(words.shell_language()) {
            @for (language, short, name) in LANGUAGES {
                @let code = language.code();
                a href=(path(request, language)) lang=(code) hreflang=(code) rel="external"
                    aria-current=[(language == words.language()).then_some("true")] {
                    span.j-lang__code aria-hidden="true" { (short) }
                    span.j-lang__name { (name) }
                }
            }
        }
    }
}

fn footer(app: &App, request: &Request<'_>) -> Markup {
    let words = request.words;
    let code = words.language().code();
    html! {
        footer.j-footer {
            div.j-footer__in {
                div {
                    p { (words.shell_about_service()) }
                    @if app.demo { p { (words.shell_example_data()) } }
                    noscript { p { (words.shell_noscript()) } }
                }
                ul role="list" aria-label=(words.shell_footer()) {
                    @for (path, name) in ABOUT {
                        li { a href={ "/" (code) (path) } rel="external" { (name(words)) } }
                    }
                    @if app.demo {
                        li { a href={ "/" (code) "/mailbox" } rel="external" { (words.messages_mailbox()) } }
                    }
                }
            }
        }
    }
}
