//! Pages of the things. What only the app can do keeps its place, unseen, so that nothing moves when it takes over.

use super::{Things, current, handlers};
use crate::App;
use crate::page::{Page, Request};
use crate::problem::Failure;
use jaettu_domain::catalogue::api::{GetItem, ItemView, ListItems, read_query, read_shown};
use jaettu_domain::catalogue::find::Query;
use jaettu_domain::endpoint::Reader;
use jaettu_domain::libraries::api::{LibraryView, ListLibraries};
use jaettu_views::catalogue::{self as views, Around, list};
use jaettu_views::circulation::hold::ways;
use jaettu_views::{icon, icons};
use jaettu_words::Words;
use maud::{Markup, html};

/// `/items` and `/items/{id}`.
pub async fn page(app: &App, request: &Request<'_>) -> Result<Option<Page>, Failure> {
    let now = app.clock.now();
    let things = current(app).await?;
    let libraries: Vec<LibraryView> = crate::libraries::current(app).await?.brief(now);
    let around = Around {
        words: request.words,
        libraries: &libraries,
        now,
        chosen: None,
        categories: things.catalogue.categories(),
    };
    let page = match request.path {
        [_] => Some(list_page(&around, &things, request)),
        [_, id] => handlers::view(app, id).await?.map(|view| item(&around, &view)),
        _ => None,
    };
    Ok(page.map(|page| {
        let reply = jaettu_domain::page::Page {
            items: libraries,
            next: None,
        };
        page.with(&ListLibraries::brief(), &reply)
    }))
}

/// The place of the button that sorts by distance, which the app brings.
fn near_button(words: Words) -> Markup {
    html! {
        span.j-linkbutton.j-waiting { (icon(icons::PLACE)) (words.common_near()) }
        p.j-quiet {}
    }
}

fn list_page(around: &Around<'_>, things: &Things, request: &Request<'_>) -> Page {
    let words = around.words;
    // What is wrong in an address is left out: a reader is better served by a list than by an error.
    let mut query = read_query(&mut Reader::new(&request.query));
    query.language = words.language();
    let known = things.catalogue.categories();
    query
        .categories
        .retain(|id| known.iter().any(|category| category.id == *id));
    query.library = query
        .library
        .filter(|id| around.libraries.iter().any(|view| view.id == *id));
    let around = Around {
        chosen: query.library.as_ref(),
        ..*around
    };
    let asked = list::Asked {
        query: &query,
        near: request.query.get("sort") == Some("near"),
        shown: read_shown(&mut Reader::new(&request.query)),
    };
    let request = |query: &Query, limit| ListItems {
        query: query.clone(),
        cursor: None,
        limit,
    };
    let first = request(&query, asked.shown);
    let found = handlers::answer(things, &first);
    let main = html! {
        (list::search(words, asked))
        div.j-sort {
            (list::available(words, &query, &found.facets))
            (near_button(words))
        }
        (list::panel(&around, asked, &found.facets, found.total))
        (list::chips(&around, asked))
        p.j-count #count tabindex="-1" { (words.count_line(found.total, found.facets.available)) }
        @if found.items.is_empty() {
            (list::empty(words, asked, |query| handlers::answer(things, &request(query, 1)).total as usize))
        } @else {
            (list::found(&around, asked, &found))
        }
    };
    let page = Page::new(words.catalogue_title(), words.catalogue_description(), main).with(&first, &found);
    // Who has found nothing is going to try something else; and what that would find stands in the page already.
    if found.total > 0 {
        return page;
    }
    let everything = ListItems::everything();
    let whole = handlers::answer(things, &everything);
    if whole.next.is_none() {
        page.with(&everything, &whole)
    } else {
        page
    }
}

fn item(around: &Around<'_>, view: &ItemView) -> Page {
    let words = around.words;
    let name = view.name.get(words.language());
    let main = html! {
        (views::back(words))
        div.j-columns {
            div {
                (views::head(around, view))
                (ways(words, view))
                section aria-labelledby="where" {
                    h2 #where tabindex="-1" { (words.catalogue_where()) }
                    (near_button(words))
                    (views::places(around, view))
                }
                (views::about(words, view))
            }
            aside aria-labelledby="deal" { (views::deal(around, view)) }
        }
        (views::similar(around, view))
    };
    let get = GetItem {
        id: Some(view.id.clone()),
    };
    Page::new(name, words.catalogue_item_description(name), main).with(&get, view)
}
