//! All actions as HTML: how the programme is going as a whole, and each action in a card.

use super::changes::items;
use super::{file, href, query, text};
use crate::App;
use crate::page::{Page, Request, icon};
use crate::problem::Failure;
use crate::programme::{current, handlers, today};
use jaettu_domain::endpoint::{Endpoint, Pairs, Reader};
use jaettu_domain::programme::action::State;
use jaettu_domain::programme::api::{ActionCard, ActionList, ListActions, ListChanges};
use jaettu_domain::programme::list::{Filter, Sort};
use jaettu_words::Words;
use jaettu_words::figure::task_bar;
use jaettu_words::icons;
use jaettu_words::programme::tone;
use maud::{Markup, PreEscaped, html};

/// How many changes the list shows, as in the app.
const CHANGES: usize = 5;

/// `/programme`.
pub async fn page(app: &App, request: &Request<'_>) -> Result<Page, Failure> {
    let words = request.words;
    // A filter that cannot be read is no filter: people follow old links.
    let wanted: ListActions = Reader::endpoint(&request.query).unwrap_or_default();
    let reply = current(app).await?.list(&wanted, today(app));
    let log = handlers::change_list(app, &ListChanges::default()).await?;
    let main = html! {
        h1 tabindex="-1" { (words.programme_title()) }
        p.j-lead { (words.programme_lead()) }
        (summary(words, &reply))
        section.j-section aria-labelledby="acts" {
            h2 #acts tabindex="-1" { (words.programme_actions()) }
            (search(words, &wanted))
            (filters(words, &wanted, &reply))
            (chips(words, &wanted, &reply))
            (found(words, &wanted, &reply))
        }
        section.j-section aria-labelledby="new" {
            h2 #new { (words.programme_changes_latest()) }
            (items(words, log.items.iter().take(CHANGES)))
            p { a.j-back href=(href(words, "/changes")) { (words.programme_changes_all()) (icon(icons::NEXT)) } }
        }
    };
    let page = Page::new(words.programme_title(), words.programme_description(), main);
    Ok(page.with(&wanted, &reply).with(&ListChanges::default(), &log))
}

/// The address of the list with something else asked for, from its first page on.
fn changed(words: Words, wanted: &ListActions, change: impl FnOnce(&mut ListActions)) -> String {
    let mut wanted = ListActions {
        cursor: None,
        ..wanted.clone()
    };
    change(&mut wanted);
    href(words, &query(&wanted))
}

/// Adds `value` or takes it away.
fn flip<T: PartialEq>(list: &mut Vec<T>, value: T) {
    match list.iter().position(|one| *one == value) {
        Some(position) => drop(list.remove(position)),
        None => list.push(value),
    }
}

