//! Whether a document can be taken as it is. All faults are found at once, each with its place in the document.

use super::action::{Action, Task, TaskState};
use super::identifier::ActionId;
use super::indicator::{Indicator, Resolution};
use super::{Node, Programme, rules};
use crate::problem::FieldError;
use crate::text::Text;
use chrono::NaiveDate;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Display;

/// Everything that is wrong with `programme`; nothing when it can be taken.
///
/// Names must be there in all three languages; running text may lack a translation, and is then shown in
/// Finnish and marked so.
pub fn validate(programme: &Programme) -> Vec<FieldError> {
    let mut faults = Faults::default();
    plans(&mut faults, programme);
    categories(&mut faults, programme);
    faults.unique(
        "actions",
        "identifier",
        programme.actions.iter().map(|action| &action.identifier),
    );
    faults.unique(
        "indicators",
        "id",
        programme.indicators.iter().map(|indicator| &indicator.id),
    );
    tasks_are_unique(&mut faults, programme);
    for (n, one) in programme.actions.iter().enumerate() {
        faults.at = format!("actions[{n}]");
        action(&mut faults, programme, one);
    }
    for (n, one) in programme.indicators.iter().enumerate() {
        faults.at = format!("indicators[{n}]");
        indicator(&mut faults, one);
    }
    for (n, effect) in programme.effects.iter().enumerate() {
        faults.at = format!("effects[{n}]");
        node(&mut faults, programme, "from", &effect.from);
        node(&mut faults, programme, "to", &effect.to);
        if matches!(effect.from, Node::Goal(_)) {
            faults.add(
                "from",
                "not_valid",
                "a goal has no effects; name an action or an indicator",
            );
        }
        if effect.from == effect.to {
            faults.add("to", "self_reference", "a thing does not affect itself");
        }
    }
    faults.found
}

/// Gathers faults below one place of the document.
#[derive(Default)]
struct Faults {
    at: String,
    found: Vec<FieldError>,
}

impl Faults {
    fn add(&mut self, field: &str, code: &str, detail: impl Into<String>) {
        let field = match (self.at.as_str(), field) {
            (at, "") => at.to_owned(),
            ("", field) => field.to_owned(),
            (at, field) => [at, ".", field].concat(),
        };
        self.found.push(FieldError::new(field, code, detail));
    }

    /// A name: in every language.
    fn name(&mut self, field: &str, text: &Text) {
        for (language, word) in ["fi", "sv", "en"].into_iter().zip(text.all()) {
            if word.trim().is_empty() {
                self.add(
                    &[field, ".", language].concat(),
                    "missing",
                    "a name is needed in Finnish, Swedish and English",
                );
            }
        }
    }

    /// Running text: may be missing altogether, but not only in Finnish.
    fn words(&mut self, field: &str, text: &Text) {
        if text.fi.trim().is_empty() && !text.is_empty() {
            self.add(
                &[field, ".fi"].concat(),
                "missing",
                "a text that has a translation needs its Finnish original",
            );
        }
    }

    /// No two rows of a list have the same key.
    fn unique<K: Ord + Display>(&mut self, list: &str, key: &str, keys: impl Iterator<Item = K>) {
        let mut seen = BTreeMap::new();
        for (n, value) in keys.enumerate() {
            let detail = format!(
                "{value} is already used by {list}[{}]",
                seen.get(&value).unwrap_or(&0)
            );
            if seen.insert(value, n).is_some() {
                self.add(&format!("{list}[{n}].{key}"), "duplicate", detail);
            }
        }
    }

    fn known(&mut self, field: &str, what: &str, id: &impl Display, known: bool) {
        if !known {
            self.add(
                field,
                &["unknown_", what].concat(),
                format!("there is no {what} {id} in this document"),
            );
        }
    }
}

