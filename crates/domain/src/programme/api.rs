//! How the programme travels. Replies carry every derived figure, so that whoever reads them only has to show
//! them; they name what is public, field by field.

use super::action::{Impact, Official, Phase, Responsible, State, TaskState, TimeSpan};
use super::changes::Change;
use super::identifier::ActionId;
use super::indicator::{Level, Point, Resolution, Trend, Value};
use super::list::{Filter, Sort};
use super::pace::Figures;
use super::rules::{Freshness, Quality, Status};
use super::timeline::{Group, Tally};
use super::{Confidence, EffectKind, Plan};
use crate::endpoint::{Endpoint, Kind, Pairs, Param, Reader};
use crate::id::{ActionCategoryId, IndicatorId, PlanId, TaskId};
use crate::text::Text;
use crate::time::PartialDate;
use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

/// An action by number and name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "wire", derive(jaettu_wire_derive::FromJson))]
pub struct ActionRef {
    /// What the programme calls it.
    pub identifier: ActionId,
    /// Its name.
    pub name: Text,
}

/// A category that an action belongs to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "wire", derive(jaettu_wire_derive::FromJson))]
pub struct CategoryView {
    /// The type of the category: `theme`.
    pub kind: ActionCategoryId,
    /// What the type is called.
    pub kind_name: Text,
    /// Its short name.
    pub id: ActionCategoryId,
    /// What it is called.
    pub name: Text,
    /// What belongs to it.
    #[serde(default, skip_serializing_if = "Text::is_empty")]
    pub description: Text,
    /// How many actions of the whole programme belong to it.
    pub actions: usize,
}

/// A task in a few words.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "wire", derive(jaettu_wire_derive::FromJson))]
pub struct TaskBrief {
    /// Which.
    pub id: TaskId,
    /// What is to be done.
    pub name: Text,
    /// By when.
    pub due: PartialDate,
}

/// An action in a list.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "wire", derive(jaettu_wire_derive::FromJson))]
pub struct ActionCard {
    /// What the programme calls it.
    pub identifier: ActionId,
    /// Its name.
    pub name: Text,
    /// What it is about.
    pub lead: Text,
    /// The plan it belongs to.
    pub plan: PlanId,
    /// How it is going, and why.
    pub status: Status,
    /// How many tasks there are of each kind.
    pub tally: Tally,
    /// The task that is due next.
    pub next_task: Option<TaskBrief>,
    /// What it belongs to.
    pub categories: Vec<CategoryView>,
    /// When somebody last checked the information.
    pub updated: NaiveDate,
    /// How fresh that is.
    pub freshness: Freshness,
    /// Example data.
    pub example: bool,
}

/// How many actions of the whole programme are in a state.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "wire", derive(jaettu_wire_derive::FromJson))]
pub struct StateCount {
    /// The state.
    pub state: State,
    /// How many.
    pub actions: usize,
}

/// A list of actions, with what a reader needs to narrow it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "wire", derive(jaettu_wire_derive::FromJson))]
pub struct ActionList {
    /// The actions of this page, in order.
    pub items: Vec<ActionCard>,
    /// What to ask for next with `cursor=`; `null` on the last page.
    pub next: Option<String>,
    /// How many actions match, on all pages.
    pub total: usize,
    /// The versions of the programme.
    pub plans: Vec<Plan>,
    /// The states of the whole programme.
    pub states: Vec<StateCount>,
    /// The categories of the whole programme.
    pub categories: Vec<CategoryView>,
}

/// A task as it is shown.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "wire", derive(jaettu_wire_derive::FromJson))]
pub struct TaskView {
    /// Which.
    pub id: TaskId,
    /// What is to be done.
    pub name: Text,
    /// What it means.
    pub details: Text,
    /// How far it is.
    pub state: TaskState,
    /// By when it is to be done.
    pub due: PartialDate,
    /// By when it was promised at first, if the date has been moved.
    pub original_due: Option<PartialDate>,
    /// When it was done.
    pub completed: Option<NaiveDate>,
    /// Whether it is late, or was when it was done.
    pub late: bool,
    /// Why it was given up.
    #[serde(default, skip_serializing_if = "Text::is_empty")]
    pub cancel_reason: Text,
    /// Example data.
    pub example: bool,
}

