//! The climate programme in words: states and their reasons, figures, effects, changes.

use crate::Words;
use chrono::{Datelike, NaiveDate};
use jaettu_domain::programme::action::{Phase, State, TimeSpan};
use jaettu_domain::programme::api::{
    ActionCard, ChangeView, IndicatorCard, IndicatorView, LinkView, ListChanges, NodeKind, NodeView, TaskView,
};
use jaettu_domain::programme::changes::{Change, Field, Shown};
use jaettu_domain::programme::indicator::{Level, Point, Resolution};
use jaettu_domain::programme::list::Sort;
use jaettu_domain::programme::pace::{Figures, PaceStatus};
use jaettu_domain::programme::rules::{Freshness, QualityPoint, ReasonCode, StateReason, Status};
use jaettu_domain::programme::timeline::{Group, Tally};
use jaettu_domain::programme::{Confidence, EffectKind};
use jaettu_domain::time::{self, PartialDate};
use std::cmp::Reverse;

/// `1 234,5`, with at most one decimal, two below one, and `mark` before them.
fn number(value: f64, mark: char) -> String {
    let decimals = match value.abs() {
        size if size < 1.0 => 2,
        size if size < 1000.0 => 1,
        _ => 0,
    };
    let scale = 10_u64.pow(decimals);
    // Whole numbers only: printing fractions would cost every phone some kilobytes.
    let scaled = whole(
        value.abs()
            * if decimals == 2 {
                100.0
            } else if decimals == 1 {
                10.0
            } else {
                1.0
            },
    );
    let mut text = (scaled / scale).to_string();
    for end in (1..text.len())
        .rev()
        .filter(|n| (text.len() - n).is_multiple_of(3))
        .collect::<Vec<_>>()
    {
        text.insert(end, '\u{a0}');
    }
    let rest = scaled % scale;
    if rest > 0 {
        text.push(mark);
        let width = decimals as usize;
        text.push_str(format!("{rest:0width$}").trim_end_matches('0'));
    }
    if value < 0.0 && text != "0" {
        text.insert(0, '−');
    }
    text
}

/// The nearest whole number; a figure so large that it does not fit is cut.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "figures are far below 2^64 and not negative"
)]
pub(crate) fn whole(value: f64) -> u64 {
    value.round() as u64
}

/// What a figure stands for: `2025`, `10/2026`, `24.12.2026`.
pub fn period(date: NaiveDate, resolution: Resolution) -> String {
    match resolution {
        Resolution::Year => date.year().to_string(),
        Resolution::Month => PartialDate::Month(date.year(), date.month()).to_string(),
        Resolution::Day => time::date_text(date),
    }
}

/// The sign that stands for a state: the end of a class name.
pub const fn tone(state: State) -> &'static str {
    match state {
        State::Late => "late",
        State::OnTime | State::InProgress => "active",
        State::NotStarted | State::Postponed | State::Undefined => "planned",
        State::Completed => "done",
        State::Cancelled | State::Merged | State::Superseded => "cancelled",
    }
}

/// The sign of a group of tasks.
pub const fn group_tone(group: Group) -> &'static str {
    match group {
        Group::Late => "late",
        Group::Now => "active",
        Group::Next => "planned",
        Group::Done => "done",
        Group::Cancelled => "cancelled",
    }
}

/// The sign of an indicator on its way.
pub const fn pace_tone(status: PaceStatus) -> &'static str {
    match status {
        PaceStatus::Reached => "done",
        PaceStatus::OnPace => "active",
        PaceStatus::Missed | PaceStatus::Backwards | PaceStatus::Behind => "late",
        PaceStatus::NoData | PaceStatus::NoGoal | PaceStatus::TooEarly => "planned",
    }
}

impl Words {
    /// A figure: `1 234,5`, in English `1 234.5`.
    pub fn number(self, value: f64) -> String {
        number(value, self.decimal_mark())
    }

    /// `+3,8`, `−140`: a change, with its sign.
    pub fn signed(self, value: f64) -> String {
        let text = self.number(value);
        if value > 0.0 && text != "0" {
            ["+", &text].concat()
        } else {
            text
        }
    }

    /// A figure with its unit; a unit that explains itself at length stands elsewhere on the page.
    pub fn with_unit(self, value: f64, unit: &str) -> String {
        let number = self.number(value);
        if unit.is_empty() || unit.contains('=') {
            number
        } else {
            [&number, "\u{a0}", unit].concat()
        }
    }

