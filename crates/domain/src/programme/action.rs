//! Actions and their tasks.

use super::identifier::ActionId;
use super::{Confidence, EffectKind};
use crate::id::{ActionCategoryId, IndicatorId, PlanId, TaskId};
use crate::text::{Language, Text};
use crate::time::PartialDate;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// How an action is going, in one word.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "wire", derive(jaettu_wire_derive::FromJson))]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// Something that should be done is not.
    Late,
    /// Something has been done and nothing is late.
    OnTime,
    /// Begun, nothing done yet, nothing late.
    InProgress,
    /// Nothing has begun.
    NotStarted,
    /// Put off; only people can say this.
    Postponed,
    /// Nothing can be said: there are no tasks and nobody has stated anything.
    Undefined,
    /// Done as a whole.
    Completed,
    /// Given up.
    Cancelled,
    /// Goes on as a part of another action.
    Merged,
    /// Replaced by an action of a newer plan.
    Superseded,
}

impl State {
    /// Every state, those that need attention first.
    pub const ALL: [Self; 10] = [
        Self::Late,
        Self::OnTime,
        Self::InProgress,
        Self::NotStarted,
        Self::Postponed,
        Self::Undefined,
        Self::Completed,
        Self::Cancelled,
        Self::Merged,
        Self::Superseded,
    ];

    /// Its word in addresses and in `locales/*/programme.json`.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Late => "late",
            Self::OnTime => "on_time",
            Self::InProgress => "in_progress",
            Self::NotStarted => "not_started",
            Self::Postponed => "postponed",
            Self::Undefined => "undefined",
            Self::Completed => "completed",
            Self::Cancelled => "cancelled",
            Self::Merged => "merged",
            Self::Superseded => "superseded",
        }
    }

    /// The state with this code.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.code() == code)
    }

    /// Whether work on the action itself goes on or is still to come.
    pub const fn is_active(self) -> bool {
        matches!(
            self,
            Self::Late
                | Self::OnTime
                | Self::InProgress
                | Self::NotStarted
                | Self::Postponed
                | Self::Undefined
        )
    }
}

/// A state that people have stated instead of the one that follows from the tasks, and why.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct StatedStatus {
    /// The state.
    pub state: State,
    /// Why, in words for everybody.
    pub reason: Text,
}

/// How far an action has come on the way from idea to ready.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "wire", derive(jaettu_wire_derive::FromJson))]
#[serde(rename_all = "snake_case")]
pub enum Phase {
    /// Not begun.
    NotStarted,
    /// Being planned.
    Planning,
    /// Being done.
    Implementation,
    /// Done.
    Completed,
}

impl Phase {
    /// Every phase in order.
    pub const ALL: [Self; 4] = [
        Self::NotStarted,
        Self::Planning,
        Self::Implementation,
        Self::Completed,
    ];

    /// Its word in `locales/*/programme.json`.
    pub const fn code(self) -> &'static str {
        match self {
            Self::NotStarted => "not_started",
            Self::Planning => "planning",
            Self::Implementation => "implementation",
            Self::Completed => "completed",
        }
    }
}

/// When an action is carried out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "wire", derive(jaettu_wire_derive::FromJson))]
#[serde(deny_unknown_fields)]
pub struct TimeSpan {
    /// When it begins.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub begin: Option<PartialDate>,
    /// When it is to be ready.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub end: Option<PartialDate>,
    /// Whether it goes on without an end.
    #[serde(default)]
    pub continuous: bool,
}

/// How much an action is expected to do for the goal.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "wire", derive(jaettu_wire_derive::FromJson))]
#[serde(deny_unknown_fields)]
pub struct Impact {
    /// The class, from minus to plus `of`; below zero the action works against the goal.
    pub class: i8,
    /// The highest class there is.
    pub of: u8,
    /// What the class is called and what it rests on.
    #[serde(default)]
    pub note: Text,
}

/// The words of the decision itself, quoted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "wire", derive(jaettu_wire_derive::FromJson))]
#[serde(deny_unknown_fields)]
pub struct Official {
    /// The quotation.
    pub quote: String,
    /// The language it is in; an official text is not translated here.
    pub language: Language,
    /// The document it is from.
    pub source: String,
}

