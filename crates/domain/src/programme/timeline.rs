//! The tasks of an action in the order in which they matter: late, now, next, done, given up.
//!
//! Nothing is left out, and lateness honours what was promised: a task due "2026" is late from 1 January 2027
//! and a task due today is not late.

use super::action::{Task, TaskState};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use std::cmp::Reverse;

/// Where a task stands on the timeline.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "wire", derive(jaettu_wire_derive::FromJson))]
#[serde(rename_all = "snake_case")]
pub enum Group {
    /// Should be done and is not.
    Late,
    /// Being done.
    Now,
    /// Still to come.
    Next,
    /// Done.
    Done,
    /// Given up.
    Cancelled,
}

impl Group {
    /// The groups in the order of the timeline.
    pub const ALL: [Self; 5] = [Self::Late, Self::Now, Self::Next, Self::Done, Self::Cancelled];

    /// Its word in `locales/*/programme.json`.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Late => "late",
            Self::Now => "now",
            Self::Next => "next",
            Self::Done => "done",
            Self::Cancelled => "cancelled",
        }
    }
}

/// How many tasks there are of each kind. `total` leaves out what was given up.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "wire", derive(jaettu_wire_derive::FromJson))]
pub struct Tally {
    /// Done.
    pub done: usize,
    /// Everything that was not given up.
    pub total: usize,
    /// Late.
    pub late: usize,
    /// Being done and not late.
    pub now: usize,
    /// To come.
    pub next: usize,
    /// Given up.
    pub cancelled: usize,
}

/// Whether somebody still has to do the task.
pub const fn is_open(task: &Task) -> bool {
    matches!(task.state, TaskState::NotStarted | TaskState::InProgress)
}

/// Whether the task should have been done before `today`.
pub fn is_late(task: &Task, today: NaiveDate) -> bool {
    is_open(task) && task.due.last() < today
}

/// Whether the task was done only after its date.
pub fn was_late(task: &Task) -> bool {
    task.completed.is_some_and(|date| task.due.last() < date)
}

/// Where the task stands.
pub fn group(task: &Task, today: NaiveDate) -> Group {
    match task.state {
        TaskState::Cancelled => Group::Cancelled,
        TaskState::Completed => Group::Done,
        _ if is_late(task, today) => Group::Late,
        TaskState::InProgress => Group::Now,
        TaskState::NotStarted => Group::Next,
    }
}

/// The groups that have tasks, each in order: by date, and what was done last first.
pub fn timeline(tasks: &[Task], today: NaiveDate) -> Vec<(Group, Vec<&Task>)> {
    let groups = Group::ALL.into_iter().map(|wanted| {
        let mut found: Vec<_> = tasks.iter().filter(|task| group(task, today) == wanted).collect();
        if wanted == Group::Done {
            found.sort_by_key(|task| Reverse(task.completed));
        } else {
            found.sort_by_key(|task| (task.due.last(), task.due.first()));
        }
        (wanted, found)
    });
    groups.filter(|(_, tasks)| !tasks.is_empty()).collect()
}

/// Counts the tasks.
pub fn tally(tasks: &[Task], today: NaiveDate) -> Tally {
    let mut tally = Tally::default();
    for task in tasks {
        match group(task, today) {
            Group::Late => tally.late += 1,
            Group::Now => tally.now += 1,
            Group::Next => tally.next += 1,
            Group::Done => tally.done += 1,
            Group::Cancelled => tally.cancelled += 1,
        }
    }
    tally.total = tasks.len() - tally.cancelled;
    tally
}

fn soonest(tasks: &[Task], wanted: impl Fn(&&Task) -> bool) -> Option<&Task> {
    tasks
        .iter()
        .filter(wanted)
        .min_by_key(|task| (task.due.last(), task.due.first()))
}

/// The task that has been late longest.
pub fn first_late(tasks: &[Task], today: NaiveDate) -> Option<&Task> {
    soonest(tasks, |task| is_late(task, today))
}

