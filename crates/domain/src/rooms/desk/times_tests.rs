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

proptest! {
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