/// A group of the timeline.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "wire", derive(jaettu_wire_derive::FromJson))]
pub struct TaskGroup {
    /// Which.
    pub group: Group,
    /// Its tasks, in order.
    pub tasks: Vec<TaskView>,
}

/// An indicator in a list.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "wire", derive(jaettu_wire_derive::FromJson))]
pub struct IndicatorCard {
    /// Its short name.
    pub id: IndicatorId,
    /// What is measured.
    pub name: Text,
    /// The unit.
    pub unit: Text,
    /// How near the work it is.
    pub level: Level,
    /// How long a period one value covers.
    pub resolution: Resolution,
    /// How it is doing.
    pub figures: Figures,
    /// The totals, oldest first.
    pub totals: Vec<Point>,
    /// When the next values are promised.
    pub next_update: Option<NaiveDate>,
    /// Whether they were promised and have not come.
    pub update_late: bool,
    /// Example data.
    pub example: bool,
}

/// One end of an effect, as it is shown.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "wire", derive(jaettu_wire_derive::FromJson))]
pub struct NodeView {
    /// What it is.
    pub kind: NodeKind,
    /// Its identifier.
    pub id: String,
    /// Its name, or the goal in words.
    pub name: Text,
    /// How near the work an indicator is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub level: Option<Level>,
}

/// What an effect begins or ends with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "wire", derive(jaettu_wire_derive::FromJson))]
#[serde(rename_all = "snake_case")]
pub enum NodeKind {
    /// An action.
    Action,
    /// An indicator.
    Indicator,
    /// The goal of a plan.
    Goal,
}

/// One sentence of the effect chain.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "wire", derive(jaettu_wire_derive::FromJson))]
pub struct LinkView {
    /// How many links lie between the beginning and this one.
    pub depth: usize,
    /// The cause.
    pub from: NodeView,
    /// The effect.
    pub to: NodeView,
    /// What the one does to the other.
    pub effect: EffectKind,
    /// How sure that is.
    pub confidence: Confidence,
    /// What follows has been told already.
    pub told: bool,
}

/// One entry of the change log.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "wire", derive(jaettu_wire_derive::FromJson))]
pub struct ChangeView {
    /// Which; grows with time.
    pub id: i64,
    /// When it was made.
    pub at: DateTime<Utc>,
    /// The name of the action or indicator it is about, as it is now.
    #[serde(default, skip_serializing_if = "Text::is_empty")]
    pub name: Text,
    /// How long a period the date of a figure or goal stands for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub resolution: Option<Resolution>,
    /// What was changed.
    pub change: Change,
}