/// The task that is due next, of those that are not late already.
pub fn next_due(tasks: &[Task], today: NaiveDate) -> Option<&Task> {
    soonest(tasks, |task| is_open(task) && !is_late(task, today))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::programme::samples::{any_day, any_task, day, task};
    use proptest::prelude::*;

    #[test]
    fn a_task_due_in_2026_is_late_from_new_years_day_2027_only() {
        for (due, last_day_in_time, first_late_day) in [
            ("2026", "2026-12-31", "2027-01-01"),
            ("2026-02", "2026-02-28", "2026-03-01"),
            ("2026-11-22", "2026-11-22", "2026-11-23"),
        ] {
            let task = task("a", TaskState::NotStarted, due);
            assert!(!is_late(&task, day(last_day_in_time)), "{due}");
            assert!(is_late(&task, day(first_late_day)), "{due}");
        }
    }

    #[test]
    fn what_is_done_or_given_up_is_never_late() {
        for state in [TaskState::Completed, TaskState::Cancelled] {
            assert!(!is_late(&task("a", state, "2019"), day("2026-11-22")));
        }
    }

    #[test]
    fn a_task_done_after_its_date_says_so_and_one_done_within_its_month_does_not() {
        let mut done = task("a", TaskState::Completed, "2026-03");
        done.completed = Some(day("2026-03-31"));
        assert!(!was_late(&done));
        done.completed = Some(day("2026-04-01"));
        assert!(was_late(&done));
    }

    #[test]
    fn tasks_that_were_given_up_do_not_count() {
        let tasks = [
            task("a", TaskState::Completed, "2020"),
            task("b", TaskState::Cancelled, "2020"),
            task("c", TaskState::InProgress, "2027"),
        ];
        let tally = tally(&tasks, day("2026-11-22"));
        assert_eq!((tally.done, tally.total, tally.cancelled), (1, 2, 1));
    }

    #[test]
    fn the_next_task_is_the_soonest_that_is_not_late_already() {
        let tasks = [
            task("late", TaskState::InProgress, "2025"),
            task("year", TaskState::NotStarted, "2027"),
            task("month", TaskState::NotStarted, "2027-05"),
            task("given-up", TaskState::Cancelled, "2026-12"),
        ];
        let today = day("2026-11-22");
        let id = |task: Option<&Task>| task.map(|task| task.id.to_string());
        assert_eq!(id(next_due(&tasks, today)).as_deref(), Some("month"));
        assert_eq!(id(first_late(&tasks, today)).as_deref(), Some("late"));
        assert_eq!(id(next_due(&tasks[..1], today)), None);
    }

    proptest! {
        #[test]
        fn every_task_is_on_the_timeline_exactly_once(
            tasks in proptest::collection::vec(any_task(), 0..12),
            today in any_day(),
        ) {
            let mut shown: Vec<_> = timeline(&tasks, today).into_iter()
                .flat_map(|(_, tasks)| tasks).map(std::ptr::from_ref).collect();
            shown.sort();
            let all: Vec<_> = tasks.iter().map(std::ptr::from_ref).collect();
            prop_assert_eq!(shown, all);
            let tally = tally(&tasks, today);
            prop_assert_eq!(tally.total, tally.done + tally.late + tally.now + tally.next);
            prop_assert_eq!(tally.total + tally.cancelled, tasks.len());
        }

        #[test]
        fn what_is_late_stays_late_until_somebody_does_it(task in any_task(), today in any_day(), later in 0_u64..900) {
            let later = today + chrono::Days::new(later);
            prop_assert!(!is_late(&task, today) || is_late(&task, later));
        }

        #[test]
        fn a_less_precise_promise_is_never_late_sooner(date in any_day(), today in any_day()) {
            use crate::time::PartialDate;
            use chrono::Datelike;
            let mut task = task("a", TaskState::NotStarted, "2026");
            let mut late = |due| { task.due = due; is_late(&task, today) };
            let by_day = late(PartialDate::Day(date));
            let by_month = late(PartialDate::Month(date.year(), date.month()));
            let by_year = late(PartialDate::Year(date.year()));
            prop_assert!((!by_month || by_day) && (!by_year || by_month));
        }
    }
}
