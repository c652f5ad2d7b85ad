//! The home page: what do you need, the doors of the service, and what is open.

use crate::{icon, icons, path};
use jaettu_words::Words;
use maud::{Markup, html};

/// How many libraries the home page shows.
pub const SHOWN: usize = 6;

/// The search and the doors. The search is a plain form: it works before the app has started, and without it.
pub fn top(words: Words) -> Markup {
    html! {
        div.j-hero {
            h1 tabindex="-1" { (words.home_title()) }
            form.j-search role="search" action=(path(words, "/items")) {
                label.j-search__label.j-search__label--large for="q" { (words.home_search_label()) }
                div.j-search__box {
                    input.j-field__input #q name="q" type="search" autocomplete="off" enterkeyhint="search";
                    button.hds-button.hds-button--primary type="submit" { (icon(icons::SEARCH)) span { (words.common_search()) } }
                }
            }
            p.j-quiet {
                (words.home_for_example())
                @for (number, word) in [words.home_example_1(), words.home_example_2(), words.home_example_3()].iter().enumerate() {
                    @if number > 0 { "," } " "
                    a href=(path(words, &["/items?q=", word].concat())) { (word) }
                }
            }
        }
        div.j-doors {
            (door(words, "/items", "j-door", words.home_borrow(), words.home_borrow_text()))
            (door(words, "/rooms", "j-door j-door--rooms", words.home_rooms(), words.home_rooms_text()))
            (door(words, "/programme", "j-door j-door--climate", words.home_programme(), words.home_programme_text()))
        }
    }
}

fn door(words: Words, rest: &str, class: &str, name: &str, text: &str) -> Markup {
    html! {
        a class=(class) href=(path(words, rest)) {
            h2.j-door__name { (name) }
            p { (text) }
            (icon(icons::NEXT))
        }
    }
}

/// The way to all libraries.
pub fn all_libraries(words: Words, count: usize) -> Markup {
    html! {
        p { a.j-back href=(path(words, "/libraries")) { (words.libraries_all(count)) (icon(icons::NEXT)) } }
    }
}