/// The goal, and how many actions are in each state.
fn summary(words: Words, reply: &ActionList) -> Markup {
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
fn search(words: Words, wanted: &ListActions) -> Markup {
    let rest = ListActions {
        q: String::new(),
        cursor: None,
        ..wanted.clone()
    };
    let mut pairs = Pairs::default();
    rest.write(&mut pairs);
    html! {
        form.j-search role="search" action=(href(words, "")) {
            label.j-search__label for="q" { (words.programme_search()) }
            div.j-search__box {
                input.j-field__input #q name="q" type="search" autocomplete="off" enterkeyhint="search" maxlength="100"
                    value=(wanted.q);
                button.hds-button.hds-button--primary type="submit" {
                    (icon(icons::SEARCH)) span { (words.programme_search_button()) }
                }
            }
            @for param in ListActions::PARAMS {
                @if let Some(value) = pairs.get(param.name) { input type="hidden" name=(param.name) value=(value); }
            }
        }
    }
}

/// How many filters there are.
fn count(filter: &Filter) -> usize {
    filter.states.len()
        + filter.categories.len()
        + usize::from(filter.late)
        + usize::from(filter.plan.is_some())
}

/// All filters and the order, folded away; each is a link until the app has started.
fn filters(words: Words, wanted: &ListActions, reply: &ActionList) -> Markup {
    let filter = &wanted.filter;
    let title = match count(filter) {
        0 => words.programme_filter().to_owned(),
        count => words.programme_filter_count(count),
    };
    html! {
        details.j-filter.j-more {
            summary { span { (title) } }
            div.j-filter__body {
                fieldset.j-fieldset {
                    legend { (words.programme_filter_state()) }
                    div.j-filter__options {
                        @for one in &reply.states {
                            @let href = changed(words, wanted, |list| flip(&mut list.filter.states, one.state));
                            (check(words.action_state(one.state), Some(one.actions), filter.states.contains(&one.state), &href))
                        }
                        @let href = changed(words, wanted, |list| list.filter.late = !list.filter.late);
                        (check(words.programme_filter_late(), None, filter.late, &href))
                    }
                }
                @for group in reply.categories.chunk_by(|a, b| a.kind == b.kind) {
                    fieldset.j-fieldset {
                        legend { @if let Some(first) = group.first() { (first.kind_name.get(words.language())) } }
                        div.j-filter__options {
                            @for one in group {
                                @let href = changed(words, wanted, |list| flip(&mut list.filter.categories, one.id.clone()));
                                @let chosen = filter.categories.contains(&one.id);
                                (check(one.name.get(words.language()), Some(one.actions), chosen, &href))
                            }
                        }
                    }
                }
                (order(words, wanted))
            }
        }
    }
}

fn check(name: &str, count: Option<usize>, chosen: bool, href: &str) -> Markup {
    html! {
        a.j-check href=(href) aria-current=[chosen.then_some("true")] {
            span {
                @if chosen { b { (name) } } @else { (name) }
                @if let Some(count) = count { span.j-check__count { " (" (count) ")" } }
            }
        }
    }
}

fn order(words: Words, wanted: &ListActions) -> Markup {
    // What is searched for stands in the order of how well it fits.
    let now = wanted.sort.or_else(|| wanted.q.is_empty().then(Sort::default));
    html! {
        div.j-field {
            span.j-field__label { (words.programme_sort()) }
            @for sort in Sort::ALL {
                @let href = changed(words, wanted, |list| list.sort = Some(sort));
                (check(words.action_sort(sort), None, now == Some(sort), &href))
            }
        }
    }
}

/// What is filtered by, each a link that takes it away.
fn chips(words: Words, wanted: &ListActions, reply: &ActionList) -> Markup {
    let filter = &wanted.filter;
    let chip = |name: &str, href: String| {
        html! { li { a.j-chip href=(href) aria-label=(words.programme_remove(name)) { (name) " ×" } } }
    };
    html! {
        @if count(filter) > 0 {
            ul.j-chips role="list" {
                @for state in &filter.states {
                    (chip(words.action_state(*state), changed(words, wanted, |list| flip(&mut list.filter.states, *state))))
                }
                @for id in &filter.categories {
                    @let known = reply.categories.iter().find(|category| category.id == *id);
                    @let name = known.map_or(id.as_str(), |category| category.name.get(words.language()));
                    (chip(name, changed(words, wanted, |list| flip(&mut list.filter.categories, id.clone()))))
                }
                @if filter.late {
                    (chip(words.programme_late(), changed(words, wanted, |list| list.filter.late = false)))
                }
                li {
                    a.j-linkbutton href=(changed(words, wanted, |list| list.filter = Filter::default())) {
                        (words.programme_clear())
                    }
                }
            }
        }
    }
}

fn found(words: Words, wanted: &ListActions, reply: &ActionList) -> Markup {
    let next = reply.next.as_ref().and_then(|next| next.parse().ok());
    let next = next.map(|cursor| ListActions {
        cursor: Some(cursor),
        ..wanted.clone()
    });
    let download = |kind: &str| ["/api/v1/programme/actions.", kind, &query(wanted)].concat();
    html! {
        p.j-count role="status" { (words.programme_count(reply.total)) }
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
