//! What must not be found, what comes first, and where a query ends.

use super::{catalogue, document, found};
use crate::search::{Document, Hit, Index};

#[test]
fn what_there_is_not_finds_nothing() {
    for query in [
        "hevonen",
        "xyzzy",
        "lentokone ufo",
        "pesukone",
        "auto",
        "polttomoottori",
        "kirja",
        "zzzz",
        "qwertyuiop",
        "silikoni",
        "jääkaappi",
        "moottorisaha xl",
        "tietokone",
        "hamsteri",
        "porakone hevonen",
        "12345",
        "snowboard",
        "imuri",
    ] {
        assert!(found(query).is_empty(), "{query}: {:?}", found(query));
    }
}

#[test]
fn a_likeness_of_letters_is_not_a_likeness_of_things() {
    for (query, thing) in [
        ("kartta", "Nokkakärry"),
        ("koneita", "Kaiutin"),
        ("sauna", "Kävelysauvat"),
        ("kitara", "Harava"),
        ("peli", "Shakkinappula"),
        ("sukat", "Murtomaasukset"),
        ("suksi", "Pensassakset"),
        ("viulu", "Mehulinko"),
        ("tikka", "Rattikelkka"),
        ("kone", "Kaukoputki"),
        ("sup", "Makuupussi"),
        ("teltta", "Pelikuula"),
        ("rake", "Rattikelkka"),
    ] {
        assert!(!found(query).contains(&thing), "{query}: {:?}", found(query));
    }
}

#[test]
fn a_kind_of_thing_comes_before_what_only_starts_the_same() {
    let games = found("peli");
    let place = |name| games.iter().position(|game| *game == name);
    assert!(place("Lautapeli") < place("Pelikuula"));
    assert!(place("Krokettipeli") < place("Pelikuula"));
}

#[test]
fn the_field_decides_before_how_well_it_matches() {
    let mut documents: Vec<Document> = (0..7).map(|_| document("Muu")).collect();
    documents[0].text = vec!["Harava".to_owned()];
    documents[1].keywords = vec!["Harava".to_owned()];
    documents[2].synonyms = vec!["Harava".to_owned()];
    documents[3].titles = vec!["Haravankahva".to_owned()];
    documents[4].titles = vec!["Lehtiharava".to_owned()];
    documents[5].titles = vec!["Punainen harava".to_owned()];
    documents[6].titles = vec!["Harava".to_owned()];
    let hits = Index::new(documents).search("harava");
    let order: Vec<usize> = hits.iter().map(|hit| hit.document).collect();
    assert_eq!(order, [6, 5, 4, 3, 2, 1, 0]);
}

#[test]
fn a_shorter_title_comes_first_among_equals() {
    let hits = catalogue(&["Kitara aikuisille ja lapsille", "Kitara lapsille"]).search("kitara");
    assert_eq!(hits[0].document, 1);
}

#[test]
fn slips_are_forgiven_only_when_nothing_matches_as_it_is() {
    let hits = catalogue(&["Viulu", "Viuhka", "Viula"]).search("viulu");
    assert_eq!(hits.len(), 1);
}

#[test]
fn an_empty_query_gives_everything_in_order_and_signs_alone_nothing() {
    let index = catalogue(&["Kitara", "Viulu"]);
    let all = [0, 1].map(|document| Hit { document, score: 0 });
    for query in ["", "   "] {
        assert_eq!(index.search(query), all);
    }
    for query in ["%", "?!", "–…🔨"] {
        assert_eq!(index.search(query), []);
    }
    assert_eq!((index.len(), index.is_empty()), (2, false));
    assert!(catalogue(&[]).search("kitara").is_empty());
}

#[test]
fn what_comes_after_the_limits_is_not_read() {
    let index = catalogue(&["yksi kaksi kolme neljä viisi kuusi seitsemän kahdeksan"]);
    assert_eq!(
        index
            .search("yksi kaksi kolme neljä viisi kuusi seitsemän kahdeksan hevonen")
            .len(),
        1
    );
    let long = ["yksi", &" ".repeat(200), "hevonen"].concat();
    assert_eq!(index.search(&long).len(), 1);
}