fn plans(faults: &mut Faults, programme: &Programme) {
    if programme.plans.is_empty() {
        faults.add("plans", "missing", "at least one plan is needed");
    }
    faults.unique("plans", "id", programme.plans.iter().map(|plan| &plan.id));
    for (n, plan) in programme.plans.iter().enumerate() {
        faults.at = format!("plans[{n}]");
        faults.name("name", &plan.name);
        faults.name("version", &plan.version);
        faults.name("goal", &plan.goal);
        if !(1990..=2200).contains(&plan.goal_year) {
            faults.add("goal_year", "out_of_range", "takes a year from 1990 to 2200");
        }
        if let Some(next) = &plan.superseded_by {
            faults.known("superseded_by", "plan", next, programme.plan(next).is_some());
        }
        let next = |id| programme.plan(id)?.superseded_by.as_ref();
        if returns(&plan.id, next, programme.plans.len()) {
            faults.add(
                "superseded_by",
                "cycle",
                "a plan cannot replace itself, even through others",
            );
        }
    }
    faults.at.clear();
}

/// Whether following `next` from `start` comes back to it.
fn returns<'a, T: PartialEq>(start: &'a T, next: impl Fn(&'a T) -> Option<&'a T>, most: usize) -> bool {
    let mut current = start;
    for _ in 0..=most {
        match next(current) {
            None => return false,
            Some(after) if after == start => return true,
            Some(after) => current = after,
        }
    }
    false
}

fn categories(faults: &mut Faults, programme: &Programme) {
    faults.unique(
        "category_types",
        "id",
        programme.category_types.iter().map(|kind| &kind.id),
    );
    let mut seen = BTreeSet::new();
    for (n, kind) in programme.category_types.iter().enumerate() {
        faults.at = format!("category_types[{n}]");
        faults.name("name", &kind.name);
        for (m, category) in kind.categories.iter().enumerate() {
            faults.at = format!("category_types[{n}].categories[{m}]");
            faults.name("name", &category.name);
            faults.words("description", &category.description);
            if !seen.insert(&category.id) {
                faults.add("id", "duplicate", format!("{} is already used", category.id));
            }
        }
    }
    faults.at.clear();
}

/// Task identifiers are unique over the whole document: links and the change log go by them.
fn tasks_are_unique(faults: &mut Faults, programme: &Programme) {
    let mut seen = BTreeSet::new();
    for (n, action) in programme.actions.iter().enumerate() {
        for (m, task) in action.tasks.iter().enumerate() {
            if !seen.insert(&task.id) {
                faults.add(
                    &format!("actions[{n}].tasks[{m}].id"),
                    "duplicate",
                    format!("{} is already used", task.id),
                );
            }
        }
    }
}

fn node(faults: &mut Faults, programme: &Programme, field: &str, node: &Node) {
    match node {
        Node::Action(id) => faults.known(field, "action", id, programme.action(id).is_some()),
        Node::Indicator(id) => faults.known(field, "indicator", id, programme.indicator(id).is_some()),
        Node::Goal(id) => faults.known(field, "plan", id, programme.plan(id).is_some()),
    }
}

fn action(faults: &mut Faults, programme: &Programme, action: &Action) {
    faults.name("name", &action.name);
    faults.words("lead", &action.lead);
    faults.words("description", &action.description);
    faults.words("effect_on_goal", &action.effect_on_goal);
    references(faults, programme, action);
    if let Some(official) = &action.official {
        if official.quote.trim().is_empty() {
            faults.add(
                "official.quote",
                "missing",
                "leave `official` out when there is no quotation",
            );
        }
        if official.source.trim().is_empty() {
            faults.add("official.source", "missing", "a quotation needs its source");
        }
    }
    if let Some(status) = &action.status {
        faults.name("status.reason", &status.reason);
        if !rules::can_be_stated(status.state) {
            faults.add(
                "status.state",
                "not_valid",
                "merged and superseded follow from `merged_with` and `superseded_by`; undefined from nothing",
            );
        }
    }
    if let Some(impact) = &action.impact {
        if impact.of == 0 || impact.class.unsigned_abs() > impact.of {
            faults.add(
                "impact.class",
                "out_of_range",
                "takes -of to of, and of at least 1",
            );
        }
        faults.words("impact.note", &impact.note);
    }
    if let Some(span) = &action.span
        && let (Some(begin), Some(end)) = (span.begin, span.end)
        && end.last() < begin.first()
    {
        faults.add("span.end", "before_begin", "the end is before the beginning");
    }
    if let Some(responsible) = &action.responsible {
        faults.name("responsible.unit", &responsible.unit);
        faults.name("responsible.title", &responsible.title);
        if !is_mailbox(&responsible.mailbox) {
            faults.add("responsible.mailbox", "not_valid", "takes an e-mail address");
        }
    }
    if rules::completed_but_open(action) {
        faults.add(
            "tasks",
            "open_task",
            "a completed action has no open tasks: complete them or cancel them with a reason",
        );
    }
    let at = faults.at.clone();
    for (n, one) in action.tasks.iter().enumerate() {
        faults.at = format!("{at}.tasks[{n}]");
        task(faults, one);
    }
    faults.at = at;
}

