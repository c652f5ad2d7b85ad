//! The tools that build the app: which versions, and where they are.

use crate::{Outcome, job, paths};
use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};

/// One tool, installed with `cargo install` into a folder keyed by its version.
pub(crate) struct Tool {
    /// The program.
    pub(crate) program: &'static str,
    /// The package on crates.io.
    pub(crate) package: &'static str,
    /// Exactly this one.
    pub(crate) version: String,
    /// More words for `cargo install`.
    pub(crate) options: &'static [&'static str],
    /// How long it takes to build, roughly, on two cores.
    pub(crate) patience: &'static str,
}

/// Trunk: newer ones need a newer Rust.
pub(crate) fn trunk() -> Tool {
    Tool {
        program: "trunk",
        package: "trunk",
        version: "0.21.14".to_owned(),
        options: &["--locked", "--no-default-features", "--features", "rustls"],
        patience: "about 6 minutes on 2 cores",
    }
}

/// The program `wasm-bindgen` must have exactly the version of the library in Cargo.lock.
/// Installed without `--locked`: its own lock file names a crate version that is gone.
pub(crate) fn wasm_bindgen() -> Outcome<Tool> {
    Ok(Tool {
        program: "wasm-bindgen",
        package: "wasm-bindgen-cli",
        version: locked_version("wasm-bindgen")?,
        options: &[],
        patience: "about 2 minutes on 2 cores",
    })
}

/// Licences, banned crates, sources and security advisories of everything compiled in.
pub(crate) fn deny() -> Tool {
    Tool {
        program: "cargo-deny",
        package: "cargo-deny",
        version: "0.20.2".to_owned(),
        options: &["--locked"],
        patience: "about 2 minutes on 2 cores",
    }
}

impl Tool {
    /// The folder it is installed into.
    pub(crate) fn folder(&self) -> PathBuf {
        paths::tools().join(format!("{}-{}", self.program, self.version))
    }

    /// The program, if it is there: ours, or one of exactly this version on PATH.
    pub(crate) fn find(&self) -> Option<PathBuf> {
        let own = self.folder().join("bin").join(self.program);
        if paths::is_program(&own) {
            return Some(own);
        }
        let other = paths::on_path(self.program)?;
        let version = job::answer(&other, &["--version"])?;
        (version.split_whitespace().nth(1) == Some(self.version.as_str())).then_some(other)
    }
}

/// PATH with the tools of the app's build in front: Trunk looks for its helpers there.
pub(crate) fn search_path() -> Outcome<OsString> {
    let found = [trunk(), wasm_bindgen()?].map(|tool| tool.find());
    let folders = found
        .iter()
        .flatten()
        .filter_map(|program| program.parent().map(Path::to_path_buf));
    let folders: Vec<PathBuf> = folders.chain([paths::root().join("node_modules/.bin")]).collect();
    Ok(paths::path_with(&folders))
}

/// The version of a package in Cargo.lock.
fn locked_version(package: &str) -> Outcome<String> {
    let lock = fs::read_to_string(paths::root().join("Cargo.lock")).unwrap_or_default();
    version_in(&lock, package).ok_or_else(|| format!("Cargo.lock does not name {package}"))
}

fn version_in(lock: &str, package: &str) -> Option<String> {
    let name = format!("name = \"{package}\"");
    let mut lines = lock.lines().skip_while(|line| *line != name).skip(1);
    let version = lines.next()?.strip_prefix("version = \"")?.strip_suffix('"')?;
    Some(version.to_owned())
}

#[cfg(test)]
mod tests {
    use super::version_in;

    #[test]
    fn the_version_is_read_from_the_lock_file() {
        let lock = "[[package]]\nname = \"wasm-bindgen-futures\"\nversion = \"0.4.9\"\n\n\
                    [[package]]\nname = \"wasm-bindgen\"\nversion = \"0.2.130\"\nsource = \"x\"\n";
        assert_eq!(version_in(lock, "wasm-bindgen").as_deref(), Some("0.2.130"));
        assert_eq!(version_in(lock, "trunk"), None);
    }
}
