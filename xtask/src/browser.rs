//! A Chromium or Chrome to test with.

use crate::{Outcome, install, job, paths, postgres, say};
use std::env;
use std::path::PathBuf;
use std::process::Command;

const NAMES: [&str; 4] = [
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
];
const MAC: &str = "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome";

/// The program, installed if it is missing.
pub(crate) fn find_or_install() -> Outcome<PathBuf> {
    if let Some(chosen) = env::var_os("JAETTU_CHROMIUM").map(PathBuf::from) {
        let missing = format!("JAETTU_CHROMIUM names {}, which is no program", chosen.display());
        return paths::is_program(&chosen).then_some(chosen).ok_or(missing);
    }
    if let Some(program) = installed() {
        return Ok(program);
    }
    if postgres::is_root() && paths::on_path("apt-get").is_some() {
        say::remark("Chromium: missing, installing Debian's package (about a minute)");
        let tried = install::debian("chromium");
        if let (Ok(()), Some(program)) = (tried, installed()) {
            return Ok(program);
        }
    }
    say::remark("Chromium: missing, downloading Playwright's (about a minute)");
    let mut playwright = Command::new("npx");
    playwright
        .args(["playwright", "install", "chromium"])
        .current_dir(paths::root());
    let why = job::logged("playwright-install", &mut playwright)
        .err()
        .unwrap_or_default();
    of_playwright().ok_or_else(|| {
        format!("Chromium is missing: install it, or name a Chrome in JAETTU_CHROMIUM (Playwright's download: {why})")
    })
}

fn installed() -> Option<PathBuf> {
    let mac = Some(PathBuf::from(MAC)).filter(|program| paths::is_program(program));
    NAMES
        .into_iter()
        .find_map(paths::on_path)
        .or(mac)
        .or_else(of_playwright)
}

/// The one that Playwright downloaded, if it did.
fn of_playwright() -> Option<PathBuf> {
    let ask = "require('@playwright/test').chromium.executablePath()";
    let program = job::answer("node", &["--input-type=commonjs", "-p", ask]).map(PathBuf::from)?;
    paths::is_program(&program).then_some(program)
}