fn is_mailbox(word: &str) -> bool {
    let plain = |part: &str| !part.is_empty() && !part.contains([' ', '@', '<', '>']);
    word.split_once('@')
        .is_some_and(|(user, host)| plain(user) && plain(host) && host.contains('.'))
}

fn references(faults: &mut Faults, programme: &Programme, action: &Action) {
    faults.known(
        "plan",
        "plan",
        &action.plan,
        programme.plan(&action.plan).is_some(),
    );
    for (n, id) in action.categories.iter().enumerate() {
        let known = programme.categories().any(|category| &category.id == id);
        faults.known(&format!("categories[{n}]"), "category", id, known);
    }
    for (n, link) in action.indicators.iter().enumerate() {
        let known = programme.indicator(&link.id).is_some();
        faults.known(&format!("indicators[{n}].id"), "indicator", &link.id, known);
        if action.indicators[..n].iter().any(|before| before.id == link.id) {
            faults.add(
                &format!("indicators[{n}].id"),
                "duplicate",
                format!("{} is named twice", link.id),
            );
        }
    }
    let mut others: Vec<(String, &ActionId)> = Vec::new();
    for (n, id) in action.related.iter().enumerate() {
        others.push((format!("related[{n}]"), id));
    }
    others.extend(action.merged_with.iter().map(|id| ("merged_with".to_owned(), id)));
    others.extend(
        action
            .superseded_by
            .iter()
            .map(|id| ("superseded_by".to_owned(), id)),
    );
    for (field, id) in others {
        if id == &action.identifier {
            faults.add(&field, "self_reference", "an action cannot name itself here");
        } else {
            faults.known(&field, "action", id, programme.action(id).is_some());
        }
    }
    if action.merged_with.is_some() && action.superseded_by.is_some() {
        faults.add(
            "superseded_by",
            "not_valid",
            "an action is either merged or superseded",
        );
    }
    let next = |id| programme.action(id)?.goes_on_as();
    let own = action.goes_on_as() == Some(&action.identifier);
    if !own && returns(&action.identifier, next, programme.actions.len()) {
        let field = if action.merged_with.is_some() {
            "merged_with"
        } else {
            "superseded_by"
        };
        faults.add(field, "cycle", "following this leads back to the same action");
    }
}

fn task(faults: &mut Faults, task: &Task) {
    faults.name("name", &task.name);
    faults.words("details", &task.details);
    match (task.state, task.completed) {
        (TaskState::Completed, None) => {
            faults.add(
                "completed",
                "missing",
                "a completed task needs the date when it was done",
            );
        }
        (TaskState::Completed, Some(_)) | (_, None) => {}
        (_, Some(_)) => {
            faults.add(
                "completed",
                "not_completed",
                "only a completed task has a date when it was done",
            );
        }
    }
    if task.state == TaskState::Cancelled {
        faults.name("cancel_reason", &task.cancel_reason);
    } else if !task.cancel_reason.is_empty() {
        faults.add(
            "cancel_reason",
            "not_cancelled",
            "only a cancelled task has a reason for it",
        );
    }
    if task.original_due == Some(task.due) {
        faults.add(
            "original_due",
            "not_moved",
            "leave it out when the date has not been moved",
        );
    }
}

