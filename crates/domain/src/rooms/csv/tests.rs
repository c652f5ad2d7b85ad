use super::*;
use crate::csv::{Cells, Wrong, defuse};
use crate::id::{InductionId, LibraryId};
use crate::rooms::{Access, Category, Equipment, Kind, Period, Policy, Scope};
use crate::time::LocalTime;
use chrono::TimeDelta;
use proptest::prelude::*;
use std::collections::{BTreeMap, BTreeSet};

type Row<'a> = BTreeMap<&'a str, &'a str>;

/// A row with what is required and a part, changed.
fn row<'a>(change: &[(&'a str, &'a str)]) -> Row<'a> {
    let mut row = Row::from([
        ("room", "kallio-huone"),
        ("library", "kallio"),
        ("category", "group"),
        ("name_fi", "Huone"),
        ("max_people", "6"),
        ("leaves", "kallio-huone"),
        ("grid_minutes", "30"),
        ("min_minutes", "30"),
        ("max_minutes", "240"),
        ("ahead_days", "90"),
    ]);
    row.extend(change.iter().copied());
    row
}

/// A pool of machines.
fn pool<'a>(id: &'a str, members: &'a str) -> Row<'a> {
    row(&[
        ("room", id),
        ("category", "sewing"),
        ("leaves", ""),
        ("members", members),
    ])
}

fn machine(id: &str) -> Row<'_> {
    row(&[("room", id), ("category", "sewing"), ("leaves", id)])
}

/// Reads rows as lines 2, 3, … of a file: what is wrong with each by itself, in order.
fn read(rows: &[Row<'_>]) -> (Sheet, Vec<(u64, Wrong)>) {
    let (mut sheet, mut wrong) = (Sheet::default(), Vec::new());
    for (line, row) in (2..).zip(rows) {
        let get = |name: &str| row.get(name).copied().unwrap_or_default();
        let mut cells = Cells::new(&get);
        sheet.add(line, &mut cells);
        wrong.extend(cells.wrong.into_iter().map(|wrong| (line, wrong)));
    }
    (sheet, wrong)
}

fn fields(wrong: &[(u64, Wrong)]) -> Vec<(u64, &str)> {
    wrong.iter().map(|(line, wrong)| (*line, wrong.field)).collect()
}

fn errors(change: &[(&str, &str)]) -> Vec<&'static str> {
    let (_, wrong) = read(&[row(change)]);
    wrong.into_iter().map(|(_, wrong)| wrong.field).collect()
}

fn one(row: Row<'_>) -> Room {
    let (sheet, wrong) = read(&[row]);
    assert_eq!(wrong, []);
    let (room, _) = sheet.rooms().next().unwrap();
    room.clone()
}

