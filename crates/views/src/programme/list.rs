//! All actions: how the programme is going as a whole, and each action in a card.

use super::changes::items;
use super::{file, href, query};
use crate::{check, chip, flip, icon, icons, search_form, text};
use jaettu_domain::endpoint::{Endpoint, Pairs};
use jaettu_domain::programme::Plan;
use jaettu_domain::programme::action::State;
use jaettu_domain::programme::api::{ActionCard, ActionList, ChangeList, ListActions};
use jaettu_domain::programme::list::{Filter, Sort};
use jaettu_words::Words;
use jaettu_words::figure::task_bar;
use jaettu_words::programme::tone;
use maud::{Markup, PreEscaped, html};

/// Recently is within so many days.
const RECENT: u32 = 30;
/// How many changes the list shows.
const CHANGES: usize = 5;

/// The address of the list with something else asked for, from its first page on.
pub fn changed(words: Words, wanted: &ListActions, change: impl FnOnce(&mut ListActions)) -> String {
    let mut wanted = ListActions {
        cursor: None,
        ..wanted.clone()
    };
    change(&mut wanted);
    href(words, &query(&wanted))
}

/// What this is.
pub fn head(words: Words) -> Markup {
    html! {
        h1 tabindex="-1" { (words.programme_title()) }
        p.j-lead { (words.programme_lead()) }
    }
}

/// The goal, and how many actions are in each state.
pub fn summary(words: Words, reply: &ActionList) -> Markup {
    let language = words.language();
    html! {
        @for plan in reply.plans.iter().filter(|plan| plan.superseded_by.is_none()) {
            @let before = reply.plans.iter().find(|old| old.superseded_by.as_ref() == Some(&plan.id));
            p {
                (words.programme_goal_now(plan.goal.get(language)))
                @if let Some(old) = before { " " (words.programme_goal_before(&old.goal_year.to_string())) }
            }
        }
        div { (PreEscaped(words.state_bar(&reply.states))) }
        ul.j-tally role="list" {
            @for one in &reply.states {
                li {
                    a class={ "j-state j-state--" (tone(one.state)) }
                        href=(changed(words, &ListActions::default(), |list| list.filter.states.push(one.state))) {
                        span { (words.action_state(one.state)) " " b { (one.actions) } }
                    }
                }
            }
        }
    }
}

/// The search works without the app: it is an ordinary form, and keeps the filters.
pub fn search(words: Words, wanted: &ListActions) -> Markup {
    let rest = ListActions {
        q: String::new(),
        cursor: None,
        ..wanted.clone()
    };
    let mut pairs = Pairs::default();
    rest.write(&mut pairs);
    let choices = html! {
        @for param in ListActions::PARAMS {
            @if let Some(value) = pairs.get(param.name) { input type="hidden" name=(param.name) value=(value); }
        }
    };
    let (label, button) = (words.programme_search(), words.common_search());
    search_form(&href(words, ""), label, button, &wanted.q, &choices)
}

/// How many filters there are.
fn count(filter: &Filter) -> usize {
    filter.states.len()
        + filter.categories.len()
        + usize::from(filter.late)
        + usize::from(filter.plan.is_some())
        + usize::from(filter.changed_within > 0)
}

/// All filters and the order, folded away. Each is a link: what is filtered by stands in the address.
pub fn filters(words: Words, wanted: &ListActions, reply: &ActionList) -> Markup {
    let filter = &wanted.filter;
    let title = match count(filter) {
        0 => words.programme_filter().to_owned(),
        count => words.programme_filter_count(count),
    };
    html! {
        details.j-filter.j-more #filters {
            summary { span { (title) } }
            div.j-filter__body {
                fieldset.j-fieldset {
                    legend { (words.programme_filter_state()) }
                    div.j-filter__options {
                        @for one in &reply.states {
                            @let href = changed(words, wanted, |list| flip(&mut list.filter.states, one.state));
                            @let id = ["state-", one.state.code()].concat();
                            (check(&id, words.action_state(one.state), Some(one.actions), filter.states.contains(&one.state), &href))
                        }
                        @let href = changed(words, wanted, |list| list.filter.late = !list.filter.late);
                        @let recent = filter.changed_within > 0;
                        @let href_recent = changed(words, wanted, |list| list.filter.changed_within = if recent { 0 } else { RECENT });
                        (check("recent", &words.programme_filter_recent(&RECENT.to_string()), None, recent, &href_recent))
                        (check("late", words.programme_filter_late(), None, filter.late, &href))
                    }
                }
                @for group in reply.categories.chunk_by(|a, b| a.kind == b.kind) {
                    fieldset.j-fieldset {
                        legend { @if let Some(first) = group.first() { (first.kind_name.get(words.language())) } }
                        div.j-filter__options {
                            @for one in group {
                                @let href = changed(words, wanted, |list| flip(&mut list.filter.categories, one.id.clone()));
                                @let chosen = filter.categories.contains(&one.id);
                                @let id = ["category-", one.id.as_str()].concat();
                                (check(&id, one.name.get(words.language()), Some(one.actions), chosen, &href))
                            }
                        }
                    }
                }
                @if reply.plans.len() > 1 { (plans(words, wanted, reply)) }
                (order(words, wanted))
            }
        }
    }
}

