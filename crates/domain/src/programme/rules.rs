//! The state of an action, and why.
//!
//! The rules are few and can be read next to the result: a state always comes with its reasons, and when people
//! have stated another state than the one that follows from the tasks, both are told.

use super::action::{Action, Phase, State, TaskState};
use super::identifier::ActionId;
use super::indicator::{Indicator, Point};
use super::{Programme, pace, timeline};
use crate::id::IndicatorId;
use crate::text::Text;
use crate::time::PartialDate;
use chrono::{Days, NaiveDate};
use serde::{Deserialize, Serialize};

/// Why an action is in the state it is.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "wire", derive(jaettu_wire_derive::FromJson))]
pub struct StateReason {
    /// The reason.
    pub code: ReasonCode,
    /// How many tasks it is about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub count: Option<usize>,
    /// The date of the task that has been late longest.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub due: Option<PartialDate>,
    /// The action in which this one goes on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub action: Option<ActionId>,
    /// The indicator that has missed a goal.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub indicator: Option<IndicatorId>,
    /// The goal that was missed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub goal: Option<Point>,
    /// The value the indicator had by then or after.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub latest: Option<Point>,
    /// The words of those who have stated the state.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<Text>,
}

/// The kinds of reasons. Flat, with what they need beside them: a variant with fields of its own would cost every
/// phone ten times as much to read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "wire", derive(jaettu_wire_derive::FromJson))]
#[serde(rename_all = "snake_case")]
pub enum ReasonCode {
    /// It has become a part of `action`.
    MergedInto,
    /// `action`, of a newer plan, replaces it.
    SupersededBy,
    /// People have stated it, with `text`.
    Stated,
    /// Its phase is "completed".
    PhaseCompleted,
    /// All of its tasks, `count`, were given up.
    AllTasksCancelled,
    /// So many tasks, `count`, are late, the oldest since `due`.
    LateTasks,
    /// `indicator`, which measures its progress, has missed `goal` with `latest`.
    IndicatorBehind,
    /// All tasks, `count`, are done, but the action goes on.
    AllTasksDone,
    /// Some tasks, `count`, are done and nothing is late.
    TasksDone,
    /// Some tasks, `count`, have been begun, none is done.
    TasksBegun,
    /// The phase says that it has begun.
    PhaseBegun,
    /// Nothing has been begun.
    NothingBegun,
    /// There are no tasks.
    NoTasks,
}

impl StateReason {
    /// A reason that needs nothing beside it.
    pub const fn new(code: ReasonCode) -> Self {
        Self {
            code,
            count: None,
            due: None,
            action: None,
            indicator: None,
            goal: None,
            latest: None,
            text: None,
        }
    }

    /// A reason about so many tasks.
    pub fn of(code: ReasonCode, count: usize) -> Self {
        Self {
            count: Some(count),
            ..Self::new(code)
        }
    }

    /// A reason that names another action.
    fn naming(code: ReasonCode, action: ActionId) -> Self {
        Self {
            action: Some(action),
            ..Self::new(code)
        }
    }
}

/// The state of an action with its reasons.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "wire", derive(jaettu_wire_derive::FromJson))]
pub struct Status {
    /// The state.
    pub state: State,
    /// Why; the most important first.
    pub reasons: Vec<StateReason>,
    /// The state that follows from the tasks and indicators, when people have stated another.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by_rules: Option<State>,
}

/// The state of `action` on `today`; `indicators` are those of the programme.
///
/// What comes first counts: merged or superseded; stated by people; completed; all tasks given up; late (a task, or
/// an indicator that measures progress); done in part; begun; not begun.
pub fn status(action: &Action, indicators: &[Indicator], today: NaiveDate) -> Status {
    let derived = derived(action, indicators, today);
    let gone = matches!(derived.0, State::Merged | State::Superseded);
    match &action.status {
        Some(stated) if !gone => {
            let mut reasons = vec![StateReason {
                text: Some(stated.reason.clone()),
                ..StateReason::new(ReasonCode::Stated)
            }];
            let differs = stated.state != derived.0;
            if differs {
                reasons.extend(derived.1);
            }
            Status {
                state: stated.state,
                reasons,
                by_rules: differs.then_some(derived.0),
            }
        }
        _ => Status {
            state: derived.0,
            reasons: derived.1,
            by_rules: None,
        },
    }
}

