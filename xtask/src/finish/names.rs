//! Names by content. Trunk names JS and WASM after the compiler's output, before wasm-bindgen and wasm-opt:
//! another wasm-opt would publish other bytes under the same name, and browsers keep named assets for ever.

use super::{files_in, hash, name, read_text, write};
use crate::Outcome;
use std::fs;
use std::path::Path;

/// Renames every hashed JS and WASM file after its content, and says so to the page.
pub(super) fn by_content(folder: &Path) -> Outcome {
    let page = folder.join("index.html");
    let mut html = read_text(&page)?;
    for file in files_in(folder) {
        let Some(hashed) = Hashed::parse(name(&file)) else {
            continue;
        };
        if !matches!(hashed.ending, ".js" | "_bg.wasm") {
            continue;
        }
        let content = fs::read(&file).map_err(|why| format!("{}: {why}", file.display()))?;
        let better = format!("{}-{}{}", hashed.stem, hash::short(&content), hashed.ending);
        html = html.replace(name(&file), &better);
        fs::rename(&file, folder.join(better)).map_err(|why| format!("{}: {why}", file.display()))?;
    }
    write(&page, html.as_bytes())
}

/// A name as Trunk makes it: `jaettu-1a2b3c4d5e6f7a8b_bg.wasm`.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Hashed<'a> {
    pub(super) stem: &'a str,
    pub(super) ending: &'a str,
}

impl<'a> Hashed<'a> {
    pub(super) fn parse(name: &'a str) -> Option<Self> {
        let (stem, rest) = name.rsplit_once('-')?;
        let end = rest.find(|letter: char| !letter.is_ascii_hexdigit())?;
        let (digits, ending) = rest.split_at(end);
        let known = matches!(ending, ".js" | "_bg.wasm" | ".css" | ".mjs");
        ((8..=16).contains(&digits.len()) && known).then_some(Self { stem, ending })
    }
}

#[cfg(test)]
mod tests {
    use super::Hashed;

    #[test]
    fn only_hashed_names_are_taken_apart() {
        let wasm = Hashed::parse("jaettu-1a2b3c4d5e6f7a8b_bg.wasm");
        assert_eq!(
            wasm,
            Some(Hashed {
                stem: "jaettu",
                ending: "_bg.wasm"
            })
        );
        assert_eq!(
            Hashed::parse("app-cafe00cafe00.css"),
            Some(Hashed {
                stem: "app",
                ending: ".css"
            })
        );
        for other in [
            "sw.js",
            "icon-192.png",
            "index.html",
            "app-facade.css.br",
            "jaettu-1a2b3c4d.js.gz",
        ] {
            assert_eq!(Hashed::parse(other), None, "{other}");
        }
    }
}