/// An action with everything there is to know about it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "wire", derive(jaettu_wire_derive::FromJson))]
pub struct ActionView {
    /// What the programme calls it.
    pub identifier: ActionId,
    /// Its name.
    pub name: Text,
    /// What it is about.
    pub lead: Text,
    /// What is done.
    pub description: Text,
    /// The words of the decision.
    pub official: Option<Official>,
    /// How it affects the goal.
    pub effect_on_goal: Text,
    /// The plan it belongs to.
    pub plan: Plan,
    /// The plan that is in force now, when that is another.
    pub current_plan: Option<Plan>,
    /// How it is going, and why.
    pub status: Status,
    /// How far it has come.
    pub phase: Option<Phase>,
    /// When it is carried out.
    pub span: Option<TimeSpan>,
    /// How much it is expected to do.
    pub impact: Option<Impact>,
    /// What it belongs to.
    pub categories: Vec<CategoryView>,
    /// Who answers for it.
    pub responsible: Option<Responsible>,
    /// How many tasks there are of each kind.
    pub tally: Tally,
    /// The task that is due next.
    pub next_task: Option<TaskBrief>,
    /// All of its tasks: late, now, next, done, given up.
    pub timeline: Vec<TaskGroup>,
    /// What it is measured by.
    pub indicators: Vec<IndicatorCard>,
    /// How it affects the goal, sentence by sentence.
    pub chain: Vec<LinkView>,
    /// What belongs together with it, either way.
    pub related: Vec<ActionRef>,
    /// The actions that have become parts of it or that it replaces.
    pub continues: Vec<ActionRef>,
    /// Where it goes on, if it does not go on by itself.
    pub goes_on_in: Option<ActionRef>,
    /// The action before it by number.
    pub previous: Option<ActionRef>,
    /// The action after it.
    pub next: Option<ActionRef>,
    /// What it has of what is needed to follow it.
    pub quality: Vec<Quality>,
    /// When somebody last checked the information.
    pub updated: NaiveDate,
    /// How fresh that is.
    pub freshness: Freshness,
    /// Its newest changes.
    pub changes: Vec<ChangeView>,
    /// Example data.
    pub example: bool,
}

/// An indicator with everything there is to know about it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "wire", derive(jaettu_wire_derive::FromJson))]
pub struct IndicatorView {
    /// Its short name.
    pub id: IndicatorId,
    /// What is measured.
    pub name: Text,
    /// The unit.
    pub unit: Text,
    /// What it tells.
    pub description: Text,
    /// How it is calculated.
    pub definition: Text,
    /// How near the work it is.
    pub level: Level,
    /// How long a period one value covers.
    pub resolution: Resolution,
    /// Which way is better.
    pub desired_trend: Option<Trend>,
    /// How it is doing.
    pub figures: Figures,
    /// What has been measured, totals and parts.
    pub values: Vec<Value>,
    /// Where it should be, and when.
    pub goals: Vec<Point>,
    /// Where the values come from.
    pub source: Text,
    /// When values were last added.
    pub last_update: Option<NaiveDate>,
    /// When the next are promised.
    pub next_update: Option<NaiveDate>,
    /// Whether they were promised and have not come.
    pub update_late: bool,
    /// The actions that are measured by it.
    pub actions: Vec<ActionRef>,
    /// What follows from it, sentence by sentence.
    pub chain: Vec<LinkView>,
    /// Example data.
    pub example: bool,
}

/// Indicators, by level and name.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "wire", derive(jaettu_wire_derive::FromJson))]
pub struct IndicatorList {
    /// The indicators.
    pub items: Vec<IndicatorCard>,
    /// Always `null`: there are never many.
    pub next: Option<String>,
}

/// A page of the change log, newest first.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "wire", derive(jaettu_wire_derive::FromJson))]
pub struct ChangeList {
    /// The changes of this page.
    pub items: Vec<ChangeView>,
    /// What to ask for next with `cursor=`; `null` on the last page.
    pub next: Option<String>,
}

/// Actions that match everything that is asked.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ListActions {
    /// Words to find in names, texts and tasks.
    pub q: String,
    /// What the actions have in common.
    pub filter: Filter,
    /// In which order; what fits the words best, or else what needs attention, first.
    pub sort: Option<Sort>,
    /// Go on after the action with this identifier.
    pub cursor: Option<ActionId>,
}

