use super::*;
use crate::busy::Days;
use crate::rooms::rules::{Ask, Setting, judge};
use proptest::prelude::*;

fn rules(json: &str) -> RoomRules {
    let plain = r#"{"grid_minutes": 30, "min_minutes": 30, "max_minutes": 240, "ahead_days": 14}"#;
    let (mut all, more): (serde_json::Value, serde_json::Value) = (
        serde_json::from_str(plain).unwrap(),
        serde_json::from_str(json).unwrap(),
    );
    for (name, value) in more.as_object().unwrap() {
        all[name] = value.clone();
    }
    serde_json::from_value(all).unwrap()
}

fn instant(text: &str) -> DateTime<Utc> {
    time::read(text).unwrap()
}

fn date(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn quarter(text: &str) -> Quarter {
    Quarter::exactly(instant(text)).unwrap()
}

fn run(from: &str, until: &str) -> Quarters {
    Quarters {
        from: quarter(from),
        until: quarter(until),
    }
}

/// A mask over the days around `from`.
fn mask(from: &str, count: u32, runs: &[Quarters]) -> Mask {
    let mut mask = Days::of_local(date(from), count).empty();
    for run in runs {
        mask.add(*run);
    }
    mask
}

/// Tuesday the 1st of December, 10:07 in Helsinki; open from 8 to 20 on that day, taken from 12:30 to 14.
fn tuesday(rules: &RoomRules, look: impl FnOnce(&Calendar<'_>)) {
    let open = mask(
        "2026-12-01",
        3,
        &[run("2026-12-01T06:00:00Z", "2026-12-01T18:00:00Z")],
    );
    let taken = mask(
        "2026-12-01",
        3,
        &[run("2026-12-01T10:30:00Z", "2026-12-01T12:00:00Z")],
    );
    let members = [Candidate {
        rules,
        open: &open,
        taken: &taken,
    }];
    let known = quarter("2026-12-03T22:00:00Z");
    look(&Calendar::new(
        rules,
        &members,
        known,
        instant("2026-12-01T08:07:00Z"),
    ));
}

fn told(calendar: &Calendar<'_>, day: &str) -> Vec<(String, Use)> {
    let clock = |quarter: Quarter| LocalTime::of(time::local(quarter.instant())).to_string();
    let parts = calendar.parts(date(day)).into_iter();
    parts
        .map(|part| {
            (
                [clock(part.when.from), clock(part.when.until)].join("–"),
                part.used,
            )
        })
        .collect()
}

#[test]
fn a_day_is_told_in_order_from_now_on() {
    tuesday(&rules("{}"), |calendar| {
        let parts = [
            // Who stands at the door may have the time that has just begun.
            ("10:00–12:30", Use::Free),
            ("12:30–14:00", Use::Taken),
            ("14:00–20:00", Use::Free),
        ];
        let parts = parts.map(|(when, used)| (when.to_owned(), used));
        assert_eq!(told(calendar, "2026-12-01"), parts);
        assert_eq!(calendar.day(date("2026-12-01")), Day::Open { free: 510 });
        assert_eq!(calendar.day(date("2026-12-02")), Day::Closed);
        assert_eq!(calendar.day(date("2026-11-30")), Day::Past);
        assert_eq!(calendar.parts(date("2026-11-30")), []);
        assert_eq!(calendar.day(date("2026-12-05")), Day::Unknown);
        assert_eq!(calendar.first_day(), date("2026-12-01"));
        assert_eq!(calendar.next_free_day(date("2026-12-01")), None);
    });
}

#[test]
fn notice_makes_the_next_hour_too_soon() {
    tuesday(
        &rules(r#"{"notice_minutes": 60, "grid_minutes": 15}"#),
        |calendar| {
            let first = &told(calendar, "2026-12-01")[0];
            assert_eq!(*first, ("10:00–11:15".to_owned(), Use::TooSoon));
        },
    );
}

#[test]
fn a_day_too_far_ahead_says_when_it_can_be_booked() {
    tuesday(&rules(r#"{"ahead_days": 0, "opens_at": "09:00"}"#), |calendar| {
        assert_eq!(calendar.day(date("2026-12-01")), Day::Open { free: 510 });
        let opens = instant("2026-12-03T07:00:00Z");
        assert_eq!(calendar.day(date("2026-12-03")), Day::Later(opens));
        assert_eq!(calendar.first_day(), date("2026-12-01"));
    });
}

#[test]
fn a_part_offers_the_usual_length_or_what_is_left() {
    tuesday(&rules("{}"), |calendar| {
        let parts = calendar.parts(date("2026-12-01"));
        let offers: Vec<_> = parts.iter().map(|part| calendar.offer(*part, 180)).collect();
        assert_eq!(
            offers[0],
            Some(run("2026-12-01T08:00:00Z", "2026-12-01T10:30:00Z"))
        );
        assert_eq!(offers[1], None);
        assert_eq!(
            offers[2],
            Some(run("2026-12-01T12:00:00Z", "2026-12-01T15:00:00Z"))
        );
    });
}

#[test]
fn ends_go_to_the_next_booking_or_the_longest() {
    tuesday(&rules(r#"{"grid_minutes": 60, "min_minutes": 60}"#), |calendar| {
        let minutes = |start: &str| {
            let start = quarter(start);
            let ends = calendar.ends(start).into_iter();
            ends.map(|end| {
                Quarters {
                    from: start,
                    until: end,
                }
                .minutes()
            })
            .collect::<Vec<_>>()
        };
        assert_eq!(minutes("2026-12-01T09:00:00Z"), [60, 90]);
        assert_eq!(minutes("2026-12-01T12:00:00Z"), [60, 120, 180, 240]);
        assert_eq!(minutes("2026-12-01T12:30:00Z"), [0_u32; 0]);
        assert!(!calendar.can_begin(quarter("2026-12-01T12:30:00Z")));
    });
}

#[test]
fn one_chooses_among_whole_weeks_from_today_on() {
    tuesday(&rules("{}"), |calendar| {
        assert_eq!(calendar.choice(date("2026-12-07"))[0], date("2026-12-01"));
        assert_eq!(calendar.choice(date("2026-12-08"))[0], date("2026-12-08"));
        assert_eq!(calendar.choice(date("2026-11-01"))[0], date("2026-12-01"));
        assert_eq!(calendar.choice(date("2026-12-01")).len(), 7);
    });
}

#[test]
fn a_week_shows_the_times_at_which_anybody_gets_in() {
    tuesday(&rules("{}"), |calendar| {
        let week = calendar.week(date("2026-12-03"));
        assert_eq!((week.number, week.days[0]), (49, date("2026-11-30")));
        let times: Vec<String> = week.rows.iter().map(|row| row.time.to_string()).collect();
        assert_eq!(times.first().map(String::as_str), Some("10:00"));
        assert_eq!(times.last().map(String::as_str), Some("19:30"));
        let tuesday: Vec<What> = week.rows.iter().map(|row| row.cells[1].unwrap().what).collect();
        assert_eq!(
            tuesday[..6],
            [
                What::Start,
                What::Start,
                What::Start,
                What::Start,
                What::Start,
                What::Taken
            ]
        );
        assert!(
            week.rows
                .iter()
                .all(|row| row.cells[0].unwrap().what == What::Past)
        );
        assert!(
            week.rows
                .iter()
                .all(|row| row.cells[2].unwrap().what == What::Closed)
        );
    });
}

#[test]
fn a_week_has_as_many_rows_as_there_are_times_to_begin_at() {
    let rows = |json: &str| {
        let mut rows = 0;
        tuesday(&rules(json), |calendar| {
            rows = calendar.week(date("2026-12-03")).rows.len();
        });
        rows
    };
    // From ten to eight in the evening.
    assert_eq!(rows(r#"{"grid_minutes": 60, "min_minutes": 60}"#), 10);
    assert_eq!(rows("{}"), 20);
    assert_eq!(rows(r#"{"grid_minutes": 15}"#), 40);
}

#[test]
fn an_hour_that_comes_twice_has_rows_of_its_own() {
    // A Sunday of 25 hours, open from two in the night: 03:00 comes in summer time and again in winter time.
    let open = mask(
        "2026-10-25",
        1,
        &[run("2026-10-24T23:00:00Z", "2026-10-25T03:00:00Z")],
    );
    let taken = mask("2026-10-25", 1, &[]);
    let rules = rules("{}");
    let members = [Candidate {
        rules: &rules,
        open: &open,
        taken: &taken,
    }];
    let now = instant("2026-10-24T10:00:00Z");
    let calendar = Calendar::new(&rules, &members, quarter("2026-10-25T22:00:00Z"), now);
    let week = calendar.week(date("2026-10-25"));
    let rows: Vec<(String, bool, bool)> = week
        .rows
        .iter()
        .map(|row| (row.time.to_string(), row.again, row.cells[6].is_some()))
        .collect();
    let row = |time: &str, again| (time.to_owned(), again, true);
    let rows_of_sunday = [
        row("02:00", false),
        row("02:30", false),
        row("03:00", false),
        row("03:30", false),
        row("03:00", true),
        row("03:30", true),
        row("04:00", false),
        row("04:30", false),
    ];
    assert_eq!(rows, rows_of_sunday);
    // Saturday has neither hour twice.
    assert_eq!(week.rows[4].cells[5], None);
    assert_eq!(calendar.day(date("2026-10-25")), Day::Open { free: 240 });
}

#[test]
fn a_night_that_skips_an_hour_has_no_cells_in_it() {
    let open = mask(
        "2027-03-28",
        1,
        &[run("2027-03-27T23:00:00Z", "2027-03-28T03:00:00Z")],
    );
    let taken = mask("2027-03-28", 1, &[]);
    let rules = rules("{}");
    let members = [Candidate {
        rules: &rules,
        open: &open,
        taken: &taken,
    }];
    let now = instant("2027-03-27T10:00:00Z");
    let calendar = Calendar::new(&rules, &members, quarter("2027-03-28T21:00:00Z"), now);
    let week = calendar.week(date("2027-03-28"));
    let sunday = |time: &str| {
        let row = week.rows.iter().find(|row| row.time.to_string() == time).unwrap();
        row.cells[6].is_some()
    };
    assert!(sunday("02:30") && !sunday("03:00") && !sunday("03:30") && sunday("04:00"));
}

/// A day in Helsinki around which everything happens; windows that may be open or taken, in quarters from its midnight.
fn runs() -> impl Strategy<Value = Vec<(i64, u32)>> {
    prop::collection::vec((0_i64..260, 1_u32..60), 0..5)
}

fn a_room() -> impl Strategy<Value = RoomRules> {
    let lengths = (
        1_u32..9,
        0_u32..12,
        prop::sample::select(vec![15_u32, 30, 60, 90, 120]),
    );
    (lengths, 0_u32..200, 0_u32..4).prop_map(|((least, more, grid), notice, ahead)| RoomRules {
        grid_minutes: grid,
        min_minutes: least * MINUTES,
        max_minutes: (least + more) * MINUTES,
        notice_minutes: notice,
        ahead_days: ahead,
        ..rules("{}")
    })
}

/// A day on which clocks change, or an ordinary one.
fn days() -> impl Strategy<Value = NaiveDate> {
    prop::sample::select(vec![date("2026-10-25"), date("2027-03-28"), date("2026-12-01")])
}

fn masks(first: NaiveDate, open: &[(i64, u32)], taken: &[(i64, u32)]) -> (Mask, Mask) {
    let days = Days::of_local(first, 4);
    let midnight = local_day(first).from;
    let fill = |runs: &[(i64, u32)]| {
        let mut mask = days.empty();
        for (from, length) in runs {
            mask.add(Quarters::new(midnight.plus(*from), *length));
        }
        mask
    };
    (fill(open), fill(taken))
}

proptest! {
    #[test]
    fn what_a_calendar_offers_no_rule_of_the_room_refuses(
        first in days(), room in a_room(), open in runs(), taken in runs(), minute in 0_i64..2000,
    ) {
        let (open, taken) = masks(first, &open, &taken);
        let now = local_day(first).from.instant() + chrono::TimeDelta::minutes(minute);
        let members = [Candidate { rules: &room, open: &open, taken: &taken }];
        let known_until = local_day(first).from.plus(96 * 5);
        let calendar = Calendar::new(&room, &members, known_until, now);
        let (id, library) = ("r".parse().unwrap(), "l".parse().unwrap());
        let setting = Setting {
            now, room: &id, library: &library, people: (1, 9), rules: &room, open: &open, taken: &taken,
            known_until, booker: None,
        };
        let refused = |when| judge(&Ask { when, people: None }, &setting);
        for day in first.iter_days().take(3) {
            for part in calendar.parts(day) {
                let offer = calendar.offer(part, 60);
                if let Some(offer) = offer {
                    prop_assert_eq!(refused(offer), []);
                }
                for end in calendar.ends(part.when.from) {
                    prop_assert_eq!(refused(Quarters { from: part.when.from, until: end }), []);
                }
            }
            for minutes in [15, 30, 60, 105] {
                for start in calendar.starts_on(day, minutes) {
                    prop_assert!(calendar.can_begin(start));
                    prop_assert_eq!(day_of(start), day);
                    prop_assert_eq!(refused(Quarters::new(start, minutes / MINUTES)), []);
                }
            }
        }
    }

    #[test]
    fn the_parts_of_a_day_follow_each_other_and_tell_of_every_quarter(
        first in days(), room in a_room(), open in runs(), taken in runs(), minute in 0_i64..2000,
    ) {
        let (open, taken) = masks(first, &open, &taken);
        let now = local_day(first).from.instant() + chrono::TimeDelta::minutes(minute);
        let members = [Candidate { rules: &room, open: &open, taken: &taken }];
        let calendar = Calendar::new(&room, &members, local_day(first).from.plus(96 * 5), now);
        for day in first.iter_days().take(3) {
            let parts = calendar.parts(day);
            for pair in parts.windows(2) {
                prop_assert_eq!(pair[0].when.until, pair[1].when.from);
                prop_assert_ne!(pair[0].used, pair[1].used);
            }
            let rest = calendar.rest_of(day);
            let told: u32 = parts.iter().filter(|part| part.used != Use::Closed).map(|part| part.when.length()).sum();
            prop_assert_eq!(told, open.count(rest));
            let free: u32 = parts.iter().filter(|part| part.used == Use::Free).map(|part| part.when.minutes()).sum();
            match calendar.day(day) {
                Day::Open { free: said } => prop_assert_eq!(said, free),
                // A night that can be booked may reach into a day that cannot yet.
                Day::Later(_) => {}
                _ => prop_assert_eq!(free, 0),
            }
            let offers = parts.iter().any(|part| calendar.offer(*part, 60).is_some());
            let next = calendar.next_free_day(day.pred_opt().unwrap());
            prop_assert_eq!(offers, next == Some(day));
        }
    }

    #[test]
    fn a_week_has_every_open_quarter_in_a_cell_of_its_own(
        first in days(), room in a_room(), open in runs(), taken in runs(), minute in 0_i64..2000,
    ) {
        let (open, taken) = masks(first, &open, &taken);
        let now = local_day(first).from.instant() + chrono::TimeDelta::minutes(minute);
        let members = [Candidate { rules: &room, open: &open, taken: &taken }];
        let calendar = Calendar::new(&room, &members, local_day(first).from.plus(96 * 5), now);
        let week = calendar.week(first);
        let cells: Vec<Cell> = week.rows.iter().flat_map(|row| row.cells).flatten().collect();
        let starts = cells.iter().filter(|cell| cell.what == What::Start);
        let expected: usize = week.days.iter().map(|day| {
            let day = local_day(*day);
            calendar.starts.from(day.from).take_while(|start| *start < day.until).count()
        }).sum();
        // Every start can be pressed, and nothing else.
        prop_assert_eq!(starts.count(), expected);
        for cell in cells {
            prop_assert_eq!(cell.what == What::Start, calendar.can_begin(cell.when.from));
        }
    }

    #[test]
    fn a_pool_is_what_any_of_its_machines_is(
        first in days(), room in a_room(), open in runs(), one in runs(), two in runs(), minute in 0_i64..1000,
    ) {
        let (open, one) = masks(first, &open, &one);
        let (_, two) = masks(first, &[], &two);
        let now = local_day(first).from.instant() + chrono::TimeDelta::minutes(minute);
        let known = local_day(first).from.plus(96 * 5);
        let each = [&one, &two].map(|taken| Candidate { rules: &room, open: &open, taken });
        let pool = Calendar::new(&room, &each, known, now);
        let alone = [&each[..1], &each[1..]].map(|member| Calendar::new(&room, member, known, now));
        for part in pool.parts(first) {
            for quarter in (part.when.from.0..part.when.until.0).map(Quarter) {
                let any = alone.iter().any(|calendar| calendar.bookable.has(quarter));
                prop_assert_eq!(part.used == Use::Free, any);
                let last = |calendar: &Calendar<'_>| calendar.ends(quarter).last().copied();
                prop_assert_eq!(last(&pool), alone.iter().filter_map(last).max());
            }
        }
    }
}
