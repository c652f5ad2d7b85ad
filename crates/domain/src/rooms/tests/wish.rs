use super::support::*;
use crate::busy::{Quarter, Quarters};
use crate::rooms::find::{Near, NotAPlace, Sort, Time, Wish, next_starts};

fn between(from: Option<&str>, until: Option<&str>) -> Wish {
    Wish {
        from: from.map(clock),
        until: until.map(clock),
        ..Wish::default()
    }
}

fn on(day: &str, from: Option<&str>, until: Option<&str>) -> Wish {
    Wish {
        date: Some(date(day)),
        ..between(from, until)
    }
}

fn next(scene: &Scene, wish: &Wish, count: usize) -> Vec<String> {
    let times = wish.times(scene.hours.any.window());
    clocks(next_starts(&scene.candidate(), 60, scene.now, &times, count))
}

#[test]
fn without_a_time_the_next_starts_are_the_first_of_all() {
    let scene = Scene::new();
    assert_eq!(Wish::default().times(scene.hours.any.window()), [Time::ANY]);
    assert_eq!(next(&scene, &Wish::default(), 2), ["30 12:00", "30 12:15"]);
    assert_eq!(next(&scene, &Wish::default(), 10_000), clocks(scene.starts(60)));
    assert!(next(&scene, &Wish::default(), 0).is_empty());
}

#[test]
fn a_day_that_is_wished_for_is_the_day_on_which_it_begins() {
    let scene = Scene::open("2026-11-30", 28, &[("22:00", "02:00")]);
    let starts = next(&scene, &on("2026-12-01", None, None), 100);
    assert_eq!(starts[0], "01 00:00");
    assert_eq!(starts.last().unwrap(), "01 23:45");
}

#[test]
fn the_time_of_day_bounds_the_start_and_the_end() {
    let scene = Scene::new();
    let starts = next(&scene, &between(Some("16:10"), Some("17:45")), 4);
    assert_eq!(starts, ["30 16:15", "30 16:30", "30 16:45", "01 16:15"]);
    let starts = next(&scene, &between(None, Some("09:15")), 3);
    assert_eq!(starts, ["01 08:00", "01 08:15", "02 08:00"]);
    let starts = next(&scene, &on("2026-12-02", Some("18:45"), None), 9);
    assert_eq!(starts, ["02 18:45", "02 19:00"]);
    assert!(next(&scene, &on("2026-12-02", Some("18:00"), Some("18:45")), 9).is_empty());
    assert!(next(&scene, &on("2025-12-02", None, None), 9).is_empty());
}

#[test]
fn from_evening_until_morning_is_a_night() {
    let scene = Scene::open("2026-11-30", 4, &[("20:00", "04:00")]).at("2026-12-01 00:20");
    let wish = between(Some("23:00"), Some("01:30"));
    let starts = next(&scene, &wish, 5);
    // The night before is not over yet.
    assert_eq!(
        starts,
        ["01 00:15", "01 00:30", "01 23:00", "01 23:15", "01 23:30"]
    );
    let starts = next(&scene, &on("2026-12-01", Some("23:00"), Some("00:15")), 9);
    assert_eq!(starts, ["01 23:00", "01 23:15"]);
    // Midnight is the end of the day.
    let starts = next(&scene, &on("2026-12-01", Some("22:45"), Some("00:00")), 9);
    assert_eq!(starts, ["01 22:45", "01 23:00"]);
}

#[test]
fn on_the_days_the_clocks_change_the_time_is_that_of_the_wall() {
    for day in ["2026-10-25", "2027-03-28"] {
        let scene = Scene::open(day, 1, &[("00:00", "24:00")]).at(&format!("{day} 00:00"));
        let starts = next(&scene, &on(day, Some("16:00"), Some("17:00")), 9);
        assert_eq!(starts, [format!("{} 16:00", &day[8..])]);
    }
    // From two to four there are three hours in autumn, and one in spring.
    let count = |day: &str| {
        let scene = Scene::open(day, 1, &[("00:00", "24:00")]).at(&format!("{day} 00:00"));
        next(&scene, &on(day, Some("02:00"), Some("04:00")), 99).len()
    };
    assert_eq!(
        (count("2026-10-25"), count("2027-03-28"), count("2026-12-01")),
        (9, 1, 5)
    );
}

#[test]
fn times_are_in_order_and_cover_the_window() {
    let scene = Scene::open("2026-10-23", 5, &[("00:00", "24:00")]);
    let window = scene.hours.any.window();
    for wish in [
        between(Some("22:00"), Some("03:00")),
        between(Some("09:00"), None),
        between(None, Some("24:00")),
    ] {
        let times = wish.times(window);
        let ordered = |pair: &[Time]| pair[0].begins_before <= pair[1].from;
        assert!(times.windows(2).all(ordered), "{wish:?}");
        assert!(times[0].from <= window.from && times.last().unwrap().until >= window.until.plus(-96));
    }
    let whole = between(Some("00:00"), None).times(window);
    let covered = |quarter: Quarter| {
        whole
            .iter()
            .any(|time| time.from <= quarter && quarter < time.begins_before)
    };
    let Quarters { from, until } = window;
    assert!((from.0..until.0).all(|quarter| covered(Quarter(quarter))));
}

#[test]
fn a_place_is_read_and_written_as_it_came() {
    let near: Near = "60.18372, 24.95356".parse().unwrap();
    assert_eq!(near.to_string(), "60.18372, 24.95356");
    assert_eq!(near.place().lat.to_bits(), 60.18372_f64.to_bits());
    let long = format!("60.1{},24.9", "0".repeat(40));
    for bad in ["", "kallio", "91,0", long.as_str()] {
        assert_eq!(bad.parse::<Near>(), Err(NotAPlace), "{bad}");
    }
}

#[test]
fn an_order_is_known_by_its_code() {
    for (sort, code) in Sort::ALL.iter().zip(Sort::CODES) {
        assert_eq!((sort.code(), sort.to_string().as_str()), (*code, *code));
        assert_eq!(code.parse(), Ok(*sort));
    }
    let error = "Near".parse::<Sort>().unwrap_err();
    assert_eq!(error.to_string(), "one of first_free, near, name");
    assert_eq!(Sort::default(), Sort::FirstFree);
}
