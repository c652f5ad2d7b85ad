//! Makes one method per key of `locales/fi/*.json`, and stops the build when a language lacks a key, has one too
//! many, or uses other placeholders than Finnish does.
//!
//! Each app gets a window of the whole table: the residents' words stand first, then those of both, then the desk's; in neither window
//! stand the words that only the server says.

use serde_json::{Map, Value};
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs};

const LANGUAGES: [&str; 3] = ["fi", "sv", "en"];

/// Files that both apps say, those that only the desk says, and those that only the server says (in letters, and on pages
/// for one person) or that the service worker is given; every other is for residents alone.
const BOTH: [&str; 3] = ["common", "problem", "shell"];
const DESK: [&str; 1] = ["desk"];
const SERVER: [&str; 6] = [
    "account",
    "booking",
    "circulation",
    "messages",
    "offline",
    "programme",
];

type Failure = Box<dyn std::error::Error>;

/// Whose words a file holds, in the order of the table.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Whose {
    Residents,
    Both,
    Desk,
    Server,
}

impl Whose {
    fn of(feature: &str) -> Self {
        if DESK.contains(&feature) {
            Self::Desk
        } else if BOTH.contains(&feature) {
            Self::Both
        } else if SERVER.contains(&feature) {
            Self::Server
        } else {
            Self::Residents
        }
    }
}

/// Sentences in the order of the table, by whose they are and their name.
type Sentences = BTreeMap<(Whose, String), Entry>;

/// One entry of a file: a sentence, or a pair for one and for many.
enum Entry {
    Plain(String),
    Plural { one: String, other: String },
}

fn main() -> Result<(), Failure> {
    let locales = PathBuf::from(env::var("CARGO_MANIFEST_DIR")?).join("../../locales");
    println!("cargo::rerun-if-changed={}", locales.display());
    let mut languages = Vec::new();
    for language in LANGUAGES {
        languages.push(read_language(&locales.join(language))?);
    }
    let [finnish, others @ ..] = languages.as_slice() else {
        return Err("no languages".into());
    };
    for (language, words) in LANGUAGES.iter().skip(1).zip(others) {
        compare(language, finnish, words)?;
    }
    let out = PathBuf::from(env::var("OUT_DIR")?);
    fs::write(out.join("keys.rs"), keys(finnish)?)?;
    fs::write(out.join("tables.rs"), tables(&languages)?)?;
    Ok(())
}

fn read_language(folder: &Path) -> Result<Sentences, Failure> {
    let mut words = BTreeMap::new();
    for file in fs::read_dir(folder)? {
        let path = file?.path();
        let feature = path
            .file_stem()
            .and_then(|s| s.to_str())
            .ok_or("a file without a name")?
            .to_owned();
        println!("cargo::rerun-if-changed={}", path.display());
        let say = |reason: String| format!("{}: {reason}", path.display());
        let map: Map<String, Value> =
            serde_json::from_str(&fs::read_to_string(&path)?).map_err(|e| say(e.to_string()))?;
        for (key, value) in map {
            let entry = entry(&value).ok_or_else(|| say(format!("{key} is neither a text nor one/other")))?;
            words.insert((Whose::of(&feature), format!("{feature}_{key}")), entry);
        }
    }
    Ok(words)
}

fn entry(value: &Value) -> Option<Entry> {
    match value {
        Value::String(text) if !text.trim().is_empty() => Some(Entry::Plain(text.clone())),
        Value::Object(forms) if forms.len() == 2 => Some(Entry::Plural {
            one: forms.get("one")?.as_str()?.to_owned(),
            other: forms.get("other")?.as_str()?.to_owned(),
        }),
        _ => None,
    }
}

impl Entry {
    fn placeholders(&self) -> Vec<String> {
        let text = match self {
            Self::Plain(text) | Self::Plural { other: text, .. } => text,
        };
        let mut names: Vec<String> = text
            .split('{')
            .skip(1)
            .filter_map(|tail| Some(tail.split_once('}')?.0.to_owned()))
            .collect();
        names.sort();
        names.dedup();
        names
    }

    fn forms(&self) -> Vec<&str> {
        match self {
            Self::Plain(text) => vec![text],
            Self::Plural { one, other } => vec![one, other],
        }
    }
}