fn derived(action: &Action, indicators: &[Indicator], today: NaiveDate) -> (State, Vec<StateReason>) {
    if let Some(target) = action.merged_with.clone() {
        return (
            State::Merged,
            vec![StateReason::naming(ReasonCode::MergedInto, target)],
        );
    }
    if let Some(target) = action.superseded_by.clone() {
        return (
            State::Superseded,
            vec![StateReason::naming(ReasonCode::SupersededBy, target)],
        );
    }
    if action.phase == Some(Phase::Completed) {
        return (
            State::Completed,
            vec![StateReason::new(ReasonCode::PhaseCompleted)],
        );
    }
    let late = lateness(action, indicators, today);
    let tally = timeline::tally(&action.tasks, today);
    if tally.cancelled > 0 && tally.total == 0 {
        let count = tally.cancelled;
        return (
            State::Cancelled,
            vec![StateReason::of(ReasonCode::AllTasksCancelled, count)],
        );
    }
    if !late.is_empty() {
        return (State::Late, late);
    }
    let begun = matches!(action.phase, Some(Phase::Planning | Phase::Implementation));
    let (state, reason) = match tally.total {
        0 if begun => (State::InProgress, StateReason::new(ReasonCode::PhaseBegun)),
        0 if action.phase == Some(Phase::NotStarted) => {
            (State::NotStarted, StateReason::new(ReasonCode::NothingBegun))
        }
        0 => (State::Undefined, StateReason::new(ReasonCode::NoTasks)),
        count if tally.done == count => (State::OnTime, StateReason::of(ReasonCode::AllTasksDone, count)),
        _ if tally.done > 0 => (State::OnTime, StateReason::of(ReasonCode::TasksDone, tally.done)),
        _ if tally.now > 0 => (
            State::InProgress,
            StateReason::of(ReasonCode::TasksBegun, tally.now),
        ),
        _ if begun => (State::InProgress, StateReason::new(ReasonCode::PhaseBegun)),
        _ => (State::NotStarted, StateReason::new(ReasonCode::NothingBegun)),
    };
    (state, vec![reason])
}

/// Everything that makes `action` late.
fn lateness(action: &Action, indicators: &[Indicator], today: NaiveDate) -> Vec<StateReason> {
    let mut reasons = Vec::new();
    if let Some(first) = timeline::first_late(&action.tasks, today) {
        let late = timeline::tally(&action.tasks, today).late;
        reasons.push(StateReason {
            due: Some(first.due),
            ..StateReason::of(ReasonCode::LateTasks, late)
        });
    }
    for link in action.indicators.iter().filter(|link| link.measures_progress) {
        let indicator = indicators.iter().find(|indicator| indicator.id == link.id);
        if let Some((goal, latest)) = indicator.and_then(pace::missed_goal) {
            reasons.push(StateReason {
                indicator: Some(link.id.clone()),
                goal: Some(goal),
                latest: Some(latest),
                ..StateReason::new(ReasonCode::IndicatorBehind)
            });
        }
    }
    reasons
}

/// How long ago somebody last checked that the information is true.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "wire", derive(jaettu_wire_derive::FromJson))]
#[serde(rename_all = "snake_case")]
pub enum Freshness {
    /// Within 30 days.
    Fresh,
    /// Within 60 days.
    Ageing,
    /// Within 180 days.
    Old,
    /// Longer ago.
    Stale,
}

impl Freshness {
    /// Its word in `locales/*/programme.json`.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Fresh => "fresh",
            Self::Ageing => "ageing",
            Self::Old => "old",
            Self::Stale => "stale",
        }
    }
}

/// How fresh information is that was checked on `updated`.
pub fn freshness(updated: NaiveDate, today: NaiveDate) -> Freshness {
    match (today - updated).num_days() {
        ..=30 => Freshness::Fresh,
        31..=60 => Freshness::Ageing,
        61..=180 => Freshness::Old,
        _ => Freshness::Stale,
    }
}

/// Something that an action needs so that it can be followed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "wire", derive(jaettu_wire_derive::FromJson))]
#[serde(rename_all = "snake_case")]
pub enum QualityPoint {
    /// A unit answers for it.
    Owner,
    /// A task is due within a year.
    FutureTask,
    /// An indicator with values and a goal that is still ahead measures it.
    CurrentIndicator,
    /// Somebody has checked it within 60 days.
    Checked,
}

impl QualityPoint {
    /// Its word in `locales/*/programme.json`.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Owner => "owner",
            Self::FutureTask => "future_task",
            Self::CurrentIndicator => "current_indicator",
            Self::Checked => "checked",
        }
    }
}

/// Whether an action has what it needs to be followed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "wire", derive(jaettu_wire_derive::FromJson))]
pub struct Quality {
    /// What it needs.
    pub point: QualityPoint,
    /// Whether it has it.
    pub met: bool,
}

