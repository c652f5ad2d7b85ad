//! What an import changed, field by field: the change log.
//!
//! [`between`] compares two documents. Whatever differs is told, so an import that changes nothing logs nothing
//! and one that changes something cannot do so unseen; the patterns here name every field, and a new field does
//! not compile until somebody has decided how its changes are told.

use super::action::{Action, Phase, State, Task};
use super::identifier::ActionId;
use super::indicator::{Indicator, Value};
use super::{Confidence, Node, Programme, chain, rules};
use crate::id::{IndicatorId, TaskId};
use crate::text::Text;
use crate::time::PartialDate;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// What was changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "wire", derive(jaettu_wire_derive::FromJson))]
#[serde(rename_all = "snake_case")]
pub enum Field {
    /// The whole action or indicator is new or gone.
    Whole,
    /// A plan: its goal, year or words.
    Plan,
    /// The state, as it follows from everything else.
    State,
    /// The state that people have stated, and their reason.
    Stated,
    /// Name.
    Name,
    /// Lead, description or effect on the goal.
    Words,
    /// The quotation of the decision.
    Official,
    /// The phase.
    Phase,
    /// When the action is carried out.
    Span,
    /// The class of impact.
    Impact,
    /// Categories, related actions, the plan it belongs to.
    Belongs,
    /// Who answers for it.
    Responsible,
    /// What it is measured by, and its effects.
    Effects,
    /// Where it goes on: merged or superseded.
    GoesOn,
    /// A task is new or gone.
    Task,
    /// What the task is called or means.
    TaskWords,
    /// How far the task is.
    TaskState,
    /// By when the task is due.
    TaskDue,
    /// When the task was done.
    TaskCompleted,
    /// A value of an indicator.
    Value,
    /// A goal of an indicator.
    Goal,
    /// How the indicator is calculated, its unit, level, source or rhythm.
    Definition,
    /// The information was checked.
    Checked,
    /// Whether it is example data.
    Example,
}

impl Field {
    /// Its word in the database and in `locales/*/programme.json`.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Whole => "whole",
            Self::Plan => "plan",
            Self::State => "state",
            Self::Stated => "stated",
            Self::Name => "name",
            Self::Words => "words",
            Self::Official => "official",
            Self::Phase => "phase",
            Self::Span => "span",
            Self::Impact => "impact",
            Self::Belongs => "belongs",
            Self::Responsible => "responsible",
            Self::Effects => "effects",
            Self::GoesOn => "goes_on",
            Self::Task => "task",
            Self::TaskWords => "task_words",
            Self::TaskState => "task_state",
            Self::TaskDue => "task_due",
            Self::TaskCompleted => "task_completed",
            Self::Value => "value",
            Self::Goal => "goal",
            Self::Definition => "definition",
            Self::Checked => "checked",
            Self::Example => "example",
        }
    }
}

/// A value before or after a change, in a form that can be shown in every language.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "wire", derive(jaettu_wire_derive::FromJson))]
#[serde(rename_all = "snake_case")]
pub enum Shown {
    /// Words as they were written.
    Text(Text),
    /// A code that the interface has a word for: a state, a phase, the state of a task.
    Code(String),
    /// A date.
    Date(PartialDate),
    /// A figure.
    Number(f64),
}

/// The task that a change is about.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "wire", derive(jaettu_wire_derive::FromJson))]
pub struct TaskRef {
    /// Which.
    pub id: TaskId,
    /// What it was called after the change.
    pub name: Text,
}

/// One change of one field.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "wire", derive(jaettu_wire_derive::FromJson))]
pub struct Change {
    /// What was changed.
    pub field: Field,
    /// The action it is about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub action: Option<ActionId>,
    /// The indicator it is about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub indicator: Option<IndicatorId>,
    /// The task it is about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub task: Option<TaskRef>,
    /// The period of a value or goal.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub date: Option<NaiveDate>,
    /// What it was.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub before: Option<Shown>,
    /// What it is now.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after: Option<Shown>,
}

