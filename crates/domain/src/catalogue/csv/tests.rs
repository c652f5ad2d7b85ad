use super::*;
use crate::csv::defuse;
use crate::text::Text;
use proptest::prelude::*;

fn row(pairs: &[(&str, &str)], field: &str) -> String {
    pairs
        .iter()
        .find(|(name, _)| *name == field)
        .map_or_else(String::new, |(_, value)| (*value).to_owned())
}

fn errors(pairs: &[(&str, &str)]) -> Vec<&'static str> {
    let cells: Vec<(String, String)> = COLUMNS.map(|name| (name.to_owned(), row(pairs, name))).to_vec();
    let get = |name: &str| {
        cells
            .iter()
            .find(|(key, _)| key == name)
            .map_or("", |(_, value)| value.as_str())
    };
    let mut cells = Cells::new(&get);
    read_item(&mut cells);
    read_copy(&mut cells);
    cells.wrong.iter().map(|wrong| wrong.field).collect()
}

const GOOD: [(&str, &str); 7] = [
    ("item", "porakone"),
    ("category", "tools"),
    ("name_fi", "Porakone"),
    ("loan_days", "7"),
    ("barcode", "1001"),
    ("home", "kallio"),
    ("place", "shelf"),
];

fn with(field: &'static str, value: &'static str) -> Vec<(&'static str, &'static str)> {
    let mut row = vec![(field, value)];
    row.extend(GOOD);
    row
}

#[test]
fn the_required_columns_are_enough() {
    assert_eq!(errors(&GOOD), [""; 0]);
    assert!(REQUIRED.iter().all(|name| COLUMNS.contains(name)));
    assert_eq!(COLUMNS[FIRST_OF_COPY], "barcode");
}

#[test]
fn every_bad_cell_is_told_by_its_column() {
    for (field, value) in [
        ("item", "Porakone"),
        ("category", ""),
        ("name_fi", " "),
        ("loan_days", "0"),
        ("loan_days", ""),
        ("loan_days", "seven"),
        ("renewals", "-1"),
        ("weight_g", "2,9 kg"),
        ("size_cm", "35x28"),
        ("size_cm", "35x28x0"),
        ("late_fee_cents_per_day", "0,20"),
        ("desk_only", "maybe"),
        ("min_age", "0"),
        ("pickup_days", "0"),
        ("instructions_url", "javascript:alert(1)"),
        ("instructions_url", "http://example.org/"),
        ("barcode", "3,0E+11"),
        ("home", "Kallio"),
        ("library", "Kallio"),
        ("place", "hylly"),
        ("due", "31.2.2026"),
        ("condition", "broken"),
    ] {
        assert_eq!(errors(&with(field, value)), [field], "{field} = {value}");
    }
    assert_eq!(errors(&with("due", "2026-12-24")), ["due"]);
    assert_eq!(errors(&with("place", "on_loan")), ["due"]);
    assert_eq!(errors(&with("barcode", "")), ["barcode"]);
    assert!(!errors(&[("place", "on_loan"), ("due", "24.12.2026")]).contains(&"due"));
    let fees = [("late_fee_cents_per_day", "20"), ("late_fee_max_cents", "10")];
    assert_eq!(errors(&[&fees[..], &GOOD[..]].concat()), ["late_fee_max_cents"]);
}

#[test]
fn everything_wrong_with_a_row_is_told_at_once() {
    let row = [
        ("item", "?"),
        ("loan_days", "x"),
        ("barcode", "1"),
        ("due", "soon"),
    ];
    assert_eq!(
        errors(&row),
        ["item", "category", "name_fi", "loan_days", "home", "place", "due"]
    );
}

fn words() -> impl Strategy<Value = Vec<String>> {
    proptest::collection::vec("[=+'@-]?[a-zåäö0-9;,\"'-]{1,12}( [a-zA-ZÅÄÖ]{1,8})?", 0..4)
}

fn texts() -> impl Strategy<Value = Texts> {
    (words(), words(), words()).prop_map(|(fi, sv, en)| Texts { fi, sv, en })
}

prop_compose! {
    fn item()(
        name in "[=+'@-]?[A-Za-zåäö]{1,20}",
        other in "[a-z;,\"\n ]{0,20}",
        synonyms in texts(),
        included in texts(),
        size_cm in proptest::option::of([1_u32..=2000, 1_u32..=2000, 1_u32..=2000]),
        weight_g in proptest::option::of(1_u32..10_000),
        flags in any::<[bool; 2]>(),
        min_age in proptest::option::of(1_u32..99),
        days in 1_u32..365,
        fee in 0_u32..100,
        pickup_days in 1_u32..=60,
        recall_after_days in proptest::option::of(1_u32..=365),
    ) -> Item {
        let other = other.trim().to_owned();
        let [desk_only, home_only] = flags;
        Item {
            id: ItemId::new("x").unwrap(),
            category: CategoryId::new("tools").unwrap(),
            name: Text { fi: name, sv: other.clone(), en: String::new() },
            synonyms,
            description: Text { fi: other, ..Text::default() },
            included,
            size_cm,
            weight_g,
            instructions_url: None,
            loan: LoanRules {
                days, renewals: days % 5, late_fee_cents_per_day: fee, late_fee_max_cents: fee * 30,
                deposit_cents: 0, desk_only, home_only, min_age,
                pickup_days, recall_after_days, spread_returns: desk_only != home_only,
            },
            waiting: 0,
        }
    }
}

proptest! {
    #[test]
    fn what_is_written_is_read_again(item in item()) {
        let written: Vec<String> = item_cells(&item).iter().map(|cell| defuse(cell).into_owned()).collect();
        let get = |name: &str| {
            let place = COLUMNS.iter().position(|column| *column == name);
            place.and_then(|place| written.get(place)).map_or("", String::as_str)
        };
        let mut cells = Cells::new(&get);
        let read = read_item(&mut cells);
        prop_assert_eq!(&cells.wrong, &[]);
        prop_assert_eq!(read, Some(item));
    }
}