/// How well `action` can be followed on `today`, point by point.
pub fn quality(action: &Action, indicators: &[Indicator], today: NaiveDate) -> Vec<Quality> {
    let year_ahead = today + Days::new(365);
    let future_task = action.tasks.iter().any(|task| {
        timeline::is_open(task) && !timeline::is_late(task, today) && task.due.first() <= year_ahead
    });
    let measured = |link: &&super::action::ActionIndicator| {
        let indicator = indicators.iter().find(|indicator| indicator.id == link.id);
        indicator.is_some_and(|indicator| {
            !indicator.totals().is_empty() && indicator.goals.iter().any(|goal| goal.date >= today)
        })
    };
    let met = [
        (QualityPoint::Owner, action.responsible.is_some()),
        (QualityPoint::FutureTask, future_task),
        (
            QualityPoint::CurrentIndicator,
            action
                .indicators
                .iter()
                .filter(|link| link.measures_progress)
                .any(|link| measured(&link)),
        ),
        (
            QualityPoint::Checked,
            freshness(action.updated, today) <= Freshness::Ageing,
        ),
    ];
    met.map(|(point, met)| Quality { point, met }).to_vec()
}

/// The action in which `start` goes on in the end, through every merge and replacement; `None` when it goes on by
/// itself or its way leads nowhere.
pub fn goes_on_in<'a>(programme: &'a Programme, start: &ActionId) -> Option<&'a Action> {
    let mut current = programme.action(programme.action(start)?.goes_on_as()?)?;
    for _ in 0..programme.actions.len() {
        match current.goes_on_as() {
            None => return Some(current),
            Some(next) => current = programme.action(next)?,
        }
    }
    None
}

/// The actions before and after `identifier` by number, leaving out those that go on in others.
pub fn neighbours<'a>(
    programme: &'a Programme,
    identifier: &ActionId,
) -> (Option<&'a Action>, Option<&'a Action>) {
    let own = |action: &&Action| action.goes_on_as().is_none();
    let number = |action: &&'a Action| &action.identifier;
    let before = programme
        .actions
        .iter()
        .filter(own)
        .filter(|a| &a.identifier < identifier);
    let after = programme
        .actions
        .iter()
        .filter(own)
        .filter(|a| &a.identifier > identifier);
    (before.max_by_key(number), after.min_by_key(number))
}

/// Whether the stated state can be stated at all: merging and replacing are said by naming the other action.
pub const fn can_be_stated(state: State) -> bool {
    !matches!(state, State::Merged | State::Superseded | State::Undefined)
}

