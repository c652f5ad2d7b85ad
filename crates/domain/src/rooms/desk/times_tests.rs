use super::*;
use crate::endpoint::body;
use proptest::prelude::*;

fn read(text: &str) -> Result<BookTimesAtDesk, Vec<String>> {
    let mut pairs = Pairs::default();
    let told =
        |errors: Vec<crate::problem::FieldError>| errors.into_iter().map(|error| error.field).collect();
    body::read(BookTimesAtDesk::FIELDS, text.as_bytes(), &mut pairs).map_err(told)?;
    Reader::endpoint(&pairs).map_err(told)
}

#[test]
fn whoever_takes_something_back_says_why_and_a_block_is_nobodys() {
    let seen = r#""seen":["0192f0c1-7a3b-7c4d-8e5f-0123456789ab"]"#;
    let start = r#""room":"sali","starts":["2026-11-24T10:00:00Z"],"minutes":60"#;
    assert!(read(&format!("{{{start}}}")).is_ok());
    assert_eq!(
        read(&format!("{{{start},{seen}}}")),
        Err(vec!["reason".to_owned()])
    );
    assert!(read(&format!("{{{start},{seen},\"reason\":\"Remontti\"}}")).is_ok());
    assert_eq!(
        read(&format!("{{{start},\"block\":true,\"card\":\"10000001\"}}")),
        Err(vec!["card".to_owned()])
    );
}

#[test]
fn a_year_of_weeks_is_taken_and_no_more() {
    let starts = |count: usize| {
        let one = "\"2026-11-24T10:00:00Z\"";
        let all = vec![one; count].join(",");
        read(&format!(
            "{{\"room\":\"sali\",\"minutes\":60,\"starts\":[{all}]}}"
        ))
    };
    assert_eq!(starts(53).map(|times| times.starts.len()), Ok(53));
    assert_eq!(starts(54), Err(vec!["starts".to_owned()]));
}

fn claim(from: i64, length: u32, clear: u32) -> Claim {
    Claim {
        used: Quarters::new(Quarter(from), length),
        before: 0,
        after: clear,
    }
}

#[test]
fn instead_of_a_time_that_is_not_free_the_nearest_one_of_the_day_is_offered_and_the_later_of_two() {
    let day = Quarters::new(Quarter(0), 96);
    let begins = |asked, others: &[Claim]| {
        nearest_free(asked, others, day, |when| when.from >= Quarter(32)).map(|when| when.from.0)
    };
    assert_eq!(begins(claim(40, 4, 0), &[]), Some(40));
    assert_eq!(begins(claim(40, 4, 0), &[claim(38, 8, 0)]), Some(46));
    assert_eq!(begins(claim(40, 4, 0), &[claim(40, 4, 0)]), Some(44));
    assert_eq!(
        begins(claim(40, 4, 2), &[claim(40, 4, 0)]),
        Some(44),
        "as near as before"
    );
    assert_eq!(
        begins(claim(40, 4, 0), &[claim(36, 60, 0)]),
        Some(32),
        "only what suits"
    );
    assert_eq!(begins(claim(40, 4, 0), &[claim(30, 66, 0)]), None);
}

proptest! {
    #[test]
    fn what_is_offered_instead_is_free_and_nothing_free_is_nearer(
        others in prop::collection::vec((0_i64..92, 1_u32..8, 0_u32..4), 0..8),
        from in 0_i64..90,
        length in 1_u32..12,
        clear in 0_u32..4,
    ) {
        let others: Vec<Claim> = others.into_iter().map(|(from, length, clear)| claim(from, length, clear)).collect();
        let asked = claim(from, length, clear);
        let free = |start: i64| others.iter().all(|other| other.agrees_with(claim(start, length, clear)));
        let last = 96 - i64::from(length);
        let nearest = (0..=last).filter(|start| free(*start)).map(|start| start.abs_diff(from)).min();
        let offered = nearest_free(asked, &others, Quarters::new(Quarter(0), 96), |_| true);
        prop_assert_eq!(offered.map(|when| when.from.0.abs_diff(from)), nearest);
        prop_assert!(offered.is_none_or(|when| free(when.from.0) && when.length() == length));
    }

    #[test]
    fn what_is_written_is_read_again(
        hours in prop::collection::vec(0_i64..9000, 1..5),
        minutes in 15_u32..1440,
        block: bool,
        people in prop::option::of(1_u32..1000),
        purpose in "[a-z]{0,10}",
        seen in 0_usize..3,
    ) {
        let first = time::read("2026-11-24T10:00:00Z").unwrap();
        let times = BookTimesAtDesk {
            room: Some("sali".parse().unwrap()),
            starts: hours.into_iter().map(|hour| first + chrono::TimeDelta::hours(hour)).collect(),
            minutes,
            card: (!block).then(|| "10000001".parse().unwrap()),
            block,
            people,
            purpose,
            seen: vec!["0192f0c1-7a3b-7c4d-8e5f-0123456789ab".parse().unwrap(); seen],
            reason: if seen > 0 { "Remontti".to_owned() } else { String::new() },
        };
        prop_assert_eq!(read(&times.body().unwrap()), Ok(times));
    }
}