fn indicator(faults: &mut Faults, indicator: &Indicator) {
    faults.name("name", &indicator.name);
    faults.name("unit", &indicator.unit);
    faults.words("description", &indicator.description);
    faults.words("definition", &indicator.definition);
    faults.words("source", &indicator.source);
    let totals: BTreeSet<_> = indicator.totals().iter().map(|total| total.date).collect();
    let mut seen = BTreeSet::new();
    for (n, value) in indicator.values.iter().enumerate() {
        let at = format!("values[{n}]");
        dated(faults, &at, indicator.resolution, value.date);
        if !value.value.is_finite() {
            faults.add(&[&at, ".value"].concat(), "not_a_number", "takes a number");
        }
        if !seen.insert((value.date, value.category.as_deref())) {
            faults.add(
                &at,
                "duplicate",
                "there is already a value for this date and category",
            );
        }
        if value
            .category
            .as_deref()
            .is_some_and(|category| category.trim().is_empty())
        {
            faults.add(
                &[&at, ".category"].concat(),
                "missing",
                "leave it out for the total",
            );
        }
        if !totals.contains(&value.date) {
            faults.add(
                &at,
                "missing_total",
                "a date with parts needs a value without category: the total",
            );
        }
    }
    let mut seen = BTreeSet::new();
    for (n, goal) in indicator.goals.iter().enumerate() {
        let at = format!("goals[{n}]");
        dated(faults, &at, indicator.resolution, goal.date);
        if !goal.value.is_finite() {
            faults.add(&[&at, ".value"].concat(), "not_a_number", "takes a number");
        }
        if !seen.insert(goal.date) {
            faults.add(&at, "duplicate", "there is already a goal for this date");
        }
    }
}

