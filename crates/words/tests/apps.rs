//! Each app gets its own part of the words, and finds every sentence at the same place as the server.

#![cfg(feature = "tables")]

use jaettu_domain::text::Language;
use jaettu_words::{DESK, RESIDENTS, Words, tables};

#[test]
fn each_app_finds_its_words_in_its_own_part_of_the_table() {
    for &(code, all) in tables() {
        let language = Language::from_code(code).unwrap();
        let whole = Words::of(language);
        let part =
            |window: std::ops::Range<usize>| Words::new(language, window.clone(), &all[window]).unwrap();
        let (residents, desk) = (part(RESIDENTS), part(DESK));
        for app in [residents, desk] {
            assert_eq!(app.common_retry(), whole.common_retry());
            assert_eq!(app.shell_page_title("x"), whole.shell_page_title("x"));
            assert_eq!(app.problem("timeout"), whole.problem("timeout"));
        }
        assert_eq!(residents.libraries_title(), whole.libraries_title());
        assert_eq!(desk.desk_title(), whole.desk_title());
        assert_eq!(
            residents.desk_title(),
            "",
            "the desk's words are not for residents"
        );
        assert_eq!(
            desk.libraries_title(),
            "",
            "residents' words are not for the desk"
        );
    }
}

#[test]
fn what_only_the_server_says_stands_behind_the_words_of_the_apps() {
    assert!(RESIDENTS.start == 0 && DESK.end < tables()[0].1.len());
    assert!(
        RESIDENTS.contains(&DESK.start),
        "what both say stands in both parts"
    );
}