/// Everything that differs between two documents; states are compared as of `today`.
pub fn between(old: &Programme, new: &Programme, today: NaiveDate) -> Vec<Change> {
    let mut log = Log::default();
    if !old.plans.is_empty() {
        plans(&mut log, old, new);
    }
    let actions: BTreeSet<_> = identifiers(old).chain(identifiers(new)).collect();
    for identifier in actions {
        log.subject = Subject::Action(identifier.clone());
        match (old.action(identifier), new.action(identifier)) {
            (Some(before), Some(after)) => {
                let state =
                    |programme: &Programme, action| rules::status(action, &programme.indicators, today).state;
                log.state(state(old, before), state(new, after));
                action(&mut log, before, after);
                effects(&mut log, old, new, &Node::Action(identifier.clone()));
            }
            (before, after) => log.text(
                Field::Whole,
                before.map(|action| &action.name),
                after.map(|action| &action.name),
            ),
        }
    }
    let indicators: BTreeSet<_> = old
        .indicators
        .iter()
        .chain(&new.indicators)
        .map(|i| &i.id)
        .collect();
    for id in indicators {
        log.subject = Subject::Indicator(id.clone());
        match (old.indicator(id), new.indicator(id)) {
            (Some(before), Some(after)) => {
                indicator(&mut log, before, after);
                effects(&mut log, old, new, &Node::Indicator(id.clone()));
            }
            (before, after) => log.text(
                Field::Whole,
                before.map(|indicator| &indicator.name),
                after.map(|indicator| &indicator.name),
            ),
        }
    }
    log.changes
}

fn identifiers(programme: &Programme) -> impl Iterator<Item = &ActionId> {
    programme.actions.iter().map(|action| &action.identifier)
}

#[derive(Clone, Default)]
enum Subject {
    #[default]
    Programme,
    Action(ActionId),
    Indicator(IndicatorId),
}

/// Gathers changes of one subject after another.
#[derive(Default)]
struct Log {
    subject: Subject,
    task: Option<TaskRef>,
    date: Option<NaiveDate>,
    changes: Vec<Change>,
}

impl Log {
    fn note(&mut self, field: Field, before: Option<Shown>, after: Option<Shown>) {
        if before == after {
            return;
        }
        let (action, indicator) = match self.subject.clone() {
            Subject::Programme => (None, None),
            Subject::Action(id) => (Some(id), None),
            Subject::Indicator(id) => (None, Some(id)),
        };
        self.changes.push(Change {
            field,
            action,
            indicator,
            task: self.task.clone(),
            date: self.date,
            before,
            after,
        });
    }

    /// Notes a changed text; an empty text counts as none.
    fn text(&mut self, field: Field, before: Option<&Text>, after: Option<&Text>) {
        let shown = |text: Option<&Text>| {
            let text = text.filter(|text| !text.is_empty());
            text.map(|text| Shown::Text(text.clone()))
        };
        self.note(field, shown(before), shown(after));
    }

    /// Notes words that are the same in every language.
    fn word(&mut self, field: Field, before: String, after: String) {
        self.text(field, Some(&Text::same(before)), Some(&Text::same(after)));
    }

    fn code(&mut self, field: Field, before: Option<&str>, after: Option<&str>) {
        let shown = |code: Option<&str>| code.map(|code| Shown::Code(code.to_owned()));
        self.note(field, shown(before), shown(after));
    }

    fn date(&mut self, field: Field, before: Option<PartialDate>, after: Option<PartialDate>) {
        self.note(field, before.map(Shown::Date), after.map(Shown::Date));
    }

    fn flag(&mut self, field: Field, before: bool, after: bool) {
        let code = |flag: bool| flag.then_some("yes");
        self.code(field, code(before), code(after));
    }

    fn state(&mut self, before: State, after: State) {
        self.code(Field::State, Some(before.code()), Some(after.code()));
    }
}

