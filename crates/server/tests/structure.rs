//! The house keeps its plan: parallel names, twin migrations, words that are all used.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on fails")]

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn names(folder: &str) -> BTreeSet<String> {
    let entries = fs::read_dir(root().join(folder)).unwrap_or_else(|e| panic!("{folder}: {e}"));
    entries
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect()
}

fn sources(folder: &Path, text: &mut String) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            sources(&path, text);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            text.push_str(&fs::read_to_string(&path).unwrap());
        }
    }
}

#[test]
fn every_feature_has_its_folder_on_every_side() {
    for feature in names("src/features")
        .iter()
        .filter(|name| !name.contains('.') && *name != "home")
    {
        for folder in ["crates/domain/src", "crates/server/src"] {
            assert!(names(folder).contains(feature), "{folder}/{feature} is missing");
        }
        let views = names("crates/views/src");
        assert!(
            views.contains(feature) || views.contains(&format!("{feature}.rs")),
            "crates/views/src/{feature} is missing"
        );
        assert!(
            names("locales/fi").contains(&format!("{feature}.json")),
            "locales/fi/{feature}.json is missing"
        );
        assert!(
            names("crates/server/tests").contains(&format!("{feature}.rs")),
            "tests of {feature} are missing"
        );
        let domain = names(&format!("crates/domain/src/{feature}"));
        // The desk has no endpoints of its own: it composes those of others.
        let api = (feature != "desk").then_some("api.rs");
        for file in ["mod.rs", "rules.rs"].into_iter().chain(api) {
            assert!(
                domain.contains(file),
                "crates/domain/src/{feature}/{file} is missing"
            );
        }
    }
}

#[test]
fn migrations_are_twins() {
    assert_eq!(
        names("crates/server/migrations/sqlite"),
        names("crates/server/migrations/postgres")
    );
}

#[test]
fn features_of_the_app_do_not_know_each_other() {
    for feature in names("src/features")
        .iter()
        .filter(|name| !name.contains('.') && *name != "home")
    {
        let mut text = String::new();
        sources(&root().join("src/features").join(feature), &mut text);
        for line in text.lines().filter(|line| line.contains("crate::features::")) {
            assert!(
                line.contains(&format!("crate::features::{feature}")),
                "{feature}: {line}"
            );
        }
    }
    let mut ui = String::new();
    sources(&root().join("src/ui"), &mut ui);
    assert!(!ui.contains("crate::features"), "ui knows a feature");
}

/// What only the desk may mention: everything else goes to residents' phones.
const DESK_ALONE: [&str; 6] = [
    "src/desk.rs",
    "src/features/desk",
    "crates/views/src/desk",
    "crates/words/src/desk.rs",
    "crates/words/src/desk",
    "crates/server/src/desk",
];

#[test]
fn residents_get_nothing_of_the_desk() {
    let words = words_of("desk");
    for folder in ["src", "crates/views/src", "crates/words/src", "crates/server/src"] {
        for file in files(&root().join(folder)) {
            let path = file.strip_prefix(root()).unwrap();
            if DESK_ALONE.iter().any(|alone| path.starts_with(alone)) {
                continue;
            }
            let text = fs::read_to_string(&file).unwrap();
            let said = words.iter().find(|word| says(&text, word));
            assert_eq!(said, None, "{} says a word of the desk", path.display());
            let knows = path.starts_with("src") && text.contains("features::desk");
            assert!(!knows, "{} knows the desk", path.display());
        }
    }
}

#[test]
fn the_desk_says_only_words_of_its_own_table() {
    let shared = ["common", "desk", "problem", "shell"];
    let files: Vec<PathBuf> = DESK_ALONE
        .iter()
        .flat_map(|alone| files(&root().join(alone)))
        .collect();
    for file in names("locales/fi") {
        let feature = file.trim_end_matches(".json");
        for word in words_of(feature).iter().filter(|_| !shared.contains(&feature)) {
            let said = files
                .iter()
                .find(|file| says(&fs::read_to_string(file).unwrap(), word));
            assert_eq!(said, None, "{word} is not among the words of the desk");
        }
    }
}

/// The methods of a feature's words: `libraries_title`.
fn words_of(feature: &str) -> Vec<String> {
    let file = root().join(format!("locales/fi/{feature}.json"));
    let json: serde_json::Value = serde_json::from_slice(&fs::read(file).unwrap()).unwrap();
    let keys = json.as_object().unwrap().keys();
    keys.map(|key| format!("{feature}_{key}")).collect()
}

/// Whether a source says a word, as `words.libraries_title()` or `Words::libraries_title`.
fn says(text: &str, word: &str) -> bool {
    text.contains(&format!(".{word}(")) || text.contains(&format!("::{word}"))
}

/// A source, or all sources in a folder.
fn files(place: &Path) -> Vec<PathBuf> {
    if place.is_file() {
        return vec![place.to_path_buf()];
    }
    let entries = fs::read_dir(place).unwrap_or_else(|e| panic!("{}: {e}", place.display()));
    entries.flat_map(|entry| files(&entry.unwrap().path())).collect()
}

#[test]
fn the_domain_has_no_clock_and_no_input_or_output() {
    let mut text = String::new();
    sources(&root().join("crates/domain/src"), &mut text);
    for forbidden in [
        "SystemTime",
        "Utc::now",
        "std::fs",
        "std::net",
        "std::env",
        "tokio",
        "sqlx",
        "leptos",
    ] {
        assert!(!text.contains(forbidden), "the domain mentions {forbidden}");
    }
}

#[test]
fn every_word_is_said_somewhere() {
    let mut text = String::new();
    for folder in [
        "src",
        "crates/server/src",
        "crates/views/src",
        "crates/words/src",
        "xtask/src",
    ] {
        sources(&root().join(folder), &mut text);
    }
    let mut silent = Vec::new();
    for file in names("locales/fi") {
        let feature = file.trim_end_matches(".json");
        // Problems are looked up by their code.
        if feature != "problem" {
            silent.extend(words_of(feature).into_iter().filter(|word| !says(&text, word)));
        }
    }
    assert!(silent.is_empty(), "words that nobody says: {silent:?}");
}

#[test]
fn every_problem_has_its_sentence() {
    let json: serde_json::Value =
        serde_json::from_slice(&fs::read(root().join("locales/fi/problem.json")).unwrap()).unwrap();
    let codes: BTreeSet<&str> = jaettu_domain::problem::Reason::ALL
        .iter()
        .map(|reason| reason.code)
        .chain(jaettu_domain::circulation::Refusal::CODES.iter().copied())
        .chain(jaettu_domain::rooms::Refusal::CODES.iter().copied())
        .collect();
    let sentences: BTreeSet<&str> = json.as_object().unwrap().keys().map(String::as_str).collect();
    assert_eq!(codes, sentences);
}
