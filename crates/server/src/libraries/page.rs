//! Pages of the libraries.

use super::current;
use crate::App;
use crate::page::{Page, Request};
use crate::problem::Failure;
use jaettu_domain::libraries::api::{GetLibrary, ListLibraries};
use jaettu_domain::libraries::rules::{keep_named, sort_by_name};
use jaettu_views::{self as views, icon, icons};
use jaettu_words::Words;
use maud::{Markup, html};

/// `/libraries` and `/libraries/{id}`.
pub async fn page(app: &App, request: &Request<'_>) -> Result<Option<Page>, Failure> {
    let (words, now) = (request.words, app.clock.now());
    let language = words.language();
    let libraries = current(app).await?;
    match request.path {
        [_] => {
            let mut items = libraries.brief(now);
            sort_by_name(&mut items, language);
            let mut shown = items.clone();
            let named = request.query.get("q").unwrap_or_default();
            keep_named(&mut shown, named);
            let main = html! {
                h1 tabindex="-1" { (words.libraries_title()) }
                (views::libraries::search(words, named))
                div.j-sort {
                    (near_button(words))
                    label.j-check.j-waiting { input type="checkbox"; span { (words.libraries_only_open()) } }
                }
                p.j-count { (views::libraries::count_line(words, &shown, now)) }
                @if shown.is_empty() { p { (words.libraries_none_named()) } }
                (views::libraries::cards(words, &shown, now))
            };
            let reply = jaettu_domain::page::Page { items, next: None };
            let page = Page::new(words.libraries_title(), words.libraries_lead(), main);
            Ok(Some(page.with(&ListLibraries::brief(), &reply)))
        }
        [_, id] => Ok(libraries.view(id, now).map(|view| {
            let (name, street) = (view.name.get(language), view.street.get(language));
            let description = words.libraries_description(name, street);
            let get = GetLibrary {
                id: Some(view.id.clone()),
            };
            Page::new(name, description, views::libraries::one(words, &view, now)).with(&get, &view)
        })),
        _ => Ok(None),
    }
}

/// The place of the button that sorts by distance, which the app brings.
pub fn near_button(words: Words) -> Markup {
    html! {
        span.j-linkbutton.j-waiting { (icon(icons::PLACE)) (words.common_near()) }
        p.j-quiet {}
    }
}
