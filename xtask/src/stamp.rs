//! Whether the app in `dist/` is the one that would be built: a digest of everything that goes into it.

use crate::finish::{files_in, hash};
use crate::paths;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

const INPUTS: [&str; 17] = [
    ".cargo/config.toml",
    "Cargo.toml",
    "Cargo.lock",
    "Trunk.toml",
    "crates/domain",
    "crates/views",
    "crates/wire-derive",
    "crates/words",
    "index.html",
    "locales",
    "package-lock.json",
    "public",
    "rust-toolchain.toml",
    "src",
    "style",
    "tools/css.mjs",
    "xtask/src/finish",
];

/// Sources and result of the app's build, when both are as they were.
pub(crate) struct Stamp(String);

impl Stamp {
    /// Reads all sources: some hundred files.
    pub(crate) fn of_sources() -> Self {
        let mut list = String::new();
        for input in INPUTS {
            add(&mut list, &paths::root().join(input));
        }
        Self(hash::short(list.as_bytes()))
    }

    /// Whether `dist/` was built from these sources and not touched since.
    pub(crate) fn fits(&self) -> bool {
        fs::read_to_string(file())
            .is_ok_and(|kept| result().is_some_and(|result| kept == format!("{} {result}", self.0)))
    }

    /// Notes that `dist/` was built from these sources.
    pub(crate) fn keep(&self) {
        let _ = fs::write(file(), format!("{} {}", self.0, result().unwrap_or_default()));
    }
}

fn add(list: &mut String, path: &Path) {
    if path.is_dir() {
        for inside in files_in(path) {
            add(list, &inside);
        }
    } else if let Ok(content) = fs::read(path) {
        let _ = writeln!(list, "{} {}", path.display(), hash::short(&content));
    }
}

fn file() -> PathBuf {
    paths::scratch().join("app.stamp")
}

/// Asset list, page and service worker name every file of a build: they stand for them all.
fn result() -> Option<String> {
    let assets = fs::read(paths::dist().join("assets.json")).ok()?;
    let page = fs::read(paths::dist().join("index.html")).ok()?;
    let worker = fs::read(paths::dist().join("sw.js")).ok()?;
    Some(hash::short(&[assets, page, worker].concat()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dev;

    /// The crates of this workspace that `manifest` depends on, and those that they depend on.
    fn crates(manifest: &Path, found: &mut Vec<String>) {
        let text = fs::read_to_string(manifest).unwrap();
        for name in text.lines().filter_map(|line| line.strip_prefix("jaettu-")) {
            let name = name.split(['.', ' ', '=']).next().unwrap_or_default();
            let folder = format!("crates/{name}");
            // The root manifest says where they all are, too; only what has a folder of its own is used.
            if !found.contains(&folder) && paths::root().join(&folder).is_dir() {
                found.push(folder.clone());
                crates(&paths::root().join(&folder).join("Cargo.toml"), found);
            }
        }
    }

    #[test]
    fn a_change_of_any_crate_of_the_app_is_noticed() {
        let mut used = Vec::new();
        crates(&paths::root().join("Cargo.toml"), &mut used);
        assert!(used.contains(&"crates/views".to_owned()), "{used:?}");
        for folder in used {
            assert!(INPUTS.contains(&folder.as_str()), "{folder} is not in INPUTS");
            assert!(dev::APP.contains(&folder.as_str()), "{folder} is not in APP");
        }
    }

    #[test]
    fn a_change_of_any_crate_of_the_server_is_noticed() {
        let mut used = vec!["crates/server".to_owned()];
        crates(&paths::root().join("crates/server/Cargo.toml"), &mut used);
        for folder in used.iter().filter(|folder| *folder != "crates/wire-derive") {
            assert!(
                dev::SERVER.contains(&folder.as_str()),
                "{folder} is not in SERVER"
            );
        }
    }
}