fn compare(language: &str, finnish: &Sentences, words: &Sentences) -> Result<(), Failure> {
    let mut errors = String::new();
    for (place @ (_, key), entry) in finnish {
        match words.get(place) {
            None => writeln!(errors, "locales/{language}: {key} is missing")?,
            Some(other)
                if other.placeholders() != entry.placeholders()
                    || other.forms().len() != entry.forms().len() =>
            {
                writeln!(
                    errors,
                    "locales/{language}: {key} has other placeholders or forms than Finnish"
                )?;
            }
            Some(_) => {}
        }
    }
    for (_, key) in words.keys().filter(|place| !finnish.contains_key(*place)) {
        writeln!(errors, "locales/{language}: {key} does not exist in Finnish")?;
    }
    if errors.is_empty() {
        Ok(())
    } else {
        Err(errors.into())
    }
}

/// The methods of `Words`, in the order of the tables.
fn keys(words: &Sentences) -> Result<String, Failure> {
    let mut code = String::from("impl Words {\n");
    let mut lookup = String::new();
    let mut index = 0;
    for ((_, key), entry) in words {
        let names = entry.placeholders();
        let mut arguments = String::new();
        let mut values = String::new();
        for name in &names {
            let kind = if name == "count" { "usize" } else { "&str" };
            write!(arguments, ", {name}: {kind}")?;
            let value = if name == "count" {
                "&count.to_string()"
            } else {
                name
            };
            write!(values, "(\"{name}\", {value}), ")?;
        }
        let shown = entry.forms().join(" / ").replace('`', "'");
        writeln!(code, "    /// `{shown}`")?;
        match entry {
            Entry::Plain(_) if names.is_empty() => {
                writeln!(
                    code,
                    "    pub fn {key}(self) -> &'static str {{ self.word({index}) }}"
                )?;
                if let Some(code) = key.strip_prefix("problem_") {
                    writeln!(lookup, "            \"{code}\" => {index},")?;
                }
            }
            Entry::Plain(_) => writeln!(
                code,
                "    pub fn {key}(self{arguments}) -> String {{ fill(self.word({index}), &[{values}]) }}"
            )?,
            Entry::Plural { .. } if names.iter().any(|name| name == "count") => writeln!(
                code,
                "    pub fn {key}(self{arguments}) -> String {{ fill(self.plural({index}, count), &[{values}]) }}"
            )?,
            Entry::Plural { .. } => return Err(format!("{key} has forms but no {{count}}").into()),
        }
        index += entry.forms().len();
    }
    write!(
        code,
        "\n    /// The sentence for a problem's code, if there is one.\n    \
         pub fn problem(self, code: &str) -> Option<&'static str> {{\n        \
         let index = match code {{\n{lookup}            _ => return None,\n        }};\n        \
         Some(self.word(index))\n    }}\n}}\n"
    )?;
    write!(code, "{}", windows(words))?;
    Ok(code)
}

/// Where the words of each app stand in the table.
fn windows(words: &Sentences) -> String {
    let length = |whose: &[Whose]| -> usize {
        let wanted = words.iter().filter(|((one, _), _)| whose.contains(one));
        wanted.map(|(_, entry)| entry.forms().len()).sum()
    };
    let residents = length(&[Whose::Residents]);
    let both = length(&[Whose::Residents, Whose::Both]);
    let all = length(&[Whose::Residents, Whose::Both, Whose::Desk]);
    format!(
        "\n/// Where the words of the residents' app stand in a table.\n\
         pub const RESIDENTS: Range<usize> = 0..{both};\n\
         \n/// Where the words of the staff desk stand in a table.\n\
         pub const DESK: Range<usize> = {residents}..{all};\n"
    )
}

fn tables(languages: &[Sentences]) -> Result<String, Failure> {
    let mut code = String::from("[\n");
    for (language, words) in LANGUAGES.iter().zip(languages) {
        let all: Vec<&str> = words.values().flat_map(Entry::forms).collect();
        writeln!(code, "    (\"{language}\", &{all:?}),")?;
    }
    code.push(']');
    Ok(code)
}
