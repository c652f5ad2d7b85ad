use super::support::*;
use crate::busy::Quarters;
use crate::rooms::find::{Candidate, Time, assign, next_starts, pool_next_starts, pool_starts, starts};
use proptest::prelude::*;
use std::collections::BTreeSet;

fn members(scenes: &[Scene]) -> Vec<Candidate<'_>> {
    scenes.iter().map(Scene::candidate).collect()
}

/// A sewing machine that is taken at these times of 1 December.
fn machine(taken: &[(&str, u32)]) -> Scene {
    taken.iter().fold(Scene::new(), |scene, (from, minutes)| {
        scene.taken(when(&format!("2026-12-01 {from}"), *minutes))
    })
}

#[test]
fn a_pool_can_be_had_when_any_of_its_machines_can() {
    let scenes = [
        machine(&[("08:00", 240)]),
        machine(&[("08:30", 240), ("13:00", 420)]),
    ];
    let now = local("2026-12-01 07:00");
    let all: Vec<_> = pool_starts(&members(&scenes), 60, now).collect();
    assert_eq!(clocks(all.clone())[..2], ["01 12:00", "01 12:15"]);
    let first = pool_next_starts(&members(&scenes), 60, now, &[Time::ANY], 5);
    assert_eq!(first, all[..5]);
    assert!(pool_next_starts(&[], 60, now, &[Time::ANY], 5).is_empty());
    assert_eq!(pool_starts(&[], 60, now).count(), 0);
}

#[test]
fn a_booking_goes_where_it_leaves_nothing_that_is_too_short_for_anybody() {
    let asked = when("2026-12-01 10:00", 60);
    let scenes = [
        // A quarter would be left over, which nobody can book.
        machine(&[("08:00", 105), ("11:00", 120)]),
        // Nothing is left before, and an hour after.
        machine(&[("08:00", 120), ("12:00", 480)]),
        // It is free all day.
        machine(&[]),
    ];
    assert_eq!(assign(&members(&scenes), asked), Some(1));
    let scenes = [
        machine(&[]),
        machine(&[("08:00", 120), ("11:00", 60)]),
        machine(&[]),
    ];
    assert_eq!(assign(&members(&scenes), asked), Some(1));
    // Half an hour is not too short.
    let scenes = [
        machine(&[("08:00", 90), ("11:00", 60)]),
        machine(&[("08:00", 120), ("12:00", 480)]),
    ];
    assert_eq!(assign(&members(&scenes), asked), Some(0));
    // Among equals the first.
    let scenes = [machine(&[("10:30", 15)]), machine(&[]), machine(&[])];
    assert_eq!(assign(&members(&scenes), asked), Some(1));
    assert_eq!(assign(&members(&scenes[..1]), asked), None);
    assert_eq!(assign(&[], asked), None);
}

#[test]
fn a_machine_is_not_free_while_the_library_is_closed() {
    let scenes = [machine(&[])];
    assert_eq!(assign(&members(&scenes), when("2026-12-01 19:30", 60)), None);
}

fn bookings() -> impl Strategy<Value = Vec<(u32, u32)>> {
    prop::collection::vec((0_u32..110, 1_u32..16), 0..9)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn one_is_assigned_exactly_if_one_is_free(
        pool in prop::collection::vec(bookings(), 0..5), start in 0_u32..110, length in 1_u32..9, grid in 1_u32..5,
    ) {
        let morning = quarter("2026-11-30 06:00");
        let scenes: Vec<Scene> = pool.iter().map(|bookings| {
            let scene = Scene::new().at("2026-11-30 07:05").ruled(|rules| rules.grid_minutes = grid * 15);
            bookings.iter().fold(scene, |scene, (from, length)| {
                scene.taken(Quarters::new(morning.plus(i64::from(*from)), *length))
            })
        }).collect();
        let asked = Quarters::new(morning.plus(i64::from(start)), length);
        let free = |scene: &Scene| (asked.from.0..asked.until.0).map(crate::busy::Quarter)
            .all(|quarter| scene.hours.any.has(quarter) && !scene.taken.has(quarter));
        let assigned = assign(&members(&scenes), asked);
        prop_assert_eq!(assigned.is_some(), scenes.iter().any(free));
        prop_assert!(assigned.is_none_or(|at| free(&scenes[at])));
        let now = local("2026-11-30 07:05");
        let minutes = length * 15;
        let union: BTreeSet<_> = members(&scenes).iter().flat_map(|member| starts(member, minutes, now)).collect();
        let listed: Vec<_> = pool_starts(&members(&scenes), minutes, now).collect();
        prop_assert!(listed.iter().eq(&union));
        let three = pool_next_starts(&members(&scenes), minutes, now, &[Time::ANY], 3);
        prop_assert!(three.iter().eq(union.iter().take(3)));
        if let [only] = scenes.as_slice() {
            prop_assert_eq!(&three, &next_starts(&only.candidate(), minutes, now, &[Time::ANY], 3));
        }
    }
}