fn plans(log: &mut Log, old: &Programme, new: &Programme) {
    let ids: BTreeSet<_> = old.plans.iter().chain(&new.plans).map(|plan| &plan.id).collect();
    for id in ids {
        let (before, after) = (old.plan(id), new.plan(id));
        if before != after {
            log.text(
                Field::Plan,
                before.map(|plan| &plan.goal),
                after.map(|plan| &plan.goal),
            );
            let year = |plan: Option<&super::Plan>| plan.map(|plan| PartialDate::Year(plan.goal_year));
            log.date(Field::Plan, year(before), year(after));
            let words = |plan: Option<&super::Plan>| {
                plan.map_or_else(Text::default, |plan| {
                    let next = plan.superseded_by.as_ref().map_or("", |next| next.as_str());
                    let source = plan.source.as_deref().unwrap_or_default();
                    let extra = Text::same([next, source].join(" ").trim());
                    join(&[&plan.name, &plan.version, &extra])
                })
            };
            log.text(Field::Plan, Some(&words(before)), Some(&words(after)));
        }
    }
    if old.category_types != new.category_types {
        let names = |programme: &Programme| {
            let kinds = programme.category_types.iter().map(|kind| &kind.name);
            let own = programme
                .categories()
                .flat_map(|category| [&category.name, &category.description]);
            join(&kinds.chain(own).collect::<Vec<_>>())
        };
        log.text(Field::Belongs, Some(&names(old)), Some(&names(new)));
    }
}

/// Texts one after another in each language.
fn join(texts: &[&Text]) -> Text {
    let all = |own: fn(&Text) -> &str| {
        let words: Vec<_> = texts
            .iter()
            .map(|text| own(text))
            .filter(|word| !word.is_empty())
            .collect();
        words.join("; ")
    };
    Text::new(all(|text| &text.fi), all(|text| &text.sv), all(|text| &text.en))
}

fn effects(log: &mut Log, old: &Programme, new: &Programme, node: &Node) {
    log.text(
        Field::Effects,
        Some(&effects_of(old, node)),
        Some(&effects_of(new, node)),
    );
}

/// The effects that begin at `node`, as words.
fn effects_of(programme: &Programme, node: &Node) -> Text {
    let mut words: Vec<_> = chain::effects(programme)
        .into_iter()
        .filter(|effect| &effect.from == node)
        .map(|effect| {
            let kind = match effect.effect {
                super::EffectKind::Increases => "+",
                super::EffectKind::Decreases => "−",
                super::EffectKind::PartOf => "⊂",
            };
            let sure = match effect.confidence {
                Confidence::High => "!!!",
                Confidence::Medium => "!!",
                Confidence::Low => "!",
            };
            format!("{kind} {} {sure}", effect.to)
        })
        .collect();
    words.sort();
    Text::same(words.join(", "))
}

fn list<T: ToString>(items: &[T]) -> String {
    let words: Vec<_> = items.iter().map(T::to_string).collect();
    words.join(", ")
}

