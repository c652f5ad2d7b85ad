//! The words of each language as files, and the list of what the page needs: `assets.json`.

use super::names::Hashed;
use super::{files_in, hash, name, read_text, write};
use crate::Outcome;
use crate::app::App;
use serde_json::{Map, Value, json};
use std::path::Path;

/// What belongs to one build of the app, as the server and the service worker need it.
pub(crate) struct Assets {
    /// Language to address, as `fi` to `/words.fi.….json`.
    words: Vec<(&'static str, String)>,
    css: Vec<String>,
    js: Vec<String>,
    wasm: Vec<String>,
}

/// Writes `words.<lang>.<hash>.json`, an array of the app's sentences in the order of its constants.
pub(super) fn write_words(app: App, folder: &Path) -> Outcome<Vec<(&'static str, String)>> {
    for old in files_in(folder)
        .iter()
        .filter(|file| name(file).starts_with("words."))
    {
        let _ = std::fs::remove_file(old);
    }
    let mut written = Vec::new();
    for &(language, sentences) in jaettu_words::tables() {
        let mine = sentences.get(app.words()).unwrap_or_default();
        let text = json!(mine).to_string();
        let file = format!("words.{language}.{}.json", hash::short(text.as_bytes()));
        write(&folder.join(&file), text.as_bytes())?;
        written.push((language, format!("{}{file}", app.address())));
    }
    Ok(written)
}

impl Assets {
    /// Finds the hashed files that the page names.
    pub(super) fn find(app: App, folder: &Path, words: Vec<(&'static str, String)>) -> Outcome<Self> {
        let files = files_in(folder);
        let html = read_text(&folder.join("index.html"))?;
        let with = |ending: &str| {
            let names = files
                .iter()
                .map(|file| name(file))
                .filter(|name| html.contains(name));
            let fitting =
                names.filter(|name| Hashed::parse(name).is_some_and(|hashed| hashed.ending == ending));
            fitting
                .map(|name| format!("{}{name}", app.address()))
                .collect::<Vec<String>>()
        };
        let assets = Self {
            words,
            css: with(".css"),
            js: with(".js"),
            wasm: with("_bg.wasm"),
        };
        if assets.js.is_empty() || assets.wasm.is_empty() {
            return Err(format!(
                "Trunk left no hashed JS and WASM in {}",
                folder.display()
            ));
        }
        Ok(assets)
    }

    /// What every page needs, whatever its language.
    pub(super) fn shared(&self) -> Vec<&str> {
        [&self.css, &self.js, &self.wasm]
            .into_iter()
            .flatten()
            .map(String::as_str)
            .collect()
    }

    /// Language to address.
    pub(super) fn words(&self) -> Value {
        Value::Object(
            self.words
                .iter()
                .map(|(code, path)| ((*code).to_owned(), json!(path)))
                .collect::<Map<_, _>>(),
        )
    }

    /// Changes when any asset does.
    pub(super) fn version(&self) -> String {
        let all: Vec<&str> = self
            .shared()
            .into_iter()
            .chain(self.words.iter().map(|(_, path)| path.as_str()))
            .collect();
        hash::short(all.join("\n").as_bytes())
    }

    /// `assets.json`, which the server reads when it starts.
    pub(super) fn write(&self, folder: &Path) -> Outcome {
        let list = json!({
            "version": self.version(),
            "words": self.words(),
            "css": self.css.first(),
            "js": self.js.first(),
            "wasm": self.wasm.first(),
        });
        write(&folder.join("assets.json"), format!("{list:#}\n").as_bytes())
    }
}
