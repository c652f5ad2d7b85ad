//! What pages and the API show, put together from the document.

use super::action::{Action, Task};
use super::api::{
    ActionCard, ActionList, ActionRef, ActionView, CategoryView, ChangeView, IndicatorCard, IndicatorList,
    IndicatorView, LinkView, ListActions, NodeKind, NodeView, StateCount, TaskBrief, TaskGroup, TaskView,
};
use super::indicator::Indicator;
use super::{Node, Plan, Programme, action::State, chain, list, pace, rules, timeline};
use crate::id::PlanId;
use crate::text::Text;
use chrono::NaiveDate;

/// How many actions are on one page of a list.
pub const PAGE: usize = 50;

/// A page of the actions that `wanted` asks for; `found` as in [`list::select`].
pub fn action_list(
    programme: &Programme,
    wanted: &ListActions,
    found: Option<&[usize]>,
    today: NaiveDate,
) -> ActionList {
    let all = list::select(programme, found, &wanted.filter, wanted.sort, today);
    let begin = wanted.cursor.as_ref().map_or(0, |cursor| {
        let last = all.iter().position(|action| &action.identifier == cursor);
        last.map_or(0, |last| last + 1)
    });
    let page: Vec<_> = all.iter().skip(begin).take(PAGE).collect();
    let more = begin + page.len() < all.len();
    ActionList {
        next: page
            .last()
            .filter(|_| more)
            .map(|action| action.identifier.to_string()),
        items: page
            .into_iter()
            .map(|action| card(programme, action, today))
            .collect(),
        total: all.len(),
        plans: programme.plans.clone(),
        states: states(programme, today),
        categories: categories(programme),
    }
}

/// How many actions there are in each state; states without actions are left out.
pub fn states(programme: &Programme, today: NaiveDate) -> Vec<StateCount> {
    let all: Vec<_> = programme
        .actions
        .iter()
        .map(|action| rules::status(action, &programme.indicators, today).state)
        .collect();
    let count = |state: State| StateCount {
        state,
        actions: all.iter().filter(|one| **one == state).count(),
    };
    State::ALL
        .into_iter()
        .map(count)
        .filter(|count| count.actions > 0)
        .collect()
}

/// All categories that have actions.
fn categories(programme: &Programme) -> Vec<CategoryView> {
    let views = programme.category_types.iter().flat_map(|kind| {
        kind.categories.iter().map(move |category| {
            let has = |action: &&Action| action.categories.contains(&category.id);
            CategoryView {
                kind: kind.id.clone(),
                kind_name: kind.name.clone(),
                id: category.id.clone(),
                name: category.name.clone(),
                description: category.description.clone(),
                actions: programme.actions.iter().filter(has).count(),
            }
        })
    });
    views.filter(|category| category.actions > 0).collect()
}

fn own_categories(programme: &Programme, action: &Action) -> Vec<CategoryView> {
    let mut own = categories(programme);
    own.retain(|category| action.categories.contains(&category.id));
    own
}

fn brief(task: &Task) -> TaskBrief {
    TaskBrief {
        id: task.id.clone(),
        name: task.name.clone(),
        due: task.due,
    }
}

/// An action in a list.
pub fn card(programme: &Programme, action: &Action, today: NaiveDate) -> ActionCard {
    ActionCard {
        identifier: action.identifier.clone(),
        name: action.name.clone(),
        lead: action.lead.clone(),
        plan: action.plan.clone(),
        status: rules::status(action, &programme.indicators, today),
        tally: timeline::tally(&action.tasks, today),
        next_task: timeline::next_due(&action.tasks, today).map(brief),
        categories: own_categories(programme, action),
        updated: action.updated,
        freshness: rules::freshness(action.updated, today),
        example: action.example,
    }
}

fn reference(action: &Action) -> ActionRef {
    ActionRef {
        identifier: action.identifier.clone(),
        name: action.name.clone(),
    }
}

fn task_view(task: &Task, today: NaiveDate) -> TaskView {
    TaskView {
        id: task.id.clone(),
        name: task.name.clone(),
        details: task.details.clone(),
        state: task.state,
        due: task.due,
        original_due: task.original_due,
        completed: task.completed,
        late: timeline::is_late(task, today) || timeline::was_late(task),
        cancel_reason: task.cancel_reason.clone(),
        example: task.example,
    }
}

fn task_groups(tasks: &[Task], today: NaiveDate) -> Vec<TaskGroup> {
    let groups = timeline::timeline(tasks, today).into_iter();
    let view = |(group, tasks): (_, Vec<&Task>)| TaskGroup {
        group,
        tasks: tasks.into_iter().map(|task| task_view(task, today)).collect(),
    };
    groups.map(view).collect()
}

