//! Small documents for the tests of this feature.

use super::action::{Action, ActionIndicator, Task, TaskState};
use super::identifier::ActionId;
use super::indicator::{Indicator, Level, Point, Resolution, Value};
use super::{Category, CategoryType, Confidence, Effect, EffectKind, Format, Node, Plan, Programme};
use crate::id::{ActionCategoryId, IndicatorId, PlanId, TaskId};
use crate::text::Text;
use chrono::{Days, NaiveDate};
use proptest::prelude::*;

pub(crate) fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

pub(crate) fn id(word: &str) -> ActionId {
    ActionId::new(word).unwrap()
}

pub(crate) fn task(name: &str, state: TaskState, due: &str) -> Task {
    Task {
        id: TaskId::new(name).unwrap(),
        name: Text::same(name),
        details: Text::default(),
        state,
        due: due.parse().unwrap(),
        original_due: None,
        completed: (state == TaskState::Completed).then(|| day("2020-01-15")),
        cancel_reason: if state == TaskState::Cancelled {
            Text::same("Ei enää tarpeen")
        } else {
            Text::default()
        },
        example: false,
    }
}

pub(crate) fn action(identifier: &str, tasks: Vec<Task>) -> Action {
    Action {
        identifier: id(identifier),
        plan: PlanId::new("hnh2035").unwrap(),
        name: Text::same(format!("Toimenpide {identifier}")),
        lead: Text::default(),
        description: Text::default(),
        official: None,
        effect_on_goal: Text::default(),
        status: None,
        phase: None,
        span: None,
        impact: None,
        categories: Vec::new(),
        responsible: None,
        tasks,
        indicators: Vec::new(),
        related: Vec::new(),
        merged_with: None,
        superseded_by: None,
        example: false,
        updated: day("2026-11-01"),
    }
}

pub(crate) fn measured_by(indicator: &str) -> ActionIndicator {
    ActionIndicator {
        id: IndicatorId::new(indicator).unwrap(),
        effect: EffectKind::Increases,
        confidence: Confidence::High,
        measures_progress: true,
    }
}

pub(crate) fn points(points: &[(&str, f64)]) -> Vec<Point> {
    let point = |&(date, value): &(&str, f64)| Point {
        date: day(date),
        value,
    };
    points.iter().map(point).collect()
}

pub(crate) fn indicator(name: &str, values: &[(&str, f64)], goals: &[(&str, f64)]) -> Indicator {
    let values = points(values).into_iter().map(|point| Value {
        date: point.date,
        value: point.value,
        category: None,
    });
    Indicator {
        id: IndicatorId::new(name).unwrap(),
        name: Text::same(name),
        unit: Text::same("%"),
        description: Text::default(),
        definition: Text::default(),
        level: Level::Operational,
        resolution: Resolution::Year,
        desired_trend: None,
        values: values.collect(),
        counted: None,
        goals: points(goals),
        source: Text::default(),
        last_update: None,
        next_update: None,
        example: false,
    }
}

pub(crate) fn effect(from: &str, to: &str) -> Effect {
    Effect {
        from: Node::try_from(from.to_owned()).unwrap(),
        to: Node::try_from(to.to_owned()).unwrap(),
        effect: EffectKind::Decreases,
        confidence: Confidence::Medium,
    }
}

pub(crate) fn plan(name: &str, goal_year: i32) -> Plan {
    Plan {
        id: PlanId::new(name).unwrap(),
        name: Text::same(name),
        version: Text::same("1"),
        goal_year,
        goal: Text::same("Hiilineutraali"),
        source: None,
        superseded_by: None,
    }
}

/// A small document without faults: two plans, two actions, two indicators, one chain.
pub(crate) fn programme() -> Programme {
    let sharing = ActionCategoryId::new("sharing").unwrap();
    let mut first = action(
        "116",
        vec![
            task("116-a", TaskState::Completed, "2020"),
            task("116-b", TaskState::NotStarted, "2027"),
        ],
    );
    first.categories = vec![sharing.clone()];
    first.indicators = vec![measured_by("loans")];
    Programme {
        format: Format::V1,
        plans: vec![plan("hnh2035", 2035), plan("hnh2030", 2030)],
        category_types: vec![CategoryType {
            id: ActionCategoryId::new("theme").unwrap(),
            name: Text::same("Aihe"),
            categories: vec![Category {
                id: sharing,
                name: Text::same("Jakaminen"),
                description: Text::default(),
            }],
        }],
        actions: vec![
            first,
            action("9", vec![task("9-a", TaskState::InProgress, "2026-10")]),
        ],
        indicators: vec![
            indicator(
                "loans",
                &[("2019-12-31", 10.0), ("2025-12-31", 40.0)],
                &[("2030-12-31", 100.0)],
            ),
            indicator("emissions", &[("2019-12-31", 2600.0)], &[]),
        ],
        effects: vec![
            effect("indicator:loans", "indicator:emissions"),
            effect("indicator:emissions", "goal:hnh2035"),
        ],
    }
}

prop_compose! {
    /// Some day from 2018 to 2030.
    pub(crate) fn any_day()(days in 0_u64..4700) -> NaiveDate {
        day("2018-01-01") + Days::new(days)
    }
}

prop_compose! {
    /// A task in some state, due at some time, of some precision.
    pub(crate) fn any_task()(
        number in 0_u32..1000, due in any_day(), precision in 0..3, state in 0..4, took in -400_i64..400,
    ) -> Task {
        let state = [TaskState::NotStarted, TaskState::InProgress, TaskState::Completed, TaskState::Cancelled]
            [usize::try_from(state).unwrap()];
        let text = due.to_string();
        let due_text = match precision { 0 => &text[..4], 1 => &text[..7], _ => text.as_str() };
        let mut task = task(&format!("t{number}"), state, due_text);
        if state == TaskState::Completed {
            task.completed = Some(due + chrono::TimeDelta::days(took));
        }
        task
    }
}
