//! The filters of the list. They live in the address, so that a filtered list can be shared and gone back to.

use crate::locale::{t, text};
use crate::ui::icon;
use jaettu_domain::endpoint::{Endpoint, Pairs, Reader};
use jaettu_domain::programme::api::{ActionList, ListActions};
use jaettu_domain::programme::list::Sort;
use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::hooks::{use_location, use_navigate};
use std::rc::Rc;
use web_sys::wasm_bindgen::JsCast;
use web_sys::{HtmlElement, HtmlInputElement};

type Go = Box<dyn Fn(ListActions)>;

/// What the address asks for, and how to ask for something else.
#[derive(Clone, Copy)]
pub struct Wanted {
    /// What the address asks for.
    pub now: Memo<ListActions>,
    go: StoredValue<Go, LocalStorage>,
}

impl Wanted {
    /// Follows the address of this page.
    pub fn new() -> Self {
        let search = use_location().search;
        let now = Memo::new(move |_| {
            let search = search.get();
            let pairs = Pairs::from_query(search.trim_start_matches('?'));
            Reader::endpoint(&pairs).unwrap_or_default()
        });
        let navigate = use_navigate();
        let go = move |wanted: ListActions| {
            let options = NavigateOptions {
                scroll: false,
                ..NavigateOptions::default()
            };
            navigate(&["/programme", query(&wanted).as_str()].concat(), options);
        };
        Self {
            now,
            go: StoredValue::new_local(Box::new(go)),
        }
    }

    /// Asks for something else, from its first page on.
    pub fn change(self, change: impl FnOnce(&mut ListActions)) {
        let mut wanted = self.now.get_untracked();
        wanted.cursor = None;
        change(&mut wanted);
        self.go.with_value(|go| go(wanted));
    }

    /// How many filters there are.
    fn count(self) -> usize {
        let filter = self.now.get().filter;
        filter.states.len()
            + filter.categories.len()
            + usize::from(filter.late)
            + usize::from(filter.plan.is_some())
    }
}

/// The query of an address, with its question mark.
pub fn query(wanted: &ListActions) -> String {
    let url = wanted.url();
    url.split_once('?')
        .map_or_else(String::new, |(_, query)| ["?", query].concat())
}

/// The search box.
pub fn search(wanted: Wanted) -> impl IntoView {
    let words = t();
    let submit = move |event: web_sys::SubmitEvent| {
        event.prevent_default();
        let input = document()
            .get_element_by_id("q")
            .and_then(|input| input.dyn_into::<HtmlInputElement>().ok());
        let q = input.map(|input| input.value()).unwrap_or_default();
        wanted.change(|list| q.trim().clone_into(&mut list.q));
    };
    view! {
        <form class="j-search" role="search" on:submit=submit>
            <label class="j-search__label" for="q">{words.programme_search()}</label>
            <div class="j-search__box">
                <input class="j-field__input" id="q" name="q" type="search" autocomplete="off" enterkeyhint="search"
                    maxlength="100" prop:value=move || wanted.now.get().q />
                <button class="hds-button hds-button--primary" type="submit">
                    {icon(icon::SEARCH)}<span>{words.programme_search_button()}</span>
                </button>
            </div>
        </form>
    }
}

fn check(
    name: String,
    count: Option<usize>,
    checked: impl Fn() -> bool + Send + Sync + 'static,
    flip: impl Fn() + 'static,
) -> AnyView {
    let count = count.map(
        |count| view! { <span class="j-check__count">{[" (", &count.to_string(), ")"].concat()}</span> },
    );
    view! {
        <label class="j-check">
            <input type="checkbox" prop:checked=checked on:change=move |_| flip() />
            <span>{name}{count}</span>
        </label>
    }
    .into_any()
}

/// Adds `value` or takes it away.
fn flip<T: PartialEq>(list: &mut Vec<T>, value: T) {
    match list.iter().position(|one| *one == value) {
        Some(position) => drop(list.remove(position)),
        None => list.push(value),
    }
}

