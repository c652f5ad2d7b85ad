//! The built apps: their page templates, their files, their words.
//!
//! Trunk and `cargo xtask finish` leave hashed, precompressed files and a list of them in a folder of `dist/` for each
//! app. Hashed files never change, so they may be kept for ever; everything else is asked for again each time.

use serde::Deserialize;
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// What `assets.json` says; written by `cargo xtask finish`.
#[derive(Clone, Debug, Default, Deserialize)]
struct Listing {
    /// Address of the words by language code.
    #[serde(default)]
    words: BTreeMap<String, String>,
}

/// Both apps.
#[derive(Clone, Debug)]
pub struct Assets {
    /// Folder of the apps' folders.
    pub folder: PathBuf,
    /// The residents' app, in `residents/`, served at `/`.
    pub residents: Bundle,
    /// The staff desk, in `desk/`, served at `/desk/`.
    pub desk: Bundle,
}

/// One app as the server needs it.
#[derive(Clone, Debug)]
pub struct Bundle {
    /// Folder of the files.
    pub folder: PathBuf,
    /// What is put into the head of every page: preloads and the script that starts the app.
    pub head: String,
    /// Styles for the first screen, inlined; the desk has none.
    pub critical_css: String,
    /// Links to the whole style sheet; they stand at the end of the body, so nothing waits for them.
    pub sheets: String,
    words: BTreeMap<String, String>,
    /// `script-src` and `style-src` hashes of what is inlined.
    pub script_hashes: Vec<String>,
    /// Likewise for styles.
    pub style_hashes: Vec<String>,
}

/// Why the app cannot be served.
#[derive(Debug, thiserror::Error)]
#[error("the built app is not in {}: {reason}. Build it with `cargo xtask build`, or name its folder with --assets", folder.display())]
pub struct AssetsMissing {
    folder: PathBuf,
    reason: std::io::Error,
}

impl Assets {
    /// Reads the built apps in `folder`.
    pub fn read(folder: &Path) -> Result<Self, AssetsMissing> {
        Ok(Self {
            folder: folder.to_path_buf(),
            residents: Bundle::read(&folder.join("residents"))?,
            desk: Bundle::read(&folder.join("desk"))?,
        })
    }

    /// No app at all, for a server that only answers the API.
    pub fn none() -> Self {
        Self {
            folder: PathBuf::from("."),
            residents: Bundle::none(),
            desk: Bundle::none(),
        }
    }

    /// Whether a file's name holds the hash of its content, so that it can be kept for ever.
    pub fn is_hashed(path: &str) -> bool {
        let name = path.rsplit('/').next().unwrap_or(path);
        let hex = |part: &str| part.len() >= 8 && part.bytes().all(|b| b.is_ascii_hexdigit());
        name.split(['.', '-', '_']).any(hex)
    }
}

impl Bundle {
    fn read(folder: &Path) -> Result<Self, AssetsMissing> {
        let missing = |reason| AssetsMissing {
            folder: folder.to_path_buf(),
            reason,
        };
        let index = std::fs::read_to_string(folder.join("index.html")).map_err(missing)?;
        let listing = std::fs::read(folder.join("assets.json")).map_err(missing)?;
        let listing: Listing = serde_json::from_slice(&listing).map_err(|e| missing(e.into()))?;
        Ok(Self::from_template(folder, &index, listing))
    }

    fn none() -> Self {
        Self::from_template(Path::new("."), "", Listing::default())
    }

    fn from_template(folder: &Path, index: &str, listing: Listing) -> Self {
        let (sheets, links): (Vec<&str>, Vec<&str>) = elements(index, "link")
            .into_iter()
            .partition(|link| link.contains("rel=\"stylesheet\""));
        let critical_css = elements(index, "style")
            .first()
            .map(|style| inner(style).to_owned())
            .unwrap_or_default();
        let scripts = elements(index, "script");
        let inline = scripts
            .iter()
            .map(|script| inner(script))
            .filter(|script| !script.is_empty());
        let style_hashes = if critical_css.is_empty() {
            Vec::new()
        } else {
            vec![csp_hash(&critical_css)]
        };
        Self {
            folder: folder.to_path_buf(),
            script_hashes: inline.map(csp_hash).collect(),
            style_hashes,
            head: [links, scripts].concat().concat(),
            critical_css,
            sheets: sheets.concat(),
            words: listing.words,
        }
    }

    /// Address of the words of a language.
    pub fn words(&self, code: &str) -> Option<&str> {
        self.words.get(code).map(String::as_str)
    }

    /// What a page of this app may load: its own files, WebAssembly, and the inline parts whose hashes are known.
    pub fn policy(&self) -> String {
        format!(
            "default-src 'self'; script-src 'self' 'wasm-unsafe-eval' {}; style-src 'self' {}; img-src 'self' data:; \
             object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
            self.script_hashes.join(" "),
            self.style_hashes.join(" "),
        )
    }
}

/// The elements `<tag …>…</tag>` (or `<tag …>` alone for `link`) of a page that Trunk wrote.
fn elements<'a>(page: &'a str, tag: &str) -> Vec<&'a str> {
    let open = format!("<{tag}");
    let close = if tag == "link" {
        ">".to_owned()
    } else {
        format!("</{tag}>")
    };
    let mut found = Vec::new();
    let mut rest = page;
    while let Some(start) = rest.find(&open) {
        let tail = &rest[start..];
        let Some(end) = tail.find(&close) else { break };
        found.push(&tail[..end + close.len()]);
        rest = &tail[end + close.len()..];
    }
    found
}

/// What stands between the opening and the closing tag.
fn inner(element: &str) -> &str {
    let start = element.find('>').map_or(0, |i| i + 1);
    let end = element.rfind("</").unwrap_or(element.len());
    element.get(start..end).unwrap_or_default()
}

fn csp_hash(text: &str) -> String {
    use base64::Engine;
    let digest = Sha256::digest(text.as_bytes());
    format!(
        "'sha256-{}'",
        base64::engine::general_purpose::STANDARD.encode(digest)
    )
}

/// Sixteen hex digits that change when the bytes do.
pub fn short_hash(bytes: &[u8]) -> String {
    use std::fmt::Write;
    Sha256::digest(bytes)
        .iter()
        .take(8)
        .fold(String::with_capacity(16), |mut text, byte| {
            let _ = write!(text, "{byte:02x}");
            text
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_parts_of_the_template_are_found() {
        let page = r#"<head><link rel="stylesheet" href="/a.css"><link rel="modulepreload" href="/a.js"><style>a{b:c}</style></head><script type="module">go()</script>"#;
        let app = Bundle::from_template(Path::new("."), page, Listing::default());
        assert_eq!(app.critical_css, "a{b:c}");
        assert_eq!(
            app.head,
            r#"<link rel="modulepreload" href="/a.js"><script type="module">go()</script>"#
        );
        assert_eq!(app.sheets, r#"<link rel="stylesheet" href="/a.css">"#);
        assert_eq!(app.script_hashes.len(), 1);
    }

    #[test]
    fn only_names_with_a_hash_are_kept_for_ever() {
        assert!(Assets::is_hashed("/jaettu-6b86b273ff34fce1_bg.wasm"));
        assert!(Assets::is_hashed("/words.fi.1a2b3c4d.json"));
        for name in [
            "/sw.js",
            "/icon-192.png",
            "/index.html",
            "/manifest.fi.webmanifest",
        ] {
            assert!(!Assets::is_hashed(name), "{name}");
        }
    }
}
