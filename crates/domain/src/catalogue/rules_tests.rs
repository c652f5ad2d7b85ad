use super::*;
use crate::libraries::Opening;
use proptest::prelude::*;

fn library(id: &str) -> LibraryId {
    LibraryId::new(id).unwrap()
}

fn copy(home: &str, at: &str, place: Spot, due: Option<&str>) -> ItemCopy {
    ItemCopy {
        barcode: "1".into(),
        home: library(home),
        library: library(at),
        place,
        due: due.map(|due| due.parse().unwrap()),
        condition: super::super::Condition::Good,
    }
}

fn day(date: &str, openings: &[(&str, &str, Service)]) -> DayHours {
    let opening = |(from, to, service): &(&str, &str, Service)| Opening {
        from: from.parse().unwrap(),
        to: to.parse().unwrap(),
        service: *service,
    };
    DayHours {
        date: date.parse().unwrap(),
        openings: openings.iter().map(opening).collect(),
        exception: None,
    }
}

fn utc(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

#[test]
fn a_copy_on_the_shelf_counts_where_it_stands_and_any_other_at_home() {
    let holdings = holdings(&[
        copy("kallio", "pasila", Spot::Shelf, None),
        copy("kallio", "pasila", Spot::Transit, None),
        copy("kallio", "kallio", Spot::OnLoan, Some("2026-12-03")),
        copy("kallio", "kallio", Spot::OnLoan, Some("2026-11-30")),
        copy("kallio", "kallio", Spot::Repair, None),
        copy("oodi", "oodi", Spot::Missing, None),
        copy("oodi", "oodi", Spot::Withdrawn, None),
    ]);
    let due = Some("2026-11-30".parse().unwrap());
    assert_eq!(
        holdings,
        [
            Holding {
                library: library("kallio"),
                on_shelf: 0,
                copies: 4,
                due,
                due_if_today: None,
                in_repair: 1
            },
            Holding {
                library: library("pasila"),
                on_shelf: 1,
                copies: 1,
                due: None,
                due_if_today: None,
                in_repair: 0
            },
        ]
    );
}

#[test]
fn what_needs_the_desk_waits_for_staff_and_the_rest_does_not() {
    use Service::{SelfService, Staffed};
    let hours = [
        day(
            "2026-11-23",
            &[
                ("08:00", "10:00", SelfService),
                ("10:00", "18:00", Staffed),
                ("18:00", "21:00", SelfService),
            ],
        ),
        day(
            "2026-11-24",
            &[("08:00", "10:00", SelfService), ("10:00", "20:00", Staffed)],
        ),
        day("2026-11-25", &[]),
    ];
    let evening = utc("2026-11-23T17:00:00Z");
    assert_eq!(
        fetch(&hours, false, evening),
        Fetch::Now {
            until: utc("2026-11-23T19:00:00Z"),
            service: SelfService
        }
    );
    assert_eq!(
        fetch(&hours, true, evening),
        Fetch::Later {
            from: utc("2026-11-24T08:00:00Z"),
            service: Staffed
        }
    );
    let day = utc("2026-11-23T09:00:00Z");
    assert_eq!(
        fetch(&hours, true, day),
        Fetch::Now {
            until: utc("2026-11-23T16:00:00Z"),
            service: Staffed
        }
    );
    let closed = utc("2026-11-25T09:00:00Z");
    assert_eq!(fetch(&hours, false, closed), Fetch::Unknown);
}

fn terms(days: u32, desk_only: bool) -> super::super::LoanRules {
    super::super::LoanRules {
        days,
        renewals: 0,
        late_fee_cents_per_day: 0,
        late_fee_max_cents: 0,
        deposit_cents: 0,
        desk_only,
        home_only: false,
        min_age: None,
        pickup_days: 5,
        recall_after_days: None,
        spread_returns: false,
    }
}

fn due_date(hours: &[DayHours], borrowed: NaiveDate, days: u32, desk_only: bool) -> NaiveDate {
    due_day(
        hours,
        borrowed + Days::new(u64::from(days)),
        &terms(days, desk_only),
    )
}

#[test]
fn a_loan_is_not_due_on_a_day_on_which_it_cannot_be_returned() {
    let open = |date| day(date, &[("09:00", "16:00", Service::Staffed)]);
    let shut = |date| day(date, &[]);
    // Midsummer 2026: Friday 19 and Saturday 20 June are closed, and Sunday 21 as always.
    let june = [
        shut("2026-06-19"),
        shut("2026-06-20"),
        shut("2026-06-21"),
        open("2026-06-22"),
    ];
    let borrowed = "2026-06-05".parse().unwrap();
    assert_eq!(
        due_date(&june, borrowed, 14, false),
        "2026-06-22".parse().unwrap()
    );
    let christmas = [
        shut("2026-12-24"),
        shut("2026-12-25"),
        shut("2026-12-26"),
        shut("2026-12-27"),
        open("2026-12-28"),
    ];
    let borrowed = "2026-12-10".parse().unwrap();
    assert_eq!(
        due_date(&christmas, borrowed, 14, true),
        "2026-12-28".parse().unwrap()
    );
    // Not further than the hours are known.
    assert_eq!(
        due_date(&christmas[..2], borrowed, 14, true),
        "2026-12-26".parse().unwrap()
    );
    assert_eq!(due_date(&[], borrowed, 14, true), "2026-12-24".parse().unwrap());
    let alone = [day("2026-12-24", &[("09:00", "16:00", Service::SelfService)])];
    assert_eq!(
        due_date(&alone, borrowed, 14, false),
        "2026-12-24".parse().unwrap()
    );
    assert_eq!(
        due_date(&alone, borrowed, 14, true),
        "2026-12-25".parse().unwrap()
    );
}

#[test]
fn a_card_speaks_of_the_library_that_was_chosen_if_the_thing_is_there() {
    let item = Item {
        id: crate::id::ItemId::new("x").unwrap(),
        category: crate::id::CategoryId::new("x").unwrap(),
        name: Text::same("x"),
        synonyms: super::super::Texts::default(),
        description: Text::default(),
        included: super::super::Texts::default(),
        size_cm: None,
        weight_g: None,
        instructions_url: None,
        loan: terms(7, false),
        waiting: 0,
    };
    let shelf = |id| copy(id, id, Spot::Shelf, None);
    let holdings = holdings(&[shelf("kallio"), shelf("oodi")]);
    let row = row(&item, &holdings);
    let (kallio, oodi, pasila) = (library("kallio"), library("oodi"), library("pasila"));
    assert_eq!(shelves_at(&row, Some(&oodi)), [&oodi]);
    assert_eq!(shelves_at(&row, Some(&pasila)), [&kallio, &oodi]);
    assert_eq!(shelves_at(&row, None), [&kallio, &oodi]);
    let view = view(item, None, holdings, Vec::new());
    assert_eq!(as_row(&view), row);
}

#[test]
fn how_to_take_it_home_does_not_depend_on_the_order_of_the_sides() {
    for size in [[35, 28, 12], [12, 35, 28], [28, 12, 35], [12, 28, 35]] {
        assert_eq!(carry(Some(size), Some(2_900)), Some(Carry::Backpack));
    }
    assert_eq!(carry(Some([35, 28, 12]), Some(9_000)), Some(Carry::Hand));
    assert_eq!(carry(Some([60, 180, 20]), Some(9_000)), Some(Carry::Wheels));
    assert_eq!(carry(None, Some(20_000)), Some(Carry::Wheels));
    assert_eq!(carry(None, None), None);
}

fn spot() -> impl Strategy<Value = Spot> {
    proptest::sample::select(&Spot::ALL[..])
}

proptest! {
    #[test]
    fn no_copy_is_counted_twice_or_forgotten(
        copies in proptest::collection::vec(("[a-c]", "[a-c]", spot(), 1_u32..28), 0..20),
    ) {
        let copies: Vec<ItemCopy> = copies.iter().map(|(home, at, place, day)| {
            let due = format!("2026-11-{day:02}");
            copy(home, at, *place, (*place == Spot::OnLoan).then_some(due.as_str()))
        }).collect();
        let holdings = holdings(&copies);
        let count = |wanted: &[Spot]| copies.iter().filter(|copy| wanted.contains(&copy.place)).count();
        let sum = |of: fn(&Holding) -> u32| holdings.iter().map(of).sum::<u32>() as usize;
        prop_assert_eq!(sum(|h| h.on_shelf), count(&[Spot::Shelf]));
        prop_assert_eq!(sum(|h| h.copies), count(&Spot::ALL[..6]));
        prop_assert!(holdings.windows(2).all(|pair| pair[0].library < pair[1].library));
        prop_assert!(holdings.iter().all(|h| h.copies > 0 && h.on_shelf <= h.copies));
        let first = copies.iter().filter_map(|copy| copy.due).min();
        prop_assert_eq!(holdings.iter().filter_map(|h| h.due).min(), first);
    }
}
