//! `/items/{id}`: where it is now, the whole deal, what it is, what is like it.

use super::cards::{self, Around, state};
use super::near::{self, Libraries};
use crate::client::load;
use crate::clock;
use crate::locale::{language, path, t, text};
use crate::ui::{Heading, icon, show};
use jaettu_domain::catalogue::api::{GetItem, ItemView};
use jaettu_domain::catalogue::rules::{self, best_shelf, due_date};
use jaettu_domain::libraries::api::{LibraryView, ListLibraries};
use jaettu_domain::time;
use leptos::prelude::*;
use std::rc::Rc;

/// The thing of this page, for the parts that are drawn again when the reader's place is known.
type Thing = StoredValue<Rc<ItemView>, LocalStorage>;

/// `/items/{id}`.
pub fn item(id: &str) -> AnyView {
    let asked = GetItem::new(id);
    let item = load(move || asked.clone());
    let libraries = load(ListLibraries::default);
    view! {
        <a class="j-back" href=path("/items")>{icon(icon::BACK)}{t().catalogue_back()}</a>
        {show(item, skeleton, move |view| ready(StoredValue::new_local(view), libraries))}
    }
    .into_any()
}

fn ready(thing: Thing, libraries: Libraries) -> AnyView {
    let words = t();
    let view = thing.get_value();
    // Distances change the order of places, not the answer at the top.
    let known = move || near::libraries(libraries, true);
    let similar = (!view.similar.is_empty()).then(|| {
        let list = move || {
            let around = Around {
                libraries: &near::libraries(libraries, false),
                chosen: None,
                small: true,
            };
            thing.with_value(|view| cards::cards(&view.similar, around))
        };
        view! {
            <section class="j-section" aria-labelledby="like">
                <h2 id="like">{words.catalogue_similar()}</h2>
                {list}
            </section>
        }
    });
    view! {
        <div class="j-columns">
            <div>
                <p class="j-eyebrow">{text(&view.category_name)}</p>
                <Heading text=text(&view.name) />
                {move || thing.with_value(|view| answer(view, &known()))}
                {places(thing, libraries)}
                {about(&view)}
            </div>
            <aside aria-labelledby="deal">
                <h2 id="deal">{words.catalogue_deal()}</h2>
                {move || thing.with_value(|view| deal(view, &known()))}
            </aside>
        </div>
        {similar}
    }
    .into_any()
}

fn answer(view: &ItemView, libraries: &[LibraryView]) -> AnyView {
    let words = t();
    let now = clock::now();
    let row = rules::as_row(view);
    let shelves = row.on_shelf.iter().map(|shelf| &shelf.library);
    let best = best_shelf(shelves, libraries, row.desk_only, now);
    // Until the libraries are here nobody can say where; the counts below can be read already.
    if best.is_none() && !row.on_shelf.is_empty() {
        return view! { <div class="j-answer"><p>{words.how_to_fetch(view)}</p></div> }.into_any();
    }
    let class = if best.is_some() {
        "j-answer"
    } else {
        "j-answer j-answer--out"
    };
    view! {
        <div class=class>
            {state(words.thing_state(&row, best, now), " j-state--big")}
            <p>{words.how_to_fetch(view)}</p>
        </div>
    }
    .into_any()
}

fn places(thing: Thing, libraries: Libraries) -> impl IntoView {
    let words = t();
    let near = RwSignal::new(true);
    let list = move || {
        let known = near::libraries(libraries, near.get());
        thing.with_value(|view| {
            let places = rules::places(view, &known, clock::now());
            places
                .into_iter()
                .filter_map(|holding| place(view, holding, &known))
                .collect_view()
        })
    };
    let none = thing.with_value(|view| view.libraries.is_empty());
    let none = none.then(|| view! { <p>{words.catalogue_no_copies()}</p> });
    let queue = move || thing.with_value(|view| words.queue_line(view.waiting, clock::now()));
    view! {
        <section aria-labelledby="where">
            <h2 id="where">{words.catalogue_where()}</h2>
            {near::button(near.into(), Callback::new(move |on| near.set(on)))}
            {none}
            <ul class="j-places" role="list">{list}</ul>
            <p class="j-quiet">{queue}</p>
        </section>
    }
}

fn place(
    view: &ItemView,
    holding: &jaettu_domain::catalogue::api::Holding,
    libraries: &[LibraryView],
) -> Option<AnyView> {
    let words = t();
    let now = clock::now();
    let library = libraries.iter().find(|view| view.id == holding.library)?;
    let fetch = rules::fetch(&library.hours, view.loan.desk_only, now);
    let href = path(&["/libraries/", holding.library.as_str()].concat());
    let far = library
        .metres
        .map(|metres| view! { <span class="j-places__far">{words.distance(metres)}</span> });
    let place = view! {
        <li>
            <a href=href>{text(&library.short_name)}</a>
            {far}
            {state(words.holding(holding, fetch, view.loan.desk_only, now), "")}
        </li>
    };
    Some(place.into_any())
}

fn about(view: &ItemView) -> AnyView {
    let words = t();
    let included: Vec<String> = view.included.get(language()).to_vec();
    let included = (!included.is_empty()).then(|| {
        let parts = included
            .into_iter()
            .map(|part| view! { <li>{part}</li> })
            .collect_view();
        view! { <h3>{words.catalogue_included()}</h3><ul>{parts}</ul> }
    });
    let instructions = view.instructions_url.clone().map(|url| {
        view! { <p><a href=url rel="external">{words.catalogue_instructions()}</a></p> }
    });
    let lang = cards::other(&view.description);
    view! {
        <section class="j-section" aria-labelledby="about">
            <h2 id="about">{words.catalogue_about()}</h2>
            <p lang=lang>{text(&view.description)}</p>
            {included}
            {instructions}
        </section>
    }
    .into_any()
}

fn deal(view: &ItemView, libraries: &[LibraryView]) -> AnyView {
    let now = clock::now();
    let first = rules::places(view, libraries, now).into_iter().next();
    let first = first.and_then(|holding| libraries.iter().find(|view| view.id == holding.library));
    let hours = first.map_or(&[][..], |library| &library.hours);
    let due = due_date(hours, time::today(now), view.loan.days, view.loan.desk_only);
    let facts = t().deal(view, due).into_iter().map(|fact| {
        let note = (!fact.note.is_empty()).then(|| view! { <small>{fact.note}</small> });
        view! { <div><dt>{fact.name}</dt><dd>{fact.value}{note}</dd></div> }
    });
    view! { <dl class="j-facts">{facts.collect_view()}</dl> }.into_any()
}

fn skeleton() -> AnyView {
    view! {
        <div class="j-skeleton j-skeleton--title"></div>
        <div class="j-skeleton j-skeleton--block"></div>
        <div class="j-skeleton j-skeleton--line"></div>
        <div class="j-skeleton j-skeleton--line j-skeleton--short"></div>
    }
    .into_any()
}
