use super::support::*;
use crate::busy::Quarters;
use crate::rooms::rules::{Booker, Own};
use crate::rooms::{Period, Quota, Refusal, Scope};
use Period::{Coming, Day, Month, Week};
use Scope::{Account, Library, Room};

fn scene(bookings: Vec<Own>, quotas: Vec<Quota>) -> Scene {
    let booker = Booker {
        bookings,
        quotas,
        ..Booker::default()
    };
    Scene::new().booked_by(booker)
}

/// At ten in the morning.
fn on(day: &str) -> Quarters {
    when(&format!("{day} 10:00"), 60)
}

fn here(day: &str) -> Own {
    own("kallio-1", on(day))
}

#[test]
fn a_quota_counts_within_its_room_its_library_or_everywhere() {
    let bookings = || {
        let times = ["2026-12-01 14:00", "2026-12-01 15:00", "2026-12-01 16:00"];
        let [one, two, three] = times.map(|from| when(from, 60));
        vec![own("kallio-1", one), own("kallio-2", two), own("oodi-1", three)]
    };
    for (scope, counted) in [(Room, 1), (Library, 2), (Account, 3)] {
        let most = |most| scene(bookings(), vec![quota(scope, Day, Some(most), None)]);
        assert_eq!(most(counted).reasons(on("2026-12-01")), ["quota_bookings"]);
        assert!(most(counted + 1).reasons(on("2026-12-01")).is_empty());
        let minutes = |most| scene(bookings(), vec![quota(scope, Day, None, Some(most))]);
        assert_eq!(
            minutes(counted * 60 + 45).reasons(on("2026-12-01")),
            ["quota_minutes"]
        );
        assert!(minutes(counted * 60 + 60).reasons(on("2026-12-01")).is_empty());
    }
}

#[test]
fn the_quotas_of_the_room_and_of_the_library_count_alike_and_are_told_once() {
    let one = quota(Account, Day, Some(1), None);
    let scene = scene(vec![own("oodi-1", when("2026-12-01 14:00", 60))], vec![one]);
    let two = vec![quota(Room, Day, Some(0), Some(30)), one];
    let scene = scene.ruled(|rules| rules.quotas = two);
    let reasons = ["quota_bookings", "quota_minutes", "quota_bookings"];
    assert_eq!(scene.reasons(on("2026-12-01")), reasons);
}

#[test]
fn a_day_ends_at_midnight_in_helsinki() {
    let quotas = vec![quota(Room, Day, Some(1), None)];
    let late = || own("kallio-1", when("2026-12-01 23:30", 60));
    let night = |bookings| {
        let open = Scene::open("2026-11-30", 9, &[("00:00", "24:00")]);
        Scene {
            booker: scene(bookings, quotas.clone()).booker,
            ..open
        }
    };
    // It counts for the day on which it begins.
    assert_eq!(night(vec![late()]).reasons(on("2026-12-01")), ["quota_bookings"]);
    assert!(night(vec![late()]).reasons(on("2026-12-02")).is_empty());
    assert!(
        night(vec![late()])
            .reasons(when("2026-12-02 00:30", 60))
            .is_empty()
    );
}

#[test]
fn a_week_is_from_monday_to_sunday() {
    let quotas = vec![quota(Library, Week, Some(2), None)];
    let scene = scene(vec![here("2026-12-01"), here("2026-12-06")], quotas);
    for day in ["2026-12-02", "2026-12-05"] {
        assert_eq!(scene.reasons(on(day)), ["quota_bookings"]);
    }
    assert!(scene.reasons(on("2026-12-07")).is_empty());
    // Nearest is the first start of the next week.
    let instead = scene.instead(on("2026-12-05"), "quota_bookings");
    assert_eq!(instead, Some(when("2026-12-07 08:00", 60)));
}

#[test]
fn a_week_goes_on_over_new_year() {
    let quotas = vec![quota(Room, Week, Some(1), None)];
    let booker = scene(vec![here("2026-12-28")], quotas).booker;
    let scene = Scene {
        booker,
        ..Scene::open("2026-12-20", 28, &[("08:00", "20:00")])
    };
    assert_eq!(scene.reasons(on("2027-01-03")), ["quota_bookings"]);
    assert!(scene.reasons(on("2027-01-04")).is_empty());
    assert!(scene.reasons(on("2026-12-27")).is_empty());
}

#[test]
fn a_month_is_that_of_the_calendar() {
    let quotas = vec![quota(Room, Month, None, Some(120))];
    let scene = scene(vec![here("2026-11-30")], quotas.clone());
    assert!(scene.reasons(when("2026-12-01 10:00", 120)).is_empty());
    let one = Booker {
        bookings: vec![here("2026-12-20"), here("2026-12-21")],
        quotas,
        ..Booker::default()
    };
    let scene = scene.booked_by(one);
    let asked = when("2026-12-01 10:00", 60);
    assert_eq!(scene.reasons(asked), ["quota_minutes"]);
    // November, where one day is left.
    let instead = scene.instead(asked, "quota_minutes");
    assert_eq!(instead, Some(when("2026-11-30 19:00", 60)));
}

#[test]
fn what_is_to_come_counts_until_it_has_ended() {
    let quotas = vec![quota(Account, Coming, Some(1), None)];
    let over = own("oodi-1", when("2026-11-30 11:00", 60));
    assert!(
        scene(vec![over], quotas.clone())
            .reasons(on("2026-12-01"))
            .is_empty()
    );
    let goes_on = own("oodi-1", when("2026-11-30 11:15", 60));
    let scene = scene(vec![goes_on], quotas);
    assert_eq!(scene.reasons(on("2026-12-01")), ["quota_bookings"]);
    assert_eq!(scene.instead(on("2026-12-01"), "quota_bookings"), None);
}

#[test]
fn what_is_left_is_told_and_offered() {
    let quotas = vec![quota(Account, Day, None, Some(150))];
    let early = own("oodi-1", when("2026-12-01 08:00", 60));
    let scene = scene(vec![early.clone()], quotas);
    let asked = when("2026-12-01 10:00", 120);
    let refused = scene.judge(asked).remove(0);
    let expected = Refusal::QuotaMinutes {
        scope: Account,
        per: Day,
        most: 150,
        left: 90,
    };
    assert_eq!(refused.refusal, expected);
    assert_eq!(refused.instead, Some(when("2026-12-01 10:00", 90)));
    // Nor is more of it offered than the room is booked for.
    let long = when("2026-12-01 10:00", 180);
    let scene = scene.ruled(|rules| rules.max_minutes = 60);
    assert_eq!(
        scene.instead(long, "quota_minutes"),
        Some(when("2026-12-01 10:00", 60))
    );
    let scene = scene.ruled(|rules| rules.max_minutes = 120);
    // Where too little is left for a booking, another day is offered.
    let more = Booker {
        bookings: vec![early, own("oodi-1", when("2026-12-01 16:00", 75))],
        ..scene.booker.clone().unwrap()
    };
    let scene = scene.booked_by(more);
    let instead = scene.instead(asked, "quota_minutes");
    assert_eq!(instead, Some(when("2026-11-30 18:00", 120)));
}