fn action(log: &mut Log, old: &Action, new: &Action) {
    let Action {
        identifier: _,
        plan,
        name,
        lead,
        description,
        official,
        effect_on_goal,
        status,
        phase,
        span,
        impact,
        categories,
        responsible,
        tasks: _,
        indicators,
        related,
        merged_with,
        superseded_by,
        example,
        updated,
    } = old;
    log.text(Field::Name, Some(name), Some(&new.name));
    for (before, after) in [
        (lead, &new.lead),
        (description, &new.description),
        (effect_on_goal, &new.effect_on_goal),
    ] {
        log.text(Field::Words, Some(before), Some(after));
    }
    let quote = |official: &Option<super::action::Official>| {
        official.as_ref().map_or_else(String::new, |official| {
            [
                &official.quote,
                " (",
                &official.source,
                ", ",
                official.language.code(),
                ")",
            ]
            .concat()
        })
    };
    log.word(Field::Official, quote(official), quote(&new.official));
    let stated = |action: &Action| action.status.as_ref().map(|status| status.state.code());
    log.code(Field::Stated, stated(old), stated(new));
    log.text(
        Field::Stated,
        status.as_ref().map(|status| &status.reason),
        new.status.as_ref().map(|status| &status.reason),
    );
    log.code(Field::Phase, phase.map(Phase::code), new.phase.map(Phase::code));
    log.word(Field::Span, span_words(*span), span_words(new.span));
    let class = |impact: &Option<super::action::Impact>| {
        impact.as_ref().map_or_else(Text::default, |impact| {
            join(&[
                &Text::same(format!("{}/{}", impact.class, impact.of)),
                &impact.note,
            ])
        })
    };
    log.text(Field::Impact, Some(&class(impact)), Some(&class(&new.impact)));
    log.word(Field::Belongs, list(categories), list(&new.categories));
    log.word(Field::Belongs, list(related), list(&new.related));
    log.word(Field::Belongs, plan.to_string(), new.plan.to_string());
    let owner = |responsible: &Option<super::action::Responsible>| {
        responsible.as_ref().map_or_else(Text::default, |one| {
            join(&[&one.unit, &one.title, &Text::same(&*one.mailbox)])
        })
    };
    log.text(
        Field::Responsible,
        Some(&owner(responsible)),
        Some(&owner(&new.responsible)),
    );
    let measures = |links: &[super::action::ActionIndicator]| {
        let ids = links
            .iter()
            .filter(|link| link.measures_progress)
            .map(|link| &link.id);
        list(&ids.collect::<Vec<_>>())
    };
    log.word(Field::Effects, measures(indicators), measures(&new.indicators));
    let goes_on = |merged: &Option<ActionId>, superseded: &Option<ActionId>| {
        let ids: Vec<_> = merged.iter().chain(superseded).collect();
        list(&ids)
    };
    log.word(
        Field::GoesOn,
        goes_on(merged_with, superseded_by),
        goes_on(&new.merged_with, &new.superseded_by),
    );
    log.flag(Field::Example, *example, new.example);
    tasks(log, old, new);
    log.date(
        Field::Checked,
        Some(PartialDate::Day(*updated)),
        Some(PartialDate::Day(new.updated)),
    );
}

fn span_words(span: Option<super::action::TimeSpan>) -> String {
    span.map_or_else(String::new, |span| {
        let date = |date: Option<PartialDate>| date.map_or_else(String::new, |date| date.to_string());
        let end = if span.continuous { "…" } else { "" };
        [&date(span.begin), "–", &date(span.end), end].concat()
    })
}

fn tasks(log: &mut Log, old: &Action, new: &Action) {
    let find = |action: &'_ Action, id: &TaskId| action.tasks.iter().find(|task| &task.id == id).cloned();
    for before in &old.tasks {
        if find(new, &before.id).is_none() {
            log.task = Some(reference(before));
            log.text(Field::Task, Some(&before.name), None);
        }
    }
    for after in &new.tasks {
        log.task = Some(reference(after));
        match find(old, &after.id) {
            Some(before) => task(log, &before, after),
            None => log.text(Field::Task, None, Some(&after.name)),
        }
    }
    log.task = None;
}

fn reference(task: &Task) -> TaskRef {
    TaskRef {
        id: task.id.clone(),
        name: task.name.clone(),
    }
}

fn task(log: &mut Log, old: &Task, new: &Task) {
    let Task {
        id: _,
        name,
        details,
        state,
        due,
        original_due,
        completed,
        cancel_reason,
        example,
    } = old;
    log.text(Field::TaskWords, Some(name), Some(&new.name));
    log.text(Field::TaskWords, Some(details), Some(&new.details));
    log.code(Field::TaskState, Some(state.code()), Some(new.state.code()));
    log.text(Field::TaskState, Some(cancel_reason), Some(&new.cancel_reason));
    log.date(Field::TaskDue, Some(*due), Some(new.due));
    if *due == new.due {
        log.date(Field::TaskDue, *original_due, new.original_due);
    }
    let day = |date: Option<NaiveDate>| date.map(PartialDate::Day);
    log.date(Field::TaskCompleted, day(*completed), day(new.completed));
    log.flag(Field::Example, *example, new.example);
}

