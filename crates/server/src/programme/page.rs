//! Pages of the programme as HTML.

use super::{current, handlers, today};
use crate::App;
use crate::page::{Page, Request};
use crate::problem::Failure;
use jaettu_domain::endpoint::Reader;
use jaettu_domain::programme::action::{State, TaskState};
use jaettu_domain::programme::api::{
    ActionCard, ActionList, ActionRef, ActionView, ChangeView, GetAction, GetIndicator, IndicatorCard,
    IndicatorView, LinkView, ListActions, ListChanges, TaskView,
};
use jaettu_domain::programme::timeline::Group;
use jaettu_domain::text::Text;
use jaettu_domain::time;
use jaettu_words::Words;
use jaettu_words::figure::task_bar;
use jaettu_words::programme::{group_tone, number, pace_tone, period, tone, with_unit};
use maud::{Markup, PreEscaped, html};

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
            Ok(view.map(|view| action(words, &view).with(&wanted, &view)))
        }
        [_, "indicators", id] => {
            let view = current(app).await?.indicator(id, today(app));
            Ok(view.map(|view| indicator(words, &view).with(&GetIndicator::new(id), &view)))
        }
        _ => Ok(None),
    }
}

/// A text in the reader's language, or marked as Finnish where it has not been translated.
fn text(words: Words, text: &Text) -> Markup {
    let language = text.language_of(words.language());
    html! {
        @if language == words.language() { (text.get(language)) } @else { span lang=(language.code()) { (text.get(language)) } }
    }
}

/// A text in paragraphs.
fn paragraphs(words: Words, text: &Text) -> Markup {
    let language = text.language_of(words.language());
    let lang = (language != words.language()).then(|| language.code());
    html! {
        @for paragraph in text.get(language).split("\n\n").filter(|part| !part.is_empty()) { p lang=[lang] { (paragraph) } }
    }
}

fn href(words: Words, rest: &str) -> String {
    ["/", words.language().code(), "/programme", rest].concat()
}

fn action_href(words: Words, action: &ActionRef) -> String {
    href(words, &["/actions/", action.identifier.as_str()].concat())
}

async fn list(app: &App, request: &Request<'_>) -> Result<Page, Failure> {
    let words = request.words;
    // A filter that cannot be read is no filter: people follow old links.
    let wanted: ListActions = Reader::endpoint(&request.query).unwrap_or_default();
    let reply = current(app).await?.list(&wanted, today(app));
    let log = handlers::change_list(app, &ListChanges::default()).await?;
    let main = html! {
        h1 tabindex="-1" { (words.programme_title()) }
        p.j-lead { (words.programme_lead()) }
        (goal(words, &reply))
        (PreEscaped(words.state_bar(&reply.states)))
        section.j-section aria-labelledby="acts" {
            h2 #acts { (words.programme_actions()) }
            p.j-count { (words.programme_count(reply.total)) }
            ul.j-cards role="list" { @for card in &reply.items { (action_card(words, card)) } }
        }
        section.j-section aria-labelledby="new" {
            h2 #new { (words.programme_changes_latest()) }
            (change_items(words, log.items.iter().take(5)))
            p { a href=(href(words, "/changes")) { (words.programme_changes_all()) } }
        }
    };
    let page = Page::new(words.programme_title(), words.programme_description(), main);
    Ok(page.with(&wanted, &reply).with(&ListChanges::default(), &log))
}

fn goal(words: Words, reply: &ActionList) -> Markup {
    html! {
        @for plan in reply.plans.iter().filter(|plan| plan.superseded_by.is_none()) {
            p { (words.programme_goal_now(plan.goal.get(words.language()))) }
        }
    }
}

fn state(words: Words, state: State, reason: &str, class: &str) -> Markup {
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
                p.j-card__meta { (card.identifier) @if let Some(theme) = theme { " · " (text(words, theme)) } }
                h3.j-card__title {
                    a href=(href(words, &["/actions/", card.identifier.as_str()].concat())) { (text(words, &card.name)) }
                }
                (state(words, card.status.state, &reason, ""))
                (PreEscaped(task_bar(&card.tally)))
                p.j-quiet { (words.card_line(card)) }
            }
        }
    }
}