    /// A state in a word.
    pub fn action_state(self, state: State) -> &'static str {
        match state {
            State::Late => self.programme_state_late(),
            State::OnTime => self.programme_state_on_time(),
            State::InProgress => self.programme_state_in_progress(),
            State::NotStarted => self.programme_state_not_started(),
            State::Postponed => self.programme_state_postponed(),
            State::Undefined => self.programme_state_undefined(),
            State::Completed => self.programme_state_completed(),
            State::Cancelled => self.programme_state_cancelled(),
            State::Merged => self.programme_state_merged(),
            State::Superseded => self.programme_state_superseded(),
        }
    }

    /// Why an action is in its state; `name` finds the name of an indicator.
    pub fn state_reason(self, reason: &StateReason, name: impl Fn(&str) -> Option<String>) -> String {
        let count = reason.count.unwrap_or_default();
        let action = reason.action.as_ref().map_or("", |action| action.as_str());
        match reason.code {
            ReasonCode::MergedInto => self.programme_why_merged(action),
            ReasonCode::SupersededBy => self.programme_why_superseded(action),
            ReasonCode::Stated => reason
                .text
                .as_ref()
                .map_or_else(String::new, |text| text.get(self.language()).to_owned()),
            ReasonCode::PhaseCompleted => self.programme_why_phase_completed().to_owned(),
            ReasonCode::AllTasksCancelled => self.programme_why_all_cancelled(count),
            ReasonCode::LateTasks => {
                let due = reason.due.map_or_else(String::new, |due| due.to_string());
                self.programme_why_late(count, &due)
            }
            ReasonCode::IndicatorBehind => {
                let id = reason.indicator.as_ref().map_or("", |id| id.as_str());
                self.programme_why_behind(&name(id).unwrap_or_else(|| id.to_owned()))
            }
            ReasonCode::AllTasksDone => self.programme_why_all_done(count),
            ReasonCode::TasksDone => self.programme_why_done(count),
            ReasonCode::TasksBegun => self.programme_why_begun(count),
            ReasonCode::PhaseBegun => self.programme_why_phase_begun().to_owned(),
            ReasonCode::NothingBegun => self.programme_why_nothing().to_owned(),
            ReasonCode::NoTasks => self.programme_why_no_tasks().to_owned(),
        }
    }

    /// The first reason of a status, where names of indicators are not at hand.
    pub fn main_reason(self, status: &Status) -> String {
        status
            .reasons
            .first()
            .map_or_else(String::new, |reason| self.state_reason(reason, |_| None))
    }

    /// How fresh information is.
    pub fn freshness(self, freshness: Freshness) -> &'static str {
        match freshness {
            Freshness::Fresh => self.programme_fresh(),
            Freshness::Ageing => self.programme_ageing(),
            Freshness::Old => self.programme_old(),
            Freshness::Stale => self.programme_stale(),
        }
    }

    /// The heading of a group of tasks with their number.
    pub fn task_group(self, group: Group, count: usize) -> String {
        match group {
            Group::Late => self.programme_group_late(count),
            Group::Now => self.programme_group_now(count),
            Group::Next => self.programme_group_next(count),
            Group::Done => self.programme_group_done(count),
            Group::Cancelled => self.programme_group_cancelled(count),
        }
    }

    /// When a task was or is to be done.
    pub fn task_when(self, task: &TaskView, group: Group) -> String {
        let due = task.due.to_string();
        match (group, task.completed) {
            (Group::Late, _) => self.programme_task_overdue(&due),
            (Group::Cancelled, _) => self.programme_task_cancelled(&due),
            (_, Some(date)) if task.late => self.programme_task_done_late(&time::date_text(date), &due),
            (_, Some(date)) => self.programme_task_done(&time::date_text(date)),
            _ => self.programme_task_due(&due),
        }
    }

    /// A phase.
    pub fn phase(self, phase: Phase) -> &'static str {
        match phase {
            Phase::NotStarted => self.programme_phase_not_started(),
            Phase::Planning => self.programme_phase_planning(),
            Phase::Implementation => self.programme_phase_implementation(),
            Phase::Completed => self.programme_phase_completed(),
        }
    }

    /// When an action is carried out.
    pub fn time_span(self, span: TimeSpan) -> String {
        let text = |date: Option<PartialDate>| date.map(|date| date.to_string());
        match (text(span.begin), text(span.end)) {
            (Some(begin), None) if span.continuous => self.programme_span_continuous(&begin),
            (Some(begin), None) => self.programme_span_from(&begin),
            (Some(begin), Some(end)) => [&begin, "–", &end].concat(),
            (None, Some(end)) => self.programme_span_until(&end),
            (None, None) => self.programme_continuous().to_owned(),
        }
    }

    /// Something an action needs so that it can be followed.
    pub fn quality_point(self, point: QualityPoint) -> &'static str {
        match point {
            QualityPoint::Owner => self.programme_quality_owner(),
            QualityPoint::FutureTask => self.programme_quality_future_task(),
            QualityPoint::CurrentIndicator => self.programme_quality_current_indicator(),
            QualityPoint::Checked => self.programme_quality_checked(),
        }
    }

    /// An order of the list.
    pub fn action_sort(self, sort: Sort) -> &'static str {
        match sort {
            Sort::State => self.programme_sort_state(),
            Sort::Number => self.programme_sort_number(),
            Sort::Updated => self.programme_sort_updated(),
            Sort::Due => self.programme_sort_due(),
        }
    }

    /// What stands at one end of an effect.
    pub fn node_kind(self, node: &NodeView) -> &'static str {
        match (node.kind, node.level) {
            (NodeKind::Action, _) => self.programme_node_action(),
            (NodeKind::Goal, _) => self.programme_node_goal(),
            (NodeKind::Indicator, Some(Level::Strategic)) => self.programme_node_strategic(),
            (NodeKind::Indicator, Some(Level::Tactical)) => self.programme_node_tactical(),
            (NodeKind::Indicator, _) => self.programme_node_operational(),
        }
    }

    /// What one thing does to another.
    pub fn effect_verb(self, effect: EffectKind) -> &'static str {
        match effect {
            EffectKind::Increases => self.programme_verb_increases(),
            EffectKind::Decreases => self.programme_verb_decreases(),
            EffectKind::PartOf => self.programme_verb_part_of(),
        }
    }

    /// How sure an effect is.
    pub fn confidence(self, confidence: Confidence) -> &'static str {
        match confidence {
            Confidence::High => self.programme_sure_high(),
            Confidence::Medium => self.programme_sure_medium(),
            Confidence::Low => self.programme_sure_low(),
        }
    }

    /// A link of the effect chain as a sentence.
    pub fn effect_sentence(self, link: &LinkView) -> String {
        let (from, to) = (
            link.from.name.get(self.language()),
            link.to.name.get(self.language()),
        );
        let sure = self.confidence(link.confidence);
        match (link.effect, link.from.kind) {
            (EffectKind::Increases, NodeKind::Action) => self.programme_says_action_increases(sure, to),
            (EffectKind::Decreases, NodeKind::Action) => self.programme_says_action_decreases(sure, to),
            (EffectKind::Increases, _) => self.programme_says_increases(from, sure, to),
            (EffectKind::Decreases, _) => self.programme_says_decreases(from, sure, to),
            (EffectKind::PartOf, _) => self.programme_says_part_of(from, sure, to),
        }
    }

    /// How an indicator is doing, in a few words.
    pub fn pace_status(self, status: PaceStatus) -> &'static str {
        match status {
            PaceStatus::NoData => self.programme_pace_no_data(),
            PaceStatus::NoGoal => self.programme_pace_no_goal(),
            PaceStatus::Reached => self.programme_pace_reached(),
            PaceStatus::Missed => self.programme_pace_missed(),
            PaceStatus::Backwards => self.programme_pace_backwards(),
            PaceStatus::Behind => self.programme_pace_behind(),
            PaceStatus::OnPace => self.programme_pace_on_pace(),
            PaceStatus::TooEarly => self.programme_pace_too_early(),
        }
    }

    /// What the figures say, in one or two sentences after [`Words::pace_status`]; empty when there is no more.
    pub fn pace_sentence(self, figures: &Figures) -> String {
        let share = figures.share.map(|share| {
            if share < 0.0 {
                self.programme_share_back(&self.number((share * 100.0).round()))
            } else {
                self.programme_share_done(&self.number((share * 100.0).round()))
            }
        });
        let pace = figures.required_pace.map(|required| match figures.latest_pace {
            Some(latest) => self.programme_pace_both(&self.signed(latest), &self.signed(required)),
            None => self.programme_pace_required(&self.signed(required)),
        });
        let sentences: Vec<String> = share.into_iter().chain(pace).collect();
        sentences.join(" ")
    }

    /// Where the latest pace leads, marked as the arithmetic it is.
    pub fn pace_projection(self, figures: &Figures, unit: &str) -> Option<String> {
        let (value, goal) = (figures.at_this_pace?, figures.goal?);
        if figures.status == PaceStatus::Reached {
            return None;
        }
        Some(self.programme_pace_projection(&self.with_unit(value, unit), &goal.date.year().to_string()))
    }

    /// The latest value and the goal of an indicator, in a line.
    pub fn indicator_line(self, card: &IndicatorCard) -> String {
        let unit = card.unit.get(self.language());
        let shown = |point: Point| {
            (
                self.with_unit(point.value, unit),
                period(point.date, card.resolution),
            )
        };
        match (card.figures.latest.map(shown), card.figures.goal.map(shown)) {
            (Some((value, when)), Some((goal, by))) => self.programme_figure_line(&by, &goal, &value, &when),
            (Some((value, when)), None) => self.programme_figure_line_plain(&value, &when),
            _ => self.programme_pace_no_data().to_owned(),
        }
    }

    /// What was changed, without before and after.
    pub fn change_what(self, view: &ChangeView) -> String {
        let change = &view.change;
        let field = self.change_field(change);
        let dated = match change.date {
            Some(date) => {
                let when = period(date, view.resolution.unwrap_or(Resolution::Day));
                self.programme_change_dated(&when, field)
            }
            None => field.to_owned(),
        };
        match &change.task {
            Some(task) => self.programme_change_task(task.name.get(self.language()), &dated),
            None => dated,
        }
    }

    fn change_field(self, change: &Change) -> &'static str {
        match change.field {
            Field::Whole | Field::Task if change.before.is_none() => self.programme_change_added(),
            Field::Whole | Field::Task => self.programme_change_removed(),
            Field::Plan => self.programme_field_plan(),
            Field::State | Field::TaskState => self.programme_field_state(),
            Field::Stated => self.programme_field_stated(),
            Field::Name => self.programme_field_name(),
            Field::Words => self.programme_field_words(),
            Field::Official => self.programme_field_official(),
            Field::Phase => self.programme_field_phase(),
            Field::Span => self.programme_field_span(),
            Field::Impact => self.programme_field_impact(),
            Field::Belongs => self.programme_field_belongs(),
            Field::Responsible => self.programme_field_responsible(),
            Field::Effects => self.programme_field_effects(),
            Field::GoesOn => self.programme_field_goes_on(),
            Field::TaskWords => self.programme_field_task_words(),
            Field::TaskDue => self.programme_field_task_due(),
            Field::TaskCompleted => self.programme_field_task_completed(),
            Field::Value => self.programme_field_value(),
            Field::Goal => self.programme_field_goal(),
            Field::Definition => self.programme_field_definition(),
            Field::Checked => self.programme_field_checked(),
            Field::Example => self.programme_field_mark(),
        }
    }

    /// A value before or after a change; texts longer than a line are cut.
    pub fn change_value(self, change: &Change, value: Option<&Shown>) -> String {
        match value {
            None => self.programme_nothing().to_owned(),
            Some(Shown::Text(text)) => brief(text.get(self.language())),
            Some(Shown::Date(date)) => date.to_string(),
            Some(Shown::Number(value)) => self.number(*value),
            Some(Shown::Code(code)) => self.change_code(change.field, code),
        }
    }

    fn change_code(self, field: Field, code: &str) -> String {
        let word = match field {
            Field::Phase => Phase::ALL
                .into_iter()
                .find(|phase| phase.code() == code)
                .map(|phase| self.phase(phase)),
            Field::Example => Some(self.programme_quality_yes()),
            // The states of tasks are among those of actions.
            _ => State::from_code(code).map(|state| self.action_state(state)),
        };
        word.unwrap_or(code).to_owned()
    }
}