/// What is wrong with rows that are right by themselves, where these rooms are in the database.
fn told(rows: &[Row<'_>], rooms: &[Room]) -> Vec<String> {
    let (sheet, wrong) = read(rows);
    assert_eq!(wrong, []);
    let known = Known {
        libraries: &["kallio", "oodi"].map(|id| LibraryId::new(id).unwrap()).into(),
        inductions: &[InductionId::new("laser-cutter").unwrap()].into(),
        rooms,
    };
    let wrong = sheet.check(&known).into_iter();
    wrong
        .map(|(line, wrong)| format!("{line} {}: {}", wrong.field, wrong.reason))
        .collect()
}

#[test]
fn the_required_columns_and_a_part_are_enough() {
    let room = one(row(&[]));
    assert_eq!(
        (room.kind, room.min_people, room.rules.approval),
        (Kind::Room, 1, false)
    );
    assert_eq!(room.rules.opens_at, LocalTime::MIDNIGHT);
    assert!(REQUIRED.iter().all(|name| COLUMNS.contains(name)));
    assert_eq!(COLUMNS[FIRST_OF_INDUCTION], "induction_name_fi");
    assert_eq!(COLUMNS[FIRST_OF_POLICIES], "library_quotas");
    assert_eq!(room_cells(&room, &Codes::default()).len(), FIRST_OF_INDUCTION);
}

#[test]
fn every_bad_cell_is_told_by_its_column() {
    for (field, value) in [
        ("room", "Kallio Huone"),
        ("room", ""),
        ("library", "Kallio"),
        ("kind", "thing"),
        ("kind", "machine"),
        ("category", ""),
        ("category", "sauna"),
        ("name_fi", " "),
        ("name_sv", LONG),
        ("about_en", LONG),
        ("place_fi", LONG),
        ("min_people", "0"),
        ("min_people", "7"),
        ("max_people", ""),
        ("max_people", "1001"),
        ("equipment", "display|television"),
        ("equipment", "vr vr"),
        ("access", "lift"),
        ("leaves", ""),
        ("leaves", "a a"),
        ("leaves", "A"),
        ("published_from", "soon"),
        ("published_from", "31.2.2026"),
        ("published_until", "2026-12-24 25:00"),
        ("self_service", "maybe"),
        ("grid_minutes", ""),
        ("grid_minutes", "0"),
        ("grid_minutes", "20"),
        ("grid_minutes", "255"),
        ("min_minutes", "20"),
        ("min_minutes", "255"),
        ("max_minutes", "2895"),
        ("notice_minutes", "-1"),
        ("ahead_days", ""),
        ("ahead_days", "401"),
        ("opens_at", "24:01"),
        ("before_minutes", "10"),
        ("after_minutes", "255"),
        ("quotas", "room/day"),
        ("cancel_minutes", "an hour"),
        ("min_age", "0"),
        ("induction", "Laser"),
        ("door_code_minutes", "soon"),
        ("library_quotas", "two"),
        ("everywhere_quotas", "2x"),
    ] {
        assert_eq!(errors(&[(field, value)]), [field], "{field} = {value}");
    }
}

const LONG: &str = {
    // One character more than the longest text of all.
    const BYTES: [u8; 4001] = [b'x'; 4001];
    match std::str::from_utf8(&BYTES) {
        Ok(text) => text,
        Err(_) => "",
    }
};

#[test]
fn cells_that_do_not_agree_are_told() {
    for (change, field) in [
        (
            &[("photo", "https://example.org/a.svg"), ("photo_alt_fi", "Kuva")][..],
            "photo",
        ),
        (
            &[("photo", "//example.org/a.svg"), ("photo_alt_fi", "Kuva")],
            "photo",
        ),
        (&[("photo", "/rooms/../a.svg"), ("photo_alt_fi", "Kuva")], "photo"),
        (&[("photo", "/rooms/a.svg")], "photo_alt_fi"),
        (&[("photo_alt_en", "Drawing")], "photo"),
        (&[("members", "a")], "leaves"),
        (
            &[
                ("published_from", "2026-12-24"),
                ("published_until", "2026-12-24"),
            ],
            "published_until",
        ),
        (&[("check_in_before_minutes", "15")], "check_in_after_minutes"),
        (&[("check_in_after_minutes", "15")], "check_in_before_minutes"),
        (&[("door_code", "1234#")], "door_code_minutes"),
        (&[("here_code", "123456789012345678901")], "here_code"),
        (
            &[("leaves", ""), ("members", "a"), ("here_code", "12")],
            "here_code",
        ),
        (&[("induction_name_fi", "Laser")], "induction"),
        (
            &[("induction", "laser-cutter"), ("induction_months", "24")],
            "induction_name_fi",
        ),
    ] {
        assert_eq!(errors(change), [field], "{change:?}");
    }
}

#[test]
fn everything_wrong_with_a_row_is_told_at_once() {
    let (_, wrong) = read(&[Row::from([("room", "?"), ("max_people", "x"), ("quotas", "x")])]);
    let fields: BTreeSet<&str> = wrong.iter().map(|(_, wrong)| wrong.field).collect();
    for field in REQUIRED.into_iter().chain(["quotas", "leaves"]) {
        assert!(fields.contains(field), "{field}");
    }
}

#[test]
fn times_are_read_as_spreadsheets_write_them() {
    for text in ["09:00", "9:00", "9.00", "09:00:00"] {
        assert_eq!(
            one(row(&[("opens_at", text)])).rules.opens_at.minutes(),
            540,
            "{text}"
        );
    }
    let from = |text| {
        one(row(&[("published_from", text)]))
            .rules
            .published_from
            .unwrap()
            .to_string()
    };
    for text in [
        "2026-12-24 10:00",
        "24.12.2026 10.00",
        "2026-12-24T08:00:00Z",
        "2026-12-24T10:00:00+02:00",
    ] {
        assert_eq!(from(text), "2026-12-24 08:00:00 UTC", "{text}");
    }
    assert_eq!(from("1.7.2026"), "2026-06-30 21:00:00 UTC");
}

#[test]
fn rows_that_do_not_agree_are_told() {
    assert_eq!(
        told(
            &[
                pool("ompelu", "ompelu-1 ompelu-2"),
                machine("ompelu-1"),
                machine("ompelu-2")
            ],
            &[]
        ),
        [""; 0]
    );
    let elsewhere = row(&[("room", "oodi-huone"), ("library", "oodi")]);
    for (rows, says) in [
        (
            vec![row(&[("library", "atlantis")])],
            "2 library: there is no library atlantis",
        ),
        (
            vec![row(&[("induction", "lathe")])],
            "2 induction: lathe is not known",
        ),
        (
            vec![row(&[]), elsewhere],
            "3 leaves: kallio-huone is a part of kallio-huone, which is in kallio",
        ),
        (
            vec![pool("ompelu", "ompelu-1")],
            "2 members: there is no room ompelu-1",
        ),
        (
            vec![pool("ompelu", "kallio-huone"), row(&[])],
            "2 members: kallio-huone is a group, but its pool ompelu is for sewing",
        ),
        (
            vec![pool("a", "b"), pool("b", "c"), machine("c")],
            "2 members: b is a pool, so it cannot be in the pool a",
        ),
        (
            vec![pool("a", "c"), pool("b", "c"), machine("c")],
            "3 members: c is in the pool a already",
        ),
    ] {
        let told = told(&rows, &[]);
        assert!(told.len() == 1 && told[0].starts_with(says), "{says}: {told:?}");
    }
    let (_, wrong) = read(&[row(&[]), row(&[])]);
    assert_eq!(fields(&wrong), [(3, "room")]);
}

#[test]
fn a_row_has_to_agree_with_what_is_there_and_is_not_in_the_file() {
    let there = [one(pool("a", "c")), one(machine("c")), one(row(&[]))];
    assert_eq!(told(&[machine("c")], &there), [""; 0]);
    for (changed, says) in [
        (
            row(&[("room", "c"), ("leaves", "c")]),
            "2 category: c is a group, but its pool a is for sewing",
        ),
        (
            row(&[
                ("room", "c"),
                ("category", "sewing"),
                ("library", "oodi"),
                ("leaves", "c"),
            ]),
            "2 library: c is in oodi",
        ),
        (pool("b", "c"), "2 members: c is in the pool a already"),
        (
            row(&[("room", "x"), ("library", "oodi")]),
            "2 leaves: kallio-huone is a part of kallio-huone",
        ),
    ] {
        let told = told(&[changed], &there);
        assert!(told.len() == 1 && told[0].starts_with(says), "{says}: {told:?}");
    }
}

#[test]
fn nothing_is_said_of_rows_that_could_not_be_read() {
    let (sheet, wrong) = read(&[
        pool("ompelu", "ompelu-1"),
        row(&[("room", "ompelu-1"), ("max_people", "x"), ("kind", "x")]),
    ]);
    assert_eq!(fields(&wrong), [(3, "kind"), (3, "max_people")]);
    let libraries = [LibraryId::new("kallio").unwrap()].into();
    let known = Known {
        libraries: &libraries,
        inductions: &BTreeSet::new(),
        rooms: &[],
    };
    assert_eq!(sheet.check(&known), []);
}

#[test]
fn what_goes_along_with_rooms_is_said_once_or_alike() {
    let laser = [
        ("induction", "lathe"),
        ("induction_name_fi", "Sorvi"),
        ("induction_months", "24"),
        ("library_quotas", "library/day/360min"),
        ("everywhere_quotas", "none"),
    ];
    let again = [("room", "b"), ("leaves", "b")];
    let (sheet, wrong) = read(&[
        row(&laser),
        row(&again),
        row(&[&laser[..], &[("room", "c"), ("leaves", "c")]].concat()),
    ]);
    assert_eq!(wrong, []);
    let inductions: Vec<&Induction> = sheet.inductions().collect();
    assert_eq!((inductions.len(), inductions[0].months), (1, Some(24)));
    let policies: Vec<Policy> = sheet.policies().collect();
    assert_eq!(policies.len(), 2);
    assert_eq!((&policies[0].library, &policies[0].quotas[..]), (&None, &[][..]));
    assert_eq!(policies[1].quotas[0].minutes, Some(360));
    let other = row(&[
        ("room", "b"),
        ("leaves", "b"),
        ("induction", "lathe"),
        ("induction_name_fi", "Jyrsin"),
        ("library_quotas", "library/day/120min"),
    ]);
    let (_, wrong) = read(&[row(&laser), other]);
    assert_eq!(
        fields(&wrong),
        [
            (3, "induction_name_fi"),
            (3, "induction_months"),
            (3, "library_quotas")
        ]
    );
    assert_eq!(wrong[0].1.reason, "differs from line 2, which says «Sorvi»");
}

fn some<T: Clone + std::fmt::Debug + 'static>(all: &'static [T]) -> impl Strategy<Value = Vec<T>> {
    proptest::sample::subsequence(all, 0..=all.len())
}

