//! The home page as HTML.

use super::{NEXT, Page, Request, SEARCH, icon};
use crate::problem::Failure;
use crate::{App, libraries};
use jaettu_domain::libraries::api::{LibraryView, ListLibraries};
use jaettu_domain::libraries::rules;
use maud::{Markup, html};

/// How many libraries are shown, as in the app.
const SHOWN: usize = 6;

/// `/`.
pub async fn page(app: &App, request: &Request<'_>) -> Result<Page, Failure> {
    let (words, now) = (request.words, app.clock.now());
    let items: Vec<LibraryView> = libraries::current(app).await?.views(now).collect();
    let mut open = items.clone();
    rules::sort_by_opening(&mut open, now);
    let code = words.language().code();
    let main = html! {
        div.j-hero {
            h1 tabindex="-1" { (words.home_title()) }
            form.j-search role="search" action={ "/" (code) "/items" } {
                label.j-search__label.j-search__label--large for="q" { (words.home_search_label()) }
                div.j-search__box {
                    input.j-field__input #q name="q" type="search" autocomplete="off" enterkeyhint="search";
                    button.hds-button.hds-button--primary type="submit" { (icon(SEARCH)) span { (words.home_search()) } }
                }
            }
            p.j-quiet {
                (words.home_for_example()) " "
                @for word in [words.home_example_1(), words.home_example_2(), words.home_example_3()] {
                    a href={ "/" (code) "/items?q=" (word) } { (word) } " "
                }
            }
        }
        div.j-doors {
            (door(code, "/items", "j-door", words.home_borrow(), words.home_borrow_text()))
            (door(code, "/programme", "j-door j-door--climate", words.home_programme(), words.home_programme_text()))
        }
        section.j-section aria-labelledby="near" {
            div.j-row.j-row--apart { h2 #near { (words.libraries_now()) } (libraries::page::near_button(words)) }
            (libraries::page::cards(words, open.iter().take(SHOWN), now))
            p { a.j-back href={ "/" (code) "/libraries" } { (words.libraries_all(items.len())) (icon(NEXT)) } }
        }
    };
    let reply = jaettu_domain::page::Page { items, next: None };
    let page = Page::new(words.home_title(), words.home_description(), main);
    Ok(page.with(&ListLibraries::default(), &reply))
}

fn door(code: &str, path: &str, class: &str, name: &str, text: &str) -> Markup {
    html! {
        a class=(class) href={ "/" (code) (path) } {
            h2.j-door__name { (name) }
            p { (text) }
            (icon(NEXT))
        }
    }
}