/// The newest version of the plan `id`, through every replacement.
pub fn current_plan<'a>(programme: &'a Programme, id: &'a PlanId) -> Option<&'a Plan> {
    let mut plan = programme.plan(id)?;
    for _ in 0..programme.plans.len() {
        match &plan.superseded_by {
            Some(next) => plan = programme.plan(next)?,
            None => return Some(plan),
        }
    }
    None
}

/// An action with everything there is to know about it; `changes` are its newest.
///
/// `None` when its plan is unknown, which [`super::validate`] does not let through.
pub fn action_view(
    programme: &Programme,
    action: &Action,
    changes: Vec<ChangeView>,
    today: NaiveDate,
) -> Option<ActionView> {
    let plan = programme.plan(&action.plan)?;
    let identifier = &action.identifier;
    let (previous, next) = rules::neighbours(programme, identifier);
    let named = |other: &&Action| {
        &other.identifier != identifier
            && (action.related.contains(&other.identifier) || other.related.contains(identifier))
    };
    let mut related: Vec<_> = programme.actions.iter().filter(named).map(reference).collect();
    related.sort_by(|a, b| a.identifier.cmp(&b.identifier));
    let continued = |other: &&Action| other.goes_on_as() == Some(identifier);
    let indicators = action
        .indicators
        .iter()
        .filter_map(|link| programme.indicator(&link.id));
    Some(ActionView {
        identifier: identifier.clone(),
        name: action.name.clone(),
        lead: action.lead.clone(),
        description: action.description.clone(),
        official: action.official.clone(),
        effect_on_goal: action.effect_on_goal.clone(),
        plan: plan.clone(),
        current_plan: current_plan(programme, &plan.id)
            .filter(|current| current.id != plan.id)
            .cloned(),
        status: rules::status(action, &programme.indicators, today),
        phase: action.phase,
        span: action.span,
        impact: action.impact.clone(),
        categories: own_categories(programme, action),
        responsible: action.responsible.clone(),
        tally: timeline::tally(&action.tasks, today),
        next_task: timeline::next_due(&action.tasks, today).map(brief),
        timeline: task_groups(&action.tasks, today),
        indicators: indicators
            .map(|indicator| indicator_card(indicator, today))
            .collect(),
        chain: chain_view(programme, &Node::Action(identifier.clone())),
        related,
        continues: programme
            .actions
            .iter()
            .filter(continued)
            .map(reference)
            .collect(),
        goes_on_in: rules::goes_on_in(programme, identifier).map(reference),
        previous: previous.map(reference),
        next: next.map(reference),
        quality: rules::quality(action, &programme.indicators, today),
        updated: action.updated,
        freshness: rules::freshness(action.updated, today),
        changes,
        example: action.example,
    })
}

fn node_view(programme: &Programme, node: &Node) -> NodeView {
    let (kind, id, name, level) = match node {
        Node::Action(id) => {
            let name = programme.action(id).map(|action| action.name.clone());
            (NodeKind::Action, id.as_str(), name, None)
        }
        Node::Indicator(id) => {
            let indicator = programme.indicator(id);
            let name = indicator.map(|indicator| indicator.name.clone());
            (
                NodeKind::Indicator,
                id.as_str(),
                name,
                indicator.map(|one| one.level),
            )
        }
        Node::Goal(id) => {
            let goal = programme.plan(id).map(|plan| plan.goal.clone());
            (NodeKind::Goal, id.as_str(), goal, None)
        }
    };
    NodeView {
        kind,
        id: id.to_owned(),
        name: name.unwrap_or_else(|| Text::same(id)),
        level,
    }
}

/// What follows from `start`, sentence by sentence.
pub fn chain_view(programme: &Programme, start: &Node) -> Vec<LinkView> {
    let view = |link: chain::Link| LinkView {
        depth: link.depth,
        from: node_view(programme, &link.from),
        to: node_view(programme, &link.to),
        effect: link.effect,
        confidence: link.confidence,
        told: link.told,
    };
    chain::chain(programme, start).into_iter().map(view).collect()
}

/// The chain as straight ways from the beginning on, for a picture: one for each first link, always going on with
/// the first link that follows and is not a circle.
pub fn ways(chain: &[LinkView]) -> Vec<Vec<&LinkView>> {
    let way = |first| {
        let mut way: Vec<&LinkView> = vec![first];
        while let Some(last) = way.last()
            && let Some(next) = chain.iter().find(|link| link.from == last.to)
            && way.iter().all(|link| link.from != next.to)
        {
            way.push(next);
        }
        way
    };
    chain.iter().filter(|link| link.depth == 0).map(way).collect()
}

