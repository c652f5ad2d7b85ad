use super::support::*;
use crate::busy::Quarters;
use crate::rooms::Refusal;
use crate::rooms::refusal::Refused;
use crate::rooms::rules::{Ask, judge};

#[test]
fn what_breaks_no_rule_is_allowed() {
    assert_eq!(Scene::new().judge(when("2026-12-01 10:00", 60)), []);
    // The last hour before the library closes, and the quarter that has begun.
    assert_eq!(Scene::new().judge(when("2026-12-01 19:00", 60)), []);
    assert_eq!(
        Scene::new()
            .at("2026-11-30 12:14")
            .judge(when("2026-11-30 12:00", 60)),
        []
    );
}

#[test]
fn a_booking_that_ends_before_it_begins_is_told_nothing_else_about_its_time() {
    let from = quarter("2025-01-01 10:00");
    for until in [from, from.plus(-4)] {
        let refused = Scene::new().judge(Quarters { from, until });
        assert_eq!(refused, [Refused::from(Refusal::NotQuarters)]);
    }
}

#[test]
fn every_reason_is_told_at_once() {
    let scene = Scene::new()
        .ruled(|rules| {
            rules.notice_minutes = 24 * 60;
            rules.grid_minutes = 60;
        })
        .taken(when("2026-12-01 10:00", 60));
    let ask = Ask {
        when: when("2026-12-01 10:30", 150),
        people: Some(9),
    };
    let refused = judge(&ask, &scene.setting());
    let reasons: Vec<Refusal> = refused.into_iter().map(|one| one.refusal).collect();
    let expected = [
        Refusal::TooSoon { notice_minutes: 1440 },
        Refusal::OffGrid { grid_minutes: 60 },
        Refusal::TooLong { minutes: 120 },
        Refusal::Taken,
        Refusal::TooManyPeople { people: 8 },
    ];
    assert_eq!(reasons, expected);
}

#[test]
fn what_is_over_is_told_nothing_of_hours_or_others() {
    let scene = Scene::new().ruled(|rules| rules.notice_minutes = 60);
    assert_eq!(scene.reasons(when("2026-11-30 11:45", 60)), ["past"]);
    assert_eq!(scene.reasons(when("2026-11-30 12:00", 60)), ["too_soon"]);
    assert_eq!(scene.reasons(when("2026-11-30 03:00", 15)), ["past", "too_short"]);
    assert_eq!(scene.reasons(when("2020-11-30 03:00", 60)), ["past"]);
}

#[test]
fn beyond_the_horizon_nothing_is_told_of_hours() {
    let scene = Scene::new().ruled(|rules| {
        rules.ahead_days = 2;
        rules.opens_at = clock("18:00");
    });
    let refusal = |when| scene.judge(when).remove(0).refusal;
    let opens = local("2026-11-30 18:00");
    let at = clock("18:00");
    // The day after tomorrow opens this evening.
    let asked = when("2026-12-02 23:00", 60);
    assert_eq!(scene.reasons(asked), ["not_yet_open"]);
    assert_eq!(refusal(asked), Refusal::NotYetOpen { opens, at });
    let asked = when("2027-12-03 10:00", 60);
    assert_eq!(scene.reasons(asked), ["too_far"]);
    let (ahead_days, opens) = (2, local("2027-12-01 18:00"));
    assert_eq!(refusal(asked), Refusal::TooFar { ahead_days, opens });
}

#[test]
fn closed_is_what_is_known_to_be_closed() {
    let scene = Scene::new();
    assert_eq!(scene.reasons(when("2026-12-01 07:30", 60)), ["closed"]);
    assert_eq!(scene.reasons(when("2026-12-01 19:15", 60)), ["closed"]);
    assert_eq!(scene.reasons(when("2026-12-01 23:00", 60)), ["closed"]);
    let unknown = quarter("2026-12-28 00:00");
    assert_eq!(scene.hours.known_until, unknown);
    assert_eq!(scene.reasons(when("2026-12-28 10:00", 60)), ["hours_unknown"]);
    assert_eq!(scene.reasons(when("2026-12-27 23:30", 60)), ["hours_unknown"]);
    assert_eq!(scene.reasons(when("2026-12-27 23:00", 60)), ["closed"]);
}