/// Whether an action that is said to be completed still has something to do.
pub fn completed_but_open(action: &Action) -> bool {
    let stated = action.status.as_ref().map(|status| status.state);
    let completed =
        stated == Some(State::Completed) || (stated.is_none() && action.phase == Some(Phase::Completed));
    completed
        && action
            .tasks
            .iter()
            .any(|task| matches!(task.state, TaskState::NotStarted | TaskState::InProgress))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::programme::action::StatedStatus;
    use crate::programme::samples::{self, action, any_day, any_task, day, id, indicator, measured_by, task};
    use TaskState::{Cancelled, Completed, InProgress, NotStarted};
    use proptest::prelude::*;

    const TODAY: &str = "2026-11-22";

    fn state(action: &Action) -> State {
        status(action, &[], day(TODAY)).state
    }

    #[test]
    fn the_state_follows_from_the_tasks() {
        for (tasks, expected) in [
            (vec![], State::Undefined),
            (vec![task("a", NotStarted, "2027")], State::NotStarted),
            (vec![task("a", InProgress, "2027")], State::InProgress),
            (
                vec![task("a", Completed, "2020"), task("b", NotStarted, "2027")],
                State::OnTime,
            ),
            (vec![task("a", Completed, "2020")], State::OnTime),
            (
                vec![task("a", Completed, "2020"), task("b", InProgress, "2025")],
                State::Late,
            ),
            (
                vec![task("a", Cancelled, "2020"), task("b", Cancelled, "2021")],
                State::Cancelled,
            ),
            (
                vec![task("a", Cancelled, "2020"), task("b", NotStarted, "2027")],
                State::NotStarted,
            ),
        ] {
            assert_eq!(state(&action("1", tasks.clone())), expected, "{tasks:?}");
        }
    }

    #[test]
    fn a_task_due_today_does_not_make_the_action_late() {
        let action = action("1", vec![task("a", InProgress, TODAY)]);
        assert_eq!(state(&action), State::InProgress);
        assert_eq!(
            status(&action, &[], day("2026-11-23")).reasons,
            [StateReason {
                due: TODAY.parse().ok(),
                ..StateReason::of(ReasonCode::LateTasks, 1)
            }]
        );
    }

    #[test]
    fn a_phase_speaks_where_there_are_no_tasks_yet() {
        let mut action = action("1", vec![]);
        for (phase, expected) in [
            (Phase::NotStarted, State::NotStarted),
            (Phase::Planning, State::InProgress),
            (Phase::Completed, State::Completed),
        ] {
            action.phase = Some(phase);
            assert_eq!(state(&action), expected);
        }
    }

    #[test]
    fn a_stated_state_comes_with_its_reason_and_with_what_the_rules_say() {
        let mut action = action("1", vec![task("a", InProgress, "2025")]);
        let text = Text::same("Odottaa valtion päätöstä");
        action.status = Some(StatedStatus {
            state: State::Postponed,
            reason: text.clone(),
        });
        let status = status(&action, &[], day(TODAY));
        assert_eq!(status.state, State::Postponed);
        assert_eq!(status.by_rules, Some(State::Late));
        assert_eq!(
            (status.reasons[0].code, &status.reasons[0].text),
            (ReasonCode::Stated, &Some(text))
        );
        assert_eq!(
            (status.reasons[1].code, status.reasons[1].count),
            (ReasonCode::LateTasks, Some(1))
        );
    }

    #[test]
    fn a_merged_action_is_merged_whatever_its_tasks_say() {
        let mut merged = action("1", vec![task("a", InProgress, "2019")]);
        merged.merged_with = Some(id("2"));
        merged.status = Some(StatedStatus {
            state: State::OnTime,
            reason: Text::same("x"),
        });
        assert_eq!(state(&merged), State::Merged);
        merged.merged_with = None;
        merged.superseded_by = Some(id("2"));
        assert_eq!(state(&merged), State::Superseded);
    }

    #[test]
    fn an_indicator_that_measures_progress_makes_the_action_late_when_it_misses_a_goal() {
        let loans = indicator(
            "loans",
            &[("2024-12-31", 10.0), ("2025-12-31", 12.0)],
            &[("2025-12-31", 20.0)],
        );
        let mut action = action("1", vec![task("a", Completed, "2020")]);
        action.indicators = vec![measured_by("loans")];
        let late = status(&action, std::slice::from_ref(&loans), day(TODAY));
        assert_eq!(late.state, State::Late);
        assert_eq!(late.reasons[0].code, ReasonCode::IndicatorBehind);
        action.indicators[0].measures_progress = false;
        assert_eq!(status(&action, &[loans], day(TODAY)).state, State::OnTime);
    }

    #[test]
    fn information_ages_at_30_60_and_180_days() {
        for (updated, expected) in [
            ("2026-12-01", Freshness::Fresh),
            ("2026-10-23", Freshness::Fresh),
            ("2026-10-22", Freshness::Ageing),
            ("2026-09-23", Freshness::Ageing),
            ("2026-09-22", Freshness::Old),
            ("2026-05-26", Freshness::Old),
            ("2026-05-25", Freshness::Stale),
        ] {
            assert_eq!(freshness(day(updated), day(TODAY)), expected, "{updated}");
        }
    }

    #[test]
    fn an_action_goes_on_at_the_end_of_its_merges_and_a_circle_leads_nowhere() {
        let mut programme = samples::programme();
        programme.actions = ["1", "2", "3"].map(|word| action(word, vec![])).to_vec();
        programme.actions[0].merged_with = Some(id("2"));
        programme.actions[1].superseded_by = Some(id("3"));
        let end = |programme: &Programme| goes_on_in(programme, &id("1")).map(|a| a.identifier.to_string());
        assert_eq!(end(&programme).as_deref(), Some("3"));
        assert_eq!(goes_on_in(&programme, &id("3")), None);
        programme.actions[2].merged_with = Some(id("1"));
        assert_eq!(end(&programme), None);
    }

    #[test]
    fn neighbours_go_by_number_and_skip_what_goes_on_elsewhere() {
        let mut programme = samples::programme();
        programme.actions = ["12a", "9", "116", "12"]
            .map(|word| action(word, vec![]))
            .to_vec();
        programme.actions[0].merged_with = Some(id("9"));
        let names = |word: &str| {
            let (before, after) = neighbours(&programme, &id(word));
            [before, after].map(|action| action.map(|action| action.identifier.to_string()))
        };
        assert_eq!(names("12"), [Some("9".into()), Some("116".into())]);
        assert_eq!(names("9"), [None, Some("12".into())]);
        assert_eq!(names("116"), [Some("12".into()), None]);
    }

    #[test]
    fn quality_tells_what_an_action_lacks() {
        let programme = samples::programme();
        let met: Vec<_> = quality(&programme.actions[0], &programme.indicators, day(TODAY))
            .into_iter()
            .map(|quality| quality.met)
            .collect();
        assert_eq!(met, [false, true, true, true]);
    }

    proptest! {
        #[test]
        fn an_action_is_late_exactly_when_a_task_is(
            tasks in proptest::collection::vec(any_task(), 0..6), today in any_day(),
        ) {
            let any = tasks.iter().any(|task| timeline::is_late(task, today));
            let status = status(&action("1", tasks), &[], today);
            prop_assert_eq!(status.state == State::Late, any);
            prop_assert!(!status.reasons.is_empty());
        }
    }
}
