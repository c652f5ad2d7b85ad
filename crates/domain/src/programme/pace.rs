//! How an indicator is doing on its way to the goal: start, latest, goal, share of the way, pace.
//!
//! Nothing is rounded up: going backwards is told as a negative share, and where a figure would mean nothing
//! (no way to go, a goal whose date has passed) there is none.

use super::indicator::{Indicator, Point, Trend};
use chrono::{Datelike, NaiveDate};
use serde::{Deserialize, Serialize};

/// How an indicator is doing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "wire", derive(jaettu_wire_derive::FromJson))]
#[serde(rename_all = "snake_case")]
pub enum PaceStatus {
    /// Nothing has been measured.
    NoData,
    /// There is no goal.
    NoGoal,
    /// The latest value meets the goal.
    Reached,
    /// The date of the goal has passed without it.
    Missed,
    /// Further from the goal than at the start.
    Backwards,
    /// Too slow, or a goal on the way was missed.
    Behind,
    /// At least as fast as is needed.
    OnPace,
    /// There are too few values to speak of a pace.
    TooEarly,
}

impl PaceStatus {
    /// Its word in `locales/*/programme.json`.
    pub const fn code(self) -> &'static str {
        match self {
            Self::NoData => "no_data",
            Self::NoGoal => "no_goal",
            Self::Reached => "reached",
            Self::Missed => "missed",
            Self::Backwards => "backwards",
            Self::Behind => "behind",
            Self::OnPace => "on_pace",
            Self::TooEarly => "too_early",
        }
    }
}

/// The figures of an indicator.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "wire", derive(jaettu_wire_derive::FromJson))]
pub struct Figures {
    /// How it is doing.
    pub status: PaceStatus,
    /// The first value.
    pub start: Option<Point>,
    /// The last value.
    pub latest: Option<Point>,
    /// The last goal.
    pub goal: Option<Point>,
    /// The first goal after the latest value, when it is not the last.
    pub next_goal: Option<Point>,
    /// The newest goal that the latest value should have met and does not.
    pub missed_goal: Option<Point>,
    /// How much of the way from the start to the goal has been gone: 0.6 is 60 per cent, below zero is backwards.
    pub share: Option<f64>,
    /// How much a year it takes from now on to reach the goal.
    pub required_pace: Option<f64>,
    /// How much the last year brought.
    pub latest_pace: Option<f64>,
    /// Where the indicator would be at the date of the goal if it went on at the latest pace.
    pub at_this_pace: Option<f64>,
}

/// From `from` to `to` in years; exact between the same days of different years.
fn years(from: NaiveDate, to: NaiveDate) -> f64 {
    let at = |date: NaiveDate| {
        let days = f64::from(date.num_days_in_month());
        f64::from(date.year()) + (f64::from(date.month0()) + f64::from(date.day0()) / days) / 12.0
    };
    at(to) - at(from)
}

/// Which way is better, as 1 or -1; 0 when nothing tells.
fn direction(trend: Option<Trend>, start: f64, goal: f64) -> f64 {
    match trend {
        Some(Trend::Increasing) => 1.0,
        Some(Trend::Decreasing) => -1.0,
        None if goal > start => 1.0,
        None if goal < start => -1.0,
        None => 0.0,
    }
}

/// Whether `value` is as good as `goal` or better. Where no direction is known, only the goal itself is good.
fn meets(direction: f64, value: f64, goal: f64) -> bool {
    let ahead = (value - goal) * direction;
    let exact = (value - goal).abs() < f64::EPSILON * goal.abs().max(1.0);
    exact || ahead > 0.0
}

/// The newest goal that the latest value should have met and does not, with that value.
pub fn missed_goal(indicator: &Indicator) -> Option<(Point, Point)> {
    let totals = indicator.totals();
    let (start, latest) = (totals.first()?, totals.last()?);
    let goals = indicator.goals_in_order();
    let due = goals.iter().rev().find(|goal| goal.date <= latest.date)?;
    let direction = direction(indicator.desired_trend, start.value, due.value);
    (!meets(direction, latest.value, due.value)).then_some((*due, *latest))
}

/// What a year has brought by the latest value: against the newest value at least a year older, so that the
/// season does not count; against the first value while there is no such; nothing while there is only one.
fn latest_pace(totals: &[Point]) -> Option<f64> {
    let (latest, earlier) = totals.split_last()?;
    let year_old = earlier.iter().rev().find(|point| {
        let gap = years(point.date, latest.date);
        gap > 0.999
    });
    let base = year_old.or(earlier.first())?;
    let gap = years(base.date, latest.date);
    (gap > 0.0).then(|| (latest.value - base.value) / gap)
}