#[test]
fn before_the_days_that_are_looked_at_nothing_is_said_of_hours() {
    let scene = Scene::new().at("2026-11-20 12:00");
    assert_eq!(scene.reasons(when("2026-11-25 10:00", 60)), ["hours_unknown"]);
}

#[test]
fn a_night_of_the_last_known_day_is_known() {
    let scene = Scene::open("2026-11-30", 3, &[("18:00", "02:00")]);
    let asked = when("2026-12-02 17:30", 8 * 60);
    assert_eq!(scene.reasons(asked), ["closed", "too_long"]);
    assert!(scene.reasons(when("2026-12-03 01:00", 60)).is_empty());
    assert_eq!(scene.reasons(when("2026-12-03 01:30", 60)), ["hours_unknown"]);
}

#[test]
fn where_the_library_is_open_without_staff_rooms_are_used_that_allow_it() {
    use crate::busy::Days;
    use crate::libraries::Service::{SelfService, Staffed};
    let mut known = days("2026-11-30", 3, &[]);
    for day in &mut known {
        let morning = opening("08:00", "10:00", SelfService);
        day.openings = vec![morning, opening("10:00", "20:00", Staffed)];
    }
    let scene = || Scene::of(&known, Days::of_local(date("2026-11-30"), 3));
    let early = when("2026-12-01 09:30", 60);
    assert_eq!(scene().reasons(early), ["closed"]);
    assert!(
        scene()
            .ruled(|rules| rules.self_service = true)
            .reasons(early)
            .is_empty()
    );
}

#[test]
fn others_are_told_of_only_where_the_library_is_open() {
    let scene = Scene::new()
        .taken(when("2026-12-01 18:00", 60))
        .taken(when("2026-12-01 21:00", 60));
    assert_eq!(scene.reasons(when("2026-12-01 18:30", 60)), ["slot_taken"]);
    assert_eq!(
        scene.reasons(when("2026-12-01 18:30", 120)),
        ["closed", "slot_taken"]
    );
    assert_eq!(scene.reasons(when("2026-12-01 19:30", 120)), ["closed"]);
    assert!(scene.reasons(when("2026-12-01 19:00", 60)).is_empty());
}

#[test]
fn a_room_that_is_not_published_is_not_booked() {
    let scene = Scene::new().ruled(|rules| rules.published_until = Some(local("2026-12-02 12:00")));
    assert!(scene.reasons(when("2026-12-02 11:00", 60)).is_empty());
    assert_eq!(scene.reasons(when("2026-12-02 11:15", 60)), ["not_published"]);
    let before = Scene::new().ruled(|rules| rules.published_from = Some(local("2026-12-02 12:00")));
    assert_eq!(before.reasons(when("2026-12-02 11:45", 60)), ["not_published"]);
    assert!(before.reasons(when("2026-12-02 12:00", 60)).is_empty());
}

#[test]
fn as_many_people_come_as_the_room_is_for() {
    let mut scene = Scene::new();
    scene.people = (2, 6);
    let asked = when("2026-12-01 10:00", 60);
    let refusals = |people| {
        let refused = judge(&Ask { when: asked, people }, &scene.setting());
        assert!(refused.iter().all(|one| one.instead.is_none()));
        refused.into_iter().map(|one| one.refusal).collect::<Vec<_>>()
    };
    assert_eq!(refusals(Some(1)), [Refusal::TooFewPeople { people: 2 }]);
    assert_eq!(refusals(Some(7)), [Refusal::TooManyPeople { people: 6 }]);
    for allowed in [None, Some(2), Some(6)] {
        assert_eq!(refusals(allowed), []);
    }
}

#[test]
fn a_year_that_is_asked_for_at_once_is_answered_like_any_other() {
    let scene = Scene::new().taken(when("2026-12-01 10:00", 60));
    let asked = Quarters {
        from: quarter("2026-11-30 12:00"),
        until: quarter("2199-11-30 12:00"),
    };
    assert_eq!(scene.reasons(asked), ["hours_unknown", "too_long", "slot_taken"]);
}