fn indicator(log: &mut Log, old: &Indicator, new: &Indicator) {
    let Indicator {
        id: _,
        name,
        unit,
        description,
        definition,
        level,
        resolution,
        desired_trend,
        values: _,
        counted,
        goals: _,
        source,
        last_update,
        next_update,
        example,
    } = old;
    log.text(Field::Name, Some(name), Some(&new.name));
    log.text(Field::Words, Some(description), Some(&new.description));
    for (before, after) in [
        (unit, &new.unit),
        (definition, &new.definition),
        (source, &new.source),
    ] {
        log.text(Field::Definition, Some(before), Some(after));
    }
    log.word(
        Field::Definition,
        format!("{level:?}"),
        format!("{:?}", new.level),
    );
    log.word(
        Field::Definition,
        format!("{resolution:?}"),
        format!("{:?}", new.resolution),
    );
    log.word(
        Field::Definition,
        format!("{desired_trend:?}"),
        format!("{:?}", new.desired_trend),
    );
    log.word(
        Field::Definition,
        format!("{counted:?}"),
        format!("{:?}", new.counted),
    );
    values(log, &old.values, &new.values);
    goals(log, old, new);
    log.flag(Field::Example, *example, new.example);
    let day = |date: Option<NaiveDate>| date.map(PartialDate::Day);
    log.date(Field::Checked, day(*last_update), day(new.last_update));
    log.date(Field::Checked, day(*next_update), day(new.next_update));
}

fn values(log: &mut Log, old: &[Value], new: &[Value]) {
    type Key<'a> = (NaiveDate, Option<&'a str>);
    fn key(value: &Value) -> Key<'_> {
        (value.date, value.category.as_deref())
    }
    let keys: BTreeSet<_> = old.iter().chain(new).map(key).collect();
    for wanted in keys {
        let find = |values: &[Value]| {
            let found = values.iter().find(|value| key(value) == wanted);
            found.map(|value| Shown::Number(value.value))
        };
        log.date = Some(wanted.0);
        log.note(Field::Value, find(old), find(new));
    }
    log.date = None;
}

