//! Pages of the programme: the server writes them, and the app wakes them.

use super::{current, handlers, today};
use crate::App;
use crate::page::{Page, Request};
use crate::problem::Failure;
use jaettu_domain::endpoint::Reader;
use jaettu_domain::programme::api::{ActionView, GetAction, IndicatorView, ListActions, ListChanges};
use jaettu_views::programme as views;
use jaettu_words::Words;
use maud::html;

/// `/programme`, `/programme/actions/{identifier}`, `/programme/indicators/{id}`, `/programme/changes`.
pub async fn page(app: &App, request: &Request<'_>) -> Result<Option<Page>, Failure> {
    let words = request.words;
    match request.path {
        [_] => list(app, request).await.map(Some),
        [_, "changes"] => changes(app, request).await.map(Some),
        [_, "actions", id] => {
            let content = current(app).await?;
            let wanted = GetAction::new(id);
            let view = match &wanted.identifier {
                Some(identifier) => content.action(app, identifier).await?,
                None => None,
            };
            Ok(view.map(|view| action(words, &view)))
        }
        [_, "indicators", id] => {
            let view = current(app).await?.indicator(id, today(app));
            Ok(view.map(|view| indicator(words, &view)))
        }
        _ => Ok(None),
    }
}

async fn list(app: &App, request: &Request<'_>) -> Result<Page, Failure> {
    let words = request.words;
    // A filter that cannot be read is no filter: people follow old links.
    let wanted: ListActions = Reader::endpoint(&request.query).unwrap_or_default();
    let reply = current(app).await?.list(&wanted, today(app));
    let log = handlers::change_list(app, &ListChanges::default()).await?;
    let main = html! {
        (views::list::head(words))
        (views::list::summary(words, &reply))
        section.j-section aria-labelledby="acts" {
            h2 #acts tabindex="-1" data-lost { (words.programme_actions()) }
            (views::list::search(words, &wanted))
            (views::list::filters(words, &wanted, &reply))
            (views::list::chips(words, &wanted, &reply))
            p.j-vh #said role="status" data-text=(words.programme_count(reply.total)) {}
            (views::list::found(words, &wanted, &reply))
        }
        section.j-section aria-labelledby="new" {
            h2 #new { (words.programme_changes_latest()) }
            (views::list::latest(words, &log))
            (views::list::all_changes(words))
        }
    };
    Ok(Page::written(
        words.programme_title(),
        words.programme_description(),
        main,
    ))
}

async fn changes(app: &App, request: &Request<'_>) -> Result<Page, Failure> {
    let words = request.words;
    let wanted: ListChanges = Reader::endpoint(&request.query).unwrap_or_default();
    let reply = handlers::change_list(app, &wanted).await?;
    let main = html! {
        (views::changes::head(words, &wanted))
        (views::changes::list(words, &wanted, &reply))
    };
    Ok(Page::written(
        words.programme_changes(),
        words.programme_changes_lead(),
        main,
    ))
}

fn action(words: Words, view: &ActionView) -> Page {
    let name = view.name.get(words.language());
    let main = html! {
        (views::action::head(words, view))
        (views::share(words))
        (views::action::body(words, view))
    };
    let title = [view.identifier.as_str(), " ", name].concat();
    let description = [
        words.action_state(view.status.state),
        ": ",
        &words.main_reason(&view.status),
        ". ",
        view.lead.get(words.language()),
    ];
    Page::written(title, description.concat(), main)
}

fn indicator(words: Words, view: &IndicatorView) -> Page {
    let language = words.language();
    let main = html! { (views::indicator::page(words, view)) (views::share(words)) };
    let start = view.figures.latest.map_or_else(String::new, |latest| {
        [&words.number(latest.value), " ", view.unit.get(language), ". "].concat()
    });
    let sentence = words.pace_sentence(&view.figures);
    let description = [&start, words.pace_status(view.figures.status), ". ", &sentence].concat();
    Page::written(view.name.get(language), description, main)
}