impl Endpoint for ListActions {
    type Reply = ActionList;
    const PATH: &'static str = "/api/v1/programme/actions";
    const OPERATION: &'static str = "list_actions";
    const SUMMARY: &'static str = "Actions of the climate programme: how each is going and why";
    const PARAMS: &'static [Param] = &[
        Param {
            name: "q",
            kind: Kind::Text(100),
            doc: "Words to find in names, texts and tasks",
        },
        Param {
            name: "state",
            kind: Kind::Text(120),
            doc: "States, parted by commas: `late,not_started`",
        },
        Param {
            name: "category",
            kind: Kind::Text(400),
            doc: "Categories, parted by commas; one of them is enough",
        },
        Param {
            name: "late",
            kind: Kind::Flag,
            doc: "Only actions with a task that is late",
        },
        Param {
            name: "changed_within",
            kind: Kind::Number(0, 3650),
            doc: "Only actions that were checked within so many days",
        },
        Param {
            name: "plan",
            kind: Kind::Text(64),
            doc: "Only actions of this version of the programme",
        },
        Param {
            name: "sort",
            kind: Kind::OneOf(Sort::WORDS),
            doc: "Order: what needs attention first, by number, checked last first, due next first",
        },
        Param {
            name: "cursor",
            kind: Kind::Text(32),
            doc: "Where to go on: `next` of the page before",
        },
    ];

    fn write(&self, pairs: &mut Pairs) {
        let words = |words: Vec<&str>| (!words.is_empty()).then(|| words.join(","));
        pairs.maybe("q", (!self.q.is_empty()).then_some(&self.q));
        pairs.maybe(
            "state",
            words(self.filter.states.iter().map(|state| state.code()).collect()),
        );
        pairs.maybe(
            "category",
            words(
                self.filter
                    .categories
                    .iter()
                    .map(ActionCategoryId::as_str)
                    .collect(),
            ),
        );
        pairs.flag("late", self.filter.late);
        let within = self.filter.changed_within;
        pairs.maybe("changed_within", (within > 0).then_some(within));
        pairs.maybe("plan", self.filter.plan.as_ref());
        pairs.maybe("sort", self.sort.map(Sort::code));
        pairs.maybe("cursor", self.cursor.as_ref());
    }

    fn read(reader: &mut Reader<'_>) -> Self {
        let mut states = Vec::new();
        for word in reader
            .text("state", 120)
            .split(',')
            .filter(|word| !word.is_empty())
        {
            match State::from_code(word) {
                Some(state) => states.push(state),
                None => reader.refuse("state", "not_valid", format!("there is no state {word:?}")),
            }
        }
        let mut categories = Vec::new();
        for word in reader
            .text("category", 400)
            .split(',')
            .filter(|word| !word.is_empty())
        {
            match ActionCategoryId::new(word) {
                Ok(category) => categories.push(category),
                Err(error) => reader.refuse("category", "not_valid", format!("takes {error}")),
            }
        }
        Self {
            q: reader.text("q", 100),
            filter: Filter {
                states,
                categories,
                late: reader.flag("late"),
                changed_within: reader.number("changed_within", 0..=3650, 0),
                plan: reader.value("plan"),
            },
            sort: reader.value("sort"),
            cursor: reader.value("cursor"),
        }
    }
}

/// One action.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GetAction {
    /// Which; an unknown or impossible identifier is answered with 404.
    pub identifier: Option<ActionId>,
}

impl GetAction {
    /// The action with this identifier.
    pub fn new(identifier: &str) -> Self {
        Self {
            identifier: ActionId::new(identifier).ok(),
        }
    }
}

impl Endpoint for GetAction {
    type Reply = ActionView;
    const PATH: &'static str = "/api/v1/programme/actions/{identifier}";
    const OPERATION: &'static str = "get_action";
    const SUMMARY: &'static str = "One action with its tasks, indicators, effects and newest changes";
    const PARAMS: &'static [Param] = &[Param {
        name: "identifier",
        kind: Kind::Text(32),
        doc: "What the programme calls the action: `116`",
    }];

    fn write(&self, pairs: &mut Pairs) {
        pairs.maybe("identifier", self.identifier.as_ref());
    }

    fn read(reader: &mut Reader<'_>) -> Self {
        Self::new(&reader.text("identifier", 32))
    }
}

/// All indicators.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ListIndicators;

impl Endpoint for ListIndicators {
    type Reply = IndicatorList;
    const PATH: &'static str = "/api/v1/programme/indicators";
    const OPERATION: &'static str = "list_indicators";
    const SUMMARY: &'static str = "All indicators with start, latest value, goal and pace";