/// A row of the table of an indicator.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TableRow {
    /// The period, with the part it is about.
    pub when: String,
    /// What was measured, or a dash.
    pub value: String,
    /// The goal, or a dash.
    pub goal: String,
}

impl Words {
    /// `Tehty 2/7 · seuraavaksi 31.3.2027 · tiedot 18.2.2020`.
    pub fn card_line(self, card: &ActionCard) -> String {
        let (done, total) = (card.tally.done.to_string(), card.tally.total.to_string());
        let updated = time::date_text(card.updated);
        match &card.next_task {
            Some(next) => self.programme_card_line_next(&done, &next.due.to_string(), &total, &updated),
            None => self.programme_card_line(&done, &total, &updated),
        }
    }

    /// `2/7 tehtävää`.
    pub fn done_of(self, tally: &Tally) -> String {
        self.programme_done_of(&tally.done.to_string(), &tally.total.to_string())
    }

    /// The same figures as the chart's, newest first.
    pub fn table_rows(self, view: &IndicatorView) -> Vec<TableRow> {
        let shown = |value: Option<f64>| value.map_or_else(|| "–".to_owned(), |value| self.number(value));
        let row = |date: NaiveDate, part: Option<&String>, value: Option<f64>, goal: Option<f64>| {
            let when = period(date, view.resolution);
            let when = part.map_or_else(|| when.clone(), |part| [&when, ", ", part].concat());
            (
                date,
                TableRow {
                    when,
                    value: shown(value),
                    goal: shown(goal),
                },
            )
        };
        let goal_at = |date: NaiveDate| {
            view.goals
                .iter()
                .find(|goal| goal.date == date)
                .map(|goal| goal.value)
        };
        let values = view.values.iter().map(|value| {
            let goal = goal_at(value.date).filter(|_| value.category.is_none());
            row(value.date, value.category.as_ref(), Some(value.value), goal)
        });
        let ahead = view
            .goals
            .iter()
            .filter(|goal| view.values.iter().all(|value| value.date != goal.date));
        let mut rows: Vec<_> = values
            .chain(ahead.map(|goal| row(goal.date, None, None, Some(goal.value))))
            .collect();
        rows.sort_by_key(|(date, _)| Reverse(*date));
        rows.into_iter().map(|(_, row)| row).collect()
    }

