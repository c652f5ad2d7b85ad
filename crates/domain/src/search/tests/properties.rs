//! What holds for every catalogue and every query.

use std::cmp::Reverse;

use proptest::prelude::*;

use super::document;
use crate::search::{Document, Index};

/// Text as it may come: anything, and words of the language put together.
fn any_text() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        "\\PC{0,3}",
        "[a-zåäö]{1,12}",
        "[ -]",
        Just("a\u{308}".to_owned()),
        "(kone|pora|kk|nen|ita|in)"
    ];
    prop_oneof![
        any::<String>(),
        prop::collection::vec(piece, 0..8).prop_map(|pieces| pieces.concat())
    ]
}

fn without_dots(text: &str) -> String {
    text.replace(['ä', 'å'], "a")
        .replace('ö', "o")
        .replace(['Ä', 'Å'], "A")
        .replace('Ö', "O")
}

proptest! {
    #[test]
    fn any_catalogue_takes_any_query(titles in prop::collection::vec(any_text(), 0..6), query in any_text()) {
        let index = Index::new(titles.iter().map(|title| Document { text: titles.clone(), ..document(title) }));
        let hits = index.search(&query);
        prop_assert!(hits.is_sorted_by_key(|hit| (Reverse(hit.score), hit.document)));
        prop_assert!(hits.iter().all(|hit| hit.document < titles.len()));
    }

    #[test]
    fn every_title_finds_its_own_document_first(titles in prop::collection::vec(any_text(), 1..8)) {
        let index = Index::new(titles.iter().map(|title| Document { synonyms: titles.clone(), ..document(title) }));
        for (number, title) in titles.iter().enumerate() {
            let hits = index.search(title);
            let own = hits.iter().find(|hit| hit.document == number).map(|hit| hit.score);
            prop_assert_eq!(own, hits.first().map(|hit| hit.score));
        }
    }

    #[test]
    fn dots_change_nothing(titles in prop::collection::vec(any_text(), 0..6), query in "[a-zåäöÅÄÖ -]{0,30}") {
        let index = Index::new(titles.iter().map(|title| document(title)));
        prop_assert_eq!(index.search(&query), index.search(&without_dots(&query)));
    }

    #[test]
    fn another_word_only_narrows(
        titles in prop::collection::vec("[a-eåäö]{1,6}([ -][a-e]{1,6}){0,3}", 1..12),
        one in "[a-eä]{1,7}",
        two in "[a-eä]{1,7}",
    ) {
        let index = Index::new(titles.iter().map(|title| document(title)));
        let documents = |query: &str| index.search(query).iter().map(|hit| hit.document).collect::<Vec<_>>();
        let (first, second) = (documents(&one), documents(&two));
        for document in documents(&[one.as_str(), " ", &two].concat()) {
            prop_assert!(first.contains(&document) && second.contains(&document));
        }
    }
}
