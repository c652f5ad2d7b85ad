//! One action: on the first screen what it is, how it goes and why; then everything behind that.

use super::cards::{action_path, indicator_card, links, other_language, paragraphs, state};
use super::{chain, changes, share, tasks};
use crate::client::load;
use crate::locale::{path, t, text};
use crate::ui::{Heading, icon, show};
use jaettu_domain::programme::api::{ActionRef, ActionView, GetAction};
use jaettu_domain::time;
use jaettu_words::figure::task_bar;
use jaettu_words::programme::tone;
use leptos::prelude::*;

/// `/programme/actions/{identifier}`.
pub fn action(identifier: &str) -> AnyView {
    let asked = GetAction::new(identifier);
    let action = load(move || asked.clone());
    show(action, skeleton, |view| {
        request_animation_frame(tasks::open_linked);
        ready(&view)
    })
    .into_any()
}

fn ready(view: &ActionView) -> AnyView {
    view! {
        {head(view)}
        {share::buttons()}
        <div class="j-columns j-section">
            <div>
                <section aria-labelledby="tasks"><h2 id="tasks">{t().programme_tasks()}</h2>{tasks::timeline(&view.timeline)}</section>
                {behind(view)}
            </div>
            <aside aria-labelledby="facts">{facts(view)}</aside>
        </div>
        {pager(view)}
    }
    .into_any()
}

/// What, how it goes and why, done, late, next, how fresh.
fn head(view: &ActionView) -> AnyView {
    let words = t();
    let status = &view.status;
    let reasons: Vec<String> = status
        .reasons
        .iter()
        .map(|reason| {
            let name = |id: &str| {
                view.indicators
                    .iter()
                    .find(|one| one.id.as_str() == id)
                    .map(|one| text(&one.name))
            };
            words.state_reason(reason, name)
        })
        .collect();
    let main = reasons.first().cloned().unwrap_or_default();
    let rest = reasons
        .iter()
        .skip(1)
        .map(|reason| view! { <p>{reason.clone()}</p> })
        .collect_view();
    let by_rules = status
        .by_rules
        .map(|state| view! { <p>{words.programme_by_rules(words.action_state(state))}</p> });
    let goes_on = view.goes_on_in.as_ref().map(|next| {
        let words = words.programme_goes_on_in(next.identifier.as_str(), &text(&next.name));
        view! { <p><a href=action_path(&next.identifier)>{words}</a></p> }
    });
    let example = view
        .example
        .then(|| view! { <p class="j-quiet">{words.programme_example_action()}</p> });
    let plan = view.current_plan.as_ref().map(|plan| {
        view! { <p class="j-quiet">{words.programme_plan_updated(&text(&plan.goal))}</p> }
    });
    view! {
        <p class="j-eyebrow">
            <a href=path("/programme")>{words.programme_short()}</a>" · "{words.programme_action(view.identifier.as_str())}
        </p>
        <Heading text=text(&view.name) />
        {example}
        <div class=["j-verdict j-verdict--", tone(status.state)].concat()>
            {state(status.state, &main, " j-state--big")}{rest}{by_rules}{goes_on}
        </div>
        {brief(view)}
        <p class="j-what" lang=other_language(&view.lead)>{text(&view.lead)}</p>
        {plan}
    }
    .into_any()
}

fn brief(view: &ActionView) -> AnyView {
    let words = t();
    let late = (view.tally.late > 0).then(|| {
        view! {
            <div>
                <dt>{words.programme_late()}</dt>
                <dd><a href="#group-late" rel="external">{words.programme_late_count(view.tally.late)}</a></dd>
            </div>
        }
    });
    let line = match &view.next_task {
        Some(task) => Some([&text(&task.name), " ", &task.due.to_string()].concat()),
        None => view
            .status
            .state
            .is_active()
            .then(|| words.programme_next_none().to_owned()),
    };
    let next = line.map(|line| view! { <div><dt>{words.programme_next()}</dt><dd>{line}</dd></div> });
    let age = [&time::date_text(view.updated), ", "].concat();
    view! {
        <dl class="j-brief">
            <div>
                <dt>{words.programme_done()}</dt>
                <dd>{words.done_of(&view.tally)}<span inner_html=task_bar(&view.tally)></span></dd>
            </div>
            {late}
            {next}
            <div><dt>{words.programme_updated()}</dt><dd>{age}<b>{words.freshness(view.freshness)}</b></dd></div>
        </dl>
    }
    .into_any()
}

fn section(id: &'static str, title: &'static str, content: AnyView) -> AnyView {
    view! { <section class="j-section" aria-labelledby=id><h2 id=id>{title}</h2>{content}</section> }
        .into_any()
}