/// All filters and the order, folded away until somebody wants them.
pub fn filters(wanted: Wanted, all: &Rc<ActionList>) -> AnyView {
    let words = t();
    let states = all.states.iter().map(|one| {
        let (state, actions) = (one.state, one.actions);
        check(
            words.action_state(state).to_owned(),
            Some(actions),
            move || wanted.now.get().filter.states.contains(&state),
            move || wanted.change(|list| flip(&mut list.filter.states, state)),
        )
    });
    let late = check(
        words.programme_filter_late().to_owned(),
        None,
        move || wanted.now.get().filter.late,
        move || wanted.change(|list| list.filter.late = !list.filter.late),
    );
    let groups = categories(wanted, all);
    let all = StoredValue::new_local(Rc::clone(all));
    let title = move || match wanted.count() {
        0 => words.programme_filter().to_owned(),
        count => words.programme_filter_count(count),
    };
    view! {
        <details class="j-filter j-more">
            <summary><span>{title}</span></summary>
            <div class="j-filter__body">
                <fieldset class="j-fieldset">
                    <legend>{words.programme_filter_state()}</legend>
                    <div class="j-filter__options">{states.collect_view()}{late}</div>
                </fieldset>
                {groups}
                {order(wanted)}
            </div>
        </details>
        {move || chips(wanted, all)}
    }
    .into_any()
}

/// One group of checkboxes for each type of category.
fn categories(wanted: Wanted, all: &ActionList) -> AnyView {
    let mut groups = Vec::new();
    for group in all.categories.chunk_by(|a, b| a.kind == b.kind) {
        let boxes = group.iter().map(|category| {
            let (id, same) = (category.id.clone(), category.id.clone());
            check(
                text(&category.name),
                Some(category.actions),
                move || wanted.now.get().filter.categories.contains(&id),
                move || wanted.change(|list| flip(&mut list.filter.categories, same.clone())),
            )
        });
        let name = group.first().map(|category| text(&category.kind_name));
        groups.push(view! {
            <fieldset class="j-fieldset">
                <legend>{name}</legend>
                <div class="j-filter__options">{boxes.collect_view()}</div>
            </fieldset>
        });
    }
    groups.collect_view().into_any()
}

fn order(wanted: Wanted) -> AnyView {
    let words = t();
    let option = |sort: Sort| {
        let selected = move || wanted.now.get().sort == Some(sort);
        view! { <option value=sort.code() prop:selected=selected>{words.action_sort(sort)}</option> }
    };
    view! {
        <div class="j-field">
            <label class="j-field__label" for="sort">{words.programme_sort()}</label>
            <select class="j-field__input" id="sort"
                on:change:target=move |event| wanted.change(|list| list.sort = event.target().value().parse().ok())>
                {Sort::ALL.map(option).collect_view()}
            </select>
        </div>
    }
    .into_any()
}

/// Puts the reader where the list begins, when what had the focus is gone.
fn focus_list() {
    let heading = document()
        .get_element_by_id("acts")
        .and_then(|heading| heading.dyn_into::<HtmlElement>().ok());
    if let Some(heading) = heading {
        let _ = heading.focus();
    }
}

/// What is filtered by, each with a button that takes it away.
fn chips(wanted: Wanted, all: StoredValue<Rc<ActionList>, LocalStorage>) -> Option<AnyView> {
    let words = t();
    let filter = wanted.now.get().filter;
    if wanted.count() == 0 {
        return None;
    }
    let chip = |name: String, remove: Callback<()>| {
        // The chip goes away with what it stands for, so the focus goes to the list.
        let press = move |_| {
            remove.run(());
            focus_list();
        };
        view! {
            <li>
                <button class="j-chip" type="button" aria-label=words.programme_remove(&name) on:click=press>
                    {name.clone()}" ×"
                </button>
            </li>
        }
    };
    let states = filter.states.into_iter().map(|state| {
        let remove = Callback::new(move |()| wanted.change(|list| flip(&mut list.filter.states, state)));
        chip(words.action_state(state).to_owned(), remove)
    });
    let late = filter.late.then(|| {
        chip(
            words.programme_late().to_owned(),
            Callback::new(move |()| wanted.change(|list| list.filter.late = false)),
        )
    });
    let categories = filter.categories.into_iter().map(|id| {
        let find = |list: &Rc<ActionList>| {
            let found = list.categories.iter().find(|category| category.id == id);
            found.map_or_else(|| id.to_string(), |category| text(&category.name))
        };
        let name = all.with_value(find);
        let remove = move |()| wanted.change(|list| flip(&mut list.filter.categories, id.clone()));
        chip(name, Callback::new(remove))
    });
    let clear = move |_| {
        wanted.change(|list| list.filter = jaettu_domain::programme::list::Filter::default());
        focus_list();
    };
    Some(
        view! {
            <ul class="j-chips" role="list">
                {states.collect_view()}{categories.collect_view()}{late}
                <li><button class="j-linkbutton" type="button" on:click=clear>{words.programme_clear()}</button></li>
            </ul>
        }
        .into_any(),
    )
}
