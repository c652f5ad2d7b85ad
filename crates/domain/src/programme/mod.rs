//! The climate programme as the public follows it: what was promised, what has been done, what is late and what
//! the figures say.
//!
//! [`Programme`] is the whole document: `import programme` reads it and `export programme` writes it. Its parts
//! are [`action`]s with their tasks, [`indicator`]s with their values and goals, and the effects between them.
//! Everything else here is decided from those: [`validate`] (can it be taken), [`rules`] (the state of an action
//! and why), [`timeline`] (its tasks), [`pace`] (an indicator on its way to the goal), [`chain`] (how an action
//! affects the goal), [`changes`] (what an import changed), [`list`] (filters, search, order) and [`views`] (what
//! pages show).

pub mod action;
pub mod api;
pub mod chain;
pub mod changes;
pub mod chart;
pub mod identifier;
pub mod indicator;
pub mod list;
pub mod pace;
pub mod rules;
#[cfg(test)]
pub(crate) mod samples;
pub mod timeline;
pub mod validate;
pub mod views;

use crate::id::{ActionCategoryId, IndicatorId, PlanId};
use crate::text::Text;
use action::Action;
use identifier::ActionId;
use indicator::Indicator;
use serde::{Deserialize, Serialize};
use std::fmt;

/// The name and version of the document's format.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum Format {
    /// The first version.
    #[default]
    #[serde(rename = "jaettu-programme/1")]
    V1,
}

/// The whole programme, as it is imported and exported.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Programme {
    /// Which version of the format this is.
    pub format: Format,
    /// The versions of the programme.
    pub plans: Vec<Plan>,
    /// The ways in which actions are grouped.
    pub category_types: Vec<CategoryType>,
    /// The actions.
    pub actions: Vec<Action>,
    /// The indicators.
    pub indicators: Vec<Indicator>,
    /// What affects what, beyond an action and its own indicators.
    #[serde(default)]
    pub effects: Vec<Effect>,
}

/// One version of the programme. The city has changed its goal year before, so nothing knows it by heart.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "wire", derive(jaettu_wire_derive::FromJson))]
#[serde(deny_unknown_fields)]
pub struct Plan {
    /// Its short name in addresses.
    pub id: PlanId,
    /// Name of the programme.
    pub name: Text,
    /// Name of this version: "update of 2022".
    pub version: Text,
    /// The year by which the goal is to be reached.
    pub goal_year: i32,
    /// The goal in words.
    pub goal: Text,
    /// Where the programme itself can be read.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<String>,
    /// The version that came after this.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub superseded_by: Option<PlanId>,
}

/// A way of grouping actions: by theme, by emission scope.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct CategoryType {
    /// Its short name: `theme`, `emission_scope`.
    pub id: ActionCategoryId,
    /// What the group of categories is called.
    pub name: Text,
    /// The categories, in the order they are shown.
    pub categories: Vec<Category>,
}

/// A category of actions.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Category {
    /// Its short name; unique among the categories of all types.
    pub id: ActionCategoryId,
    /// What it is called.
    pub name: Text,
    /// What belongs to it, in plain words.
    #[serde(default)]
    pub description: Text,
}

/// What one thing does to another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "wire", derive(jaettu_wire_derive::FromJson))]
#[serde(rename_all = "snake_case")]
pub enum EffectKind {
    /// More of the one means more of the other.
    Increases,
    /// More of the one means less of the other.
    Decreases,
    /// The one is a part of the other.
    PartOf,
}

/// How sure the makers of the programme are of an effect.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "wire", derive(jaettu_wire_derive::FromJson))]
#[serde(rename_all = "snake_case")]
pub enum Confidence {
    /// Measured or well known.
    High,
    /// Likely.
    Medium,
    /// Assumed.
    Low,
}

/// An effect of an action or indicator on an indicator or a goal.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Effect {
    /// What has the effect: an action or an indicator.
    pub from: Node,
    /// What it has an effect on: an indicator or the goal of a plan.
    pub to: Node,
    /// What it does.
    pub effect: EffectKind,
    /// How sure that is.
    pub confidence: Confidence,
}

/// One end of an effect, written `action:116`, `indicator:room-utilisation` or `goal:hnh2035`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(with = "String", extend("pattern" = "^(action|indicator|goal):.+$")))]
#[serde(try_from = "String", into = "String")]
pub enum Node {
    /// An action.
    Action(ActionId),
    /// An indicator.
    Indicator(IndicatorId),
    /// The goal of a plan.
    Goal(PlanId),
}

/// A text that names neither an action nor an indicator nor a goal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotANode;

impl fmt::Display for NotANode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("action:, indicator: or goal: and an identifier")
    }
}

impl TryFrom<String> for Node {
    type Error = NotANode;

    fn try_from(text: String) -> Result<Self, NotANode> {
        match text.split_once(':').ok_or(NotANode)? {
            ("action", id) => ActionId::new(id).map(Self::Action).map_err(|_| NotANode),
            ("indicator", id) => IndicatorId::new(id).map(Self::Indicator).map_err(|_| NotANode),
            ("goal", id) => PlanId::new(id).map(Self::Goal).map_err(|_| NotANode),
            _ => Err(NotANode),
        }
    }
}

impl fmt::Display for Node {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (kind, id) = match self {
            Self::Action(id) => ("action:", id.as_str()),
            Self::Indicator(id) => ("indicator:", id.as_str()),
            Self::Goal(id) => ("goal:", id.as_str()),
        };
        f.write_str(kind)?;
        f.write_str(id)
    }
}

impl From<Node> for String {
    fn from(node: Node) -> Self {
        node.to_string()
    }
}

impl Programme {
    /// The action with this identifier.
    pub fn action(&self, identifier: &ActionId) -> Option<&Action> {
        self.actions
            .iter()
            .find(|action| &action.identifier == identifier)
    }

    /// The indicator with this identifier.
    pub fn indicator(&self, id: &IndicatorId) -> Option<&Indicator> {
        self.indicators.iter().find(|indicator| &indicator.id == id)
    }

    /// The plan with this identifier.
    pub fn plan(&self, id: &PlanId) -> Option<&Plan> {
        self.plans.iter().find(|plan| &plan.id == id)
    }

    /// All categories of all types.
    pub fn categories(&self) -> impl Iterator<Item = &Category> {
        self.category_types.iter().flat_map(|kind| &kind.categories)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_node_reads_what_it_writes() {
        for text in ["action:1.10", "indicator:room-utilisation", "goal:hnh2035"] {
            let node = Node::try_from(text.to_owned()).unwrap();
            assert_eq!(node.to_string(), text);
        }
        for bad in ["", "116", "action:", "plan:hnh2035", "indicator:Ä"] {
            assert_eq!(Node::try_from(bad.to_owned()), Err(NotANode), "{bad}");
        }
    }

    #[test]
    fn another_format_is_refused() {
        let newer =
            r#"{"format":"jaettu-programme/2","plans":[],"category_types":[],"actions":[],"indicators":[]}"#;
        assert!(serde_json::from_str::<Programme>(newer).is_err());
        assert!(serde_json::from_str::<Programme>(&newer.replace("/2", "/1")).is_ok());
    }
}
