//! One action: on the first screen what it is, how it goes and why; then everything behind that.

use super::chain::chain;
use super::changes::items;
use super::indicator::indicator_card;
use super::list::state;
use super::{action_href, href, links};
use crate::{icon, icons, paragraphs, text};
use jaettu_domain::programme::action::TaskState;
use jaettu_domain::programme::api::{ActionView, TaskGroup, TaskView};
use jaettu_domain::programme::timeline::Group;
use jaettu_domain::text::Text;
use jaettu_domain::time;
use jaettu_words::Words;
use jaettu_words::figure::task_bar;
use jaettu_words::programme::{group_tone, tone};
use maud::{Markup, PreEscaped, html};

/// Everything below the buttons that share.
pub fn body(words: Words, view: &ActionView) -> Markup {
    html! {
        div.j-columns.j-section {
            div {
                section aria-labelledby="tasks" {
                    h2 #tasks { (words.programme_tasks()) }
                    (timeline(words, &view.timeline))
                }
                (behind(words, view))
            }
            aside aria-labelledby="facts" { (facts(words, view)) }
        }
        (pager(words, view))
    }
}

/// What the first screen of a phone shows: what, how it goes and why, done, late, next, how fresh.
pub fn head(words: Words, view: &ActionView) -> Markup {
    let language = words.language();
    let status = &view.status;
    let name = |id: &str| {
        let found = view.indicators.iter().find(|one| one.id.as_str() == id);
        found.map(|one| one.name.get(language).to_owned())
    };
    let mut reasons = status
        .reasons
        .iter()
        .map(|reason| words.state_reason(reason, name));
    let main = reasons.next().unwrap_or_default();
    html! {
        p.j-eyebrow { a href=(href(words, "")) { (words.programme_short()) } " · " (words.programme_action(view.identifier.as_str())) }
        h1 tabindex="-1" { (text(words, &view.name)) }
        @if view.example { p.j-quiet { (words.programme_example_action()) } }
        div class={ "j-verdict j-verdict--" (tone(status.state)) } {
            (state(words, status.state, &main, " j-state--big"))
            @for reason in reasons { p { (reason) } }
            @if let Some(by_rules) = status.by_rules { p { (words.programme_by_rules(words.action_state(by_rules))) } }
            @if let Some(next) = &view.goes_on_in {
                p { a href=(action_href(words, next)) {
                    (words.programme_goes_on_in(next.identifier.as_str(), next.name.get(language)))
                } }
            }
        }
        (brief(words, view))
        p.j-what { (text(words, &view.lead)) }
        @if let Some(plan) = &view.current_plan { p.j-quiet { (words.programme_plan_updated(plan.goal.get(language))) } }
    }
}

fn brief(words: Words, view: &ActionView) -> Markup {
    html! {
        dl.j-brief {
            div {
                dt { (words.programme_done()) }
                dd { (words.done_of(&view.tally)) span { (PreEscaped(task_bar(&view.tally))) } }
            }
            @if view.tally.late > 0 {
                div {
                    dt { (words.programme_late()) }
                    dd { a href="#group-late" rel="external" { (words.programme_late_count(view.tally.late)) } }
                }
            }
            @if let Some(next) = &view.next_task {
                div { dt { (words.programme_next()) } dd { (text(words, &next.name)) " " (next.due) } }
            } @else if view.status.state.is_active() {
                div { dt { (words.programme_next()) } dd { (words.programme_next_none()) } }
            }
            div {
                dt { (words.programme_updated()) }
                dd { (time::date_text(view.updated)) ", " b { (words.freshness(view.freshness)) } }
            }
        }
    }
}

/// All tasks: late, now, next, done, given up.
fn timeline(words: Words, groups: &[TaskGroup]) -> Markup {
    html! {
        @if groups.is_empty() { p { (words.programme_tasks_none()) } }
        @for group in groups {
            h3 id={ "group-" (group.group.code()) } { (words.task_group(group.group, group.tasks.len())) }
            ol.j-tasks role="list" { @for one in &group.tasks { (task(words, one, group.group)) } }
        }
    }
}

