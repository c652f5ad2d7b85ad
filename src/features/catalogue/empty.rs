//! Nothing was found: what to do about it.

use super::browse::Browse;
use super::filters;
use super::list::focus_count;
use crate::locale::{path, t};
use crate::ui::icon;
use jaettu_domain::catalogue::find::Query;
use leptos::prelude::*;

/// Suggests what would find something, with how much it would find.
pub fn empty(browse: Browse) -> AnyView {
    let words = t();
    let query = browse.query.get();
    let title = if query.words.is_empty() {
        words.catalogue_empty_filters().to_owned()
    } else {
        words.catalogue_empty_words(&query.words)
    };
    let anywhere = Query {
        available: false,
        ..query.clone()
    };
    let all = Query {
        words: query.words.clone(),
        language: query.language,
        ..Query::default()
    };
    let without_available = browse
        .count(&anywhere)
        .filter(|count| query.available && *count > 0);
    let without_choices = browse
        .count(&all)
        .filter(|count| query.choices() > 0 && *count > 0);
    let hint = match (without_available, without_choices) {
        (Some(count), _) => words.catalogue_empty_available(count),
        (None, Some(count)) => words.catalogue_empty_all(count),
        (None, None) => [words.catalogue_empty_try(), " ", words.catalogue_empty_ask()].concat(),
    };
    let show_out = without_available.map(|_| {
        button(
            words.catalogue_show_out(),
            Callback::new(move |()| browse.choose(|query| query.available = false)),
        )
    });
    let clear = without_choices.filter(|_| without_available.is_none()).map(|_| {
        button(
            words.catalogue_clear(),
            Callback::new(move |()| filters::clear(browse)),
        )
    });
    view! {
        <div class="j-empty">
            {icon(icon::SEARCH)}
            <h2>{title}</h2>
            <p>{hint}</p>
            <div class="j-buttons">
                {show_out}
                {clear}
                <a class="hds-button hds-button--secondary hds-button--small" href=path("/items")>
                    <span>{words.catalogue_all()}</span>
                </a>
            </div>
        </div>
    }
    .into_any()
}

fn button(label: &'static str, press: Callback<()>) -> AnyView {
    let press = move |_| {
        press.run(());
        focus_count();
    };
    view! {
        <button class="hds-button hds-button--primary hds-button--small" type="button" on:click=press>
            <span>{label}</span>
        </button>
    }
    .into_any()
}