/// The figures of `indicator` on `today`.
pub fn figures(indicator: &Indicator, today: NaiveDate) -> Figures {
    let totals = indicator.totals();
    let goals = indicator.goals_in_order();
    let (start, latest, goal) = (
        totals.first().copied(),
        totals.last().copied(),
        goals.last().copied(),
    );
    let mut figures = Figures {
        status: PaceStatus::NoData,
        start,
        latest,
        goal,
        next_goal: None,
        missed_goal: missed_goal(indicator).map(|(goal, _)| goal),
        share: None,
        required_pace: None,
        latest_pace: latest_pace(&totals),
        at_this_pace: None,
    };
    let (Some(start), Some(latest)) = (start, latest) else {
        return figures;
    };
    let Some(goal) = goal else {
        figures.status = PaceStatus::NoGoal;
        return figures;
    };
    let next = goals.iter().find(|goal| goal.date > latest.date);
    figures.next_goal = next.copied().filter(|next| next.date != goal.date);
    let direction = direction(indicator.desired_trend, start.value, goal.value);
    let way = goal.value - start.value;
    // A way that leads against the wish (the start was already better than the goal) is no way to have a share of.
    if way * direction > 0.0 {
        figures.share = Some((latest.value - start.value) / way);
    }
    let left = years(latest.date, goal.date);
    let reached = meets(direction, latest.value, goal.value);
    if left > 0.0 && !reached {
        figures.required_pace = Some((goal.value - latest.value) / left);
    }
    if left > 0.0 {
        figures.at_this_pace = figures.latest_pace.map(|pace| latest.value + pace * left);
    }
    figures.status = if reached {
        PaceStatus::Reached
    } else if left <= 0.0 || goal.date < today {
        PaceStatus::Missed
    } else {
        on_the_way(&figures)
    };
    figures
}

/// The status while the goal is still ahead.
fn on_the_way(figures: &Figures) -> PaceStatus {
    if figures.share.is_some_and(|share| share < 0.0) {
        return PaceStatus::Backwards;
    }
    if figures.missed_goal.is_some() {
        return PaceStatus::Behind;
    }
    match (figures.latest_pace, figures.required_pace) {
        (Some(latest), Some(required)) if (latest - required) * required.signum() >= -1e-9 => {
            PaceStatus::OnPace
        }
        (Some(_), Some(_)) => PaceStatus::Behind,
        _ => PaceStatus::TooEarly,
    }
}