fn quotas() -> impl Strategy<Value = Vec<Quota>> {
    let limit = || proptest::option::of(1_u32..=100_000);
    let quota = (
        proptest::sample::select(Scope::ALL),
        proptest::sample::select(Period::ALL),
        1_u32..9,
        limit(),
        limit(),
    );
    let quota = quota.prop_map(|(scope, per, least, bookings, minutes)| Quota {
        scope,
        per,
        bookings: bookings.or(minutes.is_none().then_some(least)),
        minutes,
    });
    proptest::collection::vec(quota, 0..4)
}

fn moments() -> impl Strategy<Value = Option<DateTime<Utc>>> {
    proptest::option::of(
        (1_000_000_000_i64..4_000_000_000)
            .prop_map(|seconds| DateTime::UNIX_EPOCH + TimeDelta::seconds(seconds)),
    )
}

prop_compose! {
    fn rules()(
        moments in [moments(), moments()],
        [grid, least, before, after] in [1_u32..=16, 1_u32..=192, 0_u32..=16, 0_u32..=16],
        more in 0_u32..=192,
        flags in any::<[bool; 3]>(),
        [notice, cancel] in [0_u32..=576_000, 0_u32..=576_000],
        ahead_days in 0_u32..=400,
        opens in 0_u16..=24,
        quotas in quotas(),
        min_age in proptest::option::of(1_u32..=99),
        induction in proptest::option::of("[a-z][a-z0-9]{0,9}"),
        check_in in proptest::option::of([0_u32..=1440, 0_u32..=1440]),
    ) -> RoomRules {
        let [published_from, published_until] = moments;
        let [self_service, approval, beside_others] = flags;
        RoomRules {
            published_from,
            published_until: published_until.filter(|until| published_from.is_none_or(|from| from < *until)),
            self_service,
            grid_minutes: grid * 15,
            min_minutes: least * 15,
            max_minutes: (least + more).min(192) * 15,
            notice_minutes: notice,
            ahead_days,
            opens_at: LocalTime::new(opens, 0).unwrap(),
            before_minutes: before * 15,
            after_minutes: after * 15,
            approval,
            quotas,
            beside_others,
            cancel_minutes: cancel,
            min_age,
            induction: induction.map(|id| id.parse().unwrap()),
            door_code_minutes: Some(0),
            check_in: check_in.map(|[before_minutes, after_minutes]| CheckIn { before_minutes, after_minutes }),
        }
    }
}

