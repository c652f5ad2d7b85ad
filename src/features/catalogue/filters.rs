//! The choices that narrow the list, and the chips that take them back.

use super::browse::Browse;
use super::list::focus_count;
use super::near;
use crate::locale::{language, t, text};
use crate::ui::icon;
use jaettu_domain::catalogue::api::CategoryCount;
use jaettu_domain::id::{CategoryId, LibraryId};
use leptos::prelude::*;

const CLOSE: &str = "m5 5 14 14M19 5 5 19";

/// Only what is on the shelf now.
pub fn available(browse: Browse) -> impl IntoView {
    let count = move || {
        let number = browse.facets(|facets| facets.available);
        number.map(|number| ["(", &number.to_string(), ")"].concat())
    };
    view! {
        <label class="j-check">
            <input
                type="checkbox"
                prop:checked=move || browse.query.with(|query| query.available)
                on:change=move |_| browse.choose(|query| query.available = !query.available)
            />
            <span>{t().catalogue_available()}" "<span class="j-check__count">{count}</span></span>
        </label>
    }
}

/// Categories, library, nearness.
pub fn panel(browse: Browse) -> AnyView {
    let words = t();
    let summary = move || match browse.query.with(jaettu_domain::catalogue::find::Query::choices) {
        0 => words.catalogue_filter().to_owned(),
        some => words.catalogue_filter_count(some),
    };
    let show = move || {
        let total = browse
            .found
            .with(|found| found.as_ref().map_or(0, |found| found.total));
        words.catalogue_show(total as usize)
    };
    let near = Signal::derive(move || browse.near.get());
    view! {
        <details class="j-filter j-more" id="filters">
            <summary><span>{summary}</span></summary>
            <div class="j-filter__body">
                <fieldset class="j-fieldset">
                    <legend>{words.catalogue_category()}</legend>
                    <div class="j-filter__options">{categories(browse)}</div>
                </fieldset>
                <div>
                    {library(browse)}
                    {near::button(near, Callback::new(move |near| browse.sort(near)))}
                </div>
                <div class="j-buttons j-filter__end">
                    <button class="hds-button hds-button--primary hds-button--small" type="button" on:click=move |_| close()>
                        <span>{show}</span>
                    </button>
                    <button class="hds-button hds-button--supplementary hds-button--small" type="button" on:click=move |_| clear(browse)>
                        <span>{words.catalogue_clear()}</span>
                    </button>
                </div>
            </div>
        </details>
    }
    .into_any()
}

fn close() {
    if let Some(filters) = document().get_element_by_id("filters") {
        let _ = filters.remove_attribute("open");
    }
    focus_count();
}

/// Takes every choice back; the words stay.
pub fn clear(browse: Browse) {
    browse.choose(|query| {
        query.categories.clear();
        query.library = None;
        query.available = false;
    });
}

fn categories(browse: Browse) -> AnyView {
    let Some(list) = browse.everything.ready() else {
        return ().into_any();
    };
    list.facets
        .categories
        .iter()
        .map(|one| category(browse, one))
        .collect_view()
        .into_any()
}

fn category(browse: Browse, one: &CategoryCount) -> AnyView {
    let id = StoredValue::new(one.id.clone());
    let chosen = move || {
        browse
            .query
            .with(|query| id.with_value(|id| query.categories.contains(id)))
    };
    let count = move || {
        let find = |id: &CategoryId| {
            browse.facets(|facets| {
                facets
                    .categories
                    .iter()
                    .find(|one| one.id == *id)
                    .map(|one| one.count)
            })
        };
        let number = id.with_value(find).flatten().unwrap_or(0);
        ["(", &number.to_string(), ")"].concat()
    };
    let toggle = move |_| {
        browse.choose(|query| {
            let id = id.get_value();
            let before = query.categories.len();
            query.categories.retain(|one| *one != id);
            if query.categories.len() == before {
                query.categories.push(id);
            }
        });
    };
    view! {
        <label class="j-check">
            <input type="checkbox" prop:checked=chosen on:change=toggle />
            <span>{text(&one.name)}" "<span class="j-check__count">{count}</span></span>
        </label>
    }
    .into_any()
}

fn library(browse: Browse) -> AnyView {
    let words = t();
    let views = untrack(|| near::libraries(browse.libraries, false));
    let options = views.iter().map(|view| {
        let id = StoredValue::new(view.id.clone());
        let name = text(&view.short_name);
        let count = move || {
            let find = |id: &LibraryId| {
                browse.facets(|facets| {
                    facets
                        .libraries
                        .iter()
                        .find(|one| one.id == *id)
                        .map(|one| one.count)
                })
            };
            id.with_value(find).flatten().unwrap_or(0)
        };
        let label = move || [&name, " (", &count().to_string(), ")"].concat();
        let chosen = move || {
            browse
                .query
                .with(|query| id.with_value(|id| query.library.as_ref() == Some(id)))
        };
        view! { <option value=view.id.to_string() prop:selected=chosen>{label}</option> }
    });
    let pick = move |value: String| browse.choose(|query| query.library = LibraryId::new(value).ok());
    let all = move || browse.query.with(|query| query.library.is_none());
    view! {
        <div class="j-field">
            <label class="j-field__label" for="library">{words.catalogue_library()}</label>
            <select class="j-field__input" id="library" on:change:target=move |event| pick(event.target().value())>
                <option value="" prop:selected=all>{words.catalogue_all_libraries()}</option>
                {options.collect_view()}
            </select>
        </div>
    }
    .into_any()
}

/// The choices in force, each a button that takes it back.
pub fn chips(browse: Browse) -> impl IntoView {
    move || {
        let query = browse.query.get();
        let mut chips: Vec<AnyView> = Vec::new();
        if query.available {
            let label = t().catalogue_available_chip().to_owned();
            chips.push(chip(
                label,
                Callback::new(move |()| browse.choose(|query| query.available = false)),
            ));
        }
        for id in query.categories {
            let name = browse.everything.ready().and_then(|list| {
                let found = list.facets.categories.iter().find(|one| one.id == id);
                found.map(|one| one.name.get(language()).to_owned())
            });
            let label = name.unwrap_or_else(|| id.to_string());
            let remove = move |()| browse.choose(|query| query.categories.retain(|one| *one != id));
            chips.push(chip(label, Callback::new(remove)));
        }
        if let Some(id) = query.library {
            let name = browse.libraries.ready().and_then(|page| {
                let found = page.items.iter().find(|view| view.id == id);
                found.map(|view| text(&view.short_name))
            });
            let label = name.unwrap_or_else(|| id.to_string());
            chips.push(chip(
                label,
                Callback::new(move |()| browse.choose(|query| query.library = None)),
            ));
        }
        (!chips.is_empty()).then(|| {
            view! { <ul class="j-chips" role="list" aria-label=t().catalogue_chips()>{chips}</ul> }
        })
    }
}

fn chip(label: String, remove: Callback<()>) -> AnyView {
    // The chip goes away with what it stands for, so the focus goes to the results.
    let press = move |_| {
        remove.run(());
        focus_count();
    };
    view! {
        <li>
            <button class="j-chip" type="button" on:click=press>
                <span class="j-vh">{t().catalogue_remove()}" "</span>{label}{icon(CLOSE)}
            </button>
        </li>
    }
    .into_any()
}
