//! Finding, judging and plain counting give the same answers, whatever the hours, the rules and the bookings are.

use super::plain::World;
use super::worlds::worlds;
use crate::busy::{Mask, Quarter, Quarters};
use crate::rooms::find::{Time, Wish};
use crate::rooms::find::{fitting, next_starts};
use crate::rooms::refusal::Refusal;
use crate::rooms::rules::{Ask, alternatives, judge};
use proptest::prelude::*;

fn members(mask: &Mask) -> Vec<Quarter> {
    mask.from(Quarter(i64::MIN)).collect()
}

/// The times of one length that break no rule of the room, by plain counting.
fn legal(world: &World, length: u32) -> Vec<Quarters> {
    let open = world.open();
    let all = world.quarters().map(|start| Quarters::new(start, length));
    all.filter(|when| world.is_legal(*when, &open)).collect()
}

fn by_nearness(mut times: Vec<Quarters>, asked: Quarters) -> Vec<Quarters> {
    let start = asked.from.0;
    times.sort_by_key(|when| ((when.from.0 - start).abs(), std::cmp::Reverse(when.from)));
    times
}

/// The first of them that do not overlap, and are not what was asked for.
fn apart(times: impl Iterator<Item = Quarters>, asked: Quarters, count: usize) -> Vec<Quarters> {
    let mut chosen: Vec<Quarters> = Vec::new();
    for when in times.filter(|when| *when != asked) {
        let free = |other: &Quarters| other.until <= when.from || when.until <= other.from;
        if chosen.len() < count && chosen.iter().all(free) {
            chosen.push(when);
        }
    }
    chosen
}

/// Whether a reason is one for which another time is told.
const fn is_of_time(refusal: &Refusal) -> bool {
    matches!(
        refusal,
        Refusal::NotPublished
            | Refusal::Past
            | Refusal::TooSoon { .. }
            | Refusal::TooFar { .. }
            | Refusal::NotYetOpen { .. }
            | Refusal::Closed
            | Refusal::HoursUnknown
            | Refusal::OffGrid { .. }
            | Refusal::TooShort { .. }
            | Refusal::TooLong { .. }
            | Refusal::Taken
    )
}

