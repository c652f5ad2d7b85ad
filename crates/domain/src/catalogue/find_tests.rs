use super::super::Texts;
use super::super::api::OnShelf;
use super::*;
use crate::id::ItemId;
use proptest::prelude::*;

#[test]
fn words_are_translated_by_their_place_and_stay_where_nobody_knows_it() {
    let list = |words: &[&str]| words.iter().map(|&word| word.to_owned()).collect::<Vec<_>>();
    let parts = Texts {
        fi: list(&["Laukku", "Laturi"]),
        sv: list(&["Väska"]),
        en: list(&["Bag", "Charger"]),
    };
    let given = list(&["Charger", "Väska", "Laukku", "Avain"]);
    let finnish = parts.translated(&given, Language::Fi);
    // The Swedish list is not of the same parts.
    assert_eq!(finnish, ["Laturi", "Väska", "Laukku", "Avain"]);
}

fn row(name: &str, category: &str, on_shelf: &[&str], out_at: &[&str]) -> ItemRow {
    let library = |id: &&str| LibraryId::new(*id).unwrap();
    ItemRow {
        id: ItemId::new(
            name.to_lowercase()
                .replace(' ', "-")
                .replace('ä', "a")
                .replace('ö', "o"),
        )
        .unwrap(),
        name: Text::new(name, "", ""),
        category: CategoryId::new(category).unwrap(),
        synonyms: Texts::default(),
        on_shelf: on_shelf
            .iter()
            .map(|id| OnShelf {
                library: library(id),
                copies: 1,
            })
            .collect(),
        out_at: out_at.iter().map(library).collect(),
        copies: 1,
        waiting: 0,
        loan_days: 7,
        desk_only: false,
        due: None,
    }
}

fn categories() -> Vec<Category> {
    let category = |id: &str, name: &str| Category {
        id: CategoryId::new(id).unwrap(),
        name: Text::same(name),
    };
    vec![
        category("tools", "Työkalut"),
        category("games", "Pelit"),
        category("none", "Tyhjä"),
    ]
}

fn small() -> Catalogue {
    let rows = vec![
        row("Öljypuristin", "tools", &["oodi"], &[]),
        row("Porakone", "tools", &["kallio", "pasila"], &["oodi"]),
        row("Shakki", "games", &[], &["kallio"]),
        row("Äänipeli", "games", &["kallio"], &[]),
        row("Zen", "games", &[], &[]),
    ];
    let text = |text: &str| Text::new(text, "", "");
    let texts = vec![
        text(""),
        text("Tekee reiän seinään."),
        text(""),
        text(""),
        text(""),
    ];
    Catalogue::new(rows, categories(), texts)
}

fn names<'a>(catalogue: &'a Catalogue, query: &Query) -> Vec<&'a str> {
    find(catalogue, query)
        .rows
        .iter()
        .map(|number| catalogue.rows()[*number].name.fi.as_str())
        .collect()
}

fn words(words: &str) -> Query {
    Query {
        words: words.into(),
        ..Query::default()
    }
}

#[test]
fn names_stand_in_the_order_of_the_finnish_alphabet() {
    let all = names(&small(), &Query::default()).join(" ");
    assert_eq!(all, "Porakone Shakki Zen Äänipeli Öljypuristin");
}

#[test]
fn descriptions_answer_only_when_no_name_does() {
    let catalogue = small();
    assert_eq!(names(&catalogue, &words("seinä")), ["Porakone"]);
    assert_eq!(names(&catalogue, &words("pelit")), ["Äänipeli", "Zen", "Shakki"]);
    assert_eq!(names(&catalogue, &words("kahvinkeitin")), [""; 0]);
    // Something like it is in a name, but it is exactly in a description.
    assert_eq!(names(&catalogue, &words("tekee")), ["Porakone"]);
    assert_eq!(names(&catalogue, &words("prakone")), ["Porakone"]);
    assert!(find(&catalogue, &words("prakone")).guess && !find(&catalogue, &words("porakone")).guess);
}

#[test]
fn what_is_available_is_on_the_shelf_at_the_library_that_was_chosen() {
    let catalogue = small();
    let oodi = Query {
        library: LibraryId::new("oodi").ok(),
        ..Query::default()
    };
    assert_eq!(names(&catalogue, &oodi), ["Porakone", "Öljypuristin"]);
    assert_eq!(
        names(
            &catalogue,
            &Query {
                available: true,
                ..oodi
            }
        ),
        ["Öljypuristin"]
    );
}

#[test]
fn a_page_goes_on_where_the_one_before_ended_even_if_the_list_has_changed() {
    let catalogue = small();
    let all = find(&catalogue, &Query::default());
    let (_, next) = page(&catalogue, &all, None, 2);
    let next: Cursor = next.unwrap().to_string().parse().unwrap();
    let fewer = find(
        &catalogue,
        &Query {
            categories: vec![CategoryId::new("games").unwrap()],
            ..Query::default()
        },
    );
    let (rest, _) = page(&catalogue, &fewer, Some(&next), 9);
    assert_eq!(
        rest.iter().map(|row| row.name.fi.as_str()).collect::<Vec<_>>(),
        ["Zen", "Äänipeli"]
    );
    for bad in ["", "5", "x.porakone", "5.", "-1.a", "5.A b"] {
        assert!(bad.parse::<Cursor>().is_err(), "{bad}");
    }
    let past = "99.nothing".parse().ok();
    assert_eq!(page(&catalogue, &all, past.as_ref(), 9), (vec![], None));
}