fn dated(faults: &mut Faults, at: &str, resolution: Resolution, date: NaiveDate) {
    if !resolution.dates(date) {
        let right = match resolution {
            Resolution::Year => "a yearly value is dated by the last day: 2026-12-31",
            Resolution::Month => "a monthly value is dated by the first day: 2026-12-01",
            Resolution::Day => "takes a date",
        };
        faults.add(&[at, ".date"].concat(), "wrong_date", right);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::programme::action::{Phase, State, StatedStatus};
    use crate::programme::indicator::Value;
    use crate::programme::samples::{self, day, id, measured_by, task};

    fn faults(change: impl FnOnce(&mut Programme)) -> Vec<(String, String)> {
        let mut programme = samples::programme();
        change(&mut programme);
        validate(&programme)
            .into_iter()
            .map(|fault| (fault.field, fault.code))
            .collect()
    }

    fn one(field: &str, code: &str) -> Vec<(String, String)> {
        vec![(field.to_owned(), code.to_owned())]
    }

    #[test]
    fn a_sound_document_has_no_faults() {
        assert_eq!(faults(|_| ()), []);
    }

    #[test]
    fn all_faults_are_told_at_once() {
        let found = faults(|programme| {
            programme.actions[0].name.sv.clear();
            programme.actions[1].plan = crate::id::PlanId::new("x").unwrap();
            programme.indicators[0].unit = Text::default();
        });
        let fields: Vec<_> = found.iter().map(|(field, _)| field.as_str()).collect();
        assert_eq!(
            fields,
            [
                "actions[0].name.sv",
                "actions[1].plan",
                "indicators[0].unit.fi",
                "indicators[0].unit.sv",
                "indicators[0].unit.en",
            ]
        );
    }

    #[test]
    fn unknown_references_are_named() {
        assert_eq!(
            faults(|p| p.actions[0].indicators.push(measured_by("x"))),
            one("actions[0].indicators[1].id", "unknown_indicator")
        );
        assert_eq!(
            faults(|p| p.actions[0].related = vec![id("77")]),
            one("actions[0].related[0]", "unknown_action")
        );
        assert_eq!(
            faults(|p| p.actions[0].categories[0] = crate::id::ActionCategoryId::new("x").unwrap()),
            one("actions[0].categories[0]", "unknown_category")
        );
        assert_eq!(
            faults(|p| p.effects[0] = samples::effect("action:1", "goal:hnh2035")),
            one("effects[0].from", "unknown_action")
        );
    }

    #[test]
    fn identifiers_are_used_once() {
        assert_eq!(
            faults(|p| p.actions[1].identifier = id("116")),
            one("actions[1].identifier", "duplicate")
        );
        assert_eq!(
            faults(|p| p.actions[1].tasks[0].id = p.actions[0].tasks[0].id.clone()),
            one("actions[1].tasks[0].id", "duplicate")
        );
    }

    #[test]
    fn completed_and_its_date_belong_together() {
        assert_eq!(
            faults(|p| p.actions[0].tasks[0].completed = None),
            one("actions[0].tasks[0].completed", "missing")
        );
        assert_eq!(
            faults(|p| p.actions[0].tasks[1].completed = Some(day("2026-01-01"))),
            one("actions[0].tasks[1].completed", "not_completed")
        );
    }

    #[test]
    fn what_is_given_up_says_why() {
        let found = faults(|p| {
            let mut given_up = task("c", TaskState::Cancelled, "2026");
            given_up.cancel_reason = Text::default();
            p.actions[0].tasks.push(given_up);
        });
        assert_eq!(found.len(), 3);
        assert!(
            found
                .iter()
                .all(|(field, _)| field.starts_with("actions[0].tasks[2].cancel_reason"))
        );
    }

    #[test]
    fn a_completed_action_has_nothing_left_to_do() {
        assert_eq!(
            faults(|p| p.actions[0].phase = Some(Phase::Completed)),
            one("actions[0].tasks", "open_task")
        );
        assert_eq!(
            faults(|p| p.actions[0].status = Some(StatedStatus {
                state: State::Merged,
                reason: Text::same("x")
            })),
            one("actions[0].status.state", "not_valid")
        );
    }

    #[test]
    fn values_are_dated_as_their_resolution_says() {
        assert_eq!(
            faults(|p| p.indicators[0].values[0].date = day("2019-01-01")),
            one("indicators[0].values[0].date", "wrong_date")
        );
        assert_eq!(
            faults(|p| {
                p.indicators[1].resolution = Resolution::Month;
                p.indicators[1].values[0].date = day("2019-12-01");
            }),
            []
        );
    }

    #[test]
    fn parts_need_their_total_and_no_date_comes_twice() {
        let part = |date: &str| Value {
            date: day(date),
            value: 1.0,
            category: Some("Itä".into()),
        };
        assert_eq!(faults(|p| p.indicators[0].values.push(part("2025-12-31"))), []);
        assert_eq!(
            faults(|p| p.indicators[0].values.push(part("2024-12-31"))),
            one("indicators[0].values[2]", "missing_total")
        );
        assert_eq!(
            faults(|p| p.indicators[0]
                .values
                .extend([part("2025-12-31"), part("2025-12-31")])),
            one("indicators[0].values[3]", "duplicate")
        );
    }

    #[test]
    fn merging_in_a_circle_is_refused_on_every_action_of_the_circle() {
        let found = faults(|p| {
            p.actions[0].merged_with = Some(id("9"));
            p.actions[1].superseded_by = Some(id("116"));
        });
        assert_eq!(
            found,
            [
                ("actions[0].merged_with".to_owned(), "cycle".to_owned()),
                ("actions[1].superseded_by".to_owned(), "cycle".to_owned())
            ]
        );
        assert_eq!(
            faults(|p| p.actions[0].merged_with = Some(id("116"))),
            one("actions[0].merged_with", "self_reference")
        );
        assert_eq!(
            faults(|p| {
                p.plans[0].superseded_by = Some(p.plans[1].id.clone());
                p.plans[1].superseded_by = Some(p.plans[0].id.clone());
            })
            .len(),
            2
        );
    }

    #[test]
    fn running_text_may_lack_a_translation_but_not_its_original() {
        assert_eq!(faults(|p| p.actions[0].lead = Text::new("Lyhyesti", "", "")), []);
        assert_eq!(
            faults(|p| p.actions[0].lead = Text::new("", "", "In short")),
            one("actions[0].lead.fi", "missing")
        );
    }
}