/// The sections after the tasks; those with nothing to say are left out.
fn behind(view: &ActionView) -> AnyView {
    let words = t();
    let mut sections = Vec::new();
    if !view.description.is_empty() {
        sections.push(section(
            "what",
            words.programme_what(),
            paragraphs(&view.description),
        ));
    }
    if !view.indicators.is_empty() {
        let cards = view.indicators.iter().map(indicator_card).collect_view();
        let grid = view! { <ul class="j-grid" role="list">{cards}</ul> }.into_any();
        sections.push(section("inds", words.programme_indicators(), grid));
    }
    let chain = chain::chain(&view.chain);
    if chain.is_some() || !view.effect_on_goal.is_empty() {
        let content = view! { {paragraphs(&view.effect_on_goal)}{chain} }.into_any();
        sections.push(section("how", words.programme_effect(), content));
    }
    if let Some(official) = &view.official {
        let quote = view! {
            <blockquote class="j-quote" lang=official.language.code()>
                <p>{official.quote.clone()}</p><footer>{official.source.clone()}</footer>
            </blockquote>
        };
        sections.push(section("official", words.programme_official(), quote.into_any()));
    }
    for (id, title, actions) in [
        ("related", words.programme_related(), &view.related),
        ("continues", words.programme_continues(), &view.continues),
    ] {
        if !actions.is_empty() {
            sections.push(section(id, title, links(actions)));
        }
    }
    if !view.changes.is_empty() {
        let all = [path("/programme/changes?action="), view.identifier.to_string()].concat();
        let content = view! {
            {changes::items(view.changes.iter())}
            <p><a class="j-back" href=all>{words.programme_changes_all()}{icon(icon::NEXT)}</a></p>
        };
        sections.push(section("log", words.programme_changes(), content.into_any()));
    }
    sections.collect_view().into_any()
}

fn fact(name: &'static str, value: String, note: String) -> AnyView {
    let note = (!note.is_empty()).then(|| view! { <small>{note}</small> });
    view! { <div><dt>{name}</dt><dd>{value}{note}</dd></div> }.into_any()
}

fn facts(view: &ActionView) -> AnyView {
    let words = t();
    let mut facts = Vec::new();
    if let Some(impact) = &view.impact {
        let class = words.programme_impact_class(&impact.class.to_string(), &impact.of.to_string());
        facts.push(fact(words.programme_impact(), text(&impact.note), class));
    }
    if let Some(phase) = view.phase {
        facts.push(fact(
            words.programme_phase(),
            words.phase(phase).to_owned(),
            String::new(),
        ));
    }
    if let Some(span) = view.span {
        facts.push(fact(words.programme_span(), words.time_span(span), String::new()));
    }
    for category in &view.categories {
        let name = text(&category.kind_name);
        let (value, note) = (text(&category.name), text(&category.description));
        facts.push(view! { <div><dt>{name}</dt><dd>{value}<small>{note}</small></dd></div> }.into_any());
    }
    if let Some(responsible) = &view.responsible {
        let mail = ["mailto:", &responsible.mailbox].concat();
        let (unit, title) = (text(&responsible.unit), text(&responsible.title));
        facts.push(
            view! {
                <div>
                    <dt>{words.programme_responsible()}</dt>
                    <dd>{unit}<small>{title}", "<a href=mail rel="external">{responsible.mailbox.clone()}</a></small></dd>
                </div>
            }
            .into_any(),
        );
    }
    let plan = [&text(&view.plan.name), ", ", &text(&view.plan.version)].concat();
    facts.push(fact(words.programme_plan(), plan, String::new()));
    let quality = view.quality.iter().map(|quality| {
        let met = if quality.met {
            words.programme_quality_yes()
        } else {
            words.programme_quality_no()
        };
        view! { <li>{words.quality_point(quality.point)}": "<b>{met}</b></li> }
    });
    view! {
        <h2 id="facts">{words.programme_facts()}</h2>
        <dl class="j-facts">{facts.collect_view()}</dl>
        <h3>{words.programme_quality()}</h3>
        <ul class="j-list">{quality.collect_view()}</ul>
    }
    .into_any()
}

fn pager(view: &ActionView) -> AnyView {
    let words = t();
    let link = |action: &ActionRef, label: String, back: bool| {
        let arrow = if back { icon::BACK } else { icon::NEXT };
        let label = view! { <span><small>{label}</small><b>{text(&action.name)}</b></span> };
        let href = action_path(&action.identifier);
        if back {
            view! { <a href=href>{icon(arrow)}{label}</a> }.into_any()
        } else {
            view! { <a href=href>{label}{icon(arrow)}</a> }.into_any()
        }
    };
    let previous = view
        .previous
        .as_ref()
        .map(|one| link(one, words.programme_previous(one.identifier.as_str()), true));
    let next = view
        .next
        .as_ref()
        .map(|one| link(one, words.programme_following(one.identifier.as_str()), false));
    view! { <nav class="j-pager" aria-label=words.programme_others()>{previous}{next}</nav> }.into_any()
}

/// The shape of a page while it is on its way.
pub fn skeleton() -> AnyView {
    let line = |class: &'static str| view! { <div class=["j-skeleton j-skeleton--", class].concat()></div> };
    view! { {line("short")}{line("title")}{line("block")}{line("line")}{line("line")} }.into_any()
}
