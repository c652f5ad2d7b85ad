//! The timeline of an action's tasks.

use super::cards::{other_language, paragraphs};
use crate::locale::{t, text};
use jaettu_domain::programme::action::TaskState;
use jaettu_domain::programme::api::{TaskGroup, TaskView};
use jaettu_domain::programme::timeline::Group;
use jaettu_words::programme::group_tone;
use leptos::prelude::*;
use web_sys::HtmlElement;
use web_sys::wasm_bindgen::JsCast;

/// All tasks: late, now, next, done, given up.
pub fn timeline(groups: &[TaskGroup]) -> AnyView {
    let words = t();
    let none = groups
        .is_empty()
        .then(|| view! { <p>{words.programme_tasks_none()}</p> });
    let group = |group: &TaskGroup| {
        let kind = group.group;
        let tasks = group.tasks.iter().map(|one| task(one, kind)).collect_view();
        view! {
            <h3 id=["group-", kind.code()].concat()>{words.task_group(kind, group.tasks.len())}</h3>
            <ol class="j-tasks" role="list">{tasks}</ol>
        }
    };
    view! { {none}{groups.iter().map(group).collect_view()} }.into_any()
}

fn task(task: &TaskView, group: Group) -> AnyView {
    let words = t();
    let tone = group_tone(group);
    let id = ["task-", task.id.as_str()].concat();
    let link = ["#", &id].concat();
    let example = task
        .example
        .then(|| view! { " "<small class="j-quiet">{words.programme_example()}</small> });
    let moved = task
        .original_due
        .map(|date| words.programme_task_moved(&date.to_string()));
    let begun =
        (group == Group::Late && task.state == TaskState::InProgress).then(|| words.programme_begun());
    let reason = (!task.cancel_reason.is_empty())
        .then(|| words.programme_task_why_cancelled(&text(&task.cancel_reason)));
    view! {
        <li class=["j-task j-task--", tone].concat() id=id>
            <span class=["j-state j-state--", tone].concat() aria-hidden="true"></span>
            <details>
                <summary>
                    <span>
                        <time>{words.task_when(task, group)}</time>
                        <b lang=other_language(&task.name)>{text(&task.name)}</b>{example}
                    </span>
                </summary>
                {paragraphs(&task.details)}
                {begun.map(|begun| view! { <p>{begun}</p> })}
                {reason.map(|reason| view! { <p>{reason}</p> })}
                {moved.map(|moved| view! { <p>{moved}</p> })}
                <p><a href=link rel="external">{words.programme_task_link()}</a></p>
            </details>
        </li>
    }
    .into_any()
}

/// Opens the task that the address names, and puts the reader there.
pub fn open_linked() {
    let hash = window().location().hash().unwrap_or_default();
    let Some(id) = hash.strip_prefix('#').filter(|id| id.starts_with("task-")) else {
        return;
    };
    let Some(item) = document().get_element_by_id(id) else {
        return;
    };
    if let Ok(Some(details)) = item.query_selector("details") {
        let _ = details.set_attribute("open", "");
    }
    item.scroll_into_view();
    let summary = item.query_selector("summary").ok().flatten();
    if let Some(summary) = summary.and_then(|summary| summary.dyn_into::<HtmlElement>().ok()) {
        let _ = summary.focus();
    }
}
