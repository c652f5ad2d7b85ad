//! `/items/{id}`: where it is now, the whole deal, what it is, what is like it.

use super::near;
use crate::client::load;
use crate::clock;
use crate::form;
use crate::locale::{language, t};
use crate::ui::{arrive, html, live, show};
use jaettu_domain::catalogue::Category;
use jaettu_domain::catalogue::api::{GetItem, ItemView};
use jaettu_domain::libraries::api::ListLibraries;
use jaettu_views::Markup;
use jaettu_views::catalogue::{self as views, Around};
use jaettu_views::circulation::hold::ways;
use leptos::prelude::*;
use std::rc::Rc;

/// The thing of this page, for the parts that are drawn again when the reader's place is known.
type Thing = StoredValue<Rc<ItemView>, LocalStorage>;

/// `/items/{id}`.
pub fn item(id: &str) -> AnyView {
    let asked = GetItem::new(id);
    let item = load(move || asked.clone());
    let libraries = load(ListLibraries::brief);
    view! {
        {html(views::back(t()))}
        {show(item, jaettu_views::page_skeleton, move |view| {
            arrive(view.name.get(language()));
            ready(StoredValue::new_local(view), libraries)
        })}
    }
    .into_any()
}

fn ready(thing: Thing, libraries: near::Libraries) -> AnyView {
    let words = t();
    let near = RwSignal::new(true);
    let part = move |part: fn(&Around<'_>, &ItemView) -> Markup, near: bool| {
        thing.with_value(|view| {
            let categories = [Category {
                id: view.category.clone(),
                name: view.category_name.clone(),
            }];
            near::with_libraries(libraries, near, |libraries| {
                let around = Around {
                    words: t(),
                    now: clock::now(),
                    libraries,
                    categories: &categories,
                    chosen: None,
                };
                part(&around, view)
            })
        })
    };
    view! {
        <div class="j-columns">
            <div>
                {live("", move || part(views::head, true))}
                {html(thing.with_value(|view| ways(words, view)))}
                {form::listen(Callback::new(|_| {}))}
                <section aria-labelledby="where">
                    <h2 id="where" tabindex="-1">{words.catalogue_where()}</h2>
                    {near::button(near.into(), Callback::new(move |on| near.set(on)))}
                    {live("where", move || part(views::places, near.get()))}
                </section>
                {html(thing.with_value(|view| views::about(words, view)))}
            </div>
            <aside aria-labelledby="deal">{live("deal", move || part(views::deal, true))}</aside>
        </div>
        {live("like", move || part(views::similar, false))}
    }
    .into_any()
}
