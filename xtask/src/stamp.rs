//! Whether an app in `dist/` is the one that would be built: a digest of everything that goes into it.

use crate::app::App;
use crate::finish::{files_in, hash};
use crate::paths;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

/// Beside the template and Trunk's configuration of each app.
const INPUTS: [&str; 16] = [
    ".cargo/config.toml",
    "Cargo.toml",
    "Cargo.lock",
    "crates/domain",
    "crates/views",
    "crates/wire-derive",
    "crates/words",
    "locales",
    "package-lock.json",
    "public",
    "rust-toolchain.toml",
    "src",
    "style",
    "tools/css.mjs",
    "xtask/src/app.rs",
    "xtask/src/finish",
];

/// The sources of an app's build, as they are.
pub(crate) struct Stamp {
    app: App,
    sources: String,
}

impl Stamp {
    /// Reads all sources: some hundred files.
    pub(crate) fn of_sources(app: App) -> Self {
        let mut list = String::new();
        for input in INPUTS.into_iter().chain([app.config(), app.template()]) {
            add(&mut list, &paths::root().join(input));
        }
        let sources = hash::short(list.as_bytes());
        Self { app, sources }
    }

    /// Whether the app in `dist/` was built from these sources and not touched since.
    pub(crate) fn fits(&self) -> bool {
        fs::read_to_string(self.file()).is_ok_and(|kept| {
            result(self.app).is_some_and(|result| kept == format!("{} {result}", self.sources))
        })
    }

    /// Notes that the app in `dist/` was built from these sources.
    pub(crate) fn keep(&self) {
        let result = result(self.app).unwrap_or_default();
        let _ = fs::write(self.file(), format!("{} {result}", self.sources));
    }

    fn file(&self) -> PathBuf {
        paths::scratch().join(format!("{}.stamp", self.app.name()))
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

/// Asset list, page and service worker (the residents' alone) name every file of a build: they stand for them all.
fn result(app: App) -> Option<String> {
    let names: &[&str] = match app {
        App::Residents => &["assets.json", "index.html", "sw.js"],
        App::Desk => &["assets.json", "index.html"],
    };
    let files = names.iter().map(|name| fs::read(app.folder().join(name)).ok());
    let files: Option<Vec<Vec<u8>>> = files.collect();
    Some(hash::short(&files?.concat()))
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
            assert!(dev::APPS.contains(&folder.as_str()), "{folder} is not in APPS");
        }
    }

    #[test]
    fn every_input_is_there_and_a_change_of_what_only_one_app_has_is_noticed() {
        for app in App::ALL {
            for input in INPUTS.into_iter().chain([app.config(), app.template()]) {
                assert!(paths::root().join(input).exists(), "{input} is missing");
            }
            for file in [app.config(), app.template()] {
                assert!(dev::APPS.contains(&file), "{file} is not in APPS");
            }
        }
        let stamps = App::ALL.map(|app| Stamp::of_sources(app).sources);
        assert_ne!(stamps[0], stamps[1], "the templates differ");
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