/// One version of the programme, or all of them.
fn plans(words: Words, wanted: &ListActions, reply: &ActionList) -> Markup {
    html! {
        fieldset.j-fieldset {
            legend { (words.programme_plan()) }
            div.j-filter__options {
                @for plan in &reply.plans {
                    @let chosen = wanted.filter.plan.as_ref() == Some(&plan.id);
                    @let href = changed(words, wanted, |list| list.filter.plan = (!chosen).then(|| plan.id.clone()));
                    (check(&["plan-", plan.id.as_str()].concat(), &plan_name(words, plan), None, chosen, &href))
                }
            }
        }
    }
}

fn plan_name(words: Words, plan: &Plan) -> String {
    let language = words.language();
    [plan.name.get(language), ", ", plan.version.get(language)].concat()
}

fn order(words: Words, wanted: &ListActions) -> Markup {
    // What is searched for stands in the order of how well it fits.
    let now = wanted.sort.or_else(|| wanted.q.is_empty().then(Sort::default));
    html! {
        fieldset.j-fieldset {
            legend { (words.programme_sort()) }
            div.j-filter__options {
                @for sort in Sort::ALL {
                    @let href = changed(words, wanted, |list| list.sort = Some(sort));
                    (check(&["sort-", sort.code()].concat(), words.action_sort(sort), None, now == Some(sort), &href))
                }
            }
        }
    }
}

/// What is filtered by, each a link that takes it away.
pub fn chips(words: Words, wanted: &ListActions, reply: &ActionList) -> Markup {
    let filter = &wanted.filter;
    html! {
        @if count(filter) > 0 {
            ul.j-chips role="list" aria-label=(words.common_chips()) {
                @for state in &filter.states {
                    (chip(words, words.action_state(*state), changed(words, wanted, |list| flip(&mut list.filter.states, *state))))
                }
                @for id in &filter.categories {
                    @let known = reply.categories.iter().find(|category| category.id == *id);
                    @let name = known.map_or(id.as_str(), |category| category.name.get(words.language()));
                    (chip(words, name, changed(words, wanted, |list| flip(&mut list.filter.categories, id.clone()))))
                }
                @if filter.late {
                    (chip(words, words.programme_late(), changed(words, wanted, |list| list.filter.late = false)))
                }
                @if filter.changed_within > 0 {
                    @let name = words.programme_filter_recent(&filter.changed_within.to_string());
                    (chip(words, &name, changed(words, wanted, |list| list.filter.changed_within = 0)))
                }
                @if let Some(plan) = filter.plan.as_ref().and_then(|id| reply.plans.iter().find(|plan| plan.id == *id)) {
                    (chip(words, &plan_name(words, plan), changed(words, wanted, |list| list.filter.plan = None)))
                }
                li {
                    a.j-linkbutton href=(changed(words, wanted, |list| list.filter = Filter::default())) data-noscroll {
                        (words.programme_clear())
                    }
                }
            }
        }
    }
}

/// The actions that were found.
pub fn found(words: Words, wanted: &ListActions, reply: &ActionList) -> Markup {
    let next = reply.next.as_ref().and_then(|next| next.parse().ok());
    let next = next.map(|cursor| ListActions {
        cursor: Some(cursor),
        ..wanted.clone()
    });
    let download = |kind: &str| ["/api/v1/programme/actions.", kind, &query(wanted)].concat();
    html! {
        p.j-count { (words.programme_count(reply.total)) }
        @if reply.items.is_empty() { p.j-empty { (words.programme_none()) } }
        ul.j-cards role="list" { @for card in &reply.items { (action_card(words, card)) } }
        div.j-buttons {
            @if let Some(next) = next {
                a.hds-button.hds-button--secondary.hds-button--small href=(href(words, &query(&next))) {
                    span { (words.programme_more()) }
                }
            }
            (file(&download("csv"), words.programme_download_csv()))
            (file(&download("xlsx"), words.programme_download_xlsx()))
        }
    }
}

/// A state in words, with its reason and its sign.
pub fn state(words: Words, state: State, reason: &str, class: &str) -> Markup {
    html! {
        p class={ "j-state j-state--" (tone(state)) (class) } {
            span { b { (words.action_state(state)) } @if !reason.is_empty() { ": " (reason) } }
        }
    }
}

fn action_card(words: Words, card: &ActionCard) -> Markup {
    let theme = card.categories.first().map(|category| &category.name);
    let reason = words.main_reason(&card.status);
    html! {
        li.j-card.j-card--action {
            div.j-card__body {
                p.j-card__meta {
                    (card.identifier)
                    @if let Some(theme) = theme { " · " (text(words, theme)) }
                    @if card.example { " · " (words.programme_example()) }
                }
                h3.j-card__title {
                    a href=(href(words, &["/actions/", card.identifier.as_str()].concat())) { (text(words, &card.name)) }
                }
                (state(words, card.status.state, &reason, ""))
                div { (PreEscaped(task_bar(&card.tally))) }
                p.j-quiet { (words.card_line(card)) }
            }
        }
    }
}

/// The newest changes, and the way to all of them.
pub fn latest(words: Words, log: &ChangeList) -> Markup {
    items(words, log.items.iter().take(CHANGES))
}

/// The way to all changes.
pub fn all_changes(words: Words) -> Markup {
    html! { p { a.j-back href=(href(words, "/changes")) { (words.programme_changes_all()) (icon(icons::NEXT)) } } }
}