const LIBRARIES: [&str; 4] = ["kallio", "oodi", "pasila", "toolo"];

prop_compose! {
    fn rows()(many in proptest::collection::vec(("[A-F]{2}[a-e]{1,3}", 0_usize..2, [0_u8..3, 0..3, 0..3, 0..3]), 0..24)) -> Vec<ItemRow> {
        many.iter().enumerate().map(|(number, (name, category, at))| {
            let with = |wanted: u8| -> Vec<&str> {
                LIBRARIES.into_iter().zip(at).filter(|(_, at)| **at == wanted).map(|(id, _)| id).collect()
            };
            row(&format!("{name} {number}"), ["tools", "games"][*category], &with(1), &with(2))
        }).collect()
    }
}

prop_compose! {
    fn query()(words in "[a-f]{0,2}", categories in 0_usize..4, library in 0_usize..5, available in any::<bool>()) -> Query {
        let all = ["tools", "games"].map(|id| CategoryId::new(id).unwrap());
        Query {
            words,
            categories: [&[], &all[..1], &all[1..], &all[..]][categories].to_vec(),
            library: LIBRARIES.get(library).map(|id| LibraryId::new(*id).unwrap()),
            available,
            language: Language::Fi,
        }
    }
}

proptest! {
    #[test]
    fn every_count_is_what_choosing_it_gives(rows in rows(), query in query()) {
        let catalogue = Catalogue::new(rows, categories(), Vec::new());
        let facets = find(&catalogue, &query).facets;
        prop_assert_eq!(facets.categories.len(), 3);
        for facet in &facets.categories {
            let chosen = Query { categories: vec![facet.id.clone()], ..query.clone() };
            prop_assert_eq!(find(&catalogue, &chosen).rows.len(), facet.count as usize);
        }
        for facet in &facets.libraries {
            let chosen = Query { library: Some(facet.id.clone()), ..query.clone() };
            prop_assert_eq!(find(&catalogue, &chosen).rows.len(), facet.count as usize);
        }
        let chosen = Query { available: true, ..query };
        prop_assert_eq!(find(&catalogue, &chosen).rows.len(), facets.available as usize);
    }

    #[test]
    fn narrowing_never_adds_and_never_reorders(rows in rows(), query in query()) {
        let catalogue = Catalogue::new(rows, categories(), Vec::new());
        let wide = find(&catalogue, &Query { words: query.words.clone(), ..Query::default() }).rows;
        let narrow = find(&catalogue, &query).rows;
        // Filters applied one after the other to the wide list, in either order, give the same as all at once.
        let library = query.library.as_ref();
        let in_category = |number: &usize| {
            query.categories.is_empty() || query.categories.contains(&catalogue.rows()[*number].category)
        };
        let here = |number: &usize| is_at(&catalogue.rows()[*number], library, query.available);
        let one: Vec<usize> = wide.iter().copied().filter(in_category).filter(here).collect();
        let other: Vec<usize> = wide.iter().copied().filter(here).filter(in_category).collect();
        prop_assert_eq!(&one, &other);
        prop_assert_eq!(&one, &narrow);
    }

    #[test]
    fn pages_give_every_row_once_and_in_order(rows in rows(), query in query(), limit in 1_usize..9) {
        let catalogue = Catalogue::new(rows, categories(), Vec::new());
        let found = find(&catalogue, &query);
        let mut seen = Vec::new();
        let mut cursor = None;
        loop {
            let (rows, next) = page(&catalogue, &found, cursor.as_ref(), limit);
            prop_assert!(rows.len() <= limit && (next.is_none() || rows.len() == limit));
            seen.extend(rows.into_iter().map(|row| row.id.clone()));
            cursor = next;
            if cursor.is_none() { break }
        }
        let all: Vec<_> = found.rows.iter().map(|number| catalogue.rows()[*number].id.clone()).collect();
        prop_assert_eq!(seen, all);
    }

    #[test]
    fn after_a_loan_the_list_is_what_it_would_be_made_anew(rows in rows(), query in query()) {
        let empty = rows.iter().cloned().map(|row| ItemRow { on_shelf: Vec::new(), copies: 0, ..row }).collect();
        let by_id = |row: &ItemRow| rows.iter().find(|now| now.id == row.id).cloned().unwrap_or_else(|| row.clone());
        let restocked = Catalogue::new(empty, categories(), Vec::new()).restocked(by_id);
        let anew = Catalogue::new(rows.clone(), categories(), Vec::new());
        prop_assert_eq!(find(&restocked, &query), find(&anew, &query));
        prop_assert_eq!(restocked.libraries(), anew.libraries());
    }
}
