//! `run`: build, then become the server in demo mode.

use crate::{Outcome, build, paths};
use std::os::unix::process::CommandExt as _;
use std::process::Command;

/// Builds and starts; the server prints its address and the demo accounts.
pub(crate) fn run(options: &[&str]) -> Outcome {
    build::all()?;
    let server = paths::server();
    let why = Command::new(&server)
        .args(["serve", "--demo"])
        .args(options)
        .current_dir(paths::root())
        .exec();
    Err(format!("cannot start {}: {why}", paths::shown(&server)))
}
