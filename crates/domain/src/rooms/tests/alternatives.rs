//! What is told instead.

use super::support::*;
use crate::rooms::rules::{Ask, Booker, alternatives};
use crate::rooms::{Period, Scope};

#[test]
fn what_is_too_long_is_cut_and_what_is_too_short_is_made_longer() {
    let scene = Scene::new();
    let (short, long) = (when("2026-12-01 10:00", 15), when("2026-12-01 10:00", 180));
    assert_eq!(
        scene.instead(short, "too_short"),
        Some(when("2026-12-01 10:00", 30))
    );
    assert_eq!(
        scene.instead(long, "too_long"),
        Some(when("2026-12-01 10:00", 120))
    );
    // Where that is not free, the nearest that is.
    let scene = scene.taken(when("2026-12-01 11:30", 60));
    assert_eq!(
        scene.instead(long, "too_long"),
        Some(when("2026-12-01 09:30", 120))
    );
}

#[test]
fn a_start_beside_the_grid_is_moved_to_the_nearest_on_it() {
    let scene = Scene::open("2026-11-30", 28, &[("08:30", "20:00")]).ruled(|rules| rules.grid_minutes = 60);
    let instead = |from: &str| scene.instead(when(&format!("2026-12-01 {from}"), 60), "off_grid");
    assert_eq!(instead("10:15"), Some(when("2026-12-01 10:30", 60)));
    assert_eq!(instead("10:45"), Some(when("2026-12-01 10:30", 60)));
    // Of two that are equally near the later.
    assert_eq!(instead("10:00"), Some(when("2026-12-01 10:30", 60)));
}

#[test]
fn what_others_have_or_is_closed_is_moved_to_the_nearest_free_time() {
    let scene = Scene::new().taken(when("2026-12-01 10:00", 60));
    let asked = when("2026-12-01 10:15", 60);
    assert_eq!(
        scene.instead(asked, "slot_taken"),
        Some(when("2026-12-01 11:00", 60))
    );
    let asked = when("2026-12-01 10:00", 60);
    assert_eq!(
        scene.instead(asked, "slot_taken"),
        Some(when("2026-12-01 11:00", 60))
    );
    let asked = when("2026-12-01 19:30", 60);
    assert_eq!(scene.instead(asked, "closed"), Some(when("2026-12-01 19:00", 60)));
    let asked = when("2026-12-02 03:00", 60);
    assert_eq!(scene.instead(asked, "closed"), Some(when("2026-12-02 08:00", 60)));
}

#[test]
fn what_is_too_early_is_moved_to_the_first_and_what_is_too_far_to_the_last() {
    let scene = Scene::new().ruled(|rules| {
        rules.notice_minutes = 50;
        rules.ahead_days = 3;
    });
    let first = Some(when("2026-11-30 13:00", 60));
    assert_eq!(scene.instead(when("2026-11-30 12:15", 60), "too_soon"), first);
    assert_eq!(scene.instead(when("2026-11-30 09:00", 60), "past"), first);
    let last = Some(when("2026-12-03 19:00", 60));
    assert_eq!(scene.instead(when("2026-12-10 09:00", 60), "too_far"), last);
}

#[test]
fn where_nothing_is_free_nothing_is_told_instead() {
    let scene = Scene::new();
    let window = scene.taken.window();
    let scene = scene.taken(window);
    assert_eq!(scene.instead(when("2026-12-01 10:00", 60), "slot_taken"), None);
    assert_eq!(scene.instead(when("2026-12-01 10:00", 180), "too_long"), None);
    assert!(scene.alternatives(when("2026-12-01 10:00", 60), 3).is_empty());
}

#[test]
fn three_alternatives_are_the_nearest_that_do_not_overlap() {
    let scene = Scene::new().taken(when("2026-12-01 10:00", 60));
    let asked = when("2026-12-01 10:00", 60);
    let expected = ["11:00", "09:00", "12:00"].map(|from| when(&format!("2026-12-01 {from}"), 60));
    assert_eq!(scene.alternatives(asked, 3), expected);
    assert_eq!(scene.alternatives(asked, 1), expected[..1]);
    assert!(scene.alternatives(asked, 0).is_empty());
}

#[test]
fn an_alternative_is_as_long_as_was_asked_for_or_as_the_rules_allow() {
    let asked = when("2026-12-01 10:00", 180);
    assert_eq!(
        Scene::new().alternatives(asked, 1),
        [when("2026-12-01 10:00", 120)]
    );
    // What was asked for is no alternative to itself.
    let asked = when("2026-12-01 10:00", 60);
    let expected = [when("2026-12-01 10:15", 60)];
    assert_eq!(Scene::new().alternatives(asked, 1), expected);
}

#[test]
fn an_alternative_breaks_no_rule_for_the_person_either() {
    let booker = Booker {
        bookings: vec![own("oodi-1", when("2026-12-01 11:00", 60))],
        quotas: vec![quota(Scope::Account, Period::Day, None, Some(120))],
        ..Booker::default()
    };
    let scene = Scene::new().booked_by(booker).taken(when("2026-12-01 10:00", 60));
    let expected = ["09:00", "12:00", "08:00"].map(|from| when(&format!("2026-12-01 {from}"), 60));
    assert_eq!(scene.alternatives(when("2026-12-01 10:00", 60), 3), expected);
    // For two hours another day has to be taken.
    let expected = [when("2026-12-02 08:00", 120)];
    assert_eq!(scene.alternatives(when("2026-12-01 18:00", 120), 1), expected);
}

#[test]
fn nothing_is_offered_that_another_time_does_not_help_with() {
    let asked = when("2026-12-01 10:00", 60);
    let blocked = Booker {
        blocked: true,
        ..Booker::default()
    };
    assert!(Scene::new().booked_by(blocked).alternatives(asked, 3).is_empty());
    let crowd = Ask {
        when: asked,
        people: Some(9),
    };
    assert!(alternatives(&crowd, &Scene::new().setting(), None, 3).is_empty());
}
