//! Which actions a list shows, and in which order.

use super::action::{Action, State};
use super::{Programme, rules, timeline};
use crate::id::{ActionCategoryId, PlanId};
use crate::search::Document;
use crate::text::Text;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use std::cmp::Reverse;
use std::fmt;
use std::str::FromStr;

/// In which order actions are listed; whatever is equal goes by number.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Sort {
    /// What needs attention first: late, under way, to come, over.
    #[default]
    State,
    /// By number.
    Number,
    /// What was checked last first.
    Updated,
    /// What is due next first.
    Due,
}

impl Sort {
    /// Every order.
    pub const ALL: [Self; 4] = [Self::State, Self::Number, Self::Updated, Self::Due];
    /// Their words.
    pub const WORDS: &'static [&'static str] = &["state", "number", "updated", "due"];

    /// Its word in addresses and in `locales/*/programme.json`.
    pub const fn code(self) -> &'static str {
        match self {
            Self::State => "state",
            Self::Number => "number",
            Self::Updated => "updated",
            Self::Due => "due",
        }
    }
}

/// A word that names no order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotASort;

impl fmt::Display for NotASort {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&Sort::WORDS.join(", "))
    }
}

impl FromStr for Sort {
    type Err = NotASort;
    fn from_str(word: &str) -> Result<Self, NotASort> {
        Self::ALL
            .into_iter()
            .find(|sort| sort.code() == word)
            .ok_or(NotASort)
    }
}

/// What the actions of a list have in common.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filter {
    /// They are in one of these states; none means any.
    pub states: Vec<State>,
    /// They belong to one of these categories; none means any.
    pub categories: Vec<ActionCategoryId>,
    /// They have a task that is late, whatever their state.
    pub late: bool,
    /// They were checked or changed within so many days; 0 means whenever.
    pub changed_within: u32,
    /// They belong to this plan.
    pub plan: Option<PlanId>,
}

impl Filter {
    /// Whether `action`, which is in `state`, is one of them.
    pub fn keeps(&self, action: &Action, state: State, today: NaiveDate) -> bool {
        let of_state = self.states.is_empty() || self.states.contains(&state);
        let of_category = self.categories.is_empty()
            || self
                .categories
                .iter()
                .any(|wanted| action.categories.contains(wanted));
        let late = !self.late || timeline::first_late(&action.tasks, today).is_some();
        let age = (today - action.updated).num_days();
        let recent = self.changed_within == 0 || age <= i64::from(self.changed_within);
        let of_plan = self.plan.as_ref().is_none_or(|plan| plan == &action.plan);
        of_state && of_category && late && recent && of_plan
    }
}

/// The actions that `filter` keeps, in the order of `sort`. `found` are the positions of those that a search has
/// found, best first, or `None` when nothing was searched; the best stay first unless another order was asked for.
pub fn select<'a>(
    programme: &'a Programme,
    found: Option<&[usize]>,
    filter: &Filter,
    sort: Option<Sort>,
    today: NaiveDate,
) -> Vec<&'a Action> {
    let all: Vec<&Action> = match found {
        Some(found) => found.iter().filter_map(|n| programme.actions.get(*n)).collect(),
        None => programme.actions.iter().collect(),
    };
    let mut kept: Vec<(State, &Action)> = all
        .into_iter()
        .map(|action| (rules::status(action, &programme.indicators, today).state, action))
        .filter(|(state, action)| filter.keeps(action, *state, today))
        .collect();
    let sort = match (sort, found) {
        (None, Some(_)) => return kept.into_iter().map(|(_, action)| action).collect(),
        (sort, _) => sort.unwrap_or_default(),
    };
    kept.sort_by(|a, b| a.1.identifier.cmp(&b.1.identifier));
    match sort {
        Sort::Number => {}
        Sort::State => kept.sort_by_key(|(state, _)| *state),
        Sort::Updated => kept.sort_by_key(|(_, action)| Reverse(action.updated)),
        Sort::Due => kept.sort_by_key(|(state, action)| {
            let due = timeline::next_due(&action.tasks, today).filter(|_| state.is_active());
            (due.is_none(), due.map(|task| task.due.last()))
        }),
    }
    kept.into_iter().map(|(_, action)| action).collect()
}

