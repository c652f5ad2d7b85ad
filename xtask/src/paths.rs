//! Where things are.

use std::env;
use std::ffi::OsString;
use std::path::{Path, PathBuf};

/// The repository.
pub(crate) fn root() -> PathBuf {
    let here =
        env::var_os("CARGO_MANIFEST_DIR").map_or_else(|| env!("CARGO_MANIFEST_DIR").into(), PathBuf::from);
    here.parent().map_or_else(|| here.clone(), Path::to_path_buf)
}

/// Cargo's target folder.
pub(crate) fn target() -> PathBuf {
    env::var_os("CARGO_TARGET_DIR").map_or_else(|| root().join("target"), |folder| root().join(folder))
}

/// The apps as they are served.
pub(crate) fn dist() -> PathBuf {
    root().join("dist")
}

/// The release server.
pub(crate) fn server() -> PathBuf {
    target().join("release/jaettu-server")
}

/// Logs and intermediate files of these commands.
pub(crate) fn scratch() -> PathBuf {
    target().join("xtask")
}

/// The tools of this user, shared by all checkouts.
pub(crate) fn tools() -> PathBuf {
    if let Some(folder) = env::var_os("JAETTU_TOOLS").filter(|folder| !folder.is_empty()) {
        return root().join(folder);
    }
    let cache = env::var_os("XDG_CACHE_HOME")
        .map(PathBuf::from)
        .filter(|folder| folder.is_absolute());
    let cache = cache.or_else(|| Some(PathBuf::from(env::var_os("HOME")?).join(".cache")));
    cache.unwrap_or_else(scratch).join("jaettu/tools")
}

/// A path as a person reads it: relative to the repository or to the home folder where it can be.
pub(crate) fn shown(path: &Path) -> String {
    if let Ok(inside) = path.strip_prefix(root()) {
        return inside.display().to_string();
    }
    let home = env::var_os("HOME").map(PathBuf::from);
    match home.as_deref().map(|home| path.strip_prefix(home)) {
        Some(Ok(inside)) => format!("~/{}", inside.display()),
        _ => path.display().to_string(),
    }
}

/// The first program of this name on PATH.
pub(crate) fn on_path(name: &str) -> Option<PathBuf> {
    let folders = env::var_os("PATH")?;
    env::split_paths(&folders)
        .map(|folder| folder.join(name))
        .find(|file| is_program(file))
}

/// Whether this file can be executed.
pub(crate) fn is_program(file: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt as _;
    file.metadata()
        .is_ok_and(|meta| meta.is_file() && meta.permissions().mode() & 0o111 != 0)
}

/// PATH with these folders in front.
pub(crate) fn path_with(folders: &[PathBuf]) -> OsString {
    let old = env::var_os("PATH").unwrap_or_default();
    let all = folders.iter().cloned().chain(env::split_paths(&old));
    env::join_paths(all).unwrap_or(old)
}

/// The cargo that started us.
pub(crate) fn cargo() -> OsString {
    env::var_os("CARGO").unwrap_or_else(|| "cargo".into())
}

/// Whether a person is looking at the output as it comes.
pub(crate) fn on_terminal() -> bool {
    use std::io::IsTerminal as _;
    std::io::stdout().is_terminal()
}