fn goals(log: &mut Log, old: &Indicator, new: &Indicator) {
    let dates: BTreeSet<_> = old.goals.iter().chain(&new.goals).map(|goal| goal.date).collect();
    for date in dates {
        let find = |indicator: &Indicator| {
            let found = indicator.goals.iter().find(|goal| goal.date == date);
            found.map(|goal| Shown::Number(goal.value))
        };
        log.date = Some(date);
        log.note(Field::Goal, find(old), find(new));
    }
    log.date = None;
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::programme::action::TaskState;
    use crate::programme::samples::{any_task, day, programme, task};
    use proptest::prelude::*;

    const TODAY: &str = "2026-11-22";

    fn told(change: impl FnOnce(&mut Programme)) -> Vec<Change> {
        let old = programme();
        let mut new = old.clone();
        change(&mut new);
        between(&old, &new, day(TODAY))
    }

    fn fields(changes: &[Change]) -> Vec<Field> {
        changes.iter().map(|change| change.field).collect()
    }

    #[test]
    fn the_same_document_changes_nothing_whatever_its_order() {
        assert!(told(|_| ()).is_empty());
        assert!(told(|programme| programme.actions.reverse()).is_empty());
        assert!(told(|programme| programme.indicators[0].values.reverse()).is_empty());
    }

    #[test]
    fn a_task_that_is_done_tells_its_state_its_date_and_what_it_does_to_the_action() {
        let changes = told(|programme| {
            let task = &mut programme.actions[1].tasks[0];
            task.state = TaskState::Completed;
            task.completed = Some(day("2026-11-20"));
        });
        assert_eq!(
            fields(&changes),
            [Field::State, Field::TaskState, Field::TaskCompleted]
        );
        assert_eq!(changes[0].before, Some(Shown::Code("late".into())));
        assert_eq!(changes[0].after, Some(Shown::Code("on_time".into())));
        assert_eq!(changes[1].task.as_ref().unwrap().id.as_str(), "9-a");
        assert_eq!(changes[1].action.as_ref().unwrap().as_str(), "9");
    }

    #[test]
    fn a_date_that_slips_is_told_with_both_dates() {
        let changes = told(|programme| {
            let task = &mut programme.actions[0].tasks[1];
            task.original_due = Some(task.due);
            task.due = "2028-06".parse().unwrap();
        });
        assert_eq!(fields(&changes), [Field::TaskDue]);
        assert_eq!(changes[0].before, Some(Shown::Date("2027".parse().unwrap())));
        assert_eq!(changes[0].after, Some(Shown::Date("2028-06".parse().unwrap())));
    }

    #[test]
    fn new_and_removed_things_are_told_by_name() {
        let changes = told(|programme| {
            programme.actions.remove(1);
            programme.actions[0]
                .tasks
                .push(task("116-c", TaskState::NotStarted, "2028"));
            programme.indicators[0].values.push(Value {
                date: day("2026-12-31"),
                value: 44.0,
                category: None,
            });
        });
        assert_eq!(fields(&changes), [Field::Whole, Field::Task, Field::Value]);
        assert_eq!(changes[0].after, None);
        assert_eq!(changes[2].date, Some(day("2026-12-31")));
    }

    #[test]
    fn the_first_document_is_told_by_the_names_of_what_it_brings() {
        let changes = between(&Programme::default(), &programme(), day(TODAY));
        assert_eq!(fields(&changes), [Field::Whole; 4]);
    }

    #[test]
    fn every_kind_of_edit_is_seen() {
        type Edit = fn(&mut Programme);
        let edits: [(Edit, Field); 14] = [
            (|p| p.plans[0].goal_year = 2030, Field::Plan),
            (
                |p| p.plans[0].source = Some("https://example.org".into()),
                Field::Plan,
            ),
            (
                |p| p.category_types[0].categories[0].name = Text::same("x"),
                Field::Belongs,
            ),
            (|p| p.actions[0].name = Text::same("x"), Field::Name),
            (|p| p.actions[0].effect_on_goal = Text::same("x"), Field::Words),
            (
                |p| p.actions[0].indicators[0].measures_progress = false,
                Field::Effects,
            ),
            (
                |p| p.actions[0].indicators[0].confidence = Confidence::Low,
                Field::Effects,
            ),
            (|p| p.actions[0].updated = day("2026-11-02"), Field::Checked),
            (|p| p.actions[0].example = true, Field::Example),
            (
                |p| p.actions[0].tasks[0].details = Text::same("x"),
                Field::TaskWords,
            ),
            (
                |p| p.indicators[0].definition = Text::same("x"),
                Field::Definition,
            ),
            (|p| p.indicators[0].goals[0].value = 99.0, Field::Goal),
            (|p| p.effects[1].confidence = Confidence::Low, Field::Effects),
            (
                |p| p.actions[0].related = vec![p.actions[1].identifier.clone()],
                Field::Belongs,
            ),
        ];
        for (edit, expected) in edits {
            assert_eq!(fields(&told(edit)), [expected]);
        }
    }

    proptest! {
        #[test]
        fn any_difference_between_tasks_is_told(before in any_task(), after in any_task()) {
            let mut after = after;
            after.id = before.id.clone();
            after.name = before.name.clone();
            let with = |task: &Task| {
                let mut programme = programme();
                programme.actions[0].tasks = vec![task.clone()];
                programme
            };
            let changes = between(&with(&before), &with(&after), day(TODAY));
            prop_assert_eq!(changes.is_empty(), before == after);
            let back = between(&with(&after), &with(&before), day(TODAY));
            prop_assert_eq!(changes.len(), back.len());
        }
    }
}
