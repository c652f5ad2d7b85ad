//! Where the points of a chart lie, in hundredths of its width and height from the top left corner.

use super::indicator::Point;
use super::pace::Figures;
use chrono::{Datelike, NaiveDate};

/// A place on the chart.
pub type Place = (f64, f64);

/// A line or label with its place.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Mark {
    /// The place.
    pub at: Place,
    /// The figure and its date.
    pub point: Point,
}

/// A chart of an indicator.
#[derive(Clone, Debug, PartialEq)]
pub struct Chart {
    /// What has been measured, oldest first.
    pub line: Vec<Mark>,
    /// The goals, nearest first.
    pub goals: Vec<Mark>,
    /// From the latest value to the last goal: the pace that is needed.
    pub needed: Option<(Place, Place)>,
    /// From the latest value on at the latest pace.
    pub pace: Option<(Place, Place)>,
    /// Horizontal lines: height and figure.
    pub steps: Vec<(f64, f64)>,
}

/// The smallest 1, 2 or 5 with zeros that is at least `least`.
fn round_step(least: f64) -> f64 {
    // Multiplied out: logarithms would cost every phone some kilobytes.
    let mut size = 1.0;
    while size * 10.0 <= least {
        size *= 10.0;
    }
    while size > least {
        size /= 10.0;
    }
    let fit = [1.0, 2.0, 5.0, 10.0]
        .into_iter()
        .find(|step| step * size >= least * 0.999);
    fit.unwrap_or(10.0) * size
}

/// The chart of what was measured and where it should go; `None` without any values.
///
/// The vertical axis begins at zero unless there are figures below it, so that heights can be compared.
pub fn chart(totals: &[Point], goals: &[Point], figures: &Figures) -> Option<Chart> {
    let first = totals.first()?;
    let projected = figures.at_this_pace.zip(figures.goal);
    let all = || {
        totals
            .iter()
            .chain(goals)
            .map(|point| point.value)
            .chain(projected.map(|(value, _)| value))
    };
    let highest = all().fold(0.0, f64::max);
    let lowest = all().fold(0.0, f64::min);
    let spread = if highest > lowest { highest - lowest } else { 1.0 };
    let step = round_step(spread / 4.0);
    let (bottom, top) = (
        (lowest / step).floor() * step,
        (highest / step).ceil().max(1.0) * step,
    );
    let last = totals
        .iter()
        .chain(goals)
        .map(|point| point.date)
        .max()
        .unwrap_or(first.date);
    let days = f64::from(u16::try_from((last - first.date).num_days()).unwrap_or(u16::MAX)).max(1.0);
    let x = |date: NaiveDate| {
        let day = u16::try_from((date - first.date).num_days().max(0)).unwrap_or(u16::MAX);
        f64::from(day) / days * 100.0
    };
    let y = |value: f64| (top - value) / (top - bottom) * 100.0;
    let mark = |point: &Point| Mark {
        at: (x(point.date), y(point.value)),
        point: *point,
    };
    let line: Vec<Mark> = totals.iter().map(mark).collect();
    let latest = line.last()?.at;
    let toward = |value: f64, goal: Point| {
        (goal.date > totals.last()?.date).then(|| (latest, (x(goal.date), y(value))))
    };
    let steps = (0..=12_u8)
        .map(|n| bottom + f64::from(n) * step)
        .take_while(|value| *value <= top + step / 2.0);
    Some(Chart {
        goals: goals
            .iter()
            .filter(|goal| goal.date >= first.date)
            .map(mark)
            .collect(),
        needed: figures
            .required_pace
            .and(figures.goal)
            .and_then(|goal| toward(goal.value, goal)),
        pace: projected.and_then(|(value, goal)| toward(value, goal)),
        steps: steps.map(|value| (y(value), value)).collect(),
        line,
    })
}

impl Chart {
    /// The years of the first value, the latest and the last goal, each once.
    pub fn years(&self) -> Vec<(f64, i32)> {
        let ends = [self.line.first(), self.line.last(), self.goals.last()];
        let mut years: Vec<(f64, i32)> = ends
            .into_iter()
            .flatten()
            .map(|mark| (mark.at.0, mark.point.date.year()))
            .collect();
        years.dedup_by_key(|(_, year)| *year);
        years
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::programme::pace::figures;
    use crate::programme::samples::{any_day, day, indicator};
    use proptest::prelude::*;

    fn of(values: &[(&str, f64)], goals: &[(&str, f64)]) -> Option<Chart> {
        let indicator = indicator("i", values, goals);
        let figures = figures(&indicator, day("2026-11-22"));
        chart(&indicator.totals(), &indicator.goals_in_order(), &figures)
    }

    #[test]
    fn the_first_value_is_at_the_left_and_the_last_goal_at_the_right() {
        let chart = of(
            &[("2020-12-31", 22.0), ("2025-12-31", 41.0)],
            &[("2030-12-31", 60.0)],
        )
        .unwrap();
        assert!(chart.line[0].at.0.abs() < 1e-9);
        assert!((chart.goals[0].at.0 - 100.0).abs() < 1e-9);
        assert_eq!(
            chart.steps.iter().map(|(_, value)| *value).collect::<Vec<_>>(),
            [0.0, 20.0, 40.0, 60.0]
        );
        let years: Vec<_> = chart.years().into_iter().map(|(_, year)| year).collect();
        assert_eq!(years, [2020, 2025, 2030]);
        assert!(chart.needed.is_some() && chart.pace.is_some());
    }

    #[test]
    fn without_values_there_is_no_chart_and_without_a_goal_no_pace_to_it() {
        assert_eq!(of(&[], &[("2030-12-31", 60.0)]), None);
        let chart = of(&[("2025-12-31", 0.0)], &[]).unwrap();
        assert_eq!((chart.needed, chart.pace), (None, None));
    }

    proptest! {
        #[test]
        fn everything_lies_on_the_chart(
            values in proptest::collection::btree_map(any_day(), -1000_i32..100_000, 1..20),
            goal in -1000_i32..100_000,
        ) {
            let points: Vec<_> = values.iter().map(|(date, value)| (date.to_string(), f64::from(*value))).collect();
            let points: Vec<_> = points.iter().map(|(date, value)| (date.as_str(), *value)).collect();
            let chart = of(&points, &[("2031-12-31", f64::from(goal))]).unwrap();
            let ends = [chart.needed, chart.pace].into_iter().flatten().flat_map(|(from, to)| [from, to]);
            for (x, y) in chart.line.iter().chain(&chart.goals).map(|mark| mark.at).chain(ends) {
                prop_assert!((-0.001..=100.001).contains(&x) && (-0.001..=100.001).contains(&y), "{x} {y}");
            }
            prop_assert!((2..=12).contains(&chart.steps.len()), "{:?}", chart.steps);
        }
    }
}
