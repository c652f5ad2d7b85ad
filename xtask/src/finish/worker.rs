//! The service worker learns which files belong to this build.

use super::{Assets, read_text, write};
use crate::Outcome;
use jaettu_domain::text::Language;
use jaettu_views::shell;
use jaettu_words::Words;
use serde_json::json;
use std::collections::BTreeMap;
use std::path::Path;

const MARK: &str = "const BUILD = ";

/// Replaces the line `const BUILD = …` of `sw.js`.
pub(super) fn fill(folder: &Path, assets: &Assets) -> Outcome {
    let file = folder.join("sw.js");
    let elsewhere = Language::ALL.map(|language| {
        let words = Words::of(language);
        let said = json!({
            "title": words.shell_page_title(words.offline_title()),
            "main": shell::not_kept(words).into_string(),
            "back": words.shell_came_from(),
            "home": words.shell_home(),
        });
        (language.code(), said)
    });
    let build = json!({
        "version": assets.version(),
        "assets": assets.shared(),
        "words": assets.words(),
        "elsewhere": BTreeMap::from(elsewhere),
    });
    write(&file, filled(&read_text(&file)?, &build.to_string())?.as_bytes())
}

fn filled(source: &str, build: &str) -> Outcome<String> {
    let line = source.lines().find(|line| line.starts_with(MARK));
    let line = line.ok_or_else(|| format!("sw.js has no line that starts with `{MARK}`"))?;
    Ok(source.replacen(line, &format!("{MARK}{build};"), 1))
}

#[cfg(test)]
mod tests {
    use super::filled;

    #[test]
    fn the_line_is_replaced_and_nothing_else() {
        let source = "// x\nconst BUILD = { version: \"dev\" };\nlet a = BUILD;\n";
        assert_eq!(
            filled(source, "{}").unwrap(),
            "// x\nconst BUILD = {};\nlet a = BUILD;\n"
        );
        assert!(filled("nothing", "{}").is_err());
    }
}