    /// Where the thing that was changed is shown, below the programme's address, and the number of an action.
    pub fn change_path(self, change: &Change) -> Option<(String, String)> {
        let action = change
            .action
            .as_ref()
            .map(|id| (["/actions/", id.as_str()].concat(), [id.as_str(), " "].concat()));
        let indicator = || {
            change
                .indicator
                .as_ref()
                .map(|id| (["/indicators/", id.as_str()].concat(), String::new()))
        };
        action.or_else(indicator)
    }

    /// Address of the feed of what `wanted` shows.
    pub fn feed_href(self, wanted: &ListChanges) -> String {
        let action = wanted
            .action
            .as_ref()
            .map_or_else(String::new, |id| ["&action=", id.as_str()].concat());
        [
            "/api/v1/programme/feed.atom?language=",
            self.language().code(),
            &action,
        ]
        .concat()
    }
}

/// So many characters of a changed text are shown.
const BRIEF: usize = 120;

fn brief(text: &str) -> String {
    if text.chars().count() <= BRIEF {
        return text.to_owned();
    }
    let cut: String = text.chars().take(BRIEF).collect();
    [cut.trim_end(), "…"].concat()
}

#[cfg(test)]
mod tests {
    use super::*;
    use jaettu_domain::text::Language;

    #[test]
    fn numbers_are_written_as_the_language_has_it() {
        let [fi, en] = [Language::Fi, Language::En].map(Words::of);
        for (value, text) in [
            (0.0, "0"),
            (0.25, "0,25"),
            (-0.001, "0"),
            (41.0, "41"),
            (3.84, "3,8"),
            (-140.0, "−140"),
            (8420.4, "8\u{a0}420"),
            (1_234_567.0, "1\u{a0}234\u{a0}567"),
        ] {
            assert_eq!(fi.number(value), text);
            assert_eq!(en.number(value), text.replace(',', "."));
        }
        assert_eq!([fi.signed(3.8), en.signed(3.8)], ["+3,8", "+3.8"]);
        assert_eq!(fi.signed(-2.0), "−2");
        assert_eq!(fi.signed(0.0), "0");
    }

    #[test]
    fn long_texts_are_cut_between_characters() {
        let long = "ä".repeat(200);
        assert_eq!(brief(&long).chars().count(), 121);
        assert_eq!(brief("lyhyt"), "lyhyt");
    }
}