/// An indicator in a list.
pub fn indicator_card(indicator: &Indicator, today: NaiveDate) -> IndicatorCard {
    IndicatorCard {
        id: indicator.id.clone(),
        name: indicator.name.clone(),
        unit: indicator.unit.clone(),
        level: indicator.level,
        resolution: indicator.resolution,
        figures: pace::figures(indicator, today),
        totals: indicator.totals(),
        next_update: indicator.next_update,
        update_late: pace::update_is_late(indicator, today),
        example: indicator.example,
    }
}

/// All indicators, nearest the work first.
pub fn indicator_list(programme: &Programme, today: NaiveDate) -> IndicatorList {
    let mut all: Vec<_> = programme.indicators.iter().collect();
    all.sort_by_key(|indicator| indicator.level);
    IndicatorList {
        items: all
            .into_iter()
            .map(|indicator| indicator_card(indicator, today))
            .collect(),
        next: None,
    }
}

/// An indicator with everything there is to know about it.
pub fn indicator_view(programme: &Programme, indicator: &Indicator, today: NaiveDate) -> IndicatorView {
    let measured = |action: &&Action| action.indicators.iter().any(|link| link.id == indicator.id);
    let mut values = indicator.values.clone();
    values.sort_by(|a, b| (a.date, &a.category).cmp(&(b.date, &b.category)));
    IndicatorView {
        id: indicator.id.clone(),
        name: indicator.name.clone(),
        unit: indicator.unit.clone(),
        description: indicator.description.clone(),
        definition: indicator.definition.clone(),
        level: indicator.level,
        resolution: indicator.resolution,
        desired_trend: indicator.desired_trend,
        figures: pace::figures(indicator, today),
        values,
        goals: indicator.goals_in_order(),
        source: indicator.source.clone(),
        last_update: indicator.last_update,
        next_update: indicator.next_update,
        update_late: pace::update_is_late(indicator, today),
        actions: programme.actions.iter().filter(measured).map(reference).collect(),
        chain: chain_view(programme, &Node::Indicator(indicator.id.clone())),
        example: indicator.example,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::programme::samples::{self, day, id};

    const TODAY: &str = "2026-11-22";

    #[test]
    fn a_list_goes_on_where_it_stopped_and_counts_everything() {
        let mut programme = samples::programme();
        programme.actions = (1..=120)
            .map(|n| samples::action(&n.to_string(), vec![]))
            .collect();
        let mut wanted = ListActions::default();
        let mut seen = Vec::new();
        loop {
            let page = action_list(&programme, &wanted, None, day(TODAY));
            assert_eq!(page.total, 120);
            seen.extend(page.items.into_iter().map(|card| card.identifier.to_string()));
            match page.next {
                Some(next) => wanted.cursor = Some(id(&next)),
                None => break,
            }
        }
        let all: Vec<_> = (1..=120).map(|n| n.to_string()).collect();
        assert_eq!(seen, all);
    }

    #[test]
    fn a_picture_goes_straight_to_the_goal_and_never_in_circles() {
        let mut programme = samples::programme();
        programme
            .effects
            .push(samples::effect("indicator:emissions", "indicator:loans"));
        let chain = chain_view(&programme, &Node::Action(id("116")));
        let ways: Vec<Vec<_>> = ways(&chain)
            .into_iter()
            .map(|way| way.iter().map(|link| link.to.id.as_str()).collect())
            .collect();
        assert_eq!(ways, [["loans", "emissions", "hnh2035"]]);
    }

    #[test]
    fn related_actions_are_told_on_both_sides() {
        let mut programme = samples::programme();
        programme.actions[0].related = vec![id("9")];
        let view = action_view(&programme, &programme.actions[1], Vec::new(), day(TODAY)).unwrap();
        assert_eq!(view.related[0].identifier, id("116"));
    }

    #[test]
    fn an_action_of_an_older_plan_tells_the_goal_in_force() {
        let mut programme = samples::programme();
        programme.plans[0].superseded_by = PlanId::new("hnh2030").ok();
        let view = action_view(&programme, &programme.actions[0], Vec::new(), day(TODAY)).unwrap();
        assert_eq!(
            (view.plan.goal_year, view.current_plan.unwrap().goal_year),
            (2035, 2030)
        );
        assert_eq!(view.chain.len(), 3);
        assert_eq!(view.chain[2].to.name, programme.plans[0].goal);
    }
}