fn action(words: Words, view: &ActionView) -> Page {
    let name = view.name.get(words.language());
    let main = html! {
        (action_head(words, view))
        section.j-section aria-labelledby="tasks" {
            h2 #tasks { (words.programme_tasks()) }
            @if view.timeline.is_empty() { p { (words.programme_tasks_none()) } }
            @for group in &view.timeline {
                h3 id=[(group.group == Group::Late).then_some("late")] { (words.task_group(group.group, group.tasks.len())) }
                ol.j-tasks role="list" { @for one in &group.tasks { (task(words, one, group.group)) } }
            }
        }
        @if !view.description.is_empty() {
            section.j-section aria-labelledby="what" { h2 #what { (words.programme_what()) } (paragraphs(words, &view.description)) }
        }
        @if !view.indicators.is_empty() {
            section.j-section aria-labelledby="inds" {
                h2 #inds { (words.programme_indicators()) }
                ul.j-grid role="list" { @for card in &view.indicators { (indicator_card(words, card)) } }
            }
        }
        @if !view.effect_on_goal.is_empty() || !view.chain.is_empty() {
            section.j-section aria-labelledby="how" {
                h2 #how { (words.programme_effect()) }
                (paragraphs(words, &view.effect_on_goal))
                (chain(words, &view.chain))
            }
        }
        @if let Some(official) = &view.official {
            section.j-section aria-labelledby="official" {
                h2 #official { (words.programme_official()) }
                blockquote.j-quote lang=(official.language.code()) { p { (official.quote) } footer { (official.source) } }
            }
        }
        @if !view.changes.is_empty() {
            section.j-section aria-labelledby="log" { h2 #log { (words.programme_changes()) } (change_items(words, view.changes.iter())) }
        }
    };
    let title = [view.identifier.as_str(), " ", name].concat();
    let description = [
        words.action_state(view.status.state),
        ": ",
        &words.main_reason(&view.status),
        ". ",
        view.lead.get(words.language()),
    ];
    Page::new(title, description.concat(), main)
}

/// What the first screen of a phone shows: what, how it goes and why, done, late, next, how fresh.
fn action_head(words: Words, view: &ActionView) -> Markup {
    let main_tone = tone(view.status.state);
    html! {
        p.j-eyebrow { a href=(href(words, "")) { (words.programme_short()) } " · " (words.programme_action(view.identifier.as_str())) }
        h1.j-title tabindex="-1" { (text(words, &view.name)) }
        @if view.example { p.j-quiet { (words.programme_example_action()) } }
        div class={ "j-verdict j-verdict--" (main_tone) } {
            (state(words, view.status.state, &words.main_reason(&view.status), " j-state--big"))
            @if let Some(by_rules) = view.status.by_rules { p { (words.programme_by_rules(words.action_state(by_rules))) } }
            @if let Some(next) = &view.goes_on_in {
                p { a href=(action_href(words, next)) {
                    (words.programme_goes_on_in(next.identifier.as_str(), next.name.get(words.language())))
                } }
            }
        }
        dl.j-brief {
            div { dt { (words.programme_done()) } dd { (words.done_of(&view.tally)) " " (PreEscaped(task_bar(&view.tally))) } }
            @if view.tally.late > 0 {
                div { dt { (words.programme_late()) } dd { a href="#late" { (words.programme_late_count(view.tally.late)) } } }
            }
            @if let Some(next) = &view.next_task {
                div { dt { (words.programme_next()) } dd { (text(words, &next.name)) " " (next.due) } }
            } @else if view.status.state.is_active() {
                div { dt { (words.programme_next()) } dd { (words.programme_next_none()) } }
            }
            div { dt { (words.programme_updated()) } dd { (time::date_text(view.updated)) ", " (words.freshness(view.freshness)) } }
        }
        p.j-what { (text(words, &view.lead)) }
        @if let Some(plan) = &view.current_plan { p.j-quiet { (words.programme_plan_updated(plan.goal.get(words.language()))) } }
    }
}

fn task(words: Words, task: &TaskView, group: Group) -> Markup {
    let head = html! {
        span { time { (words.task_when(task, group)) } b { (text(words, &task.name)) } @if task.example { " " small { (words.programme_example()) } } }
    };
    let begun = group == Group::Late && task.state == TaskState::InProgress;
    let more =
        begun || !task.details.is_empty() || task.original_due.is_some() || !task.cancel_reason.is_empty();
    html! {
        li class={ "j-task j-task--" (group_tone(group)) } id={ "task-" (task.id) } {
            span class={ "j-state j-state--" (group_tone(group)) } aria-hidden="true" {}
            @if more {
                details {
                    summary { (head) }
                    (paragraphs(words, &task.details))
                    @if begun { p { (words.programme_begun()) } }
                    @if !task.cancel_reason.is_empty() { p { (words.programme_task_why_cancelled(task.cancel_reason.get(words.language()))) } }
                    @if let Some(date) = task.original_due { p { (words.programme_task_moved(&date.to_string())) } }
                }
            } @else { div.j-task__plain { (head) } }
        }
    }
}

/// The effects, each a sentence.
fn chain(words: Words, links: &[LinkView]) -> Markup {
    html! { ol.j-list { @for link in links { li { (words.effect_sentence(link)) } } } }
}

fn change_items<'a>(words: Words, changes: impl Iterator<Item = &'a ChangeView>) -> Markup {
    html! {
        ol.j-changes role="list" {
            @for view in changes {
                @let change = &view.change;
                @let path = words.change_path(change);
                li {
                    time datetime=(view.at.format("%Y-%m-%d")) { (time::date_text(time::today(view.at))) }
                    @if let Some((path, number)) = path { a href=(href(words, &path)) { (number) (text(words, &view.name)) } ": " }
                    (words.change_what(change))
                    @if change.before.is_some() { " " del { (words.change_value(change, change.before.as_ref())) } }
                    @if change.after.is_some() { " → " ins { (words.change_value(change, change.after.as_ref())) } }
                }
            }
        }
    }
}

fn indicator_card(words: Words, card: &IndicatorCard) -> Markup {
    html! {
        li.j-indicator {
            h3.j-card__title { a href=(href(words, &["/indicators/", card.id.as_str()].concat())) { (text(words, &card.name)) } }
            p { (words.indicator_line(card)) }
            (PreEscaped(words.sparkline(card)))
            p.j-quiet { (words.pace_status(card.figures.status)) }
        }
    }
}

fn indicator(words: Words, view: &IndicatorView) -> Page {
    let language = words.language();
    let (name, unit) = (view.name.get(language), view.unit.get(language));
    let figures = &view.figures;
    let three = [
        (
            figures.start,
            Words::programme_figure_start as fn(Words, &str) -> String,
        ),
        (figures.latest, Words::programme_figure_latest),
        (figures.goal, Words::programme_figure_goal),
    ];
    let sentence = words.pace_sentence(figures);
    let main = html! {
        p.j-eyebrow { a href=(href(words, "")) { (words.programme_short()) } " · " (words.programme_indicator()) }
        h1 tabindex="-1" { (text(words, &view.name)) }
        dl.j-three {
            @for (point, label) in three {
                @if let Some(point) = point {
                    div { dt { (label(words, &period(point.date, view.resolution))) } dd { b { (with_unit(point.value, unit)) } } }
                }
            }
        }
        div class={ "j-verdict j-verdict--" (pace_tone(figures.status)) } {
            p class={ "j-state j-state--big j-state--" (pace_tone(figures.status)) } {
                span { b { (words.pace_status(figures.status)) } @if !sentence.is_empty() { ". " (sentence) } }
            }
        }
        @if view.example { p.j-quiet { (words.programme_example_indicator()) } }
        (paragraphs(words, &view.description))
        figure.j-figure { (PreEscaped(words.indicator_chart(view))) }
        h2.j-section { (words.programme_table()) }
        table.j-table {
            caption { (name) ", " (unit) }
            thead { tr {
                th scope="col" { (words.programme_table_when()) }
                th.j-table__number scope="col" { (words.programme_table_value()) }
                th.j-table__number scope="col" { (words.programme_table_goal()) }
            } }
            tbody {
                @for row in words.table_rows(view) {
                    tr { th scope="row" { (row.when) } td.j-table__number { (row.value) } td.j-table__number { (row.goal) } }
                }
            }
        }
        p.j-quiet { (words.programme_source(view.source.get(language))) }
        (chain(words, &view.chain))
    };
    let start = figures.latest.map_or_else(String::new, |latest| {
        [&number(latest.value), " ", unit, ". "].concat()
    });
    let description = [&start, words.pace_status(figures.status), ". ", &sentence].concat();
    Page::new(name, description, main)
}

async fn changes(app: &App, request: &Request<'_>) -> Result<Page, Failure> {
    let words = request.words;
    let wanted: ListChanges = Reader::endpoint(&request.query).unwrap_or_default();
    let reply = handlers::change_list(app, &wanted).await?;
    let main = html! {
        p { a.j-back href=(href(words, "")) { (words.programme_short()) } }
        h1 tabindex="-1" { (words.programme_changes()) }
        p.j-lead { (words.programme_changes_lead()) " " a href=(words.feed_href(&wanted)) { (words.programme_feed()) } }
        (change_items(words, reply.items.iter()))
        @if reply.items.is_empty() { p { (words.programme_changes_none()) } }
    };
    let page = Page::new(words.programme_changes(), words.programme_changes_lead(), main);
    Ok(page.with(&wanted, &reply))
}
