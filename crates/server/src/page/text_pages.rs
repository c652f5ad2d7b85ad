//! Plain pages of text, written once per language in `crates/server/pages/`.

use super::{Page, Request};
use jaettu_domain::text::Language;
use maud::{PreEscaped, html};

/// One text in its three languages: fragments of HTML that begin with their heading.
struct TextPage {
    path: &'static str,
    title: fn(jaettu_words::Words) -> &'static str,
    fi: &'static str,
    sv: &'static str,
    en: &'static str,
}

macro_rules! text_pages {
    ($($path:literal $title:ident),+ $(,)?) => {
        [$(TextPage {
            path: $path,
            title: jaettu_words::Words::$title,
            fi: include_str!(concat!("../../pages/fi/", $path, ".html")),
            sv: include_str!(concat!("../../pages/sv/", $path, ".html")),
            en: include_str!(concat!("../../pages/en/", $path, ".html")),
        }),+]
    };
}

const PAGES: &[TextPage] = &text_pages![
    "accessibility" shell_accessibility,
    "privacy" shell_privacy,
    "about" shell_about,
    "open-data" shell_open_data,
];

/// The text page at this path, if there is one.
pub fn page(request: &Request<'_>) -> Option<Page> {
    let [path] = request.path else { return None };
    let page = PAGES.iter().find(|page| page.path == *path)?;
    let text = match request.words.language() {
        Language::Fi => page.fi,
        Language::Sv => page.sv,
        Language::En => page.en,
    };
    let title = (page.title)(request.words);
    let main = html! { div.j-text { (PreEscaped(text)) } };
    Some(Page {
        app: false,
        ..Page::new(title, title, main)
    })
}
