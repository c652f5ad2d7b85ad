//! All actions: how the programme is going as a whole, and each action in a card.

use super::cards::{action_card, skeleton};
use super::changes::items;
use super::filters::{self, Wanted};
use crate::client::load;
use crate::locale::{path, t, text};
use crate::ui::{Heading, icon, show};
use jaettu_domain::programme::action::State;
use jaettu_domain::programme::api::{ActionList, ListActions, ListChanges, StateCount};
use jaettu_words::programme::tone;
use leptos::prelude::*;
use std::rc::Rc;

/// How many changes the list shows.
const CHANGES: usize = 5;

/// `/programme`.
#[component]
pub fn List() -> impl IntoView {
    let words = t();
    let wanted = Wanted::new();
    let actions = load(move || wanted.now.get());
    let changes = load(ListChanges::default);
    // What the filters offer is the same for every filter: it is drawn once, so that it stays open and in focus.
    let first = RwSignal::new_local(None::<Rc<ActionList>>);
    Effect::new(move |_| {
        if let Some(list) = actions.ready()
            && first.with_untracked(Option::is_none)
        {
            first.set(Some(list));
        }
    });
    view! {
        <Heading text=words.programme_title().to_owned() />
        <p class="j-lead">{words.programme_lead()}</p>
        {move || first.get().map(|list| summary(&list))}
        <section class="j-section" aria-labelledby="acts">
            <h2 id="acts" tabindex="-1">{words.programme_actions()}</h2>
            {filters::search(wanted)}
            {move || first.get().map(|list| filters::filters(wanted, &list))}
            {show(actions, skeleton, move |list| ready(&list, &wanted.now.get_untracked()))}
        </section>
        <section class="j-section" aria-labelledby="new">
            <h2 id="new">{words.programme_changes_latest()}</h2>
            {show(changes, || ().into_any(), |list| items(list.items.iter().take(CHANGES)))}
            <p><a class="j-back" href=path("/programme/changes")>{words.programme_changes_all()}{icon(icon::NEXT)}</a></p>
        </section>
    }
}

/// The goal, and how many actions are in each state.
fn summary(list: &ActionList) -> AnyView {
    let words = t();
    let goal = list
        .plans
        .iter()
        .filter(|plan| plan.superseded_by.is_none())
        .map(|plan| {
            let before = list
                .plans
                .iter()
                .find(|old| old.superseded_by.as_ref() == Some(&plan.id));
            let before =
                before.map(|old| [" ", &words.programme_goal_before(&old.goal_year.to_string())].concat());
            view! { <p>{words.programme_goal_now(&text(&plan.goal))}{before}</p> }
        });
    let count = |one: &StateCount| {
        let (state, actions) = (one.state, one.actions);
        let href = [path("/programme").as_str(), &filters::query(&only(state))].concat();
        view! {
            <li>
                <a class=["j-state j-state--", tone(state)].concat() href=href>
                    <span>{words.action_state(state)}" "<b>{actions}</b></span>
                </a>
            </li>
        }
    };
    view! {
        {goal.collect_view()}
        <div inner_html=words.state_bar(&list.states)></div>
        <ul class="j-tally" role="list">{list.states.iter().map(count).collect_view()}</ul>
    }
    .into_any()
}

fn only(state: State) -> ListActions {
    let mut wanted = ListActions::default();
    wanted.filter.states.push(state);
    wanted
}

fn ready(list: &ActionList, wanted: &ListActions) -> AnyView {
    let words = t();
    let empty = list
        .items
        .is_empty()
        .then(|| view! { <p class="j-empty">{words.programme_none()}</p> });
    let more = list.next.as_ref().and_then(|next| next.parse().ok()).map(|cursor| {
        let next = ListActions { cursor: Some(cursor), ..wanted.clone() };
        let href = [path("/programme").as_str(), &filters::query(&next)].concat();
        view! { <a class="hds-button hds-button--secondary hds-button--small" href=href><span>{words.programme_more()}</span></a> }
    });
    let file = |kind: &str, name: &'static str| {
        let href = ["/api/v1/programme/actions.", kind, &filters::query(wanted)].concat();
        view! {
            <a class="hds-button hds-button--supplementary hds-button--small" href=href rel="external" download="">
                {icon(icon::DOWNLOAD)}<span>{name}</span>
            </a>
        }
    };
    view! {
        <p class="j-count" role="status">{words.programme_count(list.total)}</p>
        {empty}
        <ul class="j-cards" role="list">{list.items.iter().map(action_card).collect_view()}</ul>
        <div class="j-buttons">
            {more}{file("csv", words.programme_download_csv())}{file("xlsx", words.programme_download_xlsx())}
        </div>
    }
    .into_any()
}
