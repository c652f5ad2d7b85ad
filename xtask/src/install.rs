//! Installs what is missing, saying so.

use crate::say::{self, Stages};
use crate::tools::Tool;
use crate::{Outcome, job, paths};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// What the app is compiled to.
pub(crate) const WASM: &str = "wasm32-unknown-unknown";

/// Rust's library for the browser.
pub(crate) fn wasm_target(stages: &mut Stages) -> Outcome {
    let library = job::answer("rustc", &["--print", "target-libdir", "--target", WASM]);
    if library.is_some_and(|folder| Path::new(&folder).is_dir()) {
        stages.next("Rust for the browser: there");
        return Ok(());
    }
    stages.next("Rust for the browser: missing, downloading it (some seconds)");
    need_rustup(&format!("the Rust target {WASM}"))?;
    job::logged("rustup-target", rustup().args(["target", "add", WASM]))?;
    Ok(())
}

/// rustfmt and clippy.
pub(crate) fn lint_tools() -> Outcome {
    let missing = |word| job::answer(paths::cargo(), &[word, "--version"]).is_none();
    if missing("fmt") || missing("clippy") {
        say::remark("rustfmt or clippy is missing, downloading them (some seconds)");
        need_rustup("rustfmt and clippy")?;
        job::logged(
            "rustup-component",
            rustup().args(["component", "add", "rustfmt", "clippy"]),
        )?;
    }
    Ok(())
}

fn rustup() -> Command {
    let mut command = Command::new("rustup");
    command.current_dir(paths::root());
    command
}

fn need_rustup(what: &str) -> Outcome {
    if paths::on_path("rustup").is_some() {
        return Ok(());
    }
    Err(format!(
        "{what} is missing, and this Rust does not come from rustup (https://rustup.rs): install one of the two"
    ))
}

/// A tool of the app's build, compiled once per user and version.
pub(crate) fn tool(stages: &mut Stages, tool: &Tool) -> Outcome {
    let name = format!("{} {}", tool.program, tool.version);
    if tool.find().is_some() {
        stages.next(&format!("{name}: there"));
        return Ok(());
    }
    let folder = tool.folder();
    let place = paths::shown(&paths::tools());
    stages.next(&format!(
        "{name}: missing, building it once into {place} ({})",
        tool.patience
    ));
    let partial = Partial::beside(&folder)?;
    let taken = job::logged(
        &format!("install-{}", tool.program),
        &mut cargo_install(tool, &partial),
    )?;
    partial.keep_as(&folder)?;
    say::remark(&format!("built in {}", say::time(taken)));
    Ok(())
}

/// Quick to compile counts more than quick to run: these run for a second or two.
fn cargo_install(tool: &Tool, partial: &Partial) -> Command {
    let mut command = job::cargo(["install", tool.package, "--version", &tool.version]);
    command.args(tool.options).arg("--root").arg(partial.path("root"));
    command.env("CARGO_TARGET_DIR", partial.path("target"));
    command
        .env("CARGO_PROFILE_RELEASE_LTO", "off")
        .env("CARGO_PROFILE_RELEASE_CODEGEN_UNITS", "16");
    command
        .env("CARGO_PROFILE_RELEASE_OPT_LEVEL", "1")
        .env("CARGO_PROFILE_RELEASE_DEBUG", "0");
    command
}

/// A folder for an install under way: an interrupted one is never taken for a whole one.
struct Partial(PathBuf);

impl Partial {
    fn beside(folder: &Path) -> Outcome<Self> {
        let mut name = folder.as_os_str().to_owned();
        name.push(format!(".partial-{}", std::process::id()));
        let partial = Self(name.into());
        fs::create_dir_all(&partial.0)
            .map_err(|why| format!("cannot write {}: {why}", partial.0.display()))?;
        Ok(partial)
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.join(name)
    }

    fn keep_as(&self, folder: &Path) -> Outcome {
        let _ = fs::remove_dir_all(folder);
        fs::rename(self.path("root"), folder)
            .map_err(|why| format!("cannot write {}: {why}", folder.display()))
    }
}

impl Drop for Partial {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// A package of Debian; only root may.
pub(crate) fn debian(package: &str) -> Outcome {
    let apt = |words: &[&str]| {
        let mut command = Command::new("apt-get");
        command.args(words).env("DEBIAN_FRONTEND", "noninteractive");
        command
    };
    job::logged("apt-update", &mut apt(&["update"]))?;
    job::logged(
        &format!("apt-{package}"),
        &mut apt(&["install", "-y", "--no-install-recommends", package]),
    )?;
    Ok(())
}
