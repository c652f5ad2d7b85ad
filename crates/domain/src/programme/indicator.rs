//! Indicators: what is measured, how it has gone and where it should go.

use crate::id::IndicatorId;
use crate::text::Text;
use chrono::{Datelike, NaiveDate};
use serde::{Deserialize, Serialize};

/// How near the work an indicator is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "wire", derive(jaettu_wire_derive::FromJson))]
#[serde(rename_all = "snake_case")]
pub enum Level {
    /// What the work itself brings about: loans.
    Operational,
    /// What follows from it in the city: fewer new things bought.
    Tactical,
    /// What the programme is about: emissions.
    Strategic,
}

impl Level {
    /// Its word in `locales/*/programme.json`.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Operational => "operational",
            Self::Tactical => "tactical",
            Self::Strategic => "strategic",
        }
    }
}

/// How long a period one value covers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "wire", derive(jaettu_wire_derive::FromJson))]
#[serde(rename_all = "snake_case")]
pub enum Resolution {
    /// A year, dated by its last day: `2026-12-31`.
    Year,
    /// A month, dated by its first day: `2026-12-01`.
    Month,
    /// A day.
    Day,
}

impl Resolution {
    /// Whether `date` is how a value of this resolution is dated.
    pub fn dates(self, date: NaiveDate) -> bool {
        match self {
            Self::Year => (date.month(), date.day()) == (12, 31),
            Self::Month => date.day() == 1,
            Self::Day => true,
        }
    }
}

/// Which way is better.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "wire", derive(jaettu_wire_derive::FromJson))]
#[serde(rename_all = "snake_case")]
pub enum Trend {
    /// More is better.
    Increasing,
    /// Less is better.
    Decreasing,
}

/// What the service itself counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Counted {
    /// Loans of things, by [`crate::circulation::statistics`].
    Loans,
    /// Time utilisation of rooms in per cent, by [`crate::rooms::utilisation`].
    RoomUse,
}

/// One measured value.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "wire", derive(jaettu_wire_derive::FromJson))]
#[serde(deny_unknown_fields)]
pub struct Value {
    /// The period, dated as the resolution says.
    pub date: NaiveDate,
    /// The figure.
    pub value: f64,
    /// The part it is about (a district, a kind); none means the total, which every period must have.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub category: Option<String>,
}

/// A figure at a date: a goal to reach, a value that was measured.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "wire", derive(jaettu_wire_derive::FromJson))]
#[serde(deny_unknown_fields)]
pub struct Point {
    /// The period, dated as the resolution says.
    pub date: NaiveDate,
    /// The figure.
    pub value: f64,
}

/// An indicator.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Indicator {
    /// Its short name in addresses.
    pub id: IndicatorId,
    /// What is measured.
    pub name: Text,
    /// The unit: per cent, loans, kilotonnes.
    pub unit: Text,
    /// What it tells, in plain words.
    #[serde(default)]
    pub description: Text,
    /// How it is calculated: what is divided by what, what counts and what does not.
    #[serde(default)]
    pub definition: Text,
    /// How near the work it is.
    pub level: Level,
    /// How long a period one value covers.
    pub resolution: Resolution,
    /// Which way is better; when it is not said, towards the goal is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub desired_trend: Option<Trend>,
    /// What has been measured.
    #[serde(default)]
    pub values: Vec<Value>,
    /// What of the service's own figures is added to the values of an indicator with one value a month; nothing if it is not
    /// said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub counted: Option<Counted>,
    /// Where it should be, and when.
    #[serde(default)]
    pub goals: Vec<Point>,
    /// Where the values come from.
    #[serde(default)]
    pub source: Text,
    /// When values were last added.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_update: Option<NaiveDate>,
    /// When the next values are promised.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next_update: Option<NaiveDate>,
    /// The values or goals are invented to show how the service works.
    #[serde(default)]
    pub example: bool,
}

impl Indicator {
    /// The values that are totals, oldest first.
    pub fn totals(&self) -> Vec<Point> {
        let totals = self.values.iter().filter(|value| value.category.is_none());
        let mut totals: Vec<_> = totals
            .map(|value| Point {
                date: value.date,
                value: value.value,
            })
            .collect();
        totals.sort_by_key(|point| point.date);
        totals
    }

    /// The goals, nearest first.
    pub fn goals_in_order(&self) -> Vec<Point> {
        let mut goals = self.goals.clone();
        goals.sort_by_key(|goal| goal.date);
        goals
    }
}
