//! `finish`: what Trunk does not do. Runs as Trunk's post-build hook, on the folder it is about to publish.

mod assets;
mod compress;
pub(crate) mod hash;
mod names;
mod page;
mod worker;

use assets::Assets;
use compress::Compression;
pub(crate) use compress::brotli_size;

use crate::app::App;
use crate::{Outcome, paths};
use std::path::{Path, PathBuf};
use std::{env, fs};

/// As Trunk's hook (it names the folder in the environment), or by hand on the app's folder in `dist/`.
pub(crate) fn from_trunk(app: App) -> Outcome {
    let folder = env::var_os("TRUNK_STAGING_DIR").map_or_else(|| app.folder(), PathBuf::from);
    let debug = env::var_os("TRUNK_PROFILE").is_some_and(|profile| profile == "debug");
    let compression = if debug {
        Compression::None
    } else {
        Compression::Best
    };
    run(app, &folder, compression)
}

/// Public files, content-hashed names, words, asset list, service worker, compression; in this order. Icons and the
/// service worker are the residents'.
fn run(app: App, folder: &Path, compression: Compression) -> Outcome {
    if !folder.join("index.html").is_file() {
        return Err(format!(
            "there is no app in {}; `cargo xtask build app` makes it",
            paths::shown(folder)
        ));
    }
    if app == App::Residents {
        copy_public(&paths::root().join("public"), folder)?;
    }
    names::by_content(folder)?;
    page::check_integrity(app, folder)?;
    let words = assets::write_words(app, folder)?;
    let assets = Assets::find(app, folder, words)?;
    if app == App::Residents {
        worker::fill(folder, &assets)?;
    }
    assets.write(folder)?;
    compress::all(folder, compression)
}

/// Icons, manifests and the service worker's source keep their names.
fn copy_public(from: &Path, to: &Path) -> Outcome {
    fs::create_dir_all(to).map_err(|why| format!("{}: {why}", to.display()))?;
    for file in files_in(from) {
        let target = to.join(file.file_name().unwrap_or_default());
        if file.is_dir() {
            copy_public(&file, &target)?;
        } else {
            fs::copy(&file, &target).map_err(|why| format!("{}: {why}", target.display()))?;
        }
    }
    Ok(())
}

/// What lies directly in a folder, by name.
pub(crate) fn files_in(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    let mut files: Vec<PathBuf> = entries.map(|entry| entry.path()).collect();
    files.sort();
    files
}

/// The last part of a path as text.
pub(crate) fn name(file: &Path) -> &str {
    file.file_name()
        .and_then(|name| name.to_str())
        .unwrap_or_default()
}

fn read_text(file: &Path) -> Outcome<String> {
    fs::read_to_string(file).map_err(|why| format!("{}: {why}", file.display()))
}

fn write(file: &Path, content: &[u8]) -> Outcome {
    fs::write(file, content).map_err(|why| format!("{}: {why}", file.display()))
}