fn task(words: Words, task: &TaskView, group: Group) -> Markup {
    let begun = group == Group::Late && task.state == TaskState::InProgress;
    html! {
        li class={ "j-task j-task--" (group_tone(group)) } id={ "task-" (task.id) } {
            span class={ "j-state j-state--" (group_tone(group)) } aria-hidden="true" {}
            details {
                summary {
                    span {
                        time { (words.task_when(task, group)) } " " b { (text(words, &task.name)) }
                        @if task.example { " " small.j-quiet { (words.programme_example()) } }
                    }
                }
                (paragraphs(words, &task.details))
                @if begun { p { (words.programme_begun()) } }
                @if !task.cancel_reason.is_empty() {
                    p { (words.programme_task_why_cancelled(task.cancel_reason.get(words.language()))) }
                }
                @if let Some(date) = task.original_due { p { (words.programme_task_moved(&date.to_string())) } }
                p { a href={ "#task-" (task.id) } rel="external" { (words.programme_task_link()) } }
            }
        }
    }
}

fn section(id: &str, title: &str, content: &Markup) -> Markup {
    html! { section.j-section aria-labelledby=(id) { h2 id=(id) { (title) } (content) } }
}

/// The sections after the tasks; those with nothing to say are left out.
fn behind(words: Words, view: &ActionView) -> Markup {
    html! {
        @if !view.description.is_empty() {
            (section("what", words.programme_what(), &paragraphs(words, &view.description)))
        }
        @if !view.indicators.is_empty() {
            (section("inds", words.programme_indicators(), &html! {
                ul.j-grid role="list" { @for card in &view.indicators { (indicator_card(words, card)) } }
            }))
        }
        @if !view.effect_on_goal.is_empty() || !view.chain.is_empty() {
            (section("how", words.programme_effect(), &html! {
                (paragraphs(words, &view.effect_on_goal)) (chain(words, &view.chain))
            }))
        }
        @if let Some(official) = &view.official {
            (section("official", words.programme_official(), &html! {
                blockquote.j-quote lang=(official.language.code()) { p { (official.quote) } footer { (official.source) } }
            }))
        }
        @if !view.related.is_empty() {
            (section("related", words.programme_related(), &links(words, &view.related)))
        }
        @if !view.continues.is_empty() {
            (section("continues", words.programme_continues(), &links(words, &view.continues)))
        }
        @if !view.changes.is_empty() {
            (section("log", words.programme_changes(), &html! {
                (items(words, view.changes.iter()))
                p {
                    a.j-back href=(href(words, &["/changes?action=", view.identifier.as_str()].concat())) {
                        (words.programme_changes_all()) (icon(icons::NEXT))
                    }
                }
            }))
        }
    }
}

fn fact(name: &str, value: &str, note: &str) -> Markup {
    html! { div { dt { (name) } dd { (value) @if !note.is_empty() { small { (note) } } } } }
}

fn facts(words: Words, view: &ActionView) -> Markup {
    let said = |text: &Text| text.get(words.language()).to_owned();
    let plan = [&said(&view.plan.name), ", ", &said(&view.plan.version)].concat();
    html! {
        h2 #facts { (words.programme_facts()) }
        dl.j-facts {
            @if let Some(impact) = &view.impact {
                @let class = words.programme_impact_class(&impact.class.to_string(), &impact.of.to_string());
                (fact(words.programme_impact(), &said(&impact.note), &class))
            }
            @if let Some(phase) = view.phase { (fact(words.programme_phase(), words.phase(phase), "")) }
            @if let Some(span) = view.span { (fact(words.programme_span(), &words.time_span(span), "")) }
            @for category in &view.categories {
                (fact(&said(&category.kind_name), &said(&category.name), &said(&category.description)))
            }
            @if let Some(responsible) = &view.responsible {
                div {
                    dt { (words.programme_responsible()) }
                    dd {
                        (said(&responsible.unit))
                        small {
                            (said(&responsible.title)) ", "
                            a href={ "mailto:" (responsible.mailbox) } rel="external" { (responsible.mailbox) }
                        }
                    }
                }
            }
            (fact(words.programme_plan(), &plan, ""))
        }
        h3 { (words.programme_quality()) }
        ul.j-list {
            @for quality in &view.quality {
                li {
                    (words.quality_point(quality.point)) ": "
                    b { @if quality.met { (words.programme_quality_yes()) } @else { (words.programme_quality_no()) } }
                }
            }
        }
    }
}

fn pager(words: Words, view: &ActionView) -> Markup {
    let language = words.language();
    html! {
        nav.j-pager aria-label=(words.programme_others()) {
            @if let Some(one) = &view.previous {
                a href=(action_href(words, one)) {
                    (icon(icons::BACK))
                    span { small { (words.programme_previous(one.identifier.as_str())) } b { (one.name.get(language)) } }
                }
            }
            @if let Some(one) = &view.next {
                a href=(action_href(words, one)) {
                    span { small { (words.programme_following(one.identifier.as_str())) } b { (one.name.get(language)) } }
                    (icon(icons::NEXT))
                }
            }
        }
    }
}