    fn write(&self, _: &mut Pairs) {}

    fn read(_: &mut Reader<'_>) -> Self {
        Self
    }
}

/// One indicator.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GetIndicator {
    /// Which; an unknown or impossible identifier is answered with 404.
    pub id: Option<IndicatorId>,
}

impl GetIndicator {
    /// The indicator with this identifier.
    pub fn new(id: &str) -> Self {
        Self {
            id: IndicatorId::new(id).ok(),
        }
    }
}

impl Endpoint for GetIndicator {
    type Reply = IndicatorView;
    const PATH: &'static str = "/api/v1/programme/indicators/{id}";
    const OPERATION: &'static str = "get_indicator";
    const SUMMARY: &'static str = "One indicator with its values, goals and figures";
    const PARAMS: &'static [Param] = &[Param {
        name: "id",
        kind: Kind::Text(64),
        doc: "Short name of the indicator: `room-utilisation`",
    }];

    fn write(&self, pairs: &mut Pairs) {
        pairs.maybe("id", self.id.as_ref());
    }

    fn read(reader: &mut Reader<'_>) -> Self {
        Self::new(&reader.text("id", 64))
    }
}

/// The change log, newest first.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ListChanges {
    /// Only changes of this action.
    pub action: Option<ActionId>,
    /// Go on before this change.
    pub cursor: Option<i64>,
}

impl Endpoint for ListChanges {
    type Reply = ChangeList;
    const PATH: &'static str = "/api/v1/programme/changes";
    const OPERATION: &'static str = "list_changes";
    const SUMMARY: &'static str = "What has changed: every field, before and after, newest first";
    const PARAMS: &'static [Param] = &[
        Param {
            name: "action",
            kind: Kind::Text(32),
            doc: "Only changes of this action",
        },
        Param {
            name: "cursor",
            kind: Kind::Text(20),
            doc: "Where to go on: `next` of the page before",
        },
    ];

    fn write(&self, pairs: &mut Pairs) {
        pairs.maybe("action", self.action.as_ref());
        pairs.maybe("cursor", self.cursor);
    }

    fn read(reader: &mut Reader<'_>) -> Self {
        Self {
            action: reader.value("action"),
            cursor: reader.value("cursor"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::programme::samples::id;

    fn read<E: Endpoint>(query: &str) -> Result<E, Vec<String>> {
        let pairs = Pairs::from_query(query);
        let read = Reader::endpoint::<E>(&pairs);
        read.map_err(|errors| errors.into_iter().map(|error| error.field).collect())
    }

    #[test]
    fn a_filter_reads_what_it_writes() {
        let wanted = ListActions {
            q: "pyörä laina".into(),
            filter: Filter {
                states: vec![State::Late, State::NotStarted],
                categories: vec![ActionCategoryId::new("sharing").unwrap()],
                late: true,
                changed_within: 30,
                plan: PlanId::new("hnh2035").ok(),
            },
            sort: Some(Sort::Due),
            cursor: Some(id("116")),
        };
        let url = wanted.url();
        let query = url.split_once('?').unwrap().1;
        assert_eq!(read::<ListActions>(query), Ok(wanted));
        assert_eq!(ListActions::default().url(), "/api/v1/programme/actions");
    }

    #[test]
    fn every_wrong_parameter_is_told() {
        assert_eq!(
            read::<ListActions>("state=lat&category=A&late=maybe&changed_within=x&sort=name&cursor=.."),
            Err(["state", "category", "late", "changed_within", "sort", "cursor"]
                .map(String::from)
                .to_vec())
        );
        assert_eq!(read::<ListChanges>("cursor=x"), Err(vec!["cursor".to_owned()]));
    }

    #[test]
    fn an_impossible_identifier_is_no_action() {
        assert_eq!(GetAction::new("../x").identifier, None);
        assert_eq!(GetAction::new("1.10").url(), "/api/v1/programme/actions/1.10");
    }
}