/// Who answers for an action: a unit and a role, never a person.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "wire", derive(jaettu_wire_derive::FromJson))]
#[serde(deny_unknown_fields)]
pub struct Responsible {
    /// The unit.
    pub unit: Text,
    /// The title of the contact: "planner".
    pub title: Text,
    /// The mailbox of the role.
    pub mailbox: String,
}

/// How far a task has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "wire", derive(jaettu_wire_derive::FromJson))]
#[serde(rename_all = "snake_case")]
pub enum TaskState {
    /// Not begun.
    NotStarted,
    /// Begun.
    InProgress,
    /// Done.
    Completed,
    /// Given up.
    Cancelled,
}

impl TaskState {
    /// Its word in `locales/*/programme.json`.
    pub const fn code(self) -> &'static str {
        match self {
            Self::NotStarted => "not_started",
            Self::InProgress => "in_progress",
            Self::Completed => "completed",
            Self::Cancelled => "cancelled",
        }
    }
}

/// One thing that an action has promised to do by a date.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Task {
    /// Stays the same for the life of the task, so that links and the change log hold.
    pub id: TaskId,
    /// What is to be done, short.
    pub name: Text,
    /// What it means, in paragraphs parted by empty lines.
    #[serde(default)]
    pub details: Text,
    /// How far it is.
    pub state: TaskState,
    /// By when it is to be done, as precisely as was promised.
    pub due: PartialDate,
    /// By when it was promised at first, if the date has been moved.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub original_due: Option<PartialDate>,
    /// When it was done.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub completed: Option<NaiveDate>,
    /// Why it was given up.
    #[serde(default, skip_serializing_if = "Text::is_empty")]
    pub cancel_reason: Text,
    /// Invented to show how the service works.
    #[serde(default)]
    pub example: bool,
}

/// An indicator of an action.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct ActionIndicator {
    /// Which.
    pub id: IndicatorId,
    /// What the action does to it.
    pub effect: EffectKind,
    /// How sure that is.
    pub confidence: Confidence,
    /// Whether the action is behind when the indicator is.
    #[serde(default)]
    pub measures_progress: bool,
}

/// An action of the programme.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Action {
    /// What the programme calls it.
    pub identifier: ActionId,
    /// The version of the programme it belongs to.
    pub plan: PlanId,
    /// Its name.
    pub name: Text,
    /// What it is about, in one or two plain sentences.
    #[serde(default)]
    pub lead: Text,
    /// What is done, in paragraphs parted by empty lines.
    #[serde(default)]
    pub description: Text,
    /// The words of the decision.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub official: Option<Official>,
    /// How it affects the goal, in plain words.
    #[serde(default)]
    pub effect_on_goal: Text,
    /// A state that people have stated.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status: Option<StatedStatus>,
    /// How far it has come.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub phase: Option<Phase>,
    /// When it is carried out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub span: Option<TimeSpan>,
    /// How much it is expected to do.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub impact: Option<Impact>,
    /// The categories it belongs to.
    #[serde(default)]
    pub categories: Vec<ActionCategoryId>,
    /// Who answers for it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub responsible: Option<Responsible>,
    /// What it has promised to do.
    #[serde(default)]
    pub tasks: Vec<Task>,
    /// What it is measured by.
    #[serde(default)]
    pub indicators: Vec<ActionIndicator>,
    /// Actions that belong together with it.
    #[serde(default)]
    pub related: Vec<ActionId>,
    /// The action of which it has become a part.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub merged_with: Option<ActionId>,
    /// The action that replaces it in a newer plan.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub superseded_by: Option<ActionId>,
    /// Invented to show how the service works.
    #[serde(default)]
    pub example: bool,
    /// When somebody last checked that all of this is true.
    pub updated: NaiveDate,
}

impl Action {
    /// Where the action goes on, if it does not go on by itself.
    pub fn goes_on_as(&self) -> Option<&ActionId> {
        self.merged_with.as_ref().or(self.superseded_by.as_ref())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_state_reads_what_it_writes() {
        for state in State::ALL {
            assert_eq!(State::from_code(state.code()), Some(state));
            assert_eq!(
                serde_json::to_string(&state).unwrap(),
                format!("\"{}\"", state.code())
            );
        }
        assert_eq!(State::from_code("Late"), None);
    }
}
