//! The staff desk: the slim bar, and what stands around the scan box.

use jaettu_domain::text::Language;
use jaettu_words::Words;
use maud::{Markup, html};

/// An address of the desk: `/desk/` in Finnish, `/desk/sv/` in Swedish.
pub fn path(language: Language) -> String {
    match language {
        Language::Fi => "/desk/".to_owned(),
        other => ["/desk/", other.code(), "/"].concat(),
    }
}

/// Name and purpose of the page.
pub fn intro(words: Words) -> Markup {
    html! {
        h1 { (words.desk_title()) }
        p.j-lead { (words.desk_lead()) }
    }
}

/// The page for an address at which there is nothing.
pub fn not_found(words: Words) -> Markup {
    html! {
        h1 { (words.shell_not_found_title()) }
        p { (words.shell_not_found_text()) }
        p { a href=(path(words.language())) { (words.desk_back()) } }
    }
}

/// One line of the log; the app puts it into its place.
pub fn line(words: Words, time: &str, known: bool, text: &str) -> Markup {
    let (state, said) = if known {
        ("j-state j-state--done", words.desk_known())
    } else {
        ("j-state j-state--late", words.desk_not_known())
    };
    html! { p class=(state) { span { (time) " " b { (said) } " " (text) } } }
}