/// What can be found of each action, in the order of the document: numbers and names, categories, and every text
/// down to its tasks.
pub fn documents(programme: &Programme) -> Vec<Document> {
    let document = |action: &Action| {
        let names = action.categories.iter().filter_map(|id| {
            let category = programme.categories().find(|category| &category.id == id)?;
            Some(words(&category.name))
        });
        let tasks = action
            .tasks
            .iter()
            .flat_map(|task| [words(&task.name), words(&task.details)].concat());
        let quote = action.official.iter().map(|official| official.quote.clone());
        let own = [&action.lead, &action.description, &action.effect_on_goal]
            .map(words)
            .concat();
        Document {
            titles: words(&action.name),
            synonyms: vec![action.identifier.to_string()],
            keywords: names.flatten().collect(),
            text: own.into_iter().chain(tasks).chain(quote).collect(),
        }
    };
    programme.actions.iter().map(document).collect()
}

fn words(text: &Text) -> Vec<String> {
    text.all()
        .into_iter()
        .filter(|word| !word.is_empty())
        .map(str::to_owned)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::programme::action::TaskState::{Completed, InProgress, NotStarted};
    use crate::programme::samples::{self, action, day, task};

    const TODAY: &str = "2026-11-22";

    fn shown(filter: &Filter, sort: Option<Sort>, found: Option<&[usize]>) -> Vec<String> {
        let mut programme = samples::programme();
        programme.actions = vec![
            action(
                "10",
                vec![task("a", Completed, "2020"), task("b", NotStarted, "2028")],
            ),
            action(
                "9",
                vec![task("c", InProgress, "2025"), task("d", NotStarted, "2026-12")],
            ),
            action("116", vec![task("e", NotStarted, "2027-01")]),
        ];
        programme.actions[0].updated = day("2026-11-21");
        programme.actions[2].updated = day("2020-02-18");
        programme.actions[2].categories = vec![ActionCategoryId::new("sharing").unwrap()];
        select(&programme, found, filter, sort, day(TODAY))
            .into_iter()
            .map(|action| action.identifier.to_string())
            .collect()
    }

    #[test]
    fn what_needs_attention_comes_first() {
        let all = Filter::default();
        assert_eq!(shown(&all, None, None), ["9", "10", "116"]);
        assert_eq!(shown(&all, Some(Sort::Number), None), ["9", "10", "116"]);
        assert_eq!(shown(&all, Some(Sort::Updated), None), ["10", "9", "116"]);
        assert_eq!(shown(&all, Some(Sort::Due), None), ["9", "116", "10"]);
    }

    #[test]
    fn what_a_search_found_stays_in_its_order() {
        let all = Filter::default();
        assert_eq!(shown(&all, None, Some(&[2, 0])), ["116", "10"]);
        assert_eq!(shown(&all, Some(Sort::Number), Some(&[2, 0])), ["10", "116"]);
        assert!(shown(&all, None, Some(&[])).is_empty());
    }

    #[test]
    fn filters_narrow_together() {
        let filter = |change: fn(&mut Filter)| {
            let mut filter = Filter::default();
            change(&mut filter);
            shown(&filter, None, None)
        };
        assert_eq!(filter(|f| f.late = true), ["9"]);
        assert_eq!(
            filter(|f| f.states = vec![State::OnTime, State::NotStarted]),
            ["10", "116"]
        );
        assert_eq!(
            filter(|f| f.categories = vec![ActionCategoryId::new("sharing").unwrap()]),
            ["116"]
        );
        assert_eq!(filter(|f| f.changed_within = 30), ["9", "10"]);
        assert!(filter(|f| f.plan = PlanId::new("hnh2030").ok()).is_empty());
        assert!(
            filter(|f| {
                f.late = true;
                f.states = vec![State::OnTime];
            })
            .is_empty()
        );
    }

    #[test]
    fn a_search_finds_numbers_names_and_tasks() {
        let mut programme = samples::programme();
        programme.actions[1].tasks[0].name = Text::new("Porakoneiden huolto", "", "");
        let index = crate::search::Index::new(documents(&programme));
        let found = |query: &str| index.search(query).first().map(|hit| hit.document);
        assert_eq!(found("116"), Some(0));
        assert_eq!(found("porakone"), Some(1));
        assert_eq!(found("jakaminen"), Some(0));
        assert_eq!(found("laivaväylä"), None);
    }

    #[test]
    fn every_order_reads_what_it_writes() {
        for (sort, word) in Sort::ALL.into_iter().zip(Sort::WORDS) {
            assert_eq!((sort.code(), word.parse()), (*word, Ok(sort)));
        }
        assert!("name".parse::<Sort>().is_err());
    }
}
