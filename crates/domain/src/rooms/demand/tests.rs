use super::*;
use crate::endpoint::{Pairs, Reader};
use crate::rooms::api::ListRooms;
use proptest::prelude::*;

fn now() -> DateTime<Utc> {
    "2026-11-23T12:00:00Z".parse().unwrap()
}

fn wish(query: &str) -> Wish {
    let pairs = Pairs::from_query(query);
    Reader::endpoint::<ListRooms>(&pairs).unwrap().0
}

fn came(query: &str, found: &[bool]) -> Option<Came> {
    Search::of(&wish(query), now(), found.iter().copied()).map(|search| search.came)
}

#[test]
fn it_is_in_vain_if_there_is_no_room_or_none_has_a_time() {
    for (found, what) in [
        (&[][..], Came::NoRoom),
        (&[false, false], Came::NoTime),
        (&[false, true], Came::Found),
    ] {
        assert_eq!(came("people=4", found), Some(what));
    }
}

#[test]
fn who_only_looks_or_asks_by_words_or_for_a_day_of_no_bookings_is_not_counted() {
    for query in [
        "",
        "kind=machine",
        "sort=name",
        "near=60.18,24.95",
        "q=piano&people=4",
        "date=2026-11-22",
        "date=2028-01-01&people=4",
    ] {
        assert_eq!(came(query, &[]), None, "{query}");
    }
    for query in ["library=kallio", "until=20:00", "date=2026-11-23", "minutes=60"] {
        assert_eq!(came(query, &[]), Some(Came::NoRoom), "{query}");
    }
}

#[test]
fn everything_that_was_asked_for_is_counted_once_in_bands() {
    let query = "library=kallio&category=music&date=2026-11-29&from=16:00&minutes=90&people=7\
                 &equipment=piano&equipment=drums&equipment=piano&access=step_free";
    let search = Search::of(&wish(query), now(), []).unwrap();
    assert_eq!(search.library, "kallio".parse().ok());
    assert_eq!(search.kind, Some(Kind::Room));
    let about: Vec<(About, &str)> = search.about.into_iter().collect();
    assert_eq!(
        about,
        [
            (About::All, ""),
            (About::Category, "music"),
            (About::Equipment, "drums"),
            (About::Equipment, "piano"),
            (About::Access, "step_free"),
            (About::People, "5-8"),
            (About::Minutes, "61-120"),
            (About::Weekday, "sun"),
            (About::Hour, "16-"),
        ]
    );
}

#[test]
fn few_are_not_told_and_none_is() {
    let month = "2026-11-01".parse().unwrap();
    let told = |searches, no_room, no_time| {
        let counts = Counts {
            searches,
            no_room,
            no_time,
        };
        told(month, None, (About::All, String::new()), counts)
            .map(|one| (one.searches, one.no_room, one.no_time))
    };
    assert_eq!(told(4, 0, 4), None);
    assert_eq!(told(5, 0, 4), Some((5, Some(0), None)));
    assert_eq!(told(12, 5, 1), Some((12, Some(5), None)));
}

proptest! {
    #[test]
    fn what_is_kept_of_a_search_tells_neither_the_number_nor_the_day(
        (fewest, most) in prop::sample::select(vec![(2_u32, 4), (5, 8), (9, 20), (21, 1000)]),
        at in 0_u32..1000, week in 0_u64..50, minutes in 121_u32..=240, found in prop::collection::vec(any::<bool>(), 0..4),
    ) {
        let search = |people: u32, minutes: u32, day: u64| {
            let date = time::today(now()) + Days::new(day);
            Search::of(&wish(&format!("people={people}&minutes={minutes}&date={date}")), now(), found.clone()).unwrap()
        };
        let people = fewest + at % (most - fewest + 1);
        prop_assert_eq!(search(people, minutes, 7 * week), search(fewest, 240, 7 * (week + 1)));
        prop_assert_ne!(search(people, minutes, 7 * week), search(1, minutes, 7 * week));
    }
}