fn asked(world: &World, at: usize, length: u32) -> Quarters {
    let start = world.quarters().nth(at).unwrap();
    Quarters::new(start, length)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(160))]

    #[test]
    fn hours_are_those_of_looking_at_every_minute(world in worlds()) {
        let scene = world.scene();
        let open = scene.hours.used(world.rules.self_service);
        prop_assert!(members(open).iter().eq(&world.open()));
    }

    #[test]
    fn what_is_listed_is_what_is_allowed(world in worlds(), minutes in 0_u32..180) {
        let mut scene = world.scene();
        scene.booker = None;
        let length = minutes.div_ceil(15);
        let listed = scene.starts(minutes);
        let allowed = |start: &Quarter| scene.judge(Quarters::new(*start, length)).is_empty();
        let judged: Vec<Quarter> = world.quarters().filter(allowed).collect();
        prop_assert_eq!(&listed, &judged);
        let plain: Vec<Quarter> = legal(&world, length).iter().map(|when| when.from).collect();
        prop_assert_eq!(&listed, &plain);
    }

    #[test]
    fn what_is_told_instead_is_the_nearest_time_that_breaks_no_rule(
        world in worlds(), at in 0_usize..480, length in 1_u32..16,
    ) {
        let mut scene = world.scene();
        scene.booker = None;
        let asked = asked(&world, at, length);
        let nearest = by_nearness(legal(&world, fitting(&world.rules, length)), asked);
        for one in scene.judge(asked) {
            prop_assert!(is_of_time(&one.refusal));
            prop_assert_eq!(one.instead, nearest.first().copied());
            if let Some(instead) = one.instead {
                prop_assert_eq!(scene.judge(instead), []);
            }
        }
    }

    #[test]
    fn no_reason_follows_from_another(world in worlds(), at in 0_usize..480, length in 1_u32..16) {
        let scene = world.scene();
        let codes = scene.reasons(asked(&world, at, length));
        for [one, other] in [
            ["past", "too_soon"], ["past", "closed"], ["past", "hours_unknown"], ["past", "slot_taken"],
            ["too_far", "closed"], ["too_far", "hours_unknown"], ["too_far", "not_yet_open"],
            ["not_yet_open", "closed"], ["not_yet_open", "hours_unknown"], ["hours_unknown", "closed"],
            ["too_short", "too_long"],
        ] {
            prop_assert!(!(codes.contains(&one) && codes.contains(&other)), "{:?}", codes);
        }
    }

    #[test]
    fn alternatives_are_the_nearest_that_are_allowed_and_not_what_one_has(
        world in worlds(), at in 0_usize..480, length in 1_u32..16, has in prop::option::of(0_usize..3),
    ) {
        let scene = world.scene();
        let asked = asked(&world, at, length);
        let ask = Ask { when: asked, people: None };
        // One of those that would be given otherwise.
        let moved = has.and_then(|has| alternatives(&ask, &scene.setting(), None, 3).get(has).copied());
        let given = alternatives(&ask, &scene.setting(), moved, 3);
        for when in &given {
            prop_assert_eq!(scene.judge(*when), []);
        }
        let legal = by_nearness(legal(&world, fitting(&world.rules, length)), asked);
        let allowed = legal.into_iter().filter(|when| world.is_allowed(*when) && Some(*when) != moved);
        prop_assert_eq!(given, apart(allowed, asked, 3));
    }

    #[test]
    fn a_person_is_refused_exactly_what_they_may_not_have(world in worlds(), at in 0_usize..480, length in 1_u32..16) {
        let scene = world.scene();
        let asked = asked(&world, at, length);
        let refused = judge(&Ask { when: asked, people: None }, &scene.setting());
        let others = refused.iter().filter(|one| !is_of_time(&one.refusal));
        prop_assert_eq!(others.count() == 0, world.is_allowed(asked));
        let open = world.open();
        for instead in refused.iter().filter(|one| !is_of_time(&one.refusal)).filter_map(|one| one.instead) {
            prop_assert!(world.is_legal(instead, &open), "{:?}", instead);
        }
    }

    #[test]
    fn the_next_starts_are_those_at_the_time_of_day(
        world in worlds(), from in 0_u16..=96, until in 0_u16..=96, dated in any::<bool>(), count in 0_usize..6,
    ) {
        let scene = world.scene();
        let time = |quarter: u16| crate::time::LocalTime::new(quarter / 4, quarter % 4 * 15).unwrap();
        let (from, until) = (time(from), time(until));
        let wish = Wish {
            date: dated.then(|| world.known[0].date), from: Some(from), until: Some(until), ..Wish::default()
        };
        let minutes = world.rules.min_minutes;
        let fits = |start: &Quarter| {
            let (start, end) = (start.instant(), start.instant() + chrono::TimeDelta::minutes(i64::from(minutes)));
            let dates = world.known[0].date.pred_opt().unwrap().iter_days().take(8);
            let inside = |date: chrono::NaiveDate| {
                let last = if until <= from { date.succ_opt().unwrap() } else { date };
                crate::time::at(date, from) <= start && end <= crate::time::at(last, until)
            };
            match wish.date {
                Some(date) => crate::time::today(start) == date && inside(date),
                None => dates.into_iter().any(inside),
            }
        };
        let expected: Vec<Quarter> = scene.starts(minutes).into_iter().filter(fits).take(count).collect();
        let times: Vec<Time> = wish.times(world.window.empty().window());
        prop_assert_eq!(next_starts(&scene.candidate(), minutes, world.now, &times, count), expected);
    }
}