/// Whether new values were promised and have not come.
pub fn update_is_late(indicator: &Indicator, today: NaiveDate) -> bool {
    indicator.next_update.is_some_and(|promised| promised < today)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::programme::samples::{day, indicator};
    use proptest::prelude::*;

    fn of(values: &[(&str, f64)], goals: &[(&str, f64)]) -> Figures {
        figures(&indicator("i", values, goals), day("2026-11-22"))
    }

    fn near(a: Option<f64>, b: f64) -> bool {
        a.is_some_and(|a| (a - b).abs() < 1e-9)
    }

    #[test]
    fn three_numbers_and_two_paces() {
        let figures = of(
            &[("2019-12-31", 10.0), ("2024-12-31", 38.0), ("2025-12-31", 40.0)],
            &[("2027-12-31", 60.0), ("2030-12-31", 60.0)],
        );
        assert!(near(figures.share, 0.6));
        assert!(near(figures.required_pace, 4.0));
        assert!(near(figures.latest_pace, 2.0));
        assert!(near(figures.at_this_pace, 50.0));
        assert_eq!(figures.status, PaceStatus::Behind);
        assert_eq!(figures.next_goal.unwrap().date, day("2027-12-31"));
    }

    #[test]
    fn going_down_is_progress_where_less_is_better() {
        let figures = of(
            &[("1990-12-31", 3500.0), ("2025-12-31", 2100.0)],
            &[("2035-12-31", 700.0)],
        );
        assert!(near(figures.share, 0.5));
        assert!(near(figures.required_pace, -140.0));
        assert!(near(figures.latest_pace, -40.0));
        assert_eq!(figures.status, PaceStatus::Behind);
    }

    #[test]
    fn going_backwards_is_shown_as_a_negative_share() {
        let figures = of(
            &[("2019-12-31", 50.0), ("2025-12-31", 40.0)],
            &[("2030-12-31", 100.0)],
        );
        assert!(near(figures.share, -0.2));
        assert_eq!(figures.status, PaceStatus::Backwards);
    }

    #[test]
    fn more_than_the_goal_is_more_than_the_whole_way() {
        let figures = of(
            &[("2019-12-31", 0.0), ("2025-12-31", 15.0)],
            &[("2030-12-31", 10.0)],
        );
        assert!(near(figures.share, 1.5));
        assert_eq!(
            (figures.status, figures.required_pace),
            (PaceStatus::Reached, None)
        );
    }

    #[test]
    fn a_start_that_is_the_goal_has_no_share_and_is_held_or_lost() {
        let held = of(
            &[("2019-12-31", 37.0), ("2025-12-31", 37.0)],
            &[("2030-12-31", 37.0)],
        );
        assert_eq!((held.share, held.status), (None, PaceStatus::Reached));
        let lost = of(
            &[("2019-12-31", 37.0), ("2025-12-31", 35.0)],
            &[("2030-12-31", 37.0)],
        );
        assert_eq!((lost.share, lost.status), (None, PaceStatus::Behind));
        let mut more = indicator(
            "i",
            &[("2019-12-31", 37.0), ("2025-12-31", 38.0)],
            &[("2030-12-31", 37.0)],
        );
        more.desired_trend = Some(Trend::Increasing);
        assert_eq!(figures(&more, day("2026-11-22")).status, PaceStatus::Reached);
    }

    #[test]
    fn nothing_is_made_up_without_values_or_goals() {
        assert_eq!(of(&[], &[("2030-12-31", 1.0)]).status, PaceStatus::NoData);
        assert_eq!(of(&[("2025-12-31", 1.0)], &[]).status, PaceStatus::NoGoal);
        let one = of(&[("2025-12-31", 1.0)], &[("2030-12-31", 2.0)]);
        assert_eq!((one.status, one.latest_pace), (PaceStatus::TooEarly, None));
        assert!(near(one.share, 0.0));
    }

    #[test]
    fn a_goal_whose_date_has_passed_is_missed_and_needs_no_pace() {
        let figures = of(
            &[("2019-12-31", 0.0), ("2025-12-31", 5.0)],
            &[("2025-12-31", 10.0)],
        );
        assert_eq!(
            (figures.status, figures.required_pace),
            (PaceStatus::Missed, None)
        );
        assert_eq!(figures.missed_goal.unwrap().value.to_string(), "10");
    }

    #[test]
    fn a_value_before_the_first_goal_has_missed_nothing() {
        let figures = of(
            &[("2019-12-31", 0.0), ("2024-12-31", 1.0), ("2025-12-31", 9.0)],
            &[("2026-12-31", 10.0)],
        );
        assert_eq!((figures.missed_goal, figures.status), (None, PaceStatus::OnPace));
    }

    #[test]
    fn the_pace_of_months_is_taken_from_the_same_month_of_the_year_before() {
        let mut monthly = indicator(
            "i",
            &[
                ("2025-10-01", 100.0),
                ("2026-06-01", 20.0),
                ("2026-09-01", 90.0),
                ("2026-10-01", 112.0),
            ],
            &[("2027-10-01", 130.0)],
        );
        monthly.resolution = crate::programme::indicator::Resolution::Month;
        let figures = figures(&monthly, day("2026-11-22"));
        assert!(near(figures.latest_pace, 12.0), "{:?}", figures.latest_pace);
        assert!(near(figures.required_pace, 18.0));
    }

    #[test]
    fn parts_are_not_the_total() {
        let mut parts = indicator("i", &[("2025-12-31", 10.0)], &[]);
        parts.values.push(super::super::indicator::Value {
            date: day("2026-12-31"),
            value: 99.0,
            category: Some("Itä".into()),
        });
        assert_eq!(
            figures(&parts, day("2027-02-01")).latest.unwrap().date,
            day("2025-12-31")
        );
    }

    #[test]
    fn promised_values_are_late_the_day_after_only() {
        let mut indicator = indicator("i", &[], &[]);
        indicator.next_update = Some(day("2026-11-22"));
        assert!(!update_is_late(&indicator, day("2026-11-22")));
        assert!(update_is_late(&indicator, day("2026-11-23")));
    }

    proptest! {
        #[test]
        fn going_at_the_required_pace_reaches_the_goal(
            start in -1000_i32..1000, latest in -1000_i32..1000, goal in -1000_i32..1000, ahead in 1_i32..15,
        ) {
            let goal_date = format!("{}-12-31", 2025 + ahead);
            let figures = of(
                &[("2019-12-31", start.into()), ("2025-12-31", latest.into())],
                &[(&goal_date, goal.into())],
            );
            if let Some(pace) = figures.required_pace {
                let end = f64::from(latest) + pace * f64::from(ahead);
                prop_assert!((end - f64::from(goal)).abs() < 1e-6);
            } else {
                prop_assert_eq!(figures.status, PaceStatus::Reached);
            }
            prop_assert_eq!(figures.share.is_none(), start == goal);
            for figure in [figures.share, figures.latest_pace, figures.at_this_pace].into_iter().flatten() {
                prop_assert!(figure.is_finite());
            }
        }

        #[test]
        fn mirrored_figures_have_the_same_status(
            start in -1000_i32..1000, latest in -1000_i32..1000, goal in -1000_i32..1000,
        ) {
            let with = |sign: f64| of(
                &[("2019-12-31", sign * f64::from(start)), ("2025-12-31", sign * f64::from(latest))],
                &[("2030-12-31", sign * f64::from(goal))],
            );
            let (up, down) = (with(1.0), with(-1.0));
            prop_assert_eq!(up.status, down.status);
            prop_assert_eq!(up.share, down.share);
        }
    }
}
