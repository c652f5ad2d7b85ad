//! The home page.

use super::{Page, Request};
use crate::problem::Failure;
use crate::{App, libraries};
use jaettu_domain::libraries::api::ListLibraries;
use jaettu_domain::libraries::rules;
use jaettu_views as views;
use maud::html;

/// `/`.
pub async fn page(app: &App, request: &Request<'_>) -> Result<Page, Failure> {
    let (words, now) = (request.words, app.clock.now());
    let items = libraries::current(app).await?.brief(now);
    let mut open = items.clone();
    rules::sort_by_opening(&mut open, now);
    open.truncate(views::home::SHOWN);
    let main = html! {
        (views::home::top(words))
        section.j-section aria-labelledby="near" {
            div.j-row.j-row--apart { h2 #near tabindex="-1" { (words.libraries_now()) } (libraries::page::near_button(words)) }
            (views::libraries::cards(words, &open, now))
            (views::home::all_libraries(words, items.len()))
        }
    };
    let reply = jaettu_domain::page::Page { items, next: None };
    let page = Page::new(words.home_title(), words.home_description(), main);
    Ok(page.with(&ListLibraries::brief(), &reply))
}
