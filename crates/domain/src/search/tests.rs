//! What people type at a library's shelf of things, and what they should get.

mod order;
mod properties;
mod things;

use super::{Document, Index};

/// The Finnish names found, best first.
fn found(query: &str) -> Vec<&'static str> {
    let names: Vec<&str> = things::names().collect();
    let hits = Index::new(things::documents()).search(query);
    hits.iter().map(|hit| names[hit.document]).collect()
}

/// Each line is a thing and the queries that have it first.
fn first_of(table: &[(&str, &str)]) {
    for (thing, queries) in table {
        for query in queries.split(", ") {
            assert_eq!(found(query).first(), Some(thing), "{query}: {:?}", found(query));
        }
    }
}

/// Each line is a query and things it has to give, in any place.
fn among(table: &[(&str, &str)]) {
    for (query, things) in table {
        for thing in things.split(", ") {
            assert!(found(query).contains(&thing), "{query}: {:?}", found(query));
        }
    }
}

fn document(title: &str) -> Document {
    Document {
        titles: vec![title.to_owned()],
        synonyms: Vec::new(),
        keywords: Vec::new(),
        text: Vec::new(),
    }
}

fn catalogue(titles: &[&str]) -> Index {
    Index::new(titles.iter().map(|title| document(title)))
}

#[test]
fn an_inflected_word_finds_the_thing() {
    first_of(&[
        (
            "Porakone",
            "porakoneita, porakoneen, porakoneella, porakoneet, porakoneisiin, porakoneeseen",
        ),
        (
            "Ompelukone",
            "ompelukoneen, ompelukonetta, ompelukoneita, ompelukoneilla",
        ),
        (
            "Murtomaasukset",
            "murtomaasuksia, murtomaasuksilla, murtomaasuksien, murtomaasuksi, sukset",
        ),
        (
            "Kosteusmittari",
            "kosteusmittareita, kosteusmittarin, kosteusmittareilla",
        ),
        (
            "Kitara",
            "kitaraa, kitaran, kitaroita, kitarat, kitaroilla, kitaraan",
        ),
        ("Tikkaat", "tikkaita, tikkailla, tikkaiden, tikkaille"),
        ("Lautapeli", "lautapelejä, lautapelit, lautapelien, lautapelin"),
        (
            "Kävelysauvat",
            "sauvoja, sauvat, sauva, kävelysauvoilla, kävelysauva",
        ),
        ("Nokkakärry", "kärryjä, kärryt, nokkakärryllä"),
        ("Juhla-astiasto", "astioita, astiat, astiasto, astiastoa"),
        ("Lumikengät", "lumikenkiä, lumikengät, lumikenkä, lumikengillä"),
        ("Retkiluistimet", "luistimia, luistin, retkiluistimilla"),
        ("Kaiutin", "kaiuttimet, kaiuttimen, kaiutinta"),
        ("Kuulokkeet", "kuuloke, kuulokkeita"),
        ("Teltta", "teltan, telttaa, teltat, telttoja"),
        ("Rinkka", "reput, rinkan, rinkkoja, reppua"),
        ("Pensassakset", "saksia, oksasaksilla"),
    ]);
}

#[test]
fn whose_it_is_and_small_words_after_do_not_matter() {
    first_of(&[
        ("Kitara", "kitarani, kitarasi, kitaransa, kitarako, kitarakin"),
        ("Porakone", "porakoneeni, porakoneellani, porakonettani"),
    ]);
}

#[test]
fn swedish_and_english_forms_find_the_thing() {
    first_of(&[
        (
            "Porakone",
            "drills, drill, borrmaskin, borrmaskiner, borrmaskinen",
        ),
        (
            "Ompelukone",
            "sewing machines, sewing machine, symaskin, symaskiner, symaskinen",
        ),
        (
            "Murtomaasukset",
            "skis, skidor, skidorna, längdskidor, langdskidorna",
        ),
        ("Tikkaat", "ladders, stegar, stegen"),
        ("Teltta", "tents, tält, tältet"),
        ("Ukulele", "ukuleles, ukulelea"),
        ("Lumikengät", "snowshoes, snowshoe, snöskor"),
    ]);
}

#[test]
fn a_part_of_a_compound_finds_the_whole() {
    among(&[
        ("mittari", "Kosteusmittari, Sykemittari, Verenpainemittari"),
        ("mittareita", "Kosteusmittari, Sykemittari, Sähkönkulutusmittari"),
        ("kone", "Porakone, Iskuporakone, Ompelukone, Hiomakone"),
        ("koneita", "Porakone, Ompelukone"),
        ("pora", "Porakone, Iskuporakone"),
        ("peli", "Lautapeli, Krokettipeli, Mölkky"),
        ("pelejä", "Lautapeli, Krokettipeli"),
        ("puhaltimet", "Lehtipuhallin, Kuumailmapuhallin"),
        ("kuulia", "Kahvakuula, Petankkikuulat"),
        ("pyörä", "Tavarapyörä, Polkupyörän pumppu"),
        ("keittimiä", "Kahvinkeitin, Retkikeitin"),
        ("sukset", "Murtomaasukset, Laskettelusukset"),
    ]);
}

#[test]
fn a_word_half_typed_finds_the_thing() {
    first_of(&[
        ("Ompelukone", "ompelu, ompeluk, omp"),
        ("Kosteusmittari", "koste, kosteusm"),
        ("Ukulele", "uku"),
        ("Retkiluistimet", "retkil"),
    ]);
}

#[test]
fn spelling_without_dots_hyphens_or_case_is_the_same() {
    first_of(&[
        (
            "SUP-lauta",
            "sup-lauta, suplauta, sup lauta, SUP, suplaudan, sup\u{AD}lauta, paddleboard",
        ),
        ("Lumikengät", "LUMIKENGAT, lumikenga\u{308}t"),
        ("Mölkky", "molkky, MÖLKKYÄ"),
        ("Play Station 5", "playstation, play station 5"),
        ("Shakki", "sakki, shakkia"),
        ("Juhla-astiasto", "juhlaastiasto, juhla astiasto"),
        ("Cajon-rumpu", "cajonrumpu, rummut, rumpuja"),
    ]);
}

#[test]
fn a_slip_of_the_finger_is_forgiven() {
    first_of(&[
        ("Porakone", "porakoen, poraknoe, borrmaskn"),
        ("Ompelukone", "ompelukkone, onpelukone, ompleukone"),
        ("Kosteusmittari", "kosteusmitari, kosteusmittri, kosteusmitareita"),
        ("Ukulele", "ukuele, ukulelle, ukulle"),
        ("Kitara", "kitera, kitraa"),
        ("Tikkaat", "tikkaatt"),
        ("Saumuri", "zaumuri, saumri"),
    ]);
}

#[test]
fn several_words_all_have_to_match() {
    first_of(&[
        ("Bassokitara", "basso kitara, bass guitar"),
        ("Iskuporakone", "porakone betoniin, hammer drill"),
        ("Polkupyörän pumppu", "pyörän pumppu, pumppu polkupyörään"),
        ("Laskettelusukset", "lasten sukset"),
        ("Teltta", "teltta kahdelle"),
    ]);
    assert!(found("kitara sukset").is_empty());
}