prop_compose! {
    fn rooms()(
        category in proptest::sample::select(Category::ALL),
        name in "[=+'@-]?[A-Za-zåäö]{1,20}",
        other in "[a-z;,\"\n ]{0,20}",
        photo in any::<bool>(),
        people in [1_u32..=500, 0_u32..=500],
        equipment in some(Equipment::ALL),
        access in some(Access::ALL),
        parts in proptest::collection::btree_set("[a-z][a-z0-9]{0,9}", 1..4),
        is_pool in any::<bool>(),
        rules in rules(),
    ) -> Room {
        let text = Text::new(name, other.trim(), "");
        let [least, more] = people;
        Room {
            id: "room".parse().unwrap(),
            library: "kallio".parse().unwrap(),
            kind: category.kind(),
            category,
            name: text.clone(),
            about: Text::new(other.trim(), "", "=x"),
            place: text.clone(),
            photo: photo.then(|| Photo { url: "/rooms/a.svg".to_owned(), alt: text }),
            min_people: least,
            max_people: least + more,
            equipment,
            access,
            leaves: parts.iter().filter(|_| !is_pool).map(|id| id.parse().unwrap()).collect(),
            members: parts.iter().filter(|_| is_pool).map(|id| id.parse().unwrap()).collect(),
            rules,
        }
    }
}

proptest! {
    #[test]
    fn what_is_written_is_read_again(room in rooms(), door in proptest::option::of("[0-9]{4}#")) {
        let codes = Codes { here: None, door: door.filter(|_| !room.is_pool()) };
        let written: Vec<String> = room_cells(&room, &codes).iter().map(|cell| defuse(cell).into_owned()).collect();
        let row: Row<'_> = COLUMNS.into_iter().zip(written.iter().map(String::as_str)).collect();
        let (sheet, wrong) = read(&[row]);
        prop_assert_eq!(wrong, []);
        prop_assert_eq!(sheet.rooms().next(), Some((&room, &codes)));
    }
}
